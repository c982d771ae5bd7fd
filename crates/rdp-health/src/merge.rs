//! Reports of many hosts from several places, put together: a host each, and what each place saw of it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::diagnose::{Finding, FromPlace, Verdict, disagree};
use crate::report::Report;
use crate::target::TargetSummary;

/// The name and version of the form of a [`Merged`]. Within version 1 fields are only added.
pub const MERGED_SCHEMA: &str = "rdp-health/merged/1";

/// Reports put together: each host once, with what each place saw of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Merged {
    /// [`MERGED_SCHEMA`].
    pub schema: String,
    /// Every place, in the order in which they were given.
    pub places: Vec<String>,
    /// Every host, in the order in which they were first seen.
    pub hosts: Vec<MergedHost>,
}

/// One host, as several places see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MergedHost {
    /// What was checked.
    pub target: TargetSummary,
    /// Whether all places come to the same verdict and the same cause.
    pub agree: bool,
    /// What the places say, in one sentence.
    pub summary: String,
    /// What only the comparison of places shows. The evidence points into this host: `/seen/0/report/…`.
    pub findings: Vec<Finding>,
    /// The last report of each place.
    pub seen: Vec<SeenFrom>,
}

/// What one place saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SeenFrom {
    /// The name of the place.
    pub place: String,
    /// Its report.
    pub report: Report,
}

/// Puts reports together, each with the name of the place it is from: parts of a list, or the same hosts from several
/// places. Of one host and place the last report counts.
///
/// A host that works from one place and whose port is closed to another is a finding, `source-blocked`. It is never more
/// than possible: the host may have changed between two checks.
#[must_use]
pub fn merge(reports: impl IntoIterator<Item = (String, Report)>) -> Merged {
    let mut places: Vec<String> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut hosts: Vec<Vec<(String, Report)>> = Vec::new();
    for (place, report) in reports {
        if !places.contains(&place) {
            places.push(place.clone());
        }
        let index = *by_key.entry(report.target.identity()).or_insert(hosts.len());
        match hosts.get_mut(index) {
            Some(host) => host.push((place, report)),
            None => hosts.push(vec![(place, report)]),
        }
    }
    let hosts = hosts.into_iter().filter_map(MergedHost::of).collect();
    Merged { schema: MERGED_SCHEMA.to_owned(), places, hosts }
}

impl MergedHost {
    /// The reports of one host, each with its place; `None` = no report is left.
    #[must_use]
    pub fn of(reports: Vec<(String, Report)>) -> Option<Self> {
        let mut seen: Vec<SeenFrom> = Vec::new();
        for (place, mut report) in reports {
            report.vantage.place = Some(place.clone());
            match seen.iter_mut().find(|known| known.place == place) {
                Some(known) if known.report.started_at <= report.started_at => known.report = report,
                Some(_) => {}
                None => seen.push(SeenFrom { place, report }),
            }
        }
        let first = seen.first()?;
        let target = first.report.target.clone();
        let says = |one: &SeenFrom| (one.report.verdict, one.report.primary.clone());
        let agree = seen.iter().all(|one| says(one) == says(first));
        let from: Vec<FromPlace<'_>> = seen
            .iter()
            .map(|one| FromPlace {
                place: &one.place,
                verdict: one.report.verdict,
                observations: &one.report.observations,
            })
            .collect();
        let findings = disagree(&target, &from).into_iter().collect();
        let summary = summary(&seen, agree);
        Some(Self { target, agree, summary, findings, seen })
    }
}

/// `failing (tcp-refused) from all 3 places`, or who sees what.
fn summary(seen: &[SeenFrom], agree: bool) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for one in seen {
        let Report { verdict, primary, .. } = &one.report;
        let says = match primary {
            Some(cause) if *verdict != Verdict::Healthy => format!("{verdict} ({cause})"),
            _ => verdict.to_string(),
        };
        match groups.iter_mut().find(|(known, _)| *known == says) {
            Some((_, places)) => places.push(&one.place),
            None => groups.push((says, vec![&one.place])),
        }
    }
    let parts: Vec<String> = groups
        .iter()
        .map(|(says, places)| match (agree, places.len()) {
            (true, 2..) => format!("{says} from all {} places", places.len()),
            _ => format!("{says} from {}", places.join(", ")),
        })
        .collect();
    parts.join("; ")
}
