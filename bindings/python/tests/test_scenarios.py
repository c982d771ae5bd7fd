"""A third of the scenarios that Rust is tested with say the same through Python."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lab import SCENARIOS, but_for_times, differences, keywords, missing, play

from rdp_health import ProfileEntry, Report, Target, acheck

Played = dict[str, tuple[dict[str, Any], "Report | None"]]
# Rust plays all of them; Python and Node play thirds that differ, since they only hand on what Rust found.
FILES = sorted(SCENARIOS.glob("*.toml"))[::3]
# More at once would make the short waits of some of them too short.
AT_ONCE = 4


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """What the lab says of each scenario, and Python's report."""
    folder = tmp_path_factory.mktemp("rdp")

    async def check_one(line: dict[str, Any], free: asyncio.Semaphore) -> Report:
        file = folder / f"{line['scenario']}.rdp"
        file.write_text(line["rdp_file"], encoding="utf-8")
        target: Target = file if line["entry"] is None else ProfileEntry.from_dict(line["entry"])
        async with free:
            return await acheck(target, **keywords(line["options"]))

    async def check_all(lines: list[dict[str, Any]]) -> list[Report]:
        free = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(check_one(line, free) for line in lines))

    with play(FILES) as hosts:
        lines = [next(hosts) for _ in FILES]
        up = [line for line in lines if "skipped" not in line]
        reports = asyncio.run(check_all(up))
    found: Played = {line["scenario"]: (line, None) for line in lines}
    found.update({line["scenario"]: (line, report) for line, report in zip(up, reports)})
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario(played: Played, file: Path) -> None:
    line, report = played[file.stem]
    if report is None:
        missing(line["skipped"])
        return
    assert report.verdict == line["expect"]["verdict"], report.summary
    assert report.primary == line["expect"]["primary"], report.summary
    if line["expect"]["by_chance"]:
        return
    different = differences(but_for_times(report.to_dict()), but_for_times(line["report"]))
    assert not different, "\n".join(different)


def test_there_are_scenarios() -> None:
    assert 40 <= len(FILES)


def test_every_report_survives_json_and_pickle(played: Played) -> None:
    import pickle

    for line, report in played.values():
        if report is not None:
            assert Report.from_json(report.to_json()) == report, line["scenario"]
            assert Report.from_dict(report.to_dict()) == report, line["scenario"]
            assert pickle.loads(pickle.dumps(report)) == report, line["scenario"]
            # The JSON that Rust writes, and nothing else.
            assert Report.from_dict(line["report"]).to_dict() == line["report"], line["scenario"]
