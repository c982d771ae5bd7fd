//! Signed messages of CMS, RFC 5652 section 5: who signed, by which algorithms, and whether over this content.

use ring::digest;
use x509_parser::asn1_rs::{Any, Class, FromBer as _, Oid, oid};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::AlgorithmIdentifier;

use super::effort::Effort;
use super::facts::signature_name;
use super::signature::{Signature, verify_by};

/// Certificates of one message that are looked at: honest chains hold a handful.
const MOST_CERTIFICATES: usize = 16;

/// id-signedData, RFC 5652 5.1.
const SIGNED_DATA: Oid<'static> = oid!(1.2.840.113549.1.7.2);
/// id-contentType, RFC 5652 11.1.
const CONTENT_TYPE: Oid<'static> = oid!(1.2.840.113549.1.9.3);
/// id-messageDigest, RFC 5652 11.2.
const MESSAGE_DIGEST: Oid<'static> = oid!(1.2.840.113549.1.9.4);
/// The algorithm of a key, which signers write in place of the signature's: RFC 3370 3.2, and out of habit for ECDSA.
const RSA_ENCRYPTION: Oid<'static> = oid!(1.2.840.113549.1.1.1);
const EC_PUBLIC_KEY: Oid<'static> = oid!(1.2.840.10045.2.1);

/// A digest with what RSA and ECDSA over it are called.
struct Digest {
    oid: Oid<'static>,
    name: &'static str,
    algorithm: &'static digest::Algorithm,
    rsa: Oid<'static>,
    ecdsa: Oid<'static>,
}

static DIGESTS: [Digest; 4] = [
    Digest {
        oid: oid!(1.3.14.3.2.26),
        name: "SHA-1",
        algorithm: &digest::SHA1_FOR_LEGACY_USE_ONLY,
        rsa: oid!(1.2.840.113549.1.1.5),
        ecdsa: oid!(1.2.840.10045.4.1),
    },
    Digest {
        oid: oid!(2.16.840.1.101.3.4.2.1),
        name: "SHA-256",
        algorithm: &digest::SHA256,
        rsa: oid!(1.2.840.113549.1.1.11),
        ecdsa: oid!(1.2.840.10045.4.3.2),
    },
    Digest {
        oid: oid!(2.16.840.1.101.3.4.2.2),
        name: "SHA-384",
        algorithm: &digest::SHA384,
        rsa: oid!(1.2.840.113549.1.1.12),
        ecdsa: oid!(1.2.840.10045.4.3.3),
    },
    Digest {
        oid: oid!(2.16.840.1.101.3.4.2.3),
        name: "SHA-512",
        algorithm: &digest::SHA512,
        rsa: oid!(1.2.840.113549.1.1.13),
        ecdsa: oid!(1.2.840.10045.4.3.4),
    },
];

/// Identifier octets, X.690 8.1.2.
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// The first field that has a number of its own, such as the content or the certificates.
const FIELD_0: u8 = 0xa0;

/// An element that begins like this, and what follows it.
fn element(input: &[u8], begins: u8) -> Option<(&[u8], Any<'_>)> {
    (input.first() == Some(&begins)).then_some(())?;
    Any::from_ber(input).ok()
}

/// The parts of a message that count here.
pub(super) struct Parts<'a> {
    /// AlgorithmIdentifiers, one after the other.
    digests: &'a [u8],
    /// The object identifier of the content's type, whole.
    content_type: &'a [u8],
    /// The content, where the message has it with it.
    content: Option<&'a [u8]>,
    /// One after the other.
    certificates: &'a [u8],
    signers: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Reads a message; `None` = it is no such message.
    pub(super) fn read(message: &'a [u8]) -> Option<Self> {
        let (_, content_info) = element(message, SEQUENCE)?;
        let (rest, content_type) = Oid::from_ber(content_info.data).ok()?;
        if content_type != SIGNED_DATA {
            return None;
        }
        let (_, explicit) = element(rest, FIELD_0)?;
        let (_, signed_data) = element(explicit.data, SEQUENCE)?;
        let (rest, _version) = element(signed_data.data, INTEGER)?;
        let (rest, digests) = element(rest, SET)?;
        let (mut rest, encapsulated) = element(rest, SEQUENCE)?;
        let (content_type, content) = content(encapsulated.data)?;
        let mut parts =
            Self { digests: digests.data, content_type, content, certificates: &[], signers: &[] };
        while let Ok((after, part)) = Any::from_ber(rest) {
            match rest.first() {
                Some(&FIELD_0) => parts.certificates = part.data,
                Some(&SET) => parts.signers = part.data,
                _ => {}
            }
            rest = after;
        }
        Some(parts)
    }

    /// The certificates, in DER. An end-of-contents is not one.
    pub(super) fn certificates(&self) -> impl Iterator<Item = &'a [u8]> {
        let each = elements(self.certificates).map(|(whole, _)| whole);
        each.filter(|der| der.first() == Some(&SEQUENCE)).take(MOST_CERTIFICATES)
    }

    /// Whether a digest is among those that the message announces.
    fn announces(&self, digest: &Oid<'_>) -> bool {
        let mut announced = elements(self.digests).filter_map(|(_, one)| Oid::from_ber(one.data).ok());
        announced.any(|(_, one)| one == *digest)
    }
}

/// EncapsulatedContentInfo: a type, and the content unless it is elsewhere.
fn content(encapsulated: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (rest, _) = element(encapsulated, OBJECT_IDENTIFIER)?;
    let content_type = encapsulated.get(..encapsulated.len().saturating_sub(rest.len()))?;
    let octets = |rest| {
        let (_, explicit) = element(rest, FIELD_0)?;
        Some(element(explicit.data, OCTET_STRING)?.1.data)
    };
    match rest.is_empty() {
        true => Some((content_type, None)),
        false => Some((content_type, Some(octets(rest)?))),
    }
}

/// What stands one after the other: each with its head, and read.
fn elements(mut unread: &[u8]) -> impl Iterator<Item = (&[u8], Any<'_>)> {
    std::iter::from_fn(move || {
        let (rest, element) = Any::from_ber(unread).ok()?;
        let whole = unread.get(..unread.len().saturating_sub(rest.len()))?;
        unread = rest;
        Some((whole, element))
    })
}

/// What a message says of its first signer.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The certificates that it brings along, in DER, the signer's first.
    pub(crate) certificates: Vec<Vec<u8>>,
    /// Whether the signer's own certificate is among them.
    pub(crate) has_signer: bool,
    /// The digest of the content, by its usual name or its object identifier.
    pub(crate) digest: String,
    /// Whether the signer signed this content.
    pub(crate) signature: Signature,
}

/// Reads a message that is the signature of `content`; `None` = it is no such message.
pub(crate) fn read_signed(message: &[u8], content: &[u8]) -> Option<Signed> {
    let parts = Parts::read(message)?;
    let (_, signer) = element(parts.signers, SEQUENCE)?;
    let signer = Signer::read(signer.data).filter(|signer| parts.announces(&signer.digest))?;
    let mut certificates: Vec<&[u8]> = parts.certificates().collect();
    let own = certificates.iter().position(|der| signer.is_of(der));
    if let Some(own) = own {
        certificates.swap(0, own);
    }
    let known = DIGESTS.iter().find(|known| known.oid == signer.digest);
    let with_it = parts.content.is_none_or(|with_it| with_it == content);
    let certificate = own.and_then(|_| certificates.first()).copied();
    let signature = match (known, certificate) {
        _ if !with_it => Signature::Bad,
        (Some(digest), Some(certificate)) => {
            signer.verify(digest, certificate, (parts.content_type, content))
        }
        _ => Signature::Unverifiable,
    };
    Some(Signed {
        certificates: certificates.into_iter().map(<[u8]>::to_vec).collect(),
        has_signer: own.is_some(),
        digest: known
            .map_or_else(|| signature_name(&signer.digest.to_id_string()), |known| known.name.to_owned()),
        signature,
    })
}

/// SignerInfo, RFC 5652 5.3.
struct Signer<'a> {
    /// Issuer and serial number, or the identifier of the key.
    id: Any<'a>,
    digest: Oid<'a>,
    /// The signed attributes with their head, and without.
    attributes: Option<(&'a [u8], &'a [u8])>,
    algorithm: AlgorithmIdentifier<'a>,
    signature: &'a [u8],
}

impl<'a> Signer<'a> {
    fn read(info: &'a [u8]) -> Option<Self> {
        let (rest, _version) = element(info, INTEGER)?;
        let (rest, id) = Any::from_ber(rest).ok()?;
        let (rest, digest) = element(rest, SEQUENCE)?;
        let (_, digest) = Oid::from_ber(digest.data).ok()?;
        let (rest, attributes) = match element(rest, FIELD_0) {
            Some((after, attributes)) => {
                let whole = rest.get(..rest.len().saturating_sub(after.len()))?;
                (after, Some((whole, attributes.data)))
            }
            None => (rest, None),
        };
        let (rest, algorithm) = AlgorithmIdentifier::from_der(rest).ok()?;
        let (_, signature) = element(rest, OCTET_STRING)?;
        Some(Self { id, digest, attributes, algorithm, signature: signature.data })
    }

    fn is_of(&self, certificate: &[u8]) -> bool {
        let Ok((_, certificate)) = X509Certificate::from_der(certificate) else { return false };
        if self.id.class() == Class::ContextSpecific {
            return certificate.extensions().iter().any(|extension| {
                matches!(extension.parsed_extension(), ParsedExtension::SubjectKeyIdentifier(id) if id.0 == self.id.data)
            });
        }
        let mut parts = elements(self.id.data);
        let issuer = parts.next().map(|(whole, _)| whole);
        let serial = parts.next().map(|(_, serial)| serial.data);
        issuer == Some(certificate.issuer().as_raw()) && serial == Some(certificate.raw_serial())
    }

    fn verify(
        &self,
        digest: &Digest,
        certificate: &[u8],
        (content_type, content): (&[u8], &[u8]),
    ) -> Signature {
        let Ok((_, certificate)) = X509Certificate::from_der(certificate) else {
            return Signature::Unverifiable;
        };
        let algorithm = match &self.algorithm.algorithm {
            oid if *oid == RSA_ENCRYPTION => AlgorithmIdentifier::new(digest.rsa.clone(), None),
            oid if *oid == EC_PUBLIC_KEY => AlgorithmIdentifier::new(digest.ecdsa.clone(), None),
            _ => self.algorithm.clone(),
        };
        let by_key = |message: &[u8]| {
            let verify = || verify_by(&certificate, &algorithm, message, self.signature);
            Effort::default().within(verify)
        };
        let Some((whole, attributes)) = self.attributes else { return by_key(content) };
        // Signed are the attributes, as a SET and not as the field that they are in the message, RFC 5652 5.4; among
        // them are the digest of the content and its type.
        let of_content = digest::digest(digest.algorithm, content);
        let says = |kind: &Oid<'_>, begins: u8| attribute(attributes, kind, begins);
        if says(&MESSAGE_DIGEST, OCTET_STRING).map(|(_, digest)| digest) != Some(of_content.as_ref())
            || says(&CONTENT_TYPE, OBJECT_IDENTIFIER).map(|(whole, _)| whole) != Some(content_type)
        {
            return Signature::Bad;
        }
        let mut signed = whole.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = 0x31;
        }
        by_key(&signed)
    }
}

/// The value of an attribute, which begins like this: with its head, and without.
fn attribute<'a>(attributes: &'a [u8], kind: &Oid<'_>, begins: u8) -> Option<(&'a [u8], &'a [u8])> {
    elements(attributes).find_map(|(_, attribute)| {
        let (rest, known) = Oid::from_ber(attribute.data).ok()?;
        (known == *kind).then_some(())?;
        let (_, values) = element(rest, SET)?;
        let (after, value) = element(values.data, begins)?;
        Some((values.data.get(..values.data.len().saturating_sub(after.len()))?, value.data))
    })
}
