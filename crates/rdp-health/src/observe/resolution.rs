//! How a name became addresses: what the system said and what the DNS servers said.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;

/// How the name of the target became addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Resolution {
    /// The name that was asked for.
    pub name: String,
    /// What the system's resolver said: hosts file, cache, search list, NRPT, mDNS and DNS together.
    pub system: Outcome<SystemAnswer>,
    /// What the DNS servers said to a direct query.
    pub direct: Outcome<DirectAnswers>,
    /// The addresses that are tested, in this order.
    pub addresses: Vec<IpAddr>,
    /// Addresses that were left out because of the address family asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_out: Vec<IpAddr>,
}

/// Addresses as the system's resolver gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SystemAnswer {
    /// The addresses, in the system's order, without repetition.
    pub addresses: Vec<IpAddr>,
    /// Time it took, in microseconds.
    pub elapsed_us: u64,
}

/// Answers to a direct DNS query, one per record type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DirectAnswers {
    /// The servers that were asked, as `address:port`.
    pub servers: Vec<String>,
    /// The A query.
    pub a: Outcome<Answer>,
    /// The AAAA query.
    pub aaaa: Outcome<Answer>,
}

impl DirectAnswers {
    /// All addresses of both answers.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        [&self.a, &self.aaaa]
            .into_iter()
            .filter_map(Outcome::done)
            .flat_map(|answer| answer.addresses.iter().copied())
    }
}

/// One DNS answer. An empty list of addresses with `NOERROR` means that the name has no such record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Answer {
    /// The response code, RFC 1035 4.1.1: `NOERROR`, `NXDOMAIN` …
    pub rcode: String,
    /// The names that the question was led through (CNAME), the first one first.
    pub cname_chain: Vec<String>,
    /// The addresses.
    pub addresses: Vec<IpAddr>,
    /// The smallest time to live of the records, in seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ttl_s: Option<u32>,
    /// Time it took, in microseconds.
    pub elapsed_us: u64,
}

impl Resolution {
    /// The longest time any of the askings took, in microseconds.
    #[must_use]
    pub fn slowest_us(&self) -> u64 {
        let direct = self.direct.done();
        let answers = direct.into_iter().flat_map(|d| [&d.a, &d.aaaa]);
        let direct_us = answers.filter_map(|outcome| match outcome {
            Outcome::Done(answer) => Some(answer.elapsed_us),
            Outcome::Failed(failure) => Some(failure.elapsed_us),
            Outcome::Skipped(_) => None,
        });
        self.system.done().map(|s| s.elapsed_us).into_iter().chain(direct_us).max().unwrap_or(0)
    }

    /// A resolution that has asked nobody yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            system: Outcome::skipped("not asked"),
            direct: Outcome::skipped("not asked"),
            addresses: Vec::new(),
            left_out: Vec::new(),
        }
    }
}

impl DirectAnswers {
    /// The servers asked, and their answers.
    #[must_use]
    pub fn new(servers: Vec<String>, a: Outcome<Answer>, aaaa: Outcome<Answer>) -> Self {
        Self { servers, a, aaaa }
    }
}

impl Answer {
    /// An answer without records.
    #[must_use]
    pub fn new(rcode: impl Into<String>, elapsed_us: u64) -> Self {
        Self { rcode: rcode.into(), cname_chain: Vec::new(), addresses: Vec::new(), ttl_s: None, elapsed_us }
    }
}

impl SystemAnswer {
    /// Addresses and the time they took, in microseconds.
    #[must_use]
    pub fn new(addresses: Vec<IpAddr>, elapsed_us: u64) -> Self {
        Self { addresses, elapsed_us }
    }
}
