//! Rules about the gateway's certificate: clients are reported not to go on where it is bad.

use super::super::dates::day;
use super::super::said::Said;
use super::super::scene::unix;
use super::super::scene::{Address, Shown};
use super::super::trust::{Vouched, vouched};
use crate::certificate::{NameMatch, match_name};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};

pub(in super::super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(Shown { leaf, trust, at, .. }) = &address.shown else { return said };
    if leaf.unreadable.is_some() {
        return said;
    }
    let (gateway, host, now) = (address.endpoint, &address.endpoint.name, unix(address.scene.now));
    let mut bad = Vec::new();
    if now < leaf.not_before_unix {
        bad.push((format!("it is valid only from {}", day(&leaf.not_before)), at.not_before()));
    }
    if leaf.not_after_unix < now {
        bad.push((format!("it expired on {}", day(&leaf.not_after)), at.not_after()));
    }
    if match_name(host, leaf) == NameMatch::None {
        let names = match leaf.dns_names.as_slice() {
            [] => leaf.subject.clone(),
            names => names.join(", "),
        };
        bad.push((format!("it is for {names}, not for {host}"), at.dns_names()));
    }
    if !bad.is_empty() {
        let reasons: Vec<&str> = bad.iter().map(|(why, _)| why.as_str()).collect();
        let mut finding = Finding::of(CauseId::GatewayCertificate, Confidence::Certain)
            .says(format!("The certificate of the gateway {gateway} is bad: {}.", reasons.join(", and ")));
        for (why, there) in bad {
            finding = finding.evidence(there, why);
        }
        said.find(finding);
        return said;
    }
    match vouched(address, trust) {
        Vouched::By(store) => said.rule_out(CauseId::GatewayCertificate, format!("in order, and trusted by {store}")),
        Vouched::IfFetched(store, unsent) => said.find(
            Finding::of(CauseId::GatewayCertificate, Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "The gateway {gateway} does not send the certificate of {unsent}, over which its own leads to a root \
                     of {store}: only clients that fetch it, as Windows usually does, get in."
                ))
                .evidence(at.issuer(), format!("expected the certificate of {unsent}")),
        ),
        // The clients may trust what this computer does not.
        Vouched::ByNobody(why) => said.find(
            Finding::of(CauseId::GatewayCertificate, Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "The certificate of the gateway {gateway} is not trusted here ({why}): only clients that were told \
                     to trust it get in."
                ))
                .evidence(at.issuer(), leaf.issuer.clone()),
        ),
        Vouched::Unknown => {}
    }
    said
}
