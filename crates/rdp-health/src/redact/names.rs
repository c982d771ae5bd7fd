//! Which placeholder stands for which name.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use crate::clients::ClientProfile;
use crate::diagnose::catalogue;
use crate::explain;
use crate::inert::inert;

/// The words of our own texts, in lower case: read once, as it takes longer than a report does.
static OURS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut ours = HashSet::new();
    let mut take = |text: &str| {
        for word in text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| 3 <= word.len()) {
            ours.insert(word.to_ascii_lowercase());
        }
    };
    for cause in catalogue::all() {
        take(cause.title);
        take(cause.page());
    }
    explain::texts().into_iter().for_each(&mut take);
    take(ClientProfile::known_toml());
    // What reports choose from; a test holds it against the schema.
    take(include_str!("../../data/words_of_reports.txt"));
    ours
});

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Host,
    Domain,
    Name,
    User,
    Fingerprint,
    Data,
    File,
    Word,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Domain => "domain",
            Self::Name => "name",
            Self::User => "user",
            Self::Fingerprint => "fingerprint",
            Self::Data => "data",
            Self::File => "file",
            Self::Word => "word",
        }
    }
}

/// Names of fewer letters name nobody.
pub(super) const SHORTEST: usize = 4;

/// A name that texts are searched for.
#[derive(Debug)]
struct Secret {
    text: Vec<char>,
    placeholder: String,
    /// A word of our own texts as well: only where it stands alone, written just so.
    only_exact: bool,
}

/// The names that were met.
#[derive(Debug)]
pub(super) struct Names {
    /// By kind and by the name in lower case.
    known: HashMap<String, String>,
    /// By their first letters, the longest first.
    secrets: HashMap<[char; SHORTEST], Vec<Secret>>,
    counts: HashMap<Kind, u32>,
    addresses: HashMap<IpAddr, IpAddr>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            known: HashMap::new(),
            secrets: HashMap::new(),
            counts: HashMap::new(),
            addresses: HashMap::new(),
        }
    }

    /// Whether a word, in any case, is one of our own texts.
    pub(super) fn is_ours(word: &str) -> bool {
        word.len() < 3 || OURS.contains(&word.to_ascii_lowercase())
    }

    /// Whether all of its words are, and nothing else is in it.
    fn is_all_ours(text: &str) -> bool {
        text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '/' | '\'')).all(|word| {
            word.is_empty() || word.chars().all(|c| c.is_ascii_alphabetic()) && Self::is_ours(word)
        })
    }

    /// The placeholder of this name, which texts are searched for from now on.
    pub(super) fn stand_in(&mut self, kind: Kind, name: &str) -> String {
        let key = name.to_lowercase();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let placeholder = format!("{}-{count}", kind.word());
        self.known.insert(key, placeholder.clone());
        self.search_for(name, &placeholder);
        // In sentences stands what a terminal can take.
        let clean = inert(name).into_owned();
        if clean != name {
            self.search_for(&clean, &placeholder);
        }
        placeholder
    }

    /// Another way to write a name that has a placeholder.
    pub(super) fn also(&mut self, name: &str, placeholder: &str) {
        self.known.entry(name.to_lowercase()).or_insert_with(|| placeholder.to_owned());
        self.search_for(name, placeholder);
    }

    /// Searches texts for a name that has a placeholder of its own making.
    pub(super) fn search_for(&mut self, name: &str, placeholder: &str) {
        let name = name.trim();
        let only_exact = Self::is_all_ours(name);
        if only_exact && !name.chars().any(char::is_uppercase) {
            return;
        }
        let text: Vec<char> = name.chars().collect();
        let Some(first) = text.first_chunk::<SHORTEST>() else { return };
        let secrets = self.secrets.entry(first.map(lower)).or_default();
        if secrets.iter().any(|known| known.text == text) {
            return;
        }
        secrets.push(Secret { text, placeholder: placeholder.to_owned(), only_exact });
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.text.len()));
    }

    /// The longest name at the beginning of this text: its length, and its placeholder. `before` is the letter before it.
    pub(super) fn at(&self, text: &[char], before: Option<char>) -> Option<(usize, &str)> {
        let first = text.first_chunk::<SHORTEST>()?;
        let secrets = self.secrets.get(&first.map(lower))?;
        let found = secrets.iter().find(|secret| {
            let Some(here) = text.get(..secret.text.len()) else { return false };
            if !secret.only_exact {
                return here.iter().zip(&secret.text).all(|(one, other)| lower(*one) == lower(*other));
            }
            let after = text.get(secret.text.len()).copied();
            let alone = ![before, after].into_iter().flatten().any(char::is_alphanumeric);
            alone && here == secret.text.as_slice()
        })?;
        Some((found.text.len(), &found.placeholder))
    }

    /// The address that stands for this one: of the blocks for documentation, RFC 5737 and RFC 3849.
    pub(super) fn address(&mut self, address: IpAddr) -> IpAddr {
        if let Some(known) = self.addresses.get(&address) {
            return *known;
        }
        let number = u32::try_from(self.addresses.len()).unwrap_or(u32::MAX).saturating_add(1);
        let stand_in = match address {
            IpAddr::V4(_) => {
                let block = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
                let (index, last) = ((number - 1) / 254, (number - 1) % 254 + 1);
                let place = usize::try_from(index).ok().and_then(|index| block.get(index));
                match (place, u8::try_from(last)) {
                    (Some([a, b, c]), Ok(last)) => IpAddr::V4(Ipv4Addr::new(*a, *b, *c, last)),
                    // Benchmarking, RFC 2544: more hosts than the blocks have addresses.
                    _ => IpAddr::V4(Ipv4Addr::from(0xC612_0000 | (number & 0x1_FFFF))),
                }
            }
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(0x2001_0db8_u128 << 96 | u128::from(number))),
        };
        self.addresses.insert(address, stand_in);
        stand_in
    }
}

fn lower(c: char) -> char {
    c.to_ascii_lowercase()
}
