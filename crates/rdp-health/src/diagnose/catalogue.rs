//! Every cause, once: its id, its title, where it shows, and the page that explains it.
//!
//! A cause is a row of `table.rs` plus one page in `docs/causes`. The page is the only source of the meaning and the
//! remedies that reports print. This module holds data and looks nothing up: the rules decide which cause it is.

use serde::{Deserialize, Serialize};

use crate::outcome::Phase;

mod id;
mod remedies;
mod table;
#[cfg(test)]
mod tests;

pub use id::UnknownCause;
pub use remedies::{Place, Remedy, Risk};
use table::CAUSES;
pub use table::CauseId;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth knowing; nothing fails because of it.
    Info,
    /// A default client of today gets in, but with a warning or a delay, or not every client does, or not for long.
    Warning,
    /// A default client of today does not get in.
    Error,
}

/// From where a cause can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Visibility {
    /// Over the network, without credentials.
    Remote,
    /// Over the network, but only as a hint: other causes look alike.
    Partly,
    /// Only by comparing with another place, another address or another time.
    SecondVantagePoint,
    /// On the client.
    Client,
    /// On the host.
    Host,
    /// Only by logging on, which a check never does.
    AfterLogon,
    /// Nowhere: advice that is found everywhere and is wrong.
    Nowhere,
}

/// One reason why Remote Desktop connections fail or will fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cause {
    /// The one name of the cause: its layer first.
    pub id: CauseId,
    /// One line, in the administrator's words, at most 70 characters.
    pub title: &'static str,
    /// The phase that shows it; for what no phase shows, the last one before it strikes.
    pub phase: Phase,
    /// How bad it is unless a rule or a policy says otherwise.
    pub severity: Severity,
    /// From where it can be seen.
    pub visible: Visibility,
    /// The codes that clients report for it: `0x904`, or code and extended code as `0x3/0x11`.
    pub client_codes: &'static [&'static str],
    #[serde(skip)]
    page: &'static str,
}

impl Cause {
    /// The page about this cause, as markdown.
    #[must_use]
    pub fn page(&self) -> &'static str {
        self.page
    }

    /// The first paragraph of the page's "What it means", on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        self.page
            .lines()
            .skip_while(|line| *line != "## What it means")
            .skip(1)
            .skip_while(|line| line.is_empty())
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What to do about it: the network first, then the server, then the client; the least invasive step of
    /// each first.
    #[must_use]
    pub fn remedies(&self) -> Vec<Remedy> {
        remedies::parse(self.page, &remedies::FOR_RDP)
    }

    /// What to do about it where the host is a web server. Where the page has no steps of their own for web servers,
    /// those for network and client hold for them as well.
    #[must_use]
    pub fn web_remedies(&self) -> Vec<Remedy> {
        let own = remedies::parse(self.page, &remedies::FOR_WEB);
        match (own.is_empty(), self.phase) {
            (false, _) => own,
            (true, Phase::Web) => self.remedies(),
            (true, _) => self.remedies().into_iter().filter(|step| step.r#where != Place::Server).collect(),
        }
    }
}

/// The cause with this id, a [`CauseId`] or a text.
#[must_use]
pub fn find(id: impl AsRef<str>) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| cause.id.as_str() == id.as_ref())
}

/// Every cause, in the order in which a connection meets them.
#[must_use]
pub fn all() -> &'static [Cause] {
    CAUSES
}
