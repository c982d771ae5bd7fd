"""The servers that need attention this morning: ``python morning_check.py hosts.txt``

One host per line, ``#`` begins a comment. Exits with 1 if a host needs attention, so that a scheduler notices.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rdp_health import scan


def main(file: Path) -> int:
    lines = (line.partition("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    hosts = [line for line in lines if line]
    bad = [report for report in scan(hosts, concurrency=40) if not report.ok]
    for report in sorted(bad, key=lambda report: (report.verdict != "failing", report.target.host)):
        print(f"{report.verdict:<12} {report.target.host}:{report.target.port}  {report.summary}")
        finding = report.primary_finding
        if finding is not None and finding.remedies:
            print(f"             first: {finding.remedies[0].action}")
    print(f"{len(hosts)} checked, {len(bad)} need attention")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
