//! Names to addresses, asked twice: the way programs on this computer ask, and directly at each DNS server.
//!
//! The system's resolver folds SERVFAIL, REFUSED and silence into one error; the direct query tells them apart, and
//! each server is asked on its own, because a dead first server hides behind a living second one.

mod again;
mod datagram;
mod direct;
mod made_up;
mod service;
mod system;

use std::net::IpAddr;
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::blocking::NoThread;
use super::limits::limits;
use super::shared::Shared;
use crate::observe::{LeftOut, LeftOutBecause, MadeUp, Resolution, ServerAnswers, ServiceRecord};
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Skipped};
use direct::failure;

/// Once the system has answered, this much longer is waited for DNS servers that nobody named: their silence is
/// worth a note then, but not the user's time.
const GRACE: Duration = Duration::from_secs(1);

/// Who has just answered is asked again, which takes no time as a rule: this is for a busy server, or a busy computer.
const AGAIN: Duration = Duration::from_secs(3);

/// Addresses of one name that are tested; those behind are named.
const MOST_TESTED: usize = 64;

/// Where the addresses go that are tested in any case, as soon as they are known.
type Early = oneshot::Sender<Resolution>;

/// Resolves `name`. The addresses are empty when there is none to test. A name whose address the caller gave is asked
/// for only to compare, unless `compare` says why not.
pub(super) async fn resolve(
    name: &str,
    compare: Result<(), Skipped>,
    shared: &Shared,
    deadline: Instant,
    early: Option<Early>,
) -> Outcome<Resolution> {
    let options = &shared.options;
    let mut resolution = Resolution::new(name);
    resolution.server_given = options.dns_server.is_some();
    let given = given(name, options);
    resolution.given = !given.is_empty();
    match (given.is_empty(), compare) {
        (false, Err(why)) => {
            (resolution.system, resolution.direct) = (Outcome::Skipped(why.clone()), Outcome::Skipped(why));
        }
        _ => ask_both(&mut resolution, &given, shared, deadline, early).await,
    }
    choose_addresses(&mut resolution, given, options);
    look_closer(&mut resolution, shared, deadline).await;
    let may_rotate = resolution.is_disputed() || resolution.is_for_once();
    if may_rotate && !resolution.given {
        again::ask_all(&mut resolution, shared, deadline.min(Instant::now() + AGAIN)).await;
        // Where the servers take turns, clients come to each of the addresses.
        if resolution.rotates() && !resolution.is_disputed() {
            let all = resolution.sources().concat();
            add_addresses(&mut resolution, all, options);
        }
    }
    Outcome::Done(resolution)
}

/// The addresses that the caller gave for the name.
fn given(name: &str, options: &CheckOptions) -> Vec<IpAddr> {
    let same_name = |given: &str| given.trim_end_matches('.').eq_ignore_ascii_case(name);
    options.overrides.iter().filter(|given| same_name(&given.name)).map(|given| given.address).collect()
}

/// What explains that nobody has an address, or that the system has another than DNS.
async fn look_closer(resolution: &mut Resolution, shared: &Shared, deadline: Instant) {
    let Some(servers) = resolution.direct.done() else { return };
    let in_dns = resolution.in_dns();
    if in_dns.is_empty() {
        // One that is silent would not answer this either.
        let spoke = |server: &ServerAnswers| {
            !server.second
                && server.a.failed().is_none_or(|failure| failure.kind == FailureKind::ServerFailed)
        };
        if let Some(number) = servers.iter().position(spoke) {
            let name = servers.get(number).and_then(|server| server.completed.clone());
            let name = name.unwrap_or_else(|| resolution.name.clone());
            resolution.aliases = direct::aliases(&name, number, shared, deadline).await;
        }
    }
    if let Some(system) = resolution.system.done()
        && !in_dns.iter().any(|address| system.addresses.contains(address))
    {
        resolution.hosts_file = hosts_file(&resolution.name, deadline).await;
    }
}

/// The addresses of a name that is not the target's: as programs on this computer find them, or as the DNS servers say
/// where the system is not to be asked. Never empty.
pub(super) async fn lookup(name: &str, shared: &Shared, deadline: Instant) -> Result<Vec<IpAddr>, Failure> {
    let options = &shared.options;
    let began = Instant::now();
    let deadline = deadline.min(began + options.timeouts.resolve);
    let given = given(name, options);
    if !given.is_empty() {
        return Ok(given);
    }
    if options.system_resolver && options.dns_server.is_none() {
        match system::alone(name, shared, deadline).await {
            Outcome::Done(answer) => return Ok(answer.addresses),
            Outcome::Failed(failure) => return Err(failure),
            Outcome::Skipped(_) => {}
        }
    }
    let resolved = resolve(name, Ok(()), shared, deadline, None).await;
    let mut addresses = Vec::new();
    if let Outcome::Done(resolution) = &resolved {
        addresses.extend(&resolution.addresses);
        // What is no target may still be named as refused.
        addresses.extend(resolution.left_out.iter().map(|out| out.address));
        let servers = resolution.direct.done().into_iter().flatten();
        if let Some(failure) = servers.filter_map(|server| server.a.failed()).next()
            && addresses.is_empty()
        {
            return Err(failure.clone());
        }
    }
    match addresses.is_empty() {
        false => Ok(addresses),
        true => Err(failure("resolve", FailureKind::NotFound, ClosedBy::Us, began)),
    }
}

/// What made-up names lead to.
pub(super) async fn made_up(name: &str, shared: &Shared, deadline: Instant) -> Outcome<Vec<MadeUp>> {
    made_up::ask(name, shared, deadline.min(Instant::now() + GRACE)).await
}

/// Which machines offer a service, in the order of preference: worth a question, and no long wait.
pub(super) async fn service_records(
    name: &str,
    shared: &Shared,
    deadline: Instant,
) -> Outcome<Vec<ServiceRecord>> {
    service::records(name, shared, deadline.min(Instant::now() + GRACE)).await
}

/// The reverse names of an address are worth a question, and no wait.
pub(super) async fn reverse(address: IpAddr, shared: &Shared, deadline: Instant) -> Outcome<Vec<String>> {
    direct::reverse(address, shared, deadline.min(Instant::now() + GRACE)).await
}

async fn ask_both(
    resolution: &mut Resolution,
    given: &[IpAddr],
    shared: &Shared,
    deadline: Instant,
    mut early: Option<Early>,
) {
    let options = &shared.options;
    // What was given is tested whatever DNS says, and what the system has unless a server is to be believed.
    let mut tell = |mut so_far: Resolution| {
        choose_addresses(&mut so_far, given.to_vec(), options);
        if !so_far.addresses.is_empty()
            && let Some(early) = early.take()
        {
            // Nobody who waits for the whole need be told.
            let _ = early.send(so_far);
        }
    };
    if resolution.given {
        tell(resolution.clone());
    }
    let name = resolution.name.clone();
    let mut answers = direct::prepare(&name, shared);
    let mut system = None;
    {
        let dns_answers = Notify::new();
        let ask_system = system::ask(&name, options, deadline, &dns_answers);
        let ask_servers = direct::ask_all(options, deadline, &mut answers, &dns_answers);
        tokio::pin!(ask_system, ask_servers);
        let mut patience = deadline;
        let mut servers_done = false;
        while system.is_none() || !servers_done {
            tokio::select! {
                answer = &mut ask_system, if system.is_none() => {
                    if answer.done().is_some() && options.dns_server.or(options.second_dns).is_none() {
                        patience = deadline.min(Instant::now() + GRACE);
                    }
                    if !resolution.server_given {
                        tell(Resolution { system: answer.clone(), ..resolution.clone() });
                    }
                    system = Some(answer);
                }
                () = &mut ask_servers, if !servers_done => servers_done = true,
                // At the deadline each question ends by itself, and says more than that nothing came.
                () = sleep_until(patience), if patience < deadline => servers_done = true,
            }
        }
    }
    resolution.direct = answers.finish();
    resolution.system = system.unwrap_or(Outcome::Skipped(Skipped::NotAsked));
}

/// The place of the second DNS server among the sources of addresses: the last.
const SECOND: usize = 2;

/// Clients go where the system sends them, unless the caller named a server to believe, or the addresses themselves.
fn choose_addresses(resolution: &mut Resolution, given: Vec<IpAddr>, options: &CheckOptions) {
    let system = resolution.system.done().map(|answer| answer.addresses.clone()).unwrap_or_default();
    let in_dns = resolution.in_dns();
    let second = resolution.in_second_dns();
    let sources = match (resolution.given, resolution.server_given) {
        (true, _) => [given, Vec::new(), Vec::new()],
        (false, true) => [in_dns, system, second],
        (false, false) => [system, in_dns, second],
    };
    for (index, source) in sources.into_iter().enumerate() {
        // A source that has nothing to test does not stand in the way of the next.
        if !resolution.addresses.is_empty() {
            break;
        }
        resolution.from_second = index == SECOND && !source.is_empty();
        add_addresses(resolution, source, options);
    }
}

fn add_addresses(resolution: &mut Resolution, addresses: Vec<IpAddr>, options: &CheckOptions) {
    for address in addresses {
        let because = left_out(address, options).or_else(|| {
            let full = MOST_TESTED <= resolution.addresses.len() && !resolution.addresses.contains(&address);
            full.then_some(LeftOutBecause::TooMany)
        });
        match because {
            None if !resolution.addresses.contains(&address) => resolution.addresses.push(address),
            Some(because) if resolution.left_out.iter().all(|out| out.address != address) => {
                resolution.left_out.push(LeftOut { address, because });
            }
            _ => {}
        }
    }
}

fn left_out(address: IpAddr, options: &CheckOptions) -> Option<LeftOutBecause> {
    let link_local = match address {
        IpAddr::V4(_) => false,
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    if address.is_unspecified() || address.is_multicast() {
        Some(LeftOutBecause::NoHost)
    } else if !options.family.admits(address) {
        Some(LeftOutBecause::OtherFamily)
    } else {
        link_local.then_some(LeftOutBecause::LinkLocal)
    }
}

/// What the hosts file has for the name. Some are long, so they are not read on the runtime's own thread.
async fn hosts_file(name: &str, deadline: Instant) -> Outcome<Vec<IpAddr>> {
    let began = Instant::now();
    let name = name.to_owned();
    let reading = limits().work.soon(move || direct::in_hosts_file(&name));
    let error = match timeout_at(deadline, reading).await {
        Ok(Ok(Ok(addresses))) => return Outcome::Done(addresses),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(NoThread)) => "this computer has no thread left to read it".to_owned(),
        Err(_) => "reading it took too long".to_owned(),
    };
    let mut failure = failure("read the hosts file", FailureKind::Other, ClosedBy::Us, began);
    failure.detail = Some(error);
    Outcome::Failed(failure)
}
