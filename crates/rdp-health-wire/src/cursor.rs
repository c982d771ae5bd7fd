//! A bounded reader that knows which field of which structure it stands on.

use crate::{DecodeError, DecodeErrorKind};

#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    pdu: &'static str,
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(pdu: &'static str, bytes: &'a [u8]) -> Self {
        Self { pdu, rest: bytes, offset: 0 }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn error(&self, field: &'static str, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { pdu: self.pdu, field, offset: self.offset, kind }
    }

    fn truncated(&self, field: &'static str, needed: usize) -> DecodeError {
        self.error(field, DecodeErrorKind::Truncated { needed, available: self.rest.len() })
    }

    pub(crate) fn take(&mut self, field: &'static str, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) =
            self.rest.split_at_checked(length).ok_or_else(|| self.truncated(field, length))?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        Ok(taken)
    }

    /// The next `length` bytes as a reader of their own, whose offsets go on counting.
    pub(crate) fn nested(&mut self, field: &'static str, length: usize) -> Result<Self, DecodeError> {
        let (pdu, offset) = (self.pdu, self.offset);
        Ok(Self { pdu, rest: self.take(field, length)?, offset })
    }

    pub(crate) fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], DecodeError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(|| self.truncated(field, N))?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(N);
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self, field: &'static str) -> Result<u8, DecodeError> {
        self.array(field).map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub(crate) fn u16_le(&mut self, field: &'static str) -> Result<u16, DecodeError> {
        self.array(field).map(u16::from_le_bytes)
    }

    pub(crate) fn u32_le(&mut self, field: &'static str) -> Result<u32, DecodeError> {
        self.array(field).map(u32::from_le_bytes)
    }

    pub(crate) fn u24(&mut self, field: &'static str) -> Result<usize, DecodeError> {
        let [high, middle, low] = self.array(field)?;
        Ok((usize::from(high) << 16) | (usize::from(middle) << 8) | usize::from(low))
    }

    /// A byte that the specification fixes.
    pub(crate) fn expect_u8(&mut self, field: &'static str, expected: u8) -> Result<(), DecodeError> {
        let found = self.clone().u8(field)?;
        if found == expected {
            self.u8(field)?;
            return Ok(());
        }
        Err(self.error(
            field,
            DecodeErrorKind::Unexpected { expected: u32::from(expected), found: u32::from(found) },
        ))
    }

    /// A vector with one length byte.
    pub(crate) fn vector8(&mut self, field: &'static str) -> Result<&'a [u8], DecodeError> {
        let length = self.u8(field)?;
        self.take(field, usize::from(length))
    }

    /// A vector with two length bytes.
    pub(crate) fn vector16(&mut self, field: &'static str) -> Result<Self, DecodeError> {
        let length = self.u16(field)?;
        self.nested(field, usize::from(length))
    }

    /// A vector with three length bytes.
    pub(crate) fn vector24(&mut self, field: &'static str) -> Result<Self, DecodeError> {
        let length = self.u24(field)?;
        self.nested(field, length)
    }
}
