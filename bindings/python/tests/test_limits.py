"""What this process may not have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from lab import missing

# The limit on processes does not hold for root: another user, who may still read the checkout.
ANOTHER_USER = [
    "setpriv",
    "--reuid=54311",
    "--regid=54311",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
]
SCRIPT = """
import rdp_health
try:
    print(rdp_health.check("127.0.0.1:9").verdict)
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_without_threads_it_says_so(threads: int) -> None:
    if shutil.which("prlimit") is None:
        missing("prlimit sets the limit")
    user = ANOTHER_USER if os.geteuid() == 0 else []
    command = [*user, "prlimit", f"--nproc={threads}", sys.executable, "-c", SCRIPT]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "the system gives this process no more threads" in ended.stdout
