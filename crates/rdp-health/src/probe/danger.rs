//! The verifier that accepts every certificate and writes down what it saw.
//!
//! The only place that uses rustls' `dangerous()`. A check sends no secret over the connection, so accepting is
//! safe here, and it is the only way to look at the certificates people need to know about.
//! Whether a client would accept them is judged elsewhere, from what is written down.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};

/// What was seen during a handshake, also one that failed.
#[derive(Debug, Default, Clone)]
pub(super) struct Seen {
    /// The server's certificates in DER, its own first, in the order in which they were sent.
    pub(super) chain: Vec<Vec<u8>>,
    /// The scheme of the server's signature over the handshake.
    pub(super) signature_scheme: Option<u16>,
    /// The stapled OCSP response; empty = none.
    pub(super) ocsp_response: Vec<u8>,
    /// Whether the server asked for a client certificate.
    pub(super) client_certificate_requested: bool,
}

/// Accepts and records. Clones share one record.
#[derive(Debug, Default, Clone)]
pub(super) struct Recorder(Arc<Mutex<Seen>>);

impl Recorder {
    /// What was seen so far.
    pub(super) fn seen(&self) -> Seen {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn record(&self, what: impl FnOnce(&mut Seen)) {
        what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A client configuration that speaks TLS 1.2 and 1.3, accepts everything and resumes nothing.
pub(super) fn accept_and_record(recorder: &Recorder) -> Result<ClientConfig, rustls::Error> {
    #[cfg_attr(not(feature = "legacy-tls"), allow(unused_mut))]
    let mut provider = rustls::crypto::ring::default_provider();
    // Last, so that only a host that has nothing better, or likes them better, chooses them.
    #[cfg(feature = "legacy-tls")]
    provider.cipher_suites.extend(rdp_health_legacy_tls::SUITES);
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(recorder.clone()))
        .with_client_cert_resolver(Arc::new(recorder.clone()));
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.record(|seen| {
            seen.chain = std::iter::once(end_entity).chain(intermediates).map(|der| der.to_vec()).collect();
            seen.ocsp_response = ocsp_response.to_vec();
        });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.record(|seen| seen.signature_scheme = Some(dss.scheme.into()));
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verify_tls12_signature(message, cert, dss)
    }

    /// Everything that a server might sign with, SHA-1 included: an old certificate is to be read, not avoided.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ECDSA_NISTP384_SHA384,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED25519,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PSS_SHA384,
            SignatureScheme::RSA_PSS_SHA512,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::RSA_PKCS1_SHA384,
            SignatureScheme::RSA_PKCS1_SHA512,
            SignatureScheme::ECDSA_SHA1_Legacy,
            SignatureScheme::RSA_PKCS1_SHA1,
        ]
    }
}

impl ResolvesClientCert for Recorder {
    /// Called when the server asks for a client certificate; we have none.
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.record(|seen| seen.client_certificate_requested = true);
        None
    }

    /// "Yes", because otherwise rustls would not tell us that we were asked.
    fn has_certs(&self) -> bool {
        true
    }
}
