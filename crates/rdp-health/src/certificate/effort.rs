//! How much work on signatures the certificates of a peer may cost: certificates that share a name and a key make ways
//! multiply, and each signature costs processor time.

use std::cell::RefCell;
use std::collections::HashMap;

use ring::digest::{Context, SHA256, digest};
use rustls::pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm,
};

use super::chain::Path;

/// Signatures that are verified while a check asks, and while what it saw is judged: 200 together. Honest chains have
/// five each, and the same one is verified once.
const MOST_SIGNATURES: usize = 100;
/// Steps on the ways over certificates, in all searches together.
const MOST_STEPS: usize = 4_000;

/// What may still be spent, and what is known already.
#[derive(Debug)]
pub(crate) struct Effort {
    left: usize,
    /// Something was not verified for want of effort.
    spent: bool,
    /// Digests of algorithm, key, message and signature, and whether they fit together.
    known: HashMap<Vec<u8>, bool>,
    steps: usize,
    /// What was found between certificates, by their digest.
    paths: HashMap<Vec<u8>, Path>,
}

impl Default for Effort {
    fn default() -> Self {
        let (known, paths) = (HashMap::new(), HashMap::new());
        Self { left: MOST_SIGNATURES, spent: false, known, steps: MOST_STEPS, paths }
    }
}

thread_local! {
    /// webpki calls the algorithms, which are statics, so what they may spend is beside them.
    static CURRENT: RefCell<Option<Effort>> = const { RefCell::new(None) };
}

impl Effort {
    /// Does this work with no more effort than is left. Within other such work, the effort of that one counts.
    pub(crate) fn within<T>(&mut self, work: impl FnOnce() -> T) -> T {
        /// Gives back what is left, also where the work panics.
        struct Lent<'a>(&'a mut Effort);
        impl Drop for Lent<'_> {
            fn drop(&mut self) {
                if let Some(left) = CURRENT.take() {
                    *self.0 = left;
                }
            }
        }
        if CURRENT.with_borrow(Option::is_some) {
            return work();
        }
        CURRENT.set(Some(std::mem::take(self)));
        let _lent = Lent(self);
        work()
    }

    /// Signatures that were verified so far.
    #[cfg(test)]
    pub(super) fn verified(&self) -> usize {
        MOST_SIGNATURES - self.left
    }
}

/// Takes from the steps of the current work; false if there are not so many.
pub(super) fn step() -> bool {
    CURRENT.with_borrow_mut(|current| {
        let Some(effort) = current else { return true };
        effort.steps.checked_sub(1).map(|left| effort.steps = left).is_some()
    })
}

/// The path between these certificates: what was found before in the current work, or what `search` finds.
pub(super) fn remembered(between: &[&[CertificateDer<'_>]], now: i64, search: impl FnOnce() -> Path) -> Path {
    let mut whole = Context::new(&SHA256);
    whole.update(&now.to_be_bytes());
    for certificates in between {
        // A digest of each has one length, so no certificate can pass for two.
        certificates.iter().for_each(|one| whole.update(digest(&SHA256, one).as_ref()));
        whole.update(&certificates.len().to_be_bytes());
    }
    let key = whole.finish().as_ref().to_vec();
    let known = CURRENT.with_borrow(|current| current.as_ref().and_then(|one| one.paths.get(&key).cloned()));
    known.unwrap_or_else(|| {
        let found = search();
        CURRENT.with_borrow_mut(|current| {
            if let Some(effort) = current {
                effort.paths.insert(key, found.clone());
            }
        });
        found
    })
}

/// Whether something was left undone in the current work.
pub(super) fn is_spent() -> bool {
    CURRENT.with_borrow(|current| current.as_ref().is_some_and(|effort| effort.spent))
}

/// An algorithm whose every use counts.
#[derive(Debug)]
pub(super) struct Counted(pub(super) &'static dyn SignatureVerificationAlgorithm);

impl SignatureVerificationAlgorithm for Counted {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.0.signature_alg_id()
    }

    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let verify = || self.0.verify_signature(key, message, signature);
        CURRENT.with_borrow_mut(|current| {
            let Some(effort) = current else { return verify() };
            let (kind, way) = (self.public_key_alg_id(), self.signature_alg_id());
            let parts = [kind.as_ref(), way.as_ref(), key, message, signature];
            // A digest of each has one length, so no part can pass for another.
            let all = parts.map(|part| digest(&SHA256, part).as_ref().to_vec()).concat();
            let fits = match effort.known.get(&all) {
                Some(fits) => *fits,
                None if effort.left == 0 => {
                    effort.spent = true;
                    false
                }
                None => {
                    effort.left = effort.left.saturating_sub(1);
                    let fits = verify().is_ok();
                    effort.known.insert(all, fits);
                    fits
                }
            };
            if fits { Ok(()) } else { Err(InvalidSignature) }
        })
    }
}
