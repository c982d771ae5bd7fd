//! The script that makes a collection on a host where no program may be brought.

/// PowerShell 5.1, without modules. It reads, and writes one zip where it is told to.
pub const SCRIPT: &str = include_str!("../script/collect.ps1");
