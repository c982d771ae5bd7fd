//! What the event logs prove.
//!
//! INVARIANT: an event says what happened, not that it still does. It is *certain* only while it is recent beside the
//! newest event, and nothing shows that users got in after it.

mod table;

use super::host::{Host, at, seconds};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::observe::InsideEvent;
use table::{MEANINGS, Meaning};

const DAY: i64 = 86_400;
/// An event that is older than this, beside the newest fact, says nothing of today.
const RECENT: i64 = 7 * DAY;

const MANAGER: &str = "RemoteConnectionManager";

use Confidence::{Certain, Likely, Possible};
use Severity::{Error, Info, Warning};

/// Events that show that a user got in.
const GOT_IN: &[(&str, u32)] = &[("LocalSessionManager", 21), ("LocalSessionManager", 25)];

fn is(event: &InsideEvent, provider: &str, id: u32) -> bool {
    event.id == id && event.provider.to_ascii_lowercase().ends_with(&provider.to_ascii_lowercase())
}

fn last(host: &Host<'_>, provider: &str, id: u32) -> Option<(usize, i64)> {
    let events = host.facts.events.iter().enumerate().filter(|(_, event)| is(event, provider, id));
    events.filter_map(|(index, event)| Some((index, seconds(&event.last)?))).max_by_key(|(_, last)| *last)
}

pub(super) fn judge(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let got_in =
        GOT_IN.iter().filter_map(|(provider, id)| last(host, provider, *id)).map(|(_, last)| last).max();
    for (index, event) in host.facts.events.iter().enumerate() {
        let detail = event.detail.as_deref().unwrap_or_default();
        let meaning = MEANINGS.iter().find(|meaning| {
            let fits = meaning.details.is_empty()
                || meaning.details.iter().any(|one| one.eq_ignore_ascii_case(detail));
            fits && is(event, meaning.provider, meaning.id)
        });
        if let Some(meaning) = meaning
            && let Some(finding) = meant(host, index, event, meaning, got_in)
        {
            said.find(finding);
        }
    }
    said.findings.extend(stopped_listening(host));
    said.findings.extend(asleep(host));
    said.findings.extend(shutting_down(host));
    said
}

fn meant(
    host: &Host<'_>,
    index: usize,
    event: &InsideEvent,
    meaning: &Meaning,
    got_in: Option<i64>,
) -> Option<Finding> {
    let last = seconds(&event.last)?;
    if RECENT < host.as_of().saturating_sub(last) {
        return None;
    }
    // A user got in since: it is over, or it does not keep everyone out.
    let over = got_in.is_some_and(|got_in| last < got_in);
    let times = if event.count == 1 { String::new() } else { format!(" ({} times)", event.count) };
    let finding = Finding::of(
        meaning.cause.clone(),
        if over { meaning.confidence.min(Possible) } else { meaning.confidence },
    )
    .severity(if over { meaning.severity.min(Info) } else { meaning.severity })
    .says(format!("{} logged that {}{times}, last on {}.", host.name(), meaning.says, event.last))
    .evidence(
        at().event(index),
        format!("event {} of {}{times}, last {}", event.id, event.provider, event.last),
    );
    Some(finding)
}

/// The listener stopped, and did not start again.
fn stopped_listening(host: &Host<'_>) -> Option<Finding> {
    let (index, stopped) = last(host, MANAGER, 259)?;
    let started =
        [258, 261, 1149].into_iter().filter_map(|id| last(host, MANAGER, id)).map(|(_, last)| last).max();
    if started.is_some_and(|started| stopped <= started) {
        return None;
    }
    let event = host.facts.events.get(index)?;
    Some(
        Finding::of(CauseId::HostListenerBroken, Certain)
            .says(format!(
                "The listener of {} stopped listening on {} and has not started since.",
                host.name(),
                event.last
            ))
            .evidence(
                at().event(index),
                format!("RemoteConnectionManager event 259 on {}, no event 258 after it", event.last),
            ),
    )
}

/// It went to sleep, and did not wake.
fn asleep(host: &Host<'_>) -> Option<Finding> {
    let (index, slept) = last(host, "Kernel-Power", 42)?;
    let event = host.facts.events.get(index)?;
    let awake = last(host, "Kernel-Power", 107).is_some_and(|(_, woke)| slept <= woke)
        || slept < host.as_of().saturating_sub(60);
    let times = event.count;
    if RECENT < host.as_of().saturating_sub(slept) {
        return None;
    }
    let finding = Finding::of(CauseId::HostSleeps, Certain)
        .severity(if awake { Warning } else { Error })
        .says(format!(
            "{} goes to sleep ({times} times in its log, last on {}): no client can connect then.",
            host.name(),
            event.last
        ))
        .evidence(at().event(index), format!("event 42 of Kernel-Power, last {}", event.last));
    Some(finding)
}

/// A restart was asked for, and the log ends there.
fn shutting_down(host: &Host<'_>) -> Option<Finding> {
    let (index, asked) = last(host, "User32", 1074)?;
    let started = last(host, "EventLog", 6005).map(|(_, started)| started);
    if started.is_none_or(|started| asked <= started) || 3600 < host.as_of().saturating_sub(asked) {
        return None;
    }
    let event = host.facts.events.get(index)?;
    Some(
        Finding::of(CauseId::HostRestarting, Likely)
            .severity(Warning)
            .says(format!(
                "{} was asked to restart or shut down on {}, and its log ends soon after.",
                host.name(),
                event.last
            ))
            .evidence(
                at().event(index),
                format!("event 1074 on {}, no start of the event log after it", event.last),
            ),
    )
}
