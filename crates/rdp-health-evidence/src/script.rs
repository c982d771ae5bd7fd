//! The script that makes a collection on a host where no program may be brought.

/// PowerShell 5.1, without modules. It reads, and writes one zip where it is told to.
pub const SCRIPT: &str = include_str!("../script/collect.ps1");

/// The part of it that says who may read private keys: it has the function `Get-KeyAcls`.
pub(crate) fn permissions_of_keys() -> &'static str {
    let part = SCRIPT.split_once("# --- permissions of keys").and_then(|(_, part)| part.split_once('\n'));
    let part = part.and_then(|(_, part)| part.split_once("# --- end"));
    part.map_or("", |(part, _)| part)
}
