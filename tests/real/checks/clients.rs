//! What is said of FreeRDP's client, against what it does.

use rdp_health::{CheckOptions, ClientOutcome, ClientProfile, ClientVerdict, Depth};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::require;
use rdp_health_tests::servers::{FreeRdpConfig, Server, XrdpConfig, freerdp_shadow, xfreerdp, xrdp};

use super::{check_with, options};

/// FreeRDP 2 by itself, and with one security alone.
const CLIENTS: [(&str, Option<&str>); 4] = [
    ("freerdp-2", None),
    ("freerdp-2-nla", Some("nla")),
    ("freerdp-2-tls", Some("tls")),
    ("freerdp-2-rdp", Some("rdp")),
];

/// The profiles of the restricted ones.
const RESTRICTED: &str = r#"
[[client]]
id = "freerdp-2-nla"
like = "freerdp-2"
protocols = ["HYBRID"]
standard_rdp = []

[[client]]
id = "freerdp-2-tls"
like = "freerdp-2"
protocols = ["SSL"]
standard_rdp = []

[[client]]
id = "freerdp-2-rdp"
like = "freerdp-2"
protocols = []
"#;

fn predictions(server: &Server) -> Vec<ClientVerdict> {
    let restricted = ClientProfile::read_toml(RESTRICTED).expect("profiles");
    let options: CheckOptions = options()
        .resolve_as(HOST, server.address.ip())
        .system_resolver(false)
        .depth(Depth::Standard)
        .clients(restricted);
    check_with(HOST, server.address.port(), &options).clients
}

/// Each client is said to get in and does, or is said to be blocked and is, and shows the code that is said.
fn assert_foretold(label: &str, server: &Server) {
    let predictions = predictions(server);
    for (id, security) in CLIENTS {
        let said = predictions.iter().find(|client| client.client == id).expect("a verdict on each client");
        assert_ne!(said.outcome, ClientOutcome::Unknown, "{label}: {said:?}");
        let seen = xfreerdp(server.address, security);
        let gets_in = said.outcome == ClientOutcome::Connects;
        assert_eq!(seen.gets_in, gets_in, "{label}: {said:?}\n{}", seen.log);
        match said.protocol.as_deref() {
            Some(protocol) => {
                let protocol = match protocol {
                    "SSL" => "TLS",
                    "RDP" => "RDP",
                    _ => "NLA",
                };
                // Told to use Standard RDP Security alone, it negotiates nothing.
                let negotiated = seen.negotiated.as_deref().unwrap_or("RDP");
                assert_eq!(negotiated, protocol, "{label}: {said:?}\n{}", seen.log);
            }
            // Without a negotiation its failure is of another kind.
            None if security == Some("rdp") => {}
            None => {
                let code = said.code.as_deref().expect("a code for what blocks FreeRDP here");
                assert!(seen.log.contains(&format!("[{code}]")), "{label}: {said:?}\n{}", seen.log);
            }
        }
    }
}

#[test]
fn freerdp_does_at_xrdp_what_is_said_of_it() {
    require!("xrdp", "xfreerdp", "Xvfb", "openssl");
    let default = XrdpConfig::default();
    let old = "DEFAULT@SECLEVEL=0";
    for (label, config) in [
        ("TLS", XrdpConfig { security_layer: "tls", ..default }),
        ("negotiate", default),
        (
            "TLS 1.2 with RSA and CBC",
            XrdpConfig { ssl_protocols: "TLSv1.2", tls_ciphers: "AES256-SHA", ..default },
        ),
        (
            "TLS 1.0",
            XrdpConfig { security_layer: "tls", ssl_protocols: "TLSv1", tls_ciphers: old, ..default },
        ),
        ("RDP", XrdpConfig { security_layer: "rdp", ..default }),
        ("RDP, FIPS", XrdpConfig { security_layer: "rdp", crypt_level: "fips", ..default }),
    ] {
        assert_foretold(label, &xrdp(config));
    }
}

#[test]
fn freerdp_does_at_its_own_server_what_is_said_of_it() {
    require!("freerdp-shadow-cli", "xfreerdp", "Xvfb", "winpr-hash", "openssl");
    for security in ["nla", "tls", "rdp"] {
        let server = freerdp_shadow(FreeRdpConfig { security, ..FreeRdpConfig::default() });
        assert_foretold(security, &server);
    }
}
