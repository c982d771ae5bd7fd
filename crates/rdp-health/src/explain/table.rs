//! The table of codes and what they point at: `data/client_codes.tsv` and `data/client_codes_links.tsv`.
//!
//! Both are read anew for every question: some hundred lines, and no state to keep.

use serde::de::value::Error;
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::family::CodeFamily;
use super::{CodeConfidence, Reading};
use crate::diagnose::CauseId;
use crate::outcome::Phase;

pub(super) const CODES: &str = include_str!("../../data/client_codes.tsv");
pub(super) const LINKS: &str = include_str!("../../data/client_codes_links.tsv");

/// One code of one table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) family: CodeFamily,
    /// As its table writes it: `0x904`, `0x00000007`.
    pub(super) hex: &'static str,
    pub(super) code: u32,
    pub(super) symbol: Option<&'static str>,
    pub(super) meaning: &'static str,
    pub(super) confidence: CodeConfidence,
    pub(super) source: &'static str,
}

/// What one code, or every code of a family, points at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) family: CodeFamily,
    /// `None`: every code of the family that has no line of its own.
    pub(super) code: Option<u32>,
    pub(super) phase: Option<Phase>,
    pub(super) causes: &'static str,
}

impl Link {
    pub(super) fn causes(&self) -> impl Iterator<Item = CauseId> {
        self.causes.split(' ').filter_map(|id| id.parse().ok())
    }
}

pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) links: Vec<Link>,
}

impl Table {
    pub(super) fn load() -> Self {
        Self { rows: rows(), links: LINKS.lines().filter_map(link).collect() }
    }

    /// Every row with this number, the likeliest family first.
    pub(super) fn find(&self, code: u32) -> Vec<Row> {
        let mut found: Vec<Row> = self.rows.iter().copied().filter(|row| row.code == code).collect();
        found.sort_by_key(|row| row.family);
        found
    }

    /// Every row that bears this name, with or without the family's prefix; whoever bears exactly this name
    /// first.
    pub(super) fn named(&self, name: &str) -> Vec<Row> {
        let name = normalize(name);
        let name = name.strip_prefix("freerdperror").unwrap_or(&name);
        let bears = |row: &&Row| names(row).iter().any(|candidate| candidate == name);
        let mut found: Vec<Row> = self.rows.iter().filter(bears).copied().collect();
        found.sort_by_key(|row| (names(row).first().is_none_or(|whole| whole != name), row.family));
        found
    }

    pub(super) fn reading(&self, row: &Row) -> Reading {
        let of_family = || self.links.iter().filter(|link| link.family == row.family);
        let link = of_family()
            .find(|link| link.code == Some(row.code))
            .or_else(|| of_family().find(|link| link.code.is_none()));
        Reading {
            family: row.family,
            family_title: row.family.title().to_owned(),
            code_hex: row.hex.to_owned(),
            code_dec: row.code,
            symbol: row.symbol.map(str::to_owned),
            meaning: row.meaning.to_owned(),
            phase: link.and_then(|link| link.phase),
            causes: link.iter().flat_map(|link| link.causes()).collect(),
            confidence: row.confidence,
            source: row.source.to_owned(),
        }
    }
}

/// Only letters and digits, in lower case: `ERRINFO_DATA_PDU_SEQUENCE` of FreeRDP is
/// `ERRINFO_DATAPDUSEQUENCE` of the specification, `rt-too-many-users` may be written with blanks.
pub(super) fn normalize(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The names under which a row is found: its symbol, then the symbol with one prefix after the other left
/// out.
pub(super) fn names(row: &Row) -> Vec<String> {
    let mut names: Vec<String> = row.symbol.iter().map(|symbol| normalize(symbol)).collect();
    for prefix in row.family.prefixes() {
        let Some(shorter) = names.last().and_then(|name| name.strip_prefix(prefix)) else { continue };
        let shorter = shorter.to_owned();
        names.push(shorter);
    }
    names
}

fn rows() -> Vec<Row> {
    let mut sources: Vec<&str> = Vec::new();
    let mut family = None;
    let mut rows = Vec::new();
    for line in CODES.lines() {
        let mut cells = line.split('\t');
        match cells.next() {
            // Numbered in their order.
            Some("source") => sources.extend(cells.nth(1)),
            Some("family") => family = cells.next().and_then(variant),
            Some(hex) => {
                rows.extend(family.and_then(|family| row(family, hex, cells, &sources)));
            }
            None => {}
        }
    }
    rows
}

fn row(
    family: CodeFamily,
    hex: &'static str,
    mut cells: std::str::Split<'static, char>,
    sources: &[&'static str],
) -> Option<Row> {
    let code = number(hex)?;
    let symbol = cells.next().filter(|symbol| *symbol != "-");
    let confidence = variant(cells.next()?)?;
    let source = sources.get(cells.next()?.parse::<usize>().ok()?)?;
    Some(Row { family, hex, code, symbol, meaning: cells.next()?, confidence, source })
}

fn link(line: &'static str) -> Option<Link> {
    let mut cells = line.split('\t');
    let family = variant(cells.next()?)?;
    let code = match cells.next()? {
        "*" => None,
        hex => Some(number(hex)?),
    };
    Some(Link { family, code, phase: variant(cells.next()?), causes: cells.next()? })
}

fn number(hex: &str) -> Option<u32> {
    u32::from_str_radix(hex.strip_prefix("0x")?, 16).ok()
}

/// The value of an enum that reports spell `name`.
fn variant<T: DeserializeOwned>(name: &str) -> Option<T> {
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(name)).ok()
}
