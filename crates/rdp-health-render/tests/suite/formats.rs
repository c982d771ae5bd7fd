//! The formats that make one document of one or many hosts: as snapshots, and with hostile text in every field.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use rdp_health::{Report, is_inert};
use rdp_health_render::{Format, TextOptions, reports_in_html};
use serde_json::Value;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports")
}

fn recorded(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.json"))).unwrap()
}

/// One of every recorded host, each under a name of its own.
fn fleet() -> Vec<Report> {
    let mut files: Vec<_> = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let named = files.iter().enumerate().map(|(number, file)| {
        let json =
            fs::read_to_string(file).unwrap().replace("rdp1.lab.test", &format!("srv{number:02}.lab.test"));
        Report::from_json(&json).unwrap()
    });
    named.collect()
}

fn documents() -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().filter(|format| format.is_document())
}

fn written(format: Format, reports: &[Report]) -> String {
    format.write_all(reports, &TextOptions::default()).unwrap()
}

/// A page without what is the same in all of them, and without the reports.
fn without_constants(page: &str) -> String {
    let mut short = String::new();
    let mut rest = page;
    for (begin, end) in [("<meta http-equiv", "\n"), ("<style>", "</style>")] {
        let (before, after) = rest.split_once(begin).unwrap();
        short.push_str(before);
        rest = after.split_once(end).unwrap().1;
    }
    for part in rest.split_inclusive("</script>") {
        match part.split_once("<script") {
            Some((before, script)) if !script.contains("id=\"rows\"") => short.push_str(before),
            _ => short.push_str(part),
        }
    }
    short
}

#[test]
fn every_format_of_a_healthy_host_a_failed_one_and_a_fleet() {
    for format in documents() {
        for (name, reports) in [
            ("healthy", vec![Report::from_json(&recorded("healthy-alias")).unwrap()]),
            ("failed", vec![Report::from_json(&recorded("tls-no-shared-cipher")).unwrap()]),
            ("fleet", fleet()),
            ("nobody", Vec::new()),
        ] {
            let document = written(format, &reports);
            if let [report] = reports.as_slice() {
                assert_eq!(format.write(report, &TextOptions::default()).unwrap(), document, "{format}");
            }
            let document = if format == Format::Html { without_constants(&document) } else { document };
            assert_snapshot!(format!("format-{format}-{name}"), document);
        }
    }
}

#[test]
fn text_json_and_ndjson_of_a_fleet() {
    let fleet = fleet();
    let text = written(Format::Text, &fleet);
    assert!(text.contains("srv00.lab.test") && text.ends_with("1 inconclusive\n"), "{text}");
    assert_eq!(serde_json::from_str::<Vec<Report>>(&written(Format::Json, &fleet)).unwrap(), fleet);
    let lines = written(Format::Ndjson, &fleet);
    let back: Vec<Report> = lines.lines().map(|line| Report::from_json(line).unwrap()).collect();
    assert_eq!(back, fleet);
}

#[test]
fn a_page_gives_its_reports_back() {
    for reports in [fleet(), vec![hostile("</script><script>", &recorded("tls-no-shared-cipher"))]] {
        let page = written(Format::Html, &reports);
        let back: Vec<Report> =
            reports_in_html(&page).into_iter().map(|json| Report::from_json(json).unwrap()).collect();
        assert_eq!(back, reports);
    }
}

#[test]
fn the_page_of_one_host_is_small() {
    for report in fleet() {
        let page = written(Format::Html, &[report]);
        assert!(page.len() < 200_000, "{} bytes", page.len());
    }
}

/// The report with this text in every field that takes it. Fields of the same name at the same depth take it together.
fn hostile(words: &str, json: &str) -> Report {
    let mut report: Value = serde_json::from_str(json).unwrap();
    let mut places = Vec::new();
    strings(&report, String::new(), &mut places);
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in places {
        let name: String = place.chars().filter(|c| !c.is_ascii_digit()).collect();
        alike.entry(name).or_default().push(place);
    }
    let mut poisoned = 0;
    for places in alike.values() {
        let mut tried = report.clone();
        for place in places {
            *tried.pointer_mut(place).unwrap() = words.into();
        }
        if serde_json::from_value::<Report>(tried.clone()).is_ok() {
            report = tried;
            poisoned += places.len();
        }
    }
    assert!(100 < poisoned, "{poisoned} fields");
    serde_json::from_value(report).unwrap()
}

fn strings(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(place),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                strings(value, format!("{place}/{index}"), places);
            }
        }
        Value::Object(object) => {
            for (key, value) in object {
                strings(value, format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        _ => {}
    }
}

#[test]
fn no_document_carries_what_an_editor_or_a_terminal_obeys() {
    let words = "\u{1b}[2J\u{202e}\u{9b}1m\u{0}\r\n\t\u{2028}x";
    let one = hostile(words, &recorded("cert-expired-self-signed"));
    for format in documents() {
        for reports in [vec![one.clone()], vec![one.clone(), one.clone()]] {
            let document = written(format, &reports);
            // Carriage returns end the lines of CSV.
            let bad: Vec<char> = document.chars().filter(|c| !is_inert(*c) && !"\r\n".contains(*c)).collect();
            assert!(bad.is_empty(), "{format}: {bad:?}");
        }
    }
}

/// Every tag is one of ours, and every attribute: whatever is hostile has become text.
#[test]
fn hostile_text_never_becomes_markup() {
    let words = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script><!--<svg/onload=alert(3)>`x`{{7*7}}";
    let one = hostile(words, &recorded("cert-expired-self-signed"));
    for reports in [vec![one.clone()], vec![one.clone(), one]] {
        let page = written(Format::Html, &reports);
        let scripts = if reports.len() == 1 { 1 } else { 2 };
        assert_eq!(page.matches("<script").count(), reports.len() + scripts);
        for never in ["<img", "<!--", "<svg/", "onerror=alert(1)><", "'><"] {
            assert!(!page.contains(never), "{never}");
        }
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;") && page.contains("\\u003cimg"));
    }
}
