//! `.remmina`, one connection of Remmina.

use super::ini;
use super::reading::{Found, Reading};
use crate::target::ClientSettings;

pub(super) fn read(text: &str, reading: &mut Reading<'_>) {
    let lines = ini::read(text);
    // Of a setting that is there twice Remmina (GKeyFile) takes the last, and in a damaged file the first may be the rest
    // of another one.
    let find = |key: &str| {
        let found = lines.iter().rev().find_map(|line| {
            let (name, value) = ini::pair(line.text)?;
            (line.section == "remmina" && name.eq_ignore_ascii_case(key)).then_some((line.number, value))
        });
        found.filter(|(_, value)| !value.is_empty())
    };
    let value = |key| find(key).map(|(_, value)| value);
    let protocol = value("protocol").unwrap_or("RDP");
    if !protocol.eq_ignore_ascii_case("RDP") {
        return reading.leave_out_of(protocol);
    }
    if value("ssh_tunnel_enabled") == Some("1") {
        let number = find("ssh_tunnel_enabled").map(|(number, _)| number);
        let said = "Remmina goes through an SSH tunnel, and a check goes straight to the host";
        reading.note(number, Some("ssh_tunnel_enabled"), said);
    }
    let gateway = value("gateway_server").filter(|_| value("gateway_usage") != Some("0"));
    let client = ClientSettings {
        gateway_usage: gateway.map(|_| 1),
        load_balance_info: value("loadbalanceinfo").map(str::to_owned),
        authentication_level: (value("cert_ignore") == Some("1")).then_some(0),
        credssp: match value("security") {
            Some("nla") => Some(true),
            Some("tls" | "rdp") => Some(false),
            _ => None,
        },
        ..ClientSettings::default()
    };
    reading.take(&Found {
        host: value("server").unwrap_or_default(),
        key: Some("server"),
        line: find("server").map(|(number, _)| number),
        port: None,
        name: value("name"),
        group: value("group").map(|group| group.split('/').map(str::to_owned).collect()).unwrap_or_default(),
        gateway,
        client,
    });
}
