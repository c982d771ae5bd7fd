//! What a name became, in a phrase.

use std::net::IpAddr;

use rdp_health::Outcome;
use rdp_health::observe::{Answer, LeftOut, LeftOutBecause, Resolution, ServerAnswers, SystemAnswer};

use super::facts::outcome;

/// Addresses of one answer that are named before the rest is counted.
const NAMED_ADDRESSES: usize = 4;

/// The addresses that are tested, and who says so; everything that was said where they do not agree.
pub(super) fn resolution(resolution: &Resolution) -> String {
    let mut words = match resolution.addresses.is_empty() {
        true => "no address to test".to_owned(),
        false => addresses(&resolution.addresses),
    };
    if !resolution.left_out.is_empty() {
        let named: Vec<String> = resolution.left_out.iter().take(NAMED_ADDRESSES).map(left_out).collect();
        words.push_str(&format!("; left out: {}", named.join(", ")));
        if NAMED_ADDRESSES < resolution.left_out.len() {
            words.push_str(&format!(" and {} more", resolution.left_out.len() - NAMED_ADDRESSES));
        }
    }
    if let Some(aliases) = resolution.aliases.done().filter(|aliases| !aliases.is_empty()) {
        words.push_str(&format!("; alias of {}", aliases.join(", alias of ")));
    }
    if let Some(hosts) = resolution.hosts_file.done().filter(|hosts| !hosts.is_empty()) {
        words.push_str(&format!("; hosts file: {}", addresses(hosts)));
    }
    let asked =
        !matches!((&resolution.system, &resolution.direct), (Outcome::Skipped(_), Outcome::Skipped(_)));
    if resolution.given && asked {
        words.push_str(" as given; the name itself: ");
        words.push_str(&everything(&resolution.system, &resolution.direct));
        return words;
    }
    words.push_str("; ");
    words.push_str(&match (&resolution.system, &resolution.direct) {
        (Outcome::Skipped(why), Outcome::Skipped(other)) if why == other => why.to_string(),
        (Outcome::Done(system), Outcome::Done(servers)) if agree(system, servers) => {
            format!("system and DNS agree{}", dns_remarks(servers))
        }
        (Outcome::Skipped(_), Outcome::Done(servers)) if answered(servers) => {
            format!("from DNS{}", dns_remarks(servers))
        }
        (Outcome::Done(system), Outcome::Skipped(_)) if !system.addresses.is_empty() => {
            "from the system's resolver".to_owned()
        }
        (system, direct) => everything(system, direct),
    });
    words
}

/// What each of those said who were asked.
fn everything(system: &Outcome<SystemAnswer>, direct: &Outcome<Vec<ServerAnswers>>) -> String {
    let system = outcome(system, |answer| addresses(&answer.addresses));
    let direct = outcome(direct, |servers| {
        let each = servers.iter().map(|said| {
            let (a, aaaa) = (outcome(&said.a, answer), outcome(&said.aaaa, answer));
            let name = said.completed.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            format!("{}:{name} A {a}, AAAA {aaaa}", said.server)
        });
        each.collect::<Vec<_>>().join("; ")
    });
    format!("system: {system}; DNS {direct}")
}

fn left_out(out: &LeftOut) -> String {
    let because = match out.because {
        LeftOutBecause::OtherFamily => "the other IP version was requested",
        LeftOutBecause::NoHost => "not the address of a host",
        LeftOutBecause::LinkLocal => "link-local",
        LeftOutBecause::TooMany => "64 others are tested",
        _ => "not to be tested",
    };
    format!("{} ({because})", out.address)
}

/// The system and every server gave the same addresses, in whatever order.
fn agree(system: &SystemAnswer, servers: &[ServerAnswers]) -> bool {
    answered(servers)
        && servers.iter().all(|server| {
            let from_dns: Vec<IpAddr> = server.addresses().collect();
            from_dns.iter().all(|address| system.addresses.contains(address))
                && system.addresses.iter().all(|address| from_dns.contains(address))
        })
}

/// Every query was answered, and there was an address.
fn answered(servers: &[ServerAnswers]) -> bool {
    let all = servers.iter().all(|server| server.a.done().is_some() && server.aaaa.done().is_some());
    all && servers.iter().any(|server| server.addresses().next().is_some())
}

/// By way of which alias, and for how long.
fn dns_remarks(servers: &[ServerAnswers]) -> String {
    let answers = servers.iter().flat_map(|server| [&server.a, &server.aaaa]).filter_map(Outcome::done);
    let alias = answers.clone().find_map(|answer| answer.cname_chain.last());
    let ttl = answers.filter(|answer| !answer.addresses.is_empty()).filter_map(|answer| answer.ttl_s).min();
    let mut remarks = String::new();
    if let Some(completed) = servers.iter().find_map(|server| server.completed.as_ref()) {
        remarks.push_str(&format!(", as {completed}"));
    }
    if let Some(alias) = alias {
        remarks.push_str(&format!(", by way of {alias}"));
    }
    if let Some(ttl) = ttl {
        remarks.push_str(&format!(", TTL {ttl} s"));
    }
    remarks
}

fn answer(answer: &Answer) -> String {
    let mut words = match (answer.addresses.is_empty(), answer.rcode.as_str()) {
        (true, "NOERROR") => "none".to_owned(),
        (true, rcode) => rcode.to_owned(),
        (false, _) => addresses(&answer.addresses),
    };
    if let Some(last) = answer.cname_chain.last() {
        words.push_str(&format!(" by way of {last}"));
    }
    if let Some(ttl) = answer.ttl_s.filter(|_| !answer.addresses.is_empty()) {
        words.push_str(&format!(" (TTL {ttl} s)"));
    }
    words
}

fn addresses(addresses: &[IpAddr]) -> String {
    let named: Vec<String> = addresses.iter().take(NAMED_ADDRESSES).map(ToString::to_string).collect();
    match addresses.len().saturating_sub(NAMED_ADDRESSES) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
