//! Which place of a report holds what: the names are met first, then every text is written anew.

use serde_json::{Map, Value};

use super::names::{Kind, Names};
use super::scan;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A code, a word of ours, a moment.
    Fixed,
    /// A sentence of ours, in which names can stand.
    Ours,
    /// A text that is not ours.
    Foreign,
    /// A host, with or without its port.
    Host,
    /// A distinguished name.
    Subject,
    /// An address of the web.
    Url,
    /// As it came, in hexadecimal or base64, or an identifier.
    Whole(Kind),
}

/// What stands at a key. `parent` is the key of the object, and `object` what else it holds.
fn place(parent: &str, key: &str, object: &Map<String, Value>) -> Place {
    match key {
        "name" if object.contains_key("code") => Place::Fixed,
        "name" if matches!(parent, "tool" | "clients" | "headers") => Place::Fixed,
        // What a host says of itself.
        "name" if matches!(parent, "settings" | "services" | "listeners" | "firewall_profiles") => {
            Place::Fixed
        }
        "name" if parent == "sources" && object.contains_key("kind") => Place::Whole(Kind::File),
        "value" if object.contains_key("name") => Place::Foreign,
        "service" if parent == "target" => Place::Fixed,
        "at"
        | "because_of"
        | "cause"
        | "causes"
        | "client"
        | "client_codes"
        | "closed_by"
        | "code"
        | "code_hex"
        | "confidence"
        | "decides"
        | "depth"
        | "errno"
        | "extended_key_usage"
        | "family"
        | "family_title"
        | "fit"
        | "hello"
        | "id"
        | "judge_at"
        | "judged_at"
        | "key_usage"
        | "kind"
        | "language"
        | "meaning"
        | "means"
        | "next_update"
        | "not_after"
        | "not_before"
        | "origin"
        | "os"
        | "outcome"
        | "phase"
        | "primary"
        | "protocol"
        | "rcode"
        | "release"
        | "request"
        | "revoked_at"
        | "risk"
        | "role"
        | "schema"
        | "severity"
        | "signature_algorithm"
        | "source"
        | "started_at"
        | "state"
        | "status"
        | "store"
        | "suite"
        | "symbol"
        | "this_update"
        | "time"
        | "tls"
        | "unknown_critical"
        | "verdict"
        | "version"
        | "where"
        | "words"
        | "ask"
        | "then"
        | "seen_at" => Place::Fixed,
        "subject" | "issuer" => Place::Subject,
        "computer" | "domain" => Place::Host,
        "host" | "alternate_host" | "gateway" | "hostname" | "kdc_proxy" | "dns_names" | "common_names"
        | "dns_computer" | "dns_domain" | "dns_forest" | "netbios_computer" | "netbios_domain"
        | "cname_chain" | "name" | "stun" | "issuers" | "names" | "place" => Place::Host,
        "serial"
        | "sha1"
        | "sha256"
        | "key_sha256"
        | "subject_key_id"
        | "issuer_key_id"
        | "certificate_sha1"
        | "expect_fingerprints"
        | "expected_fingerprints" => Place::Whole(Kind::Fingerprint),
        "der" | "ocsp_response" | "bytes" | "first_bytes" | "preconnection_blob" | "load_balance_info"
        | "page" | "range" => Place::Whole(Kind::Data),
        "file" | "ca_file" | "path" => Place::Whole(Kind::File),
        "url" | "location" | "issuer_urls" => Place::Url,
        "server" | "via" | "reason" | "error" | "content_type" | "detail" | "client_error" | "text"
        | "purpose" | "profile" | "service" | "group" | "proxies" | "bound" | "unreadable"
        | "expectation" => Place::Foreign,
        "proxy" => Place::Url,
        _ => Place::Ours,
    }
}

/// Takes in every name of the report.
pub(super) fn meet(value: &Value, names: &mut Names) {
    each(value, "", &mut |place, text| {
        if place != Place::Ours {
            write(place, text, names);
        }
    });
}

fn each(value: &Value, parent: &str, take: &mut dyn FnMut(Place, &str)) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                texts(value, place_of(parent, key, fields, value), take);
                each(value, key, take);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, parent, take)),
        _ => {}
    }
}

/// The texts at a key: one, or a list of them.
fn texts(value: &Value, place: Place, take: &mut dyn FnMut(Place, &str)) {
    match value {
        Value::String(text) => take(place, text),
        Value::Array(items) => {
            for text in items.iter().filter_map(Value::as_str) {
                take(place, text);
            }
        }
        _ => {}
    }
}

fn place_of(parent: &str, key: &str, object: &Map<String, Value>, value: &Value) -> Place {
    match (key, value) {
        // The names that an address or an alias has; a single text says why there is none.
        ("value", Value::Array(_)) => Place::Host,
        _ => place(parent, key, object),
    }
}

/// Writes every text of the report anew.
pub(super) fn rewrite(value: &mut Value, names: &mut Names) {
    rewrite_below(value, "", names);
}

fn rewrite_below(value: &mut Value, parent: &str, names: &mut Names) {
    match value {
        Value::Object(fields) => {
            let places: Vec<Place> =
                fields.iter().map(|(key, value)| place_of(parent, key, fields, value)).collect();
            for ((key, value), place) in fields.iter_mut().zip(places) {
                match value {
                    Value::String(text) => *text = write(place, text, names),
                    Value::Array(items) => {
                        for item in items {
                            match item {
                                Value::String(text) => *text = write(place, text, names),
                                other => rewrite_below(other, key, names),
                            }
                        }
                    }
                    other => rewrite_below(other, key, names),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite_below(item, parent, names)),
        _ => {}
    }
}

fn write(place: Place, text: &str, names: &mut Names) -> String {
    match place {
        _ if text.is_empty() => String::new(),
        Place::Fixed => text.to_owned(),
        // A word of a choice, such as `no_host`.
        Place::Ours if is_choice(text) => text.to_owned(),
        Place::Ours => scan::ours(text, names),
        Place::Foreign => scan::foreign(text, names),
        Place::Host => scan::host(text, names),
        Place::Url => scan::url_of(text, names),
        Place::Subject => subject(text, names),
        Place::Whole(kind) => names.stand_in(kind, text),
    }
}

fn is_choice(text: &str) -> bool {
    text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// The attributes of distinguished names that name nobody themselves.
const ATTRIBUTES: [&str; 10] = ["CN", "O", "OU", "C", "L", "ST", "DC", "serialNumber", "emailAddress", "E"];

/// `CN=Name, O=Organisation` as a whole, and each of its values, since sentences name them alone.
fn subject(text: &str, names: &mut Names) -> String {
    let part = |part: &str, names: &mut Names| match part.split_once('=') {
        Some((attribute, value)) if ATTRIBUTES.contains(&attribute) => {
            let is_host = value.contains('.') && !value.contains(|c: char| c.is_whitespace());
            let value = if is_host { scan::host(value, names) } else { names.stand_in(Kind::Name, value) };
            format!("{attribute}={value}")
        }
        _ => names.stand_in(Kind::Name, part),
    };
    let written = text.split(", ").map(|one| part(one, names)).collect::<Vec<_>>().join(", ");
    names.search_for(text, &written);
    written
}
