"""Many checks leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from pathlib import Path

from lab import missing

from rdp_health import ascan, check


def kept() -> tuple[int, int, int]:
    """Open files, threads of the process, threads of Python."""
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), threading.active_count()


def settled() -> tuple[int, int, int]:
    """The same once a thread that has just answered has ended: what stays the same for half a second."""
    seen = [kept()]
    while len(seen) < 10 or any(one != seen[-1] for one in seen[-10:]):
        time.sleep(0.05)
        seen.append(kept())
        assert len(seen) < 600, "it never settles"
    return seen[-1]


def test_no_file_and_no_thread_is_left(refused: str) -> None:
    if not Path("/proc/self/task").exists():
        missing("only Linux tells the threads of a process")

    async def many(count: int) -> int:
        return len([report async for report in ascan([refused] * count, concurrency=50)])

    asyncio.run(many(50))
    check(refused)
    before = settled()
    assert asyncio.run(many(300)) == 300
    assert settled() == before
