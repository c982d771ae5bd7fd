//! Misuse, as a code that programs compare and a sentence that people read.

use std::fmt::Display;

use rdp_health::{Error, ErrorKind};

/// What every function of the border returns.
pub(crate) type Result<T> = std::result::Result<T, napi::Error<Code>>;

/// The codes of `RdpHealthError` that come from the native half.
#[derive(Debug, Clone, Copy)]
pub enum Code {
    /// The target is no host and no `.rdp` file.
    InvalidTarget,
    /// An option makes no sense.
    InvalidOption,
    /// What was given is not a report.
    InvalidReport,
    /// Nothing is known of the code.
    Unknown,
    /// A defect of this package.
    Internal,
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        match self {
            Self::InvalidTarget => "ERR_RDP_INVALID_TARGET",
            Self::InvalidOption => "ERR_RDP_INVALID_OPTION",
            Self::InvalidReport => "ERR_RDP_INVALID_REPORT",
            Self::Unknown => "ERR_RDP_UNKNOWN_CODE",
            Self::Internal => "ERR_RDP_INTERNAL",
        }
    }
}

impl Code {
    pub(crate) fn says(self, message: impl Into<String>) -> napi::Error<Self> {
        napi::Error::new(self, message.into())
    }

    /// What the library says of misuse, with the argument that it is about.
    pub(crate) fn misuse(argument: &str, error: &Error) -> napi::Error<Self> {
        let code = match error.kind {
            ErrorKind::InvalidTarget | ErrorKind::OtherFile | ErrorKind::InvalidProfile => {
                Self::InvalidTarget
            }
            ErrorKind::InvalidOption => Self::InvalidOption,
            ErrorKind::InvalidReport => Self::InvalidReport,
            ErrorKind::UnknownCode => Self::Unknown,
            _ => Self::Internal,
        };
        // An option's path goes on where the argument ends.
        let between = if error.option.is_some() { "." } else { ": " };
        code.says(format!("{argument}{between}{error}"))
    }

    pub(crate) fn internal(error: impl Display) -> napi::Error<Self> {
        Self::Internal.says(error.to_string())
    }
}
