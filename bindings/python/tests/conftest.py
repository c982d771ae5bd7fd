from __future__ import annotations

from collections.abc import Iterator

import pytest
from lab import SCENARIOS, SilentHost, play


@pytest.fixture
def silent() -> Iterator[SilentHost]:
    """A host that accepts connections and says nothing."""
    host = SilentHost()
    yield host
    host.close()


@pytest.fixture
def healthy() -> Iterator[str]:
    """A healthy host's address and port: a check of it takes a few milliseconds."""
    with play([SCENARIOS / "healthy-ipv4-address-self-signed.toml"]) as hosts:
        yield next(hosts)["target"]


@pytest.fixture
def refused() -> str:
    """A port of this machine on which nobody listens: the discard service's, which nobody has run for decades."""
    return "127.0.0.1:9"
