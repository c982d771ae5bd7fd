//! [MS-NLMP] NTLM: the first question and the first answer, which need no account.
//!
//! Section numbers here are those of [MS-NLMP].
//!
//! [MS-NLMP]: https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp/

mod av_pair;
mod challenge;
mod negotiate;

pub use av_pair::{AvFlags, AvId, AvPair, FileTime};
pub use challenge::{Challenge, find_challenge};
pub use negotiate::{Negotiate, NegotiateFlags, NtlmVersion};

/// The first eight bytes of every NTLM message.
const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";
