//! Why bytes could not be read, or a struct could not be written.

use core::fmt;

/// Where a decoder gave up, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DecodeError {
    /// The specification's name of the structure that was being read.
    pub pdu: &'static str,
    /// The field of that structure.
    pub field: &'static str,
    /// Byte offset of the field, counted from the start of the structure (for a record: from the start of the stream).
    pub offset: usize,
    /// What was wrong there.
    pub kind: DecodeErrorKind,
}

/// What was wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end before the field does.
    Truncated {
        /// Bytes the field takes.
        needed: usize,
        /// Bytes that were left.
        available: usize,
    },
    /// A field that can have one value only has another.
    Unexpected {
        /// The value that the specification gives.
        expected: u32,
        /// The value that was there.
        found: u32,
    },
    /// A length field contradicts its surroundings.
    InvalidLength {
        /// The length that was there.
        found: usize,
    },
    /// A value that the specification forbids.
    IllegalValue {
        /// The value that was there.
        found: u32,
    },
    /// More bytes than a sane peer sends.
    TooLarge {
        /// The most that is accepted, in bytes.
        limit: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pdu, field, offset, kind } = self;
        write!(f, "{pdu}: {field} at offset {offset}: {kind}")
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { needed, available } => {
                write!(f, "truncated, {needed} bytes needed and {available} available")
            }
            Self::Unexpected { expected, found } => write!(f, "expected {expected:#04x}, found {found:#04x}"),
            Self::InvalidLength { found } => write!(f, "invalid length {found}"),
            Self::IllegalValue { found } => write!(f, "illegal value {found:#04x}"),
            Self::TooLarge { limit } => write!(f, "too large, the limit is {limit} bytes"),
        }
    }
}

impl core::error::Error for DecodeError {}

/// A struct that has no legal form on the wire.
///
/// Only what a user can bring in from outside (a routing token out of a `.rdp` file) can fail to encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodeError {
    /// The field does not fit its length byte.
    TooLong {
        /// The specification's name of the field.
        field: &'static str,
        /// The most that fits, in bytes.
        limit: usize,
        /// What it would take, in bytes.
        found: usize,
    },
    /// The field holds a byte sequence that would end it early.
    IllegalByte {
        /// The specification's name of the field.
        field: &'static str,
        /// Position of the byte in the field.
        offset: usize,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { field, limit, found } => {
                write!(f, "{field} takes {found} bytes, at most {limit} fit")
            }
            Self::IllegalByte { field, offset } => {
                write!(f, "{field} has an illegal byte at offset {offset}")
            }
        }
    }
}

impl core::error::Error for EncodeError {}
