"""Files that name hosts: what is wrong with them, and what a report of their host adds."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab import THEN

from rdp_health import InvalidOption, InvalidTarget, Lint, check, lint

OFFICE = (
    "full address:s:srv01\r\nauthentication level:i:0\r\npassword 51:b:\r\nusername:s:S3cr3t!Pass\r\n"
    "redirectclipboard:i:0\r\ndrivestoredirect:s:*\r\n"
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    file = tmp_path / "office.rdp"
    file.write_bytes(b"\xff\xfe" + OFFICE.encode("utf-16-le"))
    return file


def test_every_remark_has_its_line_and_what_to_write(office: Path) -> None:
    found = lint(office)
    assert isinstance(found, Lint)
    assert found.kind == "rdp"
    remarks = {(remark.line, remark.key): remark for remark in found.remarks}
    assert remarks[3, "password 51"].level == "error"
    weak = remarks[2, "authentication level"]
    assert (weak.level, weak.remedy) == ("warning", "write authentication level:i:2")
    assert "S3cr3t" not in repr(found)
    assert Lint.from_json(found.to_json()) == found


def test_what_mstsc_shows_of_a_file_that_nobody_signed(office: Path) -> None:
    found = lint(office)
    assert found.signature is None
    assert found.dialogs is not None
    assert found.dialogs.dialog == "unknown_publisher"
    assert "drives" in found.dialogs.off_since_april_2026
    assert "clipboard" not in found.dialogs.off_since_april_2026


def test_a_signature_that_is_none(office: Path) -> None:
    office.write_text(OFFICE + "signscope:s:Full Address\r\nsignature:s:AQABAAEAAAAAAAAA\r\n")
    found = lint(office, ca_file="/nowhere/ca.pem")
    assert found.signature is not None
    assert (found.signature.state, found.signature.line) == ("damaged", 8)
    assert list(found.signature.uncovered) == [2, 5, 6]


def test_beside_the_report_of_its_host(office: Path, healthy: str) -> None:
    office.write_text(f"full address:s:{healthy}\r\n")
    report = check(healthy, judge_at=THEN)
    found = lint(office, report=report, judge_at=THEN)
    said = [remark.text for remark in found.remarks if remark.key == "full address"]
    assert any("clients can connect" in text for text in said), said
    assert len(lint(office).remarks) < len(found.remarks)


def test_misuse(office: Path, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="Path"):
        lint(str(office))  # type: ignore[arg-type]
    with pytest.raises(InvalidOption):
        lint(office, judge_at="yesterday")
    picture = tmp_path / "office.rdp"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0")
    with pytest.raises(InvalidTarget, match="picture"):
        lint(picture)
