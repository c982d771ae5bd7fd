"""A fleet with Dask: each task checks one part of the list.

``python dask_fleet.py hosts.txt`` starts workers on this computer; ``--scheduler HOST:PORT`` uses those of a cluster, on
which the command is installed. Other options go to ``rdp-health scan``.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from dask.distributed import Client, LocalCluster

from fleet_parts import check_part, known, merge, parser_of


def check(client: Client, hosts: str, parts: int, command: str, scan: list[str]) -> list[str]:
    """The reports of every part. A part whose worker is lost is checked again by another one."""
    tasks = [
        client.submit(check_part, hosts, f"{index}/{parts}", tuple(scan), command, pure=False)
        for index in range(1, parts + 1)
    ]
    return cast("list[str]", client.gather(tasks))


if __name__ == "__main__":
    parser = parser_of("A fleet, a part for each task of a Dask cluster.")
    parser.add_argument("--scheduler", help="HOST:PORT of a cluster [default: workers on this computer]")
    arguments, scan = parser.parse_known_args()
    listed = arguments.hosts.read_text(encoding="utf-8")
    if arguments.scheduler is not None:
        with Client(arguments.scheduler) as client:
            client.upload_file(str(Path(__file__).with_name("fleet_parts.py")))
            found = check(client, listed, arguments.parts, arguments.command, scan)
    else:
        # A scan waits for hosts: threads do, and the checks run in other processes.
        # None is "no dashboard", though the parameter is declared as a text.
        cluster = LocalCluster(processes=False, dashboard_address=None)  # pyright: ignore[reportArgumentType]
        with cluster, Client(cluster) as client:
            found = check(client, listed, arguments.parts, known(arguments.command), scan)
    print(merge(found, arguments.format, known(arguments.command)), end="")
