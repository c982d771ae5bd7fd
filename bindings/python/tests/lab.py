"""Hosts to check, played by the workspace's lab, and what Rust says of them."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCENARIOS = ROOT / "tests" / "scenarios"


def missing(why: str) -> None:
    """Skips the test, saying so; where CI is "true" every test runs, and this is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI every test runs: {why}")
    pytest.skip(why)


def program(name: str) -> str:
    """A program of the workspace, built by ``cargo xtask test``."""
    folder = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
    for file in (folder / name, folder / f"{name}.exe"):
        if file.is_file():
            return str(file)
    pytest.fail(f"{name} is not built: run cargo xtask test")


@contextmanager
def play(names: Iterable[str | Path]) -> Iterator[Iterator[dict[str, Any]]]:
    """Plays scenarios while the block runs; yields what the lab says of each, as soon as it stands."""
    command = [program("lab-server"), *map(str, names)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None and server.stdout is not None
        try:
            yield (json.loads(line) for line in server.stdout)
        finally:
            server.stdin.close()


def keywords(options: Any) -> Any:
    """Options as JSON has them, as keyword arguments: what ends in ``_ms`` or ``_s`` is seconds and has no ending."""
    if isinstance(options, list):
        return [keywords(item) for item in options]
    if not isinstance(options, dict):
        return options
    return {
        name.removesuffix("_ms").removesuffix("_s"): value / 1000 if name.endswith("_ms") else keywords(value)
        for name, value in options.items()
    }


def but_for_times(value: Any) -> Any:
    """A report without what differs from one check of the same host to the next."""
    if isinstance(value, dict):
        # A reset may come before or after our own bytes were sent.
        chance = {"errno", "operation"} if value.get("kind") == "reset" else set()
        same = {
            name: but_for_times(item)
            for name, item in value.items()
            if not name.endswith(("_us", "started_at")) and name not in DIFFERENT | chance
        }
        if "timeline" in same:
            # Questions to different parties run at the same time.
            # The stores of roots may still be read when a host is done with.
            same["timeline"] = [entry for entry in same["timeline"] if entry["phase"] != "certificate"]
            same["timeline"].sort(key=lambda entry: json.dumps(entry, sort_keys=True))
        return same
    if isinstance(value, list):
        return [but_for_times(item) for item in value]
    if isinstance(value, str):
        for pattern, word in REPLACED:
            value = pattern.sub(word, value)
    return value


def differences(left: Any, right: Any, at: str = "") -> list[str]:
    """What differs between two JSON values, and where."""
    if isinstance(left, dict) and isinstance(right, dict):
        names = sorted(left.keys() | right.keys())
        return [line for name in names for line in differences(left.get(name), right.get(name), f"{at}/{name}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [
            line for index, pair in enumerate(zip(left, right)) for line in differences(*pair, f"{at}/{index}")
        ]
    return [] if left == right else [f"{at}: {left!r} != {right!r}"]


# Times, the order of connections to different parties, ports, keys that a lab makes anew, and how far an answer had come when it was looked at, with what that does
# to round trips.
DIFFERENT = frozenset(
    """judged_at time connection ttl_s port ports also_ports unused_port websocket_port websocket_tls_port der sha1 sha256 serial key_sha256
    issuer_key_id subject_key_id file ca_file bytes received sent first_bytes round_trips ocsp_response""".split()
)
REPLACED = [
    (re.compile(r"\S*rdp-health-lab-root\S*\.pem"), "(root)"),
    (re.compile(r"20\d\d-[\d-]+T[\d:.]+Z"), "(moment)"),
    (re.compile(r"\d+ bytes sent and \d+ received"), "(bytes)"),
    (re.compile(r"first bytes [0-9a-f]+"), "(first bytes)"),
    (re.compile(r"[0-9a-f]{32,}"), "(fingerprint)"),
    (re.compile(r"\bn[0-9a-f]{12}\b"), "(made up)"),
    (re.compile(r"\d+([.,]\d+)?( ?(µs|ms|s|seconds))\b"), "(time)"),
    (re.compile(r"\b[1-6]?\d{4}\b(?!-)"), "(port)"),
]


class SilentHost:
    """Accepts connections and says nothing, so that a check waits for its answer until its time is up."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.target = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.visited = threading.Semaphore(0)
        """Released once for each connection that has sent something."""
        self.left = threading.Semaphore(0)
        """Released once for each connection that its client closed."""
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                if connection.recv(4096):
                    self.visited.release()
                while connection.recv(4096):
                    pass
            except ConnectionError:
                pass
        self.left.release()

    def close(self) -> None:
        self._listener.close()


# The moment for which the lab's certificates are made.
THEN = "2026-01-01T00:00:00Z"
# Longer than any test waits for something to happen, shorter than what a silent host is waited for.
SOON = 20.0
PATIENT: Any = {"timeouts": {"answer": 3600, "budget": 3600}}
