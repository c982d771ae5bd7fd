//! Pure reasoning about certificates: what they say, and whether a name is among what they say.
//!
//! No I/O, no clock, no opinion about trust.

mod facts;
mod names;

pub(crate) use facts::read;
pub(crate) use names::{NameMatch, match_name};
