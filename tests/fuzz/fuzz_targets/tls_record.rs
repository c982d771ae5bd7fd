//! `tls::record_length`, `tls::record` and `Alert::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::tls::{Alert, ContentType, RECORD_HEADER_LENGTH, TlsVersion, record, record_length};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some(length)) = record_length(bytes) {
        let header = &bytes[..RECORD_HEADER_LENGTH];
        assert_eq!(record_length(header), Ok(Some(length)), "the header alone is enough");
    }

    let records = record(ContentType::HANDSHAKE, TlsVersion::TLS12, bytes);
    let mut payload: Vec<u8> = Vec::new();
    let mut rest = &records[..];
    while let Some(length) = record_length(rest).expect("a record") {
        payload.extend(&rest[RECORD_HEADER_LENGTH..length]);
        rest = &rest[length..];
    }
    assert_eq!(payload, bytes);

    if let Ok(alert) = Alert::decode(bytes) {
        assert_eq!(alert.encode(), bytes[..2]);
    }
});
