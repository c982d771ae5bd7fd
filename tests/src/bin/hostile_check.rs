//! `hostile-check`: checks what stands on standard input, in a process of its own, so that what a check costs can be
//! measured.
//!
//! ```text
//! {"targets": ["full address:s:127.0.0.1:40123\r\n"], "options": {…}, "proxy": null}
//! ```
//!
//! All targets are checked at once. It prints one JSON object: the time until the last report, the processor time of
//! the checks, the memory before and at most (none where the system does not tell), and of each report what
//! [`Told`] has.

use std::fs;
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rdp_health::{Checker, ScanOptions, Target};
use rdp_health_render::{Detail, TextOptions, ndjson, text};
use rdp_health_tests::hostile::{Asked, Measured, Told};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let mut asked = String::new();
    std::io::stdin().read_to_string(&mut asked)?;
    let asked: Asked = serde_json::from_str(&asked)?;
    let mut options = asked.options;
    options.proxy = asked.proxy.map(|url| url.parse()).transpose()?;
    let targets: Vec<Target> =
        asked.targets.iter().map(|file| Target::from_rdp_file(file)).collect::<Result<_, _>>()?;
    let count = targets.len();
    let checker = Checker::new(&options)?;

    // From here on the peak is that of the checks.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (before, processor) = (kibibytes("VmRSS"), processor_time());
    let (began, starved) = (Instant::now(), starvation());
    let mut checks = checker.scan(targets, ScanOptions::default().concurrency(u32::try_from(count)?))?;
    let mut told = Vec::new();
    while let Some(report) = checks.next().await {
        told.push(Told {
            took: report.elapsed,
            json: report.to_json()?,
            text: text(&report, &TextOptions::default().detail(Detail::Everything).remedies(true)),
            ndjson: ndjson(&report)?,
        });
    }
    let measured = Measured {
        elapsed: began.elapsed(),
        starved: Duration::from_micros(starved.load(Ordering::Relaxed)),
        processor: processor_time().saturating_sub(processor),
        before,
        peak: kibibytes("VmHWM"),
        told,
    };
    std::io::stdout().write_all(serde_json::to_string(&measured)?.as_bytes()).context("standard output")
}

/// Counts, in microseconds, how late a thread wakes up that does nothing else: what this machine has no processor for.
fn starvation() -> Arc<AtomicU64> {
    const BEAT: Duration = Duration::from_millis(20);
    /// So late is every thread on an idle machine.
    const USUAL: Duration = Duration::from_millis(2);
    let starved = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&starved);
    std::thread::spawn(move || {
        loop {
            let due = Instant::now() + BEAT;
            std::thread::sleep(BEAT);
            let late = due.elapsed().saturating_sub(USUAL);
            counted.fetch_add(u64::try_from(late.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
    });
    starved
}

/// A line of what Linux says of this process's memory.
fn kibibytes(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(':'))?;
    value.trim().trim_end_matches(" kB").parse().ok()
}

/// What all threads have spent, where Linux says it.
fn processor_time() -> Duration {
    let ticks = || {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let (_, fields) = stat.rsplit_once(") ")?;
        let mut fields = fields.split(' ').skip(11).map(|field| field.parse::<u64>().ok());
        Some(fields.next()?? + fields.next()??)
    };
    // A tick is a hundredth of a second on every Linux that there is.
    Duration::from_millis(ticks().unwrap_or_default() * 10)
}
