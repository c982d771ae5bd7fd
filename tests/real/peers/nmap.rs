//! nmap's `rdp-enum-encryption` and `rdp-ntlm-info`.

use std::collections::BTreeSet;
use std::process::Command;

use rdp_health::codes::{EncryptionLevel, EncryptionMethod, RdpVersion, SecurityProtocols};
use rdp_health::observe::Question;
use rdp_health::{CheckOptions, Depth, Report, Target, check_blocking};
use rdp_health_tests::pki::{HOST, pki};
use rdp_health_tests::require;
use rdp_health_tests::servers::{FreeRdpConfig, Server, XrdpConfig, freerdp_shadow, weston, xrdp};

/// What nmap prints of a server, line by line.
fn nmap(server: &Server) -> Vec<String> {
    let port = server.address.port().to_string();
    // The plus makes it run the scripts on any port.
    let scripts = "+rdp-enum-encryption,+rdp-ntlm-info";
    let mut command = Command::new("nmap");
    command.args(["-Pn", "-n", "-sT", "-p", &port, "--script", scripts, "127.0.0.1"]);
    let output = command.output().expect("nmap runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(|line| line.trim_start_matches(['|', '_', ' ']).trim_end().to_owned()).collect()
}

/// The value of a line `name: value`.
fn value<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

/// With one connection at a time: more lanes are quicker, and take a few connections more.
fn full(server: &Server) -> Report {
    let target = Target::parse(&format!("{HOST}:{}", server.address.port())).expect("a target");
    let options = CheckOptions::default()
        .resolve_as(HOST, server.address.ip())
        .system_resolver(false)
        .depth(Depth::Full)
        .max_connections(1);
    check_blocking(&target, &options).expect("the options make sense")
}

/// What we say is offered, in nmap's words.
fn offered(report: &Report) -> BTreeSet<&'static str> {
    let mut offered = BTreeSet::new();
    for conversation in &report.observations.host.addresses[0].conversations {
        match (conversation.question, conversation.selected()) {
            (Question::Converse { .. }, Some(SecurityProtocols::HYBRID_EX)) => {
                offered.extend(["CredSSP (NLA)", "CredSSP with Early User Auth"]);
            }
            (Question::Converse { .. }, Some(SecurityProtocols::HYBRID)) => {
                offered.insert("CredSSP (NLA)");
            }
            (Question::Converse { .. }, Some(SecurityProtocols::SSL)) => {
                offered.insert("SSL");
            }
            (Question::Converse { .. }, Some(SecurityProtocols::RDP))
                if conversation.settings.done().is_some_and(|answer| answer.accepted().is_some()) =>
            {
                offered.insert("Native RDP");
            }
            (Question::Offer { .. }, Some(SecurityProtocols::RDSTLS)) => {
                offered.insert("RDSTLS");
            }
            _ => {}
        }
    }
    offered
}

const NAMES: [&str; 5] = ["CredSSP (NLA)", "CredSSP with Early User Auth", "Native RDP", "RDSTLS", "SSL"];

/// What nmap claims beyond what we say, and what we say beyond nmap.
fn differences(server: &Server) -> (Vec<&'static str>, Vec<&'static str>) {
    let lines = nmap(server);
    let claimed: BTreeSet<&str> =
        NAMES.into_iter().filter(|name| value(&lines, name) == Some("SUCCESS")).collect();
    let report = full(server);
    let offered = offered(&report);
    assert!(report.connections < 42, "nmap's four scripts together need 42: {}", report.connections);
    (claimed.difference(&offered).copied().collect(), offered.difference(&claimed).copied().collect())
}

#[test]
fn the_protocols_of_xrdp() {
    require!("nmap", "xrdp", "openssl");
    let never_read = vec!["CredSSP (NLA)", "CredSSP with Early User Auth", "RDSTLS"];
    let with_tls = vec!["CredSSP (NLA)", "CredSSP with Early User Auth", "RDSTLS", "SSL"];
    for (security_layer, theirs, ours) in [
        ("negotiate", never_read, vec![]),
        ("rdp", with_tls, vec![]),
        // Its script dies on the refusal that follows the plain Confirm, and says nothing at all.
        ("tls", vec![], vec!["SSL"]),
    ] {
        let server = xrdp(XrdpConfig { security_layer, ..XrdpConfig::default() });
        assert_eq!(differences(&server), (theirs, ours), "{security_layer}");
    }
}

#[test]
fn the_level_and_the_version_of_xrdp() {
    require!("nmap", "xrdp", "openssl");
    let server = xrdp(XrdpConfig { security_layer: "rdp", ..XrdpConfig::default() });
    let lines = nmap(&server);
    let report = full(&server);
    let settings = report.observations.host.addresses[0].conversations[0].settings.done().unwrap();
    let settings = settings.accepted().unwrap();
    assert_eq!(value(&lines, "RDP Encryption level"), Some("High"));
    assert_eq!(settings.level, Some(EncryptionLevel::HIGH));
    assert_eq!(value(&lines, "128-bit RC4"), Some("SUCCESS"));
    assert_eq!(settings.method, Some(EncryptionMethod::ENCRYPTION_METHOD_128BIT));
    assert_eq!(value(&lines, "RDP Protocol Version"), Some("RDP 5.x, 6.x, 7.x, or 8.x server"));
    assert_eq!(settings.rdp_version, Some(RdpVersion::V5_0));
}

#[test]
fn the_protocols_of_freerdp_and_weston() {
    require!("nmap", "freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    for (security, theirs) in
        [("nla", vec![]), ("tls", vec!["CredSSP (NLA)"]), ("rdp", vec![]), ("all", vec!["CredSSP (NLA)"])]
    {
        let config = FreeRdpConfig { security, ..FreeRdpConfig::default() };
        assert_eq!(differences(&freerdp_shadow(config)), (theirs, vec![]), "{security}");
    }
    require!("weston");
    assert_eq!(differences(&weston(&pki().good)), (vec!["CredSSP (NLA)"], vec![]));
}

#[test]
fn the_names_and_the_build_of_freerdp() {
    require!("nmap", "freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let server = freerdp_shadow(FreeRdpConfig::default());
    let lines = nmap(&server);
    let report = full(&server);
    let answer = report.observations.host.addresses[0].conversations[0].credssp.done().unwrap();
    let challenge = answer.challenge.as_ref().unwrap();
    for (name, ours) in [
        ("NetBIOS_Computer_Name", &challenge.netbios_computer),
        ("NetBIOS_Domain_Name", &challenge.netbios_domain),
        ("DNS_Computer_Name", &challenge.dns_computer),
        ("DNS_Domain_Name", &challenge.dns_domain),
        ("DNS_Tree_Name", &challenge.dns_forest),
        ("Product_Version", &challenge.os.as_ref().map(|os| os.version.clone())),
    ] {
        assert_eq!(value(&lines, name), ours.as_deref(), "{name}");
    }
    // One clock, read one after the other; nmap leaves out that it is UTC.
    let theirs = moment(value(&lines, "System_Time").unwrap());
    let ours = moment(&challenge.clock.as_ref().unwrap().time);
    assert!((theirs - ours).abs() < time::Duration::HOUR, "{theirs} and {ours}");
}

fn moment(text: &str) -> time::OffsetDateTime {
    let text = text.trim_end_matches('Z').trim_end_matches("+00:00");
    let format = &time::format_description::well_known::Rfc3339;
    time::OffsetDateTime::parse(&format!("{text}Z"), format).expect("a moment")
}
