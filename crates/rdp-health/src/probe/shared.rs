//! What many checks share: the options, and what was read of this computer once.

use std::sync::{Arc, OnceLock};

use tokio::sync::{OnceCell, Semaphore};

use super::servers::{Servers, configured};
use super::stores::Stores;
use crate::options::CheckOptions;

/// So much work that costs processor time is done at once, whatever hosts are checked.
const MOST_HEAVY: usize = 2;

/// INVARIANT: nothing of a host is kept here.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: CheckOptions,
    /// The stores of trusted roots: reading them takes more processor time than all the rest of a check.
    pub(super) stores: Arc<OnceCell<Arc<Stores>>>,
    /// Turns at work that costs processor time.
    pub(super) heavy: Arc<Semaphore>,
    /// The DNS servers to ask, or why they are not known.
    servers: OnceLock<Result<Servers, String>>,
}

impl Shared {
    pub(crate) fn new(options: CheckOptions) -> Self {
        let heavy = Arc::new(Semaphore::new(MOST_HEAVY));
        Self { options, stores: Arc::default(), heavy, servers: OnceLock::new() }
    }

    /// The same for a later time, at which this computer may be in another network.
    pub(crate) fn renewed(&self) -> Self {
        let (stores, heavy) = (Arc::clone(&self.stores), Arc::clone(&self.heavy));
        Self { options: self.options.clone(), stores, heavy, servers: OnceLock::new() }
    }

    /// The DNS servers, read from the system the first time that they are asked for.
    pub(super) fn servers(&self) -> Result<&Servers, &str> {
        let read = || configured(&self.options).map_err(|error| error.to_string());
        self.servers.get_or_init(read).as_ref().map_err(String::as_str)
    }
}
