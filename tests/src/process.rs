//! Child processes in process groups of their own, free ports, and directories that do not stay behind.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::guard::{Note, tell};

/// How long a server may take to become ready. Only a server that hangs ever waits this long.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How long a process group has between SIGTERM and SIGKILL.
const STOP_LIMIT: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_millis(5);

/// A directory below the system's temporary directory, readable by its owner only, removed when dropped.
#[derive(Debug)]
pub struct TempDir(PathBuf);

impl TempDir {
    /// Makes a new directory; `label` appears in its name.
    pub fn new(label: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("rdp-health-{label}-{}-{count}", std::process::id()));
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .unwrap_or_else(|e| panic!("mkdir {}: {e}", path.display()));
        tell(Note::Made, &path.to_string_lossy());
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it and returns the file's path.
    pub fn write(&self, name: &str, contents: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, contents).unwrap_or_else(|e| panic!("write {}: {e}", path.display()));
        path
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // The guard tries again at the end if something was still being written.
        if fs::remove_dir_all(&self.0).is_ok() {
            tell(Note::Removed, &self.0.to_string_lossy());
        }
    }
}

/// A child process, the leader of a process group of its own. Dropping it stops the whole group.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with no input; what it prints goes to `NAME.log` in `dir`.
    pub fn spawn(mut command: Command, dir: &TempDir) -> Result<Self, String> {
        let name = Path::new(command.get_program()).file_name().unwrap_or_else(|| OsStr::new("process"));
        let name = name.to_string_lossy().into_owned();
        let log = dir.path().join(format!("{name}.log"));
        let file = File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
        let copy = file.try_clone().map_err(|e| format!("{}: {e}", log.display()))?;
        command.process_group(0).stdin(Stdio::null()).stdout(copy).stderr(file);
        let child = command.spawn().map_err(|e| format!("{name} does not start: {e}"))?;
        tell(Note::Started, &child.id().to_string());
        Ok(Self { name, child, log })
    }

    /// Waits until a process of this group listens on TCP `port`, without opening a connection to it: several servers
    /// serve exactly one connection at a time, and a probing connection would be the one.
    pub fn wait_until_listening(&mut self, port: u16) -> Result<(), String> {
        let group = self.child.id();
        self.wait_until(&format!("listen on port {port}"), || {
            holds_socket(group, port, |state| state == LISTEN)
        })
    }

    /// Waits until no process of this group holds a connection to TCP `port` any more.
    pub fn wait_until_idle(&mut self, port: u16) -> Result<(), String> {
        let group = self.child.id();
        self.wait_until(&format!("close its connections to port {port}"), || {
            !holds_socket(group, port, |state| state != LISTEN)
        })
    }

    /// Waits until `ready` is true. Fails, with the end of the log, when the process ends before or hangs.
    pub fn wait_until(&mut self, what: &str, ready: impl Fn() -> bool) -> Result<(), String> {
        let start = Instant::now();
        while !ready() {
            let why = match self.child.try_wait() {
                Ok(Some(status)) => format!("it ended ({status})"),
                Ok(None) if START_LIMIT < start.elapsed() => format!("{START_LIMIT:?} passed"),
                Ok(None) => {
                    sleep(POLL);
                    continue;
                }
                Err(e) => format!("waiting for it failed: {e}"),
            };
            return Err(format!("{} does not {what}: {why}\n{}", self.name, self.log()));
        }
        Ok(())
    }

    /// Stops it where it stands, for good: its kernel still takes connections, and nobody answers them.
    ///
    /// # Panics
    /// If it has ended.
    pub fn freeze(&self) {
        killpg(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGSTOP).expect("it runs");
    }

    /// Waits until it has ended by itself.
    ///
    /// # Panics
    /// If it hangs.
    pub fn wait_until_ended(&mut self) {
        let start = Instant::now();
        while self.is_running() {
            assert!(start.elapsed() < START_LIMIT, "{} does not end\n{}", self.name, self.log());
            sleep(POLL);
        }
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The file that gets what it prints.
    pub fn log_file(&self) -> &Path {
        &self.log
    }

    /// What it has printed so far.
    pub fn log(&self) -> String {
        fs::read(&self.log).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default()
    }
}

impl Drop for Process {
    /// SIGTERM to the group, a bounded wait, SIGKILL to what is left.
    fn drop(&mut self) {
        let group = self.child.id();
        for signal in [Signal::SIGTERM, Signal::SIGKILL] {
            let start = Instant::now();
            if !members(group).is_empty() {
                // An error means that the group has gone in between, which is what is wanted.
                let _ = killpg(Pid::from_raw(group.cast_signed()), signal);
            }
            while !members(group).is_empty() && start.elapsed() < STOP_LIMIT {
                sleep(POLL);
            }
        }
        let _ = self.child.wait();
        tell(Note::Stopped, &group.to_string());
    }
}

/// The living processes of a process group (zombies have nothing left to stop).
fn members(group: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let of_group = |pid: &u32| {
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
        // pid (name) state parent group …: the name may hold anything, so count from its closing parenthesis.
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let alive = !matches!(fields.next(), None | Some("Z" | "X"));
        alive && fields.nth(1) == Some(group.to_string().as_str())
    };
    entries.filter_map(|e| e.ok()?.file_name().to_str()?.parse().ok()).filter(of_group).collect()
}

/// TCP_LISTEN, as /proc/net/tcp writes it.
const LISTEN: &str = "0A";

/// Whether a process of the group holds a TCP socket on the local `port`, in a state of this kind, in the network
/// namespace it lives in.
fn holds_socket(group: u32, port: u16, is_wanted: fn(&str) -> bool) -> bool {
    let mut inodes = HashSet::new();
    for table in ["tcp", "tcp6"] {
        let rows = fs::read_to_string(format!("/proc/{group}/net/{table}")).unwrap_or_default();
        for row in rows.lines().skip(1) {
            let columns: Vec<&str> = row.split_whitespace().collect();
            if let [_, local, _, state, _, _, _, _, _, inode, ..] = columns.as_slice()
                && is_wanted(state)
                && local.ends_with(&format!(":{port:04X}"))
            {
                inodes.insert(format!("socket:[{inode}]"));
            }
        }
    }
    !inodes.is_empty()
        && members(group).iter().any(|pid| {
            let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
            let mut links = files.filter_map(|f| fs::read_link(f.ok()?.path()).ok());
            links.any(|link| inodes.contains(link.to_string_lossy().as_ref()))
        })
}

/// A port on which nothing listens, TCP and UDP, and which this process has not handed out before.
pub fn free_port() -> u16 {
    static GIVEN: Mutex<Option<HashSet<u16>>> = Mutex::new(None);
    loop {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free TCP port");
        let port = tcp.local_addr().expect("a bound socket has an address").port();
        let both = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        if both && given.get_or_insert_default().insert(port) {
            return port;
        }
    }
}

/// Runs `start` on a free port, and again on another if somebody else took the port in between.
pub fn on_free_port<T>(mut start: impl FnMut(u16) -> Result<T, String>) -> (T, u16) {
    const ATTEMPTS: usize = 5;
    for _ in 0..ATTEMPTS {
        let port = free_port();
        match start(port) {
            Ok(started) => return (started, port),
            Err(why) if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() => panic!("{why}"),
            Err(_) => {}
        }
    }
    panic!("{ATTEMPTS} ports in a row were taken by somebody else");
}
