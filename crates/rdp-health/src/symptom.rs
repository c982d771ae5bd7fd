//! What a client shows, held against what the check saw: which of its causes the check found, which it excluded, and
//! which remain. Pure: it reads a diagnosis and changes nothing in it.

mod reading;
mod seen;
mod table;
mod ways;

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::diagnose::{
    CauseId, Confidence, Diagnosis, Finding, Looks, Severity, Verdict, Visibility, catalogue,
};
use crate::explain::Reading;
use crate::inert::inert;
use crate::observe::Observations;
use crate::outcome::Phase;
use crate::policy::Policy;
use crate::target::TargetSummary;
use reading::Meant;
use seen::{Seen, Step};

/// What a client shows, and what is left of it after the check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Symptom {
    /// The text as it was given, cut where it is long.
    pub text: String,
    /// How the text and the check fit together.
    pub fit: SymptomFit,
    /// The same in a few sentences.
    pub says: String,
    /// What the text was read as, the most telling first; empty = nothing in it is known.
    pub readings: Vec<Reading>,
    /// The findings of this report that clients show so.
    pub found: Vec<CauseId>,
    /// The causes of the text that the check excluded, as seen from this computer.
    pub excluded: Vec<ExcludedCause>,
    /// What can still be behind the text, each with the one look that settles it.
    pub remains: Vec<RemainingCause>,
}

/// How the text of a client and the check fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SymptomFit {
    /// Nothing in the text is known: it says nothing.
    Unread,
    /// The check found a cause that clients show so.
    Found,
    /// The check excluded some of the causes, and others remain.
    Narrowed,
    /// Nothing is excluded, or the text points at no cause.
    Open,
    /// The client fails at a step that works from this computer: it goes another way.
    CheckGotFurther,
    /// The client got past the step at which the check fails: it goes another way, or the host has changed.
    ClientGotFurther,
}

/// A cause that a client would show so, and that the check excluded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExcludedCause {
    /// The cause's id.
    pub id: CauseId,
    /// What excludes it.
    pub because: String,
    /// Where that is seen: JSON Pointer (RFC 6901) into the report.
    pub at: String,
}

/// What can still be behind a client's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RemainingCause {
    /// The cause's id, where the catalogue has it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<CauseId>,
    /// What it is.
    pub title: String,
    /// The one look that settles it; commands stand in backquotes.
    pub look: String,
}

/// Of the text this much is kept, in characters.
const LONGEST_TEXT: usize = 400;

/// So many readings are kept.
const MOST_READINGS: usize = 8;

/// What a check comes to, for the comparison.
struct Checked<'a> {
    observations: &'a Observations,
    target: &'a TargetSummary,
    diagnosis: &'a Diagnosis,
    looks: Looks<'a>,
    seen: Seen,
}

/// Holds the text of a client against what was seen and what it was judged to mean.
pub(crate) fn narrow(
    text: &str,
    observations: &Observations,
    target: &TargetSummary,
    diagnosis: &Diagnosis,
    policy: &Policy,
    now: SystemTime,
) -> Symptom {
    // A window has several lines, and tabulators.
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = inert(&line).chars().take(LONGEST_TEXT).collect();
    let mut symptom = Symptom {
        text: shown,
        fit: SymptomFit::Unread,
        says: String::new(),
        readings: Vec::new(),
        found: Vec::new(),
        excluded: Vec::new(),
        remains: Vec::new(),
    };
    let meant = match Meant::read(text) {
        Ok(meant) => meant,
        Err(why) => {
            symptom.says = why;
            return symptom;
        }
    };
    let checked = Checked {
        observations,
        target,
        diagnosis,
        looks: Looks::at(observations, target, policy, now),
        seen: Seen::of(observations, target, diagnosis),
    };
    symptom.found = checked.found(&meant);
    let client_got_further = symptom.found.is_empty() && checked.stops_before(&meant);
    let sure = checked.is_sure_of(&symptom.found, &meant);
    let mut open: Vec<CauseId> = Vec::new();
    for id in meant.causes.iter().filter(|id| !symptom.found.contains(id)) {
        match checked.excluded(id) {
            Some(excluded) => symptom.excluded.push(excluded),
            None => open.push(id.clone()),
        }
    }
    let worked = checked.seen.passed(meant.phase);
    symptom.fit = match (symptom.found.is_empty(), client_got_further) {
        (false, _) => SymptomFit::Found,
        (_, true) => SymptomFit::ClientGotFurther,
        _ if worked || (!meant.causes.is_empty() && open.is_empty()) => SymptomFit::CheckGotFurther,
        _ if symptom.excluded.is_empty() => SymptomFit::Open,
        _ => SymptomFit::Narrowed,
    };
    symptom.remains = match symptom.fit {
        SymptomFit::Found if sure => Vec::new(),
        SymptomFit::ClientGotFurther => ways::past_the_check(&checked),
        SymptomFit::CheckGotFurther => {
            ways::of_the_client(&checked, &meant.causes, meant.phase, meant.step())
        }
        SymptomFit::Open if meant.causes.is_empty() => ways::unnamed(&checked, meant.phase),
        _ => Vec::new(),
    };
    if !sure && symptom.fit != SymptomFit::ClientGotFurther {
        if checked.works() {
            open.sort_by_key(Checked::cheapest);
        }
        for id in open {
            if symptom.remains.iter().all(|one| one.id.as_ref() != Some(&id)) {
                symptom.remains.push(checked.remaining(&id));
            }
        }
    }
    symptom.says = checked.says(&symptom, &meant);
    symptom.readings = meant.readings;
    symptom.readings.truncate(MOST_READINGS);
    symptom
}

impl Checked<'_> {
    /// The findings that clients show so. What is worth knowing and no more explains only a message about it.
    fn found(&self, meant: &Meant) -> Vec<CauseId> {
        let shows = |finding: &&Finding| {
            meant.causes.contains(&finding.id) && (meant.is_telling() || Severity::Info < finding.severity)
        };
        self.diagnosis.findings.iter().filter(shows).map(|finding| finding.id.clone()).collect()
    }

    /// Whether nothing else is worth a look: the cause has no other explanation, and keeps clients out or is what the
    /// message is about.
    fn is_sure_of(&self, found: &[CauseId], meant: &Meant) -> bool {
        self.diagnosis.findings.iter().any(|finding| {
            found.contains(&finding.id)
                && (finding.severity == Severity::Error || meant.is_telling())
                && finding.confidence == Confidence::Certain
        })
    }

    /// Whether clients get as far as the logon.
    fn works(&self) -> bool {
        matches!(self.diagnosis.verdict, Verdict::Healthy | Verdict::Degraded)
    }

    /// Where a host works, what costs least to look at comes first: another place, the logon, the client, the host.
    fn cheapest(id: &CauseId) -> u8 {
        match catalogue::find(id).map(|cause| cause.visible) {
            Some(Visibility::SecondVantagePoint) => 0,
            Some(Visibility::AfterLogon) => 1,
            Some(Visibility::Client) => 2,
            // Left over because it comes and goes, or needs a deeper check.
            Some(Visibility::Remote) if catalogue::find(id).is_some_and(|one| one.phase == Phase::Path) => 0,
            Some(Visibility::Partly) => 3,
            Some(Visibility::Host) => 4,
            _ => 5,
        }
    }

    /// Whether the check ends at a step that the client has behind it.
    fn stops_before(&self, meant: &Meant) -> bool {
        let primary = self.diagnosis.primary.as_ref().and_then(catalogue::find);
        let failed = primary.filter(|_| self.diagnosis.verdict == Verdict::Failing);
        match (failed.and_then(|cause| Step::of(cause.phase)), meant.earliest) {
            (Some(stopped), Some(earliest)) => stopped < earliest && self.seen.furthest < earliest,
            _ => false,
        }
    }

    /// What excludes a cause: a rule of the diagnosis, or a step that worked. What was found at one address, and
    /// matters little there, is not excluded by another that works.
    fn excluded(&self, id: &CauseId) -> Option<ExcludedCause> {
        if self.diagnosis.findings.iter().any(|finding| finding.id == *id) {
            return None;
        }
        let ruled_out = self.diagnosis.ruled_out.iter().enumerate();
        if let Some((index, out)) = ruled_out.into_iter().find(|(_, out)| out.id == *id) {
            let (id, because) = (id.clone(), out.because.clone());
            return Some(ExcludedCause { id, because, at: format!("/ruled_out/{index}") });
        }
        let (because, at) = table::excluded_by(id, &self.seen, &self.looks)?;
        Some(ExcludedCause { id: id.clone(), because, at })
    }

    /// A cause that nothing excludes, with the look that settles it.
    fn remaining(&self, id: &CauseId) -> RemainingCause {
        let cause = catalogue::find(id);
        let title = cause.map_or_else(|| id.to_string(), |cause| cause.title.to_owned());
        let look = table::not_asked(id, &self.seen, self.target)
            .map(|look| self.looks.fill(look))
            .or_else(|| self.looks.first(id))
            .unwrap_or_else(|| format!("Read the page: `rdp-health causes {id}`."));
        RemainingCause { id: Some(id.clone()), title, look }
    }

    fn says(&self, symptom: &Symptom, meant: &Meant) -> String {
        match symptom.fit {
            SymptomFit::Found => self.says_found(symptom, meant),
            SymptomFit::ClientGotFurther => format!(
                "The client got further than this check: its message belongs {}, and from this computer the check ends \
                 earlier{}. The client reaches the host by another way than this computer, or the host has changed in \
                 between.",
                meant.earliest.map_or("to a later step", Step::belongs),
                self.primary()
            ),
            SymptomFit::CheckGotFurther => {
                let step = meant.step();
                let mut says = match (step, symptom.excluded.first()) {
                    (Some(step), _) if self.seen.passed(meant.phase) => format!(
                        "The client's message belongs {}, which works from this computer: {}.",
                        step.belongs(),
                        self.seen.got_past(step)
                    ),
                    (_, Some(first)) => format!(
                        "As seen from this computer, no cause of the client's message is left ({}: {}).",
                        first.id, first.because
                    ),
                    _ => "As seen from this computer, no cause of the client's message is left.".to_owned(),
                };
                says.push_str(&format!(" So look at the client's own way: {}.", ways::in_words(step)));
                if self.diagnosis.verdict == Verdict::Failing {
                    says.push_str(&format!(" What fails from here is another fault{}.", self.primary()));
                }
                says
            }
            SymptomFit::Unread | SymptomFit::Narrowed | SymptomFit::Open => self.says_left(symptom, meant),
        }
    }

    fn says_found(&self, symptom: &Symptom, meant: &Meant) -> String {
        let found = symptom.found.first();
        let found = found.and_then(|id| self.diagnosis.findings.iter().find(|finding| finding.id == *id));
        let Some(Finding { id, title, confidence, .. }) = found else { return String::new() };
        match self.is_sure_of(std::slice::from_ref(id), meant) {
            true => format!("The check found the cause of this message: {title} ({id})."),
            false => {
                format!("The check found a cause that clients show this way: {title} ({id}, {confidence}).")
            }
        }
    }

    fn says_left(&self, symptom: &Symptom, meant: &Meant) -> String {
        let mut says = self.healthy().unwrap_or_default();
        says.push_str(&match (meant.causes.len(), symptom.excluded.len(), symptom.remains.len()) {
            (0, _, 0) => "The message names no cause.".to_owned(),
            (0, _, _) => "The message names no cause: what a check cannot see remains.".to_owned(),
            (_, 0, _) if self.works() => "The cause of this message cannot be seen from outside.".to_owned(),
            (_, 0, _) => "The check excludes no cause of this message.".to_owned(),
            (all, out, _) => format!("Of {all} causes of this message the check excludes {out}."),
        });
        if !meant.causes.is_empty() && self.diagnosis.primary.is_some() {
            says.push_str(&format!(
                " Clients are not known to show this message for what the check found{}.",
                self.primary()
            ));
        }
        says
    }

    /// The check's own finding, in brackets.
    fn primary(&self) -> String {
        self.diagnosis.primary.as_ref().map_or_else(String::new, |id| format!(" ({id})"))
    }

    /// What a healthy result is worth.
    fn healthy(&self) -> Option<String> {
        let healthy = self.diagnosis.verdict == Verdict::Healthy;
        healthy.then(|| {
            format!(
                "Seen from this computer {} works up to the logon, so the fault is in none of these: {}. ",
                self.target,
                self.seen.steps_in_words()
            )
        })
    }
}

/// The step to which the text of a client belongs, where it can only be one.
fn common_phase(causes: &[CauseId]) -> Option<Phase> {
    let mut phases = causes.iter().filter_map(|id| Some(catalogue::find(id)?.phase));
    let first = phases.next()?;
    phases.all(|phase| phase == first).then_some(first)
}
