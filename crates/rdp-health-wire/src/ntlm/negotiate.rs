//! [§ 2.2.1.1] NEGOTIATE_MESSAGE.

use alloc::vec::Vec;
use core::fmt;

use super::SIGNATURE;
use crate::DecodeError;
use crate::cursor::Cursor;

const PDU: &str = "NEGOTIATE_MESSAGE";
const MESSAGE_TYPE: u8 = 1;

open_bits! {
    /// [§ 2.2.2.5] NEGOTIATE: what the messages can do; each constant is the specification's without `NTLMSSP_`.
    pub struct NegotiateFlags(u32), zero = "none" {
        NEGOTIATE_56 = 0x8000_0000,
        NEGOTIATE_KEY_EXCH = 0x4000_0000,
        NEGOTIATE_128 = 0x2000_0000,
        /// The version field is filled in.
        NEGOTIATE_VERSION = 0x0200_0000,
        /// The challenge carries attribute pairs.
        NEGOTIATE_TARGET_INFO = 0x0080_0000,
        REQUEST_NON_NT_SESSION_KEY = 0x0040_0000,
        NEGOTIATE_IDENTIFY = 0x0010_0000,
        NEGOTIATE_EXTENDED_SESSIONSECURITY = 0x0008_0000,
        /// The target name is that of a server.
        TARGET_TYPE_SERVER = 0x0002_0000,
        /// The target name is that of a domain.
        TARGET_TYPE_DOMAIN = 0x0001_0000,
        NEGOTIATE_ALWAYS_SIGN = 0x8000,
        NEGOTIATE_OEM_WORKSTATION_SUPPLIED = 0x2000,
        NEGOTIATE_OEM_DOMAIN_SUPPLIED = 0x1000,
        NEGOTIATE_ANONYMOUS = 0x0800,
        NEGOTIATE_NTLM = 0x0200,
        NEGOTIATE_LM_KEY = 0x0080,
        NEGOTIATE_DATAGRAM = 0x0040,
        NEGOTIATE_SEAL = 0x0020,
        NEGOTIATE_SIGN = 0x0010,
        REQUEST_TARGET = 0x0004,
        NEGOTIATE_OEM = 0x0002,
        /// Text is UTF-16.
        NEGOTIATE_UNICODE = 0x0001,
    }
}

impl NegotiateFlags {
    /// The flags with these switched on or off.
    pub(super) const fn with(self, flags: Self, on: bool) -> Self {
        if on { Self(self.0 | flags.0) } else { Self(self.0 & !flags.0) }
    }
}

/// [§ 2.2.2.10] VERSION: the Windows version of the sender, which servers other than Windows make up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NtlmVersion {
    /// ProductMajorVersion: 10 since Windows 10.
    pub major: u8,
    /// ProductMinorVersion.
    pub minor: u8,
    /// ProductBuild: 17763 for Windows Server 2019.
    pub build: u16,
    /// NTLMRevisionCurrent: 15.
    pub revision: u8,
}

impl NtlmVersion {
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend([self.major, self.minor]);
        out.extend(self.build.to_le_bytes());
        out.extend([0, 0, 0, self.revision]);
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let [major, minor, build_low, build_high, _, _, _, revision] = cursor.array("version")?;
        Ok(Self { major, minor, build: u16::from_le_bytes([build_low, build_high]), revision })
    }
}

impl fmt::Display for NtlmVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.build)
    }
}

/// [§ 2.2.1.1] NEGOTIATE_MESSAGE without names: the question that a CHALLENGE answers.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp/b34032e5-3aae-4bc6-84c3-c6d80eadf7f2>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Negotiate {
    /// What the client can do; the bit for the version follows by itself.
    pub flags: NegotiateFlags,
    /// The Windows version that the client says it is.
    pub version: Option<NtlmVersion>,
}

impl Default for Negotiate {
    /// What a Windows 10 client asks, names left out.
    fn default() -> Self {
        Self {
            flags: NegotiateFlags(0xe208_8235),
            version: Some(NtlmVersion { major: 10, minor: 0, build: 19041, revision: 15 }),
        }
    }
}

impl Negotiate {
    /// The 40 bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let flags = self.flags.with(NegotiateFlags::NEGOTIATE_VERSION, self.version.is_some());
        let mut out = Vec::with_capacity(40);
        out.extend(SIGNATURE);
        out.extend(u32::from(MESSAGE_TYPE).to_le_bytes());
        out.extend(flags.0.to_le_bytes());
        out.extend([0; 16]); // the names of domain and workstation: none
        self.version.unwrap_or_default().write(&mut out);
        out
    }

    /// Reads a message; the names of domain and workstation, which a client may put in, are left alone.
    ///
    /// # Errors
    /// The message is cut short, or is another.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(PDU, bytes);
        read_header(&mut cursor, MESSAGE_TYPE)?;
        let flags = NegotiateFlags(cursor.u32_le("negotiateFlags")?);
        let version = if flags.contains(NegotiateFlags::NEGOTIATE_VERSION) {
            cursor.take("names", 16)?;
            Some(NtlmVersion::read(&mut cursor)?)
        } else {
            None
        };
        Ok(Self { flags, version })
    }
}

/// Reads signature and type, and refuses any other message than the one of this type.
pub(super) fn read_header(cursor: &mut Cursor<'_>, message_type: u8) -> Result<(), DecodeError> {
    for byte in SIGNATURE {
        cursor.expect_u8("signature", *byte)?;
    }
    for byte in u32::from(message_type).to_le_bytes() {
        cursor.expect_u8("messageType", byte)?;
    }
    Ok(())
}
