"""Every type of reports, events, explanations and options: what annotations and `match` statements name."""

from ._types import *  # noqa: F403
