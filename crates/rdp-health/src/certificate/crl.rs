//! What a revocation list says of one certificate, RFC 5280 5.

use der::Encode as _;
use der::asn1::AnyRef;
use rdp_health_wire::x509::RevocationReason;
use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};

use super::Unusable;
use super::facts::{moment, printable};
use super::issuer::published;
use super::signature;
use crate::observe::{RevocationAnswer, RevocationStatus};
use crate::outcome::{FailureKind, Tri};

/// RFC 5280 5.2.4.
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";

/// Looks `certificate` up in a list that was fetched for it.
pub(crate) fn read_crl(
    file: &[u8],
    certificate: &[u8],
    issuer: Option<&[u8]>,
) -> Result<RevocationAnswer, Unusable> {
    let unreadable = |_| Unusable::new(FailureKind::Malformed, "the certificate itself could not be parsed");
    let (_, certificate) = X509Certificate::from_der(certificate).map_err(unreadable)?;
    let file = published(file);
    let not_a_list = |why: &str| match file.first() {
        Some(0x30) => Unusable::new(FailureKind::Malformed, format!("not a revocation list{why}")),
        _ => Unusable::new(FailureKind::ForeignBytes, "not a revocation list"),
    };
    let parts = Parts::of(&file).ok_or_else(|| not_a_list(""))?;
    let (_, list) = CertificateRevocationList::from_der(&parts.without_entries)
        .map_err(|error| not_a_list(&format!(": {error}")))?;
    covers(&list, &certificate)?;

    let (authentic, authentic_because) = authenticity(&list, parts.signed, &certificate, issuer);
    let (entries, entry) = look_up(parts.entries, certificate.raw_serial())
        .ok_or_else(|| not_a_list(": an entry could not be parsed"))?;
    let (this_update, next_update) = (list.last_update().timestamp(), list.next_update());
    let mut answer = RevocationAnswer {
        status: RevocationStatus::Good,
        revoked_at: None,
        reason: None,
        this_update: moment(this_update),
        this_update_unix: this_update,
        next_update: next_update.map(|next| moment(next.timestamp())),
        next_update_unix: next_update.map(|next| next.timestamp()),
        entries: Some(entries),
        authentic,
        authentic_because,
        responder: None,
    };
    if let Some(entry) = entry {
        answer.status = RevocationStatus::Revoked;
        answer.revoked_at = Some(moment(entry.revocation_date.timestamp()));
        answer.reason = entry.reason_code().map(|(_, code)| RevocationReason(code.0));
    }
    Ok(answer)
}

/// A list in parts: its entries can be some hundred thousand, of which one counts.
struct Parts<'a> {
    /// The list as if nothing had been revoked.
    without_entries: Vec<u8>,
    /// revokedCertificates, one behind the other.
    entries: &'a [u8],
    /// What is signed.
    signed: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(list: &'a [u8]) -> Option<Self> {
        let (_, whole) = Any::from_der(list).ok()?;
        let (behind, content) = Any::from_der(whole.data).ok()?;
        let signed = whole.data.get(..whole.data.len().checked_sub(behind.len())?)?;
        let (mut kept, mut entries): (Vec<&[u8]>, _) = (Vec::new(), &[][..]);
        let (mut unread, mut dated) = (content.data, false);
        while !unread.is_empty() {
            let (rest, field) = Any::from_der(unread).ok()?;
            match field.tag() {
                // RFC 5280 5.1.2: they stand behind the moments, and what else is a sequence before.
                Tag::Sequence if dated => entries = field.data,
                tag => {
                    dated |= matches!(tag, Tag::UtcTime | Tag::GeneralizedTime);
                    kept.push(unread.get(..unread.len().checked_sub(rest.len())?)?);
                }
            }
            unread = rest;
        }
        let without_entries = sequence(&[&sequence(&kept)?, behind])?;
        Some(Self { without_entries, entries, signed })
    }
}

/// A SEQUENCE of these.
fn sequence(parts: &[&[u8]]) -> Option<Vec<u8>> {
    AnyRef::new(der::Tag::Sequence, &parts.concat()).and_then(|sequence| sequence.to_der()).ok()
}

/// How many entries there are, and the one with this serial number.
fn look_up<'a>(entries: &'a [u8], serial: &[u8]) -> Option<(u32, Option<RevokedCertificate<'a>>)> {
    let (mut unread, mut count, mut found) = (entries, 0_u32, None);
    while !unread.is_empty() {
        let (rest, entry) = Any::from_der(unread).ok()?;
        let (_, number) = Any::from_der(entry.data).ok()?;
        if entry.tag() != Tag::Sequence || number.tag() != Tag::Integer {
            return None;
        }
        if found.is_none() && number.data == serial {
            found = Some(RevokedCertificate::from_der(unread).ok()?.1);
        }
        count = count.saturating_add(1);
        unread = rest;
    }
    Some((count, found))
}

/// Whether the list says everything about certificates of this kind.
fn covers(list: &CertificateRevocationList<'_>, certificate: &X509Certificate<'_>) -> Result<(), Unusable> {
    let not = |why: &str| Err(Unusable::new(FailureKind::Declined, why));
    for extension in list.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::IssuingDistributionPoint(scope) => {
                let (own, authorities) = (scope.only_contains_user_certs, scope.only_contains_ca_certs);
                if scope.indirect_crl {
                    return not("the list is an indirect CRL, which this version does not support");
                }
                if scope.only_contains_attribute_certs
                    || own && certificate.is_ca()
                    || authorities && !certificate.is_ca()
                {
                    return not("the list is not for certificates of this kind");
                }
                if scope.only_some_reasons.is_some() {
                    return not("the list covers only some revocation reasons");
                }
            }
            _ if extension.oid.to_id_string() == DELTA_CRL_INDICATOR => {
                return not("the list contains only the changes since another list (delta CRL)");
            }
            parsed if extension.critical && (parsed.unsupported() || parsed.error().is_some()) => {
                return not("the list has a critical extension that this version does not support");
            }
            _ => {}
        }
    }
    Ok(())
}

fn authenticity(
    list: &CertificateRevocationList<'_>,
    signed: &[u8],
    certificate: &X509Certificate<'_>,
    issuer: Option<&[u8]>,
) -> (Tri, String) {
    if list.issuer().as_raw() != certificate.issuer().as_raw() {
        let (by, expected) = (list.issuer().to_string(), certificate.issuer().to_string());
        let because = format!("it was issued by {}, not by {}", printable(&by), printable(&expected));
        return (Tri::No, because);
    }
    if list.signature_algorithm != list.tbs_cert_list.signature {
        return (Tri::No, "its two signature algorithm fields differ".to_owned());
    }
    let Some((_, issuer)) = issuer.and_then(|issuer| X509Certificate::from_der(issuer).ok()) else {
        return (Tri::Unknown, "the issuer's certificate is not available".to_owned());
    };
    if let Ok(Some(usage)) = issuer.key_usage()
        && !usage.value.crl_sign()
    {
        return (Tri::No, "the issuer's certificate may not sign revocation lists".to_owned());
    }
    let algorithm = &list.signature_algorithm;
    signature::verify_by(&issuer, algorithm, signed, &list.signature_value.data).said(algorithm)
}
