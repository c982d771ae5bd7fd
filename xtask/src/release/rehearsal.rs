//! What those who install a package would see: it unpacks, starts where nothing else is, and has its licences.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::VERSION;
use super::binaries::MUSL;
use super::packages::{TEXTS, files};
use super::sbom;
use crate::shell::{cargo, output, root, run, succeeds};
use crate::windows;

/// No command is larger. It should be 12 MB; the static one for Linux has 14.3, of which 10 are code.
const LARGEST: u64 = 15_000_000;
/// A lab host that is quick, and what is said of it.
const DEMO: [&str; 2] = ["demo", "expired-certificate"];

/// Checks everything in the folder. What was checked, and what could not be.
pub(super) fn check(folder: &Path) -> Result<(Vec<String>, Vec<String>)> {
    ensure!(
        succeeds(Command::new("sha256sum").args(["--check", "SHA256SUMS"]).current_dir(folder)),
        "SHA256SUMS is wrong"
    );
    let bill: Value =
        serde_json::from_str(&fs::read_to_string(folder.join(sbom::FILE))?).context(sbom::FILE)?;
    ensure!(bill.get("components").is_some(), "{} names no crates", sbom::FILE);
    let (mut checked, mut missing) = (Vec::new(), Vec::new());
    let scratch = root().join("target/release-scratch");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    for file in files(folder)? {
        let package = folder.join(&file);
        let into = scratch.join(&file);
        fs::create_dir_all(&into)?;
        if file.ends_with(".tar.gz") {
            run(Command::new("tar").arg("-xzf").arg(&package).arg("-C").arg(&into))?;
            let content = into.join(file.trim_end_matches(".tar.gz"));
            has_all(&content, "rdp-health")?;
            match file.contains(MUSL) {
                true => checked.push(in_an_empty_root(&content)?),
                false => missing.push(format!("{file}: not started, it is for another system")),
            }
        } else if file.ends_with(".zip") {
            run(Command::new("unzip").arg("-q").arg(&package).arg("-d").arg(&into))?;
            let content = into.join(file.trim_end_matches(".zip"));
            has_all(&content, "rdp-health.exe")?;
            match windows::wine() {
                Some(wine) => checked.push(under_wine(&content, wine)?),
                None => missing.push(format!("{file}: not started, wine is not installed")),
            }
            match sign(&content)? {
                Some(signed) => checked.push(signed),
                None => missing.push("a signature: osslsigncode is not installed".to_owned()),
            }
        } else if file.ends_with(".deb") {
            run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&into))?;
            let version = output(Command::new(into.join("usr/bin/rdp-health")).arg("--version"));
            ensure!(version.contains(VERSION), "{file} says the version {version:?}");
            for name in ["copyright", "NOTICE", "LICENSE-MIT", "changelog.gz"] {
                ensure!(into.join("usr/share/doc/rdp-health").join(name).exists(), "{file} has no {name}");
            }
            checked.push(format!("{file}: unpacked, version, licences"));
        }
    }
    fs::remove_dir_all(&scratch)?;
    Ok((checked, missing))
}

/// The command, not too large, and what goes with it.
fn has_all(content: &Path, program: &str) -> Result<()> {
    let length = fs::metadata(content.join(program)).with_context(|| program.to_owned())?.len();
    ensure!(length <= LARGEST, "{program} has {length} bytes, more than {LARGEST}");
    println!("{program}: {:.1} MB", f64::from(u32::try_from(length)?) / 1e6);
    for name in
        TEXTS.iter().copied().chain(["man/rdp-health.1", "man/rdp-health-check.1", "completions/_rdp-health"])
    {
        let length = fs::metadata(content.join(name)).with_context(|| name.to_owned())?.len();
        ensure!(100 < length, "{name} is empty");
    }
    let notice = fs::read_to_string(content.join("NOTICE"))?;
    ensure!(notice.contains("CDLA-Permissive-2.0"), "NOTICE has no licence of Mozilla's roots");
    Ok(())
}

/// Where there is no other file at all: no libraries, no `/etc`, no `/proc`.
fn in_an_empty_root(content: &Path) -> Result<String> {
    let empty: PathBuf = content.join("empty");
    fs::create_dir_all(&empty)?;
    fs::copy(content.join("rdp-health"), empty.join("rdp-health"))?;
    // As root without more, otherwise in a namespace of one's own.
    let started = |arguments: &[&str]| -> Result<String> {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "chroot"]).arg(&empty).arg("/rdp-health").args(arguments);
        said(&mut command)
    };
    ensure!(started(&["--version"])?.contains(VERSION), "{MUSL}: another version");
    demonstrates(&started(&DEMO)?)?;
    Ok(format!("{MUSL}: version and demo in an empty root"))
}

fn under_wine(content: &Path, wine: impl Fn() -> Command) -> Result<String> {
    let program = content.join("rdp-health.exe");
    ensure!(
        said(wine().arg(&program).arg("--version"))?.contains(VERSION),
        "{}: another version",
        windows::TARGET
    );
    demonstrates(&said(wine().arg(&program).args(DEMO))?)?;
    Ok(format!("{}: version and demo under wine", windows::TARGET))
}

fn demonstrates(report: &str) -> Result<()> {
    ensure!(report.contains("cert-expired"), "the demo finds no expired certificate:\n{report}");
    Ok(())
}

/// What it prints, however it ends: findings are no failure.
fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(!text.is_empty(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(text)
}

/// Signs with a key that is thrown away, and verifies: that the release can be signed once there is a key.
fn sign(content: &Path) -> Result<Option<String>> {
    let installed = Command::new("osslsigncode").arg("--version").stdout(Stdio::null()).status();
    if !installed.is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let in_folder = |program: &str, arguments: &str| {
        run(Command::new(program).args(arguments.split(' ')).current_dir(content).stdout(Stdio::null()))
    };
    in_folder(
        "openssl",
        "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=rehearsal -addext extendedKeyUsage=codeSigning -keyout key.pem -out cert.pem",
    )?;
    in_folder(
        "osslsigncode",
        "sign -h sha256 -certs cert.pem -key key.pem -in rdp-health.exe -out signed.exe",
    )?;
    in_folder("osslsigncode", "verify -CAfile cert.pem -in signed.exe")?;
    Ok(Some("a signature with a key made for it".to_owned()))
}

/// Every crate that is published can be packed: nothing that it needs is outside of its folder.
pub(super) fn crates() -> Result<String> {
    let mut package = cargo("package --locked --workspace --allow-dirty --no-verify");
    for without in [
        "rdp-health-node",
        "rdp-health-python",
        "rdp-health-benches",
        "rdp-health-tests",
        "rdp-health-examples",
        "xtask",
    ] {
        package.args(["--exclude", without]);
    }
    run(&mut package)?;
    Ok("cargo package of every published crate".to_owned())
}
