//! Records under AES-CBC of TLS 1.2, by a peer that need not know the keys: the first byte is the suite, the second what
//! is changed of a good record; the rest is a record, and the content of that good one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_legacy_tls::SUITES;
use rustls::crypto::cipher::{AeadKey, InboundOpaqueMessage, OutboundPlainMessage};
use rustls::{ContentType, ProtocolVersion, SupportedCipherSuite};

fuzz_target!(|bytes: &[u8]| {
    let &[suite, change, ref record @ ..] = bytes else { return };
    let SupportedCipherSuite::Tls12(suite) = SUITES[usize::from(suite) % SUITES.len()] else { return };
    let mac_key = vec![3; suite.aead_alg.key_block_shape().fixed_iv_len];
    let key = || AeadKey::from([7; 32]);
    let (kind, version) = (ContentType::ApplicationData, ProtocolVersion::TLSv1_2);
    let open = |record: &mut [u8]| {
        let mut decrypter = suite.aead_alg.decrypter(key(), &mac_key);
        let message = InboundOpaqueMessage::new(kind, version, record);
        decrypter.decrypt(message, 0).map(|plain| plain.payload.to_vec()).ok()
    };
    // Nobody finds a MAC by fuzzing.
    assert_eq!(open(&mut record.to_vec()), None, "a record that nobody protected");

    let content = &record[..record.len().min(1 << 14)];
    let mut encrypter = suite.aead_alg.encrypter(key(), &mac_key, &[]);
    let message = OutboundPlainMessage { typ: kind, version, payload: content.into() };
    let sealed = encrypter.encrypt(message, 0).expect("a record").encode();
    let mut payload = sealed[5..].to_vec();
    assert_eq!(open(&mut payload.clone()).as_deref(), Some(content), "a good record reads back");
    let place = usize::from(change) * 7 % payload.len();
    payload[place] ^= change | 1;
    assert_eq!(open(&mut payload), None, "a changed record is refused");
});
