//! Takes files one after the other, whatever they are, and gives what they say together.

use std::io::Read;

use rdp_health::inert;
use rdp_health::observe::{InsideFacts, InsideSource};

use crate::collection::{self, Said};
use crate::events::Events;
use crate::evtx::{self, Count};
use crate::facts;
use crate::hive;
use crate::reg_file;
use crate::registry::Registry;
use crate::zip;

/// No larger file is read into memory; a SYSTEM hive has some 20 MB, a SOFTWARE hive up to 200. An event log is read
/// piece by piece and may be larger.
pub const LARGEST_FILE: u64 = 512 << 20;
/// So many files of one host.
const MOST_SOURCES: usize = 200;
/// So many files of an archive are named as unreadable.
const MOST_PROBLEMS: usize = 10;

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

/// Names in an archive come from its maker.
fn unreadable(name: &str, why: &str) -> Unreadable {
    let (name, why) = (inert(name).into_owned(), inert(why).into_owned());
    Unreadable { name, why, is_another_kind: false }
}

/// What was given of one host.
#[derive(Debug, Default)]
pub struct Evidence {
    registry: Registry,
    events: Events,
    said: Said,
    sources: Vec<InsideSource>,
}

impl Evidence {
    /// Nothing was given yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file that was read into memory. What it is is told by its content.
    ///
    /// # Errors
    /// It is no evidence of a host, or so damaged that nothing in it can be read.
    pub fn take(&mut self, name: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        let error = |why: String| unreadable(name, &why);
        if zip::is_zip(bytes) {
            return self.take_zip(name, bytes);
        }
        if evtx::is_log(bytes) {
            return self.take_log(name, bytes);
        }
        let index = self.source(name)?;
        let source = u16::try_from(index).unwrap_or(u16::MAX);
        let (kind, written_at, problems) = if hive::is_hive(bytes) {
            let told = hive::read(bytes, source, &mut self.registry).map_err(|broken| {
                error(format!("the registry hive cannot be read: {broken}; give SYSTEM and SOFTWARE of Windows\\System32\\config"))
            })?;
            ("registry hive", told.written_at, told.problems)
        } else if let Some(text) = reg_file::text(bytes) {
            ("registry export", None, reg_file::read(&text, source, &mut self.registry))
        } else if let Some(said) = collection::read(bytes, source, &mut self.registry) {
            let told = (said.collected_at.clone(), said.problems.clone());
            self.said.join(said);
            ("collection", told.0, told.1)
        } else {
            let why = "it is no registry hive, registry export (.reg), event log (.evtx) or collection; make one with rdp-health audit --script";
            return Err(Unreadable {
                name: inert(name).into_owned(),
                why: why.to_owned(),
                is_another_kind: true,
            });
        };
        self.sources.push(described(name, kind, written_at, problems));
        Ok(())
    }

    /// Takes an event log, piece by piece: memory does not grow with its size.
    ///
    /// # Errors
    /// It is no event log, or it cannot be read to its end.
    pub fn take_log(&mut self, name: &str, log: impl Read) -> Result<(), Unreadable> {
        let index = self.source(name)?;
        let source = u16::try_from(index).unwrap_or(u16::MAX);
        let before = self.events.newest.clone();
        let events = &mut self.events;
        let count = evtx::read(log, &mut |record| events.take(record, source));
        let error = |why: String| unreadable(name, &why);
        let count = count.map_err(|why| error(format!("the event log cannot be read: {why}")))?;
        if count.read == 0 && 0 < count.unreadable + count.damaged {
            return Err(error(
                "no record of the event log can be read; export it again with wevtutil epl".to_owned(),
            ));
        }
        let written_at = self.events.newest.clone().filter(|newest| before.as_ref() != Some(newest));
        self.sources.push(described(name, "event log", written_at, problems(count)));
        Ok(())
    }

    fn take_zip(&mut self, name: &str, bytes: &[u8]) -> Result<(), Unreadable> {
        let error = |why: String| unreadable(name, &why);
        let mut taken = 0;
        let mut broken = Vec::new();
        zip::read(bytes, &mut |(file, content)| match content {
            // An archive in an archive is left alone.
            Ok(content) if !zip::is_zip(&content) => match self.take(&format!("{name}/{file}"), &content) {
                Ok(()) => taken += 1,
                Err(error) if error.is_another_kind => {}
                Err(error) => broken.push(error.to_string()),
            },
            Ok(_) => {}
            Err(why) => broken.push(format!("{name}/{file}: {why}")),
        })
        .map_err(|refused| error(format!("the zip is refused: {refused}")))?;
        if taken == 0 {
            broken.truncate(MOST_PROBLEMS);
            broken.push("nothing in it is a registry export, an event log or a collection".to_owned());
            return Err(error(broken.join("; ")));
        }
        if !broken.is_empty() {
            broken.truncate(MOST_PROBLEMS);
            let broken = broken.iter().map(|line| inert(line).into_owned()).collect();
            if let Some(source) = self.sources.last_mut() {
                source.problems.extend::<Vec<String>>(broken);
            }
        }
        Ok(())
    }

    fn source(&self, name: &str) -> Result<usize, Unreadable> {
        let index = self.sources.len();
        match index < MOST_SOURCES {
            true => Ok(index),
            false => Err(unreadable(
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
        facts::fill(&self.registry, &mut facts);
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
