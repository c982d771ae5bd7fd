//! Collections, event logs, exports, archives and the lists of support tools: whatever is in them, facts or an error, and
//! evidence that leads somewhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health_fuzz::outputs::evidence;

fuzz_target!(|bytes: &[u8]| {
    for name in ["file", "Services.txt", "Netstat.txt", "SystemInfo.txt", "GracePeriod.txt", "UpdateHistory.html"] {
        evidence(name, bytes);
    }
});
