//! OpenSSL's server behind an X.224 front: versions and suites that xrdp does not offer.

use rdp_health_tests::pki::{Identity, pki};
use rdp_health_tests::require;
use rdp_health_tests::servers::OpensslServer;

use super::talk::{Talk, confirm};

fn hello(options: &str, identity: &Identity) -> String {
    let server = OpensslServer::start(options, identity);
    let mut talk = Talk::open(server.address, Some(0xb));
    assert_eq!(talk.pdu(), confirm("1234", "0201080001000000"));
    talk.hello()
}

#[test]
fn the_version_and_suite_that_the_options_name() {
    require!("openssl");
    let pki = pki();
    assert_eq!(hello("-tls1 -cipher AES128-SHA@SECLEVEL=0", &pki.good), "0301 002f");
    assert_eq!(hello("-tls1_1 -cipher DEFAULT@SECLEVEL=0", &pki.good), "0302 c014");
    assert_eq!(hello("-tls1_2 -cipher ECDHE-RSA-AES128-SHA", &pki.good), "0303 c013");
    assert_eq!(hello("-tls1_2", &pki.ecdsa), "0303 c02c");
    assert_eq!(hello("-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", &pki.good), "0303 1303");
    assert_eq!(hello("-tls1_2 -cipher DHE-RSA-AES128-SHA", &pki.good), "alert 40");
}

#[test]
fn one_connection_after_the_other() {
    require!("openssl");
    let mut server = OpensslServer::start("-tls1_2", &pki().good);
    for _ in 0..3 {
        let mut talk = Talk::open(server.address, Some(0x1));
        talk.pdu();
        assert_eq!(talk.hello(), "0303 c030");
    }
    assert!(server.behind().is_running());
}
