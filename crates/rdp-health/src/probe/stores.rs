//! The stores of trusted roots on this computer: read once, and reduced to what has a say about a host.

use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::{Instant, timeout_at};

use super::blocking::NoThread;
use super::limits::{is_exhaustion, limits};

use super::net::since;
use crate::certificate::Roots;
use crate::observe::{CertificateFacts, TrustStore, TrustStoreKind, TrustedRoots};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

/// A file with more than this is no list of certificates.
const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// So long the system's store is what it was: whoever makes a check of each host shares it as well.
const FRESH: Duration = Duration::from_secs(60);

/// The stores as they were read.
#[derive(Debug)]
pub(crate) struct Stores(Vec<Store>);

#[derive(Debug)]
struct Store {
    kind: TrustStoreKind,
    file: Option<String>,
    held: Outcome<Arc<Held>>,
}

#[derive(Debug)]
pub(super) struct Held {
    roots: Roots,
    unreadable: Vec<String>,
}

impl Stores {
    /// What they hold that has a say about these certificates.
    pub(crate) fn about<'a>(
        &self,
        certificates: impl IntoIterator<Item = &'a CertificateFacts>,
    ) -> Vec<TrustStore> {
        let certificates: Vec<&CertificateFacts> = certificates.into_iter().collect();
        let about = |held: &Held| {
            let mut roots = TrustedRoots::new(held.roots.held, held.roots.relevant(&certificates));
            roots.unreadable.clone_from(&held.unreadable);
            roots
        };
        let each = self.0.iter().map(|store| {
            let roots = match &store.held {
                Outcome::Done(held) => Outcome::Done(about(held)),
                Outcome::Failed(failure) => Outcome::Failed(failure.clone()),
                Outcome::Skipped(why) => Outcome::Skipped(why.clone()),
            };
            TrustStore::new(store.kind, store.file.clone(), roots)
        });
        each.collect()
    }
}

impl Stores {
    /// Reads the system's store, the file if one is given, and Mozilla's roots, which are part of this program.
    pub(super) async fn read(ca_file: Option<&str>, deadline: Instant) -> Self {
        let system = read("read the system's store", deadline, system).await;
        let mut stores = vec![Store { kind: TrustStoreKind::System, file: None, held: system }];
        if let Some(file) = ca_file {
            let path = file.to_owned();
            let given =
                read("read the CA file", deadline, move || from_file(Path::new(&path)).map(Arc::new)).await;
            stores.push(Store { kind: TrustStoreKind::CaFile, file: Some(file.to_owned()), held: given });
        }
        let mozilla = read("read Mozilla's roots", deadline, || Ok(mozilla())).await;
        stores.push(Store { kind: TrustStoreKind::Mozilla, file: None, held: mozilla });
        Self(stores)
    }

    /// The same on this thread, which waits: it is a matter of milliseconds.
    pub(crate) fn read_here(ca_file: Option<&str>) -> Self {
        let held = |operation: &str, held: io::Result<Arc<Held>>| match held {
            Ok(held) => Outcome::Done(held),
            Err(error) => {
                let elapsed = Duration::ZERO;
                let kind = FailureKind::Other;
                let mut failure = Failure::new(Phase::Certificate, operation, kind, ClosedBy::Us, elapsed);
                failure.detail = Some(error.to_string());
                Outcome::Failed(failure)
            }
        };
        let system = held("read the system's store", system());
        let mut stores = vec![Store { kind: TrustStoreKind::System, file: None, held: system }];
        if let Some(file) = ca_file {
            let given = held("read the CA file", from_file(Path::new(file)).map(Arc::new));
            stores.push(Store { kind: TrustStoreKind::CaFile, file: Some(file.to_owned()), held: given });
        }
        let mozilla = Outcome::Done(mozilla());
        stores.push(Store { kind: TrustStoreKind::Mozilla, file: None, held: mozilla });
        Self(stores)
    }

    /// Whether every one could be read.
    pub(super) fn is_complete(&self) -> bool {
        self.0.iter().all(|store| store.held.done().is_some())
    }

    /// Whether the time of this check and what this computer had left were enough to read each; one that hangs by
    /// itself is not read again.
    pub(super) fn is_settled(&self) -> bool {
        let ours = |why: &Failure| matches!(why.kind, FailureKind::OutOfTime | FailureKind::OutOfResources);
        self.0.iter().all(|store| !store.held.failed().is_some_and(ours))
    }

    /// How the reading of each ended.
    pub(super) fn outcomes(&mut self) -> impl Iterator<Item = &mut Outcome<Arc<Held>>> {
        self.0.iter_mut().map(|store| &mut store.held)
    }
}

/// Files and the systems' stores are read in calls that wait: on a thread of its own, which the deadline leaves
/// behind. Where there is no other thread, they are read all the same: it is a matter of milliseconds.
async fn read(
    operation: &str,
    deadline: Instant,
    reading: impl Fn() -> io::Result<Arc<Held>> + Clone + Send + 'static,
) -> Outcome<Arc<Held>> {
    let began = Instant::now();
    let failure = |kind, closed_by, detail: Option<String>| {
        let elapsed = since(began);
        let mut failure = Failure::new(Phase::Certificate, operation, kind, closed_by, elapsed);
        failure.detail = detail;
        Outcome::Failed(failure)
    };
    let call = limits().work.soon(reading.clone());
    let read = timeout_at(deadline, call).await.map(|read| read.unwrap_or_else(|NoThread| reading()));
    match read {
        Ok(Ok(held)) => Outcome::Done(held),
        Ok(Err(error)) if is_exhaustion(&error) => {
            failure(FailureKind::OutOfResources, ClosedBy::Us, Some(error.to_string()))
        }
        Ok(Err(error)) => failure(FailureKind::Other, ClosedBy::Us, Some(error.to_string())),
        Err(_) => failure(FailureKind::Silence, ClosedBy::Deadline, None),
    }
}

/// The system's store, read anew once a minute, or when the environment names another.
///
/// The one thing of this computer that all checks of a process share without a [`Checker`](crate::Checker): to read it
/// takes more processor time than all the rest of a check.
fn system() -> io::Result<Arc<Held>> {
    /// When it was read, by which names, and what it holds.
    type Read = (Instant, [Option<OsString>; 2], Arc<Held>);
    static LAST: Mutex<Option<Read>> = Mutex::new(None);
    let named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].map(std::env::var_os);
    // Whoever comes meanwhile waits for the same.
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((read, by, held)) = &*last
        && read.elapsed() < FRESH
        && *by == named
    {
        return Ok(Arc::clone(held));
    }
    let held = Arc::new(read_system()?);
    *last = Some((Instant::now(), named, Arc::clone(&held)));
    Ok(held)
}

/// Windows: the root store of the current user and machine. macOS: the keychains. Elsewhere: the files of OpenSSL.
/// `SSL_CERT_FILE` and `SSL_CERT_DIR` take their place.
fn read_system() -> io::Result<Held> {
    let loaded = rustls_native_certs::load_native_certs();
    for error in &loaded.errors {
        // That a file could not be opened for want of a descriptor is nothing that the store lacks.
        if let rustls_native_certs::ErrorKind::Io { inner, .. } = &error.kind
            && is_exhaustion(inner)
        {
            return Err(inner
                .raw_os_error()
                .map_or_else(|| inner.kind().into(), io::Error::from_raw_os_error));
        }
    }
    let unreadable = loaded.errors.iter().map(ToString::to_string).collect();
    Ok(Held { roots: Roots::new(loaded.certs.iter().map(AsRef::as_ref)), unreadable })
}

/// As of the version of this program's dependency: the same for as long as the process lives.
fn mozilla() -> Arc<Held> {
    static MOZILLA: OnceLock<Arc<Held>> = OnceLock::new();
    let roots = || Roots::new(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref));
    Arc::clone(MOZILLA.get_or_init(|| Arc::new(Held { roots: roots(), unreadable: Vec::new() })))
}

/// PEM, or one certificate in DER as Windows exports it.
fn from_file(path: &Path) -> io::Result<Held> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if LARGEST_FILE < u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
        return Err(io::Error::other("it is too large for a list of certificates"));
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
    let roots = Roots::new(certificates.iter().map(AsRef::as_ref));
    if roots.is_empty() {
        return Err(io::Error::other("it contains no certificate, neither PEM nor DER"));
    }
    Ok(Held { roots, unreadable })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::read;

    #[test]
    fn mozilla_knows_its_own_roots() {
        let held = mozilla();
        assert!(held.unreadable.is_empty() && 100 < held.roots.held, "{}", held.roots.held);
        assert!(Arc::ptr_eq(&held, &mozilla()), "read once");
        let stores =
            Stores(vec![Store { kind: TrustStoreKind::Mozilla, file: None, held: Outcome::Done(held) }]);
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let root = read(der);
            assert_eq!(root.unreadable, None, "{}", root.subject);
            let about = stores.about([&root]);
            let relevant = &about[0].roots.done().unwrap().relevant;
            // There may be two of one name.
            assert!(relevant.contains(&root), "{}", root.subject);
        }
    }
}
