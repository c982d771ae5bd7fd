//! The table of codes and what they point at: `data/client_codes.tsv` and `data/client_codes_links.tsv`.
//!
//! Whoever explains reads both once and holds the table.

use std::collections::HashMap;

use serde::de::value::Error;
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::client::CodeClient;
use super::family::{CodeFamily, Notation};
use super::{CodeConfidence, Reading};
use crate::diagnose::CauseId;
use crate::outcome::Phase;

pub(super) const CODES: &str = include_str!("../../data/client_codes.tsv");
pub(super) const LINKS: &str = include_str!("../../data/client_codes_links.tsv");

/// One code of one table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) family: CodeFamily,
    /// As its table writes it: `0x904`, `0x00000007`, `104`, `-1765328230`.
    pub(super) written: &'static str,
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

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) links: Vec<Link>,
    /// Only codes that this client shows are found.
    pub(super) client: Option<CodeClient>,
    by_code: HashMap<u32, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_link: HashMap<(CodeFamily, Option<u32>), usize>,
}

impl Table {
    pub(super) fn load() -> Self {
        let rows = rows();
        let links: Vec<Link> = LINKS.lines().filter_map(link).collect();
        let mut by_code: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            by_code.entry(row.code).or_default().push(place);
            for name in names(row) {
                by_name.entry(name).or_default().push(place);
            }
        }
        let by_link =
            links.iter().enumerate().map(|(place, link)| ((link.family, link.code), place)).collect();
        Self { rows, links, client: None, by_code, by_name, by_link }
    }

    fn at(&self, places: Option<&Vec<usize>>) -> Vec<Row> {
        let shown = |row: &&Row| self.client.is_none_or(|client| row.family.clients().contains(&client));
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.rows.get(*place))
            .filter(shown)
            .copied()
            .collect()
    }

    /// Every row with this number, the likeliest family first. A number in hexadecimal is none of a table that
    /// is written in decimal alone.
    pub(super) fn find(&self, code: u32, hexadecimal: bool) -> Vec<Row> {
        let mut found = self.at(self.by_code.get(&code));
        found.retain(|row| !(hexadecimal && row.family.notation() == Notation::Decimal));
        found.sort_by_key(|row| row.family);
        found
    }

    /// The row of this family with this code, whoever wrote it how.
    pub(super) fn row(&self, family: CodeFamily, code: u32) -> Option<Row> {
        let places = self.by_code.get(&code)?;
        places.iter().filter_map(|place| self.rows.get(*place)).find(|row| row.family == family).copied()
    }

    /// Every row that bears this name, with or without the family's prefix; whoever bears exactly this name
    /// first.
    pub(super) fn named(&self, name: &str) -> Vec<Row> {
        let name = normalize(name);
        let name = name.strip_prefix("freerdperror").unwrap_or(&name);
        // As Samba writes STATUS_LOGON_FAILURE: NT_STATUS_LOGON_FAILURE.
        let name = name.strip_prefix("nt").filter(|name| name.starts_with("status")).unwrap_or(name);
        let mut found = self.at(self.by_name.get(name));
        found.sort_by_key(|row| (names(row).first().is_none_or(|whole| whole != name), row.family));
        found
    }

    pub(super) fn reading(&self, row: &Row) -> Reading {
        let place =
            self.by_link.get(&(row.family, Some(row.code))).or_else(|| self.by_link.get(&(row.family, None)));
        let link = place.and_then(|place| self.links.get(*place));
        Reading {
            family: row.family,
            family_title: row.family.title().to_owned(),
            clients: row.family.clients().to_vec(),
            code_hex: Some(if row.family.is_decimal() {
                format!("0x{:X}", row.code)
            } else {
                row.written.to_owned()
            }),
            code_dec: Some(row.code),
            symbol: row.symbol.map(str::to_owned),
            words: None,
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
    written: &'static str,
    mut cells: std::str::Split<'static, char>,
    sources: &[&'static str],
) -> Option<Row> {
    let code = number(written)?;
    let symbol = cells.next().filter(|symbol| *symbol != "-");
    let confidence = variant(cells.next()?)?;
    let source = sources.get(cells.next()?.parse::<usize>().ok()?)?;
    Some(Row { family, written, code, symbol, meaning: cells.next()?, confidence, source })
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

fn number(written: &str) -> Option<u32> {
    match written.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None if written.starts_with('-') => written.parse::<i32>().ok().map(i32::cast_unsigned),
        None => written.parse().ok(),
    }
}

/// The family and the code that `mstsc_disconnect 0x204` names.
pub(super) fn coordinates(written: &str) -> Option<(CodeFamily, u32)> {
    let (family, code) = written.split_once(' ')?;
    Some((variant(family)?, number(code)?))
}

/// The value of an enum that reports spell `name`.
pub(super) fn variant<T: DeserializeOwned>(name: &str) -> Option<T> {
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(name)).ok()
}
