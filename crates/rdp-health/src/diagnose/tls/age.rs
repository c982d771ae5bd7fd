//! What of TLS current clients will keep.

use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use crate::observe::{HelloAnswer, TlsOffers};

/// TLS 1.1 and older, RFC 8996.
pub(in crate::diagnose) fn is_retired(version: TlsVersion) -> bool {
    version < TlsVersion::TLS12
}

/// What current clients will keep: TLS 1.3, and of TLS 1.2 the suites that our own TLS library has as well.
pub(in crate::diagnose) fn is_modern(
    version: TlsVersion,
    suite: CipherSuite,
    dh_prime_bits: Option<u32>,
) -> bool {
    version == TlsVersion::TLS13
        || version == TlsVersion::TLS12
            && suite.is_aead() == Some(true)
            && suite.forward_secrecy() == Some(true)
            && suite.is_anonymous() == Some(false)
            && dh_prime_bits.is_none()
}

/// Whether anything in the list is what current clients will keep.
pub(in crate::diagnose) fn offers_modern(offers: &TlsOffers) -> bool {
    let versions = offers.versions.iter();
    let mut suites = versions.flat_map(|version| version.suites.iter().map(move |found| (version, found)));
    suites.any(|(version, found)| is_modern(version.version, found.suite, found.dh_prime_bits))
}

/// Whether our own TLS library offers the suite in TLS 1.2, in builds that can speak those with CBC.
pub(in crate::diagnose) fn is_offered_by_us(answer: &HelloAnswer) -> bool {
    let name = answer.suite.name().unwrap_or_default();
    let cbc = cfg!(feature = "legacy-tls") && name.starts_with("TLS_ECDHE_") && name.contains("_AES_");
    answer.version == TlsVersion::TLS12
        && (cbc && answer.suite.is_aead() != Some(true) || needs_no_legacy(answer))
}

pub(in crate::diagnose) fn needs_no_legacy(answer: &HelloAnswer) -> bool {
    is_modern(answer.version, answer.suite, answer.dh_prime_bits)
}
