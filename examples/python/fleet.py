"""A fleet in one asyncio program, with a limit for the whole of it: ``python fleet.py SECONDS host …``

What was found until the time was up is printed; the checks that were still under way are stopped.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter

from rdp_health import ascan


async def main(seconds: float, hosts: list[str]) -> Counter[str]:
    verdicts: Counter[str] = Counter()

    async def read() -> None:
        async for report in ascan(hosts, concurrency=200, depth="quick"):
            verdicts[report.verdict] += 1
            print(f"{report.verdict:<12} {report.target.host}:{report.target.port} {report.primary or ''}")

    try:
        await asyncio.wait_for(read(), seconds)
    except asyncio.TimeoutError:
        verdicts["not finished"] = len(hosts) - sum(verdicts.values())
    print(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    return verdicts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="What is found of a fleet until the time is up?")
    parser.add_argument("seconds", type=float)
    parser.add_argument("hosts", nargs="+", metavar="host")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.seconds, arguments.hosts))
