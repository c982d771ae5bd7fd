//! `rdp-health audit` of the computer that it runs on: a Windows of the checkout's own, whose registry is set for it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::shell::root;

const SERVER: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server";
const LISTENER: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp";
/// What it has to find, and a secret that it may not take.
const VALUES: [(&str, &str, &str, &str); 4] = [
    (SERVER, "fDenyTSConnections", "REG_DWORD", "1"),
    (LISTENER, "PortNumber", "REG_DWORD", "3390"),
    (LISTENER, "UserAuthentication", "REG_DWORD", "1"),
    (LISTENER, "Password", "REG_SZ", "S3cr3t"),
];

/// What it says of this computer, live and from its own collection, is the same, and right.
pub(super) fn check(program: &Path, wine: impl Fn() -> Command) -> Result<()> {
    for (key, name, kind, data) in VALUES {
        let mut set = wine();
        set.args(["reg", "add", key, "/v", name, "/t", kind, "/d", data, "/f"]).stdout(Stdio::null());
        ensure!(set.status()?.success(), "wine reg add {key} failed");
    }
    let archive = root().join("target/windows-audit.zip");
    fs::remove_file(&archive).ok();
    let audit = |arguments: &[&str]| -> Result<String> {
        let output = wine().arg(program).arg("audit").args(arguments).stdin(Stdio::null()).output()?;
        let (said, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(!said.is_empty(), "audit {}: {errors}", arguments.join(" "));
        Ok(said.into_owned())
    };
    let live: Value = serde_json::from_str(&audit(&["--format", "json"])?).context("the audit is no JSON")?;
    let said = |audit: &Value| -> Vec<String> {
        let findings = audit.get("findings").and_then(Value::as_array);
        let ids = findings.into_iter().flatten().filter_map(|finding| finding.get("id")?.as_str());
        ids.map(str::to_owned).collect()
    };
    // Wine has the service, and never starts it by itself.
    for cause in ["host-rdp-disabled", "host-service-stopped"] {
        ensure!(said(&live).iter().any(|id| id == cause), "it does not find {cause}: {live:#}");
    }
    ensure!(live.pointer("/target/port").and_then(Value::as_u64) == Some(3390), "it does not find the port");
    let path = archive.to_str().context("the checkout's path is no text")?;
    audit(&["--collect", path])?;
    let again: Value =
        serde_json::from_str(&audit(&[path, "--format", "json"])?).context("the audit is no JSON")?;
    ensure!(
        said(&again) == said(&live),
        "the collection says {:?}, the computer {:?}",
        said(&again),
        said(&live)
    );
    for facts in ["listeners", "settings", "certificates", "listening", "computer"] {
        let pointer = format!("/observations/inside/{facts}");
        ensure!(again.pointer(&pointer) == live.pointer(&pointer), "{facts} differ in the collection");
    }
    ensure!(
        !live.to_string().contains("S3cr3t") && !again.to_string().contains("S3cr3t"),
        "a password was read"
    );
    let services =
        live.pointer("/observations/inside/services").and_then(Value::as_array).map_or(0, Vec::len);
    println!(
        "windows: audit of this computer, and of its collection: {} and {services} services",
        said(&live).join(", ")
    );
    Ok(())
}
