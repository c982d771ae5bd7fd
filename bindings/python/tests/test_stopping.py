"""Whoever stops waiting stops the network work, too."""

from __future__ import annotations

import asyncio
import gc
import signal
import subprocess
import sys
import threading

import pytest
from lab import PATIENT, SOON, SilentHost

from rdp_health import acheck, acheck_with_progress, ascan, awatch, check, check_with_progress, scan, watch


async def visited(silent: SilentHost) -> bool:
    return await asyncio.to_thread(silent.visited.acquire, timeout=SOON)


async def left(silent: SilentHost) -> bool:
    return await asyncio.to_thread(silent.left.acquire, timeout=SOON)


async def test_cancelling_a_task_closes_the_connection(silent: SilentHost) -> None:
    task = asyncio.create_task(acheck(silent.target, **PATIENT))
    assert await visited(silent)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await left(silent)


async def test_a_timeout_is_honoured(silent: SilentHost) -> None:
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(acheck(silent.target, **PATIENT), 0.2)
    assert await left(silent)
    if sys.version_info >= (3, 11):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await acheck(silent.target, **PATIENT)
        assert await left(silent)


async def test_cancelling_a_scan_closes_every_connection(silent: SilentHost) -> None:
    async def read() -> None:
        async for _ in ascan([silent.target] * 5, concurrency=5, **PATIENT):
            pytest.fail("a silent host has no report yet")

    task = asyncio.create_task(read())
    for _ in range(5):
        assert await visited(silent)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(5):
        assert await left(silent)


async def test_cancelling_a_watch_closes_the_connection(silent: SilentHost) -> None:
    async def read() -> None:
        async for _ in awatch(silent.target, **PATIENT):
            pytest.fail("a silent host has no report yet")

    task = asyncio.create_task(read())
    assert await visited(silent)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await left(silent)


def test_a_watch_ends_in_time(silent: SilentHost) -> None:
    assert not list(watch(silent.target, duration=0.2, **PATIENT))
    assert silent.left.acquire(timeout=SOON)


async def test_leaving_a_loop_stops_the_check(silent: SilentHost) -> None:
    steps = acheck_with_progress(silent.target, **PATIENT)
    async for _ in steps:
        break
    assert await visited(silent)
    await steps.aclose()
    assert await left(silent)


def test_leaving_a_loop_stops_the_check_here_too(silent: SilentHost, refused: str) -> None:
    for _ in check_with_progress(silent.target, **PATIENT):
        assert silent.visited.acquire(timeout=SOON)
        break
    gc.collect()
    assert silent.left.acquire(timeout=SOON)
    for report in scan([refused, silent.target], **PATIENT):
        assert report.primary == "tcp-refused"
        assert silent.visited.acquire(timeout=SOON)
        break
    gc.collect()
    assert silent.left.acquire(timeout=SOON)


def test_other_threads_run_while_one_waits(silent: SilentHost) -> None:
    worker = threading.Thread(target=check, args=[silent.target], kwargs=PATIENT, daemon=True)
    worker.start()
    # Without the GIL released in the worker, this thread would not get on.
    assert silent.visited.acquire(timeout=SOON)
    assert worker.is_alive()
    silent.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
@pytest.mark.parametrize(
    "script",
    [
        "import sys, rdp_health; rdp_health.check(sys.argv[1], timeouts={'answer': 3600, 'budget': 3600})",
        "import sys, rdp_health; list(rdp_health.scan([sys.argv[1]], timeouts={'answer': 3600, 'budget': 3600}))",
        "import sys, asyncio, rdp_health;"
        "asyncio.run(rdp_health.acheck(sys.argv[1], timeouts={'answer': 3600, 'budget': 3600}))",
    ],
    ids=["check", "scan", "acheck"],
)
def test_ctrl_c(silent: SilentHost, script: str) -> None:
    with subprocess.Popen([sys.executable, "-c", script, silent.target], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert silent.visited.acquire(timeout=SOON)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=SOON)
        finally:
            # One that did not stop would be waited for without end.
            process.kill()
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert process.returncode == -signal.SIGINT
    assert silent.left.acquire(timeout=SOON)


def test_a_program_may_end_in_the_middle_of_a_check(silent: SilentHost) -> None:
    script = (
        "import sys, rdp_health; steps = rdp_health.check_with_progress(sys.argv[1], timeouts={'answer': 3600, 'budget': 3600});"
        "next(steps); rdp_health.enable_logging(); print('begun')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, silent.target], capture_output=True, text=True, timeout=SOON, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "begun", "")


def test_a_task_that_nobody_waits_for_ends_with_its_loop(silent: SilentHost) -> None:
    async def forget() -> asyncio.Task[object]:
        task: asyncio.Task[object] = asyncio.create_task(acheck(silent.target, **PATIENT))
        assert await visited(silent)
        return task

    assert asyncio.run(forget()).cancelled()
    assert silent.left.acquire(timeout=SOON)
