//! `rdp-health scan`: many hosts, each a line of JSON as it is done.

pub(crate) mod args;
mod done;
mod plan;
mod progress;

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use rdp_health::{Redactor, Report, Target, inert, scan};
use rdp_health_render::{Format, Overview, TextOptions, ndjson};

use crate::args::CheckArgs;
use crate::check::status;
use crate::error::Error;
use crate::inside::Inside;
use crate::output::{Output, stderr_is_terminal};
use crate::previous::Previous;
use crate::printer::Printer;
use crate::progress::Progress;
use crate::runtime::in_runtime;
use crate::status::Status;
use args::ScanArgs;
use done::Done;
use plan::Plan;
use progress::Pulse;

/// How often the progress is looked at.
const LOOK: Duration = Duration::from_millis(500);

pub(crate) fn run(check: &CheckArgs, args: &ScanArgs, output: Output) -> Result<Status, Error> {
    if check.against.is_some() {
        let why = "--against is for one host; compare the reports of a scan with rdp-health compare";
        return Err(Error::usage(why));
    }
    if check.redact && args.resume.is_some() {
        let why = "--redact hides the names by which --resume finds what is done; give one of them";
        return Err(Error::usage(why));
    }
    let plan = Plan::read(check, args)?;
    let fail_on = check.fail_on.severity();
    let continues = match (&args.resume, &args.output) {
        (Some(resume), Some(output)) => is_same(resume, output),
        _ => false,
    };
    let done = match &args.resume {
        Some(file) => Done::read(file, continues, fail_on)?,
        None => Done::default(),
    };
    // Of earlier reports and findings from inside it is said at once if they are of other hosts.
    let compared = check.previous.is_some() || !check.inside.is_empty();
    let targets: Vec<Target> = if compared { plan.targets(&done).collect() } else { Vec::new() };
    let previous = Previous::read(check.previous.as_deref(), &targets)?;
    let inside = Inside::read(&check.inside, &targets)?;
    let total = u64::try_from(plan.targets(&done).count()).unwrap_or(u64::MAX);
    let file = args.output.as_deref().map(|file| opened(file, continues.then_some(&done))).transpose()?;
    if args.resume.is_some() && !check.quiet {
        anstream::eprintln!("{}", done.note());
    }
    let records = Records::new(check, file, output);
    let ended = in_runtime(go(&plan, &done, (&previous, &inside), total, (check, args), records))?;
    Ok(plan.unusable.ended(match ended {
        Status::Fine if done.has_findings => Status::Findings,
        ended => ended,
    }))
}

async fn go(
    plan: &Plan,
    done: &Done,
    (previous, inside): (&Previous, &Inside),
    total: u64,
    (check, args): (&CheckArgs, &ScanArgs),
    mut records: Records,
) -> Result<Status, Error> {
    let quiet = check.quiet;
    let progress = Progress::table(quiet);
    let mut pulse = Pulse::new(total);
    let mut looks = tokio::time::interval(LOOK);
    let mut checks = scan(plan.targets(done), &check.options(), args.scanning(check.concurrency))?;
    let mut interrupt = std::pin::pin!(interrupted());
    let mut alive = std::pin::pin!(progress.alive());
    // One for all reports, so that they have the same placeholders.
    let mut redactor = check.redact.then(Redactor::new);
    let mut worst = Status::Fine;
    loop {
        tokio::select! {
            // An end is listened for before anything is probed.
            biased;
            () = &mut interrupt => {
                worst = Status::Interrupted;
                break;
            }
            never = &mut alive => match never {},
            _ = looks.tick() => match stderr_is_terminal() {
                true => progress.say(&pulse.line()),
                false if !quiet => if let Some(line) = pulse.due() {
                    anstream::eprintln!("{line}");
                },
                false => {}
            },
            report = checks.next() => {
                let Some(report) = report else { break };
                let mut report = inside.join(previous.judge(report));
                report.vantage.place.clone_from(&args.place);
                // That there is a host at an address of a range nobody said.
                let is_silent = report.target.labels.range.is_some() && report.is_silent();
                if let Some(redactor) = &mut redactor {
                    report = redactor.report(&report)?;
                }
                pulse.add(&report, is_silent);
                progress.aside(|| records.write(&report, is_silent))?;
                if !is_silent && status(&report, check.fail_on.severity()) == Status::Findings {
                    worst = Status::Findings;
                }
            }
        }
    }
    drop(checks);
    progress.end();
    let left = total.saturating_sub(pulse.tally.done);
    records.end(usize::try_from(left).unwrap_or(usize::MAX), &pulse, quiet)?;
    if worst == Status::Interrupted {
        anstream::eprintln!("{}", how_to_resume(args, left));
    }
    let found_any = pulse.tally.found_any() || done.tally.found_any();
    Ok(if worst == Status::Fine && !found_any { Status::Findings } else { worst })
}

/// Ctrl-C, or what ends a job.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn how_to_resume(args: &ScanArgs, left: u64) -> String {
    let s = if left == 1 { "" } else { "s" };
    let with = match &args.output {
        Some(file) => {
            let file = inert(&file.to_string_lossy()).into_owned();
            format!("--resume {file} --output {file}")
        }
        None => "--resume FILE, where FILE has this output,".to_owned(),
    };
    format!("interrupted: {left} host{s} not checked; the same command with {with} checks the rest")
}

/// Whether two names are of one file.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The file for the lines: new, or behind what was done.
fn opened(file: &Path, done: Option<&Done>) -> Result<File, Error> {
    let name = || inert(&file.to_string_lossy()).into_owned();
    let has_content = || std::fs::metadata(file).is_ok_and(|known| known.is_file() && 0 < known.len());
    let opened = match done {
        Some(done) => done.continued(file),
        None if has_content() => {
            return Err(Error::usage(format!(
                "--output: '{0}' has content; add --resume {0} to continue it, or remove it",
                name()
            )));
        }
        None => OpenOptions::new().create(true).append(true).open(file),
    };
    opened.map_err(|error| {
        Error::usage(format!("--output: '{}' cannot be written: {error}; write the path of a file", name()))
    })
}

/// Where the reports go, and what is shown of them.
struct Records {
    /// For the lines of JSON, if not standard output.
    file: Option<File>,
    shown: Shown,
}

enum Shown {
    /// A line per host, for people.
    Text(Box<Printer>),
    /// Lines of JSON unless a file takes them, and the groups at the end.
    Groups(Output, Box<Overview>),
}

impl Records {
    fn new(check: &CheckArgs, file: Option<File>, output: Output) -> Self {
        let shown = match check.format {
            Format::Text => Shown::Text(Box::new(Printer::new(check, true, output))),
            _ => Shown::Groups(output, Box::default()),
        };
        Self { file, shown }
    }

    fn write(&mut self, report: &Report, is_silent: bool) -> Result<(), Error> {
        if let Some(file) = &mut self.file {
            // One write: another process that reads along sees whole lines.
            file.write_all((ndjson(report)? + "\n").as_bytes())?;
        }
        match &mut self.shown {
            Shown::Text(_) if is_silent => {}
            Shown::Text(printer) => printer.report(report)?,
            Shown::Groups(output, overview) => {
                if self.file.is_none() {
                    output.write(&(ndjson(report)? + "\n"))?;
                }
                if !is_silent {
                    overview.add(report);
                }
            }
        }
        Ok(())
    }

    /// The groups, and what of the targets has no report.
    fn end(self, not_checked: usize, pulse: &Pulse, quiet: bool) -> Result<(), Error> {
        let silent = usize::try_from(pulse.tally.silent).unwrap_or(usize::MAX);
        let about = about_silent(pulse, quiet);
        match self.shown {
            Shown::Text(printer) => {
                let done = usize::try_from(pulse.tally.done).unwrap_or(usize::MAX);
                printer.end(done.saturating_sub(silent).saturating_add(not_checked))?;
                anstream::eprint!("{about}");
            }
            Shown::Groups(..) if quiet => {}
            Shown::Groups(mut output, overview) => {
                let text = groups(&overview, not_checked, &output.text);
                match self.file.is_some() {
                    true => {
                        output.write(&text)?;
                        anstream::eprint!("{about}");
                    }
                    false => anstream::eprint!("{text}{about}"),
                }
            }
        }
        Ok(())
    }
}

fn groups(overview: &Overview, not_checked: usize, options: &TextOptions) -> String {
    overview.text(not_checked, options).trim_start_matches('\n').to_owned()
}

/// How long it took, and how many addresses of ranges are silent.
fn about_silent(pulse: &Pulse, quiet: bool) -> String {
    if quiet {
        return String::new();
    }
    let silent = match pulse.tally.silent {
        0 => String::new(),
        1 => "; nothing answers at 1 address of the ranges".to_owned(),
        more => format!("; nothing answers at {more} addresses of the ranges"),
    };
    format!("{}{silent}\n", pulse.end())
}
