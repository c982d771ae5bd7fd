//! Checks: what is still worth asking is asked, until nothing is; then the diagnosis speaks.

mod audit;
mod beside;
mod blocking;
mod certificates;
mod checker;
mod diagnose;
mod environment;
mod lint;
mod progress;
mod run;
mod scan;
mod scan_options;
mod validate;
mod watch;
mod zones;

use crate::error::Error;
use crate::options::CheckOptions;
use crate::report::Report;
use crate::target::Target;

pub use audit::{audit, join};
pub use blocking::check_blocking;
pub use checker::Checker;
pub use diagnose::{Seen, diagnose};
pub use lint::{LintOptions, lint};
pub use progress::{Checking, Update};
pub use scan::Checks;
pub use scan_options::ScanOptions;
pub use watch::{Change, Until, Watch, WatchOptions, Watched};
pub use zones::known_zone;

/// Checks one host and reports. Dropping the future stops the check and closes its connections.
///
/// Needs a tokio runtime with I/O and time enabled.
///
/// # Errors
/// Only for misuse. A host that cannot be reached gives a report.
pub async fn check(target: &Target, options: &CheckOptions) -> Result<Report, Error> {
    known_zone(target)?;
    Ok(Checker::new(options)?.check(target).await)
}

/// [`check`], with every step told as it happens.
///
/// # Errors
/// Only for misuse, before anything is probed.
pub fn check_with_progress(target: &Target, options: &CheckOptions) -> Result<Checking, Error> {
    known_zone(target)?;
    Ok(Checker::new(options)?.check_with_progress(target))
}

/// Checks many hosts, [`ScanOptions::concurrency`] of them at a time. Each host is still checked serially.
///
/// Must be called within a tokio runtime. The checks run in their own tasks, so that a slow reader of the
/// stream does not make hosts look slow.
///
/// # Errors
/// Only for misuse, before anything is probed.
pub fn scan<I>(
    targets: I,
    options: &CheckOptions,
    scanning: ScanOptions,
) -> Result<Checks<I::IntoIter>, Error>
where
    I: IntoIterator<Item = Target>,
{
    Checker::new(options)?.scan(targets, scanning)
}

/// Checks one host again and again, and tells what changed.
///
/// It ends when the state of [`WatchOptions::until`] is reached, or the time of [`WatchOptions::duration`] is over.
/// Where it ends because of the state, that is the verdict of the last report.
///
/// # Errors
/// Only for misuse, before anything is probed.
pub fn watch(target: &Target, options: &CheckOptions, watching: WatchOptions) -> Result<Watch, Error> {
    known_zone(target)?;
    Checker::new(options)?.watch(target, watching)
}
