//! Which stores of trusted roots trust the signer of a file.

use super::{FileSignature, SignerTrust};
use crate::certificate::{Break, Link, Path, find_path};
use crate::observe::{CertificateFacts, TrustStore};
use crate::outcome::{Outcome, Tri};

/// What is said of a certificate that has expired.
pub(super) const EXPIRED: &str = "expired on";

impl FileSignature {
    /// Asks each store about the signer, as of `now` in Unix seconds.
    pub(crate) fn ask(&mut self, stores: &[TrustStore], now: i64) {
        self.trust = stores.iter().map(|store| asked(&self.certificates, store, now)).collect();
    }
}

fn asked(certificates: &[CertificateFacts], store: &TrustStore, now: i64) -> SignerTrust {
    let mut trust = SignerTrust {
        store: store.kind,
        file: store.file.clone(),
        trusted: Tri::Unknown,
        why: None,
        chain: Vec::new(),
    };
    let roots = match &store.roots {
        Outcome::Done(roots) => &roots.relevant,
        Outcome::Failed(_) | Outcome::Skipped(_) => {
            trust.why = Some("the store could not be read".to_owned());
            return trust;
        }
    };
    let facts = |link: &Link| match link {
        Link::Presented(place) => certificates.get(*place),
        Link::Root(place) => roots.get(*place),
        Link::Fetched(_) => None,
    };
    let path = match find_path(certificates, &[], roots, now) {
        Path::Trusted(path) => {
            // Clients trust no chain of which one certificate is out of date, be it the root.
            trust.why = path.iter().filter_map(facts).find_map(|facts| out_of_date(facts, now));
            trust.trusted = if trust.why.is_none() { Tri::Yes } else { Tri::No };
            path
        }
        Path::Broken(path, why) => {
            let last = path.last().and_then(|last| match last {
                Link::Presented(place) => certificates.get(*place),
                Link::Fetched(_) | Link::Root(_) => None,
            });
            let (trusted, why) = said(&why, last);
            trust.trusted = trusted;
            trust.why = Some(why);
            path
        }
    };
    trust.chain = path.iter().filter_map(facts).map(|facts| facts.subject.clone()).collect();
    trust
}

/// How the certificate fails by its dates; `None` = it does not.
pub(super) fn out_of_date(facts: &CertificateFacts, now: i64) -> Option<String> {
    let (subject, day) =
        (&facts.subject, |moment: &str| moment.split('T').next().unwrap_or(moment).to_owned());
    match () {
        () if facts.not_after_unix < now => {
            Some(format!("the certificate {subject} {EXPIRED} {}", day(&facts.not_after)))
        }
        () if now < facts.not_before_unix => {
            Some(format!("the certificate {subject} is not valid before {}", day(&facts.not_before)))
        }
        () => None,
    }
}

fn said(why: &Break, last: Option<&CertificateFacts>) -> (Tri, String) {
    let name = |name: fn(&CertificateFacts) -> &String| last.map(name).filter(|name| !name.is_empty());
    let subject = name(|facts| &facts.subject).map_or("a certificate", String::as_str);
    match why {
        Break::UnknownRoot => (Tri::No, format!("the root {subject} is not in the store")),
        Break::IssuerMissing => {
            let issuer = name(|facts| &facts.issuer).map_or("an issuer", String::as_str);
            (Tri::No, format!("the certificate of {issuer} is neither in the signature nor in the store"))
        }
        Break::BadSignature(_) => (Tri::No, format!("the signature on {subject} is not its issuer's")),
        Break::Forbidden(rule) => (Tri::No, format!("{subject}: {rule}")),
        Break::Unverifiable(_) => (Tri::Unknown, format!("this build cannot verify who signed {subject}")),
        Break::Unreadable => (Tri::Unknown, "a certificate of the chain cannot be read".to_owned()),
        Break::TooMany => (Tri::Unknown, "there are too many certificates to check".to_owned()),
    }
}
