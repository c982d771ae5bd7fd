//! The RD Gateway: a machine of its own, with a name, addresses and a certificate of its own.

use serde::{Deserialize, Serialize};

use super::{Resolution, WebAddress};
use crate::outcome::Outcome;

/// What was seen of the RD Gateway, MS-TSGU.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GatewayObservations {
    /// The gateway as it was asked for, with its port where one was given.
    pub gateway: String,
    /// How its name became addresses.
    pub resolve: Outcome<Resolution>,
    /// Each of its addresses on its own.
    pub addresses: Vec<WebAddress>,
}

impl GatewayObservations {
    /// A gateway of which nothing was seen yet.
    #[must_use]
    pub fn new(gateway: impl Into<String>) -> Self {
        Self { gateway: gateway.into(), resolve: Outcome::skipped("not reached"), addresses: Vec::new() }
    }
}
