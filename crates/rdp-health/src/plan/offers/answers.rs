//! What an answer to a hello of the listing, or a refusal, teaches.

use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use super::super::candidates::suites;
use super::offer::{Offer, Step, between};
use super::version::{Groups, Reversed, Version};
use super::{Listing, NOT_ITSELF};
use crate::observe::{Decides, HelloAnswer, TlsSuiteOffer};
use crate::outcome::{Failure, Tri};

impl Listing {
    pub(super) fn chosen(&mut self, offer: &Offer, answer: &HelloAnswer) {
        self.control = Some(offer.hello());
        let (version, suite) = (answer.version, answer.suite);
        if version != offer.version {
            return self.other_version(offer, version);
        }
        if !offer.suites.contains(&suite) {
            return self.stop(format!("the host chose {suite}, which was not offered"));
        }
        self.note(answer);
        let group = answer.group;
        if let Some(group) = group.filter(|group| !self.chosen_groups.contains(group)) {
            self.chosen_groups.push(group);
        }
        let Some(now) = self.now.iter_mut().find(|one| one.version == version) else { return };
        if offer.step != Step::Reversed {
            now.accepted = Tri::Yes;
        }
        let astray = offer.reduced && group.is_none_or(|group| !offer.groups.contains(&group));
        if offer.step == Step::Groups {
            now.groups_over = astray;
            return;
        }
        let mut found = TlsSuiteOffer::new(suite);
        found.group = group;
        found.dh_prime_bits = answer.dh_prime_bits;
        if offer.step == Step::Reversed {
            now.reversed = Reversed::Chosen(found);
            return self.both_ways(version);
        }
        let Some(part) = now.parts.get_mut(offer.part) else { return };
        if astray {
            part.groups = Groups::Doubted(offer.groups.clone());
            return;
        }
        let passed = if group.is_some() { Groups::Wanted } else { Groups::Passed };
        if let Groups::Doubted(doubted) = std::mem::replace(&mut part.groups, passed)
            && group.is_some()
        {
            // The same suites, and every group: so it had been the groups.
            let known = &self.chosen_groups;
            self.refused_groups.extend(doubted.into_iter().filter(|one| !known.contains(one)));
        }
        let order = &offer.suites;
        let position = |one: &CipherSuite| order.iter().position(|other| other == one);
        // From the weakest to the strongest, as they stood in the first hello.
        let place = |one: &CipherSuite| suites(version).iter().position(|other| other == one);
        match (offer.step, now.first) {
            (Step::First, _) => {
                now.first = Some(suite);
                part.left.retain(|one| *one != suite);
            }
            (Step::Order, Some(first)) => {
                // It stood before the favourite when both were on offer, or the favourite was one from both sides.
                if place(&suite) < place(&first) || matches!(now.reversed, Reversed::Chosen(_)) {
                    self.decides = Decides::Server;
                    part.left.retain(|one| *one != suite);
                }
            }
            // The favourite again, from the last place.
            (Step::Settle, Some(first)) if first == suite => {
                self.decides = Decides::Server;
                part.left.retain(|one| now.found.iter().all(|found| found.suite != *one));
                return;
            }
            // Whatever stood before it, in either order, is refused.
            (Step::Settle, Some(first)) => {
                self.decides = Decides::Client;
                let second = now.found.last().map_or(first, |last| last.suite);
                part.left = between(version, suite, second).collect();
                if suite == second {
                    return;
                }
            }
            _ if self.decides == Decides::Client => {
                let chosen = position(&suite);
                part.left.retain(|one| chosen < position(one));
            }
            _ => part.left.retain(|one| *one != suite),
        }
        now.found.push(found);
        if offer.step == Step::First {
            self.both_ways(version);
        }
    }

    /// What follows once a hello with every suite was answered both ways round.
    fn both_ways(&mut self, version: TlsVersion) {
        let Some(now) = self.now.iter_mut().find(|one| one.version == version) else { return };
        if now.accepted == Tri::No {
            now.accepted = Tri::Yes;
            return self.stop(NOT_ITSELF);
        }
        let (Some(first), Reversed::Chosen(last)) = (now.first, &now.reversed) else { return };
        if last.suite == first {
            return;
        }
        self.decides = Decides::Client;
        // Whatever stood before one of them, in either order, is refused.
        if let Some(part) = now.parts.first_mut() {
            part.left = between(version, first, last.suite).collect();
        }
        now.found.push(last.clone());
    }

    /// What every answer says beside its choice.
    fn note(&mut self, answer: &HelloAnswer) {
        if let Some(scheme) = answer.signature_scheme
            && !self.schemes.contains(&scheme)
        {
            self.schemes.push(scheme);
        }
        if answer.version < TlsVersion::TLS13 && self.compression != Tri::Yes {
            self.compression = if answer.compression.is_some() { Tri::Yes } else { Tri::No };
        }
    }

    /// The server answered in another version than the highest on offer.
    fn other_version(&mut self, offer: &Offer, answered: TlsVersion) {
        let Some(now) = self.version_mut(offer.version).filter(|_| offer.step != Step::Reversed) else {
            return;
        };
        // With what is left of a version it falls back: of this part nothing more is taken.
        now.give_up(offer.part);
        if offer.step != Step::First {
            return;
        }
        now.accepted = Tri::No;
        // Those in between were on offer as well.
        let skipped = |version: &TlsVersion| *version != TlsVersion::TLS13 && answered < *version;
        let skipped = self.pending.extract_if(.., |version| skipped(version));
        self.done.extend(skipped.map(|version| Version::refused(version, None)));
    }

    pub(super) fn refused(&mut self, offer: &Offer, failure: Failure) {
        let Some(now) = self.now.iter_mut().find(|one| one.version == offer.version) else { return };
        match offer.step {
            Step::Groups => self.refused_groups.extend(&offer.groups),
            Step::Rest if offer.reduced => {
                if let Some(part) = now.parts.get_mut(offer.part) {
                    part.groups = Groups::Doubted(offer.groups.clone());
                }
            }
            Step::Rest | Step::Order => {
                now.give_up(offer.part);
                now.refusal = Some(failure);
            }
            Step::Settle => self.stop(NOT_ITSELF),
            // The hello beside it says what that means.
            Step::Reversed => {}
            Step::First if matches!(now.reversed, Reversed::Chosen(_)) => {
                now.accepted = Tri::Yes;
                self.stop(NOT_ITSELF);
            }
            Step::First => {
                now.accepted = Tri::No;
                now.give_up(offer.part);
                now.refusal = Some(failure.clone());
                // A hello of TLS 1.1 offers TLS 1.0 as well.
                if now.version == TlsVersion::TLS11 {
                    self.pending.retain(|version| *version != TlsVersion::TLS10);
                    self.done.push(Version::refused(TlsVersion::TLS10, Some(failure)));
                }
            }
        }
    }
}
