//! What counts as bad: plain data, so that it can be loaded from a file.

use serde::{Deserialize, Serialize};

/// Thresholds of the diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Policy {
    /// A certificate that expires within this many days is reported.
    pub expiry_warning_days: u16,
    /// RSA keys shorter than this many bits are weak.
    pub minimum_rsa_bits: u16,
    /// A name that takes longer than this to resolve is slow, in milliseconds.
    pub slow_dns_ms: u32,
}

impl Default for Policy {
    fn default() -> Self {
        // Windows renews its self-signed certificate by itself, late: a month's notice would cry wolf on it,
        // which is why rules apply `expiry_warning_days` to issued certificates only.
        Self { expiry_warning_days: 30, minimum_rsa_bits: 2048, slow_dns_ms: 1000 }
    }
}

impl Policy {
    /// Days of notice before a certificate expires.
    #[must_use]
    pub fn expiry_warning_days(mut self, days: u16) -> Self {
        self.expiry_warning_days = days;
        self
    }

    /// Shortest RSA key that is not reported, in bits.
    #[must_use]
    pub fn minimum_rsa_bits(mut self, bits: u16) -> Self {
        self.minimum_rsa_bits = bits;
        self
    }

    /// Longest resolution that is not reported, in milliseconds.
    #[must_use]
    pub fn slow_dns_ms(mut self, milliseconds: u32) -> Self {
        self.slow_dns_ms = milliseconds;
        self
    }
}
