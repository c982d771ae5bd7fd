//! Rules about the server's certificate: dates, name, purpose, strength.
//!
//! mstsc warns about a bad certificate and connects, unless the client is set to refuse (`authentication level`
//! 1): that decides between a warning and an error.

use std::time::{SystemTime, UNIX_EPOCH};

use super::trust::{self, Trust};
use super::{Address, Confidence, Finding, Severity};
use crate::certificate::{NameMatch, match_name};
use crate::observe::{CertificateFacts, KeyKind};

const DAY: i64 = 86_400;

pub(super) fn judge(address: &mut Address<'_>) {
    let seen = address.seen.conversations.iter().enumerate().rev();
    let mut chains =
        seen.filter_map(|(index, conversation)| Some((index, conversation.certificates.done()?)));
    let Some((index, chain)) = chains.next() else { return };
    let Some(leaf) = chain.first() else { return };
    let chain_at = address.pointer(index, "certificates/value");
    let at = format!("{chain_at}/0");
    let now = unix(address.now);
    if leaf.common_names.is_empty()
        && leaf.dns_names.is_empty()
        && let Some(why) = &leaf.unreadable
    {
        let here = address.seen.address;
        address
            .unsettled
            .get_or_insert_with(|| format!("the certificate of {here} could not be read: {why}."));
        return;
    }
    let before = address.findings.len();
    let trust = trust::judge(address, chain, &chain_at, now);
    let found = address.findings.split_off(before);
    let findings = [
        dates(address, leaf, now, &at).or_else(|| dates_above(&trust, now)),
        name(address, leaf, &at),
        purpose(leaf, &at),
        strength(address, leaf, &at),
    ];
    let mut findings: Vec<Finding> = findings.into_iter().flatten().chain(found).collect();
    for finding in &mut findings {
        if address.target.client.refuses_bad_certificates() && finding.severity == Severity::Warning {
            match finding.id.as_str() {
                "cert-expiring" => {}
                _ => {
                    finding.severity = Severity::Error;
                    finding
                        .summary
                        .push_str(" The .rdp file refuses such a certificate (authentication level:i:1).");
                }
            }
        }
    }
    findings.extend(self_signed(address, leaf, &trust, &at));
    address.findings.extend(findings);
}

fn dates(address: &Address<'_>, leaf: &CertificateFacts, now: i64, at: &str) -> Option<Finding> {
    let here = address.seen.address;
    if now < leaf.not_before_unix {
        return Some(
            Finding::of("cert-not-yet-valid", Confidence::Certain)
                .says(format!(
                    "The certificate of {here} is valid only from {}: look at the clocks.",
                    leaf.not_before
                ))
                .evidence(format!("{at}/not_before"), leaf.not_before.clone()),
        );
    }
    if leaf.not_after_unix < now {
        let days = (now - leaf.not_after_unix) / DAY;
        let meaning = match leaf.windows_default {
            true => "; Windows has failed to renew its own certificate",
            false => "",
        };
        return Some(
            Finding::of("cert-expired", Confidence::Certain)
                .says(format!(
                    "The certificate of {here} expired on {} ({}){meaning}.",
                    day(&leaf.not_after),
                    ago(days)
                ))
                .evidence(format!("{at}/not_after"), leaf.not_after.clone()),
        );
    }
    // Windows renews the certificate it made itself; notice is for those that people must renew.
    let left = (leaf.not_after_unix - now) / DAY;
    if left < i64::from(address.policy.expiry_warning_days) && !leaf.windows_default {
        return Some(
            Finding::of("cert-expiring", Confidence::Certain)
                .says(format!(
                    "The certificate of {here} expires on {} ({left} days left).",
                    day(&leaf.not_after)
                ))
                .evidence(format!("{at}/not_after"), leaf.not_after.clone()),
        );
    }
    None
}

/// The certificates above the server's own, on the path to a trusted root.
fn dates_above(trust: &Trust<'_>, now: i64) -> Option<Finding> {
    let above = trust.path.iter().flatten().skip(1);
    let (facts, at) =
        above.clone().find(|(facts, _)| !(facts.not_before_unix..=facts.not_after_unix).contains(&now))?;
    let (id, field, day) = match now < facts.not_before_unix {
        true => ("cert-not-yet-valid", "not_before", day(&facts.not_before)),
        false => ("cert-expired", "not_after", day(&facts.not_after)),
    };
    let what = match id {
        "cert-expired" => "expired on",
        _ => "is valid only from",
    };
    Some(
        Finding::of(id, Confidence::Certain)
            .says(format!(
                "{}, on which the server's certificate depends, {what} {day}: the server's own is in date.",
                facts.subject
            ))
            .evidence(format!("{at}/{field}"), format!("{}: {day}", facts.subject)),
    )
}

fn name(address: &Address<'_>, leaf: &CertificateFacts, at: &str) -> Option<Finding> {
    let asked = &address.target.host;
    let alternate = address.target.alternate_host.as_deref();
    let matches = |name: &str| match_name(name, leaf) != NameMatch::None;
    if matches(asked) || alternate.is_some_and(matches) {
        return None;
    }
    // The self-signed certificate never carries addresses, and clients warn about it whatever it says.
    if leaf.windows_default && address.target.address().is_some() {
        return None;
    }
    let names: Vec<String> = match leaf.dns_names.is_empty() && leaf.ip_addresses.is_empty() {
        true => leaf.common_names.clone(),
        false => {
            leaf.dns_names.iter().cloned().chain(leaf.ip_addresses.iter().map(ToString::to_string)).collect()
        }
    };
    let presented = match names.as_slice() {
        [] => "no name at all".to_owned(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        few => few.join(", "),
    };
    Some(
        Finding::of("cert-name-mismatch", Confidence::Certain)
            .says(format!("The certificate was issued for {presented}, not for {asked}."))
            .evidence(format!("{at}/subject"), leaf.subject.clone())
            .evidence(format!("{at}/dns_names"), format!("expected {asked}, presented {presented}")),
    )
}

/// A TLS server signs with its key, or lets the client encrypt to it.
const SERVER_KEY_USAGES: [&str; 3] = ["digital signature", "key encipherment", "key agreement"];

fn purpose(leaf: &CertificateFacts, at: &str) -> Option<Finding> {
    let allowed = |usage: &String| SERVER_KEY_USAGES.contains(&usage.as_str());
    if !leaf.key_usage.is_empty() && !leaf.key_usage.iter().any(allowed) {
        let usages = leaf.key_usage.join(", ");
        return Some(
            Finding::of("cert-wrong-purpose", Confidence::Certain)
                .says(format!("The certificate's key is meant for {usages}, not for a server."))
                .evidence(format!("{at}/key_usage"), usages),
        );
    }
    const GOOD: [&str; 3] = ["server authentication", "Remote Desktop authentication", "any"];
    let usages = &leaf.extended_key_usage;
    let forbidden = !usages.is_empty() && !usages.iter().any(|usage| GOOD.contains(&usage.as_str()));
    forbidden.then(|| {
        Finding::of("cert-wrong-purpose", Confidence::Certain)
            .says(format!("The certificate is meant for {}, not for a server.", usages.join(", ")))
            .evidence(format!("{at}/extended_key_usage"), usages.join(", "))
    })
}

fn strength(address: &Address<'_>, leaf: &CertificateFacts, at: &str) -> Option<Finding> {
    let least = u32::from(address.policy.minimum_rsa_bits);
    let short = leaf.key.kind == KeyKind::Rsa && leaf.key.bits < least;
    let old = ["MD5", "SHA-1"].iter().any(|hash| leaf.signature_algorithm.starts_with(hash));
    let mut weak = Vec::new();
    if short {
        weak.push(format!("its key is {} (at least {least} bits are expected)", leaf.key));
    }
    if old {
        weak.push(format!("it is signed with {}", leaf.signature_algorithm));
    }
    (!weak.is_empty()).then(|| {
        Finding::of("cert-weak", Confidence::Certain)
            .says(format!("The certificate is weak: {}.", weak.join(", and ")))
            .evidence(format!("{at}/key"), leaf.key.to_string())
            .evidence(format!("{at}/signature_algorithm"), leaf.signature_algorithm.clone())
    })
}

fn self_signed(
    address: &Address<'_>,
    leaf: &CertificateFacts,
    trust: &Trust<'_>,
    at: &str,
) -> Option<Finding> {
    if !leaf.self_issued {
        return None;
    }
    if let Some(store) = &trust.by {
        return Some(
            Finding::of("cert-self-signed", Confidence::Certain)
                .says(format!("The certificate is self-signed, and {store} holds it: clients with that store do not warn."))
                .evidence(format!("{at}/issuer"), leaf.issuer.clone()),
        );
    }
    let which = match leaf.windows_default {
        true => "It is the one that Windows makes by itself",
        false => "It is not the one that Windows makes by itself",
    };
    let finding = match address.target.client.refuses_bad_certificates() {
        // Kerberos can vouch for the host in place of the certificate.
        true => Finding::of("cert-self-signed", Confidence::Likely).severity(Severity::Warning).says(format!(
            "The certificate is self-signed, and the .rdp file refuses such a certificate unless Kerberos vouches for \
             the host (authentication level:i:1). {which}."
        )),
        false => Finding::of("cert-self-signed", Confidence::Certain)
            .says(format!("The certificate is self-signed. {which}; clients warn once and can remember it.")),
    };
    Some(finding.evidence(format!("{at}/issuer"), leaf.issuer.clone()))
}

pub(super) fn unix(moment: SystemTime) -> i64 {
    match moment.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    }
}

/// The date of an RFC 3339 moment.
pub(super) fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

fn ago(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}
