//! Whether servers take turns with the addresses of a name: they are asked again before anybody says that they disagree.

use hickory_resolver::proto::rr::RecordType;
use tokio::time::Instant;

use super::direct::{MOST_KEPT, ask};
use crate::observe::{Resolution, ServerAnswers};
use crate::outcome::Outcome;
use crate::probe::shared::Shared;

/// So many more questions tell turns that two or three addresses take.
const ROUNDS: usize = 3;

/// Puts the questions that had addresses for an answer again, until the sources have an address in common and a round
/// brings nothing new.
pub(super) async fn ask_all(resolution: &mut Resolution, shared: &Shared, deadline: Instant) {
    let Ok(known) = shared.servers() else { return };
    for _ in 0..ROUNDS {
        let servers = match &mut resolution.direct {
            Outcome::Done(servers) if Instant::now() < deadline => servers,
            _ => return,
        };
        let mut learned = false;
        for (server, (resolver, address)) in
            servers.iter_mut().zip(known.resolvers.iter().zip(&known.addresses))
        {
            let name = server.completed.clone().unwrap_or_else(|| resolution.name.clone());
            for kind in kinds(server) {
                if let Outcome::Done(answer) = ask(resolver, address, &name, kind, deadline).await {
                    for address in answer.addresses {
                        if server.again.len() < MOST_KEPT
                            && !server.ever_given().any(|given| given == address)
                        {
                            server.again.push(address);
                            learned = true;
                        }
                    }
                }
            }
        }
        if !learned && !resolution.is_disputed() {
            return;
        }
    }
}

/// The questions to which the server had addresses.
fn kinds(server: &ServerAnswers) -> Vec<RecordType> {
    [(RecordType::A, &server.a), (RecordType::AAAA, &server.aaaa)]
        .into_iter()
        .filter(|(_, answer)| answer.done().is_some_and(|answer| !answer.addresses.is_empty()))
        .map(|(kind, _)| kind)
        .collect()
}
