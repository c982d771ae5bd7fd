//! Signatures that are damaged in their lengths, or made by whom nobody trusts any more.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::*;
use crate::observe::{TrustStoreKind, TrustedRoots};
use crate::outcome::{Outcome, Tri};

/// Before the message: two words and the length.
const HEAD: usize = 12;

/// The text before the signature, and the signature.
fn signed() -> (String, Vec<u8>) {
    let (text, _) = text::decode(&file("signed.rdp")).unwrap();
    let (before, after) = text.split_once("signature:s:").unwrap();
    let value: String = after.lines().next().unwrap().split_whitespace().collect();
    (before.to_owned(), BASE64.decode(value).unwrap())
}

/// Where the lengths stand of the element that begins here and of those in it.
fn lengths(bytes: &[u8], mut at: usize, end: usize, found: &mut Vec<usize>) {
    while at < end {
        let digits = if bytes[at + 1] < 0x80 { 0 } else { usize::from(bytes[at + 1] & 0x7f) };
        found.extend(at + 1..=at + 1 + digits);
        let begins = at + 2 + digits;
        let long = bytes[at + 2..begins].iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
        let length = if digits == 0 { usize::from(bytes[at + 1]) } else { long };
        if bytes[at] & 0x20 != 0 {
            lengths(bytes, begins, begins + length, found);
        }
        at = begins + length;
    }
}

#[test]
fn every_bit_of_a_length_counts() {
    let (before, blob) = signed();
    let state = |blob: &[u8]| {
        let text = format!("{before}signature:s:{}\r\n", BASE64.encode(blob));
        Lint::read("x", text.as_bytes()).unwrap().signature.unwrap().state
    };
    assert_eq!(state(&blob), SignatureState::Valid);
    let mut places = Vec::new();
    lengths(&blob, HEAD, blob.len(), &mut places);
    assert!(50 < places.len(), "{}", places.len());
    let mut valid = Vec::new();
    for place in places {
        for bit in 0..8 {
            let mut flipped = blob.clone();
            flipped[place] ^= 1 << bit;
            if state(&flipped) == SignatureState::Valid {
                valid.push((place, bit));
            }
        }
    }
    assert_eq!(valid, []);
}

#[test]
fn a_signer_or_a_root_that_is_out_of_date_is_not_trusted() {
    let bytes = file("signed.rdp");
    let signer = Lint::read("x", &bytes).unwrap().signature.unwrap().certificates[0].clone();
    let judged = |now: i64| {
        let roots = TrustedRoots { relevant: vec![signer.clone()], ..TrustedRoots::default() };
        let ask = |_: &[CertificateFacts]| {
            vec![TrustStore::new(
                TrustStoreKind::CaFile,
                Some("ca.pem".to_owned()),
                Outcome::Done(roots.clone()),
            )]
        };
        Lint::judged("x", &bytes, Some((&ask, now))).unwrap()
    };
    for (now, trusted, dialog) in [
        (signer.not_after_unix, Tri::Yes, Dialog::NamedPublisher),
        (signer.not_after_unix + 1, Tri::No, Dialog::UnknownPublisher),
        (signer.not_before_unix - 1, Tri::No, Dialog::UnknownPublisher),
    ] {
        let lint = judged(now);
        assert_eq!(lint.signature.as_ref().unwrap().trust[0].trusted, trusted);
        assert_eq!(lint.dialogs.as_ref().unwrap().dialog, dialog);
        let said: Vec<String> = lint.remarks.iter().map(ToString::to_string).collect();
        assert_eq!(
            said.iter().any(|text| text.contains("trusts the signer")),
            trusted == Tri::Yes,
            "{said:?}"
        );
        assert!(!said.iter().any(|text| text.contains("does not trust")), "said twice: {said:?}");
    }
}
