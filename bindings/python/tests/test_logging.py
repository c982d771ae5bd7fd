"""Logging is asked for, and never in the way."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from lab import SOON

from rdp_health import check, disable_logging, enable_logging, scan


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    disable_logging()


def test_nothing_is_logged_unless_asked_for(refused: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1, "rdp_health")
    check(refused)
    enable_logging()
    disable_logging()
    assert not caplog.records


def test_a_check_logs_its_start_and_its_end(refused: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1, "rdp_health")
    enable_logging(logging.INFO)
    check(refused)
    disable_logging()
    assert [record.getMessage().partition(" server.")[0] for record in caplog.records] == [
        "check started",
        "check ended",
    ]
    assert {record.name for record in caplog.records} == {"rdp_health"}
    fields = caplog.records[-1].__dict__["fields"]
    assert (fields["server.address"], fields["server.port"]) == ("127.0.0.1", "9")
    assert fields["error.type"] == "tcp-refused"


def test_debug_says_more(refused: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1, "rdp_health")
    enable_logging(logging.DEBUG)
    check(refused)
    disable_logging()
    assert "DEBUG" in {record.levelname for record in caplog.records}


def test_a_handler_that_is_held_up_holds_up_no_check(refused: str) -> None:
    held, free = threading.Event(), threading.Event()

    class Slow(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            held.set()
            free.wait(SOON)

    handler = Slow()
    logger = logging.getLogger("rdp_health")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        enable_logging()
        # The handler holds its lock from the first record on, and these checks go on nevertheless.
        assert len(list(scan([refused] * 10))) == 10
        assert held.wait(SOON)
    finally:
        free.set()
        disable_logging()
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_logs_too(refused: str) -> None:
    script = """
import logging, os, sys, warnings, rdp_health
warnings.simplefilter("ignore")
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(process)d %(message)s")
rdp_health.enable_logging()
rdp_health.check(sys.argv[1])
child = os.fork()
rdp_health.check(sys.argv[1])
rdp_health.disable_logging()
if child:
    os.waitpid(child, 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, refused], capture_output=True, text=True, timeout=SOON, check=True
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len({pid for pid, *_ in lines}) == 2, done.stdout
    assert sum(words[1:3] == ["check", "ended"] for words in lines) == 3, done.stdout
