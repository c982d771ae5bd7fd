//! DER to [`CertificateFacts`]. Reading never fails: what cannot be read is said so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::digest;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::der_parser::{Oid, oid};
use x509_parser::extensions::{GeneralName, KeyUsage, ParsedExtension};
use x509_parser::oid_registry::OID_PKCS1_RSAENCRYPTION;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::hex::hex;
use crate::observe::{CertificateFacts, Key, KeyKind};

/// The facts of any certificate in DER, such as one that a colleague sent.
///
/// Reading never fails: what is no certificate says so in [`CertificateFacts::unreadable`], and still has fingerprints.
#[must_use]
pub fn read(der: &[u8]) -> CertificateFacts {
    let mut facts = unread(der);
    match X509Certificate::from_der(der) {
        Ok((rest, certificate)) => {
            fill(&mut facts, &certificate);
            if !rest.is_empty() {
                facts.unreadable = Some(format!("{} bytes follow the certificate", rest.len()));
            }
        }
        Err(error) => facts.unreadable = Some(format!("not an X.509 certificate: {error}")),
    }
    facts
}

/// What can be said of any bytes.
fn unread(der: &[u8]) -> CertificateFacts {
    CertificateFacts {
        subject: String::new(),
        common_names: Vec::new(),
        issuer: String::new(),
        serial: String::new(),
        not_before: String::new(),
        not_after: String::new(),
        not_before_unix: 0,
        not_after_unix: 0,
        dns_names: Vec::new(),
        ip_addresses: Vec::new(),
        version: 0,
        key: Key::new(KeyKind::Other, 0),
        key_sha256: String::new(),
        signature_algorithm: String::new(),
        extended_key_usage: Vec::new(),
        key_usage: Vec::new(),
        is_ca: None,
        path_length: None,
        unknown_critical: Vec::new(),
        subject_key_id: None,
        issuer_key_id: None,
        issuer_urls: Vec::new(),
        self_issued: false,
        windows_default: false,
        sha1: hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref()),
        sha256: hex(digest::digest(&digest::SHA256, der).as_ref()),
        der: BASE64.encode(der),
        unreadable: None,
    }
}

fn fill(facts: &mut CertificateFacts, certificate: &X509Certificate<'_>) {
    let validity = certificate.validity();
    facts.subject = printable(&certificate.subject().to_string());
    facts.common_names =
        certificate.subject().iter_common_name().filter_map(|cn| text_of(cn.attr_value())).collect();
    facts.issuer = printable(&certificate.issuer().to_string());
    facts.serial = hex(certificate.raw_serial());
    facts.not_before_unix = validity.not_before.timestamp();
    facts.not_after_unix = validity.not_after.timestamp();
    facts.not_before = moment(facts.not_before_unix);
    facts.not_after = moment(facts.not_after_unix);
    facts.version = certificate.version().0.saturating_add(1);
    facts.key = key(certificate);
    facts.key_sha256 = hex(digest::digest(&digest::SHA256, certificate.public_key().raw).as_ref());
    facts.signature_algorithm = signature_name(&certificate.signature_algorithm.algorithm.to_id_string());
    facts.self_issued = certificate.subject().as_raw() == certificate.issuer().as_raw();
    if let Ok(Some(extension)) = certificate.basic_constraints() {
        facts.is_ca = Some(extension.value.ca);
    }
    facts.path_length = path_length(certificate);
    facts.unknown_critical = unknown_critical(certificate);
    fill_links(facts, certificate);
    if let Ok(Some(extension)) = certificate.subject_alternative_name() {
        for name in &extension.value.general_names {
            match name {
                GeneralName::DNSName(name) => facts.dns_names.push(printable(name)),
                // Not even UTF-8, where ASCII should be.
                GeneralName::Invalid(Tag(2), bytes) => facts.dns_names.push(printable(&latin1(bytes))),
                GeneralName::IPAddress(bytes) => facts.ip_addresses.extend(ip_address(bytes)),
                _ => {}
            }
        }
    }
    if let Ok(Some(extension)) = certificate.key_usage() {
        facts.key_usage = key_usages(extension.value);
    }
    if let Ok(Some(extension)) = certificate.extended_key_usage() {
        let usage = extension.value;
        let known = [
            (usage.any, "any"),
            (usage.server_auth, "server authentication"),
            (usage.client_auth, "client authentication"),
            (usage.code_signing, "code signing"),
            (usage.email_protection, "email protection"),
            (usage.time_stamping, "time stamping"),
            (usage.ocsp_signing, "OCSP signing"),
        ];
        facts.extended_key_usage =
            known.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned()).collect();
        facts.extended_key_usage.extend(usage.other.iter().map(|oid| match oid.to_id_string().as_str() {
            "1.3.6.1.4.1.311.54.1.2" => "Remote Desktop authentication".to_owned(),
            other => other.to_owned(),
        }));
    }
    facts.windows_default = is_windows_default(facts);
}

/// What leads to the issuer: key identifiers, RFC 5280 4.2.1.1 and 4.2.1.2, and addresses, 4.2.2.1.
fn fill_links(facts: &mut CertificateFacts, certificate: &X509Certificate<'_>) {
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => facts.subject_key_id = Some(hex(id.0)),
            ParsedExtension::AuthorityKeyIdentifier(authority) => {
                facts.issuer_key_id = authority.key_identifier.as_ref().map(|id| hex(id.0));
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                let issuers = access.accessdescs.iter().filter(|one| one.access_method == CA_ISSUERS);
                facts.issuer_urls.extend(issuers.filter_map(|one| match &one.access_location {
                    GeneralName::URI(url) => Some(printable(url)),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
}

/// id-ad-caIssuers, RFC 5280 4.2.2.1.
const CA_ISSUERS: Oid<'static> = oid!(1.3.6.1.5.5.7.48.2);

/// The DER of a certificate of which these are the facts.
pub(crate) fn der(facts: &CertificateFacts) -> Vec<u8> {
    BASE64.decode(&facts.der).unwrap_or_default()
}

/// How many CAs may stand between it and a server's certificate, where it says.
pub(super) fn path_length(certificate: &X509Certificate<'_>) -> Option<u32> {
    certificate.basic_constraints().ok().flatten()?.value.path_len_constraint
}

/// Whether it is a CA and its key may sign certificates.
pub(super) fn may_issue(certificate: &X509Certificate<'_>) -> bool {
    let ca = certificate.basic_constraints().ok().flatten().is_some_and(|extension| extension.value.ca);
    let usage = certificate.key_usage().ok().flatten();
    ca && usage.is_none_or(|extension| extension.value.key_cert_sign())
}

/// Critical extensions that no client of today is known to understand; whoever does not understand one must refuse
/// the certificate, RFC 5280 4.2.
pub(super) fn unknown_critical(certificate: &X509Certificate<'_>) -> Vec<String> {
    let extensions = certificate.extensions().iter().filter(|extension| extension.critical);
    extensions
        .filter(|extension| extension.parsed_extension().unsupported())
        .map(|extension| extension.oid.to_id_string())
        .collect()
}

/// The certificate that the Remote Desktop Configuration service makes: self-issued to the bare host name,
/// no alternative names, for server authentication, key and data encipherment, about six months.
fn is_windows_default(facts: &CertificateFacts) -> bool {
    const DAY: i64 = 86_400;
    let days = facts.not_after_unix.saturating_sub(facts.not_before_unix) / DAY;
    facts.self_issued
        && facts.common_names.len() == 1
        && facts.subject == format!("CN={}", facts.common_names.concat())
        && facts.dns_names.is_empty()
        && facts.ip_addresses.is_empty()
        && facts.key.kind == KeyKind::Rsa
        && facts.extended_key_usage == ["server authentication"]
        && facts.key_usage == ["key encipherment", "data encipherment"]
        && (180..=186).contains(&days)
}

/// id-RSASSA-PSS, RFC 4055 3.1: a key of RSA that must not be used in another way.
const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
/// RFC 8410 3.
const ED25519: &str = "1.3.101.112";
const ED448: &str = "1.3.101.113";

fn key(certificate: &X509Certificate<'_>) -> Key {
    let public_key = certificate.public_key();
    match public_key.algorithm.algorithm.to_id_string().as_str() {
        RSASSA_PSS => {
            let mut as_rsa = public_key.clone();
            as_rsa.algorithm.algorithm = OID_PKCS1_RSAENCRYPTION;
            let bits = match as_rsa.parsed() {
                Ok(PublicKey::RSA(rsa)) => significant_bits(rsa.modulus),
                Ok(_) | Err(_) => 0,
            };
            return Key::new(KeyKind::RsaPss, bits);
        }
        ED25519 => return Key::new(KeyKind::Ed25519, 256),
        ED448 => return Key::new(KeyKind::Ed448, 456),
        _ => {}
    }
    match public_key.parsed() {
        Ok(PublicKey::RSA(rsa)) => Key::new(KeyKind::Rsa, significant_bits(rsa.modulus)),
        Ok(PublicKey::EC(point)) => {
            let explicit = explicit_curve_bits(certificate);
            let bits = curve_bits(certificate).or(explicit);
            let key = Key::new(KeyKind::Ec, bits.unwrap_or_else(|| saturating_bits(point.key_size())));
            Key { explicit_curve: explicit.is_some(), ..key }
        }
        Ok(_) | Err(_) => Key::new(KeyKind::Other, 0),
    }
}

/// The size of a named curve; a point's own length would say 528 for P-521.
fn curve_bits(certificate: &X509Certificate<'_>) -> Option<u32> {
    let parameters = certificate.public_key().algorithm.parameters.as_ref()?;
    match parameters.as_oid().ok()?.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => Some(256),
        "1.3.132.0.34" => Some(384),
        "1.3.132.0.35" => Some(521),
        _ => None,
    }
}

/// The size of a curve whose parameters are written out: SpecifiedECDomain, RFC 3279 2.3.5. It begins with a version and
/// the field, whose prime has the size of the curve.
fn explicit_curve_bits(certificate: &X509Certificate<'_>) -> Option<u32> {
    let parameters = certificate.public_key().algorithm.parameters.as_ref()?;
    (parameters.tag() == Tag::Sequence).then_some(())?;
    let prime = || {
        let (rest, _version) = Any::from_der(parameters.data).ok()?;
        let (_, field) = Any::from_der(rest).ok()?;
        let (rest, _field_type) = Any::from_der(field.data).ok()?;
        let (_, prime) = Any::from_der(rest).ok()?;
        (prime.tag() == Tag::Integer).then(|| significant_bits(prime.data))
    };
    Some(prime().unwrap_or_default())
}

pub(super) fn significant_bits(modulus: &[u8]) -> u32 {
    let significant = modulus.iter().position(|byte| *byte != 0).and_then(|start| modulus.get(start..));
    match significant {
        Some([first, rest @ ..]) => saturating_bits(rest.len().saturating_mul(8))
            .saturating_add(u8::BITS.saturating_sub(first.leading_zeros())),
        _ => 0,
    }
}

fn saturating_bits(bits: usize) -> u32 {
    u32::try_from(bits).unwrap_or(u32::MAX)
}

fn ip_address(bytes: &[u8]) -> Option<std::net::IpAddr> {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return Some(octets.into());
    }
    <[u8; 16]>::try_from(bytes).ok().map(Into::into)
}

fn key_usages(usage: &KeyUsage) -> Vec<String> {
    let bits = [
        (usage.digital_signature(), "digital signature"),
        (usage.non_repudiation(), "non repudiation"),
        (usage.key_encipherment(), "key encipherment"),
        (usage.data_encipherment(), "data encipherment"),
        (usage.key_agreement(), "key agreement"),
        (usage.key_cert_sign(), "certificate signing"),
        (usage.crl_sign(), "CRL signing"),
        (usage.encipher_only(), "encipher only"),
        (usage.decipher_only(), "decipher only"),
    ];
    bits.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned()).collect()
}

/// The text of a DirectoryString, RFC 5280 4.1.2.4. What calls itself TeletexString is Latin-1 in all of practice.
fn text_of(value: &Any<'_>) -> Option<String> {
    let bytes = value.data;
    let text = match value.tag() {
        Tag::T61String => latin1(bytes),
        Tag::BmpString => {
            let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
            String::from_utf16(&units.map(u16::from_be_bytes).collect::<Vec<_>>()).ok()?
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => latin1(bytes),
        },
    };
    Some(printable(&text))
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Text from a certificate, without the control characters with which it could forge lines on a screen.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Unix seconds as RFC 3339; moments that RFC 3339 cannot express stay numbers.
pub(crate) fn moment(unix: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| format!("{unix} s"))
}

/// RFC 8017, RFC 5758, RFC 8410.
pub(super) fn signature_name(oid: &str) -> String {
    let name = match oid {
        "1.2.840.113549.2.2" => "MD2",
        "1.2.840.113549.2.4" => "MD4",
        "1.2.840.113549.2.5" => "MD5",
        "1.2.840.113549.1.1.4" => "MD5 with RSA",
        "1.2.840.113549.1.1.5" => "SHA-1 with RSA",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "SHA-256 with RSA",
        "1.2.840.113549.1.1.12" => "SHA-384 with RSA",
        "1.2.840.113549.1.1.13" => "SHA-512 with RSA",
        "1.2.840.113549.1.1.14" => "SHA-224 with RSA",
        "1.2.840.10045.4.1" => "SHA-1 with ECDSA",
        "1.2.840.10045.4.3.2" => "SHA-256 with ECDSA",
        "1.2.840.10045.4.3.3" => "SHA-384 with ECDSA",
        "1.2.840.10045.4.3.4" => "SHA-512 with ECDSA",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        other => other,
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P256_SHA256};

    #[test]
    fn an_issued_certificate() {
        let mut params =
            CertificateParams::new(vec!["srv01.corp.example".into(), "192.0.2.7".into()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(rcgen::DnType::CommonName, "srv01.corp.example");
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate = params.self_signed(&key).unwrap();

        let facts = read(certificate.der());
        assert_eq!(facts.subject, "CN=srv01.corp.example");
        assert_eq!(facts.common_names, ["srv01.corp.example"]);
        assert_eq!(facts.dns_names, ["srv01.corp.example"]);
        assert_eq!(facts.ip_addresses, ["192.0.2.7".parse::<std::net::IpAddr>().unwrap()]);
        assert_eq!(facts.key.to_string(), "EC 256");
        assert_eq!(facts.signature_algorithm, "SHA-256 with ECDSA");
        assert_eq!(facts.extended_key_usage, ["server authentication"]);
        assert!(facts.self_issued && !facts.windows_default && facts.unreadable.is_none());
        assert_eq!((facts.sha1.len(), facts.sha256.len()), (40, 64));
    }

    #[test]
    fn bytes_that_are_no_certificate_are_kept_and_named() {
        let facts = read(b"\x30\x03\x02\x01\x01");
        assert!(facts.unreadable.unwrap().contains("not an X.509 certificate"));
        assert_eq!(facts.der, "MAMCAQE=");
    }

    #[test]
    fn names_cannot_forge_lines() {
        let mut params = CertificateParams::new(vec!["srv01".to_owned()]).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, "a\u{1b}[2J\nhealthy");
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let facts = read(params.self_signed(&key).unwrap().der());
        assert_eq!(facts.common_names, ["a\u{fffd}[2J\u{fffd}healthy"]);
        assert!(!facts.subject.contains('\n'));
    }

    #[test]
    fn leading_zeros_are_not_bits() {
        assert_eq!(significant_bits(&[0, 0x80, 0]), 16);
        assert_eq!(significant_bits(&[0x01, 0xff]), 9);
        assert_eq!(significant_bits(&[0, 0]), 0);
    }
}
