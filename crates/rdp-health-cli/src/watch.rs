//! `rdp-health watch`: hosts, checked again and again.

pub(crate) mod args;
mod history;

use std::task::Poll;
use std::time::{Duration, Instant};

use rdp_health::{Change, Report, Target, Until, Verdict, Watch, Watched, rfc3339};
use rdp_health_render::{WatchRow, change_line, span, watch_table, watch_totals};
use serde_json::json;

use crate::error::Error;
use crate::output::{Output, stderr_size};
use crate::progress::Progress;
use crate::runtime::in_runtime;
use crate::status::Status;
use crate::targets;
use args::{WatchArgs, WatchFormat};
use history::{History, Sample};

/// Hosts that are watched at the same time: each is checked all the time.
const MOST_HOSTS: usize = 50;
/// Lines of a table where the terminal does not tell its height.
const USUAL_LINES: usize = 20;

/// Why a watch ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// What it waited for is there, or its time was up.
    Over,
    Interrupted,
}

/// One host, and what was seen of it so far.
struct Host {
    target: Target,
    watch: Watch,
    over: bool,
    history: History,
}

pub(crate) fn run(args: &WatchArgs, mut output: Output) -> Result<Status, Error> {
    let targets = targets(args)?;
    let began = Instant::now();
    let (mut hosts, end) = in_runtime(watch(targets, args, &mut output))?;
    let several = 1 < hosts.len();
    for host in &mut hosts {
        host.history.end(began.elapsed());
        let of = several.then(|| host.target.to_string());
        sum_up(&host.target, of.as_deref(), &host.history, args, &mut output)?;
    }
    let failed = |host: &Host| {
        let history = &host.history;
        0 < history.seen(Verdict::Failing) || history.checks == history.seen(Verdict::Inconclusive)
    };
    let reached =
        |host: &Host, until: Until| host.history.last().is_some_and(|last| until.is_met_by(last.verdict));
    Ok(match (args.until.map(Until::from), end) {
        (Some(_), End::Interrupted) => Status::Interrupted,
        (Some(until), End::Over) if hosts.iter().all(|host| reached(host, until)) => Status::Fine,
        (Some(_), End::Over) => Status::Findings,
        (None, _) if hosts.iter().any(failed) => Status::Findings,
        (None, _) => Status::Fine,
    })
}

/// The hosts, each once; every bad one is named.
fn targets(args: &WatchArgs) -> Result<Vec<Target>, Error> {
    let mut targets: Vec<Target> = Vec::new();
    let mut problems = Vec::new();
    for text in &args.targets {
        match targets::one(text, &args.reach) {
            Ok(target) if targets.contains(&target) => {}
            Ok(target) => targets.push(target),
            Err(problem) => problems.push(problem.to_string()),
        }
    }
    if MOST_HOSTS < targets.len() {
        problems.push(format!(
            "{} hosts, and at most {MOST_HOSTS} are watched at the same time; check --from FILE checks many once",
            targets.len()
        ));
    }
    match problems.is_empty() {
        true => Ok(targets),
        false => Err(Error::Usage(problems)),
    }
}

async fn watch(
    targets: Vec<Target>,
    args: &WatchArgs,
    output: &mut Output,
) -> Result<(Vec<Host>, End), Error> {
    let several = 1 < targets.len();
    let progress = if several { Progress::table(args.quiet) } else { Progress::of_one(args.quiet) };
    progress.say("the first check is under way; Ctrl-C ends");
    let began = Instant::now();
    let mut hosts = Vec::new();
    for target in targets {
        let watch = rdp_health::watch(&target, &args.options(), args.watching())?;
        hosts.push(Host { target, watch, over: false, history: History::default() });
    }
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    let mut alive = std::pin::pin!(progress.alive());
    let end = loop {
        let (index, Watched { report, change, .. }) = tokio::select! {
            // Ctrl-C is listened for before anything is probed.
            biased;
            _ = &mut interrupt => break End::Interrupted,
            never = &mut alive => match never {},
            watched = next(&mut hosts) => match watched {
                Some(watched) => watched,
                None => break End::Over,
            },
        };
        let Some(host) = hosts.get_mut(index) else { continue };
        host.history.add(Sample::of(&report, began.elapsed()), change.is_some());
        let first = host.history.checks == 1;
        let live = match several {
            true => table(&hosts, output),
            false => live(&host.history, output.text.ascii),
        };
        progress.aside(|| tell(&report, change.as_ref(), first, several, args, output))?;
        progress.say(&live);
    };
    progress.end();
    Ok((hosts, end))
}

/// The next check of any of the hosts, and of which; `None` when all are over.
async fn next(hosts: &mut [Host]) -> Option<(usize, Watched)> {
    std::future::poll_fn(|cx| {
        for (index, host) in hosts.iter_mut().enumerate().filter(|(_, host)| !host.over) {
            // What the check has come to is kept in the watch, and not in this future.
            match std::pin::pin!(host.watch.next()).poll(cx) {
                Poll::Ready(Some(watched)) => return Poll::Ready(Some((index, watched))),
                Poll::Ready(None) => host.over = true,
                Poll::Pending => {}
            }
        }
        match hosts.iter().all(|host| host.over) {
            true => Poll::Ready(None),
            false => Poll::Pending,
        }
    })
    .await
}

/// The table that a terminal shows while several hosts are watched, within its size.
fn table(hosts: &[Host], output: &Output) -> String {
    let rows: Vec<WatchRow> = hosts
        .iter()
        .map(|host| WatchRow {
            target: host.target.to_string(),
            state: host.history.last().map(|last| (last.verdict, last.primary.clone())),
            lasting: host.history.lasting(),
            changed: host.history.changed,
            sparkline: host.history.sparkline(output.text.ascii),
        })
        .collect();
    let (columns, lines) = stderr_size().unwrap_or((output.text.width, USUAL_LINES));
    // A last column or line that is full turns or scrolls on some terminals.
    let options = output.text.clone().width(columns.saturating_sub(1));
    watch_table(&rows, lines.saturating_sub(2), &options).trim_end().to_owned()
}

/// A check in a log, and a change for people.
fn tell(
    report: &Report,
    change: Option<&Change>,
    first: bool,
    several: bool,
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
            change_line(report, change.map(|change| (change.before, change.lasted)), several, &output.text)
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

fn sum_up(
    target: &Target,
    of: Option<&str>,
    history: &History,
    args: &WatchArgs,
    output: &mut Output,
) -> Result<(), Error> {
    let out = match args.format {
        WatchFormat::Text => {
            let states: Vec<_> = history.by_verdict().collect();
            watch_totals(
                of,
                &states,
                history.changes,
                history.availability(),
                history.connect(),
                &output.text,
            )
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
                "target": target.to_string(),
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
