//! The loop: what is still worth asking is asked, until nothing is; then the diagnosis speaks.

mod blocking;
mod certificates;
mod environment;
mod progress;
mod run;
mod scan;
mod validate;
mod watch;

use std::time::SystemTime;

use crate::diagnose::{CauseId, diagnose};
use crate::error::Error;
use crate::event::Progress;
use crate::options::{CheckOptions, fingerprint};
use crate::probe::Probe;
use crate::report::{Circumstances, Report};
use crate::target::{Target, TargetSummary};

use run::Run;

pub use blocking::check_blocking;
pub use progress::{Checking, Update, check_with_progress};
pub use scan::{Checks, scan};
pub use watch::{Change, Until, Watch, WatchOptions, Watched, watch};

use validate::validate;

/// Checks one host and reports. Dropping the future stops the check and closes its connection.
///
/// Needs a tokio runtime with I/O and time enabled.
///
/// # Errors
/// Only for misuse. A host that cannot be reached gives a report.
pub async fn check(target: &Target, options: &CheckOptions) -> Result<Report, Error> {
    validate(options)?;
    Ok(run(target, options, Progress::default()).await)
}

pub(crate) async fn run(target: &Target, options: &CheckOptions, progress: Progress) -> Report {
    let started_at = SystemTime::now();
    tracing::info!(server.address = %target.host, server.port = target.port, "check started");
    let through = options.gateway.clone().map(|gateway| target.clone().through(gateway));
    let target = through.as_ref().unwrap_or(target);
    let probe = Probe::new(options, progress);
    let observations = Run { probe: &probe, target, options }.observe().await;
    let mut summary = TargetSummary::from(target);
    summary.expected_fingerprints =
        options.expect_fingerprints.iter().filter_map(|text| fingerprint(text)).collect();

    let judged_at = options.judge_at.unwrap_or(started_at);
    let profiles = options.client_profiles();
    let diagnosis = diagnose(&observations, &summary, &options.policy, &profiles, judged_at);
    let circumstances = Circumstances {
        options: options.clone(),
        hostname: gethostname::gethostname().to_string_lossy().into_owned(),
        proxies: environment::proxies(|variable| std::env::var(variable).ok()),
        started_at,
        judged_at,
        elapsed: probe.elapsed(),
        ledger: probe.into_ledger(),
    };
    let report = Report::new(summary, observations, diagnosis, circumstances);
    tracing::info!(
        server.address = %target.host,
        server.port = target.port,
        verdict = %report.verdict,
        error.type = report.primary.as_ref().map_or("", CauseId::as_str),
        "check ended"
    );
    report
}
