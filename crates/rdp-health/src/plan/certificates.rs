//! What is worth asking about certificates, once they were seen.

use crate::observe::{Conversation, Observations};
use crate::options::{CheckOptions, Depth};

/// Whether the stores of trusted roots are worth reading, and missing issuers worth fetching, or why not.
pub(crate) fn trust(seen: &Observations, options: &CheckOptions) -> Result<(), &'static str> {
    match (options.depth, seen.chains().next()) {
        (Depth::Quick, _) => Err("not part of depth quick"),
        (_, None) => Err("no certificate was seen"),
        (_, Some(_)) => Ok(()),
    }
}

/// The conversations whose certificates are worth asking about, one of each address; or why none is.
pub(crate) fn revocation<'a>(
    seen: &'a Observations,
    options: &CheckOptions,
) -> Result<Vec<&'a Conversation>, &'static str> {
    if options.depth < Depth::Standard {
        return Err("not part of depth quick");
    }
    let shown = seen.endpoints().flat_map(|endpoint| &endpoint.addresses).filter_map(|address| {
        let shows = |one: &&Conversation| one.certificates.done().is_some_and(|chain| !chain.is_empty());
        address.conversations.iter().rev().find(shows)
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { Err("no certificate was seen") } else { Ok(shown) }
}
