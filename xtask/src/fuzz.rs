//! `cargo xtask fuzz`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{cargo, output, root, run};

/// How long each target runs in a smoke test, in seconds.
const SMOKE_SECONDS: u32 = 30;

/// libFuzzer's instrumentation, out of what a stable compiler takes: nothing here is `unsafe`, so no sanitizer is
/// missed, and overflow and debug assertions find the rest.
const FLAGS: &str = "--cfg fuzzing -Cdebug-assertions -Ccodegen-units=1 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs one target until it fails or is interrupted; with `smoke`, that one or all for half a minute each.
pub(crate) fn run_targets(only: Option<&str>, smoke: bool) -> Result<()> {
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

    if smoke {
        return smoke_test(&home, &programs, &targets);
    }
    let Some(name) = targets.first() else { bail!("there is no target") };
    run(&mut fuzzer(&home, &programs, name)?)
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

/// As many targets at a time as there are cores. What a target prints is shown only if it fails.
fn smoke_test(home: &Path, programs: &Path, targets: &[String]) -> Result<()> {
    let waiting = Mutex::new(targets.iter());
    let failed = Mutex::new(Vec::new());
    let work = || {
        let next = || waiting.lock().ok()?.next();
        while let Some(name) = next() {
            if let Err(error) = smoke_test_one(home, programs, name) {
                println!("{name}: {error:#}");
                failed.lock().map(|mut failed| failed.push(name.as_str())).ok();
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
    println!("fuzz: ok. {SMOKE_SECONDS} s each: {}", targets.join(", "));
    Ok(())
}

fn smoke_test_one(home: &Path, programs: &Path, name: &str) -> Result<()> {
    let mut command = fuzzer(home, programs, name)?;
    command.arg(format!("-max_total_time={SMOKE_SECONDS}")).stdin(Stdio::null());
    let output = command.output().context("it does not start")?;
    let printed = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}\n{printed}", output.status);
    let done =
        printed.lines().rfind(|line| line.starts_with("Done ")).context("it does not say what it did")?;
    println!("{name}: {done}");
    Ok(())
}

/// The command that fuzzes `name`, on the corpus it has collected so far and the committed seeds.
fn fuzzer(home: &Path, programs: &Path, name: &str) -> Result<Command> {
    let folder = |kind: &str| -> Result<PathBuf> {
        let folder = home.join(kind).join(name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(folder)
    };
    let mut command = Command::new(programs.join(name));
    // One input may take neither seconds nor memory: decoders are linear.
    command.args(["-timeout=5", "-rss_limit_mb=512"]);
    command.arg(format!("-artifact_prefix={}/", folder("artifacts")?.display()));
    // New inputs go to the first folder.
    command.arg(folder("corpus")?).arg(folder("seeds")?);
    Ok(command)
}
