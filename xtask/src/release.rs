//! `cargo xtask release`: what a release consists of. Nothing is published from here: a tag has the workflow `release` build
//! on each system, pack with the same code (`--pack`), and publish.

mod binaries;
mod manifests;
mod packages;
mod rehearsal;
mod sbom;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell::{output, root};

/// What is released is this version of.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds what this machine can, packs it, and checks each package as those who install it would.
pub(crate) fn rehearse() -> Result<()> {
    let missing = binaries::build_all()?;
    let folder = pack()?;
    let (mut checked, not_checked) = rehearsal::check(&folder)?;
    checked.push(rehearsal::crates()?);
    println!();
    for what in missing.iter().chain(&not_checked) {
        println!("not made here: {what}");
    }
    for what in &checked {
        println!("checked: {what}");
    }
    println!("release: ok. {} {}", VERSION, folder.display());
    Ok(())
}

/// Packs every binary that lies in `target/TRIPLE/dist`.
pub(crate) fn pack() -> Result<PathBuf> {
    let folder = root().join("target/release-files");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let binaries = binaries::built()?;
    packages::write(&folder, &binaries)?;
    sbom::write(&folder)?;
    packages::write_sums(&folder)?;
    manifests::write(&folder)?;
    Ok(folder)
}

/// The moment that files in packages bear: that of the commit, so that two builds give the same bytes.
fn epoch() -> String {
    let seconds =
        output(std::process::Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root()));
    match seconds.trim() {
        "" => "0".to_owned(),
        seconds => seconds.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::shell::root;

    /// What a workflow runs is what was looked at, and nothing may write unless its job says so.
    #[test]
    fn workflows_pin_what_they_use_and_may_only_read() {
        let mut seen = 0;
        for file in fs::read_dir(root().join(".github/workflows")).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains("\npermissions:\n  contents: read\n"), "{}", path.display());
            assert!(!text.contains("secrets."), "{}: a long-lived secret", path.display());
            for line in text.lines() {
                let Some(action) = line.trim().trim_start_matches("- ").strip_prefix("uses: ") else {
                    continue;
                };
                let digest = action.split_once('@').and_then(|(_, rest)| rest.split_once(" # v"));
                let is_pinned = digest.is_some_and(|(digest, _)| digest.len() == 40);
                assert!(is_pinned || action.starts_with("./"), "{}: {action}", path.display());
                seen += 1;
            }
        }
        assert!(10 < seen);
    }
}
