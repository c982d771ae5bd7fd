use std::process::Command;

use rdp_health::{CauseId, Confidence};

use super::{facts, judged, sure};
use crate::reg_file::wide;

pub(super) const EXPORT: &str = "Windows Registry Editor Version 5.00\r\n\r\n\
[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server]\r\n\
\"fDenyTSConnections\"=dword:00000001\r\n\r\n\
[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp]\r\n\
\"PortNumber\"=dword:00000d3e\r\n\
\"Password\"=\"S3cr3t!Pass\"\r\n\
\"LoadableProtocol_Object\"=hex(1):7b,00,35,00,38,00,32,00,38,00,32,00,32,00,37,00,63,00,2d,00,\\\r\n  32,00,30,00,63,00,66,00,2d,00,34,00,34,00,30,00,38,00,2d,00,62,00,37,00,33,00,66,00,2d,00,\\\r\n  37,00,33,00,61,00,62,00,37,00,30,00,62,00,38,00,38,00,34,00,39,00,66,00,7d,00,00,00\r\n\
\"SSLCertificateSHA1Hash\"=hex:00,11,22,33,44,55,66,77,88,99,aa,bb,cc,dd,ee,ff,00,\\\r\n  11,22,33\r\n\
nonsense\r\n\
[-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0]\r\n\
\"RestrictReceivingNTLMTraffic\"=dword:00000002\r\n";

#[test]
fn every_encoding_is_read_alike() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide(EXPORT)).collect();
    let with_mark: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(EXPORT.bytes()).collect();
    let expected = facts(&[("a.reg", EXPORT.as_bytes())]);
    assert_eq!(facts(&[("a.reg", &utf16)]), expected);
    assert_eq!(facts(&[("a.reg", &with_mark)]), expected);
    let listener = &expected.listeners[0];
    assert_eq!(
        (listener.port, listener.certificate_sha1.as_deref()),
        (Some(3390), Some("00112233445566778899aabbccddeeff00112233"))
    );
    assert_eq!(expected.sources[0].problems, ["1 lines are no values"]);
    let audit = judged(&[("a.reg", &utf16)]);
    assert_eq!(sure(&audit, &CauseId::HostRdpDisabled), Some(Confidence::Certain));
    assert_eq!(
        (sure(&audit, &CauseId::NlaNtlmRefused), sure(&audit, &CauseId::HostListenerBroken)),
        (None, None)
    );
    assert!(!serde_json::to_string(&audit).unwrap().contains("S3cr3t"));
    // Commands have the host's own port.
    assert_eq!(audit.target.port, 3390);
}

#[test]
fn an_export_of_an_offline_hive_is_read() {
    let export = EXPORT.replace("HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet", "\\ControlSet001");
    assert_eq!(
        facts(&[("a.reg", export.as_bytes())]).settings,
        facts(&[("a.reg", EXPORT.as_bytes())]).settings
    );
}

/// Another reader exports what this one reads from the hive.
#[test]
fn hivexregedit_says_the_same_of_the_hive() {
    let folder = std::env::temp_dir().join(format!("rdp-health-hive-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("SYSTEM");
    let hive = super::hives::system().hive();
    std::fs::write(&path, &hive).unwrap();
    let exported = Command::new("hivexregedit").arg("--export").arg(&path).arg("\\").output();
    std::fs::remove_dir_all(&folder).unwrap();
    match exported {
        Ok(exported) if exported.status.success() => {
            let mut ours = facts(&[("SYSTEM", &hive)]);
            let theirs = facts(&[("SYSTEM.reg", &exported.stdout)]);
            ours.settings.iter_mut().for_each(|setting| setting.written_at = None);
            assert_eq!(
                (ours.settings, ours.listeners, ours.services),
                (theirs.settings, theirs.listeners, theirs.services)
            );
        }
        _ => println!("skipped: hivexregedit is not installed"),
    }
}
