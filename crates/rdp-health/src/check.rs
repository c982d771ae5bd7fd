//! The loop: what is still worth asking is asked, until nothing is; then the diagnosis speaks.

mod certificates;
mod endpoint;
mod environment;
mod many;
mod progress;
mod proxy;
mod udp;
mod websocket;

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use crate::diagnose::{CauseId, diagnose};
use crate::event::Progress;
use crate::observe::Observations;
use crate::options::{CheckOptions, fingerprint};
use crate::outcome::Outcome;
use crate::plan;
use crate::probe::Probe;
use crate::report::{Circumstances, Report, is_expressible};
use crate::target::{Endpoint, Host, Target, TargetSummary};

use endpoint::Asked;

pub use many::{Checks, check_many};
pub use progress::{Checking, Update, check_with_progress};

/// Why a check could not be made. What the host does is never an error: it is in the report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// An option makes no sense.
    #[error("{problem}; {remedy}")]
    InvalidOption {
        /// What was wrong.
        problem: &'static str,
        /// What to write instead.
        remedy: &'static str,
    },
    /// [`check_blocking`] was called from inside an asynchronous runtime, which it would block.
    #[error("check_blocking was called inside an asynchronous runtime; await check instead")]
    InsideRuntime,
    /// No runtime could be started for [`check_blocking`].
    #[error("the system gave no resources for a check: {0}")]
    NoRuntime(String),
}

/// Checks one host and reports. Dropping the future stops the check and closes its connection.
///
/// Needs a tokio runtime with I/O and time enabled.
///
/// # Errors
/// Only for misuse. A host that cannot be reached gives a report.
pub async fn check(target: &Target, options: &CheckOptions) -> Result<Report, CheckError> {
    validate(options)?;
    Ok(run(target, options, Progress::default()).await)
}

/// [`check`] for programs without an asynchronous runtime.
///
/// # Errors
/// As [`check`]; also when called from inside a runtime.
pub fn check_blocking(target: &Target, options: &CheckOptions) -> Result<Report, CheckError> {
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(CheckError::InsideRuntime);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CheckError::NoRuntime(error.to_string()))?;
    let report = runtime.block_on(check(target, options));
    // A name lookup of the system cannot be called off: it ends by itself, and is not waited for.
    runtime.shutdown_background();
    report
}

/// A handful of named ports tells a host from a filter; more would be a scan.
const MOST_OTHER_PORTS: usize = 10;
const MOST_ATTEMPTS: u16 = 1000;
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// INVARIANT: nothing is probed before this has passed.
pub(crate) fn validate(options: &CheckOptions) -> Result<(), CheckError> {
    let timeouts = &options.timeouts;
    let fetch = &options.fetch;
    let bounds =
        [timeouts.resolve, timeouts.connect, timeouts.answer, timeouts.budget, fetch.timeout, fetch.budget];
    if bounds.iter().any(|wait| wait.is_zero()) {
        return Err(CheckError::InvalidOption {
            problem: "a timeout of zero leaves no time for any answer",
            remedy: "give at least a few milliseconds",
        });
    }
    if bounds.iter().chain([&options.pacing]).any(|wait| LONGEST_WAIT < *wait) {
        return Err(CheckError::InvalidOption {
            problem: "a wait of more than a day would never end",
            remedy: "give at most 24 hours",
        });
    }
    if options.judge_at.is_some_and(|moment| !is_expressible(moment)) {
        return Err(CheckError::InvalidOption {
            problem: "the moment to judge for lies outside of the years 1 to 9999",
            remedy: "write for example 2026-01-31T12:00:00Z",
        });
    }
    if options.ca_file.as_ref().is_some_and(String::is_empty) {
        return Err(CheckError::InvalidOption {
            problem: "the CA file has no name",
            remedy: "give the path of a file with certificates in PEM or DER, or leave the option out",
        });
    }
    if options.expect_fingerprints.iter().any(|text| fingerprint(text).is_none()) {
        return Err(CheckError::InvalidOption {
            problem: "an expected fingerprint is none",
            remedy: "write the 40 hexadecimal digits of a SHA-1 thumbprint, or the 64 of a SHA-256",
        });
    }
    if [options.dns_server, options.second_dns].into_iter().flatten().any(|server| server.port() == 0) {
        return Err(CheckError::InvalidOption {
            problem: "a DNS server has port 0",
            remedy: "write address:53, or the address alone",
        });
    }
    if options.also_ports.contains(&0) {
        return Err(CheckError::InvalidOption {
            problem: "port 0 is among the other ports to ask",
            remedy: "give TCP ports from 1 to 65535, or none",
        });
    }
    if MOST_ATTEMPTS < options.path_attempts {
        return Err(CheckError::InvalidOption {
            problem: "so many conversations to measure the path would be a burden on the host",
            remedy: "give at most 1000",
        });
    }
    if MOST_OTHER_PORTS < options.also_ports.len() {
        return Err(CheckError::InvalidOption {
            problem: "so many other ports would be a port scan",
            remedy: "give at most 10",
        });
    }
    if options.websocket_port == 0 || options.websocket_tls_port == 0 {
        return Err(CheckError::InvalidOption {
            problem: "a WebSocket listener has port 0",
            remedy: "write the ports of WebSocketURI, or leave them at 3387 and 3392",
        });
    }
    if options.stun.as_ref().is_some_and(is_no_host) {
        return Err(CheckError::InvalidOption {
            problem: "the STUN server has the address of no single host",
            remedy: "write the name or the address of one server",
        });
    }
    Ok(())
}

/// A broadcast address; those of other networks were refused when the text was read.
fn is_no_host(server: &Endpoint) -> bool {
    match server.host {
        Host::Address(address) => !plan::is_one_host(SocketAddr::new(address, 0)),
        Host::Name(_) => false,
    }
}

pub(crate) async fn run(target: &Target, options: &CheckOptions, progress: Progress) -> Report {
    let started_at = SystemTime::now();
    tracing::info!(server.address = %target.host, server.port = target.port, "check started");
    let through = options.gateway.clone().map(|gateway| target.clone().through(gateway));
    let target = through.as_ref().unwrap_or(target);
    let mut probe = Probe::new(options, progress);
    let mut observations = Observations::new(endpoint::new(target));

    let mut proxies = Vec::new();
    if let Some(proxy) = &options.proxy {
        proxies = proxy::addresses(&mut probe, proxy, &mut observations).await;
    }
    let asked = Asked { host: &target.host, target, options, proxies: &proxies };
    asked.look(&mut probe, &mut observations.host).await;
    let mut summary = TargetSummary::from(target);
    summary.expected_fingerprints =
        options.expect_fingerprints.iter().filter_map(|text| fingerprint(text)).collect();
    observations.gateway = match plan::gateway(target, options) {
        Ok(gateway) => {
            let mut seen = endpoint::gateway(gateway);
            Asked { host: &gateway.host, ..asked }.look(&mut probe, &mut seen).await;
            Outcome::Done(seen)
        }
        Err(why) => Outcome::skipped(why),
    };
    observations.udp = udp::look(&mut probe, &observations, target, options).await;
    observations.websocket = websocket::look(&mut probe, &observations, target, options).await;
    observations.stun = udp::stun(&mut probe, options).await;

    certificates::look(&mut probe, &mut observations, options).await;

    let judged_at = options.judge_at.unwrap_or(started_at);
    let profiles = options.client_profiles();
    let diagnosis = diagnose(&observations, &summary, &options.policy, &profiles, judged_at);
    let circumstances = Circumstances {
        options: options.clone(),
        hostname: gethostname::gethostname().to_string_lossy().into_owned(),
        proxies: environment::proxies(|variable| std::env::var(variable).ok()),
        started_at,
        judged_at,
        elapsed_us: u64::try_from(probe.elapsed().as_micros()).unwrap_or(u64::MAX),
        connections: probe.connections,
        round_trips: probe.round_trips,
        timeline: probe.timeline,
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
