//! What is known of one version while it is listed.

use rdp_health_wire::tls::{CipherSuite, NamedGroup, TlsVersion};

use super::super::candidates::{needs_group, suites};
use super::offer::Step;
use crate::observe::{Decides, TlsSuiteOffer, TlsVersionOffer};
use crate::outcome::{Failure, Tri};

/// So many suites are left of a part that is worth two connections at the same time.
const WORTH_SPLITTING: usize = 4;

/// One version.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) version: TlsVersion,
    pub(super) accepted: Tri,
    /// What is asked for at the same time, if it may be; one part unless it was split.
    pub(super) parts: Vec<Part>,
    pub(super) found: Vec<TlsSuiteOffer>,
    /// The favourite of a hello with every suite.
    pub(super) first: Option<CipherSuite>,
    /// What became of the same hello the other way round, where one was put beside it.
    pub(super) reversed: Reversed,
    /// A hello for the groups alone is under way.
    pub(super) groups_under_way: bool,
    /// Nothing more is to be learned about groups.
    pub(super) groups_over: bool,
    pub(super) refusal: Option<Failure>,
}

/// A hello with every suite, the strongest first.
#[derive(Debug, PartialEq)]
pub(super) enum Reversed {
    NotPut,
    UnderWay,
    /// It told nothing.
    InVain,
    Chosen(TlsSuiteOffer),
}

/// Some of a version's suites.
#[derive(Debug)]
pub(super) struct Part {
    /// Those that were neither chosen nor refused yet, the weakest first.
    pub(super) left: Vec<CipherSuite>,
    pub(super) groups: Groups,
    /// A hello that asks for them is under way.
    pub(super) under_way: bool,
}

/// Whether the groups that are left are worth offering alone, beside the suites that are left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Groups {
    /// The last suite chosen needed one.
    Wanted,
    /// These alone led to nothing; it may have been the suites.
    Doubted(Vec<NamedGroup>),
    /// The server is at suites that need none.
    Passed,
}

impl Part {
    fn new(left: Vec<CipherSuite>) -> Self {
        Self { left, groups: Groups::Wanted, under_way: false }
    }

    /// Where the suites begin that become a part of their own; `None` = it stays one.
    ///
    /// Those that need a group stay together: each answer tells a group as well, and the next hello leaves it out.
    fn seam(&self) -> Option<usize> {
        let splits = !self.under_way && WORTH_SPLITTING <= self.left.len();
        let groups = self.left.iter().position(|suite| needs_group(*suite)).unwrap_or(self.left.len());
        match groups {
            _ if !splits => None,
            0 => None,
            whole if whole == self.left.len() => Some(whole / 2),
            groups => Some(groups),
        }
    }
}

impl Version {
    pub(super) fn unlisted(version: TlsVersion) -> Self {
        Self {
            version,
            accepted: Tri::Unknown,
            parts: vec![Part::new(suites(version))],
            found: Vec::new(),
            first: None,
            reversed: Reversed::NotPut,
            groups_under_way: false,
            groups_over: false,
            refusal: None,
        }
    }

    /// A version that a hello for a newer one has shown to be off.
    pub(super) fn refused(version: TlsVersion, refusal: Option<Failure>) -> Self {
        Self { accepted: Tri::No, parts: Vec::new(), refusal, ..Self::unlisted(version) }
    }

    /// No suite is left.
    pub(super) fn is_complete(&self) -> bool {
        self.parts.iter().all(|part| part.left.is_empty())
    }

    /// It has a suite that needs a group. Older versions are not asked for theirs: they take those of TLS 1.2.
    pub(super) fn lists_groups(&self) -> bool {
        let needs = |found: &TlsSuiteOffer| needs_group(found.suite);
        TlsVersion::TLS12 <= self.version && self.found.iter().any(needs)
    }

    /// A hello for a part, or for the groups alone, is under way from here on, or no longer.
    pub(super) fn mark(&mut self, part: usize, step: Step, under_way: bool) {
        match (step, self.parts.get_mut(part)) {
            (Step::Groups, _) => self.groups_under_way = under_way,
            (Step::Reversed, _) => {
                self.reversed = if under_way { Reversed::UnderWay } else { Reversed::InVain };
            }
            (_, Some(part)) => part.under_way = under_way,
            _ => {}
        }
    }

    /// The server takes nothing that is left of a part.
    pub(super) fn give_up(&mut self, part: usize) {
        if let Some(part) = self.parts.get_mut(part) {
            part.left.clear();
        }
    }

    /// Makes two of the largest part that can be split; `false` = there is none. What needs a group stands in front.
    ///
    /// Each part ends with a refusal of its own, so that there are no more of them than hellos at the same time.
    pub(super) fn split(&mut self, most: usize) -> bool {
        // The first hello offers everything: it says whether there is this version at all.
        if self.first.is_none() || most <= self.parts.len() {
            return false;
        }
        let splits = self.parts.iter_mut().filter_map(|part| Some((part.seam()?, part)));
        let Some((seam, part)) = splits.max_by_key(|(_, part)| part.left.len()) else { return false };
        let upper = part.left.split_off(seam);
        let lower = std::mem::replace(&mut part.left, upper);
        self.parts.push(Part::new(lower));
        true
    }

    /// Makes one of all its parts again, which spares a refusal for each. None of them is under way.
    pub(super) fn merge(&mut self) {
        if 1 < self.parts.len() {
            let mut left = suites(self.version);
            left.retain(|suite| self.parts.iter().any(|part| part.left.contains(suite)));
            self.parts = vec![Part::new(left)];
        }
    }

    pub(super) fn finish(mut self, decides: Decides) -> TlsVersionOffer {
        if decides != Decides::Server {
            let order = suites(self.version);
            let strength = |found: &TlsSuiteOffer| order.iter().position(|suite| *suite == found.suite);
            self.found.sort_by_key(|found| std::cmp::Reverse(strength(found)));
        }
        let mut offer = TlsVersionOffer::new(self.version);
        offer.accepted = self.accepted;
        offer.complete = self.is_complete();
        offer.suites = self.found;
        offer.refusal = self.refusal;
        offer
    }
}
