"""The functions of the package."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Optional, TypeVar, Union, overload

from . import _native
from ._errors import InvalidOption, InvalidTarget
from ._options import encode
from ._runtime import runtime
from ._types import (
    Audit,
    Cause,
    CertificateFacts,
    CheckOptions,
    Comparison,
    Diagnosis,
    Event,
    Explanation,
    Format,
    Lint,
    LintOptions,
    Merged,
    Observations,
    ProfileEntry,
    ReadOptions,
    Report,
    Seconds,
    TargetSummary,
    TextOptions,
    Until,
    Watched,
    WhatIfAnswer,
    _read_event,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._types import CodeClient

Target = Union[str, "os.PathLike[str]", ProfileEntry, TargetSummary]
"""A host: ``"host"``, ``"host:port"``, ``"[2001:db8::1]:port"``, ``"rdp://host:port"``, or the `Path` of a ``.rdp`` file;
``"https://host:port"`` for a web server that belongs to Remote Desktop, or an endpoint that `profile` gives."""

EventCallback = Callable[[Event], object]
"""Called with each step of a check, in the caller's thread or event loop. What it raises ends the check."""

Inside = Union[str, "os.PathLike[str]", Iterable[Union[str, "os.PathLike[str]"]]]
"""Files of the host that is checked: one path or several, of a collection, a registry hive or export, an event log, a folder
of them or the root of a mounted disk."""

_Item = tuple[bool, str]
_T = TypeVar("_T")


def check(
    target: Target,
    *,
    on_event: EventCallback | None = None,
    inside: Inside | None = None,
    **options: Unpack[CheckOptions],
) -> Report:
    """Checks one host and reports.

    Takes the options of `CheckOptions`: ``check("srv01", depth="quick", timeouts={"connect": 2})``.
    With ``inside="srv01.zip"``, files of the host, the report joins both sides: what was possible becomes certain or is
    ruled out. A host that cannot be reached gives a report. Ctrl-C stops the network work at once. Other Python threads run on
    while it waits; in a coroutine, await `acheck` instead.

    Raises `InvalidTarget` or `InvalidOption` before anything is probed, and nothing because of the host.
    """
    facts = None if inside is None else _facts(inside, "InvalidOption")
    for step in _drain(_start(target, on_event is not None, options), _read):
        if isinstance(step, Report):
            return _joined(step, facts)
        if on_event is not None:
            on_event(step)
    raise RuntimeError("a check ended without a report; please report this bug")


async def acheck(
    target: Target,
    *,
    on_event: EventCallback | None = None,
    inside: Inside | None = None,
    **options: Unpack[CheckOptions],
) -> Report:
    """`check` for asyncio. Cancelling it, `asyncio.timeout` for example, stops the network work at once."""
    facts = None if inside is None else await asyncio.to_thread(_facts, inside, "InvalidOption")
    stream = _start(target, on_event is not None, options)
    try:
        while (item := await _next(stream)) is not None:
            step = _read(item)
            if isinstance(step, Report):
                return _joined(step, facts)
            if on_event is not None:
                on_event(step)
    finally:
        stream.close()
    raise RuntimeError("a check ended without a report; please report this bug")


def check_with_progress(
    target: Target, *, inside: Inside | None = None, **options: Unpack[CheckOptions]
) -> Generator[Event | Report, None, None]:
    """Checks one host and yields each step as it happens; the report comes last.

    Leaving the loop early stops the check.
    """
    facts = None if inside is None else _facts(inside, "InvalidOption")
    return _drain(_start(target, True, options), lambda item: _told(item, facts))


async def acheck_with_progress(
    target: Target, *, inside: Inside | None = None, **options: Unpack[CheckOptions]
) -> AsyncGenerator[Event | Report, None]:
    """`check_with_progress` for asyncio."""
    facts = None if inside is None else await asyncio.to_thread(_facts, inside, "InvalidOption")
    stream = _start(target, True, options)
    try:
        while (item := await _next(stream)) is not None:
            yield _told(item, facts)
    finally:
        stream.close()


def watch(
    target: Target,
    *,
    interval: Seconds = 5,
    until: Until | None = None,
    duration: Seconds | None = None,
    **options: Unpack[CheckOptions],
) -> Generator[Watched, None, None]:
    """Checks one host again and again, and yields each check with its `report` and what it `change`.

    ``for seen in watch("srv01", until="healthy"): ...`` ends when the host is healthy: its last report says so.
    `interval` is the time from the beginning of one check to the beginning of the next; `duration` ends the watch, and
    breaks off a check that is under way. Leaving the loop stops it, too.
    """
    return _drain(_start_watch(target, interval, until, duration, options), _read_watched)


async def awatch(
    target: Target,
    *,
    interval: Seconds = 5,
    until: Until | None = None,
    duration: Seconds | None = None,
    **options: Unpack[CheckOptions],
) -> AsyncGenerator[Watched, None]:
    """`watch` for asyncio."""
    stream = _start_watch(target, interval, until, duration, options)
    try:
        while (item := await _next(stream)) is not None:
            yield _read_watched(item)
    finally:
        stream.close()


def scan(
    targets: Iterable[Target],
    *,
    concurrency: int = 64,
    per_subnet: int | None = None,
    rate: int | None = None,
    jitter: Seconds = 0,
    alive_first: bool | None = None,
    shard: str | None = None,
    **options: Unpack[CheckOptions],
) -> Generator[Report, None, None]:
    """Checks many hosts, `concurrency` of them at a time, and yields the reports in the order in which they end.

    The connections to one host follow one after the other. All targets are read before the first is checked, so
    `InvalidTarget` comes early. Leaving the loop stops every check; while nothing is read, no new check begins.
    `per_subnet` bounds the connections at a time to one /24 or /64, `rate` those that begin in a second, and `jitter`
    lets each begin up to so much later. `alive_first` asks each address first whether anything answers; without it only
    those of a range are. ``shard="2/5"`` checks the second of five parts of the targets.
    """
    scanning = _scanning(concurrency, per_subnet, rate, jitter, alive_first, shard)
    return _drain(_start_many(targets, scanning, options), _read_report)


async def ascan(
    targets: Iterable[Target],
    *,
    concurrency: int = 64,
    per_subnet: int | None = None,
    rate: int | None = None,
    jitter: Seconds = 0,
    alive_first: bool | None = None,
    shard: str | None = None,
    **options: Unpack[CheckOptions],
) -> AsyncGenerator[Report, None]:
    """`scan` for asyncio: ``async for report in ascan(targets, concurrency=200)``."""
    scanning = _scanning(concurrency, per_subnet, rate, jitter, alive_first, shard)
    stream = _start_many(targets, scanning, options)
    try:
        while (item := await _next(stream)) is not None:
            yield _read_report(item)
    finally:
        stream.close()


def audit(*paths: str | os.PathLike[str], days: int | None = None, **options: Unpack[CheckOptions]) -> Audit:
    """What the files of one host prove: registry hives and exports, event logs, a collection that the script of `audit_script`
    made, what MSRD-Collect or TSS left behind, a folder of them, or the root of a mounted disk. What a file is is told by its
    content. No host is asked, and nothing is written.

    Without a path it reads this computer, if it runs Windows, as ``rdp-health audit`` does: run it as administrator. `days`
    of its event logs are taken, 7 where nothing is said; ``observations.inside`` names what could not be read.

    ``audit("srv01.zip").primary`` is the cause; a verdict is never "healthy", since only a client can see that. Of the
    options, `policy` and `judge_at` matter. Raises `InvalidTarget` where a path has nothing that can be read, and without a
    path on a computer that does not run Windows.
    """
    given = encode("CheckOptions", options)
    if not paths:
        return Audit.from_json(_native.audit(_native.read_this_computer(_days(7 if days is None else days)), given))
    if days is not None:
        raise InvalidOption("days are those of this computer's event logs, and files were named; leave it out")
    return Audit.from_json(_native.audit(_facts(paths, "InvalidTarget"), given))


def audit_script() -> str:
    """The PowerShell 5.1 script that makes a collection on a Windows host, for `audit`. It only reads."""
    return _native.audit_script()


def join(report: Report, *paths: str | os.PathLike[str]) -> Report:
    """The report of a host, joined with files of it: ``join(report, "srv01.zip")`` is what ``check(…, inside=…)`` does.

    Raises `InvalidTarget` where a path has nothing that can be read.
    """
    return _joined(report, _facts(paths, "InvalidTarget"))


def explain(query: str, *, client: CodeClient | None = None) -> Explanation:
    """Says what a client's error code or message means, and what it does not.

    Takes ``0x904/0x7``, decimal numbers, symbols such as ``STATUS_LOGON_FAILURE``, cause ids, the text of the client's
    window, or lines of a log. `client`, such as ``"guacamole"``, leaves only what this client shows. Raises
    `CannotExplain` with what to write instead.
    """
    return Explanation.from_json(_native.explain(query, client))


def causes() -> tuple[Cause, ...]:
    """Every cause: its id and title, how bad it is, the codes that clients show for it, its remedies and its page."""
    return tuple(Cause._read(cause) for cause in json.loads(_native.causes()))


def read_certificate(certificate: bytes | os.PathLike[str]) -> CertificateFacts:
    """The facts of a certificate in DER: its bytes, or the `Path` of its file.

    What is no certificate says so in `unreadable`.
    """
    if isinstance(certificate, os.PathLike):
        certificate = _content(certificate)
    if not isinstance(certificate, bytes):
        raise TypeError(f"a certificate is the bytes of its DER, or the Path of a file, not {_shown(certificate)}")
    return CertificateFacts._read(json.loads(_native.read_certificate(certificate)))


@overload
def diagnose(seen: Report, /, **options: Unpack[CheckOptions]) -> Report: ...


@overload
def diagnose(
    seen: Observations | Mapping[str, Any], target: Target | TargetSummary, /, **options: Unpack[CheckOptions]
) -> Diagnosis: ...


def diagnose(
    seen: Report | Observations | Mapping[str, Any],
    target: Target | TargetSummary | None = None,
    /,
    **options: Unpack[CheckOptions],
) -> Report | Diagnosis:
    """Judges again what was seen: a whole report, or its observations and their target. Nothing is probed.

    The target belongs to the judgement: whether a name matches depends on what was asked for. Of the options,
    `policy` and `judge_at` matter. A report keeps what is not given, and is given back with the new diagnosis, as by
    `Report.judged_again`.
    """
    if isinstance(seen, Report):
        return seen.judged_again(**options)
    if target is None:
        raise TypeError("observations are judged together with their target; hand it over as well, or the whole report")
    observations = json.dumps(seen) if isinstance(seen, Mapping) else seen.to_json()
    summary = target if isinstance(target, TargetSummary) else parse_target(target)
    return Diagnosis.from_json(_native.diagnose(observations, summary.to_json(), encode("CheckOptions", options)))


def judge_beside(report: Report, earlier: Report) -> Report:
    """The same report, judged with an earlier one of the same host at hand; see `Report.judged_beside`."""
    return report.judged_beside(earlier)


def compare(
    first: Report, second: Report, *, compared_as: Literal["times", "places", "hosts"] | None = None
) -> Comparison:
    """What differs between two reports, the weightiest first, what that implies, and whether it got worse.

    Of one host at two times (the earlier comes first), from two places, or of two hosts: which it is shows by targets,
    machines and times, unless `compared_as` says it. ``compare(good, bad).course == "worse"``.
    """
    return Comparison.from_json(_native.compare(first.to_json(), second.to_json(), compared_as))


def what_if(reports: Report | Iterable[Report], *changes: str) -> WhatIfAnswer:
    """Which clients each host would lose if all of the changes came true, and what would keep them, the cheapest first.

    A change is "ntlm-off", "tls12-cbc-off", "tls13-only", "credssp-mitigated", "rsa1024-off" or a day:
    ``what_if(reports, "tls13-only", "date=2027-03-01")``. What a report does not show is in `not_seen`, never among the
    safe. Raises `InvalidOption`, and `InvalidReport` for a redacted report.
    """
    several = [reports] if isinstance(reports, Report) else reports
    return WhatIfAnswer.from_json(_native.what_if([report.to_json() for report in several], changes))


_Shared = TypeVar("_Shared", Report, Audit)


@overload
def redact(reports: _Shared) -> _Shared: ...


@overload
def redact(reports: Iterable[_Shared]) -> list[_Shared]: ...


def redact(reports: Any) -> Any:
    """A report or an audit to share, or several: names of hosts and users, addresses, fingerprints and certificates are
    placeholders such as ``host-1`` and ``192.0.2.1``, the same ones in all of them. What was redacted cannot be judged again,
    and what the files of a host say is left out.
    """
    several = [reports] if isinstance(reports, (Report, Audit)) else list(reports)
    texts = _native.redact([one.to_json() for one in several])
    redacted = [type(one)._read(json.loads(text)) for one, text in zip(several, texts)]
    return redacted[0] if isinstance(reports, (Report, Audit)) else redacted


def merge(places: Mapping[str, Iterable[Report]]) -> Merged:
    """Puts the reports of several places together: each host once, with what each place saw of it.

    ``merge({"berlin": scan(hosts), "paris": reports})``. A host that works from one place and whose port is closed to
    another is a finding, ``source-blocked``. Parts of one list may have the same place. Of one host and place the last
    report counts.
    """
    reports = [(place, report.to_json()) for place, reports in places.items() for report in reports]
    return Merged.from_json(_native.merge(reports))


def rows(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """Reports as the rows of a table: ``pandas.DataFrame(rows(scan(hosts)))``, ``polars.DataFrame(rows(reports))``."""
    return [report.row() for report in reports]


def parse_target(target: Target) -> TargetSummary:
    """Host, port and client settings of a target, without looking anything up. Raises `InvalidTarget`."""
    return TargetSummary.from_json(_native.parse_target(_target(target)))


def read_targets(file: os.PathLike[str], **options: Unpack[ReadOptions]) -> list[TargetSummary]:
    """The targets that a file names: saved connections (``.rdp``, RDCMan, mRemoteNG, Remmina, Royal TS, bookmarks of
    macOS), an inventory of Ansible, a table with a header or a list. What the file is is told by its content.

    Each is a target, with its group, name, file and line in ``labels``: ``scan(read_targets(Path("confCons.xml")))``.
    ``column="Server"`` says which column of a table has the hosts, ``only=["Berlin/*"]`` narrows to entries whose groups
    and name match. Passwords are not read. Raises `InvalidTarget` or `InvalidOption`.
    """
    if not isinstance(file, os.PathLike):
        raise TypeError(f"the file is the Path of one, not {_shown(file)}")
    text = _native.read_targets(os.fspath(file), _content(file), encode("ReadOptions", options))
    return [TargetSummary.from_dict(target) for target in json.loads(text)]


def lint(file: os.PathLike[str], *, report: Report | None = None, **options: Unpack[LintOptions]) -> Lint:
    """What is wrong with a ``.rdp`` file, or with another file that names hosts. No host is asked.

    Lines that mstsc refuses or passes over, settings that contradict each other, settings that weaken the connection;
    whether a signature fits the lines, who signed, whether this computer trusts them (``ca_file="ca.pem"`` adds to its
    store), and what mstsc shows a user who opens the file. With the report of its host, ``lint(path, report=check(path))``,
    also whether the name in the file is one of the certificate's, what to write instead, and which settings the host
    refuses. Raises `InvalidTarget` for a file that names no hosts, or `InvalidOption`.
    """
    if not isinstance(file, os.PathLike):
        raise TypeError(f"the file is the Path of one, not {_shown(file)}")
    seen = None if report is None else report.to_json()
    return Lint.from_json(_native.lint(os.fspath(file), _content(file), encode("LintOptions", options), seen))


def profile(name: str | os.PathLike[str]) -> list[ProfileEntry]:
    """The web addresses that clients of a service need: of a known list, such as "avd", or of the file at a `Path`.

    Each is a target: ``for report in scan(profile("avd")): ...``. Raises `InvalidTarget`.
    """
    if isinstance(name, str):
        text = _native.profile(name)
    elif isinstance(name, os.PathLike):
        text = _native.read_profile(_content(name).decode("utf-8-sig"))
    else:
        raise TypeError(f'a profile is the name of a known list, such as "avd", or the Path of a file, not {_shown(name)}')
    return [ProfileEntry.from_dict(entry) for entry in json.loads(text)]


def render(report: Report | Audit | Iterable[Report], format: Format = "text", **options: Unpack[TextOptions]) -> str:
    """A report, or the reports of many hosts as one document, in another form: "text" for people, "json" for programs,
    "ndjson" for logs, "html" for a browser; docs/formats.md has them all. An audit is "text" or "json".

    The options are those of `TextOptions` and concern text only: ``render(report, detail="full", width=80)``.
    """
    if isinstance(report, Audit):
        return _native.render(report.to_json(), format, encode("TextOptions", options))
    if isinstance(report, Report):
        return report.render(format, **options)
    return _native.render_all([one.to_json() for one in report], format, encode("TextOptions", options))


def _days(days: int) -> int:
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days < 2**32:
        raise InvalidOption(f"days is {days!r}; write a whole number, such as 7")
    return days


def _facts(paths: Inside, exception: str) -> str:
    several = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if not several:
        raise TypeError("name at least one file or folder of the host")
    return _native.read_inside([os.fspath(path) for path in several], exception)


def _joined(report: Report, facts: str | None) -> Report:
    return report if facts is None else Report._read(json.loads(_native.join(report.to_json(), facts)))


def _told(item: _Item, facts: str | None) -> Event | Report:
    step = _read(item)
    return _joined(step, facts) if isinstance(step, Report) else step


def _start(target: Target, events: bool, options: Mapping[str, Any]) -> _native.Stream:
    return runtime().check(_target(target), encode("CheckOptions", options), events)


def _scanning(
    concurrency: int,
    per_subnet: int | None,
    rate: int | None,
    jitter: Seconds,
    alive_first: bool | None,
    shard: str | None,
) -> str:
    if isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1:
        raise InvalidOption(f"concurrency is {concurrency!r}; write a whole number, at least 1")
    scanning = {
        "concurrency": concurrency,
        "per_subnet": per_subnet,
        "rate": rate,
        "jitter": jitter,
        "alive_first": alive_first,
        "shard": shard,
    }
    return encode("ScanOptions", scanning)


def _start_many(targets: Iterable[Target], scanning: str, options: Mapping[str, Any]) -> _native.Stream:
    if isinstance(targets, (str, bytes, os.PathLike)):
        raise TypeError("scan takes several targets; write check for one, or put it into a list")
    return runtime().scan([_target(target) for target in targets], encode("CheckOptions", options), scanning)


def _start_watch(
    target: Target, interval: Seconds, until: Until | None, duration: Seconds | None, options: Mapping[str, Any]
) -> _native.Stream:
    watching = encode("WatchOptions", {"interval": interval, "until": until, "duration": duration})
    return runtime().watch(_target(target), encode("CheckOptions", options), watching)


def _target(target: Target) -> str | bytes | tuple[str] | tuple[str, str]:
    if isinstance(target, str):
        if target.strip().lower().endswith(".rdp"):
            raise InvalidTarget(f"{target!r} is the name of a file", f"write Path({target!r})")
        return target
    if isinstance(target, ProfileEntry):
        return (target.to_json(),)
    if isinstance(target, TargetSummary):
        return ("", target.to_json())
    if isinstance(target, os.PathLike):
        # mstsc writes UTF-16: the library finds out.
        return _content(target)
    raise TypeError(
        'a target is text such as "srv01:3390", the Path of a .rdp file, what read_targets gives, or an endpoint of a profile, '
        f"not {_shown(target)}"
    )


def _content(path: os.PathLike[str]) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _shown(value: object) -> str:
    return f"{type(value).__name__}: {value!r:.60}"


def _read(item: _Item) -> Event | Report:
    is_report, text = item
    return Report._read(json.loads(text)) if is_report else _read_event(json.loads(text))


def _read_report(item: _Item) -> Report:
    return Report._read(json.loads(item[1]))


def _read_watched(item: _Item) -> Watched:
    return Watched._read(json.loads(item[1]))


def _drain(stream: _native.Stream, read: Callable[[_Item], _T]) -> Generator[_T, None, None]:
    try:
        while (item := stream.next()) is not None:
            yield read(item)
    finally:
        stream.close()


async def _next(stream: _native.Stream) -> Optional[_Item]:
    """The next item, without blocking the event loop."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Optional[_Item]] = loop.create_future()

    def settle(item: Optional[_Item], problem: Optional[str]) -> None:
        if future.done():
            return
        if problem is None:
            future.set_result(item)
        else:
            future.set_exception(RuntimeError(f"{problem}; please report this bug"))

    def arrived(item: Optional[_Item], problem: Optional[str]) -> None:
        """Called in a thread of the library."""
        try:
            loop.call_soon_threadsafe(settle, item, problem)
        except RuntimeError:
            # The loop was closed in the meantime: nothing waits.
            pass

    stream.call_with_next(arrived)
    return await future
