"""A pytest fixture that skips tests of a host that cannot be reached anyway: see `require_healthy`.

In a ``conftest.py``: ``pytest_plugins = ["skip_if_unhealthy"]``. Then::

    def test_login(require_healthy):
        require_healthy("srv01.corp.example")
        ...
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rdp_health import Report, Unhealthy, check


@pytest.fixture(scope="session")
def require_healthy() -> Callable[[str], Report]:
    """Checks a host once per test session; skips the test with the reason if a client could not connect to it."""
    reports: dict[str, Report] = {}

    def require(host: str) -> Report:
        report = reports.get(host) or reports.setdefault(host, check(host, depth="quick"))
        try:
            report.raise_for_status("error")
        except Unhealthy as reason:
            pytest.skip(str(reason))
        return report

    return require
