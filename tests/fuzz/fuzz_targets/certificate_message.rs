//! `CertificateMessage::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::tls::CertificateMessage;

fuzz_target!(|bytes: &[u8]| {
    let Ok(message) = CertificateMessage::decode(bytes) else { return };
    assert_eq!(CertificateMessage::decode(&message.encode()), Ok(message));
});
