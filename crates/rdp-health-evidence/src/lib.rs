#![doc = include_str!("../README.md")]
//!
//! [`Evidence`] takes files one after the other and gives [`InsideFacts`](rdp_health::observe::InsideFacts), of which
//! [`rdp_health::audit`] makes findings and [`rdp_health::join`] a part of a report.

mod bytes;
mod collection;
mod events;
mod evidence;
mod evtx;
mod facts;
mod firewall;
mod hive;
mod moment;
mod reg_file;
mod registry;
mod script;
mod store;
#[cfg(test)]
mod tests;
mod wanted;
mod zip;

pub use evidence::{Evidence, LARGEST_FILE, Unreadable};
pub use script::SCRIPT;
