//! [§ 2.2.1.2] CHALLENGE_MESSAGE.

use alloc::string::String;
use alloc::vec::Vec;

use super::av_pair::{MAX_UNITS, decode_list, encode_list, list_is_whole};
use super::negotiate::read_header;
use super::{AvFlags, AvId, AvPair, FileTime, NegotiateFlags, NtlmVersion, SIGNATURE};
use crate::cursor::Cursor;
use crate::{DecodeError, utf16};

const PDU: &str = "CHALLENGE_MESSAGE";
const MESSAGE_TYPE: u8 = 2;

/// Everything before the payload, the version included.
const HEADER_LENGTH: u32 = 56;

/// [§ 2.2.1.2] CHALLENGE_MESSAGE: what a host tells about itself to whoever asks.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp/801a4681-8809-4be9-ab0d-61dcfe762786>
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Challenge {
    /// TargetName: the NetBIOS name of the domain that the host has joined, else of the host.
    pub target_name: String,
    /// What both sides can do; the bits for the target info and the version follow by themselves.
    pub flags: NegotiateFlags,
    /// ServerChallenge: a random number.
    pub server_challenge: [u8; 8],
    /// The Windows version that the host says it is.
    pub version: Option<NtlmVersion>,
    /// TargetInfo without the pair that ends it.
    pub target_info: Vec<AvPair>,
}

impl Challenge {
    /// The whole message.
    ///
    /// What does not fit its 16-bit length is left out: of the target name the end, of the pairs the last ones.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let flags = self
            .flags
            .with(NegotiateFlags::NEGOTIATE_VERSION, self.version.is_some())
            .with(NegotiateFlags::NEGOTIATE_TARGET_INFO, !self.target_info.is_empty());
        let name = if flags.contains(NegotiateFlags::NEGOTIATE_UNICODE) {
            utf16::encode(&self.target_name, MAX_UNITS)
        } else {
            self.target_name.bytes().take(usize::from(u16::MAX)).collect()
        };
        let pairs = if self.target_info.is_empty() { Vec::new() } else { encode_list(&self.target_info) };
        let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        let pairs_length = u16::try_from(pairs.len()).unwrap_or(u16::MAX);

        let mut out = Vec::new();
        out.extend(SIGNATURE);
        out.extend(u32::from(MESSAGE_TYPE).to_le_bytes());
        write_buffer(&mut out, name_length, HEADER_LENGTH);
        out.extend(flags.0.to_le_bytes());
        out.extend(self.server_challenge);
        out.extend([0; 8]);
        write_buffer(&mut out, pairs_length, HEADER_LENGTH.saturating_add(u32::from(name_length)));
        self.version.unwrap_or_default().write(&mut out);
        out.extend(name);
        out.extend(pairs);
        out
    }

    /// Reads a message that stands at the start of `bytes`; what is behind it is left alone.
    ///
    /// A target name or a pair that points beyond the end is left out, and the rest is kept.
    ///
    /// # Errors
    /// The fixed part is cut short, or the message is another.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(PDU, bytes);
        read_header(&mut cursor, MESSAGE_TYPE)?;
        let (payload, length) = read_buffer(&mut cursor, bytes, "targetName")?;
        let name = payload.get(..length).unwrap_or_default();
        let flags = NegotiateFlags(cursor.u32_le("negotiateFlags")?);
        let server_challenge = cursor.array("serverChallenge")?;
        let target_name = if flags.contains(NegotiateFlags::NEGOTIATE_UNICODE) {
            utf16::decode(name)
        } else {
            String::from_utf8_lossy(name).into_owned()
        };

        let mut challenge = Self { target_name, flags, server_challenge, ..Self::default() };
        // Messages of old hosts end here, and say so by their flags.
        let has_pairs = flags.contains(NegotiateFlags::NEGOTIATE_TARGET_INFO);
        let has_version = flags.contains(NegotiateFlags::NEGOTIATE_VERSION);
        if has_pairs || has_version {
            cursor.take("reserved", 8)?;
            let (payload, length) = read_buffer(&mut cursor, bytes, "targetInfo")?;
            if has_pairs {
                challenge.target_info = decode_list(payload.get(..length).unwrap_or(payload));
            }
        }
        if has_version {
            challenge.version = Some(NtlmVersion::read(&mut cursor)?);
        }
        Ok(challenge)
    }

    /// Whether everything that a message names lies within it: the target name, and each of the pairs. `decode` leaves
    /// out what does not; clients refuse the message.
    #[must_use]
    pub fn is_whole(bytes: &[u8]) -> bool {
        let mut cursor = Cursor::new(PDU, bytes);
        let whole = |cursor: &mut Cursor<'_>| {
            read_buffer(cursor, bytes, "buffer").is_ok_and(|(payload, length)| length <= payload.len())
        };
        if read_header(&mut cursor, MESSAGE_TYPE).is_err() || !whole(&mut cursor) {
            return false;
        }
        let Ok(flags) = cursor.u32_le("negotiateFlags").map(NegotiateFlags) else { return false };
        if !flags.contains(NegotiateFlags::NEGOTIATE_TARGET_INFO) {
            return true;
        }
        let Ok(_) = cursor.take("serverChallenge, reserved", 16) else { return false };
        match read_buffer(&mut cursor, bytes, "targetInfo") {
            Ok((payload, length)) => payload.get(..length).is_some_and(list_is_whole),
            Err(_) => false,
        }
    }

    /// The first pair about this, as it stands on the wire.
    #[must_use]
    pub fn av(&self, id: AvId) -> Option<&AvPair> {
        self.target_info.iter().find(|pair| pair.id == id)
    }

    /// MsvAvNbComputerName.
    #[must_use]
    pub fn netbios_computer(&self) -> Option<String> {
        self.av(AvId::NB_COMPUTER_NAME).map(AvPair::as_text)
    }

    /// MsvAvNbDomainName; on a host that has joined no domain, the name of the host.
    #[must_use]
    pub fn netbios_domain(&self) -> Option<String> {
        self.av(AvId::NB_DOMAIN_NAME).map(AvPair::as_text)
    }

    /// MsvAvDnsComputerName: the full name of the host.
    #[must_use]
    pub fn dns_computer(&self) -> Option<String> {
        self.av(AvId::DNS_COMPUTER_NAME).map(AvPair::as_text)
    }

    /// MsvAvDnsDomainName.
    #[must_use]
    pub fn dns_domain(&self) -> Option<String> {
        self.av(AvId::DNS_DOMAIN_NAME).map(AvPair::as_text)
    }

    /// MsvAvDnsTreeName: the forest; absent on a host that has joined no domain.
    #[must_use]
    pub fn dns_forest(&self) -> Option<String> {
        self.av(AvId::DNS_TREE_NAME).map(AvPair::as_text)
    }

    /// MsvAvTargetName: the service principal name.
    #[must_use]
    pub fn target_spn(&self) -> Option<String> {
        self.av(AvId::TARGET_NAME).map(AvPair::as_text)
    }

    /// MsvAvFlags, if it has its four bytes.
    #[must_use]
    pub fn av_flags(&self) -> Option<AvFlags> {
        let value = self.av(AvId::FLAGS)?.value.as_slice().try_into().ok()?;
        Some(AvFlags(u32::from_le_bytes(value)))
    }

    /// MsvAvTimestamp, if it has its eight bytes: the host's clock.
    #[must_use]
    pub fn timestamp(&self) -> Option<FileTime> {
        let value = self.av(AvId::TIMESTAMP)?.value.as_slice().try_into().ok()?;
        Some(FileTime(u64::from_le_bytes(value)))
    }
}

/// The bytes from the first CHALLENGE_MESSAGE in a token to its end, whatever wraps it.
#[must_use]
pub fn find_challenge(token: &[u8]) -> Option<&[u8]> {
    const START: &[u8] = b"NTLMSSP\0\x02\0\0\0";
    let at = token.windows(START.len()).position(|window| window == START)?;
    token.get(at..)
}

/// Length, allocated length, and place of a part of the payload.
fn write_buffer(out: &mut Vec<u8>, length: u16, offset: u32) {
    out.extend(length.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(offset.to_le_bytes());
}

/// Where in the message the next eight bytes point, to its end, and the length that the part should have there.
fn read_buffer<'a>(
    cursor: &mut Cursor<'_>,
    message: &'a [u8],
    field: &'static str,
) -> Result<(&'a [u8], usize), DecodeError> {
    let length = usize::from(cursor.u16_le(field)?);
    cursor.u16_le(field)?;
    let start = usize::try_from(cursor.u32_le(field)?).unwrap_or(usize::MAX);
    Ok((message.get(start..).unwrap_or_default(), length))
}
