//! Whether the service of Remote Desktop may read a file, by its permissions in SDDL.

/// Who the service is, as SDDL and SIDs name it: NETWORK SERVICE, and the groups that every token of it has.
const SERVICE: [&str; 14] = [
    "NS",
    "S-1-5-20",
    "WD",
    "S-1-1-0",
    "AU",
    "S-1-5-11",
    "SU",
    "S-1-5-6",
    "BU",
    "S-1-5-32-545",
    // NT SERVICE\TermService
    "S-1-5-80-446051430-1559341753-4161941529-1950928533-810483104",
    // NT SERVICE\ALL SERVICES, LOCAL, This Organization
    "S-1-5-80-0",
    "S-1-2-0",
    "S-1-5-15",
];
/// `FILE_READ_DATA`.
const READ: u32 = 0x1;

/// Whether NETWORK SERVICE may read; `None` where the text does not say so.
///
/// As Windows does it: the first entry decides that is for the service and is about reading.
pub(crate) fn service_may_read(sddl: &str) -> Option<bool> {
    let list = sddl.split("D:").nth(1)?;
    let (flags, _) = list.split_once('(').unwrap_or((list, ""));
    if flags.contains("NO_ACCESS_CONTROL") {
        return Some(true);
    }
    let mut rest = list.get(flags.len()..)?;
    while let Some(inside) = rest.strip_prefix('(') {
        let (entry, after) = inside.split_once(')')?;
        rest = after;
        let mut fields = entry.split(';');
        let (kind, flags, rights) = (fields.next()?, fields.next()?, fields.next()?);
        let (_object, _inherited, who) = (fields.next()?, fields.next()?, fields.next()?);
        let is_for_children = pairs(flags).any(|flag| flag == "IO");
        if is_for_children || !SERVICE.iter().any(|one| one.eq_ignore_ascii_case(who)) {
            continue;
        }
        if mask(rights)? & READ == 0 {
            continue;
        }
        match kind {
            "A" => return Some(true),
            "D" => return Some(false),
            // It holds under a condition that is not known here.
            _ => return None,
        }
    }
    // What is left of a text that was read to its end is another part, the one of audits.
    (rest.is_empty() || rest.starts_with("S:")).then_some(false)
}

/// Rights as a number, or as names of two letters.
fn mask(rights: &str) -> Option<u32> {
    if let Some(number) = rights.strip_prefix("0x") {
        return u32::from_str_radix(number, 16).ok();
    }
    if rights.starts_with(|first: char| first.is_ascii_digit()) {
        return rights.parse().ok();
    }
    pairs(rights).try_fold(0, |mask, name| {
        let right = match name {
            "GA" | "GR" | "FA" | "FR" | "CC" | "KA" | "KR" => READ,
            "GW" | "GX" | "FW" | "FX" | "RC" | "SD" | "WD" | "WO" | "DC" | "LC" | "SW" | "RP" | "WP"
            | "DT" | "LO" | "CR" | "KW" | "KX" => 0,
            _ => return None,
        };
        Some(mask | right)
    })
}

/// `OICIIO` as OI, CI, IO.
fn pairs(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len()).step_by(2).map(|at| text.get(at..at + 2).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_read_a_key() {
        for (sddl, expected) in [
            // As Windows makes the key of its own certificate, with and without NETWORK SERVICE.
            ("D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;NS)", Some(true)),
            ("D:PAI(A;;FA;;;SY)(A;;FA;;;BA)", Some(false)),
            // As Get-Acl and icacls write it, with owner, group and list of audits.
            ("O:SYG:SYD:P(A;;FA;;;SY)(A;;0x120089;;;S-1-5-20)S:AI(AU;SA;FA;;;WD)", Some(true)),
            ("O:BAG:S-1-5-21-1-2-3-513D:AI(A;ID;FA;;;BA)(A;ID;FA;;;SY)S:NO_ACCESS_CONTROL", Some(false)),
            // For everyone, for users, for services, for the service alone.
            ("D:(A;;FR;;;WD)", Some(true)),
            ("D:(A;;GR;;;BU)", Some(true)),
            ("D:(A;;0x1200a9;;;S-1-5-6)", Some(true)),
            ("D:(A;;1179785;;;AU)", Some(true)),
            ("D:(A;;FR;;;S-1-5-80-446051430-1559341753-4161941529-1950928533-810483104)", Some(true)),
            // No entry for reading: rights to write, to its attributes, to its permissions.
            ("D:(A;;FW;;;NS)(A;;RCWD;;;NS)(A;;0x120080;;;NS)", Some(false)),
            // The first that is about it decides.
            ("D:(D;;FR;;;NS)(A;;FA;;;WD)", Some(false)),
            ("D:(A;;FR;;;NS)(D;;FA;;;WD)", Some(true)),
            ("D:(D;;FW;;;NS)(A;;FR;;;NS)", Some(true)),
            // One that is only for what is made below a folder says nothing of the file.
            ("D:(A;OICIIO;FA;;;NS)", Some(false)),
            ("D:(A;OICI;FA;;;NS)", Some(true)),
            // An empty list keeps everyone out, and none keeps nobody out.
            ("D:", Some(false)),
            ("D:PAI", Some(false)),
            ("D:NO_ACCESS_CONTROL", Some(true)),
            // What is not understood is not known.
            ("", None),
            ("O:SYG:SY", None),
            ("D:(XA;;FR;;;WD;(Member_of {SID(BA)}))", None),
            ("D:(A;;ZZ;;;NS)", None),
            ("D:(A;;FR;;;NS", None),
            ("D:(A;;FR)", None),
            ("D:(A;;FA;;;SY)x", None),
            ("D:(A;;\u{e4}\u{e4}\u{e4};;;NS)", None),
        ] {
            assert_eq!(service_may_read(sddl), expected, "{sddl}");
        }
    }
}
