#![doc = include_str!("../README.md")]
//!
//! [`gather`] reads files, folders and the root of a disk by their paths, [`Evidence`] takes files one after the other, and
//! [`collect`] reads this computer, if it runs Windows. All give [`InsideFacts`](rdp_health::observe::InsideFacts), of which [`rdp_health::audit`] makes findings and
//! [`rdp_health::join`] a part of a report.

mod access;
mod bytes;
mod collection;
mod events;
mod evidence;
mod evtx;
mod facts;
mod firewall;
mod hive;
mod live;
mod moment;
mod pack;
mod pages;
mod paths;
mod query;
mod reg_file;
mod registry;
mod script;
mod store;
mod support;
#[cfg(test)]
mod tests;
mod text;
mod wanted;
mod zip;

pub use evidence::{Evidence, Unreadable};
pub use live::{CannotCollect, Collection, DAYS, MOST_DAYS, collect, this_computer};
pub use paths::gather;
pub use script::SCRIPT;
