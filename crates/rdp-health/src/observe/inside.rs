//! What a host says of itself: facts from its registry, its event logs and a collection made on it.
//!
//! Each fact names the source it was read from. No password, key or hash of one is among them.

use serde::{Deserialize, Serialize};

use super::CertificateFacts;

/// The host from inside.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct InsideFacts {
    /// The files that were read.
    pub sources: Vec<InsideSource>,
    /// The computer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computer: Option<String>,
    /// Its DNS domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The moment of the newest fact, RFC 3339: what the host was like after it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Which Windows it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub windows: Option<WindowsRelease>,
    /// Its listeners, with the settings that count: a policy beats a setting.
    pub listeners: Vec<InsideListener>,
    /// Values of the registry as they were found. A key without values of interest has one with an empty name.
    pub settings: Vec<InsideSetting>,
    /// Services that Remote Desktop needs or that are a part of it.
    pub services: Vec<InsideService>,
    /// The profiles of Windows Firewall.
    pub firewall_profiles: Vec<FirewallProfile>,
    /// The rules of Windows Firewall that let Remote Desktop in or keep it out.
    pub firewall_rules: Vec<FirewallRule>,
    /// The certificates that Remote Desktop can use.
    pub certificates: Vec<InsideCertificate>,
    /// Installed updates: `KB5012170`.
    pub updates: Vec<String>,
    /// Who listens on which TCP port. Empty = not known.
    pub listening: Vec<InsidePort>,
    /// Events, those of one kind together.
    pub events: Vec<InsideEvent>,
    /// Days that a session host still accepts clients without a licence server; 0 = they are over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licensing_grace_days: Option<u32>,
    /// How many other files were given, of which nothing is read.
    pub left_out: u32,
    /// Files that were given and could not be read, each with why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// One file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InsideSource {
    /// Its name, within a collection the name there as well.
    pub name: String,
    /// What it is: `registry hive`, `registry export`, `event log`, `collection`, or a text of a support tool.
    pub kind: String,
    /// When it was written, RFC 3339, where it says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written_at: Option<String>,
    /// What could not be read in it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub problems: Vec<String>,
}

/// Which Windows a host runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WindowsRelease {
    /// The name, such as `Windows Server 2019 Datacenter`.
    pub product: String,
    /// The edition, such as `Professional` or `Core`.
    pub edition: String,
    /// `Client`, `Server` or `Server Core`.
    pub installation: String,
    /// The build, such as 17763.
    pub build: u32,
    /// The revision of the build, which each update raises.
    pub revision: u32,
}

/// A number that a setting or a policy gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Effective {
    /// The number that counts.
    pub value: u32,
    /// Whether a policy gives it.
    pub by_policy: bool,
}

/// A listener of Remote Desktop (`WinStations\…`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[non_exhaustive]
pub struct InsideListener {
    /// Its name: `RDP-Tcp`.
    pub name: String,
    /// Whether it is switched on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Its TCP port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// `SecurityLayer`: 0 RDP, 1 negotiated, 2 TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_layer: Option<Effective>,
    /// `UserAuthentication`: 1 = NLA is required.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nla: Option<Effective>,
    /// `MinEncryptionLevel`: 1 low, 2 client compatible, 3 high, 4 FIPS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption_level: Option<Effective>,
    /// `MaxInstanceCount`: connections at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_connections: Option<Effective>,
    /// `SSLCertificateSHA1Hash`: the thumbprint of the certificate that was chosen, in lower-case hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_sha1: Option<String>,
    /// `LanAdapter`: 0 = all network adapters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adapter: Option<u32>,
}

/// A value of the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InsideSetting {
    /// The key, from `HKLM\` on; of an offline hive as a running Windows has it.
    pub key: String,
    /// The value's name.
    pub name: String,
    /// The value: numbers in decimal, bytes in hex, several texts with commas between.
    pub value: String,
    /// The value, if it is a number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<u32>,
    /// When something in the key was last written, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written_at: Option<String>,
    /// Which of the sources has it.
    pub source: u16,
}

/// A Windows service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InsideService {
    /// Its name: `TermService`.
    pub name: String,
    /// `Start`: 0 boot, 1 system, 2 automatic, 3 manual, 4 disabled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<u32>,
    /// `running`, `stopped` …; files of a host that is off do not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<String>,
    /// The library that svchost loads.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub library: Option<String>,
    /// Which of the sources has it.
    pub source: u16,
}

/// A profile of Windows Firewall.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirewallProfile {
    /// `Domain`, `Private` or `Public`.
    pub name: String,
    /// Whether the firewall is on in this profile.
    pub enabled: Effective,
    /// Whether it blocks everything, whatever the rules allow ("block all incoming connections").
    pub blocks_all: bool,
    /// Whether it lets in what no rule is about (`DefaultInboundAction` = 0).
    #[serde(default)]
    pub allows_by_default: bool,
    /// Whether a policy makes it ignore local rules (`AllowLocalPolicyMerge` = 0).
    #[serde(default)]
    pub ignores_local_rules: bool,
    /// Which of the sources has it.
    pub source: u16,
}

/// A rule of Windows Firewall.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FirewallRule {
    /// Its id: `RemoteDesktop-UserMode-In-TCP`.
    pub id: String,
    /// Its name, as the console shows it; `@FirewallAPI.dll,-28775` where Windows translates it.
    pub name: String,
    /// Whether it is on.
    pub active: bool,
    /// Whether it allows; otherwise it blocks.
    pub allows: bool,
    /// Whether it is about incoming connections.
    pub inbound: bool,
    /// 6 = TCP, 17 = UDP, 256 = any.
    pub protocol: u16,
    /// Ports of this computer, as they are written: `3389`, `3380-3400`; empty = any.
    pub ports: Vec<String>,
    /// Addresses that it is for, as they are written; empty = any.
    pub remote: Vec<String>,
    /// The program that it is for, where it is not the service's own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub program: Option<String>,
    /// What else it is limited to, as it is written: `IFType=RemoteAccess`, `LA4=10.0.0.5`, `Security=Authenticate`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub limits: Vec<String>,
    /// Profiles in which it counts; empty = all.
    pub profiles: Vec<String>,
    /// Whether a policy has it.
    pub by_policy: bool,
    /// Which of the sources has it.
    pub source: u16,
}

/// A certificate in one of the host's stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InsideCertificate {
    /// The store: `My` or `Remote Desktop`.
    pub store: String,
    /// Whether the store says that there is a private key for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub has_key: Option<bool>,
    /// Whether NETWORK SERVICE, under which Remote Desktop runs, may read the key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key_readable: Option<bool>,
    /// What it says.
    pub certificate: CertificateFacts,
    /// Which of the sources has it.
    pub source: u16,
}

impl InsideCertificate {
    /// A certificate of a store.
    #[must_use]
    pub fn new(store: String, certificate: CertificateFacts, source: u16) -> Self {
        Self { store, has_key: None, key_readable: None, certificate, source }
    }
}

/// A TCP port on which a program listens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InsidePort {
    /// The port.
    pub port: u16,
    /// The services or the program that own it: `TermService`.
    pub owner: String,
    /// Which of the sources has it.
    pub source: u16,
}

/// Events of one kind in one log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InsideEvent {
    /// The log.
    pub log: String,
    /// Who wrote them.
    pub provider: String,
    /// Their id.
    pub id: u32,
    /// A number in them that makes them another kind: a reason, a status.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
    /// How many there are.
    pub count: u32,
    /// The first, RFC 3339.
    pub first: String,
    /// The last, RFC 3339.
    pub last: String,
    /// Which of the sources has them.
    pub source: u16,
}

impl InsideFacts {
    /// The place among the settings and the setting itself.
    pub(crate) fn setting(&self, key: &str, name: &str) -> Option<(usize, &InsideSetting)> {
        let is_it =
            |one: &InsideSetting| one.key.eq_ignore_ascii_case(key) && one.name.eq_ignore_ascii_case(name);
        self.settings.iter().enumerate().find(|(_, one)| is_it(one))
    }

    /// A service, with its place.
    pub(crate) fn service(&self, name: &str) -> Option<(usize, &InsideService)> {
        self.services.iter().enumerate().find(|(_, one)| one.name.eq_ignore_ascii_case(name))
    }

    /// The listener that clients use, with its place.
    pub(crate) fn listener(&self) -> Option<(usize, &InsideListener)> {
        self.listeners.iter().enumerate().find(|(_, one)| one.name.eq_ignore_ascii_case("RDP-Tcp"))
    }

    /// The port on which it listens.
    pub(crate) fn port(&self) -> Option<u16> {
        self.listener().and_then(|(_, listener)| listener.port)
    }
}

impl FirewallRule {
    /// Whether it is about this port of TCP or UDP.
    pub(crate) fn is_about(&self, protocol: u16, port: u16) -> bool {
        let has = |range: &String| match range.split_once('-') {
            Some((from, to)) => {
                from.parse().is_ok_and(|from: u16| from <= port) && to.parse().is_ok_and(|to: u16| port <= to)
            }
            None => range.parse() == Ok(port),
        };
        self.program.is_none()
            && (self.protocol == protocol || self.protocol == 256)
            && (self.ports.is_empty() || self.ports.iter().any(has))
    }

    /// Whether it counts in a profile.
    pub(crate) fn counts_in(&self, profile: &FirewallProfile) -> bool {
        let is_of_it = self.profiles.is_empty()
            || self.profiles.iter().any(|one| one.eq_ignore_ascii_case(&profile.name));
        is_of_it && (self.by_policy || !profile.ignores_local_rules)
    }
}
