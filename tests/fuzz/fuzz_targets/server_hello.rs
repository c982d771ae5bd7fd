//! `ServerHello::decode` and what it can be asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::tls::ServerHello;

fuzz_target!(|bytes: &[u8]| {
    let Ok(hello) = ServerHello::decode(bytes) else { return };
    let _ = (hello.negotiated_version(), hello.selected_group(), hello.is_hello_retry_request());
    assert_eq!(ServerHello::decode(&hello.encode()), Ok(hello));
});
