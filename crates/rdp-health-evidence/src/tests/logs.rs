use rdp_health::{CauseId, Confidence};

use super::build::{Event, log};
use super::{facts, is_sound, judged, sure};
use crate::evtx;

const MANAGER: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";

#[test]
fn events_of_a_kind_are_counted_together() {
    let events: &[Event<'_>] = &[
        (0, "Schannel", "System", 36870, &[("Type", "server"), ("ErrorCode", "0x8009030d")]),
        (60, "Schannel", "System", 36870, &[("Type", "server"), ("ErrorCode", "0x8009030d")]),
        (90, "Schannel", "System", 4, &[]),
    ];
    let audit = judged(&[("System.evtx", &log(&[events, events]))]);
    let inside = &audit.observations.inside;
    let event = &inside.events[0];
    assert_eq!((inside.events.len(), event.count, event.detail.as_deref()), (1, 4, Some("0x8009030d")));
    assert_eq!((event.first.as_str(), event.last.as_str()), ("2026-01-02T03:00:00Z", "2026-01-02T03:01:00Z"));
    assert_eq!(inside.computer.as_deref(), Some("srv01"));
    assert_eq!(sure(&audit, &CauseId::TlsKeyUnusable), Some(Confidence::Certain));
    is_sound(&audit);
}

#[test]
fn an_event_before_a_logon_that_worked_is_past() {
    let session = "Microsoft-Windows-TerminalServices-LocalSessionManager";
    let events: &[Event<'_>] = &[
        (0, MANAGER, "System", 1057, &[]),
        (
            60,
            session,
            "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
            21,
            &[("User", "CORP\\anna")],
        ),
    ];
    let audit = judged(&[("a.evtx", &log(&[events]))]);
    assert_eq!(sure(&audit, &CauseId::CertNoneOnServer), Some(Confidence::Possible));
    assert_eq!(audit.primary, None);
    assert!(!serde_json::to_string(&audit).unwrap().contains("anna"));
    // And one of long ago says nothing.
    let events: &[Event<'_>] = &[(0, MANAGER, "System", 1057, &[]), (8 * 86_400, "x", "System", 1, &[])];
    assert_eq!(sure(&judged(&[("a.evtx", &log(&[events]))]), &CauseId::CertNoneOnServer), None);
}

#[test]
fn a_record_that_cannot_be_read_is_counted_and_the_next_chunk_is_read() {
    let events: &[Event<'_>] = &[(0, MANAGER, "System", 1051, &[]), (1, MANAGER, "System", 1052, &[])];
    let mut bytes = log(&[events, events]);
    // An unknown token in the first record of the first chunk.
    bytes[4096 + 512 + 24 + 4] = 0x3e;
    let facts = facts(&[("a.evtx", &bytes)]);
    assert_eq!(facts.sources[0].problems, ["1 of 4 records cannot be read"]);
    assert_eq!(facts.events.iter().map(|event| event.count).collect::<Vec<_>>(), [1, 2]);
}

/// A log as large as one likes, of which each piece is made when it is read.
struct Endless {
    head: Vec<u8>,
    chunk: Vec<u8>,
    left: usize,
    at: usize,
}

impl std::io::Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.head.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            (self.head, self.at) = (self.chunk.clone(), 0);
        }
        let count = into.len().min(self.head.len() - self.at);
        into[..count].copy_from_slice(&self.head[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[test]
fn a_large_log_is_read_piece_by_piece() {
    let events: &[Event<'_>] = &[(0, MANAGER, "System", 1051, &[])];
    let whole = log(&[events]);
    let (head, chunk) = whole.split_at(4096);
    // 64 MB; a gigabyte takes as much memory and sixteen times as long.
    let log = Endless { head: head.to_vec(), chunk: chunk.to_vec(), left: 1024, at: 0 };
    let mut records = 0;
    let (count, outcome) = evtx::read(log, &mut |_| records += 1);
    outcome.unwrap();
    assert_eq!((records, count.read, count.unreadable), (1024, 1024, 0));
}
