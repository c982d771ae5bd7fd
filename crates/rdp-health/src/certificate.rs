//! Pure reasoning about certificates: what they say, whether a name is among what they say, whether signatures lead
//! from one to a trusted root, and what revocation lists and OCSP responses say of them.
//!
//! No I/O, no clock, no opinion about what is good enough.

mod bundle;
mod chain;
mod constraints;
mod crl;
mod der;
mod effort;
mod facts;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod issuer;
mod misplaced;
mod names;
mod ocsp;
mod roots;
mod signature;
mod signed_data;
#[cfg(test)]
mod tests;

use crate::outcome::FailureKind;

pub(crate) use bundle::certificates_in;
pub(crate) use chain::{Break, Link, Path, find_path};
pub(crate) use crl::read_crl;
pub(crate) use der::is_der;
pub(crate) use effort::Effort;
pub use facts::read;
pub(crate) use facts::{der, moment};
pub(crate) use issuer::{is_pem, signed_by, sources};
pub(crate) use misplaced::misplaced_name;
pub(crate) use names::{NameMatch, match_name};
pub(crate) use ocsp::{ocsp_request, read_ocsp};
pub(crate) use roots::Roots;
pub(crate) use signature::Signature;
pub(crate) use signed_data::read_signed;

/// An answer about revocation that says nothing about the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unusable {
    pub(crate) kind: FailureKind,
    pub(crate) why: String,
}

impl Unusable {
    fn new(kind: FailureKind, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
}
