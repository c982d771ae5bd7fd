//! `stun::Binding::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::stun::Binding;

fuzz_target!(|bytes: &[u8]| {
    let Ok(message) = Binding::decode(bytes) else { return };
    assert_eq!(Binding::decode(&message.encode()), Ok(message));
});
