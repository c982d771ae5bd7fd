//! Authorities and certificates to order, made by OpenSSL: whatever stands in the extensions, whoever signs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::pki::{HOST, Identity};
use crate::process::TempDir;

/// What makes a certificate that of an authority, as lines of an extension section.
pub const AUTHORITY: &str = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n\
                             subjectKeyIdentifier = hash\n";
/// What a server's certificate has that nobody objects to.
pub const SERVER: &str = "basicConstraints = CA:FALSE\nkeyUsage = critical, digitalSignature\n\
                          extendedKeyUsage = serverAuth\nsubjectAltName = DNS:srv01.lab.test, IP:127.0.0.1\n";

/// A folder of keys and certificates. A certificate has the file name of its name and one key, which all of its
/// certificates share: that makes cross-certification.
#[derive(Debug)]
pub struct Authorities {
    dir: TempDir,
}

impl Default for Authorities {
    fn default() -> Self {
        Self::new()
    }
}

impl Authorities {
    /// An empty folder.
    #[must_use]
    pub fn new() -> Self {
        Self { dir: TempDir::new("authorities") }
    }

    /// Gives `name` a key of this kind, as `openssl genpkey -algorithm` takes it; one that is not given any has P-256.
    pub fn key(&self, name: &str, algorithm: &str) {
        self.openssl(&format!("genpkey -algorithm {algorithm} -out {name}.key"));
    }

    /// A root, with these extensions.
    pub fn root(&self, name: &str, extensions: &str) {
        self.some_key(name);
        self.write(&format!("{name}.ext"), &format!("[req]\ndistinguished_name=n\n[n]\n[x]\n{extensions}"));
        self.openssl(&format!(
            "req -config {name}.ext -x509 -new -key {name}.key -out {name}.crt -days 3650 -subj /CN={name} -extensions x"
        ));
    }

    /// A certificate by `issuer` about the key and under the subject of `name`, kept as `file`. `options` are those of
    /// `openssl x509 -req`.
    pub fn issue(&self, issuer: &str, name: &str, file: &str, extensions: &str, options: &str) {
        self.some_key(name);
        self.write("request.config", "[req]\ndistinguished_name=n\n[n]\n");
        self.openssl(&format!(
            "req -config request.config -new -key {name}.key -out {file}.csr -subj /CN={name}"
        ));
        let extensions = match extensions.is_empty() {
            true => String::new(),
            false => {
                self.write(&format!("{file}.ext"), extensions);
                format!("-extfile {file}.ext")
            }
        };
        self.openssl(&format!(
            "x509 -req -in {file}.csr -CA {issuer}.crt -CAkey {issuer}.key -CAcreateserial -days 365 -out {file}.crt \
             {extensions} {options}"
        ));
    }

    /// The certificate of a server for [`HOST`], which sends `others` behind it.
    pub fn server(&self, issuer: &str, extensions: &str, options: &str, others: &[&str]) -> Identity {
        self.issue(issuer, HOST, HOST, extensions, options);
        self.sending(others)
    }

    /// The same certificate again, with others behind it.
    #[must_use]
    pub fn sending(&self, others: &[&str]) -> Identity {
        let certificate = self.file(&format!("{HOST}.crt"));
        let names = std::iter::once(&HOST).chain(others);
        let chain: String = names
            .map(|name| fs::read_to_string(self.file(&format!("{name}.crt"))).expect("a certificate"))
            .collect();
        Identity {
            certificate,
            chain: self.write("chain.pem", &chain),
            key: self.file(&format!("{HOST}.key")),
        }
    }

    /// A certificate in DER.
    #[must_use]
    pub fn der(&self, file: &str) -> Vec<u8> {
        self.openssl(&format!("x509 -in {file}.crt -outform DER -out {file}.der"));
        fs::read(self.file(&format!("{file}.der"))).expect("openssl wrote the certificate")
    }

    /// Several certificates in one message of CMS, as authorities publish them.
    #[must_use]
    pub fn bundle(&self, files: &[&str]) -> Vec<u8> {
        let files: Vec<String> = files.iter().map(|file| format!("-certfile {file}.crt")).collect();
        self.openssl(&format!("crl2pkcs7 -nocrl {} -outform DER -out bundle.p7c", files.join(" ")));
        fs::read(self.file("bundle.p7c")).expect("openssl wrote the bundle")
    }

    /// Where a file is.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn some_key(&self, name: &str) {
        if !self.file(&format!("{name}.key")).exists() {
            self.key(name, "EC -pkeyopt ec_paramgen_curve:P-256");
        }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        self.dir.write(name, text)
    }

    fn openssl(&self, arguments: &str) {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace()).current_dir(self.dir.path());
        let output = command.output().unwrap_or_else(|error| panic!("openssl: {error}"));
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
