//! The Python package's types: `bindings/python/python/rdp_health/_types.py`.
//!
//! What the library writes becomes frozen dataclasses, what it reads (options) becomes typed dictionaries.

mod options;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context as _, Result, bail, ensure};

use super::model::{Field, Model, Shape, Type, Variant};
use words::{docstring, pascal};

pub(crate) const FILE: &str = "bindings/python/python/rdp_health/_types.py";

/// Classes whose methods are written by hand, and where they inherit them from.
const METHODS: &[(&str, &str)] = &[("Report", "ReportMethods")];

const HEAD: &str = r#"# Written by `cargo xtask codegen` from the library's JSON schemas; not to be edited.
"""What the library gives and takes. The fields are those of the JSON, with the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, ClassVar, Generic, Literal, Optional, TypedDict, TypeVar, Union

from ._model import Model, ReportMethods, read_moment
from ._options import Fields, Many, Moment, OneOf, OrNone, Span, Text, Truth, Whole

_T = TypeVar("_T")
"#;

/// What stands for every `OutcomeOf…` of the schemas, which differ in the type of their value only.
const OUTCOME: &str = r#"

def _read_outcome(data: Mapping[str, Any], read: Callable[[Any], _T]) -> Outcome[_T]:
    state = data["state"]
    if state == "done":
        return Done(read(data["value"]))
    if state == "failed":
        return Failed(Failure._read(data["value"]))
    if state == "skipped":
        return Skipped(data["value"])
    raise KeyError(state)


Outcome = Union[Done[_T], Failed, Skipped]
"""How one question ended. A question that was not put is skipped, and says why: an absent answer never reads as "no"."""
"#;

/// The text of the file.
pub(crate) fn types(model: &Model) -> Result<String> {
    let options = model.options()?;
    let mut literals = String::new();
    let mut classes = String::new();
    let mut unions = String::new();
    let mut dictionaries = String::new();
    for (name, definition) in &model.definitions {
        match &definition.shape {
            Shape::Strings(choices) => {
                let values: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
                let mut doc = definition.doc.clone() + "\n";
                for choice in choices.iter().filter(|choice| !choice.doc.is_empty()) {
                    write!(doc, "\n- ``{}``: {}", choice.value, choice.doc)?;
                }
                literals += &literal(name, &values, &doc)?;
            }
            Shape::Object(fields) if options.contains(name) => {
                dictionaries += &options::dictionary(model, name, &definition.doc, fields)?;
            }
            Shape::Object(fields) => {
                let base = METHODS.iter().find(|(class, _)| class == name).map_or("Model", |(_, base)| base);
                classes += &class(model, name, base, &definition.doc, None, fields)?;
            }
            Shape::Union { tag, variants } if outcome_of(model, name).is_none() => {
                let names: Vec<_> = variants.iter().map(|variant| pascal(&variant.value) + name).collect();
                for (variant, name) in variants.iter().zip(&names) {
                    classes += &variant_class(model, name, tag, variant)?;
                }
                unions += &union(name, tag, &definition.doc, variants, &names)?;
            }
            Shape::Union { .. } => {}
        }
    }
    let causes: Vec<_> = rdp_health::causes().iter().map(|cause| cause.id.as_str()).collect();
    literals += &literal("CauseId", &causes, "The id of a cause. An id is never renamed and never reused.")?;
    let formats: Vec<_> = rdp_health_render::Format::ALL.iter().map(|format| format.as_str()).collect();
    literals += &literal("Format", &formats, "A form in which a report can be written.")?;
    Ok([
        HEAD,
        &names(&[&literals, &dictionaries, &classes, &unions])?,
        &literals,
        options::HEAD,
        &dictionaries,
        &options::readers(model, &options)?,
        &classes,
        &outcome_classes(model)?,
        OUTCOME,
        &unions,
    ]
    .concat())
}

/// `__all__`: the classes and aliases of these parts, and the few that are written by hand.
fn names(parts: &[&str]) -> Result<String> {
    let mut names: BTreeSet<&str> = ["Done", "Failed", "Model", "Outcome", "Seconds", "Skipped"].into();
    for line in parts.iter().flat_map(|part| part.lines()) {
        let class = line.strip_prefix("class ").and_then(|rest| rest.split_once('('));
        let alias = line.split_once(" = ").filter(|(name, _)| {
            // A constant has its type beside its name, and is nobody's business.
            name.starts_with(char::is_uppercase) && !name.contains(':')
        });
        names.extend(class.or(alias).map(|(name, _)| name));
    }
    let mut text = "\n__all__ = [\n".to_owned();
    for name in names {
        writeln!(text, "    {name:?},")?;
    }
    Ok(text + "]\n")
}

/// The type of the value, where the type is an outcome.
fn outcome_of<'a>(model: &'a Model, name: &str) -> Option<&'a Type> {
    let Shape::Union { tag, variants } = &model.definitions.get(name)?.shape else {
        return None;
    };
    let done = variants.iter().find(|variant| variant.value == "done")?;
    match done.fields.as_slice() {
        [value] if tag == "state" && name.starts_with("OutcomeOf") => Some(&value.kind),
        _ => None,
    }
}

fn literal(name: &str, values: &[&str], doc: &str) -> Result<String> {
    let mut text = format!("\n{name} = Literal[\n");
    for value in values {
        writeln!(text, "    {value:?},")?;
    }
    text += "]\n";
    Ok(text + &docstring(doc, ""))
}

/// A dataclass; with `tag` one of a union.
fn class(
    model: &Model,
    name: &str,
    base: &str,
    doc: &str,
    tag: Option<(&str, &str)>,
    fields: &[Field],
) -> Result<String> {
    let mut text = format!("\n\n@dataclass(frozen=True, repr=False)\nclass {name}({base}):\n");
    text += &docstring(doc, "    ");
    let slots: String = fields.iter().map(|field| format!("\"{}\", ", name_of(field))).collect();
    writeln!(text, "\n    __slots__ = ({})", slots.trim_end())?;
    let optional: Vec<_> =
        fields.iter().filter(|field| !field.required).map(|field| format!("{:?}", name_of(field))).collect();
    if !optional.is_empty() {
        writeln!(text, "    _optional: ClassVar[frozenset[str]] = frozenset({{{}}})", optional.join(", "))?;
    }
    let spans: Vec<_> = fields
        .iter()
        .filter_map(|field| Some((field.span()?, field)))
        .map(|((name, unit), field)| format!("{name:?}: ({:?}, timedelta({unit}=1))", field.name))
        .collect();
    if !spans.is_empty() {
        let spans = spans.join(", ");
        writeln!(text, "    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {{{spans}}}")?;
    }
    if let Some((tag, value)) = tag {
        writeln!(text, "    _tag: ClassVar[Optional[str]] = {tag:?}")?;
        writeln!(text, "    {tag}: ClassVar[Literal[{value:?}]] = {value:?}")?;
    }
    text += "\n";
    for field in fields {
        writeln!(text, "    {}: {}", name_of(field), annotation(model, field))?;
        if !field.doc.is_empty() {
            let doc = match field.span() {
                Some((_, unit)) => field.doc.replace(&format!(", in {unit}"), ""),
                None => field.doc.clone(),
            };
            text += &docstring(&doc, "    ");
        }
    }
    write!(text, "\n    @classmethod\n    def _read(cls, data: Mapping[str, Any]) -> {name}:\n")?;
    if fields.is_empty() {
        return Ok(text + "        return cls()\n");
    }
    text += "        return cls(\n";
    for field in fields {
        let value = read_field(model, field).with_context(|| format!("{name}.{}", field.name))?;
        writeln!(text, "            {}={value},", name_of(field))?;
    }
    Ok(text + "        )\n")
}

fn variant_class(model: &Model, name: &str, tag: &str, variant: &Variant) -> Result<String> {
    class(model, name, "Model", &variant.doc, Some((tag, &variant.value)), &variant.fields)
}

fn union(name: &str, tag: &str, doc: &str, variants: &[Variant], names: &[String]) -> Result<String> {
    let mut text = format!("\n{name} = Union[{}]\n", names.join(", "));
    text += &docstring(doc, "");
    let reader = format!("_{}", name.to_uppercase());
    writeln!(text, "\n{reader}: Mapping[str, Callable[[Mapping[str, Any]], {name}]] = {{")?;
    for (variant, name) in variants.iter().zip(names) {
        writeln!(text, "    {:?}: {name}._read,", variant.value)?;
    }
    write!(
        text,
        "}}\n\n\ndef _read_{}(data: Mapping[str, Any]) -> {name}:\n    return {reader}[data[{tag:?}]](data)\n\n",
        name.to_lowercase()
    )?;
    Ok(text)
}

/// `Done`, `Failed` and `Skipped`: the first is generic.
fn outcome_classes(model: &Model) -> Result<String> {
    let outcome = model.definitions.keys().find(|name| outcome_of(model, name).is_some());
    let Some(Shape::Union { tag, variants }) =
        outcome.and_then(|name| model.definitions.get(name)).map(|definition| &definition.shape)
    else {
        bail!("no outcome in the schemas");
    };
    let mut text = String::new();
    for variant in variants {
        let class = variant_class(model, &pascal(&variant.value), tag, variant)?;
        if variant.value == "done" {
            // Only `_read_outcome` knows how its value is read.
            let (before, _) = class.split_once("\n    @classmethod").context("a class without _read")?;
            let (head, fields) = before.split_once("    value: ").context("a done without value")?;
            let after = fields.split_once('\n').map_or("", |(_, after)| after);
            text += &head.replace("class Done(Model)", "class Done(Model, Generic[_T])");
            text += "    value: _T\n";
            text += after;
        } else {
            text += &class;
        }
    }
    Ok(text)
}

/// A field's name in Python, where a span of time has no unit.
fn name_of(field: &Field) -> &str {
    field.span().map_or(&field.name, |(name, _)| name)
}

/// The type of a field as it is given.
fn annotation(model: &Model, field: &Field) -> String {
    let kind = match field.span() {
        Some(_) => "timedelta".to_owned(),
        None if field.is_moment() => "datetime".to_owned(),
        None => python_type(model, &field.kind),
    };
    if field.nullable { format!("Optional[{kind}]") } else { kind }
}

fn python_type(model: &Model, kind: &Type) -> String {
    match kind {
        Type::String => "str".to_owned(),
        Type::Integer { .. } => "int".to_owned(),
        Type::Number => "float".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::CauseId => "CauseId".to_owned(),
        Type::Any => "Any".to_owned(),
        Type::Array(inner) => format!("tuple[{}, ...]", python_type(model, inner)),
        Type::Map(inner) => format!("Mapping[str, {}]", python_type(model, inner)),
        Type::Named(name) => match outcome_of(model, name) {
            Some(value) => format!("Outcome[{}]", python_type(model, value)),
            None => name.clone(),
        },
    }
}

/// The expression that reads a field from `data`.
fn read_field(model: &Model, field: &Field) -> Result<String> {
    let name = &field.name;
    let reader = match field.span() {
        Some((_, unit)) => Some(Reader::Expression(format!("timedelta({unit}={{}})"))),
        None if field.is_moment() => Some(Reader::Function("read_moment".to_owned())),
        None => reader(model, &field.kind)?,
    };
    if field.nullable {
        return Ok(match reader {
            None => format!("data.get({name:?})"),
            Some(reader) => format!(
                "None if data.get({name:?}) is None else {}",
                apply(&reader, &format!("data[{name:?}]"))
            ),
        });
    }
    let absent = match (&field.kind, &field.default) {
        _ if field.required => None,
        (Type::Array(_), _) => Some("()"),
        (Type::Named(_) | Type::Map(_), _) => Some("{}"),
        (Type::Boolean, Some(serde_json::Value::Bool(false))) => Some("False"),
        _ => bail!("it may be absent, and nothing says what that means"),
    };
    let value = match absent {
        None => format!("data[{name:?}]"),
        Some(absent) => format!("data.get({name:?}, {absent})"),
    };
    Ok(match reader {
        None => value,
        Some(reader) => apply(&reader, &value),
    })
}

/// A function's name, or an expression with `{}` for the value.
enum Reader {
    Function(String),
    Expression(String),
}

fn apply(reader: &Reader, value: &str) -> String {
    match reader {
        Reader::Function(function) => format!("{function}({value})"),
        Reader::Expression(expression) => expression.replace("{}", value),
    }
}

fn as_function(reader: &Reader) -> String {
    match reader {
        Reader::Function(function) => function.clone(),
        Reader::Expression(expression) => format!("lambda item: {}", expression.replace("{}", "item")),
    }
}

/// How a value is made from JSON; `None` = it is what it is.
fn reader(model: &Model, kind: &Type) -> Result<Option<Reader>> {
    Ok(match kind {
        Type::Array(inner) => match reader(model, inner)? {
            None => Some(Reader::Function("tuple".to_owned())),
            Some(Reader::Function(function)) => {
                Some(Reader::Expression(format!("tuple(map({function}, {{}}))")))
            }
            Some(Reader::Expression(_)) => bail!("a list of lists"),
        },
        Type::Map(inner) => {
            ensure!(reader(model, inner)?.is_none(), "a map of objects");
            Some(Reader::Function("dict".to_owned()))
        }
        Type::Named(name) => {
            let definition = model.definitions.get(name).with_context(|| format!("no type {name}"))?;
            match (&definition.shape, outcome_of(model, name)) {
                (Shape::Strings(_), _) => None,
                (Shape::Object(_), _) => Some(Reader::Function(format!("{name}._read"))),
                (Shape::Union { .. }, None) => {
                    Some(Reader::Function(format!("_read_{}", name.to_lowercase())))
                }
                (Shape::Union { .. }, Some(value)) => {
                    let value = reader(model, value)?.context("an outcome of a plain value")?;
                    Some(Reader::Expression(format!("_read_outcome({{}}, {})", as_function(&value))))
                }
            }
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_in_python() {
        let text = types(&Model::of_the_library().unwrap()).unwrap();
        for part in [
            "class Report(ReportMethods):\n",
            "    primary: Optional[CauseId]\n",
            "    connect: Outcome[Connected]\n",
            "class Done(Model, Generic[_T]):\n",
            "    \"tls-no-shared-cipher\",\n",
            "class CheckOptions(TypedDict, total=False):\n",
            "    pacing: Seconds\n    \"\"\"Rest before the next connection to a host",
            "no later than this.\n\n    In seconds; default: 0.2.\n",
            "    judge_at: Optional[Union[str, datetime]]\n",
            "question=_read_question(data[\"question\"]),\n",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
