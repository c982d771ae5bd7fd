//! The first message of Network Level Authentication, MS-CSSP 3.1.5: an NTLM NEGOTIATE without any name, and what
//! the host answers. No proof follows, so no account can be locked out.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rdp_health_wire::credssp::{CredsspVersion, MAX_FRAME_LENGTH, TsRequest, frame_length};
use rdp_health_wire::ntlm::{Challenge, FileTime, Negotiate, NegotiateFlags, find_challenge};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::Instant;

use super::channel::{Channel, Framing};
use crate::observe::{ClockOffset, CredsspAnswer, NtlmChallenge, OsVersion, ServerClock};
use crate::outcome::{Failure, Tri};

const READ: &str = "read TSRequest";

/// Sends one TSRequest and reads one.
pub(super) async fn ask(channel: &mut Channel<'_>, deadline: Instant) -> Result<CredsspAnswer, Failure> {
    let question = TsRequest::new(CredsspVersion::NEWEST, Negotiate::default().encode()).encode();
    let asked = now_us();
    channel.send(&question, "send TSRequest", deadline).await?;
    let framing = Framing { longest: MAX_FRAME_LENGTH, length: frame_length };
    let message = channel.read_message(&framing, READ, deadline).await?;
    let answered = now_us();

    let request = TsRequest::decode(&message).map_err(|error| channel.malformed(READ, error.to_string()))?;
    let mut answer = CredsspAnswer::new(request.version, channel.connection.elapsed());
    answer.error = request.error_code;
    let token = request.nego_tokens.iter().find_map(|token| find_challenge(token));
    if let Some(token) = token {
        let challenge =
            Challenge::decode(token).map_err(|error| channel.malformed(READ, error.to_string()))?;
        if !Challenge::is_whole(token) {
            return Err(channel.malformed(READ, "the NTLM challenge points beyond its end".to_owned()));
        }
        answer.challenge = Some(read(&challenge, asked, answered));
    }
    Ok(answer)
}

/// What a challenge says, and how its clock stands to ours, which showed `asked` and `answered` around it.
pub(super) fn read(challenge: &Challenge, asked: i64, answered: i64) -> NtlmChallenge {
    let mut seen = NtlmChallenge::default();
    let named = |name: Option<String>| name.filter(|name| !name.is_empty());
    seen.netbios_computer = named(challenge.netbios_computer());
    seen.netbios_domain = named(challenge.netbios_domain());
    seen.dns_computer = named(challenge.dns_computer());
    seen.dns_domain = named(challenge.dns_domain());
    seen.dns_forest = named(challenge.dns_forest());
    seen.domain_joined = match (&seen.netbios_computer, &seen.netbios_domain) {
        _ if challenge.flags.contains(NegotiateFlags::TARGET_TYPE_DOMAIN) => Tri::Yes,
        (Some(computer), Some(domain)) if !computer.eq_ignore_ascii_case(domain) => Tri::Yes,
        (Some(_), Some(_)) => Tri::No,
        _ => Tri::Unknown,
    };
    seen.os = challenge.version.map(|v| OsVersion::new(v.major, v.minor, v.build));
    seen.clock = challenge.timestamp().and_then(|time| clock(time, asked, answered));
    seen
}

/// The pair is written when the challenge is, so somewhere between question and answer.
fn clock(time: FileTime, asked: i64, answered: i64) -> Option<ServerClock> {
    let theirs = time.unix_micros()?;
    let ours = asked.midpoint(answered);
    let moment = OffsetDateTime::from_unix_timestamp(theirs.div_euclid(1_000_000)).ok()?;
    let uncertainty = answered.saturating_sub(asked).max(0).unsigned_abs().div_ceil(2);
    let offset = ClockOffset::from(theirs.saturating_sub(ours));
    Some(ServerClock::new(moment.format(&Rfc3339).ok()?, offset, Duration::from_micros(uncertainty)))
}

/// Our clock, in microseconds since 1970.
pub(super) fn now_us() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_micros()).ok())
        .unwrap_or_default()
}
