//! Real files of Windows hosts, where they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rdp_health::{CauseId, Confidence};

use super::{facts, is_sound, judged, sure};

fn read(path: &Path) -> Option<Vec<u8>> {
    match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            println!("skipped: {}: {error}", path.display());
            None
        }
    }
}

/// An event log of a public project (omerbenamram/evtx, `samples`); `RDP_HEALTH_EVIDENCE` names its folder.
pub(super) fn log(name: &str) -> Option<Vec<u8>> {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/evidence");
    let folder = std::env::var_os("RDP_HEALTH_EVIDENCE").map_or_else(|| PathBuf::from(usual), PathBuf::from);
    read(&folder.join(name))
}

/// The SYSTEM hive of a host on which Remote Desktop was never switched on (`tests/_data/SYSTEM.gz` of the source
/// distribution of dissect.regf 3.14, unpacked); `RDP_HEALTH_HIVE` names it.
pub(super) fn hive() -> Option<Vec<u8>> {
    let usual = std::env::temp_dir().join("rdp-health-real/SYSTEM");
    read(&std::env::var_os("RDP_HEALTH_HIVE").map_or(usual, PathBuf::from))
}

#[test]
fn a_hive_alone_proves_that_remote_desktop_is_off() {
    let Some(bytes) = hive() else { return };
    let begun = Instant::now();
    let audit = judged(&[("SYSTEM", &bytes)]);
    println!("read and judged in {:?}", begun.elapsed());
    assert_eq!(audit.primary, Some(CauseId::HostRdpDisabled));
    assert_eq!(sure(&audit, &CauseId::HostRdpDisabled), Some(Confidence::Certain));
    let says: Vec<_> = audit.findings[0].evidence.iter().map(|evidence| evidence.says.as_str()).collect();
    assert!(
        says[0].starts_with(
            "fDenyTSConnections = 1 in HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server"
        )
    );
    assert_eq!(says[1], "the firewall rule RemoteDesktop-UserMode-In-TCP is off");
    let inside = &audit.observations.inside;
    let listener = &inside.listeners[0];
    let values =
        (listener.port, listener.security_layer.map(|one| one.value), listener.nla.map(|one| one.value));
    assert_eq!(values, (Some(3389), Some(2), Some(1)));
    let service = inside.services.iter().find(|service| service.name == "TermService").unwrap();
    assert_eq!(
        (service.start, service.library.as_deref()),
        (Some(3), Some("%SystemRoot%\\System32\\termsrv.dll"))
    );
    is_sound(&audit);
}

#[test]
fn logs_are_read_as_other_readers_do() {
    let Some(bytes) = log("RdpCoreTS-Operational.evtx") else { return };
    let core = facts(&[("RdpCoreTS", &bytes)]);
    assert_eq!(core.sources[0].problems, ["4 of 1914 records cannot be read"]);
    let count = |facts: &rdp_health::observe::InsideFacts, id| {
        facts.events.iter().filter(|event| event.id == id).map(|event| event.count).sum::<u32>()
    };
    assert_eq!([131, 140, 226, 227].map(|id| count(&core, id)), [126, 126, 118, 15]);
    let Some(bytes) = log("RemoteConnectionManager-Operational.evtx") else { return };
    let manager = facts(&[("RemoteConnectionManager", &bytes)]);
    assert_eq!(manager.sources[0].problems, ["2 of 1776 records cannot be read"]);
    assert_eq!([261, 1149].map(|id| count(&manager, id)), [1769, 5]);
}
