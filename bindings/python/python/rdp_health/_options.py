"""Keyword arguments become the JSON of the library's options.

Which options there are and what each takes is generated (`_types.OPTIONS`). What is wrong with one is said in the words
of the caller: by its path, and with what to write instead.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol, get_args

from ._errors import InvalidOption

_DAY = timedelta(days=1)


class Reader(Protocol):
    """How the value of an option is read."""

    def json(self, path: str, value: Any) -> Any:
        """The value as JSON has it. Raises `InvalidOption`, which names the path."""


def encode(name: str, options: Mapping[str, Any]) -> str:
    """The JSON of the options of a dictionary of `_types`. Any other name is a `TypeError`."""
    from ._types import OPTIONS

    known = OPTIONS[name].options
    for option in options:
        if option not in known:
            raise TypeError(f"there is no option {option!r}{nearest(option, known)}; there are {', '.join(known)}")
    return json.dumps(OPTIONS[name].json("", options))


def nearest(name: object, known: Iterable[str]) -> str:
    """A question about what was meant, if anything is like it."""
    found = difflib.get_close_matches(str(name), list(known), n=1)
    return f" (did you mean {found[0]}?)" if found else ""


def _wrong(path: str, value: object, remedy: str) -> InvalidOption:
    shown = repr(value)
    return InvalidOption(f"{path} is {shown if len(shown) < 60 else f'a {type(value).__name__}'}; write {remedy}")


class Text:
    """Text, or what stands for it: the `Path` of a file, an address of the module ipaddress."""

    def json(self, path: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, os.PathLike):
            return os.fsdecode(value)
        if isinstance(value, (ipaddress.IPv4Address, ipaddress.IPv6Address)):
            return str(value)
        raise _wrong(path, value, "text")


class Truth:
    def json(self, path: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise _wrong(path, value, "True or False")
        return value


class Whole:
    """A whole number from 0 on."""

    def __init__(self, most: int) -> None:
        self._most = most

    def json(self, path: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= self._most:
            raise _wrong(path, value, f"a whole number from 0 to {self._most}")
        return value


class OneOf:
    """One of the strings of a `Literal`."""

    def __init__(self, literal: Any) -> None:
        self._choices: tuple[str, ...] = get_args(literal)

    def json(self, path: str, value: Any) -> str:
        if value not in self._choices:
            *others, last = (f'"{choice}"' for choice in self._choices)
            raise _wrong(path, value, f"{', '.join(others)} or {last}" if others else last)
        return str(value)


class Span:
    """A span of time, which travels as a whole number of this unit."""

    def __init__(self, unit: timedelta) -> None:
        self._unit = unit

    def json(self, path: str, value: Any) -> int:
        seconds = value.total_seconds() if isinstance(value, timedelta) else value
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise _wrong(path, value, "seconds as a number, or a timedelta")
        # Infinity and not-a-number fail the comparison too.
        if not 0 <= seconds <= _DAY.total_seconds():
            raise InvalidOption(f"{path} is {seconds!r} seconds; write a number from 0 to 86400")
        # What is not zero stays so: zero has its own meaning.
        return max(1, round(seconds / self._unit.total_seconds())) if seconds else 0


class Moment:
    """A `datetime` with a time zone, or RFC 3339 as text."""

    def json(self, path: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        if not isinstance(value, datetime):
            raise _wrong(path, value, "a datetime, or text such as 2026-01-31T12:00:00Z")
        if value.tzinfo is None:
            raise InvalidOption(f"{path} is {value!r}, which has no time zone; add tzinfo=timezone.utc or another")
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


class OrNone:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def json(self, path: str, value: Any) -> Any:
        return None if value is None else self._reader.json(path, value)


class Many:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def json(self, path: str, value: Any) -> list[Any]:
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            raise _wrong(path, value, "a list")
        return [self._reader.json(f"{path}[{index}]", item) for index, item in enumerate(value)]


class Fields:
    """A dictionary of options, or a part of a report's options."""

    def __init__(self, options: Mapping[str, tuple[str, Reader]], *, required: bool = False) -> None:
        self.options = options
        self._required = required

    @staticmethod
    def named(name: str) -> Reader:
        """The dictionary of this name, which may come later."""
        return _Named(name)

    def json(self, path: str, value: Any) -> dict[str, Any]:
        from ._model import Model

        if isinstance(value, Model):
            value = {name: getattr(value, name) for name in value.__slots__}
        known = ", ".join(self.options)
        if not isinstance(value, Mapping):
            raise _wrong(path, value, f"a dict with {'' if self._required else 'any of '}{known}")
        if self._required:
            for name in self.options:
                if name not in value:
                    raise InvalidOption(f"{path} has no {name!r}; write a dict with {known}")
        encoded = {}
        for name, item in value.items():
            if name not in self.options:
                raise InvalidOption(f"{path} has no {name!r}{nearest(name, self.options)}; there are {known}")
            in_json, reader = self.options[name]
            encoded[in_json] = reader.json(f"{path}.{name}" if path else name, item)
        return encoded


class _Named:
    def __init__(self, name: str) -> None:
        self._name = name

    def json(self, path: str, value: Any) -> Any:
        from ._types import OPTIONS

        return OPTIONS[self._name].json(path, value)
