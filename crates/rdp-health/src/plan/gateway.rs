//! Whether the RD Gateway is looked at.

use crate::options::{CheckOptions, Depth};
use crate::target::{Endpoint, Target};

/// The gateway to look at, or why none is.
pub(crate) fn gateway<'a>(target: &'a Target, options: &CheckOptions) -> Result<&'a Endpoint, String> {
    if !target.service.is_rdp() {
        return Err("no client goes to a web server through an RD Gateway".to_owned());
    }
    let Some(gateway) = &target.gateway else { return Err("no gateway was given".to_owned()) };
    if !target.client.uses_gateway() {
        return Err(format!("the .rdp file names the gateway {gateway}, and does not use it"));
    }
    match options.depth {
        Depth::Quick => Err("not part of depth quick".to_owned()),
        _ => Ok(gateway),
    }
}
