//! How often a check is right, counted over every scenario.
//!
//! `docs/accuracy.md` is the table as it stands; a run of all scenarios compares it with what came of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rdp_health::{Confidence, Report, Verdict};
use rdp_health_lab::Expectation;

/// What a report is worth beside what was to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Judgement {
    /// The right primary cause, or rightly none.
    Right,
    /// The cause is among the findings, and another one is the primary.
    NotPrimary,
    /// Another cause.
    Wrong,
    /// No cause, where there is one.
    Missed,
    /// A cause, where there is none.
    FalseAlarm,
}

pub(crate) fn judge(expect: &Expectation, report: &Report) -> Judgement {
    let got = report.primary.as_ref().map(|id| id.as_str());
    match (expect.primary.as_deref(), got) {
        (wanted, got) if wanted == got => Judgement::Right,
        (None, _) => Judgement::FalseAlarm,
        (Some(wanted), _) if report.findings.iter().any(|one| one.id.as_str() == wanted) => {
            Judgement::NotPrimary
        }
        (Some(_), None) => Judgement::Missed,
        (Some(_), Some(_)) => Judgement::Wrong,
    }
}

/// One line of the table.
#[derive(Debug, Default)]
struct Line {
    judged: BTreeMap<Judgement, usize>,
    false_healthy: usize,
    certain_and_wrong: usize,
}

/// The table: a line for each layer.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    lines: BTreeMap<String, Line>,
}

impl Tally {
    pub(crate) fn add(&mut self, expect: &Expectation, report: &Report) {
        let layer = match &expect.primary {
            Some(id) => id.split('-').next().unwrap_or_default().to_owned(),
            None => expect.verdict.as_str().to_owned(),
        };
        let line = self.lines.entry(layer).or_default();
        let judged = judge(expect, report);
        *line.judged.entry(judged).or_default() += 1;
        if report.verdict == Verdict::Healthy && expect.verdict.as_str() != "healthy" {
            line.false_healthy += 1;
        }
        let primary = report.findings.iter().find(|finding| Some(&finding.id) == report.primary.as_ref());
        let certain = primary.is_some_and(|finding| finding.confidence == Confidence::Certain);
        if certain && judged != Judgement::Right {
            line.certain_and_wrong += 1;
        }
    }

    pub(crate) fn table(&self) -> String {
        let mut table = String::from(
            "| layer | scenarios | right | right, not primary | wrong | missed | false alarm | false healthy | certain \
             and wrong |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        );
        let mut all = Line::default();
        for (layer, line) in &self.lines {
            row(&mut table, layer, line);
            for (judged, count) in &line.judged {
                *all.judged.entry(*judged).or_default() += count;
            }
            all.false_healthy += line.false_healthy;
            all.certain_and_wrong += line.certain_and_wrong;
        }
        row(&mut table, "all", &all);
        table
    }
}

fn row(table: &mut String, layer: &str, line: &Line) {
    let of = |judged| line.judged.get(&judged).copied().unwrap_or_default();
    writeln!(
        table,
        "| {layer} | {} | {} | {} | {} | {} | {} | {} | {} |",
        line.judged.values().sum::<usize>(),
        of(Judgement::Right),
        of(Judgement::NotPrimary),
        of(Judgement::Wrong),
        of(Judgement::Missed),
        of(Judgement::FalseAlarm),
        line.false_healthy,
        line.certain_and_wrong,
    )
    .unwrap();
}
