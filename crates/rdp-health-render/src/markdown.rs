//! Markdown (CommonMark with tables) for tickets, wikis and comments.
//!
//! INVARIANT: what a report says is text in it: no link, image, markup or heading of a host's own.

use rdp_health::{ClientOutcome, Finding, Remedy};

use crate::digest::{Digest, State, groups, head, verdicts};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::steps::{back_up_text, step_head};
use crate::style::severity_word;
use crate::words::{count, days_left, duration, hosts_by_verdict, more, to_the_second};

/// Hosts of a cause that are named; the table has all of them.
const NAMED: usize = 20;

pub(crate) fn markdown(gathered: &Gathered) -> String {
    match gathered.hosts.as_slice() {
        [host] => one(host),
        hosts => many(hosts),
    }
}

fn one(host: &Digest) -> String {
    let mut out = format!("# {}: {}\n\n{}\n", text(&host.target), host.verdict, text(&host.summary));
    if let Some(finding) = host.primary_finding() {
        out.push_str(&format!("\n**Cause:** {} ({})\n", text(&finding.title), grade(finding)));
        if !finding.client_codes.is_empty() {
            out.push_str(&format!("\nClients show {}.\n", text(&finding.client_codes.join(", "))));
        }
        if !finding.evidence.is_empty() {
            out.push_str("\n## Evidence\n\n");
            finding.evidence.iter().for_each(|one| out.push_str(&format!("- {}\n", text(&one.says))));
        }
        if !finding.remedies.is_empty() {
            out.push_str("\n## What to do\n\nThe least invasive step first.\n\n");
            for (index, remedy) in finding.remedies.iter().enumerate() {
                out.push_str(&format!("{}. {}\n", index + 1, step(remedy)));
                if let Some(back_up) = &remedy.back_up {
                    out.push_str(&format!("   **Back up first:** {}\n", marked(&back_up_text(back_up))));
                }
            }
        }
    }
    let others: Vec<&Finding> =
        host.findings.iter().filter(|one| host.primary.as_ref() != Some(&one.id)).collect();
    if !others.is_empty() {
        out.push_str("\n## Also found\n\n");
        for finding in others {
            let says = if finding.summary.is_empty() { &finding.title } else { &finding.summary };
            out.push_str(&format!("- {} ({})\n", text(says), grade(finding)));
        }
    }
    out.push_str("\n## What was checked\n\n| Phase | Result | Time |\n|---|---|---|\n");
    for one in &host.phases {
        let result = match one.state {
            State::NotChecked if one.why.is_empty() => continue,
            State::NotChecked => format!("not checked: {}", text(&one.why)),
            state => state.word().to_owned(),
        };
        let took = one.took.map(duration).unwrap_or_default();
        out.push_str(&format!("| {} | {result} | {took} |\n", head(one.phase)));
    }
    if !host.clients.is_empty() {
        let connect = host.clients(ClientOutcome::Connects);
        out.push_str(&format!(
            "\n{connect} of {} known clients reach the logon prompt; {} blocked, {} not known.\n",
            host.clients.len(),
            host.clients(ClientOutcome::Blocked),
            host.clients(ClientOutcome::Unknown),
        ));
    }
    if let Some(leaf) = host.leaves.first() {
        let left = days_left(leaf.days);
        out.push_str(&format!("\nCertificate: {}, {left} ({}).\n", text(&leaf.subject), text(&leaf.until)));
    }
    let asked = count(u64::from(host.connections), "connection");
    let (at, took) = (to_the_second(host.started_at), duration(host.elapsed));
    out.push_str(&format!("\nChecked at {at} in {took} with {asked}, rdp-health {}.\n", text(&host.version)));
    out
}

fn many(hosts: &[Digest]) -> String {
    let mut out = format!("# {}\n", hosts_by_verdict(hosts.len(), &verdicts(hosts)));
    for group in groups(hosts) {
        let all = count(u64::try_from(group.hosts.len()).unwrap_or(u64::MAX), "host");
        out.push_str(&format!("\n## {all}: {}\n\n", text(group.title)));
        if let (Some(cause), Some(confidence)) = (group.cause, group.confidence) {
            out.push_str(&format!("{}, {confidence}.\n\n", typed(cause.as_str())));
        }
        let names: Vec<String> = group.hosts.iter().take(NAMED).map(|host| text(&host.target)).collect();
        out.push_str(&names.join(", "));
        if NAMED < group.hosts.len() {
            out.push_str(&format!(" and {}", more(group.hosts.len() - NAMED, "host")));
        }
        out.push('\n');
        if let Some((host, remedy)) = group.hosts.iter().find_map(|host| Some((host, host.step()?))) {
            let of = if group.hosts.len() == 1 {
                String::new()
            } else {
                format!(" (as for {})", text(&host.target))
            };
            out.push_str(&format!("\n**First step**{of}: {}\n", step(remedy)));
        }
    }
    out.push_str("\n## Hosts\n\n| Host | Verdict | Cause | Certificate |\n|---|---|---|---|\n");
    for host in hosts {
        let cause = host.primary.as_ref().map(|cause| typed(cause.as_str())).unwrap_or_default();
        let left = host.leaves.first().map(|leaf| days_left(leaf.days)).unwrap_or_default();
        out.push_str(&format!("| {} | {} | {cause} | {left} |\n", text(&host.target), host.verdict));
    }
    out
}

fn grade(finding: &Finding) -> String {
    format!("{}, {}, {}", typed(finding.id.as_str()), severity_word(finding.severity), finding.confidence)
}

fn step(remedy: &Remedy) -> String {
    format!("({}) {}", step_head(remedy), marked(&remedy.action))
}

/// Text, of whatever origin, as nothing but text.
fn text(text: &str) -> String {
    let text = escape(text, false);
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let within_a_word =
            before.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        let begins = before == ' ' && out.trim().is_empty();
        let ends = letters.peek().is_none_or(|next| *next == ' ');
        let escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '!' | '$' => true,
            // Names of suites stay readable.
            '_' => !within_a_word,
            '#' | '+' | '-' | '=' => begins,
            // `1.` at the beginning would be a list.
            '.' | ')' => !out.is_empty() && out.chars().all(|c| c.is_ascii_digit()) && ends,
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// An id, as it is typed.
fn typed(id: &str) -> String {
    format!("`{}`", escape(id, false).replace('`', "'").replace('|', "\\|"))
}

/// Text of our own, in which backquotes enclose what is typed.
fn marked(words: &str) -> String {
    let mut out = String::new();
    let mut typed = false;
    for part in words.split('`') {
        match typed {
            true if !part.trim().is_empty() => out.push_str(&format!("`{}`", escape(part, false))),
            true => {}
            false => out.push_str(&text(part)),
        }
        typed = !typed;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        for (hostile, expected) in [
            ("![x](http://e) <b> *a* `c`", r"\!\[x\](http://e) \<b\> \*a\* \`c\`"),
            ("# h", r"\# h"),
            ("- a", r"\- a"),
            ("12. a", r"12\. a"),
            ("TLS_RSA_X 10.0.0.1 a-b", "TLS_RSA_X 10.0.0.1 a-b"),
            ("_em_ a|b", r"\_em\_ a\|b"),
        ] {
            assert_eq!(text(hostile), expected);
        }
        assert_eq!(marked("run `a|b` *now*"), r"run `a|b` \*now\*");
    }
}
