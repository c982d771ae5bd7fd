//! Connections of Royal TS as JSON: its export, and the objects that scripts give to dynamic folders.

use serde_json::{Map, Value};

use super::json_lines::Places;
use super::reading::{Found, Reading};
use crate::target::ClientSettings;

/// What holds the host of a connection.
const HOST: [&str; 2] = ["ComputerName", "URI"];

/// No document nests its folders deeper.
const DEEPEST: usize = 100;

/// Whether these are objects of Royal TS.
pub(super) fn is_export(value: &Value) -> bool {
    objects(value).is_some()
}

fn objects(value: &Value) -> Option<&Vec<Value>> {
    get(value.as_object()?, "Objects")?.as_array()
}

pub(super) fn read(value: &Value, text: &str, reading: &mut Reading<'_>) {
    let objects = objects(value).map(Vec::as_slice).unwrap_or_default();
    below(objects, &[], &mut Places::of(text, &HOST), reading, 0);
}

fn below(objects: &[Value], group: &[String], places: &mut Places, reading: &mut Reading<'_>, depth: usize) {
    if DEEPEST < depth {
        return reading.leave_out("nested too deep");
    }
    for object in objects.iter().filter_map(Value::as_object) {
        let kind = text(object, "Type").unwrap_or_default();
        if kind.contains("Folder") {
            let mut group = group.to_vec();
            group.extend(text(object, "Name").map(str::to_owned));
            let inside = get(object, "Objects").and_then(Value::as_array);
            below(inside.map(Vec::as_slice).unwrap_or_default(), &group, places, reading, depth + 1);
        } else if ["RemoteDesktopConnection", "RoyalRDSConnection"].contains(&kind) {
            connection(object, group, places, reading);
        } else {
            let kind = kind.trim_start_matches("Royal").trim_end_matches("Connection");
            reading.leave_out_of(kind);
        }
    }
}

fn connection(object: &Map<String, Value>, group: &[String], places: &mut Places, reading: &mut Reading<'_>) {
    let properties = get(object, "Properties").and_then(Value::as_object);
    let find = |key: &str| get(object, key).or_else(|| get(properties?, key));
    let string = |key: &str| find(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let number = |key: &str| {
        find(key).and_then(|value| {
            value.as_u64().map(|n| n.to_string()).or_else(|| value.as_str().map(str::to_owned))
        })
    };
    let mut group = group.to_vec();
    if let Some(path) = string("Path") {
        group.extend(path.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
    }
    let gateway = string("GatewayHostName").or_else(|| string("RDGatewayHost"));
    let usage = number("GatewayUsageMethod").and_then(|usage| usage.parse().ok());
    let client = ClientSettings {
        gateway_usage: usage.or(gateway.map(|_| 1)),
        authentication_level: number("AuthenticationLevel").and_then(|level| level.parse().ok()),
        load_balance_info: string("LoadBalanceInfo").map(str::to_owned),
        ..ClientSettings::default()
    };
    let port = number("RDPPort").or_else(|| number("Port"));
    let key = HOST.into_iter().find(|key| string(key).is_some());
    let host = key.and_then(string).unwrap_or_default();
    reading.take(&Found {
        host,
        key,
        line: places.line_of(host),
        port: port.as_deref(),
        name: string("Name"),
        group,
        gateway,
        client,
    });
}

/// The value of a key, whatever its case.
fn get<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object
        .get(key)
        .or_else(|| object.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    get(object, key)?.as_str()
}
