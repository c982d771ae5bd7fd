"""`python -m rdp_health` is the same command line as the Rust program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lab import but_for_times, differences, program

PYTHON = [sys.executable, "-m", "rdp_health"]


def run(command: list[str]) -> tuple[int, str, str]:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["explain", "0x904/0x7"], ["check", "--help"], ["--version"], ["check"], ["check", "a:b:c"], ["causes"], ["nonsense"]],
    ids=" ".join,
)
def test_same_words_same_status(arguments: list[str]) -> None:
    assert run(PYTHON + arguments) == run([program("rdp-health"), *arguments])


def test_the_lab_stays_at_home() -> None:
    status, mine, _ = run([*PYTHON, "--help"])
    _, whole, _ = run([program("rdp-health"), "--help"])
    assert status == 0
    about_the_lab = (" demo ", "  without having one")
    assert mine.splitlines() == [line for line in whole.splitlines() if not any(map(line.__contains__, about_the_lab))]


def test_same_report(refused: str) -> None:
    arguments = ["check", refused, "--format", "json"]
    status, mine, _ = run(PYTHON + arguments)
    expected, rust, _ = run([program("rdp-health"), *arguments])
    assert status == expected == 1
    assert not differences(but_for_times(json.loads(mine)), but_for_times(json.loads(rust)))


def test_the_script_is_installed() -> None:
    script = Path(sys.executable).with_name("rdp-health")
    assert run([str(script), "--version"]) == run([program("rdp-health"), "--version"])
