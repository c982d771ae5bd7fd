//! `.rdg`, the groups of Remote Desktop Connection Manager (RDCMan), from version 2.2 on.

use super::reading::{Found, Reading};
use super::xml::Element;
use crate::target::ClientSettings;

/// What a group hands down to its servers.
#[derive(Clone, Default)]
struct Settings<'a> {
    port: Option<&'a str>,
    balance: Option<&'a str>,
    machine: Option<&'a str>,
    authentication: Option<u8>,
    gateway: Option<&'a str>,
}

impl<'a> Settings<'a> {
    /// The same, with what this group or server says itself.
    fn with(&self, node: &'a Element) -> Self {
        let own = |name: &str| {
            node.child(name).filter(|settings| {
                settings.attribute("inherit").is_none_or(|from| !from.eq_ignore_ascii_case("FromParent"))
            })
        };
        let mut settings = self.clone();
        if let Some(connection) = own("connectionSettings") {
            settings.port = connection.text_of("port");
            settings.balance = connection.text_of("loadBalanceInfo");
            settings.machine = connection.text_of("vmId");
        }
        if let Some(security) = own("securitySettings") {
            settings.authentication = match security.text_of("authentication") {
                Some("None") => Some(0),
                Some("Required") => Some(1),
                Some("Warn") => Some(2),
                _ => None,
            };
        }
        if let Some(gateway) = own("gatewaySettings") {
            let enabled = gateway.text_of("enabled").is_some_and(|on| on.eq_ignore_ascii_case("true"));
            settings.gateway = gateway.text_of("hostName").filter(|_| enabled);
        }
        settings
    }
}

pub(super) fn read(root: &Element, reading: &mut Reading<'_>) {
    for file in root.children.iter().filter(|child| child.name == "file") {
        group(file, &Settings::default(), &[], reading);
    }
}

fn group(node: &Element, inherited: &Settings<'_>, above: &[String], reading: &mut Reading<'_>) {
    let settings = inherited.with(node);
    let mut groups = above.to_vec();
    groups.extend(property(node, "name").map(str::to_owned));
    for child in &node.children {
        match child.name.as_str() {
            "group" => group(child, &settings, &groups, reading),
            "server" => server(child, &settings.with(child), groups.clone(), reading),
            _ => {}
        }
    }
}

fn server(node: &Element, settings: &Settings<'_>, group: Vec<String>, reading: &mut Reading<'_>) {
    let client = ClientSettings {
        load_balance_info: settings.balance.map(str::to_owned),
        authentication_level: settings.authentication,
        gateway_usage: settings.gateway.map(|_| 1),
        preconnection_blob: settings.machine.map(str::to_owned),
        ..ClientSettings::default()
    };
    reading.take(&Found {
        host: property(node, "name").unwrap_or_default(),
        key: Some("name"),
        line: Some(node.line),
        // The consoles of virtual machines are behind a port of Hyper-V's own.
        port: settings.machine.map(|_| "2179").or(settings.port),
        name: property(node, "displayName"),
        group,
        gateway: settings.gateway,
        client,
    });
}

/// Version 2.7 has `properties` around what older versions have right below the server.
fn property<'a>(node: &'a Element, name: &str) -> Option<&'a str> {
    node.child("properties").and_then(|properties| properties.text_of(name)).or_else(|| node.text_of(name))
}
