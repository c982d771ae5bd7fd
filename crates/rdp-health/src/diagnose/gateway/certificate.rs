//! What a certificate's faults are called on a gateway, and how bad they are there. The rules are everybody's.

use crate::diagnose::catalogue::{self, CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding, RuledOut};
use crate::diagnose::scene::Address;
use crate::observe::{Endpoint, Role};
use crate::outcome::Phase;

/// What makes a gateway's certificate bad, and how bad: clients are reported not to go on over its dates and its name;
/// what this computer does not trust, they may.
const BAD_ON_A_GATEWAY: &[(CauseId, Severity)] = &[
    (CauseId::CertExpired, Severity::Error),
    (CauseId::CertNotYetValid, Severity::Error),
    (CauseId::CertNameMismatch, Severity::Error),
    (CauseId::CertRevoked, Severity::Error),
    (CauseId::CertUntrusted, Severity::Warning),
    (CauseId::CertTestCa, Severity::Warning),
    (CauseId::CertChainIncomplete, Severity::Warning),
    (CauseId::CertSelfSigned, Severity::Warning),
];

/// A gateway's bad certificate has a page of its own.
pub(in super::super) fn in_the_words_of_a_gateway(gateway: &Endpoint, trusted: bool, finding: &mut Finding) {
    if !finding.summary.to_ascii_lowercase().contains("gateway") {
        finding.summary = format!("The gateway {gateway}: {}", finding.summary);
    }
    if finding.id == CauseId::CertWrongPurpose && finding.severity == Severity::Warning {
        finding.severity = Severity::Error;
    }
    let Some((_, severity)) = BAD_ON_A_GATEWAY.iter().find(|(id, _)| *id == finding.id) else { return };
    // A self-signed certificate that a store holds is trusted.
    if finding.id == CauseId::CertSelfSigned && trusted {
        return;
    }
    let confidence = match severity {
        Severity::Error => finding.confidence,
        _ => Confidence::Likely,
    };
    let mut bad = Finding::of(CauseId::GatewayCertificate, confidence).severity(*severity);
    bad.because_of.clone_from(&finding.because_of);
    bad.evidence.append(&mut finding.evidence);
    bad.summary = std::mem::take(&mut finding.summary);
    *finding = bad;
}

/// What is ruled out at an address, in the words of its role.
pub(in super::super) fn ruled_out(address: &Address<'_>, ruled_out: &mut Vec<RuledOut>) {
    let of_a_certificate =
        |id: &CauseId| catalogue::find(id).is_some_and(|cause| cause.phase == Phase::Certificate);
    if address.endpoint.role == Role::Gateway {
        for out in &mut *ruled_out {
            if out.id == CauseId::CertUntrusted {
                out.id = CauseId::GatewayCertificate;
            }
        }
        ruled_out.retain(|out| !of_a_certificate(&out.id));
    }
}
