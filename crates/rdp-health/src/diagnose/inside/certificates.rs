//! The certificate of the listener: the one that was chosen, the one that is used.

use super::host::{Host, at, proved, seconds};
use crate::certificate::{NameMatch, match_name};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::observe::{InsideCertificate, KeyKind};

const STATIONS: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations";
const PROFILES: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList";
const DAY: i64 = 86_400;
const MONTH: i64 = 30 * DAY;

/// The certificate that the listener uses: the chosen one where it is in a store, else the newest that Windows made.
pub(super) fn in_use<'a>(host: &'a Host<'_>) -> Option<(usize, &'a InsideCertificate)> {
    let chosen = host.facts.listener().and_then(|(_, listener)| listener.certificate_sha1.as_deref());
    let all = || host.facts.certificates.iter().enumerate();
    let found =
        chosen.and_then(|sha1| all().find(|(_, one)| one.certificate.sha1.eq_ignore_ascii_case(sha1)));
    found.or_else(|| {
        all()
            .filter(|(_, one)| one.store == "Remote Desktop")
            .max_by_key(|(_, one)| one.certificate.not_before_unix)
    })
}

/// Whether the stores were read.
pub(super) fn stores_are_known(host: &Host<'_>) -> bool {
    !host.facts.certificates.is_empty()
}

pub(super) fn chosen(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, listener)) = host.facts.listener() else { return said };
    let Some(sha1) = &listener.certificate_sha1 else { return said };
    let is_there = host.facts.certificates.iter().any(|one| one.certificate.sha1.eq_ignore_ascii_case(sha1));
    if stores_are_known(host) && !is_there {
        said.find(proved(
            CauseId::CertConfiguredRejected,
            format!("The certificate chosen for Remote Desktop on {} is in none of its stores, so Windows uses its own.", host.name()),
            (at().listener(index).into(), format!("SSLCertificateSHA1Hash = {sha1}, which neither My nor Remote Desktop has")),
        ));
    }
    said
}

pub(super) fn used(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, one)) = in_use(host) else { return said };
    let name = host.name();
    let place = || String::from(at().certificate(index));
    let certificate = &one.certificate;
    let thumbprint = &certificate.sha1;
    if one.has_key == Some(false) {
        let says = format!("The certificate {thumbprint} of Remote Desktop on {name} has no private key.");
        said.find(proved(
            CauseId::TlsKeyUnusable,
            says,
            (place(), "the store names no private key for it".to_owned()),
        ));
    } else if one.key_readable == Some(false) {
        let says = format!(
            "NETWORK SERVICE may not read the private key of the certificate {thumbprint} on {name}."
        );
        said.find(proved(
            CauseId::TlsKeyUnusable,
            says,
            (place(), "the key's permissions leave out NETWORK SERVICE".to_owned()),
        ));
    } else if one.key_readable == Some(true) {
        said.rule_out(CauseId::TlsKeyUnusable, "NETWORK SERVICE may read the private key of the certificate");
    }
    if !certificate.is_readable() {
        return said;
    }
    if let Some(finding) = dates(host, one, place()) {
        said.find(finding);
    }
    let usages = &certificate.extended_key_usage;
    let suits = |usage: &String| {
        let usage = usage.to_ascii_lowercase();
        usage.contains("server")
            || usage.contains("any")
            || usage.contains("1.3.6.1.4.1.311.54.1.2")
            || usage.contains("remote desktop")
    };
    if !usages.is_empty() && !usages.iter().any(suits) {
        let says =
            format!("The certificate {thumbprint} of Remote Desktop on {name} is not meant for a server.");
        said.find(proved(
            CauseId::CertWrongPurpose,
            says,
            (place(), format!("its purposes are {}", usages.join(", "))),
        ));
    }
    let bits = certificate.key.bits;
    let short =
        certificate.key.kind == KeyKind::Rsa && 0 < bits && bits < u32::from(host.policy.minimum_rsa_bits);
    let signed = certificate.signature_algorithm.to_ascii_lowercase();
    if short || signed.contains("sha1") || signed.contains("md5") {
        let what = format!("{}, signed with {}", certificate.key, certificate.signature_algorithm);
        let says = format!("The key or signature of the certificate {thumbprint} on {name} is weak: {what}.");
        said.find(proved(CauseId::CertWeak, says, (place(), what)));
    }
    if certificate.self_issued {
        let says = format!("Remote Desktop on {name} uses a self-signed certificate ({thumbprint}).");
        said.find(proved(
            CauseId::CertSelfSigned,
            says,
            (place(), format!("self-signed: {}", certificate.issuer)),
        ));
    } else {
        names(host, one, &place(), &mut said);
    }
    said
}

fn dates(host: &Host<'_>, one: &InsideCertificate, place: String) -> Option<Finding> {
    let certificate = &one.certificate;
    let name = host.name();
    let left = certificate.not_after_unix.saturating_sub(host.now);
    let (from, to) = (&certificate.not_before, &certificate.not_after);
    // The files may be old: Windows makes a new certificate of its own in time.
    let renewed_since =
        one.store == "Remote Desktop" && host.as_of() < certificate.not_after_unix.saturating_sub(MONTH);
    if left < 0 && renewed_since {
        return None;
    }
    if left < 0 {
        let days = left.saturating_neg() / DAY;
        let says = format!("The certificate of Remote Desktop on {name} expired {days} days ago ({to}).");
        return Some(proved(CauseId::CertExpired, says, (place, format!("valid until {to}"))));
    }
    if host.now < certificate.not_before_unix {
        let says = format!("The certificate of Remote Desktop on {name} is not valid before {from}.");
        return Some(proved(CauseId::CertNotYetValid, says, (place, format!("valid from {from}"))));
    }
    let lifetime = certificate.not_after_unix.saturating_sub(certificate.not_before_unix);
    let soon = left < i64::from(host.policy.expiry_warning_days).saturating_mul(DAY) && left < lifetime / 3;
    // Windows renews its own.
    (soon && one.store != "Remote Desktop").then(|| {
        let says =
            format!("The certificate of Remote Desktop on {name} expires in {} days ({to}).", left / DAY);
        proved(CauseId::CertExpiring, says, (place, format!("valid until {to}")))
    })
}

fn names(host: &Host<'_>, one: &InsideCertificate, place: &str, said: &mut Said) {
    let Some(computer) = &host.facts.computer else { return };
    let certificate = &one.certificate;
    let full = host.facts.domain.as_ref().map(|domain| format!("{computer}.{domain}"));
    let fits = |name: &String| !matches!(match_name(name, certificate), NameMatch::None);
    if !fits(computer) && !full.as_ref().is_some_and(fits) {
        let names = certificate
            .dns_names
            .iter()
            .chain(&certificate.common_names)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let known = full.unwrap_or_else(|| computer.clone());
        // Users may connect by another name, for which it is meant.
        let finding = proved(
            CauseId::CertNameMismatch,
            format!(
                "The certificate of Remote Desktop is for {names}; clients that connect to {known} see a warning."
            ),
            (place.to_owned(), format!("names: {names}")),
        );
        said.find(finding.severity(Severity::Info));
    }
    if certificate.dns_names.is_empty() && !certificate.common_names.is_empty() {
        let says = format!(
            "The certificate of Remote Desktop on {} has its name in the common name (CN) only.",
            host.name()
        );
        said.find(proved(
            CauseId::CertNameInCommonName,
            says,
            (place.to_owned(), "no subject alternative name (SAN)".to_owned()),
        ));
    }
    if certificate.version != 0 && certificate.version < 3 {
        let says = format!(
            "The certificate of Remote Desktop on {} is of version {}, which some clients refuse.",
            host.name(),
            certificate.version
        );
        said.find(proved(
            CauseId::CertNonconforming,
            says,
            (place.to_owned(), format!("version {}", certificate.version)),
        ));
    }
}

/// Where Windows looks for certificates and keys.
pub(super) fn places(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    if let Some((index, store)) = host.facts.setting(STATIONS, "SelfSignedCertStore")
        && !store.value.eq_ignore_ascii_case("Remote Desktop")
    {
        said.find(
            Finding::of(CauseId::CertNoneOnServer, Confidence::Likely)
                .says(format!("{name} keeps its self-signed certificate in the store \"{}\" instead of \"Remote Desktop\", where Windows may not find it.", store.value))
                .evidence(at().setting(index), super::host::shown(store)),
        );
    }
    if let Some((index, data)) = host.facts.setting(PROFILES, "ProgramData")
        && !data.value.to_ascii_lowercase().ends_with("\\programdata")
    {
        said.find(
            Finding::of(CauseId::TlsKeyUnusable, Confidence::Likely)
                .says(format!("{name} looks for machine keys below {}, not below ProgramData, so the key of its certificate is not found.", data.value))
                .evidence(at().setting(index), super::host::shown(data)),
        );
    }
    let issued = host.facts.events.iter().enumerate().find(|(_, event)| {
        event.id == 1063 && event.provider.ends_with("RemoteConnectionManager") && 4 <= event.count
    });
    if let Some((index, event)) = issued
        && let (Some(first), Some(last)) = (seconds(&event.first), seconds(&event.last))
        && last.saturating_sub(first) < i64::from(event.count).saturating_mul(DAY)
    {
        said.find(proved(
            CauseId::CertTemplateReissues,
            format!(
                "{name} enrolled for {} certificates from the template of the policy within {} days.",
                event.count,
                (last.saturating_sub(first) / DAY).saturating_add(1)
            ),
            (
                at().event(index).into(),
                format!("event 1063, {} times from {} to {}", event.count, event.first, event.last),
            ),
        ));
    }
    said
}
