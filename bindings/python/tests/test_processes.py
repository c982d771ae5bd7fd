"""Forked, spawned and pre-forked processes check hosts like any other."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import socket
import subprocess
import sys
import textwrap
import urllib.request
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from lab import SOON, SilentHost, missing

from rdp_health import Report, check, check_with_progress

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def check_here(target: str) -> tuple[int, Report]:
    return os.getpid(), check(target)


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_workers(method: str, refused: str) -> None:
    # The parent's runtime has threads by now, which a forked child lacks.
    parent = check(refused)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        answers = list(pool.map(check_here, [refused] * 6, timeout=60))
    assert {report.primary for _, report in answers} == {parent.primary}
    assert os.getpid() not in {pid for pid, _ in answers}
    assert check(refused).primary == parent.primary


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_check_does_not_cross_a_fork(silent: SilentHost) -> None:
    steps = check_with_progress(silent.target, timeouts={"answer": 3600, "budget": 3600})
    next(steps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pid = os.fork()
    if pid == 0:
        try:
            next(steps)
        except RuntimeError as error:
            os._exit(0 if "before the process was forked" in str(error) else 2)
        finally:
            os._exit(3)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    steps.close()
    assert silent.left.acquire(timeout=SOON)


# Process 1 starts `old`, which checks hosts and forks a child; `old` ends, and its id is given to the child's child.
REUSED_ID = """
import os, sys, threading, warnings
warnings.simplefilter("ignore")
from rdp_health import check, check_with_progress

closed, ended = os.pipe()
old = os.fork()
if old:
    os.close(ended)
    assert os.waitpid(old, 0) == (old, 0)
    # The last that holds the other end is the child's child.
    told = os.fdopen(closed).read()
    print(told)
    sys.exit(told != "tcp-refused, before the process was forked")

old = os.getpid()
check(sys.argv[1], depth="quick")
steps = check_with_progress(sys.argv[2], timeouts={"answer": 3600, "budget": 3600})
next(steps)
if os.fork():
    os._exit(0)

try:
    # The id is free once process 1 has waited for it.
    while True:
        os.kill(old, 0)
except ProcessLookupError:
    pass
with open("/proc/sys/kernel/ns_last_pid", "w") as last:
    last.write(str(old - 1))
if os.fork():
    os._exit(0)

told = "another id" if os.getpid() != old else "nothing in time"
def child():
    global told
    told = check(sys.argv[1], depth="quick").primary
    try:
        next(steps)
    except RuntimeError as error:
        told += ", before the process was forked" if "before the process was forked" in str(error) else str(error)
if os.getpid() == old:
    thread = threading.Thread(target=child, daemon=True)
    thread.start()
    thread.join(20)
os.write(ended, told.encode())
os._exit(0)
"""


def test_an_id_that_comes_back(silent: SilentHost, refused: str) -> None:
    namespace = ["unshare", "--user", "--map-root-user", "--pid", "--fork"]
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode != 0:
        missing("this system gives no namespace of process ids")
    done = subprocess.run(
        [*namespace, sys.executable, "-c", REUSED_ID, refused, silent.target],
        capture_output=True,
        text=True,
        timeout=2 * SOON,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_prefork_server(tmp_path: Path, refused: str) -> None:
    if importlib.util.find_spec("gunicorn") is None:
        missing("gunicorn is not installed (cargo xtask test installs it)")
    (tmp_path / "checks.py").write_text(
        textwrap.dedent(
            f"""
            import os
            from rdp_health import check

            check({refused!r})  # in the parent, before it forks

            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [f"{{os.getpid()}} {{os.getppid()}} {{check({refused!r}).primary}}".encode()]
            """
        ),
        encoding="utf-8",
    )
    listener = socket.create_server(("127.0.0.1", 0))
    listener.set_inheritable(True)
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--bind", f"fd://{listener.fileno()}"]
    with subprocess.Popen(
        [*command, "--chdir", str(tmp_path), "--log-level", "error", "checks:application"],
        pass_fds=[listener.fileno()],
    ) as server:
        try:
            url = "http://127.0.0.1:%d/" % listener.getsockname()[1]
            # Not by way of a proxy.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            answers = [opener.open(url, timeout=60).read().decode().split() for _ in range(6)]
        finally:
            server.terminate()
            listener.close()
    assert {cause for _, _, cause in answers} == {"tcp-refused"}
    assert {int(parent) for _, parent, _ in answers} == {server.pid}
