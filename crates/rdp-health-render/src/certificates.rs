//! The certificates of a report alone: as text, as JSON, as PEM.

use rdp_health::observe::CertificateFacts;
use rdp_health::{CauseId, Confidence, Phase, Report, Severity, StoreVerdict, TargetSummary};
use serde::Serialize;

use crate::json::pretty;
use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style::{self, BOLD};
use crate::text::validity;

/// A chain as a host sent it, and where.
#[derive(Serialize)]
struct Chain<'a> {
    addresses: Vec<String>,
    certificates: &'a [CertificateFacts],
}

/// Every chain once, in the order in which they were first seen.
fn chains(report: &Report) -> Vec<Chain<'_>> {
    let mut chains: Vec<Chain<'_>> = Vec::new();
    for seen in report.observations.endpoints().flat_map(|endpoint| &endpoint.addresses) {
        let place = seen.place();
        for certificates in seen.conversations.iter().filter_map(|one| one.certificates.done()) {
            match chains.iter_mut().find(|chain| chain.certificates == certificates.as_slice()) {
                Some(chain) if chain.addresses.contains(&place) => {}
                Some(chain) => chain.addresses.push(place.clone()),
                None => chains.push(Chain { addresses: vec![place.clone()], certificates }),
            }
        }
    }
    chains
}

/// What was found about the certificates.
#[derive(Serialize)]
struct Remark<'a> {
    #[serde(rename = "id")]
    cause: &'a str,
    severity: Severity,
    confidence: Confidence,
    summary: &'a str,
}

fn remarks(report: &Report) -> Vec<Remark<'_>> {
    let about_certificates = |id: &CauseId| {
        *id == CauseId::TlsInspected
            || rdp_health::cause(id).is_some_and(|cause| cause.phase == Phase::Certificate)
    };
    let findings = report.findings.iter().filter(|finding| about_certificates(&finding.id));
    findings
        .map(|finding| Remark {
            cause: finding.id.as_str(),
            severity: finding.severity,
            confidence: finding.confidence,
            summary: &finding.summary,
        })
        .collect()
}

/// The certificates that a host sent, and what is to be said about them, as JSON: `target`, `judged_at`, `chains` (each
/// with `addresses` and `certificates` as in a report), `trust` as in a report, and `findings`.
///
/// # Errors
/// None that a report made by `rdp-health` can cause.
pub fn certificates_json(report: &Report) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Certificates<'a> {
        target: &'a TargetSummary,
        judged_at: String,
        chains: Vec<Chain<'a>>,
        trust: &'a [StoreVerdict],
        findings: Vec<Remark<'a>>,
    }
    let judged_at = rdp_health::rfc3339(report.judged_at);
    let (chains, findings) = (chains(report), remarks(report));
    pretty(&Certificates { target: &report.target, judged_at, chains, trust: &report.trust, findings })
}

/// The certificates that a host sent as PEM, each once; nothing where none was seen.
#[must_use]
pub fn certificates_pem(report: &Report) -> String {
    let mut certificates: Vec<&CertificateFacts> = Vec::new();
    for certificate in chains(report).iter().flat_map(|chain| chain.certificates) {
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    certificates.into_iter().map(pem).collect()
}

/// RFC 7468: lines of 64 letters.
fn pem(certificate: &CertificateFacts) -> String {
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    // Nothing but base64, whoever wrote the report.
    let base64 = certificate.der.chars().filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c));
    for (index, letter) in base64.enumerate() {
        if 0 < index && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem + "\n-----END CERTIFICATE-----\n"
}

/// The certificates that a host sent, for people.
#[must_use]
pub fn certificates_text(report: &Report, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let chains = chains(report);
    if chains.is_empty() {
        page.line(&[], 0, &[styled(BOLD, "No certificate was received. "), plain(&report.summary)]);
        return page.finish();
    }
    for chain in &chains {
        let count = chain.certificates.len();
        for (index, certificate) in chain.certificates.iter().enumerate() {
            let which = match index {
                0 => format!("Certificate 1 of {count}, the server's own at {}", chain.addresses.join(", ")),
                _ => format!("Certificate {} of {count}", index + 1),
            };
            page.line(&[], 0, &[styled(BOLD, which)]);
            one(&mut page, certificate, report);
            page.blank();
        }
    }
    let mut label = "Trust";
    for verdict in &report.trust {
        page.field(label, &[plain(&verdict.says)]);
        label = "";
    }
    let mut label = "Findings";
    for remark in remarks(report) {
        let severity = style::severity_word(remark.severity);
        let line = [
            styled(style::severity(remark.severity), remark.cause),
            plain(format!(" ({severity}, {}) {}", remark.confidence, remark.summary)),
        ];
        page.field(label, &line);
        label = "";
    }
    for unchecked in report.not_checked.iter().filter(|one| one.phase == Phase::Certificate) {
        page.field("Not checked", &[plain(&unchecked.why)]);
    }
    page.finish()
}

fn one(page: &mut Page<'_>, certificate: &CertificateFacts, report: &Report) {
    if let Some(problem) = &certificate.unreadable {
        page.field("Unreadable", &[plain(problem)]);
    }
    // Of bytes that are no certificate at all only the fingerprints are known.
    if !certificate.not_after.is_empty() {
        let addresses = certificate.ip_addresses.iter().map(ToString::to_string);
        let names: Vec<String> = certificate.dns_names.iter().cloned().chain(addresses).collect();
        let mut purposes = certificate.extended_key_usage.clone();
        purposes.extend(certificate.key_usage.iter().cloned());
        let dates = format!("{} to {}", certificate.not_before, certificate.not_after);
        let fields = [
            ("Subject", certificate.subject.clone()),
            ("Names", names.join(", ")),
            ("Issuer", certificate.issuer.clone()),
            ("Valid", format!("{dates}: {}", validity(certificate, report))),
            ("Key", certificate.key.to_string()),
            ("Signature", certificate.signature_algorithm.clone()),
            ("Purpose", purposes.join(", ")),
            ("Serial", certificate.serial.clone()),
        ];
        for (label, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            page.field(label, &[plain(value)]);
        }
    }
    // As PowerShell and the certificate dialogue of Windows spell it.
    page.field("Thumbprint", &[plain(certificate.sha1.to_uppercase())]);
    page.field("SHA-256", &[plain(&certificate.sha256)]);
    if !certificate.key_sha256.is_empty() {
        page.field("Key SHA-256", &[plain(&certificate.key_sha256)]);
    }
}
