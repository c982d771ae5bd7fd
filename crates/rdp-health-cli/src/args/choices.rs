//! The values of options that are one of a few words.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rdp_health::{Depth, Severity};
use rdp_health_render::Format;

/// What the formats of a report are called: whatever the renderer has.
pub(crate) fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| format.as_str());
    PossibleValuesParser::new(names)
        .try_map(|name| Format::from_name(&name).ok_or("the format does not exist"))
}

/// The formats of what is no report: a comparison.
pub(crate) fn plain_formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(PLAIN.map(Format::as_str))
        .try_map(|name| Format::from_name(&name).ok_or("the format does not exist"))
}

/// What can be written of everything.
pub(crate) const PLAIN: [Format; 3] = [Format::Text, Format::Json, Format::Ndjson];

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CertFormat {
    Text,
    Json,
    Pem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClientsFormat {
    Text,
    Json,
    Toml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DepthArg {
    Quick,
    Standard,
    Full,
}

impl DepthArg {
    pub(crate) fn depth(self) -> Depth {
        match self {
            Self::Quick => Depth::Quick,
            Self::Standard => Depth::Standard,
            Self::Full => Depth::Full,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Warning,
    Error,
}

/// What `--require` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Feature {
    /// Network Level Authentication, offered and enforced
    Nla,
    /// Restricted Admin mode
    RestrictedAdmin,
    /// Remote Credential Guard
    RemoteCredentialGuard,
    /// Sign-in with Entra ID
    Entra,
}

impl FailOn {
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}
