//! `cargo xtask fuzz`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{cargo, output, root, run};

/// How long each target runs in a smoke test, in seconds. It always takes the same way through the inputs, so that it
/// judges the change and not its luck; `--long` goes where nobody was.
const SMOKE_SECONDS: u64 = 10;
const SMOKE_SEED: &str = "-seed=1";

/// libFuzzer's instrumentation, out of what a stable compiler takes: nothing here is `unsafe`, so no sanitizer is
/// missed, and overflow and debug assertions find the rest.
const FLAGS: &str = "--cfg fuzzing -Cdebug-assertions -Ccodegen-units=1 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// How long to fuzz.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    /// One target, until it fails or is interrupted.
    Endless,
    /// Each target for a few seconds, from a fixed seed.
    Smoke,
    /// All targets together for so many hours, each for its share; what they collected is minimised afterwards.
    Hours(f64),
}

/// Runs the fuzz targets, or one of them.
pub(crate) fn run_targets(only: Option<&str>, length: Length) -> Result<()> {
    let home = root().join("tests/fuzz");
    let mut targets = targets(&home.join("fuzz_targets"))?;
    if let Some(only) = only {
        ensure!(
            targets.iter().any(|name| name == only),
            "no target {only}; there are: {}",
            targets.join(", ")
        );
        targets.retain(|name| name == only);
    }
    // RUSTFLAGS reach build scripts too, unless the target is named.
    let about_rustc = output(Command::new("rustc").arg("-vV"));
    let host = about_rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc -vV names no host")?;
    let arguments = format!(
        "build --release --manifest-path tests/fuzz/Cargo.toml --target-dir tests/fuzz/target --target {host}"
    );
    run(cargo(&arguments).env("RUSTFLAGS", FLAGS))?;
    let programs = home.join("target").join(host).join("release");

    let fuzz = Fuzz { home, programs };
    match length {
        Length::Endless => {
            let Some(name) = targets.first() else { bail!("there is no target") };
            run(&mut fuzz.command(name)?)
        }
        Length::Smoke => fuzz.all(&targets, SMOKE_SECONDS, length),
        Length::Hours(hours) => {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            let share = Duration::from_secs_f64(hours * 3600.0)
                .saturating_mul(u32::try_from(cores)?)
                .checked_div(u32::try_from(targets.len())?);
            fuzz.all(&targets, share.context("there is no target")?.as_secs().max(1), length)
        }
    }
}

/// The names of the targets.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let file = entry?.path();
        if let Some(name) = file.file_stem().filter(|_| file.extension().is_some_and(|e| e == "rs")) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Where the targets are, and what they were built into.
struct Fuzz {
    home: PathBuf,
    programs: PathBuf,
}

impl Fuzz {
    /// As many targets at a time as there are cores. What a target prints is shown only if it fails.
    fn all(&self, targets: &[String], seconds: u64, length: Length) -> Result<()> {
        let waiting = Mutex::new(targets.iter());
        let (failed, executions) = (Mutex::new(Vec::new()), AtomicU64::new(0));
        let work = || {
            let next = || waiting.lock().ok()?.next();
            while let Some(name) = next() {
                match self.one(name, seconds, length) {
                    Ok(done) => {
                        executions.fetch_add(done, Ordering::Relaxed);
                    }
                    Err(error) => {
                        println!("{name}: {error:#}");
                        failed.lock().map(|mut failed| failed.push(name.as_str())).ok();
                    }
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        });
        let failed = failed.into_inner().unwrap_or_default();
        ensure!(failed.is_empty(), "these targets failed: {}", failed.join(", "));
        println!(
            "fuzz: ok. {} executions, {seconds} s each: {}",
            executions.into_inner(),
            targets.join(", ")
        );
        Ok(())
    }

    /// How often the target ran.
    fn one(&self, name: &str, seconds: u64, length: Length) -> Result<u64> {
        let mut command = self.command(name)?;
        command.arg(format!("-max_total_time={seconds}")).stdin(Stdio::null());
        if let Length::Smoke = length {
            command.arg(SMOKE_SEED);
        }
        let output = command.output().context("it does not start")?;
        let printed = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{}\n{printed}", output.status);
        let done =
            printed.lines().rfind(|line| line.starts_with("Done ")).context("it does not say what it did")?;
        // "#1234 DONE cov: 567 ft: …": which part of the program was reached.
        let reached = printed.lines().rfind(|line| line.contains("DONE")).unwrap_or_default();
        let edges = reached.split_whitespace().skip_while(|word| *word != "cov:").nth(1).unwrap_or("?");
        println!("{name}: {done}, {edges} edges");
        if let Length::Hours(_) = length {
            self.minimise(name)?;
        }
        let executions = done.split_whitespace().nth(1).and_then(|count| count.parse().ok());
        executions.context("it does not say how often it ran")
    }

    /// The command that fuzzes `name`, on the corpus it has collected so far and the committed seeds.
    fn command(&self, name: &str) -> Result<Command> {
        let mut command = Command::new(self.programs.join(name));
        // One input may take neither seconds nor memory. What the program itself needs is no fault of an input.
        command.args(["-timeout=1", "-malloc_limit_mb=64", "-rss_limit_mb=512"]);
        command.arg(format!("-artifact_prefix={}/", self.folder("artifacts", name)?.display()));
        let dictionary = self.home.join("dictionaries").join(format!("{name}.dict"));
        if dictionary.exists() {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        // New inputs go to the first folder.
        command.arg(self.folder("corpus", name)?);
        command.arg(self.seeds(name)?);
        Ok(command)
    }

    /// Keeps of the corpus what reaches something that nothing else reaches.
    fn minimise(&self, name: &str) -> Result<()> {
        let (whole, smaller) = (self.folder("corpus", name)?, self.folder("corpus.new", name)?);
        let mut command = Command::new(self.programs.join(name));
        command.args(["-merge=1", "-timeout=5"]).arg(&smaller).arg(self.seeds(name)?).arg(&whole);
        let output = command.stdin(Stdio::null()).output().context("it does not start")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::remove_dir_all(&whole)?;
        fs::rename(&smaller, &whole)?;
        Ok(())
    }

    /// The committed inputs. Files are those of the library's tests. Reports change with the schema: those that the renderer's tests record are the ones.
    fn seeds(&self, name: &str) -> Result<PathBuf> {
        match name {
            "report" => Ok(root().join("crates/rdp-health-render/tests/reports")),
            "files" => Ok(root().join("crates/rdp-health/src/files/tests/files")),
            _ => self.folder("seeds", name),
        }
    }

    fn folder(&self, kind: &str, name: &str) -> Result<PathBuf> {
        let folder = self.home.join(kind).join(name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(folder)
    }
}
