//! What the library reads, as typed dictionaries: the package takes it as keyword arguments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail, ensure};

use super::{docstring, python_type};
use crate::codegen::model::{Field, Model, Shape, Type};

const ROOTS: [&str; 3] = ["CheckOptions", "WatchOptions", "TextOptions"];

/// The names of all types that options are made of.
pub(super) fn of(model: &Model) -> Result<BTreeSet<String>> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = ROOTS.iter().map(|root| (*root).to_owned()).collect();
    while let Some(name) = open.pop() {
        let definition = model.definitions.get(&name).with_context(|| format!("there is no type {name}"))?;
        if let Shape::Object(fields) = &definition.shape
            && seen.insert(name)
        {
            open.extend(fields.iter().filter_map(|field| named(&field.kind)).map(str::to_owned));
        }
    }
    Ok(seen)
}

fn named(kind: &Type) -> Option<&str> {
    match kind {
        Type::Named(name) => Some(name),
        Type::Array(inner) | Type::Map(inner) => named(inner),
        _ => None,
    }
}

/// A wait is given in seconds and travels in milliseconds.
fn duration(field: &Field) -> Option<&str> {
    field.name.strip_suffix("_ms").filter(|_| field.kind == Type::Integer)
}

/// The names that are the same for all dictionaries.
pub(super) fn head(model: &Model, options: &BTreeSet<String>) -> Result<String> {
    let mut waits = BTreeSet::new();
    let mut others = BTreeSet::new();
    for name in options {
        for field in model.fields(name)? {
            match duration(field) {
                Some(name) => waits.insert(name),
                None => others.insert(field.name.as_str()),
            };
        }
    }
    if let Some(both) = waits.intersection(&others).next() {
        bail!("the option {both} is a wait in one place and something else in another");
    }
    let mut text = "\nSeconds = Union[float, timedelta]\n".to_owned();
    text += &docstring("A span of time: seconds as a number, or a timedelta.", "");
    text += "\nWAITS = frozenset({\n";
    for wait in waits {
        writeln!(text, "    {wait:?},")?;
    }
    text += "})\n";
    Ok(text + &docstring("Options that are spans of time. They travel in milliseconds, as ``…_ms``.", ""))
}

pub(super) fn dictionary(model: &Model, name: &str, doc: &str, fields: &[Field]) -> Result<String> {
    let total = fields.iter().all(|field| field.required);
    ensure!(
        total || !fields.iter().any(|field| field.required),
        "{name}: some options are required, some not"
    );
    let total = if total { "" } else { ", total=False" };
    let mut text = format!("\n\nclass {name}(TypedDict{total}):\n");
    text += &docstring(doc, "    ");
    for field in fields {
        let (name, kind) = match duration(field) {
            Some(name) => (name, "Seconds".to_owned()),
            None => (field.name.as_str(), option_type(model, field)),
        };
        let kind = if field.nullable { format!("Optional[{kind}]") } else { kind };
        let mut doc = field.doc.clone();
        match &field.default {
            Some(serde_json::Value::Number(number)) if duration(field).is_some() => {
                write!(doc, "\n\nIn seconds; default: {}.", number.as_f64().unwrap_or_default() / 1000.0)?;
            }
            Some(default @ (serde_json::Value::Number(_) | serde_json::Value::String(_))) => {
                write!(doc, "\n\nDefault: ``{default}``.")?;
            }
            Some(serde_json::Value::Bool(default)) => {
                write!(doc, "\n\nDefault: ``{}``.", if *default { "True" } else { "False" })?;
            }
            _ => {}
        }
        write!(text, "\n    {name}: {kind}\n{}", docstring(&doc, "    "))?;
    }
    Ok(text)
}

fn option_type(model: &Model, field: &Field) -> String {
    match &field.kind {
        Type::Array(inner) => format!("Sequence[{}]", python_type(model, inner)),
        Type::String if field.format.as_deref() == Some("date-time") => "Union[str, datetime]".to_owned(),
        kind => python_type(model, kind),
    }
}
