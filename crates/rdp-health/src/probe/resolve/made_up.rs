//! Names that nobody has: a server that knows them answers everything.

use hickory_resolver::proto::rr::RecordType;
use tokio::time::Instant;

use super::direct::ask as ask_server;
use crate::hex::hex;
use crate::observe::MadeUp;
use crate::outcome::{Outcome, Skipped};
use crate::probe::io::random;
use crate::probe::shared::Shared;

/// Asks the first server for a name beside `name`, and for one in a zone that never exists (RFC 2606).
pub(super) async fn ask(name: &str, shared: &Shared, deadline: Instant) -> Outcome<Vec<MadeUp>> {
    let first = shared.servers().ok().and_then(|known| known.resolvers.iter().zip(&known.addresses).next());
    let Some((resolver, server)) = first else { return Outcome::Skipped(Skipped::NoDnsServer) };
    let random = random();
    let label = format!("n{}", hex(random.get(..6).unwrap_or_default()));
    let beside = name.split_once('.').map(|(_, zone)| format!("{label}.{zone}"));
    let mut answers = Vec::new();
    for name in beside.into_iter().chain([format!("www.{label}.example")]) {
        let (a, aaaa) = tokio::join!(
            ask_server(resolver, server, &name, RecordType::A, deadline),
            ask_server(resolver, server, &name, RecordType::AAAA, deadline)
        );
        // Whoever fails or stays silent gives no addresses.
        let answered = [&a, &aaaa].into_iter().filter_map(Outcome::done);
        let addresses = answered.flat_map(|answer| answer.addresses.iter().copied()).collect();
        answers.push(MadeUp::new(name, addresses));
    }
    Outcome::Done(answers)
}
