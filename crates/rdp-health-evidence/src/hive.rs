//! Registry hives (regf), read where they lie: a hive of hundreds of megabytes takes no more memory than a small one.
//!
//! INVARIANT: nothing is followed more often than [`MOST_CELLS`] allows, no more is copied than [`MOST_BYTES`] however
//! often a hive names the same piece, and a key is never its own ancestor.

use std::cell::Cell;

use crate::bytes::{latin1, place, slice, u16_at, u32_at, u64_at, utf16};
use crate::moment::filetime;
use crate::pages::{Pages, Source};
use crate::registry::{self, Kind, LONGEST_VALUE, Registry, Value};
use crate::wanted;

/// Where the first bin begins: offsets in a hive count from there.
const BINS: usize = 0x1000;
/// So many cells are looked at in one hive. A SOFTWARE hive of a server that was updated for years has some 20 000
/// packages; everything else of interest is less.
const MOST_CELLS: u32 = 2_000_000;
/// So many bytes of names and values are copied out of one hive.
const MOST_BYTES: usize = 64 << 20;
/// So many keys stand below one, and so many values in one.
const MOST_SIBLINGS: usize = 65_536;
/// What one segment of a large value holds.
const SEGMENT: usize = 16_344;
/// No longer name is read, of a key or a value: Windows allows keys 255 characters.
const LONGEST_NAME: usize = 1024;
/// A key and a value before their names.
const KEY: usize = 0x4c;
const VALUE: usize = 0x14;

/// Why something is no hive, or why no more of it was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    #[error("the file ends before offset {0:#x}")]
    Short(usize),
    #[error("the cell at offset {0:#x} is no {1}")]
    NotA(usize, &'static str),
    #[error("the key at offset {0:#x} is below itself")]
    Cycle(usize),
    #[error("it has more keys and values than are read")]
    TooMany,
    #[error("it has neither the keys of SYSTEM nor those of SOFTWARE")]
    Another,
}

/// Whether the bytes begin as a hive does.
pub(crate) fn is_hive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"regf")
}

pub(crate) struct Hive<'a> {
    pages: Pages<'a>,
    looked: Cell<u32>,
    copied: Cell<usize>,
}

#[derive(Debug, Clone)]
struct Node {
    at: usize,
    name: String,
}

/// What is to be told of a hive beside its keys.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) written_at: Option<String>,
    pub(crate) problems: Vec<String>,
}

/// Reads whatever is of interest into the registry.
pub(crate) fn read(file: &mut dyn Source, source: u16, registry: &mut Registry) -> Result<Told, Broken> {
    let pages = Pages::of(file).map_err(|_| Broken::Short(0))?;
    let head = pages.bytes(0, 512);
    let hive = Hive { pages, looked: Cell::new(0), copied: Cell::new(0) };
    let mut told = Told { written_at: filetime(u64_at(&head, 12).unwrap_or(0)), problems: Vec::new() };
    let sequences = (u32_at(&head, 4), u32_at(&head, 8));
    if sequences.0 != sequences.1 {
        told.problems.push(
            "the hive was not closed cleanly: its newest changes are in its .LOG files, which are not read"
                .to_owned(),
        );
    }
    if u32_at(&head, 508) != Some(checksum(&head)) {
        told.problems.push("the checksum of the hive's first page is wrong: the hive is damaged".to_owned());
    }
    let root =
        u32_at(&head, 36).and_then(place).and_then(|at| at.checked_add(BINS)).ok_or(Broken::Short(36))?;
    let root = Node { at: root, name: String::new() };
    hive.key(root.at)?;
    let current = hive.current_set(&root);
    let mount = hive.mount(&root)?;
    let mut complain = |problem: Broken| {
        let problem = problem.to_string();
        if told.problems.len() < 10 && !told.problems.contains(&problem) {
            told.problems.push(problem);
        }
    };
    for pattern in wanted::patterns() {
        let Some(path) = inside(&pattern, mount, current) else { continue };
        let mut segments = path.split('\\').filter(|segment| !segment.is_empty()).collect::<Vec<_>>();
        segments.reverse();
        let mut found = Vec::new();
        if let Err(problem) = hive.find(&root, &mut segments, &mut Vec::new(), mount, &mut found) {
            complain(problem);
        }
        for (path, node) in found {
            let Some(path) = registry::canonical(&path, current) else { continue };
            let (values, problem) = hive.values(node.at);
            if let Some(problem) = problem {
                complain(problem);
            }
            let written_at = u64_at(&hive.pages.bytes(node.at + 8, 8), 0).and_then(filetime);
            registry.take(registry::Key { path, written_at, source, values });
        }
    }
    Ok(told)
}

/// The path within a hive that is mounted there, of one in a running Windows.
fn inside(pattern: &str, mount: &str, current: u32) -> Option<String> {
    let rest = pattern.strip_prefix("HKLM\\")?.strip_prefix(mount)?.strip_prefix('\\')?;
    Some(match rest.strip_prefix("CurrentControlSet") {
        Some(rest) => format!("ControlSet{current:03}{rest}"),
        None => rest.to_owned(),
    })
}

/// XOR of the words before it.
fn checksum(bytes: &[u8]) -> u32 {
    let words = (0..127).filter_map(|word| u32_at(bytes, word * 4));
    match words.fold(0, |sum, word| sum ^ word) {
        0 => 1,
        u32::MAX => u32::MAX - 1,
        sum => sum,
    }
}

impl Hive<'_> {
    /// Which control set counts.
    fn current_set(&self, root: &Node) -> u32 {
        let select = self.child(root, "Select").ok().flatten();
        let (values, _) = select.map(|select| self.values(select.at)).unwrap_or_default();
        let current = values.iter().find(|value| value.name.eq_ignore_ascii_case("Current"));
        current.and_then(Value::number).filter(|number| (1..1000).contains(number)).unwrap_or(1)
    }

    /// Where a running Windows has this hive, by what it contains.
    fn mount(&self, root: &Node) -> Result<&'static str, Broken> {
        let names = self.children(root.at)?;
        let has = |name: &str| names.iter().any(|node| node.name.eq_ignore_ascii_case(name));
        match () {
            () if names.iter().any(|node| node.name.to_ascii_lowercase().starts_with("controlset")) => {
                Ok("SYSTEM")
            }
            () if has("Microsoft") && (has("Classes") || has("Policies") || has("Clients")) => Ok("SOFTWARE"),
            () => Err(Broken::Another),
        }
    }

    /// Follows the segments, the last of which comes first.
    fn find(
        &self,
        node: &Node,
        segments: &mut Vec<&str>,
        ancestors: &mut Vec<usize>,
        path: &str,
        found: &mut Vec<(String, Node)>,
    ) -> Result<(), Broken> {
        if ancestors.contains(&node.at) {
            return Err(Broken::Cycle(node.at));
        }
        let Some(segment) = segments.pop() else {
            found.push((path.to_owned(), node.clone()));
            return Ok(());
        };
        ancestors.push(node.at);
        let mut outcome = Ok(());
        match segment {
            "*" => {
                for child in self.children(node.at)? {
                    let path = format!("{path}\\{}", child.name);
                    let result = self.find(&child, segments, ancestors, &path, found);
                    outcome = outcome.and(result);
                }
            }
            name => {
                if let Some(child) = self.child(node, name)? {
                    let path = format!("{path}\\{}", child.name);
                    outcome = self.find(&child, segments, ancestors, &path, found);
                }
            }
        }
        ancestors.pop();
        segments.push(segment);
        outcome
    }

    fn child(&self, node: &Node, name: &str) -> Result<Option<Node>, Broken> {
        Ok(self.children(node.at)?.into_iter().find(|child| child.name.eq_ignore_ascii_case(name)))
    }

    /// The content of a cell, no more of it than is asked for.
    fn cell(&self, at: usize, most: usize) -> Result<Vec<u8>, Broken> {
        self.looked.set(self.looked.get() + 1);
        if MOST_CELLS < self.looked.get() {
            return Err(Broken::TooMany);
        }
        let size = u32_at(&self.pages.bytes(at, 4), 0).ok_or(Broken::Short(at))?;
        // The sign says whether the cell is in use.
        let size = size.cast_signed();
        if 0 <= size {
            return Err(Broken::NotA(at, "cell in use"));
        }
        let size = place(size.unsigned_abs()).ok_or(Broken::Short(at))?;
        let length = size.checked_sub(4).ok_or(Broken::Short(at))?;
        Ok(self.pages.bytes(at.saturating_add(4), length.min(most)))
    }

    /// Counts what is copied of a cell.
    fn copied(&self, bytes: usize) -> Result<(), Broken> {
        self.copied.set(self.copied.get().saturating_add(bytes));
        match self.copied.get() <= MOST_BYTES {
            true => Ok(()),
            false => Err(Broken::TooMany),
        }
    }

    fn at(&self, offset: u32) -> Result<usize, Broken> {
        place(offset).and_then(|at| at.checked_add(BINS)).ok_or(Broken::Short(self.pages.length()))
    }

    /// The key of a cell, checked.
    fn key(&self, at: usize) -> Result<Vec<u8>, Broken> {
        let cell = self.cell(at, KEY + LONGEST_NAME)?;
        match cell.starts_with(b"nk") && KEY <= cell.len() {
            true => Ok(cell),
            false => Err(Broken::NotA(at, "key")),
        }
    }

    fn children(&self, at: usize) -> Result<Vec<Node>, Broken> {
        let cell = self.key(at)?;
        let list = u32_at(&cell, 0x1c).unwrap_or(u32::MAX);
        if u32_at(&cell, 0x14) == Some(0) || list == u32::MAX {
            return Ok(Vec::new());
        }
        let mut nodes = Vec::new();
        self.list(self.at(list)?, 0, &mut nodes)?;
        Ok(nodes)
    }

    fn list(&self, at: usize, depth: u8, nodes: &mut Vec<Node>) -> Result<(), Broken> {
        let head = self.cell(at, 4)?;
        let (width, of_lists) = match head.get(..2) {
            Some(b"lf" | b"lh") => (8, false),
            Some(b"li") => (4, false),
            Some(b"ri") if depth < 2 => (4, true),
            _ => return Err(Broken::NotA(at, "list of keys")),
        };
        let count = usize::from(u16_at(&head, 2).unwrap_or(0));
        let cell = self.cell(at, 4 + count * width)?;
        for index in 0..count {
            let Some(offset) = u32_at(&cell, 4 + index * width) else { return Err(Broken::Short(at)) };
            let child = self.at(offset)?;
            if of_lists {
                self.list(child, depth + 1, nodes)?;
                continue;
            }
            if MOST_SIBLINGS <= nodes.len() {
                return Err(Broken::TooMany);
            }
            match self.key(child) {
                Ok(key) => {
                    let name = name(&key, 0x48, KEY, is_narrow(&key));
                    self.copied(name.len())?;
                    nodes.push(Node { at: child, name });
                }
                Err(Broken::TooMany) => return Err(Broken::TooMany),
                // One damaged key leaves its neighbours as they are.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// The values of a key, and what could not be read among them.
    fn values(&self, at: usize) -> (Vec<Value>, Option<Broken>) {
        let mut values = Vec::new();
        let mut problem = None;
        let outcome = (|| {
            let key = self.key(at)?;
            let count = u32_at(&key, 0x24).and_then(place).unwrap_or(0).min(MOST_SIBLINGS);
            if count == 0 {
                return Ok(());
            }
            let list = self.cell(self.at(u32_at(&key, 0x28).unwrap_or(u32::MAX))?, count * 4)?;
            for index in 0..count {
                let Some(offset) = u32_at(&list, index * 4) else { return Err(Broken::Short(at)) };
                match self.value(self.at(offset)?) {
                    Ok(value) => values.push(value),
                    Err(Broken::TooMany) => return Err(Broken::TooMany),
                    Err(broken) => problem = Some(broken),
                }
            }
            Ok(())
        })();
        (values, outcome.err().or(problem))
    }

    fn value(&self, at: usize) -> Result<Value, Broken> {
        let cell = self.cell(at, VALUE + LONGEST_NAME)?;
        if !cell.starts_with(b"vk") || cell.len() < VALUE {
            return Err(Broken::NotA(at, "value"));
        }
        let name = name(&cell, 2, VALUE, u16_at(&cell, 0x10).unwrap_or(0) & 1 != 0);
        let kind = Kind(u32_at(&cell, 12).unwrap_or(0));
        let size = u32_at(&cell, 4).unwrap_or(0);
        let length = place(size & 0x7fff_ffff).unwrap_or(0);
        let data = match size & 0x8000_0000 {
            // Up to four bytes stand where the offset would.
            0 if length == 0 => Vec::new(),
            0 if LONGEST_VALUE < length => Vec::new(),
            0 => self.data(self.at(u32_at(&cell, 8).unwrap_or(u32::MAX))?, length)?,
            _ => slice(&cell, 8, length.min(4)).unwrap_or_default().to_vec(),
        };
        self.copied(name.len() + data.len())?;
        Ok(Value { name, kind, data })
    }

    fn data(&self, at: usize, length: usize) -> Result<Vec<u8>, Broken> {
        let cell = self.cell(at, length)?;
        if length <= SEGMENT || !cell.starts_with(b"db") {
            return Ok(cell);
        }
        let count = usize::from(u16_at(&cell, 2).unwrap_or(0));
        let segments = self.cell(self.at(u32_at(&cell, 4).unwrap_or(u32::MAX))?, count * 4)?;
        let mut data = Vec::new();
        for index in 0..count {
            let rest = length - data.len();
            if rest == 0 {
                break;
            }
            let Some(offset) = u32_at(&segments, index * 4) else { break };
            data.extend(self.cell(self.at(offset)?, rest.min(SEGMENT))?);
        }
        Ok(data)
    }
}

/// Whether the name of a key has a byte for each character.
fn is_narrow(key: &[u8]) -> bool {
    u16_at(key, 2).unwrap_or(0) & 0x20 != 0
}

fn name(cell: &[u8], length_at: usize, at: usize, narrow: bool) -> String {
    let length = usize::from(u16_at(cell, length_at).unwrap_or(0));
    let bytes = slice(cell, at, length).unwrap_or_default();
    if narrow { latin1(bytes) } else { utf16(bytes) }
}
