//! Certificates, lists and answers that no authority makes.

use std::sync::LazyLock;

use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    DnValue, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, PublicKeyData, SigningKey,
    string::{Ia5String, PrintableString},
};
use time::{Duration, OffsetDateTime};

/// A chain, the server's own first, and the key of that.
pub(super) struct Identity {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) key: Vec<u8>,
}

/// The key of all that need one of their own.
static KEY: LazyLock<Vec<u8>> =
    LazyLock::new(|| KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap().serialize_der());

pub(super) fn key() -> KeyPair {
    KeyPair::try_from(KEY.as_slice()).unwrap()
}

pub(super) fn leaf() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let now = OffsetDateTime::now_utc();
    (params.not_before, params.not_after) = (now - Duration::days(30), now + Duration::days(60));
    params
}

pub(super) fn ca(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = named(name);
    params.serial_number = Some(serial.into());
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // Each begins at another moment, and moments are a dimension of the search.
    let now = OffsetDateTime::now_utc();
    let begins = Duration::days(i64::try_from(100 + serial).unwrap());
    (params.not_before, params.not_after) = (now - begins, now + Duration::days(900));
    params
}

pub(super) fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

/// The name of a root that every store holds, byte for byte.
pub(super) fn known_root() -> DistinguishedName {
    let printable = |text: &str| DnValue::PrintableString(PrintableString::try_from(text).unwrap());
    let mut names = DistinguishedName::new();
    names.push(DnType::CountryName, printable("US"));
    names.push(DnType::OrganizationName, printable("Internet Security Research Group"));
    names.push(DnType::CommonName, printable("ISRG Root X1"));
    names
}

/// An issuer of this name, with the key of all.
pub(super) fn issuer(name: DistinguishedName) -> Issuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = name;
    Issuer::new(params, key())
}

/// Lets the certificate say where things lie.
pub(super) fn say_where(
    params: &mut CertificateParams,
    lists: &[String],
    ocsp: &[String],
    issuers: &[String],
) {
    if !lists.is_empty() {
        params.crl_distribution_points = vec![CrlDistributionPoint { uris: lists.to_vec() }];
    }
    let access = |method: u8, url: &String| {
        let oid = tlv(0x06, &[0x2b, 6, 1, 5, 5, 7, 0x30, method]);
        tlv(0x30, &[oid, tlv(0x86, url.as_bytes())].concat())
    };
    let all: Vec<u8> = ocsp
        .iter()
        .map(|url| access(1, url))
        .chain(issuers.iter().map(|url| access(2, url)))
        .flatten()
        .collect();
    if !all.is_empty() {
        let oid = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
        params.custom_extensions.push(CustomExtension::from_oid_content(oid, tlv(0x30, &all)));
    }
}

pub(super) fn ia5(text: &str) -> Ia5String {
    Ia5String::try_from(text).unwrap()
}

/// Ways that multiply: layers of authorities, each certified by every one of the layer above, the top by the name of a
/// root that is known. The server's own certificate, and all the others.
pub(super) fn layers(count: u64, each: u64, leaf: &CertificateParams) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut authorities = Vec::new();
    for layer in 0..count {
        let above = match layer + 1 == count {
            true => issuer(known_root()),
            false => issuer(named(&format!("Layer {}", layer + 1))),
        };
        // Different keys let one way go over several of a layer's names.
        for one in 0..each {
            let params = ca(&format!("Layer {layer}"), layer * each + one);
            authorities.push(params.signed_by(&key(), &above).unwrap().der().to_vec());
        }
    }
    let own = leaf.signed_by(&key(), &issuer(named("Layer 0"))).unwrap();
    (own.der().to_vec(), authorities)
}

/// Authorities of one name, each with another key, and each issued by that name.
pub(super) fn namesakes(count: u64, leaf: &CertificateParams) -> (Vec<u8>, Vec<Vec<u8>>) {
    let name = || issuer(named("Namesake"));
    let one = |serial| {
        let own = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        ca("Namesake", serial).signed_by(&own, &name()).unwrap().der().to_vec()
    };
    let own = leaf.signed_by(&key(), &name()).unwrap().der().to_vec();
    (own, (0..count).map(one).collect())
}

/// The same with keys whose signatures take the longest to verify.
pub(super) fn heavy_namesakes(count: u64, bits: usize, leaf: &CertificateParams) -> (Vec<u8>, Vec<Vec<u8>>) {
    let name = |seed| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = named("Namesake");
        Issuer::new(params, Rsa::new(bits, seed))
    };
    let one = |serial: u64| {
        let seed = u8::try_from(serial).unwrap();
        ca("Namesake", serial).signed_by(&Rsa::new(bits, seed), &name(seed)).unwrap().der().to_vec()
    };
    let own = leaf.signed_by(&key(), &name(0)).unwrap().der().to_vec();
    (own, (0..count).map(one).collect())
}

/// A public key of RSA that nobody has the private one of, and "signatures" by it.
pub(super) struct Rsa {
    public: Vec<u8>,
    length: usize,
}

impl Rsa {
    pub(super) fn new(bits: usize, seed: u8) -> Self {
        let length = bits / 8;
        let mut modulus = vec![0];
        modulus.extend((0..length).map(|place| u8::try_from(place % 251).unwrap() ^ seed | 0x81));
        let public = tlv(0x30, &[tlv(2, &modulus), tlv(2, &[1, 0xff, 0xff, 0xff, 0xff])].concat());
        Self { public, length }
    }
}

impl PublicKeyData for Rsa {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

impl SigningKey for Rsa {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let first = message.last().copied().unwrap_or_default() & 0x7f;
        Ok(std::iter::once(first).chain(std::iter::repeat(0x5a)).take(self.length).collect())
    }
}

/// Tag, length and value in DER.
pub(super) fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let mut der = vec![tag];
    match length {
        0..=0x7f => der.push(u8::try_from(length).unwrap()),
        _ => {
            let bytes = length.to_be_bytes();
            let bytes = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap()..];
            der.push(0x80 | u8::try_from(bytes.len()).unwrap());
            der.extend(bytes);
        }
    }
    der.extend(value);
    der
}

/// ecdsa-with-SHA256.
fn algorithm() -> Vec<u8> {
    tlv(0x30, &tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]))
}

/// A revocation list by the Namesake with as many entries as fit in so many bytes.
pub(super) fn list(bytes: usize) -> Vec<u8> {
    let name = tlv(0x30, &tlv(0x31, &tlv(0x30, &[tlv(6, &[0x55, 4, 3]), tlv(0x0c, b"Namesake")].concat())));
    let moment = tlv(0x17, b"260101000000Z");
    let mut entries = Vec::with_capacity(bytes);
    let mut serial = 0_u32;
    while entries.len() + 200 < bytes {
        serial += 1;
        entries.extend(tlv(0x30, &[tlv(2, &(serial | 0x0100_0000).to_be_bytes()), moment.clone()].concat()));
    }
    let head = [tlv(2, &[1]), algorithm(), name, moment.clone(), tlv(0x17, b"460101000000Z")].concat();
    let whole = tlv(0x30, &[head, tlv(0x30, &entries)].concat());
    tlv(0x30, &[whole, algorithm(), tlv(3, &[0, 0x30, 6, 2, 1, 1, 2, 1, 1])].concat())
}

/// An OCSP response with as many answers as fit.
pub(super) fn ocsp(bytes: usize) -> Vec<u8> {
    let sha1 = tlv(0x30, &tlv(6, &[0x2b, 0x0e, 3, 2, 0x1a]));
    let moment = tlv(0x18, b"20260101000000Z");
    let id = tlv(0x30, &[sha1, tlv(4, &[1; 20]), tlv(4, &[2; 20]), tlv(2, &[7])].concat());
    let one = tlv(0x30, &[id, tlv(0x80, &[]), moment.clone()].concat());
    let answers = one.repeat(bytes.saturating_sub(300) / one.len());
    let data = tlv(0x30, &[tlv(0xa2, &tlv(4, &[3; 20])), moment, tlv(0x30, &answers)].concat());
    let basic = tlv(0x30, &[data, algorithm(), tlv(3, &[0, 1, 2, 3])].concat());
    let kind = tlv(6, &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1]);
    let inside = tlv(0x30, &[kind, tlv(4, &basic)].concat());
    tlv(0x30, &[tlv(0x0a, &[0]), tlv(0xa0, &inside)].concat())
}

/// As authorities publish it, in text.
pub(super) fn pem(certificates: &[Vec<u8>]) -> Vec<u8> {
    use base64::Engine as _;
    let text = |der: &Vec<u8>| {
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    };
    certificates.iter().map(text).collect::<String>().into_bytes()
}

/// A message of CMS with these certificates.
pub(super) fn cms(certificates: &[Vec<u8>]) -> Vec<u8> {
    let data = |last| tlv(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last]);
    let content = tlv(0x30, &data(1));
    let set = tlv(0xa0, &certificates.concat());
    let signed = tlv(0x30, &[tlv(2, &[1]), tlv(0x31, &[]), content, set, tlv(0x31, &[])].concat());
    tlv(0x30, &[data(2), tlv(0xa0, &signed)].concat())
}
