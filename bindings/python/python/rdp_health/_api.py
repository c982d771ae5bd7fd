"""The functions of the package."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Optional, TypeVar, Union

from . import _native
from ._options import encode
from ._runtime import runtime
from ._types import (
    CheckOptions,
    Diagnosis,
    Event,
    Explanation,
    Format,
    Observations,
    ProfileEntry,
    Report,
    TargetSummary,
    TextOptions,
    _read_event,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

Target = Union[str, "os.PathLike[str]", ProfileEntry]
"""A host: ``"host"``, ``"host:port"``, ``"[2001:db8::1]:port"``, ``"rdp://host:port"``, or the `Path` of a ``.rdp`` file;
``"https://host:port"`` for a web server that belongs to Remote Desktop, or an endpoint that `profile` gives."""

EventCallback = Callable[[Event], object]
"""Called with each step of a check, in the caller's thread or event loop. What it raises ends the check."""

_Item = tuple[bool, str]
_T = TypeVar("_T")


def check(target: Target, *, on_event: EventCallback | None = None, **options: Unpack[CheckOptions]) -> Report:
    """Checks one host and reports.

    Takes the options of `CheckOptions`: ``check("srv01", depth="quick", timeouts={"connect": 2})``.
    A host that cannot be reached gives a report. Ctrl-C stops the network work at once. Other Python threads run on
    while it waits; in a coroutine, await `acheck` instead.

    Raises `InvalidTarget` or `InvalidOption` before anything is probed, and nothing because of the host.
    """
    for step in _drain(_start(target, on_event is not None, options), _read):
        if isinstance(step, Report):
            return step
        if on_event is not None:
            on_event(step)
    raise RuntimeError("a check ended without a report; please report this defect")


async def acheck(
    target: Target, *, on_event: EventCallback | None = None, **options: Unpack[CheckOptions]
) -> Report:
    """`check` for asyncio. Cancelling it, `asyncio.timeout` for example, stops the network work at once."""
    stream = _start(target, on_event is not None, options)
    try:
        while (item := await _next(stream)) is not None:
            step = _read(item)
            if isinstance(step, Report):
                return step
            if on_event is not None:
                on_event(step)
    finally:
        stream.close()
    raise RuntimeError("a check ended without a report; please report this defect")


def watch(target: Target, **options: Unpack[CheckOptions]) -> Generator[Event | Report, None, None]:
    """Checks one host and yields each step as it happens; the report comes last.

    Leaving the loop early stops the check.
    """
    return _drain(_start(target, True, options), _read)


async def awatch(target: Target, **options: Unpack[CheckOptions]) -> AsyncGenerator[Event | Report, None]:
    """`watch` for asyncio."""
    stream = _start(target, True, options)
    try:
        while (item := await _next(stream)) is not None:
            yield _read(item)
    finally:
        stream.close()


def scan(
    targets: Iterable[Target], *, concurrency: int = 16, **options: Unpack[CheckOptions]
) -> Generator[Report, None, None]:
    """Checks many hosts, `concurrency` of them at a time, and yields the reports in the order in which they end.

    Each host by itself is asked one thing after the other. All targets are read before the first is checked, so
    `InvalidTarget` comes early. Leaving the loop stops every check; while nothing is read, no new check begins.
    """
    return _drain(_start_many(targets, concurrency, options), _read_report)


async def ascan(
    targets: Iterable[Target], *, concurrency: int = 16, **options: Unpack[CheckOptions]
) -> AsyncGenerator[Report, None]:
    """`scan` for asyncio: ``async for report in ascan(targets, concurrency=200)``."""
    stream = _start_many(targets, concurrency, options)
    try:
        while (item := await _next(stream)) is not None:
            yield _read_report(item)
    finally:
        stream.close()


def explain(query: str) -> Explanation:
    """Says what a client's error code means, and what it does not.

    Takes ``0x904/0x7``, decimal numbers, symbols such as ``STATUS_LOGON_FAILURE``, cause ids, or the text of the
    client's window. Raises `CannotExplain` with what to write instead.
    """
    return Explanation.from_json(_native.explain(query))


def diagnose(
    observations: Observations | Mapping[str, Any],
    target: Target | TargetSummary,
    **options: Unpack[CheckOptions],
) -> Diagnosis:
    """Judges observations, those of an older report for example; nothing is probed.

    The target belongs to the judgement: whether a name matches depends on what was asked for. Of the options,
    `policy` and `judge_at` matter.
    """
    seen = json.dumps(observations) if isinstance(observations, Mapping) else observations.to_json()
    summary = target if isinstance(target, TargetSummary) else parse_target(target)
    return Diagnosis.from_json(_native.diagnose(seen, summary.to_json(), _encode(options)))


def parse_target(target: Target) -> TargetSummary:
    """Host, port and client settings of a target, without looking anything up. Raises `InvalidTarget`."""
    return TargetSummary.from_json(_native.parse_target(_target(target)))


def profile(name: str | os.PathLike[str]) -> list[ProfileEntry]:
    """The web addresses that clients of a service need: of a known list, such as "avd", or of the file at a `Path`.

    Each is a target: ``for report in scan(profile("avd")): ...``. Raises `InvalidTarget`.
    """
    if isinstance(name, str):
        text = _native.profile(name)
    else:
        with open(name, encoding="utf-8") as file:
            text = _native.read_profile(file.read())
    return [ProfileEntry.from_dict(entry) for entry in json.loads(text)]


def render(report: Report, format: Format = "text", **options: Unpack[TextOptions]) -> str:
    """A report in another form: "text" for people, "json" for programs, "ndjson" (one line) for logs.

    The options are those of `TextOptions` and concern text only: ``render(report, verbose=True, width=80)``.
    """
    return report.render(format, **options)


def _start(target: Target, events: bool, options: Mapping[str, Any]) -> _native.Stream:
    return runtime().check(_target(target), _encode(options), events)


def _start_many(targets: Iterable[Target], concurrency: int, options: Mapping[str, Any]) -> _native.Stream:
    if isinstance(targets, (str, bytes, os.PathLike)):
        raise TypeError("scan takes several targets; write check for one, or put it into a list")
    if concurrency < 1:
        raise ValueError(f"concurrency is {concurrency}; write at least 1")
    return runtime().check_many([_target(target) for target in targets], _encode(options), concurrency)


def _encode(options: Mapping[str, Any]) -> str:
    for name in options:
        if name not in CheckOptions.__annotations__:
            known = ", ".join(sorted(CheckOptions.__annotations__))
            raise TypeError(f"there is no option {name!r}; there are {known}")
    return encode(options)


def _target(target: Target) -> str | bytes | tuple[str]:
    if isinstance(target, str):
        return target
    if isinstance(target, ProfileEntry):
        return (target.to_json(),)
    # mstsc writes UTF-16: the library finds out.
    with open(target, "rb") as file:
        return file.read()


def _read(item: _Item) -> Event | Report:
    is_report, text = item
    return Report._read(json.loads(text)) if is_report else _read_event(json.loads(text))


def _read_report(item: _Item) -> Report:
    return Report._read(json.loads(item[1]))


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
            future.set_exception(RuntimeError(f"{problem}; please report this defect"))

    def arrived(item: Optional[_Item], problem: Optional[str]) -> None:
        """Called in a thread of the library."""
        try:
            loop.call_soon_threadsafe(settle, item, problem)
        except RuntimeError:
            # The loop was closed in the meantime: nobody waits.
            pass

    stream.call_with_next(arrived)
    return await future
