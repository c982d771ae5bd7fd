//! Many hosts together: those with the same cause side by side, with the one fix; and what was not checked.

use rdp_health::{CauseId, Confidence, Finding, Phase, Remedy, Report, Risk, Severity, Verdict};

use crate::options::TextOptions;
use crate::page::{FIELD, Page, Span, marked, plain, styled};
use crate::style::{self, BOLD, DIM};
use crate::summary::totals_line;
use crate::text::step_words;
use crate::words::{count, more, phase_word};

/// Hosts of a group whose names are kept, and the lines that they may take.
const NAMES: usize = 40;
const NAME_LINES: usize = 2;
/// Different steps against one cause that are counted: servers of several makes have several.
const STEPS: usize = 4;
/// Reasons why something was not checked that are kept, and the lines that they may take.
const REASONS: usize = 64;
const REASON_LINES: usize = 6;
/// Lines of the findings beside the causes.
const ALSO_LINES: usize = 3;

/// What the reports of many hosts have in common: of the same size however many there are.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    hosts: u64,
    verdicts: Vec<Verdict>,
    groups: Vec<Group>,
    /// Findings besides the causes: id, title, severity, hosts.
    also: Vec<(CauseId, String, Severity, u64)>,
    /// What was not checked, why, and on how many hosts.
    not_checked: Vec<(Phase, String, u64)>,
    /// Reasons came that there was no room for.
    more_reasons: bool,
}

/// Hosts with the same cause, or with none though they are not healthy.
#[derive(Debug, Clone)]
struct Group {
    cause: Option<CauseId>,
    title: String,
    /// The lowest of the hosts.
    confidence: Option<Confidence>,
    verdicts: Vec<(Verdict, u64)>,
    hosts: u64,
    names: Vec<String>,
    steps: Vec<Step>,
}

/// The one step to write out, and on how many hosts it is the one.
#[derive(Debug, Clone)]
struct Step {
    remedy: Remedy,
    /// For whom it is written.
    target: String,
    /// The same for every host.
    general: String,
    /// It is written differently for another host: the name is in it.
    varies: bool,
    hosts: u64,
}

impl Overview {
    /// Takes in a report.
    pub fn add(&mut self, report: &Report) {
        self.hosts += 1;
        self.verdicts.push(report.verdict);
        if report.verdict != Verdict::Healthy {
            self.add_to_group(report);
        }
        for finding in &report.findings {
            if finding.because_of.is_some() || report.primary.as_ref() == Some(&finding.id) {
                continue;
            }
            match self.also.iter_mut().find(|(id, ..)| *id == finding.id) {
                Some((.., severity, hosts)) => {
                    *severity = finding.severity.max(*severity);
                    *hosts += 1;
                }
                None => self.also.push((finding.id.clone(), finding.title.clone(), finding.severity, 1)),
            }
        }
        for one in &report.not_checked {
            let room = self.not_checked.len() < REASONS;
            let known =
                self.not_checked.iter_mut().find(|(phase, why, _)| (*phase, why) == (one.phase, &one.why));
            match known {
                Some((.., hosts)) => *hosts += 1,
                None if room => {
                    self.not_checked.push((one.phase, one.why.clone(), 1));
                }
                None => self.more_reasons = true,
            }
        }
    }

    fn add_to_group(&mut self, report: &Report) {
        let index = match self.groups.iter().position(|group| group.cause == report.primary) {
            Some(index) => index,
            None => {
                let title = report.primary_finding().map_or("no cause was found", |finding| &finding.title);
                self.groups.push(Group {
                    cause: report.primary.clone(),
                    title: title.to_owned(),
                    confidence: None,
                    verdicts: Vec::new(),
                    hosts: 0,
                    names: Vec::new(),
                    steps: Vec::new(),
                });
                self.groups.len() - 1
            }
        };
        if let Some(group) = self.groups.get_mut(index) {
            group.add(report);
        }
    }

    /// The groups, what else was found, what was not checked, and how many hosts had which verdict. Of so many hosts
    /// more there is no report.
    #[must_use]
    pub fn text(&self, without_report: usize, options: &TextOptions) -> String {
        let mut page = Page::new(options);
        let mut groups: Vec<&Group> = self.groups.iter().collect();
        groups.sort_by_key(|group| std::cmp::Reverse((group.worst(), group.hosts)));
        for group in groups {
            page.blank();
            group.write(&mut page, options);
        }
        page.blank();
        self.also(&mut page);
        self.not_checked(&mut page);
        page.finish() + &totals_line(&self.verdicts, without_report, options)
    }

    fn also(&self, page: &mut Page<'_>) {
        let mut also: Vec<_> = self.also.iter().collect();
        also.sort_by_key(|(_, _, severity, hosts)| std::cmp::Reverse((*severity, *hosts)));
        let parts: Vec<String> = also
            .iter()
            .map(|(id, title, _, hosts)| format!("{title} ({id}): {}", count(*hosts, "host")))
            .collect();
        if !parts.is_empty() {
            page.within(ALSO_LINES, |page| page.field("Also", &[plain(parts.join("; "))]));
        }
    }

    /// The same reason said once; what is true of most hosts comes first.
    fn not_checked(&self, page: &mut Page<'_>) {
        let mut reasons: Vec<(&str, u64, Vec<&str>)> = Vec::new();
        for (phase, why, hosts) in &self.not_checked {
            let word = phase_word(*phase);
            match reasons.iter_mut().find(|(known, number, _)| *known == why && number == hosts) {
                Some((.., phases)) => phases.push(word),
                None => reasons.push((why, *hosts, vec![word])),
            }
        }
        reasons.sort_by_key(|(_, hosts, _)| std::cmp::Reverse(*hosts));
        let one = |(why, hosts, phases): &(&str, u64, Vec<&str>)| {
            let on = match *hosts == self.hosts {
                true => String::new(),
                false => format!("on {}, ", count(*hosts, "host")),
            };
            format!("{} ({on}{why})", phases.join(", "))
        };
        let mut parts: Vec<String> = reasons.iter().map(one).collect();
        if self.more_reasons {
            parts.push("and more".to_owned());
        }
        if !parts.is_empty() {
            page.within(REASON_LINES, |page| page.field("Not checked", &[styled(DIM, parts.join("; "))]));
            page.blank();
        }
    }
}

impl Group {
    fn add(&mut self, report: &Report) {
        self.hosts += 1;
        match self.verdicts.iter_mut().find(|(verdict, _)| *verdict == report.verdict) {
            Some((_, hosts)) => *hosts += 1,
            None => self.verdicts.push((report.verdict, 1)),
        }
        let target = report.target.to_string();
        if self.names.len() < NAMES {
            self.names.push(target.clone());
        }
        let Some(finding) = report.primary_finding() else { return };
        self.confidence = Some(self.confidence.map_or(finding.confidence, |one| one.min(finding.confidence)));
        let Some(remedy) = step(finding) else { return };
        // What differs by the host's name alone is the same step.
        let general = remedy.action.replace(&report.target.host, "HOST");
        let room = self.steps.len() < STEPS;
        match self.steps.iter_mut().find(|step| step.general == general) {
            Some(step) => {
                step.hosts += 1;
                step.varies |= step.remedy.action != remedy.action;
            }
            None if room => {
                self.steps.push(Step { remedy: remedy.clone(), target, general, varies: false, hosts: 1 });
            }
            None => {}
        }
    }

    /// The gravest verdict of its hosts.
    fn worst(&self) -> u8 {
        let rank = |verdict: Verdict| match verdict {
            Verdict::Failing => 3,
            Verdict::Inconclusive => 2,
            Verdict::Degraded => 1,
            Verdict::Healthy => 0,
        };
        self.verdicts.iter().map(|(verdict, _)| rank(*verdict)).max().unwrap_or(0)
    }

    fn write(&self, page: &mut Page<'_>, options: &TextOptions) {
        let head = count(self.hosts, "host");
        let mut body = vec![styled(BOLD, head), plain(" ")];
        match self.verdicts.as_slice() {
            [(verdict, _)] => body.push(styled(style::verdict(*verdict), verdict.to_string())),
            several => {
                let mut comma = "(";
                for (verdict, hosts) in several {
                    body.push(plain(format!("{comma}{hosts} ")));
                    body.push(styled(style::verdict(*verdict), verdict.to_string()));
                    comma = ", ";
                }
                body.push(plain(")"));
            }
        }
        body.push(plain(": "));
        body.push(styled(BOLD, &self.title));
        if let (Some(cause), Some(confidence)) = (&self.cause, self.confidence) {
            body.push(plain(format!(" ({cause}, {confidence})")));
        }
        page.line(&[], 2, &body);
        let field = |page: &mut Page<'_>, label: &str, body: &[Span]| {
            page.line(&[plain(format!("  {label:11}"))], FIELD, body);
        };
        field(page, "Hosts", &[plain(self.named(options))]);
        let Some(step) = self.steps.iter().rev().max_by_key(|step| step.hosts) else { return };
        let mut words = match (self.steps.len(), step.varies) {
            (1, false) => Vec::new(),
            (1, true) => vec![plain(format!("(as for {}) ", step.target))],
            _ => vec![plain(format!("(on {} of {}) ", step.hosts, self.hosts))],
        };
        words.extend(step_words(&step.remedy));
        let label = if self.confidence == Some(Confidence::Possible) { "First" } else { "Fix" };
        field(page, label, &words);
        if let Some(cause) = &self.cause {
            field(page, "", &[marked(format!("`rdp-health causes {cause}` has every step"))]);
        }
    }

    /// The hosts as far as there is room, and how many more.
    fn named(&self, options: &TextOptions) -> String {
        let room = options.width.saturating_sub(FIELD + 10) * NAME_LINES;
        let mut named = String::new();
        let mut left = self.hosts;
        for name in &self.names {
            if !named.is_empty() && room < named.len() + name.len() {
                break;
            }
            named.push_str(if named.is_empty() { "" } else { ", " });
            named.push_str(name);
            left = left.saturating_sub(1);
        }
        match usize::try_from(left).unwrap_or(usize::MAX) {
            0 => named,
            left => format!("{named} and {}", more(left, "host")),
        }
    }
}

/// The first step that mends something where the fault is. Where the cause is no more than possible nothing is to be
/// changed yet, and it is the first of all.
fn step(finding: &Finding) -> Option<&Remedy> {
    let mends = |remedy: &&Remedy| {
        finding.confidence != Confidence::Possible && !matches!(remedy.risk, Risk::Look | Risk::Client)
    };
    finding.remedies.iter().find(mends).or(finding.remedies.first())
}
