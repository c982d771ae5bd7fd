//! Damage of every kind: an error or facts, never a panic, and every pointer leads somewhere.

use rdp_health::{CheckOptions, audit};

use super::build::{Event, log, zip};
use super::{hives, is_sound, real, support, zips};
use crate::Evidence;

/// So many mutations of each kind; `RDP_HEALTH_MUTATIONS` names another number.
fn times() -> u64 {
    std::env::var("RDP_HEALTH_MUTATIONS").ok().and_then(|times| times.parse().ok()).unwrap_or(600)
}

/// splitmix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn below(state: &mut u64, limit: usize) -> usize {
    usize::try_from(random(state) % u64::try_from(limit).unwrap()).unwrap()
}

fn mangle(whole: &[u8], from: usize, times: u64) {
    let mut read = 0;
    for seed in 0..times {
        let mut state = seed;
        let mut bytes = whole.to_vec();
        for _ in 0..=below(&mut state, 4) {
            let at = from + below(&mut state, bytes.len() - from);
            match below(&mut state, 4) {
                0 => bytes[at] = u8::try_from(below(&mut state, 256)).unwrap(),
                1 => bytes[at] ^= 1 << below(&mut state, 8),
                2 => {
                    let end = bytes.len().min(at + 4);
                    let extreme =
                        [0_u32, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX, 0x1000][below(&mut state, 6)];
                    bytes[at..end].copy_from_slice(&extreme.to_le_bytes()[..end - at]);
                }
                _ => {
                    let source = from + below(&mut state, bytes.len() - from);
                    let length = below(&mut state, 32).min(bytes.len() - at.max(source));
                    bytes.copy_within(source..source + length, at);
                }
            }
        }
        if seed % 16 == 0 {
            bytes.truncate(from + below(&mut state, bytes.len() - from));
        }
        let mut evidence = Evidence::new();
        if evidence.take("mangled", &bytes).is_ok() {
            read += 1;
            is_sound(&audit(evidence.into_facts(), &CheckOptions::default()));
        }
    }
    println!("{read} of {times} could be read");
}

#[test]
fn a_mangled_hive() {
    mangle(&hives::system().hive(), 0, times());
}

#[test]
fn a_mangled_log() {
    let events: &[Event<'_>] = &[
        (0, "Schannel", "System", 36870, &[("ErrorCode", "0x8009030d")]),
        (60, "User32", "System", 1074, &[("param1", "explorer.exe")]),
    ];
    // The room behind the records is empty.
    let mut whole = log(&[events]);
    whole.truncate(4096 + 4096);
    mangle(&whole, 4096, times());
}

#[test]
fn a_mangled_collection() {
    let system = log(&[&[(0, "TermDD", "System", 56, &[])]]);
    mangle(&zip(&[("collection.json", zips::COLLECTION.as_bytes()), ("System.evtx", &system)]), 0, times());
    mangle(zips::COLLECTION.as_bytes(), 0, times());
}

#[test]
fn a_mangled_result_of_a_support_tool() {
    mangle(&support::msrd(), 0, times());
}

#[test]
fn mangled_files_of_real_hosts() {
    let times = times() / 100;
    if let Some(log) = real::log("RdpCoreTS-Operational.evtx") {
        // Two chunks of it.
        mangle(&log[..4096 + 2 * 65_536], 4096, times);
    }
    if let Some(hive) = real::hive() {
        mangle(&hive, 0, times);
    }
}
