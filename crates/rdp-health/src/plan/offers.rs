//! The listing of what a host accepts in TLS: which hello is worth putting next, and how many at the same time.
//!
//! A hello tells one suite, and with it one group: so each offers what is left of both, and the listing of the groups
//! rides on that of the suites. Where the client's order decides, one answer also refuses everything that stood before
//! what was chosen; there the weakest suites stand first, so that the last answer leaves nothing over.
//!
//! INVARIANT: nothing counts as refused that was not on offer in a hello that the server answered, and no end without an
//! alert is believed to be a refusal before it repeated and a hello that was answered before was answered again.
//! INVARIANT: what is listed does not depend on how many hellos are under way at the same time.

mod answers;
mod lanes;
mod offer;
mod version;

use std::time::Duration;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::{
    AlertDescription, CipherSuite, ClientHello, NamedGroup, SignatureScheme, TlsVersion,
};

use self::lanes::Lanes;
pub(crate) use self::lanes::as_quick;
use self::offer::{Offer, Step, between};
use self::version::{Groups, Reversed, Version};
use super::candidates::{groups, needs_group, suites};
use crate::observe::{
    AddressObservations, Decides, HelloAnswer, Part, Question, TlsOffers, TlsSession, TlsSuiteOffer,
};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Failure, FailureKind, Outcome, Phase, Skipped, Tri};

/// A real host has four versions of at most thirty suites; something that takes everything is not followed to its end.
const MOST_HELLOS: u32 = 120;

/// Why a listing ended before all was asked, when the budget ended it.
pub(crate) const OUT_OF_TIME: &str = "the time budget for this host ran out";

/// Why a listing ended that cannot be true.
const NOT_ITSELF: &str = "the host refused a ClientHello with a suite that it had chosen before";

/// The alerts that refuse what was offered.
const REFUSALS: [AlertDescription; 3] = [
    AlertDescription::HANDSHAKE_FAILURE,
    AlertDescription::PROTOCOL_VERSION,
    AlertDescription::INSUFFICIENT_SECURITY,
];

/// The protocols to request before each hello (`None`: the endpoint speaks TLS from the first byte), or why there is
/// nothing to list.
pub(crate) fn wanted(
    seen: &AddressObservations,
    options: &CheckOptions,
) -> Result<Option<SecurityProtocols>, Skipped> {
    if options.depth < Depth::Full {
        return Err(Skipped::AtFull);
    }
    if seen.cut_short.is_some() {
        return Err(Skipped::OutOfTime);
    }
    let answered =
        seen.conversations.iter().rev().filter(|c| c.tls.done().is_some() || c.hello.done().is_some());
    let mut starts = answered.filter_map(|conversation| match conversation.question {
        Question::Converse { protocols, mss: None } | Question::Hello { protocols, .. } => {
            Some(Some(protocols))
        }
        Question::Http { tls: true, mss: None, .. } | Question::BareHello { .. } => Some(None),
        _ => None,
    });
    starts.next().ok_or_else(|| "no TLS ClientHello was answered".into())
}

/// What is known so far, and what is left to ask.
#[derive(Debug)]
pub(crate) struct Listing {
    /// The versions still to be listed, the next one last.
    pending: Vec<TlsVersion>,
    /// Those that are being listed; the first of them has precedence.
    now: Vec<Version>,
    done: Vec<Version>,
    session: Option<TlsSession>,
    decides: Decides,
    chosen_groups: Vec<NamedGroup>,
    refused_groups: Vec<NamedGroup>,
    schemes: Vec<SignatureScheme>,
    compression: Tri,
    put: u32,
    under_way: Vec<UnderWay>,
    lanes: Lanes,
    /// The host is asked something else at the same time.
    in_company: bool,
    /// The last hello that was answered.
    control: Option<ClientHello>,
    trouble: Trouble,
    incomplete: Option<String>,
}

/// How far a hello that was not answered has been followed up. It is put alone then.
#[derive(Debug)]
enum Trouble {
    None,
    /// It is put again.
    Repeat,
    /// It ended twice like this; what was answered before is put again.
    Control(Failure),
}

#[derive(Debug)]
struct UnderWay {
    number: u32,
    offer: Offer,
    /// Others may be under way beside it.
    in_company: bool,
}

/// A hello to put.
#[derive(Debug)]
pub(crate) struct Put {
    /// What its answer is told by.
    pub(crate) number: u32,
    pub(crate) hello: ClientHello,
    /// Whether the host is left in peace for a moment first.
    pub(crate) rest: bool,
}

impl Listing {
    /// Begins with what the conversations have shown. So many hellos are under way at the same time at most, and other
    /// questions as well where it is held in company.
    pub(crate) fn new(seen: &AddressObservations, most: u16, in_company: bool) -> Self {
        let session = seen.conversations.iter().find_map(|conversation| conversation.tls.done()).cloned();
        let answer = seen.conversations.iter().rev().find_map(|conversation| conversation.hello.done());
        let known = session.as_ref().map(|session| (session.version, session.suite));
        let known = known.or(answer.map(|answer| (answer.version, answer.suite)));
        let control =
            known.map(|(version, suite)| ClientHello::offering(version, &[suite], &groups(version)));
        let group = session.as_ref().and_then(|session| session.group);
        let first = seen.conversations.iter().find(|conversation| conversation.tls.done().is_some());
        let lanes = match first.filter(|_| in_company) {
            Some(first) => {
                let parts = [Part::Connect, Part::Negotiate, Part::Tls];
                Lanes::beside(most, parts.iter().filter_map(|part| first.took(*part)).sum())
            }
            None => Lanes::new(most),
        };
        let mut listing = Self {
            pending: vec![TlsVersion::TLS10, TlsVersion::TLS11, TlsVersion::TLS13, TlsVersion::TLS12],
            now: Vec::new(),
            done: Vec::new(),
            chosen_groups: group.into_iter().collect(),
            session,
            decides: Decides::Unknown,
            refused_groups: Vec::new(),
            schemes: Vec::new(),
            compression: Tri::Unknown,
            put: 0,
            under_way: Vec::new(),
            lanes,
            in_company,
            control,
            trouble: Trouble::None,
            incomplete: None,
        };
        listing.advance();
        listing
    }

    /// The hello to put next. `None` = nothing before the next answer, or at the end, where none is under way.
    pub(crate) fn next(&mut self) -> Option<Put> {
        let free = self.lanes.open().saturating_sub(self.under_way.len());
        if self.incomplete.is_some() || free == 0 {
            return None;
        }
        if self.lanes.open() == 1 && matches!(self.trouble, Trouble::None) {
            self.now.iter_mut().for_each(Version::merge);
        }
        while self.offers().len() < free && self.split() {}
        let offer = self.offers().into_iter().next()?;
        let hello = match (&self.trouble, &self.control) {
            (Trouble::Control(_), Some(control)) => control.clone(),
            _ => offer.hello(),
        };
        if let Some(version) = self.version_mut(offer.version) {
            version.mark(offer.part, offer.step, true);
        }
        self.put += 1;
        let (number, beside) = (self.put, self.in_company && !self.lanes.closed());
        let in_company = beside || 1 < self.lanes.open();
        self.under_way.push(UnderWay { number, offer, in_company });
        Some(Put { number, hello, rest: self.lanes.rest() })
    }

    /// Whether an answer in company was missing, or later than alone.
    pub(crate) fn was_disturbed(&self) -> bool {
        self.lanes.closed()
    }

    /// Whether nothing is left to ask.
    pub(crate) fn is_over(&self) -> bool {
        self.incomplete.is_some() || self.now.is_empty() && self.pending.is_empty()
    }

    /// From here on one hello is under way at a time, and nothing else.
    pub(crate) fn alone(&mut self) {
        self.lanes.close();
    }

    /// Ends the listing. What was not asked stays unknown.
    pub(crate) fn stop(&mut self, why: impl Into<String>) {
        self.incomplete.get_or_insert_with(|| why.into());
    }

    /// Whether the host answered the last hello, so that it can be asked something else at once.
    pub(crate) fn was_ready(&self) -> bool {
        self.incomplete.is_none() && !self.lanes.rest()
    }

    /// Takes what came back to the hello of this number, and how long that took.
    pub(crate) fn heard(&mut self, number: u32, outcome: Outcome<HelloAnswer>, took: Duration) {
        let Some(place) = self.under_way.iter().position(|one| one.number == number) else { return };
        let UnderWay { offer, in_company, .. } = self.under_way.remove(place);
        if let Some(version) = self.version_mut(offer.version) {
            version.mark(offer.part, offer.step, false);
        }
        let answered = match &outcome {
            Outcome::Done(_) => true,
            Outcome::Failed(failure) => is_refusal(failure),
            Outcome::Skipped(_) => false,
        };
        self.lanes.heard(answered.then_some(took));
        let trouble = std::mem::replace(&mut self.trouble, Trouble::None);
        match (outcome, trouble) {
            // The server is there and answers: what it ended twice, it refuses.
            (Outcome::Done(_), Trouble::Control(failure)) => self.refused(&offer, failure),
            (Outcome::Done(answer), _) => self.chosen(&offer, &answer),
            (Outcome::Failed(failure), _) if failure.kind == FailureKind::OutOfTime => {
                self.stop(OUT_OF_TIME);
            }
            (Outcome::Failed(failure), Trouble::None | Trouble::Repeat) if is_refusal(&failure) => {
                self.refused(&offer, failure);
            }
            // Perhaps it was its company: what it asks is still left, and is asked again alone.
            (Outcome::Failed(_), Trouble::None) if in_company => {}
            (Outcome::Failed(_), Trouble::None) => self.trouble = Trouble::Repeat,
            (Outcome::Failed(failure), Trouble::Repeat)
                if failure.phase == Phase::Tls && self.control.is_some() =>
            {
                self.trouble = Trouble::Control(failure);
            }
            (Outcome::Failed(failure), _) => {
                self.stop(format!("the host stopped answering: {}", failure.phrase()));
            }
            (Outcome::Skipped(why), _) => self.stop(why.to_string()),
        }
        if MOST_HELLOS <= self.put {
            self.stop(format!("after {MOST_HELLOS} ClientHellos the list was still incomplete"));
        }
        self.advance();
    }

    /// What was learned.
    pub(crate) fn finish(mut self) -> TlsOffers {
        let every = {
            let listed = self.now.iter().chain(&self.done).filter(|version| version.lists_groups());
            let mut listed = listed.map(|version| self.groups_left(version.version)).peekable();
            listed.peek().is_some() && listed.all(|left| left.is_empty())
        };
        self.done.append(&mut self.now);
        let unlisted = std::mem::take(&mut self.pending);
        self.done.extend(unlisted.into_iter().map(Version::unlisted));
        self.done.sort_by_key(|version| std::cmp::Reverse(version.version));
        // In the order in which they were offered, whichever answer came first.
        let offered = [groups(TlsVersion::TLS12), groups(TlsVersion::TLS13)].concat();
        self.chosen_groups.sort_by_key(|group| offered.iter().position(|one| one == group));
        self.schemes.sort_by_key(|scheme| scheme.0);
        TlsOffers {
            decides: self.decides,
            groups: self.chosen_groups,
            other_groups_refused: if every { Tri::Yes } else { Tri::Unknown },
            signature_schemes: self.schemes,
            compression: self.compression,
            // What is still under way at the end was not put.
            connections: self.put.saturating_sub(u32::try_from(self.under_way.len()).unwrap_or(u32::MAX)),
            incomplete: self.incomplete,
            versions: self.done.into_iter().map(|version| version.finish(self.decides)).collect(),
        }
    }

    fn version_mut(&mut self, version: TlsVersion) -> Option<&mut Version> {
        self.now.iter_mut().find(|one| one.version == version)
    }

    /// Everything that could be put now beside what is under way, what is due first in front.
    fn offers(&self) -> Vec<Offer> {
        self.now.iter().flat_map(|version| self.offers_of(version)).collect()
    }

    fn offers_of(&self, now: &Version) -> Vec<Offer> {
        let version = now.version;
        let (left, all) = (self.groups_to_ask(version), groups(version));
        if now.is_complete() {
            let known = now.found.iter().map(|found| found.suite);
            let suites: Vec<CipherSuite> = known.filter(|suite| needs_group(*suite)).collect();
            let wanted = !now.groups_under_way && self.wants_groups(now) && !left.is_empty();
            let offer = Offer { step: Step::Groups, version, part: 0, suites, groups: left, reduced: true };
            return wanted.then_some(offer).into_iter().collect();
        }
        let idle = now.parts.iter().enumerate().filter(|(_, part)| !part.under_way && !part.left.is_empty());
        // Both ways round at once: the same choice is the server's own, and two are by our order.
        let reverses = now.first.is_none() && self.decides == Decides::Unknown && 1 < self.lanes.open();
        let reversed = (reverses && now.reversed == Reversed::NotPut).then(|| Offer {
            step: Step::Reversed,
            version,
            part: 0,
            suites: suites(version).into_iter().rev().collect(),
            groups: all.clone(),
            reduced: false,
        });
        if now.first.is_some() && now.reversed == Reversed::UnderWay {
            return Vec::new();
        }
        let offers = idle.map(|(index, part)| {
            let offer =
                |step, suites, groups, reduced| Offer { step, version, part: index, suites, groups, reduced };
            let Some(first) = now.first else {
                return offer(Step::First, part.left.clone(), all.clone(), false);
            };
            if self.decides == Decides::Unknown {
                return match now.found.last().map(|last| last.suite).filter(|last| *last != first) {
                    // Whoever follows our order takes what stands between them, or the second.
                    Some(second) => {
                        let settle = between(version, first, second).chain([second, first]).collect();
                        offer(Step::Settle, settle, all.clone(), false)
                    }
                    None => offer(Step::Order, part.left.iter().rev().copied().collect(), all.clone(), false),
                };
            }
            // Without the groups it likes, a server that follows our order may pass over suites that it has.
            let harmless = part.left.iter().all(|suite| needs_group(*suite))
                || self.decides == Decides::Server && part.groups == Groups::Wanted;
            let doubted = matches!(part.groups, Groups::Doubted(_));
            let reduced = now.lists_groups() && !doubted && !left.is_empty() && harmless;
            let groups = if reduced { left.clone() } else { all.clone() };
            offer(Step::Rest, part.left.clone(), groups, reduced)
        });
        offers.chain(reversed).collect()
    }

    /// Makes two of one part, so that they can be asked for at the same time; `false` = none is worth it. Only where
    /// our order decides: a server's own shows in what it chooses from all that is left.
    fn split(&mut self) -> bool {
        let most = self.lanes.open();
        self.decides == Decides::Client && self.now.iter_mut().any(|version| version.split(most))
    }

    fn groups_left(&self, version: TlsVersion) -> Vec<NamedGroup> {
        let mut left = groups(version);
        left.retain(|group| !self.chosen_groups.contains(group) && !self.refused_groups.contains(group));
        left
    }

    /// While TLS 1.2 is listed, TLS 1.3 is asked only for the groups of its own.
    fn groups_to_ask(&self, version: TlsVersion) -> Vec<NamedGroup> {
        let mut left = self.groups_left(version);
        if version == TlsVersion::TLS13 && self.now.iter().any(|one| one.version == TlsVersion::TLS12) {
            let others = groups(TlsVersion::TLS12);
            left.retain(|group| !others.contains(group));
        }
        left
    }

    fn wants_groups(&self, version: &Version) -> bool {
        version.lists_groups() && !version.groups_over && !self.groups_left(version.version).is_empty()
    }

    /// Leaves the versions of which nothing is left to ask, and goes on to the next.
    fn advance(&mut self) {
        if self.incomplete.is_some() {
            return;
        }
        for version in std::mem::take(&mut self.now) {
            let waits = version.reversed == Reversed::UnderWay;
            let over = version.is_complete() && !self.wants_groups(&version) && !waits;
            match over {
                true => self.done.push(version),
                false => self.now.push(version),
            }
        }
        while let Some(version) = self.pending.last().copied().filter(|next| self.may_begin(*next)) {
            self.pending.pop();
            let next = self.begin(version);
            self.now.push(next);
        }
    }

    /// The first version shows whose order decides; a hello of TLS 1.1 offers TLS 1.0 as well.
    fn may_begin(&self, version: TlsVersion) -> bool {
        let answers_for_it = |one: &Version| {
            version == TlsVersion::TLS10 && one.version == TlsVersion::TLS11 && one.accepted == Tri::Unknown
        };
        self.now.is_empty() || self.decides != Decides::Unknown && !self.now.iter().any(answers_for_it)
    }

    fn begin(&self, version: TlsVersion) -> Version {
        let mut next = Version::unlisted(version);
        // Which of the three suites of TLS 1.3 the server likes best, the handshake has told.
        if let Some(session) = self.session.as_ref().filter(|session| {
            version == TlsVersion::TLS13 && session.version == version && self.decides != Decides::Unknown
        }) {
            let suite = session.suite;
            let mut known = TlsSuiteOffer::new(suite);
            known.group = session.group;
            next.accepted = Tri::Yes;
            next.first = Some(suite);
            next.found.push(known);
            next.parts.iter_mut().for_each(|part| part.left.retain(|one| *one != suite));
        }
        next
    }
}

fn is_refusal(failure: &Failure) -> bool {
    failure.alert.as_ref().is_some_and(|alert| REFUSALS.contains(alert))
}

#[cfg(test)]
mod tests;
