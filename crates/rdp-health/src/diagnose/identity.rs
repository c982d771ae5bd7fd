//! Rules about whose certificate it is: the expected one, the one of an earlier report, or that of a party in between.

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::issuer_lists::{INSPECTION_PRODUCTS, Known, TEST_AUTHORITIES};
use super::said::Said;
use super::scene::{Address, Shown};
use crate::diagnose::pointer::report;
use crate::observe::{CertificateFacts, EarlierCertificate, Role};

/// So many different certificates of one name and issuer, each newer than the last, are no renewal any more.
const REISSUES: usize = 3;

/// The certificate has one of the fingerprints that were given.
pub(super) fn expected(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(Shown { leaf, at, .. }) = &address.shown else { return said };
    let expected = &address.scene.target.expected_fingerprints;
    if expected.is_empty() {
        return said;
    }
    if [&leaf.sha1, &leaf.sha256, &leaf.key_sha256].iter().any(|presented| expected.contains(presented)) {
        said.rule_out(CauseId::CertChanged, "the certificate has an expected fingerprint.");
        return said;
    }
    let says = format!("expected {}, presented {} (SHA-1)", expected.join(" or "), leaf.sha1);
    said.find(
        Finding::of(CauseId::CertChanged, Confidence::Certain)
            .says(format!(
                "The certificate of {} does not have the expected fingerprint: its SHA-1 is {}.",
                address.here(),
                leaf.sha1
            ))
            .evidence(at.sha1(), says)
            .evidence(at.issuer(), format!("issued by {}", leaf.issuer)),
    );
    said
}

/// The certificate is that of an earlier report.
pub(super) fn changed(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(Shown { leaf, at, .. }) = &address.shown else { return said };
    let earlier: Vec<(usize, &EarlierCertificate)> = earlier(address);
    let Some((place, last)) = earlier.last() else { return said };
    let before = &last.certificate;
    if before.sha256 == leaf.sha256 {
        let because = format!("the certificate is the same as at {}.", last.seen_at);
        said.rule_out(CauseId::CertChanged, because);
        return said;
    }
    let there = report().earlier(*place).certificate().sha1();
    let expected = format!("at {} it was {} (SHA-1)", last.seen_at, before.sha1);
    let presented = format!("now it is {} (SHA-1)", leaf.sha1);
    if let Some(count) = reissues(address, leaf) {
        said.find(
            Finding::of(CauseId::CertTemplateReissues, Confidence::Possible)
                .says(format!(
                    "{} has had a different certificate from the same issuer at each check: {} so far.",
                    address.here(),
                    count
                ))
                .evidence(there, expected)
                .evidence(at.sha1(), presented),
        );
        return said;
    }
    let newer = before.not_before_unix < leaf.not_before_unix && before.subject == leaf.subject;
    let finding = Finding::of(CauseId::CertChanged, Confidence::Certain);
    let finding = match (newer && before.issuer == leaf.issuer, leaf.self_issued) {
        (true, false) => finding.severity(Severity::Info).says(format!(
            "The certificate has been renewed since {}: same name and issuer, different certificate.",
            last.seen_at
        )),
        // Nobody vouches for the new one; only the host itself can say whether it made it.
        (true, true) if before.not_after_unix <= leaf.not_before_unix.saturating_add(RENEWAL) => {
            finding.severity(Severity::Info).says(format!(
                "The self-signed certificate has been replaced since {}, as the old one was about to expire. Clients \
                 that remember the old one warn once more.",
                last.seen_at
            ))
        }
        _ => finding.says(format!(
            "The certificate has changed since {}: it was {}, issued by {}; now it is {}, issued by {}.",
            last.seen_at, before.subject, before.issuer, leaf.subject, leaf.issuer
        )),
    };
    if !before.self_issued && leaf.windows_default && address.endpoint.role == Role::Host {
        // Under another name it may be another host.
        let sure = match label(&before.subject) == label(&leaf.subject) {
            true => Confidence::Likely,
            false => Confidence::Possible,
        };
        said.find(
            Finding::of(CauseId::CertConfiguredRejected, sure)
                .says(format!(
                    "At {} the host presented a certificate issued by {}; now it presents the one that Windows \
                     generates. Windows falls back to that when the configured certificate is missing or unsuitable, \
                     or when its key cannot be read.",
                    last.seen_at, before.issuer
                ))
                .evidence(there.clone(), expected.clone())
                .evidence(at.issuer(), format!("issued by {}, the host itself", leaf.issuer)),
        );
    }
    said.find(finding.evidence(there, expected).evidence(at.sha1(), presented));
    said
}

/// The first label of the first name: `srv01` of `CN=SRV01.corp.example, O=Example`.
fn label(subject: &str) -> String {
    let name = subject.split_once("CN=").map_or(subject, |(_, name)| name);
    name.split(['.', ',']).next().unwrap_or_default().to_ascii_lowercase()
}

/// How many certificates of one name and issuer earlier reports and this check saw, each newer than the last, where they
/// are too many for renewals.
fn reissues(address: &Address<'_>, leaf: &CertificateFacts) -> Option<usize> {
    let one_kind = |one: &CertificateFacts| {
        !leaf.self_issued && one.subject == leaf.subject && one.issuer == leaf.issuer
    };
    let earlier = earlier(address);
    let (_, last) = earlier.last()?;
    let mut starts: Vec<i64> = earlier
        .iter()
        .map(|(_, earlier)| &earlier.certificate)
        .chain([leaf])
        .filter(|one| one_kind(one))
        .map(|one| one.not_before_unix)
        .collect();
    starts.dedup();
    let another = last.certificate.sha256 != leaf.sha256;
    (another && REISSUES <= starts.len() && starts.is_sorted()).then_some(starts.len())
}

/// The certificate is another one from connection to connection of this check.
pub(super) fn varies(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(|shown| another_each_time(address, shown.leaf)).into()
}

fn another_each_time(address: &Address<'_>, leaf: &CertificateFacts) -> Option<Finding> {
    let mut shown: Vec<(usize, &CertificateFacts)> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for (index, conversation) in address.seen.conversations.iter().enumerate() {
        let challenge = conversation.credssp.done().and_then(|answer| answer.challenge.as_ref());
        names.extend(challenge.and_then(|challenge| challenge.netbios_computer.as_deref()));
        let Some(one) = conversation.certificates.done().and_then(|chain| chain.first()) else { continue };
        // A host with several certificates gives each hello the one that it can use.
        let known = shown.iter().any(|(_, known)| known.sha256 == one.sha256);
        if !known && one.key.kind == leaf.key.kind && one.signature_algorithm == leaf.signature_algorithm {
            shown.push((index, one));
        }
    }
    // Over a longer time it shows better.
    if shown.len() < 2 || reissues(address, leaf).is_some() {
        return None;
    }
    names.sort_unstable();
    names.dedup();
    let mut subjects: Vec<&str> = shown.iter().map(|(_, one)| one.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let (here, count) = (address.here(), shown.len());
    let finding = Finding::of(CauseId::CertTemplateReissues, Confidence::Possible);
    let finding = if 1 < subjects.len() || 1 < names.len() {
        let (what, them) =
            if 1 < names.len() { ("computers call themselves", names) } else { ("names are", subjects) };
        finding.severity(Severity::Info).says(format!(
            "{here} presented {count} different certificates during this check. Probably several hosts answer there, \
             behind a load balancer (their {what} {}), rather than one host that generates a new certificate each \
             time.",
            them.join(", ")
        ))
    } else {
        finding.says(format!(
            "{here} presented {count} different certificates for one name during this check: the host, or a device \
             in front of it, generates a new one each time, or several hosts with the same name answer there."
        ))
    };
    Some(shown.iter().fold(finding, |finding, (index, one)| {
        let at = address.at(*index).chain().certificate(0).sha1();
        finding.evidence(at, format!("{}, valid from {}, SHA-1 {}", one.subject, one.not_before, one.sha1))
    }))
}

/// A self-signed certificate that is replaced in the last month of its validity was due; in seconds. When exactly Windows
/// replaces its own is not documented.
const RENEWAL: i64 = 31 * 86_400;

/// What earlier reports saw of this address, or of the host where they do not know the address; the oldest first.
fn earlier<'a>(address: &Address<'a>) -> Vec<(usize, &'a EarlierCertificate)> {
    let all = || address.scene.observations.earlier.iter().enumerate();
    let here: Vec<_> = all().filter(|(_, one)| one.address.ip() == address.seen.address.ip()).collect();
    if here.is_empty() { all().collect() } else { here }
}

/// A CA for tests issued the certificate, and nobody here trusts it.
pub(super) fn of_a_test_authority(address: &Address<'_>) -> Said {
    let Some(shown) = &address.shown else { return Said::default() };
    let known = TEST_AUTHORITIES.find(shown.chain);
    // Whoever put its root into the store knows what it is.
    let Some(Known { place, issuer, whose }) =
        known.filter(|_| !shown.leaf.self_issued && !shown.trust.is_given())
    else {
        return Said::default();
    };
    let here = address.here();
    let finding = Finding::of(CauseId::CertTestCa, Confidence::Likely)
        .says(format!(
            "The certificate of {here} was issued by {issuer}, which is {whose}: no client trusts it. Order the certificate \
             from the production CA."
        ))
        .evidence(shown.chain_at.certificate(place).issuer(), issuer);
    Some(finding).into()
}

/// A product that inspects TLS made the certificate, or nobody did who makes those of this endpoint.
pub(super) fn inspected(address: &Address<'_>) -> Said {
    let Some(shown) = &address.shown else { return Said::default() };
    let finding = match (INSPECTION_PRODUCTS.find(shown.chain), &address.scene.target.entry) {
        (Some(Known { place, issuer, whose }), _) => Finding::of(CauseId::TlsInspected, Confidence::Likely)
            .says(format!(
                "The certificate was issued by {issuer}. {whose} replaces a host's certificate with one from this \
                 issuer when it inspects TLS."
            ))
            .evidence(shown.chain_at.certificate(place).issuer(), issuer),
        (None, Some(entry)) if is_foreign(shown.chain, &entry.issuers) => {
            let expected = entry.issuers.join(", ");
            Finding::of(CauseId::TlsInspected, Confidence::Likely)
                .says(format!(
                    "The certificate of {} was issued by {}, not by the expected issuer ({expected}): probably a \
                     device on the path intercepts TLS.",
                    entry.host, shown.leaf.issuer
                ))
                .evidence(shown.at.issuer(), shown.leaf.issuer.clone())
                .evidence(report().expected_issuers(), format!("expected one of {expected}"))
        }
        _ => return Said::default(),
    };
    Some(finding).into()
}

/// The certificate is not of those who issue this endpoint's, and of no product that is known for it.
pub(super) fn is_of_a_stranger(address: &Address<'_>) -> bool {
    address.shown.as_ref().is_some_and(|shown| INSPECTION_PRODUCTS.find(shown.chain).is_none())
}

/// Whether none of these issued any certificate of the chain.
fn is_foreign(chain: &[CertificateFacts], issuers: &[String]) -> bool {
    let issued = |one: &CertificateFacts| {
        let names = one.issuer.split(", ").filter_map(|part| part.split_once('='));
        let mut names = names.filter(|(attribute, _)| matches!(*attribute, "O" | "CN"));
        names.any(|(_, name)| issuers.iter().any(|known| name.starts_with(known.as_str())))
    };
    !issuers.is_empty() && !chain.iter().any(issued)
}
