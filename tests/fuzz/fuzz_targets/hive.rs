//! Registry hives: whatever is in one, facts or an error, and evidence that leads somewhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_fuzz::outputs::evidence;

fuzz_target!(|bytes: &[u8]| {
    // Chance hardly finds the mark of a hive.
    let mut hive = b"regf".to_vec();
    hive.extend(bytes.get(4..).unwrap_or_default());
    evidence("SYSTEM", &hive);
});
