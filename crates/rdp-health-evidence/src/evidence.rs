//! Takes files one after the other, whatever they are, and gives what they say together.

use std::io::{Cursor, Read, Seek, SeekFrom};

use rdp_health::inert;
use rdp_health::observe::{InsideFacts, InsideSource};

use crate::collection::{self, Said};
use crate::events::Events;
use crate::evtx::{self, Count};
use crate::facts;
use crate::hive;
use crate::pages::Source;
use crate::query;
use crate::reg_file;
use crate::registry::Registry;
use crate::support;
use crate::text;
use crate::zip::{self, Entry};

/// No larger text is read, and no larger hive of an archive: those have to be in memory as a whole. A hive in a file of
/// its own and event logs anywhere are read piece by piece, and may be larger.
const LARGEST: u64 = 256 << 20;
/// An archive may unpack to this and so many times its length, in all.
const MOST_TIMES: u64 = 64;
/// So many files of one host.
const MOST_SOURCES: usize = 200;
/// So many files of an archive are named as unreadable.
const MOST_PROBLEMS: usize = 10;
/// As much is looked at to tell what a file is.
const BEGINNING: u64 = 4096;

/// Why a file says nothing of a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {why}")]
#[non_exhaustive]
pub struct Unreadable {
    /// The file.
    pub name: String,
    /// Why, and what to give instead.
    pub why: String,
    /// It is a file of some other kind, of which a folder may have many.
    pub is_another_kind: bool,
}

const NOTHING: &str = "it is not a registry hive, registry export (.reg), event log (.evtx) or collection; make a collection with rdp-health audit --script";

/// Files that support tools collect, that say nothing of Remote Desktop's settings, and that are large: traces, dumps,
/// programs, pictures, archives. They are not even looked at.
const LARGE: [&str; 17] = [
    ".etl", ".dmp", ".mdmp", ".cab", ".zip", ".7z", ".pml", ".pcap", ".pcapng", ".blg", ".exe", ".dll",
    ".pdb", ".png", ".jpg", ".nfo", ".cat",
];

pub(crate) fn is_of_interest(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !LARGE.iter().any(|end| name.ends_with(end))
}

/// A file of another kind.
fn another(name: &str, why: &str) -> Unreadable {
    Unreadable { is_another_kind: true, ..unreadable(name, why) }
}

/// Names in an archive come from its maker.
fn unreadable(name: &str, why: &str) -> Unreadable {
    let (name, why) = (inert(name).into_owned(), inert(why).into_owned());
    Unreadable { name, why, is_another_kind: false }
}

/// What a file is, by how it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Log,
    Hive,
    /// It may be an export, a collection or the output of a support tool.
    Text,
    Another,
}

impl Kind {
    fn of(name: &str, beginning: &[u8]) -> Self {
        match () {
            () if zip::is_zip(beginning) => Self::Zip,
            () if evtx::is_log(beginning) => Self::Log,
            () if hive::is_hive(beginning) => Self::Hive,
            () if text::decode(beginning).is_some_and(|text| may_be_read(name, &text)) => Self::Text,
            () => Self::Another,
        }
    }
}

/// Whether a text that begins so is worth reading to its end.
fn may_be_read(name: &str, beginning: &str) -> bool {
    reg_file::is_export(beginning)
        || beginning.trim_start().starts_with('{')
        || support::is_known(name)
        || query::may_be(beginning)
}

/// What was given of one host.
#[derive(Debug, Default)]
pub struct Evidence {
    registry: Registry,
    events: Events,
    said: Said,
    sources: Vec<InsideSource>,
    left_out: u32,
}

impl Evidence {
    /// Nothing was given yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file that is in memory. What it is is told by its content.
    ///
    /// # Errors
    /// It is no evidence of a host, or so damaged that nothing in it can be read.
    pub fn take(&mut self, name: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        self.take_file(name, Cursor::new(bytes))
    }

    /// Takes a file where it is: memory does not grow with the size of an event log, a registry hive or an archive.
    ///
    /// # Errors
    /// It is no evidence of a host, it cannot be read, or it is so damaged that nothing in it can be read.
    pub fn take_file(&mut self, name: &str, mut file: impl Read + Seek) -> Result<(), Unreadable> {
        let error = |why: String| unreadable(name, &why);
        let unread = |problem: std::io::Error| error(format!("it cannot be read: {problem}"));
        let mut beginning = Vec::new();
        file.by_ref().take(BEGINNING).read_to_end(&mut beginning).map_err(unread)?;
        file.seek(SeekFrom::Start(0)).map_err(unread)?;
        match Kind::of(name, &beginning) {
            Kind::Zip => self.take_zip(name, &mut file),
            Kind::Log => self.take_log(name, file),
            Kind::Hive => self.take_hive(name, &mut file),
            Kind::Text => {
                let mut bytes = Vec::new();
                file.take(LARGEST).read_to_end(&mut bytes).map_err(unread)?;
                self.take_text(name, &bytes)
            }
            Kind::Another if beginning.is_empty() => Err(another(name, "it is empty")),
            Kind::Another => Err(another(name, NOTHING)),
        }
    }

    fn take_log(&mut self, name: &str, log: impl Read) -> Result<(), Unreadable> {
        let source = self.source(name)?;
        let before = self.events.newest.clone();
        let events = &mut self.events;
        let (count, outcome) = evtx::read(log, &mut |record| events.take(record, source));
        let error = |why: &str| unreadable(name, why);
        let mut problems = problems(count);
        match outcome {
            Err(why) if count.read == 0 => {
                return Err(error(&format!("the event log cannot be read: {why}")));
            }
            Err(why) => problems.push(format!("the event log breaks off: {why}")),
            Ok(()) if count.read == 0 && 0 < count.unreadable + count.damaged => {
                return Err(error(
                    "no record of the event log can be read; export it again with wevtutil epl",
                ));
            }
            Ok(()) => {}
        }
        let written_at = self.events.newest.clone().filter(|newest| before.as_ref() != Some(newest));
        self.sources.push(described(name, "event log", written_at, problems));
        Ok(())
    }

    fn take_hive(&mut self, name: &str, hive: &mut dyn Source) -> Result<(), Unreadable> {
        let source = self.source(name)?;
        let told = hive::read(hive, source, &mut self.registry).map_err(|broken| {
            unreadable(
                name,
                &format!("the registry hive cannot be read: {broken}; give SYSTEM and SOFTWARE of Windows\\System32\\config"),
            )
        })?;
        self.sources.push(described(name, "registry hive", told.written_at, told.problems));
        Ok(())
    }

    fn take_text(&mut self, name: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        let source = self.source(name)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| LARGEST <= length) {
            return Err(unreadable(name, &format!("it is larger than {} MB", LARGEST >> 20)));
        }
        let Some(text) = text::decode(bytes) else { return Err(another(name, NOTHING)) };
        let (kind, written_at, problems) = if reg_file::is_export(&text) {
            ("registry export", None, reg_file::read(&text, source, &mut self.registry))
        } else if let Some(said) = collection::read(text.as_bytes(), source, &mut self.registry) {
            let told = (said.collected_at.clone(), said.problems.clone());
            self.said.join(said);
            ("collection", told.0, told.1)
        } else if let Some((kind, said)) = support::read(name, &text, source) {
            self.said.join(said);
            (kind, None, Vec::new())
        } else if query::is_query(&text) {
            query::read(&text, source, &mut self.registry);
            ("output of reg query", None, Vec::new())
        } else {
            return Err(another(name, NOTHING));
        };
        self.sources.push(described(name, kind, written_at, problems));
        Ok(())
    }

    fn take_zip(&mut self, name: &str, archive: &mut dyn Source) -> Result<(), Unreadable> {
        let refused = |why: zip::Refused| unreadable(name, &format!("the zip is refused: {why}"));
        let length = archive.seek(SeekFrom::End(0)).unwrap_or(0);
        let entries = zip::directory(archive).map_err(refused)?;
        if let Some(bomb) = entries.iter().find(|entry| is_of_interest(&entry.name) && entry.is_bomb()) {
            return Err(refused(zip::Refused::Bomb(bomb.name.clone())));
        }
        let mut may_unpack = LARGEST.saturating_add(length.saturating_mul(MOST_TIMES));
        let (mut taken, mut left_out) = (0, 0_u32);
        let mut broken = Vec::new();
        for entry in &entries {
            if !is_of_interest(&entry.name) {
                left_out = left_out.saturating_add(1);
                continue;
            }
            let file = format!("{name}/{}", entry.name);
            if may_unpack < entry.length {
                broken.push(format!("{file}: the archive unpacks to more than is read of one"));
                continue;
            }
            may_unpack -= entry.length;
            match self.take_entry(&file, archive, entry) {
                Ok(()) => taken += 1,
                Err(error) if error.is_another_kind => left_out = left_out.saturating_add(1),
                Err(error) => broken.push(error.to_string()),
            }
        }
        let more = broken.len().saturating_sub(MOST_PROBLEMS);
        broken.truncate(MOST_PROBLEMS);
        if 0 < more {
            broken.push(format!("{more} more files cannot be read"));
        }
        if taken == 0 {
            broken.push(
                "nothing in it is a registry hive or export, an event log or a collection; make one with rdp-health audit --script"
                    .to_owned(),
            );
            return Err(unreadable(name, &broken.join("; ")));
        }
        self.left_out(left_out);
        let broken = broken.iter().map(|line| inert(line).into_owned());
        if let Some(source) = self.sources.last_mut() {
            source.problems.extend(broken);
        }
        Ok(())
    }

    /// Takes a file of an archive, as much of it at a time as its kind needs.
    fn take_entry(&mut self, name: &str, archive: &mut dyn Source, entry: &Entry) -> Result<(), Unreadable> {
        let mut file = zip::unpack(archive, entry).map_err(|why| unreadable(name, why))?;
        let unread = |why: std::io::Error| unreadable(name, &why.to_string());
        let mut bytes = Vec::new();
        file.by_ref().take(BEGINNING).read_to_end(&mut bytes).map_err(unread)?;
        let kind = Kind::of(name, &bytes);
        match kind {
            Kind::Log => return self.take_log(name, Cursor::new(bytes).chain(file)),
            // An archive in an archive is left alone.
            Kind::Zip | Kind::Another => return Err(another(name, NOTHING)),
            Kind::Hive | Kind::Text if LARGEST <= entry.length => {
                return Err(unreadable(name, &format!("it is larger than {} MB", LARGEST >> 20)));
            }
            Kind::Hive | Kind::Text => {}
        }
        file.read_to_end(&mut bytes).map_err(unread)?;
        match kind {
            Kind::Hive => self.take_hive(name, &mut Cursor::new(bytes)),
            _ => self.take_text(name, &bytes),
        }
    }

    /// Counts files that were given and say nothing that is read here.
    pub(crate) fn left_out(&mut self, files: u32) {
        self.left_out = self.left_out.saturating_add(files);
    }

    /// The number of the next source.
    fn source(&self, name: &str) -> Result<u16, Unreadable> {
        match u16::try_from(self.sources.len()) {
            Ok(index) if usize::from(index) < MOST_SOURCES => Ok(index),
            _ => Err(unreadable(
                name,
                &format!("more than {MOST_SOURCES} files were given; give those of one host"),
            )),
        }
    }

    /// Whether nothing was read yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// What the files say together.
    #[must_use]
    pub fn into_facts(self) -> InsideFacts {
        let mut facts = InsideFacts::default();
        facts.services = self.said.services;
        facts.listening = self.said.listening;
        facts.certificates = self.said.certificates;
        facts.updates = self.said.updates;
        facts.licensing_grace_days = self.said.grace_days;
        facts.left_out = self.left_out;
        facts::fill(&self.registry, &mut facts);
        facts.computer = facts.computer.or(self.said.computer);
        facts.domain = facts.domain.or(self.said.domain);
        facts.windows = facts.windows.or(self.said.windows);
        facts.updates.sort();
        facts.updates.dedup();
        // A certificate of the registry is known already where the collection has it, which knows more of its key.
        let mut known = Vec::new();
        facts.certificates.retain(|one| {
            let is_new = !known.contains(&(one.store.to_ascii_lowercase(), one.certificate.sha1.clone()));
            known.push((one.store.to_ascii_lowercase(), one.certificate.sha1.clone()));
            is_new
        });
        facts.computer = facts.computer.or_else(|| {
            let computer = self.events.computer.as_deref()?;
            Some(computer.split('.').next()?.to_owned())
        });
        let times = self.sources.iter().filter_map(|source| source.written_at.clone());
        let settings = facts.settings.iter().filter_map(|setting| setting.written_at.clone());
        facts.as_of =
            times.chain(settings).chain(self.events.newest.clone()).chain(self.said.collected_at).max();
        facts.sources = self.sources;
        facts.events = self.events.into_facts();
        facts
    }
}

impl Said {
    fn join(&mut self, other: Self) {
        self.collected_at = self.collected_at.take().max(other.collected_at);
        self.computer = self.computer.take().or(other.computer);
        self.domain = self.domain.take().or(other.domain);
        self.windows = self.windows.take().or(other.windows);
        self.grace_days = self.grace_days.or(other.grace_days);
        self.services.extend(other.services);
        self.listening.extend(other.listening);
        self.certificates.extend(other.certificates);
        self.updates.extend(other.updates);
    }
}

fn described(name: &str, kind: &str, written_at: Option<String>, problems: Vec<String>) -> InsideSource {
    let mut source = InsideSource::default();
    source.name = inert(name).into_owned();
    kind.clone_into(&mut source.kind);
    (source.written_at, source.problems) = (written_at, problems);
    source
}

fn problems(count: Count) -> Vec<String> {
    let mut problems = Vec::new();
    if 0 < count.unreadable {
        problems.push(format!(
            "{} of {} records cannot be read",
            count.unreadable,
            count.read + count.unreadable
        ));
    }
    if 0 < count.damaged {
        problems.push(format!("{} pieces of the log are damaged", count.damaged));
    }
    problems
}
