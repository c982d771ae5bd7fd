//! Names that are not asked of DNS servers: `.local` belongs to multicast DNS (RFC 6762).

use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Finding};
use crate::observe::Resolution;
use crate::outcome::Outcome;

/// The finding that there is no such name, as it is to be read for a `.local` name.
pub(super) fn of_multicast_dns(resolution: &Resolution, not_found: Finding) -> Finding {
    let name = &resolution.name;
    let lower = name.to_ascii_lowercase();
    let Some(host) = lower.strip_suffix(".local") else { return not_found };
    // Domains below .local are old Active Directory ones, which DNS servers do know.
    if host.contains('.') {
        let says = format!(
            "{} Some systems resolve .local names only by multicast DNS and never ask a DNS server for them.",
            not_found.summary
        );
        return not_found.says(says);
    }
    let mut finding = Finding::of(CauseId::DnsLocalName, Confidence::Likely).says(format!(
        "{name} is a multicast DNS name (.local), which DNS servers do not know{}.",
        match &resolution.system {
            Outcome::Failed(_) => ", and no device on this computer's network answers for it",
            _ => ", and this computer's own resolver was not queried",
        }
    ));
    finding.evidence = not_found.evidence;
    finding
}
