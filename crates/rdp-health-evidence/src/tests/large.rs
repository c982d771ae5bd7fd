//! Files that are larger than anybody's memory: what is read of them does not grow with them.

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use rdp_health::CauseId;
use rdp_health::{CheckOptions, audit};

use super::build::{log, zip};
use super::{hives, sure};
use crate::Evidence;

/// A file with room behind its content, which counts what is read of it.
struct Counted {
    content: Vec<u8>,
    length: u64,
    at: u64,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let count = into.len().min(usize::try_from(left).unwrap());
        let at = usize::try_from(self.at).unwrap();
        for (index, byte) in into[..count].iter_mut().enumerate() {
            *byte = self.content.get(at + index).copied().unwrap_or(0);
        }
        let count = u64::try_from(count).unwrap();
        self.at += count;
        self.read.set(self.read.get() + count);
        Ok(usize::try_from(count).unwrap())
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn of_a_hive_of_gigabytes_only_what_is_of_interest_is_read() {
    let read = Rc::new(Cell::new(0));
    let content =
        hives::system().number(r"ControlSet001\Control\Terminal Server", "fSingleSessionPerUser", 1).hive();
    let hive = Counted { content, length: 3 << 30, at: 0, read: Rc::clone(&read) };
    let mut evidence = Evidence::new();
    evidence.take_file("SYSTEM", hive).unwrap();
    let audit = audit(evidence.into_facts(), &CheckOptions::default());
    assert!(audit.ruled_out.iter().any(|out| out.id == CauseId::HostRdpDisabled), "{audit:#?}");
    assert!(read.get() < 1 << 20, "{} bytes were read", read.get());
}

#[test]
fn of_an_archive_only_what_is_of_interest_is_read() {
    let system = log(&[&[(0, "TermDD", "System", 56, &[])]]);
    // What does not shrink when it is packed.
    let mut state = 1_u64;
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_le_bytes()[7]
    };
    let trace: Vec<u8> = (0..1 << 20).map(|_| byte()).collect();
    let content = zip(&[("a/System.evtx", &system), ("a/network.etl", &trace), ("a/b.bin", &trace)]);
    let (read, length) = (Rc::new(Cell::new(0)), u64::try_from(content.len()).unwrap());
    let archive = Counted { content, length, at: 0, read: Rc::clone(&read) };
    let mut evidence = Evidence::new();
    evidence.take_file("srv01.zip", archive).unwrap();
    let facts = evidence.into_facts();
    assert_eq!((facts.events.len(), facts.left_out), (1, 2));
    assert!(read.get() < length / 4, "{} of {length} bytes were read", read.get());
}

#[test]
fn a_log_whose_end_is_damaged_says_what_it_has() {
    let events: &[_] = &[(0, "TermDD", "System", 56, &[] as &[_])];
    let mut archive = zip(&[("System.evtx", &log(&[events, events]))]);
    let at = archive.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    archive[at + 16] ^= 1;
    let mut evidence = Evidence::new();
    evidence.take_file("srv01.zip", Cursor::new(archive)).unwrap();
    let facts = evidence.into_facts();
    assert_eq!(facts.events[0].count, 2);
    assert_eq!(facts.sources[0].problems, ["the event log breaks off: its checksum is wrong"]);
    let whole = log(&[events, events]);
    let audit = super::judged(&[("System.evtx", &whole[..4096 + 65_536 + 100])]);
    assert_eq!(audit.observations.inside.events[0].count, 1);
    assert_eq!(sure(&audit, &CauseId::HostRdpDisabled), None);
}
