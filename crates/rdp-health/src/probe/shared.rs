//! What many checks share: the options, and what was read of this computer once.

use std::sync::{Arc, OnceLock};

use tokio::sync::OnceCell;

use super::resolve::Servers;
use super::trust::Stores;
use crate::options::CheckOptions;

/// INVARIANT: nothing of a host is kept here.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: CheckOptions,
    /// The stores of trusted roots: reading them takes more processor time than all the rest of a check.
    pub(super) stores: Arc<OnceCell<Arc<Stores>>>,
    /// The DNS servers to ask, or why they are not known.
    pub(super) servers: OnceLock<Result<Servers, String>>,
}

impl Shared {
    pub(crate) fn new(options: CheckOptions) -> Self {
        Self { options, stores: Arc::default(), servers: OnceLock::new() }
    }

    /// The same for a later time, at which this computer may be in another network.
    pub(crate) fn renewed(&self) -> Self {
        Self { options: self.options.clone(), stores: Arc::clone(&self.stores), servers: OnceLock::new() }
    }
}
