//! The loop: what is still worth asking is asked, until nothing is; then the diagnosis speaks.

mod blocking;
mod certificates;
mod environment;
mod gateway;
mod progress;
mod proxy;
mod scan;
mod udp;
mod validate;
mod watch;
mod websocket;

use std::net::SocketAddr;
use std::time::SystemTime;

use crate::diagnose::diagnose;
use crate::error::Error;
use crate::event::Progress;
use crate::observe::{AddressObservations, Observations, OtherPort, TlsOffers};
use crate::options::{CheckOptions, fingerprint};
use crate::outcome::{FailureKind, Outcome};
use crate::plan;
use crate::plan::offers::{self, Listing, OUT_OF_TIME};
use crate::probe::{Probe, Way};
use crate::report::{Circumstances, Report};
use crate::target::{Host, Target, TargetSummary};

use proxy::PROXY_RESOLVES;

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
    let mut probe = Probe::new(options, progress);
    let mut observations = Observations::default();

    let mut proxies = Vec::new();
    let ways = match (&options.proxy, &target.host) {
        (Some(proxy), host) => {
            proxies = proxy::addresses(&mut probe, proxy, &mut observations).await;
            let destinations = plan::destinations(host, target.port, &proxy.to_string(), options);
            let why = destinations.as_ref().err().map_or(PROXY_RESOLVES, String::as_str);
            observations.resolve = Outcome::skipped(why);
            destinations.map(|each| proxy::ways(&proxies, &each)).unwrap_or_default()
        }
        (None, Host::Address(address)) if !options.family.admits(*address) => {
            observations.resolve = Outcome::skipped(format!(
                "the target is the address {address}, and only the other IP version was asked for"
            ));
            Vec::new()
        }
        (None, Host::Address(address)) => {
            observations.resolve = Outcome::skipped("the target is an address, not a name");
            vec![vec![(SocketAddr::new(*address, target.port), None)]]
        }
        (None, Host::Name(name)) => {
            observations.resolve = probe.resolve(name, plan::compare_given(options)).await;
            let addresses = observations.resolve.done().map_or(&[][..], |resolution| &resolution.addresses);
            addresses.iter().map(|address| vec![(SocketAddr::new(*address, target.port), None)]).collect()
        }
    };
    // One host is asked serially, each of its addresses on its own: a half-up host is not up.
    for alternatives in ways {
        for (address, through) in alternatives {
            let mut seen = AddressObservations::new(address);
            seen.through = through;
            let seen = look(&mut probe, target, options, seen).await;
            let reached = seen.conversations.iter().any(|one| one.connect.done().is_some());
            observations.addresses.push(seen);
            if reached {
                break;
            }
        }
    }
    let mut summary = TargetSummary::from(target);
    summary.expected_fingerprints =
        options.expect_fingerprints.iter().filter_map(|text| fingerprint(text)).collect();
    observations.gateway = gateway::look(&mut probe, target, options, &proxies).await;
    observations.udp = udp::look(&mut probe, &observations, &summary, options).await;
    observations.websocket = websocket::look(&mut probe, &observations, &summary, options).await;
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
        elapsed: probe.elapsed(),
        connections: probe.connections,
        round_trips: probe.round_trips,
        timeline: probe.timeline,
    };
    let report = Report::new(summary, observations, diagnosis, circumstances);
    tracing::info!(
        server.address = %target.host,
        server.port = target.port,
        verdict = %report.verdict,
        error.type = report.primary.as_deref().unwrap_or_default(),
        "check ended"
    );
    report
}

/// Everything that is asked of one address.
async fn look(
    probe: &mut Probe<'_>,
    target: &Target,
    options: &CheckOptions,
    mut seen: AddressObservations,
) -> AddressObservations {
    seen.route = match seen.through {
        Some(_) => Outcome::skipped(plan::NOT_THROUGH),
        None => probe.route(seen.address),
    };
    let mut seen = ask_all(probe, target, options, seen).await;
    seen.reverse = match plan::reverse(&seen, options) {
        Ok(()) => probe.reverse(seen.address).await,
        Err(why) => Outcome::skipped(why),
    };
    seen.other_ports = ask_other_ports(probe, target, options, &seen).await;
    seen.path = match plan::path(&seen, options) {
        Ok((protocols, attempts)) => probe.measure_path(seen.address, protocols, attempts).await,
        Err(why) => Outcome::skipped(why),
    };
    seen.tls_offers = list_offers(probe, target, options, &seen).await;
    seen
}

async fn ask_all(
    probe: &mut Probe<'_>,
    target: &Target,
    options: &CheckOptions,
    mut seen: AddressObservations,
) -> AddressObservations {
    let server_name = target.host.to_string();
    let out_of_time = format!(
        "the time for this host ({} s) was used up before everything was asked of {}.",
        options.timeouts.budget.as_secs_f32(),
        seen.place()
    );
    while let Some(step) = plan::next(&seen, target, options) {
        probe.rest().await;
        if probe.out_of_time() {
            seen.cut_short = Some(out_of_time);
            break;
        }
        let conversation = probe.ask(&server_name, Way::from(&seen), step.question, step.why).await;
        let unfinished = conversation.failure().is_some_and(|failure| failure.kind == FailureKind::OutOfTime);
        seen.conversations.push(conversation);
        if unfinished {
            seen.cut_short = Some(out_of_time);
            break;
        }
    }
    seen
}

/// What other ports say about the host behind a port that says nothing.
async fn ask_other_ports(
    probe: &mut Probe<'_>,
    target: &Target,
    options: &CheckOptions,
    seen: &AddressObservations,
) -> Outcome<Vec<OtherPort>> {
    let steps = match plan::other_ports(seen, target, options) {
        Ok(steps) => steps,
        Err(why) => return Outcome::skipped(why),
    };
    let mut asked: Vec<OtherPort> = Vec::new();
    for step in steps {
        if asked.iter().any(|other| other.question == step.question && other.settles()) {
            continue;
        }
        probe.rest().await;
        if probe.out_of_time() {
            break;
        }
        let address = SocketAddr::new(seen.address.ip(), step.port);
        asked.push(probe.ask_port(address, step.question, step.why).await);
    }
    match asked.is_empty() {
        true => Outcome::skipped("the time for this host was used up"),
        false => Outcome::Done(asked),
    }
}

/// Every TLS version and suite of an address, one hello after the other.
async fn list_offers(
    probe: &mut Probe<'_>,
    target: &Target,
    options: &CheckOptions,
    seen: &AddressObservations,
) -> Outcome<TlsOffers> {
    let protocols = match offers::wanted(seen, options) {
        Ok(protocols) => protocols,
        Err(why) => return Outcome::skipped(why),
    };
    let server_name = target.host.to_string();
    let mut listing = Listing::new(seen);
    while let Some(hello) = listing.next() {
        probe.rest().await;
        if probe.out_of_time() {
            listing.stop(OUT_OF_TIME);
            break;
        }
        listing.heard(probe.offer(&server_name, Way::from(seen), protocols, hello).await);
    }
    Outcome::Done(listing.finish())
}
