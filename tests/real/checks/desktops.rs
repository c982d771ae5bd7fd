//! Weston and GNOME Remote Desktop: one serves a single connection at a time, the other cuts one that comes too soon.
//! Both get their own certificate alone, and send no other.

use rdp_health_tests::netns::in_new_namespace;
use rdp_health_tests::pki::pki;
use rdp_health_tests::servers::{gnome_remote_desktop, weston};
use rdp_health_tests::{require, require_root};

use super::outcome;

#[test]
fn weston_with_tls() {
    require!("weston", "openssl");
    assert_eq!(outcome(&mut weston(&pki().good)), "degraded cert-chain-incomplete (negotiation-nla-missing)");
}

#[test]
fn gnome_with_nla() {
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
        assert_eq!(outcome(&mut gnome_remote_desktop(&pki().good)), "degraded cert-chain-incomplete")
    });
}
