//! `credssp::frame_length` and `TsRequest::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::credssp::{self, TsRequest};

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = TsRequest::decode(bytes) else { return };
    let length = credssp::frame_length(bytes).expect("a length").expect("the whole length");
    assert!(length <= bytes.len().min(credssp::MAX_FRAME_LENGTH));
    assert_eq!(
        TsRequest::decode(&bytes[..length]).as_ref(),
        Ok(&request),
        "what is behind it does not matter"
    );
    assert_eq!(TsRequest::decode(&request.encode()), Ok(request));
});
