//! What the text of a client means, as far as a check can be held against it.

use super::common_phase;
use super::seen::Step;
use crate::diagnose::{CauseId, Visibility, catalogue};
use crate::explain::{Explainer, Reading};
use crate::outcome::Phase;

/// What a text means.
pub(super) struct Meant {
    /// What it was read as, the most telling first.
    pub(super) readings: Vec<Reading>,
    /// The phase to which it belongs, where it can only be one.
    pub(super) phase: Option<Phase>,
    /// The first step at which a client can show it: those before worked for the client.
    pub(super) earliest: Option<Step>,
    /// Whatever can be behind it.
    pub(super) causes: Vec<CauseId>,
}

/// Causes that lead a client to another machine: they show wherever that ends the connection.
const LEAD_ELSEWHERE: [CauseId; 5] = [
    CauseId::AddressSynthetic,
    CauseId::DnsWildcard,
    CauseId::DnsPointsElsewhere,
    CauseId::DnsResolversDisagree,
    CauseId::DnsShortNameAmbiguous,
];

impl Meant {
    /// Reads a text; the error says that it is unread, and what is like it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if catalogue::find(text.trim().to_ascii_lowercase()).is_some() {
            return Err("This is the id of a cause, and not what a client shows.".to_owned());
        }
        let groups = Explainer::new().meant(text).map_err(|error| {
            let unread = "Nothing in the client's text is known, so it says nothing about this check";
            match error.remedy.starts_with("the closest") {
                true => format!("{unread}; {}.", error.remedy),
                false => format!("{unread}."),
            }
        })?;
        let causes_of = |group: &Vec<Reading>| -> Vec<CauseId> {
            group.iter().flat_map(|reading| reading.causes.clone()).collect()
        };
        let head = groups.first().and_then(|group| group.first());
        let own = head.map(|reading| reading.causes.clone()).unwrap_or_default();
        let phase = head.and_then(|reading| reading.phase).or_else(|| common_phase(&own));
        // Codes that tell less add nothing to one that tells more.
        let weight = |group: &Vec<Reading>| group.first().map(|reading| reading.causes.len().div_ceil(4));
        let most = groups.first().and_then(weight);
        let mut causes: Vec<CauseId> = Vec::new();
        for id in groups.iter().take_while(|group| weight(group) == most).flat_map(causes_of) {
            if !causes.contains(&id) {
                causes.push(id);
            }
        }
        let earliest = phase.and_then(Step::of).or_else(|| first_step(&own));
        Ok(Self { readings: groups.concat(), phase, earliest, causes })
    }

    /// Whether the text is about few things: a finding of which it speaks explains it then.
    pub(super) fn is_telling(&self) -> bool {
        self.causes.len() <= 4
    }

    /// The step at which the client fails, as far as the text says.
    pub(super) fn step(&self) -> Option<Step> {
        self.phase.and_then(Step::of).or(self.earliest)
    }
}

/// The first step at which one of the causes ends a connection. Of those that only the host or another time shows,
/// nobody knows when they strike.
fn first_step(causes: &[CauseId]) -> Option<Step> {
    let step = |id: &CauseId| Step::of(catalogue::find(id)?.phase);
    let telling = causes.iter().filter(|id| !LEAD_ELSEWHERE.contains(id));
    let remote = |id: &&CauseId| catalogue::find(id).is_some_and(|one| one.visible == Visibility::Remote);
    let seen = telling.clone().filter(remote).filter_map(step).min();
    seen.or_else(|| telling.filter_map(step).min())
}
