//! What is wrong with a `.rdp` file: lines that mstsc refuses or passes over, settings that contradict each other, settings
//! that weaken the connection. Values are never repeated, since any of them may be a secret in the wrong place; names of
//! settings are, where they are known.

mod known;
mod together;
mod weak;

use super::FileKind;
use super::rdp::{self, Line, Setting};
use super::remark::{Remark, RemarkLevel};
use super::text::{self, Encoded};
use crate::error::Error;
use crate::target::Target;
use known::{Kind, Known};

/// How the text of a remark ends whose line counts for nothing.
const SKIPPED: &str = "so clients skip the line";

/// Everything about the lines of one file.
pub(super) fn of_lines(lines: &[Line<'_>]) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = lines.iter().filter_map(of_line).collect();
    let settings: Vec<(usize, &Setting<'_>)> =
        lines.iter().filter_map(|line| Some((line.number, line.setting.as_ref()?))).collect();
    remarks.extend(together::of(&settings));
    for weak in settings.iter().filter_map(|(number, setting)| weak::of(*number, setting)) {
        // A line that clients refuse or skip weakens nothing; and that a setting is unknown says less than what it holds.
        let of_line = |remark: &&Remark| remark.line == weak.line;
        if weak.key.is_none() {
            remarks.retain(|remark| !(of_line(&remark) && remark.level == RemarkLevel::Info));
        }
        if !remarks.iter().filter(of_line).any(has_no_effect) {
            remarks.push(weak);
        }
    }
    remarks.sort_by_key(|remark| remark.line);
    remarks
}

fn has_no_effect(remark: &Remark) -> bool {
    remark.level == RemarkLevel::Error || remark.text.ends_with(SKIPPED)
}

/// Everything about a `.rdp` file: its lines, and how it is encoded.
pub(super) fn of_file(bytes: &[u8], kind: FileKind) -> Vec<Remark> {
    let Ok((text, encoded)) = text::decode(bytes) else { return Vec::new() };
    let mut remarks = of_lines(&rdp::parse(&text));
    // The service chooses the host, and its gateway.
    let is_the_services =
        |remark: &Remark| kind == FileKind::Rdpw && remark.key.as_deref() == Some("full address");
    remarks.retain(|remark| !is_the_services(remark));
    let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let odd = match encoded {
        Encoded::Utf16Le | Encoded::Utf16Be if !marked => "UTF-16 without a byte order mark".to_owned(),
        Encoded::Utf16Be => "UTF-16 with the bytes of each character swapped (big-endian)".to_owned(),
        Encoded::CodePage(page) => format!(
            "8-bit text, read here as {}: letters beyond ASCII mean something else on other computers",
            page.name()
        ),
        _ => return remarks,
    };
    let text = format!("the file is {odd}");
    remarks.push(Remark::new(
        RemarkLevel::Warning,
        None,
        None,
        text,
        "save it as UTF-16 with a byte order mark, as mstsc does",
    ));
    remarks
}

/// What is wrong with entries of other programs.
pub(super) fn of_entries(targets: &[Target], problems: &[Error]) -> Vec<Remark> {
    let problems = problems.iter().map(|error| {
        Remark::new(
            RemarkLevel::Error,
            error.line,
            error.place.as_ref().and_then(|place| place.key.as_deref()),
            error.problem.clone(),
            &error.remedy,
        )
    });
    let weak = targets.iter().filter(|target| target.client.authentication_level == Some(0)).map(|target| {
        let text = format!("{target}: the client connects whatever the certificate is: another server in between goes unnoticed");
        Remark::new(RemarkLevel::Warning, target.labels.line, None, text, "let it warn or refuse where the certificate is bad")
    });
    let no_nla = targets.iter().filter(|target| target.client.credssp == Some(false)).map(|target| {
        let text =
            format!("{target}: the client does not offer NLA: hosts that require it refuse the connection");
        Remark::new(
            RemarkLevel::Warning,
            target.labels.line,
            None,
            text,
            "switch CredSSP (NLA) on for this connection",
        )
    });
    problems.chain(weak).chain(no_nla).collect()
}

/// What is wrong with a line, whatever the others say.
fn of_line(line: &Line<'_>) -> Option<Remark> {
    let number = Some(line.number);
    let Some(setting) = &line.setting else {
        let text = "the line is not name:type:value, and clients pass it over";
        return Some(Remark::new(
            RemarkLevel::Warning,
            number,
            None,
            text,
            "write name:type:value, or delete the line",
        ));
    };
    let Some(known) = known::find(setting.name) else { return unknown(line.number, setting) };
    let say =
        |level, text: &str, remedy: &str| Some(Remark::new(level, number, Some(known.name), text, remedy));
    let example = known.example();
    let type_fits = setting.kind.eq_ignore_ascii_case(known.kind.letter());
    match known.kind {
        Kind::Number { .. } if setting.value.parse::<i64>().is_err() => say(
            RemarkLevel::Error,
            "the value is not a number: mstsc refuses such a file as invalid",
            &format!("write {example}, or delete the line"),
        ),
        _ if !type_fits => say(
            RemarkLevel::Warning,
            &format!("the type is '{}', {SKIPPED}", known.kind.letter()),
            &format!("write {example}"),
        ),
        Kind::Number { least, most } => {
            let fits = setting.value.parse().is_ok_and(|value: i64| (least..=most).contains(&value));
            let text =
                format!("the value is not one from {least} to {most}, so that clients take their default");
            if fits { None } else { say(RemarkLevel::Warning, &text, &format!("write {example}")) }
        }
        Kind::Blob if setting.value.is_empty() => say(
            RemarkLevel::Error,
            "the blob is empty: mstsc refuses such a file as invalid",
            "delete the line: mstsc then asks for the password",
        ),
        Kind::Blob if !is_hex(setting.value) => say(
            RemarkLevel::Error,
            "the blob is not pairs of hexadecimal digits: mstsc refuses such a file as invalid",
            "delete the line: mstsc then asks for the password",
        ),
        Kind::Text | Kind::Blob => address(line.number, known, setting),
    }
}

fn is_hex(value: &str) -> bool {
    value.len().is_multiple_of(2) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Names of hosts that are written as something else.
fn address(number: usize, known: &Known, setting: &Setting<'_>) -> Option<Remark> {
    let say = |level, text: &str, remedy: &str| {
        Some(Remark::new(level, Some(number), Some(known.name), text, remedy))
    };
    let value = setting.value;
    match known.name {
        "full address" if value.is_empty() => say(
            RemarkLevel::Error,
            "no host is named: mstsc cannot connect",
            "write full address:s:host or full address:s:host:port",
        ),
        "kdcproxyname" if value.contains("://") => say(
            RemarkLevel::Warning,
            "clients take the name of the KDC proxy, and no web address",
            &format!("write {}", known.example()),
        ),
        "full address" | "alternate full address" | "gatewayhostname"
            if value.contains("://") || value.contains('/') =>
        {
            let remedy = match super::secret::may_be_shown(crate::target::bare_host(value)) {
                true => format!("write {}:s:{}", known.name, crate::target::bare_host(value)),
                false => format!("write {}", known.example()),
            };
            say(RemarkLevel::Error, "clients take a host, or host:port, and no web address or path", &remedy)
        }
        "full address" | "alternate full address" | "gatewayhostname"
            if !value.is_empty() && crate::target::split_host_port(value).is_err() =>
        {
            say(
                RemarkLevel::Error,
                "the value is neither a host nor host:port",
                &format!("write {}", known.example()),
            )
        }
        _ => None,
    }
}

/// A setting that is in no list. Its name is repeated where it is most like a known one.
fn unknown(number: usize, setting: &Setting<'_>) -> Option<Remark> {
    let say =
        |level, key, text: &str, remedy: &str| Some(Remark::new(level, Some(number), key, text, remedy));
    if !matches!(setting.kind.to_ascii_lowercase().as_str(), "s" | "i" | "b") {
        let text = "the type is not i, s or b, so clients skip the line";
        return say(RemarkLevel::Warning, None, text, "write name:i:number or name:s:text");
    }
    match known::nearest(setting.name) {
        Some(known) => {
            let text = "the name is not one that mstsc knows, so that it passes the line over";
            say(RemarkLevel::Warning, Some(setting.name), text, &format!("did you mean '{}'?", known.name))
        }
        None => {
            say(RemarkLevel::Info, None, "the setting is not one of mstsc's; other clients may know it", "")
        }
    }
}
