//! Runs the built program in surroundings that are the same everywhere.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use rdp_health_lab::{Lab, Scenario};
use tokio::runtime::Runtime;

pub(crate) const HEALTHY: &str = include_str!("../../demo/healthy.toml");
pub(crate) const EXPIRED: &str = include_str!("../../demo/expired-certificate.toml");
pub(crate) const REFUSING: &str = include_str!("../../demo/nothing-listens.toml");

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rdp-health"));
    command.args(args).stdin(Stdio::null()).env("COLUMNS", "100").env("LC_ALL", "C.UTF-8");
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(name);
    }
    command
}

/// How the program ended and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

pub(crate) fn run(args: &[&str]) -> Ended {
    command(args).output().unwrap().into()
}

pub(crate) fn run_with_input(args: &[&str], input: &[u8]) -> Ended {
    let mut child =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}

/// A lab host that plays while the value lives.
pub(crate) struct Host {
    pub(crate) lab: Lab,
    _runtime: Runtime,
}

impl Host {
    pub(crate) fn play(script: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let lab = runtime.block_on(Lab::start(&Scenario::parse(script).unwrap())).unwrap();
        Self { lab, _runtime: runtime }
    }

    /// `check`, of this host, with its names and its date, and what else is asked.
    pub(crate) fn check(&self, more: &[&str]) -> Ended {
        self.command("check", more)
    }

    /// A command that looks at this host.
    pub(crate) fn command(&self, name: &str, more: &[&str]) -> Ended {
        let dns = self.lab.dns_address().to_string();
        let mut args = vec![name, self.lab.target(), "--dns", &dns, "--no-system-resolver"];
        if !more.contains(&"--at") {
            args.extend(["--at", "2026-01-01T00:00:00Z"]);
        }
        if let Some(root) = self.lab.root_file() {
            args.extend(["--ca-file", root]);
        }
        args.extend(more);
        run(&args)
    }
}

/// A port that accepts connections, by the kernel, and never says a word.
pub(crate) fn silent_port() -> (TcpListener, u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

static FILES: AtomicU32 = AtomicU32::new(0);

/// A file with this content, for this run of the suite.
pub(crate) fn file(name: &str, content: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
        "{}-{}",
        std::process::id(),
        FILES.fetch_add(1, Ordering::Relaxed)
    ));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}
