//! Certificates in PEM, DER and CMS bundles, as files of roots and answers of issuers hold them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health::fuzzing;

fuzz_target!(|bytes: &[u8]| {
    let found = fuzzing::certificates_in(bytes);
    assert!(found <= bytes.len().max(1), "{found} certificates in {} bytes", bytes.len());
});
