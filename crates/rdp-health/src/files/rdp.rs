//! `.rdp` files, and those of Azure Virtual Desktop (`.rdpw`).

use std::path::Path;

use super::reading::{Reading, guarded};
use super::secret::may_be_shown;
use super::text::lines;
use super::{RemarkLevel, lint};
use crate::error::Error;
use crate::target::{Connection, DEFAULT_PORT, Target, shown};

/// A line of a `.rdp` file that is not empty.
pub(super) struct Line<'a> {
    pub(super) number: usize,
    /// As it stands there, without the space around it.
    pub(super) text: &'a str,
    /// `name:type:value`; `None` = it is not.
    pub(super) setting: Option<Setting<'a>>,
}

pub(super) struct Setting<'a> {
    pub(super) name: &'a str,
    pub(super) kind: &'a str,
    pub(super) value: &'a str,
}

impl Setting<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

pub(super) fn parse(text: &str) -> Vec<Line<'_>> {
    lines(text.trim_start_matches('\u{feff}'))
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| Line { number, text: line.trim(), setting: setting(line) })
        .collect()
}

/// `name:type:value`; the type is one letter, the value may contain colons.
fn setting(line: &str) -> Option<Setting<'_>> {
    let mut parts = line.trim().splitn(3, ':');
    let (name, kind, value) = (parts.next()?.trim(), parts.next()?.trim(), parts.next()?.trim());
    (!name.is_empty() && kind.len() == 1).then_some(Setting { name, kind, value })
}

/// Whether most of the first lines are settings.
pub(super) fn is_rdp(text: &str) -> bool {
    let (settings, all) = parse(text).iter().take(100).fold((0_usize, 0_usize), |(settings, all), line| {
        let typed = |setting: &Setting<'_>| matches!(setting.kind, "s" | "i" | "b" | "S" | "I" | "B");
        (settings + usize::from(line.setting.as_ref().is_some_and(typed)), all + 1)
    });
    0 < settings && all <= 2 * settings
}

/// Whether the file leads to Azure Virtual Desktop or Windows 365, whose service chooses the host.
pub(super) fn is_of_the_service(text: &str) -> bool {
    parse(text).iter().filter_map(|line| line.setting.as_ref()).any(|setting| {
        ["wvd endpoint pool", "hubdiscoverygeourl", "armpath"].iter().any(|name| setting.is(name))
    })
}

pub(super) fn read(text: &str, reading: &mut Reading<'_>) {
    let lines = parse(text);
    let settings = |name: &'static str| {
        lines.iter().filter_map(|line| line.setting.as_ref()).rfind(move |setting| setting.is(name))
    };
    let name = settings("remotedesktopname").map(|setting| setting.value).filter(|name| !name.is_empty());
    let target = match is_of_the_service(text) {
        true => service(&lines, reading),
        false => connection(&lines, reading),
    };
    reading.entries += 1;
    // People know it by what the client shows, by its file's name, or by its host.
    let host = target.as_ref().map(|target| target.host.to_string()).unwrap_or_default();
    let stem = Path::new(reading.file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let names = [name.unwrap_or_default(), stem.as_deref().unwrap_or_default(), host.as_str()];
    if !names.iter().any(|name| reading.is_wanted(&[], name)) {
        return;
    }
    match target {
        Ok(mut target) => {
            target.labels = reading.labels(None, name, &[]);
            reading.targets.push(target);
        }
        Err(problem) => reading.problem(problem),
    }
    reading
        .remarks
        .extend(lint::of_lines(&lines).into_iter().filter(|remark| remark.level == RemarkLevel::Error));
}

fn connection(lines: &[Line<'_>], reading: &Reading<'_>) -> Result<Target, Error> {
    let mut connection = Connection::default();
    for line in lines {
        if let Some(setting) = &line.setting {
            connection.set(setting.name, setting.value).map_err(|error| {
                guarded(error, setting.value).at(reading.file, Some(line.number), Some(setting.name))
            })?;
        }
    }
    let port = reading.options.port.unwrap_or(DEFAULT_PORT);
    connection.target_or(port).map_err(|error| error.at(reading.file, None, Some("full address")))
}

/// The gateway of the service, which is all of it that can be asked without signing in.
fn service(lines: &[Line<'_>], reading: &mut Reading<'_>) -> Result<Target, Error> {
    let find = |name: &str| {
        lines.iter().find_map(|line| {
            let setting =
                line.setting.as_ref().filter(|setting| setting.is(name) && !setting.value.is_empty())?;
            Some((line.number, setting.value))
        })
    };
    let Some((number, address)) = find("gatewayhostname").or_else(|| find("full address")) else {
        let problem = "the file of Azure Virtual Desktop names no gateway";
        return Err(Error::target(problem, "download it again, or write check --profile avd").at(
            reading.file,
            None,
            Some("gatewayhostname"),
        ));
    };
    let address = crate::target::bare_host(address);
    let target = Target::parse(&format!("https://{address}"))
        .map_err(|error| guarded(error, address).at(reading.file, Some(number), Some("gatewayhostname")))?;
    let gateway = if may_be_shown(address) { shown(address) } else { String::from("named there") };
    reading.note(
        Some(number),
        Some("gatewayhostname"),
        format!(
            "the file is one of Azure Virtual Desktop or Windows 365: the host is behind the service, which chooses it \
             after the sign-in; checked is the service's gateway {gateway} (check --profile avd asks for the rest)"
        ),
    );
    Ok(target)
}

impl Target {
    /// Reads the text of a `.rdp` file (already decoded; for bytes see [`Target::from_rdp_bytes`]).
    ///
    /// Used are `full address`, `server port`, `alternate full address`, `gatewayhostname`,
    /// `kdcproxyname`, `enablecredsspsupport`, `authentication level`, `negotiate security layer`, `pcb` and
    /// `loadbalanceinfo`.
    ///
    /// # Errors
    /// [`Error`] names the line and the setting that is wrong, or the address that is missing.
    pub fn from_rdp_file(text: &str) -> Result<Self, Error> {
        Self::from_rdp_bytes(text.as_bytes())
    }

    /// Reads the bytes of a `.rdp` file, which mstsc writes as UTF-16 with a byte order mark.
    ///
    /// # Errors
    /// As [`Target::from_rdp_file`]; also for bytes that are no text.
    pub fn from_rdp_bytes(bytes: &[u8]) -> Result<Self, Error> {
        super::Targets::one("the .rdp file", bytes, &super::ReadOptions::default())
    }
}
