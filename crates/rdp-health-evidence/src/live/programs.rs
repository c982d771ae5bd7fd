//! What programs of Windows list: ports, processes, event logs. They are started from `System32`, and change nothing.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::run::{LONGEST, exported, left_for_a_log, said};
use super::service::Service;

/// The logs that a collection has, each with what of it is taken.
const LOGS: [(&str, &str); 9] = [
    ("System", ""),
    ("Application", "(Provider[@Name='Microsoft-Windows-User Profiles Service']) and "),
    ("Security", "(EventID=4625) and "),
    ("Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational", ""),
    ("Microsoft-Windows-TerminalServices-LocalSessionManager/Operational", ""),
    ("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational", ""),
    ("Microsoft-Windows-TerminalServices-Gateway/Operational", ""),
    ("Microsoft-Windows-TerminalServices-SessionBroker-Client/Operational", ""),
    ("Microsoft-Windows-NTLM/Operational", ""),
];
const MILLISECONDS_OF_A_DAY: u64 = 86_400_000;
/// The process that Windows calls System.
const SYSTEM: u32 = 4;

/// A TCP port that a program listens on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listening {
    pub(super) port: u16,
    /// Its services or else its program; empty if neither is known.
    pub(super) owner: String,
}

/// Who listens on which TCP port.
pub(super) fn listening(services: &[Service], problems: &mut Vec<String>) -> Vec<Listening> {
    let Some(ports) = listed("netstat.exe", &["-ano"], problems) else { return Vec::new() };
    let processes = listed("tasklist.exe", &["/FO", "CSV", "/NH"], problems).unwrap_or_default();
    owned(&ports, &processes, services)
}

/// Only numbers are read, so the language of Windows does not matter.
pub(super) fn owned(ports: &str, processes: &str, services: &[Service]) -> Vec<Listening> {
    let programs: BTreeMap<u32, &str> = processes.lines().filter_map(process).collect();
    let mut listening = Vec::new();
    for line in ports.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [protocol, local, "0.0.0.0:0" | "[::]:0", _, id] = fields.as_slice() else { continue };
        let port = local.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        let (true, Some(port), Ok(id)) = (*protocol == "TCP", port, id.parse::<u32>()) else { continue };
        let running: Vec<&str> =
            services.iter().filter(|one| one.process == Some(id)).map(|one| one.name.as_str()).collect();
        let owner = match (running.as_slice(), programs.get(&id)) {
            (_, _) if id == SYSTEM => "System".to_owned(),
            // Which of its services a host of services listens for is not known.
            ([], Some(program)) if !program.eq_ignore_ascii_case("svchost") => (*program).to_owned(),
            ([], _) => String::new(),
            (running, _) => running.join(","),
        };
        let one = Listening { port, owner };
        if !listening.contains(&one) {
            listening.push(one);
        }
    }
    listening
}

/// `"svchost.exe","1234","Services","0","10,000 K"`
fn process(line: &str) -> Option<(u32, &str)> {
    let mut fields = line.trim().trim_matches('"').split("\",\"");
    let name = fields.next()?;
    let id = fields.next()?.parse().ok()?;
    Some((id, name.strip_suffix(".exe").unwrap_or(name)))
}

/// Exports the event logs of so many days; gives the names of the files.
pub(super) fn export_logs(folder: &Path, days: u32, problems: &mut Vec<String>) -> Vec<String> {
    let since = u64::from(days).saturating_mul(MILLISECONDS_OF_A_DAY);
    let began = Instant::now();
    let mut files = Vec::new();
    for (log, only) in LOGS {
        let Some(longest) = left_for_a_log(began.elapsed()) else {
            problems.push(format!(
                "event log {log}: the other logs took too long, and it was left out; take fewer days"
            ));
            continue;
        };
        let name = format!("{}.evtx", log.replace(['/', ' '], "_"));
        let file = folder.join(&name);
        let query = format!("/q:*[System[{only}TimeCreated[timediff(@SystemTime) <= {since}]]]");
        let mut command = Command::new(program("wevtutil.exe"));
        command.args(["export-log", log]).arg(&file).arg(query);
        match exported(said(&mut command, longest), file.is_file()) {
            Ok(true) => files.push(name),
            Ok(false) => {}
            Err(why) => {
                // Half a log would be taken for one.
                fs::remove_file(&file).ok();
                problems.push(format!("event log {log}: {why}"));
            }
        }
    }
    files
}

/// What a program below `System32` prints, if it does in time.
pub(super) fn listed(name: &str, arguments: &[&str], problems: &mut Vec<String>) -> Option<String> {
    match said(Command::new(program(name)).args(arguments), LONGEST) {
        Ok(text) => Some(text),
        Err(why) => {
            problems.push(format!("{}: {why}", name.rsplit('\\').next().unwrap_or(name)));
            None
        }
    }
}

fn program(name: &str) -> PathBuf {
    let windows = env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    Path::new(&windows).join("System32").join(name)
}
