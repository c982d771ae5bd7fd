//! One hello of the listing: what it offers, and what for.

use rdp_health_wire::tls::{CipherSuite, ClientHello, NamedGroup, TlsVersion};

use super::super::candidates::suites;

/// What a hello is put for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Everything: what does the server like best?
    First,
    /// The same at the same time, the other way round: does the order matter to it?
    Reversed,
    /// What is left, the other way round, where that was not asked at once.
    Order,
    /// The favourite behind what an order of ours would choose, where the two that were chosen so far could mean either.
    Settle,
    /// What is left.
    Rest,
    /// The groups that are left, with suites that the server has.
    Groups,
}

/// What one hello offers.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) step: Step,
    pub(super) version: TlsVersion,
    /// Which part of the version's suites it asks for.
    pub(super) part: usize,
    pub(super) suites: Vec<CipherSuite>,
    pub(super) groups: Vec<NamedGroup>,
    /// The groups are only those that are left.
    pub(super) reduced: bool,
}

impl Offer {
    pub(super) fn hello(&self) -> ClientHello {
        ClientHello::offering(self.version, &self.suites, &self.groups)
    }
}

/// The suites of a version that are stronger than the one and weaker than the other, the weakest first.
pub(super) fn between(
    version: TlsVersion,
    low: CipherSuite,
    high: CipherSuite,
) -> impl Iterator<Item = CipherSuite> {
    let stronger = suites(version).into_iter().skip_while(move |one| *one != low).skip(1);
    stronger.take_while(move |one| *one != high)
}
