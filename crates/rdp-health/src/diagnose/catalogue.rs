//! Every cause, once: its id, its title, where it shows, and the page that explains it.
//!
//! A cause is a row of `table.rs` plus one page in `docs/causes`. The page is the only source of the meaning and the
//! remedies that reports print. This module holds data and looks nothing up: the rules decide which cause it is.

use crate::outcome::Phase;

mod id;
mod remedies;
mod severity;
mod table;
#[cfg(test)]
mod tests;

pub(in crate::diagnose) use remedies::Server;
pub use remedies::{Place, Remedy, Risk};
pub use severity::{Severity, Visibility};
use table::CAUSES;
pub use table::{Cause, CauseId};

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

    /// What to do about it on a host that runs another server than Windows' own: the page's steps for that, where it has
    /// some, and otherwise those that are not for Windows' alone.
    pub(in crate::diagnose) fn remedies_on(&self, server: Server) -> Vec<Remedy> {
        let own = server.headings().iter().find(|heading| self.page.lines().any(|line| line == **heading));
        let Some(own) = own else {
            return self.remedies().into_iter().filter(|step| !server.is_foreign(step)).collect();
        };
        let headings = remedies::FOR_RDP.map(|(heading, place)| match place {
            Place::Server => (*own, place),
            _ => (heading, place),
        });
        remedies::parse(self.page, &headings)
    }

    /// What to do about it where the host is a web server. Where the page has no own steps for web servers,
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
