//! [§ 2.2.2.1] AV_PAIR: what a challenge tells about the host, and the time it tells.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::utf16;

open_code! {
    /// [§ 2.2.2.1] AvId: what an attribute is about.
    pub struct AvId(u16) {
        EOL = 0 => "MsvAvEOL",
        NB_COMPUTER_NAME = 1 => "MsvAvNbComputerName",
        NB_DOMAIN_NAME = 2 => "MsvAvNbDomainName",
        DNS_COMPUTER_NAME = 3 => "MsvAvDnsComputerName",
        DNS_DOMAIN_NAME = 4 => "MsvAvDnsDomainName",
        DNS_TREE_NAME = 5 => "MsvAvDnsTreeName",
        FLAGS = 6 => "MsvAvFlags",
        TIMESTAMP = 7 => "MsvAvTimestamp",
        SINGLE_HOST = 8 => "MsvAvSingleHost",
        TARGET_NAME = 9 => "MsvAvTargetName",
        CHANNEL_BINDINGS = 10 => "MsvAvChannelBindings",
    }
}

open_bits! {
    /// [§ 2.2.2.1] The value of MsvAvFlags.
    pub struct AvFlags(u32), zero = "none" {
        UNTRUSTED_SPN_SOURCE = 0x4,
        MIC_PROVIDED = 0x2,
        ACCOUNT_AUTHENTICATION_CONSTRAINED = 0x1,
    }
}

/// [MS-DTYP § 2.3.3] FILETIME: units of 100 ns since 1601-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileTime(pub u64);

impl FileTime {
    /// Microseconds from 1601-01-01 to 1970-01-01.
    const EPOCH_MICROS: i64 = 11_644_473_600_000_000;

    /// The time that is so many microseconds after 1970-01-01, or `None` before 1601.
    #[must_use]
    pub fn from_unix_micros(micros: i64) -> Option<Self> {
        let since_1601 = micros.checked_add(Self::EPOCH_MICROS)?;
        u64::try_from(since_1601).ok()?.checked_mul(10).map(Self)
    }

    /// Microseconds since 1970-01-01, rounded down; `None` for zero and for what is no time (the highest bit is set).
    #[must_use]
    pub fn unix_micros(self) -> Option<i64> {
        let ticks = i64::try_from(self.0).ok().filter(|ticks| *ticks != 0)?;
        (ticks / 10).checked_sub(Self::EPOCH_MICROS)
    }
}

/// [§ 2.2.2.1] AV_PAIR: one attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AvPair {
    /// What it is about.
    pub id: AvId,
    /// The value as it stands on the wire: text is UTF-16LE.
    pub value: Vec<u8>,
}

impl AvPair {
    /// An attribute whose value is text.
    #[must_use]
    pub fn text(id: AvId, text: &str) -> Self {
        Self { id, value: utf16::encode(text, MAX_UNITS) }
    }

    /// MsvAvTimestamp.
    #[must_use]
    pub fn timestamp(time: FileTime) -> Self {
        Self { id: AvId::TIMESTAMP, value: time.0.to_le_bytes().to_vec() }
    }

    /// The value read as text; what is no valid UTF-16 becomes U+FFFD.
    #[must_use]
    pub fn as_text(&self) -> String {
        utf16::decode(&self.value)
    }
}

/// Text of this many units is the longest that a 16-bit length in bytes describes.
pub(super) const MAX_UNITS: usize = u16::MAX as usize / 2;

/// The pairs up to the first that does not fit 16 bits of total length, and the pair that ends the list.
pub(super) fn encode_list(pairs: &[AvPair]) -> Vec<u8> {
    const HEADER_LENGTH: usize = 4;
    const ROOM: usize = u16::MAX as usize - HEADER_LENGTH;
    let mut out = Vec::new();
    for AvPair { id, value } in pairs.iter().filter(|pair| pair.id != AvId::EOL) {
        let Ok(length) = u16::try_from(value.len()) else { break };
        if ROOM < out.len().saturating_add(HEADER_LENGTH).saturating_add(value.len()) {
            break;
        }
        out.extend(id.0.to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend(value);
    }
    out.extend([0; HEADER_LENGTH]);
    out
}

/// The pairs up to the end of the list or to the first that is cut short.
pub(super) fn decode_list(bytes: &[u8]) -> Vec<AvPair> {
    let mut cursor = Cursor::new("AV_PAIR", bytes);
    let mut pairs = Vec::new();
    while let Ok(id) = cursor.u16_le("avId").map(AvId)
        && id != AvId::EOL
        && let Ok(length) = cursor.u16_le("avLen")
        && let Ok(value) = cursor.take("value", usize::from(length))
    {
        pairs.push(AvPair { id, value: value.to_vec() });
    }
    pairs
}

/// Whether no pair of the list is cut short. That there is no end to the list is forgiven.
pub(super) fn list_is_whole(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new("AV_PAIR", bytes);
    while let Ok(id) = cursor.u16_le("avId").map(AvId)
        && id != AvId::EOL
    {
        let length = cursor.u16_le("avLen");
        if length.and_then(|length| cursor.take("value", usize::from(length))).is_err() {
            return false;
        }
    }
    true
}
