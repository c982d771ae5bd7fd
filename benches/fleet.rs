//! A fleet: hosts per second, and what one host in flight takes of memory and file descriptors.
//!
//! Three processes: the hosts, the prober, and this one, which counts the prober's file descriptors. Each run has
//! a prober of its own, so that no run inherits another's memory. Nothing is asked of a duration; a report that is
//! wrong, or one file descriptor beyond the bound, ends in a failure.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rdp_health::{CheckOptions, Depth, ScanOptions, check, scan};
use rdp_health_benches::{
    Fleet, HostProcess, cpu_time, limit_descriptors, open_descriptors, peak_memory, started_by_cargo_bench,
};
use serde::{Deserialize, Serialize};

/// How many hosts there are.
const HOSTS: u16 = 1000;
/// The first argument that makes this program the prober.
const PROBE: &str = "probe";
/// File descriptors of a host in flight: its socket.
const PER_HOST: u64 = 1;
/// What is open beside them: nothing that depends on how many hosts there are.
const SPARE: u64 = 8;
/// Checks before the measuring begins, so that what is allocated once is not counted as a host's.
const WARM_UP: usize = 16;
/// How often the prober's file descriptors are counted.
const LOOK: Duration = Duration::from_millis(5);

/// What the prober says of itself when it is done.
#[derive(Debug, Serialize, Deserialize)]
struct Figures {
    reports: u32,
    wrong: u32,
    /// The first report that said something else than the truth.
    first_wrong: Option<String>,
    wall: Duration,
    cpu: Option<Duration>,
    /// Growth of the most resident memory, in bytes.
    memory: Option<u64>,
    /// Open before the first check.
    descriptors: Option<u64>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if Fleet::play_if_asked(&arguments)? {
        return Ok(());
    }
    if let [PROBE, half_dead, port, rounds, concurrency] = arguments.as_slice() {
        let fleet = Fleet { hosts: HOSTS, half_dead: half_dead.parse()? };
        let figures = probe(fleet, port.parse()?, rounds.parse()?, concurrency.parse()?)?;
        println!("{}", serde_json::to_string(&figures)?);
        return Ok(());
    }
    if !started_by_cargo_bench(&arguments) {
        println!("skipped: run it with cargo bench -p rdp-health-benches --bench fleet");
        return Ok(());
    }
    if open_descriptors("self").is_none() {
        println!("not measured on this system: processor time, memory, file descriptors");
    }

    println!("{HOSTS} hosts, one quick check each; every host answers");
    let mut bench = Bench::start(Fleet { hosts: HOSTS, half_dead: false })?;
    for concurrency in [1, 10, 50, 200, 500] {
        bench.run(1, concurrency)?;
    }
    println!("\nthe same hosts four times over: four times the reports, and no more memory");
    bench.run(4, 50)?;
    println!("\n{HOSTS} hosts, every other one refuses (asked twice, after the default rest of 200 ms)");
    let mut bench = Bench::start(Fleet { hosts: HOSTS, half_dead: true })?;
    for concurrency in [10, 50, 200, 500] {
        bench.run(1, concurrency)?;
    }
    Ok(())
}

/// How many file descriptors the prober may have beside those it began with.
fn bound(concurrency: usize) -> Result<u64> {
    Ok(u64::try_from(concurrency)? * PER_HOST + SPARE)
}

/// Checks the fleet, as often as `rounds` says.
fn probe(fleet: Fleet, port: u16, rounds: usize, concurrency: usize) -> Result<Figures> {
    let options = CheckOptions::default().depth(Depth::Quick).judge_at(Fleet::moment()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let first = fleet.targets(port).next().context("a fleet has hosts")?;
        for _ in 0..WARM_UP {
            check(&first, &options).await?;
        }
        // One is open only while we look.
        let descriptors = open_descriptors("self").map(|count| count - 1);
        if let Some(base) = descriptors {
            limit_descriptors(base + bound(concurrency)?)?;
        }
        let memory = peak_memory();
        let cpu = cpu_time();
        let began = Instant::now();

        let (mut reports, mut wrong, mut first_wrong) = (0, 0, None);
        let targets = std::iter::repeat_n(fleet.targets(port), rounds).flatten();
        let mut checks =
            scan(targets, &options, ScanOptions::default().concurrency(u32::try_from(concurrency)?))?;
        while let Some(report) = checks.next().await {
            reports += 1;
            if !fleet.is_right(&report) {
                wrong += 1;
                first_wrong = first_wrong.or_else(|| Some(report.summary.clone()));
            }
        }
        Ok(Figures {
            reports,
            wrong,
            first_wrong,
            wall: began.elapsed(),
            cpu: cpu_time().zip(cpu).map(|(after, before)| after - before),
            memory: peak_memory().zip(memory).map(|(after, before)| after - before),
            descriptors,
        })
    })
}

/// The hosts, and the table.
struct Bench {
    fleet: Fleet,
    hosts: HostProcess,
}

impl Bench {
    fn start(fleet: Fleet) -> Result<Self> {
        let hosts = HostProcess::start(fleet)?;
        println!("{:31} {:>19} {:>21} {:>21}", "", "CPU ms per check", "memory KiB", "descriptors");
        println!(
            "{:>7} {:>7} {:>7} {:>7} {:>9} {:>9} {:>9} {:>11} {:>10} {:>10}",
            "at once",
            "checks",
            "wall s",
            "per s",
            "prober",
            "hosts",
            "grown",
            "per host",
            "highest",
            "bound"
        );
        Ok(Self { fleet, hosts })
    }

    /// One run, one line.
    fn run(&mut self, rounds: usize, concurrency: usize) -> Result<()> {
        let hosts_before = self.hosts.cpu_time()?;
        let mut prober = Command::new(std::env::current_exe()?)
            .args([PROBE, &self.fleet.half_dead.to_string(), &self.hosts.port().to_string()])
            .args([rounds.to_string(), concurrency.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the prober does not start")?;
        let process = prober.id().to_string();
        let mut most = None;
        while prober.try_wait()?.is_none() {
            most = most.max(open_descriptors(&process));
            sleep(LOOK);
        }
        let output = prober.wait_with_output()?;
        ensure!(output.status.success(), "the prober failed ({})", output.status);
        let figures: Figures = serde_json::from_slice(&output.stdout)?;
        let hosts_cpu = self.hosts.cpu_time()? - hosts_before;

        let reports = f64::from(figures.reports);
        let per_report = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1000.0 / reports);
        let bound = bound(concurrency)?;
        let beyond = most.zip(figures.descriptors).is_some_and(|(most, base)| base + bound < most);
        let in_flight = u64::try_from(concurrency)?;
        println!(
            "{:>7} {:>7} {:>7.2} {:>7.0} {:>9} {:>9} {:>9} {:>11} {:>10} {:>10}",
            concurrency,
            figures.reports,
            figures.wall.as_secs_f64(),
            reports / figures.wall.as_secs_f64(),
            known(figures.cpu.map(per_report)),
            known(figures.cpu.map(|_| per_report(hosts_cpu))),
            known(figures.memory.map(|bytes| bytes / 1024)),
            known(figures.memory.map(|bytes| bytes / 1024 / in_flight)),
            known(most),
            known(figures.descriptors.map(|base| base + bound)),
        );
        let expected = usize::from(self.fleet.hosts) * rounds;
        ensure!(usize::try_from(figures.reports)? == expected, "{} reports of {expected}", figures.reports);
        if let Some(what) = figures.first_wrong {
            bail!("{} of {} reports are wrong; the first: {what}", figures.wrong, figures.reports);
        }
        ensure!(!beyond, "more file descriptors than {concurrency} hosts in flight may take");
        Ok(())
    }
}

fn known(figure: Option<impl ToString>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| figure.to_string())
}
