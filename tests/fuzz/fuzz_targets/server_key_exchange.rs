//! `ServerKeyExchange::decode`: two bytes of version, two of suite, then the message.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::tls::{CipherSuite, ServerKeyExchange, TlsVersion};

fuzz_target!(|bytes: &[u8]| {
    let Some((&[version_high, version_low, suite_high, suite_low], message)) = bytes.split_first_chunk()
    else {
        return;
    };
    let version = TlsVersion(u16::from_be_bytes([version_high, version_low]));
    let suite = CipherSuite(u16::from_be_bytes([suite_high, suite_low]));
    let Ok(exchange) = ServerKeyExchange::decode(message, version, suite) else { return };
    let _ = (exchange.group(), exchange.scheme(), exchange.prime_bits());
    assert_eq!(ServerKeyExchange::decode(&exchange.encode(), version, suite), Ok(exchange));
});
