//! `cargo xtask real-servers`.

use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{output, root, run, succeeds};

/// The Debian packages of what `tests/real` starts, and the browser in which an example's page is tested.
const PACKAGES: &[&str] = &[
    "xrdp",
    "freerdp2-shadow-x11",
    // The client.
    "freerdp2-x11",
    // FreeRDP's X server and password hashes.
    "faketime",
    "xvfb",
    "winpr-utils",
    "weston",
    "gnome-remote-desktop",
    // GNOME Remote Desktop's session.
    "mutter",
    "pipewire",
    "wireplumber",
    "dbus",
    "libglib2.0-bin",
    "unbound",
    // Not "dnsmasq", which is the same program with a service that wants port 53.
    "dnsmasq-base",
    // Carries the packets of a long way between two namespaces.
    "socat",
    "openssl",
    // Proxies: SOCKS 5, and CONNECT.
    "microsocks",
    "dante-server",
    "tinyproxy",
    "squid",
    // Kerberos: MIT's KDC, a KDC proxy, and a domain controller.
    "krb5-kdc",
    "python3-kdcproxy",
    "samba-ad-dc",
    "samba-ad-provision",
    "samba-dsdb-modules",
    // Namespaces and their faults.
    "iproute2",
    "nftables",
    "chromium",
    // Whose word the suite compares with ours, and what the last of them is installed with.
    "nmap",
    "sslscan",
    "python3-venv",
    // Readers of what monitoring systems are told: Prometheus' promtool, and Monitoring::Plugin of plugins in Perl.
    "prometheus",
    "libmonitoring-plugin-perl",
];

/// A tool to compare with that Debian does not have. A newer one may know other suites.
const SSLYZE: &str = "sslyze==6.3.1";

/// Tested where it is to be had: in Debian 12 it comes from backports.
const OPTIONAL: [&str; 1] = ["freerdp3-shadow-x11"];

/// What packages would start at boot, which nobody asked for.
const UNITS: [(&str, &[&str]); 8] = [
    ("xrdp", &["xrdp.service", "xrdp-sesman.service"]),
    ("unbound", &["unbound.service"]),
    ("dante-server", &["danted.service"]),
    ("tinyproxy", &["tinyproxy.service"]),
    ("squid", &["squid.service"]),
    ("krb5-kdc", &["krb5-kdc.service"]),
    ("samba-ad-dc", &["samba-ad-dc.service", "smbd.service", "nmbd.service", "winbind.service"]),
    ("prometheus", &["prometheus.service"]),
];

/// Installs without starting anything. A policy-rc.d that is there already is somebody's, and stays.
const INSTALL: &str = r#"
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
apt-get install --yes --no-install-recommends "$@" </dev/null
"#;

/// Installs what is missing, or says what is.
pub(crate) fn install() -> Result<()> {
    install_packages(PACKAGES, &OPTIONAL)?;
    install_sslyze()
}

/// Into an environment of the checkout's own, where the tests look for it.
fn install_sslyze() -> Result<()> {
    let environment = root().join(".env/peers");
    if succeeds(Command::new(environment.join("bin/sslyze")).arg("--help")) {
        return Ok(());
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    run(Command::new(environment.join("bin/python")).args(["-m", "pip", "install", "--quiet", SSLYZE]))
}

/// Installs those of the packages that are missing, with the optional ones that are to be had, or says which they are and
/// who can install them.
pub(crate) fn install_packages(packages: &[&'static str], optional: &[&'static str]) -> Result<()> {
    let mut missing: Vec<&str> = packages.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        println!("installed: {}", packages.join(" "));
        return Ok(());
    }
    let debian = succeeds(Command::new("apt-get").arg("--version"));
    let superuser = output(Command::new("id").arg("-u")).trim() == "0";
    if !debian || !superuser {
        let who = if debian { "as root" } else { "on Debian, or what provides the same elsewhere" };
        bail!("to be installed {who}: apt-get install --no-install-recommends {}", missing.join(" "));
    }
    // A source that is out of reach need not hold one of these packages: the installation decides.
    if let Err(error) = run(Command::new("apt-get").args(["update", "--quiet"])) {
        println!("{error:#}");
    }
    missing.extend(optional.iter().filter(|package| !is_installed(package) && is_available(package)));
    let mut apt = Command::new("sh");
    apt.args(["-c", INSTALL, "install"]).args(&missing).env("DEBIAN_FRONTEND", "noninteractive");
    println!("\n$ apt-get install --no-install-recommends {}", missing.join(" "));
    let status = apt.status().context("sh does not start")?;
    ensure!(status.success(), "apt-get install failed ({status})");
    let units = UNITS.iter().filter(|(package, _)| missing.contains(package)).flat_map(|(_, units)| *units);
    let units: Vec<&str> = units.copied().collect();
    if !units.is_empty() && succeeds(Command::new("systemctl").arg("--version")) {
        run(Command::new("systemctl").arg("disable").args(units))?;
    }
    Ok(())
}

fn is_installed(package: &str) -> bool {
    output(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        == "installed"
}

fn is_available(package: &str) -> bool {
    let policy = output(Command::new("apt-cache").args(["policy", package]));
    policy
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Candidate: "))
        .any(|version| version != "(none)")
}
