//! What the server answers a request that was perhaps never put.

use crate::diagnose::{CauseId, Confidence};
use crate::observe::{AddressObservations, Conversation, MSTSC, NLA, Question, RDP, SSL};

/// PROTOCOL_HYBRID and PROTOCOL_HYBRID_EX.
const HYBRID: u32 = 0x02;
const HYBRID_EX: u32 = 0x08;
/// Codes of RDP_NEG_FAILURE, MS-RDPBCGR 2.2.1.2.2.
const SSL_REQUIRED: u32 = 1;
const SSL_NOT_ALLOWED: u32 = 2;
const CERTIFICATE_MISSING: u32 = 3;
const HYBRID_REQUIRED: u32 = 5;
const CLIENT_CERTIFICATE_REQUIRED: u32 = 6;

/// The server's answer to a Connection Request.
pub(super) enum Answer<'a> {
    /// It chooses a protocol; the conversation shows how it goes on from there.
    Chose { protocol: u32, conversation: &'a Conversation, confidence: Confidence },
    /// It refuses with a code.
    Refused { code: u32, confidence: Confidence },
    /// It ends the connection, and how.
    Ended(String),
    /// Not asked, and why it does not follow from what was.
    Unknown(&'static str),
}

/// What the server answers to `requested`: as it was seen, or as it follows from a stronger or weaker request.
pub(super) fn answer(seen: &AddressObservations, requested: u32) -> Answer<'_> {
    let asked = |protocols: u32| seen.last(Question::Converse { protocols, mss: None }).map(|(_, c)| c);
    if let Some(conversation) = asked(requested)
        && let Some(answer) = seen_answer(conversation)
    {
        return answer;
    }
    if requested == RDP {
        return standard_rdp(seen);
    }
    let without_tls = seen.last(Question::FIRST).and_then(|(_, first)| seen_answer(first));
    match without_tls {
        _ if requested & !MSTSC != 0 => Answer::Unknown("what it asks for was not asked"),
        // It has what is refused to everybody.
        Some(Answer::Refused { code: code @ (SSL_NOT_ALLOWED | CERTIFICATE_MISSING), .. }) => {
            Answer::Refused { code, confidence: Confidence::Certain }
        }
        Some(Answer::Chose { protocol, conversation, .. }) => narrowed(requested, protocol, conversation),
        _ => Answer::Unknown("what it asks for was not asked"),
    }
}

/// The server chose `protocol` when everything was on offer: what does it choose of less?
fn narrowed(requested: u32, protocol: u32, conversation: &Conversation) -> Answer<'_> {
    let chose = |protocol: u32, confidence: Confidence| Answer::Chose { protocol, conversation, confidence };
    match protocol {
        RDP => chose(RDP, Confidence::Certain),
        _ if protocol & requested != 0 => chose(protocol, Confidence::Certain),
        // Early user authorization is an addition to NLA.
        HYBRID_EX if requested & HYBRID != 0 => chose(HYBRID, Confidence::Likely),
        HYBRID if requested & HYBRID_EX != 0 && requested & SSL == 0 => {
            Answer::Unknown("NLA with early user authorization alone was not asked for")
        }
        // TLS without NLA is what it has; asked for NLA alone, it says that TLS is needed.
        SSL if requested & NLA != 0 => Answer::Refused { code: SSL_REQUIRED, confidence: Confidence::Likely },
        _ => Answer::Unknown("whether NLA is required was not asked at this depth"),
    }
}

/// Standard RDP Security, where it was not asked for.
fn standard_rdp(seen: &AddressObservations) -> Answer<'_> {
    let tls = seen.last(Question::Converse { protocols: SSL, mss: None });
    let first = seen.last(Question::FIRST).and_then(|(_, first)| seen_answer(first));
    match (first, tls.and_then(|(_, conversation)| seen_answer(conversation))) {
        (Some(Answer::Chose { protocol: RDP, conversation, .. }), _) => {
            Answer::Chose { protocol: RDP, conversation, confidence: Confidence::Certain }
        }
        // Whoever insists on NLA takes nothing less.
        (_, Some(Answer::Refused { code: HYBRID_REQUIRED, .. })) => {
            Answer::Refused { code: HYBRID_REQUIRED, confidence: Confidence::Certain }
        }
        _ => Answer::Unknown("Standard RDP Security was not asked for at this depth"),
    }
}

/// What a conversation shows, unless it broke before there was an answer.
fn seen_answer(conversation: &Conversation) -> Option<Answer<'_>> {
    if let Some(failure) = conversation.negotiate.failed() {
        return Some(Answer::Ended(failure.phrase()));
    }
    let negotiated = conversation.negotiate.done()?;
    let confidence = Confidence::Certain;
    Some(match (negotiated.selected(), negotiated.failure_code()) {
        (Some(protocol), _) if protocol & !MSTSC == 0 => Answer::Chose { protocol, conversation, confidence },
        (_, Some(code)) => Answer::Refused { code, confidence },
        _ => Answer::Ended("an answer that is no choice".to_owned()),
    })
}

/// The cause behind a code, for a client that has nothing else to offer.
pub(super) fn cause_of(code: u32) -> CauseId {
    match code {
        SSL_REQUIRED => CauseId::NegotiationTlsRequired,
        SSL_NOT_ALLOWED => CauseId::NegotiationRdpSecurityOnly,
        CERTIFICATE_MISSING => CauseId::CertNoneOnServer,
        HYBRID_REQUIRED => CauseId::NegotiationNlaRequired,
        CLIENT_CERTIFICATE_REQUIRED => CauseId::TlsClientCertificateRequired,
        _ => CauseId::RdpNoCommonProtocol,
    }
}
