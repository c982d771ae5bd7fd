//! What a host answers to a Connection Request, as its script says.

use rdp_health_wire::negotiation::{
    FailureCode, NegotiationFailure, NegotiationResponse, ResponseFlags, SecurityProtocols,
};
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Negotiation, Routing};

use crate::scenario::{Answer, X224};
use crate::windows;

/// What was agreed on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Agreement {
    /// What the client asked for; nothing without RDP_NEG_REQ.
    pub(crate) asked: Option<SecurityProtocols>,
    pub(crate) chosen: SecurityProtocols,
}

/// What came of the negotiation.
pub(crate) enum Agreed {
    /// Bytes were sent, whatever they mean.
    Written,
    /// No protocol: the specification wants the server to close.
    Nothing,
    On(Agreement),
    /// The request carried a cookie.
    Filtered,
}

/// What is written in answer to a message, and what is agreed on by it.
pub(crate) fn answer(x224: &X224, message: &[u8]) -> (Vec<u8>, Agreed) {
    let Ok(request) = ConnectionRequest::decode(message) else {
        return (Vec::new(), Agreed::Nothing);
    };
    if x224.cut_cookie && request.routing.is_some() {
        return (Vec::new(), Agreed::Filtered);
    }
    let token = |token: &String| request.routing == Some(Routing::Token(token.clone().into_bytes()));
    if x224.token.as_ref().is_some_and(|wanted| !token(wanted)) {
        return (Vec::new(), Agreed::Nothing);
    }
    let asked = request.negotiation.map(|asked| asked.protocols);
    let answer = match &x224.answer {
        Answer::Hex(bytes) => {
            return (bytes.clone(), Agreed::Written);
        }
        Answer::Windows(settings) => windows::answer(*settings, asked),
        Answer::Selected(protocol) => windows::Answer::Selected(*protocol),
        Answer::Failure(code) => windows::Answer::Failure(FailureCode(*code)),
        Answer::Plain => windows::Answer::Plain,
    };
    let (negotiation, agreed) = match answer {
        windows::Answer::Selected(selected) => {
            let flags = ResponseFlags(x224.flags);
            let response = Negotiation::Response(NegotiationResponse { flags, selected });
            (response, Agreed::On(Agreement { asked, chosen: selected }))
        }
        windows::Answer::Failure(code) => {
            (Negotiation::Failure(NegotiationFailure { flags: 0, code }), Agreed::Nothing)
        }
        windows::Answer::Plain => {
            (Negotiation::Absent, Agreed::On(Agreement { asked, chosen: SecurityProtocols::RDP }))
        }
    };
    let mut confirm = ConnectionConfirm::new(negotiation);
    confirm.src_ref = x224.src_ref;
    (confirm.encode(), agreed)
}
