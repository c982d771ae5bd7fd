"""500 hosts in one `ascan` at concurrency 200, 2 000 checks for leaks, and how soon a check stops.

``python benches/fleet.py``: prints the event loop's longest block, the memory and the threads. A figure is what was
seen on this machine; nothing fails because of one.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from lab import PATIENT, SCENARIOS, SOON, SilentHost, play  # noqa: E402

from rdp_health import acheck, ascan  # noqa: E402


def memory_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def threads() -> int:
    return len(os.listdir("/proc/self/task"))


class Heart:
    """Beats every millisecond; a beat that comes late tells how long the event loop was blocked."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.late.append((time.perf_counter() - before - 0.001) * 1000)


async def scan(target: str, count: int, concurrency: int) -> tuple[float, Heart, int]:
    heart = Heart()
    beating = asyncio.create_task(heart.beat())
    began = time.perf_counter()
    most_threads = 0
    done = 0
    async for report in ascan([target] * count, concurrency=concurrency):
        assert report.observations.host.addresses, report.summary
        done += 1
        most_threads = max(most_threads, threads())
    beating.cancel()
    assert done == count
    return time.perf_counter() - began, heart, most_threads


async def rest(seconds: float) -> float:
    """The longest block that the machine itself makes."""
    heart = Heart()
    beating = asyncio.create_task(heart.beat())
    await asyncio.sleep(seconds)
    beating.cancel()
    return max(heart.late)


async def time_to_stop(silent: SilentHost) -> float:
    """Milliseconds from the cancellation to the closed connection, seen by the host."""
    task = asyncio.create_task(acheck(silent.target, **PATIENT))
    await asyncio.to_thread(silent.visited.acquire, timeout=SOON)
    began = time.perf_counter()
    task.cancel()
    assert await asyncio.to_thread(silent.left.acquire, timeout=SOON)
    return (time.perf_counter() - began) * 1000


def time_to_interrupt(silent: SilentHost) -> float:
    """Milliseconds from Ctrl-C, in a process of its own, to the closed connection, seen by the host."""
    script = "import sys, rdp_health; rdp_health.check(sys.argv[1], timeouts={'answer': 3600, 'budget': 3600})"
    with subprocess.Popen([sys.executable, "-c", script, silent.target], stderr=subprocess.DEVNULL) as process:
        silent.visited.acquire(timeout=SOON)
        began = time.perf_counter()
        process.send_signal(signal.SIGINT)
        assert silent.left.acquire(timeout=SOON)
        return (time.perf_counter() - began) * 1000


def main() -> None:
    with play([SCENARIOS / "healthy-ipv4-address.toml"]) as hosts:
        target = next(hosts)["target"]
        asyncio.run(scan(target, 20, 20))
        before = memory_mb()
        seconds, heart, most = asyncio.run(scan(target, 500, 200))
        print(f"500 targets, 200 at a time: {seconds:.1f} s, {before:.0f} MB before, {memory_mb():.0f} MB after")
        print(f"longest block of the event loop: {max(heart.late):.1f} ms ({len(heart.late)} beats)")
        print(f"the same loop with nothing to do, as long: {asyncio.run(rest(seconds)):.1f} ms")
        print(f"threads: at most {most}; Python's: {threading.active_count()}")
        sizes = []
        for _ in range(4):
            asyncio.run(scan(target, 500, 100))
            gc.collect()
            sizes.append(memory_mb())
        print("memory over 2 000 checks: " + ", ".join(f"{size:.0f} MB" for size in sizes))
        print(f"open files: {len(os.listdir('/proc/self/fd'))}; threads: {threads()}")
    silent = SilentHost()
    times = [asyncio.run(time_to_stop(silent)) for _ in range(20)]
    interrupts = [time_to_interrupt(silent) for _ in range(5)]
    print(f"from cancelled to closed: median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms")
    print(f"from Ctrl-C to closed: median {statistics.median(interrupts):.1f} ms, longest {max(interrupts):.1f} ms")


if __name__ == "__main__":
    main()
