"""One runtime per process: a forked child has the memory of its parent, and none of its threads."""

from __future__ import annotations

import os

from . import _native

# INVARIANT: an entry is never removed. The parent's is useless in a child, and must not be taken down there.
_runtimes: dict[int, _native.Runtime] = {}


def runtime() -> _native.Runtime:
    """This process's runtime. Its threads start with the first check."""
    # setdefault is atomic, and a Runtime that loses the race has started nothing.
    return _runtimes.setdefault(os.getpid(), _native.Runtime())
