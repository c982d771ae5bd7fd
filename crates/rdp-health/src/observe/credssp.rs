//! What a host tells of itself in answer to the first message of Network Level Authentication.

use std::fmt;
use std::time::Duration;

use rdp_health_wire::credssp::{CredsspVersion, NtStatus};
use serde::{Deserialize, Serialize};

use crate::json;
use crate::outcome::Tri;

/// The answer to a TSRequest with an NTLM NEGOTIATE, MS-CSSP 2.2.1. No user name was sent, and no proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CredsspAnswer {
    /// The CredSSP version that the server speaks: 5 and 6 carry the fix of CVE-2018-0886.
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub version: CredsspVersion,
    /// NTLM CHALLENGE, where the server sent one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub challenge: Option<NtlmChallenge>,
    /// Why the server ended the logon (`errorCode`, an NTSTATUS), where it says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<NtStatus>,
    /// Time from question to complete answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl CredsspAnswer {
    /// The version that the server speaks, and the time of its answer.
    #[must_use]
    pub fn new(version: CredsspVersion, elapsed: Duration) -> Self {
        Self { version, challenge: None, error: None, elapsed }
    }
}

/// What a CHALLENGE_MESSAGE says about its host, MS-NLMP 2.2.1.2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NtlmChallenge {
    /// NetBIOS name of the computer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub netbios_computer: Option<String>,
    /// NetBIOS name of its domain; on a host that has joined none, its own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub netbios_domain: Option<String>,
    /// Full DNS name of the computer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dns_computer: Option<String>,
    /// DNS name of its domain.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dns_domain: Option<String>,
    /// DNS name of its forest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dns_forest: Option<String>,
    /// Whether the host has joined a domain.
    #[serde(default)]
    pub domain_joined: Tri,
    /// The operating system that the host says it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub os: Option<OsVersion>,
    /// The host's clock.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub clock: Option<ServerClock>,
}

/// The version that a host gives in NTLM. Servers other than Windows put a constant there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OsVersion {
    /// Major, minor and build, for example `10.0.20348`.
    pub version: String,
    /// The Windows releases that carry this build, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub release: Option<String>,
}

impl OsVersion {
    /// A version and the releases of Windows that carry it. NTLM does not tell client from server.
    #[must_use]
    pub fn new(major: u8, minor: u8, build: u16) -> Self {
        let release = match (major, minor, build) {
            (5, 1, _) => "Windows XP",
            (5, 2, _) => "Windows Server 2003",
            (6, 0, _) => "Windows Vista or Server 2008",
            (6, 1, _) => "Windows 7 or Server 2008 R2",
            (6, 2, _) => "Windows 8 or Server 2012",
            (6, 3, _) => "Windows 8.1 or Server 2012 R2",
            (10, 0, 10_240) => "Windows 10 1507",
            (10, 0, 10_586) => "Windows 10 1511",
            (10, 0, 14_393) => "Windows 10 1607 or Server 2016",
            (10, 0, 15_063) => "Windows 10 1703",
            (10, 0, 16_299) => "Windows 10 1709",
            (10, 0, 17_134) => "Windows 10 1803",
            (10, 0, 17_763) => "Windows 10 1809 or Server 2019",
            (10, 0, 18_362) => "Windows 10 1903",
            (10, 0, 18_363) => "Windows 10 1909",
            (10, 0, 19_041) => "Windows 10 2004",
            (10, 0, 19_042) => "Windows 10 20H2",
            (10, 0, 19_043) => "Windows 10 21H1",
            (10, 0, 19_044) => "Windows 10 21H2",
            (10, 0, 19_045) => "Windows 10 22H2",
            (10, 0, 20_348) => "Windows Server 2022",
            (10, 0, 22_000) => "Windows 11 21H2",
            (10, 0, 22_621) => "Windows 11 22H2",
            (10, 0, 22_631) => "Windows 11 23H2",
            (10, 0, 26_100) => "Windows 11 24H2 or Server 2025",
            (10, 0, 26_200) => "Windows 11 25H2",
            _ => "",
        };
        Self {
            version: format!("{major}.{minor}.{build}"),
            release: (!release.is_empty()).then(|| release.to_owned()),
        }
    }
}

/// A host's clock compared with this computer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServerClock {
    /// The host's time, RFC 3339, UTC.
    pub time: String,
    /// How far the host's clock is from ours; in JSON in microseconds, negative where it is behind.
    #[serde(rename = "ahead_us")]
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub offset: ClockOffset,
    /// The difference is known to within this, half of the round trip; in JSON in microseconds.
    #[serde(rename = "uncertainty_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub uncertainty: Duration,
}

impl ServerClock {
    /// The host's time in RFC 3339, how far it is from ours, and the error of that.
    #[must_use]
    pub fn new(time: String, offset: ClockOffset, uncertainty: Duration) -> Self {
        Self { time, offset, uncertainty }
    }
}

/// How far a clock is from ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub enum ClockOffset {
    /// It shows a later time, or the same.
    Ahead(Duration),
    /// It shows an earlier time.
    Behind(Duration),
}

impl ClockOffset {
    /// How far the clocks are apart, whichever is ahead.
    #[must_use]
    pub fn apart(self) -> Duration {
        match self {
            Self::Ahead(apart) | Self::Behind(apart) => apart,
        }
    }
}

impl From<i64> for ClockOffset {
    /// An offset in microseconds, negative where the clock is behind.
    fn from(ahead_us: i64) -> Self {
        let apart = Duration::from_micros(ahead_us.unsigned_abs());
        if ahead_us < 0 { Self::Behind(apart) } else { Self::Ahead(apart) }
    }
}

impl From<ClockOffset> for i64 {
    /// The offset in microseconds, negative where the clock is behind.
    fn from(offset: ClockOffset) -> Self {
        // INVARIANT: a JavaScript number holds it; a clock that is wrong by centuries is wrong enough.
        const MOST: i64 = (1 << 53) - 1;
        let apart = Self::try_from(offset.apart().as_micros()).unwrap_or(MOST).min(MOST);
        if matches!(offset, ClockOffset::Behind(_)) { apart.saturating_neg() } else { apart }
    }
}

impl fmt::Display for ClockOffset {
    /// `ahead of` or `behind`: what stands between the two clocks in a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if matches!(self, Self::Behind(_)) { "behind" } else { "ahead of" })
    }
}
