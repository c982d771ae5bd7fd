use rdp_health::{CauseId, Confidence};

use super::build::Tree;
use super::{facts, is_sound, judged, sure};

/// A SYSTEM hive of a host on which all is as it should be.
pub(super) fn system() -> Tree {
    let mut tree = Tree::default();
    let listener = r"ControlSet001\Control\Terminal Server\WinStations\RDP-Tcp";
    tree.number("Select", "Current", 1)
        .number(r"ControlSet001\Control\Terminal Server", "fDenyTSConnections", 0)
        .number(listener, "fEnableWinStation", 1)
        .number(listener, "PortNumber", 3389)
        .number(listener, "SecurityLayer", 2)
        .number(listener, "UserAuthentication", 1)
        .number(listener, "LanAdapter", 0)
        .text(listener, "Password", "S3cr3t!Pass")
        .text(r"ControlSet001\Control\ComputerName\ComputerName", "ComputerName", "SRV01")
        .text(r"ControlSet001\Services\Tcpip\Parameters", "Domain", "corp.example")
        .number(r"ControlSet001\Services\TermService", "Start", 3)
        .text(
            r"ControlSet001\Services\TermService\Parameters",
            "ServiceDll",
            r"%SystemRoot%\System32\termsrv.dll",
        );
    tree
}

#[test]
fn a_host_that_is_as_it_should_be() {
    let audit = judged(&[("SYSTEM", &system().hive())]);
    assert_eq!(audit.primary, None, "{audit:#?}");
    let inside = &audit.observations.inside;
    assert_eq!((inside.computer.as_deref(), inside.domain.as_deref()), (Some("SRV01"), Some("corp.example")));
    assert_eq!((inside.listeners[0].port, inside.sources[0].problems.len()), (Some(3389), 0));
    assert!(audit.ruled_out.iter().any(|out| out.id == CauseId::HostRdpDisabled));
    let json = serde_json::to_string(&audit).unwrap();
    assert!(!json.contains("S3cr3t"));
    is_sound(&audit);
}

#[test]
fn the_control_set_that_counts_is_read() {
    let mut tree = system();
    tree.number(r"ControlSet002\Control\Terminal Server", "fDenyTSConnections", 1);
    assert_eq!(sure(&judged(&[("SYSTEM", &tree.hive())]), &CauseId::HostRdpDisabled), None);
    let mut tree = Tree::default();
    tree.number("Select", "Current", 2)
        .number(r"ControlSet001\Control\Terminal Server", "fDenyTSConnections", 0)
        .number(r"ControlSet002\Control\Terminal Server", "fDenyTSConnections", 1);
    let audit = judged(&[("SYSTEM", &tree.hive())]);
    assert_eq!(sure(&audit, &CauseId::HostRdpDisabled), Some(Confidence::Certain));
    is_sound(&audit);
}

#[test]
fn a_policy_of_another_hive_beats_the_setting() {
    let policies = r"Policies\Microsoft\Windows NT\Terminal Services";
    let mut software = Tree::default();
    software
        .number(policies, "fDenyTSConnections", 1)
        .number(policies, "UserAuthentication", 0)
        .text("Classes", "", "")
        .text(r"Microsoft\Windows NT\CurrentVersion", "EditionID", "Professional");
    let audit = judged(&[("SYSTEM", &system().hive()), ("SOFTWARE", &software.hive())]);
    assert_eq!(audit.primary, Some(CauseId::HostRdpDisabled));
    assert!(audit.summary.contains("a policy"), "{}", audit.summary);
    assert_eq!(sure(&audit, &CauseId::NegotiationNlaNotEnforced), Some(Confidence::Certain));
    is_sound(&audit);
}

#[test]
fn a_hive_that_was_not_closed_says_so() {
    let mut hive = system().hive();
    hive[8] = 6;
    let problems = &facts(&[("SYSTEM", &hive)]).sources[0].problems;
    assert!(problems[0].contains("not closed cleanly") && problems[1].contains("checksum"), "{problems:?}");
}

#[test]
fn a_key_below_itself_is_refused() {
    let mut hive = system().hive();
    // The list of the keys below "Control" leads back to "Control".
    let find = |hive: &[u8], what: &[u8]| hive.windows(what.len()).position(|window| window == what).unwrap();
    let control = find(&hive, b"Control\0") - 0x4c - 4;
    let offset = u32::try_from(control - 4096).unwrap();
    let list = u32::from_le_bytes(hive[control + 4 + 0x1c..control + 4 + 0x20].try_into().unwrap());
    let first = 4096 + usize::try_from(list).unwrap() + 4 + 4;
    let count = usize::from(u16::from_le_bytes(hive[first - 2..first].try_into().unwrap()));
    for index in 0..count {
        hive[first + index * 4..first + index * 4 + 4].copy_from_slice(&offset.to_le_bytes());
    }
    // Its name is that of the key which is looked for.
    let facts = facts(&[("SYSTEM", &hive)]);
    assert!(facts.listeners.is_empty(), "{facts:?}");
}

#[test]
fn a_hive_of_something_else_is_refused() {
    let mut tree = Tree::default();
    tree.number("Software", "x", 1);
    let error = crate::Evidence::new().take("NTUSER.DAT", &tree.hive()).unwrap_err();
    assert!(error.to_string().contains("neither the keys of SYSTEM nor those of SOFTWARE"), "{error}");
    assert!(!error.is_another_kind);
}

#[test]
fn a_piece_that_is_named_a_thousand_times_is_not_copied_as_often() {
    let mut tree = system();
    let listener = r"ControlSet001\Control\Terminal Server\WinStations\RDP-Tcp";
    tree.text(listener, "Comment", &"x".repeat(30_000));
    let mut hive = tree.hive();
    // Every value of the listener is the long one, and it has as many as a key can have.
    let comment = position(&hive, b"Comment") - 0x14 - 4 - 4096;
    let key = position(&hive, b"RDP-Tcp") - 0x4c;
    let list = u32::try_from(hive.len() - 4096).unwrap();
    hive.extend((-262_152_i32).to_le_bytes());
    hive.extend(u32::try_from(comment).unwrap().to_le_bytes().repeat(65_536));
    hive[key + 0x24..key + 0x28].copy_from_slice(&65_536_u32.to_le_bytes());
    hive[key + 0x28..key + 0x2c].copy_from_slice(&list.to_le_bytes());
    let audit = judged(&[("SYSTEM", &hive)]);
    let problems = &audit.observations.inside.sources[0].problems;
    assert!(
        problems.iter().any(|problem| problem.contains("more keys and values than are read")),
        "{problems:?}"
    );
    is_sound(&audit);
}

fn position(bytes: &[u8], piece: &[u8]) -> usize {
    bytes.windows(piece.len()).position(|one| one == piece).unwrap()
}
