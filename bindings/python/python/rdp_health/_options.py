"""Keyword arguments become the JSON of the library's options: one rule for all of them, none by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from ._errors import InvalidOption


def encode(options: Mapping[str, Any]) -> str:
    """The JSON of options. An unknown name or a senseless value is found by the library itself."""
    return json.dumps(_plain(options))


def _plain(value: Any) -> Any:
    from ._types import WAITS

    if isinstance(value, Mapping):
        return {
            f"{name}_ms" if name in WAITS else name: _milliseconds(name, item) if name in WAITS else _plain(item)
            for name, item in value.items()
        }
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise InvalidOption(f"{value!r} has no time zone; add tzinfo=timezone.utc or another")
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    # Addresses of the module ipaddress, for example.
    return str(value)


def _milliseconds(name: str, value: Any) -> int:
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidOption(f"{name} is {value!r}; write seconds as a number, or a timedelta")
    # Infinity and not-a-number fail the comparison too.
    if not 0 <= value <= 86_400:
        raise InvalidOption(f"{name} is {value!r} seconds; write a number from 0 to 86400")
    # What is not zero stays so: zero has a meaning of its own.
    return max(1, round(value * 1000)) if value else 0
