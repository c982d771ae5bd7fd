//! What is happening, on standard error, for whoever waits at a terminal.

use std::convert::Infallible;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rdp_health::Event;

use crate::output::stderr_is_terminal;

/// How often the sign of life moves.
const TICK: Duration = Duration::from_millis(120);

pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Progress of one host.
    pub(crate) fn of_one(quiet: bool) -> Self {
        Self::shown(quiet, ProgressBar::new_spinner, "{spinner} {wide_msg}")
    }

    /// A table of several hosts, as text of several lines.
    pub(crate) fn table(quiet: bool) -> Self {
        Self::shown(quiet, ProgressBar::new_spinner, "{msg}")
    }

    /// Progress of many hosts.
    pub(crate) fn of_many(quiet: bool, hosts: usize) -> Self {
        let length = u64::try_from(hosts).unwrap_or(u64::MAX);
        Self::shown(quiet, || ProgressBar::new(length), "{spinner} {pos} of {len} hosts checked, {elapsed}")
    }

    fn shown(quiet: bool, bar: impl FnOnce() -> ProgressBar, template: &str) -> Self {
        if quiet || !stderr_is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = bar();
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.tick_chars("-\\|/ "));
        }
        Self(bar)
    }

    /// Moves the sign of life, for as long as it is polled: a thread of its own may not be had.
    pub(crate) async fn alive(&self) -> Infallible {
        if self.0.is_hidden() {
            return std::future::pending().await;
        }
        loop {
            tokio::time::sleep(TICK).await;
            self.0.tick();
        }
    }

    /// A step of the one host.
    pub(crate) fn step(&self, event: &Event) {
        match event {
            Event::Resolving { name } => self.0.set_message(format!("resolving {name}")),
            Event::Asking { address, through, connection, why, .. } => {
                let place = through.as_ref().map_or_else(|| address.to_string(), ToString::to_string);
                self.0.set_message(format!("{place}, connection {connection}: {why}"));
            }
            Event::Fetching { url } => self.0.set_message(format!("fetching {url}")),
            _ => {}
        }
    }

    /// What there is to say at this moment.
    pub(crate) fn say(&self, line: &str) {
        self.0.set_message(line.to_owned());
    }

    /// One of many hosts is done.
    pub(crate) fn host_done(&self) {
        self.0.inc(1);
    }

    /// Prints without being drawn over.
    pub(crate) fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        self.0.suspend(print)
    }

    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}
