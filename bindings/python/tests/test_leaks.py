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
    """Open files, threads of the process, threads of Python, once a thread that has just answered has ended."""
    time.sleep(1)
    return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), threading.active_count()


def test_no_file_and_no_thread_is_left(refused: str) -> None:
    if not Path("/proc/self/task").exists():
        missing("only Linux tells the threads of a process")

    async def many(count: int) -> int:
        return len([report async for report in ascan([refused] * count, concurrency=50)])

    asyncio.run(many(50))
    check(refused)
    before = kept()
    assert asyncio.run(many(300)) == 300
    assert kept() == before
