//! Rules about the gateway's certificate: clients are reported not to go on where it is bad.

use std::time::SystemTime;

use super::super::certificate::unix;
use super::super::dates::day;
use super::super::trust::{Vouched, vouched};
use super::super::{CauseId, Confidence, Finding, Severity};
use super::At;
use crate::certificate::{NameMatch, match_name};
use crate::observe::Observations;

pub(super) fn judge(at: &mut At<'_>, observations: &Observations, now: SystemTime) {
    let seen = at.seen.conversations.iter().enumerate().rev();
    let mut chains = seen.filter_map(|(index, one)| {
        Some((one.certificates.done()?, at.pointer(index, "certificates/value/0")))
    });
    let Some((chain, pointer)) = chains.next() else { return };
    let Some(leaf) = chain.first().filter(|leaf| leaf.unreadable.is_none()) else { return };
    let (gateway, host, now) = (at.name(), &at.gateway.name, unix(now));
    let mut bad = Vec::new();
    if now < leaf.not_before_unix {
        bad.push((
            format!("it is valid only from {}", day(&leaf.not_before)),
            format!("{pointer}/not_before"),
        ));
    }
    if leaf.not_after_unix < now {
        bad.push((format!("it expired on {}", day(&leaf.not_after)), format!("{pointer}/not_after")));
    }
    if match_name(host, leaf) == NameMatch::None {
        let names = match leaf.dns_names.as_slice() {
            [] => leaf.subject.clone(),
            names => names.join(", "),
        };
        bad.push((format!("it is for {names}, not for {host}"), format!("{pointer}/dns_names")));
    }
    if !bad.is_empty() {
        let reasons: Vec<&str> = bad.iter().map(|(why, _)| why.as_str()).collect();
        let mut finding = Finding::of(CauseId::GatewayCertificate, Confidence::Certain)
            .says(format!("The certificate of the gateway {gateway} is bad: {}.", reasons.join(", and ")));
        for (why, pointer) in bad {
            finding = finding.evidence(pointer, why);
        }
        at.findings.push(finding);
        return;
    }
    match vouched(observations, chain, now) {
        Vouched::By(store) => at.rule_out(CauseId::GatewayCertificate, format!("in order, and trusted by {store}")),
        Vouched::IfFetched(store, unsent) => at.findings.push(
            Finding::of(CauseId::GatewayCertificate, Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "The gateway {gateway} does not send the certificate of {unsent}, over which its own leads to a root \
                     of {store}: only clients that fetch it, as Windows usually does, get in."
                ))
                .evidence(format!("{pointer}/issuer"), format!("expected the certificate of {unsent}")),
        ),
        // The clients may trust what this computer does not.
        Vouched::ByNobody(why) => at.findings.push(
            Finding::of(CauseId::GatewayCertificate, Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "The certificate of the gateway {gateway} is not trusted here ({why}): only clients that were told \
                     to trust it get in."
                ))
                .evidence(format!("{pointer}/issuer"), leaf.issuer.clone()),
        ),
        Vouched::Unknown => {}
    }
}
