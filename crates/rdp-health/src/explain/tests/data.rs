//! The tables themselves: complete, with all of the shared one, and pointing only at causes that exist.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::super::family::CodeFamily;
use super::super::table::{CODES, LINKS, Table};
use super::{KNOWN, ask, explain, symbol};
use crate::diagnose::CauseId;
use crate::diagnose::catalogue::{self, Visibility};

/// The shared table, where the shared folder is present.
fn shared() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/error_codes.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: ../shared/error_codes.json is not here");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// Rows whose meaning or source was corrected since the shared table was written.
/// Those of the client on macOS are a family of their own.
const CORRECTED: [(&str, &str); 14] = [
    ("mcs_disconnect_ultimatum", "0x3"),
    ("mstsc_disconnect", "0x408"),
    ("mstsc_disconnect", "0xC07"),
    ("mstsc_disconnect", "0x907"),
    ("mstsc_disconnect", "0x1607"),
    ("mstsc_disconnect", "0x1707"),
    ("mstsc_disconnect", "0x1D07"),
    ("mstsc_disconnect", "0x207"),
    ("mstsc_disconnect", "0x2407"),
    ("mstsc_disconnect", "0x2104"),
    ("mstsc_disconnect", "0x300005F"),
    ("mstsc_extended", "0x7"),
    ("rdp_neg_failure", "0x00000003"),
    ("sspi", "0x80090302"),
];

fn name(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_row_of_the_shared_table_is_here_as_it_stands_there() {
    let Some(shared) = shared() else { return };
    let table = Table::load();
    let mut differing = Vec::new();
    for expected in &shared {
        let text = |key: &str| expected[key].as_str();
        if CORRECTED
            .iter()
            .any(|(family, code)| text("family") == Some(family) && text("code_hex") == Some(code))
        {
            continue;
        }
        let as_there = table.rows.iter().any(|row| {
            Some(name(row.family).as_str()) == text("family")
                && Some(row.written) == text("code_hex")
                && Some(u64::from(row.code)) == expected["code_dec"].as_u64()
                && row.symbol == text("symbol")
                && Some(row.meaning) == text("meaning")
                && Some(row.source) == text("source")
                && Some(name(row.confidence).replace('_', "-").as_str()) == text("confidence")
        });
        if !as_there {
            differing.push(expected);
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn no_line_of_the_tables_is_lost() {
    let table = Table::load();
    let content = |text: &str, what: &[&str]| {
        text.lines()
            .filter(|line| !line.starts_with('#') && !what.iter().any(|w| line.starts_with(w)))
            .count()
    };
    assert!(550 <= table.rows.len());
    assert_eq!(table.rows.len(), content(CODES, &["source\t", "family\t"]));
    assert_eq!(table.links.len(), content(LINKS, &[]));
    for (line, link) in LINKS.lines().filter(|line| !line.starts_with('#')).zip(&table.links) {
        let phase = link.phase.map_or("-", |phase| phase.as_str());
        assert_eq!(line.split('\t').nth(2), Some(phase), "{line}: not the name of a phase");
    }
}

#[test]
fn every_code_is_found_by_hexadecimal_decimal_and_symbol() {
    for row in &KNOWN.table.rows {
        let signed = row.code.cast_signed();
        let mut queries =
            vec![row.written.to_owned(), row.written.to_ascii_lowercase(), row.code.to_string()];
        if signed < 0 {
            queries.push(signed.to_string());
        }
        if let Some(symbol) = row.symbol {
            queries.extend([symbol.to_owned(), symbol.to_ascii_lowercase(), symbol.to_ascii_uppercase()]);
        }
        for query in queries {
            let answer = KNOWN.explain(&query).unwrap();
            let found =
                answer.readings.iter().find(|r| r.family == row.family && r.code_dec == Some(row.code));
            let found = found.unwrap_or_else(|| panic!("{query} does not find {row:?}"));
            assert_eq!(found.symbol.as_deref(), row.symbol);
            assert_eq!(found.meaning, row.meaning);
            assert_eq!(found.source, row.source);
        }
    }
}

#[test]
fn every_link_is_to_a_code_and_a_cause_that_exist() {
    let table = Table::load();
    let mut seen = BTreeSet::new();
    for link in &table.links {
        assert!(seen.insert((link.family, link.code)), "{link:?} stands twice");
        assert!(
            link.code.is_none_or(|code| table.rows.iter().any(|r| r.family == link.family && r.code == code)),
            "{link:?}: no such code"
        );
        let causes: Vec<CauseId> = link.causes().collect();
        let written = link.causes.split(' ').filter(|cause| *cause != "-").count();
        assert_eq!(causes.len(), written, "{link:?}: the catalogue lacks one");
        for id in &causes {
            let cause = catalogue::find(id).unwrap_or_else(|| panic!("{id} is not in the catalogue"));
            assert_ne!(cause.visible, Visibility::Nowhere, "{id} is a myth, not a cause");
        }
        assert_eq!(causes.iter().collect::<BTreeSet<_>>().len(), causes.len(), "{link:?} repeats a cause");
    }
}

/// What the administrator can settle without touching the host comes first.
#[test]
fn causes_that_a_check_sees_stand_first() {
    let rank = |id: CauseId| match catalogue::find(id).unwrap().visible {
        Visibility::Remote => 0,
        Visibility::Partly => 1,
        Visibility::SecondVantagePoint => 2,
        _ => 3,
    };
    for link in Table::load().links {
        let ranks: Vec<i32> = link.causes().map(rank).collect();
        assert!(
            ranks.is_sorted(),
            "{:?} {:X?}: {:?} {ranks:?}",
            link.family,
            link.code,
            link.causes().collect::<Vec<_>>()
        );
    }
}

/// The catalogue names the codes of a cause, the table names the causes of a code.
#[test]
fn the_catalogue_agrees() {
    for cause in catalogue::all().iter().filter(|cause| cause.visible != Visibility::Nowhere) {
        for code in cause.client_codes {
            let readings = ask(code).readings;
            assert!(
                readings.iter().any(|reading| reading.causes.contains(&cause.id)),
                "{code} does not lead to {}",
                cause.id
            );
        }
    }
}

#[test]
fn every_cause_is_explained_with_its_codes() {
    for cause in catalogue::all() {
        let answer = ask(cause.id.as_str());
        assert_eq!(answer.cause.as_ref(), Some(&cause.id));
        assert!(answer.readings.iter().all(|r| r.causes.contains(&cause.id)));
    }
    let expired = ask("Cert-Expired");
    assert_eq!(expired.cause, Some(CauseId::CertExpired));
    assert!(expired.readings.iter().any(|reading| symbol(reading) == "CERT_E_EXPIRED"));
}

#[test]
fn every_remark_can_appear_and_its_causes_exist() {
    let queries = [
        "0x904/0x7",
        "0x904/0x0",
        "0x904/0x5",
        "0x80092013",
        "0x8009030D",
        "0x101",
        "3489660929",
        "0x4",
        "0xC",
        "0x107",
        "0x80090302",
        "0x80070040",
    ];
    let answers: Vec<_> = queries.iter().map(|query| ask(query)).collect();
    let texts: BTreeSet<&str> = answers
        .iter()
        .flat_map(|answer| &answer.notes)
        .filter(|note| note.source.is_some())
        .map(|note| note.text.as_str())
        .collect();
    assert_eq!(texts.len(), super::super::remarks::REMARKS.len());
    for id in answers.iter().flat_map(|answer| &answer.notes).flat_map(|note| &note.causes) {
        assert!(catalogue::find(id).is_some(), "{id} is not in the catalogue");
    }
}

#[test]
fn families_have_titles_of_their_own() {
    let table = Table::load();
    let families: BTreeSet<CodeFamily> = table.rows.iter().map(|row| row.family).collect();
    // Messages are no table of codes.
    assert_eq!(families.len(), CodeFamily::ALL.len() - 1);
    let titles: BTreeSet<&str> = families.iter().map(|family| family.title()).collect();
    assert_eq!(titles.len(), families.len());
}

#[test]
fn an_explanation_survives_json() {
    for query in ["0x904/0x7", "nla-credssp-unpatched", "0x89876543", "516"] {
        let answer = ask(query);
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<super::Explanation>(&json).unwrap(), answer);
    }
    assert!(explain("0x904").unwrap().readings.first().is_some_and(|reading| !reading.causes.is_empty()));
}
