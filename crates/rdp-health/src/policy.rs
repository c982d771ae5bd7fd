//! What counts as bad: plain data, so that it can be loaded from a file.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::json;

/// Thresholds of the diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Policy {
    /// A certificate that expires within this many days is reported; one that is not valid for long, only in the last
    /// third of its lifetime.
    pub expiry_warning_days: u16,
    /// A server's certificate that is valid for more than this many days, from first to last, is reported; absent =
    /// none is.
    pub maximum_validity_days: Option<u16>,
    /// RSA keys shorter than this many bits are weak.
    pub minimum_rsa_bits: u16,
    /// A name that takes longer than this to resolve is slow.
    #[serde(rename = "slow_dns_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub slow_dns: Duration,
    /// A host's clock may be off from ours by so much; Kerberos tolerates five minutes.
    #[serde(rename = "clock_skew_s", with = "json::seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub clock_skew: Duration,
    /// Features that the host must offer.
    pub require: Requirements,
}

/// What an organisation demands of its hosts: what is missing is a warning, where it would be information.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Requirements {
    /// Network Level Authentication, offered and enforced.
    pub nla: bool,
    /// Restricted Admin mode.
    pub restricted_admin: bool,
    /// Remote Credential Guard.
    pub remote_credential_guard: bool,
    /// Sign-in with Entra ID.
    pub entra: bool,
}

impl Requirements {
    /// Network Level Authentication, offered and enforced.
    #[must_use]
    pub fn nla(mut self) -> Self {
        self.nla = true;
        self
    }

    /// Restricted Admin mode.
    #[must_use]
    pub fn restricted_admin(mut self) -> Self {
        self.restricted_admin = true;
        self
    }

    /// Remote Credential Guard.
    #[must_use]
    pub fn remote_credential_guard(mut self) -> Self {
        self.remote_credential_guard = true;
        self
    }

    /// Sign-in with Entra ID.
    #[must_use]
    pub fn entra(mut self) -> Self {
        self.entra = true;
        self
    }
}

impl Default for Policy {
    fn default() -> Self {
        // Windows renews its self-signed certificate by itself, late: a month's notice would cry wolf on it,
        // which is why rules warn of `expiry_warning_days` for issued certificates only.
        Self {
            expiry_warning_days: 30,
            maximum_validity_days: None,
            minimum_rsa_bits: 2048,
            slow_dns: Duration::from_secs(1),
            clock_skew: Duration::from_secs(300),
            require: Requirements::default(),
        }
    }
}

impl Policy {
    /// Days of notice before a certificate expires.
    #[must_use]
    pub fn expiry_warning_days(mut self, days: u16) -> Self {
        self.expiry_warning_days = days;
        self
    }

    /// Longest validity of a server's certificate that is not reported, in days.
    #[must_use]
    pub fn maximum_validity_days(mut self, days: u16) -> Self {
        self.maximum_validity_days = Some(days);
        self
    }

    /// Shortest RSA key that is not reported, in bits.
    #[must_use]
    pub fn minimum_rsa_bits(mut self, bits: u16) -> Self {
        self.minimum_rsa_bits = bits;
        self
    }

    /// Longest resolution that is not reported.
    #[must_use]
    pub fn slow_dns(mut self, longest: Duration) -> Self {
        self.slow_dns = longest;
        self
    }

    /// Largest difference between a host's clock and ours that is not reported.
    #[must_use]
    pub fn clock_skew(mut self, largest: Duration) -> Self {
        self.clock_skew = largest;
        self
    }

    /// Features that the host must offer.
    #[must_use]
    pub fn require(mut self, require: Requirements) -> Self {
        self.require = require;
        self
    }
}
