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
    CipherSuite::TLS_AES_128_CCM_SHA256,
    CipherSuite::TLS_AES_128_CCM_8_SHA256,
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

/// Every curve that has a name, those of today first.
const WIDE_GROUPS: &[NamedGroup] = &[
    NamedGroup::X25519,
    NamedGroup::SECP256R1,
    NamedGroup::SECP384R1,
    NamedGroup::SECP521R1,
    NamedGroup::X448,
    NamedGroup::BRAINPOOLP512R1,
    NamedGroup::BRAINPOOLP384R1,
    NamedGroup::BRAINPOOLP256R1,
    NamedGroup::SECP256K1,
    NamedGroup::SECP224R1,
    NamedGroup::SECP192R1,
];

/// What TLS 1.3 has beside the curves: finite fields, and hybrids with ML-KEM. Up to TLS 1.2 a finite field is a matter
/// of the suite.
const ONLY_TLS13_GROUPS: &[NamedGroup] = &[
    NamedGroup::FFDHE2048,
    NamedGroup::FFDHE3072,
    NamedGroup::FFDHE4096,
    NamedGroup::FFDHE6144,
    NamedGroup::FFDHE8192,
    NamedGroup::X25519MLKEM768,
    NamedGroup::SECP256R1MLKEM768,
    NamedGroup::SECP384R1MLKEM1024,
];

const WINDOWS_GROUPS: &[NamedGroup] = &[NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1];

/// What Schannel offers: SHA-1 and DSA too, but neither EdDSA nor the schemes of RSASSA-PSS keys.
const WINDOWS_SCHEMES: &[SignatureScheme] = &[
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
            true => share(&[(NamedGroup::X25519, &filler)]),
            false => share(&[]),
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

    /// "What do you speak in TLS 1.2?" Every suite of that age, every curve and scheme.
    #[must_use]
    pub fn tls12(random: [u8; 32]) -> Self {
        let extensions = Vec::from([
            groups(WIDE_GROUPS),
            point_formats(),
            signature_algorithms(EVERY_SCHEME),
            extended_master_secret(),
        ]);
        offer(TlsVersion::TLS12, random, TLS12_SUITES.to_vec(), extensions)
    }

    /// "Do you speak TLS 1.3?" supported_versions has nothing else, so no conforming server can answer in TLS 1.2. Every
    /// group and scheme.
    ///
    /// Any 32 bytes serve as the X25519 share of a handshake that will not be finished.
    #[must_use]
    pub fn tls13_only(random: [u8; 32], key_share: [u8; 32]) -> Self {
        let mut hello = Self::tls13_without_share(random);
        let at = hello.extensions.len().saturating_sub(1);
        hello.extensions.insert(at, share(&[(NamedGroup::X25519, &key_share)]));
        hello
    }

    /// "Do you read TLS 1.3?" There is no key_share, so a server that does has to refuse it with the alert
    /// missing_extension [RFC 8446 § 9.2], whatever else it would miss.
    #[must_use]
    pub fn tls13_without_share(random: [u8; 32]) -> Self {
        let extensions = Vec::from([
            groups(&every_group()),
            point_formats(),
            signature_algorithms(EVERY_SCHEME),
            extended_master_secret(),
            supported_versions(&[TlsVersion::TLS13]),
            psk_with_dhe(),
        ]);
        offer(TlsVersion::TLS12, random, [TLS13_SUITES, TLS12_SUITES].concat(), extensions)
    }
}

/// What a current Windows client offers, and hellos that differ from it in one thing: who answers one of them and not
/// the other lacks that thing, or minds it.
impl ClientHello {
    /// "Would a current Windows client connect?" What Windows 11 offers by default: TLS 1.3 and 1.2, no DHE, no 3DES,
    /// no RC4.
    ///
    /// Its versions, suites, groups and schemes are those of Windows; it is not a copy of Schannel's bytes.
    #[must_use]
    pub fn windows_current(random: [u8; 32], key_share: [u8; 32]) -> Self {
        windows(random, key_share, WINDOWS_CURRENT_SUITES.to_vec(), WINDOWS_GROUPS, WINDOWS_SCHEMES)
    }

    /// The same with every suite that has a name.
    #[must_use]
    pub fn windows_with_every_suite(random: [u8; 32], key_share: [u8; 32]) -> Self {
        let mut suites = WINDOWS_CURRENT_SUITES.to_vec();
        let of_today = |suite: &&CipherSuite| {
            [TlsVersion::TLS12, TlsVersion::TLS13].into_iter().any(|version| suite.belongs_to(version))
        };
        let more = CipherSuite::KNOWN.iter().filter(of_today);
        let more: Vec<CipherSuite> = more.filter(|suite| !suites.contains(suite)).copied().collect();
        suites.extend(more);
        windows(random, key_share, suites, WINDOWS_GROUPS, WINDOWS_SCHEMES)
    }

    /// The same with every group that has a name.
    #[must_use]
    pub fn windows_with_every_group(random: [u8; 32], key_share: [u8; 32]) -> Self {
        windows(random, key_share, WINDOWS_CURRENT_SUITES.to_vec(), &every_group(), WINDOWS_SCHEMES)
    }

    /// The same with every signature scheme that has a name.
    #[must_use]
    pub fn windows_with_every_scheme(random: [u8; 32], key_share: [u8; 32]) -> Self {
        windows(random, key_share, WINDOWS_CURRENT_SUITES.to_vec(), WINDOWS_GROUPS, EVERY_SCHEME)
    }

    /// The same without signatures over SHA-1, which current libraries no longer take.
    #[must_use]
    pub fn windows_without_sha1(random: [u8; 32], key_share: [u8; 32]) -> Self {
        let schemes: Vec<SignatureScheme> =
            WINDOWS_SCHEMES.iter().copied().filter(|scheme| !scheme.uses_sha1()).collect();
        windows(random, key_share, WINDOWS_CURRENT_SUITES.to_vec(), WINDOWS_GROUPS, &schemes)
    }

    /// The same without a word of TLS 1.3.
    #[must_use]
    pub fn windows_without_tls13(random: [u8; 32]) -> Self {
        let mut hello = Self::windows_current(random, random);
        hello.suites.retain(|suite| suite.is_tls13() != Some(true));
        let new = [Extension::SUPPORTED_VERSIONS, Extension::KEY_SHARE, Extension::PSK_KEY_EXCHANGE_MODES];
        hello.extensions.retain(|extension| !new.contains(&extension.kind));
        hello
    }

    /// The same with a post-quantum key share in front, and as long as the hellos of clients that send one: more than
    /// one TCP segment.
    #[must_use]
    pub fn windows_post_quantum(random: [u8; 32], key_share: [u8; 32]) -> Self {
        let mut hello = Self::windows_current(random, key_share);
        for extension in &mut hello.extensions {
            match extension.kind {
                Extension::SUPPORTED_GROUPS => {
                    *extension = groups(&[&[NamedGroup::X25519MLKEM768], WINDOWS_GROUPS].concat());
                }
                Extension::KEY_SHARE => {
                    let hybrid = [ML_KEM_FILLER; ML_KEM_768_KEY + 32];
                    *extension =
                        share(&[(NamedGroup::X25519MLKEM768, &hybrid), (NamedGroup::X25519, &key_share)]);
                }
                _ => {}
            }
        }
        let missing = POST_QUANTUM_LENGTH.saturating_sub(hello.encode_record().len());
        hello.extensions.push(Extension { kind: Extension::PADDING, body: alloc::vec![0; missing] });
        hello
    }
}

/// Length of an encapsulation key of ML-KEM-768, FIPS 203.
const ML_KEM_768_KEY: usize = 1184;

/// Repeated, it makes a key that a server takes for one: each 12 bits are below 3329 (FIPS 203 § 7.2).
const ML_KEM_FILLER: u8 = 0x5c;

/// About the length of the hellos of browsers that offer X25519MLKEM768.
const POST_QUANTUM_LENGTH: usize = 1750;

fn windows(
    random: [u8; 32],
    key_share: [u8; 32],
    suites: Vec<CipherSuite>,
    named_groups: &[NamedGroup],
    schemes: &[SignatureScheme],
) -> ClientHello {
    let extensions = Vec::from([
        groups(named_groups),
        point_formats(),
        signature_algorithms(schemes),
        extended_master_secret(),
        supported_versions(&[TlsVersion::TLS13, TlsVersion::TLS12]),
        share(&[(NamedGroup::X25519, &key_share)]),
        psk_with_dhe(),
    ]);
    offer(TlsVersion::TLS12, random, suites, extensions)
}

fn every_group() -> Vec<NamedGroup> {
    [WIDE_GROUPS, ONLY_TLS13_GROUPS].concat()
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

/// [RFC 8446 § 4.2.8] key_share with these entries; without any, the server is asked to name its group.
fn share(entries: &[(NamedGroup, &[u8])]) -> Extension {
    let mut list = Vec::new();
    for (group, key) in entries {
        list.extend(group.0.to_be_bytes());
        vector16(&mut list, key);
    }
    let mut body = Vec::new();
    vector16(&mut body, &list);
    Extension { kind: Extension::KEY_SHARE, body }
}

fn psk_with_dhe() -> Extension {
    const PSK_DHE_KE: u8 = 1;
    Extension { kind: Extension::PSK_KEY_EXCHANGE_MODES, body: Vec::from([1, PSK_DHE_KE]) }
}
