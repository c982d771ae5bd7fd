//! OCSP, RFC 6960: the question about one certificate, and what an answer says of it.

use der::asn1::{AnyRef, OctetString};
use der::{Decode, Encode as _, Tag};
use rdp_health_wire::x509::RevocationReason;
use ring::digest;
use x509_ocsp::{
    CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse, OcspResponseStatus, Request,
    ResponderId, ResponseData, SingleResponse, TbsRequest, Version,
};
use x509_parser::asn1_rs::{Any, BitString, FromDer as _};
use x509_parser::certificate::X509Certificate;
use x509_parser::x509::AlgorithmIdentifier;

use super::Unusable;
use super::facts::{self, moment, printable};
use super::issuer::signed_by;
use super::signature::{self, Signature};
use crate::observe::{RevocationAnswer, RevocationStatus};
use crate::outcome::{FailureKind, Tri};

/// Honest responses have 2 to 10 KiB, with the certificates of their signers.
const LONGEST: usize = 64 * 1024;

const SEQUENCE: u8 = 0x30;
/// AlgorithmIdentifier of SHA-1, the one hash that every responder knows.
const SHA1: [u8; 11] = [0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0];

/// The question: an OCSPRequest about one certificate, without nonce, so that responders can answer from stock.
pub(crate) fn ocsp_request(certificate: &[u8], issuer: &[u8]) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let (_, issuer) = X509Certificate::from_der(issuer).ok()?;
    let sha1 = |bytes: &[u8]| {
        OctetString::new(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref()).ok()
    };
    let req_cert = CertId {
        hash_algorithm: Decode::from_der(&SHA1).ok()?,
        issuer_name_hash: sha1(certificate.issuer().as_raw())?,
        issuer_key_hash: sha1(&issuer.public_key().subject_public_key.data)?,
        serial_number: AnyRef::new(Tag::Integer, certificate.raw_serial()).ok()?.decode_as().ok()?,
    };
    let tbs_request = TbsRequest {
        version: Version::V1,
        requestor_name: None,
        request_list: vec![Request { req_cert, single_request_extensions: None }],
        request_extensions: None,
    };
    OcspRequest { tbs_request, optional_signature: None }.to_der().ok()
}

/// Reads an answer about `certificate`.
pub(crate) fn read_ocsp(
    answer: &[u8],
    certificate: &[u8],
    issuer: Option<&[u8]>,
) -> Result<RevocationAnswer, Unusable> {
    let malformed = |why: String| Unusable::new(FailureKind::Malformed, why);
    if LONGEST < answer.len() {
        let why = format!("{} bytes are not an OCSP response about one certificate", answer.len());
        return Err(Unusable::new(FailureKind::TooMuch, why));
    }
    let response = OcspResponse::from_der(answer).map_err(|error| match answer.first() {
        Some(&SEQUENCE) => malformed(format!("not an OCSP response: {error}")),
        _ => Unusable::new(FailureKind::ForeignBytes, "not an OCSP response"),
    })?;
    let refused =
        |why| Err(Unusable::new(FailureKind::Declined, format!("the OCSP responder reports {why}")));
    match response.response_status {
        OcspResponseStatus::Successful => {}
        OcspResponseStatus::MalformedRequest => return refused("malformedRequest (1)"),
        OcspResponseStatus::InternalError => return refused("internalError (2)"),
        OcspResponseStatus::TryLater => return refused("tryLater (3)"),
        OcspResponseStatus::SigRequired => return refused("sigRequired (5)"),
        OcspResponseStatus::Unauthorized => {
            return refused("unauthorized (6): it does not answer for this CA");
        }
    }
    let bytes =
        response.response_bytes.ok_or_else(|| malformed("an OCSP response without content".into()))?;
    let basic = Basic::read(bytes.response.as_bytes())
        .ok_or_else(|| malformed("the OCSP response has an unknown type".into()))?;
    let data = ResponseData::from_der(basic.signed)
        .map_err(|error| malformed(format!("the content of the OCSP response: {error}")))?;
    let (_, subject) = X509Certificate::from_der(certificate)
        .map_err(|_| malformed("the certificate itself could not be parsed".into()))?;
    let issuer_parsed = issuer.and_then(|issuer| X509Certificate::from_der(issuer).ok()).map(|(_, one)| one);
    let single =
        data.responses.iter().find(|single| is_about(&single.cert_id, &subject, issuer_parsed.as_ref()));
    let Some(single) = single else {
        let why = "the OCSP response is about another certificate";
        return Err(Unusable::new(FailureKind::Declined, why));
    };
    let mut answer = answered(single);
    basic.authenticate(&data.responder_id, issuer, &mut answer);
    Ok(answer)
}

fn answered(single: &SingleResponse) -> RevocationAnswer {
    let (status, revoked) = match &single.cert_status {
        CertStatus::Good(_) => (RevocationStatus::Good, None),
        CertStatus::Revoked(info) => (RevocationStatus::Revoked, Some(info)),
        CertStatus::Unknown(_) => (RevocationStatus::Unknown, None),
    };
    let next_update = single.next_update.as_ref().map(unix);
    RevocationAnswer {
        status,
        revoked_at: revoked.map(|info| moment(unix(&info.revocation_time))),
        reason: revoked.and_then(|info| info.revocation_reason).map(|code| RevocationReason(code as u8)),
        this_update: moment(unix(&single.this_update)),
        this_update_unix: unix(&single.this_update),
        next_update: next_update.map(moment),
        next_update_unix: next_update,
        entries: None,
        authentic: Tri::Unknown,
        authentic_because: String::new(),
        responder: None,
    }
}

/// Whether an answer's CertID, RFC 6960 4.1.1, means this certificate. Without the issuer at hand its key cannot be
/// compared.
fn is_about(id: &CertId, subject: &X509Certificate<'_>, issuer: Option<&X509Certificate<'_>>) -> bool {
    let algorithm = match id.hash_algorithm.oid.to_string().as_str() {
        "1.3.14.3.2.26" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "2.16.840.1.101.3.4.2.1" => &digest::SHA256,
        "2.16.840.1.101.3.4.2.2" => &digest::SHA384,
        "2.16.840.1.101.3.4.2.3" => &digest::SHA512,
        _ => return false,
    };
    let is_hash_of = |hash: &[u8], bytes: &[u8]| digest::digest(algorithm, bytes).as_ref() == hash;
    id.serial_number.as_bytes() == subject.raw_serial()
        && is_hash_of(id.issuer_name_hash.as_bytes(), subject.issuer().as_raw())
        && issuer.is_none_or(|issuer| {
            is_hash_of(id.issuer_key_hash.as_bytes(), &issuer.public_key().subject_public_key.data)
        })
}

fn unix(moment: &OcspGeneralizedTime) -> i64 {
    i64::try_from(moment.0.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// BasicOCSPResponse, taken apart without being written again: a signature is over bytes.
struct Basic<'a> {
    signed: &'a [u8],
    algorithm: AlgorithmIdentifier<'a>,
    signature: BitString<'a>,
    certificates: Vec<&'a [u8]>,
}

impl<'a> Basic<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let (_, whole) = Any::from_der(der).ok()?;
        let (signed, rest) = element(whole.data)?;
        let (rest, algorithm) = AlgorithmIdentifier::from_der(rest).ok()?;
        let (rest, signature) = BitString::from_der(rest).ok()?;
        let mut certificates = Vec::new();
        // [0] EXPLICIT SEQUENCE OF Certificate.
        if let Ok((_, tagged)) = Any::from_der(rest)
            && let Ok((_, list)) = Any::from_der(tagged.data)
        {
            let mut left = list.data;
            while let Some((certificate, rest)) = element(left) {
                certificates.push(certificate);
                left = rest;
            }
        }
        Some(Self { signed, algorithm, signature, certificates })
    }

    /// RFC 6960 4.2.2.2: signed by the issuer itself, or by somebody whom the issuer appointed.
    fn authenticate(&self, id: &ResponderId, issuer: Option<&[u8]>, answer: &mut RevocationAnswer) {
        (answer.authentic, answer.authentic_because) = self.signer(id, issuer, answer);
    }

    fn signer(
        &self,
        id: &ResponderId,
        issuer: Option<&[u8]>,
        answer: &mut RevocationAnswer,
    ) -> (Tri, String) {
        let Some(issuer) = issuer else {
            return (Tri::Unknown, "the issuer's certificate is not available".to_owned());
        };
        if is_responder(id, issuer) {
            let (authentic, because) = self.verify(issuer);
            return (authentic, format!("signed by the issuer itself: {because}"));
        }
        let Some(responder) = self.certificates.iter().find(|one| is_responder(id, one)) else {
            return (Tri::Unknown, "the responder does not send its certificate".to_owned());
        };
        let read = facts::read(responder);
        let name = printable(&read.subject);
        let appointed = signed_by(responder, issuer);
        let signs_ocsp = read.extended_key_usage.iter().any(|usage| usage == "OCSP signing");
        answer.responder = Some(read);
        match appointed {
            Some(Signature::Good) if signs_ocsp => {
                let (authentic, because) = self.verify(responder);
                (authentic, format!("signed by the responder {name}: {because}"))
            }
            Some(Signature::Good) => {
                (Tri::No, format!("signed by {name}, whose certificate may not sign OCSP responses"))
            }
            Some(Signature::Unverifiable) => {
                (Tri::Unknown, format!("this build cannot verify the certificate of the responder {name}"))
            }
            Some(Signature::Bad) | None => {
                (Tri::No, format!("signed by {name}, which the issuer did not authorize"))
            }
        }
    }

    fn verify(&self, signer: &[u8]) -> (Tri, String) {
        match X509Certificate::from_der(signer) {
            Ok((_, signer)) => {
                let made = signature::verify_by(&signer, &self.algorithm, self.signed, &self.signature.data);
                made.said(&self.algorithm)
            }
            Err(_) => (Tri::Unknown, "the signer's certificate could not be parsed".to_owned()),
        }
    }
}

/// The next element with its tag and length, and what follows it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, _) = Any::from_der(der).ok()?;
    Some((der.get(..der.len().checked_sub(rest.len())?)?, rest))
}

fn is_responder(id: &ResponderId, certificate: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else { return false };
    match id {
        ResponderId::ByName(name) => name.to_der().is_ok_and(|name| name == certificate.subject().as_raw()),
        ResponderId::ByKey(hash) => {
            let key = &certificate.public_key().subject_public_key.data;
            digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key).as_ref() == hash.as_bytes()
        }
    }
}
