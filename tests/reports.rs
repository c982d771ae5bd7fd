//! A report's life after the check: judged again, asked what a change would break, compared, held to
//! expectations.

use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use rdp_health::{
    Aspect, CauseId, CheckOptions, ComparedAs, Comparison, Course, Expectation, ExpectationOutcome,
    FleetLosses, HostLosses, ImplicationKind, Outcome, Report, Reports, WhatIf, WhatIfAnswer, compare,
    diagnose, what_if,
};

fn recorded(name: &str) -> Report {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("observations/{name}.json"));
    Report::from_json(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn losses(name: &str, changes: &[&str]) -> HostLosses {
    let changes: Vec<WhatIf> = changes.iter().map(|text| text.parse().unwrap()).collect();
    what_if(&recorded(name), &changes).unwrap()
}

/// The causes for which clients would be lost, each once.
fn causes(losses: &HostLosses) -> Vec<&CauseId> {
    let mut causes: Vec<_> = losses.lost.iter().map(|lost| &lost.cause).collect();
    causes.dedup();
    causes
}

#[test]
fn each_change_costs_the_clients_that_need_it() {
    let ntlm = losses("freerdp2-nla", &["ntlm-off"]);
    assert_eq!(causes(&ntlm), [&CauseId::NlaNtlmRefused], "{ntlm:#?}");
    assert_eq!(ntlm.kept, 0, "{ntlm:#?}");
    // What is a setting stands before what is an upgrade.
    assert!(ntlm.fixes.is_sorted_by_key(|fix| fix.effort), "{ntlm:#?}");
    assert!(!ntlm.fixes.is_empty());
    // No NLA, no NTLM.
    assert!(losses("xrdp-tls", &["ntlm-off"]).lost.is_empty());

    let mut report = recorded("xrdp-tls12-rsa-cbc");
    for one in report.observations.host.addresses.iter_mut().flat_map(|address| &mut address.conversations) {
        if let Outcome::Done(chain) = &mut one.certificates {
            chain[0].key.bits = 1024;
        }
    }
    let short = what_if(&report, &[WhatIf::Rsa1024Off]).unwrap();
    assert_eq!(causes(&short), [&CauseId::CertWeak], "{short:#?}");
    assert!(short.fixes[0].step.contains("2048"), "{short:#?}");
    assert!(losses("xrdp-tls", &["rsa1024-off"]).lost.is_empty());

    // The host of TLS 1.0 has nothing newer: everybody who connects is lost, and the host is what has to change.
    for change in ["tls13-only", "tls12-cbc-off"] {
        let old = losses("xrdp-tls10", &[change]);
        assert!(
            old.kept == 0 && old.lost.iter().all(|lost| lost.cause.as_str().starts_with("tls-")),
            "{old:#?}"
        );
    }
    let cbc = losses("xrdp-tls12-rsa-cbc", &["tls12-cbc-off"]);
    assert!(cbc.kept == 0, "{cbc:#?}");

    // A client without TLS 1.3 is lost to a host that has it; one that has it is not.
    let only = losses("xrdp-tls", &["tls13-only"]);
    let lost = |id: &str| only.lost.iter().any(|lost| lost.client == id);
    assert!(lost("mstsc-windows-10-22h2") && !lost("mstsc-windows-11-24h2"), "{only:#?}");
    assert!(0 < only.kept);
}

#[test]
fn a_date_is_a_change_too() {
    // The day after the check.
    assert!(losses("xrdp-tls", &["date=2026-11-24"]).new_findings.is_empty());
    let late = losses("xrdp-tls", &["date=2099-01-01"]);
    assert!(late.new_findings.contains(&CauseId::CertExpired), "{late:#?}");
    assert!(!late.is_safe());
}

#[test]
fn what_was_not_seen_stays_unknown() {
    let nothing = losses("nothing-listens", &["ntlm-off", "tls13-only"]);
    assert!(nothing.lost.is_empty() && nothing.kept == 0, "{nothing:#?}");

    // Without its certificate and its answer to NTLM the report cannot tell.
    let mut report = recorded("freerdp2-nla");
    report.target.host = "srv01.corp.example".to_owned();
    for one in report.observations.host.addresses.iter_mut().flat_map(|address| &mut address.conversations) {
        one.certificates = rdp_health::Outcome::skipped("not asked");
        one.credssp = rdp_health::Outcome::skipped("not asked");
    }
    for change in [WhatIf::NtlmOff, WhatIf::Rsa1024Off] {
        let unknown = what_if(&report, std::slice::from_ref(&change)).unwrap();
        assert!(unknown.lost.is_empty() && !unknown.not_seen.is_empty(), "{change}: {unknown:#?}");
        assert!(!unknown.is_safe());
    }
}

#[test]
fn changes_are_written_and_read() {
    for text in
        ["ntlm-off", "tls12-cbc-off", "tls13-only", "credssp-mitigated", "rsa1024-off", "date=2027-03-01"]
    {
        assert_eq!(text.parse::<WhatIf>().unwrap().to_string(), text);
    }
    for bad in ["", "tls", "date=", "date=tomorrow", "date=2027-02-30", "NTLM"] {
        let error = bad.parse::<WhatIf>().unwrap_err().to_string();
        assert!(error.contains("write ntlm-off"), "{error}");
    }
}

#[test]
fn a_fleet_is_the_sum_of_its_hosts() {
    let reports = ["freerdp2-nla", "xrdp-tls", "nothing-listens"].map(recorded);
    let answer = WhatIfAnswer::of(&reports, &[WhatIf::NtlmOff]).unwrap();
    assert_eq!((answer.fleet.hosts, answer.fleet.losing), (3, 1), "{:#?}", answer.fleet);
    let mut twice = FleetLosses::default();
    answer.hosts.iter().chain(&answer.hosts).for_each(|host| twice.add(host));
    assert_eq!(twice.fixes[0].clients, 2 * answer.fleet.fixes[0].clients);
}

fn read(text: &str) -> Result<Vec<Report>, rdp_health::Error> {
    Reports::new(Cursor::new(text)).collect()
}

#[test]
fn reports_in_every_form_that_is_written() {
    let (one, other) = (recorded("xrdp-tls"), recorded("nothing-listens"));
    let line = |report: &Report| serde_json::to_string(report).unwrap();
    for text in [
        format!("{}\n{}\n", line(&one), line(&other)),
        format!("\u{feff}\n{}\r\n\n{}", line(&one), line(&other)),
        format!("[\n{},\n{}\n]\n", one.to_json().unwrap(), other.to_json().unwrap()),
        format!("[{},{}]", line(&one), line(&other)),
        format!("{}\n{}\n", one.to_json().unwrap(), other.to_json().unwrap()),
    ] {
        assert_eq!(read(&text).unwrap(), [one.clone(), other.clone()]);
    }
    assert_eq!(read("").unwrap(), []);
    assert_eq!(read("[]").unwrap(), []);
    // The line is named; what came before it was read.
    let broken = format!("{}\n{{\"schema\": 7}}\n", line(&one));
    assert_eq!(read(&broken).unwrap_err().line, Some(2));
    assert_eq!(Reports::new(Cursor::new(&broken)).next().unwrap().unwrap(), one);
    for bad in ["nonsense", "{", "[1]", "null"] {
        assert!(read(bad).unwrap_err().to_string().contains("--format json or ndjson"), "{bad}");
    }
}

/// The recorded report, seen later and changed by `change`, then judged again.
fn later(report: &Report, change: impl FnOnce(&mut Report)) -> Report {
    let mut later = report.clone();
    later.started_at += Duration::from_secs(86_400);
    change(&mut later);
    diagnose(&later, &CheckOptions::default().policy(later.options.policy).judge_at(later.judged_at))
}

fn silent(report: &mut Report, kind: rdp_health::FailureKind) {
    for address in &mut report.observations.host.addresses {
        address.conversations.truncate(1);
        let one = &mut address.conversations[0];
        let failure = rdp_health::Failure::new(
            rdp_health::Phase::Connect,
            "connect",
            kind,
            rdp_health::ClosedBy::Deadline,
            Duration::from_secs(5),
        );
        *one = rdp_health::observe::Conversation::new(1, one.question, one.why.clone());
        one.connect = Outcome::Failed(failure);
    }
}

fn kinds(comparison: &Comparison) -> Vec<ImplicationKind> {
    comparison.implies.iter().map(|implied| implied.kind).collect()
}

fn differs(comparison: &Comparison, what: Aspect) -> bool {
    comparison.differences.iter().any(|difference| difference.what == what)
}

#[test]
fn a_report_is_the_same_as_itself() {
    for name in ["xrdp-tls", "freerdp2-nla", "nothing-listens", "xrdp-tls10"] {
        let report = recorded(name);
        let same = compare(&report, &later(&report, |_| {}), None);
        assert_eq!((same.compared_as, same.course), (ComparedAs::Times, Course::Same), "{same:#?}");
        assert!(same.differences.is_empty() && same.implies.is_empty() && !same.same.is_empty(), "{same:#?}");
    }
}

#[test]
fn what_two_reports_are_of_shows_by_itself() {
    let (report, other) = (recorded("xrdp-tls12-rsa-cbc"), recorded("freerdp2-nla"));
    let of = |one: &Report, other: &Report| compare(one, other, None).compared_as;
    assert_eq!(of(&report, &other), ComparedAs::Hosts);
    assert_eq!(of(&report, &later(&report, |_| {})), ComparedAs::Times);
    let mut elsewhere = report.clone();
    elsewhere.vantage.hostname = "branch".to_owned();
    assert_eq!(of(&report, &elsewhere), ComparedAs::Places);
    assert_eq!(compare(&report, &other, Some(ComparedAs::Places)).compared_as, ComparedAs::Places);
    // Of two times the earlier one comes first.
    let worse = later(&report, |later| silent(later, rdp_health::FailureKind::Refused));
    for (one, other) in [(&report, &worse), (&worse, &report)] {
        let comparison = compare(one, other, None);
        assert_eq!(comparison.course, Course::Worse, "{comparison:#?}");
        assert_eq!(comparison.first.at, rdp_health::rfc3339(report.started_at));
    }
}

#[test]
fn one_place_that_is_kept_out() {
    let good = recorded("xrdp-tls12-rsa-cbc");
    let mut bad = later(&good, |bad| silent(bad, rdp_health::FailureKind::Silence));
    bad.started_at = good.started_at;
    bad.vantage.hostname = "branch".to_owned();
    let comparison = compare(&good, &bad, None);
    assert_eq!(comparison.course, Course::Worse, "{comparison:#?}");
    assert!(kinds(&comparison).contains(&ImplicationKind::AllowList), "{comparison:#?}");
    assert!(differs(&comparison, Aspect::Reach));
    // What the second could not see is no difference.
    assert!(
        !differs(&comparison, Aspect::Certificate)
            && comparison.not_comparable.contains(&Aspect::Certificate)
    );
    // The verdict weighs most.
    assert_eq!(comparison.differences[0].what, Aspect::Verdict);
}

#[test]
fn what_changes_of_a_certificate_imply() {
    let good = recorded("xrdp-tls12-rsa-cbc");
    let change = |change: &dyn Fn(&mut rdp_health::observe::CertificateFacts)| {
        later(&good, |later| {
            for one in later.observations.host.addresses.iter_mut().flat_map(|seen| &mut seen.conversations) {
                if let Outcome::Done(chain) = &mut one.certificates {
                    chain.iter_mut().for_each(change);
                }
            }
        })
    };
    let renewed = change(&|one| {
        (one.sha256, one.sha1) = ("00".repeat(32), "00".repeat(20));
        one.not_after_unix += 86_400 * 365;
    });
    assert_eq!(kinds(&compare(&good, &renewed, None)), [ImplicationKind::Renewed]);
    let mut foreign = change(&|one| {
        (one.sha256, one.sha1, one.key_sha256) = ("00".repeat(32), "00".repeat(20), "11".repeat(32));
        one.issuer = "CN=Gate".to_owned();
    });
    assert_eq!(kinds(&compare(&good, &foreign, None)), [ImplicationKind::Replaced]);
    // The same from another place at the same time is a device on the path.
    foreign.started_at = good.started_at;
    foreign.vantage.hostname = "branch".to_owned();
    assert_eq!(kinds(&compare(&good, &foreign, None)), [ImplicationKind::Inspection]);
}

#[test]
fn no_verdict_is_never_no_worse() {
    let good = recorded("xrdp-tls12-rsa-cbc");
    let open = recorded("xrdp-tls");
    let good = later(&good, |good| good.target.clone_from(&open.target));
    assert_eq!(compare(&good, &open, None).course, Course::Unclear);
}

/// What became of one expectation at a recorded host.
fn held(report: &Report, expectation: &str) -> (ExpectationOutcome, String) {
    let options = CheckOptions::default().judge_at(report.judged_at).expect([expectation.parse().unwrap()]);
    let judged = diagnose(report, &options);
    assert_eq!(judged.verdict, diagnose(report, &CheckOptions::default().judge_at(report.judged_at)).verdict);
    let [result] = judged.expectations.as_slice() else { panic!("{:?}", judged.expectations) };
    assert_eq!(result.expectation, expectation);
    let json = serde_json::to_value(&judged).unwrap();
    assert!(result.at.as_ref().is_none_or(|at| json.pointer(at).is_some()), "{result:?} points nowhere");
    (result.outcome, result.seen.clone())
}

#[test]
fn hosts_are_held_to_expectations() {
    use ExpectationOutcome::{Met, Missed, NotSeen};
    for (name, expectation, outcome) in [
        ("xrdp-tls", "tls.negotiated>=1.3", Met),
        ("xrdp-tls12-rsa-cbc", "tls.negotiated>=1.3", NotSeen),
        // What is older was not listed; what was seen is too old, listed or not.
        ("xrdp-tls", "tls>=1.2", NotSeen),
        ("xrdp-tls10", "tls>=1.2", Missed),
        ("nothing-listens", "tls>=1.2", NotSeen),
        ("xrdp-tls", "nla=required", Missed),
        ("xrdp-tls", "nla=off", Met),
        ("freerdp2-nla", "nla=offered", Met),
        ("nothing-listens", "nla=required", NotSeen),
        ("xrdp-tls", "cert.days>=30", Met),
        ("xrdp-tls", "cert.days>=3000", Missed),
        ("nothing-listens", "cert.days>=1", NotSeen),
        ("xrdp-tls", "cert.bits>=2048", Met),
        ("xrdp-tls", "cert.bits>=4096", Missed),
        ("xrdp-tls", "credssp=patched", NotSeen),
        ("nothing-listens", "verdict=healthy", Missed),
        ("xrdp-tls12-rsa-cbc", "verdict=degraded", Met),
        ("xrdp-tls", "verdict=healthy", NotSeen),
        ("xrdp-tls", "clients:mstsc-windows-11-24h2=connects", Met),
        ("nothing-listens", "clients:mstsc-windows-11-24h2=connects", Missed),
        ("nothing-listens", "clients:mstsc-windows-11-24h2=blocked", Met),
        ("xrdp-tls", "clients:no-such-client=connects", NotSeen),
        ("nothing-listens", "no:tcp-refused", Missed),
        ("xrdp-tls12-rsa-cbc", "no:tcp-refused", Met),
        ("xrdp-tls12-rsa-cbc", "no:cert-expired", Met),
        ("nothing-listens", "no:cert-expired", NotSeen),
        // Only a whole listing shows it.
        ("xrdp-tls12-rsa-cbc", "no:tls-weak-offered", NotSeen),
        // Nobody sees this from outside.
        ("xrdp-tls12-rsa-cbc", "no:logon-credentials", NotSeen),
    ] {
        let (got, seen) = held(&recorded(name), expectation);
        assert_eq!(got, outcome, "{name} {expectation}: {seen}");
        assert!(!seen.is_empty() && !seen.ends_with('.'), "{seen}");
    }
}

#[test]
fn expectations_are_written_and_read() {
    let file = "# our hosts\n\ntls>=1.2\nnla=required # since 2024\r\nno:tls-weak-offered\n";
    let read: Vec<String> = Expectation::read(file).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(read, ["tls>=1.2", "nla=required", "no:tls-weak-offered"]);
    assert_eq!(Expectation::read("nla=required\nnla=maybe\n").unwrap_err().line, Some(2));
    for bad in [
        "",
        "tls",
        "tls>=1.4",
        "tls=1.2",
        "cert.days>=soon",
        "clients:=connects",
        "clients:x=maybe",
        "no:",
        "no:such-cause",
    ] {
        let error = bad.parse::<Expectation>().unwrap_err().to_string();
        assert!(
            error.contains("cannot be expected") || error.contains("there is no cause"),
            "{bad}: {error}"
        );
    }
    let options: CheckOptions = serde_json::from_str(r#"{"expect": ["cert.days>=30"]}"#).unwrap();
    assert_eq!(serde_json::to_value(&options).unwrap()["expect"], serde_json::json!(["cert.days>=30"]));
    assert!(serde_json::from_str::<CheckOptions>(r#"{"expect": ["cert.days"]}"#).is_err());
}
