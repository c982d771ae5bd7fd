//! Events, registry keys and policies: whether those that a page names are those that there are.

use anyhow::Result;

use super::page::Paragraph;
use super::rows;

/// Events of Windows, by id.
pub(super) struct Events(Vec<Event>);

struct Event {
    id: &'static str,
    provider: &'static str,
    log: &'static str,
    /// What a text may call it by beside provider and log.
    short: &'static str,
}

impl Events {
    /// Columns: id, provider, log, short name, text, source.
    pub(super) fn read(list: &'static str) -> Result<Self> {
        let rows = rows(list, 6)?;
        let event = |row: &Vec<&'static str>| match row[..] {
            [id, provider, log, short, ..] => Some(Event { id, provider, log, short }),
            _ => None,
        };
        Ok(Self(rows.iter().filter_map(event).collect()))
    }

    pub(super) fn faults(&self, paragraph: &Paragraph) -> Vec<String> {
        let mut faults = Vec::new();
        if paragraph.is_source {
            return faults;
        }
        for id in named_in(&paragraph.prose()) {
            let known: Vec<&Event> = self.0.iter().filter(|event| event.id == id).collect();
            let named = |event: &&Event| {
                [event.provider, event.log, event.short].iter().any(|name| paragraph.text.contains(name))
            };
            if known.is_empty() {
                faults.push(format!("event {id} is not in events.tsv"));
            } else if !known.iter().any(named) {
                faults.push(format!("event {id} is named without its source or log"));
            }
        }
        for (snippet, _) in paragraph.snippets() {
            faults.extend(self.queried(snippet));
        }
        faults
    }

    /// The ids that a `Get-WinEvent` asks a log for.
    fn queried(&self, snippet: &str) -> Vec<String> {
        if !snippet.contains("Get-WinEvent") {
            return Vec::new();
        }
        let quoted = |key: &str| Some(snippet.split_once(key)?.1.split('\'').next().unwrap_or_default());
        let word = |key: &str| snippet.split_once(key)?.1.split_whitespace().next();
        let log = quoted("LogName='").or_else(|| word("-LogName "));
        let provider = quoted("ProviderName='").or_else(|| word("-ProviderName "));
        let ids = snippet.split_once("; Id=").or_else(|| snippet.split_once("Id -eq ")).map(|(_, ids)| ids);
        let ids = ids.and_then(|ids| ids.split(|end: char| end != ',' && !end.is_ascii_digit()).next());
        let fits = |event: &&Event| {
            log.is_none_or(|log| log == event.log)
                && provider.is_none_or(|provider| provider == event.provider)
        };
        let ids = ids.unwrap_or_default().split(',').filter(|id| !id.is_empty());
        ids.filter(|id| !self.0.iter().filter(|event| event.id == *id).any(|event| fits(&event)))
            .map(|id| format!("event {id} is not of that log and source: {snippet}"))
            .collect()
    }
}

/// The ids after the word "event": `event 40`, `events 1051, 1055 and 1062`, `events 36870 (key) to 36888`.
fn named_in(prose: &str) -> Vec<&str> {
    let mut ids = Vec::new();
    let mut listing = false;
    let words = prose.split(|end: char| end.is_whitespace() || end == ',');
    let mut depth = 0_usize;
    for word in words.filter(|word| !word.is_empty()) {
        // What a list says of an event in brackets belongs to that event.
        let inside = 0 < depth || word.starts_with('(');
        depth = depth.saturating_add(word.matches('(').count()).saturating_sub(word.matches(')').count());
        let bare = word.trim_matches(|end: char| !end.is_ascii_alphanumeric());
        let is_id = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
        match bare {
            "event" | "events" | "Event" | "Events" => listing = true,
            _ if listing && is_id => ids.push(bare),
            "and" | "or" | "to" | "id" | "ID" => {}
            _ if inside => {}
            _ => listing = false,
        }
    }
    ids
}

/// The two columns of a list before its sources.
fn pairs(list: &'static str) -> Result<Vec<(&'static str, &'static str)>> {
    Ok(rows(list, 3)?.iter().filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect())
}

/// Registry keys and the values in them.
pub(super) struct Registry(Vec<(&'static str, &'static str)>);

impl Registry {
    /// Columns: key, values (`-` for none, between them `, `), source.
    pub(super) fn read(list: &'static str) -> Result<Self> {
        Ok(Self(pairs(list)?))
    }

    pub(super) fn faults(&self, paragraph: &Paragraph) -> Vec<String> {
        let mut faults = Vec::new();
        let mut before: Option<&str> = None;
        for (snippet, prose) in paragraph.snippets() {
            let (named, last) = (named_key(snippet), before.replace(snippet));
            let Some((key, rest)) = named else { continue };
            let key = key.replacen(":\\", "\\", 1);
            let Some((_, values)) = self.0.iter().find(|(known, _)| *known == key) else {
                faults.push(format!("the registry key {key} is not in registry.tsv"));
                continue;
            };
            let of_a_cmdlet = snippet.contains("-ItemProperty").then(|| rest.split_whitespace().next());
            // "`NAME` (DWORD) under `HKLM\…`"
            let in_prose = last.filter(|_| matches!(prose.trim(), "(DWORD) under" | "under"));
            let value = rest.split_once("/v ").map(|(_, value)| value.split(" /").next());
            let value =
                value.or(of_a_cmdlet).flatten().or(in_prose).map(|value| value.trim_matches('"').trim());
            if let Some(value) = value.filter(|value| !values.split(", ").any(|known| known == *value)) {
                faults.push(format!("registry.tsv knows no value {value} of {key}"));
            }
        }
        faults
    }
}

/// The key in a command or by itself, and what follows it.
fn named_key(snippet: &str) -> Option<(&str, &str)> {
    let start = snippet.find("HKLM").or_else(|| snippet.find("HKCU"))?;
    let (before, key) = snippet.split_at_checked(start)?;
    match before.chars().last() {
        None => Some((key, "")),
        Some(quote @ ('"' | '\'')) => key.split_once(quote),
        Some(_) => Some(key.split_once(' ').unwrap_or((key, ""))),
    }
}

/// Policies, by the path under which they stand.
pub(super) struct Policies(Vec<(&'static str, &'static str)>);

impl Policies {
    /// Columns: path, name (`*` for a folder that is named as a whole), source.
    pub(super) fn read(list: &'static str) -> Result<Self> {
        Ok(Self(pairs(list)?))
    }

    pub(super) fn faults(&self, paragraph: &Paragraph) -> Vec<String> {
        let mut faults = Vec::new();
        let prose = paragraph.prose();
        let quoted: Vec<&str> = prose.split('"').skip(1).step_by(2).collect();
        for (path, _) in paragraph.snippets() {
            if !["Computer Configuration\\", "User Configuration\\"].iter().any(|root| path.starts_with(root))
            {
                continue;
            }
            let here: Vec<&str> =
                self.0.iter().filter(|(one, _)| *one == path).map(|(_, name)| *name).collect();
            if here.is_empty() {
                faults.push(format!("the policy path {path} is not in policies.tsv"));
            } else if !here.contains(&"*") && !quoted.iter().any(|name| here.contains(name)) {
                faults.push(format!(
                    "policies.tsv knows no policy that is named here under {path}: {quoted:?}"
                ));
            }
            let elsewhere =
                |name: &&&str| !here.contains(*name) && self.0.iter().any(|(_, known)| known == *name);
            let misplaced = quoted.iter().filter(elsewhere).map(|name| format!("{name} is not under {path}"));
            faults.extend(misplaced);
        }
        faults
    }
}
