//! [T.124] GCC: the blocks of settings that travel inside the MCS connect messages.
//!
//! <https://www.itu.int/rec/T-REC-T.124>

mod certificate;
mod client;
mod codes;
mod server;

pub use certificate::{ProprietaryCertificate, ServerCertificate};
pub use client::{ChannelDef, ClientCore, ClientData, ClientSecurity, MAX_CHANNELS, MAX_CLIENT_NAME_UNITS};
pub use codes::{
    ClientEarlyCapabilityFlags, EncryptionLevel, EncryptionMethod, MultitransportFlags, RdpVersion,
    ServerEarlyCapabilityFlags,
};
pub use server::{ServerCore, ServerData, ServerNetwork, ServerSecurity, UnknownBlock};

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

/// [T.124 § 8.7] ConnectData up to its length: the object identifier of T.124.
const CONNECT_DATA: &[u8] = &[0, 5, 0, 0x14, 0x7c, 0, 1];

/// The H.221 key in front of the client's blocks.
const CLIENT_KEY: &[u8] = b"Duca";

/// The H.221 key in front of the server's blocks.
const SERVER_KEY: &[u8] = b"McDn";

/// Length of a block's header: type and length.
const BLOCK_HEADER_LENGTH: usize = 4;

/// A length of aligned PER: one byte up to 127, else two; 16383 is the most.
fn per_length(length: usize) -> Vec<u8> {
    const LIMIT: u16 = 0x3fff;
    match u16::try_from(length).unwrap_or(LIMIT).min(LIMIT) {
        short @ ..0x80 => short.to_be_bytes().into_iter().skip(1).collect(),
        long => (0x8000 | long).to_be_bytes().into(),
    }
}

/// A block with its header.
///
/// A body longer than the 16-bit length can say is cut.
fn block(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len().saturating_add(BLOCK_HEADER_LENGTH)).unwrap_or(u16::MAX);
    let mut out = Vec::with_capacity(usize::from(length));
    out.extend(kind.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(body.iter().take(usize::from(length).saturating_sub(BLOCK_HEADER_LENGTH)));
    out
}

/// Reads type and body of a block.
fn read_block<'a>(cursor: &mut Cursor<'a>) -> Result<(u16, Cursor<'a>), DecodeError> {
    let kind = cursor.u16_le("block type")?;
    let at_length = cursor.clone();
    let length = usize::from(cursor.u16_le("block length")?);
    let Some(body) = length.checked_sub(BLOCK_HEADER_LENGTH) else {
        return Err(at_length.error("block length", DecodeErrorKind::InvalidLength { found: length }));
    };
    Ok((kind, cursor.nested("block", body)?))
}

/// Goes to the first block, which stands behind the key and a length.
///
/// The lengths before the key are wrong in what Windows writes, so the key is searched for; the length behind it
/// counts where it is shorter than what is there.
fn enter_blocks<'a>(user_data: &mut Cursor<'a>, key: &[u8]) -> Result<Cursor<'a>, DecodeError> {
    const FIELD: &str = "h221 key";
    let at = user_data.rest().windows(key.len()).position(|window| window == key).ok_or_else(|| {
        let available = user_data.rest().len();
        user_data.error(FIELD, DecodeErrorKind::Truncated { needed: available.saturating_add(1), available })
    })?;
    user_data.take(FIELD, at.saturating_add(key.len()))?;
    let first = user_data.u8("blocks length")?;
    let length = match first {
        ..=0x7f => usize::from(first),
        _ => (usize::from(first & 0x3f) << 8) | usize::from(user_data.u8("blocks length")?),
    };
    user_data.nested("blocks", length.min(user_data.rest().len()))
}
