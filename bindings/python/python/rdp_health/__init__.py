"""Why does this Remote Desktop connection fail? One verdict, one cause, with proof and remedies.

rdp-health looks at a host from where its clients stand, without credentials: name, TCP, RDP negotiation, TLS,
certificate.

>>> from rdp_health import check
>>> report = check("srv01.corp.example")
>>> print(report.verdict, report.summary)

What the host does is data, never an exception: a host that cannot be reached gives a report. `acheck`, `scan` and
`ascan` do the same for asyncio and for fleets, `watch` and `awatch` check a host until it is as it should be,
`check_with_progress` tells each step as it happens, and `explain` says what a client's error code means, and what it
does not. ``help(CheckOptions)`` lists the options.
"""

from . import types
from ._api import (
    EventCallback,
    Target,
    acheck,
    acheck_with_progress,
    ascan,
    awatch,
    causes,
    check,
    check_with_progress,
    compare,
    diagnose,
    explain,
    judge_beside,
    lint,
    merge,
    parse_target,
    profile,
    read_certificate,
    read_targets,
    redact,
    render,
    rows,
    scan,
    watch,
    what_if,
)
from ._errors import CannotExplain, InvalidOption, InvalidReport, InvalidTarget, RdpHealthError, Unhealthy
from ._log import disable_logging, enable_logging
from ._native import VERSION as __version__
from ._types import (
    Cause,
    CauseId,
    CheckOptions,
    Comparison,
    Diagnosis,
    Event,
    Explanation,
    Finding,
    Format,
    Lint,
    LintOptions,
    Merged,
    ProfileEntry,
    ReadOptions,
    Report,
    TextOptions,
    Watched,
    WhatIfAnswer,
)

__all__ = [
    "CannotExplain",
    "Cause",
    "CauseId",
    "CheckOptions",
    "Comparison",
    "Diagnosis",
    "Event",
    "EventCallback",
    "Explanation",
    "Finding",
    "Format",
    "InvalidOption",
    "InvalidReport",
    "InvalidTarget",
    "Lint",
    "LintOptions",
    "Merged",
    "RdpHealthError",
    "ProfileEntry",
    "ReadOptions",
    "Report",
    "Target",
    "TextOptions",
    "Unhealthy",
    "Watched",
    "WhatIfAnswer",
    "__version__",
    "acheck",
    "acheck_with_progress",
    "ascan",
    "awatch",
    "causes",
    "check",
    "check_with_progress",
    "compare",
    "diagnose",
    "disable_logging",
    "enable_logging",
    "explain",
    "judge_beside",
    "lint",
    "merge",
    "parse_target",
    "profile",
    "read_certificate",
    "read_targets",
    "redact",
    "render",
    "rows",
    "scan",
    "types",
    "watch",
    "what_if",
]
