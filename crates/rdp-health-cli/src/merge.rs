//! `rdp-health merge`: results of several scans, put together. However many reports there are, those of one host alone
//! are in memory.

pub(crate) mod args;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use rdp_health::{MERGED_SCHEMA, MergedHost, Report, TargetSummary, inert};
use rdp_health_render::{Overview, json_line, merged_text, ndjson};
use serde::Deserialize;

use crate::check::status;
use crate::error::Error;
use crate::output::Output;
use crate::status::Status;
use args::{MergeArgs, MergeFormat};

/// What is read of a line at first: the rest of it has to be JSON and no more.
#[derive(Deserialize)]
struct Line {
    target: TargetSummary,
    vantage: Vantage,
}

#[derive(Deserialize)]
struct Vantage {
    #[serde(default)]
    place: Option<String>,
}

/// Where a report is.
enum Source {
    /// In this file, from here on, so many bytes.
    Line { file: usize, at: u64, length: usize },
    /// In a separate document, which is small.
    Held(Box<Report>),
}

/// The reports of all files, by host.
#[derive(Default)]
struct Index {
    places: Vec<String>,
    by_target: HashMap<String, usize>,
    hosts: Vec<Vec<(usize, Source)>>,
    /// Lines for people.
    notes: Vec<String>,
}

pub(crate) fn run(args: &MergeArgs, mut output: Output) -> Result<Status, Error> {
    if !args.place.is_empty() && args.place.len() != args.files.len() {
        return Err(Error::usage(format!(
            "--place is given {} times for {} files; give it once for each file, in their order",
            args.place.len(),
            args.files.len()
        )));
    }
    let mut index = Index::default();
    let mut opened = Vec::new();
    let mut problems = Vec::new();
    for (number, file) in args.files.iter().enumerate() {
        match index.read(file, number, args.place.get(number)) {
            Ok(input) => opened.push(input),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(Error::Usage(problems));
    }
    for note in &index.notes {
        anstream::eprintln!("{note}");
    }
    write(args, index, &mut opened, &mut output)
}

fn write(args: &MergeArgs, index: Index, opened: &mut [File], output: &mut Output) -> Result<Status, Error> {
    let Index { places, hosts, .. } = index;
    let fail_on = args.fail_on.severity();
    let (mut worst, mut overview, mut disagreeing) = (Status::Fine, Overview::default(), Vec::new());
    if args.format == MergeFormat::Json {
        let places = json_line(&places)?;
        output.write(&format!("{{\"schema\":\"{MERGED_SCHEMA}\",\"places\":{places},\"hosts\":["))?;
    }
    let mut comma = "\n";
    for host in hosts {
        let mut reports = Vec::with_capacity(host.len());
        for (place, source) in host {
            let place = places.get(place).cloned().unwrap_or_default();
            reports.push((place, source.report(opened)?));
        }
        let Some(host) = MergedHost::of(reports) else { continue };
        let found = host.findings.iter().any(|finding| fail_on <= finding.severity);
        let each = host.seen.iter().any(|seen| status(&seen.report, fail_on) == Status::Findings);
        if found || each {
            worst = Status::Findings;
        }
        match args.format {
            MergeFormat::Json => {
                output.write(&format!("{comma}{}", json_line(&host)?))?;
                comma = ",\n";
            }
            MergeFormat::Ndjson => {
                for seen in &host.seen {
                    output.write(&(ndjson(&seen.report)? + "\n"))?;
                }
            }
            MergeFormat::Text => {
                if let Some(report) = foremost(&host) {
                    overview.add(report);
                }
                if !host.agree {
                    // What is long of it has been written.
                    let mut host = host;
                    host.seen.clear();
                    disagreeing.push(host);
                }
            }
        }
    }
    match args.format {
        MergeFormat::Json => output.write("\n]}\n")?,
        MergeFormat::Ndjson => {}
        MergeFormat::Text => {
            let groups = overview.text(0, &output.text);
            let text = merged_text(&disagreeing, &output.text);
            output.write(format!("{text}{groups}").trim_start_matches('\n'))?;
        }
    }
    Ok(worst)
}

/// The report that speaks for a host among others: the gravest.
fn foremost(host: &MergedHost) -> Option<&Report> {
    let grave = |report: &Report| report.findings.iter().map(|finding| finding.severity).max();
    host.seen.iter().map(|seen| &seen.report).max_by_key(|report| (report.primary.is_some(), grave(report)))
}

impl Index {
    /// Reads what reports a file has; the file is left open for them.
    fn read(&mut self, file: &Path, number: usize, place: Option<&String>) -> Result<File, String> {
        let name = inert(&file.to_string_lossy()).into_owned();
        let problem = |problem: String| {
            let remedy = "write the path of a file that rdp-health scan has written";
            format!("'{name}': {problem}; {remedy}")
        };
        let opened = File::open(file).map_err(|error| problem(error.to_string()))?;
        let mut input = BufReader::with_capacity(1 << 16, &opened);
        let stem = file.file_stem().map(|stem| inert(&stem.to_string_lossy()).into_owned());
        let usual = stem.unwrap_or_else(|| name.clone());
        let (mut line, mut at, mut found, mut broken) = (Vec::new(), 0_u64, 0_usize, 0_usize);
        loop {
            line.clear();
            let length = input.read_until(b'\n', &mut line).map_err(|error| problem(error.to_string()))?;
            if length == 0 {
                break;
            }
            if !line.trim_ascii().is_empty() {
                match serde_json::from_slice::<Line>(&line) {
                    Ok(read) => {
                        let place = place.cloned().or(read.vantage.place).unwrap_or_else(|| usual.clone());
                        self.add(&read.target, place, Source::Line { file: number, at, length });
                        found += 1;
                    }
                    Err(_) => broken += 1,
                }
            }
            at = at.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        }
        if found == 0 && 0 < broken {
            // One document, or an array of them.
            let text = std::fs::read(file).map_err(|error| problem(error.to_string()))?;
            let one = |_| serde_json::from_slice::<Report>(&text).map(|report| vec![report]);
            let reports = serde_json::from_slice::<Vec<Report>>(&text).or_else(one);
            for report in reports.map_err(|_| problem("it has no report".to_owned()))? {
                let place = place.cloned().or_else(|| report.vantage.place.clone());
                let target = report.target.clone();
                self.add(&target, place.unwrap_or_else(|| usual.clone()), Source::Held(Box::new(report)));
            }
        } else if 0 < broken {
            let lines = if broken == 1 { "1 line is no report" } else { "some lines are no reports" };
            self.notes.push(format!("note: {name}: {lines} and left out"));
        }
        Ok(opened)
    }

    fn add(&mut self, target: &TargetSummary, place: String, source: Source) {
        let place = match self.places.iter().position(|known| *known == place) {
            Some(known) => known,
            None => {
                self.places.push(place);
                self.places.len() - 1
            }
        };
        let host = *self.by_target.entry(target.identity()).or_insert(self.hosts.len());
        match self.hosts.get_mut(host) {
            Some(host) => host.push((place, source)),
            None => self.hosts.push(vec![(place, source)]),
        }
    }
}

impl Source {
    fn report(self, opened: &mut [File]) -> Result<Report, Error> {
        let (file, at, length) = match self {
            Self::Held(report) => return Ok(*report),
            Self::Line { file, at, length } => (file, at, length),
        };
        let mut line = Vec::with_capacity(length);
        if let Some(file) = opened.get_mut(file) {
            let read = file
                .seek(SeekFrom::Start(at))
                .and_then(|_| file.take(u64::try_from(length).unwrap_or(u64::MAX)).read_to_end(&mut line));
            read.map_err(|error| {
                Error::usage(format!("a file cannot be read again: {error}; write the path of a file"))
            })?;
        }
        Ok(serde_json::from_slice(&line)?)
    }
}
