//! What many checks share, and the door to them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::environment;
use super::progress::Checking;
use super::run::Run;
use super::scan::Checks;
use super::scan_options::ScanOptions;
use super::validate::validate;
use super::watch::{Watch, WatchOptions};
use super::zones;
use crate::clients::ClientProfile;
use crate::diagnose::{CauseId, diagnose};
use crate::error::Error;
use crate::event::Progress;
use crate::inert;
use crate::options::{CheckOptions, Depth, fingerprint};
use crate::probe::{Opening, Pace, Probe, Shared};
use crate::report::{Circumstances, Report};
use crate::target::{Target, TargetSummary};

/// Whether anything answers is waited for so long: the answer to the first SYN, or to its repetition after a second.
const ALIVE: Duration = Duration::from_millis(1300);

/// Checks many hosts by the same options. The stores of trusted roots and the system's DNS configuration are read once,
/// with the first check that needs them; nothing of a host is kept. Clones share it all.
///
/// [`check`](crate::check), [`scan`](crate::scan) and [`watch`](crate::watch) make one for one call.
///
/// ```no_run
/// # use rdp_health::{CheckOptions, Checker, Target};
/// # async fn example(targets: Vec<Target>) -> Result<(), rdp_health::Error> {
/// let checker = Checker::new(&CheckOptions::default())?;
/// for target in &targets {
///     println!("{target}: {}", checker.check(target).await.verdict);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Checker {
    shared: Arc<Shared>,
    profiles: Arc<Vec<ClientProfile>>,
}

impl Checker {
    /// A checker with these options. Nothing is read or probed yet.
    ///
    /// # Errors
    /// An option makes no sense.
    pub fn new(options: &CheckOptions) -> Result<Self, Error> {
        validate(options)?;
        let profiles = Arc::new(options.client_profiles());
        Ok(Self { shared: Arc::new(Shared::new(options.clone())), profiles })
    }

    /// The options by which it checks.
    #[must_use]
    pub fn options(&self) -> &CheckOptions {
        &self.shared.options
    }

    /// Checks one host. Dropping the future stops the check and closes its connections.
    ///
    /// Needs a tokio runtime with I/O and time enabled. A host that cannot be reached gives a report like any other.
    pub async fn check(&self, target: &Target) -> Report {
        self.run(target, Progress::default()).await
    }

    /// [`Checker::check`], with every step told as it happens.
    pub fn check_with_progress(&self, target: &Target) -> Checking {
        Checking::of(self.clone(), target.clone())
    }

    /// Checks many hosts; see [`scan`](crate::scan).
    ///
    /// # Errors
    /// An option makes no sense.
    pub fn scan<I>(&self, targets: I, scanning: ScanOptions) -> Result<Checks<I::IntoIter>, Error>
    where
        I: IntoIterator<Item = Target>,
    {
        Checks::of(self, targets.into_iter(), scanning)
    }

    /// Checks one host again and again; see [`watch`](crate::watch). The DNS configuration is read again for each check,
    /// since a computer may change its network while it watches.
    ///
    /// # Errors
    /// The interval is zero.
    pub fn watch(&self, target: &Target, watching: WatchOptions) -> Result<Watch, Error> {
        Watch::of(self.clone(), target.clone(), watching)
    }

    /// The same with the network as it is now.
    pub(super) fn renewed(&self) -> Self {
        Self { shared: Arc::new(self.shared.renewed()), profiles: Arc::clone(&self.profiles) }
    }

    /// The same at another pace.
    pub(super) fn paced(&self, pace: Arc<Pace>) -> Self {
        self.with(self.options().clone(), pace)
    }

    /// The same for addresses that do not answer: it finds out no more than that, and soon.
    pub(super) fn sparing(&self) -> Self {
        let mut options = self.options().clone().depth(Depth::Quick);
        options.timeouts.connect = options.timeouts.connect.min(ALIVE);
        options.also_ports = Vec::new();
        options.unused_port = None;
        self.with(options, Arc::clone(&self.shared.pace))
    }

    fn with(&self, options: CheckOptions, pace: Arc<Pace>) -> Self {
        Self { shared: Arc::new(self.shared.with(options, pace)), profiles: Arc::clone(&self.profiles) }
    }

    /// Whether anything answers at the target's address; `None` = it has a name.
    pub(super) async fn answers(&self, target: &Target) -> Option<bool> {
        let address = target.host.socket_address(target.port, &zones::numbers(target, self.options()))?;
        Some(self.shared.answers(address, self.options().timeouts.connect.min(ALIVE)).await)
    }

    pub(super) async fn run(&self, target: &Target, progress: Progress) -> Report {
        let options = self.options();
        let _admitted = self.shared.admit(target).await;
        let started_at = SystemTime::now();
        tracing::info!(server.address = %target.host, server.port = target.port, "check started");
        let through = options.gateway.clone().map(|gateway| target.clone().through(gateway));
        let target = through.as_ref().unwrap_or(target);
        let probe = Probe::new(&self.shared, progress);
        let observations = Run {
            probe: &probe,
            target,
            options,
            opening: Opening::of(target),
            zones: zones::numbers(target, options),
        }
        .observe()
        .await;
        let mut summary = inert::all(TargetSummary::from(target));
        summary.expected_fingerprints =
            options.expect_fingerprints.iter().filter_map(|text| fingerprint(text)).collect();

        let judged_at = options.judge_at.unwrap_or(started_at);
        let (policy, profiles) = (options.policy, Arc::clone(&self.profiles));
        let judge = move || {
            let observations = inert::all(observations);
            let diagnosis = diagnose(&observations, &summary, &policy, &profiles, judged_at);
            (observations, summary, diagnosis)
        };
        let (observations, summary, diagnosis) = probe.apart(judge).await;
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
}
