//! What hosts are held to: expectations, and what became of each at one host. Pure.

mod judge;

use std::fmt;
use std::str::FromStr;

use rdp_health_wire::tls::TlsVersion;
use serde::{Deserialize, Serialize};

use crate::diagnose::{CauseId, ClientOutcome, Verdict};
use crate::error::Error;

pub(crate) use judge::judge;

/// Something that a host is held to, as it is written: `tls>=1.2`, `nla=required`, `cert.days>=30`,
/// `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expectation {
    text: String,
    what: What,
}

/// What is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// The verdict is this one, or a better one.
    Verdict(Verdict),
    /// Every version of TLS that the host accepts is this one or a newer one.
    Tls(TlsVersion),
    /// The version of this check's handshake is this one or a newer one.
    TlsNegotiated(TlsVersion),
    /// NLA.
    Nla(Nla),
    /// Days until the certificate ends.
    CertificateDays(u32),
    /// Length of an RSA key.
    CertificateBits(u32),
    /// The CredSSP update of 2018.
    CredsspPatched,
    /// A client, by its id.
    Client(String, ClientOutcome),
    /// A cause that is not there.
    No(CauseId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nla {
    Required,
    Offered,
    Off,
}

/// What can be expected, for whoever wrote something else.
const WRITTEN: &str = "write tls>=1.2, tls.negotiated>=1.3, nla=required, cert.days>=30, cert.bits>=2048, credssp=patched, \
                       verdict=healthy, clients:ID=connects or no:CAUSE";

impl FromStr for Expectation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let wrong = || Error::option("expect", format!("'{text}' cannot be expected"), WRITTEN);
        let number = |value: &str| value.parse::<u32>().map_err(|_| wrong());
        let what = if let Some(id) = text.strip_prefix("no:") {
            let unknown = |_| {
                let remedy = "rdp-health causes lists the ids of causes";
                Error::option("expect", format!("'{text}': there is no cause '{id}'"), remedy)
            };
            What::No(id.parse().map_err(unknown)?)
        } else if let Some(client) = text.strip_prefix("clients:") {
            match client.rsplit_once('=').ok_or_else(wrong)? {
                ("", _) => return Err(wrong()),
                (id, "connects") => What::Client(id.to_owned(), ClientOutcome::Connects),
                (id, "blocked") => What::Client(id.to_owned(), ClientOutcome::Blocked),
                _ => return Err(wrong()),
            }
        } else if let Some((key, value)) = text.split_once(">=") {
            match key.trim() {
                "tls" => What::Tls(tls_version(value.trim()).ok_or_else(wrong)?),
                "tls.negotiated" => What::TlsNegotiated(tls_version(value.trim()).ok_or_else(wrong)?),
                "cert.days" => What::CertificateDays(number(value.trim())?),
                "cert.bits" => What::CertificateBits(number(value.trim())?),
                _ => return Err(wrong()),
            }
        } else {
            let (key, value) = text.split_once('=').ok_or_else(wrong)?;
            match (key.trim(), value.trim()) {
                ("nla", "required") => What::Nla(Nla::Required),
                ("nla", "offered") => What::Nla(Nla::Offered),
                ("nla", "off") => What::Nla(Nla::Off),
                ("credssp", "patched") => What::CredsspPatched,
                ("verdict", "healthy") => What::Verdict(Verdict::Healthy),
                ("verdict", "degraded") => What::Verdict(Verdict::Degraded),
                _ => return Err(wrong()),
            }
        };
        Ok(Self { text: text.to_owned(), what })
    }
}

fn tls_version(text: &str) -> Option<TlsVersion> {
    match text {
        "1.0" => Some(TlsVersion::TLS10),
        "1.1" => Some(TlsVersion::TLS11),
        "1.2" => Some(TlsVersion::TLS12),
        "1.3" => Some(TlsVersion::TLS13),
        _ => None,
    }
}

impl Expectation {
    /// The expectations of a file: one per line, `#` before comments.
    ///
    /// # Errors
    /// A line is no expectation; the error names it.
    pub fn read(text: &str) -> Result<Vec<Self>, Error> {
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        let lines = lines.map(|(index, line)| (index, line.split('#').next().unwrap_or_default().trim()));
        lines
            .filter(|(_, line)| !line.is_empty())
            .map(|(index, line)| {
                line.parse::<Self>().map_err(|mut error| {
                    error.line = Some(index.saturating_add(1));
                    error
                })
            })
            .collect()
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl TryFrom<String> for Expectation {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Expectation> for String {
    fn from(expectation: Expectation) -> Self {
        expectation.text
    }
}

/// The result of one expectation at a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExpectationResult {
    /// The expectation as it was written, such as `tls>=1.2`.
    pub expectation: String,
    /// Whether the host meets it.
    pub outcome: ExpectationOutcome,
    /// What was seen, or why it was not, in a sentence without a full stop.
    pub seen: String,
    /// Where that is seen: JSON Pointer (RFC 6901) into the report; absent where nothing in it shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<String>,
}

/// Whether a host meets an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ExpectationOutcome {
    /// It does.
    Met,
    /// It does not.
    Missed,
    /// The check did not see what decides it: another kind of miss, and never a pass.
    NotSeen,
}

impl ExpectationOutcome {
    /// Whether it counts against the host: missed, or not seen.
    #[must_use]
    pub fn is_miss(self) -> bool {
        self != Self::Met
    }
}

impl fmt::Display for ExpectationOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotSeen => "not seen",
        })
    }
}
