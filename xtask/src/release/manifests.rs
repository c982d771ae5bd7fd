//! What winget, Scoop and Homebrew install by, made of the packages that there are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::VERSION;

const HOME: &str = "https://github.com/rdp-health/rdp-health";
const TITLE: &str = "Why does this Remote Desktop connection fail?";

pub(super) fn write(folder: &Path) -> Result<()> {
    let sums = fs::read_to_string(folder.join("SHA256SUMS")).context("SHA256SUMS")?;
    let sums: BTreeMap<&str, &str> =
        sums.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect();
    let windows = of_target(&sums, &["x86_64-pc-windows-msvc", "x86_64-pc-windows-gnu"]);
    let into = folder.join("manifests");
    fs::create_dir_all(&into)?;
    let write = |name: &str, text: String| fs::write(into.join(name), text).with_context(|| name.to_owned());
    if let Some((file, sum)) = windows {
        for (kind, text) in winget(file, sum) {
            write(&format!("RdpHealth.RdpHealth{kind}.yaml"), text)?;
        }
        write("rdp-health.json", scoop(file, sum)?)?;
    }
    write("rdp-health.rb", homebrew(&sums))
}

/// The package for the first of these targets that there is one for.
fn of_target<'a>(sums: &BTreeMap<&'a str, &'a str>, targets: &[&str]) -> Option<(&'a str, &'a str)> {
    let of = |target: &&str| sums.iter().find(|(name, _)| name.contains(*target) && !name.ends_with(".deb"));
    targets.iter().find_map(of).map(|(name, sum)| (*name, *sum))
}

fn address(file: &str) -> String {
    format!("{HOME}/releases/download/v{VERSION}/{file}")
}

/// The three files of a winget package; the folder in the zip is named after the zip.
fn winget(file: &str, sum: &str) -> [(&'static str, String); 3] {
    let head = format!("PackageIdentifier: RdpHealth.RdpHealth\nPackageVersion: {VERSION}\n");
    let folder = file.trim_end_matches(".zip");
    let foot = |kind: &str| format!("ManifestType: {kind}\nManifestVersion: 1.6.0\n");
    [
        ("", format!("{head}DefaultLocale: en-US\n{}", foot("version"))),
        (
            ".installer",
            format!(
                "{head}InstallerType: zip\nNestedInstallerType: portable\nNestedInstallerFiles:\n- RelativeFilePath: {folder}\\rdp-health.exe\n  \
                 PortableCommandAlias: rdp-health\nInstallers:\n- Architecture: x64\n  InstallerUrl: {}\n  InstallerSha256: {}\n{}",
                address(file),
                sum.to_uppercase(),
                foot("installer")
            ),
        ),
        (
            ".locale.en-US",
            format!(
                "{head}PackageLocale: en-US\nPublisher: The rdp-health contributors\nPackageName: rdp-health\nPackageUrl: {HOME}\n\
                 License: MIT OR Apache-2.0\nLicenseUrl: {HOME}/blob/v{VERSION}/LICENSE-MIT\nShortDescription: {TITLE}\n\
                 Moniker: rdp-health\nTags:\n- rdp\n- remote-desktop\n- diagnostics\n{}",
                foot("defaultLocale")
            ),
        ),
    ]
}

fn scoop(file: &str, sum: &str) -> Result<String> {
    let any = file.replace(VERSION, "$version");
    let manifest = json!({
        "version": VERSION,
        "description": TITLE,
        "homepage": HOME,
        "license": "MIT|Apache-2.0",
        "architecture": {"64bit": {"url": address(file), "hash": sum, "extract_dir": file.trim_end_matches(".zip")}},
        "bin": "rdp-health.exe",
        "checkver": "github",
        "autoupdate": {"architecture": {"64bit": {
            "url": format!("{HOME}/releases/download/v$version/{any}"),
            "extract_dir": any.trim_end_matches(".zip"),
        }}},
    });
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

fn homebrew(sums: &BTreeMap<&str, &str>) -> String {
    let source = |target: &str| match of_target(sums, &[target]) {
        Some((file, sum)) => format!("    url \"{}\"\n    sha256 \"{sum}\"\n", address(file)),
        None => String::new(),
    };
    let mut formula = format!(
        "class RdpHealth < Formula\n  desc \"{TITLE}\"\n  homepage \"{HOME}\"\n  version \"{VERSION}\"\n  license any_of: [\"MIT\", \"Apache-2.0\"]\n\n"
    );
    for (system, target) in [
        ("on_macos", "universal-apple-darwin"),
        ("on_linux && on_intel", "x86_64-unknown-linux-musl"),
        ("on_linux && on_arm", "aarch64-unknown-linux-musl"),
    ] {
        let source = source(target);
        if source.is_empty() {
            continue;
        }
        formula += &match system.split_once(" && ") {
            None => format!("  {system} do\n{source}  end\n\n"),
            Some((system, processor)) => {
                let deeper = source.replace("    ", "      ");
                format!("  {system} do\n    {processor} do\n{deeper}    end\n  end\n\n")
            }
        };
    }
    formula
        + "  def install\n    bin.install \"rdp-health\"\n    man1.install Dir[\"man/*.1\"]\n    bash_completion.install \"completions/rdp-health.bash\" => \"rdp-health\"\n    \
           zsh_completion.install \"completions/_rdp-health\"\n    fish_completion.install \"completions/rdp-health.fish\"\n  end\n\n  \
           test do\n    assert_match version.to_s, shell_output(\"#{bin}/rdp-health --version\")\n  end\nend\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_names_file_and_checksum() {
        let zip = format!("rdp-health-{VERSION}-x86_64-pc-windows-msvc.zip");
        let tar = format!("rdp-health-{VERSION}-x86_64-unknown-linux-musl.tar.gz");
        let sums = BTreeMap::from([(zip.as_str(), "ab12"), (tar.as_str(), "cd34")]);
        let (file, sum) = of_target(&sums, &["x86_64-pc-windows-msvc"]).unwrap();
        let [_, (_, installer), _] = winget(file, sum);
        assert!(installer.contains(&address(&zip)) && installer.contains("InstallerSha256: AB12"));
        let scoop: serde_json::Value = serde_json::from_str(&scoop(file, sum).unwrap()).unwrap();
        assert_eq!(scoop.pointer("/architecture/64bit/hash").unwrap(), "ab12");
        assert!(
            scoop
                .pointer("/autoupdate/architecture/64bit/url")
                .unwrap()
                .as_str()
                .unwrap()
                .contains("$version")
        );
        let formula = homebrew(&sums);
        assert!(formula.contains("sha256 \"cd34\"") && !formula.contains("on_macos"));
        assert_eq!(formula.matches(" do\n").count(), formula.matches("end\n").count() - 2, "{formula}");
    }
}
