//! Every file in `scenarios/`: the lab plays it, and the check must say what the file expects.
//!
//! A scenario is where a bug of the diagnosis begins its life as a test. `SCENARIO=tls-` in the environment plays those
//! alone whose names contain that.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdp_health::observe::TlsOffers;
use rdp_health::{CauseId, ClientOutcome, Phase, Report, Verdict, check};
use rdp_health_lab::{Expectation, Lab, LabError, Scenario, VisitEnd};
use rdp_health_render::{TextOptions, text};
use rdp_health_tests::scenario::{options, target};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::accuracy::Tally;

/// How many scenarios play at once: more would make the short waits of some of them too short.
const AT_ONCE: usize = 4;

/// Only the host says so, and no lab plays a registry: the rules of `diagnose/inside` have tests of their own.
const BY_THE_HOST: &str = "needs what a host says of itself";

/// Causes that rules name and no scenario can show, and why.
const OUT_OF_REACH: &[(&str, &str)] = &[
    ("address-dns64-dead", "needs a route to 64:ff9b::/96, so a network namespace"),
    ("address-synthetic", "needs an address of such a range, so a network namespace"),
    ("cert-configured-rejected", "needs an earlier report: it is shown in library.rs"),
    ("dns-no-server", "needs a system without DNS servers, so a namespace"),
    ("dns-short-name-ambiguous", "needs a search list, which only the system has"),
    ("host-dependency-stopped", BY_THE_HOST),
    ("host-edition", BY_THE_HOST),
    ("host-listener-broken", BY_THE_HOST),
    ("host-network-public", BY_THE_HOST),
    ("host-service-stopped", BY_THE_HOST),
    ("path-asymmetric", "needs a network that loses what follows the handshake, so a network namespace"),
    ("path-lossy", "needs a network that loses packets, so a network namespace"),
    ("source-blocked", "needs reports of two places: the command's suite shows it"),
    ("tcp-connect-slow", "needs a network that loses the first packet, so a network namespace"),
    ("tcp-prohibited", "needs a device that answers with ICMP, so a network namespace"),
    ("myth-websocket-rule", "is only ever ruled out: closed ports are healthy"),
    ("tls-schannel-broken", "is only ever ruled out: from outside it looks like an unusable key"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Name and content of every file.
fn files() -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// What came of one scenario.
enum Played {
    /// The line to show, and how the report differs from what was expected.
    Checked { line: String, differences: Vec<String>, expect: Box<Expectation>, report: Box<Report> },
    /// This system cannot play it, and why.
    Skipped(String),
}

async fn play(name: &str, text: &str) -> Played {
    let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let lab = match Lab::start(&scenario).await {
        Ok(lab) => lab,
        Err(error @ LabError::Unsupported { .. }) => return Played::Skipped(error.to_string()),
        // Every system has 127.0.0.1; some have no other address of 127/8, some no IPv6.
        Err(LabError::Listen { address, source }) if address.ip() != Ipv4Addr::LOCALHOST => {
            return Played::Skipped(format!("this system has no {}: {source}", address.ip()));
        }
        Err(error) => panic!("{name}: {error}"),
    };
    let target = target(&scenario, &lab).unwrap();
    let began = Instant::now();
    let report = check(&target, &options(&scenario, &lab)).await.unwrap();
    crate::sound::assert_sound(&report);
    // To compare what two states of the code say: one file each.
    if let Ok(folder) = std::env::var("SCENARIO_REPORTS") {
        fs::write(Path::new(&folder).join(format!("{name}.json")), report.to_json().unwrap()).unwrap();
    }
    let mut differences = compare(&scenario, &report);
    differences.extend(screen(&report));
    differences
        .extend(crate::redacted::survivors(&report).into_iter().map(|left| format!("redacted     {left}")));
    differences.extend(leftovers(&lab, &report).await);
    let line = format!(
        "{name:<44} {:<12} {:<34} {} connections, {} round trips, {} ms",
        report.verdict.to_string(),
        report.primary.as_ref().map_or("-", CauseId::as_str),
        report.connections,
        report.round_trips,
        began.elapsed().as_millis()
    );
    if !differences.is_empty() {
        differences.push(format!("summary      {}", report.summary));
        let evidence = report.findings.iter().flat_map(|finding| {
            finding
                .evidence
                .iter()
                .map(|evidence| format!("{}: {} ({})", finding.id, evidence.says, evidence.at))
        });
        differences.extend(evidence.map(|line| format!("evidence     {line}")));
    }
    let expect = Box::new(scenario.expect.clone());
    Played::Checked { line, differences, expect, report: Box::new(report) }
}

/// What the steps against the primary cause say and should not, or do not and should.
fn steps_that_differ(expect: &Expectation, report: &Report) -> Vec<String> {
    let primary = report.findings.iter().find(|finding| Some(&finding.id) == report.primary.as_ref());
    let steps: Vec<&str> =
        primary.into_iter().flat_map(|one| &one.remedies).map(|step| step.action.as_str()).collect();
    let says = |text: &&String| steps.iter().any(|step| step.contains(text.as_str()));
    let missing = expect.advises.iter().filter(|text| !says(text));
    let missing = missing.map(|text| format!("steps        none says {text:?}: {steps:?}"));
    let foreign = expect.advises_not.iter().filter(says);
    missing.chain(foreign.map(|text| format!("steps        one says {text:?}: {steps:?}"))).collect()
}

fn compare(scenario: &Scenario, report: &Report) -> Vec<String> {
    let expect = &scenario.expect;
    let mut differences = Vec::new();
    let mut same = |what: &str, expected: String, got: String| {
        if expected != got {
            differences.push(format!("{what:<12} expected {expected}, got {got}"));
        }
    };
    let or_none = |id: Option<&str>| id.unwrap_or("none").to_owned();
    same("verdict", expect.verdict.as_str().to_owned(), report.verdict.to_string());
    same(
        "primary",
        or_none(expect.primary.as_deref()),
        or_none(report.primary.as_ref().map(CauseId::as_str)),
    );
    if let Some(confidence) = &expect.confidence {
        let primary = report.findings.iter().find(|finding| Some(&finding.id) == report.primary.as_ref());
        let got = primary.map(|finding| finding.confidence.to_string());
        same("confidence", confidence.clone(), or_none(got.as_deref()));
    }
    if let Some(connections) = expect.connections {
        same("connections", connections.to_string(), report.connections.to_string());
    }
    if let Some(round_trips) = expect.round_trips {
        same("round trips", round_trips.to_string(), report.round_trips.to_string());
    }

    differences.extend(steps_that_differ(expect, report));
    if let Some(kerberos) = &expect.kerberos {
        differences.extend(crate::kerberos::differences(kerberos, report));
    }
    if let Some(symptom) = &expect.symptom {
        differences.extend(crate::symptom::differences(symptom, report));
    }
    let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.id.as_str()).collect();
    let ruled_out: BTreeSet<&str> = report.ruled_out.iter().map(|out| out.id.as_str()).collect();
    if let Some(exactly) = &expect.findings {
        let exactly: BTreeSet<&str> = exactly.iter().map(String::as_str).collect();
        if exactly != found {
            differences.push(format!("findings     expected {exactly:?}, got {found:?}"));
        }
    }
    for (what, wanted, got) in
        [("findings", &expect.also, &found), ("ruled out", &expect.ruled_out, &ruled_out)]
    {
        for id in wanted.iter().filter(|id| !got.contains(id.as_str())) {
            differences.push(format!("{what:<12} {id} is not among {got:?}"));
        }
    }
    for (outcome, clients) in [
        (ClientOutcome::Connects, &expect.connects),
        (ClientOutcome::Blocked, &expect.blocked),
        (ClientOutcome::Unknown, &expect.unknown),
    ] {
        for id in clients {
            let got = report.clients.iter().find(|client| client.client == *id);
            if got.is_none_or(|got| got.outcome != outcome) {
                differences.push(format!("clients      {id} expected {outcome:?}, got {got:?}"));
            }
        }
    }
    differences
}

/// What people read first fits a screen of 80 columns: 24 lines for a healthy host, 40 for any, and where somebody asked
/// what the client's message means.
fn screen(report: &Report) -> Option<String> {
    let page = text(report, &TextOptions::default().width(80));
    let rows: usize = page.lines().map(|line| line.chars().count().div_ceil(80).max(1)).sum();
    let most = if report.verdict == Verdict::Healthy && report.symptom.is_none() { 24 } else { 40 };
    (most < rows).then(|| format!("screen       {rows} lines, and {most} is the most:\n{page}"))
}

/// A check leaves nothing behind, and counts what it does: the host must have seen each connection of the report,
/// and its end.
async fn leftovers(lab: &Lab, report: &Report) -> Vec<String> {
    let connects = || report.timeline.iter().filter(|entry| entry.phase == Phase::Connect);
    let established = connects().filter(|entry| entry.ok).count();
    let mut differences = Vec::new();
    if usize::try_from(report.connections).unwrap() != connects().count() {
        let (counted, stamped) = (report.connections, connects().count());
        differences.push(format!("connections  {counted} counted, {stamped} in the timeline"));
    }
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let visits = lab.visits();
        let open = visits.iter().filter(|visit| visit.ended == VisitEnd::Open).count();
        if open == 0 && visits.len() == established {
            return differences;
        }
        if deadline < Instant::now() {
            let seen = visits.len();
            differences.push(format!(
                "leftovers    {established} established, {seen} seen by the host, {open} still open"
            ));
            return differences;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_is_diagnosed_as_it_says() {
    let free = Arc::new(Semaphore::new(AT_ONCE));
    let mut playing = JoinSet::new();
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    for (name, text) in files().into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let free = Arc::clone(&free);
        playing.spawn(async move {
            let _one = free.acquire_owned().await.unwrap();
            let played = play(&name, &text).await;
            (name, played)
        });
    }
    let mut report = String::new();
    let (mut checked, mut skipped) = (0, 0);
    let mut tally = Tally::default();
    while let Some(result) = playing.join_next().await {
        match result.unwrap() {
            (name, Played::Skipped(why)) => {
                println!("{name:<44} skipped: {why}");
                skipped += 1;
            }
            (name, Played::Checked { line, differences, expect, report: got }) => {
                println!("{line}");
                checked += 1;
                tally.add(&expect, &got);
                if !differences.is_empty() {
                    writeln!(report, "{name}:\n    {}", differences.join("\n    ")).unwrap();
                }
            }
        }
    }
    println!("\n{}", tally.table());
    assert!(report.is_empty(), "\n{report}");
    assert!(0 < checked, "no scenario could be played here");
    if wanted.is_empty() && skipped == 0 {
        assert_in_accuracy(&tally.table());
    }
}

/// `docs/accuracy.md` has this table.
fn assert_in_accuracy(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/accuracy.md");
    let page = fs::read_to_string(&path).unwrap_or_default();
    let (head, _) = page.split_once("| layer |").unwrap_or((&page, ""));
    let (_, tail) = page.rsplit_once("|\n").unwrap_or(("", ""));
    let fits = format!("{head}{table}{tail}");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::write(&path, &fits).unwrap();
    } else {
        assert_eq!(
            page, fits,
            "docs/accuracy.md is not what the scenarios give: run them with INSTA_UPDATE=always"
        );
    }
}

/// What TLS listings say, without what is a matter of the connections that they took.
fn listed(report: &Report) -> Vec<TlsOffers> {
    let addresses = report.observations.endpoints().flat_map(|endpoint| &endpoint.addresses);
    let mut listed: Vec<TlsOffers> =
        addresses.filter_map(|address| address.tls_offers.done()).cloned().collect();
    for offers in &mut listed {
        offers.connections = 0;
        for version in &mut offers.versions {
            version.refusal = None;
            version.suites.iter_mut().for_each(|found| found.group = None);
        }
    }
    listed
}

#[tokio::test]
async fn what_is_listed_and_found_does_not_depend_on_the_lanes() {
    let (mut compared, mut in_company) = (0, 0);
    for (name, text) in files().into_iter().filter(|(_, text)| text.contains("depth = \"full\"")) {
        let scenario = Scenario::parse(&text).unwrap();
        let mut said = Vec::new();
        for lanes in [1, 4] {
            let Ok(lab) = Lab::start(&scenario).await else { continue };
            let options = options(&scenario, &lab).max_connections(lanes);
            let report = check(&target(&scenario, &lab).unwrap(), &options).await.unwrap();
            crate::sound::assert_sound(&report);
            in_company += usize::from(at_the_same_time(&report));
            let found: Vec<_> =
                report.findings.iter().map(|one| (one.id.clone(), one.severity, one.confidence)).collect();
            said.push((report.verdict, report.primary.clone(), found, listed(&report)));
        }
        if let [alone, together] = &said[..] {
            assert_eq!(alone, together, "{name}");
            compared += usize::from(!alone.3.is_empty());
        }
    }
    assert!(5 < compared && 0 < in_company, "{compared} {in_company}");
}

#[tokio::test]
async fn a_host_that_does_not_read_behind_its_request_is_listed_alike() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/healthy-full.toml");
    let text = fs::read_to_string(path).unwrap();
    let deaf = text.replace("nla = true } }", "nla = true } }, reads_on = false");
    assert_ne!(text, deaf);
    let mut said = Vec::new();
    for text in [text, deaf] {
        let scenario = Scenario::parse(&text).unwrap();
        let lab = Lab::start(&scenario).await.unwrap();
        let options = options(&scenario, &lab).max_connections(1);
        let report = check(&target(&scenario, &lab).unwrap(), &options).await.unwrap();
        crate::sound::assert_sound(&report);
        said.push((report.verdict, listed(&report), report.connections));
    }
    let [(verdict, offers, connections), (same, alike, more)] = &said[..] else { unreachable!() };
    assert_eq!((verdict, offers), (same, alike));
    assert!(!offers.is_empty() && connections < more, "{connections} {more}");
}

/// Whether two connections to one address were ever open at the same time.
fn at_the_same_time(report: &Report) -> bool {
    let hellos: Vec<_> = report.timeline.iter().filter(|entry| entry.phase == Phase::Tls).collect();
    hellos.iter().enumerate().any(|(index, one)| {
        let later = hellos.iter().skip(index + 1);
        later.take(8).any(|other| one.address == other.address && other.start < one.end())
    })
}

#[test]
fn every_scenario_can_be_read_and_names_causes_that_there_are() {
    let files = files();
    assert!(40 <= files.len(), "only {} scenarios", files.len());
    for (name, text) in files {
        let scenario = Scenario::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!scenario.title.ends_with('.'), "{name}: a title is no sentence");
        for id in expected(&scenario).iter().chain(&scenario.expect.ruled_out) {
            assert!(rdp_health::cause(id).is_some(), "{name} expects {id}, which the catalogue has not");
        }
    }
}

#[test]
fn every_cause_that_a_rule_names_is_shown_by_a_scenario() {
    let shown: BTreeSet<String> = files()
        .iter()
        .flat_map(|(name, text)| {
            expected(&Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect();
    let out_of_reach: BTreeSet<&str> = OUT_OF_REACH.iter().map(|(id, _)| *id).collect();
    let named = named_by_rules();
    let forgotten: Vec<_> =
        named.iter().filter(|id| !shown.contains(**id) && !out_of_reach.contains(**id)).collect();
    assert!(forgotten.is_empty(), "no scenario shows {forgotten:?}");
    let stale: Vec<_> =
        out_of_reach.iter().filter(|id| shown.contains(**id) || !named.contains(**id)).collect();
    assert!(stale.is_empty(), "these need no exception any more: {stale:?}");
}

/// Every cause that a scenario says is found.
fn expected(scenario: &Scenario) -> Vec<String> {
    let expect = &scenario.expect;
    let lists = expect.primary.iter().chain(expect.findings.iter().flatten()).chain(&expect.also);
    lists.cloned().collect()
}

/// The causes that the rules' source names.
fn named_by_rules() -> BTreeSet<&'static str> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/rdp-health/src/diagnose");
    let mut text = fs::read_to_string(source.with_extension("rs")).unwrap();
    let mut unread = vec![source];
    while let Some(next) = unread.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            // What blocks one client or another is no finding on the host, and what a host says of itself no lab plays:
            // those rules have tests of their own.
            const NOT_PLAYED: [&str; 3] = ["catalogue", "clients", "inside"];
            match path.file_stem().is_some_and(|stem| NOT_PLAYED.iter().any(|one| stem == *one)) {
                true => {}
                false if path.is_dir() => unread.push(path),
                false => text.push_str(&fs::read_to_string(path).unwrap()),
            }
        }
    }
    let words: BTreeSet<&str> = text
        .split("CauseId::")
        .skip(1)
        .filter_map(|rest| rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next())
        .collect();
    let named: BTreeSet<_> = rdp_health::causes()
        .iter()
        .filter(|cause| words.contains(format!("{:?}", cause.id).as_str()))
        .map(|cause| cause.id.as_str())
        .collect();
    assert!(named.contains("tcp-refused"), "the rules could not be read");
    named
}
