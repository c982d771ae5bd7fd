//! Authorities and certificates to order, made by OpenSSL: whatever stands in the extensions, whoever signs.

use std::path::PathBuf;

use super::folder::{Folder, P256};
use super::{HOST, Identity};

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
    folder: Folder,
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
        Self { folder: Folder::new("authorities") }
    }

    /// Gives `name` a key of this kind, as `openssl genpkey -algorithm` takes it; one that is not given any has P-256.
    pub fn key(&self, name: &str, algorithm: &str) {
        self.folder.key(name, algorithm);
    }

    /// A root, with these extensions.
    pub fn root(&self, name: &str, extensions: &str) {
        self.some_key(name);
        let config = format!("{name}.ext");
        self.folder.write(&config, &format!("[req]\ndistinguished_name=n\n[n]\n[x]\n{extensions}"));
        self.folder.self_signed(name, name, name, &config, "x", 3650);
    }

    /// A certificate by `issuer` about the key and under the subject of `name`, kept as `file`. `options` are those of
    /// `openssl x509 -req`.
    pub fn issue(&self, issuer: &str, name: &str, file: &str, extensions: &str, options: &str) {
        self.some_key(name);
        self.folder.write("request.config", "[req]\ndistinguished_name=n\n[n]\n");
        self.folder.request(file, name, name, "request.config");
        let extensions = match extensions.is_empty() {
            true => String::new(),
            false => {
                self.folder.write(&format!("{file}.ext"), extensions);
                format!("-extfile {file}.ext")
            }
        };
        self.folder.openssl(&format!(
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
        self.folder.identity(HOST, HOST, others)
    }

    /// A certificate in DER.
    #[must_use]
    pub fn der(&self, file: &str) -> Vec<u8> {
        self.folder.der(file)
    }

    /// Several certificates in one message of CMS, as authorities publish them.
    #[must_use]
    pub fn bundle(&self, files: &[&str]) -> Vec<u8> {
        let files: Vec<String> = files.iter().map(|file| format!("-certfile {file}.crt")).collect();
        self.folder.openssl(&format!("crl2pkcs7 -nocrl {} -outform DER -out bundle.p7c", files.join(" ")));
        self.folder.read("bundle.p7c")
    }

    /// Where a file is.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.file(name)
    }

    fn some_key(&self, name: &str) {
        if !self.file(&format!("{name}.key")).exists() {
            self.key(name, P256);
        }
    }
}
