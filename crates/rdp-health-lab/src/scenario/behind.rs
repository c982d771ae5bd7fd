//! What a host says behind the negotiation, as a scenario writes it.

use serde::Deserialize;

/// What a host answers to the first message of NLA.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Credssp {
    /// The CredSSP version that the host speaks; 6 unless given.
    pub(crate) version: u32,
    /// The full name of the computer; the target's unless given.
    pub(crate) computer: Option<String>,
    /// The DNS name of the domain that it has joined; none unless given.
    pub(crate) domain: Option<String>,
    /// The build of Windows 10.0; that of Server 2022 unless given.
    pub(crate) build: u16,
    /// Seconds by which the host's clock is ahead of the true one.
    pub(crate) ahead_s: i64,
    /// `errorCode` instead of a challenge.
    pub(crate) error: Option<u32>,
}

impl Default for Credssp {
    fn default() -> Self {
        Self { version: 6, computer: None, domain: None, build: 20_348, ahead_s: 0, error: None }
    }
}

/// What a host answers to MCS Connect Initial.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// The RDP version, 10.12 unless given.
    pub(crate) version: u32,
    /// The encryption level of Standard RDP Security: 0 to 4, 2 unless given.
    pub(crate) level: u32,
    /// What the host says it was asked for; the truth unless given.
    pub(crate) echo: Option<u32>,
    /// The flags of SC_MULTITRANSPORT, for clients that ask; 0x305 unless given.
    pub(crate) multitransport: u32,
    /// The result of MCS Connect Response; 0 is success.
    pub(crate) result: u8,
    /// The certificate of Standard RDP Security cannot be read.
    pub(crate) broken_certificate: bool,
    /// Standard RDP Security is refused here, with an MCS Disconnect Provider Ultimatum.
    pub(crate) insists_on_tls: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 0x0008_0011,
            level: 2,
            echo: None,
            multitransport: 0x0305,
            result: 0,
            broken_certificate: false,
            insists_on_tls: false,
        }
    }
}
