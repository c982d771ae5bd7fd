//! Rules about the gateway's certificate: clients are reported not to go on where it is bad.

use std::time::{SystemTime, UNIX_EPOCH};

use super::super::{Confidence, Finding, Severity};
use super::At;
use crate::certificate::{NameMatch, match_name};
use crate::target::Endpoint;

pub(super) fn judge(at: &mut At<'_>, now: SystemTime) {
    let seen = at.seen.conversations.iter().enumerate().rev();
    let mut chains =
        seen.filter_map(|(index, conversation)| Some((index, conversation.certificates.done()?)));
    let Some((index, Some(leaf))) = chains.next().map(|(index, chain)| (index, chain.first())) else {
        return;
    };
    if leaf.unreadable.is_some() {
        return;
    }
    let pointer = at.pointer(index, "certificates/value/0");
    let host =
        Endpoint::parse(at.name()).map_or_else(|_| at.name().to_owned(), |gateway| gateway.host.to_string());
    let now = match now.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(_) => 0,
    };
    let mut bad = Vec::new();
    if now < leaf.not_before_unix {
        bad.push((format!("it is valid only from {}", leaf.not_before), format!("{pointer}/not_before")));
    }
    if leaf.not_after_unix < now {
        bad.push((format!("it expired on {}", leaf.not_after), format!("{pointer}/not_after")));
    }
    if match_name(&host, leaf) == NameMatch::None {
        let names = match leaf.dns_names.as_slice() {
            [] => leaf.subject.clone(),
            names => names.join(", "),
        };
        bad.push((format!("it is for {names}, not for {host}"), format!("{pointer}/dns_names")));
    }
    if !bad.is_empty() {
        let reasons: Vec<&str> = bad.iter().map(|(why, _)| why.as_str()).collect();
        let mut finding = Finding::of("gateway-certificate", Confidence::Certain).says(format!(
            "The certificate of the gateway {} is bad: {}.",
            at.name(),
            reasons.join(", and ")
        ));
        for (why, pointer) in bad {
            finding = finding.evidence(pointer, why);
        }
        at.findings.push(finding);
    } else if leaf.self_issued {
        // Whoever has put it among the trusted roots is let in.
        at.findings.push(
            Finding::of("gateway-certificate", Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "The certificate of the gateway {} is self-signed: only clients that were told to trust it get in.",
                    at.name()
                ))
                .evidence(format!("{pointer}/issuer"), leaf.issuer.clone()),
        );
    }
}
