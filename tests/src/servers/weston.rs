//! Weston's RDP backend: TLS and, beside it, no security at all.

use std::process::Command;

use super::Server;
use crate::pki::Identity;
use crate::process::Process;

/// Starts Weston with its RDP backend. It serves one connection at a time.
pub fn weston(identity: &Identity) -> Server {
    Server::start("weston", |dir, port| {
        let mut command = Command::new("weston");
        command.env("XDG_RUNTIME_DIR", dir.path()).env("HOME", dir.path());
        command.args("--backend=rdp-backend.so --shell=kiosk-shell.so --no-config --idle-time=0".split(' '));
        command.args(["--address=127.0.0.1", &format!("--port={port}")]);
        command.arg(format!("--rdp-tls-cert={}", identity.certificate.display()));
        command.arg(format!("--rdp-tls-key={}", identity.key.display()));
        Ok(vec![Process::spawn(command, dir)?])
    })
}
