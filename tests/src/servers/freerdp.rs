//! The FreeRDP shadow server on an X server of its own: the one with Network Level Authentication.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;

use super::Server;
use crate::pki::{Identity, pki};
use crate::process::{Process, TempDir};

/// What differs from one FreeRDP shadow server to the next.
#[derive(Debug, Clone, Copy)]
pub struct FreeRdpConfig<'a> {
    /// `freerdp-shadow-cli` (FreeRDP 2) or `freerdp-shadow-cli3` (FreeRDP 3).
    pub program: &'a str,
    /// `nla`, `tls`, `rdp` or `ext` for that one alone; `all` for what the program offers by itself.
    pub security: &'a str,
    /// The host name that it tells in its NTLM challenge; `None` for this machine's. A name needs root.
    pub host_name: Option<&'a str>,
    /// The address on which it listens.
    pub bind: &'a str,
    /// How far its clock is off, as `faketime` takes it; `None` for the true time.
    pub clock: Option<&'a str>,
    /// `None` for the self-signed certificate that it makes itself.
    pub identity: Option<&'a Identity>,
}

impl Default for FreeRdpConfig<'_> {
    /// FreeRDP 2 with NLA alone and the good certificate.
    fn default() -> Self {
        Self {
            program: "freerdp-shadow-cli",
            security: "nla",
            host_name: None,
            bind: "127.0.0.1",
            clock: None,
            identity: Some(&pki().good),
        }
    }
}

/// Starts a shadow server. It lets `lab` with the password `lab` in.
pub fn freerdp_shadow(config: FreeRdpConfig<'_>) -> Server {
    Server::start("freerdp", |dir, port| {
        let home = dir.path();
        let settings = home.join(".config/freerdp/shadow");
        fs::create_dir_all(&settings).map_err(|e| format!("{}: {e}", settings.display()))?;
        if let Some(identity) = config.identity {
            for (from, to) in [(&identity.certificate, "shadow.crt"), (&identity.key, "shadow.key")] {
                fs::copy(from, settings.join(to)).map_err(|e| format!("{}: {e}", from.display()))?;
            }
        }
        let hash = Command::new("winpr-hash").args(["-u", "lab", "-p", "lab"]).output();
        let hash = hash.map_err(|e| format!("winpr-hash: {e}"))?.stdout;
        let accounts =
            dir.write("accounts", &format!("lab:::{}:::\n", String::from_utf8_lossy(&hash).trim()));

        let (display, x_server) = x_server(dir)?;
        let mut command = match (config.host_name, config.clock) {
            (None, None) => Command::new(config.program),
            (None, Some(clock)) => {
                let mut command = Command::new("faketime");
                command.args(["-f", clock, config.program]);
                command
            }
            (Some(name), _) => {
                let mut command = Command::new("unshare");
                command.args(["--uts", "sh", "-c", "hostname \"$0\" && exec \"$@\"", name, config.program]);
                command
            }
        };
        command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("DISPLAY", display);
        command.args([&format!("/port:{port}"), &format!("/bind-address:{}", config.bind), "+auth"]);
        command.arg(format!("/sam-file:{}", accounts.display()));
        if config.security != "all" {
            command.arg(format!("/sec:{}", config.security));
        }
        Ok(vec![Process::spawn(command, dir)?, x_server])
    })
}

/// How FreeRDP's own client fared at a server.
#[derive(Debug)]
pub struct FreeRdpClient {
    /// It got past MCS Connect Response: NLA, where that was negotiated, lies behind it.
    pub gets_in: bool,
    /// What it negotiated last: `RDP`, `TLS` or `NLA`.
    pub negotiated: Option<String>,
    /// Everything it printed.
    pub log: String,
}

/// Connects with `xfreerdp` as `lab`, asking for `security` alone (`/sec:`), or for what it asks for by itself.
///
/// # Panics
/// If it cannot be started.
pub fn xfreerdp(server: SocketAddr, security: Option<&str>) -> FreeRdpClient {
    let dir = TempDir::new("xfreerdp");
    let (display, _x_server) = x_server(&dir).unwrap_or_else(|why| panic!("{why}"));
    let mut command = Command::new("xfreerdp");
    command.env("HOME", dir.path()).env("DISPLAY", display);
    command.arg(format!("/v:{server}"));
    command.args(["/u:lab", "/p:lab", "/cert-ignore", "+auth-only", "/log-level:DEBUG"]);
    command.args(security.map(|security| format!("/sec:{security}")));
    let mut client = Process::spawn(command, &dir).unwrap_or_else(|why| panic!("{why}"));
    client.wait_until_ended();
    let log = client.log();
    FreeRdpClient {
        gets_in: log.contains("--> CONNECTION_STATE_MCS_ATTACH_USER"),
        negotiated: log
            .rsplit_once("Negotiated ")
            .and_then(|(_, rest)| rest.split(' ').next())
            .map(str::to_owned),
        log,
    }
}

/// Starts an X server without a screen and returns the display it chose.
fn x_server(dir: &TempDir) -> Result<(String, Process), String> {
    let mut command = Command::new("Xvfb");
    // Without -noreset it starts over whenever its last client leaves, and one shadow server in three dies of that.
    command.args("-displayfd 1 -screen 0 640x480x24 -nolisten tcp -noreset".split(' '));
    let mut process = Process::spawn(command, dir)?;
    let log = process.log_file().to_owned();
    let chosen = || {
        let printed = fs::read_to_string(&log).unwrap_or_default();
        let is_number = |line: &&str| line.bytes().all(|b| b.is_ascii_digit());
        printed
            .split_inclusive('\n')
            .filter_map(|line| line.strip_suffix('\n'))
            .find(is_number)
            .map(str::to_owned)
    };
    process.wait_until("choose a display", || chosen().is_some())?;
    Ok((format!(":{}", chosen().unwrap_or_default()), process))
}
