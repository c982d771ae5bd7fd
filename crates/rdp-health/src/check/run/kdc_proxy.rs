//! Whether a web server is a KDC proxy: one request, wherever it stands.

use std::net::{IpAddr, SocketAddr};

use super::{Run, Spot};
use crate::observe::{AddressObservations, Endpoint, HttpRequest, Observations, Question, Role, Wait};
use crate::outcome::{Outcome, Skipped};
use crate::plan::{self, KdcProxy};
use crate::target::Host;

impl Run<'_> {
    /// One request, at the address of the gateway or the host where it is one of them.
    pub(super) async fn kdc_proxy(&self, proxy: &KdcProxy, known: Option<IpAddr>, why: &str) -> Endpoint {
        let KdcProxy { host, port, path } = proxy;
        let mut endpoint = Endpoint::new(Role::WebServer, host.to_string(), *port);
        endpoint.path.clone_from(path);
        let address = match (known, host) {
            (Some(ip), _) => {
                endpoint.resolve = Outcome::skipped("its address was known already");
                Some(SocketAddr::new(ip, *port))
            }
            (None, Host::Address(_) | Host::Zoned(_)) => {
                endpoint.resolve = Outcome::Skipped(Skipped::IsAddress);
                host.socket_address(*port, &self.zones)
            }
            (None, Host::Name(name)) => {
                endpoint.resolve = self.probe.resolve(name, Err(Skipped::AddressGiven), None).await;
                let resolution = endpoint.resolve.done();
                let first = resolution.and_then(|resolution| resolution.addresses.first().copied());
                first.map(|ip| SocketAddr::new(ip, *port))
            }
        };
        if let Some(address) = address.filter(|address| plan::is_one_host(*address)) {
            let (role, name) = (endpoint.role, endpoint.name.clone());
            let spot = Spot { role, name, path: path.clone(), address, through: None };
            let question = Question::http(HttpRequest::KdcProxy);
            let mut at = AddressObservations::new(address);
            at.conversations
                .push(self.probe.ask(&spot.peer(&self.opening), question, Wait::Usual, why).await);
            endpoint.addresses.push(at);
        }
        endpoint
    }
}

/// The address at which a machine of this name was reached already.
pub(super) fn address_of(host: &Host, seen: &Observations) -> Option<IpAddr> {
    let name = host.to_string();
    let mut same = seen.endpoints().filter(|endpoint| endpoint.name.eq_ignore_ascii_case(&name));
    let reached =
        |address: &&AddressObservations| address.conversations.iter().any(|one| one.connect.done().is_some());
    same.find_map(|endpoint| endpoint.addresses.iter().find(reached)).map(|seen| seen.address.ip())
}
