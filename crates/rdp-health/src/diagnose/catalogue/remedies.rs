//! The steps of a cause page, read into [`Remedy`] values.
//!
//! A step is an item of a numbered list under one of the remedy headings:
//! `1. **registry** — what to do.` It may continue on indented lines.
//! A line that starts with `Back up first:` is the back-up that must precede the step.

use serde::{Deserialize, Serialize};

/// One step against a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Remedy {
    /// What to do, as one paragraph; commands and paths stand in backquotes.
    pub action: String,
    /// Where to do it.
    pub r#where: Place,
    /// What the step touches.
    pub risk: Risk,
    /// What to save before the step; always present where policy or registry is edited.
    pub back_up: Option<String>,
}

/// Where a remedy is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Place {
    /// DNS, firewalls, routers, tunnels: anything between the two ends.
    Network,
    /// The host that is connected to.
    Server,
    /// The machine that connects.
    Client,
}

/// What a remedy touches, from the least invasive to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Risk {
    /// Changes nothing.
    Look,
    /// Changes how one client connects.
    Client,
    /// Starts, stops or restarts a service, an update or a machine.
    Service,
    /// Changes DNS, firewalls or routing.
    Network,
    /// Changes a certificate or who may read its key.
    Certificate,
    /// Changes a policy.
    Policy,
    /// Edits the registry.
    Registry,
}

/// The headings under which a page lists the steps for a Remote Desktop host.
pub(super) const FOR_RDP: [(&str, Place); 3] = [
    ("## Fix on the network", Place::Network),
    ("## Fix on the server", Place::Server),
    ("## Work around on the client", Place::Client),
];
/// The headings under which a page lists the steps for a web server, where they are others.
pub(super) const FOR_WEB: [(&str, Place); 3] = [
    ("## Fix on the path to a web server", Place::Network),
    ("## Fix on a web server", Place::Server),
    ("## Work around on the client of a web server", Place::Client),
];

/// What a host runs instead of Remote Desktop of Windows. Pages have own steps for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnose) enum Server {
    /// The console of Hyper-V's virtual machines: Windows, but neither its Remote Desktop service nor its listener.
    HyperV,
    /// xrdp.
    Xrdp,
    /// A server that is built on FreeRDP or answers like one: GNOME Remote Desktop, KRDP, Weston, FreeRDP's own.
    FreeRdp,
    /// Some server on Linux.
    Linux,
}

impl Server {
    /// The headings of its steps, the best first.
    pub(super) fn headings(self) -> &'static [&'static str] {
        match self {
            Self::HyperV => &["## Fix on a Hyper-V host"],
            Self::Xrdp => &["## Fix on xrdp", "## Fix on a Linux server"],
            Self::FreeRdp => &["## Fix on a FreeRDP server", "## Fix on a Linux server"],
            Self::Linux => &["## Fix on a Linux server"],
        }
    }
}

impl Risk {
    fn of_word(word: &str) -> Option<Self> {
        match word {
            "look" => Some(Self::Look),
            "client" => Some(Self::Client),
            "service" => Some(Self::Service),
            "network" => Some(Self::Network),
            "certificate" => Some(Self::Certificate),
            "policy" => Some(Self::Policy),
            "registry" => Some(Self::Registry),
            _ => None,
        }
    }
}

/// The steps of a page under these headings, in its order.
pub(super) fn parse(page: &str, headings: &[(&str, Place)]) -> Vec<Remedy> {
    let mut remedies: Vec<Remedy> = Vec::new();
    let mut place = None;
    for line in page.lines() {
        if line.starts_with('#') {
            place = headings.iter().find(|(heading, _)| *heading == line).map(|(_, place)| *place);
            continue;
        }
        let Some(here) = place else { continue };
        if let Some((risk, text)) = step_start(line) {
            remedies.push(Remedy { action: text.to_owned(), r#where: here, risk, back_up: None });
        } else if let Some(remedy) = remedies.last_mut()
            && line.starts_with(' ')
        {
            continue_step(remedy, line.trim());
        }
    }
    remedies
}

impl Server {
    /// Whether a step is for another server than this one.
    pub(super) fn is_foreign(self, step: &Remedy) -> bool {
        match self {
            Self::HyperV => is_for_the_listener(step),
            Self::Xrdp | Self::FreeRdp | Self::Linux => is_for_windows(step),
        }
    }
}

/// Whether only the Remote Desktop service of Windows, or xrdp, can be meant by a step.
pub(super) fn is_for_the_listener(step: &Remedy) -> bool {
    step.r#where == Place::Server && OF_THE_LISTENER.iter().any(|word| step.action.contains(word))
}

/// Words that only steps for Windows' Remote Desktop service and its listener have, or for Linux.
const OF_THE_LISTENER: [&str; 22] = [
    "TermService",
    "SessionEnv",
    "UmRdpService",
    "Terminal Server",
    "Terminal Services",
    "TerminalServices",
    "TSGeneral",
    "RDP-Tcp",
    "rdp-tcp",
    "qwinsta",
    "RemoteDesktop-",
    "LocalMachine\\Remote Desktop",
    "f686aace",
    "Session Host",
    "RD Connection Broker",
    "Settings, System, Remote Desktop",
    "Remote Desktop Users",
    "@FirewallAPI.dll,-28752",
    "3389",
    "listener",
    "xrdp",
    "Linux",
];

/// Whether only Windows can be meant by a step: by what it edits, or by what it names.
pub(super) fn is_for_windows(step: &Remedy) -> bool {
    step.r#where == Place::Server
        && (matches!(step.risk, Risk::Policy | Risk::Registry)
            || OF_WINDOWS.iter().any(|word| step.action.contains(word)))
}

/// Words that only steps for Windows have.
const OF_WINDOWS: [&str; 42] = [
    "Windows",
    "TermService",
    "SessionEnv",
    "HKLM",
    "certlm",
    "Cert:\\",
    "Schannel",
    "qwinsta",
    "netstat",
    "certutil",
    "w32tm",
    "icacls",
    "gpupdate",
    "Hyper-V",
    "System log",
    "Security log",
    "Application log",
    "Server Manager",
    "DISM",
    "tasklist",
    "winmgmt",
    "sfc ",
    "netsh",
    "nltest",
    "powercfg",
    "ipconfig",
    "winlogon",
    "Device Manager",
    "domain controller",
    "`Get-",
    "`Set-",
    "`Restart-",
    "`Start-",
    "`Stop-",
    "`Enable-",
    "`Disable-",
    "`Test-",
    "`New-",
    "`Remove-",
    "`net ",
    "`reg ",
    "RD Connection Broker",
];

/// `1. **registry** — text`: the risk and the text.
pub(super) fn step_start(line: &str) -> Option<(Risk, &str)> {
    let (number, rest) = line.split_once(". **")?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (word, text) = rest.split_once("** — ")?;
    Some((Risk::of_word(word)?, text))
}

fn continue_step(remedy: &mut Remedy, line: &str) {
    match line.strip_prefix("Back up first: ") {
        Some(back_up) => remedy.back_up = Some(unquoted(back_up).to_owned()),
        None => {
            remedy.action.push(' ');
            remedy.action.push_str(line);
        }
    }
}

/// A back-up that is one command loses its backquotes, so that it can be pasted.
fn unquoted(text: &str) -> &str {
    match text.strip_suffix('.').unwrap_or(text).strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(command) if !command.contains('`') => command,
        _ => text,
    }
}
