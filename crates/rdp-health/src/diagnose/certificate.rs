//! Rules about the server's certificate: its name, and what the rules about dates, strength and trust come to.
//!
//! mstsc warns about a bad certificate and connects, unless the client is set to refuse (`authentication level`
//! 1): that decides between a warning and an error. Clients of a web server refuse.

use std::time::{SystemTime, UNIX_EPOCH};

use super::trust::{self, Trust};
use super::{Address, CauseId, Confidence, Finding, Severity, dates, identity, strength};
use crate::certificate::{NameMatch, match_name};
use crate::observe::{AddressObservations, CertificateFacts};
use crate::target::Service;

pub(super) fn judge(address: &mut Address<'_>) {
    let Some((index, chain)) = shown(address.seen) else { return };
    let Some(leaf) = chain.first() else { return };
    let chain_at = address.pointer(index, "certificates/value");
    let at = format!("{chain_at}/0");
    let now = unix(address.now);
    if leaf.common_names.is_empty()
        && leaf.dns_names.is_empty()
        && let Some(why) = &leaf.unreadable
    {
        let here = address.seen.place();
        address
            .unsettled
            .get_or_insert_with(|| format!("the certificate of {here} could not be read: {why}."));
        return;
    }
    let before = address.findings.len();
    let trust = trust::judge(address, chain, &chain_at, now);
    let found = address.findings.split_off(before);
    let mut findings = dates::judge(address, leaf, &trust, now, &at);
    let others = [
        name(address, leaf, &at),
        strength::purpose(leaf, &trust, &at),
        strength::strength(address, leaf, &trust, &at),
        strength::form(leaf, &at),
    ];
    findings.extend(others.into_iter().flatten().chain(found));
    for finding in &mut findings {
        if finding.severity == Severity::Warning && is_refused(address, &trust, &finding.id) {
            finding.severity = Severity::Error;
            finding.summary.push_str(address.target.refusal());
        }
    }
    findings.extend(self_signed(address, leaf, &trust, &at));
    address.findings.extend(findings);
    identity::judge(address, chain, &chain_at);
}

/// Whether the clients go no further over such a certificate.
fn is_refused(address: &Address<'_>, trust: &Trust<'_>, id: &CauseId) -> bool {
    match address.target.service {
        Service::Https => matches!(
            id,
            CauseId::CertExpired
                | CauseId::CertNameMismatch
                | CauseId::CertNotYetValid
                | CauseId::CertUntrusted
                | CauseId::CertWrongPurpose
        ),
        Service::Rdp => {
            // A client can fetch what is missing.
            let mended = *id == CauseId::CertChainIncomplete && trust.is_given();
            address.target.client.refuses_bad_certificates() && *id != CauseId::CertExpiring && !mended
        }
    }
}

/// The chain that an address showed last, with the conversation that saw it.
pub(super) fn shown(seen: &AddressObservations) -> Option<(usize, &Vec<CertificateFacts>)> {
    let conversations = seen.conversations.iter().enumerate().rev();
    conversations.filter_map(|(index, conversation)| Some((index, conversation.certificates.done()?))).next()
}

/// Every name that a client may ask for, against every name that the certificate carries.
fn name(address: &Address<'_>, leaf: &CertificateFacts, at: &str) -> Option<Finding> {
    let asked: Vec<&str> = std::iter::once(address.target.host.as_str())
        .chain(address.target.alternate_host.as_deref())
        .collect();
    let found: Vec<NameMatch> = asked.iter().map(|name| match_name(name, leaf)).collect();
    let expected = asked.join(" or ");
    // About a self-signed certificate clients warn whatever it says.
    if found.contains(&NameMatch::Alternative)
        || leaf.self_issued && found.iter().any(|m| *m != NameMatch::None)
    {
        return None;
    }
    if found.contains(&NameMatch::CommonName) {
        return Some(
            Finding::of(CauseId::CertNameInCommonName, Confidence::Certain)
                .says(format!(
                    "The name {expected} stands only in the certificate's common name: Windows reads it there, other clients                      do not."
                ))
                .evidence(format!("{at}/common_names"), leaf.common_names.join(", "))
                .evidence(format!("{at}/dns_names"), "no alternative name"),
        );
    }
    let presented = presented(leaf);
    if found.contains(&NameMatch::ShortName) {
        // In a domain Kerberos vouches for the host by any of its names.
        let severity = match address.target.refuses_bad_certificates() {
            true => Severity::Warning,
            false => Severity::Info,
        };
        return Some(
            Finding::of(CauseId::CertNameMismatch, Confidence::Likely)
                .severity(severity)
                .says(format!(
                    "The certificate was issued for {presented}: the same host, but not the name {expected}, and clients compare                      names letter by letter. Connect by the name in the certificate."
                ))
                .evidence(format!("{at}/dns_names"), format!("expected {expected}, presented {presented}")),
        );
    }
    // The self-signed certificate never carries addresses.
    if leaf.windows_default && address.target.address().is_some() {
        return None;
    }
    Some(
        Finding::of(CauseId::CertNameMismatch, Confidence::Certain)
            .says(format!("The certificate was issued for {presented}, not for {expected}."))
            .evidence(format!("{at}/subject"), leaf.subject.clone())
            .evidence(format!("{at}/dns_names"), format!("expected {expected}, presented {presented}")),
    )
}

/// The names that the certificate carries, in a phrase.
fn presented(leaf: &CertificateFacts) -> String {
    let names: Vec<String> = match leaf.dns_names.is_empty() && leaf.ip_addresses.is_empty() {
        true => leaf.common_names.clone(),
        false => {
            leaf.dns_names.iter().cloned().chain(leaf.ip_addresses.iter().map(ToString::to_string)).collect()
        }
    };
    match names.as_slice() {
        [] => "no name at all".to_owned(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        few => few.join(", "),
    }
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
            Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
                .says(format!("The certificate is self-signed, and {store} holds it: clients with that store do not warn."))
                .evidence(format!("{at}/issuer"), leaf.issuer.clone()),
        );
    }
    if address.target.service == Service::Https {
        return Some(
            Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
                .severity(Severity::Error)
                .says(
                    "The certificate is self-signed: clients of a web server refuse it unless they were told to trust it.",
                )
                .evidence(format!("{at}/issuer"), leaf.issuer.clone()),
        );
    }
    let which = match leaf.windows_default {
        true => "It is the one that Windows makes by itself",
        false => "It is not the one that Windows makes by itself",
    };
    let finding = match address.target.client.refuses_bad_certificates() {
        // Kerberos can vouch for the host in place of the certificate.
        true => Finding::of(CauseId::CertSelfSigned, Confidence::Likely).severity(Severity::Warning).says(format!(
            "The certificate is self-signed, and the .rdp file refuses such a certificate unless Kerberos vouches for \
             the host (authentication level:i:1). {which}."
        )),
        false => Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
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
