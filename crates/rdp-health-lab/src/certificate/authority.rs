//! The authority that issues the certificates of a lab.

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use time::{Duration, OffsetDateTime};

use super::issuing::ISSUING;
use crate::scenario::{OtherIssuer, Purpose};

/// szOID_TS_KP_TS_SERVER_AUTH, MS-WCCE 2.2.2.7.
const REMOTE_DESKTOP: &[u64] = &[1, 3, 6, 1, 4, 1, 311, 54, 1, 2];

/// A root, and the intermediate that issues.
pub(super) struct Authority {
    pub(super) root: Vec<u8>,
    pub(super) root_pem: String,
    root_issuer: Issuer<'static, KeyPair>,
    founded: OffsetDateTime,
    pub(super) intermediate: Intermediate,
}

pub(super) struct Intermediate {
    pub(super) der: Vec<u8>,
    pub(super) issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(super) fn new(now: OffsetDateTime) -> Result<Self, rcgen::Error> {
        let (founded, closes) = (now - Duration::days(1825), now + Duration::days(3650));
        let params = ca("Lab Root", founded, closes)?;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let root = params.self_signed(&key)?;
        let root_issuer = Issuer::new(params, key);
        let intermediate = Intermediate::new(ca(ISSUING, founded, closes)?, &root_issuer)?;
        Ok(Self { root: root.der().to_vec(), root_pem: root.pem(), root_issuer, founded, intermediate })
    }

    /// Another intermediate, with this name and end.
    pub(super) fn intermediate(&self, name: &str, end: OffsetDateTime) -> Result<Intermediate, rcgen::Error> {
        Intermediate::new(ca(name, self.founded, end)?, &self.root_issuer)
    }

    /// Another intermediate, as a scenario describes it.
    pub(super) fn other_intermediate(
        &self,
        wanted: &OtherIssuer,
        end: OffsetDateTime,
    ) -> Result<Intermediate, rcgen::Error> {
        let mut params = ca(&wanted.common_name, self.founded, end)?;
        if let Some(organization) = &wanted.organization {
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::OrganizationName, organization);
            params.distinguished_name.push(DnType::CommonName, &wanted.common_name);
        }
        params.extended_key_usages = wanted.purposes.iter().map(|purpose| usage(*purpose)).collect();
        Intermediate::new(params, &self.root_issuer)
    }
}

impl Intermediate {
    fn new(mut params: CertificateParams, root: &Issuer<'_, KeyPair>) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        params.use_authority_key_identifier_extension = true;
        let der = params.signed_by(&key, root)?.der().to_vec();
        Ok(Self { der, issuer: Issuer::new(params, key) })
    }
}

fn ca(name: &str, start: OffsetDateTime, end: OffsetDateTime) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = common_name(name);
    (params.not_before, params.not_after) = (start, end);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// A purpose as rcgen writes it.
pub(super) fn usage(purpose: Purpose) -> ExtendedKeyUsagePurpose {
    match purpose {
        Purpose::Server => ExtendedKeyUsagePurpose::ServerAuth,
        Purpose::Client => ExtendedKeyUsagePurpose::ClientAuth,
        Purpose::RemoteDesktop => ExtendedKeyUsagePurpose::Other(REMOTE_DESKTOP.to_vec()),
    }
}

/// A distinguished name of a common name alone.
pub(super) fn common_name(name: &str) -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    subject
}
