//! The clear part of a TLS handshake up to 1.2: what a server of any age would answer to a ClientHello.
//!
//! No key exchange is ever computed: random, point and signature are fillers, and nobody gets far enough to notice.

use rdp_health_wire::tls::{
    AlertDescription, CertificateMessage, CipherSuite, ClientHello, CompressionMethod, ContentType,
    DigitallySigned, Extension, HandshakeType, NamedGroup, ServerHello, ServerHelloDone, ServerKeyExchange,
    SignatureScheme, TlsVersion, handshake_message, record,
};

use crate::certificate::Pki;
use crate::error::LabError;
use crate::scenario::{self, KeyKind, LegacyTls, Refusal};

/// The base point of P-256: a client that looks whether the point is on the curve finds that it is.
const P256_POINT: [u8; 65] = [
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f,
    0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce,
    0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];
const DH_PRIME_LENGTH: usize = 256;
const SIGNATURE_LENGTH: usize = 256;

/// A TLS server up to its ServerHelloDone.
#[derive(Debug)]
pub(crate) struct LegacyServer {
    /// The best first.
    versions: Vec<TlsVersion>,
    /// The server's favourite first.
    suites: Vec<CipherSuite>,
    key: KeyKind,
    chain: Vec<Vec<u8>>,
    refusal: Option<Refusal>,
    client_certificate: bool,
    record_per_message: bool,
    stall_after: Option<usize>,
    /// Its favourite first.
    groups: Vec<NamedGroup>,
    /// Its favourite first; none = the usual one of the key, whatever the client takes.
    schemes: Option<Vec<SignatureScheme>>,
    garbage: bool,
}

impl LegacyServer {
    pub(crate) fn new(step: &LegacyTls, pki: &mut Pki) -> Result<Self, LabError> {
        let mut versions: Vec<TlsVersion> = step
            .versions
            .iter()
            .map(|version| match version {
                scenario::TlsVersion::Tls10 => TlsVersion::TLS10,
                scenario::TlsVersion::Tls11 => TlsVersion::TLS11,
                scenario::TlsVersion::Tls12 => TlsVersion::TLS12,
                scenario::TlsVersion::Tls13 => TlsVersion::TLS13,
            })
            .collect();
        versions.sort_by(|one, other| other.cmp(one));
        Ok(Self {
            versions,
            suites: step.suites.clone(),
            key: step.certificate.key,
            chain: pki.identity(&step.certificate)?.chain,
            refusal: step.refusal,
            client_certificate: step.client_certificate,
            record_per_message: step.record_per_message,
            stall_after: step.stall_after,
            groups: step.groups.clone(),
            schemes: step.signature_schemes.clone(),
            garbage: step.garbage,
        })
    }

    /// Whether it goes on behind the flight, with records that no key opens.
    pub(crate) fn talks_nonsense(&self) -> bool {
        self.garbage
    }

    /// The flight from ServerHello to ServerHelloDone, or how the hello is refused.
    pub(crate) fn flight(&self, hello: &ClientHello) -> Result<Vec<u8>, Refusal> {
        let refuse = |alert: AlertDescription| self.refusal.unwrap_or(Refusal::Alert(alert.0));
        let speaks_tls13 = self.versions.contains(&TlsVersion::TLS13);
        if speaks_tls13 && hello.supported_versions().contains(&TlsVersion::TLS13) {
            return self.hello_of_tls13(hello).map_err(refuse);
        }
        // Without TLS 1.3 a server has never heard of supported_versions.
        let listed = hello.supported_versions();
        let shared = |version: &TlsVersion| match speaks_tls13 && !listed.is_empty() {
            true => listed.contains(version),
            false => *version <= hello.version,
        };
        let version = self
            .versions
            .iter()
            .copied()
            .find(shared)
            .ok_or_else(|| refuse(AlertDescription::PROTOCOL_VERSION))?;
        let usable =
            |suite: &CipherSuite| hello.suites.contains(suite) && self.can_use(*suite, version, hello);
        let suite = self
            .suites
            .iter()
            .copied()
            .find(usable)
            .ok_or_else(|| refuse(AlertDescription::HANDSHAKE_FAILURE))?;

        let random = [0x4c; 32];
        let server_hello = ServerHello {
            version,
            random,
            session_id: vec![0x1d; 32],
            suite,
            compression: CompressionMethod::NULL,
            extensions: Vec::new(),
        };
        let mut messages =
            vec![server_hello.encode(), CertificateMessage { chain: self.chain.clone() }.encode()];
        let exchange = self.key_exchange(suite, version, hello);
        messages.extend(exchange.map(|exchange| exchange.encode()));
        if self.client_certificate {
            messages.push(certificate_request(version));
        }
        messages.push(ServerHelloDone.encode());
        let in_record = |bytes: &[u8]| record(ContentType::HANDSHAKE, version, bytes);
        let mut flight = match self.record_per_message {
            true => messages.iter().flat_map(|message| in_record(message)).collect(),
            false => in_record(&messages.concat()),
        };
        flight.truncate(self.stall_after.unwrap_or(usize::MAX));
        Ok(flight)
    }

    /// Whether the suite fits the version, our key, and the client's curves.
    fn can_use(&self, suite: CipherSuite, version: TlsVersion, hello: &ClientHello) -> bool {
        let name = suite.name().unwrap_or_default();
        let since_tls12 =
            name.ends_with("_SHA256") || name.ends_with("_SHA384") || suite.is_aead() == Some(true);
        let our_key = match self.key {
            KeyKind::Rsa => name.contains("_RSA_"),
            KeyKind::Ecdsa | KeyKind::Ed25519 => name.contains("_ECDSA_"),
        };
        let curve = !name.starts_with("TLS_ECDHE_") || self.group(hello).is_some();
        let signs =
            version < TlsVersion::TLS12 || name.starts_with("TLS_RSA_") || self.scheme(hello).is_some();
        suite.is_tls13() != Some(true)
            && (!since_tls12 || TlsVersion::TLS12 <= version)
            && our_key
            && curve
            && signs
    }

    fn group(&self, hello: &ClientHello) -> Option<NamedGroup> {
        let offered = hello.groups();
        self.groups.iter().copied().find(|group| offered.contains(group))
    }

    /// The scheme with which it would sign.
    fn scheme(&self, hello: &ClientHello) -> Option<SignatureScheme> {
        let Some(schemes) = &self.schemes else {
            return Some(match self.key {
                KeyKind::Rsa => SignatureScheme::RSA_PKCS1_SHA256,
                KeyKind::Ecdsa => SignatureScheme::ECDSA_SECP256R1_SHA256,
                KeyKind::Ed25519 => SignatureScheme::ED25519,
            });
        };
        let taken = hello.signature_schemes();
        schemes.iter().copied().find(|scheme| taken.contains(scheme))
    }

    /// ServerHello or HelloRetryRequest of TLS 1.3, or the alert with which it is refused.
    fn hello_of_tls13(&self, hello: &ClientHello) -> Result<Vec<u8>, AlertDescription> {
        let shares = hello.shared_groups().ok_or(AlertDescription::MISSING_EXTENSION)?;
        let mut suites = self.suites.iter().copied().filter(|suite| suite.is_tls13() == Some(true));
        let suite = suites.find(|suite| hello.suites.contains(suite));
        let of_tls13 = |scheme: &SignatureScheme| {
            !scheme.uses_sha1() && !scheme.name().is_some_and(|name| name.starts_with("rsa_pkcs1"))
        };
        // What the usual scheme of an RSA key becomes in TLS 1.3 makes no difference here.
        let signs = self.schemes.is_none() || self.scheme_of(hello, of_tls13).is_some();
        let (Some(suite), Some(group), true) = (suite, self.group(hello), signs) else {
            return Err(AlertDescription::HANDSHAKE_FAILURE);
        };
        let (random, share) = match shares.contains(&group) {
            true => ([0x4c; 32], [&group.0.to_be_bytes()[..], &[0, 32], &[0x5c; 32]].concat()),
            false => (ServerHello::HELLO_RETRY_REQUEST_RANDOM, group.0.to_be_bytes().to_vec()),
        };
        let version = TlsVersion::TLS13.0.to_be_bytes().to_vec();
        let server_hello = ServerHello {
            version: TlsVersion::TLS12,
            random,
            session_id: hello.session_id.clone(),
            suite,
            compression: CompressionMethod::NULL,
            extensions: vec![
                Extension { kind: Extension::SUPPORTED_VERSIONS, body: version },
                Extension { kind: Extension::KEY_SHARE, body: share },
            ],
        };
        Ok(record(ContentType::HANDSHAKE, TlsVersion::TLS12, &server_hello.encode()))
    }

    fn scheme_of(
        &self,
        hello: &ClientHello,
        wanted: impl Fn(&SignatureScheme) -> bool,
    ) -> Option<SignatureScheme> {
        let taken = hello.signature_schemes();
        let mut schemes = self.schemes.iter().flatten().copied();
        schemes.find(|scheme| wanted(scheme) && taken.contains(scheme))
    }

    fn key_exchange(
        &self,
        suite: CipherSuite,
        version: TlsVersion,
        hello: &ClientHello,
    ) -> Option<ServerKeyExchange> {
        let scheme = self.scheme(hello).filter(|_| TlsVersion::TLS12 <= version);
        let signed = Some(DigitallySigned { scheme, signature: vec![0x5a; SIGNATURE_LENGTH] });
        let name = suite.name().unwrap_or_default();
        if name.starts_with("TLS_ECDHE_") {
            let group = self.group(hello)?;
            let public = match group {
                NamedGroup::SECP256R1 => P256_POINT.to_vec(),
                // Nobody looks whether it is on the curve who does not finish the handshake.
                _ => vec![0x5c; 32],
            };
            Some(ServerKeyExchange::NamedCurve { group, public, signed })
        } else if name.starts_with("TLS_DHE_") {
            let (prime, public) = (vec![0xff; DH_PRIME_LENGTH], vec![0x7f; DH_PRIME_LENGTH]);
            Some(ServerKeyExchange::Dhe { prime, generator: vec![2], public, signed })
        } else {
            None
        }
    }
}

/// [RFC 5246 § 7.4.4] CertificateRequest for an RSA or ECDSA certificate of any authority.
fn certificate_request(version: TlsVersion) -> Vec<u8> {
    let mut body = vec![2, 1, 64]; // certificate_types: rsa_sign, ecdsa_sign
    if TlsVersion::TLS12 <= version {
        body.extend([0, 4, 4, 1, 4, 3]); // rsa_pkcs1_sha256, ecdsa_secp256r1_sha256
    }
    body.extend([0, 0]); // certificate_authorities
    handshake_message(HandshakeType::CERTIFICATE_REQUEST, &body)
}
