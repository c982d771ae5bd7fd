//! What the fuzz targets reach of the probes.

use std::net::IpAddr;

pub use super::net::scripted::{Wire, World, enter};
use crate::options::FetchPolicy;

/// Why nothing is fetched from this address, and whether the second formulation refuses it as well. The certificate was
/// seen at `origin` of this computer, or elsewhere; `ours` are the machine's addresses.
pub fn guard(
    address: IpAddr,
    policy: &FetchPolicy,
    origin: Option<IpAddr>,
    ours: &[IpAddr],
) -> (Option<&'static str>, bool) {
    super::fetch::both(address, policy, origin, ours)
}

/// How many certificates are in a file or a document of an issuer.
pub fn certificates_in(bytes: &[u8]) -> usize {
    crate::certificate::certificates_in(bytes).len()
}
