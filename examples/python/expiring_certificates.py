"""Certificates that expire within 30 days, as CSV: ``python expiring_certificates.py host … > expiring.csv``"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import TextIO

from rdp_health import Report, scan, types

COLUMNS = ["host", "port", "days_left", "not_after", "subject", "issuer", "thumbprint"]


def own_certificate(report: Report) -> types.CertificateFacts | None:
    """The server's own certificate, from whichever connection showed it first."""
    for address in report.observations.host.addresses:
        for conversation in address.conversations:
            if isinstance(conversation.certificates, types.Done) and conversation.certificates.value:
                return conversation.certificates.value[0]
    return None


def rows(hosts: list[str], now: datetime, within: timedelta) -> Iterator[list[object]]:
    for report in scan(hosts, concurrency=40, depth="quick"):
        certificate = own_certificate(report)
        if certificate is None:
            # No certificate seen is not the same as none that expires.
            print(f"{report.target.host}: no certificate seen: {report.summary}", file=sys.stderr)
            continue
        left = datetime.fromtimestamp(certificate.not_after_unix, timezone.utc) - now
        if left < within:
            yield [
                report.target.host,
                report.target.port,
                left.days,
                certificate.not_after,
                certificate.subject,
                certificate.issuer,
                certificate.sha1,
            ]


def write(hosts: list[str], output: TextIO, now: datetime, within: timedelta = timedelta(days=30)) -> None:
    table = csv.writer(output)
    table.writerow(COLUMNS)
    table.writerows(rows(hosts, now, within))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Certificates that expire within 30 days, as CSV.")
    parser.add_argument("hosts", nargs="+", metavar="host")
    write(parser.parse_args().hosts, sys.stdout, datetime.now(timezone.utc))
