//! The way from the server's certificate to a trusted root, or the step at which it breaks.
//!
//! Dates, purpose and names are other questions: a path through an expired certificate is a path.

use std::ops::RangeInclusive;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::constraints::{constraints, names_of};
use super::effort::{self, Effort};
use super::facts::{may_issue, path_length, signature_name, unknown_critical};
use super::signature::{self, ALGORITHMS, Signature};
use crate::observe::CertificateFacts;

/// Certificates that are checked, the server's own included: honest chains have five.
const MOST_CERTIFICATES: usize = 24;
/// Steps on all the ways over them together, in one search.
const MOST_STEPS: usize = 1_000;
/// CAs below a root in one path, as in webpki.
const LONGEST: usize = 6;

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
    /// There are more certificates, or ways over them, than are checked.
    TooMany,
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
    Effort::default().within(|| search(presented, fetched, roots, now))
}

fn search(
    presented: &[CertificateFacts],
    fetched: &[&CertificateFacts],
    roots: &[CertificateFacts],
    now: i64,
) -> Path {
    let (presented_der, fetched_der, roots_der) =
        (ders(presented), ders(fetched.iter().copied()), ders(roots));
    effort::remembered(&[&presented_der, &fetched_der, &roots_der], now, || {
        find_anew(presented, [&presented_der, &fetched_der, &roots_der], now)
    })
}

fn find_anew(
    presented: &[CertificateFacts],
    [presented_der, fetched_der, roots_der]: [&[CertificateDer<'static>]; 3],
    now: i64,
) -> Path {
    if let Some(index) = roots_der.iter().position(|root| presented_der.first() == Some(root)) {
        return Path::Trusted(vec![Link::Root(index)]);
    }
    let mut chain = Certificates {
        presented: parse(presented_der),
        fetched: parse(fetched_der),
        roots: parse(roots_der),
    };
    let (others, all) = chain.within_reach();
    chain.keep(&others);
    let refused = match strict_path(&chain, &others, roots_der, now) {
        Ok(path) => return Path::Trusted(path),
        Err(refused) => refused,
    };
    let (path, why) = chain.walk();
    // Of what nobody looked at, nothing is said.
    if !all && why.is_some() || matches!(refused, Refused::TooMany) || effort::is_spent() {
        return Path::Broken(path, Break::TooMany);
    }
    if let Some(why) = why {
        return Path::Broken(path, why);
    }
    if let Some((place, rule)) = chain.forbidden(&path) {
        return Path::Broken(
            path.into_iter().take(place.saturating_add(1)).collect(),
            Break::Forbidden(rule),
        );
    }
    let Refused::Rule(refused) = refused else { return Path::Trusted(path) };
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
            let somebody = || (0, "a CA above it may issue certificates only for some names".to_owned());
            let (place, bound) = chain.constrained(&path).unwrap_or_else(somebody);
            let names = presented.first().map(names_of).unwrap_or_default();
            let rule = format!("{bound} (name constraints), and the server's certificate is for {names}");
            Path::Broken(path.into_iter().take(place.saturating_add(1)).collect(), Break::Forbidden(rule))
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

/// Why there is no path as RFC 5280 demands it.
enum Refused {
    /// No moment has a whole path.
    Dates,
    /// There are more ways than are checked.
    TooMany,
    Rule(webpki::Error),
}

/// The path as RFC 5280 demands it, at whatever moment: `now` if it can be, or else when a certificate begins to be
/// valid, which is so of all of a path at the latest of their beginnings if there is such a moment at all.
fn strict_path(
    chain: &Certificates<'_>,
    others: &[Link],
    roots: &[CertificateDer<'_>],
    now: i64,
) -> Result<Vec<Link>, Refused> {
    let own = Link::Presented(0);
    let leaf = chain.get(own).ok_or(Refused::Rule(webpki::Error::BadDer))?.as_raw().into();
    let leaf = EndEntityCert::try_from(&leaf).map_err(Refused::Rule)?;
    let (places, anchors): (Vec<usize>, Vec<TrustAnchor<'_>>) = roots
        .iter()
        .enumerate()
        .filter_map(|(place, root)| Some((place, webpki::anchor_from_trusted_cert(root).ok()?)))
        .unzip();
    let ways = chain.ways_to_a_root(others)?;
    if ways.is_empty() {
        return Err(Refused::Rule(webpki::Error::UnknownIssuer));
    }
    // All of a way are valid at the latest of their beginnings, if there is such a moment at all.
    let mut moments: Vec<i64> = ways.iter().filter(|way| !way.is_empty()).map(|way| *way.start()).collect();
    moments.sort_unstable();
    moments.dedup();
    let mut refused = Refused::Dates;
    let mut steps = MOST_STEPS;
    for moment in std::iter::once(now).chain(moments) {
        let leading = ways.iter().filter(|way| way.contains(&moment)).count();
        if leading == 0 {
            continue;
        }
        // webpki goes them once more.
        steps = steps.checked_sub(leading).ok_or(Refused::TooMany)?;
        let valid = |link: &Link| chain.is_valid(*link, moment);
        let usable: Vec<Link> = others.iter().copied().filter(valid).collect();
        let Ok(since) = u64::try_from(moment) else { continue };
        let intermediates: Vec<CertificateDer<'_>> =
            usable.iter().filter_map(|link| Some(chain.get(*link)?.as_raw().into())).collect();
        let found = leaf.verify_for_usage(
            ALGORITHMS,
            &anchors,
            &intermediates,
            UnixTime::since_unix_epoch(Duration::from_secs(since)),
            AnyPurpose,
            None,
            Some(&may_all_issue),
        );
        match found {
            Ok(path) => {
                let place = |der: &[u8]| {
                    let is_it = |link: &&Link| chain.get(**link).is_some_and(|one| one.as_raw() == der);
                    usable.iter().find(is_it).copied()
                };
                let root = anchors.iter().position(|anchor| anchor == path.anchor());
                let between = path.intermediate_certificates().filter_map(|one| place(one.der().as_ref()));
                return Ok(std::iter::once(own)
                    .chain(between)
                    .chain(root.and_then(|root| places.get(root)).map(|place| Link::Root(*place)))
                    .collect());
            }
            Err(
                webpki::Error::MaximumSignatureChecksExceeded
                | webpki::Error::MaximumPathBuildCallsExceeded
                | webpki::Error::MaximumPathDepthExceeded
                | webpki::Error::MaximumNameConstraintComparisonsExceeded,
            ) => return Err(Refused::TooMany),
            // At another moment other certificates are valid.
            Err(error) if matches!(refused, Refused::Dates) => refused = Refused::Rule(error),
            Err(_) => {}
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

    /// The certificates that names lead to from the server's own, the nearest first and each once; and whether that is
    /// all of them.
    fn within_reach(&self) -> (Vec<Link>, bool) {
        let mut reached = vec![Link::Presented(0)];
        let mut next = 0;
        while let Some(current) = reached.get(next).copied() {
            next = next.saturating_add(1);
            let Some(issuer) = self.get(current).map(|current| current.issuer().as_raw()) else { continue };
            for link in self.named(issuer) {
                let der = self.get(link).map(X509Certificate::as_raw);
                let known = reached.iter().any(|one| self.get(*one).map(X509Certificate::as_raw) == der);
                if known || matches!(link, Link::Root(_)) {
                    continue;
                }
                if MOST_CERTIFICATES <= reached.len() {
                    return (reached.split_off(1), false);
                }
                reached.push(link);
            }
        }
        (reached.split_off(1), true)
    }

    /// Forgets all that was sent and fetched but these and the server's own.
    fn keep(&mut self, links: &[Link]) {
        for (place, one) in self.presented.iter_mut().enumerate().skip(1) {
            one.take_if(|_| !links.contains(&Link::Presented(place)));
        }
        for (place, one) in self.fetched.iter_mut().enumerate() {
            one.take_if(|_| !links.contains(&Link::Fetched(place)));
        }
    }

    /// From when to when it is valid.
    fn validity(&self, link: Link) -> Option<RangeInclusive<i64>> {
        let validity = self.get(link)?.validity();
        Some(validity.not_before.timestamp()..=validity.not_after.timestamp())
    }

    fn is_valid(&self, link: Link, moment: i64) -> bool {
        self.validity(link).is_some_and(|validity| validity.contains(&moment))
    }

    /// From when to when each way is valid that leads by names from the server's certificate over these to a root. All
    /// ways are gone once, as webpki goes them at each moment, so that it is known before how many there are.
    fn ways_to_a_root(&self, over: &[Link]) -> Result<Vec<RangeInclusive<i64>>, Refused> {
        let mut leading = Vec::new();
        let mut steps = MOST_STEPS;
        let own = Link::Presented(0);
        let mut ways: Vec<_> = self.validity(own).into_iter().map(|valid| (vec![own], valid)).collect();
        while let Some((way, valid)) = ways.pop() {
            steps = steps.checked_sub(1).filter(|_| effort::step()).ok_or(Refused::TooMany)?;
            let Some(last) = way.last().and_then(|last| self.get(*last)) else { continue };
            let above = |one: &X509Certificate<'_>| one.subject().as_raw() == last.issuer().as_raw();
            if self.roots.iter().flatten().any(above) {
                leading.push(valid.clone());
            }
            if LONGEST < way.len() {
                continue;
            }
            for link in over {
                let Some(issuer) = self.get(*link).filter(|one| above(one)) else { continue };
                // RFC 4158 5.2: no name and key twice.
                let again = |known: &Link| {
                    self.get(*known).is_some_and(|known| {
                        known.subject().as_raw() == issuer.subject().as_raw()
                            && known.public_key().raw == issuer.public_key().raw
                    })
                };
                if !way.iter().any(again)
                    && let Some(its) = self.validity(*link)
                {
                    let both = *valid.start().max(its.start())..=*valid.end().min(its.end());
                    ways.push((way.iter().copied().chain([*link]).collect(), both));
                }
            }
        }
        Ok(leading)
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
                let rule = format!("its two signature algorithm fields differ ({said}, {signed})");
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
                return Some((place, format!("it has an unknown critical extension ({oid})")));
            }
            if place == 0 {
                return None;
            }
            if !may_issue(certificate) {
                return Some((
                    place,
                    "it issued a certificate but is not a CA, or its key may not sign certificates"
                        .to_owned(),
                ));
            }
            let below = u32::try_from(place.saturating_sub(1)).unwrap_or(u32::MAX);
            let longest = path_length(certificate).filter(|longest| *longest < below)?;
            Some((place, format!("it allows at most {longest} CAs below it, but there are {below}")))
        })
    }
}

#[cfg(test)]
mod tests;
