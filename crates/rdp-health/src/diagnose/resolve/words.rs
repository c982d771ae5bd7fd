//! What the rules about names share.

use std::net::IpAddr;

use crate::diagnose::pointer::{EndpointAt, report};

/// Where the report has what is judged here.
pub(super) fn at() -> EndpointAt {
    report().host()
}

pub(super) fn listed(addresses: &[IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
