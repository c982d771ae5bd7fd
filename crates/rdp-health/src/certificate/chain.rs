//! The way from the server's certificate to a trusted root, or the step at which it breaks.
//!
//! Dates, purpose and names are other questions: a path through an expired certificate is a path.

use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::constraints::{constraints, names_of};
use super::facts::{may_issue, path_length, signature_name, unknown_critical};
use super::signature::{self, ALGORITHMS, Signature};
use crate::observe::CertificateFacts;

/// A certificate of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// The server sent it, at this place.
    Presented(usize),
    /// It was fetched, and stands at this place of what was.
    Fetched(usize),
    /// The store holds it, at this place of those that it was asked for.
    Root(usize),
}

/// Where the path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Path {
    /// From the server's certificate, which comes first, to a root of the store.
    Trusted(Vec<Link>),
    /// To no root: how far it led, and why no further. The reason is about the last certificate.
    Broken(Vec<Link>, Break),
}

/// Why a path leads no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Break {
    /// It is its own issuer, and the store does not hold it.
    UnknownRoot,
    /// Its issuer was neither sent nor fetched, nor is it in the store.
    IssuerMissing,
    /// The certificate that bears its issuer's name did not sign it.
    BadSignature(Link),
    /// This build cannot verify the signature by its issuer.
    Unverifiable(Link),
    /// The path is complete, and a rule forbids it.
    Forbidden(String),
    /// It cannot be read.
    Unreadable,
}

/// Looks for a path from the first of the presented certificates to one of the roots, over the others and those that
/// were fetched, which are no more trusted than what the server sends. Of several paths, one whose certificates are
/// all valid at `now` (Unix seconds) is preferred.
pub(crate) fn find_path(
    presented: &[CertificateFacts],
    fetched: &[&CertificateFacts],
    roots: &[CertificateFacts],
    now: i64,
) -> Path {
    let (presented_der, fetched_der, roots_der) =
        (ders(presented), ders(fetched.iter().copied()), ders(roots));
    if let Some(index) = roots_der.iter().position(|root| presented_der.first() == Some(root)) {
        return Path::Trusted(vec![Link::Root(index)]);
    }
    let moments = moments(presented.iter().chain(fetched.iter().copied()), now);
    let refused = match strict_path(&presented_der, &fetched_der, &roots_der, &moments) {
        Ok(path) => return Path::Trusted(path),
        Err(refused) => refused,
    };
    let chain = Certificates {
        presented: parse(&presented_der),
        fetched: parse(&fetched_der),
        roots: parse(&roots_der),
    };
    let (path, why) = chain.walk();
    if let Some(why) = why {
        return Path::Broken(path, why);
    }
    if let Some((place, rule)) = chain.forbidden(&path) {
        return Path::Broken(path.into_iter().take(place + 1).collect(), Break::Forbidden(rule));
    }
    match refused {
        // Signatures and rules are in order. A date is another question, and so is a form to which only some
        // clients object.
        webpki::Error::CertExpired { .. }
        | webpki::Error::CertNotValidYet { .. }
        | webpki::Error::CaUsedAsEndEntity
        | webpki::Error::UnsupportedCertVersion
        | webpki::Error::UnsupportedCriticalExtension
        | webpki::Error::BadDer
        | webpki::Error::InvalidSerialNumber
        | webpki::Error::MalformedExtensions
        | webpki::Error::ExtensionValueInvalid => Path::Trusted(path),
        webpki::Error::NameConstraintViolation => {
            let somebody = || (0, "a CA above it may issue for some names only".to_owned());
            let (place, bound) = chain.constrained(&path).unwrap_or_else(somebody);
            let names = presented.first().map(names_of).unwrap_or_default();
            let rule = format!("{bound} (name constraints), and the server's certificate is for {names}");
            Path::Broken(path.into_iter().take(place + 1).collect(), Break::Forbidden(rule))
        }
        // The rule is about the whole path, so about the certificate for which there is none.
        other => Path::Broken(vec![Link::Presented(0)], Break::Forbidden(other.to_string())),
    }
}

fn ders<'a>(facts: impl IntoIterator<Item = &'a CertificateFacts>) -> Vec<CertificateDer<'static>> {
    facts.into_iter().map(|facts| super::facts::der(facts).into()).collect()
}

fn parse<'a>(ders: &'a [CertificateDer<'_>]) -> Vec<Option<X509Certificate<'a>>> {
    ders.iter().map(|der| X509Certificate::from_der(der).ok().map(|(_, certificate)| certificate)).collect()
}

/// The moments at which a path may be valid: now, and the ends of each certificate's validity, in one of which
/// every certificate of a path is valid if there is such a moment at all.
fn moments<'a>(certificates: impl Iterator<Item = &'a CertificateFacts>, now: i64) -> Vec<UnixTime> {
    let ends = certificates.flat_map(|facts| [facts.not_before_unix, facts.not_after_unix]);
    let mut moments: Vec<i64> = std::iter::once(now).chain(ends).collect();
    let mut seen = Vec::new();
    moments.retain(|moment| {
        let new = !seen.contains(moment);
        seen.push(*moment);
        new
    });
    let since = |moment: i64| u64::try_from(moment).ok().map(std::time::Duration::from_secs);
    moments.into_iter().filter_map(since).map(UnixTime::since_unix_epoch).collect()
}

/// Purpose is a question of its own.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// webpki does not look at the key usage of authorities, RFC 5280 6.1.4 (n).
fn may_all_issue(path: &VerifiedPath<'_>) -> Result<(), webpki::Error> {
    let may = |der: &[u8]| X509Certificate::from_der(der).is_ok_and(|(_, authority)| may_issue(&authority));
    match path.intermediate_certificates().all(|authority| may(authority.der().as_ref())) {
        true => Ok(()),
        false => Err(webpki::Error::EndEntityUsedAsCa),
    }
}

/// The path as RFC 5280 demands it.
fn strict_path(
    presented: &[CertificateDer<'_>],
    fetched: &[CertificateDer<'_>],
    roots: &[CertificateDer<'_>],
    moments: &[UnixTime],
) -> Result<Vec<Link>, webpki::Error> {
    let (leaf, others) = presented.split_first().ok_or(webpki::Error::UnknownIssuer)?;
    let intermediates = [others, fetched].concat();
    let leaf = EndEntityCert::try_from(leaf)?;
    let (places, anchors): (Vec<usize>, Vec<TrustAnchor<'_>>) = roots
        .iter()
        .enumerate()
        .filter_map(|(place, root)| Some((place, webpki::anchor_from_trusted_cert(root).ok()?)))
        .unzip();
    let mut refused = webpki::Error::UnknownIssuer;
    for moment in moments {
        let found = leaf.verify_for_usage(
            ALGORITHMS,
            &anchors,
            &intermediates,
            *moment,
            AnyPurpose,
            None,
            Some(&may_all_issue),
        );
        match found {
            Ok(path) => {
                let place = |der: &[u8]| {
                    let among = |ders: &[CertificateDer<'_>]| ders.iter().position(|one| one.as_ref() == der);
                    among(presented).map(Link::Presented).or_else(|| among(fetched).map(Link::Fetched))
                };
                let root = anchors.iter().position(|anchor| anchor == path.anchor());
                let between = path.intermediate_certificates().filter_map(|one| place(one.der().as_ref()));
                return Ok(std::iter::once(Link::Presented(0))
                    .chain(between)
                    .chain(root.and_then(|root| places.get(root)).map(|place| Link::Root(*place)))
                    .collect());
            }
            // At another moment the dates may be in order, and nothing else is different then.
            Err(error @ (webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. })) => {
                refused = error;
            }
            Err(error) => return Err(error),
        }
    }
    Err(refused)
}

/// What can be read of the certificates that were sent, of those that were fetched, and of the store's.
struct Certificates<'a> {
    presented: Vec<Option<X509Certificate<'a>>>,
    fetched: Vec<Option<X509Certificate<'a>>>,
    roots: Vec<Option<X509Certificate<'a>>>,
}

impl<'a> Certificates<'a> {
    fn get(&self, link: Link) -> Option<&X509Certificate<'a>> {
        match link {
            Link::Presented(place) => self.presented.get(place)?.as_ref(),
            Link::Fetched(place) => self.fetched.get(place)?.as_ref(),
            Link::Root(place) => self.roots.get(place)?.as_ref(),
        }
    }

    /// The certificates that bear this name: trusted ones first, then what the server itself sent.
    fn named(&self, name: &[u8]) -> Vec<Link> {
        let roots = (0..self.roots.len()).map(Link::Root);
        let presented = (0..self.presented.len()).map(Link::Presented);
        let links = roots.chain(presented).chain((0..self.fetched.len()).map(Link::Fetched));
        links.filter(|link| self.get(*link).is_some_and(|one| one.subject().as_raw() == name)).collect()
    }

    /// From the server's certificate from issuer to issuer, by names and signatures alone.
    fn walk(&self) -> (Vec<Link>, Option<Break>) {
        let mut path = vec![Link::Presented(0)];
        loop {
            let Some(current) = path.last().and_then(|last| self.get(*last)) else {
                return (path, Some(Break::Unreadable));
            };
            let (said, signed) = (&current.signature_algorithm, &current.tbs_certificate.signature);
            if said != signed {
                let [said, signed] = [said, signed].map(|one| signature_name(&one.algorithm.to_id_string()));
                let rule = format!(
                    "it names the algorithm of its signature twice, and not alike ({said}, {signed})"
                );
                return (path, Some(Break::Forbidden(rule)));
            }
            let mut next = None;
            let mut why = match current.subject().as_raw() == current.issuer().as_raw() {
                true => Break::UnknownRoot,
                false => Break::IssuerMissing,
            };
            for link in self.named(current.issuer().as_raw()) {
                let Some(issuer) = self.get(link).filter(|_| !path.contains(&link)) else { continue };
                match signature::verify(current, issuer) {
                    Signature::Good => {
                        next = Some(link);
                        break;
                    }
                    Signature::Bad => why = Break::BadSignature(link),
                    Signature::Unverifiable => why = Break::Unverifiable(link),
                }
            }
            match next {
                Some(link @ Link::Root(_)) => {
                    path.push(link);
                    return (path, None);
                }
                Some(link) => path.push(link),
                None => return (path, Some(why)),
            }
        }
    }

    /// The first authority of a path that is bound to names, and to which.
    fn constrained(&self, path: &[Link]) -> Option<(usize, String)> {
        path.iter()
            .enumerate()
            .skip(1)
            .find_map(|(place, link)| Some((place, constraints(self.get(*link)?)?)))
    }

    /// The first certificate of a complete path to which a rule of RFC 5280 section 6.1 objects, and the rule.
    fn forbidden(&self, path: &[Link]) -> Option<(usize, String)> {
        path.iter().enumerate().find_map(|(place, link)| {
            // What makes a root trusted is its place in the store.
            if let Link::Root(_) = link {
                return None;
            }
            let certificate = self.get(*link)?;
            if let Some(oid) = unknown_critical(certificate).first() {
                return Some((place, format!("its critical extension {oid} is not known")));
            }
            if place == 0 {
                return None;
            }
            if !may_issue(certificate) {
                return Some((
                    place,
                    "it issued a certificate and is no CA, or its key may not sign any".to_owned(),
                ));
            }
            let below = u32::try_from(place - 1).unwrap_or(u32::MAX);
            let longest = path_length(certificate).filter(|longest| *longest < below)?;
            Some((place, format!("at most {longest} CAs may stand below it, and {below} do")))
        })
    }
}

#[cfg(test)]
mod tests;
