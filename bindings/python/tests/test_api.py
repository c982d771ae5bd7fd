"""The functions, their options, their results and their exceptions."""

from __future__ import annotations

import asyncio
import base64
import copy
import dataclasses
import json
import math
import pickle
import re
import sys
from datetime import datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest
from lab import ROOT, THEN, but_for_times

import rdp_health
from rdp_health import (
    CannotExplain,
    InvalidOption,
    InvalidReport,
    InvalidTarget,
    Merged,
    RdpHealthError,
    Report,
    Unhealthy,
    acheck,
    acheck_with_progress,
    ascan,
    awatch,
    causes,
    check,
    check_with_progress,
    compare,
    diagnose,
    enable_logging,
    explain,
    judge_beside,
    merge,
    parse_target,
    profile,
    read_certificate,
    redact,
    render,
    rows,
    scan,
    types,
    watch,
    what_if,
)


def test_a_host_that_refuses_is_a_report_and_no_exception(refused: str) -> None:
    report = check(refused)
    assert (report.verdict, report.primary, report.ok) == ("failing", "tcp-refused", False)
    assert report.primary_finding is not None
    assert report.primary_finding.remedies
    assert repr(report) == "<Report 127.0.0.1:9 failing tcp-refused>"


def test_a_healthy_host(healthy: str) -> None:
    report = check(healthy, judge_at=THEN)
    assert (report.verdict, report.primary, report.ok) == ("healthy", None, True)
    assert report.primary_finding is None
    report.raise_for_status()
    report.raise_for_status("warning")


async def test_asyncio_says_the_same(refused: str) -> None:
    report = await acheck(refused)
    again = await asyncio.to_thread(check, refused)
    assert but_for_times(report.to_dict()) == but_for_times(again.to_dict())


def test_every_host_of_a_scan_is_reported(refused: str, healthy: str) -> None:
    targets = [refused, healthy, "[::1]:9", "localhost:9"]
    found = list(scan(targets, concurrency=2, judge_at=THEN))
    reports = {f"{report.target.host}:{report.target.port}": report for report in found}
    assert len(reports) == 4
    assert reports[healthy].ok
    assert list(scan([])) == []


def test_how_a_scan_is_paced(refused: str) -> None:
    gently: dict[str, Any] = {"per_subnet": 2, "rate": 100, "jitter": timedelta(milliseconds=5), "alive_first": True}
    assert [report.connections for report in scan([refused], depth="quick", **gently)] == [3]
    hosts = [f"127.0.0.{last}:9" for last in range(1, 21)]
    parts = [{report.target.host for report in scan(hosts, shard=f"{part}/2", depth="quick")} for part in (1, 2)]
    assert len(parts[0]) + len(parts[1]) == len(parts[0] | parts[1]) == 20
    mistakes: list[Any] = [{"rate": 0}, {"per_subnet": 0}, {"shard": "3/2"}, {"alive_first": 1}, {"jitter": -1}]
    for wrong in mistakes:
        with pytest.raises(InvalidOption, match="write|give"):
            list(scan([refused], **wrong))


def test_ranges_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "hosts.txt"
    file.write_text("127.0.9.1-3:9\nsrv01\n", encoding="utf-8")
    targets = rdp_health.read_targets(file)
    assert [target.host for target in targets] == ["srv01", "127.0.9.1", "127.0.9.2", "127.0.9.3"]
    assert targets[1].labels.range == "127.0.9.1-3:9"
    file.write_text("10.0.0.0/8\n", encoding="utf-8")
    with pytest.raises(InvalidTarget, match="at most 65536"):
        rdp_health.read_targets(file)


def test_several_places_are_put_together(refused: str) -> None:
    here, other = check(refused, depth="quick"), check("127.0.0.2:9", depth="quick")
    merged = merge({"office": [here, other], "vpn": iter([here])})
    assert merged.places == ("office", "vpn")
    assert [len(host.seen) for host in merged.hosts] == [2, 1]
    first = merged.hosts[0]
    assert first.agree and first.summary == "failing (tcp-refused) from all 2 places" and not first.findings
    assert first.seen[1].report.vantage.place == "vpn"
    assert Merged.from_json(merged.to_json()) == merged


async def test_an_asynchronous_scan(refused: str) -> None:
    reports = [report async for report in ascan([refused] * 20, concurrency=8)]
    assert [report.primary for report in reports] == ["tcp-refused"] * 20


def test_events_come_before_their_report(refused: str) -> None:
    steps = list(check_with_progress(refused))
    assert isinstance(steps[-1], Report)
    kinds = [step.event for step in steps[:-1] if not isinstance(step, Report)]
    assert kinds[:2] == ["asking", "phase_ended"]

    seen: list[object] = []
    check(refused, on_event=seen.append)
    assert len(seen) == len(steps) - 1


async def test_events_for_asyncio(refused: str) -> None:
    steps = [step async for step in acheck_with_progress(refused)]
    assert isinstance(steps[-1], Report)
    seen: list[object] = []
    await acheck(refused, on_event=seen.append)
    assert len(seen) == len(steps) - 1


def test_what_a_callback_raises_ends_the_check(refused: str) -> None:
    def interrupt(_: object) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        check(refused, on_event=interrupt)


@pytest.mark.parametrize("target", ["", "a:b:c", "http://srv01", "srv01:0", "[::1"])
def test_a_bad_target_is_told_in_one_line(target: str) -> None:
    for call in (check, parse_target, lambda target: list(scan(["srv01", target]))):
        with pytest.raises(InvalidTarget) as caught:
            call(target)
        assert isinstance(caught.value, ValueError)
        assert "\n" not in str(caught.value)
        assert caught.value.remedy in str(caught.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"depth": "deep"}, "depth is 'deep'; write \"quick\", \"standard\" or \"full\""),
        ({"depth": None}, "depth is None; write \"quick\""),
        ({"timeouts": 5}, "timeouts is 5; write a dict with any of answer, budget, connect, patience, resolve"),
        ({"timeouts": {"connect": 0}}, "timeouts.connect: a timeout of zero leaves no time"),
        ({"timeouts": {"connect": -1}}, "timeouts.connect is -1 seconds; write a number from 0 to 86400"),
        ({"timeouts": {"connect": math.nan}}, "write a number from 0 to 86400"),
        ({"timeouts": {"connect": "5"}}, "timeouts.connect is '5'; write seconds as a number, or a timedelta"),
        ({"timeouts": {"conect": 2}}, "timeouts has no 'conect' (did you mean connect?); there are answer, budget"),
        ({"timeouts": {"connect_ms": 2}}, "timeouts has no 'connect_ms' (did you mean connect?)"),
        ({"policy": {"expiry_warning_days": -1}}, "policy.expiry_warning_days is -1; write a whole number from 0"),
        ({"also_ports": [445, 70_000]}, "also_ports[1] is 70000; write a whole number from 0 to 65535"),
        ({"also_ports": "445"}, "also_ports is '445'; write a list"),
        ({"overrides": [{"name": "srv01"}]}, "overrides[0] has no 'address'; write a dict with name, address"),
        ({"system_resolver": 1}, "system_resolver is 1; write True or False"),
        ({"gateway": 7}, "gateway is 7; write text"),
        ({"judge_at": datetime(2026, 1, 31)}, "has no time zone"),
        ({"judge_at": "soon"}, "judge_at: 'soon' is not a date and time"),
        ({"dns_server": "nowhere"}, "dns_server: 'nowhere' is not the address of a DNS server; write for example 192.0.2.53"),
        ({"second_dns": "nowhere"}, "second_dns: 'nowhere' is not the address of a DNS server; write"),
        ({"overrides": [{"name": "srv01", "address": "nowhere"}]}, "'nowhere' is not an IP address; write"),
        ({"proxy": "https://lab:secret@proxy:443"}, "write http://host:port if the proxy"),
    ],
)
def test_a_bad_option_is_told_before_anything_is_probed(options: Any, says: str) -> None:
    for call in (check, lambda target, **options: list(scan([target], **options))):
        with pytest.raises(InvalidOption) as caught:
            call("srv01.invalid", **options)
        assert isinstance(caught.value, ValueError)
        assert says in str(caught.value)
        for word in ("secret", "variant", "_ms:", "line 1"):
            assert word not in str(caught.value)


def test_misuse_that_python_has_exceptions_for() -> None:
    with pytest.raises(TypeError, match=r"no option 'timeout' \(did you mean timeouts\?\); there are also_ports, ca_file"):
        check("srv01", timeout=5)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="several targets"):
        scan("srv01")
    with pytest.raises(ValueError, match="at least 1"):
        scan(["srv01"], concurrency=0)
    with pytest.raises(InvalidOption, match="interval: an interval of zero"):
        watch("srv01", interval=0)
    with pytest.raises(InvalidOption, match='until is .well.; write "healthy"'):
        watch("srv01", until="well")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        check(Path("no-such-file.rdp"))
    with pytest.raises(InvalidTarget, match=r"'x\.rdp' is the name of a file; write Path\('x\.rdp'\)"):
        check("x.rdp")
    with pytest.raises(ValueError, match="level is 'LOUD'"):
        enable_logging("LOUD")


@pytest.mark.parametrize("target", [7, True, 0, b"srv01", None, ["srv01"]], ids=repr)
def test_what_is_no_target_is_said_and_not_opened(target: Any) -> None:
    # An int would be the number of a file that this process has open.
    for call in (check, parse_target, profile, watch, lambda target: list(scan([target]))):
        with pytest.raises(TypeError, match=f"not {type(target).__name__}: "):
            call(target)


def test_options_reach_the_library(refused: str) -> None:
    moment = datetime(2026, 1, 31, 13, tzinfo=timezone(timedelta(hours=1)))
    report = check(
        refused,
        depth="quick",
        judge_at=moment,
        pacing=timedelta(milliseconds=1),
        timeouts={"connect": 1.5, "budget": timedelta(seconds=20)},
        policy={"expiry_warning_days": 14},
        overrides=[{"name": "srv01", "address": "192.0.2.1"}],
    )
    used = report.options
    assert report.judged_at == used.judge_at == moment
    assert report.to_dict()["judged_at"] == "2026-01-31T12:00:00.000Z"
    assert (used.depth, used.pacing, used.policy.expiry_warning_days) == ("quick", timedelta(milliseconds=1), 14)
    waits = (used.timeouts.connect, used.timeouts.budget, used.timeouts.answer)
    assert waits == tuple(timedelta(seconds=seconds) for seconds in (1.5, 20, 5))
    assert check(refused, depth="quick", timeouts=used.timeouts).options.timeouts == used.timeouts  # type: ignore[arg-type]
    assert used.overrides == (types.UsedOverride(name="srv01", address="192.0.2.1"),)


def test_every_option_of_the_schema_is_an_argument() -> None:
    schema = json.loads((ROOT / "crates/rdp-health/schema/options.v1.json").read_text(encoding="utf-8"))
    arguments = {name.removesuffix("_ms") for name in schema["properties"]}
    assert set(rdp_health.CheckOptions.__annotations__) == arguments
    readme = (ROOT / "bindings/python/README.md").read_text(encoding="utf-8")
    for name in arguments:
        assert f"``{name}``: " in (rdp_health.CheckOptions.__doc__ or "")
        assert f"`{name}`" in readme


def test_a_saved_connection(tmp_path: Path) -> None:
    file = tmp_path / "office.rdp"
    file.write_bytes("full address:s:127.0.0.1:9\r\nenablecredsspsupport:i:0\r\n".encode("utf-16"))
    target = parse_target(file)
    assert (target.host, target.port, target.client.credssp) == ("127.0.0.1", 9, False)
    assert check(file).primary == "tcp-refused"


def test_a_profile_gives_targets(tmp_path: Path) -> None:
    known = profile("avd")
    assert all(entry.port == 443 and entry.source for entry in known)
    assert parse_target(known[0]).service == "https"
    assert parse_target("https://rdweb.corp.example/RDWeb").port == 443
    file = tmp_path / "office.toml"
    file.write_text('name = "office"\n[[endpoint]]\nhost = "127.0.0.1"\nport = 9\npurpose = "feed"\nrequired = false\n')
    [report] = scan(profile(file))
    assert (report.primary, report.verdict) == ("tcp-refused", "degraded")
    assert report.target.entry is not None and report.target.entry.purpose == "feed"
    for bad, says in (("azure", "there is no list 'azure'; write avd or"), (tmp_path / "bad.toml", "line 1: ")):
        if isinstance(bad, Path):
            bad.write_text("")
        with pytest.raises(InvalidTarget, match=says):
            profile(bad)


def test_results_are_values(refused: str) -> None:
    report = check(refused)
    assert pickle.loads(pickle.dumps(report)) == report == copy.deepcopy(report)
    assert hash(pickle.loads(pickle.dumps(report))) == hash(report)
    assert Report.from_json(report.to_json()) == report
    assert json.loads(report.to_json(indent=2)) == report.to_dict()
    assert not hasattr(report, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.verdict = "healthy"  # type: ignore[misc]
    assert dataclasses.replace(report, verdict="degraded") != report
    for value in (report, report.findings[0], report.observations, report.observations.host.addresses[0]):
        assert len(repr(value)) < 1000


def test_results_match(refused: str) -> None:
    connect = check(refused).observations.host.addresses[0].conversations[0].connect
    assert isinstance(connect, types.Failed)
    assert connect.state == "failed"
    assert connect.value.kind == "refused"
    if sys.version_info >= (3, 10):
        assert types.Failed.__match_args__ == ("value",)


def test_raise_for_status(refused: str) -> None:
    report = check(refused)
    with pytest.raises(Unhealthy, match=r"127\.0\.0\.1:9 is failing \(tcp-refused\): ") as caught:
        report.raise_for_status()
    assert caught.value.report is report
    warned = dataclasses.replace(report, findings=(dataclasses.replace(report.findings[0], severity="warning"),))
    warned.raise_for_status("error")
    with pytest.raises(Unhealthy):
        warned.raise_for_status("warning")
    with pytest.raises(Unhealthy):
        dataclasses.replace(report, findings=(), verdict="inconclusive").raise_for_status()
    with pytest.raises(ValueError, match="level is 'fatal'"):
        report.raise_for_status("fatal")  # type: ignore[arg-type]


def test_exceptions_can_be_pickled(refused: str) -> None:
    exceptions = [
        InvalidTarget("the target is empty", "write host"),
        InvalidOption("no"),
        InvalidReport("no"),
        CannotExplain("no"),
        Unhealthy(check(refused)),
    ]
    for exception in exceptions:
        again = pickle.loads(pickle.dumps(exception))
        assert (type(again), again.args, str(again)) == (type(exception), exception.args, str(exception))
        assert isinstance(again, RdpHealthError)


def test_explain() -> None:
    explanation = explain("0x904/0x7")
    assert [reading.code_hex for reading in explanation.readings][:2] == ["0x904", "0x7"]
    assert explain("tls-no-shared-cipher").cause == "tls-no-shared-cipher"
    assert explain("516", client="guacamole").readings[0].family == "guacamole"
    message = explain("Failed to connect, CredSSP required by server.").readings[0]
    assert message.causes == ("negotiation-nla-required",)
    with pytest.raises(CannotExplain, match="is not a known code, symbol, message or cause id"):
        explain("xyzzy")


def test_a_diagnosis_without_probing(refused: str) -> None:
    report = check(refused)
    for observations in (report.observations, report.observations.to_dict()):
        for target in (refused, report.target):
            diagnosis = diagnose(observations, target)
            assert (diagnosis.verdict, diagnosis.primary) == (report.verdict, report.primary)
            assert diagnosis.findings == report.findings
    with pytest.raises(InvalidReport, match="missing field `host`"):
        diagnose({}, refused)
    with pytest.raises(TypeError, match="together with their target"):
        diagnose(report.observations)  # type: ignore[call-overload]


def test_times_are_times(refused: str) -> None:
    before = datetime.now(timezone.utc)
    report = check(refused)
    assert before - timedelta(milliseconds=1) <= report.started_at <= datetime.now(timezone.utc)
    assert report.judged_at == report.started_at
    assert timedelta(0) < report.elapsed < timedelta(minutes=1)
    assert report.elapsed == timedelta(microseconds=report.to_dict()["elapsed_us"])
    failed = report.observations.host.addresses[0].conversations[0].connect
    assert isinstance(failed, types.Failed) and isinstance(failed.value.elapsed, timedelta)


def test_a_watch_tells_changes_and_ends_at_the_state_that_is_waited_for(refused: str) -> None:
    [seen] = watch(refused, interval=0.01, until="failing", depth="quick")
    assert (seen.report.primary, seen.change) == ("tcp-refused", None)
    some = list(watch(refused, interval=timedelta(milliseconds=10), duration=1, depth="quick", pacing=0))
    assert some and all(seen.change is None for seen in some)


async def test_a_watch_for_asyncio(refused: str) -> None:
    seen = [seen async for seen in awatch(refused, until="failing", depth="quick")]
    assert [one.report.verdict for one in seen] == ["failing"]


def test_causes_with_their_pages() -> None:
    found = {cause.id: cause for cause in causes()}
    assert set(found) == set(get_args(rdp_health.CauseId))
    cause = found["tls-no-shared-cipher"]
    assert cause.remedies[0].action and cause.page.startswith("# ") and cause.summary


def test_a_certificate_is_read(healthy: str, tmp_path: Path) -> None:
    chain = check(healthy, judge_at=THEN).observations.host.addresses[0].conversations[0].certificates
    assert isinstance(chain, types.Done)
    der = base64.b64decode(chain.value[0].der)
    assert read_certificate(der).sha256 == chain.value[0].sha256
    file = tmp_path / "host.cer"
    file.write_bytes(der)
    assert read_certificate(file) == read_certificate(der)
    assert read_certificate(b"").unreadable
    with pytest.raises(TypeError, match="not str: "):
        read_certificate("host.cer")  # type: ignore[arg-type]


def test_a_report_beside_an_earlier_one(healthy: str) -> None:
    earlier, report = (check(healthy, judge_at=THEN) for _ in range(2))
    beside = judge_beside(report, earlier)
    assert beside == report.judged_beside(earlier)
    assert len(beside.observations.earlier) == 1


def test_what_can_be_done_with_reports(healthy: str, refused: str) -> None:
    good, bad = check(healthy, judge_at=THEN), check(refused)
    comparison = compare(good, bad)
    assert (comparison.compared_as, comparison.course) == ("hosts", "worse")
    assert comparison.differences[0].what == "verdict" and comparison.differences[0].second == "failing"
    assert compare(good, bad, compared_as="places").compared_as == "places"
    with pytest.raises(InvalidOption, match="write times, places or hosts"):
        compare(good, bad, compared_as="both")  # type: ignore[arg-type]

    answer = what_if([good, bad], "ntlm-off", "date=2099-01-01")
    assert answer.what_if == ("ntlm-off", "date=2099-01-01")
    assert answer.fleet.hosts == 2 and "cert-expired" in answer.hosts[0].new_findings
    assert what_if(good, "tls13-only").hosts[0].host == f"{good.target.host}:{good.target.port}"
    with pytest.raises(InvalidOption, match="write ntlm-off"):
        what_if(good, "everything-off")

    shared = redact(good)
    assert shared.redacted and shared.verdict == good.verdict and good.target.host not in shared.render("json")
    assert len(redact([good, bad])) == 2
    with pytest.raises(InvalidReport, match="redacted"):
        what_if(shared, "ntlm-off")

    held = check(healthy, judge_at=THEN, expect=["nla=required", "cert.days>=90000"])
    assert [result.outcome for result in held.expectations] == ["met", "missed"]
    with pytest.raises(InvalidOption, match="cannot be expected"):
        check(healthy, expect=["nla=maybe"])


def test_rows_are_flat(refused: str) -> None:
    report = check(refused)
    [row] = rows([report])
    assert (row["primary"], row["error"], row["started_at"]) == ("tcp-refused", 1, report.started_at)
    assert all(value is None or isinstance(value, (str, int, datetime, timedelta)) for value in row.values())


def test_judged_again(healthy: str) -> None:
    report = check(healthy, judge_at=THEN)
    certificates = report.observations.host.addresses[0].conversations[0].certificates
    assert isinstance(certificates, types.Done)
    end = datetime.fromtimestamp(certificates.value[0].not_after_unix, timezone.utc)
    again = report.judged_again(judge_at=end + timedelta(days=1))
    assert again.observations == report.observations
    assert "cert-expired" in {finding.id for finding in again.findings}
    assert diagnose(report, judge_at=end + timedelta(days=1)) == again
    assert report.judged_again() == report, "what is not given stays as it was"
    strict = report.judged_again(policy={"expiry_warning_days": 90})
    assert strict.judged_again(policy={"minimum_rsa_bits": 1024}).options.policy.expiry_warning_days == 90


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "rdp-health/report/1"}'])
def test_what_is_no_report(text: str) -> None:
    with pytest.raises(InvalidReport, match="line 1|EOF"):
        Report.from_json(text)
    with pytest.raises(InvalidReport):
        types.Finding.from_json(text)


def test_formats(refused: str) -> None:
    report = check(refused)
    assert "tcp-refused" in render(report)
    assert json.loads(render(report, "json")) == report.to_dict()
    for name in get_args(types.Format):
        assert render(report, name)
    widest = max(map(len, render(report, width=60).splitlines()))
    assert widest < max(map(len, render(report, detail="everything", width=160).splitlines()))
    with pytest.raises(InvalidOption, match="write one of text, json"):
        render(report, "docx")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"there is no option 'widht' \(did you mean width\?\)"):
        render(report, widht=60)  # type: ignore[call-arg]


def test_a_notebook_shows_no_foreign_markup(refused: str) -> None:
    report = dataclasses.replace(check(refused), summary="<script>alert(1)</script>")
    html = report._repr_html_()
    assert "tcp-refused" in html
    assert "<script>" not in html


def test_a_notebook_shows_the_sentences_of_the_report(refused: str) -> None:
    report = check(refused)
    shown = unescape(re.sub(r"</?code>", "`", report._repr_html_()))
    assert report.summary in shown
    assert report.primary_finding is not None
    for finding in report.findings:
        assert finding.title in shown
    for remedy in report.primary_finding.remedies:
        assert remedy.action in shown


def test_the_types_are_named_and_nothing_else_is() -> None:
    assert {"Report", "Finding", "Done", "Outcome", "CauseId", "CheckOptions"} <= set(dir(types))
    assert not {"Any", "dataclass", "datetime", "OPTIONS", "Fields"} & set(dir(types))


def test_causes_are_literals() -> None:
    assert "tls-no-shared-cipher" in get_args(rdp_health.CauseId)


def test_everything_public_has_a_meaning() -> None:
    for name in rdp_health.__all__:
        value = getattr(rdp_health, name)
        if callable(value) and value.__module__ and value.__module__.startswith("rdp_health"):
            assert value.__doc__, name
