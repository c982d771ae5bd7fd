//! `rdp-health watch`: one host, checked again and again.

pub(crate) mod args;
mod history;

use std::time::{Duration, Instant};

use rdp_health::{Change, Report, Target, Verdict, Watched, rfc3339};
use rdp_health_render::{change_line, span, watch_totals};
use serde_json::json;

use crate::error::Error;
use crate::output::Output;
use crate::progress::Progress;
use crate::runtime::in_runtime;
use crate::status::Status;
use crate::targets;
use args::{WatchArgs, WatchFormat};
use history::{History, Sample};

/// Why a watch ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// What it waited for is there, or its time was up.
    Over,
    Interrupted,
}

pub(crate) fn run(args: &WatchArgs, mut output: Output) -> Result<Status, Error> {
    let target = targets::one(&args.target, &args.reach)?;
    let mut history = History::default();
    let began = Instant::now();
    let end = in_runtime(watch(&target, args, &mut history, &mut output))?;
    history.end(began.elapsed());
    sum_up(&history, args, &mut output)?;
    let failed = 0 < history.seen(Verdict::Failing) || history.checks == history.seen(Verdict::Inconclusive);
    Ok(match (args.until, end) {
        (Some(_), End::Interrupted) => Status::Interrupted,
        (Some(until), End::Over)
            if history.last().is_some_and(|last| rdp_health::Until::from(until).is_met_by(last.verdict)) =>
        {
            Status::Fine
        }
        (Some(_), End::Over) => Status::Findings,
        (None, _) if failed => Status::Findings,
        (None, _) => Status::Fine,
    })
}

async fn watch(
    target: &Target,
    args: &WatchArgs,
    history: &mut History,
    output: &mut Output,
) -> Result<End, Error> {
    let progress = Progress::of_one(args.quiet);
    progress.say("the first check is under way; Ctrl-C ends");
    let began = Instant::now();
    let mut watching = rdp_health::watch(target, &args.options(), args.watching())?;
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    let mut alive = std::pin::pin!(progress.alive());
    let end = loop {
        let watched = tokio::select! {
            // Ctrl-C is listened for before anything is probed.
            biased;
            _ = &mut interrupt => break End::Interrupted,
            never = &mut alive => match never {},
            watched = watching.next() => watched,
        };
        let Some(Watched { report, change, .. }) = watched else { break End::Over };
        history.add(Sample::of(&report, began.elapsed()), change.is_some());
        progress.aside(|| tell(&report, change.as_ref(), history.checks == 1, args, output))?;
        progress.say(&live(history, output.text.ascii));
    };
    progress.end();
    Ok(end)
}

/// A check in a log, and a change for people.
fn tell(
    report: &Report,
    change: Option<&Change>,
    first: bool,
    args: &WatchArgs,
    output: &mut Output,
) -> Result<(), Error> {
    let line = match args.format {
        WatchFormat::Ndjson => {
            let line = json!({
                "event": "check",
                "target": report.target.to_string(),
                "at": rfc3339(report.started_at),
                "verdict": report.verdict,
                "primary": report.primary,
                "summary": report.summary,
                "changed": change.is_some(),
                "elapsed_us": micros(report.elapsed),
                "connections": report.connections,
            });
            format!("{line}\n")
        }
        WatchFormat::Text if first || change.is_some() => {
            change_line(report, change.map(|change| (change.before, change.lasted)), &output.text)
        }
        WatchFormat::Text => return Ok(()),
    };
    Ok(output.write(&line)?)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// The line that a terminal shows while the watch goes on. The terminal's own ^C may keep the last one on the screen, so
/// that it says nothing but what was seen.
fn live(history: &History, ascii: bool) -> String {
    let Some(last) = history.last() else { return String::new() };
    let mut line = last.verdict.to_string();
    if let Some(primary) = &last.primary {
        line.push_str(&format!(" {primary}"));
    }
    line.push_str(&format!(" for {}  {}", span(history.lasting()), history.sparkline(ascii)));
    if let Some(connect) = last.connect {
        line.push_str(&format!("  {} ms", connect.as_millis()));
    }
    let many = |number: u64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let (checks, changes) = (many(history.checks, "check"), many(history.changes, "change"));
    line.push_str(&format!("  {checks}, {changes}"));
    line
}

fn sum_up(history: &History, args: &WatchArgs, output: &mut Output) -> Result<(), Error> {
    let out = match args.format {
        WatchFormat::Text => {
            let states: Vec<_> = history.by_verdict().collect();
            watch_totals(&states, history.changes, history.availability(), history.connect(), &output.text)
        }
        WatchFormat::Ndjson => {
            let states: serde_json::Map<_, _> = history
                .by_verdict()
                .map(|(verdict, checks, time)| {
                    (verdict.to_string(), json!({"checks": checks, "time_us": micros(time)}))
                })
                .collect();
            let connect = history.connect().map(|(best, mean, worst)| {
                json!({"best_us": micros(best), "mean_us": micros(mean), "worst_us": micros(worst)})
            });
            let line = json!({
                "event": "summary",
                "checks": history.checks,
                "changes": history.changes,
                "availability_thousandths": history.availability(),
                "states": states,
                "connect": connect,
            });
            format!("{line}\n")
        }
    };
    Ok(output.write(&out)?)
}
