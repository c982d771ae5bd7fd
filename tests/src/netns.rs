//! A network namespace for one test: for servers that insist on listening on every interface, and for faults of the
//! network that would otherwise hit the whole machine.

mod link;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::panic::resume_unwind;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use nix::sched::{CloneFlags, unshare};
use nix::unistd::gettid;

use crate::process::TempDir;

pub use link::{FAR, Link, NEAR, Way};

/// This side of the cable to a [`Neighbour`].
pub const HERE: Ipv4Addr = Ipv4Addr::new(10, 9, 0, 1);
/// The neighbour's side.
pub const THERE: Ipv4Addr = Ipv4Addr::new(10, 9, 0, 2);
/// The neighbour's side in IPv6.
pub const THERE_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 9, 0, 0, 0, 0, 0, 2);
/// Nobody has this address of the same network.
pub const NOBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 9, 0, 77));

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

/// Runs `tc` (queues of network adapters) in the namespace of this thread. Only inside [`in_new_namespace`].
pub fn tc(arguments: &str) {
    let output = Command::new("tc").args(arguments.split_whitespace()).output().expect("tc runs");
    assert!(output.status.success(), "tc {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Filters what arrives in the namespace of this thread by these nftables rules. Only inside [`in_new_namespace`].
pub fn filter(rules: &str) {
    nft(&format!(
        "table inet test {{\nchain input {{\ntype filter hook input priority 0;\n{rules}\n}}\n}}\n"
    ));
}

/// Gives nftables this ruleset in the namespace of this thread. Only inside [`in_new_namespace`].
pub fn nft(ruleset: &str) {
    let mut nft = Command::new("nft").args(["-f", "-"]).stdin(Stdio::piped()).spawn().expect("nft runs");
    nft.stdin.take().expect("stdin is piped").write_all(ruleset.as_bytes()).expect("nft reads");
    let status = nft.wait().expect("nft ends");
    assert!(status.success(), "nft takes {ruleset}: {status}");
}

/// Sets a value below `/proc/sys/net` in the namespace of this thread. Only inside [`in_new_namespace`].
pub fn sysctl(name: &str, value: u32) {
    let path = format!("/proc/sys/net/{name}");
    std::fs::write(&path, value.to_string()).unwrap_or_else(|error| panic!("{path}: {error}"));
}

/// Makes `dns` the system's DNS server for this thread and what it starts, with this search list (`""` = none) and these
/// lines in the hosts file. Only inside [`in_new_namespace`].
pub fn system_names(dns: SocketAddr, search: &str, hosts: &str) -> TempDir {
    let search = if search.is_empty() { "search .".to_owned() } else { format!("search {search}") };
    let dir = system_files(&format!("nameserver {}\n{search}\n", dns.ip()), hosts);
    // The system asks port 53 and no other.
    let rules: String = ["udp", "tcp"]
        .map(|protocol| format!("ip daddr {} {protocol} dport 53 redirect to :{}\n", dns.ip(), dns.port()))
        .concat();
    nft(&format!("table ip names {{\nchain out {{\ntype nat hook output priority -100;\n{rules}}}\n}}\n"));
    dir
}

/// Makes these the system's `resolv.conf` and the lines of its hosts file for this thread and what it starts. Only
/// inside [`in_new_namespace`].
pub fn system_files(resolv_conf: &str, hosts: &str) -> TempDir {
    unshare(CloneFlags::CLONE_NEWNS).expect("root can make a mount namespace");
    // Nothing of what follows reaches the rest of the machine.
    mount("--make-rprivate /");
    let dir = TempDir::new("names");
    for (name, text) in [
        ("resolv.conf", resolv_conf.to_owned()),
        ("hosts", format!("127.0.0.1 localhost\n{hosts}\n")),
        ("nsswitch.conf", "hosts: files dns\n".to_owned()),
    ] {
        let file = dir.write(name, &text);
        mount(&format!("--bind {} /etc/{name}", file.display()));
    }
    dir
}

fn mount(arguments: &str) {
    let output = Command::new("mount").args(arguments.split_whitespace()).output().expect("mount runs");
    assert!(output.status.success(), "mount {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

type Job = Box<dyn FnOnce() + Send>;

/// A second namespace, joined by a virtual cable (`here` to `there`) to the one of the thread that made it.
pub struct Neighbour {
    jobs: Sender<Job>,
}

impl Neighbour {
    /// Makes the namespace and the cable. Only inside [`in_new_namespace`].
    pub fn new() -> Self {
        let (jobs, queue) = channel::<Job>();
        thread::spawn(move || queue.into_iter().for_each(|job| job()));
        let neighbour = Self { jobs };
        let thread = neighbour.run(|| {
            unshare(CloneFlags::CLONE_NEWNET).expect("root can make a network namespace");
            gettid()
        });
        ip("link add here type veth peer name there");
        ip(&format!("link set there netns {thread}"));
        ip(&format!("addr add {HERE}/24 dev here"));
        ip("addr add fd00:9::1/64 dev here nodad");
        ip("link set here up");
        neighbour.run(|| {
            ip("link set lo up");
            ip(&format!("addr add {THERE}/24 dev there"));
            ip(&format!("addr add {THERE_V6}/64 dev there nodad"));
            ip("link set there up");
        });
        neighbour
    }

    /// Runs `body` in the neighbour's namespace: sockets it opens and processes it starts live there.
    pub fn run<T: Send + 'static>(&self, body: impl FnOnce() -> T + Send + 'static) -> T {
        let (done, result) = channel();
        let job = move || done.send(body()).expect("the caller waits");
        self.jobs.send(Box::new(job)).expect("the thread lives as long as the value");
        result.recv().expect("the body does not panic")
    }
}

impl Default for Neighbour {
    fn default() -> Self {
        Self::new()
    }
}
