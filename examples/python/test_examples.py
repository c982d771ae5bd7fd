"""Every example runs, against hosts on loopback."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "bindings" / "python" / "tests")]

from lab import SCENARIOS, SOON, SilentHost, missing, play  # noqa: E402

pytest_plugins = ["pytester"]


@pytest.fixture(scope="module")
def healthy() -> Iterator[str]:
    with play([SCENARIOS / "healthy-ipv4-address-self-signed.toml"]) as hosts:
        yield next(hosts)["target"]


REFUSED = "127.0.0.1:9"


def run(*arguments: str | Path) -> tuple[int, str]:
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=HERE, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def refuse(*arguments: str | Path) -> str:
    """What an example says that cannot do what it was asked."""
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=HERE, check=False)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


def need(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        missing(f"{module} is not installed (CI=true cargo xtask test installs it)")


def test_quick_start() -> None:
    status, output = run("quick_start.py", REFUSED)
    assert status == 0
    assert output.startswith("failing: ")
    assert "\n- " in output
    code = [line for line in (HERE / "quick_start.py").read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(code) <= 15


def test_morning_check(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts.txt"
    hosts.write_text(f"# the east wing\n{REFUSED}  # the old one\n\n", encoding="utf-8")
    status, output = run("morning_check.py", hosts)
    assert status == 1
    assert output.startswith("failing      127.0.0.1:9  ")
    assert output.endswith("1 checked, 1 need attention\n")
    hosts.write_text("# nothing yet\n", encoding="utf-8")
    assert run("morning_check.py", hosts) == (0, "0 checked, 0 need attention\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_morning_check_reads_what_windows_writes(tmp_path: Path, encoding: str) -> None:
    hosts = tmp_path / "hosts.txt"
    hosts.write_text(f"{REFUSED}\r\n# the b\u00fcro\r\n", encoding=encoding)
    status, output = run("morning_check.py", hosts)
    assert (status, output.splitlines()[-1]) == (1, "1 checked, 1 need attention")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file"), (b"caf\xe9\n", "can't decode byte"), (b"a b\n", "'a b' is not a host name")],
)
def test_morning_check_says_what_is_wrong_with_its_list(tmp_path: Path, content: bytes | None, says: str) -> None:
    hosts = tmp_path / "hosts.txt"
    if content is not None:
        hosts.write_bytes(content)
    done = refuse("morning_check.py", hosts)
    assert says in done, done


@pytest.mark.parametrize("script", ["morning_check.py", "fleet.py", "expiring_certificates.py"])
def test_an_example_without_its_arguments_says_how_it_is_called(script: str) -> None:
    assert f"usage: {script}" in refuse(script)


def test_fleet(capsys: pytest.CaptureFixture[str]) -> None:
    from fleet import main

    silent = SilentHost()
    verdicts = asyncio.run(main(2, [REFUSED, REFUSED, silent.target]))
    assert verdicts == {"failing": 2, "not finished": 1}
    assert capsys.readouterr().out.endswith("2 failing, 1 not finished\n")
    assert silent.left.acquire(timeout=SOON)
    silent.close()


def test_expiring_certificates(healthy: str, capsys: pytest.CaptureFixture[str]) -> None:
    from expiring_certificates import COLUMNS, write

    before = io.StringIO()
    write([healthy, REFUSED], before, now=datetime(2020, 1, 1, tzinfo=timezone.utc))
    assert before.getvalue().split() == [",".join(COLUMNS)]
    assert "127.0.0.1: no certificate seen: " in capsys.readouterr().err
    after = io.StringIO()
    write([healthy], after, now=datetime(2020, 1, 1, tzinfo=timezone.utc), within=timedelta(days=36500))
    assert len(after.getvalue().splitlines()) == 2


def test_fleet_table(healthy: str) -> None:
    need("pandas")
    from fleet_table import table

    from rdp_health import scan

    fleet = table(scan([healthy, REFUSED]))
    assert len(fleet) == 2
    assert set(fleet["cause"].dropna()) >= {"tcp-refused"}
    assert set(fleet["tls"].dropna()) == {"TLS 1.3"}
    assert fleet["tls"].isna().sum() == 1


def test_vantage_points() -> None:
    need("dask")
    need("distributed")
    script = f"""
import sys
from dask.distributed import Client, LocalCluster
from vantage_points import from_everywhere, merged

if __name__ == "__main__":
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        print("\\n".join(merged(from_everywhere(client, [{REFUSED!r}, "localhost:9"]))))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        check=False,
    )
    assert done.stdout.splitlines() == [
        "127.0.0.1:9: tcp-refused from all 3 places",
        "localhost:9: tcp-refused from all 3 places",
    ], done.stderr


def test_places_that_disagree() -> None:
    need("distributed")
    from vantage_points import merged

    from rdp_health import check

    here, there = check(REFUSED), check("no-such-host.invalid", depth="quick")
    assert merged({"srv01:3389": {"berlin": here, "oslo": there}}) == [
        f"srv01:3389: it depends on the place: tcp-refused from berlin; {there.primary} from oslo"
    ]


def test_skip_if_unhealthy(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    pytester.makeconftest('pytest_plugins = ["skip_if_unhealthy"]')
    pytester.makepyfile(
        f"""
        def test_login(require_healthy):
            require_healthy({REFUSED!r})
            raise AssertionError("the host is unhealthy: this line is not reached")
        """
    )
    result = pytester.runpytest_subprocess("-ra")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*127.0.0.1:9 is failing (tcp-refused): *"])


def test_every_example_is_listed_and_tested() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    tests = Path(__file__).read_text(encoding="utf-8")
    for file in HERE.glob("*.py"):
        if not file.name.startswith("test_"):
            assert f"`{file.name}" in readme
            assert file.stem in tests
