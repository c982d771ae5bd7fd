"""Why does this Remote Desktop connection fail? One verdict, one cause, with proof and remedies.

rdp-health looks at a host from where its clients stand, without credentials: name, TCP, RDP negotiation, TLS,
certificate.

>>> from rdp_health import check
>>> report = check("srv01.corp.example")
>>> print(report.verdict, report.summary)

What the host does is data, never an exception: a host that cannot be reached gives a report. `acheck`, `scan` and
`ascan` do the same for asyncio and for fleets, `watch` and `awatch` tell each step as it happens, and `explain` says
what a client's error code means, and what it does not.
"""

from . import types
from ._api import (
    EventCallback,
    Target,
    acheck,
    ascan,
    awatch,
    check,
    diagnose,
    explain,
    parse_target,
    profile,
    render,
    scan,
    watch,
)
from ._errors import CannotExplain, InvalidOption, InvalidReport, InvalidTarget, RdpHealthError, Unhealthy
from ._log import disable_logging, enable_logging
from ._native import VERSION as __version__
from ._types import CauseId, CheckOptions, Diagnosis, Event, Explanation, Finding, ProfileEntry, Report, TextOptions

__all__ = [
    "CannotExplain",
    "CauseId",
    "CheckOptions",
    "Diagnosis",
    "Event",
    "EventCallback",
    "Explanation",
    "Finding",
    "InvalidOption",
    "InvalidReport",
    "InvalidTarget",
    "RdpHealthError",
    "ProfileEntry",
    "Report",
    "Target",
    "TextOptions",
    "Unhealthy",
    "__version__",
    "acheck",
    "ascan",
    "awatch",
    "check",
    "diagnose",
    "disable_logging",
    "enable_logging",
    "explain",
    "parse_target",
    "profile",
    "render",
    "scan",
    "types",
    "watch",
]
