//! A program that only lists or exports, with an end: one that hangs keeps nothing else from being read.

use std::fmt;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// No program needs as long, not even for a large event log.
pub(super) const LONGEST: Duration = Duration::from_secs(60);
/// All event logs together.
const ALL_LOGS: Duration = Duration::from_secs(180);
/// So often it is looked whether a program has ended.
const LOOK: Duration = Duration::from_millis(20);
/// What a program printed is there soon after it has ended.
const REST: Duration = Duration::from_secs(5);

/// `ERROR_ACCESS_DENIED`.
const DENIED: i32 = 5;
/// `ERROR_EVT_CHANNEL_NOT_FOUND`.
const NO_LOG: i32 = 15007;

/// Why a program said nothing.
#[derive(Debug)]
pub(super) enum Failed {
    NotStarted(io::Error),
    /// Whether it ended is not known.
    Lost(io::Error),
    /// It did not end in this time, and was stopped.
    Late(Duration),
    /// It ended with this status, and said why.
    Status(Option<i32>, String),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted(error) => write!(f, "it cannot be started: {error}"),
            Self::Lost(error) => write!(f, "whether it ended cannot be seen: {error}"),
            Self::Late(longest) => {
                write!(f, "it did not end within {} seconds, and was stopped", longest.as_secs())
            }
            Self::Status(Some(DENIED), _) => f.write_str("access is denied; run it as administrator"),
            Self::Status(_, said) if !said.is_empty() => f.write_str(said),
            Self::Status(Some(code), _) => write!(f, "it failed with status {code}"),
            Self::Status(None, _) => f.write_str("it was stopped by something else"),
        }
    }
}

/// What a program prints.
pub(super) fn said(command: &mut Command, longest: Duration) -> Result<String, Failed> {
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(Failed::NotStarted)?;
    let end = Instant::now() + longest;
    // Both are read beside it: a program whose output nobody takes waits for ever.
    let (output, errors) = (child.stdout.take().map(read_beside), child.stderr.take().map(read_beside));
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => thread::sleep(LOOK),
            Ok(None) => {
                child.kill().ok();
                child.try_wait().ok();
                return Err(Failed::Late(longest));
            }
            Err(error) => {
                child.kill().ok();
                return Err(Failed::Lost(error));
            }
        }
    };
    // A program that it started may hold them open.
    let all = |of: Option<Receiver<Vec<u8>>>| of?.recv_timeout(REST).ok();
    let (output, errors) = (all(output), all(errors).unwrap_or_default());
    match (status.success(), output) {
        (true, Some(output)) => Ok(String::from_utf8_lossy(&output).into_owned()),
        (true, None) => Err(Failed::Late(longest)),
        (false, _) => {
            let said = String::from_utf8_lossy(&errors).trim().replace(['\r', '\n'], " ");
            Err(Failed::Status(status.code(), said))
        }
    }
}

fn read_beside(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before an error counts.
        from.read_to_end(&mut bytes).ok();
        sender.send(bytes).ok();
    });
    receiver
}

/// How long the next event log may take, after so much time for others.
pub(super) fn left_for_a_log(spent: Duration) -> Option<Duration> {
    let left = ALL_LOGS.saturating_sub(spent).min(LONGEST);
    (!left.is_zero()).then_some(left)
}

/// Whether an export left a file, or what is wrong. A log that is not there belongs to a role that is not there.
pub(super) fn exported(ended: Result<String, Failed>, wrote_a_file: bool) -> Result<bool, String> {
    match ended {
        Ok(_) if wrote_a_file => Ok(true),
        Ok(_) => Err("wevtutil.exe wrote no file".to_owned()),
        Err(Failed::Status(Some(NO_LOG), _)) => Ok(false),
        Err(failed) => Err(format!("wevtutil.exe: {failed}")),
    }
}
