//! XML as saved connections have it: elements with attributes and text, each with its line. Entities of a document's own
//! are never expanded, and what is named after a secret is not kept.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::secret::is_secret;

/// No program nests its groups deeper.
const DEEPEST: usize = 100;

/// An element with what is below it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name, without the prefix of a name space.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// The line on which it begins, from 1.
    pub(super) line: usize,
}

/// Where a document stops to be XML.
pub(super) struct Broken {
    pub(super) line: usize,
    pub(super) problem: &'static str,
}

impl Element {
    /// The attribute, whatever the case of its name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// The text of a child, where there is any.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        Some(self.child(name)?.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Line numbers of positions that only grow.
struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> usize {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.get(self.counted..position).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(position);
        self.line
    }
}

/// The root element of a document.
pub(super) fn read(text: &str) -> Result<Element, Broken> {
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text: text.as_bytes(), counted: 0, line: 1 };
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let line = lines.at(reader.buffer_position());
        let event = reader.read_event();
        let Ok(event) = event else {
            let line = lines.at(reader.error_position());
            return Err(Broken { line, problem: "the XML is not well-formed" });
        };
        match event {
            Event::Start(start) => {
                if DEEPEST <= open.len() {
                    return Err(Broken { line, problem: "the XML is nested more than 100 levels deep" });
                }
                open.push(element(&start, line)?);
            }
            Event::Empty(start) => {
                let element = element(&start, line)?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(text) => said(&mut open, &text.xml10_content()),
            Event::CData(text) => said(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let known = match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                said(&mut open, &known.map(String::from).unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let line = lines.at(u64::MAX);
    match (root, open.is_empty()) {
        (Some(root), true) => Ok(root),
        (_, false) => Err(Broken { line, problem: "the XML breaks off before its last element is closed" }),
        (None, true) => Err(Broken { line, problem: "the XML has no element" }),
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Result<Element, Broken> {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute =
            attribute.map_err(|_| Broken { line, problem: "an attribute of the XML is not well-formed" })?;
        let name = attribute.key.local_name().into_inner();
        if !is_secret(name) {
            // An entity that nobody knows is not expanded.
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map(|value| value.into_owned());
            attributes.push((name.to_owned(), value.unwrap_or_default()));
        }
    }
    Ok(Element { name: start.local_name().into_inner().to_owned(), attributes, line, ..Element::default() })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        _ if is_secret(&element.name) => {}
        Some(parent) => parent.children.push(element),
        None => *root = root.take().or(Some(element)),
    }
}

fn said(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut()
        && !is_secret(&element.name)
    {
        element.text.push_str(text);
    }
}
