//! Collections, event logs, exports and archives: whatever is in them, facts or an error, and evidence that leads somewhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_fuzz::outputs::evidence;

fuzz_target!(|bytes: &[u8]| evidence("file", bytes));
