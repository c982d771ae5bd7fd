//! A network namespace for one test: for servers that insist on listening on every interface, and for faults of the
//! network that would otherwise hit the whole machine.

use std::io::Write;
use std::panic::resume_unwind;
use std::process::{Command, Stdio};
use std::thread;

use nix::sched::{CloneFlags, unshare};

/// Runs `body` on a thread of its own in a new network namespace whose only interface is loopback.
///
/// Sockets opened by that thread, and processes and threads started by it, live in the namespace; it is gone with the
/// last of them. Needs root: begin the test with [`require_root!`](crate::require_root).
pub fn in_new_namespace<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    let inside = || {
        unshare(CloneFlags::CLONE_NEWNET).expect("root can make a network namespace");
        ip("link set lo up");
        body()
    };
    thread::scope(|scope| scope.spawn(inside).join().unwrap_or_else(|panic| resume_unwind(panic)))
}

/// Runs `ip` in the namespace of this thread. Only inside [`in_new_namespace`].
pub fn ip(arguments: &str) {
    let output = Command::new("ip").args(arguments.split_whitespace()).output().expect("ip runs");
    assert!(output.status.success(), "ip {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Filters what arrives in the namespace of this thread by these nftables rules. Only inside [`in_new_namespace`].
pub fn filter(rules: &str) {
    let ruleset =
        format!("table inet test {{\nchain input {{\ntype filter hook input priority 0;\n{rules}\n}}\n}}\n");
    let mut nft = Command::new("nft").args(["-f", "-"]).stdin(Stdio::piped()).spawn().expect("nft runs");
    nft.stdin.take().expect("stdin is piped").write_all(ruleset.as_bytes()).expect("nft reads");
    let status = nft.wait().expect("nft ends");
    assert!(status.success(), "nft takes {rules}: {status}");
}
