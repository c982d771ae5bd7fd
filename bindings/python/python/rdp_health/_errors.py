"""What a program is told when it asks the wrong way. What a host does is never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._types import Report


class RdpHealthError(Exception):
    """The parent of every exception of this package."""


class InvalidTarget(RdpHealthError, ValueError):
    """The target is no host, no ``rdp://`` address and no ``.rdp`` file. Nothing was probed."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        """What was wrong."""
        self.remedy = remedy
        """What to write instead."""

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}"


class InvalidOption(RdpHealthError, ValueError):
    """The value of an option makes no sense. Nothing was probed."""


class InvalidReport(RdpHealthError, ValueError):
    """The text is not the JSON of a report, or of the part of it that was expected."""


class CannotExplain(RdpHealthError, ValueError):
    """The question contains no code, symbol or cause id that is known; the message says what to write."""


class Unhealthy(RdpHealthError):
    """Raised by `Report.raise_for_status` and by nothing else."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report
        """The report that says why."""

    def __str__(self) -> str:
        report = self.report
        cause = f" ({report.primary})" if report.primary else ""
        return f"{report.target.host}:{report.target.port} is {report.verdict}{cause}: {report.summary}"
