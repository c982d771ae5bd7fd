//! Who may read the private key of the certificate in use, as a collection says it.

use rdp_health::{CauseId, Confidence};

use super::{facts, judged, sure};
use crate::bytes::hex;

/// A collection of a host that uses its own certificate, whose key has these permissions.
fn collection(permissions: &str) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(vec!["srv01".to_owned()]).unwrap();
    let station = r"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp";
    format!(
        r#"{{"schema": "rdp-health/collection/1",
        "registry": [{{"key": "{station}", "values": [{{"name": "PortNumber", "type": "DWord", "data": 3389}}]}}],
        "certificates": [{{"store": "Remote Desktop", "der": "{}", "has_key": true, "key_acl": {permissions}}}]}}"#,
        hex(made.cert.der())
    )
    .into_bytes()
}

#[test]
fn a_key_that_the_service_may_not_read_is_certain() {
    for (permissions, readable, confidence) in [
        (r#""D:PAI(A;;FA;;;SY)(A;;FA;;;BA)""#, Some(false), Some(Confidence::Certain)),
        (r#""D:PAI(D;;FR;;;NS)(A;;FA;;;WD)""#, Some(false), Some(Confidence::Certain)),
        (r#""D:PAI(A;;FA;;;SY)(A;;FR;;;NS)""#, Some(true), None),
        // Not understood, and not read.
        (r#""D:PAI(A;;??;;;NS)""#, None, None),
        ("null", None, None),
    ] {
        let collection = collection(permissions);
        let seen = facts(&[("collection.json", &collection)]);
        assert_eq!(seen.certificates[0].key_readable, readable, "{permissions}");
        let audit = judged(&[("collection.json", &collection)]);
        assert_eq!(sure(&audit, &CauseId::TlsKeyUnusable), confidence, "{permissions}");
        let ruled_out = audit.ruled_out.iter().any(|out| out.id == CauseId::TlsKeyUnusable);
        assert_eq!(ruled_out, readable == Some(true), "{permissions}");
    }
}
