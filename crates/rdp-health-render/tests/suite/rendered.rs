//! What a human reads, as snapshots; and what must hold for any text from the network.
//!
//! The reports are recorded: `cargo run -p rdp-health-render --example record` records them anew.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;
use rdp_health::{CheckOptions, Report, Verdict, cause, causes, diagnose, explain, is_inert};
use rdp_health_render::{
    Detail, Overview, TextOptions, cause_json, cause_text, causes_json, causes_text, certificates_json,
    certificates_pem, certificates_text, explain_json, explain_text, json, ndjson, summary_line, text,
    totals_line,
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
        let options = TextOptions::default();
        assert_snapshot!(format!("brief-{name}"), text(&report(&name), &options.clone().width(80)));
        assert_snapshot!(format!("text-{name}"), text(&report(&name), &options.detail(Detail::Full)));
    }
}

/// Lines of a screen of 80 columns: a longer line turns.
fn rows(page: &str) -> usize {
    page.lines().map(|line| line.chars().count().div_ceil(80).max(1)).sum()
}

/// What plays in `tests/scenarios` is held to the same.
#[test]
fn the_first_screen_is_one_screen() {
    for name in names() {
        let report = report(&name);
        let most = if report.verdict == Verdict::Healthy { 24 } else { 40 };
        let page = text(&report, &TextOptions::default().width(80));
        assert!(rows(&page) <= most, "{} lines of {most}: {page}", rows(&page));
    }
}

/// Every cause, with all that a screen has to name at the same time, in sentences that are too long.
#[test]
fn no_cause_is_too_long_for_the_first_screen() {
    let mut crowded: serde_json::Value = serde_json::from_str(&recorded("tls-no-shared-cipher")).unwrap();
    let long = "a sentence that nobody wanted to end and that goes on from one line to the next ".repeat(9);
    let mut other = crowded["findings"][1].clone();
    other["summary"] = long.clone().into();
    other["severity"] = "warning".into();
    crowded["summary"] = long.clone().into();
    for cause in causes() {
        let mut one = crowded.clone();
        one["primary"] = cause.id.as_str().into();
        one["findings"] =
            vec![one["findings"][0].clone(), other.clone(), other.clone(), other.clone(), other.clone()]
                .into();
        let primary = &mut one["findings"][0];
        primary["id"] = cause.id.as_str().into();
        primary["title"] = cause.title.into();
        primary["client_codes"] = cause.client_codes.iter().map(|code| (*code).to_owned()).collect();
        primary["evidence"] = vec![serde_json::json!({"at": "", "says": long}); 3].into();
        primary["remedies"] = serde_json::to_value(cause.remedies()).unwrap();
        let report: Report = serde_json::from_value(one).unwrap();
        let page = text(&report, &TextOptions::default().width(80));
        assert!(rows(&page) <= 40, "{}: {} lines: {page}", cause.id, rows(&page));
        assert!(page.contains("   1. [") || cause.remedies().is_empty(), "no step: {page}");
    }
}

#[test]
fn beside_what_the_client_shows() {
    for (name, text_of_client) in [
        ("healthy-alias", "Error code: 0x904\nExtended error code: 0x7"),
        ("healthy-alias", "Remote Desktop can't find the computer \"rdp1\"."),
        ("tcp-refused", "The logon attempt failed"),
        ("dns-not-found", "\u{202e}no such thing"),
    ] {
        let report = report(name);
        let options = CheckOptions::default().judge_at(report.judged_at).client_error(text_of_client);
        let report = diagnose(&report, &options);
        for detail in [Detail::Brief, Detail::Full, Detail::Everything] {
            for width in [60, 80] {
                assert_sound(&text(&report, &TextOptions::default().width(width).detail(detail)), width);
            }
        }
        let page = text(&report, &TextOptions::default().width(80));
        let section: Vec<&str> = page
            .lines()
            .skip_while(|line| !line.starts_with("Client shows"))
            .take_while(|line| !line.is_empty())
            .collect();
        assert_snapshot!(format!("client-shows-{}-{name}", words(text_of_client)), section.join("\n"));
    }
}

/// A text as a part of a file's name.
fn words(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').take(16);
    letters.collect::<String>().trim().to_ascii_lowercase().replace(' ', "-")
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
    assert_snapshot!("manner-brief-ascii-60", text(&report, &options.clone().ascii(true).width(60)));
    let full = options.detail(Detail::Full);
    assert_snapshot!("manner-everything", text(&report, &full.clone().detail(Detail::Everything)));
    assert_snapshot!("manner-ascii-72", text(&report, &full.clone().ascii(true).width(72)));
    assert_snapshot!("manner-without-remedies", text(&report, &full.clone().remedies(false)));
    let coloured = text(&report, &full.colour(true));
    assert_snapshot!("manner-colour", coloured.replace('\u{1b}', "ESC"));
}

#[test]
fn colour_adds_nothing_but_colour_and_lines_keep_to_the_width() {
    for name in names() {
        let report = report(&name);
        for width in [60, 80, 100, 200] {
            for detail in [Detail::Brief, Detail::Full, Detail::Everything] {
                let options = TextOptions::default().width(width).detail(detail);
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
    let mut overview = Overview::default();
    reports.iter().for_each(|report| overview.add(report));
    assert_snapshot!("table", table + &overview.text(0, &options.clone().width(80)));
    for width in [60, 80, 100] {
        let options = options.clone().width(width);
        assert_sound(&overview.text(1, &options), width);
        assert_eq!(stripped(&overview.text(1, &options.clone().colour(true))), overview.text(1, &options));
    }
    let verdicts: Vec<_> = reports.iter().map(|report| report.verdict).collect();
    assert_eq!(totals_line(&verdicts[..1], 2, &options), "1 host: 1 degraded, 2 not checked\n");
    let narrow = summary_line(&report("tls-key-unusable-quick"), &options.width(60));
    assert_sound(&narrow, 60);
}

/// However many hosts there are, they are named as far as there is room, and the fix is written once.
#[test]
fn a_fleet_is_as_short_as_its_causes_are_few() {
    let json = recorded("cert-expired-self-signed");
    let mut overview = Overview::default();
    for number in 1..=500 {
        let name = format!("srv{number:03}");
        overview.add(&Report::from_json(&json.replace("rdp1.lab.test", &name)).unwrap());
    }
    for _ in 0..2 {
        overview.add(&report("tcp-refused"));
    }
    let page = overview.text(3, &TextOptions::default().width(80));
    assert!(rows(&page) <= 40, "{page}");
    assert_snapshot!("fleet", page);
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

/// The brief form names the likeliest of many causes and counts the rest; the full one names all.
#[test]
fn many_causes() {
    let explanation = explain("0x904").unwrap();
    let causes = &explanation.readings[0].causes;
    let brief = explain_text(&explanation, &TextOptions::default().width(80));
    let full = explain_text(&explanation, &TextOptions::default().width(80).detail(Detail::Full));
    let named = |page: &str| causes.iter().filter(|id| page.contains(id.as_str())).count();
    assert_eq!((named(&brief), named(&full)), (8, causes.len()));
    assert!(brief.contains(&format!("`-v` names {} more", causes.len() - 8)), "{brief}");
    assert!(!full.contains("`-v` names"));
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
        &TextOptions::default().detail(Detail::Full),
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
        let mut overview = Overview::default();
        overview.add(&report);
        for detail in [Detail::Brief, Detail::Full] {
            let options = TextOptions::default().width(width).detail(detail);
            let page = text(&report, &options) + &overview.text(0, &options);
            prop_assert!(page.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(text(&report, &options.clone().ascii(true)).is_ascii());
            let coloured = options.colour(true);
            prop_assert_eq!(stripped(&(text(&report, &coloured) + &overview.text(0, &coloured))), page);
        }
    }
}
