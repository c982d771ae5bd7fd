//! The JSON schemas as a small model of types, from which the bindings' types are written.
//!
//! It understands what schemars makes of the library's types and refuses everything else, so that a new form of
//! data is noticed here and not in a user's program.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// Every type of the schemas, by name. A schema's root is here under its title.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) definitions: BTreeMap<String, Definition>,
}

/// One named type.
#[derive(Debug, PartialEq)]
pub(crate) struct Definition {
    pub(crate) doc: String,
    pub(crate) shape: Shape,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Shape {
    /// An object with these fields: the required ones first, in the order of declaration.
    Object(Vec<Field>),
    /// One of these strings.
    Strings(Vec<Choice>),
    /// One of several objects, told apart by the string in the field `tag`.
    ///
    /// An adjacently tagged enum needs no form of its own: its content is a field like any other (`value` of an
    /// `OutcomeOf…`).
    Union { tag: String, variants: Vec<Variant> },
}

/// One value of a string enum.
#[derive(Debug, PartialEq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) doc: String,
}

/// One object of a union; `fields` are those beside the tag.
#[derive(Debug, PartialEq)]
pub(crate) struct Variant {
    pub(crate) value: String,
    pub(crate) doc: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Field {
    /// The name in JSON.
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) kind: Type,
    /// The schema's `format` of a string: `ip`, `date-time`.
    pub(crate) format: Option<String>,
    /// Whether it may be null. A nullable field that is not required is absent or null for the same reason.
    pub(crate) nullable: bool,
    pub(crate) required: bool,
    /// What its absence means, where the schema says so.
    pub(crate) default: Option<Value>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    String,
    /// A whole number, and the largest that fits.
    Integer {
        most: Option<u64>,
    },
    Number,
    Boolean,
    /// A cause's id: a string with the format `cause-id`. The catalogue lists them.
    CauseId,
    Array(Box<Type>),
    /// An object with arbitrary names.
    Map(Box<Type>),
    /// A definition of the model.
    Named(String),
    /// Any JSON value.
    Any,
}

impl Model {
    /// The types that cross the library's border. What it writes is described as it writes it (a field that is
    /// always there is required, even if it may be null), what it reads as it reads it. An object that it does both
    /// with, such as the options in a report, is `Used…` in the form in which it is written.
    pub(crate) fn of_the_library() -> Result<Self> {
        let settings = SchemaSettings::draft2020_12();
        let mut read = Self::default();
        read.add(&schema_of::<rdp_health::CheckOptions>(settings.clone()))?;
        read.add(&schema_of::<rdp_health::ScanOptions>(settings.clone()))?;
        read.add(&schema_of::<rdp_health::WatchOptions>(settings.clone()))?;
        read.add(&schema_of::<rdp_health::ReadOptions>(settings.clone()))?;
        read.add(&schema_of::<rdp_health::LintOptions>(settings.clone()))?;
        read.add(&schema_of::<rdp_health_render::TextOptions>(settings.clone()))?;

        let settings = settings.for_serialize();
        let mut written = Self::default();
        written.add(&schema_of::<rdp_health::Report>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Event>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Explanation>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Lint>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Comparison>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::WhatIfAnswer>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Watched>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Merged>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Audit>(settings.clone()))?;
        written.add(&schema_of::<rdp_health_render::CausePage>(settings.clone()))?;
        written.add(&schema_of::<rdp_health::Diagnosis>(settings))?;

        for (name, definition) in &read.definitions {
            if let Shape::Object(_) = definition.shape {
                written.rename(name, &format!("Used{name}"));
            }
        }
        written.definitions.extend(read.definitions);
        Ok(written)
    }

    fn rename(&mut self, old: &str, new: &str) {
        let Some(definition) = self.definitions.remove(old) else { return };
        self.definitions.insert(new.to_owned(), definition);
        for definition in self.definitions.values_mut() {
            let fields: Vec<&mut Field> = match &mut definition.shape {
                Shape::Object(fields) => fields.iter_mut().collect(),
                Shape::Strings(_) => Vec::new(),
                Shape::Union { variants, .. } => {
                    variants.iter_mut().flat_map(|variant| &mut variant.fields).collect()
                }
            };
            for field in fields {
                field.kind.rename(old, new);
            }
        }
    }

    /// Adds a schema. A name that two schemas define has to mean the same in both.
    fn add(&mut self, schema: &Value) -> Result<()> {
        let title = text(schema, "title").context("a schema without title")?;
        self.define(title, schema)?;
        for (name, schema) in object(schema, "$defs").into_iter().flatten() {
            self.define(name, schema)?;
        }
        Ok(())
    }

    fn define(&mut self, name: &str, schema: &Value) -> Result<()> {
        let definition = definition(schema).with_context(|| format!("the type {name}"))?;
        if let Some(other) = self.definitions.get(name) {
            ensure!(*other == definition, "two schemas have different types with the name {name}");
        }
        self.definitions.insert(name.to_owned(), definition);
        Ok(())
    }

    /// The names of all object types that options are made of.
    pub(crate) fn options(&self) -> Result<BTreeSet<String>> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<String> =
            ["CheckOptions", "ScanOptions", "WatchOptions", "TextOptions", "ReadOptions", "LintOptions"]
                .map(str::to_owned)
                .to_vec();
        while let Some(name) = open.pop() {
            let definition =
                self.definitions.get(&name).with_context(|| format!("there is no type {name}"))?;
            if let Shape::Object(fields) = &definition.shape
                && seen.insert(name)
            {
                open.extend(fields.iter().filter_map(|field| field.kind.named()).map(str::to_owned));
            }
        }
        Ok(seen)
    }

    /// The fields of an object type.
    pub(crate) fn fields(&self, name: &str) -> Result<&[Field]> {
        match self.definitions.get(name).map(|definition| &definition.shape) {
            Some(Shape::Object(fields)) => Ok(fields),
            _ => bail!("{name} is no object type of the schemas"),
        }
    }
}

/// The units of time that end a field's name, and the arguments of Python's `timedelta` for them.
const UNITS: [(&str, &str); 3] = [("_us", "microseconds"), ("_ms", "milliseconds"), ("_s", "seconds")];

impl Field {
    /// A span of time: its name without the unit, and the unit.
    pub(crate) fn span(&self) -> Option<(&str, &'static str)> {
        let whole = matches!(self.kind, Type::Integer { .. });
        UNITS.iter().filter(|_| whole).find_map(|(end, unit)| Some((self.name.strip_suffix(end)?, *unit)))
    }

    /// A moment, RFC 3339 in JSON.
    pub(crate) fn is_moment(&self) -> bool {
        self.kind == Type::String && self.format.as_deref() == Some("date-time")
    }
}

impl Type {
    /// The name of the type, or of what is in the list.
    pub(crate) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Array(inner) | Self::Map(inner) => inner.named(),
            _ => None,
        }
    }

    fn rename(&mut self, old: &str, new: &str) {
        match self {
            Self::Named(name) if name == old => new.clone_into(name),
            Self::Array(inner) | Self::Map(inner) => inner.rename(old, new),
            _ => {}
        }
    }
}

fn schema_of<T: JsonSchema>(settings: SchemaSettings) -> Value {
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

fn definition(schema: &Value) -> Result<Definition> {
    let shape = match array(schema, "oneOf") {
        Some(choices) if choices.iter().all(|choice| choice.get("const").is_some()) => {
            Shape::Strings(choices.iter().map(choice).collect::<Result<_>>()?)
        }
        Some(variants) => union(variants)?,
        None if schema.get("enum").is_some() => Shape::Strings(
            array(schema, "enum")
                .into_iter()
                .flatten()
                .map(|value| {
                    let value = value.as_str().context("an enum value that is no string")?.to_owned();
                    Ok(Choice { value, doc: String::new() })
                })
                .collect::<Result<_>>()?,
        ),
        None => Shape::Object(fields(schema)?),
    };
    Ok(Definition { doc: doc(schema), shape })
}

fn choice(schema: &Value) -> Result<Choice> {
    let value = text(schema, "const").context("a constant that is no string")?.to_owned();
    Ok(Choice { value, doc: doc(schema) })
}

/// INVARIANT: every variant has exactly one constant field, and it is the same in all.
fn union(variants: &[Value]) -> Result<Shape> {
    let mut tag = None;
    let mut objects = Vec::new();
    for variant in variants {
        let properties = object(variant, "properties").context("a variant that is no object")?;
        let constants: Vec<_> = properties
            .iter()
            .filter_map(|(name, schema)| Some((name, schema.get("const")?.as_str()?)))
            .collect();
        let [(name, value)] = constants.as_slice() else {
            bail!("a variant needs one constant field, this one has {}", constants.len());
        };
        ensure!(tag.get_or_insert(*name) == name, "variants with different tags");
        let mut fields = fields(variant)?;
        fields.retain(|field| field.name != **name);
        objects.push(Variant { value: (*value).to_owned(), doc: doc(variant), fields });
    }
    Ok(Shape::Union { tag: tag.context("a union without variants")?.clone(), variants: objects })
}

fn fields(schema: &Value) -> Result<Vec<Field>> {
    ensure!(text(schema, "type") == Some("object"), "neither an object nor a choice");
    let required: Vec<&str> =
        array(schema, "required").into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields = object(schema, "properties")
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            let (kind, nullable) = nullable_type(schema).with_context(|| format!("the field {name}"))?;
            Ok(Field {
                name: name.clone(),
                doc: doc(schema),
                kind,
                format: text(schema, "format").map(str::to_owned),
                nullable,
                required: required.contains(&name.as_str()),
                default: schema.get("default").cloned(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    fields
        .sort_by_key(|field| required.iter().position(|name| *name == field.name).unwrap_or(required.len()));
    Ok(fields)
}

fn nullable_type(schema: &Value) -> Result<(Type, bool)> {
    if let Some(choices) = array(schema, "anyOf") {
        let mut others = choices.iter().filter(|choice| text(choice, "type") != Some("null"));
        return match (choices.len(), others.next(), others.next()) {
            (2, Some(other), None) => Ok((plain_type(other)?, true)),
            _ => bail!("a choice of types that is not \"this or null\""),
        };
    }
    let Some(names) = array(schema, "type") else {
        return Ok((plain_type(schema)?, false));
    };
    let mut others = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
    match (others.next(), others.next()) {
        (Some(name), None) => Ok((typed(name, schema)?, true)),
        _ => bail!("more than one type"),
    }
}

fn plain_type(schema: &Value) -> Result<Type> {
    if let Some(reference) = text(schema, "$ref") {
        let name = reference.strip_prefix("#/$defs/").context("a reference to another document")?;
        return Ok(Type::Named(name.to_owned()));
    }
    match text(schema, "type") {
        Some(name) => typed(name, schema),
        None if schema.get("oneOf").is_none() => Ok(Type::Any),
        None => bail!("a choice without a name of its own"),
    }
}

fn typed(name: &str, schema: &Value) -> Result<Type> {
    let inner = |key| -> Result<Box<Type>> {
        let (kind, nullable) = nullable_type(schema.get(key).unwrap_or(&Value::Bool(true)))?;
        ensure!(!nullable, "a null inside of a list or map");
        Ok(Box::new(kind))
    };
    Ok(match name {
        "string" if text(schema, "format") == Some("cause-id") => Type::CauseId,
        "string" => Type::String,
        "integer" => Type::Integer {
            most: match text(schema, "format") {
                Some("uint8") => Some(u8::MAX.into()),
                Some("uint16") => Some(u16::MAX.into()),
                // What a machine of 32 bits takes, every one takes.
                Some("uint32" | "uint") => Some(u32::MAX.into()),
                _ => None,
            },
        },
        "number" => Type::Number,
        "boolean" => Type::Boolean,
        "array" => Type::Array(inner("items")?),
        "object" if object(schema, "properties").is_none() => Type::Map(inner("additionalProperties")?),
        _ => bail!("a type without a name of its own: {name}"),
    })
}

/// The documentation without rustdoc's links: `[`Failure::errno`]` reads `` `Failure::errno` ``.
fn doc(schema: &Value) -> String {
    text(schema, "description").unwrap_or_default().replace("[`", "`").replace("`]", "`")
}

fn text<'a>(schema: &'a Value, key: &str) -> Option<&'a str> {
    schema.get(key)?.as_str()
}

fn array<'a>(schema: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    schema.get(key)?.as_array()
}

fn object<'a>(schema: &'a Value, key: &str) -> Option<&'a Map<String, Value>> {
    schema.get(key)?.as_object()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_understood() {
        let model = Model::of_the_library().unwrap();
        let report = model.fields("Report").unwrap();
        let primary = report.iter().find(|field| field.name == "primary").unwrap();
        assert!(primary.required && primary.nullable, "{primary:?}");
        let failure = model.fields("Failure").unwrap();
        assert!(!failure.iter().find(|field| field.name == "errno").unwrap().required);
        let Shape::Union { tag, variants } = &model.definitions["OutcomeOfConnected"].shape else {
            panic!("an outcome is one of three");
        };
        assert_eq!(tag, "state");
        assert_eq!(variants[0].value, "done");
        assert_eq!(variants[0].fields[0].kind, Type::Named("Connected".to_owned()));
    }

    #[test]
    fn an_unknown_form_is_refused() {
        let schema = serde_json::json!({
            "title": "T", "type": "object", "properties": {"both": {"type": ["string", "integer"]}}
        });
        let error = Model::default().add(&schema).unwrap_err();
        assert_eq!(format!("{error:#}"), "the type T: the field both: more than one type");
    }
}
