//! The clients whose way in is judged: what each asks for and accepts, as data with sources.
//!
//! The known ones are compiled in (`data/clients.toml`); users bring profiles of their own in the same form.

mod file;

use std::sync::LazyLock;

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::TlsVersion;
use serde::{Deserialize, Serialize};

use crate::error::Error;

pub(crate) use file::line_of;

const KNOWN: &str = include_str!("../data/clients.toml");

/// What one client asks for and accepts.
///
/// An outcome that rests on a fact in [`unverified`](Self::unverified) is unknown where the client would be blocked, and at
/// most likely where it connects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClientProfile {
    /// Its id, such as `mstsc-windows-11-24h2`.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// What it asks for (`requestedProtocols`, MS-RDPBCGR 2.2.1.1.1); Standard RDP Security needs no asking.
    pub protocols: Vec<SecurityProtocol>,
    /// The ciphers with which it accepts Standard RDP Security; none = it does not accept it.
    pub standard_rdp: Vec<RdpCipher>,
    /// The TLS versions that it offers.
    pub tls: Vec<OfferedTls>,
    /// The cipher suites that it offers, under their IANA names, in its order.
    #[serde(deserialize_with = "file::suites")]
    pub suites: Vec<String>,
    /// The key exchange groups that it offers, under the names of the registry; empty = not known.
    #[serde(deserialize_with = "file::groups")]
    pub groups: Vec<String>,
    /// The signature schemes that it takes, under the names of the registry; empty = not known.
    #[serde(deserialize_with = "file::schemes")]
    pub signature_schemes: Vec<String>,
    /// How it takes a server that lacks the CredSSP update of 2018.
    pub credssp: CredsspPolicy,
    /// What it does with a certificate that it does not trust.
    pub bad_certificate: OnBadCertificate,
    /// Whose messages and codes its user sees.
    pub shows: Shows,
    /// The security level of OpenSSL with which it comes, where it is built on OpenSSL: from 2 on it may refuse a
    /// certificate with a short key or a signature with SHA-1; 0 = it is not, or comes with none.
    pub security_level: u8,
    /// Whether it can reach a host through a SOCKS or HTTP proxy.
    pub proxy: bool,
    /// The last day on which its maker supports it, as `2028-10-10`; empty = no end is known.
    pub supported_until: String,
    /// Since which version of the client, or build of its system, this holds; empty = not known.
    pub since: String,
    /// The day on which the sources were read last, as `2026-11-28`; empty = not known.
    pub sources_read: String,
    /// Programs that are this client under another name, such as those that embed mstscax.
    pub also_as: Vec<String>,
    /// What of this is not confirmed.
    pub unverified: Vec<ProfileFact>,
    /// Where this comes from.
    pub sources: Vec<String>,
}

impl ClientProfile {
    /// The profiles that come with this crate.
    #[must_use]
    pub fn known() -> Vec<Self> {
        // Read once: it takes longer than all the rest of a diagnosis.
        // INVARIANT: the file that is compiled in can be read; a test holds it.
        static PROFILES: LazyLock<Vec<ClientProfile>> =
            LazyLock::new(|| file::read(KNOWN, &[]).unwrap_or_default());
        PROFILES.clone()
    }

    /// The known profiles as they are written: the form in which users write their own.
    #[must_use]
    pub fn known_toml() -> &'static str {
        KNOWN
    }

    /// Clients of which too little is known for a profile, and why.
    #[must_use]
    pub fn left_out() -> Vec<LeftOut> {
        // INVARIANT: as above.
        file::left_out(KNOWN).unwrap_or_default()
    }

    /// Reads profiles in the form of the known ones: TOML, a table `[[client]]` for each. `like` takes whatever is
    /// not written from a known profile, or from one further up.
    ///
    /// # Errors
    /// The text is no TOML, or says something that no profile has; the error names the line and what to write
    /// instead.
    pub fn read_toml(text: &str) -> Result<Vec<Self>, Error> {
        file::read(text, &Self::known())
    }

    /// The known profiles and `own`, which replace known ones of the same id.
    #[must_use]
    pub(crate) fn known_and(own: &[Self]) -> Vec<Self> {
        let mut profiles = Self::known();
        for profile in own {
            match profiles.iter_mut().find(|known| known.id == profile.id) {
                Some(known) => known.clone_from(profile),
                None => profiles.push(profile.clone()),
            }
        }
        profiles
    }

    /// Whether it asks for Network Level Authentication.
    #[must_use]
    pub fn asks_for_nla(&self) -> bool {
        self.protocols.iter().any(|protocol| *protocol != SecurityProtocol::Ssl)
    }

    /// Whether its maker supports it on this day (`2026-11-27`).
    pub(crate) fn is_supported_on(&self, day: &str) -> bool {
        self.supported_until.is_empty() || day <= self.supported_until.as_str()
    }

    /// `requestedProtocols`.
    pub(crate) fn requests(&self) -> SecurityProtocols {
        self.protocols.iter().fold(SecurityProtocols::RDP, |bits, protocol| bits | protocol.bit())
    }

    /// Whether a fact has no confirmation.
    pub(crate) fn doubts(&self, fact: ProfileFact) -> bool {
        self.unverified.contains(&fact)
    }
}

/// A client of which too little is known for a profile: what it asks for stands in no source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LeftOut {
    /// Its name, for people.
    pub name: String,
    /// What is not known, or why the host does not see it.
    pub why: String,
}

/// A security protocol that a client can ask for, MS-RDPBCGR 2.2.1.1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SecurityProtocol {
    /// TLS.
    Ssl,
    /// Network Level Authentication (CredSSP).
    Hybrid,
    /// Network Level Authentication with the result of early user authorization.
    HybridEx,
}

impl SecurityProtocol {
    fn bit(self) -> SecurityProtocols {
        match self {
            Self::Ssl => SecurityProtocols::SSL,
            Self::Hybrid => SecurityProtocols::HYBRID,
            Self::HybridEx => SecurityProtocols::HYBRID_EX,
        }
    }
}

/// A cipher of Standard RDP Security, MS-RDPBCGR 5.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RdpCipher {
    /// RC4 with 40 bits.
    #[serde(rename = "40bit")]
    Rc4With40Bits,
    /// RC4 with 56 bits.
    #[serde(rename = "56bit")]
    Rc4With56Bits,
    /// RC4 with 128 bits.
    #[serde(rename = "128bit")]
    Rc4With128Bits,
    /// 3DES, as FIPS 140-1 demands.
    #[serde(rename = "fips")]
    Fips,
}

impl RdpCipher {
    /// Its bit in `encryptionMethods`, MS-RDPBCGR 2.2.1.3.3.
    pub(crate) fn bit(self) -> EncryptionMethod {
        match self {
            Self::Rc4With40Bits => EncryptionMethod::ENCRYPTION_METHOD_40BIT,
            Self::Rc4With128Bits => EncryptionMethod::ENCRYPTION_METHOD_128BIT,
            Self::Rc4With56Bits => EncryptionMethod::ENCRYPTION_METHOD_56BIT,
            Self::Fips => EncryptionMethod::ENCRYPTION_METHOD_FIPS,
        }
    }
}

/// A TLS version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OfferedTls {
    /// TLS 1.0.
    #[serde(rename = "1.0")]
    V10,
    /// TLS 1.1.
    #[serde(rename = "1.1")]
    V11,
    /// TLS 1.2.
    #[serde(rename = "1.2")]
    V12,
    /// TLS 1.3.
    #[serde(rename = "1.3")]
    V13,
}

impl OfferedTls {
    /// As profiles and reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V10 => "1.0",
            Self::V11 => "1.1",
            Self::V12 => "1.2",
            Self::V13 => "1.3",
        }
    }

    /// The code on the wire.
    pub(crate) fn version(self) -> TlsVersion {
        match self {
            Self::V10 => TlsVersion::TLS10,
            Self::V11 => TlsVersion::TLS11,
            Self::V12 => TlsVersion::TLS12,
            Self::V13 => TlsVersion::TLS13,
        }
    }
}

/// How a client takes a server that lacks the update for CVE-2018-0886 (AllowEncryptionOracle).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CredsspPolicy {
    /// It lacks the update itself: such a server is welcome, and an updated one may refuse the client.
    Unpatched,
    /// Updated, and goes along with such a server all the same (2).
    Vulnerable,
    /// Updated, and refuses such a server (1), which is the default of Windows.
    #[default]
    Mitigated,
    /// Updated, refuses such a server, and as a server such clients (0).
    ForceUpdated,
}

/// What a client does with a certificate that it does not trust.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnBadCertificate {
    /// Nothing.
    Ignore,
    /// It asks its user.
    #[default]
    Warn,
    /// It ends the connection.
    Refuse,
}

/// Whose messages and codes the user of a client sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Shows {
    /// Those of mstsc.
    Mstsc,
    /// Those of FreeRDP.
    #[serde(rename = "freerdp")]
    FreeRdp,
    /// Others, which are not known here.
    #[default]
    Other,
}

/// A fact of a profile that may lack confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProfileFact {
    /// What it asks for.
    Protocols,
    /// Whether, and with which ciphers, it accepts Standard RDP Security.
    StandardRdp,
    /// Its TLS versions and cipher suites.
    Tls,
    /// Whether it offers more TLS versions and suites than are written: what is written is confirmed.
    MoreTls,
    /// How it takes a server without the CredSSP update.
    Credssp,
}
