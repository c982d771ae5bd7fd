//! A second cable to a neighbour that carries packets as a long way does: late, in another order, twice, or not at all
//! where they are too long. The kernels of small systems cannot do this, so a program at each end hands the packets of
//! a tunnel device to the test, and takes those of the other end.

use std::collections::BTreeMap;
use std::fs;
use std::net::Ipv4Addr;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Neighbour;
use crate::process::{Process, TempDir};
use crate::tools::tool;

/// This side of the long way.
pub const NEAR: Ipv4Addr = Ipv4Addr::new(10, 9, 1, 1);
/// The neighbour's side.
pub const FAR: Ipv4Addr = Ipv4Addr::new(10, 9, 1, 2);

/// How packets fare in each direction.
#[derive(Debug, Clone, Copy, Default)]
pub struct Way {
    /// How long each is on its way.
    pub delay: Duration,
    /// Every packet of this number … (0 = none)
    pub late_every: usize,
    /// … is so much later, and overtaken by those behind it.
    pub late: Duration,
    /// Every packet of this number arrives twice (0 = none).
    pub twice_every: usize,
    /// Longer packets vanish without a word; 0 = none do.
    pub longest: usize,
}

/// The long way, which is there until it is dropped.
pub struct Link {
    _ends: [End; 2],
}

/// A tunnel device, the program that reads and writes it, and our end of the talk with that program.
struct End {
    _program: Process,
    dir: TempDir,
    packets: UnixDatagram,
}

impl Link {
    /// Lays it between the namespace of this thread and the neighbour's. Needs `socat`.
    pub fn new(neighbour: &Neighbour, way: Way) -> Self {
        let near = End::new("near", NEAR);
        let far = neighbour.run(|| End::new("far", FAR));
        near.carry_to(&far, way);
        far.carry_to(&near, way);
        Self { _ends: [near, far] }
    }
}

impl End {
    /// The device `name` in the namespace of this thread.
    fn new(name: &str, address: Ipv4Addr) -> Self {
        let dir = TempDir::new("link");
        let packets = UnixDatagram::bind(dir.path().join("test")).expect("a Unix socket");
        let mut command = Command::new(tool("socat").expect("the test requires socat"));
        command.arg(format!("TUN:{address}/24,tun-name={name},iff-no-pi,iff-up"));
        command.arg(format!("UNIX-SENDTO:{0}/test,bind={0}/socat", dir.path().display()));
        let mut program = Process::spawn(command, &dir).unwrap_or_else(|why| panic!("{why}"));
        let is_up =
            || fs::read_to_string("/proc/thread-self/net/route").is_ok_and(|routes| routes.contains(name));
        program.wait_until("bring its device up", is_up).unwrap_or_else(|why| panic!("{why}"));
        Self { _program: program, dir, packets }
    }

    /// Hands each packet that leaves here to the other end when its time has come. Ends with the test's process.
    fn carry_to(&self, other: &Self, way: Way) {
        let from = self.packets.try_clone().expect("a socket");
        let to = other.packets.try_clone().expect("a socket");
        let there = other.dir.path().join("socat");
        let (queue, queued) = channel();
        thread::spawn(move || read(&from, way, &queue));
        thread::spawn(move || deliver(&queued, &to, &there));
    }
}

/// A packet, and when it is due.
type Due = (Instant, Vec<u8>);

fn read(from: &UnixDatagram, way: Way, queue: &Sender<Due>) {
    let mut packet = [0; 65_536];
    for number in 1_usize.. {
        let Ok(length) = from.recv(&mut packet) else { return };
        if way.longest != 0 && way.longest < length {
            continue;
        }
        let is_one_of = |every: usize| every != 0 && number.is_multiple_of(every);
        let late = if is_one_of(way.late_every) { way.late } else { Duration::ZERO };
        let due = Instant::now() + way.delay + late;
        for _ in 0..if is_one_of(way.twice_every) { 2 } else { 1 } {
            if queue.send((due, packet[..length].to_vec())).is_err() {
                return;
            }
        }
    }
}

fn deliver(queued: &Receiver<Due>, to: &UnixDatagram, there: &Path) {
    let mut waiting: BTreeMap<(Instant, usize), Vec<u8>> = BTreeMap::new();
    for number in 0.. {
        let patience = waiting.keys().next().map(|(due, _)| due.saturating_duration_since(Instant::now()));
        match queued.recv_timeout(patience.unwrap_or(Duration::from_secs(1))) {
            Ok((due, packet)) => {
                waiting.insert((due, number), packet);
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some((_, packet)) = waiting.pop_first() {
                    // The other end is gone when the test is over.
                    let _ = to.send_to(&packet, there);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
