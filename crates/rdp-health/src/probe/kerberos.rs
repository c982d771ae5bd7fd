//! Where Kerberos tickets for the host come from: SRV records, and whether TCP reaches those whom they name.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::Instant;

use super::Probe;
use super::fetch::{Origin, refuses};
use super::net::{Connection, since};
use super::resolve;
use crate::observe::{Connected, KdcPort, KerberosObservations, ServiceRecord};
use crate::outcome::{Outcome, Phase};

/// The port of Kerberos, RFC 4120 7.2.
const KERBEROS: u16 = 88;
/// Enough for a SYN and its first repetition.
const LONGEST_WAIT: Duration = Duration::from_millis(1500);

impl Probe<'_> {
    /// Asks DNS which domain controllers the domain has.
    pub(crate) async fn kerberos(&self, domain: &str) -> KerberosObservations {
        let mut stage = self.stage(Phase::Resolve, 0, None);
        let deadline = self.deadline(self.options.timeouts.resolve);
        let (kdc, dc) = (format!("_kerberos._tcp.{domain}"), format!("_kerberos._tcp.dc._msdcs.{domain}"));
        let mut seen = KerberosObservations::new(domain);
        (seen.records, seen.dc_records) = tokio::join!(
            resolve::service_records(&kdc, self.shared, deadline),
            resolve::service_records(&dc, self.shared, deadline)
        );
        self.not_the_peer(&mut seen.records);
        self.not_the_peer(&mut seen.dc_records);
        stage.ok = !seen.controllers().is_empty();
        self.close_stage(stage, None);
        seen
    }

    /// Opens a connection to each of these domain controllers, and closes it. `host` is where the host was that named
    /// the domain: what it may lead to is judged as for a certificate that was seen there.
    pub(crate) async fn kdc_ports(&self, controllers: &[ServiceRecord], host: SocketAddr) -> Vec<KdcPort> {
        let mut ports = Vec::new();
        for controller in controllers {
            ports.push(self.kdc_port(controller, host).await);
        }
        ports
    }

    async fn kdc_port(&self, controller: &ServiceRecord, host: SocketAddr) -> KdcPort {
        let ServiceRecord { name, port, .. } = controller;
        let policy = &self.options.fetch;
        if *port != KERBEROS && !policy.ports.contains(port) {
            let why = format!("port {port} is not Kerberos' (88)");
            return KdcPort::new(name, None, Outcome::Skipped(why.into()));
        }
        let deadline = self.deadline(self.options.timeouts.resolve.min(LONGEST_WAIT));
        let addresses = match resolve::lookup(name, self.shared, deadline).await {
            Ok(addresses) => addresses,
            Err(failure) => return KdcPort::new(name, None, Outcome::Failed(failure)),
        };
        let origin = Origin::of_address(host.ip());
        let refused = |address: &IpAddr| refuses(*address, policy, origin);
        let Some(address) = addresses.iter().find(|address| refused(address).is_none()) else {
            let why = "the fetch policy does not allow its address";
            return KdcPort::new(name, None, Outcome::Skipped(why.into()));
        };
        let address = SocketAddr::new(*address, *port);
        let wait = self.options.timeouts.connect.min(LONGEST_WAIT);
        let began = Instant::now();
        let mut connect =
            match Connection::dial(address, None, self.deadline(wait), self.options.timeouts.answer).await {
                Ok(connection) => {
                    let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                    let elapsed = since(began);
                    connection.close().await;
                    Outcome::Done(Connected::new(local, elapsed))
                }
                Err(failure) => Outcome::Failed(failure),
            };
        self.not_the_peer(&mut connect);
        KdcPort::new(name, Some(address), connect)
    }
}
