//! Weston: TLS, and Standard RDP Security without being configured for it.

use rdp_health_tests::pki::pki;
use rdp_health_tests::require;
use rdp_health_tests::servers::weston;

use super::talk::{Talk, answers, confirm};

#[test]
fn tls() {
    require!("weston", "openssl");
    let server = weston(&pki().good);
    let (rdp, ssl) = (confirm("0000", "0201080000000000"), confirm("0000", "0201080001000000"));
    let (rdp, ssl) = (rdp.as_str(), ssl.as_str());
    assert_eq!(answers(server.address), [rdp, ssl, ssl, ssl, ssl, rdp]);
    let mut talk = Talk::open(server.address, Some(0x1));
    assert_eq!(talk.pdu(), ssl);
    assert_eq!(talk.hello(), "0303 1302");
}
