//! Web servers of OpenSSL, as targets of their own and in the place of a gateway.

use rdp_health::{CauseId, Depth, Report, Service, Target, check_blocking};
use rdp_health_tests::pki::{HOST, Identity, pki};
use rdp_health_tests::require;
use rdp_health_tests::servers::{OpensslServer, Server, XrdpConfig, openssl_www, xrdp};

use super::{resolved, summary};

/// Checks it by the name that the good certificates are for.
fn check_web(server: &Server) -> Report {
    let target = Target::parse(&format!("https://{HOST}:{}", server.address.port())).unwrap();
    check_blocking(&target, &resolved(server.address.ip()).depth(Depth::Standard)).unwrap()
}

#[test]
fn a_web_server_is_looked_at_without_a_word_of_rdp() {
    require!("openssl");
    for (options, identity, expected) in [
        ("-tls1_3", &pki().good, "healthy"),
        ("-tls1_2", &pki().good, "healthy"),
        ("-tls1_2", &pki().expired, "failing cert-expired"),
        ("-tls1_2", &pki().wrong_name, "failing cert-name-mismatch"),
        ("-tls1_2 -cipher ECDHE-RSA-AES128-SHA", &pki().good, "degraded tls-legacy-only"),
        ("-tls1_2 -cipher AES128-SHA", &pki().good, "degraded tls-legacy-only"),
        ("-tls1_2 -cipher CAMELLIA128-SHA", &pki().good, "failing tls-no-shared-cipher"),
        ("-tls1 -cipher AES128-SHA@SECLEVEL=0", &pki().good, "failing tls-no-shared-version"),
    ] {
        let mut server = openssl_www(options, identity);
        let report = check_web(&server);
        assert_eq!(summary(&report), expected, "{options}: {}", report.summary);
        assert_eq!(report.target.service, Service::Https);
        let first = &report.observations.host.addresses[0].conversations[0];
        if let Some(answer) = first.http.done() {
            assert_eq!(
                (answer.status, answer.content_type.as_deref()),
                (200, Some("text/html")),
                "{options}"
            );
        }
        server.wait_until_idle();
        assert!(server.is_running(), "{options}");
    }
}

#[test]
fn what_is_no_web_server_is_said_to_be_none() {
    require!("openssl");
    let mut server = OpensslServer::start("-tls1_2", &pki().good);
    let report = check_web(server.behind());
    assert_eq!(summary(&report), "degraded web-service-unavailable");
    let says = "does not speak HTTP inside it";
    assert!(report.summary.contains(says), "{}", report.summary);
}

/// A host in order, and a gateway with these options in front of it.
fn through_gateway(options: &str, identity: &Identity) -> Report {
    let config = XrdpConfig { security_layer: "tls", ..XrdpConfig::default() };
    let (host, gateway) = (xrdp(config), openssl_www(options, identity));
    let target = Target::parse(&host.address.to_string()).unwrap();
    let place = format!("{HOST}:{}", gateway.address.port()).parse().unwrap();
    let options = resolved(gateway.address.ip()).gateway(place);
    check_blocking(&target, &options).unwrap()
}

#[test]
fn a_gateway_that_refuses_the_handshake_says_why() {
    require!("openssl", "xrdp");
    for (options, expected) in [
        ("-tls1 -cipher AES128-SHA@SECLEVEL=0", CauseId::TlsNoSharedVersion),
        ("-tls1_2 -cipher CAMELLIA128-SHA", CauseId::TlsNoSharedCipher),
    ] {
        let report = through_gateway(options, &pki().good);
        assert_eq!(report.primary.as_ref(), Some(&expected), "{options}: {}", report.summary);
        assert!(report.summary.contains("(the RD Gateway)"), "{}", report.summary);
        let unreachable = report.findings.iter().find(|finding| finding.id == "gateway-unreachable").unwrap();
        assert_eq!(unreachable.because_of, Some(expected), "{options}");
    }
    // What a current Windows client would get through is no verdict against it, and what it serves is not seen.
    let report = through_gateway("-tls1_2 -cipher AES128-SHA", &pki().good);
    assert_eq!(report.primary, Some(CauseId::TlsLegacyOnly), "{}", report.summary);
    assert_eq!(report.verdict.to_string(), "inconclusive");
}
