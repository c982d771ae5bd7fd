//! Did this key sign that certificate, list or response? Old algorithms included: a weak link is reported as weak, not as broken.

use ring::signature as ring_signature;
use rustls::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use x509_parser::asn1_rs::Any;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509;

use super::effort::{self, Counted};
use super::facts::{signature_name, significant_bits};
use crate::outcome::Tri;

/// What a look at a signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signature {
    /// The key made it.
    Good,
    /// The key did not make it.
    Bad,
    /// This build knows neither: MD5, P-521, RSA below 1024 bits and the like.
    Unverifiable,
}

impl Signature {
    /// Whether it is right, and the same in words.
    pub(super) fn said(self, algorithm: &x509::AlgorithmIdentifier<'_>) -> (Tri, String) {
        match self {
            Self::Good => (Tri::Yes, "the signature is valid".to_owned()),
            Self::Bad => (Tri::No, "the signature is invalid".to_owned()),
            Self::Unverifiable => {
                let name = signature_name(&algorithm.algorithm.to_id_string());
                (Tri::Unknown, format!("this build cannot verify the signature ({name} with this key)"))
            }
        }
    }
}

/// RSA as old certificates use it, from 1024 bits on.
#[derive(Debug)]
struct LegacyRsa {
    signature: AlgorithmIdentifier,
    verification: &'static ring_signature::RsaParameters,
}

impl SignatureVerificationAlgorithm for LegacyRsa {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }

    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        ring_signature::UnparsedPublicKey::new(self.verification, key)
            .verify(message, signature)
            .map_err(|_| InvalidSignature)
    }
}

/// sha1WithRSAEncryption with its NULL parameter, RFC 3279 section 2.2.1.
const RSA_PKCS1_SHA1: AlgorithmIdentifier = AlgorithmIdentifier::from_slice(&[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00,
]);

static RSA_SHA1: LegacyRsa = LegacyRsa {
    signature: RSA_PKCS1_SHA1,
    verification: &ring_signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
};
static RSA_SHA256: LegacyRsa = LegacyRsa {
    signature: alg_id::RSA_PKCS1_SHA256,
    verification: &ring_signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
};
static RSA_SHA512: LegacyRsa = LegacyRsa {
    signature: alg_id::RSA_PKCS1_SHA512,
    verification: &ring_signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
};

/// Every algorithm with which a signature on a certificate can be verified here.
pub(super) const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    &Counted(webpki::ring::ECDSA_P256_SHA256),
    &Counted(webpki::ring::ECDSA_P256_SHA384),
    &Counted(webpki::ring::ECDSA_P384_SHA256),
    &Counted(webpki::ring::ECDSA_P384_SHA384),
    &Counted(webpki::ring::ED25519),
    &Counted(&RSA_SHA1),
    &Counted(&RSA_SHA256),
    &Counted(webpki::ring::RSA_PKCS1_2048_8192_SHA384),
    &Counted(&RSA_SHA512),
    &Counted(webpki::ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
    &Counted(webpki::ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY),
    &Counted(webpki::ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY),
];

/// Whether the key in `issuer` signed `certificate`.
pub(super) fn verify(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> Signature {
    let message = certificate.tbs_certificate.as_ref();
    verify_by(issuer, &certificate.signature_algorithm, message, &certificate.signature_value.data)
}

/// Whether the key in `signer` made `signature` over `message`.
pub(super) fn verify_by(
    signer: &X509Certificate<'_>,
    algorithm: &x509::AlgorithmIdentifier<'_>,
    message: &[u8],
    signature: &[u8],
) -> Signature {
    let oid = algorithm.algorithm.as_bytes();
    // An AlgorithmIdentifier begins with tag, length and bytes of the object identifier.
    let algorithms = ALGORITHMS.iter().filter(|known| {
        let id = known.signature_alg_id();
        id.as_ref().get(2..).is_some_and(|id| id.starts_with(oid)) && is_meant(algorithm, id)
    });
    // Of the signer's certificate nothing but the key counts here: what else is wrong with it is another question.
    let Some(kind) = key_algorithm(signer) else { return Signature::Unverifiable };
    let key = &signer.public_key().subject_public_key.data;
    let mut verdict = Signature::Unverifiable;
    for known in algorithms {
        if known.public_key_alg_id().as_ref() != kind || !can_verify(*known, signer) {
            continue;
        }
        match known.verify_signature(key, message, signature) {
            Ok(()) => return Signature::Good,
            // Nobody looked.
            Err(InvalidSignature) if effort::is_spent() => return Signature::Unverifiable,
            Err(InvalidSignature) => verdict = Signature::Bad,
        }
    }
    verdict
}

/// The AlgorithmIdentifier of the signer's key, without tag and length: the first part of SubjectPublicKeyInfo, RFC 5280
/// 4.1.2.7.
fn key_algorithm<'a>(signer: &'a X509Certificate<'_>) -> Option<&'a [u8]> {
    let (_, info) = Any::from_der(signer.public_key().raw).ok()?;
    let (_, algorithm) = Any::from_der(info.data).ok()?;
    Some(algorithm.data)
}

/// RSASSA-PSS is three algorithms here, each with one hash for both purposes and a salt of its length: with other
/// parameters a signature is not wrong, but another algorithm.
fn is_meant(algorithm: &x509::AlgorithmIdentifier<'_>, known: AlgorithmIdentifier) -> bool {
    let hashes = [
        (alg_id::RSA_PSS_SHA256, "2.16.840.1.101.3.4.2.1", 32),
        (alg_id::RSA_PSS_SHA384, "2.16.840.1.101.3.4.2.2", 48),
        (alg_id::RSA_PSS_SHA512, "2.16.840.1.101.3.4.2.3", 64),
    ];
    let Some((_, hash, salt)) = hashes.into_iter().find(|(id, _, _)| *id == known) else { return true };
    let parameters = algorithm.parameters.as_ref().map(RsaSsaPssParams::try_from);
    let Some(Ok(parameters)) = parameters else { return false };
    let mask = parameters.mask_gen_algorithm().map(|mask| mask.hash.to_id_string());
    parameters.hash_algorithm_oid().to_id_string() == hash
        && mask.is_ok_and(|mask| mask == hash)
        && parameters.salt_length() == salt
}

/// For a key out of its range ring says "bad signature" where it means "not for me".
fn can_verify(algorithm: &dyn SignatureVerificationAlgorithm, signer: &X509Certificate<'_>) -> bool {
    let Ok(PublicKey::RSA(rsa)) = signer.public_key().parsed() else { return true };
    let legacy = [&RSA_SHA1, &RSA_SHA256, &RSA_SHA512];
    let any = legacy.iter().any(|legacy| legacy.signature == algorithm.signature_alg_id());
    let least = if any { 1024 } else { 2048 };
    (least..=8192).contains(&significant_bits(rsa.modulus)) && significant_bits(rsa.exponent) <= 33
}
