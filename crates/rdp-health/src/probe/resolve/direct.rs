//! The direct DNS query: every server on its own, A and AAAA at once.

use std::future::pending;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hickory_resolver::Hosts;
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::{Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};

use super::datagram;
use crate::observe::{Answer, Completion, ServerAnswers};
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase, Skipped};
use crate::probe::busy::watching;
use crate::probe::limits::{REST, is_exhaustion, no_socket};
use crate::probe::net::since;
use crate::probe::servers::{Resolver, Servers};
use crate::probe::shared::Shared;

/// As many suffixes as systems read from a search list, of old.
const MOST_SUFFIXES: usize = 6;

/// Addresses of one answer that are kept: honest names have a handful.
pub(super) const MOST_KEPT: usize = 256;

/// Aliases are followed so far, which is farther than any resolver goes.
const MOST_ALIASES: usize = 16;

/// An address of many names needs no more of them in a report.
const MOST_NAMES: usize = 4;

/// A wait of which this part was lost, a half, proves no silence.
const TOO_BUSY: u32 = 2;

/// What is asked of each name.
const KINDS: [RecordType; 2] = [RecordType::A, RecordType::AAAA];

/// What one server says of one name, kind by kind: an answer counts whatever becomes of the other. `None` = not yet.
type Pair = [Option<Outcome<Answer>>; 2];

/// The servers to ask, and what they have said so far.
pub(super) enum Answers {
    /// No server is queried, and why.
    Skipped(Skipped),
    /// The configuration of the system could not be read.
    Failed(Box<Failure>),
    /// One entry per server.
    Servers {
        began: Instant,
        resolvers: Vec<Resolver>,
        servers: Vec<String>,
        /// The full names that are asked for, without the final dot: several where the name is a short one.
        names: Vec<String>,
        /// Per server, then per name.
        answers: Vec<Vec<Pair>>,
        /// The last one is the second server of the caller.
        second: bool,
    },
}

impl Answers {
    /// What has been said; a server that has not spoken by now is silent.
    pub(super) fn finish(self) -> Outcome<Vec<ServerAnswers>> {
        match self {
            Self::Skipped(why) => Outcome::Skipped(why),
            Self::Failed(failure) => Outcome::Failed(*failure),
            Self::Servers { began, servers, names, answers, second, .. } => {
                let silent =
                    |kind| Outcome::Failed(failure(kind, FailureKind::Silence, ClosedBy::Deadline, began));
                let answers = servers.into_iter().zip(answers).map(|(server, answers)| {
                    let asked = names.iter().zip(answers).map(|(name, [a, aaaa])| {
                        let a = a.unwrap_or_else(|| silent("ask for A"));
                        Completion::new(name, a, aaaa.unwrap_or_else(|| silent("ask for AAAA")))
                    });
                    ServerAnswers::of_names(server, asked.collect())
                });
                let mut answers: Vec<ServerAnswers> = answers.collect();
                if let (true, Some(last)) = (second, answers.last_mut()) {
                    last.second = true;
                }
                Outcome::Done(answers)
            }
        }
    }
}

/// Which servers are asked for `name`.
pub(super) fn prepare(name: &str, shared: &Shared) -> Answers {
    let began = Instant::now();
    let lower = name.to_ascii_lowercase();
    // RFC 6761: these never go to a DNS server, and the library would answer them itself.
    for reserved in ["localhost", "invalid"] {
        if lower == reserved || lower.ends_with(&format!(".{reserved}")) {
            return Answers::Skipped(
                format!("DNS servers are never queried for names under {reserved}").into(),
            );
        }
    }
    match shared.servers() {
        Ok(servers) if servers.resolvers.is_empty() => Answers::Skipped(Skipped::NoDnsServer),
        Ok(Servers { resolvers, addresses, suffixes }) => {
            let names = full_names(name, suffixes);
            let answers = addresses.iter().map(|_| vec![[None, None]; names.len()]).collect();
            let second = shared.options.second_dns.is_some();
            let (resolvers, servers) = (resolvers.clone(), addresses.clone());
            Answers::Servers { began, resolvers, servers, names, answers, second }
        }
        Err(error) => {
            let operation = "read the system's DNS configuration";
            let mut failure = failure(operation, FailureKind::Other, ClosedBy::Us, began);
            failure.detail = Some(error.to_owned());
            Answers::Failed(Box::new(failure))
        }
    }
}

/// What the name may stand for. Only a name without a dot is completed: others are asked for as they are first, and
/// whatever stands in DNS under them counts.
fn full_names(name: &str, suffixes: &[Name]) -> Vec<String> {
    let suffixes = suffixes.iter().filter(|suffix| !name.contains('.') && !suffix.is_root());
    let mut names: Vec<String> = Vec::new();
    for suffix in suffixes.take(MOST_SUFFIXES) {
        let full = format!("{name}.{}", suffix.to_ascii().trim_end_matches('.'));
        if !names.contains(&full) {
            names.push(full);
        }
    }
    names.push(name.to_owned());
    names
}

/// Asks every server, at once; answers are written down as they come, and the first one is told. So is that nobody is
/// there to answer.
pub(super) async fn ask_all(
    options: &CheckOptions,
    deadline: Instant,
    into: &mut Answers,
    dns_answers: &Notify,
) {
    let Answers::Servers { resolvers, servers, names, answers, .. } = into else {
        dns_answers.notify_one();
        return;
    };
    let began = Instant::now();
    let deadline = deadline.min(began + options.timeouts.resolve);
    let wait = deadline.saturating_duration_since(began);
    let mut asking = JoinSet::new();
    for (number, (resolver, server)) in resolvers.iter().zip(&*servers).enumerate() {
        for (index, name) in names.iter().enumerate() {
            for (kind, record) in KINDS.into_iter().enumerate() {
                let (resolver, server, name) = (resolver.clone(), server.clone(), name.clone());
                asking.spawn(async move {
                    ((number, index, kind), ask(&resolver, &server, &name, record, deadline).await)
                });
            }
        }
    }
    while let Some(asked) = asking.join_next().await {
        if let Ok(((server, index, kind), outcome)) = asked
            && let Some(pair) = answers.get_mut(server).and_then(|names| names.get_mut(index))
            && let Some(slot) = pair.get_mut(kind)
        {
            if outcome.done().is_some() {
                dns_answers.notify_one();
            }
            *slot = Some(heard_out(outcome, wait));
        }
    }
}

/// Nobody is called silent whom a busy computer asked when the time was nearly over.
fn heard_out(mut outcome: Outcome<Answer>, wait: Duration) -> Outcome<Answer> {
    if let Outcome::Failed(failure) = &mut outcome
        && failure.kind == FailureKind::Silence
        && failure.elapsed < wait / 2
    {
        failure.kind = FailureKind::OutOfTime;
    }
    outcome
}

/// The names that `name` leads to, alias by alias, asked of the `number`th server.
pub(super) async fn aliases(
    name: &str,
    number: usize,
    shared: &Shared,
    deadline: Instant,
) -> Outcome<Vec<String>> {
    let began = Instant::now();
    let resolver = shared.servers().ok().and_then(|servers| servers.resolvers.get(number));
    let Some(resolver) = resolver else { return Outcome::Skipped(Skipped::NoDnsServer) };
    let mut chain: Vec<String> = Vec::new();
    while chain.len() < MOST_ALIASES {
        let asked = chain.last().map_or(name, String::as_str);
        let Some(asked) = full_name(asked) else { break };
        let lookup = timeout_at(deadline, resolver.lookup(asked, RecordType::CNAME)).await;
        let next = match lookup {
            Ok(Ok(lookup)) => lookup.answers().iter().find_map(|record| match &record.data {
                RData::CNAME(name) => Some(name.0.to_ascii().trim_end_matches('.').to_ascii_lowercase()),
                _ => None,
            }),
            Ok(Err(NetError::Dns(DnsError::NoRecordsFound(_)))) => None,
            Ok(Err(NetError::Timeout)) | Err(_) => {
                let silent = failure("ask for CNAME", FailureKind::Silence, ClosedBy::Deadline, began);
                return Outcome::Failed(silent);
            }
            Ok(Err(error)) => {
                let mut failed = failure("ask for CNAME", FailureKind::ServerFailed, ClosedBy::Us, began);
                failed.detail = Some(error.to_string());
                return Outcome::Failed(failed);
            }
        };
        let Some(next) = next else { break };
        let circle = next.eq_ignore_ascii_case(name) || chain.contains(&next);
        chain.push(next);
        if circle {
            break;
        }
    }
    Outcome::Done(chain)
}

/// The names of an address, asked of the first server that is to be asked.
pub(super) async fn reverse(address: IpAddr, shared: &Shared, deadline: Instant) -> Outcome<Vec<String>> {
    let began = Instant::now();
    let resolver = shared.servers().ok().and_then(|servers| servers.resolvers.first());
    let Some(resolver) = resolver else { return Outcome::Skipped(Skipped::NoDnsServer) };
    let silent = || Outcome::Failed(failure("ask for PTR", FailureKind::Silence, ClosedBy::Deadline, began));
    match timeout_at(deadline, resolver.lookup(Name::from(address), RecordType::PTR)).await {
        Ok(Ok(lookup)) => {
            let names = lookup.answers().iter().filter_map(|record| match &record.data {
                RData::PTR(name) => Some(name.0.to_ascii().trim_end_matches('.').to_owned()),
                _ => None,
            });
            Outcome::Done(names.take(MOST_NAMES).collect())
        }
        Ok(Err(NetError::Dns(DnsError::NoRecordsFound(_)))) => Outcome::Done(Vec::new()),
        Ok(Err(NetError::Timeout)) | Err(_) => silent(),
        Ok(Err(error)) => {
            let mut failure = failure("ask for PTR", FailureKind::ServerFailed, ClosedBy::Us, began);
            failure.detail = Some(error.to_string());
            Outcome::Failed(failure)
        }
    }
}

/// The addresses that the system's hosts file has for the name.
pub(super) fn in_hosts_file(name: &str) -> std::io::Result<Vec<IpAddr>> {
    let hosts = Hosts::from_system()?;
    let Some(name) = full_name(name) else { return Ok(Vec::new()) };
    let found =
        KINDS.into_iter().filter_map(|kind| hosts.lookup_static_host(&Query::query(name.clone(), kind)));
    Ok(found.flat_map(|lookup| answer("", lookup.answers(), Duration::ZERO).addresses).collect())
}

/// The name with a dot at its end, which keeps every search list out of it. Text that is a name for the library's own
/// reading may have no underscore, and hosts do.
pub(super) fn full_name(name: &str) -> Option<Name> {
    Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).ok()
}

/// One question, put again at half time in case a datagram was lost; a late answer to the first counts as well. Beside
/// the second one it is looked whether the answer over UDP is cut short, and TCP is what stays silent.
pub(super) async fn ask(
    resolver: &Resolver,
    server: &str,
    name: &str,
    kind: RecordType,
    deadline: Instant,
) -> Outcome<Answer> {
    let Some(name) = full_name(name) else { return Outcome::Skipped(Skipped::IsNoDnsName) };
    let name = &name;
    let (cut_short, no_socket_left) = (AtomicBool::new(false), AtomicBool::new(false));
    let began = Instant::now();
    let operation = format!("ask for {kind}");
    let again = began + deadline.saturating_duration_since(began) / 2;
    let twice = async {
        let mut first = pin!(look_up(resolver, name, kind, &no_socket_left));
        match timeout_at(again, &mut first).await {
            Ok(answered) => answered,
            Err(_) => tokio::select! {
                answered = &mut first => answered,
                answered = look_up(resolver, name, kind, &no_socket_left) => answered,
                never = async {
                    let cut = datagram::is_cut_short(server, name, kind, deadline).await;
                    cut_short.store(cut, Ordering::Relaxed);
                    pending().await
                } => never,
            },
        }
    };
    let (ended, lost) = watching(timeout_at(deadline, twice)).await;
    let error = match ended {
        Ok(Ok(lookup)) => {
            return Outcome::Done(answer("NOERROR", lookup.answers(), since(began)));
        }
        Ok(Err(error)) => error,
        Err(_) => NetError::Timeout,
    };
    if no_socket_left.load(Ordering::Relaxed) {
        let mut failure = failure(&operation, FailureKind::OutOfResources, ClosedBy::Us, began);
        failure.detail = Some("this computer has no socket left for a DNS query".to_owned());
        return Outcome::Failed(failure);
    }
    // TCP that is refused shows as an error of ours.
    let refused = matches!(&error, NetError::Io(_) | NetError::NoConnections);
    let is_cut_short = matches!(&error, NetError::Truncated)
        || cut_short.load(Ordering::Relaxed)
        || refused && datagram::is_cut_short(server, name, kind, deadline).await;
    if is_cut_short {
        let mut failure = failure(&operation, FailureKind::Truncated, ClosedBy::Network, began);
        // An error on the way is a proof, and that the server ended the connection is not.
        failure.detail = match &error {
            NetError::Io(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable
                ) =>
            {
                Some(error.to_string())
            }
            _ => None,
        };
        return Outcome::Failed(failure);
    }
    let elapsed = since(began);
    match &error {
        // "No records" is an answer: the name does not exist (NXDOMAIN), or not with this type (NOERROR).
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => Outcome::Done(answer("NXDOMAIN", &[], elapsed)),
            ResponseCode::NoError => Outcome::Done(answer("NOERROR", &[], elapsed)),
            code => Outcome::Failed(server_failed(&operation, code, began)),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => {
            Outcome::Failed(server_failed(&operation, *code, began))
        }
        // What came meanwhile lies unread, or the question was never sent.
        NetError::Timeout if elapsed / TOO_BUSY < lost => {
            let mut failure = failure(&operation, FailureKind::OutOfResources, ClosedBy::Us, began);
            failure.detail = Some(format!(
                "this computer was too busy: this process could not run for {} of {} ms",
                lost.as_millis(),
                elapsed.as_millis()
            ));
            Outcome::Failed(failure)
        }
        NetError::Timeout => {
            Outcome::Failed(failure(&operation, FailureKind::Silence, ClosedBy::Deadline, began))
        }
        other => {
            let mut failure = failure(&operation, FailureKind::Other, ClosedBy::Network, began);
            failure.detail = Some(other.to_string());
            Outcome::Failed(failure)
        }
    }
}

/// Puts the question; where this computer has no socket for it, again until others have given theirs back. Meanwhile
/// `no_socket_left` says that nobody was asked.
async fn look_up(
    resolver: &Resolver,
    name: &Name,
    kind: RecordType,
    no_socket_left: &AtomicBool,
) -> Result<Lookup, NetError> {
    loop {
        match resolver.lookup(name.clone(), kind).await {
            Err(error) if is_of_this_computer(&error) => no_socket_left.store(true, Ordering::Relaxed),
            answered => return answered,
        }
        sleep(REST).await;
        no_socket_left.store(false, Ordering::Relaxed);
    }
}

/// Whether the question was never sent, because this computer had no socket for it.
fn is_of_this_computer(error: &NetError) -> bool {
    match error {
        NetError::Io(error) => is_exhaustion(error),
        NetError::NoConnections => no_socket(),
        _ => false,
    }
}

fn answer(rcode: &str, records: &[Record], elapsed: Duration) -> Answer {
    let mut answer = Answer::new(rcode, elapsed);
    answer.ttl_s = records.iter().map(|record| record.ttl).min();
    for record in records {
        match &record.data {
            RData::A(_) | RData::AAAA(_) if MOST_KEPT <= answer.addresses.len() => {
                answer.more = Some(answer.more.unwrap_or_default().saturating_add(1));
            }
            RData::A(address) => answer.addresses.push(address.0.into()),
            RData::AAAA(address) => answer.addresses.push(address.0.into()),
            RData::CNAME(_) if MOST_KEPT <= answer.cname_chain.len() => {}
            RData::CNAME(name) => {
                answer.cname_chain.push(name.0.to_ascii().trim_end_matches('.').to_owned());
            }
            _ => {}
        }
    }
    answer
}

fn server_failed(operation: &str, code: ResponseCode, began: Instant) -> Failure {
    let mut failure = failure(operation, FailureKind::ServerFailed, ClosedBy::Us, began);
    failure.detail = Some(match code {
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        other => other.to_string(),
    });
    failure
}

/// A failure to resolve that began then and ends now.
pub(super) fn failure(operation: &str, kind: FailureKind, closed_by: ClosedBy, began: Instant) -> Failure {
    Failure::new(Phase::Resolve, operation, kind, closed_by, since(began))
}
