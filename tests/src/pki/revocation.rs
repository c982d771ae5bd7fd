//! An authority whose certificates say where their revocation is asked: its lists, and its OCSP answers.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Identity, openssl};
use crate::process::TempDir;

/// Elliptic curve P-256, as an argument of [`RevocationPki::new`].
pub const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

/// A root, an issuing authority below it, and an OCSP responder that the latter appointed.
#[derive(Debug)]
pub struct RevocationPki {
    dir: TempDir,
}

const CONFIG: &str = "
[ca]
default_ca = issuing
[root]
database = root.index
serial = root.serial
crlnumber = root.crlnumber
new_certs_dir = .
certificate = root.crt
private_key = root.key
default_md = sha256
default_days = 3650
default_crl_days = 30
policy = any_name
unique_subject = no
[issuing]
database = issuing.index
serial = issuing.serial
crlnumber = issuing.crlnumber
new_certs_dir = .
certificate = issuing.crt
private_key = issuing.key
default_md = default
default_days = 365
default_crl_days = 7
policy = any_name
unique_subject = no
[any_name]
commonName = supplied
[req]
distinguished_name = any_name_in_request
[any_name_in_request]
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
        let dir = TempDir::new("revocation");
        let authority = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n";
        dir.write("config", &format!("{CONFIG}[issuing_certificate]\n{authority}{above}\n"));
        for authority in ["root", "issuing"] {
            dir.write(&format!("{authority}.index"), "");
            dir.write(&format!("{authority}.serial"), "1000");
            dir.write(&format!("{authority}.crlnumber"), "01");
        }
        for (key, algorithm) in
            [("root", P256), ("issuing", issuing_key), ("leaf", P256), ("responder", P256)]
        {
            openssl(&dir, &format!("genpkey -algorithm {algorithm} -out {key}.key"));
        }
        openssl(
            &dir,
            "req -config config -x509 -new -key root.key -out root.crt -days 3650 -subj /CN=Root -extensions authority",
        );
        let pki = Self { dir };
        pki.issue("root", "issuing", "Issuing", "-config config -extensions issuing_certificate", "issuing");
        pki.issue("issuing", "responder", "Responder", "-config config -extensions responder", "responder");
        pki
    }

    fn issue(&self, authority: &str, name: &str, subject: &str, more: &str, key: &str) {
        let request = format!("req -config config -new -key {key}.key -out {name}.csr -subj /CN={subject}");
        openssl(&self.dir, &request);
        openssl(
            &self.dir,
            &format!("ca -name {authority} -batch -notext -in {name}.csr -out {name}.crt {more}"),
        );
    }

    /// A certificate for [`HOST`](super::HOST) by the issuing authority; `places` are the lines of an extension
    /// section that say where its revocation is asked. `options` are those of `openssl ca`.
    pub fn leaf(&self, name: &str, places: &str, options: &str) -> Identity {
        let section = format!(
            "{CONFIG}[leaf]\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\n\
             subjectAltName = DNS:{}, IP:127.0.0.1\n{places}\n",
            super::HOST
        );
        self.dir.write("leaf_config", &section);
        let options = format!("-config leaf_config -extensions leaf {options}");
        self.issue("issuing", name, super::HOST, &options, "leaf");
        super::identity(&self.dir, name, "leaf", true)
    }

    /// Revokes a certificate.
    pub fn revoke(&self, authority: &str, name: &str, reason: &str) {
        let revoke = format!("ca -config config -name {authority} -revoke {name}.crt -crl_reason {reason}");
        openssl(&self.dir, &revoke);
    }

    /// The list of an authority, in DER. `options` are those of `openssl ca -gencrl`.
    pub fn crl(&self, authority: &str, options: &str) -> Vec<u8> {
        openssl(&self.dir, &format!("ca -config config -name {authority} -gencrl -out crl.pem {options}"));
        openssl(&self.dir, "crl -in crl.pem -outform DER -out crl.der");
        fs::read(self.file("crl.der")).expect("openssl wrote the list")
    }

    /// What `openssl ocsp` answers to a request, signed by `signer`. `options` are more of its options.
    pub fn ocsp(&self, request: &[u8], signer: &str, options: &str) -> Vec<u8> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let (asked, answered) = (format!("{number}.request"), format!("{number}.response"));
        fs::write(self.file(&asked), request).expect("a directory of our own");
        openssl(
            &self.dir,
            &format!(
                "ocsp -index issuing.index -CA issuing.crt -rsigner {signer}.crt -rkey {} -reqin {asked} \
                 -respout {answered} {options}",
                self.key_of(signer)
            ),
        );
        fs::read(self.file(&answered)).expect("openssl wrote the response")
    }

    /// An OCSP response about a certificate that nobody asked for.
    pub fn stapled(&self, name: &str, options: &str) -> PathBuf {
        let request = format!("ocsp -issuer issuing.crt -cert {name}.crt -no_nonce -reqout {name}.request");
        openssl(&self.dir, &request);
        let request = fs::read(self.file(&format!("{name}.request"))).expect("openssl wrote the request");
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
        openssl(&self.dir, &format!("x509 -in {name}.crt -outform DER -out {name}.der"));
        fs::read(self.file(&format!("{name}.der"))).expect("openssl wrote the certificate")
    }

    /// Has another authority of the same name take the place of the issuing one, with a key of its own.
    pub fn usurp(&self) {
        openssl(&self.dir, &format!("genpkey -algorithm {P256} -out issuing.key"));
        openssl(
            &self.dir,
            "req -config config -x509 -new -key issuing.key -out issuing.crt -days 30 -subj /CN=Issuing -extensions authority",
        );
    }

    /// Where a file of the authority is.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}
