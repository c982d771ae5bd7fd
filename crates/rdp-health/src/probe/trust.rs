//! Asking this computer which roots it trusts.

use std::sync::Arc;
use std::time::Duration;

use super::Probe;
use super::stores::Stores;
use crate::outcome::Phase;

/// For stores, which are files and no answers of a peer.
const PATIENCE: Duration = Duration::from_secs(10);

impl Probe<'_> {
    /// The stores of trusted roots. Read once for all checks that share them: what a computer trusts changes seldom.
    pub(crate) async fn stores(&self) -> Arc<Stores> {
        let mut stage = self.stage(Phase::Certificate, 0, None);
        let read = self.shared.stores.get_or_try_init(|| async {
            let ca_file = self.options.ca_file.as_deref();
            let mut stores = Stores::read(ca_file, self.deadline(PATIENCE)).await;
            stores.outcomes().for_each(|held| self.not_the_peer(held));
            let stores = Arc::new(stores);
            // What our own time cut short is tried again by the next check.
            if stores.is_settled() { Ok(stores) } else { Err(stores) }
        });
        let stores = read.await.map_or_else(|cut_short| cut_short, Arc::clone);
        stage.ok = stores.is_complete();
        self.close_stage(stage, None);
        stores
    }
}
