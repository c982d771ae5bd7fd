"""The library's log records, in Python's `logging`."""

from __future__ import annotations

import atexit
import logging
import os
import threading

from . import _native
from ._runtime import runtime

_logger = logging.getLogger("rdp_health")
_logger.addHandler(logging.NullHandler())


class _Forwarder:
    """A thread that takes records from the library and logs them: the library's own threads never wait for Python."""

    def __init__(self, native: _native.Runtime, level: int) -> None:
        self.level = level
        self._native = native
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rdp-health-log", daemon=True)
        native.set_log_level(level)
        self._thread.start()

    def stop(self) -> None:
        """Logs what is left, and ends the thread."""
        self._native.set_log_level(0)
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            record = self._native.next_log_record()
            if record is not None:
                level, message, fields = record
                words = "".join(f" {name}={value}" for name, value in fields)
                _logger.log(level, "%s%s", message, words, extra={"fields": dict(fields)})
            elif self._stopping.is_set():
                return


_forwarder: _Forwarder | None = None


def _number(level: int | str) -> int:
    number = logging.getLevelName(level.upper()) if isinstance(level, str) else level
    if isinstance(number, bool) or not isinstance(number, int):
        raise ValueError(f'level is {level!r}; write "DEBUG", "INFO", "WARNING", "ERROR" or a number of logging\'s')
    return number


def enable_logging(level: int | str = logging.INFO) -> None:
    """Sends what the library logs, from this level on, to ``logging.getLogger("rdp_health")``.

    The level is a number of `logging` or its name. INFO tells the start and the end of each check, DEBUG each phase. A record's `fields` have OpenTelemetry's names.
    Records arrive from a separate thread, a moment after the fact.
    """
    global _forwarder
    number = _number(level)
    disable_logging()
    _forwarder = _Forwarder(runtime(), max(1, min(number, logging.CRITICAL)))


def disable_logging() -> None:
    """Logs what has not been logged yet, and nothing more."""
    global _forwarder
    forwarder, _forwarder = _forwarder, None
    if forwarder is not None:
        forwarder.stop()


def _after_fork() -> None:
    global _forwarder
    # The parent's thread does not exist here: nothing is to be stopped.
    if _forwarder is not None:
        _forwarder = _Forwarder(runtime(), _forwarder.level)


atexit.register(disable_logging)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
