//! SRV records: which machines offer a service of a domain.

use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, RecordType};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::direct::{failure, full_name};
use crate::observe::ServiceRecord;
use crate::outcome::{ClosedBy, FailureKind, Outcome, Skipped};
use crate::probe::servers::Resolver;
use crate::probe::shared::Shared;

/// Records that are kept: large forests have hundreds, and nobody needs more of them.
const MOST_RECORDS: usize = 64;

/// Every server is asked at once. One that has records is believed before one that has none, and that one before one
/// that fails.
pub(super) async fn records(name: &str, shared: &Shared, deadline: Instant) -> Outcome<Vec<ServiceRecord>> {
    let began = Instant::now();
    let Ok(servers) = shared.servers() else { return Outcome::Skipped(Skipped::NoDnsServer) };
    // The second server of the caller is the last, and is there to be compared with.
    let second = usize::from(shared.options.second_dns.is_some());
    let own = servers.resolvers.len().saturating_sub(second);
    let mut asking = JoinSet::new();
    for resolver in servers.resolvers.iter().take(own) {
        let (resolver, name) = (resolver.clone(), name.to_owned());
        asking.spawn(async move { ask(&resolver, &name, began, deadline).await });
    }
    let mut best = Outcome::Skipped(Skipped::NoDnsServer);
    while let Some(answered) = asking.join_next().await {
        let Ok(answered) = answered else { continue };
        match (&best, &answered) {
            (_, Outcome::Done(records)) if !records.is_empty() => return answered,
            (Outcome::Done(_), _) => {}
            (Outcome::Failed(_), Outcome::Failed(_) | Outcome::Skipped(_)) => {}
            _ => best = answered,
        }
    }
    best
}

async fn ask(
    resolver: &Resolver,
    name: &str,
    began: Instant,
    deadline: Instant,
) -> Outcome<Vec<ServiceRecord>> {
    let Some(name) = full_name(name) else { return Outcome::Skipped(Skipped::IsNoDnsName) };
    let failed = |kind, closed_by, detail| {
        let mut failure = failure("ask for SRV", kind, closed_by, began);
        failure.detail = detail;
        Outcome::Failed(failure)
    };
    match timeout_at(deadline, resolver.lookup(name, RecordType::SRV)).await {
        Ok(Ok(lookup)) => {
            let mut records: Vec<ServiceRecord> = lookup
                .answers()
                .iter()
                .filter_map(|record| match &record.data {
                    // A dot alone says that the service is not offered (RFC 2782).
                    RData::SRV(srv) if !srv.target.is_root() => {
                        let name = srv.target.to_ascii().trim_end_matches('.').to_ascii_lowercase();
                        Some(ServiceRecord::new(srv.priority, name, srv.port))
                    }
                    _ => None,
                })
                .collect();
            records.sort();
            records.truncate(MOST_RECORDS);
            Outcome::Done(records)
        }
        Ok(Err(NetError::Dns(DnsError::NoRecordsFound(none)))) => match none.response_code {
            ResponseCode::NXDomain | ResponseCode::NoError => Outcome::Done(Vec::new()),
            code => failed(FailureKind::ServerFailed, ClosedBy::Us, Some(code.to_string())),
        },
        Ok(Err(NetError::Timeout)) | Err(_) => failed(FailureKind::Silence, ClosedBy::Deadline, None),
        Ok(Err(error)) => failed(FailureKind::ServerFailed, ClosedBy::Us, Some(error.to_string())),
    }
}
