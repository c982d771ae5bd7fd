//! The JSON of a collection: what the script wrote down.

use rdp_health::observe::{InsideCertificate, InsidePort, InsideService, WindowsRelease};
use rdp_health::read_certificate;
use serde_json::Value as Json;

use crate::access::service_may_read;
use crate::bytes::unhex;
use crate::reg_file::wide;
use crate::registry::{self, Key, Kind, Registry, Value};

/// The form of it that is read.
pub(crate) const SCHEMA: &str = "rdp-health/collection/1";
/// So many services, ports, certificates and keys are kept.
const MOST: usize = 1000;
/// So many values of a key; hosts of many users have thousands of firewall rules.
const MOST_VALUES: usize = 100_000;

/// What a collection, or the texts of a support tool, say beside the registry.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) computer: Option<String>,
    pub(crate) domain: Option<String>,
    pub(crate) windows: Option<WindowsRelease>,
    pub(crate) grace_days: Option<u32>,
    pub(crate) collected_at: Option<String>,
    pub(crate) services: Vec<InsideService>,
    pub(crate) listening: Vec<InsidePort>,
    pub(crate) certificates: Vec<InsideCertificate>,
    pub(crate) updates: Vec<String>,
    pub(crate) problems: Vec<String>,
}

/// Reads the JSON; `None` if it is that of something else.
pub(crate) fn read(bytes: &[u8], source: u16, registry: &mut Registry) -> Option<Said> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let json: Json = serde_json::from_slice(bytes).ok()?;
    if text(&json, "schema")? != SCHEMA {
        return None;
    }
    let mut said = Said { collected_at: text(&json, "collected_at"), ..Said::default() };
    for key in list(&json, "registry") {
        let Some(path) = text(key, "key").and_then(|path| registry::canonical(&path, 1)) else { continue };
        let values = items(key, "values").take(MOST_VALUES).filter_map(value).collect();
        registry.take(Key { path, written_at: text(key, "written_at"), source, values });
    }
    said.grace_days = number(&json, "grace_days");
    for one in list(&json, "services") {
        let mut service = InsideService::default();
        (service.name, service.source) = (text(one, "name").unwrap_or_default(), source);
        service.start = number(one, "start");
        service.state = text(one, "state").map(|state| state.to_ascii_lowercase());
        said.services.push(service);
    }
    for one in list(&json, "listening") {
        let Some(port) = number(one, "port").and_then(|port| u16::try_from(port).ok()) else { continue };
        let mut listening = InsidePort::default();
        (listening.port, listening.owner, listening.source) =
            (port, text(one, "owner").unwrap_or_default(), source);
        said.listening.push(listening);
    }
    for one in list(&json, "certificates") {
        let Some(der) = text(one, "der").map(|der| unhex(&der)) else { continue };
        let store = text(one, "store").unwrap_or_default();
        let mut certificate = InsideCertificate::new(store, read_certificate(&der), source);
        certificate.has_key = one.get("has_key").and_then(Json::as_bool);
        certificate.key_readable = text(one, "key_acl").and_then(|sddl| service_may_read(&sddl));
        said.certificates.push(certificate);
    }
    said.updates = list(&json, "updates").filter_map(Json::as_str).map(str::to_owned).collect();
    said.problems = list(&json, "problems").filter_map(Json::as_str).map(str::to_owned).take(50).collect();
    Some(said)
}

/// `{"name": "PortNumber", "type": "DWord", "data": 3389}`, the type as .NET names it.
fn value(json: &Json) -> Option<Value> {
    let data = json.get("data")?;
    let (kind, data) = match text(json, "type")?.to_ascii_lowercase().as_str() {
        "dword" => (Kind::DWORD, dword(data)?.to_le_bytes().to_vec()),
        "string" => (Kind::SZ, wide(data.as_str()?)),
        "expandstring" => (Kind::EXPAND_SZ, wide(data.as_str()?)),
        "multistring" => {
            let texts = match data {
                Json::Array(texts) => texts.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
                one => one.as_str().map(str::to_owned).into_iter().collect::<Vec<_>>(),
            };
            let bytes = texts.iter().flat_map(|text| wide(&format!("{text}\0"))).collect();
            (Kind::MULTI_SZ, bytes)
        }
        "binary" => (Kind::BINARY, unhex(data.as_str()?)),
        _ => return None,
    };
    Some(Value { name: text(json, "name")?, kind, data })
}

/// .NET gives the number of a REG_DWORD as a signed one.
fn dword(data: &Json) -> Option<u32> {
    let number = data.as_i64()?;
    u32::try_from(number).ok().or_else(|| i32::try_from(number).ok().map(i32::cast_unsigned))
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}

fn number(json: &Json, name: &str) -> Option<u32> {
    u32::try_from(json.get(name)?.as_u64()?).ok()
}

fn list<'a>(json: &'a Json, name: &str) -> impl Iterator<Item = &'a Json> {
    items(json, name).take(MOST)
}

/// PowerShell writes a list of one as that one.
fn items<'a>(json: &'a Json, name: &str) -> std::slice::Iter<'a, Json> {
    let items: &[Json] = match json.get(name) {
        Some(Json::Array(items)) => items,
        Some(Json::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    };
    items.iter()
}
