//! What a process uses. Where the system does not tell, the figure is `None`, which is printed as "-", never as 0.

use std::time::Duration;

use anyhow::Result;

/// Processor time of this process so far, user and system together. Linux only.
#[must_use]
pub fn cpu_time() -> Option<Duration> {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::resource::{UsageWho, getrusage};

        let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
        let [user, system] = [usage.user_time(), usage.system_time()].map(|time| {
            let micros = time.tv_sec().checked_mul(1_000_000)?.checked_add(time.tv_usec())?;
            Some(Duration::from_micros(u64::try_from(micros).ok()?))
        });
        Some(user? + system?)
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// The most memory that this process had resident so far, in bytes. Linux only.
///
/// Not the `ru_maxrss` of getrusage, which can be that of the process from which this one was started.
#[must_use]
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?;
    kibibytes.parse::<u64>().ok()?.checked_mul(1024)
}

/// How many file descriptors a process has open; `process` is its id, or `self`, which counts one for the looking.
/// Linux only.
#[must_use]
pub fn open_descriptors(process: &str) -> Option<u64> {
    let entries = std::fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    u64::try_from(entries.count()).ok()
}

/// From here on the system gives this process so many file descriptors, as far as it permits. On Linux; elsewhere
/// nothing changes.
///
/// # Errors
/// What the system says.
pub fn limit_descriptors(most: u64) -> Result<()> {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};

        let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
        setrlimit(Resource::RLIMIT_NOFILE, most.min(hard), hard)?;
    }
    #[cfg(not(target_os = "linux"))]
    let _ = most;
    Ok(())
}
