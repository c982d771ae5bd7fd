"""The package works in a process's main interpreter and in no other, and says so."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import textwrap

import pytest
from lab import SOON

# CPython's own door to sub-interpreters, by its name since 3.13 and by the one before.
DOOR = next((name for name in ("_interpreters", "_xxsubinterpreters") if importlib.util.find_spec(name)), None)

PROGRAM = textwrap.dedent(
    """
    import sys
    import {door} as interpreters

    def first_check():
        from rdp_health import check
        print("main:", check({target!r}, depth="quick").primary)

    if {main_first}:
        first_check()
    for isolated in (False, True):
        if hasattr(interpreters, "new_config"):
            interpreter = interpreters.create("isolated" if isolated else "legacy")
        else:
            interpreter = interpreters.create(isolated=isolated)
        # Twice: a first try that failed leaves nothing behind that a second one would find.
        for _ in range(2):
            interpreters.run_string(
                interpreter,
                "try:\\n    import rdp_health\\nexcept ImportError as error:\\n    print('sub:', error, flush=True)\\n"
                "else:\\n    print('sub: imported', flush=True)",
            )
        interpreters.destroy(interpreter)
    first_check()
    """
)


@pytest.mark.skipif(DOOR is None, reason="this Python makes no sub-interpreters")
@pytest.mark.parametrize("main_first", [True, False], ids=["main-first", "sub-first"])
def test_a_sub_interpreter_is_refused(main_first: bool, refused: str) -> None:
    program = PROGRAM.format(door=DOOR, target=refused, main_first=main_first)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=SOON, check=False)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert told.count("main: tcp-refused") == 1 + main_first
    subs = [line for line in told if line.startswith("sub: ")]
    assert len(subs) == 4
    # Those with a lock of their own, which there are since 3.12, CPython refuses itself.
    own = ("rdp_health does not work in a sub-interpreter", "does not support loading in subinterpreters")
    assert all(any(words in line for words in own) for line in subs), subs
    assert own[0] in subs[0]


@pytest.mark.skipif(not hasattr(sys, "_is_gil_enabled"), reason="this Python always has its lock")
def test_the_lock_stays_off_where_it_is_off(refused: str) -> None:
    program = f"""
import sys
before = sys._is_gil_enabled()
import rdp_health
rdp_health.check({refused!r}, depth="quick")
sys.exit(sys._is_gil_enabled() != before)
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=SOON, check=False).returncode == 0
