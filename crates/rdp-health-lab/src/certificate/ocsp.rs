//! OCSP responses, RFC 6960: about the one certificate of a lab whose revocation can be asked, by the authority that
//! issued it.

use rcgen::{Issuer, KeyPair, SigningKey as _};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use time::{Duration, OffsetDateTime};

use super::der::{SEQUENCE, SET, tlv};
use super::issuing::{ISSUING, LIST_FOR, LISTED};
use crate::scenario::{Ocsp, OcspAnswer};

/// id-pkix-ocsp-basic, RFC 6960 4.2.1.
const BASIC: &[u8] = &[0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01];
/// AlgorithmIdentifier of SHA-1, and of ECDSA with SHA-256, RFC 5758 3.2.
const SHA1: &[u8] = &[0x30, 9, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00];
const ECDSA_SHA256: &[u8] = &[0x30, 10, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// id-at-commonName, RFC 5280 appendix A.1.
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];

const ENUMERATED: u8 = 0x0a;
const OCTET_STRING: u8 = 0x04;
const GENERALIZED_TIME: u8 = 0x18;
/// keyCompromise, RFC 5280 5.3.1.
const KEY_COMPROMISE: &[u8] = &[ENUMERATED, 1, 1];

/// A response, signed by `signer` in the name of `authority`.
pub(super) fn response(
    wanted: &Ocsp,
    now: OffsetDateTime,
    authority: &Issuer<'static, KeyPair>,
    signer: &Issuer<'static, KeyPair>,
) -> Result<Vec<u8>, rcgen::Error> {
    let next_update = match wanted.stale_days {
        Some(days) => now - Duration::days(days.into()),
        None => now + LIST_FOR,
    };
    let this_update = next_update - LIST_FOR - Duration::days(1);
    let status = match wanted.says {
        OcspAnswer::Good => tlv(0x80, NOTHING),
        OcspAnswer::Revoked => tlv(0xa1, &[moment(this_update), tlv(0xa0, &[KEY_COMPROMISE])]),
        OcspAnswer::Unknown => tlv(0x82, NOTHING),
        OcspAnswer::InternalError => return Ok(refusal(2)),
        OcspAnswer::TryLater => return Ok(refusal(3)),
        OcspAnswer::Unauthorized => return Ok(refusal(6)),
    };
    let name = tlv(SEQUENCE, &[tlv(SET, &[tlv(SEQUENCE, &[COMMON_NAME, &tlv(0x0c, &[ISSUING])])])]);
    let hash = |bytes: &[u8]| tlv(OCTET_STRING, &[digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes)]);
    let key = authority.key().public_key_raw();
    let [.., high, low] = LISTED.to_be_bytes();
    let serial = tlv(0x02, &[[high, low]]);
    let id = tlv(SEQUENCE, &[SHA1, &hash(&name), &hash(key), &serial]);
    let next_update = tlv(0xa0, &[moment(next_update)]);
    let single = tlv(SEQUENCE, &[id, status, moment(this_update), next_update]);
    let data = tlv(SEQUENCE, &[tlv(0xa1, &[name]), moment(this_update), tlv(SEQUENCE, &[single])]);
    let signature = tlv(0x03, &[vec![0], signer.key().sign(&data)?]);
    let basic = tlv(SEQUENCE, &[&data, ECDSA_SHA256, &signature]);
    let bytes = tlv(SEQUENCE, &[BASIC, &tlv(OCTET_STRING, &[basic])]);
    Ok(tlv(SEQUENCE, &[tlv(ENUMERATED, &[[0]]), tlv(0xa0, &[bytes])]))
}

const NOTHING: &[&[u8]] = &[];

/// OCSPResponseStatus, and nothing else.
fn refusal(status: u8) -> Vec<u8> {
    tlv(SEQUENCE, &[tlv(ENUMERATED, &[[status]])])
}

fn moment(at: OffsetDateTime) -> Vec<u8> {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    let month = u8::from(month);
    tlv(GENERALIZED_TIME, &[format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")])
}
