"""A fleet as a pandas table: ``python fleet_table.py host …``

The rows are plain dictionaries: ``polars.DataFrame(rows)`` takes them as well.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

import pandas

from rdp_health import Report, scan, types


def row(report: Report) -> dict[str, Any]:
    """One host. What was not seen is None, which is not the same as no."""
    result: dict[str, Any] = {
        "host": report.target.host,
        "port": report.target.port,
        "verdict": report.verdict,
        "cause": report.primary,
        "seconds": report.elapsed.total_seconds(),
        "tls": None,
        "protocol": None,
    }
    for address in report.observations.host.addresses:
        for conversation in address.conversations:
            if isinstance(conversation.tls, types.Done):
                result["tls"] = conversation.tls.value.version.name
            if isinstance(conversation.negotiate, types.Done):
                answer = conversation.negotiate.value.answer
                if isinstance(answer, types.SelectedNegotiationAnswer):
                    result["protocol"] = answer.protocol.name
    return result


def table(reports: Iterable[Report]) -> pandas.DataFrame:
    return pandas.DataFrame(map(row, reports)).set_index(["host", "port"]).sort_index()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A fleet as a table.")
    parser.add_argument("hosts", nargs="+", metavar="host")
    fleet = table(scan(parser.parse_args().hosts, concurrency=40))
    print(fleet.to_string())
    print(fleet.groupby(["verdict", "cause"], dropna=False).size().to_string())
