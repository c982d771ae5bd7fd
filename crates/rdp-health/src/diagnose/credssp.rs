//! Rules about the first message of Network Level Authentication: its version, the names, and the clock.

use super::catalogue::CauseId;
use super::connect::seconds;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use crate::certificate::{NameMatch, match_name};
use crate::diagnose::pointer::CredsspAt;
use crate::observe::{Conversation, CredsspAnswer, NtlmChallenge, Observations, Question, ServerClock};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};
use crate::policy::Policy;

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, conversation)) = asked(address) else { return said };
    let at = address.at(index).credssp();
    if let Some(failure) = conversation.credssp.failed() {
        judge_failure(&mut said, address, &at, failure);
    }
    if let Some(answer) = conversation.credssp.done() {
        judge_answer(&mut said, address, &at, answer);
        if let Some(challenge) = &answer.challenge {
            if let Some(clock) = &challenge.clock {
                judge_clock(&mut said, address, &at, clock);
            }
            judge_name(&mut said, address, &at, challenge);
        }
    }
    said
}

/// The last conversation in which the first message was sent.
fn asked<'a>(address: &Address<'a>) -> Option<(usize, &'a Conversation)> {
    let asked = |conversation: &Conversation| {
        // A port that was only tried in this order need not know of it.
        let tried = matches!(conversation.question, Question::TlsFirst { .. });
        conversation.credssp.done().is_some() || conversation.credssp.failed().is_some() && !tried
    };
    address.seen.conversations.iter().enumerate().rfind(|(_, conversation)| asked(conversation))
}

/// The host's clock, where it told.
pub(super) fn clock<'a>(address: &Address<'a>) -> Option<&'a ServerClock> {
    asked(address)?.1.credssp.done()?.challenge.as_ref()?.clock.as_ref()
}

/// Whether the host's clock is farther from ours than the policy allows.
pub(super) fn is_skewed(clock: &ServerClock, policy: &Policy) -> bool {
    policy.clock_skew < clock.offset.apart().saturating_sub(clock.uncertainty)
}

fn judge_failure(said: &mut Said, address: &Address<'_>, at: &CredsspAt, failure: &Failure) {
    let here = address.seen.place();
    let says = failure.phrase();
    let finding = match failure.kind {
        FailureKind::OutOfTime => return,
        // A refusal of NTLM may look like this; so may other troubles of the logon service.
        FailureKind::Alert | FailureKind::Closed | FailureKind::Reset => {
            Finding::of(CauseId::NlaNtlmRefused, Confidence::Possible)
                .says(format!("{here} aborts Network Level Authentication (NLA) at the first message: {says}."))
        }
        FailureKind::Malformed | FailureKind::ForeignBytes | FailureKind::TooMuch => Finding::of(
            CauseId::RdpMalformedAnswer,
            Confidence::Likely,
        )
        .says(format!(
            "{here} gives an invalid answer to the first message of Network Level Authentication (NLA): {says}."
        )),
        FailureKind::Silence | FailureKind::Timeout => Finding::of(CauseId::NlaUnanswered, address.silence()).says(
            format!(
                "{here} agrees on TLS and NLA, but never answers the first NLA message ({says} within {}): clients \
                 hang before they ask for a password.",
                seconds(failure.elapsed)
            ),
        ),
        _ => {
            let why =
                format!("Network Level Authentication (NLA) could not be tested on {here} ({says}).");
            said.unsettled(Phase::Credssp, why);
            return;
        }
    };
    if finding.id == CauseId::NlaNtlmRefused {
        let why = format!(
            "{here} aborts Network Level Authentication (NLA) at the first message, for no visible reason ({says})."
        );
        said.unsettled(Phase::Credssp, why);
    }
    said.find(finding.evidence(at.clone(), says));
}

fn judge_answer(said: &mut Said, address: &Address<'_>, at: &CredsspAt, answer: &CredsspAnswer) {
    let here = address.seen.place();
    if !answer.version.is_patched() {
        said.find(
            Finding::of(CauseId::NlaCredsspUnpatched, Confidence::Certain)
                .says(format!(
                    "{here} lacks the 2018 CredSSP update: every Windows client updated since May 2018 refuses to \
                     connect."
                ))
                .evidence(
                    at.version(),
                    format!("TSRequest version {}; 5 or 6 would be patched", answer.version),
                ),
        );
    } else {
        let because = format!("TSRequest version {} includes the fix", answer.version);
        said.rule_out(CauseId::NlaCredsspUnpatched, because);
    }
    match (&answer.challenge, &answer.error) {
        (Some(_), _) => said.rule_out(CauseId::NlaNtlmRefused, "the server sent an NTLM challenge"),
        (None, Some(error)) => said.find(
            Finding::of(CauseId::NlaNtlmRefused, Confidence::Likely)
                .says(format!(
                    "{here} seems to refuse NTLM, which leaves only Kerberos: connect by name, not by IP \
                    address."
                ))
                .evidence(at.error(), format!("{error} ({:#010x}), no challenge", error.0)),
        ),
        (None, None) => said.find(
            Finding::of(CauseId::NlaNtlmRefused, Confidence::Possible)
                .says(format!("{here} answers NTLM without a challenge, so it may accept only Kerberos."))
                .evidence(at.clone(), "a TSRequest without a challenge and without an error"),
        ),
    }
}

fn judge_clock(said: &mut Said, address: &Address<'_>, at: &CredsspAt, clock: &ServerClock) {
    if !is_skewed(clock, address.scene.policy) {
        return;
    }
    let here = address.seen.place();
    said.find(
        Finding::of(CauseId::ClockSkew, Confidence::Certain)
            .says(format!(
                "The clock of {here} is {} {} this computer's: Kerberos tolerates no more than five minutes.",
                in_words(clock.offset.apart().as_secs()),
                clock.offset
            ))
            .evidence(at.clock(), format!("it shows {}", clock.time)),
    );
}

fn in_words(seconds: u64) -> String {
    match (seconds / 86_400, seconds / 3_600, seconds / 60) {
        (0, 0, minutes) => format!("{minutes} minutes"),
        (0, hours @ 1..=9, minutes) => format!("{hours} h {} min", minutes % 60),
        (0, hours, _) => format!("{hours} hours"),
        (days, _, _) => format!("{days} days"),
    }
}

/// The machine calls itself by another name, and its certificate agrees: the record may lead elsewhere.
fn judge_name(said: &mut Said, address: &Address<'_>, at: &CredsspAt, challenge: &NtlmChallenge) {
    let asked = &address.scene.target.host;
    if address.scene.target.address().is_some() {
        return;
    }
    let own: Vec<&str> = [&challenge.dns_computer, &challenge.netbios_computer]
        .into_iter()
        .filter_map(|name| name.as_deref())
        .collect();
    let label = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let same = |name: &str| own.iter().any(|own| label(own) == label(name));
    let canonical = canonical_names(address.scene.observations).into_iter().any(same);
    let alternate = address.scene.target.alternate_host.as_deref().is_some_and(same);
    let Some(calls_itself) = own.first().filter(|_| !same(asked) && !canonical && !alternate) else { return };
    let leaf = address
        .seen
        .conversations
        .iter()
        .rev()
        .find_map(|seen| seen.certificates.done())
        .and_then(|c| c.first());
    let Some(leaf) = leaf else { return };
    if match_name(asked, leaf) != NameMatch::None || match_name(calls_itself, leaf) == NameMatch::None {
        return;
    }
    let finding = Finding::of(CauseId::DnsPointsElsewhere, Confidence::Likely)
        .says(format!(
            "The machine that answers for {asked} calls itself {calls_itself}, and so does its certificate: DNS \
             points to another machine, or the name is an alias that is missing from the certificate."
        ))
        .evidence(at.challenge(), format!("asked for {asked}, the host says {calls_itself}"));
    said.find(finding);
}

/// The names that DNS says the asked name is an alias of.
fn canonical_names(observations: &Observations) -> Vec<&str> {
    let servers = observations.host.resolve.done().and_then(|resolution| resolution.direct.done());
    let answers = servers.into_iter().flatten().flat_map(|server| [&server.a, &server.aaaa]);
    answers.filter_map(Outcome::done).flat_map(|answer| &answer.cname_chain).map(String::as_str).collect()
}
