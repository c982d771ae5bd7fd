//! sslscan, sslyze and nmap's `ssl-enum-ciphers`: versions, suites, groups, primes and the certificate.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use rdp_health::observe::Decides;
use rdp_health::{CheckOptions, Depth, Report, Target, check_blocking};
use rdp_health_tests::pki::{HOST, pki};
use rdp_health_tests::process::TempDir;
use rdp_health_tests::require;
use rdp_health_tests::servers::{OpensslServer, XrdpConfig, xrdp};
use rdp_health_tests::tools::tool;
use rdp_health_wire::tls::{CipherSuite, NamedGroup};
use serde_json::Value;

/// What a tool claims of a host's TLS. What it does not speak of is empty.
#[derive(Debug, Default)]
struct Claims {
    /// Per accepted version (`1.2`), the suites under their IANA names, in the order in which they are told.
    suites: BTreeMap<String, Vec<String>>,
    /// Per version and suite, the length of the Diffie-Hellman prime.
    primes: BTreeMap<(String, String), u32>,
    groups: BTreeSet<String>,
    /// The host's certificate in base64.
    certificate: Option<String>,
}

impl Claims {
    fn add(&mut self, version: &str, suite: &str, prime: Option<u32>) {
        self.suites.entry(version.to_owned()).or_default().push(suite.to_owned());
        self.primes.extend(prime.map(|bits| ((version.to_owned(), suite.to_owned()), bits)));
    }
}

fn full(server: SocketAddr) -> Report {
    let target = Target::parse(&format!("{HOST}:{}", server.port())).expect("a target");
    let options = CheckOptions::default().depth(Depth::Full).pacing(Duration::ZERO);
    check_blocking(&target, &options.resolve_as(HOST, server.ip()).system_resolver(false))
        .expect("the options make sense")
}

fn ours(report: &Report) -> Claims {
    let address = &report.observations.host.addresses[0];
    let offers = address.tls_offers.done().expect("the host was listed");
    assert_eq!(offers.incomplete, None);
    let mut claims = Claims::default();
    for version in &offers.versions {
        for found in &version.suites {
            let name = version.version.to_string();
            let name = name.trim_start_matches("TLS ");
            claims.add(name, &found.suite.to_string(), found.dh_prime_bits);
        }
    }
    claims.groups = offers.groups.iter().map(|group| group.to_string()).collect();
    let chain = address.conversations.iter().find_map(|one| one.certificates.done());
    claims.certificate = chain.and_then(|chain| chain.first()).map(|leaf| leaf.der.clone());
    claims
}

/// Base64 of the first certificate in a text.
fn first_pem(text: &str) -> Option<String> {
    let body = text.split("-----BEGIN CERTIFICATE-----").nth(1)?.split("-----END").next()?;
    Some(body.split_whitespace().collect())
}

fn sslscan(server: SocketAddr) -> Claims {
    let mut command = Command::new("sslscan");
    command.args(["--rdp", "--show-certificate", "--no-heartbleed", "--no-renegotiation", "--no-fallback"]);
    command.args([format!("--sni-name={HOST}"), "--xml=-".to_owned(), server.to_string()]);
    let output = command.output().expect("sslscan runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut claims = Claims { certificate: first_pem(&text), ..Claims::default() };
    for line in text.lines() {
        let attribute = |name: &str| line.split(&format!(" {name}=\"")).nth(1)?.split('"').next();
        let id = attribute("id").and_then(|id| u16::from_str_radix(id.trim_start_matches("0x"), 16).ok());
        let (Some(id), Some(version)) = (id, attribute("sslversion")) else { continue };
        if line.contains("<cipher ") {
            let prime = attribute("dhebits").and_then(|bits| bits.parse().ok());
            claims.add(version.trim_start_matches("TLSv"), &CipherSuite(id).to_string(), prime);
        } else if line.contains("<group ") {
            claims.groups.insert(NamedGroup(id).to_string());
        }
    }
    assert!(!claims.suites.is_empty(), "{text}");
    claims
}

/// An RSA modulus is written as a number, of a length that few readers of JSON take.
pub(super) fn without_moduli(json: &str) -> String {
    let mut short = String::new();
    let mut digits = 0;
    for letter in json.chars() {
        digits = if letter.is_ascii_digit() { digits + 1 } else { 0 };
        if digits < 200 {
            short.push(letter);
        }
    }
    short
}

fn sslyze(server: SocketAddr) -> Claims {
    let dir = TempDir::new("sslyze");
    let results = dir.path().join("results.json");
    let mut command = Command::new(tool("sslyze").expect("sslyze is installed"));
    command.args(["--starttls", "rdp", "--sni", HOST, "--quiet", "--mozilla_config", "disable"]);
    command.args(["--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--certinfo", "--elliptic_curves"]);
    command.arg("--json_out").arg(&results).arg(server.to_string());
    let output = command.output().expect("sslyze runs");
    let text = std::fs::read_to_string(&results)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let all: Value = serde_json::from_str(&without_moduli(&text)).expect("sslyze writes JSON");
    let result = &all["server_scan_results"][0]["scan_result"];
    let array = |value: &Value| value.as_array().unwrap_or_else(|| panic!("no list in {all}")).clone();
    let mut claims = Claims::default();
    for (version, name) in [("1.0", "tls_1_0"), ("1.1", "tls_1_1"), ("1.2", "tls_1_2"), ("1.3", "tls_1_3")] {
        for suite in array(&result[format!("{name}_cipher_suites")]["result"]["accepted_cipher_suites"]) {
            let prime = suite["ephemeral_key"]["prime"].as_str().and(suite["ephemeral_key"]["size"].as_u64());
            let prime = prime.and_then(|bits| u32::try_from(bits).ok());
            claims.add(version, suite["cipher_suite"]["name"].as_str().expect("a name"), prime);
        }
    }
    for curve in array(&result["elliptic_curves"]["result"]["supported_curves"]) {
        claims.groups.insert(curve["name"].as_str().expect("a name").to_lowercase());
    }
    let chain =
        &result["certificate_info"]["result"]["certificate_deployments"][0]["received_certificate_chain"];
    claims.certificate = chain[0]["as_pem"].as_str().and_then(first_pem);
    claims
}

/// What nmap says, and per version whose order of preference it saw to decide. It does not speak RDP before TLS.
fn nmap(server: SocketAddr) -> (Claims, BTreeMap<String, String>) {
    let (port, scripts) = (server.port().to_string(), "+ssl-enum-ciphers,+ssl-cert");
    let mut command = Command::new("nmap");
    command.args(["-v", "-Pn", "-n", "-sT", "-p", &port, "--script", scripts, "127.0.0.1"]);
    let output = command.output().expect("nmap runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // With -v, ssl-cert prints the certificate, each line behind a bar.
    let bare: Vec<&str> = text.lines().map(|line| line.trim_start_matches(['|', '_', ' '])).collect();
    let mut claims = Claims { certificate: first_pem(&bare.join("\n")), ..Claims::default() };
    let (mut version, mut order) = (String::new(), BTreeMap::new());
    for line in bare {
        if let Some(name) = line.strip_prefix("TLSv") {
            version = name.trim_end_matches([':', ' ']).to_owned();
        } else if let Some(decides) = line.strip_prefix("cipher preference: ") {
            order.insert(version.clone(), decides.to_owned());
        } else if line.starts_with("TLS_") {
            // Its own spelling of the suites of TLS 1.3.
            let name = line.split_whitespace().next().unwrap_or_default().replace("_AKE_WITH_", "_");
            let prime = line.split("(dh ").nth(1).and_then(|rest| rest.split(')').next()?.parse().ok());
            claims.add(&version, &name, prime);
        }
    }
    assert!(!claims.suites.is_empty(), "{text}");
    (claims, order)
}

/// Every suite that one side accepts and the other does not, and every other fact that differs.
fn differences(theirs: &Claims, ours: &Claims) -> Vec<String> {
    let versions: BTreeSet<&String> = theirs.suites.keys().chain(ours.suites.keys()).collect();
    let mut differences = Vec::new();
    for version in versions {
        let of = |claims: &Claims| -> BTreeSet<String> {
            claims.suites.get(version).into_iter().flatten().cloned().collect()
        };
        let (theirs, ours) = (of(theirs), of(ours));
        differences.extend(theirs.difference(&ours).map(|suite| format!("{version}: they alone: {suite}")));
        differences.extend(ours.difference(&theirs).map(|suite| format!("{version}: we alone: {suite}")));
    }
    for (key, theirs) in &theirs.primes {
        if let Some(ours) = ours.primes.get(key).filter(|ours| *ours != theirs) {
            differences.push(format!("{key:?}: a prime of {theirs} bits, we say {ours}"));
        }
    }
    if !theirs.groups.is_empty() {
        let groups = theirs.groups.symmetric_difference(&ours.groups);
        differences.extend(groups.map(|group| format!("group {group}")));
    }
    assert!(theirs.certificate.is_some());
    if theirs.certificate != ours.certificate {
        differences.push("another certificate".to_owned());
    }
    differences
}

/// The settings of xrdp that are compared: those of the package, one suite of each kind, and everything.
const XRDP: [(&str, &str); 3] = [
    ("TLSv1.2, TLSv1.3", "DEFAULT"),
    ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA:AES128-SHA"),
    ("TLSv1, TLSv1.1, TLSv1.2, TLSv1.3", "ALL:@SECLEVEL=0"),
];

#[test]
fn sslscan_on_xrdp() {
    require!("sslscan", "xrdp", "openssl");
    for (ssl_protocols, tls_ciphers) in XRDP {
        let server = xrdp(XrdpConfig { ssl_protocols, tls_ciphers, ..XrdpConfig::default() });
        let found = differences(&sslscan(server.address), &ours(&full(server.address)));
        // We ask for one of the finite fields, and say so.
        let larger = ["3072", "4096", "6144", "8192"].map(|bits| format!("group ffdhe{bits}"));
        let expected = if ssl_protocols.contains("1.3") { larger.to_vec() } else { Vec::new() };
        assert_eq!(found, expected, "{ssl_protocols} {tls_ciphers}");
    }
}

#[test]
fn sslyze_on_xrdp() {
    require!("sslyze", "xrdp", "openssl");
    // It takes its time: the least and the most that is compared.
    let [_, least, most] = XRDP;
    for (ssl_protocols, tls_ciphers) in [least, most] {
        let server = xrdp(XrdpConfig { ssl_protocols, tls_ciphers, ..XrdpConfig::default() });
        let found = differences(&sslyze(server.address), &ours(&full(server.address)));
        let mut expected = Vec::new();
        if tls_ciphers.starts_with("ALL") {
            // Two suites that it does not know.
            let camellia = ["128", "256"].map(|bits| format!("TLS_DH_anon_WITH_CAMELLIA_{bits}_CBC_SHA256"));
            expected.extend(camellia.map(|suite| format!("1.2: we alone: {suite}")));
        }
        if ssl_protocols.contains("1.3") {
            // Curves are all that it asks for.
            expected.push("group ffdhe2048".to_owned());
        }
        assert_eq!(found, expected, "{ssl_protocols} {tls_ciphers}");
    }
}

#[test]
fn nmap_on_openssl() {
    require!("nmap", "openssl");
    let order = "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA384:AES128-SHA:@SECLEVEL=0";
    for (options, decides) in [
        (format!("-serverpref -cipher {order}"), Decides::Server),
        ("-cipher ALL:@SECLEVEL=0".to_owned(), Decides::Client),
    ] {
        let mut server = OpensslServer::start(&options, &pki().good);
        let (theirs, preference) = nmap(server.behind().address);
        let report = full(server.address);
        let ours = ours(&report);
        assert_eq!(differences(&theirs, &ours), Vec::<String>::new(), "{options}");
        let offers = report.observations.host.addresses[0].tls_offers.done().unwrap();
        assert_eq!(offers.decides, decides, "{options}");
        let word = if decides == Decides::Server { "server" } else { "client" };
        assert_eq!(preference["1.2"], word, "{options}");
        if decides == Decides::Server {
            assert_eq!(theirs.suites, ours.suites, "in the server's order");
        }
    }
}
