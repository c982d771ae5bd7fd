//! Lists of issuers that are known by their names: products that inspect TLS, and CAs for tests.

use crate::observe::CertificateFacts;

/// Lines of: whose name it is, attribute of the issuer's name, its value, source.
pub(super) struct IssuerList(&'static str);

/// Products that make certificates in a host's place.
pub(super) const INSPECTION_PRODUCTS: IssuerList =
    IssuerList(include_str!("../../data/inspection_products.tsv"));
/// CAs that issue for tests, and that no client trusts unless it was told to.
pub(super) const TEST_AUTHORITIES: IssuerList = IssuerList(include_str!("../../data/test_authorities.tsv"));

/// The first certificate of a chain whose issuer is in a list.
pub(super) struct Known<'a> {
    pub(super) place: usize,
    pub(super) issuer: &'a str,
    /// Whose name that is.
    pub(super) whose: &'static str,
}

impl IssuerList {
    pub(super) fn find<'a>(&self, chain: &'a [CertificateFacts]) -> Option<Known<'a>> {
        chain.iter().enumerate().find_map(|(place, one)| {
            let issuer = one.issuer.as_str();
            Some(Known { place, issuer, whose: self.whose(issuer)? })
        })
    }

    fn whose(&self, issuer: &str) -> Option<&'static str> {
        self.lines().find_map(|line| {
            let mut cells = line.split('\t');
            let (whose, attribute, value) = (cells.next()?, cells.next()?, cells.next()?);
            issuer.split(", ").any(|part| is(part, attribute, value)).then_some(whose)
        })
    }

    fn lines(&self) -> impl Iterator<Item = &'static str> {
        self.0.lines().filter(|line| !line.starts_with('#'))
    }
}

/// Whether a part of a distinguished name is this attribute with this value: its beginning, `*` and its end, or `=` and the
/// whole of it.
fn is(part: &str, attribute: &str, value: &str) -> bool {
    let Some((name, presented)) = part.split_once('=') else { return false };
    if name != attribute {
        return false;
    }
    let presented = presented.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    match (value.strip_prefix('*'), value.strip_prefix('=')) {
        (Some(end), _) => presented.ends_with(end),
        (None, Some(whole)) => presented == whole,
        (None, None) => presented.starts_with(&value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_products() {
        for (issuer, expected) in [
            ("C=US, O=Fortinet, OU=Certificate Authority, CN=FGT60F", Some("Fortinet")),
            ("O=Acme, CN=Sophos_CA_C01001ABC", Some("Sophos")),
            ("CN=Kaspersky Anti-Virus Personal Root Certificate, O=AO Kaspersky Lab", Some("Kaspersky")),
            ("C=SK, O=ESET, spol. s r. o., CN=ESET SSL Filter CA", Some("ESET")),
            ("C=US, O=Acme, CN=ca.acme.goskope.com, Email=certadmin@netskope.com", Some("Netskope")),
            ("CN=Gateway CA - Cloudflare Managed G2 c1b4, O=Cloudflare, Inc.", Some("Cloudflare Gateway")),
            ("C=US, O=Cloudflare, Inc., CN=Cloudflare Inc ECC CA-3", None),
            ("C=US, O=Cisco Systems, CN=Cisco RXC-R2", None),
            ("O=Symantec Corporation, CN=Symantec Class 3 Secure Server CA - G4", None),
            ("CN=goskope.com", None),
            ("O=Acme, CN=Acme Issuing CA", None),
            ("O=Not Fortinet, CN=x", None),
            ("", None),
        ] {
            assert_eq!(INSPECTION_PRODUCTS.whose(issuer), expected, "{issuer}");
        }
    }

    #[test]
    fn names_of_test_authorities() {
        let staging = Some("Let's Encrypt's staging environment");
        for (issuer, expected) in [
            ("C=US, O=(STAGING) Let's Encrypt, CN=(STAGING) Artificial Apricot R3", staging),
            ("CN=Fake LE Intermediate X1", staging),
            ("C=US, O=Let's Encrypt, CN=R10", None),
            ("O=mkcert development CA, OU=me@pc, CN=mkcert me@pc", Some("mkcert")),
            ("CN=minica root ca 34d475", Some("minica")),
            ("O=Acme, CN=Test CA", Some("a test CA")),
            ("O=Acme, CN=Test Call Centre CA", None),
            ("O=Acme, CN=Latest CA", None),
        ] {
            assert_eq!(TEST_AUTHORITIES.whose(issuer), expected, "{issuer}");
        }
    }

    #[test]
    fn every_line_is_whole() {
        for line in INSPECTION_PRODUCTS.lines().chain(TEST_AUTHORITIES.lines()) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(cells.len() == 4 && cells.iter().all(|cell| !cell.is_empty()), "{line}");
            assert!(["CN", "O"].contains(&cells[1]), "{line}");
        }
    }
}
