"""A fleet with Ray: each task checks one part of the list.

``python ray_fleet.py hosts.txt`` runs on this computer; ``--address auto`` uses the cluster that it is part of, on which
the command is installed. Other options go to ``rdp-health scan``.
"""

from __future__ import annotations

from pathlib import Path

import ray  # pyright: ignore[reportMissingImports]

from fleet_parts import check_part, known, merge, parser_of


def check(hosts: str, parts: int, command: str, scan: list[str]) -> list[str]:
    """The reports of every part. A part whose worker is lost is checked again by another one."""
    task = ray.remote(num_cpus=1, max_retries=3)(check_part)
    tasks = [task.remote(hosts, f"{index}/{parts}", tuple(scan), command) for index in range(1, parts + 1)]
    found: list[str] = ray.get(tasks)
    return found


if __name__ == "__main__":
    parser = parser_of("A fleet, a part for each task of a Ray cluster.")
    parser.add_argument("--address", help="of a Ray cluster, such as auto [default: this computer alone]")
    arguments, scan = parser.parse_known_args()
    listed = arguments.hosts.read_text(encoding="utf-8")
    if arguments.address is not None:
        ray.init(address=arguments.address, runtime_env={"working_dir": str(Path(__file__).parent)})
        found = check(listed, arguments.parts, arguments.command, scan)
    else:
        ray.init(include_dashboard=False, log_to_driver=False)
        found = check(listed, arguments.parts, known(arguments.command), scan)
    ray.shutdown()
    print(merge(found, arguments.format, known(arguments.command)), end="")
