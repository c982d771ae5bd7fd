//! `ClientHello::decode` and what it can be asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::tls::ClientHello;

fuzz_target!(|bytes: &[u8]| {
    let Ok(hello) = ClientHello::decode(bytes) else { return };
    let _ = (hello.server_name(), hello.supported_versions(), hello.groups(), hello.signature_schemes());
    assert_eq!(ClientHello::decode(&hello.encode()).as_ref(), Ok(&hello));
    assert_eq!(ClientHello::decode(&hello.encode_record()), Ok(hello));
});
