//! `kerberos::frame_length` and `KrbError::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::kerberos::{self, KrbError};

fuzz_target!(|bytes: &[u8]| {
    let Ok(error) = KrbError::decode(bytes) else { return };
    let length = kerberos::frame_length(bytes).expect("a length").expect("the whole length");
    assert!(length <= bytes.len().min(kerberos::MAX_FRAME_LENGTH));
    assert_eq!(KrbError::decode(&bytes[..length]).as_ref(), Ok(&error), "what is behind it does not matter");
    assert_eq!(KrbError::decode(&error.encode()), Ok(error));
});
