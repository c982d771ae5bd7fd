//! Whether the RD Gateway is checked.

use crate::options::{CheckOptions, Depth};
use crate::outcome::Skipped;
use crate::target::{Endpoint, Target};

/// The gateway to look at, or why none is.
pub(crate) fn gateway<'a>(target: &'a Target, options: &CheckOptions) -> Result<&'a Endpoint, Skipped> {
    if !target.service.is_rdp() {
        return Err("clients do not reach web servers through an RD Gateway".into());
    }
    let Some(gateway) = &target.gateway else { return Err(Skipped::NoGateway) };
    if !target.client.uses_gateway() {
        return Err(format!("the .rdp file names the gateway {gateway} but does not use it").into());
    }
    match options.depth {
        Depth::Quick => Err(Skipped::NotAtQuick),
        _ => Ok(gateway),
    }
}
