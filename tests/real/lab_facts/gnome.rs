//! GNOME Remote Desktop: Network Level Authentication alone.

use rdp_health_tests::netns::in_new_namespace;
use rdp_health_tests::pki::pki;
use rdp_health_tests::servers::gnome_remote_desktop;
use rdp_health_tests::{require, require_root};

use super::talk::{answers, confirm};

#[test]
fn nla_only() {
    require!(
        "gnome-remote-desktop-daemon",
        "grdctl",
        "mutter",
        "pipewire",
        "wireplumber",
        "dbus-run-session"
    );
    require!("gdbus", "ip", "openssl");
    require_root!();
    in_new_namespace(|| {
        let mut server = gnome_remote_desktop(&pki().good);
        let (required, hybrid) = (confirm("0000", "0300080005000000"), confirm("0000", "0203080002000000"));
        let (required, hybrid) = (required.as_str(), hybrid.as_str());
        assert_eq!(answers(server.address), [required, required, hybrid, hybrid, hybrid, required]);
        assert!(server.is_running(), "the daemon survives the questions");
    });
}
