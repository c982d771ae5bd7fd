//! `SynDatagram::decode`, and what it says of an answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::udp::SynDatagram;

fuzz_target!(|bytes: &[u8]| {
    let Ok(datagram) = SynDatagram::decode(bytes) else { return };
    let _ = datagram.answers(&SynDatagram::syn(0x42));
    assert_eq!(SynDatagram::decode(&datagram.encode()), Ok(datagram));
});
