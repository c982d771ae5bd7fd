use rdp_health::{CauseId, Confidence};

use super::build::{log, zip};
use super::{facts, is_sound, judged, sure};
use crate::Evidence;

/// A collection as the script writes it, of a host whose service was stopped.
pub(super) const COLLECTION: &str = r#"{"schema":"rdp-health/collection/1","collected_at":"2026-01-02T04:00:00Z",
"registry":[{"key":"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server","values":[{"name":"fDenyTSConnections","type":"DWord","data":0}]},
{"key":"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp","values":[{"name":"PortNumber","type":"DWord","data":3389},
{"name":"MaxInstanceCount","type":"DWord","data":-1},{"name":"Password","type":"String","data":"S3cr3t!Pass"}]},
{"key":"HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName","values":{"name":"ComputerName","type":"String","data":"SRV01"}}],
"services":[{"name":"TermService","start":3,"state":"Stopped"}],"listening":{"port":445,"owner":"System"},
"certificates":[],"updates":["KB5034769"],"problems":["event log Security: access is denied"]}"#;

fn refused(bytes: &[u8]) -> String {
    Evidence::new().take("a.zip", bytes).unwrap_err().to_string()
}

#[test]
fn a_collection_is_read() {
    let system = log(&[&[(0, "TermDD", "System", 56, &[])]]);
    let bytes = zip(&[
        ("collection.json", COLLECTION.as_bytes()),
        ("logs\\System.evtx", &system),
        ("readme.txt", b"x"),
    ]);
    let audit = judged(&[("srv01.zip", &bytes)]);
    assert_eq!(sure(&audit, &CauseId::HostServiceStopped), Some(Confidence::Certain));
    assert_eq!(audit.primary, Some(CauseId::HostServiceStopped));
    let inside = &audit.observations.inside;
    let names: Vec<_> = inside.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["srv01.zip/collection.json", "srv01.zip/logs/System.evtx"]);
    assert_eq!(inside.sources[0].problems, ["event log Security: access is denied"]);
    assert_eq!((inside.updates.len(), inside.listening[0].port), (1, 445));
    assert_eq!(inside.listeners[0].max_connections.map(|most| most.value), Some(u32::MAX));
    assert!(!serde_json::to_string(&audit).unwrap().contains("S3cr3t"));
    is_sound(&audit);
}

#[test]
fn names_that_lead_out_are_refused() {
    for name in ["../collection.json", "a/../../b", "..\\b", "/etc/passwd", "C:\\b", "a\\..\\..\\b"] {
        let said = refused(&zip(&[(name, COLLECTION.as_bytes())]));
        assert!(said.contains("leads out of the archive"), "{name}: {said}");
    }
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![0; 4 << 20];
    let said = refused(&zip(&[("a.evtx", &zeros)]));
    assert!(said.contains("zip bomb"), "{said}");
    // What the directory hides shows when it is unpacked.
    let mut small = zip(&[("a.reg", &zeros)]);
    let at = small.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    small[at + 24..at + 28].copy_from_slice(&1000_u32.to_le_bytes());
    let said = refused(&small);
    assert!(said.contains("cannot be unpacked"), "{said}");
}

#[test]
fn what_is_damaged_says_so() {
    let whole = zip(&[("collection.json", COLLECTION.as_bytes())]);
    let said = refused(&whole[..whole.len() / 2]);
    assert!(said.contains("directory is missing"), "{said}");
    let mut damaged = whole.clone();
    let at = whole.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    damaged[at + 16] ^= 1;
    assert!(refused(&damaged).contains("checksum is wrong"));
    damaged[at + 8] |= 1;
    assert!(refused(&damaged).contains("it is encrypted"));
    assert!(refused(&zip(&[("a.txt", b"hello")])).contains("nothing in it"));
    // An archive in an archive is left alone.
    assert!(refused(&zip(&[("b.zip", &whole)])).contains("nothing in it"));
}

#[test]
fn a_second_source_adds_to_the_first() {
    let reg = "REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n\"ProductName\"=\"Windows 10 Home\"\n\"EditionID\"=\"Core\"\n\"CurrentBuild\"=\"22631\"\n";
    let facts = facts(&[("a.json", COLLECTION.as_bytes()), ("b.reg", reg.as_bytes())]);
    let windows = facts.windows.unwrap();
    assert_eq!((windows.product.as_str(), windows.build), ("Windows 11 Home", 22_631));
    assert_eq!(facts.as_of.as_deref(), Some("2026-01-02T04:00:00Z"));
}
