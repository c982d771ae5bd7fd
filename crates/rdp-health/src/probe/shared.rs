//! What many checks share: the options, and what was read of this computer once.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{OnceCell, Semaphore};
use tokio::time::Instant;

use super::limits::limits;
use super::net::Connection;
use super::pace::Pace;
use super::servers::{Servers, configured};
use super::stores::Stores;
use crate::options::{CheckOptions, Depth};
use crate::outcome::FailureKind;
use crate::target::Target;

/// What a check has open at the same time for the host, for what its certificates name, and for the system's resolver.
const CONNECTIONS: u32 = 4;
/// A name is asked for by two questions to each DNS server.
const QUESTIONS: usize = 2;

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
    /// How fast all the checks may connect together.
    pub(crate) pace: Arc<Pace>,
}

impl Shared {
    pub(crate) fn new(options: CheckOptions) -> Self {
        let heavy = Arc::new(Semaphore::new(MOST_HEAVY));
        Self { options, stores: Arc::default(), heavy, servers: OnceLock::new(), pace: Arc::default() }
    }

    /// The same for a later time, at which this computer may be in another network.
    pub(crate) fn renewed(&self) -> Self {
        self.with(self.options.clone(), Arc::clone(&self.pace))
    }

    /// The same for other options, and for checks that connect at another pace.
    pub(crate) fn with(&self, options: CheckOptions, pace: Arc<Pace>) -> Self {
        let (stores, heavy) = (Arc::clone(&self.stores), Arc::clone(&self.heavy));
        Self { options, stores, heavy, servers: OnceLock::new(), pace }
    }

    /// Whether anything at the address answers a request for a TCP connection, be it with a refusal. Where this computer
    /// could not even ask, something may.
    pub(crate) async fn answers(&self, address: SocketAddr, wait: Duration) -> bool {
        let _admitted = limits().admit(1).await;
        let _turn = self.pace.turn(address).await;
        match Connection::dial(address, None, Instant::now() + wait, wait).await {
            Ok(connection) => {
                connection.close().await;
                true
            }
            Err(failure) => !matches!(
                failure.kind,
                FailureKind::Silence | FailureKind::HostUnreachable | FailureKind::NetworkUnreachable
            ),
        }
    }

    /// Waits until this process has as many descriptors left as a check of this target may hold at a time. To be held
    /// while the check runs; its clock begins afterwards.
    pub(crate) async fn admit(&self, target: &Target) -> impl Send + use<> {
        let mut descriptors = CONNECTIONS;
        if self.options.depth == Depth::Full {
            let beside = self.options.max_connections.saturating_sub(1);
            descriptors = descriptors.saturating_add(beside.into());
        }
        if let Some(name) = target.name()
            && let Ok(servers) = self.servers()
        {
            let names = if name.contains('.') { 1 } else { 1 + servers.suffixes.len() };
            let questions = QUESTIONS * servers.resolvers.len() * names;
            descriptors = descriptors.saturating_add(u32::try_from(questions).unwrap_or(u32::MAX));
        }
        limits().admit(descriptors).await
    }

    /// The DNS servers, read from the system the first time that they are asked for.
    pub(super) fn servers(&self) -> Result<&Servers, &str> {
        let read = || configured(&self.options).map_err(|error| error.to_string());
        self.servers.get_or_init(read).as_ref().map_err(String::as_str)
    }
}
