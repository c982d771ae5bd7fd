//! Redacted reports: nothing that names somebody survives, in any format.

use std::collections::BTreeSet;
use std::net::IpAddr;

use rdp_health::{Redactor, Report};
use rdp_health_render::{Detail, Format, TextOptions};
use serde_json::Value;

/// Keys under which a report keeps names, read here on their own and not from the redactor's table.
const NAMES: [&str; 33] = [
    "host",
    "alternate_host",
    "gateway",
    "hostname",
    "kdc_proxy",
    "dns_names",
    "common_names",
    "dns_computer",
    "dns_domain",
    "dns_forest",
    "netbios_computer",
    "netbios_domain",
    "cname_chain",
    "subject",
    "issuer",
    "serial",
    "sha1",
    "sha256",
    "key_sha256",
    "subject_key_id",
    "issuer_key_id",
    "der",
    "ocsp_response",
    "bytes",
    "first_bytes",
    "file",
    "ca_file",
    "url",
    "location",
    "issuer_urls",
    "preconnection_blob",
    "load_balance_info",
    "group",
];

fn strings<'a>(value: &'a Value, key: &'a str, take: &mut dyn FnMut(&'a str, &'a str)) {
    match value {
        Value::String(text) => take(key, text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, key, take)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| strings(value, key, take)),
        _ => {}
    }
}

/// Whether it is made of words that our own texts use: those name nobody.
fn is_ours(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .all(|word| word.bytes().all(|c| c.is_ascii_alphabetic()) && Redactor::knows(word))
}

/// Everything in the report that names somebody, in lower case.
fn names(report: &Report) -> BTreeSet<String> {
    let json = serde_json::to_value(report).unwrap();
    let mut names = BTreeSet::new();
    strings(&json, "", &mut |key, text| {
        let mut parts = vec![text];
        if key == "subject" || key == "issuer" {
            parts.extend(text.split(", ").filter_map(|part| Some(part.split_once('=')?.1)));
        }
        if NAMES.contains(&key) {
            names.extend(parts.into_iter().map(|part| part.trim_end_matches('.').to_lowercase()));
        }
        for part in text.split(|c: char| !(c.is_ascii_hexdigit() || c == '.' || c == ':')) {
            let part = part.trim_matches(['.', ':']);
            let address = part
                .parse::<IpAddr>()
                .or_else(|_| part.rsplit_once(':').map_or(part, |(address, _)| address).parse());
            // The pages' own examples are nobody's.
            let example =
                |address: &String| rdp_health::causes().iter().any(|one| one.page().contains(address));
            names.extend(address.ok().map(|address| address.to_string()).filter(|one| !example(one)));
        }
    });
    names.retain(|name| {
        let stand_in = ["host-", "name-", "data-", "192.0.2."].iter().any(|word| name.starts_with(word));
        // Numbers stand everywhere.
        let number = name.len() <= 6 && name.bytes().all(|byte| byte.is_ascii_digit());
        3 < name.chars().count() && !is_ours(name) && !stand_in && !number
    });
    names
}

/// The text but for what is between these two marks.
fn without(text: &str, begins: &str, ends: &str) -> String {
    let Some((before, rest)) = text.split_once(begins) else { return text.to_owned() };
    format!("{before}{}", rest.split_once(ends).map_or("", |(_, after)| after))
}

/// Fails where a name of the report is left in the redacted one, in any format.
pub(crate) fn assert_redacted(report: &Report) {
    let left = survivors(report);
    assert!(left.is_empty(), "{}: {left:#?}", report.target);
}

/// The names of the report that are left in the redacted one, with what stands before them.
pub(crate) fn survivors(report: &Report) -> Vec<String> {
    let redacted = match Redactor::new().report(report) {
        Ok(redacted) => redacted,
        Err(error) => return vec![error.to_string()],
    };
    assert!(redacted.redacted && redacted.verdict == report.verdict && redacted.primary == report.primary);
    let names = names(report);
    let mut left = Vec::new();
    for format in Format::ALL {
        let details = [Detail::Everything, Detail::Brief, Detail::Full];
        let details = if *format == Format::Text { &details[..] } else { &details[..1] };
        for detail in details {
            let options = TextOptions::default().width(100).detail(*detail);
            let written = format.write(&redacted, &options).unwrap().to_lowercase();
            // A page's style and script are the same for every report.
            let written = without(&written, "<style>", "</style>");
            let written = without(&written, "<script>", "</script>");
            for name in names.iter().filter(|name| written.contains(name.as_str())) {
                let at = written.find(name.as_str()).unwrap();
                let before: Vec<char> = written[..at].chars().rev().take(60).collect();
                left.push(format!("as {format}: {}[{name}]", before.into_iter().rev().collect::<String>()));
            }
        }
    }
    left
}

#[test]
fn the_words_of_reports_are_those_of_the_schema() {
    let schema = include_str!("../crates/rdp-health/schema/report.v1.json");
    let mut unknown = BTreeSet::new();
    let schema: Value = serde_json::from_str(schema).unwrap();
    strings(&schema, "", &mut |key, text| {
        if key == "const" || key == "enum" {
            unknown
                .extend(text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !Redactor::knows(word)));
        }
    });
    assert!(unknown.is_empty(), "write these into data/words_of_reports.txt: {unknown:?}");
}

#[test]
fn recorded_reports_lose_their_names() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/observations")).unwrap() {
        let report = Report::from_json(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        assert_redacted(&report);
        // What is redacted stays as it is, and says why it cannot be judged.
        let redacted = Redactor::new().report(&report).unwrap();
        assert_eq!(rdp_health::diagnose(&redacted, &rdp_health::CheckOptions::default()), redacted);
        let error = rdp_health::what_if(&redacted, &[rdp_health::WhatIf::NtlmOff]).unwrap_err();
        assert!(error.to_string().contains("redacted"), "{error}");
        // The same report gets the same placeholders.
        assert_eq!(Redactor::new().report(&report).unwrap(), redacted);
    }
}

#[test]
fn pasted_texts_keep_what_is_known() {
    let mut redactor = Redactor::new();
    let text = redactor.text(
        "Error 0x904: CORP\\jdoe (jdoe@corp.contoso.com) could not connect to SRV-07.corp.contoso.com at 10.1.2.3:3389, then \
         to srv-07.corp.contoso.com again",
    );
    for name in ["jdoe", "SRV", "srv-07", "10.1.2.3", "contoso"] {
        assert!(!text.contains(name), "{text}");
    }
    // The domain of the users is one host, and its longer name another.
    assert_eq!(
        text,
        "Error 0x904: user-1 (user-1) could not connect to host-3 at 192.0.2.1:3389, then to host-3 again"
    );
}
