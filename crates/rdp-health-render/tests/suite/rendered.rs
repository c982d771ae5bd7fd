//! What a human reads, as snapshots; and what must hold for any text from the network.
//!
//! The reports are recorded: `cargo run -p rdp-health-render --example record` records them anew.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;
use rdp_health::{Report, cause, causes, explain, is_inert};
use rdp_health_render::{
    TextOptions, cause_json, cause_text, causes_json, causes_text, certificates_json, certificates_pem,
    certificates_text, explain_json, explain_text, json, ndjson, summary_line, text, totals_line,
};

fn recorded(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports").join(format!("{name}.json"));
    fs::read_to_string(file).unwrap()
}

fn report(name: &str) -> Report {
    Report::from_json(&recorded(name)).unwrap()
}

fn names() -> Vec<String> {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports")).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Without ANSI styles.
fn stripped(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').unwrap().1)
}

/// INVARIANT: no line exceeds the width, unless it is one command and nothing else, and no control character is left.
fn assert_sound(page: &str, width: usize) {
    for line in page.lines() {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let columns: usize = line.chars().count();
        let is_command = line.trim_start().starts_with('`');
        assert!(columns <= width || is_command, "{columns} columns: {line}");
        assert_eq!(line.trim_end(), line);
    }
}

#[test]
fn every_report_as_text() {
    for name in names() {
        assert_snapshot!(format!("text-{name}"), text(&report(&name), &TextOptions::default()));
    }
}

#[test]
fn certificates_alone() {
    for name in ["healthy-alias", "cert-expired-self-signed", "tls-no-shared-cipher", "tcp-refused"] {
        let report = report(name);
        for width in [60, 100] {
            assert_sound(&certificates_text(&report, &TextOptions::default().width(width)), width);
        }
        assert_snapshot!(format!("certificates-{name}"), certificates_text(&report, &TextOptions::default()));
    }
    assert_eq!(certificates_pem(&report("tcp-refused")), "");
    let pem = certificates_pem(&report("cert-expired-self-signed"));
    assert!(
        pem.starts_with("-----BEGIN CERTIFICATE-----\nMII") && pem.ends_with("-----END CERTIFICATE-----\n")
    );
    let json = certificates_json(&report("cert-expired-self-signed")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["findings"][0]["id"], "cert-expired");
    assert!(json["chains"][0]["addresses"][0].as_str().unwrap().starts_with("127.0.0.1:"));
}

#[test]
fn in_other_manners() {
    let report = report("tls-no-shared-cipher");
    let options = TextOptions::default();
    assert_snapshot!("manner-verbose", text(&report, &options.clone().verbose(true)));
    assert_snapshot!("manner-ascii-72", text(&report, &options.clone().ascii(true).width(72)));
    assert_snapshot!("manner-without-remedies", text(&report, &options.clone().remedies(false)));
    let coloured = text(&report, &options.colour(true));
    assert_snapshot!("manner-colour", coloured.replace('\u{1b}', "ESC"));
}

#[test]
fn colour_adds_nothing_but_colour_and_lines_keep_to_the_width() {
    for name in names() {
        let report = report(&name);
        for width in [60, 80, 100, 200] {
            for verbose in [false, true] {
                let options = TextOptions::default().width(width).verbose(verbose);
                let page = text(&report, &options);
                assert_sound(&page, width);
                assert_eq!(stripped(&text(&report, &options.clone().colour(true))), page);
                assert!(text(&report, &options.ascii(true)).is_ascii());
            }
        }
    }
}

#[test]
fn many_hosts() {
    let options = TextOptions::default();
    let reports: Vec<Report> = names().iter().map(|name| report(name)).collect();
    let table: String = reports.iter().map(|report| summary_line(report, &options)).collect();
    let verdicts: Vec<_> = reports.iter().map(|report| report.verdict).collect();
    assert_snapshot!("table", table + &totals_line(&verdicts, 0, &options));
    assert_eq!(totals_line(&verdicts[..1], 2, &options), "1 host: 1 degraded, 2 not checked\n");
    let narrow = summary_line(&report("tls-key-unusable-quick"), &options.width(60));
    assert_sound(&narrow, 60);
}

#[test]
fn json_reads_back() {
    for name in names() {
        let report = report(&name);
        assert_eq!(Report::from_json(&json(&report).unwrap()).unwrap(), report);
        let line = ndjson(&report).unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(Report::from_json(&line).unwrap(), report);
    }
}

#[test]
fn explanations() {
    for query in [
        "0x904/0x7",
        "516",
        "0x516",
        "-2146893018",
        "STATUS_MEDIA_WRITE_PROTECTED",
        "STATUS_LOGON_FAILURE",
        "tls-no-shared-cipher",
        "0xDEADBEEF",
    ] {
        let explanation = explain(query).unwrap();
        let page = explain_text(&explanation, &TextOptions::default());
        assert_sound(&page, 100);
        assert_snapshot!(format!("explain-{}", query.replace('/', "-")), page);
        let back: rdp_health::Explanation =
            serde_json::from_str(&explain_json(&explanation).unwrap()).unwrap();
        assert_eq!(back, explanation);
    }
}

#[test]
fn the_catalogue() {
    let options = TextOptions::default();
    assert_snapshot!("causes", causes_text(causes(), &options));
    assert_snapshot!("cause-tcp-refused", cause_text(cause("tcp-refused").unwrap(), &options));
    let list: serde_json::Value = serde_json::from_str(&causes_json(causes()).unwrap()).unwrap();
    assert_eq!(list.as_array().unwrap().len(), causes().len());
    for cause in causes() {
        for width in [60, 100] {
            assert_sound(&cause_text(cause, &options.clone().width(width)), width);
        }
        let page: serde_json::Value = serde_json::from_str(&cause_json(cause).unwrap()).unwrap();
        assert_eq!(page["id"], cause.id.as_str());
        assert_eq!(page["page"], cause.page());
        assert_eq!(page["remedies"].as_array().unwrap().len(), cause.remedies().len());
    }
}

/// A report in which every name that comes from the network is this text.
fn hostile(words: &str) -> Report {
    let mut json: serde_json::Value = serde_json::from_str(&recorded("cert-expired-self-signed")).unwrap();
    poison(&mut json, words);
    serde_json::from_value(json).unwrap()
}

fn poison(value: &mut serde_json::Value, words: &str) {
    match value {
        serde_json::Value::Array(values) => values.iter_mut().for_each(|value| poison(value, words)),
        serde_json::Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match key.as_str() {
                    "subject"
                    | "issuer"
                    | "summary"
                    | "says"
                    | "name"
                    | "hostname"
                    | "signature_algorithm"
                    | "because"
                    | "release"
                    | "dns_computer"
                    | "netbios_computer"
                    | "dns_domain"
                        if value.is_string() =>
                    {
                        *value = words.into();
                    }
                    "common_names" | "dns_names" | "cname_chain" => *value = vec![words; 3].into(),
                    _ => poison(value, words),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn a_hostile_certificate() {
    let page = text(
        &hostile("\u{1b}[2J\u{1b}]0;owned\u{7}\r\nHEALTHY\u{202e}\u{9b}1m `rm -rf`"),
        &TextOptions::default(),
    );
    assert_sound(&page, 100);
    assert_snapshot!("hostile", page);
}

#[test]
fn a_hostile_certificate_in_json() {
    let report = hostile("\u{1b}[2J\u{202e}\u{9b}1m");
    for json in [json(&report), ndjson(&report), certificates_json(&report)] {
        let json = json.unwrap();
        assert!(json.contains("\\u202e") && json.chars().all(|c| c == '\n' || is_inert(c)), "{json:?}");
    }
}

proptest! {
    #[test]
    fn nothing_from_the_network_reaches_the_terminal_raw(words in any::<String>(), width in 60usize..140) {
        let report = hostile(&words);
        let options = TextOptions::default().width(width);
        let page = text(&report, &options);
        prop_assert!(page.chars().all(|c| c == '\n' || !c.is_control()));
        prop_assert!(text(&report, &options.clone().ascii(true)).is_ascii());
        prop_assert_eq!(stripped(&text(&report, &options.colour(true))), page);
    }
}
