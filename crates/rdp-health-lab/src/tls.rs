//! The TLS server of the `tls` step: rustls, so it speaks what a server of today speaks, and ECDHE with AES-CBC.

use std::io;
use std::sync::Arc;

use rdp_health_wire::negotiation::SecurityProtocols;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::{CertifiedKey, Signer, SigningKey, SingleCertAndKey};
use rustls::{
    RootCertStore, ServerConfig, SignatureAlgorithm, SignatureScheme, SupportedCipherSuite,
    SupportedProtocolVersion,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio_rustls::TlsAcceptor;

use crate::act::Act;
use crate::behind::{self, End};
use crate::certificate::Pki;
use crate::connection::Connection;
use crate::error::LabError;
use crate::http::WebServer;
use crate::negotiate::Agreement;
use crate::scenario::{Tls, TlsVersion};

pub(crate) fn server(step: &Tls, pki: &mut Pki) -> Result<Arc<ServerConfig>, LabError> {
    let failed = |why: String| LabError::Certificate { kind: step.certificate.kind.name(), why };
    let mut provider = rustls::crypto::ring::default_provider();
    if let Some(suites) = &step.suites {
        provider.cipher_suites.extend(rdp_health_legacy_tls::SUITES);
        let number = |suite: &SupportedCipherSuite| u16::from(suite.suite());
        provider.cipher_suites.retain(|suite| suites.iter().any(|wanted| wanted.0 == number(suite)));
        if provider.cipher_suites.is_empty() {
            return Err(failed(
                "none of these suites can be served; `legacy_tls` takes every name".to_owned(),
            ));
        }
    }
    if let Some(groups) = &step.groups {
        provider.kx_groups.retain(|group| groups.iter().any(|wanted| wanted.0 == u16::from(group.name())));
    }
    let provider = Arc::new(provider);
    let client_verifier: Arc<dyn ClientCertVerifier> = if step.client_certificate
        || step.asks_client_certificate
    {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(pki.root()?)).map_err(|error| failed(error.to_string()))?;
        let mut verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
        if !step.client_certificate {
            verifier = verifier.allow_unauthenticated();
        }
        verifier.build().map_err(|error| failed(error.to_string()))?
    } else {
        WebPkiClientVerifier::no_client_auth()
    };
    let versions: Vec<&SupportedProtocolVersion> = step
        .versions
        .iter()
        .map(|version| match version {
            TlsVersion::Tls13 => &rustls::version::TLS13,
            _ => &rustls::version::TLS12,
        })
        .collect();
    let identity = pki.identity(&step.certificate)?;
    let chain = identity.chain.into_iter().map(CertificateDer::from).collect();
    let key = PrivatePkcs8KeyDer::from(identity.key).into();
    // Without the look at the certificate that rustls would take: faulty ones are to be served, too.
    let key = provider.key_provider.load_private_key(key).map_err(|error| failed(error.to_string()))?;
    let key = match &step.signature_schemes {
        Some(schemes) => Arc::new(Choosy { key, schemes: schemes.iter().map(|scheme| scheme.0).collect() }),
        None => key,
    };
    let mut certified = CertifiedKey::new(chain, key);
    certified.ocsp = identity.stapled;
    let certified = SingleCertAndKey::from(certified);
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .map_err(|error| failed(error.to_string()))?
        .with_client_cert_verifier(client_verifier)
        .with_cert_resolver(Arc::new(certified));
    Ok(Arc::new(config))
}

/// A key that signs with some of its schemes only.
#[derive(Debug)]
struct Choosy {
    key: Arc<dyn SigningKey>,
    schemes: Vec<u16>,
}

impl SigningKey for Choosy {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let ours = |scheme: &SignatureScheme| self.schemes.contains(&u16::from(*scheme));
        let offered: Vec<SignatureScheme> = offered.iter().copied().filter(ours).collect();
        self.key.choose_scheme(&offered)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }
}

/// Serves one handshake, and what comes behind it inside TLS.
pub(crate) async fn serve(
    connection: &mut Connection,
    config: Arc<ServerConfig>,
    rest: &[Act],
    agreement: Option<Agreement>,
    name: &str,
) -> io::Result<()> {
    // A flight leaves in one piece, as from other servers; rustls by itself writes record by record.
    let mut in_flights = BufStream::new(&mut *connection);
    let mut end = End::Close;
    if let Ok(mut stream) = TlsAcceptor::from(config).accept(&mut in_flights).await {
        end = match agreement {
            // A client that breaks off is nothing that a host can do something about.
            Some(agreement) => behind::go_on(&mut stream, rest, agreement, name).await.unwrap_or(End::Close),
            // TLS came first.
            None => match rest.first() {
                Some(Act::Credssp(_)) => {
                    let agreement = Agreement { asked: None, chosen: SecurityProtocols::HYBRID };
                    behind::go_on(&mut stream, rest, agreement, name).await.unwrap_or(End::Close)
                }
                Some(Act::X224(x224)) => behind::negotiate(&mut stream, x224).await.unwrap_or(End::Close),
                _ => End::Open,
            },
        };
        match end {
            End::Open => {
                let mut unread = [0; 4096];
                while matches!(stream.read(&mut unread).await, Ok(count) if 0 < count) {}
            }
            End::Close => {
                let _ = stream.shutdown().await;
            }
            End::Cut => {}
        }
    }
    // The alert of a failed handshake; a close over unread data would overtake it with a RST.
    in_flights.flush().await?;
    match end {
        End::Cut => connection.cut(),
        End::Open | End::Close => connection.close().await,
    }
}

/// Serves one handshake and one HTTP request, and listens until the client closes.
pub(crate) async fn serve_web(
    connection: &mut Connection,
    config: Arc<ServerConfig>,
    web: &WebServer,
) -> io::Result<()> {
    let mut in_flights = BufStream::new(&mut *connection);
    if let Ok(mut stream) = TlsAcceptor::from(config).accept(&mut in_flights).await
        && web.serve(&mut stream).await?
    {
        let mut unread = [0; 4096];
        while matches!(stream.read(&mut unread).await, Ok(count) if 0 < count) {}
    }
    in_flights.flush().await?;
    connection.close().await
}
