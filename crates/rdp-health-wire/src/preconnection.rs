//! [MS-RDPEPS § 2.2.1.2] RDP_PRECONNECTION_PDU_V2: what a client says before everything else, to name the session that
//! it wants. Hyper-V reads the id of a virtual machine in it.

use alloc::vec::Vec;

use crate::{EncodeError, utf16};

const VERSION_2: u32 = 2;
/// cbSize, Flags, Version, Id, and cchPCB.
const FIXED_LENGTH: u32 = 18;
/// Units of UTF-16 that a blob may have; an id of a virtual machine has 36, with further words hardly twice that.
const LONGEST_BLOB: usize = 1024;

/// The PDU with this blob, as the line `pcb:s:` of a `.rdp` file has it.
///
/// # Errors
/// A blob of more than 1024 units of UTF-16.
pub fn encode(blob: &str) -> Result<Vec<u8>, EncodeError> {
    let mut text = utf16::encode(blob, LONGEST_BLOB + 1);
    if LONGEST_BLOB * 2 < text.len() {
        return Err(EncodeError::TooLong {
            field: "wszPCB",
            limit: LONGEST_BLOB,
            found: blob.encode_utf16().count(),
        });
    }
    text.extend([0, 0]);
    let units = u16::try_from(text.len() / 2).unwrap_or(u16::MAX);
    let size = FIXED_LENGTH.saturating_add(u32::from(units).saturating_mul(2));
    let mut pdu = Vec::new();
    for field in [size, 0, VERSION_2, 0] {
        pdu.extend(field.to_le_bytes());
    }
    pdu.extend(units.to_le_bytes());
    pdu.extend(text);
    Ok(pdu)
}
