//! `tpkt::frame_length` and `tpkt::encode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::tpkt;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some(length)) = tpkt::frame_length(bytes) {
        let header = &bytes[..tpkt::HEADER_LENGTH];
        assert_eq!(tpkt::frame_length(header), Ok(Some(length)), "the header alone is enough");
    }
    // The shortest X.224 message has three bytes.
    if (3..=tpkt::MAX_PAYLOAD_LENGTH).contains(&bytes.len()) {
        let frame = tpkt::encode(bytes);
        assert_eq!(tpkt::frame_length(&frame), Ok(Some(frame.len())));
        assert_eq!(&frame[tpkt::HEADER_LENGTH..], bytes);
    }
});
