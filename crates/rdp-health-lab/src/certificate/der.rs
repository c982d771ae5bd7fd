//! The little DER that rcgen does not write.

use std::net::IpAddr;

/// id-ad-ocsp and id-ad-caIssuers, RFC 5280 4.2.2.1.
const OCSP: &[u8] = &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01];
const CA_ISSUERS: &[u8] = &[0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02];
/// id-signedData and id-data, RFC 5652 5.1 and 4.
const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// AuthorityInfoAccessSyntax: where OCSP is asked, and where the issuer's certificate lies.
pub(super) fn access(ocsp: &[String], issuers: &[String]) -> Vec<u8> {
    let place = |method: &[u8], url: &String| tlv(SEQUENCE, &[method, &tlv(0x86, &[url.as_bytes()])]);
    let ocsp = ocsp.iter().map(|url| place(OCSP, url));
    let each = ocsp.chain(issuers.iter().map(|url| place(CA_ISSUERS, url)));
    tlv(SEQUENCE, &each.collect::<Vec<_>>())
}

/// GeneralNames of a subject alternative name, byte for byte, so that wrong ones can be written, too.
pub(super) fn names(dns: &[String], ip: &[IpAddr]) -> Vec<u8> {
    let dns = dns.iter().map(|name| tlv(0x82, &[name.as_bytes()]));
    let ip = ip.iter().map(|address| match address {
        IpAddr::V4(address) => tlv(0x87, &[address.octets()]),
        IpAddr::V6(address) => tlv(0x87, &[address.octets()]),
    });
    tlv(SEQUENCE, &dns.chain(ip).collect::<Vec<_>>())
}

/// ContentInfo of SignedData that holds nothing but certificates, RFC 5652 5.1.
pub(super) fn bundle(certificates: &[&[u8]]) -> Vec<u8> {
    let version: &[u8] = &[0x02, 0x01, 0x01];
    let none = tlv(SET, &[] as &[&[u8]]);
    let signed = tlv(SEQUENCE, &[version, &none, &tlv(SEQUENCE, &[DATA]), &tlv(0xa0, certificates), &none]);
    tlv(SEQUENCE, &[SIGNED_DATA, &tlv(0xa0, &[signed])])
}

/// Tag, length and content.
pub(super) fn tlv(tag: u8, parts: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let content: Vec<u8> = parts.iter().flat_map(AsRef::as_ref).copied().collect();
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut encoded = vec![tag];
    match (length.as_slice(), u8::try_from(length.len())) {
        ([], _) => encoded.push(0),
        ([short], _) if *short < 0x80 => encoded.push(*short),
        (long, count) => {
            encoded.push(0x80 | count.unwrap_or_default());
            encoded.extend(long);
        }
    }
    encoded.extend(content);
    encoded
}
