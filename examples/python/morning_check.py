"""The servers that need attention this morning: ``python morning_check.py hosts.txt``

One host per line, ``#`` begins a comment. Exits with 1 if a host needs attention, so that a scheduler notices, and
with 2 if the list cannot be used.
"""

from __future__ import annotations

import argparse
import codecs
import sys
from pathlib import Path

from rdp_health import InvalidTarget, scan


def read(file: Path) -> list[str]:
    """The hosts of a list, in UTF-8, or in UTF-16 as Notepad and Windows PowerShell write it."""
    data = file.read_bytes()
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data.decode("utf-16" if utf16 else "utf-8-sig")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def main(hosts: list[str]) -> int:
    bad = [report for report in scan(hosts, concurrency=40) if not report.ok]
    for report in sorted(bad, key=lambda report: (report.verdict != "failing", report.target.host)):
        print(f"{report.verdict:<12} {report.target.host}:{report.target.port}  {report.summary}")
        finding = report.primary_finding
        if finding is not None and finding.remedies:
            print(f"             first: {finding.remedies[0].action}")
    print(f"{len(hosts)} checked, {len(bad)} need attention")
    return 1 if bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Which servers of a list need attention?")
    parser.add_argument("file", type=Path, help="a text file with one host per line")
    file = parser.parse_args().file
    try:
        sys.exit(main(read(file)))
    except (OSError, UnicodeError, InvalidTarget) as error:
        parser.error(f"{file}: {error}")
