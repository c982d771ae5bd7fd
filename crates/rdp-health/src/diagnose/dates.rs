//! Rules about dates: of the server's certificate and of those above it, by our clock and by the server's.

use super::trust::Trust;
use super::{Address, CauseId, Confidence, Finding, Severity, credssp};
use crate::observe::CertificateFacts;

const DAY: i64 = 86_400;

/// The dates as of `now`, in Unix seconds.
pub(super) fn judge(
    address: &Address<'_>,
    leaf: &CertificateFacts,
    trust: &Trust<'_>,
    now: i64,
    at: &str,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = [too_long(address, leaf, at)].into_iter().flatten().collect();
    let by_our_clock = outside(address, leaf, now, at).or_else(|| above(trust, now));
    findings.extend(match credssp::clock(address) {
        Some(clock) if credssp::is_skewed(clock, address.policy) => {
            let then = now.saturating_add(clock.ahead_us / 1_000_000);
            let by_its_clock = outside(address, leaf, then, at).or_else(|| above(trust, then));
            by_two_clocks(by_our_clock, by_its_clock, &clock.time)
        }
        _ => by_our_clock,
    });
    if findings.is_empty() {
        findings.extend(expiring(address, leaf, now, at));
    }
    findings
}

/// What is wrong by one clock alone is the clock's fault, whoever is right.
fn by_two_clocks(ours: Option<Finding>, its: Option<Finding>, its_time: &str) -> Option<Finding> {
    match (ours, its) {
        (Some(mut ours), Some(its)) if ours.id == its.id => {
            ours.summary.push_str(" The host's own clock says so too.");
            Some(ours)
        }
        (Some(mut ours), _) => {
            ours.summary.push_str(&format!(" By the host's own clock ({its_time}) it is not so."));
            Some(ours.because_of(CauseId::ClockSkew))
        }
        (None, Some(mut its)) => {
            its.summary.push_str(&format!(" That is so by the host's clock ({its_time}), and not by ours."));
            Some(its.severity(Severity::Info).because_of(CauseId::ClockSkew))
        }
        (None, None) => None,
    }
}

fn outside(address: &Address<'_>, leaf: &CertificateFacts, now: i64, at: &str) -> Option<Finding> {
    let here = address.seen.place();
    if now < leaf.not_before_unix {
        return Some(
            Finding::of(CauseId::CertNotYetValid, Confidence::Certain)
                .says(format!(
                    "The certificate of {here} is valid only from {}: look at the clocks.",
                    leaf.not_before
                ))
                .evidence(format!("{at}/not_before"), leaf.not_before.clone()),
        );
    }
    if leaf.not_after_unix < now {
        let days = (now - leaf.not_after_unix) / DAY;
        let meaning = match (leaf.windows_default, address.target.refuses_bad_certificates()) {
            (true, false) => {
                "; Windows has failed to renew its own certificate. Clients warn and go on: by itself it does not cause 0x904"
            }
            (true, true) => "; Windows has failed to renew its own certificate",
            (false, _) => "",
        };
        return Some(
            Finding::of(CauseId::CertExpired, Confidence::Certain)
                .says(format!(
                    "The certificate of {here} expired on {} ({}){meaning}.",
                    day(&leaf.not_after),
                    ago(days)
                ))
                .evidence(format!("{at}/not_after"), leaf.not_after.clone()),
        );
    }
    None
}

/// The certificates above the server's own, on the path to a trusted root.
fn above(trust: &Trust<'_>, now: i64) -> Option<Finding> {
    let (facts, at) =
        trust.above().find(|(facts, _)| !(facts.not_before_unix..=facts.not_after_unix).contains(&now))?;
    let (id, field, says) = match now < facts.not_before_unix {
        true => {
            (CauseId::CertNotYetValid, "not_before", format!("is valid only from {}", day(&facts.not_before)))
        }
        false => (CauseId::CertExpired, "not_after", format!("expired on {}", day(&facts.not_after))),
    };
    Some(
        Finding::of(id, Confidence::Certain)
            .says(format!(
                "The certificate of {}, on which the server's depends, {says}; the server's own is in date.",
                facts.subject
            ))
            .evidence(format!("{at}/{field}"), format!("{}: {says}", facts.subject)),
    )
}

fn expiring(address: &Address<'_>, leaf: &CertificateFacts, now: i64, at: &str) -> Option<Finding> {
    let left = (leaf.not_after_unix - now) / DAY;
    if i64::from(address.policy.expiry_warning_days) <= left {
        return None;
    }
    let (here, end) = (address.seen.place(), day(&leaf.not_after));
    let finding = match leaf.windows_default {
        // When exactly it does is not documented.
        true => Finding::of(CauseId::CertExpiring, Confidence::Likely).severity(Severity::Info).says(format!(
            "The certificate of {here} expires on {end} ({left} days left). Windows made it, and makes a new one by itself \
             about that time: only if it has not by then, something is to be done."
        )),
        false => Finding::of(CauseId::CertExpiring, Confidence::Certain)
            .says(format!("The certificate of {here} expires on {end} ({left} days left).")),
    };
    Some(finding.evidence(format!("{at}/not_after"), leaf.not_after.clone()))
}

fn too_long(address: &Address<'_>, leaf: &CertificateFacts, at: &str) -> Option<Finding> {
    let longest = address.policy.maximum_validity_days?;
    let days = (leaf.not_after_unix - leaf.not_before_unix) / DAY;
    (i64::from(longest) < days).then(|| {
        Finding::of(CauseId::CertValidityTooLong, Confidence::Certain)
            .says(format!("The certificate is valid for {days} days, and the policy allows {longest}."))
            .evidence(format!("{at}/not_before"), leaf.not_before.clone())
            .evidence(format!("{at}/not_after"), leaf.not_after.clone())
    })
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
