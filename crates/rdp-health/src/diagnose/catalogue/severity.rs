//! How bad a cause is, and from where it shows.

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth knowing; nothing fails because of it.
    Info,
    /// A default client of today connects, but with a warning or a delay, or not every client does, or not for long.
    Warning,
    /// A default client of today does not connect.
    Error,
}

/// From where a cause can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Visibility {
    /// Over the network, without credentials.
    Remote,
    /// Over the network, but only as a hint: other causes look alike.
    Partly,
    /// Only by comparing with another place, another address or another time.
    SecondVantagePoint,
    /// On the client.
    Client,
    /// On the host.
    Host,
    /// Only by logging on, which a check never does.
    AfterLogon,
    /// Nowhere: advice that is found everywhere and is wrong.
    Nowhere,
}
