//! `ConnectResponse::decode`, certificates included.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::mcs::ConnectResponse;

fuzz_target!(|bytes: &[u8]| {
    let Ok(response) = ConnectResponse::decode(bytes) else { return };
    // Longer settings than these do not fit their length when written again.
    if bytes.len() < 8192 {
        assert_eq!(ConnectResponse::decode(&response.encode()), Ok(response));
    }
});
