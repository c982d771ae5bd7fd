//! A network namespace for one test: for servers that insist on listening on every interface.

use std::panic::resume_unwind;
use std::process::Command;
use std::thread;

use nix::sched::{CloneFlags, unshare};

/// Runs `body` on a thread of its own in a new network namespace whose only interface is loopback.
///
/// Sockets opened by that thread, and processes and threads started by it, live in the namespace; it is gone with the
/// last of them. Needs root: begin the test with [`require_root!`](crate::require_root).
pub fn in_new_namespace<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    let inside = || {
        unshare(CloneFlags::CLONE_NEWNET).expect("root can make a network namespace");
        let up = Command::new("ip").args(["link", "set", "lo", "up"]).status().expect("ip runs");
        assert!(up.success(), "ip link set lo up: {up}");
        body()
    };
    thread::scope(|scope| scope.spawn(inside).join().unwrap_or_else(|panic| resume_unwind(panic)))
}
