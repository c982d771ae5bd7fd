"""`python -m rdp_health`, and the script `rdp-health`: the command line, as the Rust program has it."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> None:
    """Does what the arguments ask for and ends the process with the command's exit status."""
    # The command has its own idea of what Ctrl-C stops.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.main(["rdp-health", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
