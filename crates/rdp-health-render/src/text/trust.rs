//! What is said of certificates: what they say themselves, who vouches for them, and whether they were revoked.

use rdp_health::observe::{
    CertificateFacts, Issuers, Revocation, RevocationAnswer, RevocationMeans, RevocationStatus, TrustStore,
    TrustStoreKind,
};
use rdp_health::{Outcome, Report, StoreTrust, Tri};

use super::facts::failure;
use crate::words::{count, more, unix_seconds};

/// A chain in one phrase: the server's own certificate, and how many stand behind it.
pub(super) fn chain(chain: &[CertificateFacts], report: &Report) -> String {
    let Some(leaf) = chain.first() else { return "none sent".to_owned() };
    let mut parts = Vec::new();
    if let Some(problem) = &leaf.unreadable {
        parts.push(format!("cannot be read ({problem})"));
    }
    if leaf.not_after.is_empty() {
        return parts.join("; ");
    }
    parts.push(match leaf.subject.is_empty() {
        true => "no subject".to_owned(),
        false => leaf.subject.clone(),
    });
    parts.extend(names(leaf));
    parts.push(match (leaf.windows_default, leaf.self_issued) {
        (true, _) => "self-signed, as Windows generates it".to_owned(),
        (false, true) => "self-signed".to_owned(),
        (false, false) => format!("issued by {}", leaf.issuer),
    });
    parts.push(validity(leaf, report));
    parts.push(format!("{}, {}", leaf.key, leaf.signature_algorithm));
    if 1 < chain.len() {
        parts.push(format!("{} in the chain", more(chain.len() - 1, "certificate")));
    }
    parts.join("; ")
}

/// The stores of trusted roots that were read, each with its verdict.
pub(super) fn stores(stores: &[TrustStore], report: &Report) -> String {
    let each = stores.iter().map(|store| {
        let name = match (store.kind, &store.file) {
            (TrustStoreKind::System, _) => "this system's store",
            (TrustStoreKind::Mozilla, _) => "Mozilla's store",
            (_, Some(file)) => file.as_str(),
            (_, None) => "another store",
        };
        match &store.roots {
            Outcome::Done(roots) => {
                let roots = count(u64::from(roots.held), "root");
                format!("{name} ({roots}): {}", verdict(report, store).unwrap_or("not asked"))
            }
            Outcome::Failed(failed) => format!("{name}: {}", failure(failed)),
            Outcome::Skipped(why) => format!("{name}: not read: {why}"),
        }
    });
    each.collect::<Vec<_>>().join("; ")
}

/// What a store makes of the certificates, in a word or two.
fn verdict(report: &Report, store: &TrustStore) -> Option<&'static str> {
    let mut said = report.trust.iter().filter(|one| one.store == store.kind && one.file == store.file);
    let first = said.next()?.verdict;
    Some(match first {
        _ if said.any(|one| one.verdict != first) => "differs from address to address",
        StoreTrust::Trusted => "trusted",
        StoreTrust::TrustedIfFetched => "trusted with the fetched certificates",
        StoreTrust::NotTrusted => "not trusted",
        _ => "not known",
    })
}

/// What the stores make of the certificates, with the reason, a line each.
pub(super) fn reasons(report: &Report) -> Vec<&str> {
    report.trust.iter().map(|one| one.says.as_str()).collect()
}

/// The issuers that nobody sent, a line each: from where they came, or why they did not.
pub(super) fn issuers(issuers: &Issuers) -> Vec<String> {
    let each = issuers.missing.iter().map(|missing| {
        let came = match &missing.found {
            Outcome::Done(found) => {
                let urls: Vec<&str> = found.iter().map(|one| one.url.as_str()).collect();
                format!("fetched from {}", urls.join(" and "))
            }
            Outcome::Failed(failed) => format!("not fetched: {}", failure(failed)),
            Outcome::Skipped(why) => format!("not fetched: {why}"),
        };
        format!("{}, which issued {}: {came}", missing.issuer, missing.subject)
    });
    each.collect()
}

/// What each source says of each certificate, a line each. Where nobody was asked, "not checked" says why.
pub(super) fn revocation(revocation: &Revocation) -> Vec<String> {
    let mut lines = Vec::new();
    for certificate in &revocation.certificates {
        let whose = if certificate.own { String::new() } else { format!("{}: ", certificate.subject) };
        for source in &certificate.sources {
            let place = match (source.means, source.url.as_deref()) {
                (RevocationMeans::StapledOcsp, _) => "OCSP from the host itself".to_owned(),
                (RevocationMeans::Ocsp, url) => format!("OCSP {}", url.unwrap_or_default()),
                (_, url) => format!("list {}", url.unwrap_or_default()),
            };
            let says = match &source.answer {
                Outcome::Done(answer) => status(answer),
                Outcome::Failed(failed) => failure(failed),
                Outcome::Skipped(_) => continue,
            };
            lines.push(format!("{whose}{says}; {place}"));
        }
    }
    lines
}

fn status(answer: &RevocationAnswer) -> String {
    let mut words = match answer.status {
        RevocationStatus::Good => "not revoked".to_owned(),
        RevocationStatus::Revoked => "revoked".to_owned(),
        _ => "not known there".to_owned(),
    };
    words.extend(answer.revoked_at.iter().map(|moment| format!(" on {}", day(moment))));
    words.extend(answer.reason.iter().map(|reason| format!(" ({reason})")));
    words.push_str(&match answer.authentic {
        Tri::Yes => String::new(),
        _ => format!(", {}", answer.authentic_because),
    });
    words.push_str(&format!(", as of {}", day(&answer.this_update)));
    words.extend(answer.next_update.iter().map(|moment| format!(", next due {}", day(moment))));
    words
}

/// The date of a moment.
fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

fn names(leaf: &CertificateFacts) -> Option<String> {
    let names: Vec<String> =
        leaf.dns_names.iter().cloned().chain(leaf.ip_addresses.iter().map(ToString::to_string)).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("for {one}")),
        [first, second] => Some(format!("for {first} and {second}")),
        [first, second, rest @ ..] => Some(format!("for {first}, {second} and {}", more(rest.len(), "name"))),
    }
}

/// The dates, seen from the moment for which the report was judged.
pub(crate) fn validity(leaf: &CertificateFacts, report: &Report) -> String {
    const DAY: i64 = 86_400;
    let now = unix_seconds(report.judged_at);
    let days = |seconds: i64| match u64::try_from(seconds / DAY) {
        Ok(0) | Err(_) => "less than a day".to_owned(),
        Ok(days) => count(days, "day"),
    };
    if now < leaf.not_before_unix {
        let until = leaf.not_before_unix.saturating_sub(now);
        return format!("not valid before {} ({} from now)", day(&leaf.not_before), days(until));
    }
    if leaf.not_after_unix < now {
        let since = now.saturating_sub(leaf.not_after_unix);
        return format!("expired {} ({} ago)", day(&leaf.not_after), days(since));
    }
    let left = leaf.not_after_unix.saturating_sub(now);
    format!("valid until {} ({} left)", day(&leaf.not_after), days(left))
}
