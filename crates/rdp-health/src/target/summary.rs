//! The target as reports hold it, and as one types it.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{
    ClientSettings, Endpoint, HTTPS_PORT, Labels, ProfileEntry, Service, Target, parse_port, split_host_port,
};
use crate::error::Error;

/// The target as it stands in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TargetSummary {
    /// The host as it was asked for: a name or an address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// What is asked for there.
    #[serde(default)]
    pub service: Service,
    /// Path and query of a web address, as they are asked; `None` = `/`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// What the profile says that names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entry: Option<ProfileEntry>,
    /// Another name by which the host may be known (`alternate full address`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alternate_host: Option<String>,
    /// Fingerprints of which the certificate is expected to have one, in hex: SHA-1 or SHA-256 of the certificate, or
    /// SHA-256 of its key. Empty = none is expected.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub expected_fingerprints: Vec<String>,
    /// The RD Gateway that was named, with its port where one was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gateway: Option<String>,
    /// Security settings of the client that will connect, from a `.rdp` file.
    #[serde(skip_serializing_if = "ClientSettings::is_default", default)]
    pub client: ClientSettings,
    /// Where the target was found: the file, and what the file calls it.
    #[serde(skip_serializing_if = "Labels::is_default", default)]
    pub labels: Labels,
}

impl From<&Target> for TargetSummary {
    fn from(target: &Target) -> Self {
        Self {
            host: target.host.to_string(),
            port: target.port,
            service: target.service,
            path: target.path.clone(),
            entry: target.entry.clone(),
            alternate_host: target.alternate_host.clone(),
            expected_fingerprints: Vec::new(),
            gateway: target.gateway.as_ref().map(Endpoint::to_string),
            client: target.client.clone(),
            labels: target.labels.clone(),
        }
    }
}

impl TryFrom<&TargetSummary> for Target {
    type Error = Error;

    fn try_from(summary: &TargetSummary) -> Result<Self, Self::Error> {
        let (host, _) = split_host_port(&summary.host)?;
        let mut target = Self::new(host, parse_port(&summary.port.to_string())?);
        target.service = summary.service;
        target.path.clone_from(&summary.path);
        target.entry.clone_from(&summary.entry);
        target.alternate_host.clone_from(&summary.alternate_host);
        target.gateway = summary.gateway.as_deref().map(Endpoint::parse).transpose()?;
        target.client = summary.client.clone();
        target.labels = summary.labels.clone();
        Ok(target)
    }
}

impl TargetSummary {
    /// The address that was asked for, if it was an address and not a name.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        // The zone of a link-local address is no part of it.
        self.host.split('%').next()?.parse().ok()
    }

    /// What makes two targets the same check: how they are written, and what a file says of their client. Where they were
    /// found does not matter.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut identity = self.to_string().to_ascii_lowercase();
        let is_plain = self.gateway.is_none()
            && self.alternate_host.is_none()
            && self.client == ClientSettings::default();
        if !is_plain {
            let more = (&self.gateway, &self.alternate_host, &self.client);
            identity.push_str(&serde_json::to_string(&more).unwrap_or_default());
        }
        identity
    }

    /// Whether the clients end the connection over a bad certificate instead of asking their user. Those of the web do.
    #[must_use]
    pub fn refuses_bad_certificates(&self) -> bool {
        self.service == Service::Https || self.client.refuses_bad_certificates()
    }

    /// Who refuses a bad certificate, as a sentence that follows a finding.
    pub(crate) fn refusal(&self) -> &'static str {
        match self.service {
            Service::Https => " Web clients refuse such a certificate.",
            Service::Rdp => " The .rdp file refuses such a certificate (authentication level:i:1).",
        }
    }
}

impl fmt::Display for TargetSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_target(f, self.service, &self.host, self.address(), self.port, self.path.as_deref())
    }
}

/// A target as one types it: the usual port of the web goes without saying.
pub(super) fn write_target(
    f: &mut fmt::Formatter<'_>,
    service: Service,
    host: &dyn fmt::Display,
    address: Option<IpAddr>,
    port: u16,
    path: Option<&str>,
) -> fmt::Result {
    if service == Service::Https {
        f.write_str("https://")?;
    }
    match address {
        Some(IpAddr::V6(_)) => write!(f, "[{host}]")?,
        _ => write!(f, "{host}")?,
    }
    match (service, port) {
        (Service::Https, HTTPS_PORT) => Ok(()),
        _ => write!(f, ":{port}"),
    }?;
    f.write_str(path.unwrap_or_default())
}
