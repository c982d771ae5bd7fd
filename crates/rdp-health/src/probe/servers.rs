//! The DNS servers of this computer, or those that the caller named.

use std::io::ErrorKind;
use std::net::SocketAddr;

use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::NetError;
#[cfg(not(fuzzing))]
use hickory_resolver::net::runtime::TokioRuntimeProvider as Provider;
use hickory_resolver::proto::rr::Name;
use hickory_resolver::system_conf::read_system_conf;

use crate::options::CheckOptions;
#[cfg(fuzzing)]
use crate::probe::net::scripted::dns::Provider;

/// A resolver on the sockets of tokio.
pub(super) type Resolver = hickory_resolver::Resolver<Provider>;

/// Windows lists the servers of every adapter: this many are asked, the first ones.
const MOST_SERVERS: usize = 4;

/// The DNS servers that are asked, and how this computer completes short names.
#[derive(Debug)]
pub(super) struct Servers {
    /// One per server, so that each answers for itself.
    pub(super) resolvers: Vec<Resolver>,
    pub(super) addresses: Vec<String>,
    pub(super) suffixes: Vec<Name>,
}

/// Reads the system's configuration, and puts the caller's servers in its place or beside it.
pub(super) fn configured(options: &CheckOptions) -> Result<Servers, NetError> {
    let system = match of_the_system() {
        Err(error) if names_no_server(&error) => Ok(Default::default()),
        read => read,
    };
    // Names are completed here, whoever is asked then.
    let suffixes = system.as_ref().map_or_else(|_| Vec::new(), |(config, _)| suffixes(config));
    let (config, mut resolver_options) = match options.dns_server {
        Some(server) => (ResolverConfig::from_name_servers(vec![named(server)]), ResolverOpts::default()),
        None => system?,
    };
    // Our own clock bounds the wait, and asks a second time beside the first (see `ask`).
    resolver_options.timeout = options.timeouts.resolve;
    resolver_options.attempts = 0;
    resolver_options.cache_size = 0;
    resolver_options.use_hosts_file = ResolveHosts::Never;
    resolver_options.preserve_intermediates = true;
    let mut chosen: Vec<NameServerConfig> = Vec::new();
    for server in config.into_parts().2 {
        let known = chosen.iter().any(|one| address_of(one) == address_of(&server));
        if !known && Some(address_of(&server)) != options.second_dns && chosen.len() < MOST_SERVERS {
            chosen.push(server);
        }
    }
    chosen.extend(options.second_dns.map(named));
    let (mut resolvers, mut addresses) = (Vec::new(), Vec::new());
    for server in chosen {
        addresses.push(address_of(&server).to_string());
        let config = ResolverConfig::from_name_servers(vec![server]);
        let mut builder = Resolver::builder_with_config(config, Provider::default());
        *builder.options_mut() = resolver_options.clone();
        resolvers.push(builder.build()?);
    }
    Ok(Servers { resolvers, addresses, suffixes })
}

fn of_the_system() -> Result<(ResolverConfig, ResolverOpts), NetError> {
    // Windows and macOS have an error of another type.
    let read = read_system_conf()?;
    Ok(read)
}

/// No server is configured: the configuration names no server, or does not exist.
fn names_no_server(error: &NetError) -> bool {
    match error {
        NetError::Io(error) => {
            error.kind() == ErrorKind::NotFound || error.to_string().contains("no nameservers found")
        }
        _ => false,
    }
}

/// A search list takes the place of the computer's own domain.
fn suffixes(config: &ResolverConfig) -> Vec<Name> {
    match config.search() {
        [] => config.domain().cloned().into_iter().collect(),
        list => list.to_vec(),
    }
}

fn address_of(server: &NameServerConfig) -> SocketAddr {
    SocketAddr::new(server.ip, server.connections.first().map_or(53, |connection| connection.port))
}

fn named(server: SocketAddr) -> NameServerConfig {
    let mut config = NameServerConfig::udp_and_tcp(server.ip());
    for connection in &mut config.connections {
        connection.port = server.port();
    }
    config
}
