//! Did this key sign that certificate? Old algorithms included: a weak link is reported as weak, not as broken.

use ring::signature as ring_signature;
use rustls::pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use webpki::EndEntityCert;
use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;

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
    webpki::ring::ECDSA_P256_SHA256,
    webpki::ring::ECDSA_P256_SHA384,
    webpki::ring::ECDSA_P384_SHA256,
    webpki::ring::ECDSA_P384_SHA384,
    webpki::ring::ED25519,
    &RSA_SHA1,
    &RSA_SHA256,
    webpki::ring::RSA_PKCS1_2048_8192_SHA384,
    &RSA_SHA512,
    webpki::ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    webpki::ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    webpki::ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
];

/// Whether the key in `issuer` signed `certificate`.
pub(super) fn verify(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> Signature {
    let oid = certificate.signature_algorithm.algorithm.as_bytes();
    // An AlgorithmIdentifier begins with tag, length and bytes of the object identifier.
    let algorithms = ALGORITHMS.iter().filter(|algorithm| {
        let id = algorithm.signature_alg_id();
        id.as_ref().get(2..).is_some_and(|id| id.starts_with(oid))
    });
    let issuer_der = CertificateDer::from(issuer.as_raw());
    let Ok(key) = EndEntityCert::try_from(&issuer_der) else { return Signature::Unverifiable };
    let mut verdict = Signature::Unverifiable;
    for algorithm in algorithms {
        if !can_verify(*algorithm, issuer) {
            continue;
        }
        let signature = &certificate.signature_value.data;
        match key.verify_signature(*algorithm, certificate.tbs_certificate.as_ref(), signature) {
            Ok(()) => return Signature::Good,
            Err(webpki::Error::InvalidSignatureForPublicKey) => verdict = Signature::Bad,
            Err(_) => {}
        }
    }
    verdict
}

/// For a key out of its range ring says "bad signature" where it means "not for me".
fn can_verify(algorithm: &dyn SignatureVerificationAlgorithm, issuer: &X509Certificate<'_>) -> bool {
    let Ok(PublicKey::RSA(rsa)) = issuer.public_key().parsed() else { return true };
    let legacy = [&RSA_SHA1, &RSA_SHA256, &RSA_SHA512];
    let any = legacy.iter().any(|legacy| legacy.signature == algorithm.signature_alg_id());
    let least = if any { 1024 } else { 2048 };
    (least..=8192).contains(&super::facts::significant_bits(rsa.modulus))
}
