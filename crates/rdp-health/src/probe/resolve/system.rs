//! The way that programs on this computer ask: its own resolver, whose calls wait and cannot be called off.

use std::io;
use std::net::{IpAddr, ToSocketAddrs as _};
use std::thread;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout_at};

use super::direct::{self, MOST_KEPT, failure};
use crate::json;
use crate::observe::SystemAnswer;
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, FailureKind, Outcome, Skipped};
use crate::probe::blocking::NoThread;
use crate::probe::limits::{is_exhaustion, limits, no_socket};
use crate::probe::shared::Shared;

/// Before a lookup for which this computer had no socket is made again.
const RESTS: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
];
/// A lookup that waits so long for a thread waits behind names that nobody answers for.
const QUEUED: Duration = Duration::from_millis(100);

/// What the system answers, or why it failed.
type Looked = Result<(Vec<IpAddr>, Duration), (FailureKind, String)>;

/// Asks the system. Once DNS has answered for the name, the system's answer will not be long either, and it is asked
/// before names for which nobody has.
pub(super) async fn ask(
    name: &str,
    options: &CheckOptions,
    deadline: Instant,
    dns_answers: &Notify,
) -> Outcome<SystemAnswer> {
    if !options.system_resolver {
        return Outcome::Skipped(Skipped::SwitchedOff);
    }
    let began = Instant::now();
    let call = limits().calls.call({
        let name = name.to_owned();
        move || look_up(&name)
    });
    tokio::pin!(call);
    let looked = timeout_at(deadline, async {
        tokio::select! {
            looked = &mut call => return looked,
            () = dns_answers.notified() => call.promote(),
        }
        call.as_mut().await
    });
    match looked.await {
        Ok(Ok(Ok((addresses, elapsed)))) => Outcome::Done(SystemAnswer::new(addresses, elapsed)),
        Ok(Ok(Err((kind, detail)))) => failed(kind, ClosedBy::Us, detail, began),
        Ok(Err(NoThread)) => {
            let detail = "this computer has no thread left for a name lookup";
            failed(FailureKind::OutOfResources, ClosedBy::Us, detail.to_owned(), began)
        }
        // Others kept it waiting: the system was not asked, or had no time to answer.
        Err(_) if call.began().is_none_or(|asked| began + QUEUED < asked) => {
            Outcome::Skipped(Skipped::LookupsBusy)
        }
        Err(_) => Outcome::Failed(failure("ask the system", FailureKind::Silence, ClosedBy::Deadline, began)),
    }
}

/// Asks the system alone; DNS only to learn whether the name is one that somebody answers for, where the lookup has to
/// wait behind others.
pub(super) async fn alone(name: &str, shared: &Shared, deadline: Instant) -> Outcome<SystemAnswer> {
    let dns_answers = Notify::new();
    let asking = ask(name, &shared.options, deadline, &dns_answers);
    let hint = async {
        sleep(QUEUED).await;
        let mut answers = direct::prepare(name, shared);
        direct::ask_all(&shared.options, deadline, &mut answers, &dns_answers).await;
        std::future::pending().await
    };
    tokio::select! {
        answer = asking => answer,
        answer = hint => answer,
    }
}

fn failed(kind: FailureKind, closed_by: ClosedBy, detail: String, began: Instant) -> Outcome<SystemAnswer> {
    let mut failure = failure("ask the system", kind, closed_by, began);
    failure.detail = Some(detail);
    Outcome::Failed(failure)
}

/// One lookup, and another where this computer had no socket for it: the system's resolver then says that the name does
/// not exist, or that its servers fail.
fn look_up(name: &str) -> Looked {
    let mut rests = RESTS.into_iter();
    loop {
        let began = Instant::now();
        let error = match (name, 0).to_socket_addrs() {
            Ok(found) => {
                let addresses = kept(found.map(|socket| socket.ip()));
                return Ok((addresses, json::to_the_microsecond(began.elapsed())));
            }
            Err(error) => error,
        };
        if !is_exhaustion(&error) && !no_socket() {
            return Err((kind(&error), error.to_string()));
        }
        match rests.next() {
            Some(rest) => thread::sleep(rest),
            None => {
                let detail = "this computer has no socket left for a name lookup";
                return Err((FailureKind::OutOfResources, detail.to_owned()));
            }
        }
    }
}

/// Each address once, as many as are kept of an answer.
fn kept(found: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let mut addresses = Vec::new();
    for address in found {
        if MOST_KEPT <= addresses.len() {
            break;
        }
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}

/// The standard library hands the system's answer on as a number on Windows and as a text elsewhere.
fn kind(error: &io::Error) -> FailureKind {
    const WSATRY_AGAIN: i32 = 11_002;
    const WSAHOST_NOT_FOUND: i32 = 11_001;
    const WSANO_DATA: i32 = 11_004;
    match error.raw_os_error() {
        Some(WSAHOST_NOT_FOUND | WSANO_DATA) => return FailureKind::NotFound,
        Some(WSATRY_AGAIN) => return FailureKind::ServerFailed,
        _ => {}
    }
    let text = error.to_string().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // glibc, musl, Apple and BSD.
    if says(&[
        "not known",
        "no address associated",
        "does not resolve",
        "no usable address",
        "no data of requested",
    ]) {
        FailureKind::NotFound
    } else if says(&["temporary failure", "try again", "non-recoverable"]) {
        FailureKind::ServerFailed
    } else {
        FailureKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_answer_without_end_some_addresses_are_kept() {
        let many = (0..u32::MAX).map(|number| IpAddr::V4((number / 2).into()));
        let addresses = kept(many);
        assert_eq!((addresses.len(), addresses.last()), (MOST_KEPT, Some(&IpAddr::from([0, 0, 0, 255]))));
    }
}
