//! `ConnectInitial::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::mcs::ConnectInitial;

fuzz_target!(|bytes: &[u8]| {
    let Ok(initial) = ConnectInitial::decode(bytes) else { return };
    assert_eq!(ConnectInitial::decode(&initial.encode()), Ok(initial));
});
