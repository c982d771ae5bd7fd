//! The loop for the RD Gateway: as for the host, one connection after the other, each of its addresses on its own.

use std::net::SocketAddr;

use super::proxy::{self, PROXY_RESOLVES};
use crate::observe::{GatewayObservations, Question, WebAddress};
use crate::options::CheckOptions;
use crate::outcome::{Failure, FailureKind, Outcome, Phase};
use crate::plan;
use crate::probe::{Probe, Way, WebServer};
use crate::target::{HTTPS_PORT, Host, Target};

/// Looks at the gateway through which the client goes, if it goes through one.
pub(super) async fn look(
    probe: &mut Probe<'_>,
    target: &Target,
    options: &CheckOptions,
    proxies: &[SocketAddr],
) -> Outcome<GatewayObservations> {
    let gateway = match plan::gateway(target, options) {
        Ok(gateway) => gateway,
        Err(why) => return Outcome::skipped(why),
    };
    let mut seen = GatewayObservations::new(gateway.to_string());
    let port = gateway.port.unwrap_or(HTTPS_PORT);
    let ways = match (&options.proxy, &gateway.host) {
        (Some(proxy), host) => {
            seen.resolve = Outcome::skipped(PROXY_RESOLVES);
            let destinations = plan::destinations(host, port, &proxy.to_string(), options);
            destinations.map(|each| proxy::ways(proxies, &each)).unwrap_or_default()
        }
        (None, Host::Address(address)) => {
            seen.resolve = Outcome::skipped("the gateway is an address, not a name");
            vec![vec![(SocketAddr::new(*address, port), None)]]
        }
        (None, Host::Name(name)) => {
            seen.resolve = probe.resolve(name, Err(plan::GIVEN)).await;
            let addresses = seen.resolve.done().map_or(&[][..], |resolution| &resolution.addresses);
            addresses.iter().map(|address| vec![(SocketAddr::new(*address, port), None)]).collect()
        }
    };
    let server_name = gateway.host.to_string();
    for alternatives in ways {
        for (address, through) in alternatives {
            let mut address = WebAddress::new(address);
            address.through = through;
            let address = ask_all(probe, &server_name, &seen.gateway, options, address).await;
            let reached = address.conversations.iter().any(|one| one.connect.done().is_some());
            seen.addresses.push(address);
            if reached {
                break;
            }
        }
    }
    Outcome::Done(seen)
}

async fn ask_all(
    probe: &mut Probe<'_>,
    server_name: &str,
    host: &str,
    options: &CheckOptions,
    mut seen: WebAddress,
) -> WebAddress {
    let cut_short = format!(
        "the time for this host ({} s) was used up before everything was asked of its gateway {host}.",
        options.timeouts.budget.as_secs_f32()
    );
    let out_of_time =
        |failure: Option<&Failure>| failure.is_some_and(|failure| failure.kind == FailureKind::OutOfTime);
    while let Some((request, why)) = plan::next_request(&seen) {
        probe.rest().await;
        let unfinished = probe.out_of_time() || {
            let server = WebServer {
                name: server_name,
                host,
                way: Way::from(&seen),
                tls: true,
                phase: Phase::Gateway,
            };
            let conversation = probe.web(&server, request, why).await;
            let unfinished = out_of_time(conversation.failure());
            seen.conversations.push(conversation);
            unfinished
        };
        if unfinished {
            seen.cut_short = Some(cut_short);
            return seen;
        }
    }
    while let Some((hello, why)) = plan::next_hello(&seen) {
        probe.rest().await;
        let unfinished = probe.out_of_time() || {
            let question = Question::BareHello { hello };
            let conversation = probe.ask(server_name, Way::from(&seen), question, why).await;
            let unfinished = out_of_time(conversation.failure());
            seen.hellos.push(conversation);
            unfinished
        };
        if unfinished {
            seen.cut_short = Some(cut_short);
            return seen;
        }
    }
    seen
}
