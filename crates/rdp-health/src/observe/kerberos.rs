//! What Kerberos needs of the network: domain controllers that DNS names, and whether they can be reached.

use std::net::SocketAddr;
use std::time::Duration;

use rdp_health_wire::kerberos::KerberosError;
use serde::{Deserialize, Serialize};

use super::{Connected, NtlmChallenge, Observations};
use crate::json;
use crate::outcome::{Outcome, Skipped};

/// What this computer sees of the Kerberos service of the host's domain. No user is named, so no ticket can be given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KerberosObservations {
    /// The DNS name of the domain, as the host gives it in its NTLM challenge.
    pub domain: String,
    /// The SRV records `_kerberos._tcp.DOMAIN`, the most preferred first; none = DNS has no such record.
    #[serde(default)]
    pub records: Outcome<Vec<ServiceRecord>>,
    /// The SRV records `_kerberos._tcp.dc._msdcs.DOMAIN`, by which Windows finds a domain controller.
    #[serde(default)]
    pub dc_records: Outcome<Vec<ServiceRecord>>,
    /// Whether the most preferred of those that the records name accept TCP connections, and speak Kerberos there.
    #[serde(default)]
    pub ports: Outcome<Vec<KdcPort>>,
}

/// A DNS record of where a service is, RFC 2782.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServiceRecord {
    /// Lower is preferred.
    pub priority: u16,
    /// The machine.
    pub name: String,
    /// Its port: 88 for Kerberos.
    pub port: u16,
}

/// A domain controller to which a connection was opened, and a request sent that names no user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KdcPort {
    /// Its name.
    pub name: String,
    /// The address that was tried; absent = the name has none that may be tried.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<SocketAddr>,
    /// What came of it.
    pub connect: Outcome<Connected>,
    /// What answered the request.
    #[serde(default)]
    pub answer: Outcome<KdcAnswer>,
}

/// A Kerberos server refused a request that names no user, as it has to, RFC 4120 5.9.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KdcAnswer {
    /// Why.
    pub error: KerberosError,
    /// Time from the request to the answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl KerberosObservations {
    /// A domain of which nothing was seen yet.
    #[must_use]
    pub fn new(domain: impl Into<String>) -> Self {
        Self {
            domain: domain.into(),
            records: Outcome::Skipped(Skipped::NotReached),
            dc_records: Outcome::Skipped(Skipped::NotReached),
            ports: Outcome::Skipped(Skipped::NotReached),
        }
    }

    /// Every domain controller that a record names, once, the most preferred first.
    pub(crate) fn controllers(&self) -> Vec<&ServiceRecord> {
        let mut controllers: Vec<&ServiceRecord> = Vec::new();
        for record in [&self.records, &self.dc_records].into_iter().filter_map(Outcome::done).flatten() {
            let known =
                |one: &&ServiceRecord| one.name.eq_ignore_ascii_case(&record.name) && one.port == record.port;
            if !controllers.iter().any(known) {
                controllers.push(record);
            }
        }
        controllers
    }
}

impl ServiceRecord {
    /// A record without its weight, which says nothing about one client.
    #[must_use]
    pub fn new(priority: u16, name: impl Into<String>, port: u16) -> Self {
        Self { priority, name: name.into(), port }
    }
}

impl KdcPort {
    /// A domain controller and what came of a connection to it, on which nothing was asked.
    #[must_use]
    pub fn new(name: impl Into<String>, address: Option<SocketAddr>, connect: Outcome<Connected>) -> Self {
        Self { name: name.into(), address, connect, answer: Outcome::Skipped(Skipped::NotReached) }
    }
}

impl KdcAnswer {
    /// Why the request was refused, and how long that took.
    #[must_use]
    pub fn new(error: KerberosError, elapsed: Duration) -> Self {
        Self { error, elapsed }
    }
}

impl Observations {
    /// The host's answer to NTLM's first message, wherever it came.
    pub(crate) fn ntlm_challenge(&self) -> Option<&NtlmChallenge> {
        let answers = self.host.conversations().filter_map(|one| one.credssp.done());
        answers.filter_map(|answer| answer.challenge.as_ref()).last()
    }
}
