//! What the library reads, as typed dictionaries: the package takes it as keyword arguments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Result, bail, ensure};

use super::python_type;
use super::words::docstring;
use crate::codegen::model::{Field, Model, Shape, Type};

/// What stands before the dictionaries.
pub(super) const HEAD: &str = r#"
Seconds = Union[float, timedelta]
"""A span of time: seconds as a number, or a timedelta."""
"#;

/// How the value of each option is read: what is wrong with one is told in Python's words.
pub(super) fn readers(model: &Model, options: &BTreeSet<String>) -> Result<String> {
    let mut text = "\n\nOPTIONS: Mapping[str, Fields] = {\n".to_owned();
    for name in options {
        let fields = model.fields(name)?;
        let required = fields.iter().any(|field| field.required);
        let required = if required { ", required=True" } else { "" };
        writeln!(text, "    {name:?}: Fields({{")?;
        for field in fields {
            let (name, reader) = match field.span() {
                Some((name, unit)) => (name, format!("Span(timedelta({unit}=1))")),
                None if field.is_moment() => (field.name.as_str(), "Moment()".to_owned()),
                None => (field.name.as_str(), reader(model, &field.kind)?),
            };
            let reader = if field.nullable { format!("OrNone({reader})") } else { reader };
            writeln!(text, "        {name:?}: ({:?}, {reader}),", field.name)?;
        }
        writeln!(text, "    }}{required}),")?;
    }
    text += "}\n";
    Ok(text + &docstring("By the name of a dictionary: its options, each with its name in JSON.", ""))
}

fn reader(model: &Model, kind: &Type) -> Result<String> {
    Ok(match kind {
        Type::String => "Text()".to_owned(),
        Type::Integer { most: Some(most) } => format!("Whole({most})"),
        Type::Boolean => "Truth()".to_owned(),
        Type::Array(inner) => format!("Many({})", reader(model, inner)?),
        Type::Named(name) => match model.definitions.get(name).map(|definition| &definition.shape) {
            Some(Shape::Strings(_)) => format!("OneOf({name})"),
            Some(Shape::Object(_)) => format!("Fields.named({name:?})"),
            _ => bail!("{name} is no option"),
        },
        other => bail!("no option is {other:?}"),
    })
}

pub(super) fn dictionary(model: &Model, name: &str, doc: &str, fields: &[Field]) -> Result<String> {
    let total = fields.iter().all(|field| field.required);
    ensure!(
        total || !fields.iter().any(|field| field.required),
        "{name}: some options are required, some not"
    );
    let total = if total { "" } else { ", total=False" };
    let mut text = format!("\n\nclass {name}(TypedDict{total}):\n");
    // What stands below an option is for editors: `help` shows the docstring alone.
    let mut doc = format!("{}\n", doc.replace(" `Default` ", " What is left out "));
    for field in fields {
        let name = field.span().map_or(field.name.as_str(), |(name, _)| name);
        let said = field.doc.replace('\n', " ");
        let sentence = said.split_once(". ").map_or(said.as_str(), |(first, _)| first);
        write!(doc, "\n- ``{name}``: {}", sentence.trim_end_matches('.'))?;
    }
    text += &docstring(&doc, "    ");
    for field in fields {
        let (name, kind) = match field.span() {
            Some((name, _)) => (name, "Seconds".to_owned()),
            None => (field.name.as_str(), option_type(model, field)),
        };
        let kind = if field.nullable { format!("Optional[{kind}]") } else { kind };
        let mut doc = field.doc.clone();
        match &field.default {
            Some(serde_json::Value::Number(number)) if field.span().is_some() => {
                let unit = if field.name.ends_with("_ms") { 1000.0 } else { 1.0 };
                write!(doc, "\n\nIn seconds; default: {}.", number.as_f64().unwrap_or_default() / unit)?;
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
        Type::String if field.is_moment() => "Union[str, datetime]".to_owned(),
        kind => python_type(model, kind),
    }
}
