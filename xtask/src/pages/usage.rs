//! How a command is called, as a line of `commands.tsv`.
//!
//! `WORD` is itself, `a|b` one of these, `<x>` any one argument, `/server:<x>` one that begins so, `[ … ]` may be left
//! out, and `{ a | b <x> }` is any number of these in any order. A line is read word by word, so brackets have blanks
//! around them.

use anyhow::{Result, ensure};

/// A usage, read.
#[derive(Debug)]
pub(super) struct Usage(Vec<Part>);

#[derive(Debug)]
enum Part {
    /// One of these words.
    Word(Vec<&'static str>),
    /// An argument that begins so and goes on.
    Hole(&'static str),
    Optional(Vec<Part>),
    AnyOrder(Vec<Vec<Part>>),
}

impl Usage {
    pub(super) fn read(line: &'static str) -> Result<Self> {
        let mut words = line.split(' ');
        let parts = sequence(&mut words, "")?;
        ensure!(words.next().is_none(), "a bracket too many: {line}");
        Ok(Self(parts))
    }

    /// The program.
    pub(super) fn program(&self) -> Option<&'static str> {
        match self.0.first()? {
            Part::Word(words) => words.first().copied(),
            _ => None,
        }
    }

    /// Whether somebody may call it like this.
    pub(super) fn takes(&self, arguments: &[String]) -> bool {
        ends(&self.0, arguments).contains(&arguments.len())
    }
}

fn sequence(words: &mut std::str::Split<'static, char>, end: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    while let Some(word) = words.next() {
        parts.push(match word {
            _ if word == end => return Ok(parts),
            "[" => Part::Optional(sequence(words, "]")?),
            "{" => {
                let inside = sequence(words, "}")?;
                let is_bar =
                    |part: &Part| matches!(part, Part::Word(bar) if bar.iter().all(|one| one.is_empty()));
                let mut alternatives: Vec<Vec<Part>> = vec![Vec::new()];
                for part in inside {
                    match alternatives.last_mut() {
                        Some(last) if !is_bar(&part) => last.push(part),
                        _ => alternatives.push(Vec::new()),
                    }
                }
                Part::AnyOrder(alternatives)
            }
            _ => match word.split_once('<') {
                Some((before, _)) => Part::Hole(before),
                None => Part::Word(word.split('|').collect()),
            },
        });
    }
    ensure!(end.is_empty(), "{end} is missing");
    Ok(parts)
}

/// How many arguments these parts may take, each way once.
fn ends(parts: &[Part], arguments: &[String]) -> Vec<usize> {
    let mut reached = vec![0];
    for part in parts {
        let mut next: Vec<usize> = Vec::new();
        for taken in reached {
            let rest = arguments.get(taken..).unwrap_or_default();
            next.extend(part.takes(rest).into_iter().map(|more| taken.saturating_add(more)));
        }
        next.sort_unstable();
        next.dedup();
        reached = next;
    }
    reached
}

impl Part {
    /// How many of the next arguments it may take.
    fn takes(&self, rest: &[String]) -> Vec<usize> {
        match (self, rest.first()) {
            (Self::Word(words), Some(first)) if words.iter().any(|word| word == first) => vec![1],
            // An option that nobody knows is no argument.
            (Self::Hole(""), Some(first)) if first.starts_with("--") => Vec::new(),
            (Self::Hole(before), Some(first)) if before.len() < first.len() && first.starts_with(before) => {
                vec![1]
            }
            (Self::Word(_) | Self::Hole(_), _) => Vec::new(),
            (Self::Optional(inside), _) => {
                let mut taken = ends(inside, rest);
                taken.push(0);
                taken
            }
            (Self::AnyOrder(alternatives), _) => {
                let mut taken = vec![0];
                for alternative in alternatives {
                    for once in ends(alternative, rest).into_iter().filter(|once| 0 < *once) {
                        let further = self.takes(rest.get(once..).unwrap_or_default());
                        taken.extend(further.into_iter().map(|more| once.saturating_add(more)));
                    }
                }
                taken
            }
        }
    }
}

/// The arguments of a command line, as a shell splits them: what stands in quotes is one.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut arguments: Vec<String> = Vec::new();
    let (mut quote, mut open) = (None, false);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(end), _) if letter == end => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, ' ') => {
                open = false;
                continue;
            }
            (_, _) => {
                if !open {
                    arguments.push(String::new());
                }
                open = true;
                arguments.last_mut()?.push(letter);
                continue;
            }
        }
        if !open {
            arguments.push(String::new());
            open = true;
        }
    }
    quote.is_none().then_some(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(usage: &'static str, line: &str) -> bool {
        Usage::read(usage).unwrap().takes(&split(line).unwrap())
    }

    #[test]
    fn a_usage_takes_what_it_says() {
        assert!(takes("reg query <key> [ /v <name> ]", r#"reg query "HKLM\A B" /v X"#));
        assert!(takes("reg query <key> [ /v <name> ]", "reg query HKLM"));
        assert!(!takes("reg query <key> [ /v <name> ]", "reg query HKLM /v"));
        assert!(!takes("reg query <key> [ /v <name> ]", "reg query HKLM X /v"));
        assert!(takes("systemctl start|stop <unit>", "systemctl stop xrdp"));
        assert!(!takes("systemctl start|stop <unit>", "systemctl reload xrdp"));
        assert!(takes("tool { -a | -b <x> }", "tool -b 1 -a -b 2"));
        assert!(takes("tool { -a | -b <x> }", "tool"));
        assert!(!takes("tool { -a | -b <x> }", "tool -c"));
        assert!(takes("logoff <id> /server:<host>", "logoff 2 /server:HOST"));
        assert!(!takes("logoff <id> /server:<host>", "logoff 2 /server:"));
    }

    #[test]
    fn quotes_hold_an_argument_together() {
        assert_eq!(
            split(r#"a "b c" d'e f'"#),
            Some(vec!["a".to_owned(), "b c".to_owned(), "de f".to_owned()])
        );
        assert_eq!(split(r#"a "b"#), None);
        assert!(Usage::read("a [ b").is_err());
    }
}
