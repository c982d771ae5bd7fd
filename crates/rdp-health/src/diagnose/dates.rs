//! Rules about dates: of the server's certificate and of those above it, by our clock and by the server's.

use super::catalogue::{CauseId, Severity};
use super::credssp;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::unix;
use super::scene::{Address, Shown};
use super::way::Trust;
use crate::observe::Role;

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// The part of its lifetime in which a certificate should have been renewed: what Let's Encrypt recommends, and what
/// certbot does (RFC 9773 has the CA say so itself).
const LAST_THIRD: i64 = 3;

/// The dates as of the scene's moment, by our clock and by the host's.
pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(shown) = &address.shown else { return said };
    said.findings.extend(too_long(address, shown));
    let by_the_clocks = match its_time(address) {
        None => at_moment(address, shown, unix(address.scene.now)),
        Some((then, its_clock)) => {
            let ours = at_moment(address, shown, unix(address.scene.now));
            by_two_clocks(ours, at_moment(address, shown, then), its_clock)
        }
    };
    said.findings.extend(by_the_clocks);
    if said.findings.is_empty() {
        said.findings.extend(expiring(address, shown));
    }
    said
}

/// What is wrong by one clock alone is the clock's fault, whoever is right.
pub(super) fn depend_on_the_clock(address: &Address<'_>) -> bool {
    let (Some(shown), Some((then, _))) = (&address.shown, its_time(address)) else { return false };
    let at = |moment| at_moment(address, shown, moment).map(|finding| finding.id);
    at(unix(address.scene.now)) != at(then)
}

/// The moment by the host's clock, where it is another one, and what the clock shows.
fn its_time<'a>(address: &Address<'a>) -> Option<(i64, &'a str)> {
    let clock = credssp::clock(address).filter(|clock| credssp::is_skewed(clock, address.scene.policy))?;
    Some((unix(address.scene.now).saturating_add(i64::from(clock.offset) / 1_000_000), &clock.time))
}

/// What is wrong at this moment.
fn at_moment(address: &Address<'_>, shown: &Shown<'_>, moment: i64) -> Option<Finding> {
    outside(address, shown, moment).or_else(|| above(&shown.trust, moment))
}

fn by_two_clocks(ours: Option<Finding>, its: Option<Finding>, its_clock: &str) -> Option<Finding> {
    match (ours, its) {
        (Some(mut ours), Some(its)) if ours.id == its.id => {
            ours.summary.push_str(" The host's own clock agrees.");
            Some(ours)
        }
        (Some(mut ours), _) => {
            ours.summary.push_str(&format!(" By the host's own clock ({its_clock}) that is not the case."));
            Some(ours)
        }
        (None, Some(mut its)) => {
            its.summary.push_str(&format!(
                " That is true only by the host's clock ({its_clock}), not by this \
                computer's."
            ));
            Some(its.severity(Severity::Info))
        }
        (None, None) => None,
    }
}

fn outside(address: &Address<'_>, shown: &Shown<'_>, now: i64) -> Option<Finding> {
    let Shown { leaf, at, .. } = shown;
    let here = address.here();
    if now < leaf.not_before_unix {
        return Some(
            Finding::of(CauseId::CertNotYetValid, Confidence::Certain)
                .says(format!(
                    "The certificate of {here} is not valid before {}: check the clocks.",
                    leaf.not_before
                ))
                .evidence(at.not_before(), format!("not valid before {}", leaf.not_before)),
        );
    }
    if leaf.not_after_unix < now {
        let days = now.saturating_sub(leaf.not_after_unix) / DAY;
        let meaning = match (renews_itself(address, shown), address.scene.target.refuses_bad_certificates()) {
            (true, false) => {
                "; Windows has failed to renew its own certificate. Clients warn and continue: this alone does not \
                 cause 0x904"
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
                .evidence(at.not_after(), format!("valid until {}", leaf.not_after)),
        );
    }
    None
}

/// The certificates above the server's own, on the path to a trusted root.
fn above(trust: &Trust<'_>, now: i64) -> Option<Finding> {
    let (facts, at) =
        trust.above().find(|(facts, _)| !(facts.not_before_unix..=facts.not_after_unix).contains(&now))?;
    let (id, at, says) = match now < facts.not_before_unix {
        true => {
            let says = format!("is not valid before {}", day(&facts.not_before));
            (CauseId::CertNotYetValid, at.not_before(), says)
        }
        false => (CauseId::CertExpired, at.not_after(), format!("expired on {}", day(&facts.not_after))),
    };
    Some(
        Finding::of(id, Confidence::Certain)
            .says(format!(
                "The certificate of {}, on which the server's certificate depends, {says}; the server's own \
                 certificate is still in date.",
                facts.subject
            ))
            .evidence(at, format!("{}: {says}", facts.subject)),
    )
}

/// Windows renews the certificate that it makes for Remote Desktop, and no other.
fn renews_itself(address: &Address<'_>, shown: &Shown<'_>) -> bool {
    shown.leaf.windows_default && address.endpoint.role == Role::Host
}

fn expiring(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, at, .. } = shown;
    let left = leaf.not_after_unix.saturating_sub(unix(address.scene.now));
    let lifetime = leaf.not_after_unix.saturating_sub(leaf.not_before_unix);
    // A certificate that is valid for six days or for 45 is always closer to its end than a month: whoever renews it
    // automatically does so when about two thirds of its lifetime are gone.
    let notice =
        i64::from(address.scene.policy.expiry_warning_days).saturating_mul(DAY).min(lifetime / LAST_THIRD);
    if notice <= left {
        return None;
    }
    let (here, end, left) = (address.here(), day(&leaf.not_after), time_left(left));
    let finding = match renews_itself(address, shown) {
        // When exactly it does is not documented.
        true => Finding::of(CauseId::CertExpiring, Confidence::Likely).severity(Severity::Info).says(format!(
            "The certificate of {here} expires on {end} ({left} left). Windows generated it and replaces it \
             automatically around that time: act only if it has not done so by then."
        )),
        false => Finding::of(CauseId::CertExpiring, Confidence::Certain)
            .says(format!("The certificate of {here} expires on {end} ({left} left).")),
    };
    Some(finding.evidence(at.not_after(), format!("valid until {}", leaf.not_after)))
}

/// Days, and hours where a day is a rough measure.
fn time_left(seconds: i64) -> String {
    match (seconds / DAY, seconds / HOUR) {
        (0 | 1, 1) => "1 hour".to_owned(),
        (0 | 1, hours) => format!("{hours} hours"),
        (days, _) => format!("{days} days"),
    }
}

fn too_long(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, at, .. } = shown;
    let longest = address.scene.policy.maximum_validity_days?;
    let days = leaf.not_after_unix.saturating_sub(leaf.not_before_unix) / DAY;
    (i64::from(longest) < days).then(|| {
        Finding::of(CauseId::CertValidityTooLong, Confidence::Certain)
            .says(format!("The certificate is valid for {days} days; the policy allows {longest}."))
            .evidence(at.not_before(), format!("not valid before {}", leaf.not_before))
            .evidence(at.not_after(), format!("valid until {}", leaf.not_after))
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
