//! The changes that can be supposed, and what each does to a client and to what became of it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::clients::{ClientProfile, CredsspPolicy, OfferedTls};
use crate::diagnose::{
    CauseId, ClientOutcome, ClientVerdict, Confidence, KerberosNeed, KerberosPoint, kerberos_readiness,
};
use crate::error::Error;
use crate::observe::{CertificateFacts, KeyKind, Observations};
use crate::outcome::{Phase, Tri};
use crate::target::TargetSummary;

/// A change that is not made yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum WhatIf {
    /// `ntlm-off`: hosts refuse NTLM (Restrict NTLM: Incoming NTLM traffic, Deny all accounts).
    NtlmOff,
    /// `tls12-cbc-off`: no cipher suite with CBC, which leaves of TLS 1.2 those with AES-GCM or ChaCha20, and nothing of
    /// TLS 1.0 and 1.1.
    CbcOff,
    /// `tls13-only`: TLS 1.3 and nothing older.
    Tls13Only,
    /// `credssp-mitigated`: updated clients refuse hosts without the CredSSP update of 2018 (Encryption Oracle
    /// Remediation: Mitigated).
    CredsspMitigated,
    /// `rsa1024-off`: RSA keys below 2048 bits are refused.
    Rsa1024Off,
    /// `date=2027-03-01`: it is that day, at 00:00 UTC.
    Date(OffsetDateTime),
}

/// What can be supposed, as it is written.
const WRITTEN: &str = "ntlm-off, tls12-cbc-off, tls13-only, credssp-mitigated, rsa1024-off, or date= with a day such as date=2027-03-01";

impl FromStr for WhatIf {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let problem = |problem: String| Error::option("what_if", problem, format!("write {WRITTEN}"));
        Ok(match text.trim() {
            "ntlm-off" => Self::NtlmOff,
            "tls12-cbc-off" => Self::CbcOff,
            "tls13-only" => Self::Tls13Only,
            "credssp-mitigated" => Self::CredsspMitigated,
            "rsa1024-off" => Self::Rsa1024Off,
            other => {
                let Some(day) = other.strip_prefix("date=") else {
                    return Err(problem(format!("'{other}' is no change that can be supposed")));
                };
                let day = OffsetDateTime::parse(&format!("{day}T00:00:00Z"), &Rfc3339);
                Self::Date(day.map_err(|_| problem(format!("'{other}' has no day")))?)
            }
        })
    }
}

impl fmt::Display for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NtlmOff => f.pad("ntlm-off"),
            Self::CbcOff => f.pad("tls12-cbc-off"),
            Self::Tls13Only => f.pad("tls13-only"),
            Self::CredsspMitigated => f.pad("credssp-mitigated"),
            Self::Rsa1024Off => f.pad("rsa1024-off"),
            Self::Date(day) => f.pad(&format!("date={}", day.date())),
        }
    }
}

impl TryFrom<String> for WhatIf {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<WhatIf> for String {
    fn from(change: WhatIf) -> Self {
        change.to_string()
    }
}

/// The day of the changes, if they have one; the last one counts.
pub(super) fn date(changes: &[WhatIf]) -> Option<OffsetDateTime> {
    changes.iter().rev().find_map(|change| match change {
        WhatIf::Date(day) => Some(*day),
        _ => None,
    })
}

/// The client as it would be.
pub(super) fn profile(mut profile: ClientProfile, changes: &[WhatIf]) -> ClientProfile {
    for change in changes {
        match change {
            WhatIf::CbcOff => profile.suites.retain(|suite| !suite.contains("_CBC_")),
            WhatIf::Tls13Only => profile.tls.retain(|version| *version == OfferedTls::V13),
            // A client that lacks the update has no such setting.
            WhatIf::CredsspMitigated if profile.credssp == CredsspPolicy::Vulnerable => {
                profile.credssp = CredsspPolicy::Mitigated;
            }
            _ => {}
        }
    }
    profile
}

/// What becomes of a client that would still connect by versions and suites: a change of the host itself.
pub(super) fn outcome(
    observations: &Observations,
    target: &TargetSummary,
    changes: &[WhatIf],
    verdict: &mut ClientVerdict,
) {
    for change in changes {
        let connects = matches!(verdict.outcome, ClientOutcome::Connects | ClientOutcome::DependsOnAddress);
        match change {
            WhatIf::NtlmOff if connects => without_ntlm(observations, target, verdict),
            WhatIf::Rsa1024Off if connects => without_short_keys(observations, verdict),
            _ => {}
        }
    }
}

fn blocked(verdict: &mut ClientVerdict, phase: Phase, cause: CauseId, why: String) {
    verdict.outcome = ClientOutcome::Blocked;
    verdict.confidence = verdict.confidence.min(Confidence::Likely);
    (verdict.phase, verdict.cause, verdict.why) = (Some(phase), Some(cause), Some(why));
}

fn unknown(verdict: &mut ClientVerdict, phase: Phase, why: &str) {
    verdict.outcome = ClientOutcome::Unknown;
    verdict.confidence = Confidence::Possible;
    (verdict.phase, verdict.cause, verdict.why) = (Some(phase), None, Some(why.to_owned()));
}

/// Behind NLA a client then needs Kerberos: what was seen to stand in its way blocks it, and what was not seen stays
/// unknown, the ticket among it.
fn without_ntlm(observations: &Observations, target: &TargetSummary, verdict: &mut ClientVerdict) {
    if !verdict.protocol.as_deref().is_some_and(|protocol| protocol.starts_with("HYBRID")) {
        return;
    }
    let Some(kerberos) = kerberos_readiness(observations, target) else {
        // Even where the host said nothing of itself.
        if target.address().is_some() {
            let why = "clients request no Kerberos ticket for an IP address, unless they are set to";
            return blocked(verdict, Phase::Credssp, CauseId::NlaNtlmRefused, why.to_owned());
        }
        return unknown(verdict, Phase::Credssp, "the report does not show what the host makes of NTLM");
    };
    if let Some(missing) = kerberos.missing() {
        return blocked(verdict, Phase::Credssp, CauseId::NlaNtlmRefused, missing.says.clone());
    }
    // Which is only a matter of depth says less than what is in doubt.
    let doubts = |point: &&KerberosPoint| {
        point.met == Tri::Unknown && !matches!(point.kind, KerberosNeed::Port | KerberosNeed::Proxy)
    };
    let why = match kerberos.points.iter().find(doubts) {
        Some(doubt) => format!("without NTLM it needs Kerberos, and {}", doubt.says),
        None => "nothing was seen that keeps it from Kerberos; whether it gets a ticket, a check without credentials \
                 cannot see"
            .to_owned(),
    };
    unknown(verdict, Phase::Credssp, &why);
}

/// RSA keys below this many bits are refused.
const SHORTEST: u32 = 2048;

/// A certificate that a client would refuse for its key: a root is trusted whatever its key.
pub(super) fn short_key(observations: &Observations) -> Option<&CertificateFacts> {
    let short = |(index, one): &(usize, &CertificateFacts)| {
        let rsa = matches!(one.key.kind, KeyKind::Rsa | KeyKind::RsaPss);
        rsa && (1..SHORTEST).contains(&one.key.bits) && (*index == 0 || !one.self_issued)
    };
    let chains = observations.host.conversations().filter_map(|one| one.certificates.done());
    chains.flat_map(|chain| chain.iter().enumerate()).find(short).map(|(_, one)| one)
}

fn without_short_keys(observations: &Observations, verdict: &mut ClientVerdict) {
    if verdict.protocol.as_deref().is_none_or(|protocol| protocol == "RDP") {
        return;
    }
    if let Some(short) = short_key(observations) {
        let why = format!("a certificate of the host has an {} key", short.key);
        return blocked(verdict, Phase::Certificate, CauseId::CertWeak, why);
    }
    let mut chains = observations.host.conversations().filter_map(|one| one.certificates.done());
    if !chains.any(|chain| chain.first().is_some_and(CertificateFacts::is_readable)) {
        unknown(verdict, Phase::Certificate, "the report shows no certificate of the host that can be read");
    }
}

/// Whether the host lacks the CredSSP update of 2018, where that was seen.
pub(super) fn unpatched(observations: &Observations) -> bool {
    let mut versions =
        observations.host.conversations().filter_map(|one| one.credssp.done()).map(|one| one.version);
    versions.any(|version| !version.is_patched())
}
