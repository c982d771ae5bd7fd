//! Certificates made with the `openssl` command: a root, an issuing authority, and leaves with one thing wrong each.

pub mod revocation;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::process::TempDir;

/// The name the good certificates are for; [`DnsServer`](crate::servers::DnsServer) resolves it.
pub const HOST: &str = "srv01.lab.test";

/// A certificate with its key, as PEM files.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The certificate alone.
    pub certificate: PathBuf,
    /// The certificate followed by the issuing authority's; the same as `certificate` where it is self-signed.
    pub chain: PathBuf,
    /// The private key, unencrypted.
    pub key: PathBuf,
}

/// The certificates of the suite. Unless said otherwise: for [`HOST`], `dual.lab.test`, `two.lab.test` and 127.0.0.1,
/// RSA 2048, SHA-256, valid for a year, for server authentication, issued by the issuing authority.
#[derive(Debug)]
pub struct Pki {
    _dir: TempDir,
    /// The root certificate, which no server sends.
    pub root: PathBuf,
    /// Nothing wrong.
    pub good: Identity,
    /// Valid in 2020 only.
    pub expired: Identity,
    /// Valid in 2045 only.
    pub future: Identity,
    /// For `other.lab.test`.
    pub wrong_name: Identity,
    /// The name stands in the common name only: no subjectAltName.
    pub no_san: Identity,
    /// For client authentication only.
    pub client_only: Identity,
    /// RSA 1024, signed with SHA-1.
    pub weak: Identity,
    /// ECDSA on P-256.
    pub ecdsa: Identity,
    /// What Windows makes for itself: common name only, server authentication, keyEncipherment and dataEncipherment,
    /// half a year.
    pub windows: Identity,
}

const CONFIG: &str = "
[ca]
default_ca = by_issuing
[by_root]
database = root.index
serial = root.serial
new_certs_dir = .
certificate = root.crt
private_key = root.key
default_md = sha256
default_days = 3650
policy = any_name
unique_subject = no
[by_issuing]
database = issuing.index
serial = issuing.serial
new_certs_dir = .
certificate = issuing.crt
private_key = issuing.key
default_md = sha256
default_days = 365
policy = any_name
unique_subject = no
[any_name]
commonName = supplied
[req]
distinguished_name = any_name_in_request
[any_name_in_request]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[issuing]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:srv01.lab.test, DNS:dual.lab.test, DNS:two.lab.test, IP:127.0.0.1
[other_name]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:other.lab.test
[no_san]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
[client_only]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
subjectAltName = DNS:srv01.lab.test, IP:127.0.0.1
[windows]
keyUsage = keyEncipherment, dataEncipherment
extendedKeyUsage = serverAuth
";

/// The certificates, made at the first call of the process.
pub fn pki() -> &'static Pki {
    static PKI: OnceLock<Pki> = OnceLock::new();
    PKI.get_or_init(make)
}

fn make() -> Pki {
    let dir = TempDir::new("pki");
    dir.write("config", CONFIG);
    for authority in ["root", "issuing"] {
        dir.write(&format!("{authority}.index"), "");
        dir.write(&format!("{authority}.serial"), "1000");
    }
    for (key, algorithm) in [
        ("root", "rsa_keygen_bits:2048"),
        ("issuing", "rsa_keygen_bits:2048"),
        ("rsa2048", "rsa_keygen_bits:2048"),
        ("rsa1024", "rsa_keygen_bits:1024"),
    ] {
        openssl(&dir, &format!("genpkey -algorithm RSA -pkeyopt {algorithm} -out {key}.key"));
    }
    openssl(&dir, "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256.key");
    openssl(
        &dir,
        "req -config config -x509 -new -key root.key -out root.crt -days 3650 -subj /CN=Lab-Root -extensions root",
    );
    issue(&dir, "by_root", "issuing", "Lab-Issuing", "issuing", "issuing", "");

    let expired = "-startdate 20200101000000Z -enddate 20201231000000Z";
    let future = "-startdate 20450101000000Z -enddate 20451231000000Z";
    let leaf = |name: &str, subject: &str, extensions: &str, key: &str, more: &str| {
        issue(&dir, "by_issuing", name, subject, extensions, key, more);
        identity(&dir, name, key, true)
    };
    let good = leaf("good", HOST, "leaf", "rsa2048", "");
    let expired = leaf("expired", HOST, "leaf", "rsa2048", expired);
    let future = leaf("future", HOST, "leaf", "rsa2048", future);
    let wrong_name = leaf("wrong_name", "other.lab.test", "other_name", "rsa2048", "");
    let no_san = leaf("no_san", HOST, "no_san", "rsa2048", "");
    let client_only = leaf("client_only", HOST, "client_only", "rsa2048", "");
    let weak = leaf("weak", HOST, "leaf", "rsa1024", "-md sha1");
    let ecdsa = leaf("ecdsa", HOST, "leaf", "p256", "");
    openssl(
        &dir,
        "req -config config -x509 -new -key rsa2048.key -out windows.crt -days 183 -subj /CN=SRV01 -extensions windows",
    );
    let windows = identity(&dir, "windows", "rsa2048", false);
    let root = dir.path().join("root.crt");
    Pki { _dir: dir, root, good, expired, future, wrong_name, no_san, client_only, weak, ecdsa, windows }
}

/// Has `authority` issue NAME.crt.
fn issue(dir: &TempDir, authority: &str, name: &str, subject: &str, extensions: &str, key: &str, more: &str) {
    openssl(dir, &format!("req -config config -new -key {key}.key -out {name}.csr -subj /CN={subject}"));
    openssl(
        dir,
        &format!(
            "ca -config config -name {authority} -batch -notext -in {name}.csr -out {name}.crt -extensions {extensions} {more}"
        ),
    );
}

fn identity(dir: &TempDir, name: &str, key: &str, issued: bool) -> Identity {
    let file = |name: String| dir.path().join(name);
    let certificate = file(format!("{name}.crt"));
    let mut chain = fs::read_to_string(&certificate).expect("openssl wrote the certificate");
    if issued {
        chain += &fs::read_to_string(file("issuing.crt".to_owned()))
            .expect("openssl wrote the issuing certificate");
    }
    Identity {
        chain: dir.write(&format!("{name}.pem"), &chain),
        certificate,
        key: file(format!("{key}.key")),
    }
}

fn openssl(dir: &TempDir, arguments: &str) {
    let mut command = Command::new("openssl");
    command.args(arguments.split_whitespace()).current_dir(dir.path());
    let output = command.output().unwrap_or_else(|e| panic!("openssl: {e}"));
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}
