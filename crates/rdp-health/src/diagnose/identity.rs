//! Rules about whose certificate it is: the expected one, the one of an earlier report, or that of a party in between.

use super::{Address, CauseId, Confidence, Finding, Severity};
use crate::observe::{CertificateFacts, EarlierCertificate};

/// Product, attribute of the issuer's name, how its value begins, source.
const INSPECTION_PRODUCTS: &str = include_str!("../../data/inspection_products.tsv");

/// So many different certificates of one name and issuer, each newer than the last, are no renewal any more.
const REISSUES: usize = 3;

pub(super) fn judge(address: &mut Address<'_>, chain: &[CertificateFacts], chain_at: &str) {
    let Some(leaf) = chain.first() else { return };
    let at = format!("{chain_at}/0");
    expected(address, leaf, &at);
    changed(address, leaf, &at);
    varies(address, leaf);
    inspected(address, chain, chain_at);
}

/// The certificate has one of the fingerprints that were given.
fn expected(address: &mut Address<'_>, leaf: &CertificateFacts, at: &str) {
    let expected = &address.target.expected_fingerprints;
    if expected.is_empty() {
        return;
    }
    if [&leaf.sha1, &leaf.sha256, &leaf.key_sha256].iter().any(|presented| expected.contains(presented)) {
        address.rule_out(CauseId::CertChanged, "the certificate has a fingerprint that was expected.");
        return;
    }
    let says = format!("expected {}, presented {} (SHA-1)", expected.join(" or "), leaf.sha1);
    address.findings.push(
        Finding::of(CauseId::CertChanged, Confidence::Certain)
            .says(format!("The certificate of {} is not the one that was expected.", address.seen.place()))
            .evidence(format!("{at}/sha1"), says)
            .evidence(format!("{at}/issuer"), format!("issued by {}", leaf.issuer)),
    );
}

/// The certificate is that of an earlier report.
fn changed(address: &mut Address<'_>, leaf: &CertificateFacts, at: &str) {
    let earlier: Vec<(usize, &EarlierCertificate)> = earlier(address);
    let Some((place, last)) = earlier.last() else { return };
    let before = &last.certificate;
    if before.sha256 == leaf.sha256 {
        let because = format!("the certificate is the one of {}.", last.seen_at);
        address.rule_out(CauseId::CertChanged, because);
        return;
    }
    let one_kind = |one: &CertificateFacts| {
        !leaf.self_issued && one.subject == leaf.subject && one.issuer == leaf.issuer
    };
    let mut starts: Vec<i64> = earlier
        .iter()
        .map(|(_, earlier)| &earlier.certificate)
        .chain([leaf])
        .filter(|one| one_kind(one))
        .map(|one| one.not_before_unix)
        .collect();
    starts.dedup();
    let there = format!("/observations/earlier/{place}/certificate/sha1");
    let expected = format!("at {} it was {} (SHA-1)", last.seen_at, before.sha1);
    let presented = format!("now it is {} (SHA-1)", leaf.sha1);
    if REISSUES <= starts.len() && starts.is_sorted() {
        address.findings.push(
            Finding::of(CauseId::CertTemplateReissues, Confidence::Possible)
                .says(format!(
                    "{} shows a new certificate of the same issuer at every look: {} of them so far.",
                    address.seen.place(),
                    starts.len()
                ))
                .evidence(there, expected)
                .evidence(format!("{at}/sha1"), presented),
        );
        return;
    }
    let newer = before.not_before_unix < leaf.not_before_unix && before.subject == leaf.subject;
    let finding = Finding::of(CauseId::CertChanged, Confidence::Certain);
    let finding = match (newer && before.issuer == leaf.issuer, leaf.self_issued) {
        (true, false) => finding.severity(Severity::Info).says(format!(
            "The certificate was renewed since {}: another one of the same name and issuer.",
            last.seen_at
        )),
        // Nobody vouches for the new one; only the host itself can say whether it made it.
        (true, true) if before.not_after_unix <= leaf.not_before_unix + RENEWAL => {
            finding.severity(Severity::Info).says(format!(
                "The self-signed certificate was made anew since {}, when the old one was at its end. Clients that remember \
                 the old one warn once more.",
                last.seen_at
            ))
        }
        _ => finding.says(format!(
            "The certificate is not the one of {}: that was {}, issued by {}; this is {}, issued by {}.",
            last.seen_at, before.subject, before.issuer, leaf.subject, leaf.issuer
        )),
    };
    address.findings.push(finding.evidence(there, expected).evidence(format!("{at}/sha1"), presented));
}

/// The certificate is another one from connection to connection of this check.
fn varies(address: &mut Address<'_>, leaf: &CertificateFacts) {
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
    if shown.len() < 2 || address.findings.iter().any(|finding| finding.id == CauseId::CertTemplateReissues) {
        return;
    }
    names.sort_unstable();
    names.dedup();
    let mut subjects: Vec<&str> = shown.iter().map(|(_, one)| one.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let (here, count) = (address.seen.place(), shown.len());
    let finding = Finding::of(CauseId::CertTemplateReissues, Confidence::Possible);
    let finding = if 1 < subjects.len() || 1 < names.len() {
        let (what, them) =
            if 1 < names.len() { ("computers call themselves", names) } else { ("names are", subjects) };
        finding.severity(Severity::Info).says(format!(
            "{here} showed {count} different certificates within this check. Rather several hosts answer there, behind a \
             load balancer (their {what} {}), than that one host makes a new certificate each time.",
            them.join(", ")
        ))
    } else {
        finding.says(format!(
            "{here} showed {count} different certificates of one name within this check: either the host, or something before \
             it, makes a new one each time, or several hosts with one name answer there."
        ))
    };
    let finding = shown.iter().fold(finding, |finding, (index, one)| {
        let at = address.pointer(*index, "certificates/value/0/sha1");
        finding.evidence(at, format!("{}, begun {}, SHA-1 {}", one.subject, one.not_before, one.sha1))
    });
    address.findings.push(finding);
}

/// A self-signed certificate that is replaced in the last month of its validity was due; in seconds. When exactly Windows
/// replaces its own is not documented.
const RENEWAL: i64 = 31 * 86_400;

/// What earlier reports saw of this address, or of the host where they do not know the address; the oldest first.
fn earlier<'a>(address: &Address<'a>) -> Vec<(usize, &'a EarlierCertificate)> {
    let all = || address.observations.earlier.iter().enumerate();
    let here: Vec<_> = all().filter(|(_, one)| one.address.ip() == address.seen.address.ip()).collect();
    if here.is_empty() { all().collect() } else { here }
}

/// A product that inspects TLS made the certificate, or nobody did who makes those of this endpoint.
fn inspected(address: &mut Address<'_>, chain: &[CertificateFacts], chain_at: &str) {
    let known =
        chain.iter().enumerate().find_map(|(place, one)| Some((place, &one.issuer, product(&one.issuer)?)));
    let finding = match (known, chain.first(), &address.target.entry) {
        (Some((place, issuer, product)), ..) => Finding::of(CauseId::TlsInspected, Confidence::Likely)
            .says(format!(
                "The certificate was issued by {issuer}: that is how {product} names the certificates it makes in a host's place."
            ))
            .evidence(format!("{chain_at}/{place}/issuer"), issuer.clone()),
        (None, Some(leaf), Some(entry)) if is_foreign(chain, &entry.issuers) => {
            let expected = entry.issuers.join(", ");
            Finding::of(CauseId::TlsInspected, Confidence::Likely)
                .says(format!(
                    "The certificate of {} was issued by {}, and not by one of those who issue it ({expected}): somebody on \
                     the way most likely ends TLS and begins it anew.",
                    entry.host, leaf.issuer
                ))
                .evidence(format!("{chain_at}/0/issuer"), leaf.issuer.clone())
                .evidence("/target/entry/issuers", format!("expected one of {expected}"))
        }
        _ => return,
    };
    let mut finding = finding;
    for consequence in &mut address.findings {
        let foreign = matches!(consequence.id, CauseId::CertUntrusted | CauseId::CertChainIncomplete)
            || known.is_none()
                && matches!(consequence.id, CauseId::CertNameMismatch | CauseId::CertSelfSigned);
        if foreign {
            finding.severity = finding.severity.max(consequence.severity);
            consequence.because_of = Some(CauseId::TlsInspected);
        }
    }
    address.findings.push(finding);
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

/// The product that issues under this name.
fn product(issuer: &str) -> Option<&'static str> {
    let lines = INSPECTION_PRODUCTS.lines().filter(|line| !line.starts_with('#'));
    lines.into_iter().find_map(|line| {
        let mut cells = line.split('\t');
        let (product, attribute, begins) = (cells.next()?, cells.next()?, cells.next()?);
        let sought = format!("{attribute}={begins}");
        issuer.split(", ").any(|part| part.starts_with(&sought)).then_some(product)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_products() {
        for (issuer, expected) in [
            ("C=US, O=Fortinet, OU=Certificate Authority, CN=FGT60F", Some("Fortinet")),
            ("O=Acme, CN=Sophos_CA_C01001ABC", Some("Sophos")),
            ("CN=Kaspersky Anti-Virus Personal Root Certificate, O=AO Kaspersky Lab", Some("Kaspersky")),
            ("O=Acme, CN=Acme Issuing CA", None),
            ("O=Not Fortinet, CN=x", None),
            ("", None),
        ] {
            assert_eq!(product(issuer), expected, "{issuer}");
        }
    }

    #[test]
    fn every_line_of_the_list_is_whole() {
        for line in INSPECTION_PRODUCTS.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(cells.len() == 4 && cells.iter().all(|cell| !cell.is_empty()), "{line}");
            assert!(["CN", "O"].contains(&cells[1]), "{line}");
        }
    }
}
