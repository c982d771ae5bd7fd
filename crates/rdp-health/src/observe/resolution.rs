//! How a name became addresses: what the system said and what each DNS server said.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::json;
use crate::outcome::{Failure, FailureKind, Outcome, Skipped};

/// How the name of the target became addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Resolution {
    /// The name that was asked for.
    pub name: String,
    /// What the system's resolver said: hosts file, cache, search list, NRPT, mDNS and DNS together.
    pub system: Outcome<SystemAnswer>,
    /// What each DNS server said to a direct query.
    pub direct: Outcome<Vec<ServerAnswers>>,
    /// Whether the caller named the DNS server; otherwise they are those of the system's configuration.
    pub server_given: bool,
    /// The addresses that are tested, in this order.
    pub addresses: Vec<IpAddr>,
    /// Whether they are those of the second DNS server, because no other source has any.
    #[serde(default)]
    pub from_second: bool,
    /// Whether they are those that the caller gave: then the name was asked for to compare, if at all.
    #[serde(default)]
    pub given: bool,
    /// Addresses that are not tested, and why.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_out: Vec<LeftOut>,
    /// The names that the name leads to, alias by alias (CNAME), each queried separately if no source has an address.
    /// Empty = the name is no alias; one that appears twice, or is the name itself, is a loop.
    #[serde(default)]
    pub aliases: Outcome<Vec<String>>,
    /// The addresses that this computer's hosts file has for the name, looked up where the system and DNS do not agree.
    #[serde(default)]
    pub hosts_file: Outcome<Vec<IpAddr>>,
    /// What made-up names lead to, which cannot be registered: one next to the name itself, and one in a zone that
    /// there is not. Asked for where nothing at the name's addresses speaks Remote Desktop.
    #[serde(default)]
    pub made_up: Outcome<Vec<MadeUp>>,
}

/// A name that does not exist, and what DNS says of it all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MadeUp {
    /// The name.
    pub name: String,
    /// The addresses that it leads to; none = as it should be.
    pub addresses: Vec<IpAddr>,
}

/// An address of the name that is not tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// The address.
    pub address: IpAddr,
    /// Why it is not tested.
    pub because: LeftOutBecause,
}

/// Why an address is not tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum LeftOutBecause {
    /// The caller asked for the other IP version.
    OtherFamily,
    /// It is the address of no host (0.0.0.0, ::, multicast): DNS filters answer so.
    NoHost,
    /// It is link-local: good only on the link it came from, which an address alone does not name.
    LinkLocal,
    /// The name has more addresses than are tested (64).
    TooMany,
}

/// Addresses as the system's resolver gave them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SystemAnswer {
    /// The addresses, in the system's order, without repetition, 256 at most.
    pub addresses: Vec<IpAddr>,
    /// Time it took; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

/// One DNS server's answers to a direct query, one per record type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServerAnswers {
    /// The server, as `address:port`.
    pub server: String,
    /// The A query.
    pub a: Outcome<Answer>,
    /// The AAAA query.
    pub aaaa: Outcome<Answer>,
    /// Whether this is the second server, which is only compared with.
    #[serde(default)]
    pub second: bool,
    /// The full name that both answers are for, where the name that was asked for is a short one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub completed: Option<String>,
    /// What a short name may stand for: with each suffix of this computer's search list, in its order, then as it is.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub completions: Vec<Completion>,
    /// Other addresses that it gave when it was asked again, because its first ones were not those of another source.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub again: Vec<IpAddr>,
}

/// One full name that a short name may stand for, and what a DNS server says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Completion {
    /// The full name.
    pub name: String,
    /// The A query.
    pub a: Outcome<Answer>,
    /// The AAAA query.
    pub aaaa: Outcome<Answer>,
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
    /// The addresses, 256 at most.
    pub addresses: Vec<IpAddr>,
    /// How many more came, which are not kept.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub more: Option<u32>,
    /// The smallest time to live of the records, in seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ttl_s: Option<u32>,
    /// Time it took; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl Resolution {
    /// A resolution that has not queried anything yet.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            system: Outcome::Skipped(Skipped::NotAsked),
            direct: Outcome::Skipped(Skipped::NotAsked),
            server_given: false,
            addresses: Vec::new(),
            from_second: false,
            given: false,
            left_out: Vec::new(),
            aliases: Outcome::skipped("aliases are followed only where no resolver has an address"),
            hosts_file: Outcome::skipped("the system and DNS agree, or were not both queried"),
            made_up: Outcome::Skipped(Skipped::NotReached),
        }
    }

    /// All addresses that any DNS server gave but the second, in order, without repetition.
    #[must_use]
    pub fn in_dns(&self) -> Vec<IpAddr> {
        self.given_by(false)
    }

    /// All addresses that the second DNS server gave, in order, without repetition.
    #[must_use]
    pub fn in_second_dns(&self) -> Vec<IpAddr> {
        self.given_by(true)
    }

    fn given_by(&self, second: bool) -> Vec<IpAddr> {
        let mut addresses = Vec::new();
        let servers = self.direct.done().into_iter().flatten().filter(|server| server.second == second);
        for address in servers.flat_map(ServerAnswers::ever_given) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        addresses
    }

    /// What each source that has addresses gave: the system, then every server with all that it ever gave.
    pub(crate) fn sources(&self) -> Vec<Vec<IpAddr>> {
        let system = self.system.done().map(|answer| answer.addresses.clone());
        let servers = self.direct.done().into_iter().flatten();
        let servers = servers.map(|server| server.ever_given().collect::<Vec<_>>());
        system.into_iter().chain(servers).filter(|addresses| !addresses.is_empty()).collect()
    }

    /// Whether two sources have not one address in common.
    pub(crate) fn is_disputed(&self) -> bool {
        let sources = self.sources();
        let apart =
            |one: &Vec<IpAddr>, other: &Vec<IpAddr>| !one.iter().any(|address| other.contains(address));
        sources.iter().any(|one| sources.iter().any(|other| apart(one, other)))
    }

    /// Whether a server gave an address for this one use (a time to live of 0, RFC 1035 3.2.1): the next answer may have
    /// another.
    pub(crate) fn is_for_once(&self) -> bool {
        let servers = self.direct.done().into_iter().flatten();
        let mut answers = servers.flat_map(ServerAnswers::outcomes).filter_map(Outcome::done);
        answers.any(|answer| answer.ttl_s == Some(0) && answer.addresses.len() == 1)
    }

    /// Whether a server gives another address each time that it is asked.
    pub(crate) fn rotates(&self) -> bool {
        self.direct.done().into_iter().flatten().any(|server| !server.again.is_empty())
    }

    /// Addresses that only sources have which clients here do not ask: tried where the name's own let nobody in.
    pub(crate) fn elsewhere(&self) -> Vec<IpAddr> {
        if self.given {
            return Vec::new();
        }
        let mut addresses: Vec<IpAddr> = Vec::new();
        for address in self.sources().into_iter().flatten() {
            let known = self.addresses.contains(&address)
                || addresses.contains(&address)
                || self.left_out.iter().any(|out| out.address == address);
            if !known {
                addresses.push(address);
            }
        }
        addresses
    }

    /// Whether the caller's budget ended before somebody who decides had answered.
    pub(crate) fn ran_out_of_time(&self) -> bool {
        self.failed_with(FailureKind::OutOfTime).is_some()
    }

    /// Why this computer could not ask somebody: it had nothing left to ask with, or no time for the answer.
    pub(crate) fn out_of_resources(&self) -> Option<&Failure> {
        self.failed_with(FailureKind::OutOfResources)
    }

    fn failed_with(&self, kind: FailureKind) -> Option<&Failure> {
        let servers = self.direct.done().into_iter().flatten().filter(|server| !server.second);
        let failures = servers.flat_map(ServerAnswers::outcomes).filter_map(Outcome::failed);
        failures.chain(self.system.failed()).find(|failure| failure.kind == kind)
    }
}

impl SystemAnswer {
    /// Addresses and the time they took.
    #[must_use]
    pub fn new(addresses: Vec<IpAddr>, elapsed: Duration) -> Self {
        Self { addresses, elapsed }
    }
}

impl ServerAnswers {
    /// A server and its answers.
    #[must_use]
    pub fn new(server: impl Into<String>, a: Outcome<Answer>, aaaa: Outcome<Answer>) -> Self {
        Self {
            server: server.into(),
            a,
            aaaa,
            second: false,
            completed: None,
            completions: Vec::new(),
            again: Vec::new(),
        }
    }

    /// A server and what it says of every name that the asked one may stand for. The first that has an address counts, as
    /// it does for every client; without an address, one that it could not answer leaves open what it denies of others.
    #[must_use]
    pub fn of_names(server: impl Into<String>, names: Vec<Completion>) -> Self {
        let with_address = names.iter().find(|one| one.addresses().next().is_some());
        // The last one is the name as it is: few servers have anything to say of a name without a dot.
        let completed = names.split_last().map_or(&[][..], |(_, completed)| completed);
        let unanswered = completed.iter().find(|one| one.a.failed().or(one.aaaa.failed()).is_some());
        let (a, aaaa, name) = match with_address.or(unanswered).or(names.first()) {
            Some(one) => (one.a.clone(), one.aaaa.clone(), one.name.clone()),
            None => (Outcome::Skipped(Skipped::NotAsked), Outcome::Skipped(Skipped::NotAsked), String::new()),
        };
        let mut answers = Self::new(server, a, aaaa);
        if !completed.is_empty() {
            (answers.completed, answers.completions) = (Some(name), names);
        }
        answers
    }

    /// Both outcomes.
    pub fn outcomes(&self) -> [&Outcome<Answer>; 2] {
        [&self.a, &self.aaaa]
    }

    /// All addresses of both answers.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        let answers = [&self.a, &self.aaaa].into_iter().filter_map(Outcome::done);
        answers.flat_map(|answer| answer.addresses.iter().copied())
    }

    /// The addresses of both answers, and those that came when it was asked again.
    pub fn ever_given(&self) -> impl Iterator<Item = IpAddr> {
        self.addresses().chain(self.again.iter().copied())
    }
}

impl MadeUp {
    /// A name, and where it leads.
    #[must_use]
    pub fn new(name: impl Into<String>, addresses: Vec<IpAddr>) -> Self {
        Self { name: name.into(), addresses }
    }
}

impl Completion {
    /// A full name and the answers to both queries.
    #[must_use]
    pub fn new(name: impl Into<String>, a: Outcome<Answer>, aaaa: Outcome<Answer>) -> Self {
        Self { name: name.into(), a, aaaa }
    }

    /// All addresses of both answers.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        let answers = [&self.a, &self.aaaa].into_iter().filter_map(Outcome::done);
        answers.flat_map(|answer| answer.addresses.iter().copied())
    }
}

impl Answer {
    /// An answer without records.
    #[must_use]
    pub fn new(rcode: impl Into<String>, elapsed: Duration) -> Self {
        let (cname_chain, addresses) = (Vec::new(), Vec::new());
        Self { rcode: rcode.into(), cname_chain, addresses, more: None, ttl_s: None, elapsed }
    }
}
