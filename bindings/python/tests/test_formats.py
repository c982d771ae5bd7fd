"""The output formats, read by readers that nobody here wrote."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from typing import Any

import junitparser
import pytest
from jsonpath_ng.ext.parser import parse as path
from lab import ROOT, missing
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from rdp_health import Format, InvalidOption, InvalidReport, Report, render

RECORDED = sorted((ROOT / "crates/rdp-health-render/tests/reports").glob("*.json"))
#: What a host may be called, and say of itself.
HOSTILE = '"\'><img src=x onerror=alert(1)>\\"]} {{7*7}}|,;\r\n=cmd|\u202e\u0000 ![x](http://evil.example) # `x`'
#: In which fields a host has a say; where there is none, the report does not fit its form with such words.
SAID = {"subject", "issuer", "summary", "says", "hostname", "title", "action", "why", "because", "host", "detail", "name"}


def report(name: str) -> Report:
    return Report.from_json((ROOT / f"crates/rdp-health-render/tests/reports/{name}.json").read_text("utf-8"))


def poisoned(value: Any) -> Any:
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    if isinstance(value, dict):
        return {key: HOSTILE if key in SAID and isinstance(one, str) else poisoned(one) for key, one in value.items()}
    return value


def fleet() -> list[Report]:
    """Every recorded host under a name of its own, and one that means harm."""
    texts = [file.read_text("utf-8").replace("rdp1.lab.test", f"srv{number:02}.lab.test") for number, file in enumerate(RECORDED)]
    hostile = json.dumps(poisoned(json.loads(texts[1])))
    return [Report.from_json(text) for text in [*texts, hostile]]


def one() -> list[Report]:
    return [report("tls-no-shared-cipher")]


def read(program: list[str], document: str) -> str:
    """What a program of somebody else's says of a document; it has to take it."""
    if shutil.which(program[0]) is None:
        missing(f"{program[0]} is not installed")
    return subprocess.run(program, input=document, capture_output=True, text=True, check=True, timeout=60).stdout


def test_promtool() -> None:
    # It fails where names, types or units are not as Prometheus wants them, and says so on its own output.
    for reports in (one(), fleet()):
        assert read(["promtool", "check", "metrics"], render(reports, "prometheus")) == ""
    with pytest.raises(subprocess.CalledProcessError):
        read(["promtool", "check", "metrics"], 'probe_success{target="srv"} yes\n')


def test_prometheus() -> None:
    families = {family.name: family for family in text_string_to_metric_families(render(fleet(), "prometheus"))}
    success = {sample.labels["target"]: sample.value for sample in families["probe_success"].samples}
    assert len(success) == len(RECORDED) + 1
    for of in fleet()[:-1]:
        target = f"{of.target.host}:{of.target.port}"
        assert success[target] == (of.verdict in ("healthy", "degraded"))
    causes = {sample.labels["cause"] for sample in families["rdp_cause_info"].samples}
    assert "tls-no-shared-cipher" in causes
    # Unknown is no zero: of these hosts no certificate was seen.
    expiry = {sample.labels["target"] for sample in families["probe_ssl_earliest_cert_expiry"].samples}
    assert expiry < success.keys()


def test_a_host_that_was_checked_twice_has_each_series_once() -> None:
    families = text_string_to_metric_families(render([report("tcp-refused"), report("healthy-alias")], "prometheus"))
    success = next(family for family in families if family.name == "probe_success")
    assert [sample.value for sample in success.samples] == [1.0]


@pytest.mark.parametrize(("reports", "failures", "errors"), [(one(), 1, 0), (fleet(), 5, 1)])
def test_junit(reports: list[Report], failures: int, errors: int) -> None:
    xml = junitparser.JUnitXml.fromstring(render(reports, "junit").encode())
    assert len(list(xml)) == len(reports)
    assert (xml.failures, xml.errors) == (failures, errors)
    cases = [case for suite in xml for case in suite]
    counted = [kind for case in cases for kind in case.result if not isinstance(kind, junitparser.Skipped)]
    assert len(counted) == failures + errors
    assert xml.tests == len(cases)
    failure = next(kind for kind in counted if kind.type == "tls-no-shared-cipher")
    assert "shares no cipher suite" in failure.message
    assert "1. (look, server)" in (failure.text or "")


def test_markdown_is_text_from_a_host() -> None:
    for reports in (fleet(), fleet()[-1:]):
        tokens = MarkdownIt("commonmark").enable("table").parse(render(reports, "markdown"))
        inside = [child for token in tokens for child in token.children or []]
        assert {token.type for token in tokens}.isdisjoint({"html_block", "fence", "code_block"})
        assert {child.type for child in inside}.isdisjoint({"html_inline", "image", "link_open"})
    rows = [token for token in MarkdownIt("commonmark").enable("table").parse(render(fleet(), "markdown")) if token.type == "tr_open"]
    assert len(rows) == len(fleet()) + 1


def test_csv() -> None:
    lines = list(csv.DictReader(io.StringIO(render(fleet(), "csv"), newline="")))
    assert [line["verdict"] for line in lines] == [of.verdict for of in fleet()]
    assert all(None not in line and None not in line.values() for line in lines)
    numbers = ("certificate_days",)
    begins = [value[:1] for line in lines for key, value in line.items() if key not in numbers]
    assert not {"=", "+", "-", "@"} & set(begins)


#: `label=value[unit];warn;crit;min;max`, as the Monitoring Plugins guidelines have it.
PERFORMANCE = re.compile(r"[a-z_]+=-?\d+(\.\d+)?s?(;[^; ]*){0,4}")


def test_nagios() -> None:
    for of in fleet():
        first, *rest = render(of, "nagios").splitlines()
        text, bar, data = first.partition(" | ")
        words = {"healthy": "OK", "degraded": "WARNING", "failing": "CRITICAL", "inconclusive": "UNKNOWN"}
        assert text.startswith(f"RDP {words[of.verdict]}: ")
        assert bar and "|" not in text and "|" not in data
        assert all(PERFORMANCE.fullmatch(one) for one in data.split(" ")), data
        assert not any("|" in line or "<" in line for line in rest)


#: Prints what Monitoring::Plugin understands of performance data.
READ_PERFORMANCE = """
local $/; my @read = Monitoring::Plugin::Performance->parse_perfstring(<STDIN>);
print join("\\t", map { $_ // "" } $_->label, $_->value, $_->uom, $_->min, $_->max), "\\n" for @read;
"""


def test_nagios_as_others_read_it() -> None:
    for reports in (*([of] for of in fleet()), fleet()):
        said = render(reports, "nagios").splitlines()[0].partition(" | ")[2]
        read_back = read(["perl", "-MMonitoring::Plugin::Performance", "-e", READ_PERFORMANCE], said)
        rows = [line.split("\t") for line in read_back.splitlines()]
        assert [row[0] for row in rows] == [one.partition("=")[0] for one in said.split(" ")]
        for label, value, unit, low, high in rows:
            assert unit == ("s" if label in ("time", "dns", "connect", "negotiate", "tls", "nla") else ""), label
            assert not low or float(low) <= float(value), label
            assert not high or float(value) <= float(high), label


def test_checkmk() -> None:
    lines = render(fleet(), "checkmk").splitlines()
    assert len(lines) == len(fleet())
    for line in lines:
        assert re.fullmatch(r'[0-3] "RDP [^"]+" [a-z_]+=-?[\d.]+(\|[a-z_]+=-?[\d.]+)* [^\\]+', line), line


def test_zabbix() -> None:
    document = json.loads(render(fleet(), "zabbix"))
    assert [row["{#TARGET}"] for row in document["data"]] == [host["target"] for host in document["hosts"]]
    assert {host["status"] for host in document["hosts"]} == {0, 1, 2, 3}
    # As docs/formats.md has it: the rule reads `$.data`, and an item of each host what it is called.
    for row in path("$.data").find(document)[0].value[:-1]:
        found = path(f"$.hosts[?(@.target=='{row['{#TARGET}']}')].status").find(document)
        assert [one.value for one in found] == [document["hosts"][document["data"].index(row)]["status"]]


#: What PRTG's manual ("Custom Sensors", advanced script) has of a channel.
PRTG_UNITS = {
    "BytesBandwidth", "BytesDisk", "Temperature", "Percent", "TimeResponse", "TimeSeconds", "Custom", "Count",
    "CPU", "BytesFile", "SpeedDisk", "SpeedNet", "TimeHours",
}  # fmt: skip
PRTG_FIELDS = {"channel", "value", "unit", "customunit", "limitmode", "limitmaxwarning", "limitmaxerror"}


def test_prtg() -> None:
    for reports in (one(), fleet()):
        sensor = json.loads(render(reports, "prtg"))["prtg"]
        names = [channel["channel"] for channel in sensor["result"]]
        assert names[0] == "Status" and len(names) == len(set(names)) <= 50
        for channel in sensor["result"]:
            assert channel.keys() <= PRTG_FIELDS
            assert isinstance(channel["value"], int) and channel["unit"] in PRTG_UNITS
            assert ("customunit" in channel) == (channel["unit"] == "Custom")
            # Limits count where they are switched on.
            assert ("limitmode" in channel) == any(field.startswith("limitmax") for field in channel)
        assert len(sensor["text"]) <= 2000 and "#" not in sensor["text"]
    assert json.loads(render([], "prtg"))["prtg"]["error"] == 1


@pytest.mark.parametrize("format", ["text", "html", "json"])
def test_a_list_is_one_document(format: Format) -> None:
    document = render(fleet(), format)
    assert all(f"srv{number:02}.lab.test" in document for number in range(len(RECORDED)))
    if format == "json":
        assert len(json.loads(document)) == len(fleet())


def test_what_no_list_of_reports_is() -> None:
    with pytest.raises(InvalidOption):
        render(one(), "word")  # type: ignore[arg-type]
    with pytest.raises((InvalidReport, AttributeError)):
        render(["x"])  # type: ignore[list-item]
