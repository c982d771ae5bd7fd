//! `ConnectionRequest::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::x224::ConnectionRequest;

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = ConnectionRequest::decode(bytes) else { return };
    // A request whose routing line leaves no room for the blocks behind it can be read but is never sent.
    let Ok(frame) = request.encode() else { return };
    assert_eq!(ConnectionRequest::decode(&frame), Ok(request));
});
