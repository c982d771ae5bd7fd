//! What a Windows listener answers to a Connection Request, by its settings.
//!
//! After MS-RDPBCGR 3.3.5.3.2 and 5.4.2.1, the published output of scanners, and a capture of a Windows 10 host
//! without a certificate. No Windows host was asked: a client must not take this for more than it is.

use rdp_health_wire::negotiation::{FailureCode, SecurityProtocols};

use crate::scenario::{SecurityLayer, Windows};

/// The answer, before it is put into a Connection Confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Selected(SecurityProtocols),
    Failure(FailureCode),
    /// To a request without RDP_NEG_REQ there is no other.
    Plain,
}

/// `asked` is `None` for a request without RDP_NEG_REQ.
pub(crate) fn answer(settings: Windows, asked: Option<SecurityProtocols>) -> Answer {
    let Some(asked) = asked else { return Answer::Plain };
    let wants = |protocol| asked.contains(protocol);
    let credssp = wants(SecurityProtocols::HYBRID) || wants(SecurityProtocols::HYBRID_EX);
    let tls = credssp || wants(SecurityProtocols::SSL);

    if settings.security_layer == SecurityLayer::Rdp {
        return match tls {
            true => Answer::Failure(FailureCode::SSL_NOT_ALLOWED_BY_SERVER),
            false => Answer::Selected(SecurityProtocols::RDP),
        };
    }
    if !settings.certificate && (tls || settings.security_layer == SecurityLayer::Tls) {
        return Answer::Failure(FailureCode::SSL_CERT_NOT_ON_SERVER);
    }
    if wants(SecurityProtocols::HYBRID_EX) {
        Answer::Selected(SecurityProtocols::HYBRID_EX)
    } else if wants(SecurityProtocols::HYBRID) {
        Answer::Selected(SecurityProtocols::HYBRID)
    } else if settings.nla {
        Answer::Failure(FailureCode::HYBRID_REQUIRED_BY_SERVER)
    } else if tls {
        Answer::Selected(SecurityProtocols::SSL)
    } else if settings.security_layer == SecurityLayer::Tls {
        Answer::Failure(FailureCode::SSL_REQUIRED_BY_SERVER)
    } else {
        Answer::Selected(SecurityProtocols::RDP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_and_requests() {
        let selected = |protocol| Answer::Selected(SecurityProtocols(protocol));
        let failure = |code| Answer::Failure(FailureCode(code));
        for (security_layer, nla, certificate, to_rdp, to_ssl, to_all) in [
            (SecurityLayer::Tls, true, true, failure(5), failure(5), selected(8)),
            (SecurityLayer::Tls, false, true, failure(1), selected(1), selected(8)),
            (SecurityLayer::Negotiate, true, true, failure(5), failure(5), selected(8)),
            (SecurityLayer::Negotiate, false, true, selected(0), selected(1), selected(8)),
            (SecurityLayer::Rdp, false, true, selected(0), failure(2), failure(2)),
            (SecurityLayer::Negotiate, false, false, selected(0), failure(3), failure(3)),
            (SecurityLayer::Tls, false, false, failure(3), failure(3), failure(3)),
        ] {
            let settings = Windows { security_layer, nla, certificate };
            for (asked, expected) in [(0x00, to_rdp), (0x01, to_ssl), (0x0b, to_all)] {
                let answered = answer(settings, Some(SecurityProtocols(asked)));
                assert_eq!(answered, expected, "{settings:?} asked for {asked:#x}");
            }
            assert_eq!(answer(settings, None), Answer::Plain);
        }
    }
}
