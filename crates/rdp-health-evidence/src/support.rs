//! What Microsoft's support scripts (MSRD-Collect, TSS) write down as text beside registry and event logs, by its file name
//! and what it looks like. Labels that Windows translates are not read.

use std::collections::BTreeSet;

use rdp_health::observe::{InsidePort, InsideService, WindowsRelease};

use crate::collection::Said;

/// So many services and ports are kept.
const MOST: usize = 1000;

type Reader = fn(&str, u16, &mut Said) -> bool;

/// A part of a file's name in lower case, what such a file is, and who reads it.
const KNOWN: &[(&str, &str, Reader)] = &[
    ("systeminfo.txt", "system information", system),
    ("services.txt", "list of services", services),
    ("netstat.txt", "list of ports", ports),
    ("netstat-anob", "list of ports", ports),
    ("graceperiod.txt", "licensing grace period", grace),
    ("updatehistory.html", "list of updates", history),
    ("hotfix", "list of updates", hotfixes),
    ("qfe", "list of updates", hotfixes),
];

/// The name of a file alone, in lower case.
fn file(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase()
}

/// Whether a file of this name may be read here.
pub(crate) fn is_known(name: &str) -> bool {
    let file = file(name);
    KNOWN.iter().any(|(part, ..)| file.contains(part))
}

/// What a text says, and what it is; `None` where it is something else.
pub(crate) fn read(name: &str, text: &str, source: u16) -> Option<(&'static str, Said)> {
    let file = file(name);
    let known = KNOWN.iter().filter(|(part, ..)| file.contains(part));
    known.into_iter().find_map(|(_, kind, reader)| {
        let mut said = Said::default();
        reader(text, source, &mut said).then_some((*kind, said))
    })
}

/// `Computer name               : SRV01`, in MSRD-Collect's own words.
fn system(text: &str, _: u16, said: &mut Said) -> bool {
    let value = |label: &str| {
        text.lines().find_map(|line| {
            let (name, value) = line.split_once(" : ")?;
            (name.trim() == label && !value.trim().is_empty()).then(|| value.trim().to_owned())
        })
    };
    said.computer = value("Computer name");
    let is_member = value("Domain role").is_some_and(|role| !role.starts_with("Standalone"));
    said.domain = value("DNS Domain name").filter(|_| is_member);
    if let (Some(system), Some(build)) = (value("Operating System"), value("Build Number")) {
        let mut numbers = build.split('.').filter_map(|part| part.parse::<u32>().ok()).rev();
        let (revision, build) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        let mut release = WindowsRelease::default();
        let system = system.trim_start_matches("Microsoft ");
        release.product = ["64-bit", "32-bit"]
            .iter()
            .fold(system, |name, end| name.trim_end_matches(end).trim())
            .to_owned();
        (release.build, release.revision) = (build, revision);
        release.installation = value("Installation type").unwrap_or_default();
        said.windows = Some(release).filter(|release| 2600 <= release.build);
    }
    said.computer.is_some()
}

/// A table of `Win32_Service`, each column under its heading: the values are not translated.
fn services(text: &str, source: u16, said: &mut Said) -> bool {
    let mut lines = text.lines();
    let Some(head) = lines.find(|line| line.contains(" StartMode ") && line.contains(" PathName")) else {
        return false;
    };
    let column =
        |name: &str| head.split_once(&format!(" {name} ")).map(|(before, _)| before.chars().count() + 1);
    let (Some(mode_at), Some(state_at), Some(name_at)) =
        (column("StartMode"), column("State"), column("Name"))
    else {
        return false;
    };
    for line in lines.take(MOST) {
        let word = |at: usize| {
            line.chars().skip(at).take_while(|letter| !letter.is_whitespace()).collect::<String>()
        };
        let start = match word(mode_at).as_str() {
            "Boot" => 0,
            "System" => 1,
            "Auto" => 2,
            "Manual" => 3,
            "Disabled" => 4,
            _ => continue,
        };
        let mut service = InsideService::default();
        (service.name, service.start, service.source) = (word(name_at), Some(start), source);
        service.state = Some(word(state_at).to_ascii_lowercase()).filter(|state| !state.is_empty());
        // Only what Remote Desktop needs is of interest, and drivers are no services here.
        if crate::wanted::SERVICE_NAMES.iter().any(|name| service.name.eq_ignore_ascii_case(name)) {
            said.services.push(service);
        }
    }
    !said.services.is_empty()
}

/// `netstat -anob`: a line for each port, and below it who has it.
fn ports(text: &str, source: u16, said: &mut Said) -> bool {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["TCP", local, "0.0.0.0:0" | "[::]:0", "LISTENING" | "ABHÖREN", ..] = words.as_slice() else {
            continue;
        };
        let Some(port) = local.rsplit(':').next().and_then(|port| port.parse::<u16>().ok()) else { continue };
        let mut owner = String::new();
        while let Some(below) = lines
            .next_if(|below| !below.trim_start().starts_with("TCP") && !below.trim_start().starts_with("UDP"))
        {
            let below = below.trim();
            let program = below.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            match program {
                // One of its services, and it does not say which.
                Some(program) if program.eq_ignore_ascii_case("svchost.exe") => {}
                Some(program) if owner.is_empty() => program.clone_into(&mut owner),
                // A service's name has no blanks; a sentence says that the owner cannot be known.
                None if !below.is_empty() && !below.contains(' ') => below.clone_into(&mut owner),
                _ => {}
            }
        }
        let has_room = said.listening.len() < MOST;
        match said.listening.iter_mut().find(|known| known.port == port) {
            Some(known) if known.owner.is_empty() => known.owner = owner,
            Some(_) => {}
            None if has_room => {
                let mut listening = InsidePort::default();
                (listening.port, listening.owner, listening.source) = (port, owner, source);
                said.listening.push(listening);
            }
            None => {}
        }
    }
    !said.listening.is_empty()
}

/// `DaysLeft = 0;`, as wmic prints what `GetGracePeriodDays` returned.
fn grace(text: &str, _: u16, said: &mut Said) -> bool {
    let value = |name: &str| {
        let (_, rest) = text.split_once(name)?;
        let digits = rest.trim_start_matches([' ', '=', ':']);
        digits.get(..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()))?.parse::<u32>().ok()
    };
    said.grace_days = value("DaysLeft").filter(|_| value("ReturnValue") == Some(0));
    said.grace_days.is_some()
}

/// The table of MSRD-Collect: a row of each update, and what became of it.
fn history(text: &str, _: u16, said: &mut Said) -> bool {
    let mut removed = BTreeSet::new();
    let mut installed = BTreeSet::new();
    // The newest comes first.
    for row in text.split("<tr>").filter(|row| row.contains("Completed successfully")) {
        for update in updates(row) {
            if row.contains(">Uninstall<") {
                removed.insert(update);
            } else if !removed.contains(&update) {
                installed.insert(update);
            }
        }
    }
    said.updates.extend(installed);
    !said.updates.is_empty()
}

/// A list of `Get-HotFix` or `wmic qfe`.
fn hotfixes(text: &str, _: u16, said: &mut Said) -> bool {
    said.updates.extend(updates(text).into_iter().take(MOST));
    !said.updates.is_empty()
}

/// `KB5034769`, each once.
fn updates(text: &str) -> BTreeSet<String> {
    let numbers = text.split("KB").skip(1).filter_map(|rest| {
        let digits = rest.get(..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))?;
        (6..=8).contains(&digits.len()).then(|| format!("KB{digits}"))
    });
    numbers.collect()
}
