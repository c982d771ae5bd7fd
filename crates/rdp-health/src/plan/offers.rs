//! The listing of what a host accepts in TLS: which hello is worth putting next.
//!
//! A hello tells one suite, and with it one group: so each offers what is left of both, and the listing of the groups
//! rides on that of the suites. Where the client's order decides, one answer also refuses everything that stood before
//! what was chosen; there the weakest suites stand first, so that the last answer leaves nothing over.
//!
//! INVARIANT: nothing counts as refused that was not on offer in a hello that the server answered, and no end without an
//! alert is believed to be a refusal before it repeated and a hello that was answered before was answered again.

mod version;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::{
    AlertDescription, CipherSuite, ClientHello, NamedGroup, SignatureScheme, TlsVersion,
};

use self::version::{Groups, Version};
use super::candidates::{groups, needs_group, suites};
use crate::observe::{
    AddressObservations, Decides, HelloAnswer, Question, TlsOffers, TlsSession, TlsSuiteOffer,
};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Failure, FailureKind, Outcome, Phase, Skipped, Tri};

/// A real host has four versions of at most thirty suites; something that takes everything is not followed to its end.
const MOST_HELLOS: u32 = 120;

/// Why a listing ended before all was asked, when the budget ended it.
pub(crate) const OUT_OF_TIME: &str = "the time budget for this host ran out";

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
    now: Option<Version>,
    done: Vec<Version>,
    session: Option<TlsSession>,
    decides: Decides,
    chosen_groups: Vec<NamedGroup>,
    refused_groups: Vec<NamedGroup>,
    schemes: Vec<SignatureScheme>,
    compression: Tri,
    put: u32,
    /// The last hello that was answered.
    control: Option<ClientHello>,
    trouble: Trouble,
    incomplete: Option<String>,
}

/// How far a hello that was not answered has been followed up.
#[derive(Debug)]
enum Trouble {
    None,
    /// It is put again.
    Repeat,
    /// It ended twice like this; what was answered before is put again.
    Control(Failure),
}

/// What a hello is put for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Everything: what does the server like best?
    First,
    /// The favourite in the last place: does the order matter to it?
    Order,
    /// What is left.
    Rest,
    /// The groups that are left, with suites that the server has.
    Groups,
}

#[derive(Debug)]
struct Offer {
    step: Step,
    version: TlsVersion,
    suites: Vec<CipherSuite>,
    groups: Vec<NamedGroup>,
    /// The groups are only those that are left.
    reduced: bool,
}

impl Offer {
    fn hello(&self) -> ClientHello {
        ClientHello::offering(self.version, &self.suites, &self.groups)
    }
}

impl Listing {
    /// Begins with what the conversations have shown.
    pub(crate) fn new(seen: &AddressObservations) -> Self {
        let session = seen.conversations.iter().find_map(|conversation| conversation.tls.done()).cloned();
        let answer = seen.conversations.iter().rev().find_map(|conversation| conversation.hello.done());
        let known = session.as_ref().map(|session| (session.version, session.suite));
        let known = known.or(answer.map(|answer| (answer.version, answer.suite)));
        let control =
            known.map(|(version, suite)| ClientHello::offering(version, &[suite], &groups(version)));
        let group = session.as_ref().and_then(|session| session.group);
        let mut listing = Self {
            pending: vec![TlsVersion::TLS10, TlsVersion::TLS11, TlsVersion::TLS13, TlsVersion::TLS12],
            now: None,
            done: Vec::new(),
            chosen_groups: group.into_iter().collect(),
            session,
            decides: Decides::Unknown,
            refused_groups: Vec::new(),
            schemes: Vec::new(),
            compression: Tri::Unknown,
            put: 0,
            control,
            trouble: Trouble::None,
            incomplete: None,
        };
        listing.advance();
        listing
    }

    /// The hello to put next; `None` at the end.
    pub(crate) fn next(&self) -> Option<ClientHello> {
        if self.incomplete.is_some() {
            return None;
        }
        match (&self.trouble, &self.control) {
            (Trouble::Control(_), Some(control)) => Some(control.clone()),
            _ => self.offer().map(|offer| offer.hello()),
        }
    }

    /// Ends the listing. What was not asked stays unknown.
    pub(crate) fn stop(&mut self, why: impl Into<String>) {
        self.incomplete.get_or_insert_with(|| why.into());
    }

    /// Takes what came back to the hello that [`next`](Self::next) gave.
    pub(crate) fn heard(&mut self, outcome: Outcome<HelloAnswer>) {
        self.put += 1;
        let trouble = std::mem::replace(&mut self.trouble, Trouble::None);
        match (outcome, trouble) {
            // The server is there and answers: what it ended twice, it refuses.
            (Outcome::Done(_), Trouble::Control(failure)) => self.refused(failure),
            (Outcome::Done(answer), _) => self.chosen(&answer),
            (Outcome::Failed(failure), _) if failure.kind == FailureKind::OutOfTime => {
                self.stop(OUT_OF_TIME);
            }
            (Outcome::Failed(failure), Trouble::None | Trouble::Repeat) if is_refusal(&failure) => {
                self.refused(failure);
            }
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
        self.done.extend(self.now.take());
        let unlisted = std::mem::take(&mut self.pending);
        self.done.extend(unlisted.into_iter().map(Version::unlisted));
        self.done.sort_by_key(|version| std::cmp::Reverse(version.version));
        let mut listed = self.done.iter().filter(|version| version.lists_groups()).peekable();
        let some = listed.peek().is_some();
        let every = some && listed.all(|version| self.groups_left(version.version).is_empty());
        TlsOffers {
            decides: self.decides,
            groups: self.chosen_groups,
            other_groups_refused: if every { Tri::Yes } else { Tri::Unknown },
            signature_schemes: self.schemes,
            compression: self.compression,
            connections: self.put,
            incomplete: self.incomplete,
            versions: self.done.into_iter().map(|version| version.finish(self.decides)).collect(),
        }
    }

    /// The offer that is due, repeated or not.
    fn offer(&self) -> Option<Offer> {
        let now = self.now.as_ref()?;
        let version = now.version;
        let left = self.groups_left(version);
        let all = groups(version);
        let offer = |step, suites, groups, reduced| Some(Offer { step, version, suites, groups, reduced });
        if now.complete {
            let known = now.found.iter().map(|found| found.suite);
            return offer(Step::Groups, known.filter(|suite| needs_group(*suite)).collect(), left, true);
        }
        let Some(first) = now.first else { return offer(Step::First, now.left.clone(), all, false) };
        if self.decides == Decides::Unknown && !now.order_tested {
            let suites = now.left.iter().rev().copied().chain([first]).collect();
            return offer(Step::Order, suites, all, false);
        }
        // Without the groups it likes, a server that follows our order may pass over suites that it has.
        let harmless = now.left.iter().all(|suite| needs_group(*suite))
            || self.decides == Decides::Server && now.groups == Groups::Wanted;
        let worth = now.lists_groups() && now.groups != Groups::Doubted && !left.is_empty();
        let reduced = worth && harmless;
        offer(Step::Rest, now.left.clone(), if reduced { left } else { all }, reduced)
    }

    fn groups_left(&self, version: TlsVersion) -> Vec<NamedGroup> {
        let mut left = groups(version);
        left.retain(|group| !self.chosen_groups.contains(group) && !self.refused_groups.contains(group));
        left
    }

    fn chosen(&mut self, answer: &HelloAnswer) {
        let Some(offer) = self.offer() else { return };
        self.control = Some(offer.hello());
        let (version, suite) = (answer.version, answer.suite);
        if version != offer.version {
            return self.other_version(offer.step, version);
        }
        if !offer.suites.contains(&suite) {
            return self.stop(format!("the host chose {suite}, which was not offered"));
        }
        self.note(answer);
        let before = self.groups_left(version);
        let group = answer.group;
        if let Some(group) = group.filter(|group| !self.chosen_groups.contains(group)) {
            self.chosen_groups.push(group);
        }
        let Some(now) = &mut self.now else { return };
        now.accepted = Tri::Yes;
        if offer.reduced && group.is_none_or(|group| !before.contains(&group)) {
            match offer.step {
                Step::Groups => now.groups_over = true,
                _ => now.groups = Groups::Doubted,
            }
            return;
        }
        if now.groups == Groups::Doubted && group.is_some() {
            // The same suites, and every group: so it had been the groups.
            self.refused_groups.extend(before.into_iter().filter(|one| Some(*one) != group));
        }
        now.groups = if group.is_some() { Groups::Wanted } else { Groups::Passed };
        if offer.step == Step::Groups {
            return;
        }
        let mut found = TlsSuiteOffer::new(suite);
        found.group = group;
        found.dh_prime_bits = answer.dh_prime_bits;
        let order = &offer.suites;
        let position = |one: &CipherSuite| order.iter().position(|other| other == one);
        match offer.step {
            Step::First => now.first = Some(suite),
            Step::Order => now.order_tested = true,
            _ => {}
        }
        match (offer.step, self.decides) {
            // Whatever stood before the favourite, in either order, is refused.
            (Step::Order, _) if now.first != Some(suite) => {
                self.decides = Decides::Client;
                let all = suites(version);
                let place = |one: &CipherSuite| all.iter().position(|other| other == one);
                let (low, high) = (now.first.as_ref().and_then(place), place(&suite));
                now.left.retain(|one| low < place(one) && place(one) < high);
            }
            // The favourite again.
            (Step::Order, _) => return,
            (Step::Rest, Decides::Client) => {
                let chosen = position(&suite);
                now.left.retain(|one| chosen < position(one));
            }
            // A second suite, which the favourite beat from the last place.
            (Step::Rest, Decides::Unknown) => {
                self.decides = Decides::Server;
                now.left.retain(|one| *one != suite);
            }
            _ => now.left.retain(|one| *one != suite),
        }
        now.found.push(found);
        now.complete = now.left.is_empty();
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
    fn other_version(&mut self, step: Step, answered: TlsVersion) {
        let Some(now) = &mut self.now else { return };
        if step != Step::First {
            // With what is left it falls back: in this version nothing more is taken.
            now.complete = true;
            return;
        }
        now.accepted = Tri::No;
        now.complete = true;
        // Those in between were on offer as well.
        let skipped = |version: &TlsVersion| *version != TlsVersion::TLS13 && answered < *version;
        let skipped = self.pending.extract_if(.., |version| skipped(version));
        self.done.extend(skipped.map(|version| Version::refused(version, None)));
    }

    fn refused(&mut self, failure: Failure) {
        let Some(offer) = self.offer() else { return };
        let left = self.groups_left(offer.version);
        let Some(now) = &mut self.now else { return };
        match offer.step {
            Step::Groups => self.refused_groups.extend(left),
            Step::Rest if offer.reduced => now.groups = Groups::Doubted,
            Step::Rest => {
                now.complete = true;
                now.refusal = Some(failure);
            }
            Step::Order => self.stop("the host refused a ClientHello with a suite that it had chosen before"),
            Step::First => {
                (now.accepted, now.complete) = (Tri::No, true);
                now.refusal = Some(failure.clone());
                // A hello of TLS 1.1 offers TLS 1.0 as well.
                if now.version == TlsVersion::TLS11 {
                    self.pending.retain(|version| *version != TlsVersion::TLS10);
                    self.done.push(Version::refused(TlsVersion::TLS10, Some(failure)));
                }
            }
        }
    }

    /// Goes on to the next version once nothing is left to ask of this one.
    fn advance(&mut self) {
        if self.incomplete.is_some() {
            return;
        }
        if let Some(now) = &self.now {
            let groups = now.lists_groups() && !now.groups_over && !self.groups_left(now.version).is_empty();
            if !now.complete || groups {
                return;
            }
        }
        self.done.extend(self.now.take());
        let Some(version) = self.pending.pop() else { return };
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
            next.left.retain(|one| *one != suite);
        }
        self.now = Some(next);
    }
}

fn is_refusal(failure: &Failure) -> bool {
    failure.alert.as_ref().is_some_and(|alert| REFUSALS.contains(alert))
}

#[cfg(test)]
mod tests;
