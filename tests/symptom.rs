//! What a client shows, held against recorded reports: pairs of a text and a host, without any network.

use std::path::Path;

use rdp_health::{CauseId, CheckOptions, Report, SymptomFit, diagnose};
use rdp_health_lab::SymptomExpectation;

use crate::sound::assert_sound;

/// What differs from what is expected of the client's text.
pub fn differences(expect: &SymptomExpectation, report: &Report) -> Vec<String> {
    let Some(symptom) = &report.symptom else { return vec!["symptom      there is none".to_owned()] };
    let mut differences = Vec::new();
    let fit = serde_json::to_value(symptom.fit).unwrap();
    if fit != *expect.fit {
        differences.push(format!("fit          expected {}, got {fit}: {}", expect.fit, symptom.says));
    }
    let found: Vec<&str> = symptom.found.iter().map(CauseId::as_str).collect();
    if found != expect.found {
        differences.push(format!("found        expected {:?}, got {found:?}", expect.found));
    }
    let excluded: Vec<&str> = symptom.excluded.iter().map(|one| one.id.as_str()).collect();
    let remains: Vec<&str> =
        symptom.remains.iter().filter_map(|one| one.id.as_ref()).map(CauseId::as_str).collect();
    for (what, wanted, got) in
        [("excluded", &expect.excluded, &excluded), ("remains", &expect.remains, &remains)]
    {
        for id in wanted.iter().filter(|id| !got.contains(&id.as_str())) {
            differences.push(format!("{what:<12} {id} is not among {got:?}"));
        }
    }
    for id in expect.remains_not.iter().filter(|id| remains.contains(&id.as_str())) {
        differences.push(format!("remains      {id} is among {remains:?}"));
    }
    let texts: Vec<&str> =
        symptom.remains.iter().map(|one| one.look.as_str()).chain([symptom.says.as_str()]).collect();
    for text in expect.says.iter().filter(|text| !texts.iter().any(|one| one.contains(text.as_str()))) {
        differences.push(format!("says         none says {text:?}: {texts:#?}"));
    }
    differences
}

fn recorded(name: &str) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [folder.join("observations"), folder.join("../crates/rdp-health-render/tests/reports")];
    let text =
        places.iter().find_map(|place| std::fs::read_to_string(place.join(format!("{name}.json"))).ok());
    Report::from_json(&text.unwrap_or_else(|| panic!("no report {name}"))).unwrap()
}

/// The report beside what its client shows. Nothing else in it may change.
fn beside(name: &str, text: &str) -> Report {
    let report = recorded(name);
    let options = CheckOptions::default().policy(report.options.policy).judge_at(report.judged_at);
    let alone = diagnose(&report, &options);
    let with = diagnose(&report, &options.client_error(text));
    assert_sound(&with);
    let mut without = with.clone();
    (without.symptom, without.options.client_error) = (None, None);
    assert_eq!(without, alone, "{name} beside {text:?}: the text changed the diagnosis");
    with
}

#[test]
fn every_pair() {
    let pairs = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("symptoms.toml")).unwrap();
    #[derive(serde::Deserialize)]
    struct Pairs {
        pair: Vec<Pair>,
    }
    #[derive(serde::Deserialize)]
    struct Pair {
        host: String,
        shows: String,
        expect: SymptomExpectation,
    }
    let pairs: Pairs = toml::from_str(&pairs).unwrap();
    let mut wrong = Vec::new();
    for Pair { host, shows, expect } in &pairs.pair {
        let report = beside(host, shows);
        if std::env::var_os("SYMPTOMS").is_some() {
            println!("\n{}", rdp_health_render::text(&report, &rdp_health_render::TextOptions::default()));
        }
        let differs = differences(expect, &report);
        if !differs.is_empty() {
            wrong.push(format!("{host} beside {shows:?}\n  {}", differs.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(20 <= pairs.pair.len());
}

#[test]
fn a_report_keeps_its_text_until_another_one_is_given() {
    let report = beside("healthy-alias", "0x904");
    let again = diagnose(&report, &CheckOptions::default().judge_at(report.judged_at));
    assert_eq!(again, report);
    let other = diagnose(&report, &CheckOptions::default().client_error("0x104"));
    assert_eq!(other.symptom.unwrap().fit, SymptomFit::CheckGotFurther);
}
