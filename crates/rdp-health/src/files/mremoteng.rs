//! `confCons.xml`, the connections of mRemoteNG and mRemote.

use super::reading::{Found, Reading};
use super::xml::Element;
use crate::error::Error;
use crate::target::ClientSettings;

pub(super) fn read(root: &Element, reading: &mut Reading<'_>) -> Result<(), Error> {
    if root.attribute("FullFileEncryption").is_some_and(is_true) {
        return Err(Error::target(
            "the connections of mRemoteNG are encrypted as a whole",
            "export them in mRemoteNG (File, Export) without encryption and without passwords",
        )
        .at(reading.file, Some(root.line), Some("FullFileEncryption")));
    }
    for node in &root.children {
        below(node, &mut Vec::new(), &[], reading);
    }
    Ok(())
}

/// A node, with the nodes it is in, the outermost first.
fn below<'a>(node: &'a Element, above: &mut Vec<&'a Element>, group: &[String], reading: &mut Reading<'_>) {
    if node.name != "Node" {
        return;
    }
    let is_group = match node.attribute("Type") {
        Some(kind) => kind.eq_ignore_ascii_case("Container"),
        None => !node.children.is_empty(),
    };
    above.push(node);
    match is_group {
        true => {
            let mut group = group.to_vec();
            group.extend(node.attribute("Name").map(str::to_owned));
            for child in &node.children {
                below(child, above, &group, reading);
            }
        }
        false => connection(node, above, group, reading),
    }
    above.pop();
}

fn connection(node: &Element, way: &[&Element], group: &[String], reading: &mut Reading<'_>) {
    let protocol = value(way, "Protocol").unwrap_or("RDP");
    if !protocol.eq_ignore_ascii_case("RDP") {
        return reading.leave_out_of(protocol);
    }
    let machine = value(way, "VmId").filter(|_| value(way, "UseVmId").is_some_and(is_true));
    let client = ClientSettings {
        credssp: value(way, "UseCredSsp").map(is_true),
        authentication_level: match value(way, "RDPAuthenticationLevel") {
            Some("NoAuth") => Some(0),
            Some("AuthRequired") => Some(1),
            Some("WarnOnFailedAuth") => Some(2),
            _ => None,
        },
        gateway_usage: match value(way, "RDGatewayUsageMethod") {
            Some("Never") => Some(0),
            Some("Always") => Some(1),
            Some("Detect") => Some(2),
            _ => None,
        },
        load_balance_info: value(way, "LoadBalanceInfo").map(str::to_owned),
        preconnection_blob: machine.map(str::to_owned),
        ..ClientSettings::default()
    };
    reading.take(&Found {
        host: value(way, "Hostname").unwrap_or_default(),
        key: Some("Hostname"),
        line: Some(node.line),
        port: machine.map(|_| "2179").or_else(|| value(way, "Port")),
        name: node.attribute("Name"),
        group: group.to_vec(),
        gateway: value(way, "RDGatewayHostname"),
        client,
    });
}

/// The attribute of the last node, or of the one that it inherits it from.
fn value<'a>(way: &[&'a Element], key: &str) -> Option<&'a str> {
    let inherit = format!("Inherit{key}");
    let mut value = None;
    for node in way.iter().rev() {
        value = node.attribute(key);
        if !node.attribute(&inherit).is_some_and(is_true) {
            break;
        }
    }
    value
}

fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}
