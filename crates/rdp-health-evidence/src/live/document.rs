//! The JSON of a collection, as `collection` reads it.

use rdp_health::read_certificate;
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::keys::Permissions;
use super::programs::Listening;
use super::service::Service;
use crate::bytes::hex;
use crate::collection::SCHEMA;
use crate::facts;
use crate::registry::{Key, Kind, Registry, Value};
use crate::store;

pub(super) fn write(
    registry: &Registry,
    services: &[Service],
    listening: &[Listening],
    keys: &Permissions,
    problems: &[String],
) -> Vec<u8> {
    let of_services =
        services.iter().map(|one| json!({"name": one.name, "start": one.start, "state": one.state}));
    let of_ports = listening.iter().map(|one| json!({"port": one.port, "owner": one.owner}));
    let certificates = store::stored(registry)
        .into_iter()
        .map(|one| json!({"store": one.store, "der": hex(one.der), "has_key": one.has_key, "key_acl": keys.get(&read_certificate(one.der).sha1)}));
    // What becomes something else is not written twice.
    let keys =
        registry.keys().filter(|key| !store::is_store(&key.path) && !facts::is_package(&key.path)).map(key);
    let document = json!({
        "schema": SCHEMA,
        "collected_at": OffsetDateTime::now_utc().replace_nanosecond(0).ok().and_then(|now| now.format(&Rfc3339).ok()),
        "registry": keys.collect::<Vec<_>>(),
        "services": of_services.collect::<Vec<_>>(),
        "listening": of_ports.collect::<Vec<_>>(),
        "certificates": certificates.collect::<Vec<_>>(),
        "updates": facts::updates(registry),
        "problems": problems,
    });
    document.to_string().into_bytes()
}

fn key(key: &Key) -> Json {
    let values: Vec<Json> = key.values.iter().filter_map(value).collect();
    json!({"key": key.path, "values": values})
}

/// With the type as .NET names it; other types are not read of a collection.
fn value(value: &Value) -> Option<Json> {
    let (kind, data) = match value.kind {
        Kind::DWORD => ("DWord", json!(value.number()?)),
        Kind::SZ => ("String", json!(value.text()?)),
        Kind::EXPAND_SZ => ("ExpandString", json!(value.text()?)),
        Kind::MULTI_SZ => ("MultiString", json!(value.texts())),
        Kind::BINARY => ("Binary", json!(hex(&value.data))),
        _ => return None,
    };
    Some(json!({"name": value.name, "type": kind, "data": data}))
}
