"""One runtime per process: a forked child has the memory of its parent, and none of its threads."""

from __future__ import annotations

import os

from . import _native

# By the process's id and how often it was forked: an id alone comes back, and would find the runtime of an ancestor.
# INVARIANT: an entry is never removed. The parent's is useless in a child, and must not be taken down there.
_runtimes: dict[tuple[int, int], _native.Runtime] = {}


def runtime() -> _native.Runtime:
    """This process's runtime. Its threads start with the first check."""
    # setdefault is atomic, and a Runtime that loses the race has started nothing.
    return _runtimes.setdefault(_native.this_process(), _native.Runtime())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_native.forked)
