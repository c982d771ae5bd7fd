"""What a host says of itself: its files alone, and beside a check."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lab import THEN, program

from rdp_health import (
    Audit,
    InvalidOption,
    InvalidTarget,
    Report,
    acheck,
    audit,
    audit_script,
    check,
    check_with_progress,
    join,
    redact,
    render,
)

EXPORT = """Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server]
"fDenyTSConnections"=dword:00000001

[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp]
"PortNumber"=dword:00000d3e
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "terminal-server.reg"
    file.write_bytes(b"\xff\xfe" + EXPORT.encode("utf-16-le"))
    return file


def test_files_prove_what_the_command_says(export: Path) -> None:
    found = audit(export, judge_at=THEN)
    assert isinstance(found, Audit)
    assert (found.primary, found.verdict, found.target.port) == ("host-rdp-disabled", "failing", 3390)
    assert found.findings[0].remedies
    assert Audit.from_json(found.to_json()) == found
    command = [program("rdp-health"), "audit", str(export), "--format", "json", "--at", THEN]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    assert json.loads(ended.stdout) == json.loads(found.to_json())


def test_a_folder_and_what_is_left_out(export: Path) -> None:
    (export.parent / "notes.txt").write_text("nothing")
    inside = audit(str(export.parent)).observations.inside
    assert ([source.kind for source in inside.sources], inside.left_out) == (["registry export"], 1)


def test_a_check_joined_with_files(export: Path, healthy: str) -> None:
    alone = check(healthy, judge_at=THEN)
    assert alone.observations.inside is None
    # It answers, so the files cannot be right about it.
    for report in (
        check(healthy, inside=export, judge_at=THEN),
        asyncio.run(acheck(healthy, inside=[export], judge_at=THEN)),
        list(check_with_progress(healthy, inside=export, judge_at=THEN))[-1],
        join(alone, export),
    ):
        assert isinstance(report, Report)
        assert report.observations.inside is not None
        told = {"host-settings-not-applied", "dns-points-elsewhere"}
        assert told & {finding.id for finding in report.findings}, report.findings


def test_misuse(export: Path, tmp_path: Path, refused: str) -> None:
    with pytest.raises(InvalidTarget, match="no-such-file"):
        audit(tmp_path / "no-such-file")
    text = tmp_path / "hosts.txt"
    text.write_text("srv01\n")
    with pytest.raises(InvalidTarget, match="not a registry hive"):
        audit(text, export)
    with pytest.raises(InvalidOption, match="inside: .*hosts.txt"):
        check(refused, inside=text)
    with pytest.raises(InvalidOption, match="days"):
        audit(export, days=3)
    with pytest.raises(TypeError, match="depht"):
        audit(export, depht="quick")  # type: ignore[call-arg]


@pytest.mark.skipif(sys.platform == "win32", reason="there it reads this computer")
def test_this_computer_where_it_is_not_windows() -> None:
    with pytest.raises(InvalidTarget, match="does not run Windows") as raised:
        audit()
    ended = subprocess.run([program("rdp-health"), "audit"], stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 2
    assert ended.stderr.decode().strip() == f"error: {raised.value}"
    assert "audit --script" in raised.value.remedy
    for days in (0, 3651, -1, True, "7"):
        with pytest.raises(InvalidOption, match="days"):
            audit(days=days)  # type: ignore[arg-type]


def test_an_audit_in_another_form(export: Path) -> None:
    found = audit(export, judge_at=THEN)
    arguments = ["--at", THEN, "--color", "never"]
    command = [program("rdp-health"), "audit", str(export), *arguments]
    # The command follows it, where its output goes elsewhere.
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    ended = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=False)
    assert render(found) == ended.stdout.decode()
    assert json.loads(render(found, "json")) == json.loads(found.to_json())
    assert len(render(found, detail="full")) > len(render(found))
    with pytest.raises(InvalidOption, match='no format "html"; write "text" or "json"'):
        render(found, "html")


def test_the_script() -> None:
    assert "rdp-health/collection/1" in audit_script()


def test_an_audit_to_share(export: Path) -> None:
    found = audit(export, judge_at=THEN)
    shared = redact(found)
    assert isinstance(shared, Audit) and shared.redacted and shared.primary == found.primary
    assert export.name in found.to_json() and export.name not in shared.to_json()
