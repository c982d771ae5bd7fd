//! Rules about the server's certificate: its name, and what the rules about dates, strength and trust come to.
//!
//! mstsc warns about a bad certificate and connects, unless the client is set to refuse (`authentication level`
//! 1): that decides between a warning and an error. Clients of a web server refuse.

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::{Address, Shown, shown};
use crate::certificate::{NameMatch, match_name, misplaced_name};
use crate::observe::{CertificateFacts, Role};
use crate::outcome::Phase;
use crate::target::Service;

/// The certificate could not be read, so that nothing is said of it.
pub(super) fn unreadable(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    if let Some((_, chain)) = shown(address.seen)
        && let Some(leaf) = chain.first().filter(|leaf| !leaf.is_readable())
    {
        let why = leaf.unreadable.as_deref().unwrap_or_default();
        let here = address.here();
        let why = format!("the certificate of {here} could not be read: {why}.");
        said.unsettled(Phase::Certificate, why);
    }
    said
}

/// Every name that a client may ask for, against every name that the certificate carries.
pub(super) fn name(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(|shown| mismatch(address, shown)).into()
}

fn mismatch(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, at, .. } = shown;
    let asked: Vec<&str> = match address.endpoint.role {
        Role::Gateway => vec![&address.endpoint.name],
        _ => {
            let target = address.scene.target;
            std::iter::once(target.host.as_str()).chain(target.alternate_host.as_deref()).collect()
        }
    };
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
                    "The name {expected} is only in the certificate's common name (CN), not in its SAN: Windows \
                     accepts that, other clients do not."
                ))
                .evidence(at.common_names(), leaf.common_names.join(", "))
                .evidence(at.dns_names(), "no subject alternative name (SAN)"),
        );
    }
    let presented = presented(leaf);
    if found.contains(&NameMatch::ShortName) {
        // In a domain Kerberos vouches for the host by any of its names.
        let severity = match address.scene.target.refuses_bad_certificates() {
            true => Severity::Warning,
            false => Severity::Info,
        };
        return Some(
            Finding::of(CauseId::CertNameMismatch, Confidence::Likely)
                .severity(severity)
                .says(format!(
                    "The certificate was issued for {presented}: the same host, but clients compare names literally \
                     and expect {expected}. Connect by the name in the certificate."
                ))
                .evidence(at.dns_names(), format!("expected {expected}, presented {presented}")),
        );
    }
    if let Some(misplaced) = asked.iter().find_map(|name| misplaced_name(name, leaf)) {
        // Clients warn about a self-signed certificate anyway.
        return (!(leaf.self_issued && misplaced.address)).then(|| {
            let confidence = if misplaced.address { Confidence::Likely } else { Confidence::Certain };
            Finding::of(CauseId::CertNameMismatch, confidence)
                .says(misplaced.says)
                .evidence(at.subject(), leaf.subject.clone())
                .evidence(at.dns_names(), format!("expected {expected}, presented {presented}"))
        });
    }
    // The self-signed certificate never carries addresses; on a gateway no client passes over that.
    let of_a_gateway = address.endpoint.role == Role::Gateway;
    if leaf.windows_default && !of_a_gateway && address.scene.target.address().is_some() {
        return None;
    }
    Some(
        Finding::of(CauseId::CertNameMismatch, Confidence::Certain)
            .says(format!("The certificate was issued for {presented}, not for {expected}."))
            .evidence(at.subject(), leaf.subject.clone())
            .evidence(at.dns_names(), format!("expected {expected}, presented {presented}")),
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

/// Nobody vouches for the certificate but itself.
pub(super) fn self_signed(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(|shown| vouches_for_itself(address, shown)).into()
}

fn vouches_for_itself(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, trust, at, .. } = shown;
    if !leaf.self_issued {
        return None;
    }
    if let Some(store) = trust.by() {
        return Some(
            Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
                .says(format!(
                    "The certificate is self-signed and is in {store}: clients that use that store do not \
                    warn."
                ))
                .evidence(at.issuer(), leaf.issuer.clone()),
        );
    }
    if address.scene.target.service == Service::Https {
        return Some(
            Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
                .severity(Severity::Error)
                .says(
                    "The certificate is self-signed: web clients refuse it unless they have been told to trust it.",
                )
                .evidence(at.issuer(), leaf.issuer.clone()),
        );
    }
    if address.endpoint.role == Role::Gateway {
        return Some(
            Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
                .says("The certificate is self-signed: only clients that have been told to trust it can connect.")
                .evidence(at.issuer(), leaf.issuer.clone()),
        );
    }
    let which = match leaf.windows_default {
        true => "Windows generated it automatically",
        false => "It is not the one that Windows generates automatically",
    };
    let finding = match address.scene.target.client.refuses_bad_certificates() {
        // Kerberos can vouch for the host in place of the certificate.
        true => Finding::of(CauseId::CertSelfSigned, Confidence::Likely).severity(Severity::Warning).says(format!(
            "The certificate is self-signed, and the .rdp file refuses such a certificate unless Kerberos proves the \
             host's identity (authentication level:i:1). {which}."
        )),
        false => Finding::of(CauseId::CertSelfSigned, Confidence::Certain)
            .says(format!("The certificate is self-signed. {which}. Clients warn about it once and can remember it.")),
    };
    Some(finding.evidence(at.issuer(), leaf.issuer.clone()))
}
