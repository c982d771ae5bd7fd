//! Certificates made with the `openssl` command: a root, an issuing authority, and leaves with one thing wrong each.

pub mod authorities;
mod folder;
pub mod revocation;

use std::path::PathBuf;
use std::sync::OnceLock;

use folder::Folder;
pub use folder::P256;

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
    _folder: Folder,
    /// The root certificate, which no server sends.
    pub root: PathBuf,
    /// Another root, which nobody trusts.
    pub other_root: PathBuf,
    /// The issuing authority, certified by the root.
    pub issuing: PathBuf,
    /// The issuing authority once more, certified by the other root.
    pub cross: PathBuf,
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
    /// Signed with SHA-1.
    pub sha1: Identity,
    /// ECDSA on P-256.
    pub ecdsa: Identity,
    /// Ed25519.
    pub ed25519: Identity,
    /// RSA for RSASSA-PSS alone.
    pub rsa_pss: Identity,
    /// What Windows makes for itself: common name only, server authentication, keyEncipherment and dataEncipherment,
    /// half a year.
    pub windows: Identity,
}

/// The extensions of the certificates.
const SECTIONS: &str = "
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
    let folder = Folder::new("pki");
    authorities(&folder, &["root", "other", "issuing"], SECTIONS);
    let rsa = |bits: u32| format!("RSA -pkeyopt rsa_keygen_bits:{bits}");
    for name in ["root", "other", "issuing", "rsa2048"] {
        folder.key(name, &rsa(2048));
    }
    folder.key("rsa1024", &rsa(1024));
    folder.key("p256", P256);
    folder.key("ed25519", "ED25519");
    folder.key("rsa_pss", "RSA-PSS -pkeyopt rsa_keygen_bits:2048");
    folder.self_signed("root", "root", "Lab-Root", CONFIG, "root", 3650);
    folder.self_signed("other", "other", "Other-Root", CONFIG, "root", 3650);
    issue(&folder, "root", "issuing", "Lab-Issuing", "issuing", "-extensions issuing");
    issue(&folder, "other", "cross", "Lab-Issuing", "issuing", "-extensions issuing");

    let expired = "-startdate 20200101000000Z -enddate 20201231000000Z";
    let future = "-startdate 20450101000000Z -enddate 20451231000000Z";
    let leaf = |name: &str, subject: &str, extensions: &str, key: &str, more: &str| {
        issue(&folder, "issuing", name, subject, key, &format!("-extensions {extensions} {more}"));
        folder.identity(name, key, &["issuing"])
    };
    let good = leaf("good", HOST, "leaf", "rsa2048", "");
    let expired = leaf("expired", HOST, "leaf", "rsa2048", expired);
    let future = leaf("future", HOST, "leaf", "rsa2048", future);
    let wrong_name = leaf("wrong_name", "other.lab.test", "other_name", "rsa2048", "");
    let no_san = leaf("no_san", HOST, "no_san", "rsa2048", "");
    let client_only = leaf("client_only", HOST, "client_only", "rsa2048", "");
    let weak = leaf("weak", HOST, "leaf", "rsa1024", "-md sha1");
    let sha1 = leaf("sha1", HOST, "leaf", "rsa2048", "-md sha1");
    let ecdsa = leaf("ecdsa", HOST, "leaf", "p256", "");
    let ed25519 = leaf("ed25519", HOST, "leaf", "ed25519", "");
    let rsa_pss = leaf("rsa_pss", HOST, "leaf", "rsa_pss", "");
    folder.self_signed("windows", "rsa2048", "SRV01", CONFIG, "windows", 183);
    let windows = folder.identity("windows", "rsa2048", &[]);
    let [root, other_root, issuing, cross] =
        ["root.crt", "other.crt", "issuing.crt", "cross.crt"].map(|file| folder.file(file));
    Pki {
        _folder: folder,
        root,
        other_root,
        issuing,
        cross,
        good,
        expired,
        future,
        wrong_name,
        no_san,
        client_only,
        weak,
        sha1,
        ecdsa,
        ed25519,
        rsa_pss,
        windows,
    }
}

/// The file of what the authorities need and of the extensions.
const CONFIG: &str = "config";

/// What each authority needs to keep its books with `openssl ca`, and `sections` for the extensions of certificates.
/// Unlike `openssl x509 -req` it chooses dates, and revokes.
fn authorities(folder: &Folder, names: &[&str], sections: &str) {
    let mut config = "[req]\ndistinguished_name = any_name_in_request\n[any_name_in_request]\n\
                      [any_name]\ncommonName = supplied\n"
        .to_owned();
    for name in names {
        folder.write(&format!("{name}.index"), "");
        folder.write(&format!("{name}.serial"), "1000");
        folder.write(&format!("{name}.crlnumber"), "01");
        config += &format!(
            "[by_{name}]\ndatabase = {name}.index\nserial = {name}.serial\ncrlnumber = {name}.crlnumber\n\
             new_certs_dir = .\ncertificate = {name}.crt\nprivate_key = {name}.key\ndefault_md = default\n\
             default_days = 365\ndefault_crl_days = 7\npolicy = any_name\nunique_subject = no\n"
        );
    }
    folder.write(CONFIG, &(config + sections));
}

/// Has `authority` issue NAME.crt. `options` are more of `openssl ca`.
fn issue(folder: &Folder, authority: &str, name: &str, subject: &str, key: &str, options: &str) {
    folder.request(name, key, subject, CONFIG);
    let files = format!("-in {name}.csr -out {name}.crt");
    folder.openssl(&format!("ca -config {CONFIG} -name by_{authority} -batch -notext {files} {options}"));
}
