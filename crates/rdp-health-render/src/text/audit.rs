//! An audit as text: the verdict, its cause with proof and steps, what else was found, and what was read.

use rdp_health::observe::InsideFacts;
use rdp_health::{Audit, Finding};

use super::{cause_line, named, step};
use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style::{self, BOLD, DIM};
use crate::words::count;

/// Steps and proofs that are written out where not everything was asked for.
const STEPS: usize = 4;
const PROOFS: usize = 4;

/// What the files of a host prove, as text.
#[must_use]
pub fn audit_text(audit: &Audit, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let all = options.detail != crate::Detail::Brief;
    let word = audit.verdict.to_string().to_uppercase();
    let hang = word.len() + 2;
    let head = [styled(style::verdict(audit.verdict), word), plain("  ")];
    page.line(&head, hang, &[styled(BOLD, &audit.summary)]);
    let primary = audit.findings.first().filter(|first| audit.primary.as_ref() == Some(&first.id));
    if let Some(finding) = primary {
        page.blank();
        page.field("Cause", &[styled(BOLD, &finding.title)]);
        page.field("", &cause_line(finding));
        let most = if all { finding.evidence.len() } else { PROOFS };
        for (index, one) in finding.evidence.iter().take(most).enumerate() {
            let mut line = vec![plain(&one.says)];
            if options.everything() {
                line.push(styled(DIM, format!(" {}", one.at)));
            }
            page.field(if index == 0 { "Proof" } else { "" }, &line);
        }
        page.blank();
        steps(&mut page, finding, all);
    }
    page.blank();
    others(&mut page, audit, options);
    if all {
        for (index, out) in audit.ruled_out.iter().enumerate() {
            let label = if index == 0 { "Ruled out" } else { "" };
            page.field(label, &[plain(format!("{}: {}", out.id, out.because))]);
        }
    }
    if !audit.redacted {
        host(&mut page, &audit.observations.inside);
    }
    page.finish()
}

fn steps(page: &mut Page<'_>, finding: &Finding, all: bool) {
    if finding.remedies.is_empty() {
        return;
    }
    page.line(&[], 0, &[styled(BOLD, "What to do"), plain(" (the least invasive first)")]);
    let most = if all { finding.remedies.len() } else { STEPS };
    for (index, remedy) in finding.remedies.iter().take(most).enumerate() {
        step(page, index, remedy);
    }
    let left = finding.remedies.len().saturating_sub(most);
    if 0 < left {
        page.item(6, "", &[styled(DIM, format!("{left} more: see -v"))]);
    }
}

fn others(page: &mut Page<'_>, audit: &Audit, options: &TextOptions) {
    let mut label = "Also";
    for finding in audit.findings.iter().filter(|finding| audit.primary.as_ref() != Some(&finding.id)) {
        let mut line = named(finding);
        line.push(plain(format!(" {}", finding.summary)));
        if let Some(cause) = &finding.because_of {
            line.push(styled(DIM, format!(" (because of {cause})")));
        }
        page.field(label, &line);
        label = "";
        if options.everything() {
            for one in &finding.evidence {
                page.item(15, "- ", &[plain(&one.says), styled(DIM, format!(" {}", one.at))]);
            }
        }
    }
}

/// Which host, and what was read of it.
fn host(page: &mut Page<'_>, facts: &InsideFacts) {
    let mut says = facts.computer.clone().unwrap_or_else(|| "a host without a name".to_owned());
    if let Some(windows) = &facts.windows {
        says.push_str(&format!(", {} ({}.{})", windows.product, windows.build, windows.revision));
    }
    if let Some(as_of) = &facts.as_of {
        says.push_str(&format!(", as of {as_of}"));
    }
    page.field("Host", &[plain(says)]);
    let mut label = "Read";
    for source in &facts.sources {
        page.field(label, &[plain(format!("{} ({})", source.name, source.kind))]);
        label = "";
        for problem in &source.problems {
            page.item(15, "- ", &[plain(problem)]);
        }
    }
    if 0 < facts.left_out {
        let others = count(u64::from(facts.left_out), "other file");
        page.field(label, &[styled(DIM, format!("{others} left out, with nothing that is read here"))]);
    }
    for (index, problem) in facts.unread.iter().enumerate() {
        page.field(if index == 0 { "Not read" } else { "" }, &[plain(problem)]);
    }
    let events: u64 = facts.events.iter().map(|event| u64::from(event.count)).sum();
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let found = format!(
        "{}, {}, {}, {}",
        count(number(facts.settings.len()), "setting"),
        count(number(facts.firewall_rules.len()), "firewall rule"),
        count(number(facts.certificates.len()), "certificate"),
        count(events, "event"),
    );
    page.field("Found", &[plain(found)]);
}
