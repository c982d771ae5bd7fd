//! An authority whose certificates say where their revocation is asked: its lists, and its OCSP answers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::folder::{Folder, P256};
use super::{CONFIG, Identity};

/// A root, an issuing authority below it, and an OCSP responder that the latter appointed.
#[derive(Debug)]
pub struct RevocationPki {
    folder: Folder,
}

/// The extensions of certificates and of lists.
const SECTIONS: &str = "
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[responder]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[delta]
2.5.29.27 = critical, ASN1:INTEGER:1
[indirect]
issuingDistributionPoint = critical, @indirect_point
[indirect_point]
indirectCRL = TRUE
[authorities_only]
issuingDistributionPoint = critical, @authorities_point
[authorities_point]
onlyCA = TRUE
[unheard_of]
1.3.6.1.4.1.99999.1 = critical, ASN1:NULL
";

impl RevocationPki {
    /// Makes the authorities. `issuing_key` is what `openssl genpkey -algorithm` takes, such as [`P256`];
    /// `above` is what the issuing authority's certificate says about its own revocation, as lines of an extension
    /// section.
    pub fn new(issuing_key: &str, above: &str) -> Self {
        let folder = Folder::new("revocation");
        let authority = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n";
        let sections = format!("{SECTIONS}[issuing_certificate]\n{authority}{above}\n");
        super::authorities(&folder, &["root", "issuing"], &sections);
        for (name, algorithm) in
            [("root", P256), ("issuing", issuing_key), ("leaf", P256), ("responder", P256)]
        {
            folder.key(name, algorithm);
        }
        folder.self_signed("root", "root", "Root", CONFIG, "authority", 3650);
        let pki = Self { folder };
        pki.issue("root", "issuing", "Issuing", "issuing", "-extensions issuing_certificate");
        pki.issue("issuing", "responder", "Responder", "responder", "-extensions responder");
        pki
    }

    fn issue(&self, authority: &str, name: &str, subject: &str, key: &str, options: &str) {
        super::issue(&self.folder, authority, name, subject, key, options);
    }

    /// A certificate for [`HOST`](super::HOST) by the issuing authority; `places` are the lines of an extension
    /// section that say where its revocation is asked. `options` are those of `openssl ca`.
    pub fn leaf(&self, name: &str, places: &str, options: &str) -> Identity {
        let section = format!(
            "basicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\nsubjectAltName = DNS:{}, IP:127.0.0.1\n{places}\n",
            super::HOST
        );
        self.folder.write("leaf_extensions", &section);
        let options = format!("-extfile leaf_extensions {options}");
        self.issue("issuing", name, super::HOST, "leaf", &options);
        self.folder.identity(name, "leaf", &["issuing"])
    }

    /// Revokes a certificate.
    pub fn revoke(&self, authority: &str, name: &str, reason: &str) {
        let revoke =
            format!("ca -config {CONFIG} -name by_{authority} -revoke {name}.crt -crl_reason {reason}");
        self.folder.openssl(&revoke);
    }

    /// The list of an authority, in DER. `options` are those of `openssl ca -gencrl`.
    pub fn crl(&self, authority: &str, options: &str) -> Vec<u8> {
        self.folder
            .openssl(&format!("ca -config {CONFIG} -name by_{authority} -gencrl -out crl.pem {options}"));
        self.folder.openssl("crl -in crl.pem -outform DER -out crl.der");
        self.folder.read("crl.der")
    }

    /// What `openssl ocsp` answers to a request, signed by `signer`. `options` are more of its options.
    pub fn ocsp(&self, request: &[u8], signer: &str, options: &str) -> Vec<u8> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let (asked, answered) = (format!("{number}.request"), format!("{number}.response"));
        fs::write(self.file(&asked), request).expect("a directory of our own");
        self.folder.openssl(&format!(
            "ocsp -index issuing.index -CA issuing.crt -rsigner {signer}.crt -rkey {} -reqin {asked} \
             -respout {answered} {options}",
            self.key_of(signer)
        ));
        self.folder.read(&answered)
    }

    /// `openssl ocsp` as a responder, which listens on every interface: for a namespace. `clock` is how far its clock is
    /// off, as `faketime` takes it; `options` are more of its options.
    pub fn responder(&self, signer: &str, port: u16, clock: Option<&str>, options: &str) -> Command {
        let mut command = match clock {
            Some(offset) => {
                let mut command = Command::new("faketime");
                command.args(["-f", offset, "openssl"]);
                command
            }
            None => Command::new("openssl"),
        };
        let key = self.key_of(signer);
        let arguments = format!(
            "ocsp -port {port} -index issuing.index -CA issuing.crt -rsigner {signer}.crt -rkey {key} {options}"
        );
        command.args(arguments.split_whitespace()).current_dir(self.file(""));
        command
    }

    /// An OCSP response about a certificate that nobody asked for.
    pub fn stapled(&self, name: &str, options: &str) -> PathBuf {
        let request = format!("ocsp -issuer issuing.crt -cert {name}.crt -no_nonce -reqout {name}.request");
        self.folder.openssl(&request);
        let request = self.folder.read(&format!("{name}.request"));
        let response = self.ocsp(&request, "responder", options);
        let file = self.file(&format!("{name}.stapled"));
        fs::write(&file, response).expect("a directory of our own");
        file
    }

    fn key_of(&self, name: &str) -> String {
        match self.file(&format!("{name}.key")).exists() {
            true => format!("{name}.key"),
            false => "leaf.key".to_owned(),
        }
    }

    /// A certificate in DER.
    pub fn certificate(&self, name: &str) -> Vec<u8> {
        self.folder.der(name)
    }

    /// Has another authority of the same name take the place of the issuing one, with a key of its own.
    pub fn usurp(&self) {
        self.folder.key("issuing", P256);
        self.folder.self_signed("issuing", "issuing", "Issuing", CONFIG, "authority", 30);
    }

    /// Where a file of the authority is.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.file(name)
    }
}
