//! Purpose, strength and the rules of RFC 5280: what `openssl verify` says of certificates that break one of them, beside
//! what we say. `tests/real/DIFFERENCES.md` explains where the two differ.

use std::path::Path;
use std::time::Duration;

use rdp_health::{CheckOptions, Report, Severity, Target, check_blocking};
use rdp_health_tests::pki::authorities::{AUTHORITY, Authorities, SERVER};
use rdp_health_tests::pki::{HOST, Identity};
use rdp_health_tests::require;
use rdp_health_tests::servers::{XrdpConfig, xrdp};

use super::openssl_verify::openssl;

/// X509_V_ERR_… of OpenSSL's x509_vfy.h.
const OK: u32 = 0;
const INVALID_CA: u32 = 79;
const PATH_LENGTH: u32 = 25;
const PURPOSE: u32 = 26;
const UNKNOWN_CRITICAL: u32 = 34;
const PERMITTED: u32 = 47;
const EXCLUDED: u32 = 48;
const KEY_TOO_SMALL: u32 = 66;
const CA_KEY_TOO_SMALL: u32 = 67;
const MD_TOO_WEAK: u32 = 68;

/// A server's certificate and its authority, each with what makes it different.
#[derive(Clone, Copy)]
struct Case<'a> {
    name: &'a str,
    /// The kind of the server's key; P-256 unless given.
    key: &'a str,
    /// The kind of the authority's key.
    authority_key: &'a str,
    /// Extensions of the server's certificate.
    server: &'a str,
    /// Extensions of the authority's certificate.
    authority: &'a str,
    /// Options of `openssl x509 -req` for the server's certificate.
    options: &'a str,
    /// The same for the authority's.
    authority_options: &'a str,
    openssl: u32,
    /// Our findings, each with its severity, and a word of its summary.
    ours: &'a [(&'a str, Severity, &'a str)],
}

const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";
const P384: &str = "EC -pkeyopt ec_paramgen_curve:P-384";
const RSA1024: &str = "RSA -pkeyopt rsa_keygen_bits:1024";
const RSA2048: &str = "RSA -pkeyopt rsa_keygen_bits:2048";
const RSA4096: &str = "RSA -pkeyopt rsa_keygen_bits:4096";

const FINE: Case<'_> = Case {
    name: "fine",
    key: P256,
    authority_key: RSA2048,
    server: SERVER,
    authority: AUTHORITY,
    options: "",
    authority_options: "",
    openssl: OK,
    ours: &[],
};

const NAMES: &str = "basicConstraints = CA:FALSE\nsubjectAltName = DNS:srv01.lab.test, IP:127.0.0.1\n";
const WRONG: &str = "cert-wrong-purpose";
const WEAK: &str = "cert-weak";
const UNTRUSTED: &str = "cert-untrusted";

fn report(identity: &Identity, root: &Path) -> Report {
    let server = xrdp(XrdpConfig {
        certificate: &identity.chain,
        key: &identity.key,
        tls_ciphers: "ALL:@SECLEVEL=0",
        ..XrdpConfig::default()
    });
    let options = CheckOptions::default()
        .pacing(Duration::ZERO)
        .resolve_as(HOST, server.address.ip())
        .ca_file(root.to_str().expect("a Unicode path"));
    let target = Target::parse(&format!("{HOST}:{}", server.address.port())).expect("a target");
    check_blocking(&target, &options).expect("the options make sense")
}

/// How a case differs from what it expects.
fn difference(case: &Case<'_>) -> Option<String> {
    let made = Authorities::new();
    made.key("Issuing", case.authority_key);
    made.key(HOST, case.key);
    made.root("Root", AUTHORITY);
    made.issue("Root", "Issuing", "Issuing", case.authority, case.authority_options);
    let identity = made.server("Issuing", case.server, case.options, &["Issuing"]);
    let (issuing, root) = (made.file("Issuing.crt"), made.file("Root.crt"));
    let number = openssl(&identity.certificate, &[&issuing], &root);
    let report = report(&identity, &root);
    let found = report.findings.iter().filter(|finding| finding.id.as_str().starts_with("cert-"));
    let found: Vec<_> = found.map(|one| (one.id.as_str(), one.severity, one.summary.as_str())).collect();
    let as_expected = found.len() == case.ours.len()
        && found.iter().zip(case.ours).all(|((id, severity, summary), (expected, how_bad, word))| {
            id == expected && severity == how_bad && summary.contains(word)
        });
    (number != case.openssl || !as_expected).then(|| {
        let (expected, ours) = (case.openssl, case.ours);
        format!("{}: openssl {number}, expected {expected}; we {found:?}, expected {ours:?}", case.name)
    })
}

fn differences(cases: &[Case<'_>]) {
    let wrong: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn purposes() {
    require!("xrdp", "openssl");
    let with = |usages: &str| format!("{NAMES}extendedKeyUsage = {usages}\n");
    let (both, any, only) = (
        with("serverAuth, 1.3.6.1.4.1.311.54.1.2"),
        with("anyExtendedKeyUsage"),
        with("1.3.6.1.4.1.311.54.1.2"),
    );
    let client = with("clientAuth, codeSigning");
    let key = |usages: &str| format!("{NAMES}extendedKeyUsage = serverAuth\nkeyUsage = critical, {usages}\n");
    let (signing, deniable) = (key("keyCertSign"), key("nonRepudiation"));
    let bound = format!("{AUTHORITY}extendedKeyUsage = clientAuth\n");
    let free = format!("{AUTHORITY}extendedKeyUsage = serverAuth, clientAuth\n");
    differences(&[
        FINE,
        Case { name: "server and Remote Desktop", server: &both, ..FINE },
        Case { name: "no purpose at all", server: NAMES, ..FINE },
        Case { name: "any purpose", server: &any, openssl: PURPOSE, ..FINE },
        Case {
            name: "Remote Desktop alone",
            server: &only,
            openssl: PURPOSE,
            ours: &[(WRONG, Severity::Info, "Windows clients accept it")],
            ..FINE
        },
        Case {
            name: "client and code",
            server: &client,
            openssl: PURPOSE,
            ours: &[(WRONG, Severity::Warning, "client authentication, code signing")],
            ..FINE
        },
        Case {
            name: "a key that signs certificates alone",
            server: &signing,
            openssl: PURPOSE,
            ours: &[(WRONG, Severity::Warning, "certificate signing")],
            ..FINE
        },
        Case {
            name: "a key for non-repudiation",
            server: &deniable,
            openssl: PURPOSE,
            ours: &[(WRONG, Severity::Warning, "non repudiation")],
            ..FINE
        },
        Case {
            name: "an authority for clients",
            authority: &bound,
            openssl: PURPOSE,
            ours: &[(WRONG, Severity::Warning, "The CA CN=Issuing may issue")],
            ..FINE
        },
        Case { name: "an authority for servers", authority: &free, ..FINE },
    ]);
}

#[test]
fn strength() {
    require!("xrdp", "openssl");
    differences(&[
        Case { name: "P-384", key: P384, authority_key: P384, options: "-sha384", ..FINE },
        Case { name: "RSA 4096, SHA-512", key: RSA4096, options: "-sha512", ..FINE },
        Case { name: "RSA 2048, SHA-384", key: RSA2048, options: "-sha384", ..FINE },
        Case {
            name: "RSA 1024",
            key: RSA1024,
            openssl: KEY_TOO_SMALL,
            ours: &[(WEAK, Severity::Warning, "its key is RSA 1024")],
            ..FINE
        },
        Case {
            name: "SHA-1",
            options: "-sha1",
            openssl: MD_TOO_WEAK,
            ours: &[(WEAK, Severity::Warning, "signature algorithm is SHA-1")],
            ..FINE
        },
        Case {
            name: "MD5",
            options: "-md5",
            openssl: MD_TOO_WEAK,
            ours: &[(WEAK, Severity::Warning, "signature algorithm is MD5")],
            ..FINE
        },
        Case {
            name: "an authority with RSA 1024",
            authority_key: RSA1024,
            openssl: CA_KEY_TOO_SMALL,
            ours: &[(WEAK, Severity::Warning, "The certificate of CN=Issuing")],
            ..FINE
        },
    ]);
}

#[test]
fn rules() {
    require!("xrdp", "openssl");
    let unknown = "1.3.6.1.4.1.32473.1 = critical, ASN1:NULL\n";
    let (odd, odd_authority) = (format!("{SERVER}{unknown}"), format!("{AUTHORITY}{unknown}"));
    let marked = SERVER.replace("CA:FALSE", "CA:TRUE");
    let bound = |constraints: &str| format!("{AUTHORITY}nameConstraints = critical, {constraints}\n");
    let (inside, outside) = (
        bound("permitted;DNS:lab.test, permitted;IP:127.0.0.0/255.0.0.0"),
        bound("permitted;DNS:corp.example"),
    );
    let excluded = bound("excluded;DNS:lab.test");
    let network = bound("permitted;DNS:lab.test, permitted;IP:10.0.0.0/255.0.0.0");
    let weak_authority = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, cRLSign\n";
    differences(&[
        Case {
            name: "version 1",
            server: "",
            ours: &[
                ("cert-nonconforming", Severity::Warning, "Some clients refuse version 1"),
                ("cert-name-in-common-name", Severity::Info, "in the certificate's common name"),
            ],
            ..FINE
        },
        Case {
            name: "an authority of version 1",
            authority: "",
            openssl: INVALID_CA,
            ours: &[(UNTRUSTED, Severity::Warning, "it issued a certificate but is not a CA")],
            ..FINE
        },
        Case {
            name: "an authority whose key may not sign",
            authority: weak_authority,
            openssl: INVALID_CA,
            ours: &[(UNTRUSTED, Severity::Warning, "CN=Issuing: it issued a certificate but is not a CA")],
            ..FINE
        },
        Case {
            name: "a critical extension",
            server: &odd,
            openssl: UNKNOWN_CRITICAL,
            ours: &[(UNTRUSTED, Severity::Warning, "unknown critical extension (1.3.6.1.4.1.32473.1)")],
            ..FINE
        },
        Case {
            name: "a critical extension of an authority",
            authority: &odd_authority,
            openssl: UNKNOWN_CRITICAL,
            ours: &[(UNTRUSTED, Severity::Warning, "at CN=Issuing: it has an unknown critical extension")],
            ..FINE
        },
        Case {
            name: "marked as a CA",
            server: &marked,
            ours: &[("cert-nonconforming", Severity::Info, "marked as a CA certificate")],
            ..FINE
        },
        Case { name: "inside of the constraints", authority: &inside, ..FINE },
        Case {
            name: "outside of the constraints",
            authority: &outside,
            openssl: PERMITTED,
            ours: &[(
                UNTRUSTED,
                Severity::Warning,
                "at CN=Issuing: it may issue certificates only for corp.example (name constraints), and the server's certificate is for \
                 srv01.lab.test, 127.0.0.1",
            )],
            ..FINE
        },
        Case {
            name: "excluded by the constraints",
            authority: &excluded,
            openssl: EXCLUDED,
            ours: &[(UNTRUSTED, Severity::Warning, "it may not issue certificates for lab.test")],
            ..FINE
        },
        Case {
            name: "outside of the constrained network",
            authority: &network,
            openssl: PERMITTED,
            ours: &[(UNTRUSTED, Severity::Warning, "only for lab.test, 10.0.0.0/255.0.0.0")],
            ..FINE
        },
    ]);
}

#[test]
fn a_path_that_is_too_long() {
    require!("xrdp", "openssl");
    let made = Authorities::new();
    made.root("Root", AUTHORITY);
    let last = AUTHORITY.replace("CA:TRUE", "CA:TRUE, pathlen:0");
    made.issue("Root", "Last", "Last", &last, "");
    made.issue("Last", "Issuing", "Issuing", AUTHORITY, "");
    let identity = made.server("Issuing", SERVER, "", &["Issuing", "Last"]);
    let (issuing, last, root) = (made.file("Issuing.crt"), made.file("Last.crt"), made.file("Root.crt"));
    assert_eq!(openssl(&identity.certificate, &[&issuing, &last], &root), PATH_LENGTH);
    let report = report(&identity, &root);
    let untrusted = report.findings.iter().find(|finding| finding.id == UNTRUSTED).expect("a rule is broken");
    let expected =
        "The certification path is invalid at CN=Last: it allows at most 0 CAs below it, but there are 1.";
    assert_eq!(untrusted.summary, expected);
}
