//! What this process may still have of this computer: sockets and files, and threads for calls that wait.
//!
//! Both belong to the process, however many checks, runtimes and threads it has. So they are counted once for all of
//! it, the only thing that is, and nothing of a host is there.

use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::blocking::Pool;

/// More would never run short.
const PLENTY: u32 = 1 << 20;
/// What is left for others: this program's own files, and short questions to the system.
#[cfg(unix)]
const RESERVE: u32 = 8;
/// Where the system does not say how many are open.
#[cfg(unix)]
const USUALLY_OPEN: u32 = 32;
/// As few are assumed even where less is left: one check after the other still goes on.
#[cfg(unix)]
const LEAST: u32 = 4;

/// Before this computer is asked again for what it had none of.
pub(super) const REST: Duration = Duration::from_millis(50);

/// What one process may have.
#[derive(Debug)]
pub(super) struct Limits {
    /// Sockets and files.
    descriptors: OnceLock<(Arc<Semaphore>, u32)>,
    /// Threads for name lookups, which may all wait for long.
    pub(super) calls: Arc<Pool>,
    /// Threads for what must not wait behind those: files, and work that computes.
    pub(super) work: Arc<Pool>,
}

/// A process that was forked has counts of its own.
static OF_PROCESS: Mutex<Option<(u32, Arc<Limits>)>> = Mutex::new(None);

/// The limits of this process.
pub(super) fn limits() -> Arc<Limits> {
    let process = std::process::id();
    let mut known = OF_PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    match &*known {
        Some((of, limits)) if *of == process => Arc::clone(limits),
        _ => {
            let limits = Arc::new(Limits {
                descriptors: OnceLock::new(),
                calls: Arc::default(),
                work: Arc::default(),
            });
            *known = Some((process, Arc::clone(&limits)));
            limits
        }
    }
}

impl Limits {
    /// Waits until so many descriptors are left for a check. `None` = there is no bound.
    pub(super) async fn admit(&self, descriptors: u32) -> Option<OwnedSemaphorePermit> {
        let (left, all) = self.descriptors.get_or_init(|| {
            let all = left_of_descriptors();
            (Arc::new(Semaphore::new(usize::try_from(all).unwrap_or(usize::MAX))), all)
        });
        match *all < PLENTY {
            true => Arc::clone(left).acquire_many_owned(descriptors.min(*all)).await.ok(),
            false => None,
        }
    }
}

/// How many descriptors this process may still open.
#[cfg(unix)]
fn left_of_descriptors() -> u32 {
    use nix::sys::resource::{Resource, getrlimit};

    let Ok((soft, _)) = getrlimit(Resource::RLIMIT_NOFILE) else { return PLENTY };
    let soft = u32::try_from(soft).unwrap_or(PLENTY);
    let folder = if cfg!(target_os = "linux") { "/proc/self/fd" } else { "/dev/fd" };
    let open = std::fs::read_dir(folder).ok().and_then(|open| u32::try_from(open.count()).ok());
    soft.saturating_sub(open.unwrap_or(USUALLY_OPEN)).saturating_sub(RESERVE).clamp(LEAST, PLENTY)
}

/// Windows has no bound that a check could meet.
#[cfg(not(unix))]
fn left_of_descriptors() -> u32 {
    PLENTY
}

/// Whether this computer has no descriptor, buffer, port or memory left: nothing is said about any host.
pub(super) fn is_exhaustion(error: &io::Error) -> bool {
    // EMFILE and ENFILE of every Unix, ENOBUFS of Linux and of BSD; WSAEMFILE, WSAENOBUFS.
    const NUMBERS: [i32; 6] = [24, 23, 105, 55, 10_024, 10_055];
    error.kind() == io::ErrorKind::OutOfMemory
        || error.raw_os_error().is_some_and(|number| NUMBERS.contains(&number))
}

/// Whether this computer's firewall follows as many connections as it may (nf_conntrack): then it drops the first packet of
/// each further one without a word, which looks like a silent host.
#[cfg(target_os = "linux")]
pub(super) fn no_more_is_tracked() -> bool {
    is_full("/proc/sys/net/netfilter/nf_conntrack_count", "/proc/sys/net/netfilter/nf_conntrack_max")
}

#[cfg(not(target_os = "linux"))]
pub(super) fn no_more_is_tracked() -> bool {
    false
}

/// Whether the one file has all but a hundredth of the number in the other. Where nothing is tracked neither is there.
#[cfg(target_os = "linux")]
fn is_full(count: &str, most: &str) -> bool {
    let number = |file| std::fs::read_to_string(file).ok()?.trim().parse::<u64>().ok();
    match (number(count), number(most)) {
        (Some(count), Some(most)) => 0 < most && most - most / 100 <= count,
        _ => false,
    }
}

/// Whether there is not even a socket for a name lookup, which hides why it failed.
pub(super) fn no_socket() -> bool {
    let open = || UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
    let sockets = [open(), open()];
    sockets.iter().any(|socket| socket.as_ref().is_err_and(is_exhaustion))
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn a_firewall_that_follows_all_it_may_is_full() {
        use super::is_full;

        let folder = std::env::temp_dir();
        let file = |name: &str, content: &str| {
            let path = folder.join(format!("rdp-health-limits-{}-{name}", std::process::id()));
            std::fs::write(&path, content).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let most = file("most", "65536\n");
        for (count, full) in
            [("65536\n", true), ("65000\n", true), ("64000\n", false), ("0\n", false), ("x", false)]
        {
            assert_eq!(is_full(&file("count", count), &most), full, "{count}");
        }
        assert!(!is_full("/does/not/exist", &most));
        assert!(!is_full(&file("count", "0\n"), &file("none", "0\n")), "0 = there is no bound");
        for name in ["most", "count", "none"] {
            std::fs::remove_file(folder.join(format!("rdp-health-limits-{}-{name}", std::process::id())))
                .unwrap();
        }
    }
}
