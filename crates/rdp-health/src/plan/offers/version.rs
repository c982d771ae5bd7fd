//! What is known of one version while it is listed.

use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use super::super::candidates::{needs_group, suites};
use crate::observe::{Decides, TlsSuiteOffer, TlsVersionOffer};
use crate::outcome::{Failure, Tri};

/// One version.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) version: TlsVersion,
    pub(super) accepted: Tri,
    /// Suites that were neither chosen nor refused yet, the weakest first.
    pub(super) left: Vec<CipherSuite>,
    pub(super) found: Vec<TlsSuiteOffer>,
    /// The favourite of a hello with every suite.
    pub(super) first: Option<CipherSuite>,
    /// The favourite was offered once more, in the last place.
    pub(super) order_tested: bool,
    /// No suite is left.
    pub(super) complete: bool,
    pub(super) groups: Groups,
    /// Nothing more is to be learned about groups.
    pub(super) groups_over: bool,
    pub(super) refusal: Option<Failure>,
}

/// Whether the groups that are left are worth offering alone, beside the suites that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Groups {
    /// The last suite chosen needed one.
    Wanted,
    /// Alone they led to nothing; it may have been the suites.
    Doubted,
    /// The server is at suites that need none.
    Passed,
}

impl Version {
    pub(super) fn unlisted(version: TlsVersion) -> Self {
        Self {
            version,
            accepted: Tri::Unknown,
            left: suites(version),
            found: Vec::new(),
            first: None,
            order_tested: false,
            complete: false,
            groups: Groups::Wanted,
            groups_over: false,
            refusal: None,
        }
    }

    /// A version that a hello for a newer one has shown to be off.
    pub(super) fn refused(version: TlsVersion, refusal: Option<Failure>) -> Self {
        Self { accepted: Tri::No, left: Vec::new(), complete: true, refusal, ..Self::unlisted(version) }
    }

    /// It has a suite that needs a group. Older versions are not asked for theirs: they take those of TLS 1.2.
    pub(super) fn lists_groups(&self) -> bool {
        let needs = |found: &TlsSuiteOffer| needs_group(found.suite);
        TlsVersion::TLS12 <= self.version && self.found.iter().any(needs)
    }

    pub(super) fn finish(mut self, decides: Decides) -> TlsVersionOffer {
        if decides != Decides::Server {
            let order = suites(self.version);
            let strength = |found: &TlsSuiteOffer| order.iter().position(|suite| *suite == found.suite);
            self.found.sort_by_key(|found| std::cmp::Reverse(strength(found)));
        }
        let mut offer = TlsVersionOffer::new(self.version);
        offer.accepted = self.accepted;
        offer.suites = self.found;
        offer.complete = self.complete;
        offer.refusal = self.refusal;
        offer
    }
}
