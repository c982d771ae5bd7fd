//! JUnit XML for build servers: a suite for each host, a test for each phase.
//!
//! A phase in which an error was found has failed; one with a warning has passed and says so in its output; one that was
//! not checked is skipped. A host without a verdict is an error and never a pass.

use std::time::Duration;

use rdp_health::{ExpectationOutcome, ExpectationResult, Finding, Severity, Verdict, cause};

use crate::digest::{Digest, PhaseState, State, head};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::steps::step_head;
use crate::style::severity_word;
use crate::words::to_the_second;

/// How a test ended.
enum End {
    Passed,
    Failed,
    /// Nothing can be said.
    Error,
    Skipped,
}

/// One test of a host. What else a host is to be held to is one more of them.
struct Case {
    name: String,
    took: Option<Duration>,
    end: End,
    /// What kind of failure: the id of a cause.
    kind: String,
    message: String,
    /// Everything about it, for whoever opens it.
    output: String,
}

pub(crate) fn junit(gathered: &Gathered) -> String {
    let suites: Vec<(&Digest, Vec<Case>)> = gathered.hosts.iter().map(|host| (host, cases(host))).collect();
    let all: Vec<&Case> = suites.iter().flat_map(|(_, cases)| cases).collect();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rdp-health\"".to_owned();
    for (name, number) in counts(&all) {
        // A suite of suites has no count of those that were skipped.
        if name != "skipped" {
            attribute(&mut out, name, &number.to_string());
        }
    }
    out.push_str(">\n");
    for (host, cases) in &suites {
        suite(&mut out, host, cases);
    }
    out.push_str("</testsuites>\n");
    out
}

fn counts(cases: &[&Case]) -> [(&'static str, usize); 4] {
    let of = |wanted: fn(&End) -> bool| cases.iter().filter(|case| wanted(&case.end)).count();
    [
        ("tests", cases.len()),
        ("failures", of(|end| matches!(end, End::Failed))),
        ("errors", of(|end| matches!(end, End::Error))),
        ("skipped", of(|end| matches!(end, End::Skipped))),
    ]
}

fn suite(out: &mut String, host: &Digest, cases: &[Case]) {
    out.push_str("  <testsuite");
    attribute(out, "name", &host.target);
    for (name, number) in counts(&cases.iter().collect::<Vec<_>>()) {
        attribute(out, name, &number.to_string());
    }
    attribute(out, "time", &seconds(host.elapsed));
    attribute(out, "timestamp", to_the_second(host.started_at).trim_end_matches('Z'));
    out.push_str(">\n");
    properties(out, host);
    for case in cases {
        out.push_str("    <testcase");
        attribute(out, "name", &case.name);
        attribute(out, "classname", &host.target);
        attribute(out, "time", &seconds(case.took.unwrap_or_default()));
        let element = match case.end {
            End::Passed if case.output.is_empty() => {
                out.push_str("/>\n");
                continue;
            }
            End::Passed => "system-out",
            End::Failed => "failure",
            End::Error => "error",
            End::Skipped => "skipped",
        };
        out.push_str(&format!(">\n      <{element}"));
        if matches!(case.end, End::Failed | End::Error) {
            attribute(out, "type", &case.kind);
        }
        if !matches!(case.end, End::Passed) {
            attribute(out, "message", &case.message);
        }
        out.push('>');
        for (index, line) in case.output.lines().enumerate() {
            if 0 < index {
                out.push('\n');
            }
            out.push_str(&xml(line));
        }
        out.push_str(&format!("</{element}>\n    </testcase>\n"));
    }
    out.push_str("  </testsuite>\n");
}

/// Where the host was found.
fn properties(out: &mut String, host: &Digest) {
    let labels = &host.labels;
    let line = labels.line.map(|line| line.to_string());
    let all = [("group", &labels.group), ("name", &labels.name), ("file", &labels.file), ("line", &line)];
    if all.iter().all(|(_, value)| value.is_none()) {
        return;
    }
    out.push_str("    <properties>\n");
    for (name, value) in all {
        if let Some(value) = value {
            out.push_str("      <property");
            attribute(out, "name", name);
            attribute(out, "value", value);
            out.push_str("/>\n");
        }
    }
    out.push_str("    </properties>\n");
}

fn cases(host: &Digest) -> Vec<Case> {
    let told = host.phases.iter().filter(|one| one.state != State::NotChecked || !one.why.is_empty());
    let mut cases: Vec<Case> = told.map(|one| of_phase(host, one)).collect();
    let failed = cases.iter().any(|case| matches!(case.end, End::Failed));
    let end = match host.verdict {
        Verdict::Inconclusive => End::Error,
        // Whatever failed has a test of its own, unless it belongs to no phase.
        Verdict::Failing if !failed => End::Failed,
        _ => End::Passed,
    };
    cases.push(Case {
        name: "Verdict".to_owned(),
        took: None,
        end,
        kind: host.primary.as_ref().map_or("no-verdict", |cause| cause.as_str()).to_owned(),
        message: host.summary.clone(),
        output: format!("{}: {}", host.verdict, escape(&host.summary, false)),
    });
    cases.extend(host.expectations.iter().map(of_expectation));
    cases
}

/// What the host is held to; what was not seen is an error, and never a pass.
fn of_expectation(one: &ExpectationResult) -> Case {
    Case {
        name: format!("Expect {}", one.expectation),
        took: None,
        end: match one.outcome {
            ExpectationOutcome::Met => End::Passed,
            ExpectationOutcome::Missed => End::Failed,
            ExpectationOutcome::NotSeen => End::Error,
        },
        kind: "expectation".to_owned(),
        message: one.seen.clone(),
        output: format!("{}: {}", one.outcome, escape(&one.seen, false)),
    }
}

fn of_phase(host: &Digest, one: &PhaseState) -> Case {
    let findings: Vec<&Finding> = host
        .findings
        .iter()
        .filter(|finding| finding.because_of.is_none() && Severity::Info < finding.severity)
        .filter(|finding| cause(&finding.id).is_some_and(|cause| cause.phase == one.phase))
        .collect();
    let (end, message) = match one.state {
        State::Failed => (End::Failed, "There was no answer."),
        State::NotChecked => (End::Skipped, one.why.as_str()),
        State::Fine | State::Warning => (End::Passed, ""),
    };
    let first = findings.first();
    Case {
        name: head(one.phase),
        took: one.took,
        end,
        kind: first.map_or("no-answer", |finding| finding.id.as_str()).to_owned(),
        message: first.map_or(message, |finding| &finding.summary).to_owned(),
        output: findings.iter().map(|finding| described(finding)).collect(),
    }
}

fn described(finding: &Finding) -> String {
    let (level, sure) = (severity_word(finding.severity), finding.confidence);
    let mut lines =
        vec![format!("{} ({}, {level}, {sure})", finding.title, finding.id), finding.summary.clone()];
    lines.extend(finding.evidence.iter().map(|one| format!("Evidence: {}", one.says)));
    for (index, step) in finding.remedies.iter().enumerate() {
        lines.push(format!("{}. ({}) {}", index + 1, step_head(step), step.action));
    }
    // What a host says stays on its line.
    lines.iter().map(|line| escape(line, false) + "\n").collect()
}

fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!(" {name}=\"{}\"", xml(value)));
}

/// Text, of whatever origin, as XML 1.0 can have it.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape(text, false).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
