//! `ntlm::find_challenge`, `Challenge::decode` and what it can be asked; `Negotiate::decode`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_wire::ntlm::{Challenge, FileTime, Negotiate, find_challenge};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(negotiate) = Negotiate::decode(bytes) {
        assert_eq!(Negotiate::decode(&negotiate.encode()), Ok(negotiate));
    }
    let Some(message) = find_challenge(bytes) else {
        assert!(Challenge::decode(bytes).is_err(), "a challenge that was not found");
        return;
    };
    let Ok(challenge) = Challenge::decode(message) else { return };
    let _ = (challenge.netbios_computer(), challenge.netbios_domain(), challenge.target_spn());
    let _ = (challenge.dns_computer(), challenge.dns_domain(), challenge.dns_forest());
    let _ = (challenge.av_flags(), challenge.timestamp().and_then(FileTime::unix_micros));
    // The bit for an empty target info is not written again, and a name as long as can be may grow too long.
    let written = challenge.encode();
    let again = Challenge::decode(&written).expect("what was written");
    if bytes.len() < 8192 {
        assert_eq!(again.encode(), written);
        assert_eq!((again.target_name, again.target_info), (challenge.target_name, challenge.target_info));
    }
});
