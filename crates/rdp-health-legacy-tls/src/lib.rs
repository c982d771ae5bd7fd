#![doc = include_str!("../README.md")]
//!
//! The handshake stays rustls'; what is added is the protection of records as in [RFC 5246 § 6.2.3.2], authenticated
//! first and encrypted then.
//!
//! INVARIANT: nothing secret travels under these suites. A diagnosis shows no certificate and sends no password, so that
//! the timing of a bad record, which is not hidden as it would have to be, gives nothing away. Do not use them for
//! anything else.
//!
//! [RFC 5246 § 6.2.3.2]: https://www.rfc-editor.org/rfc/rfc5246#section-6.2.3.2

mod cbc;
mod key_block;

use ring::hmac;
use rustls::crypto::hash::Hash;
use rustls::crypto::tls12::Prf;
use rustls::crypto::{KeyExchangeAlgorithm, ring::cipher_suite};
use rustls::{CipherSuite, CipherSuiteCommon, SignatureScheme, SupportedCipherSuite, Tls12CipherSuite};

use cbc::Cbc;
use key_block::MacKeysFirst;

/// The eight suites, the strongest first. They belong behind those of a provider's own.
pub static SUITES: [SupportedCipherSuite; 8] = [
    SupportedCipherSuite::Tls12(&ECDSA_AES_256_SHA384),
    SupportedCipherSuite::Tls12(&ECDSA_AES_128_SHA256),
    SupportedCipherSuite::Tls12(&RSA_AES_256_SHA384),
    SupportedCipherSuite::Tls12(&RSA_AES_128_SHA256),
    SupportedCipherSuite::Tls12(&ECDSA_AES_256_SHA),
    SupportedCipherSuite::Tls12(&ECDSA_AES_128_SHA),
    SupportedCipherSuite::Tls12(&RSA_AES_256_SHA),
    SupportedCipherSuite::Tls12(&RSA_AES_128_SHA),
];

static ECDSA_AES_256_SHA384: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, ECDSA, &AES_256_SHA384, &KEYS_SHA384, SHA384);
static ECDSA_AES_128_SHA256: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, ECDSA, &AES_128_SHA256, &KEYS_SHA256, SHA256);
static RSA_AES_256_SHA384: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, RSA, &AES_256_SHA384, &KEYS_SHA384, SHA384);
static RSA_AES_128_SHA256: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, RSA, &AES_128_SHA256, &KEYS_SHA256, SHA256);
static ECDSA_AES_256_SHA: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, ECDSA, &AES_256_SHA1, &KEYS_SHA1, SHA256);
static ECDSA_AES_128_SHA: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, ECDSA, &AES_128_SHA1, &KEYS_SHA1, SHA256);
static RSA_AES_256_SHA: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, RSA, &AES_256_SHA1, &KEYS_SHA1, SHA256);
static RSA_AES_128_SHA: Tls12CipherSuite =
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, RSA, &AES_128_SHA1, &KEYS_SHA1, SHA256);

static AES_256_SHA384: Cbc = Cbc { key_length: 32, mac: &hmac::HMAC_SHA384, mac_length: 48 };
static AES_128_SHA256: Cbc = Cbc { key_length: 16, mac: &hmac::HMAC_SHA256, mac_length: 32 };
static AES_256_SHA1: Cbc = Cbc { key_length: 32, mac: &hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, mac_length: 20 };
static AES_128_SHA1: Cbc = Cbc { key_length: 16, mac: &hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, mac_length: 20 };

static KEYS_SHA384: MacKeysFirst = MacKeysFirst { prf: SHA384.prf, mac_length: 48 };
static KEYS_SHA256: MacKeysFirst = MacKeysFirst { prf: SHA256.prf, mac_length: 32 };
static KEYS_SHA1: MacKeysFirst = MacKeysFirst { prf: SHA256.prf, mac_length: 20 };

const SHA256: Hashing = Hashing::of(&cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
const SHA384: Hashing = Hashing::of(&cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);

/// What rustls hashes a handshake with, under a suite of its own.
#[derive(Clone, Copy)]
struct Hashing {
    hash: &'static dyn Hash,
    prf: &'static dyn Prf,
}

impl Hashing {
    #[expect(clippy::panic, reason = "decided when this is compiled, from two suites of TLS 1.2")]
    const fn of(suite: &'static SupportedCipherSuite) -> Self {
        match suite {
            SupportedCipherSuite::Tls12(suite) => {
                Self { hash: suite.common.hash_provider, prf: suite.prf_provider }
            }
            SupportedCipherSuite::Tls13(_) => panic!("a suite of TLS 1.2 was named"),
        }
    }
}

const fn suite(
    suite: CipherSuite,
    sign: &'static [SignatureScheme],
    cbc: &'static Cbc,
    keys: &'static MacKeysFirst,
    hashing: Hashing,
) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: CipherSuiteCommon { suite, hash_provider: hashing.hash, confidentiality_limit: 1 << 24 },
        prf_provider: keys,
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: cbc,
    }
}

const ECDSA: &[SignatureScheme] = &[
    SignatureScheme::ED25519,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_SHA1_Legacy,
];

const RSA: &[SignatureScheme] = &[
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA1,
];
