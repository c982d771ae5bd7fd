//! Who can connect: what the observations prove of each client's way in.
//!
//! A client that was not seen here asks for less, offers other suites or takes other ciphers than the check did. What
//! the server would answer it follows from what the server did answer: it chooses the strongest protocol that both
//! sides have (MS-RDPBCGR 3.3.5.3.2) and the highest TLS version. Groups and
//! signature schemes count where a hello showed that the server lacks the usual ones; otherwise every client here has
//! P-256, RSA and SHA-256.
//!
//! INVARIANT: a way that no observation shows is *unknown*, and says what would show it.

mod access;
mod kept_out;
mod negotiation;
mod outcome;
mod seen_by;
mod tls;
mod verdict;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rdp_health_wire::gcc::{EncryptionLevel, EncryptionMethod};
use rdp_health_wire::negotiation::{FailureCode, SecurityProtocols};

use super::catalogue;
use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::judged::Judged;
use super::relations::Spoken;
use crate::clients::{ClientProfile, CredsspPolicy, OnBadCertificate, ProfileFact};
use crate::observe::{Conversation, Question, ServerSettings, SettingsAnswer};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};
use access::Access;
pub(super) use kept_out::kept_out;
use negotiation::Answer;
pub use outcome::{ClientOutcome, ClientVerdict};
use tls::Handshake;
pub(super) use verdict::{join, through_a_proxy, without_address};

/// How each client fares at this address, by what the rules of the layers have found there.
pub(super) fn judge(address: &Judged<'_>, profiles: &[ClientProfile]) -> Vec<Access> {
    let evidence = tls::Evidence::of(address.seen);
    profiles.iter().map(|profile| way_in(address, &evidence, profile)).collect()
}

fn way_in(address: &Judged<'_>, evidence: &tls::Evidence, profile: &ClientProfile) -> Access {
    if let Some(access) = not_reached(address) {
        return access;
    }
    let doubt = profile.doubts(ProfileFact::Protocols);
    match negotiation::answer(address.seen, profile.requests()) {
        Answer::Chose { protocol: SecurityProtocols::RDP, conversation, .. } => {
            standard_rdp(address, profile, conversation)
        }
        Answer::Chose { protocol, conversation, confidence } => {
            let access = over_tls(address, evidence, profile, protocol, conversation).at_most(confidence);
            if doubt { access.at_most(Confidence::Likely) } else { access }
        }
        Answer::Refused { code, confidence } => {
            refused(address, profile, code, confidence).if_confirmed(doubt, REQUESTED)
        }
        Answer::Ended(how) => match error_in(address, |phase| phase == Phase::Negotiate) {
            Some(finding) => by_finding(finding).if_confirmed(doubt, REQUESTED),
            // Most clients send one when they know the user's name.
            None if answers_cookies(address) => Access::unknown(
                Phase::Negotiate,
                "the host answers only requests that carry a cookie".to_owned(),
            ),
            None if no_longer_answers(address) => {
                Access::unknown(Phase::Negotiate, "by then the host cut off every request".to_owned())
            }
            // The host answers others: it is this request that it does not take.
            None => Access::blocked(Phase::Negotiate, CauseId::RdpNoCommonProtocol, Confidence::Likely)
                .because(format!(
                    "the host closes the connection because of the protocols that this client requests: \
                    {how}"
                ))
                .if_confirmed(doubt, REQUESTED),
        },
        Answer::Unknown(why) => Access::unknown(Phase::Negotiate, why),
    }
}

const REQUESTED: &str = "the protocols that it requests";
const STANDARD_RDP: &str = "support for Standard RDP Security and its ciphers";
const TLS: &str = "its list of TLS versions and cipher suites";

/// From this security level of OpenSSL on, keys below 112 bits of security and SHA-1 in signatures are refused:
/// SSL_CTX_set_security_level(3).
const STRICT_LEVEL: u8 = 2;

/// The request that the host answered first was cut off later, like all others.
fn no_longer_answers(address: &Judged<'_>) -> bool {
    address
        .seen
        .last(Question::AGAIN)
        .is_some_and(|(_, again)| again.negotiate.failed().is_some_and(Failure::shuts_out))
}

/// The host answered the request that it cuts as soon as a cookie stood in it.
fn answers_cookies(address: &Judged<'_>) -> bool {
    address.seen.last(Question::COOKIE).is_some_and(|(_, asked)| asked.negotiate.done().is_some())
}

/// Nobody reaches a choice of protocol.
fn not_reached(address: &Judged<'_>) -> Option<Access> {
    let answered = |conversation: &Conversation| conversation.negotiate.done().is_some();
    if address.seen.conversations.iter().any(answered) {
        return None;
    }
    let phase = match address.seen.last(Question::FIRST) {
        Some((_, first)) if first.connect.done().is_some() => Phase::Negotiate,
        _ => Phase::Connect,
    };
    Some(match error_in(address, |_| true) {
        Some(finding) => by_finding(finding),
        None => {
            let why = address.unsettled.clone().or_else(|| address.untestable.clone());
            Access::unknown(phase, why.unwrap_or_else(|| "this was not tested".to_owned()))
        }
    })
}

/// The refusal of RDP_NEG_FAILURE, after which some clients come again without TLS.
fn refused(
    address: &Judged<'_>,
    profile: &ClientProfile,
    code: FailureCode,
    confidence: Confidence,
) -> Access {
    let blocked = Access::blocked(Phase::Negotiate, negotiation::cause_of(code), confidence);
    if profile.standard_rdp.is_empty() {
        return blocked.if_confirmed(profile.doubts(ProfileFact::StandardRdp), STANDARD_RDP);
    }
    match negotiation::answer(address.seen, SecurityProtocols::RDP) {
        Answer::Chose { protocol: SecurityProtocols::RDP, conversation, .. } => {
            standard_rdp(address, profile, conversation)
        }
        Answer::Unknown(why)
            if matches!(
                code,
                FailureCode::SSL_NOT_ALLOWED_BY_SERVER | FailureCode::SSL_CERT_NOT_ON_SERVER
            ) =>
        {
            Access::unknown(Phase::Negotiate, why)
        }
        _ => blocked,
    }
}

/// Standard RDP Security: the ciphers decide, MS-RDPBCGR 5.3.2.
fn standard_rdp(address: &Judged<'_>, profile: &ClientProfile, conversation: &Conversation) -> Access {
    let unconfirmed = profile.doubts(ProfileFact::StandardRdp);
    let doubt = if unconfirmed { Confidence::Likely } else { Confidence::Certain };
    if profile.standard_rdp.is_empty() {
        return Access::blocked(Phase::Negotiate, CauseId::NegotiationRdpSecurityOnly, doubt)
            .if_confirmed(unconfirmed, STANDARD_RDP);
    }
    let settings = match &conversation.settings {
        Outcome::Done(answer) => match answer.accepted() {
            Some(settings) => settings,
            None => {
                return Access::blocked(Phase::StandardSecurity, CauseId::RdpNoCommonProtocol, doubt)
                    .because("the host chooses Standard RDP Security, then refuses it");
            }
        },
        Outcome::Failed(failure) if matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) => {
            return Access::blocked(
                Phase::StandardSecurity,
                CauseId::RdpNoCommonProtocol,
                Confidence::Likely,
            )
            .because("the host chooses Standard RDP Security, then closes the connection");
        }
        Outcome::Failed(failure) => return Access::unknown(Phase::StandardSecurity, failure.phrase()),
        Outcome::Skipped(_) => {
            return Access::unknown(
                Phase::StandardSecurity,
                "whether the host accepts a client over Standard RDP \
                Security was not tested",
            );
        }
    };
    let connects = Access::connects().over(SecurityProtocols::RDP).at_most(doubt);
    let has = |method: EncryptionMethod| profile.standard_rdp.iter().any(|cipher| cipher.bit() == method);
    let chosen = settings.method.unwrap_or_default();
    if chosen == EncryptionMethod::default() || has(chosen) {
        return connects;
    }
    let asked = |method: EncryptionMethod| address.seen.last(Question::Method { method });
    let takes = |method: EncryptionMethod| {
        let (_, conversation) = asked(method)?;
        let settings = conversation.settings.done().and_then(SettingsAnswer::accepted);
        let same = |settings: &ServerSettings| settings.method == Some(method);
        Some(settings.is_some_and(same))
    };
    let answers: Vec<Option<bool>> = profile.standard_rdp.iter().map(|cipher| takes(cipher.bit())).collect();
    let blocked = Access::blocked(Phase::StandardSecurity, CauseId::NegotiationEncryptionLevel, doubt)
        .if_confirmed(unconfirmed, STANDARD_RDP);
    match settings.level.unwrap_or_default() {
        _ if answers.contains(&Some(true)) => connects,
        _ if answers.iter().all(|answer| *answer == Some(false)) => blocked,
        EncryptionLevel::FIPS => blocked,
        EncryptionLevel::HIGH => {
            let blocked = blocked.at_most(Confidence::Likely);
            match unconfirmed {
                true => blocked,
                false => blocked.because("the host requires the strongest cipher that it supports"),
            }
        }
        // These follow the client.
        EncryptionLevel::LOW | EncryptionLevel::CLIENT_COMPATIBLE => connects.at_most(Confidence::Likely),
        _ => {
            Access::unknown(Phase::StandardSecurity, "the host's ciphers are tested one by one at depth full")
        }
    }
}

/// TLS, the certificate, and what lies behind.
fn over_tls(
    address: &Judged<'_>,
    evidence: &tls::Evidence,
    profile: &ClientProfile,
    protocol: SecurityProtocols,
    conversation: &Conversation,
) -> Access {
    if let Some(finding) = address.errors().into_iter().find(|finding| stops_every_handshake(finding)) {
        return by_finding(finding);
    }
    if address.findings().any(|finding| finding.id == CauseId::TlsHandshakeFailed) {
        return Access::unknown(Phase::Tls, "the TLS handshake of this check fails for an unknown reason");
    }
    let (version, suite, confidence) = match evidence.judge(profile) {
        Handshake::Completes { version, suite, confidence } => (version, suite, confidence),
        Handshake::Fails { cause, confidence } => {
            // What is written is confirmed; what may come beside it leaves a doubt.
            let doubt = match profile.doubts(ProfileFact::MoreTls) {
                true => Confidence::Likely,
                false => Confidence::Certain,
            };
            let blocked = Access::blocked(Phase::Tls, cause, confidence.min(doubt));
            return blocked.if_confirmed(profile.doubts(ProfileFact::Tls), TLS);
        }
        Handshake::Unknown(why) => return Access::unknown(Phase::Tls, why),
    };
    if profile.doubts(ProfileFact::Tls) {
        return Access::unknown(Phase::Tls, format!("{TLS} is not confirmed"));
    }
    let weak = |finding: &&Finding| finding.id == CauseId::CertWeak;
    if STRICT_LEVEL <= profile.security_level && address.findings().any(|finding| weak(&finding)) {
        return Access::unknown(
            Phase::Tls,
            "it may refuse the certificate's short key or old signature (OpenSSL's security level 2)",
        );
    }
    if profile.bad_certificate == OnBadCertificate::Refuse
        && let Some(finding) = distrust(address)
    {
        return Access::blocked(Phase::Certificate, finding.id.clone(), finding.confidence)
            .because("this client refuses certificates that it does not trust");
    }
    let behind = match protocol.intersects(SecurityProtocols::NLA) {
        true => credssp(address, profile),
        false => settings_inside(conversation),
    };
    let mut access = behind.at_most(confidence).over(protocol);
    access.tls = Some(version.as_str());
    access.suite = suite.and_then(rdp_health_wire::tls::CipherSuite::name);
    access
}

/// MCS Connect Initial inside TLS, which is all that stands before the logon screen without NLA.
fn settings_inside(conversation: &Conversation) -> Access {
    match &conversation.settings {
        Outcome::Done(answer) if answer.accepted().is_some() => Access::connects(),
        Outcome::Done(_) => Access::unknown(Phase::StandardSecurity, "the host refuses the session settings"),
        Outcome::Failed(failure) => Access::unknown(Phase::StandardSecurity, failure.phrase()),
        Outcome::Skipped(_) => Access::connects()
            .at_most(Confidence::Likely)
            .because("what the host does after TLS was not tested"),
    }
}

/// The version of CredSSP against the client's policy (AllowEncryptionOracle), CVE-2018-0886.
fn credssp(address: &Judged<'_>, profile: &ClientProfile) -> Access {
    let conversations = || address.seen.conversations.iter().rev();
    let doubt = match profile.doubts(ProfileFact::Credssp) {
        true => Confidence::Likely,
        false => Confidence::Certain,
    };
    let refuses = matches!(profile.credssp, CredsspPolicy::Mitigated | CredsspPolicy::ForceUpdated);
    let Some(answer) = conversations().find_map(|conversation| conversation.credssp.done()) else {
        return match conversations().find_map(|conversation| conversation.credssp.failed()) {
            Some(failure) => Access::unknown(Phase::Credssp, format!("NLA: {}", failure.phrase())),
            None if refuses => Access::connects()
                .at_most(Confidence::Likely)
                .because("if the host has the 2018 CredSSP update, which was not tested"),
            None => Access::connects().at_most(Confidence::Likely).because("NLA was not tested"),
        };
    };
    let patched = answer.version.is_patched();
    match profile.credssp {
        _ if !patched && refuses => Access::blocked(Phase::Credssp, CauseId::NlaCredsspUnpatched, doubt)
            .because(format!("the host's CredSSP is version {}, without the 2018 update", answer.version))
            .if_confirmed(
                doubt != Confidence::Certain,
                "what it does with a host without the CredSSP update",
            ),
        _ if answer.challenge.is_none() => Access::unknown(
            Phase::Credssp,
            "the host seems to refuse NTLM, and testing Kerberos needs credentials",
        ),
        CredsspPolicy::Unpatched if patched => Access::connects().at_most(Confidence::Likely).because(
            "unless the host's own CredSSP policy is Force Updated Clients, which cannot be seen from \
                outside",
        ),
        _ => Access::connects().at_most(doubt),
    }
}

/// What keeps a known client out that is meant to connect, keeps somebody out, and so does what explains it.
pub(super) fn keep_out(clients: &[ClientVerdict], spoken: &mut [Spoken]) {
    let out = |client: &&ClientVerdict| {
        matches!(client.outcome, ClientOutcome::Blocked | ClientOutcome::DependsOnAddress)
    };
    let causes: BTreeSet<&CauseId> =
        clients.iter().filter(out).filter_map(|one| one.cause.as_ref()).collect();
    for one in &mut *spoken {
        one.keeps_out |= causes.contains(&one.finding.id);
    }
    let explain = spoken.iter().filter(|one| one.keeps_out).filter_map(|one| one.finding.because_of.clone());
    let explain: BTreeSet<CauseId> = explain.collect();
    for one in spoken {
        one.keeps_out |= explain.contains(&one.finding.id);
    }
}

/// Clients meet at TLS whatever they offer.
fn stops_every_handshake(finding: &Finding) -> bool {
    matches!(
        finding.id,
        CauseId::TlsKeyUnusable
            | CauseId::TlsStalled
            | CauseId::TlsHandshakeFailed
            | CauseId::TlsClientCertificateRequired
            | CauseId::TlsSniRefused
            | CauseId::PathMtuBlackHole
    )
}

/// What a strict client takes for a reason to end the connection: the worst of it, and the surest.
fn distrust<'a>(address: &'a Judged<'_>) -> Option<&'a Finding> {
    let distrust = |finding: &&Finding| {
        matches!(
            finding.id,
            CauseId::CertSelfSigned
                | CauseId::CertUntrusted
                | CauseId::CertChainIncomplete
                | CauseId::CertExpired
                | CauseId::CertNotYetValid
                | CauseId::CertNameMismatch
                | CauseId::CertWrongPurpose
                | CauseId::CertRevoked
        )
    };
    let found = address.findings().filter(distrust);
    found.min_by_key(|finding| (Reverse((finding.severity, finding.confidence)), &finding.id))
}

fn error_in<'a>(address: &'a Judged<'_>, wanted: fn(Phase) -> bool) -> Option<&'a Finding> {
    let at = |finding: &&Finding| catalogue::find(&finding.id).is_some_and(|cause| wanted(cause.phase));
    address.errors().into_iter().find(at)
}

fn by_finding(finding: &Finding) -> Access {
    let phase = catalogue::find(&finding.id).map_or(Phase::Connect, |cause| cause.phase);
    Access::blocked(phase, finding.id.clone(), finding.confidence)
}
