//! Which file uses which, and the circles among them.
//!
//! A file uses another one where it names something that is written there: a name that only passes through a module
//! (`pub use`) belongs to the file that it comes from. Tests are left out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// A module: the names between the `::` of its path, from the root of the crate.
type Module = Vec<String>;

/// A name that a `use` brings into a file.
#[derive(Debug)]
struct Import {
    path: Vec<String>,
    name: String,
    /// Only passed on: others may take it from here, and this file does nothing with it.
    passes_through: bool,
}

struct File {
    /// The code without comments and `use` lines.
    code: String,
    imports: Vec<Import>,
}

/// The files of a crate and what each uses. Files are named as below the crate's `src`.
pub(super) struct Uses(BTreeMap<String, BTreeSet<String>>);

impl Uses {
    /// Reads the files of a crate, `(path, code)`, below its folder `src`.
    pub(super) fn read(src: &Path, files: &[(std::path::PathBuf, String)]) -> Self {
        let mut names = BTreeMap::new();
        let mut modules = BTreeMap::new();
        for (path, code) in files {
            let name = path.strip_prefix(src).unwrap().to_str().unwrap().replace('\\', "/");
            // A program of its own, which uses the library as everybody does.
            if name == "main.rs" {
                continue;
            }
            let module = module_of(&name);
            names.insert(module.clone(), name);
            modules.insert(module, File::parse(code));
        }
        let mut uses = BTreeMap::new();
        for (module, file) in &modules {
            let used =
                file.paths(module, &modules).into_iter().filter_map(|path| home(module, &path, &modules, 0));
            let used = used.filter(|other| other != module).map(|other| names[&other].clone());
            uses.insert(names[module].clone(), used.collect());
        }
        Self(uses)
    }

    /// The same without the uses of which this is true.
    pub(super) fn without(&self, left_out: impl Fn(&str, &str) -> bool) -> Self {
        let kept = self.0.iter().map(|(file, used)| {
            let used = used.iter().filter(|other| !left_out(file, other)).cloned().collect();
            (file.clone(), used)
        });
        Self(kept.collect())
    }

    /// A shortest circle, as the files in their order, the first one again at its end.
    pub(super) fn circle(&self) -> Option<Vec<String>> {
        self.0.keys().filter_map(|file| self.way_back(file)).min_by_key(Vec::len)
    }

    fn way_back(&self, start: &str) -> Option<Vec<String>> {
        let mut ways = VecDeque::from([vec![start.to_owned()]]);
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop_front() {
            for next in &self.0[way.last().unwrap()] {
                let mut longer = way.clone();
                longer.push(next.clone());
                if next == start {
                    return Some(longer);
                }
                if seen.insert(next) {
                    ways.push_back(longer);
                }
            }
        }
        None
    }
}

/// `a/b.rs` and `a/b/mod.rs` are the module `a::b`, `lib.rs` is the root.
fn module_of(name: &str) -> Module {
    let mut parts: Module = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib") {
        parts.pop();
    }
    parts
}

impl File {
    fn parse(text: &str) -> Self {
        let (mut code, mut imports) = (String::new(), Vec::new());
        let mut lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        while let Some(line) = lines.next() {
            let Some((public, tree)) = use_line(line) else {
                code.push_str(line);
                code.push('\n');
                continue;
            };
            let mut tree = tree.to_owned();
            while !tree.contains(';') {
                tree.push_str(lines.next().unwrap());
            }
            imports.extend(
                leaves(tree.split(';').next().unwrap(), &[]).into_iter().map(|(path, name)| Import {
                    path,
                    name,
                    passes_through: public,
                }),
            );
        }
        for import in &mut imports {
            import.passes_through &= !names(&code).any(|(name, _)| name == import.name);
        }
        Self { code, imports }
    }

    /// Every path that the file uses and that begins in its own crate.
    fn paths(&self, module: &Module, modules: &BTreeMap<Module, Self>) -> Vec<Vec<String>> {
        let imported = self.imports.iter().filter(|import| !import.passes_through);
        let mut paths: Vec<Vec<String>> = imported.map(|import| import.path.clone()).collect();
        // One word alone is a variable, or the `super` of a `pub(super)`.
        paths.extend(names(&self.code).map(|(_, path)| path).filter(|path| 1 < path.len()));
        paths.retain(|path| {
            let first = path[0].as_str();
            ["crate", "self", "super"].contains(&first) || modules.contains_key(&child(module, first))
        });
        paths
    }
}

/// Whether a `use` is public, and what follows the word.
fn use_line(line: &str) -> Option<(bool, &str)> {
    let line = line.trim_start();
    let after = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')')?.1.trim_start(),
        Some(rest) => rest.trim_start(),
        None => line,
    };
    Some((after.len() < line.len(), after.strip_prefix("use ")?))
}

/// The paths of `a::{b, c as d}`, and the name that each of them binds.
fn leaves(tree: &str, before: &[String]) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    if let Some((head, inner)) = tree.split_once('{').filter(|(head, _)| !head.contains(',')) {
        let mut path = before.to_vec();
        path.extend(head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
        let inner = inner.trim_end().strip_suffix('}').unwrap();
        return branches(inner).into_iter().flat_map(|branch| leaves(branch, &path)).collect();
    }
    if tree.is_empty() {
        return Vec::new();
    }
    let (path, renamed) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name)));
    let mut whole = before.to_vec();
    whole.extend(path.split("::").map(|part| part.trim().to_owned()));
    if 1 < whole.len() && whole.last().is_some_and(|last| last == "self") {
        whole.pop();
    }
    let name = renamed.map_or_else(|| whole.last().cloned().unwrap(), |name| name.trim().to_owned());
    vec![(whole, name)]
}

/// The parts of a list between the commas that stand in no braces of their own.
fn branches(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut begin) = (Vec::new(), 0_u32, 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[begin..]);
    parts
}

/// Every name in code that is no part of a longer path, with the path that begins there.
fn names(code: &str) -> impl Iterator<Item = (String, Vec<String>)> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    code.split(move |letter| !is_part(letter)).filter(|word| !word.starts_with(':')).map(|word| {
        let path: Vec<String> = word.split("::").map(|part| part.trim_end_matches(':').to_owned()).collect();
        (path[0].clone(), path)
    })
}

fn child(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// The module in whose file a path's end is written, seen from `from`.
fn home(from: &Module, path: &[String], modules: &BTreeMap<Module, File>, depth: usize) -> Option<Module> {
    assert!(depth < 20, "{path:?} leads in a circle of its own");
    let mut here = from.clone();
    for (at, part) in path.iter().enumerate() {
        match part.as_str() {
            "crate" => here.clear(),
            "self" => {}
            "super" => {
                here.pop();
            }
            name if modules.contains_key(&child(&here, name)) => here.push(name.to_owned()),
            name => {
                let import = modules.get(&here)?.imports.iter().find(|import| import.name == name);
                // Seen from within, the path begins with what is imported; it is then what the import leads to.
                let Some(import) = import.filter(|import| here != *from || import.path != path) else {
                    break;
                };
                let onwards: Vec<String> = import.path.iter().chain(&path[at + 1..]).cloned().collect();
                return home(&here, &onwards, modules, depth + 1);
            }
        }
    }
    modules.contains_key(&here).then_some(here)
}

#[test]
fn a_name_is_at_home_where_it_is_written() {
    let file = |name: &str, code: &str| (Path::new("src").join(name), code.to_owned());
    let files = [
        file("lib.rs", "pub use a::Thing;\npub(crate) mod inner {}"),
        file("a.rs", "mod b;\npub use b::{Thing, other as renamed};\npub(super) fn here() { self.call() }"),
        file("a/b.rs", "use crate::c::{self, Nested::{Deep}};\n// super::here()\nstruct Thing;"),
        file("c.rs", "mod d;\nfn ask() { d::answer(crate::Thing, Box::new(1)) }\npub enum Nested { Deep }"),
        file("c/d.rs", "fn answer(c: u8) -> u8 { super::super::a::here() + c }"),
    ];
    let uses = Uses::read(Path::new("src"), &files);
    let of = |name: &str| uses.0[name].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("lib.rs"), Vec::<&str>::new());
    // What only passes through `a` belongs to `b`, and `a` does not use it.
    assert_eq!(of("a.rs"), Vec::<&str>::new());
    assert_eq!(of("a/b.rs"), ["c.rs"]);
    assert_eq!(of("c.rs"), ["a/b.rs", "c/d.rs"]);
    assert_eq!(of("c/d.rs"), ["a.rs"]);
    assert_eq!(uses.circle().unwrap(), ["a/b.rs", "c.rs", "a/b.rs"]);
    assert_eq!(uses.without(|file, used| (file, used) == ("a/b.rs", "c.rs")).circle(), None);
}
