//! What the user of a client sees when it is blocked.

use crate::clients::Shows;
use crate::diagnose::{CauseId, catalogue};
use crate::outcome::Phase;

/// The code and the message that a blocked client shows, where they are known.
pub(super) fn seen_by(
    shows: Shows,
    phase: Phase,
    cause: &CauseId,
) -> (Option<&'static str>, Option<&'static str>) {
    match shows {
        Shows::Mstsc => {
            let codes = catalogue::find(cause).map_or(&[][..], |cause| cause.client_codes);
            (codes.first().copied(), mstsc(cause, phase))
        }
        Shows::FreeRdp => freerdp(phase).unzip(),
        Shows::Other => (None, None),
    }
}

fn mstsc(cause: &CauseId, phase: Phase) -> Option<&'static str> {
    match (cause, phase) {
        (CauseId::NlaCredsspUnpatched, _) => Some(
            "An authentication error has occurred. The function requested is not supported. This could be due to \
             CredSSP encryption oracle remediation.",
        ),
        (CauseId::NegotiationNlaRequired, _) => Some(
            "The remote computer requires Network Level Authentication, which your computer does not support.",
        ),
        (_, Phase::Resolve | Phase::Connect) => Some("Remote Desktop can't connect to the remote computer."),
        _ => None,
    }
}

/// What FreeRDP 2 was seen to print; of the other phases it was not.
fn freerdp(phase: Phase) -> Option<(&'static str, &'static str)> {
    Some(match phase {
        Phase::Negotiate => ("0x0002000C", "ERRCONNECT_SECURITY_NEGO_CONNECT_FAILED"),
        Phase::Tls => ("0x00020008", "ERRCONNECT_TLS_CONNECT_FAILED"),
        _ => return None,
    })
}
