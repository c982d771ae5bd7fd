"""What every engine does: parts of a list, each checked by the command, and put together."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

FINDINGS = 1
"""The exit status of a scan that found something: it did its work."""


def check_part(hosts: str, part: str, arguments: tuple[str, ...] = (), command: str = "rdp-health") -> str:
    """Checks one part, such as "2/5", of a list of hosts; gives its reports, one per line. Runs in a worker."""
    return _run([command, "scan", "--from", "-", "--quiet", "--shard", part, *arguments], hosts)


def merge(parts: Iterable[str], format: str = "text", command: str = "rdp-health") -> str:
    """What the parts found together: "text" for people, "json", or "ndjson" with each report once."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, part in enumerate(parts, start=1):
            file = Path(folder, f"{number}.ndjson")
            file.write_text(part, encoding="utf-8")
            files.append(str(file))
        return _run([command, "merge", "--format", format, *files])


def parser_of(description: str) -> argparse.ArgumentParser:
    """The options of every engine; what it does not know is for the scans."""
    parser = argparse.ArgumentParser(allow_abbrev=False, description=description)
    parser.add_argument("hosts", type=Path, help="a list of hosts or ranges, one per line")
    parser.add_argument("--parts", type=int, default=8, help="how many parts the list has [default: 8]")
    parser.add_argument("--format", choices=["text", "json", "ndjson"], default="text")
    parser.add_argument("--command", default="rdp-health", help="the command, as the workers find it")
    return parser


def known(command: str) -> str:
    """The path of the command, or an end that says what to do."""
    found = shutil.which(command)
    if found is None:
        sys.exit(f"error: there is no {command} in the PATH; give --command")
    return found


def _run(arguments: list[str], given: str = "") -> str:
    done = subprocess.run(arguments, input=given, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, FINDINGS):
        raise RuntimeError(f"{arguments[1]} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout
