//! Names to addresses, asked twice: the way programs on this machine ask, and directly at the DNS servers.
//!
//! The system's resolver folds SERVFAIL, REFUSED and silence into one error; the direct query tells them apart.

use std::net::{IpAddr, SocketAddr};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts, ServerOrderingStrategy,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use hickory_resolver::system_conf::read_system_conf;
use tokio::time::{Instant, timeout_at};

use super::net::micros;
use crate::observe::{Answer, DirectAnswers, Resolution, SystemAnswer};
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

/// Resolves `name`. The outcome is `Failed` when there is no address to test.
pub(super) async fn resolve(name: &str, options: &CheckOptions, deadline: Instant) -> Outcome<Resolution> {
    let mut resolution = Resolution::new(name);
    let overridden: Vec<IpAddr> = options
        .overrides
        .iter()
        .filter(|given| given.name.eq_ignore_ascii_case(name))
        .map(|given| given.address)
        .collect();
    if overridden.is_empty() {
        (resolution.system, resolution.direct) =
            tokio::join!(ask_system(name, options, deadline), ask_directly(name, options, deadline));
    } else {
        let why = "the address was given by the caller";
        (resolution.system, resolution.direct) = (Outcome::skipped(why), Outcome::skipped(why));
    }

    let system: Vec<IpAddr> =
        resolution.system.done().map(|answer| answer.addresses.clone()).unwrap_or_default();
    let direct: Vec<IpAddr> = resolution.direct.done().map(|d| d.addresses().collect()).unwrap_or_default();
    // A server named by the caller outranks the system; otherwise clients go where the system sends them.
    let (preferred, other) = match options.dns_server {
        Some(_) => (direct, system),
        None => (system, direct),
    };
    let found = [overridden, preferred, other].into_iter().find(|addresses| !addresses.is_empty());
    for address in found.unwrap_or_default() {
        let list = match options.family.admits(address) {
            true => &mut resolution.addresses,
            false => &mut resolution.left_out,
        };
        if !list.contains(&address) {
            list.push(address);
        }
    }
    Outcome::Done(resolution)
}

async fn ask_system(name: &str, options: &CheckOptions, deadline: Instant) -> Outcome<SystemAnswer> {
    if !options.system_resolver {
        return Outcome::skipped("switched off by the caller");
    }
    let began = Instant::now();
    match timeout_at(deadline, tokio::net::lookup_host((name, 0))).await {
        Ok(Ok(found)) => {
            let mut addresses = Vec::new();
            for address in found.map(|socket| socket.ip()) {
                if !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
            Outcome::Done(SystemAnswer::new(addresses, micros(began.elapsed())))
        }
        Ok(Err(error)) => {
            let mut failure = failure("ask the system", FailureKind::NotFound, ClosedBy::Us, began);
            failure.detail = Some(error.to_string());
            Outcome::Failed(failure)
        }
        Err(_) => Outcome::Failed(failure("ask the system", FailureKind::Silence, ClosedBy::Deadline, began)),
    }
}

async fn ask_directly(name: &str, options: &CheckOptions, deadline: Instant) -> Outcome<DirectAnswers> {
    // RFC 6761 6.3: localhost never goes to a DNS server.
    if name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost") {
        return Outcome::skipped("localhost is never asked of a DNS server");
    }
    let began = Instant::now();
    let (resolver, servers) = match resolver(options) {
        Ok(resolver) => resolver,
        Err(error) => {
            let mut failure =
                failure("read the system's DNS configuration", FailureKind::Other, ClosedBy::Us, began);
            failure.detail = Some(error.to_string());
            return Outcome::Failed(failure);
        }
    };
    let absolute = match name.contains('.') {
        // A trailing dot keeps the search list out of it.
        true => format!("{name}."),
        false => name.to_owned(),
    };
    let (a, aaaa) = tokio::join!(
        ask(&resolver, &absolute, RecordType::A, deadline),
        ask(&resolver, &absolute, RecordType::AAAA, deadline)
    );
    Outcome::Done(DirectAnswers::new(servers, a, aaaa))
}

fn resolver(options: &CheckOptions) -> Result<(TokioResolver, Vec<String>), NetError> {
    let (config, mut resolver_options) = match options.dns_server {
        Some(server) => (one_server(server), ResolverOpts::default()),
        None => read_system_conf()?,
    };
    // Twice half of the wait: one attempt still means one retry.
    resolver_options.timeout = options.timeouts.resolve / 2;
    resolver_options.attempts = 1;
    resolver_options.cache_size = 0;
    resolver_options.use_hosts_file = ResolveHosts::Never;
    resolver_options.server_ordering_strategy = ServerOrderingStrategy::UserProvidedOrder;
    resolver_options.preserve_intermediates = true;
    resolver_options.num_concurrent_reqs = 1;
    let mut servers: Vec<String> = Vec::new();
    for server in config.name_servers() {
        let port = server.connections.first().map_or(53, |connection| connection.port);
        let shown = SocketAddr::new(server.ip, port).to_string();
        if !servers.contains(&shown) {
            servers.push(shown);
        }
    }
    let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
    *builder.options_mut() = resolver_options;
    Ok((builder.build()?, servers))
}

fn one_server(server: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = server.port();
        connection
    });
    let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
    ResolverConfig::from_parts(None, Vec::new(), vec![server])
}

async fn ask(resolver: &TokioResolver, name: &str, kind: RecordType, deadline: Instant) -> Outcome<Answer> {
    let began = Instant::now();
    let operation = format!("ask for {kind}");
    let error = match timeout_at(deadline, resolver.lookup(name, kind)).await {
        Ok(Ok(lookup)) => {
            return Outcome::Done(answer("NOERROR", lookup.answers(), micros(began.elapsed())));
        }
        Ok(Err(error)) => error,
        Err(_) => NetError::Timeout,
    };
    let elapsed_us = micros(began.elapsed());
    match &error {
        // "No records" is an answer: the name does not exist (NXDOMAIN), or not with this type (NOERROR).
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => Outcome::Done(answer("NXDOMAIN", &[], elapsed_us)),
            ResponseCode::NoError => Outcome::Done(answer("NOERROR", &[], elapsed_us)),
            code => Outcome::Failed(server_failed(&operation, code, began)),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => {
            Outcome::Failed(server_failed(&operation, *code, began))
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

fn answer(rcode: &str, records: &[Record], elapsed_us: u64) -> Answer {
    let mut answer = Answer::new(rcode, elapsed_us);
    answer.ttl_s = records.iter().map(|record| record.ttl).min();
    for record in records {
        match &record.data {
            RData::A(address) => answer.addresses.push(address.0.into()),
            RData::AAAA(address) => answer.addresses.push(address.0.into()),
            RData::CNAME(name) => answer.cname_chain.push(name.0.to_utf8().trim_end_matches('.').to_owned()),
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

fn failure(operation: &str, kind: FailureKind, closed_by: ClosedBy, began: Instant) -> Failure {
    Failure::new(Phase::Resolve, operation, kind, closed_by, micros(began.elapsed()))
}
