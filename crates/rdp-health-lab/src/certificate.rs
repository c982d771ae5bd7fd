//! The certificates of a lab, made when a step asks for them, around the scenario's own idea of now.

mod authority;
mod der;
mod issuing;
mod ocsp;

use std::net::SocketAddr;
use std::path::Path;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint,
    CustomExtension, ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_ED25519, RevocationReason, RevokedCertParams,
};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use time::{Duration, OffsetDateTime};

use crate::error::LabError;
use crate::scenario::{
    Certificate, CertificateKind, Files, KeyKind, List, Ocsp, Published, Purpose, Scenario,
};
use authority::{Authority, common_name, usage};
use issuing::{ISSUING, LIST_FOR, LISTED};

/// `ring` generates no RSA keys, so the one of all labs is carried along.
const RSA_KEY: &str = include_str!("../keys/rsa2048.pem");
const WEAK_KEY: &[u8] = include_bytes!("../keys/weak_key.der");
const RSA_PSS: &[u8] = include_bytes!("../keys/rsa_pss.der");
const WEAK_HASH: &[u8] = include_bytes!("../keys/weak_hash.der");
const VERSION_1: &[u8] = include_bytes!("../keys/version1.der");
const EXPLICIT_CURVE: &[u8] = include_bytes!("../keys/explicit_curve.der");
const P384_KEY: &[u8] = include_bytes!("../keys/p384.der");

/// The name that FortiGate firewalls give to the CA with which they inspect.
const INSPECTING: &str = "FortiGate CA";

/// How far a wrong date is away, unless the scenario says.
const DAYS: u16 = 10;
/// How long an issued certificate is valid.
const ISSUED_FOR: Duration = Duration::days(365);
/// How long the certificate is valid that Windows makes for itself.
const WINDOWS_FOR: Duration = Duration::days(183);
/// Age of a certificate with nothing wrong.
const AGE: Duration = Duration::days(30);

/// RFC 5280 4.2.2.1.
const AUTHORITY_INFO_ACCESS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
/// RFC 5280 4.2.1.6.
const SUBJECT_ALT_NAME: &[u64] = &[2, 5, 29, 17];
/// Within the number for examples, RFC 5612.
const UNKNOWN: &[u64] = &[1, 3, 6, 1, 4, 1, 32473, 1];

/// A certificate with its chain and key.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// In DER, the server's own first.
    pub(crate) chain: Vec<Vec<u8>>,
    /// In PKCS #8.
    pub(crate) key: Vec<u8>,
    /// The OCSP response that the server sends with it.
    pub(crate) stapled: Option<Vec<u8>>,
}

/// Makes the certificates of one lab.
pub(crate) struct Pki {
    now: OffsetDateTime,
    name: String,
    /// Where the lab's own web server is: `http://address:port`.
    web: String,
    /// Made when the first certificate is to be issued.
    authority: Option<Authority>,
    /// A host shows the same certificate on each connection.
    made: Vec<(Certificate, Identity)>,
}

impl Pki {
    pub(crate) fn new(scenario: &Scenario, web: SocketAddr) -> Self {
        let now: SystemTime = scenario.now;
        let (name, web) = (scenario.target.name.clone(), format!("http://{web}"));
        Self { now: now.into(), name, web, authority: None, made: Vec::new() }
    }

    /// The moment around which the certificates are made.
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// The certificate that the scenario asks for: the one that was made before, unless it wants a fresh one.
    pub(crate) fn identity(&mut self, wanted: &Certificate) -> Result<Identity, LabError> {
        let made = self.made.iter().find(|(known, _)| known == wanted && !wanted.fresh);
        if let Some((_, identity)) = made {
            return Ok(identity.clone());
        }
        let mut identity = self.make(wanted)?;
        if let Some(response) = &wanted.stapled {
            identity.stapled = Some(self.ocsp(response)?);
        }
        self.made.push((wanted.clone(), identity.clone()));
        Ok(identity)
    }

    fn make(&mut self, wanted: &Certificate) -> Result<Identity, LabError> {
        let failed =
            |error: rcgen::Error| LabError::Certificate { kind: wanted.kind.name(), why: error.to_string() };
        if let Some(files) = &wanted.files {
            return read(files).map_err(|why| LabError::Certificate { kind: wanted.kind.name(), why });
        }
        match wanted.kind {
            CertificateKind::WeakKey => {
                return Ok(Identity { chain: vec![WEAK_KEY.to_vec()], key: Vec::new(), stapled: None });
            }
            CertificateKind::RsaPss => {
                return Ok(Identity { chain: vec![RSA_PSS.to_vec()], key: Vec::new(), stapled: None });
            }
            CertificateKind::WeakHash | CertificateKind::Version1 => {
                let key = KeyPair::from_pem(RSA_KEY).map_err(failed)?.serialize_der();
                let recorded = if wanted.kind == CertificateKind::WeakHash { WEAK_HASH } else { VERSION_1 };
                return Ok(Identity { chain: vec![recorded.to_vec()], key, stapled: None });
            }
            CertificateKind::ExplicitCurve => {
                let chain = vec![EXPLICIT_CURVE.to_vec()];
                return Ok(Identity { chain, key: P384_KEY.to_vec(), stapled: None });
            }
            _ => {}
        }
        let key = match wanted.key {
            KeyKind::Rsa => KeyPair::from_pem(RSA_KEY),
            KeyKind::Ecdsa => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            KeyKind::Ed25519 => KeyPair::generate_for(&PKCS_ED25519),
        }
        .map_err(failed)?;
        let params = self.params(wanted).map_err(failed)?;
        let chain = match wanted.kind {
            CertificateKind::WindowsDefault
            | CertificateKind::WindowsExpiring
            | CertificateKind::WindowsExpired => {
                vec![params.self_signed(&key).map_err(failed)?.der().to_vec()]
            }
            _ => {
                let days = Duration::days(wanted.days.unwrap_or(DAYS).into());
                let now = self.now;
                let authority = self.authority().map_err(failed)?;
                let other = match (wanted.kind, &wanted.issuer) {
                    (CertificateKind::IssuerExpired, _) => Some(authority.intermediate(ISSUING, now - days)),
                    (CertificateKind::Inspected, _) => {
                        Some(authority.intermediate(INSPECTING, now + ISSUED_FOR))
                    }
                    (_, Some(issuer)) => Some(authority.other_intermediate(issuer, now + ISSUED_FOR)),
                    (_, None) => None,
                };
                let other = other.transpose().map_err(failed)?;
                let intermediate = other.as_ref().unwrap_or(&authority.intermediate);
                let mut own = params.signed_by(&key, &intermediate.issuer).map_err(failed)?.der().to_vec();
                let (root, intermediate) = (authority.root.clone(), intermediate.der.clone());
                match wanted.kind {
                    CertificateKind::NoIntermediate => vec![own],
                    CertificateKind::WrongOrder => vec![own, root, intermediate],
                    CertificateKind::WithRoot => vec![own, intermediate, root],
                    CertificateKind::Altered => {
                        // The signature stands last.
                        if let Some(last) = own.last_mut() {
                            *last ^= 1;
                        }
                        vec![own, intermediate]
                    }
                    _ => vec![own, intermediate],
                }
            }
        };
        Ok(Identity { chain, key: key.serialize_der(), stapled: None })
    }

    /// The root as PEM, if a certificate was issued.
    pub(crate) fn root_pem(&self) -> Option<&str> {
        self.authority.as_ref().map(|authority| authority.root_pem.as_str())
    }

    /// The root, in DER.
    pub(crate) fn root(&mut self) -> Result<Vec<u8>, LabError> {
        match self.authority() {
            Ok(authority) => Ok(authority.root.clone()),
            Err(error) => Err(LabError::Certificate { kind: "root", why: error.to_string() }),
        }
    }

    /// What an authority publishes of its certificates.
    pub(crate) fn published(&mut self, wanted: Published) -> Result<Vec<u8>, LabError> {
        let end = self.now + ISSUED_FOR;
        let made = self.authority().and_then(|authority| {
            Ok(match wanted {
                Published::Intermediate => authority.intermediate.der.clone(),
                Published::IntermediatePem => as_text("CERTIFICATE", &authority.intermediate.der),
                Published::Namesake => authority.intermediate(ISSUING, end)?.der,
                Published::Root => authority.root.clone(),
                Published::Bundle => der::bundle(&[&authority.root, &authority.intermediate.der]),
            })
        });
        made.map_err(|error| LabError::Certificate { kind: "issuer", why: error.to_string() })
    }

    /// A revocation list as it is published.
    pub(crate) fn list(&mut self, wanted: &List) -> Result<Vec<u8>, LabError> {
        let form = |list: Vec<u8>| if wanted.pem { as_text("X509 CRL", &list) } else { list };
        self.signed_list(wanted)
            .map(form)
            .map_err(|error| LabError::Certificate { kind: "revocation list", why: error.to_string() })
    }

    fn signed_list(&mut self, wanted: &List) -> Result<Vec<u8>, rcgen::Error> {
        let next_update = match wanted.stale_days {
            Some(days) => self.now - Duration::days(days.into()),
            None => self.now + LIST_FOR,
        };
        let this_update = next_update - LIST_FOR - Duration::days(1);
        let revoked = RevokedCertParams {
            serial_number: LISTED.into(),
            revocation_time: this_update,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update,
            next_update,
            crl_number: 1.into(),
            issuing_distribution_point: None,
            revoked_certs: wanted.revoked.then_some(revoked).into_iter().collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let end = self.now + ISSUED_FOR;
        let authority = self.authority()?;
        let signed = match wanted.wrong_key {
            false => list.signed_by(&authority.intermediate.issuer)?,
            // The same name, and a key of its own.
            true => list.signed_by(&authority.intermediate(ISSUING, end)?.issuer)?,
        };
        Ok(signed.der().to_vec())
    }

    /// An OCSP response, in DER.
    pub(crate) fn ocsp(&mut self, wanted: &Ocsp) -> Result<Vec<u8>, LabError> {
        let (now, end) = (self.now, self.now + ISSUED_FOR);
        let made = self.authority().and_then(|authority| {
            let own = &authority.intermediate.issuer;
            match wanted.wrong_key {
                false => ocsp::response(wanted, now, own, own),
                true => ocsp::response(wanted, now, own, &authority.intermediate(ISSUING, end)?.issuer),
            }
        });
        made.map_err(|error| LabError::Certificate { kind: "OCSP response", why: error.to_string() })
    }

    /// A URL, or a path of the lab's own web server, as a URL.
    pub(crate) fn url(&self, place: &str) -> String {
        match place.starts_with('/') {
            true => format!("{}{place}", self.web),
            false => place.to_owned(),
        }
    }

    fn params(&self, wanted: &Certificate) -> Result<CertificateParams, rcgen::Error> {
        use CertificateKind as K;
        let asked = wanted.name.clone().unwrap_or_else(|| self.name.clone());
        let name = match wanted.kind {
            K::WrongName => format!("other.{asked}"),
            _ => asked,
        };
        let own_names = wanted.dns.is_some() || !wanted.ip.is_empty();
        let alternatives = match wanted.kind {
            K::NoSan | K::WindowsDefault | K::WindowsExpiring | K::WindowsExpired => Vec::new(),
            _ if own_names => Vec::new(),
            _ => vec![name.clone()],
        };
        let mut params = CertificateParams::new(alternatives)?;
        params.distinguished_name = common_name(wanted.common_name.as_ref().unwrap_or(&name));
        if own_names {
            let names = der::names(wanted.dns.as_deref().unwrap_or_default(), &wanted.ip);
            params.custom_extensions.push(CustomExtension::from_oid_content(SUBJECT_ALT_NAME, names));
        }
        let urls = |places: &[String]| places.iter().map(|place| self.url(place)).collect::<Vec<_>>();
        if !wanted.crl.is_empty() {
            params.crl_distribution_points = vec![CrlDistributionPoint { uris: urls(&wanted.crl) }];
        }
        if !(wanted.crl.is_empty() && wanted.ocsp.is_empty() && wanted.stapled.is_none()) {
            params.serial_number = Some(LISTED.into());
        }
        if !(wanted.ocsp.is_empty() && wanted.aia.is_empty()) {
            let access = der::access(&urls(&wanted.ocsp), &urls(&wanted.aia));
            params.custom_extensions.push(CustomExtension::from_oid_content(AUTHORITY_INFO_ACCESS, access));
        }
        let days = Duration::days(wanted.days.unwrap_or(DAYS).into());
        (params.not_before, params.not_after) = match wanted.kind {
            K::Expired => (self.now - days - ISSUED_FOR, self.now - days),
            K::WindowsExpired => (self.now - days - WINDOWS_FOR, self.now - days),
            K::WindowsExpiring => (self.now + days - WINDOWS_FOR, self.now + days),
            K::Expiring => (self.now + days - ISSUED_FOR, self.now + days),
            K::NotYetValid => (self.now + days, self.now + days + ISSUED_FOR),
            K::WindowsDefault => (self.now - AGE, self.now - AGE + WINDOWS_FOR),
            _ => (self.now - AGE, self.now - AGE + ISSUED_FOR),
        };
        if let Some([since, left]) = wanted.hours {
            (params.not_before, params.not_after) =
                (self.now - Duration::hours(since), self.now + Duration::hours(left));
        }
        params.extended_key_usages = match wanted.kind {
            K::WrongPurpose => vec![ExtendedKeyUsagePurpose::ClientAuth],
            K::RemoteDesktopOnly => vec![usage(Purpose::RemoteDesktop)],
            _ => vec![ExtendedKeyUsagePurpose::ServerAuth],
        };
        match wanted.kind {
            K::WindowsDefault | K::WindowsExpiring | K::WindowsExpired => {
                params.key_usages = vec![KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::DataEncipherment];
            }
            _ => {
                params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
                params.is_ca = match wanted.kind {
                    K::MarkedAsCa => IsCa::Ca(BasicConstraints::Unconstrained),
                    _ => IsCa::ExplicitNoCa,
                };
                if wanted.kind == K::UnknownCritical {
                    let mut extension = CustomExtension::from_oid_content(UNKNOWN, vec![0x05, 0x00]);
                    extension.set_criticality(true);
                    params.custom_extensions.push(extension);
                }
                params.use_authority_key_identifier_extension = true;
            }
        }
        Ok(params)
    }

    fn authority(&mut self) -> Result<&Authority, rcgen::Error> {
        let authority = match self.authority.take() {
            Some(authority) => authority,
            None => Authority::new(self.now)?,
        };
        Ok(self.authority.insert(authority))
    }
}

/// A certificate that was made elsewhere.
fn read(files: &Files) -> Result<Identity, String> {
    let failed = |path: &Path, error: pem::Error| format!("{}: {error}", path.display());
    let chain = CertificateDer::pem_file_iter(&files.chain).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| failed(&files.chain, error))?;
    let key = PrivatePkcs8KeyDer::from_pem_file(&files.key).map_err(|error| failed(&files.key, error))?;
    let chain = chain.iter().map(|der| der.to_vec()).collect();
    Ok(Identity { chain, key: key.secret_pkcs8_der().to_vec(), stapled: None })
}

/// A document as PEM.
fn as_text(label: &str, der: &[u8]) -> Vec<u8> {
    let text = BASE64.encode(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n").into_bytes()
}
