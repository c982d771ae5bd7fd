//! A folder of keys and certificates, and the `openssl` command that works in it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::Identity;
use crate::process::TempDir;

/// Elliptic curve P-256, as `openssl genpkey -algorithm` takes it.
pub const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

/// NAME.key is a key, NAME.crt a certificate.
#[derive(Debug)]
pub(super) struct Folder(TempDir);

impl Folder {
    /// An empty folder; `label` appears in its name.
    pub(super) fn new(label: &str) -> Self {
        Self(TempDir::new(label))
    }

    /// Runs `openssl` with these arguments, none of which may hold a space.
    pub(super) fn openssl(&self, arguments: &str) {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace()).current_dir(self.0.path());
        let output = command.output().unwrap_or_else(|error| panic!("openssl: {error}"));
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes a key; `algorithm` is what `openssl genpkey -algorithm` takes.
    pub(super) fn key(&self, name: &str, algorithm: &str) {
        self.openssl(&format!("genpkey -algorithm {algorithm} -out {name}.key"));
    }

    /// Makes a certificate that is its own issuer. `config` is a file with its extensions in the section `section`.
    pub(super) fn self_signed(
        &self,
        name: &str,
        key: &str,
        subject: &str,
        config: &str,
        section: &str,
        days: u32,
    ) {
        self.openssl(&format!(
            "req -config {config} -x509 -new -key {key}.key -out {name}.crt -days {days} -subj /CN={subject} \
             -extensions {section}"
        ));
    }

    /// Makes the request NAME.csr for a certificate about a key.
    pub(super) fn request(&self, name: &str, key: &str, subject: &str, config: &str) {
        self.openssl(&format!(
            "req -config {config} -new -key {key}.key -out {name}.csr -subj /CN={subject}"
        ));
    }

    /// A certificate with its key; a server sends `others` behind it.
    pub(super) fn identity(&self, name: &str, key: &str, others: &[&str]) -> Identity {
        let certificate = |name: &&str| {
            fs::read_to_string(self.file(&format!("{name}.crt"))).expect("openssl wrote the certificate")
        };
        let chain: String = std::iter::once(&name).chain(others).map(certificate).collect();
        Identity {
            certificate: self.file(&format!("{name}.crt")),
            chain: self.write(&format!("{name}.pem"), &chain),
            key: self.file(&format!("{key}.key")),
        }
    }

    /// A certificate in DER.
    pub(super) fn der(&self, name: &str) -> Vec<u8> {
        self.openssl(&format!("x509 -in {name}.crt -outform DER -out {name}.der"));
        self.read(&format!("{name}.der"))
    }

    /// What a file holds that `openssl` wrote.
    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.file(name)).expect("openssl wrote it")
    }

    /// Writes a file, and says where it is.
    pub(super) fn write(&self, name: &str, contents: &str) -> PathBuf {
        self.0.write(name, contents)
    }

    /// Where a file is, or would be.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
