//! Archives, the Debian package and the container's file, each with licences, manual pages and completions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::binaries::{Binary, MUSL};
use super::{VERSION, epoch};
use crate::shell::{cargo, output, root, run};

/// What stands beside the command in every package.
pub(super) const TEXTS: [&str; 5] = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];
/// The shells, and the file of each.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "rdp-health.bash"),
    ("elvish", "rdp-health.elv"),
    ("fish", "rdp-health.fish"),
    ("powershell", "rdp-health.ps1"),
    ("zsh", "_rdp-health"),
];
/// The architecture's name in Debian.
const DEBIAN: [(&str, &str); 2] = [(MUSL, "amd64"), ("aarch64-unknown-linux-musl", "arm64")];

/// Writes a package for each binary.
pub(super) fn write(folder: &Path, binaries: &[Binary]) -> Result<()> {
    let beside = root().join("target/release-beside");
    write_beside(&beside, &speaker(binaries)?)?;
    let staging = root().join("target/release-staging");
    for binary in binaries {
        let content = staging.join(binary.name());
        if content.exists() {
            fs::remove_dir_all(&content)?;
        }
        fs::create_dir_all(&content)?;
        run(Command::new("cp").arg("-R").arg(beside.join(".")).arg(&content))?;
        run(Command::new("cp").arg(&binary.path).arg(&content))?;
        let script = include_str!("../../data/release/pack.sh");
        let ending = if binary.is_windows() { "zip" } else { "tar.gz" };
        script_with(script, &[&binary.name(), ending], &staging, folder)?;
        if let Some((_, architecture)) = DEBIAN.iter().find(|(triple, _)| *triple == binary.triple) {
            let script = include_str!("../../data/release/deb.sh");
            script_with(script, &[&binary.name(), VERSION, architecture], &staging, folder)?;
        }
    }
    let file = folder.join("Containerfile");
    fs::write(&file, include_str!("../../data/release/Containerfile"))
        .with_context(|| file.display().to_string())
}

fn script_with(script: &str, arguments: &[&str], staging: &Path, folder: &Path) -> Result<()> {
    run(Command::new("sh")
        .args(["-c", script, "pack"])
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", epoch())
        .env("FOLDER", folder)
        .current_dir(staging))
}

/// A command that runs here, which writes its own manual pages and completions.
fn speaker(binaries: &[Binary]) -> Result<PathBuf> {
    let program = root().join("target/release-speaker");
    match binaries.iter().find(|one| one.triple == MUSL) {
        // It may come from another machine, without the right to be run.
        Some(binary) => run(Command::new("install").args(["-m", "755"]).arg(&binary.path).arg(&program))?,
        None => {
            run(&mut cargo("build --locked -p rdp-health-cli"))?;
            fs::copy(root().join("target/debug/rdp-health"), &program)?;
        }
    }
    Ok(program)
}

/// Texts, manual pages and completions.
fn write_beside(folder: &Path, program: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("man"))?;
    fs::create_dir_all(folder.join("completions"))?;
    for text in TEXTS {
        fs::copy(root().join(text), folder.join(text)).with_context(|| text.to_owned())?;
    }
    let says = |arguments: &[&str]| -> Result<String> {
        let said = output(Command::new(program).args(arguments));
        ensure!(!said.is_empty(), "rdp-health {} says nothing", arguments.join(" "));
        Ok(said)
    };
    fs::write(folder.join("man/rdp-health.1"), says(&["man"])?)?;
    for verb in verbs(&says(&["--help"])?) {
        fs::write(folder.join(format!("man/rdp-health-{verb}.1")), says(&["man", &verb])?)?;
    }
    for (shell, file) in COMPLETIONS {
        fs::write(folder.join("completions").join(file), says(&["completions", shell])?)?;
    }
    Ok(())
}

/// The commands that the help lists.
fn verbs(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    listed
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
        .filter(|verb| verb != "help")
        .collect()
}

/// `SHA256SUMS`, of everything that is there.
pub(super) fn write_sums(folder: &Path) -> Result<()> {
    let files = files(folder)?;
    let sums = output(Command::new("sha256sum").args(&files).current_dir(folder));
    ensure!(sums.lines().count() == files.len(), "sha256sum failed");
    fs::write(folder.join("SHA256SUMS"), sums).context("SHA256SUMS")
}

/// The names of the files, in order.
pub(super) fn files(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    let mut names: Vec<String> =
        paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::verbs;

    #[test]
    fn the_help_lists_the_verbs() {
        let help = "Usage: x\n\nCommands:\n  check  Check hosts: one\n         verdict\n  man    Write\n  help   Print\n\nOptions:\n  -h";
        assert_eq!(verbs(help), ["check", "man"]);
    }
}
