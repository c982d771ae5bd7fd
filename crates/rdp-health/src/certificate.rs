//! Pure reasoning about certificates: what they say, whether a name is among what they say, and whether signatures
//! lead from one to a trusted root.
//!
//! No I/O, no clock, no opinion about what is good enough.

mod chain;
mod facts;
mod names;
mod roots;
mod signature;
#[cfg(test)]
mod tests;

pub(crate) use chain::{Break, Link, Path, find_path};
pub(crate) use facts::read;
pub(crate) use names::{NameMatch, match_name};
pub(crate) use roots::relevant;
