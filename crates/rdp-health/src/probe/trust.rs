//! The stores of trusted roots on this machine: read, and reduced to what has a say.

use std::io::{self, Read as _};
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::{Instant, timeout_at};

use super::net::micros;
use crate::certificate;
use crate::observe::{CertificateFacts, TrustStore, TrustStoreKind, TrustedRoots};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

/// A file with more than this is no list of certificates.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// Reads the system's store, and the file if one is given.
pub(super) async fn stores(
    presented: Vec<CertificateFacts>,
    ca_file: Option<String>,
    deadline: Instant,
) -> Vec<TrustStore> {
    let kept = presented.clone();
    let system = read("read the system's store", deadline, move || Ok(system(&presented))).await;
    let mut stores = vec![TrustStore::new(TrustStoreKind::System, None, system)];
    if let Some(file) = ca_file {
        let path = file.clone();
        let given = read("read the CA file", deadline, move || from_file(Path::new(&path), &kept)).await;
        stores.push(TrustStore::new(TrustStoreKind::CaFile, Some(file), given));
    }
    stores
}

/// Files and the systems' stores are read in calls that wait: on a thread of its own, which the deadline leaves
/// behind.
async fn read(
    operation: &str,
    deadline: Instant,
    reading: impl FnOnce() -> io::Result<TrustedRoots> + Send + 'static,
) -> Outcome<TrustedRoots> {
    let began = Instant::now();
    let failure = |kind, closed_by, detail: Option<String>| {
        let elapsed_us = micros(began.elapsed());
        let mut failure = Failure::new(Phase::Certificate, operation, kind, closed_by, elapsed_us);
        failure.detail = detail;
        Outcome::Failed(failure)
    };
    match timeout_at(deadline, tokio::task::spawn_blocking(reading)).await {
        Ok(Ok(Ok(roots))) => Outcome::Done(roots),
        Ok(Ok(Err(error))) => failure(FailureKind::Other, ClosedBy::Us, Some(error.to_string())),
        Ok(Err(ended)) => failure(FailureKind::Other, ClosedBy::Us, Some(ended.to_string())),
        Err(_) => failure(FailureKind::Silence, ClosedBy::Deadline, None),
    }
}

/// Windows: the root store of the current user and machine. macOS: the keychains. Elsewhere: the files of OpenSSL.
/// `SSL_CERT_FILE` and `SSL_CERT_DIR` take their place.
fn system(presented: &[CertificateFacts]) -> TrustedRoots {
    let loaded = rustls_native_certs::load_native_certs();
    let mut roots = reduced(&loaded.certs, presented);
    roots.unreadable = loaded.errors.iter().map(ToString::to_string).collect();
    roots
}

/// PEM, or one certificate in DER as Windows exports it.
fn from_file(path: &Path, presented: &[CertificateFacts]) -> io::Result<TrustedRoots> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if LARGEST_FILE < u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        return Err(io::Error::other("it is larger than any list of certificates"));
    }
    let mut unreadable = Vec::new();
    let mut certificates: Vec<CertificateDer<'static>> = Vec::new();
    for item in CertificateDer::pem_slice_iter(&bytes) {
        match item {
            Ok(certificate) => certificates.push(certificate),
            Err(error) => unreadable.push(error.to_string()),
        }
    }
    if certificates.is_empty() && bytes.first() == Some(&0x30) {
        certificates.push(bytes.into());
    }
    let readable = |der: &CertificateDer<'_>| certificate::read(der).unreadable.is_none();
    if !certificates.iter().any(readable) {
        return Err(io::Error::other("it holds no certificate, neither in PEM nor in DER"));
    }
    let mut roots = reduced(&certificates, presented);
    roots.unreadable = unreadable;
    Ok(roots)
}

fn reduced(store: &[CertificateDer<'_>], presented: &[CertificateFacts]) -> TrustedRoots {
    let presented: Vec<&CertificateFacts> = presented.iter().collect();
    let relevant = certificate::relevant(&presented, store.iter().map(AsRef::as_ref));
    TrustedRoots::new(u32::try_from(store.len()).unwrap_or(u32::MAX), relevant)
}
