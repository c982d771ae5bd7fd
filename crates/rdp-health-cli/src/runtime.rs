//! The runtime of a command that talks to hosts, within what this process may have.

use std::io;
use std::thread;

use rdp_health::spare_threads;
use tokio::runtime::{Builder, Runtime};

use crate::error::Error;

/// More workers make no scan faster: it waits for hosts.
const MOST_WORKERS: usize = 16;
/// What the runtime, one check and the system's resolver have open at least.
const FEWEST_DESCRIPTORS: usize = 12;

/// Runs a command that talks to hosts.
pub(crate) fn in_runtime<T>(command: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    more_descriptors();
    enough_descriptors()?;
    let runtime = runtime().map_err(Error::System)?;
    let result = runtime.block_on(command);
    // The system's resolver cannot be interrupted; whoever waits for us need not wait for it. The threads are left as
    // they are, since one that is detached while the process ends may crash it on older systems.
    std::mem::forget(runtime);
    result
}

/// Workers where the system has threads for them, and for name lookups; this thread alone where it has few. The runtime
/// itself would panic.
fn runtime() -> io::Result<Runtime> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    // Those that were tried may take a moment to be gone.
    match spare_threads(2 * workers + 2) {
        true => Builder::new_multi_thread().worker_threads(workers).enable_all().build(),
        false => Builder::new_current_thread().enable_all().build(),
    }
}

/// As many descriptors as this user may have: systems begin with fewer, for programs of old.
#[cfg(unix)]
fn more_descriptors() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    /// Systems that say "no limit" have one nevertheless.
    const PLENTY: u64 = 1 << 16;
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard.min(PLENTY)
    {
        // Without it there are fewer connections at a time.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard.min(PLENTY), hard);
    }
}

#[cfg(not(unix))]
fn more_descriptors() {}

/// The runtime panics where it has no descriptors for itself.
fn enough_descriptors() -> Result<(), Error> {
    let open = |_| std::net::UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0));
    match (0..FEWEST_DESCRIPTORS).map(open).collect::<Result<Vec<_>, _>>() {
        Ok(_) => Ok(()),
        // Without a loopback interface nothing is known of descriptors.
        Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => Ok(()),
        Err(error) => Err(Error::System(error)),
    }
}
