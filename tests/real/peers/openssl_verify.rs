//! `openssl verify`: what it says of the chains that xrdp sends, beside what we say. `tests/real/DIFFERENCES.md` explains
//! where the two differ.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rdp_health::{CheckOptions, Phase, Report, Target, check_blocking};
use rdp_health_tests::pki::{HOST, Identity, pki};
use rdp_health_tests::process::TempDir;
use rdp_health_tests::require;
use rdp_health_tests::servers::{XrdpConfig, xrdp};

/// The first complaint of OpenSSL by its number, 0 = none.
pub(super) fn openssl(leaf: &Path, others: &[&Path], root: &Path) -> u32 {
    let dir = TempDir::new("verify");
    let text: String = others.iter().map(|path| fs::read_to_string(path).expect("a certificate")).collect();
    let untrusted = dir.write("untrusted.pem", &text);
    let mut command = Command::new("openssl");
    command.arg("verify").arg("-no-CAstore").arg("-no-CApath").arg("-CAfile").arg(root);
    if !others.is_empty() {
        command.arg("-untrusted").arg(untrusted);
    }
    command.args(["-purpose", "sslserver", "-auth_level", "2", "-verify_hostname", HOST]).arg(leaf);
    let output = command.output().expect("openssl runs");
    let said = String::from_utf8_lossy(&output.stderr);
    // "error 10 at 0 depth lookup: certificate has expired"
    let number = said.lines().find_map(|line| line.strip_prefix("error ")?.split(' ').next()?.parse().ok());
    match (output.status.success(), number) {
        (true, _) => 0,
        (false, Some(number)) => number,
        (false, None) => panic!("openssl verify says no number: {said}"),
    }
}

/// What we find about the certificates.
fn ours(chain: &Path, key: &Path, root: &Path) -> Vec<String> {
    let config =
        XrdpConfig { certificate: chain, key, tls_ciphers: "DEFAULT@SECLEVEL=0", ..XrdpConfig::default() };
    let server = xrdp(config);
    let options = CheckOptions::default()
        .resolve_as(HOST, server.address.ip())
        .system_resolver(false)
        .ca_file(root.to_str().expect("a Unicode path"));
    let target = Target::parse(&format!("{HOST}:{}", server.address.port())).expect("a target");
    let report: Report = check_blocking(&target, &options).expect("the options make sense");
    let about_certificates = |id: &str| {
        let phase = rdp_health::cause(id).map(|cause| cause.phase);
        phase == Some(Phase::Certificate) && !id.starts_with("cert-revocation")
    };
    let ids = report.findings.iter().map(|finding| finding.id.to_string());
    let mut ids: Vec<String> = ids.filter(|id| about_certificates(id)).collect();
    ids.sort();
    ids
}

/// X509_V_ERR_… of OpenSSL's x509_vfy.h.
const OK: u32 = 0;
const NOT_YET_VALID: u32 = 9;
const EXPIRED: u32 = 10;
const SELF_SIGNED: u32 = 18;
const ROOT_UNKNOWN: u32 = 19;
const NO_LOCAL_ISSUER: u32 = 20;
const WRONG_PURPOSE: u32 = 26;
const HOSTNAME_MISMATCH: u32 = 62;
const KEY_TOO_SMALL: u32 = 66;

#[test]
fn openssl_says_the_same_of_a_chain() {
    require!("xrdp", "openssl");
    let pki = pki();
    let (issuing, cross) = (pki.issuing.as_path(), pki.cross.as_path());
    let (root, other) = (pki.root.as_path(), pki.other_root.as_path());
    // What is sent behind the server's own certificate; who is trusted; what OpenSSL says; what we say.
    type Case<'a> = (&'a str, &'a Identity, &'a [&'a Path], &'a Path, u32, &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        ("good", &pki.good, &[issuing], root, OK, &[]),
        ("ECDSA", &pki.ecdsa, &[issuing], root, OK, &[]),
        ("expired", &pki.expired, &[issuing], root, EXPIRED, &["cert-expired"]),
        ("future", &pki.future, &[issuing], root, NOT_YET_VALID, &["cert-not-yet-valid"]),
        ("wrong name", &pki.wrong_name, &[issuing], root, HOSTNAME_MISMATCH, &["cert-name-mismatch"]),
        ("no SAN", &pki.no_san, &[issuing], root, OK, &["cert-name-in-common-name"]),
        ("client only", &pki.client_only, &[issuing], root, WRONG_PURPOSE, &["cert-wrong-purpose"]),
        ("RSA 1024, SHA-1", &pki.weak, &[issuing], root, KEY_TOO_SMALL, &["cert-weak"]),
        ("self-signed", &pki.windows, &[], root, SELF_SIGNED, &["cert-self-signed"]),
        ("incomplete", &pki.good, &[], root, NO_LOCAL_ISSUER, &["cert-chain-incomplete"]),
        ("root sent", &pki.good, &[issuing, root], root, OK, &[]),
        ("wrong order", &pki.good, &[root, issuing], root, OK, &["cert-chain-order"]),
        ("cross-signed", &pki.good, &[issuing, cross], root, OK, &[]),
        ("cross-signed, other root trusted", &pki.good, &[cross, issuing], other, OK, &[]),
        ("cross-signed, dead end first", &pki.good, &[cross, issuing], root, NO_LOCAL_ISSUER, &[]),
        ("unknown root", &pki.good, &[issuing], other, NO_LOCAL_ISSUER, &["cert-untrusted"]),
        ("unknown root, sent", &pki.good, &[issuing, root], other, ROOT_UNKNOWN, &["cert-untrusted"]),
    ];
    let dir = TempDir::new("chains");
    let mut wrong = Vec::new();
    for (name, identity, others, trusted, theirs, expected) in cases {
        let files = std::iter::once(identity.certificate.as_path()).chain(others.iter().copied());
        let text: String = files.map(|path| fs::read_to_string(path).expect("a certificate")).collect();
        let chain: PathBuf = dir.write("chain.pem", &text);
        let said = openssl(&identity.certificate, others, trusted);
        let found = ours(&chain, &identity.key, trusted);
        if said != *theirs || found != *expected {
            wrong.push(format!(
                "{name}: openssl {said}, expected {theirs}; we {found:?}, expected {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
