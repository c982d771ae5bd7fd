"""What every result can do, and what a report can do besides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Optional, TypeVar, cast

from . import _native
from ._errors import InvalidReport, Unhealthy
from ._options import encode

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._types import (
        CauseId,
        CheckOptions,
        Finding,
        Format,
        Report,
        TargetSummary,
        TextOptions,
        UsedCheckOptions,
        Verdict,
    )

_M = TypeVar("_M", bound="Model")

_SEVERITIES = ("info", "warning", "error")
_COLOURS = {"healthy": "#1a7f37", "degraded": "#9a6700", "failing": "#cf222e", "inconclusive": "#57606a"}


class Model:
    """A frozen value: it compares and hashes by its fields, can be pickled, and knows its JSON."""

    __slots__: ClassVar[tuple[str, ...]] = ()
    # Fields that the JSON leaves out when they are empty.
    _optional: ClassVar[frozenset[str]] = frozenset()
    # Fields that are spans of time: the name in JSON, and the unit that JSON counts.
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {}
    # The field that tells the classes of a union apart.
    _tag: ClassVar[Optional[str]] = None

    def to_dict(self) -> dict[str, Any]:
        """The value as JSON has it, in dicts, lists, strings, numbers, booleans and None.

        Moments are RFC 3339 there, and spans of time whole numbers of the unit that their name ends with.
        """
        result: dict[str, Any] = {}
        if self._tag is not None:
            result[self._tag] = getattr(self, self._tag)
        for name in self.__slots__:
            value = getattr(self, name)
            in_json, unit = self._spans.get(name, (name, None))
            value = _plain(value) if unit is None or value is None else value // unit
            if name in self._optional and (value is None or value == [] or value == {}):
                continue
            result[in_json] = value
        return result

    def to_json(self, *, indent: int | None = None) -> str:
        """The value as JSON text; with `indent` for people."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    @classmethod
    def from_dict(cls: type[_M], data: Mapping[str, Any]) -> _M:
        """The inverse of `to_dict`. Fields that this version does not know are left out.

        Raises `InvalidReport` if something is missing.
        """
        try:
            return cls._read(data)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            raise InvalidReport(f"this is not the data of a {cls.__name__}: {error!r}") from error

    @classmethod
    def from_json(cls: type[_M], text: str) -> _M:
        """The inverse of `to_json`. Raises `InvalidReport` if the text is something else."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise InvalidReport(f"this is no JSON: {error}") from error
        return cls.from_dict(data)

    @classmethod
    def _read(cls: type[_M], data: Mapping[str, Any]) -> _M:
        raise NotImplementedError

    def __repr__(self) -> str:
        """The plain fields in full, the others by their size: a report fills screens."""
        fields = ", ".join(f"{name}={_short(getattr(self, name))}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"

    # Frozen classes with slots cannot be filled field by field, which is what pickle and copy do automatically.
    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def read_moment(text: str) -> datetime:
    """RFC 3339 as the library writes it."""
    # Python reads the Z from 3.11 on.
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _short(value: object) -> str:
    if isinstance(value, Model):
        return f"{type(value).__name__}(…)"
    if isinstance(value, tuple) and value:
        return f"({len(value)} × {type(value[0]).__name__})"
    if isinstance(value, str) and 80 < len(value):
        return repr(value[:79] + "…")
    return repr(value)


class ReportMethods(Model):
    """What a report can do."""

    __slots__ = ()

    if TYPE_CHECKING:
        verdict: Verdict
        summary: str
        primary: Optional[CauseId]
        target: TargetSummary
        findings: tuple[Finding, ...]
        options: UsedCheckOptions
        started_at: datetime
        judged_at: datetime
        elapsed: timedelta
        connections: int

    @property
    def primary_finding(self) -> Finding | None:
        """The finding that `primary` names; None if nothing is wrong."""
        return next((finding for finding in self.findings if finding.id == self.primary), None)

    @property
    def ok(self) -> bool:
        """Whether the verdict is "healthy"."""
        return self.verdict == "healthy"

    def raise_for_status(self, level: Literal["info", "warning", "error"] = "error") -> None:
        """Raises `Unhealthy` if there is a finding of this severity or worse.

        A host on which no verdict is possible ("inconclusive") is never taken for a healthy one: it always raises.
        """
        if level not in _SEVERITIES:
            raise ValueError(f'level is {level!r}; write "info", "warning" or "error"')
        bad = _SEVERITIES[_SEVERITIES.index(level) :]
        if self.verdict == "inconclusive" or any(finding.severity in bad for finding in self.findings):
            raise Unhealthy(cast("Report", self))

    def judged_again(self, **options: Unpack[CheckOptions]) -> Report:
        """The same observations, judged by another policy or for another moment; nothing is probed.

        Of the options, `policy` and `judge_at` matter: ``report.judged_again(policy={"expiry_warning_days": 90})``.
        What is not given stays as it was: the rest of the policy, and the moment.
        """
        from ._types import OPTIONS

        given = json.loads(encode("CheckOptions", options))
        policy = {**OPTIONS["Policy"].json("policy", self.options.policy), **given.get("policy", {})}
        given = {**given, "policy": policy, "judge_at": given.get("judge_at") or _plain(self.judged_at)}
        return cast("Report", type(self)._read(json.loads(_native.judge_again(self.to_json(), json.dumps(given)))))

    def judged_beside(self, earlier: Report) -> Report:
        """The same report, judged with an earlier one of the same host at hand: is the certificate still the one of then?

        What the earlier one was itself judged with is taken over, so that a history builds up.
        """
        return cast("Report", type(self)._read(json.loads(_native.judge_beside(self.to_json(), earlier.to_json()))))

    def row(self) -> dict[str, Any]:
        """The report as one row of a table, for pandas and polars: a flat dict of plain values.

        See `rows` for many. `error`, `warning` and `info` count the findings of each severity.
        """
        primary = self.primary_finding
        severities: list[str] = [finding.severity for finding in self.findings]
        return {
            "host": self.target.host,
            "port": self.target.port,
            "started_at": self.started_at,
            "elapsed": self.elapsed,
            "verdict": self.verdict,
            "primary": self.primary,
            "confidence": primary.confidence if primary else None,
            "summary": self.summary,
            "remedy": primary.remedies[0].action if primary and primary.remedies else None,
            **{severity: severities.count(severity) for severity in reversed(_SEVERITIES)},
            "connections": self.connections,
        }

    def render(self, format: Format = "text", **options: Unpack[TextOptions]) -> str:
        """The report in another form; see `rdp_health.render`."""
        return _native.render(self.to_json(), format, encode("TextOptions", options))

    @classmethod
    def from_json(cls: type[_M], text: str) -> _M:
        """Reads a report as `to_json` or ``rdp-health check --format json`` wrote it.

        Raises `InvalidReport`, which names the line and the field, if it is something else.
        """
        return cls._read(json.loads(_native.read_report(text)))

    def __repr__(self) -> str:
        cause = f" {self.primary}" if self.primary else ""
        return f"<Report {self.target.host}:{self.target.port} {self.verdict}{cause}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: every sentence is the report's own."""
        colour = _COLOURS.get(self.verdict, "inherit")
        rows = "".join(
            f"<tr><td>{escape(finding.severity)}</td><td>{escape(finding.title)} <code>{escape(finding.id)}</code></td>"
            f"<td>{escape(finding.summary)}</td></tr>"
            for finding in self.findings
        )
        table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
        primary = self.primary_finding
        steps = "".join(
            f"<li>{_step(remedy.action)}"
            f"{'' if remedy.back_up is None else f'<br>Back up first: {_step(remedy.back_up)}'}</li>"
            for remedy in (primary.remedies if primary else ())
        )
        remedies = f"<p>What to do:</p><ol>{steps}</ol>" if steps else ""
        target = escape(f"{self.target.host}:{self.target.port}")
        return (
            f'<div><strong style="color: {colour}">{escape(self.verdict)}</strong> <code>{target}</code> '
            f"{escape(self.summary)}{table}{remedies}</div>"
        )


def _step(text: str) -> str:
    """A step, with its commands as code."""
    parts = escape(text).split("`")
    return "".join(part if index % 2 == 0 else f"<code>{part}</code>" for index, part in enumerate(parts))
