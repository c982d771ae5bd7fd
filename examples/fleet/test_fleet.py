"""Every program runs, against addresses of loopback where nothing listens."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parents[1] / "bindings" / "python" / "tests")]

from lab import missing, program  # noqa: E402

HOSTS = 24
OPTIONS = ["--depth", "quick", "--no-follow-up", "--pacing=0"]


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    file = tmp_path / "hosts.txt"
    file.write_text(f"127.0.9.1-{HOSTS}:9\n", encoding="utf-8")
    return file


def need(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        missing(f"{module} is not installed (CI=true cargo xtask test installs it)")


def run(command: list[str], folder: Path, **environment: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=folder, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done
    return done.stdout


def engine(name: str, hosts: Path, *arguments: str) -> str:
    command = [sys.executable, str(HERE / name), str(hosts), "--command", program("rdp-health"), *arguments]
    return run([*command, *OPTIONS], hosts.parent)


def whole(document: str) -> None:
    merged: dict[str, Any] = json.loads(document)
    names = {host["target"]["host"] for host in merged["hosts"]}
    assert names == {f"127.0.9.{last}" for last in range(1, HOSTS + 1)}
    assert len(merged["places"]) == 3
    assert all(host["agree"] and len(host["seen"]) == 1 for host in merged["hosts"])


def test_dask(hosts: Path) -> None:
    need("dask")
    whole(engine("dask_fleet.py", hosts, "--parts", "3", "--format", "json"))
    text = engine("dask_fleet.py", hosts, "--parts", "2")
    assert f"{HOSTS} hosts failing: The port refuses" in text


def test_ray(hosts: Path) -> None:
    if importlib.util.find_spec("ray") is None:
        # It is large, and no wheel of it is there for every Python.
        pytest.skip("ray is not installed")
    whole(engine("ray_fleet.py", hosts, "--parts", "3", "--format", "json"))


def test_parallel(hosts: Path) -> None:
    if shutil.which("parallel") is None:
        pytest.skip("GNU parallel is not installed")
    text = run(["sh", str(HERE / "parallel.sh"), str(hosts), "3"], hosts.parent, RDP_HEALTH=program("rdp-health"))
    assert f"{HOSTS} hosts failing: The port refuses" in text


def scan_options(words: list[str]) -> set[str]:
    """The options of `rdp-health scan` among words of a command."""
    behind = words[words.index("scan") :]
    return {word for word in behind if word.startswith("--")}


def test_yaml() -> None:
    need("yaml")
    import yaml

    def read(name: str) -> list[Any]:
        return list(yaml.safe_load_all((HERE / name).read_text(encoding="utf-8")))

    known = run([program("rdp-health"), "scan", "--help"], HERE)
    claim, job, merging = read("kubernetes.yaml")
    spec = job["spec"]
    container = spec["template"]["spec"]["containers"][0]
    assert spec["completionMode"] == "Indexed"
    parts = {variable["name"]: variable["value"] for variable in container["env"]}["PARTS"]
    assert str(spec["completions"]) == parts
    volumes = {volume["name"] for volume in spec["template"]["spec"]["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
    assert claim["metadata"]["name"] in json.dumps(spec) and claim["metadata"]["name"] in json.dumps(merging)
    # The script of a pod, with the command in the place of the image's.
    for option in scan_options(container["args"][0].split()):
        assert option in known, option

    (plays,) = read("ansible.yaml")
    check = next(task for task in plays[0]["tasks"] if "ansible.builtin.command" in task)
    argv = check["ansible.builtin.command"]["argv"]
    assert argv[:2] == ["rdp-health", "scan"]
    for option in scan_options(argv):
        assert option in known, option


def test_the_script_of_a_pod(hosts: Path, tmp_path: Path) -> None:
    need("yaml")
    import yaml

    _, job, _ = yaml.safe_load_all((HERE / "kubernetes.yaml").read_text(encoding="utf-8"))
    script = job["spec"]["template"]["spec"]["containers"][0]["args"][0]
    results = tmp_path / "results"
    results.mkdir()
    for place, ours in {"rdp-health scan": f"{program('rdp-health')} scan --quiet --depth quick"}.items():
        script = script.replace(place, ours)
    script = script.replace("/hosts/hosts.txt", str(hosts)).replace("/results/", f"{results}/")
    lines = 0
    for index in range(2):
        run(["sh", "-c", script], tmp_path, JOB_COMPLETION_INDEX=str(index), PARTS="2")
        lines += len((results / f"{index + 1}.ndjson").read_text(encoding="utf-8").splitlines())
    assert lines == HOSTS
