//! The library's data as TypeScript: declarations only, for `bindings/node`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::model::{Choice, Definition, Field, Model, Shape, Type, Variant};

/// Longest line, comment signs included.
const WIDTH: usize = 110;

const HEADER: &str = "\
// Written by `cargo xtask codegen` from the JSON schemas in crates/rdp-health/schema; not to be edited.
// What is read is read only: a report is what was seen.
";

/// What `lib/reading.cjs` reads options by.
pub(super) fn option_table(model: &Model) -> Result<String> {
    let mut out = "\
'use strict';

// Written by `cargo xtask codegen` from the JSON schemas in crates/rdp-health/schema; not to be edited.
// By type, its options: the name in JavaScript, then that in JSON, what it takes (plain text, a moment, a truth, a whole
// number up to this one, one of these, many of one kind, an object of a type), and whether it may be null or has to be there.

module.exports = {
"
    .to_owned();
    for name in &model.options()? {
        line(&mut out, format_args!("  {name}: {{"));
        for field in model.fields(name)? {
            let taken = match field.is_moment() {
                true => "'moment'".to_owned(),
                false => taken(model, &field.kind)?,
            };
            let is = match (field.nullable, field.required) {
                (true, _) => ", 'nullable'",
                (_, true) => ", 'required'",
                _ => "",
            };
            line(&mut out, format_args!("    {}: ['{}', {taken}{is}],", camel(&field.name), field.name));
        }
        line(&mut out, format_args!("  }},"));
    }
    Ok(out + "};\n")
}

fn taken(model: &Model, kind: &Type) -> Result<String> {
    Ok(match kind {
        Type::String => "'text'".to_owned(),
        // More than this is not a whole number in JavaScript.
        Type::Integer { most } => most.unwrap_or((1 << 53) - 1).to_string(),
        Type::Boolean => "'truth'".to_owned(),
        Type::Array(inner) => format!("{{ many: {} }}", taken(model, inner)?),
        Type::Named(name) => match model.definitions.get(name).map(|definition| &definition.shape) {
            Some(Shape::Strings(choices)) => {
                let choices: Vec<String> =
                    choices.iter().map(|choice| format!("'{}'", choice.value)).collect();
                format!("[{}]", choices.join(", "))
            }
            Some(Shape::Object(_)) => format!("{{ of: '{name}' }}"),
            _ => bail!("{name} is no option"),
        },
        other => bail!("no option is {other:?}"),
    })
}

/// `judge_at` is `judgeAt`.
fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name + letters.as_str()
    })
}

/// Every type of the model, the ids of all causes and the names of all formats.
pub(super) fn declarations(model: &Model) -> Result<String> {
    let options = model.options()?;
    let mut out = HEADER.to_owned();
    let causes: Vec<Choice> = rdp_health::causes()
        .iter()
        .map(|cause| Choice { value: cause.id.to_string(), doc: format!("{}.", cause.title) })
        .collect();
    let doc =
        "The one name that a cause has everywhere: in reports, in the documentation, in metrics.".to_owned();
    declaration(&mut out, "CauseId", &Definition { doc, shape: Shape::Strings(causes) }, &options);
    let formats: Vec<Choice> = rdp_health_render::Format::ALL
        .iter()
        .map(|format| Choice { value: format.to_string(), doc: String::new() })
        .collect();
    let doc = "A form in which a report can be written.".to_owned();
    declaration(&mut out, "Format", &Definition { doc, shape: Shape::Strings(formats) }, &options);
    for (name, definition) in &model.definitions {
        declaration(&mut out, name, definition, &options);
    }
    Ok(out)
}

fn declaration(out: &mut String, name: &str, definition: &Definition, options: &BTreeSet<String>) {
    out.push('\n');
    comment(out, "", &definition.doc, None);
    match &definition.shape {
        Shape::Object(list) => {
            line(out, format_args!("export interface {name} {{"));
            fields(out, "  ", list, options.contains(name));
            line(out, format_args!("}}"));
        }
        Shape::Strings(choices) => {
            line(out, format_args!("export type {name} ="));
            for choice in choices {
                comment(out, "  ", &choice.doc, None);
                line(out, format_args!("  | {:?}", choice.value));
            }
            end_statement(out);
        }
        Shape::Union { tag, variants } => {
            line(out, format_args!("export type {name} ="));
            for variant in variants {
                object(out, tag, variant);
            }
            end_statement(out);
        }
    }
}

/// One object of a union, told apart by the string in `tag`.
fn object(out: &mut String, tag: &str, variant: &Variant) {
    comment(out, "  ", &variant.doc, None);
    line(out, format_args!("  | {{"));
    line(out, format_args!("      readonly {}: {:?};", key(tag), variant.value));
    fields(out, "      ", &variant.fields, false);
    line(out, format_args!("    }}"));
}

/// What is read has the names of JSON; what is written, options, has JavaScript's.
fn fields(out: &mut String, indent: &str, list: &[Field], written: bool) {
    for field in list {
        // The defaults of an object are told by its fields.
        let default = field.default.as_ref().filter(|default| !default.is_null() && !default.is_object());
        comment(out, indent, &field.doc, default);
        let null = if field.nullable { " | null" } else { "" };
        // `undefined` as well, for those who compile with exactOptionalPropertyTypes.
        let (mark, undefined) = if field.required { ("", "") } else { ("?", " | undefined") };
        let name = if written { camel(&field.name) } else { key(&field.name) };
        let kind = match written && field.is_moment() {
            true => "string | Date".to_owned(),
            false => kind(&field.kind),
        };
        line(out, format_args!("{indent}readonly {name}{mark}: {kind}{null}{undefined};"));
    }
}

fn kind(kind: &Type) -> String {
    match kind {
        Type::String => "string".to_owned(),
        Type::Integer { .. } | Type::Number => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::CauseId => "CauseId".to_owned(),
        Type::Array(item) => format!("readonly {}[]", self::kind(item)),
        Type::Map(item) => format!("{{ readonly [name: string]: {} }}", self::kind(item)),
        Type::Named(name) => name.clone(),
        Type::Any => "unknown".to_owned(),
    }
}

/// A property's name, in quotes where it has to be.
fn key(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let quoted = !name.bytes().all(plain) || name.starts_with(|first: char| first.is_ascii_digit());
    if quoted { format!("{name:?}") } else { name.to_owned() }
}

/// A TSDoc comment, broken into lines; nothing for nothing.
fn comment(out: &mut String, indent: &str, doc: &str, default: Option<&serde_json::Value>) {
    // An object's fields tell their own defaults, which do not fit on a line together.
    let default =
        default.map(|default| format!("@defaultValue `{default}`")).filter(|text| text.len() < WIDTH);
    let text = doc.replace("*/", "*\u{200b}/");
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()).chain(default.as_deref()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut current = String::new();
        for word in paragraph.split_whitespace() {
            if !current.is_empty() && WIDTH < indent.len() + " * ".len() + current.len() + 1 + word.len() {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    match lines.as_slice() {
        [] => {}
        [only] if indent.len() + "/**  */".len() + only.len() <= WIDTH => {
            line(out, format_args!("{indent}/** {only} */"));
        }
        several => {
            line(out, format_args!("{indent}/**"));
            for text in several {
                let space = if text.is_empty() { "" } else { " " };
                line(out, format_args!("{indent} *{space}{text}"));
            }
            line(out, format_args!("{indent} */"));
        }
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

/// The semicolon of a type whose last member stands on the line before.
fn end_statement(out: &mut String) {
    out.truncate(out.trim_end().len());
    out.push_str(";\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_in_typescript() {
        let text = declarations(&Model::of_the_library().unwrap()).unwrap();
        for part in [
            "export interface Report {\n",
            "  readonly primary: CauseId | null;\n",
            "  | {\n      readonly state: \"done\";\n",
            "  /** IPv6 only. */\n  | \"ipv6\";\n",
            "  readonly depth?: Depth | undefined;\n",
            "  readonly judgeAt?: string | Date | null | undefined;\n",
            "  readonly connectMs?: number | undefined;\n",
            "  readonly started_at: string;\n",
            "@defaultValue `\"standard\"`",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        for word in ["any;", "bigint", "const enum", "Buffer"] {
            assert!(!text.contains(word), "{word}\n{text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH + 10), "{text}");
    }
}
