//! What an OCSP response says of a certificate, and that nothing is believed which the issuer did not sign.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health::fuzzing::read_ocsp;
use rdp_health::observe::RevocationStatus;
use rdp_health::Tri;

const ISSUER: &[u8] = include_bytes!("../../../crates/rdp-health/src/certificate/documents/issuer.der");
const LEAF: &[u8] = include_bytes!("../../../crates/rdp-health/src/certificate/documents/leaf.der");

fuzz_target!(|bytes: &[u8]| {
    let _ = read_ocsp(bytes, LEAF, None);
    let Ok(answer) = read_ocsp(bytes, LEAF, Some(ISSUER)) else { return };
    // All that this issuer ever signed revokes the certificate.
    if answer.authentic == Tri::Yes {
        assert_eq!(answer.status, RevocationStatus::Revoked);
    }
});
