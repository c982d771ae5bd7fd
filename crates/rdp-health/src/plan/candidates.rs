//! What a listing asks for: every suite that has a name, and every group worth asking for.

use rdp_health_wire::tls::{CipherSuite, NamedGroup, TlsVersion};

/// The suites of a version, from the weakest to the strongest.
pub(super) fn suites(version: TlsVersion) -> Vec<CipherSuite> {
    let mut suites: Vec<CipherSuite> =
        CipherSuite::KNOWN.iter().copied().filter(|suite| suite.belongs_to(version)).collect();
    suites.sort_by_key(|suite| strength(*suite));
    suites
}

/// The groups of a version, in the order in which a hello offers them.
pub(super) fn groups(version: TlsVersion) -> Vec<NamedGroup> {
    match version {
        TlsVersion::TLS13 => [USUAL, ONLY_TLS13].concat(),
        _ => [USUAL, UP_TO_TLS12].concat(),
    }
}

const USUAL: &[NamedGroup] = &[
    NamedGroup::X25519,
    NamedGroup::SECP256R1,
    NamedGroup::SECP384R1,
    NamedGroup::SECP521R1,
    NamedGroup::X448,
];

/// The finite fields differ in their size alone, and who has one has them all.
const ONLY_TLS13: &[NamedGroup] = &[
    NamedGroup::X25519MLKEM768,
    NamedGroup::SECP256R1MLKEM768,
    NamedGroup::SECP384R1MLKEM1024,
    NamedGroup::FFDHE2048,
];

const UP_TO_TLS12: &[NamedGroup] = &[
    NamedGroup::BRAINPOOLP512R1,
    NamedGroup::BRAINPOOLP384R1,
    NamedGroup::BRAINPOOLP256R1,
    NamedGroup::SECP256K1,
    NamedGroup::SECP224R1,
    NamedGroup::SECP192R1,
];

/// Whether its key exchange is in one of the named groups.
pub(super) fn needs_group(suite: CipherSuite) -> bool {
    let name = suite.name().unwrap_or_default();
    suite.is_tls13() == Some(true) || name.starts_with("TLS_ECDH")
}

/// Greater is stronger: first the key exchange, then the cipher, so that those that need a group stand together.
fn strength(suite: CipherSuite) -> (u8, u8, u16) {
    let name = suite.name().unwrap_or_default();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let exchange = match name {
        _ if has(&["_NULL", "_EXPORT", "_anon_", "_RC4_", "_RC2_", "_DES_", "DES40"]) => 0,
        _ if has(&["_3DES_", "_IDEA_", "_SEED_"]) => 1,
        _ if name.starts_with("TLS_RSA_") => 2,
        _ if name.starts_with("TLS_DHE_") => 3,
        // A server has one kind of certificate, so that its suites are neighbours.
        _ if name.starts_with("TLS_ECDHE_ECDSA_") => 4,
        _ => 5,
    };
    let cipher = match name {
        _ if name.ends_with("_CBC_SHA") => 0,
        _ if has(&["_CBC_"]) => 1,
        _ if name.ends_with("_CCM_8") || name.ends_with("_CCM_8_SHA256") => 2,
        _ if has(&["_CCM"]) => 3,
        _ if has(&["_ARIA_", "_CAMELLIA_"]) => 4,
        // Never the strongest: some servers take it only from a client that has it in the first place.
        _ if has(&["_CHACHA20_"]) => 5,
        _ if has(&["_128_GCM_"]) => 6,
        _ => 7,
    };
    (exchange, cipher, suite.0)
}
