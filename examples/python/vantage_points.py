"""One fleet seen from several places: every worker of a Dask cluster checks every host.

``python vantage_points.py SCHEDULER:PORT host …``. A host that fails from one place and works from another is not
at fault itself: something on the path is.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from typing import cast

from dask.distributed import Client

from rdp_health import Report, scan

Seen = dict[str, dict[str, Report]]


def look(hosts: list[str]) -> list[Report]:
    """Runs in a worker: reports travel back by pickle."""
    return list(scan(hosts, concurrency=20, depth="quick"))


def from_everywhere(client: Client, hosts: list[str]) -> Seen:
    """Host, then worker, then report."""
    seen: Seen = defaultdict(dict)
    answers = cast("dict[str, list[Report]]", client.run(look, hosts))
    for worker, reports in answers.items():
        for report in reports:
            seen[f"{report.target.host}:{report.target.port}"][worker] = report
    return seen


def merged(seen: Seen) -> list[str]:
    """One line per host: what all places agree on, or who sees what."""
    lines = []
    for host, reports in sorted(seen.items()):
        causes = {report.primary or report.verdict for report in reports.values()}
        if len(causes) == 1:
            lines.append(f"{host}: {causes.pop()} from all {len(reports)} places")
        else:
            views = (f"{report.primary or report.verdict} from {worker}" for worker, report in reports.items())
            lines.append(f"{host}: it depends on the place: " + "; ".join(views))
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="One fleet as every worker of a Dask cluster sees it.")
    parser.add_argument("scheduler", help="HOST:PORT of the cluster's scheduler")
    parser.add_argument("hosts", nargs="+", metavar="host")
    arguments = parser.parse_args()
    with Client(arguments.scheduler) as client:
        print("\n".join(merged(from_everywhere(client, arguments.hosts))))
