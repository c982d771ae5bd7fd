//! `lab-server SCENARIO.toml …`: plays scenarios for tests in other languages.
//!
//! It prints one JSON object per line and scenario, as soon as its host stands:
//!
//! ```text
//! {"scenario": "tcp-refused", "target": "srv.lab.test:40123", "rdp_file": "…", "entry": null,
//!  "dns_address": "127.0.0.1:5353", "options": {…}, "expect": {"verdict": "failing", "primary": "tcp-refused", "by_chance": false}, "report": {…}}
//! {"scenario": "healthy-ipv6", "skipped": "this system has no [::1]"}
//! ```
//!
//! `entry` is what a profile says of a web server, in place of the `.rdp` file. `options` is the JSON form of
//! `CheckOptions`. `report` is what Rust's `check` reports of a twin of the host: a host
//! counts its connections and answers each as its script says, so it is asked by one program only.
//! `real:xrdp` and `real:freerdp` in place of a file start these servers, where they are installed.
//! Everything is played until standard input ends, so also when the program that started it has died.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rdp_health::{CheckOptions, Target, check};
use rdp_health_lab::{Lab, LabError, Scenario};
use rdp_health_tests::scenario::{entry, options, proxy, target};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many Rust checks run at once: more would make the short waits of some scenarios too short.
const AT_ONCE: usize = 4;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (real, files): (Vec<_>, Vec<_>) = std::env::args_os()
        .skip(1)
        .map(PathBuf::from)
        .partition(|file| file.to_str().is_some_and(|name| name.starts_with("real:")));
    let mut servers = Vec::new();
    for name in real {
        let (line, server) = real_server(name.to_str().unwrap_or_default()).await?;
        servers.push(server);
        say(&line)?;
    }
    let free = Arc::new(Semaphore::new(AT_ONCE));
    let mut starting = JoinSet::new();
    for file in files {
        let free = Arc::clone(&free);
        starting.spawn(async move {
            let _one = free.acquire_owned().await?;
            play(&file).await.with_context(|| file.display().to_string())
        });
    }
    let mut labs = Vec::new();
    while let Some(started) = starting.join_next().await {
        let (line, lab) = started??;
        labs.extend(lab);
        say(&line)?;
    }
    // The hosts live on in the runtime; only this waits.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

fn say(line: &Value) -> Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    Ok(output.flush()?)
}

#[cfg(target_os = "linux")]
async fn real_server(name: &str) -> Result<(Value, Option<rdp_health_tests::servers::Server>)> {
    use rdp_health_tests::servers::{FreeRdpConfig, XrdpConfig, freerdp_shadow, xrdp};
    use rdp_health_tests::tools::tool;

    let needed = match name {
        "real:xrdp" => &["xrdp", "openssl"][..],
        "real:freerdp" => &["freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl"],
        _ => anyhow::bail!("there is no server {name}; there are real:xrdp and real:freerdp"),
    };
    if let Some(missing) = needed.iter().find(|program| tool(program).is_none()) {
        let why = format!("{missing} is not installed (cargo xtask real-servers installs it)");
        return Ok((json!({"scenario": name, "skipped": why}), None));
    }
    let mut server = match name {
        "real:xrdp" => xrdp(XrdpConfig::default()),
        _ => freerdp_shadow(FreeRdpConfig::default()),
    };
    let target = server.address.to_string();
    let options = CheckOptions::default();
    let report = check(&Target::parse(&target)?, &options).await?;
    server.wait_until_idle();
    Ok((json!({"scenario": name, "target": target, "options": options, "report": report}), Some(server)))
}

#[cfg(not(target_os = "linux"))]
async fn real_server(name: &str) -> Result<(Value, Option<()>)> {
    Ok((json!({"scenario": name, "skipped": "the real servers are for Linux"}), None))
}

async fn play(file: &Path) -> Result<(Value, Option<Lab>)> {
    let scenario = Scenario::parse(&std::fs::read_to_string(file)?)?;
    let name = file.file_stem().context("no file name")?.to_string_lossy();
    let (lab, twin) = match (Lab::start(&scenario).await, Lab::start(&scenario).await) {
        (Ok(lab), Ok(twin)) => (lab, twin),
        (Err(error @ (LabError::Unsupported { .. } | LabError::Listen { .. })), _)
        | (_, Err(error @ (LabError::Unsupported { .. } | LabError::Listen { .. }))) => {
            return Ok((json!({"scenario": name, "skipped": error.to_string()}), None));
        }
        (Err(error), _) | (_, Err(error)) => return Err(error.into()),
    };
    let report = check(&target(&scenario, &twin)?, &options(&scenario, &twin)).await?;
    let expect = &scenario.expect;
    let mut given = serde_json::to_value(options(&scenario, &lab))?;
    given["proxy"] = json!(proxy(&scenario, &lab));
    let line = json!({
        "scenario": name,
        "target": lab.target(),
        "rdp_file": lab.rdp_file(),
        "entry": entry(&scenario, &lab),
        "dns_address": lab.dns_address(),
        "options": given,
        "expect": {"verdict": expect.verdict.as_str(), "primary": expect.primary, "by_chance": expect.by_chance},
        "report": report,
    });
    Ok((line, Some(lab)))
}
