//! Many hosts: what is wrong and what mends it, every host with its phases, when certificates expire, who is shut out.

use std::collections::BTreeMap;

use rdp_health::{ClientOutcome, ClientVerdict};
use serde::Serialize;

use super::host::class;
use super::markup::Markup;
use crate::digest::{Digest, Leaf, columns, gravity, groups, head, verdicts};
use crate::words::{count, day_of, days_left, more, to_the_second, unix_seconds};

/// Hosts of a cause that are named; the table finds the others.
const NAMED: usize = 12;
/// Weeks of the calendar.
const WEEKS: i64 = 13;
const WEEK: i64 = 7;
const DAY: i64 = 86_400;
/// Certificates of a week that are named.
const CERTIFICATES: usize = 20;

pub(super) fn write(page: &mut Markup, hosts: &[Digest]) {
    page.raw("<header><p class=\"tool\">rdp-health</p><h1>")
        .text(counted(hosts.len()))
        .raw("</h1><p class=\"verdict\">");
    for (verdict, hosts) in verdicts(hosts) {
        page.raw("<strong").attribute("class", format!("badge {verdict}")).raw(">");
        page.text(format!("{hosts} {verdict}")).raw("</strong> ");
    }
    page.raw("</p>");
    let moments = || hosts.iter().map(|host| host.started_at);
    if let (Some(first), Some(last)) = (moments().min(), moments().max()) {
        page.raw("<p>Checked from ")
            .text(to_the_second(first))
            .raw(" to ")
            .text(to_the_second(last))
            .raw("</p>");
    }
    page.raw("</header>\n<main>\n");
    causes(page, hosts);
    table(page, hosts);
    calendar(page, hosts);
    clients(page, hosts);
    page.raw("</main>\n");
}

fn counted(hosts: usize) -> String {
    count(u64::try_from(hosts).unwrap_or(u64::MAX), "host")
}

fn causes(page: &mut Markup, hosts: &[Digest]) {
    page.raw("<section id=\"causes\"><h2>Causes</h2>");
    let groups = groups(hosts);
    if groups.is_empty() {
        page.raw("<p>No host has a problem.</p>");
    }
    page.raw("<ul class=\"cards\">");
    for group in groups {
        page.raw("<li><h3>").text(counted(group.hosts.len())).raw(": ").text(group.title).raw("</h3><p>");
        for (verdict, hosts) in [3, 2, 1].iter().filter_map(|grade| {
            let alike = || group.hosts.iter().filter(|host| gravity(host.verdict) == *grade);
            Some((alike().next()?.verdict, alike().count()))
        }) {
            page.raw("<strong").attribute("class", format!("badge {verdict}")).raw(">");
            page.text(format!("{hosts} {verdict}")).raw("</strong> ");
        }
        if let (Some(cause), Some(confidence)) = (group.cause, group.confidence) {
            page.raw("<code>").text(cause.as_str()).raw("</code>, ").text(confidence.to_string());
        }
        page.raw("</p><p>");
        let names: Vec<&str> = group.hosts.iter().take(NAMED).map(|host| host.target.as_str()).collect();
        page.text(names.join(", "));
        if NAMED < group.hosts.len() {
            page.text(format!(" and {}", more(group.hosts.len() - NAMED, "host")));
        }
        page.raw("</p>");
        if let Some((host, remedy)) = group.hosts.iter().find_map(|host| Some((host, host.step()?))) {
            page.raw("<p class=\"fix\"><b>First step</b>");
            if 1 < group.hosts.len() {
                page.text(format!(" (as for {})", host.target));
            }
            page.raw("</p><div class=\"steps\">").step(remedy).raw("</div>");
        }
        if let Some(cause) = group.cause {
            page.raw("<p><button type=\"button\" class=\"only\"").attribute("data-cause", cause.as_str());
            page.raw(">Show these hosts</button></p>");
        }
        page.raw("</li>");
    }
    page.raw("</ul></section>\n");
}

/// What the script makes rows of. A field that is added here is text to it, never markup.
#[derive(Serialize)]
struct Row<'a> {
    target: &'a str,
    verdict: String,
    gravity: u8,
    cause: &'a str,
    summary: &'a str,
    /// A class for each column.
    phases: Vec<&'static str>,
    /// Days until the first certificate expires.
    days: Option<i64>,
    elapsed_ms: u64,
}

fn table(page: &mut Markup, hosts: &[Digest]) {
    let columns = columns(hosts);
    page.raw(
        "<section id=\"hosts\"><h2>Hosts</h2><form class=\"filter\" role=\"search\" aria-label=\"Hosts\">",
    );
    page.raw("<label for=\"words\">Filter</label> <input id=\"words\" type=\"search\" autocomplete=\"off\" ");
    page.raw("placeholder=\"name, cause, words\">");
    for (verdict, _) in verdicts(hosts) {
        page.raw(" <label class=\"chip\"><input type=\"checkbox\" name=\"verdict\" checked");
        page.attribute("value", verdict.to_string()).raw("> ").text(verdict.to_string()).raw("</label>");
    }
    page.raw(" <button type=\"reset\">Show all</button></form>\n");
    page.raw("<p id=\"shown\" role=\"status\"></p><noscript><p>The table of hosts needs JavaScript.</p></noscript>");
    page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Hosts\"><table id=\"table\"><thead><tr>");
    for (key, name) in [("target", "Host"), ("gravity", "Verdict")] {
        sortable(page, key, name);
    }
    for phase in &columns {
        page.raw("<th scope=\"col\">").text(head(*phase)).raw("</th>");
    }
    for (key, name) in [("days", "Certificate"), ("elapsed_ms", "Took"), ("cause", "Cause")] {
        sortable(page, key, name);
    }
    page.raw("</tr></thead><tbody></tbody></table></div></section>\n");
    let rows: Vec<Row<'_>> = hosts
        .iter()
        .map(|host| Row {
            target: &host.target,
            verdict: host.verdict.to_string(),
            gravity: gravity(host.verdict),
            cause: host.primary.as_ref().map_or("", |cause| cause.as_str()),
            summary: &host.summary,
            phases: columns
                .iter()
                .filter_map(|phase| host.phases.iter().find(|one| one.phase == *phase))
                .map(|one| class(one.state))
                .collect(),
            days: host.leaves.first().map(|leaf| leaf.days),
            elapsed_ms: u64::try_from(host.elapsed.as_millis()).unwrap_or(u64::MAX),
        })
        .collect();
    let rows = crate::json::json_line(&rows).unwrap_or_default();
    page.raw("<script type=\"application/json\" id=\"rows\">").data(&rows).raw("</script>\n");
}

fn sortable(page: &mut Markup, key: &'static str, name: &'static str) {
    page.raw("<th scope=\"col\"><button type=\"button\" class=\"sort\"").attribute("data-key", key).raw(">");
    page.raw(name).raw("</button></th>");
}

/// When certificates expire, week by week. The same certificate on many hosts is one line.
fn calendar(page: &mut Markup, hosts: &[Digest]) {
    let mut known: BTreeMap<(i64, &str), (&Leaf, Vec<&str>)> = BTreeMap::new();
    for (host, leaf) in hosts.iter().flat_map(|host| host.leaves.iter().map(move |leaf| (host, leaf))) {
        let entry = known.entry((leaf.not_after, &leaf.sha256)).or_insert_with(|| (leaf, Vec::new()));
        entry.1.push(&host.target);
    }
    let Some(now) = hosts.iter().map(|host| unix_seconds(host.judged_at)).max() else { return };
    if known.is_empty() {
        return;
    }
    page.raw("<section id=\"calendar\"><h2>Certificates that expire</h2><p>");
    page.text(format!("The {WEEKS} weeks from {} on.", day_of(now)));
    page.raw("</p><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Certificates that expire\"><table><thead>");
    page.raw("<tr><th scope=\"col\">Week from</th><th scope=\"col\">Hosts</th><th scope=\"col\">Certificates</th></tr>");
    page.raw("</thead><tbody>");
    for week in -1..=WEEKS {
        let from = now.saturating_add(week.saturating_mul(WEEK * DAY));
        let (from, to, name) = match week {
            -1 => (i64::MIN, now, "Expired".to_owned()),
            WEEKS => (from, i64::MAX, "Later".to_owned()),
            _ => (from, from.saturating_add(WEEK * DAY), day_of(from)),
        };
        let of_week: Vec<&(&Leaf, Vec<&str>)> =
            known.iter().filter(|((end, _), _)| from <= *end && *end < to).map(|(_, one)| one).collect();
        let number: usize = of_week.iter().map(|(_, hosts)| hosts.len()).sum();
        page.raw("<tr").attribute("class", if week < WEEKS && 0 < number { "due" } else { "" });
        page.raw("><th scope=\"row\">").text(name).raw("</th><td>").text(number.to_string()).raw("</td><td>");
        if week < WEEKS {
            certificates(page, &of_week);
        } else {
            page.text(count(u64::try_from(of_week.len()).unwrap_or(u64::MAX), "certificate"));
        }
        page.raw("</td></tr>");
    }
    page.raw("</tbody></table></div></section>\n");
}

fn certificates(page: &mut Markup, certificates: &[&(&Leaf, Vec<&str>)]) {
    for (leaf, hosts) in certificates.iter().take(CERTIFICATES) {
        page.raw("<div><b>").text(&leaf.subject).raw("</b> ").text(format!(
            "{}, {}",
            leaf.until,
            days_left(leaf.days)
        ));
        page.text(format!("; issuer {}; ", leaf.issuer));
        match hosts.as_slice() {
            [one] => page.text(one),
            several => page
                .text(counted(several.len()))
                .text(": ")
                .text(several.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ")),
        };
        if NAMED < hosts.len() {
            page.text(format!(" and {}", more(hosts.len() - NAMED, "host")));
        }
        page.raw("</div>");
    }
    if CERTIFICATES < certificates.len() {
        page.raw("<div>and ").text(more(certificates.len() - CERTIFICATES, "certificate")).raw("</div>");
    }
}

/// How many hosts each client reaches, the client that loses most in front.
fn clients(page: &mut Markup, hosts: &[Digest]) {
    let mut clients: Vec<(&str, &str, [usize; 4])> = Vec::new();
    for client in hosts.iter().flat_map(|host| &host.clients) {
        let index = match clients.iter().position(|(id, ..)| *id == client.client) {
            Some(index) => index,
            None => {
                clients.push((&client.client, &client.name, [0; 4]));
                clients.len().saturating_sub(1)
            }
        };
        let Some((.., counts)) = clients.get_mut(index) else { continue };
        if let Some(count) = counts.get_mut(column(client)) {
            *count += 1;
        }
    }
    if clients.is_empty() {
        return;
    }
    clients.sort_by_key(|(.., [blocked, depends, ..])| std::cmp::Reverse((*blocked, *depends)));
    page.raw("<section id=\"clients\"><h2>Clients</h2><p>On how many hosts each client is shut out.</p>");
    page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Clients\"><table><thead><tr>");
    page.raw("<th scope=\"col\">Client</th><th scope=\"col\">Blocked</th><th scope=\"col\">Depends on the address</th>");
    page.raw("<th scope=\"col\">Not known</th><th scope=\"col\">Connects</th></tr></thead><tbody>");
    for (_, name, counts) in clients {
        page.raw("<tr><th scope=\"row\">").text(name).raw("</th>");
        for number in counts {
            page.raw("<td>").text(number.to_string()).raw("</td>");
        }
        page.raw("</tr>");
    }
    page.raw("</tbody></table></div></section>\n");
}

fn column(client: &ClientVerdict) -> usize {
    match client.outcome {
        ClientOutcome::Blocked => 0,
        ClientOutcome::DependsOnAddress => 1,
        ClientOutcome::Unknown => 2,
        ClientOutcome::Connects => 3,
    }
}
