//! Where Kerberos tickets for the host come from: SRV records, and whether those whom they name answer over TCP.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rdp_health_wire::kerberos::{KrbError, MAX_FRAME_LENGTH, as_request, frame_length};
use tokio::time::Instant;

use super::channel::{Channel, Framing};
use super::fetch::{Origin, refuses};
use super::net::{Connection, since};
use super::{Probe, random, resolve};
use crate::observe::{Connected, KdcAnswer, KdcPort, KerberosObservations, ServiceRecord};
use crate::outcome::{Failure, Outcome, Phase};

/// The port of Kerberos, RFC 4120 7.2.
const KERBEROS: u16 = 88;
/// Enough for a SYN and its first repetition, and for an answer that takes no work.
const LONGEST_WAIT: Duration = Duration::from_millis(1500);
const READ: &str = "read KRB-ERROR";

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

    /// Opens a connection to each of these domain controllers, and asks for the domain's tickets in nobody's name. What
    /// the host may lead to is judged as for a certificate that was seen there.
    pub(crate) async fn kdc_ports(
        &self,
        domain: &str,
        controllers: &[ServiceRecord],
        host: SocketAddr,
    ) -> Vec<KdcPort> {
        let mut ports = Vec::new();
        for controller in controllers {
            ports.push(self.kdc_port(controller, domain, host).await);
        }
        ports
    }

    async fn kdc_port(&self, controller: &ServiceRecord, domain: &str, host: SocketAddr) -> KdcPort {
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
        let wait_for_answer = self.options.timeouts.answer.min(LONGEST_WAIT);
        let mut connection = match Connection::dial(address, None, self.deadline(wait), wait_for_answer).await
        {
            Ok(connection) => connection,
            Err(failure) => {
                let mut tried = KdcPort::new(name, Some(address), Outcome::Failed(failure));
                self.not_the_peer(&mut tried.connect);
                return tried;
            }
        };
        let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
        let mut tried = KdcPort::new(name, Some(address), Outcome::Done(Connected::new(local, since(began))));
        let deadline = self.deadline(wait_for_answer);
        tried.answer = ask(&mut connection, domain, deadline).await.into();
        self.not_the_peer(&mut tried.answer);
        connection.close().await;
        tried
    }
}

/// Asks for a ticket in nobody's name: a KDC has to refuse, and nobody is logged on or locked out. In Active Directory
/// the realm is the domain in capitals.
async fn ask(connection: &mut Connection, domain: &str, deadline: Instant) -> Result<KdcAnswer, Failure> {
    let mut channel = Channel::in_clear(connection, Phase::Credssp);
    let [a, b, c, d, ..] = random();
    // RFC 4120 5.4.1: some take it for a signed number.
    let nonce = u32::from_be_bytes([a, b, c, d]) >> 1;
    let request = as_request(&domain.to_ascii_uppercase(), nonce);
    channel.send(&request, "send AS-REQ", deadline).await?;
    let framing = Framing { longest: MAX_FRAME_LENGTH, length: frame_length };
    let message = channel.read_message(&framing, READ, deadline).await?;
    let error = KrbError::decode(&message).map_err(|error| channel.malformed(READ, error.to_string()))?;
    Ok(KdcAnswer::new(error.code, connection.elapsed()))
}
