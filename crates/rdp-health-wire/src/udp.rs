//! [MS-RDPEUDP] The two datagrams that open RDP over UDP: SYN, and the server's SYN+ACK. Numbers are big endian.

use alloc::vec::Vec;
use core::fmt;

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

const PDU: &str = "RDPUDP_FEC_HEADER";

/// [MS-RDPEUDP § 3.1.5.1] The largest datagram, and the length to which ours are padded: a smaller question would
/// be answered with more than was asked.
pub const LARGEST_MTU: u16 = 1232;
/// [MS-RDPEUDP § 2.2.2.5] The smallest datagram that both sides must be able to send.
pub const SMALLEST_MTU: u16 = 1132;
/// What a SYN says it acknowledges: nothing.
pub const NOTHING_ACKNOWLEDGED: u32 = u32::MAX;

open_bits! {
    /// [MS-RDPEUDP § 2.2.2.1] `uFlags`; each constant is the specification's without `RDPUDP_FLAG_`.
    pub struct UdpFlags(u16), zero = "none" {
        SYNEX = 0x1000,
        CORRELATION_ID = 0x0800,
        ACKDELAYED = 0x0400,
        SYNLOSSY = 0x0200,
        ACK_OF_ACKS = 0x0100,
        CWR = 0x0080,
        CN = 0x0040,
        ACKVECTOR = 0x0020,
        FEC = 0x0010,
        DATA = 0x0008,
        ACK = 0x0004,
        FIN = 0x0002,
        SYN = 0x0001,
    }
}

open_code! {
    /// [MS-RDPEUDP § 2.2.2.9] `uUdpVer`.
    pub struct UdpVersion(u16) {
        VERSION_1 = 0x0001 => "version 1",
        VERSION_2 = 0x0002 => "version 2",
        VERSION_3 = 0x0101 => "version 3",
    }
}

/// [MS-RDPEUDP § 2.2.2.1] The header of a SYN or SYN+ACK, with its SYNDATA and SYNDATAEX.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpeudp/>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SynDatagram {
    /// `snSourceAck`: the other side's sequence number, or [`NOTHING_ACKNOWLEDGED`].
    pub source_ack: u32,
    /// `uReceiveWindowSize`, in datagrams.
    pub receive_window: u16,
    /// `uFlags`; the bits for version and correlation id follow by themselves.
    pub flags: UdpFlags,
    /// `snInitialSequenceNumber`.
    pub sequence_number: u32,
    /// `uUpStreamMtu`, in bytes.
    pub up_mtu: u16,
    /// `uDownStreamMtu`, in bytes.
    pub down_mtu: u16,
    /// RDPUDP_CORRELATION_ID_PAYLOAD.
    pub correlation_id: Option<[u8; 16]>,
    /// RDPUDP_SYNDATAEX_PAYLOAD: the newest version that the sender speaks; without it, version 1.
    pub version: Option<UdpVersion>,
}

impl SynDatagram {
    /// The question of a client of version 2, which needs no cookie. The sequence number should be random.
    #[must_use]
    pub fn syn(sequence_number: u32) -> Self {
        Self {
            source_ack: NOTHING_ACKNOWLEDGED,
            receive_window: 64,
            flags: UdpFlags::SYN,
            sequence_number,
            up_mtu: LARGEST_MTU,
            down_mtu: LARGEST_MTU,
            correlation_id: None,
            version: Some(UdpVersion::VERSION_2),
        }
    }

    /// The answer of a server of version 2 to a SYN.
    #[must_use]
    pub fn syn_ack(syn: &Self, sequence_number: u32) -> Self {
        Self {
            source_ack: syn.sequence_number,
            flags: UdpFlags::SYN | UdpFlags::ACK,
            sequence_number,
            correlation_id: None,
            version: Some(UdpVersion::VERSION_2),
            ..*syn
        }
    }

    /// The whole datagram, padded with zeros to the smaller MTU.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut flags = self.flags.0 & !(UdpFlags::SYNEX.0 | UdpFlags::CORRELATION_ID.0);
        if self.version.is_some() {
            flags |= UdpFlags::SYNEX.0;
        }
        if self.correlation_id.is_some() {
            flags |= UdpFlags::CORRELATION_ID.0;
        }
        let mut out = Vec::new();
        out.extend(self.source_ack.to_be_bytes());
        out.extend(self.receive_window.to_be_bytes());
        out.extend(flags.to_be_bytes());
        out.extend(self.sequence_number.to_be_bytes());
        out.extend(self.up_mtu.to_be_bytes());
        out.extend(self.down_mtu.to_be_bytes());
        if let Some(id) = self.correlation_id {
            out.extend(id);
            out.extend([0; 16]);
        }
        if let Some(version) = self.version {
            out.extend([0, 1]); // uSynExFlags: the version is given
            out.extend(version.0.to_be_bytes());
        }
        let padded = usize::from(self.up_mtu.min(self.down_mtu)).max(out.len());
        out.resize(padded, 0);
        out
    }

    /// Reads a SYN or a SYN+ACK. The padding, and the cookie hash of version 3, are left alone.
    ///
    /// # Errors
    /// The datagram is cut short, or is no SYN.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(PDU, bytes);
        let source_ack = u32::from_be_bytes(cursor.array("snSourceAck")?);
        let receive_window = cursor.u16("uReceiveWindowSize")?;
        let before = cursor.clone();
        let flags = UdpFlags(cursor.u16("uFlags")?);
        if !flags.contains(UdpFlags::SYN) {
            return Err(before.error("uFlags", DecodeErrorKind::IllegalValue { found: u32::from(flags.0) }));
        }
        let mut datagram = Self {
            source_ack,
            receive_window,
            flags,
            sequence_number: u32::from_be_bytes(cursor.array("snInitialSequenceNumber")?),
            up_mtu: cursor.u16("uUpStreamMtu")?,
            down_mtu: cursor.u16("uDownStreamMtu")?,
            correlation_id: None,
            version: None,
        };
        if flags.contains(UdpFlags::CORRELATION_ID) {
            datagram.correlation_id = Some(cursor.array("uCorrelationId")?);
            cursor.take("uReserved", 16)?;
        }
        if flags.contains(UdpFlags::SYNEX) {
            cursor.u16("uSynExFlags")?;
            datagram.version = Some(UdpVersion(cursor.u16("uUdpVer")?));
        }
        Ok(datagram)
    }

    /// Whether this is what a server answers to `syn`, MS-RDPEUDP 3.1.5.1.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn answers(&self, syn: &Self) -> Result<(), NoAnswer> {
        let mtu = SMALLEST_MTU..=LARGEST_MTU;
        if !self.flags.contains(UdpFlags::ACK) {
            Err(NoAnswer::NotAcknowledged)
        } else if self.source_ack != syn.sequence_number {
            Err(NoAnswer::AnotherNumber)
        } else if !mtu.contains(&self.up_mtu) || !mtu.contains(&self.down_mtu) {
            Err(NoAnswer::Mtu)
        } else {
            Ok(())
        }
    }
}

/// Why a datagram is no answer to a SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoAnswer {
    /// It does not acknowledge anything.
    NotAcknowledged,
    /// It acknowledges another sequence number than ours.
    AnotherNumber,
    /// An MTU lies outside what the specification allows.
    Mtu,
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAcknowledged => "a SYN without ACK",
            Self::AnotherNumber => "it acknowledges another sequence number",
            Self::Mtu => "its MTU is not between 1132 and 1232",
        })
    }
}

impl core::error::Error for NoAnswer {}
