"""The library itself. Everything but the simplest values crosses this border as JSON."""

from collections.abc import Callable, Sequence
from typing import Final, Optional, Union, final

from typing_extensions import TypeAlias

# What one types, the bytes of a .rdp file, the JSON of a `ProfileEntry`, or as the second of two that of a `TargetSummary`.
_Target: TypeAlias = Union[str, bytes, tuple[str], tuple[str, str]]
# Whether it ends a check (else it is an event), and its JSON.
_Item: TypeAlias = tuple[bool, str]

__all__ = [
    "Runtime",
    "Stream",
    "VERSION",
    "audit",
    "audit_script",
    "causes",
    "compare",
    "diagnose",
    "explain",
    "forked",
    "join",
    "judge_again",
    "judge_beside",
    "lint",
    "main",
    "merge",
    "parse_target",
    "profile",
    "read_certificate",
    "read_inside",
    "read_profile",
    "read_report",
    "read_targets",
    "read_this_computer",
    "redact",
    "render",
    "render_all",
    "this_process",
    "what_if",
]

VERSION: Final[str]

def main(arguments: Sequence[str]) -> int:
    """The command line; the first argument is the program's name. Returns the exit status."""

def this_process() -> tuple[int, int]:
    """The id of this process, and how often its memory was copied by ``fork``."""

def forked() -> None:
    """Tells that the memory of this process was copied."""

def parse_target(target: _Target) -> str:
    """The JSON of a `TargetSummary`. Bytes are those of a ``.rdp`` file. Raises `InvalidTarget`."""

def read_targets(name: str, content: bytes, options: str) -> str:
    """The JSON of the `TargetSummary` values that a file names. Raises `InvalidTarget` or `InvalidOption`."""

def lint(name: str, content: bytes, options: str, report: str | None = None) -> str:
    """The JSON of a `Lint`, with what the report of its host adds. Raises `InvalidTarget`, `InvalidOption` or `InvalidReport`."""

def profile(id: str) -> str:
    """The JSON of the `ProfileEntry` values of a known profile. Raises `InvalidTarget`."""

def read_profile(toml: str) -> str:
    """The JSON of the `ProfileEntry` values of a profile in TOML. Raises `InvalidTarget`."""

def explain(query: str, client: str | None = None) -> str:
    """The JSON of an `Explanation`. Raises `CannotExplain`."""

def causes() -> str:
    """The JSON of every `Cause`."""

def read_certificate(der: bytes) -> str:
    """The JSON of `CertificateFacts`."""

def compare(first: str, second: str, compared_as: str | None = None) -> str:
    """The JSON of a `Comparison`. Raises `InvalidReport` or `InvalidOption`."""

def judge_beside(report: str, earlier: str) -> str:
    """The report, judged with an earlier one at hand. Raises `InvalidReport`."""

def read_inside(paths: Sequence[str], class_: str) -> str:
    """The JSON of the `InsideFacts` that files of a host say together. Raises the class of this name."""

def read_this_computer(days: int) -> str:
    """The JSON of the `InsideFacts` of this Windows computer. Raises `InvalidTarget` elsewhere, and `InvalidOption`."""

def audit(facts: str, options: str) -> str:
    """The JSON of an `Audit`. Raises `InvalidReport` or `InvalidOption`."""

def join(report: str, facts: str) -> str:
    """The report, joined with the facts. Raises `InvalidReport`."""

def audit_script() -> str:
    """The script that makes a collection on a host."""

def redact(reports: Sequence[str]) -> list[str]:
    """The JSON of each of the reports and audits, without names. Raises `InvalidReport`."""

def what_if(reports: Sequence[str], changes: Sequence[str]) -> str:
    """The JSON of a `WhatIfAnswer`. Raises `InvalidReport` or `InvalidOption`."""

def merge(reports: Sequence[tuple[str, str]]) -> str:
    """The JSON of a `Merged`, of reports with their places. Raises `InvalidReport`."""

def read_report(report: str) -> str:
    """Reads a report strictly and writes it again. Raises `InvalidReport`."""

def diagnose(observations: str, target: str, options: str) -> str:
    """The JSON of a `Diagnosis`. Raises `InvalidReport` or `InvalidOption`."""

def judge_again(report: str, options: str) -> str:
    """The report with a new diagnosis. Raises `InvalidReport` or `InvalidOption`."""

def render(report: str, format: str, options: str) -> str:
    """The report or audit in another form. Raises `InvalidReport` or `InvalidOption`."""

def render_all(reports: list[str], format: str, options: str) -> str:
    """The reports as one document. Raises `InvalidReport` or `InvalidOption`."""

@final
class Runtime:
    """The threads of one process that do the network work. They start with the first check."""

    def __new__(cls) -> Runtime: ...
    def check(self, target: _Target, options: str, events: bool) -> Stream:
        """Begins a check. Raises `InvalidTarget` or `InvalidOption`."""

    def scan(self, targets: Sequence[_Target], options: str, scanning: str) -> Stream:
        """Begins many checks. Raises `InvalidTarget` or `InvalidOption`."""

    def watch(self, target: _Target, options: str, watching: str) -> Stream:
        """Begins a watch, whose items are each the JSON of a `Watched`. Raises `InvalidTarget` or `InvalidOption`."""

    def set_log_level(self, level: int) -> None:
        """Keeps log records from this level of Python's `logging` on; 0 keeps none."""

    def next_log_record(self) -> Optional[tuple[int, str, list[tuple[str, str]]]]:
        """Waits a tenth of a second for a record: its level, its message, its fields."""

@final
class Stream:
    """A check, or many, under way. Dropping it stops the network work."""

    def next(self) -> Optional[_Item]:
        """Waits for the next item; None = there are no more. Ctrl-C raises `KeyboardInterrupt` and closes it."""

    def call_with_next(self, callback: Callable[[Optional[_Item], Optional[str]], object]) -> None:
        """Calls back exactly once, from a thread of the library: with an item, None at the end, or a problem."""

    def close(self) -> None:
        """Stops the network work. Those who wait for an item are told that there are no more."""
