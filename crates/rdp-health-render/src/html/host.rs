//! One host: the first screen, what to do, what was asked and when, what was found and seen, who can connect.

use rdp_health::observe::{CertificateFacts, Conversation, TimelineEntry};
use rdp_health::{ClientOutcome, ClientVerdict, Confidence, Finding, Report};

use super::markup::Markup;
use crate::digest::{Digest, State, head};
use crate::steps::says;
use crate::style::severity_word;
use crate::words::{count, days_left, duration, phase_word, to_the_second};

pub(super) fn write(page: &mut Markup, report: &Report, digest: &Digest) {
    page.raw("<header><p class=\"tool\">rdp-health</p><h1>").text(&digest.target).raw("</h1>");
    page.raw("<p class=\"verdict\"><strong").attribute("class", format!("badge {}", report.verdict)).raw(">");
    page.text(report.verdict.to_string()).raw("</strong> ").text(&report.summary).raw("</p>");
    phases(page, digest);
    page.raw("</header>\n<main>\n");
    if let Some(primary) = report.primary_finding() {
        page.raw("<section id=\"cause\"><h2>Cause</h2><p><b>").text(&primary.title).raw("</b> (");
        grade(page, primary).raw(")</p>");
        evidence(page, report, primary);
        page.raw("</section>\n");
        if !primary.remedies.is_empty() {
            page.raw("<section id=\"steps\"><h2>What to do</h2><p>The least invasive step first.</p><ol class=\"steps\">");
            for remedy in &primary.remedies {
                page.raw("<li>").step(remedy).raw("</li>");
            }
            page.raw("</ol></section>\n");
        }
    }
    others(page, report);
    clients(page, &report.clients);
    waterfall(page, report);
    certificates(page, report);
    excluded(page, report);
    about(page, report, digest);
    page.raw("</main>\n");
}

/// The way in at a glance.
fn phases(page: &mut Markup, digest: &Digest) {
    page.raw("<ul class=\"phases\" aria-label=\"Phases\">");
    for one in digest.phases.iter().filter(|one| one.state != State::NotChecked || !one.why.is_empty()) {
        page.raw("<li").attribute("class", class(one.state)).raw(">").text(head(one.phase)).raw(" <span>");
        page.text(one.state.word()).raw("</span></li>");
    }
    page.raw("</ul>");
}

pub(super) fn class(state: State) -> &'static str {
    match state {
        State::Fine => "fine",
        State::Warning => "warn",
        State::Failed => "bad",
        State::NotChecked => "none",
    }
}

fn grade<'a>(page: &'a mut Markup, finding: &Finding) -> &'a mut Markup {
    let words = format!(", {}, {}", severity_word(finding.severity), finding.confidence);
    page.raw("<code>").text(finding.id.as_str()).raw("</code>").text(words)
}

fn evidence(page: &mut Markup, report: &Report, finding: &Finding) {
    if !finding.client_codes.is_empty() {
        page.raw("<p>Clients show ").text(finding.client_codes.join(", ")).raw(".</p>");
    }
    if finding.evidence.is_empty() {
        return;
    }
    page.raw("<h3>Evidence</h3><ul>");
    for one in &finding.evidence {
        page.raw("<li>")
            .text(says(report, one))
            .raw(" <code class=\"at\">")
            .text(&one.at)
            .raw("</code></li>");
    }
    page.raw("</ul>");
}

/// The findings that are not the primary one.
fn others(page: &mut Markup, report: &Report) {
    let rest: Vec<&Finding> =
        report.findings.iter().filter(|one| report.primary.as_ref() != Some(&one.id)).collect();
    if rest.is_empty() {
        return;
    }
    page.raw("<section id=\"findings\"><h2>Also found</h2>");
    for finding in rest {
        page.raw("<details><summary>").text(&finding.title).raw(" (");
        grade(page, finding).raw(")</summary>");
        if let Some(cause) = &finding.because_of {
            page.raw("<p>Because of <code>").text(cause.as_str()).raw("</code>.</p>");
        }
        page.raw("<p>").text(&finding.summary).raw("</p>");
        evidence(page, report, finding);
        if !finding.remedies.is_empty() {
            page.raw("<h3>What to do</h3><ol class=\"steps\">");
            for remedy in &finding.remedies {
                page.raw("<li>").step(remedy).raw("</li>");
            }
            page.raw("</ol>");
        }
        page.raw("</details>");
    }
    page.raw("</section>\n");
}

fn clients(page: &mut Markup, clients: &[ClientVerdict]) {
    if clients.is_empty() {
        return;
    }
    let connect = clients.iter().filter(|client| client.outcome == ClientOutcome::Connects).count();
    page.raw("<section id=\"clients\"><h2>Clients</h2><p>");
    page.text(format!("{connect} of {} known clients reach the logon prompt.", clients.len()));
    page.raw(
        "</p><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Clients\"><table><thead><tr>",
    );
    page.raw(
        "<th scope=\"col\">Client</th><th scope=\"col\">Outcome</th><th scope=\"col\">Connects with</th>",
    );
    page.raw("<th scope=\"col\">Why</th></tr></thead><tbody>");
    for client in clients {
        let (class, word) = outcome(client);
        page.raw("<tr><th scope=\"row\">")
            .text(&client.name)
            .raw("</th><td")
            .attribute("class", class)
            .raw(">");
        page.text(word).raw("</td><td>");
        let mut with: Vec<String> = Vec::new();
        with.extend(client.protocol.clone());
        with.extend(client.tls.as_ref().map(|version| format!("TLS {version}")));
        with.extend(client.suite.clone());
        page.text(with.join(", ")).raw("</td><td>");
        let mut why: Vec<String> = Vec::new();
        why.extend(client.cause.as_ref().map(|cause| cause.to_string()));
        why.extend(client.code.as_ref().map(|code| format!("its user sees {code}")));
        why.extend(client.message.clone());
        why.extend(client.why.clone());
        page.text(why.join("; ")).raw("</td></tr>");
    }
    page.raw("</tbody></table></div></section>\n");
}

fn outcome(client: &ClientVerdict) -> (&'static str, &'static str) {
    match (client.outcome, client.confidence == Confidence::Certain) {
        (ClientOutcome::Connects, true) => ("fine", "connects"),
        (ClientOutcome::Connects, false) => ("fine", "likely connects"),
        (ClientOutcome::Blocked, true) => ("bad", "blocked"),
        (ClientOutcome::Blocked, false) => ("bad", "likely blocked"),
        (ClientOutcome::DependsOnAddress, _) => ("warn", "depends on the address"),
        (ClientOutcome::Unknown, _) => ("none", "not known"),
    }
}

/// What was asked, when, and how long each answer took.
fn waterfall(page: &mut Markup, report: &Report) {
    page.raw("<section id=\"timeline\"><h2>What was asked</h2><p>");
    page.text(format!(
        "{}, {}, {} in all.",
        count(u64::from(report.connections), "connection"),
        count(u64::from(report.round_trips), "round trip"),
        duration(report.elapsed)
    ));
    page.raw("</p><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"What was asked\"><table class=\"fall\">");
    page.raw(
        "<thead><tr><th scope=\"col\">Phase</th><th scope=\"col\">Where</th><th scope=\"col\">Begins</th>",
    );
    page.raw("<th scope=\"col\">Takes</th><th scope=\"col\">Bytes</th><th scope=\"col\">Answer</th>");
    page.raw("<th scope=\"col\">Time</th></tr></thead><tbody>");
    let mut connection = None;
    let total = report.timeline.iter().map(TimelineEntry::end).max().unwrap_or(report.elapsed);
    for entry in &report.timeline {
        if connection != Some(entry.connection) {
            connection = Some(entry.connection);
            let why = why(report, entry.connection);
            page.raw("<tr class=\"why\"><th scope=\"rowgroup\" colspan=\"7\">");
            match entry.connection {
                0 => page.text("Before any connection"),
                number => page.text(format!("Connection {number}")),
            };
            page.text(why.map(|why| format!(": {why}")).unwrap_or_default()).raw("</th></tr>");
        }
        page.raw("<tr><td>").text(phase_word(entry.phase)).raw("</td><td>");
        page.text(entry.address.map(|address| address.to_string()).unwrap_or_default());
        page.raw("</td><td>").text(duration(entry.start)).raw("</td><td>").text(duration(entry.elapsed));
        page.raw("</td><td>").text(format!("{} sent, {} received", entry.sent, entry.received));
        page.raw("</td><td").attribute("class", if entry.ok { "fine" } else { "bad" }).raw(">");
        page.text(if entry.ok { "yes" } else { "no" }).raw("</td><td>");
        bar(page, entry, total.as_micros());
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></div></section>\n");
}

fn why(report: &Report, connection: u32) -> Option<&str> {
    let asked = |one: &&Conversation| one.connection == connection;
    let endpoints = report.observations.endpoints();
    let mut all = endpoints.flat_map(|endpoint| &endpoint.addresses).flat_map(|seen| &seen.conversations);
    all.find(asked).map(|one| one.why.as_str())
}

/// A bar within 1000 units, never too thin to be seen. Its numbers are in the row.
fn bar(page: &mut Markup, entry: &TimelineEntry, total: u128) {
    const WHOLE: u128 = 1000;
    let place = |micros: u128| micros.saturating_mul(WHOLE).checked_div(total).unwrap_or(0).min(WHOLE);
    let from = place(entry.start.as_micros()).min(WHOLE - 6);
    let width = place(entry.end().as_micros()).saturating_sub(from).max(6);
    page.raw(
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect",
    );
    page.attribute("class", if entry.ok { "fine" } else { "bad" }).attribute("x", from.to_string());
    page.attribute("width", width.to_string()).raw(" height=\"10\"/></svg>");
}

fn certificates(page: &mut Markup, report: &Report) {
    let mut chain: Vec<&CertificateFacts> = Vec::new();
    let endpoints = report.observations.endpoints();
    let all = endpoints.flat_map(|endpoint| &endpoint.addresses).flat_map(|seen| &seen.conversations);
    for certificate in all.filter_map(|one| one.certificates.done()).flatten() {
        if !chain.iter().any(|known| known.sha256 == certificate.sha256) {
            chain.push(certificate);
        }
    }
    if chain.is_empty() {
        return;
    }
    let now = crate::words::unix_seconds(report.judged_at);
    page.raw("<section id=\"certificates\"><h2>Certificates</h2>");
    for one in chain {
        page.raw("<dl><dt>Subject</dt><dd>").text(&one.subject).raw("</dd><dt>Issuer</dt><dd>");
        page.text(&one.issuer).raw("</dd><dt>Valid</dt><dd>");
        let left = crate::digest::Leaf::of(one, now).days;
        page.text(format!("{} to {}, {}", one.not_before, one.not_after, days_left(left)));
        page.raw("</dd><dt>Names</dt><dd>");
        let addresses = one.ip_addresses.iter().map(ToString::to_string);
        let names: Vec<String> = one.dns_names.iter().cloned().chain(addresses).collect();
        page.text(if names.is_empty() { "none".to_owned() } else { names.join(", ") });
        page.raw("</dd><dt>SHA-1 (thumbprint)</dt><dd><code>")
            .text(&one.sha1)
            .raw("</code></dd><dt>SHA-256</dt><dd><code>");
        page.text(&one.sha256).raw("</code></dd></dl>");
    }
    page.raw("</section>\n");
}

fn excluded(page: &mut Markup, report: &Report) {
    if !report.ruled_out.is_empty() {
        page.raw("<section id=\"ruled-out\"><h2>Ruled out</h2><ul>");
        for out in &report.ruled_out {
            page.raw("<li><code>").text(out.id.as_str()).raw("</code>: ").text(&out.because).raw("</li>");
        }
        page.raw("</ul></section>\n");
    }
    if !report.not_checked.is_empty() {
        page.raw("<section id=\"not-checked\"><h2>Not checked</h2><ul>");
        for one in &report.not_checked {
            page.raw("<li>").text(phase_word(one.phase)).raw(": ").text(&one.why).raw("</li>");
        }
        page.raw("</ul></section>\n");
    }
}

/// From where and when; and the report itself.
fn about(page: &mut Markup, report: &Report, digest: &Digest) {
    page.raw("<section id=\"about\"><h2>About this check</h2><dl><dt>Checked</dt><dd>");
    page.text(to_the_second(report.started_at)).raw("</dd><dt>Dates judged as of</dt><dd>");
    page.text(to_the_second(report.judged_at)).raw("</dd><dt>From</dt><dd>").text(&report.vantage.hostname);
    let from: Vec<String> = report.vantage.local_addresses.iter().map(ToString::to_string).collect();
    page.text(if from.is_empty() { String::new() } else { format!(" ({})", from.join(", ")) });
    page.raw("</dd><dt>Addresses asked</dt><dd>").text(digest.addresses.join(", "));
    page.raw("</dd><dt>Version</dt><dd>").text(&digest.version).raw("</dd></dl>");
    page.raw("<details class=\"raw\" data-report=\"0\"><summary>The report as JSON</summary>");
    page.raw("<p><button type=\"button\" class=\"copy-report\">Copy the report</button></p>");
    page.raw("<pre tabindex=\"0\" aria-label=\"The report as JSON\"></pre></details></section>\n");
}
