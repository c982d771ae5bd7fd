//! Who may read the private keys of certificates, as the file's permissions say: nothing of a key is read.

use std::collections::BTreeMap;

use super::programs::listed;
use crate::registry::Registry;
use crate::script::permissions_of_keys;
use crate::store;

/// The permissions of private keys in SDDL, by the SHA-1 of their certificates.
pub(super) type Permissions = BTreeMap<String, String>;

const POWERSHELL: &str = r"WindowsPowerShell\v1.0\powershell.exe";

/// Windows is asked through the part of the script that does so: safe Rust has no way to a file's permissions.
pub(super) fn permissions(registry: &Registry, problems: &mut Vec<String>) -> Permissions {
    if !store::stored(registry).iter().any(|one| one.has_key) {
        return Permissions::new();
    }
    let arguments = ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", &asking()];
    let text = listed(POWERSHELL, &arguments, problems).unwrap_or_default();
    read(&text, problems)
}

/// The part of the script that has the function, and its call.
pub(super) fn asking() -> String {
    format!("$ErrorActionPreference = 'Stop'\n{}\nGet-KeyAcls\n", permissions_of_keys())
}

/// A line for each certificate: its SHA-1, and SDDL, or `!` and why it cannot be read.
pub(super) fn read(text: &str, problems: &mut Vec<String>) -> Permissions {
    let mut permissions = Permissions::new();
    for line in text.lines() {
        let Some((sha1, says)) = line.trim().split_once(' ') else { continue };
        if sha1.len() != 40 || !sha1.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            continue;
        }
        let sha1 = sha1.to_ascii_lowercase();
        match says.strip_prefix("! ") {
            Some(why) => {
                problems.push(format!("who may read the private key of the certificate {sha1}: {why}"));
            }
            None => {
                permissions.insert(sha1, says.to_owned());
            }
        }
    }
    permissions
}
