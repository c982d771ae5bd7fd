//! Who trusts which chain: sslyze and `openssl verify` beside the verdict of each of our stores.
//! `tests/real/DIFFERENCES.md` explains where they differ.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rdp_health::observe::TrustStoreKind;
use rdp_health::{CheckOptions, FetchPolicy, Report, StoreTrust, Target, check_blocking};
use rdp_health_tests::pki::authorities::{AUTHORITY, Authorities};
use rdp_health_tests::pki::revocation::RevocationPki;
use rdp_health_tests::pki::{HOST, Identity, P256, pki};
use rdp_health_tests::process::TempDir;
use rdp_health_tests::require;
use rdp_health_tests::servers::{HttpAnswer, HttpServer, Server, XrdpConfig, xrdp};
use rdp_health_tests::tools::tool;
use serde_json::Value;

use super::openssl_verify::openssl;

/// A host, and what it sends behind its own certificate.
struct Host {
    name: &'static str,
    identity: Identity,
    others: Vec<PathBuf>,
    server: Server,
}

fn host(name: &'static str, dir: &TempDir, identity: &Identity, others: &[&Path]) -> Host {
    let files = std::iter::once(identity.certificate.as_path()).chain(others.iter().copied());
    let text: String = files.map(|path| fs::read_to_string(path).expect("a certificate")).collect();
    let chain = dir.write(&format!("{}.pem", name.replace(' ', "-")), &text);
    let config = XrdpConfig {
        certificate: &chain,
        key: &identity.key,
        tls_ciphers: "DEFAULT@SECLEVEL=0",
        ..XrdpConfig::default()
    };
    let server = xrdp(config);
    let others = others.iter().map(|path| (*path).to_owned()).collect();
    Host { name, identity: identity.clone(), others, server }
}

/// One run over all the hosts. For each address and store the complaint, empty = none.
fn sslyze<'a>(
    hosts: impl Iterator<Item = &'a Host>,
    roots: &Path,
) -> BTreeMap<u16, BTreeMap<String, String>> {
    let dir = TempDir::new("sslyze");
    let results = dir.path().join("results.json");
    let mut command = Command::new(tool("sslyze").expect("sslyze is installed"));
    command.args([
        "--starttls",
        "rdp",
        "--sni",
        HOST,
        "--quiet",
        "--mozilla_config",
        "disable",
        "--certinfo",
    ]);
    command.arg("--certinfo_ca_file").arg(roots).arg("--json_out").arg(&results);
    command.args(hosts.map(|host| host.server.address.to_string()));
    let output = command.output().expect("sslyze runs");
    let text = fs::read_to_string(&results)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let all: Value = serde_json::from_str(&super::tls::without_moduli(&text)).expect("sslyze writes JSON");
    let mut said = BTreeMap::new();
    for result in all["server_scan_results"].as_array().expect("results") {
        let port = result["server_location"]["port"].as_u64().and_then(|port| u16::try_from(port).ok());
        let info = &result["scan_result"]["certificate_info"]["result"];
        let paths = info["certificate_deployments"][0]["path_validation_results"].as_array();
        let paths = paths.unwrap_or_else(|| panic!("no paths in {result}"));
        let each = paths.iter().map(|path| {
            let store = path["trust_store"]["name"].as_str().expect("a store").to_owned();
            (store, path["validation_error"].as_str().unwrap_or_default().to_owned())
        });
        said.insert(port.expect("a port"), each.collect());
    }
    said
}

fn ours(host: &Host, roots: &Path, fetch: &FetchPolicy) -> Report {
    let options = CheckOptions::default()
        .resolve_as(HOST, host.server.address.ip())
        .fetch(fetch.clone())
        .ca_file(roots.to_str().expect("a Unicode path"));
    let target = Target::parse(&format!("{HOST}:{}", host.server.address.port())).expect("a target");
    check_blocking(&target, &options).expect("the options make sense")
}

/// Our findings about the certificate.
fn findings(report: &Report) -> Vec<&str> {
    let ids = report.findings.iter().map(|finding| finding.id.as_str());
    ids.filter(|id| id.starts_with("cert-")).collect()
}

fn verdict(report: &Report, store: TrustStoreKind) -> StoreTrust {
    let mut verdicts = report.trust.iter().filter(|one| one.store == store).map(|one| one.verdict);
    verdicts.next().unwrap_or_else(|| panic!("{store:?} is not among {:?}", report.trust))
}

const NO_WAY: &str = "candidates exhausted: all candidates exhausted";
const PURPOSE: &str = "required EKU not found";

#[test]
fn every_store_beside_sslyze_and_openssl() {
    require!("xrdp", "openssl", "sslyze");
    let (pki, made, dir, http) = (pki(), Authorities::new(), TempDir::new("trust"), HttpServer::start());
    let authority = format!("{AUTHORITY}authorityKeyIdentifier = keyid\n");
    let server = "basicConstraints = CA:FALSE\nkeyUsage = critical, digitalSignature\nsubjectKeyIdentifier = hash\n\
                  authorityKeyIdentifier = keyid\nsubjectAltName = DNS:srv01.lab.test, IP:127.0.0.1\n";
    made.key("Root", "RSA -pkeyopt rsa_keygen_bits:2048");
    made.key("Issuing", "RSA -pkeyopt rsa_keygen_bits:2048");
    made.key("Weak", "RSA -pkeyopt rsa_keygen_bits:1024");
    made.root("Root", AUTHORITY);
    made.issue("Root", "Issuing", "Issuing", &authority, "");
    let of = |file: &str, name: &str, more: &str, options: &str| {
        made.issue("Issuing", name, file, &format!("{server}{more}\n"), options);
        let certificate = made.file(&format!("{file}.crt"));
        Identity { chain: certificate.clone(), certificate, key: made.file(&format!("{name}.key")) }
    };
    let sha1 = of("sha1", HOST, "extendedKeyUsage = serverAuth", "-sha1");
    let weak = of("weak", "Weak", "extendedKeyUsage = serverAuth", "");
    let client = of("client", HOST, "extendedKeyUsage = clientAuth", "");
    let desktop = of("desktop", HOST, "extendedKeyUsage = 1.3.6.1.4.1.311.54.1.2", "");
    let revoking = RevocationPki::new(P256, "");
    let list = http.url("/list.crl");
    let keyed = "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid";
    let revoked = revoking.leaf("revoked", &format!("crlDistributionPoints = URI:{list}\n{keyed}"), "");
    revoking.revoke("issuing", "revoked", "keyCompromise");
    http.answer("/list.crl", HttpAnswer::Document("application/pkix-crl", revoking.crl("issuing", "")));

    let (root, issuing, cross) = (&*pki.root, &*pki.issuing, &*pki.cross);
    let (below, revoker) = (&*made.file("Issuing.crt"), &*revoking.file("issuing.crt"));
    use StoreTrust::{NotTrusted, Trusted};
    // What OpenSSL says, and sslyze of the given file; what that file is to us, and our findings.
    type Expected<'a> = (u32, &'a str, StoreTrust, &'a [&'a str]);
    let cases: Vec<(Host, Expected<'_>)> = vec![
        (host("good", &dir, &pki.good, &[issuing]), (0, "", Trusted, &[])),
        (host("ECDSA", &dir, &pki.ecdsa, &[issuing]), (0, "", Trusted, &[])),
        (
            host("expired", &dir, &pki.expired, &[issuing]),
            (10, "cert is not valid at validation time", Trusted, &["cert-expired"]),
        ),
        (
            host("wrong name", &dir, &pki.wrong_name, &[issuing]),
            (62, "no matching subjectAltName", Trusted, &["cert-name-mismatch"]),
        ),
        (host("incomplete", &dir, &pki.good, &[]), (20, NO_WAY, NotTrusted, &["cert-chain-incomplete"])),
        (host("wrong order", &dir, &pki.good, &[root, issuing]), (0, "", Trusted, &["cert-chain-order"])),
        (host("cross-signed", &dir, &pki.good, &[issuing, cross]), (0, "", Trusted, &[])),
        (host("dead end first", &dir, &pki.good, &[cross, issuing]), (20, "", Trusted, &[])),
        (host("dead end only", &dir, &pki.good, &[cross]), (20, NO_WAY, NotTrusted, &["cert-untrusted"])),
        (
            host("self-signed", &dir, &pki.windows, &[]),
            (18, "has no subjectAltName", NotTrusted, &["cert-self-signed"]),
        ),
        (host("client", &dir, &client, &[below]), (26, PURPOSE, Trusted, &["cert-wrong-purpose"])),
        (host("desktop", &dir, &desktop, &[below]), (26, PURPOSE, Trusted, &["cert-wrong-purpose"])),
        (host("RSA 1024", &dir, &weak, &[below]), (66, "", Trusted, &["cert-weak"])),
        (
            host("SHA-1", &dir, &sha1, &[below]),
            (68, "Forbidden signature algorithm", Trusted, &["cert-weak"]),
        ),
        (host("revoked", &dir, &revoked, &[revoker]), (0, "", Trusted, &["cert-revoked"])),
    ];
    let roots = [root, &made.file("Root.crt"), &revoking.file("root.crt")];
    let roots = roots.map(|path| fs::read_to_string(path).expect("a root")).concat();
    let roots = dir.write("roots.pem", &roots);
    let fetch = FetchPolicy::default().port(http.port());
    let theirs = sslyze(cases.iter().map(|(host, _)| host), &roots);
    let mut wrong = Vec::new();
    for (host, expected) in &cases {
        let others: Vec<&Path> = host.others.iter().map(PathBuf::as_path).collect();
        let number = openssl(&host.identity.certificate, &others, &roots);
        let report = ours(host, &roots, &fetch);
        let stores = &theirs[&host.server.address.port()];
        let said = &stores["Supplied CA file"];
        let (code, complaint, given, found) = *expected;
        let same = number == code
            && said.is_empty() == complaint.is_empty()
            && said.contains(complaint)
            && verdict(&report, TrustStoreKind::CaFile) == given
            && findings(&report) == *found;
        // Nobody outside of the laboratory knows its roots.
        let unknown = !stores["Mozilla"].is_empty()
            && [TrustStoreKind::Mozilla, TrustStoreKind::System].map(|store| verdict(&report, store))
                == [NotTrusted; 2];
        if !same || !unknown {
            let (ours, found) = (&report.trust, findings(&report));
            wrong.push(format!("{}: openssl {number}, sslyze {stores:?}, we {ours:?} {found:?}", host.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
