//! The hellos that a prober sends, each made to answer one question.

use alloc::vec::Vec;

use super::extension::{Extension, u16_list};
use super::{CipherSuite, ClientHello, CompressionMethod, NamedGroup, SignatureScheme, TlsVersion};
use crate::writer::{vector8, vector16};

/// Everything that a TLS 1.0 server of any age may have. RC4 stands last, so that whoever picks it has nothing better.
const TLS10_SUITES: &[CipherSuite] = &[
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_DHE_DSS_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_DHE_DSS_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_RC4_128_SHA,
    CipherSuite::TLS_RSA_WITH_RC4_128_MD5,
    CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
];

/// Everything that a TLS 1.2 server may have, the strongest first.
const TLS12_SUITES: &[CipherSuite] = &[
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_DHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_DHE_DSS_WITH_AES_256_CBC_SHA256,
    CipherSuite::TLS_DHE_DSS_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_DHE_DSS_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_DHE_DSS_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_RC4_128_SHA,
    CipherSuite::TLS_RSA_WITH_RC4_128_MD5,
    CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
];

const TLS13_SUITES: &[CipherSuite] = &[
    CipherSuite::TLS_AES_256_GCM_SHA384,
    CipherSuite::TLS_AES_128_GCM_SHA256,
    CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
];

/// What Windows 11 and Server 2025 have on by default: neither DHE nor 3DES nor RC4.
const WINDOWS_CURRENT_SUITES: &[CipherSuite] = &[
    CipherSuite::TLS_AES_256_GCM_SHA384,
    CipherSuite::TLS_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
];

const WIDE_GROUPS: &[NamedGroup] =
    &[NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1, NamedGroup::SECP521R1];

const WINDOWS_GROUPS: &[NamedGroup] = &[NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1];

/// SHA-1 and DSA too: the question is what the server has, not whether it is any good.
const WIDE_SCHEMES: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_SECP256R1_SHA256,
    SignatureScheme::ECDSA_SECP384R1_SHA384,
    SignatureScheme::ECDSA_SECP521R1_SHA512,
    SignatureScheme::RSA_PSS_RSAE_SHA256,
    SignatureScheme::RSA_PSS_RSAE_SHA384,
    SignatureScheme::RSA_PSS_RSAE_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::ECDSA_SHA1,
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::DSA_SHA1,
];

/// Every scheme that has a name, those of today first.
const EVERY_SCHEME: &[SignatureScheme] = &[
    SignatureScheme::ED25519,
    SignatureScheme::ED448,
    SignatureScheme::ECDSA_SECP256R1_SHA256,
    SignatureScheme::ECDSA_SECP384R1_SHA384,
    SignatureScheme::ECDSA_SECP521R1_SHA512,
    SignatureScheme::RSA_PSS_RSAE_SHA256,
    SignatureScheme::RSA_PSS_RSAE_SHA384,
    SignatureScheme::RSA_PSS_RSAE_SHA512,
    SignatureScheme::RSA_PSS_PSS_SHA256,
    SignatureScheme::RSA_PSS_PSS_SHA384,
    SignatureScheme::RSA_PSS_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::DSA_SHA256,
    SignatureScheme::ECDSA_SHA1,
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::DSA_SHA1,
    SignatureScheme::RSA_PKCS1_MD5,
];

impl ClientHello {
    /// "Which of these do you take in this version?" One hello of a listing.
    ///
    /// Up to TLS 1.2, `version` is the highest that the server may choose, and DEFLATE is on offer as well; TLS 1.3 is
    /// offered alone. The X25519 share is filler and travels only where X25519 is among the groups: without it the server
    /// names its choice in a HelloRetryRequest.
    #[must_use]
    pub fn offering(version: TlsVersion, suites: &[CipherSuite], named_groups: &[NamedGroup]) -> Self {
        let filler = [0x5c; 32];
        let mut extensions = Vec::from([groups(named_groups), point_formats()]);
        if TlsVersion::TLS12 <= version {
            extensions.push(signature_algorithms(EVERY_SCHEME));
        }
        extensions.push(extended_master_secret());
        let mut suites = suites.to_vec();
        if version < TlsVersion::TLS13 {
            suites.push(CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
            let mut hello = offer(version, filler, suites, extensions);
            hello.compression.insert(0, CompressionMethod::DEFLATE);
            return hello;
        }
        extensions.push(supported_versions(&[version]));
        extensions.push(match named_groups.contains(&NamedGroup::X25519) {
            true => x25519_share(filler),
            false => no_share(),
        });
        extensions.push(psk_with_dhe());
        offer(TlsVersion::TLS12, filler, suites, extensions)
    }

    /// "What do you speak in TLS 1.0?" Every suite of that age, no signature_algorithms.
    #[must_use]
    pub fn tls10(random: [u8; 32]) -> Self {
        let extensions = Vec::from([groups(WIDE_GROUPS), point_formats(), extended_master_secret()]);
        offer(TlsVersion::TLS10, random, TLS10_SUITES.to_vec(), extensions)
    }

    /// "What do you speak in TLS 1.2?" Every suite and scheme of that age.
    #[must_use]
    pub fn tls12(random: [u8; 32]) -> Self {
        let extensions = Vec::from([
            groups(WIDE_GROUPS),
            point_formats(),
            signature_algorithms(WIDE_SCHEMES),
            extended_master_secret(),
        ]);
        offer(TlsVersion::TLS12, random, TLS12_SUITES.to_vec(), extensions)
    }

    /// "Do you speak TLS 1.3?" supported_versions has nothing else, so no conforming server can answer in TLS 1.2.
    ///
    /// Any 32 bytes serve as the X25519 share of a handshake that will not be finished.
    #[must_use]
    pub fn tls13_only(random: [u8; 32], key_share: [u8; 32]) -> Self {
        let extensions = Vec::from([
            groups(WIDE_GROUPS),
            point_formats(),
            signature_algorithms(WIDE_SCHEMES),
            extended_master_secret(),
            supported_versions(&[TlsVersion::TLS13]),
            x25519_share(key_share),
            psk_with_dhe(),
        ]);
        offer(TlsVersion::TLS12, random, [TLS13_SUITES, TLS12_SUITES].concat(), extensions)
    }

    /// "Would a current Windows client get in?" What Windows 11 offers by default: TLS 1.3 and 1.2, no DHE, no 3DES,
    /// no RC4.
    ///
    /// Its versions, suites and groups are those of Windows; it is not a copy of Schannel's bytes.
    #[must_use]
    pub fn windows_current(random: [u8; 32], key_share: [u8; 32]) -> Self {
        let extensions = Vec::from([
            groups(WINDOWS_GROUPS),
            point_formats(),
            signature_algorithms(WIDE_SCHEMES),
            extended_master_secret(),
            supported_versions(&[TlsVersion::TLS13, TlsVersion::TLS12]),
            x25519_share(key_share),
            psk_with_dhe(),
        ]);
        offer(TlsVersion::TLS12, random, WINDOWS_CURRENT_SUITES.to_vec(), extensions)
    }
}

fn offer(
    version: TlsVersion,
    random: [u8; 32],
    suites: Vec<CipherSuite>,
    extensions: Vec<Extension>,
) -> ClientHello {
    ClientHello {
        version,
        random,
        session_id: Vec::new(),
        suites,
        compression: Vec::from([CompressionMethod::NULL]),
        extensions,
    }
}

fn groups(groups: &[NamedGroup]) -> Extension {
    u16_extension(Extension::SUPPORTED_GROUPS, groups.iter().map(|group| group.0))
}

fn signature_algorithms(schemes: &[SignatureScheme]) -> Extension {
    u16_extension(Extension::SIGNATURE_ALGORITHMS, schemes.iter().map(|scheme| scheme.0))
}

fn u16_extension(kind: u16, values: impl Iterator<Item = u16>) -> Extension {
    let mut body = Vec::new();
    vector16(&mut body, &u16_list(values));
    Extension { kind, body }
}

fn point_formats() -> Extension {
    const UNCOMPRESSED: u8 = 0;
    Extension { kind: Extension::EC_POINT_FORMATS, body: Vec::from([1, UNCOMPRESSED]) }
}

fn extended_master_secret() -> Extension {
    Extension { kind: Extension::EXTENDED_MASTER_SECRET, body: Vec::new() }
}

fn supported_versions(versions: &[TlsVersion]) -> Extension {
    let mut body = Vec::new();
    vector8(&mut body, &u16_list(versions.iter().map(|version| version.0)));
    Extension { kind: Extension::SUPPORTED_VERSIONS, body }
}

fn x25519_share(key_share: [u8; 32]) -> Extension {
    let mut entry = Vec::from(NamedGroup::X25519.0.to_be_bytes());
    vector16(&mut entry, &key_share);
    let mut body = Vec::new();
    vector16(&mut body, &entry);
    Extension { kind: Extension::KEY_SHARE, body }
}

/// [RFC 8446 § 4.2.8] An empty list asks the server to name its group.
fn no_share() -> Extension {
    Extension { kind: Extension::KEY_SHARE, body: Vec::from([0, 0]) }
}

fn psk_with_dhe() -> Extension {
    const PSK_DHE_KE: u8 = 1;
    Extension { kind: Extension::PSK_KEY_EXCHANGE_MODES, body: Vec::from([1, PSK_DHE_KE]) }
}
