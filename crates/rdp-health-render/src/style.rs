//! The few styles of a page. Every one of them only repeats what the words say.

use anstyle::{AnsiColor, Style};
use rdp_health::{Severity, Verdict};

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
/// What can be pasted into a shell or a path to follow.
pub(crate) const COMMAND: Style = AnsiColor::Cyan.on_default();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(crate) const BLUE: Style = AnsiColor::Blue.on_default();

pub(crate) fn verdict(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Healthy => AnsiColor::Green,
        Verdict::Degraded => AnsiColor::Yellow,
        Verdict::Failing => AnsiColor::Red,
        Verdict::Inconclusive => AnsiColor::Blue,
    };
    colour.on_default().bold()
}

pub(crate) fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default(),
        Severity::Warning => AnsiColor::Yellow.on_default(),
        Severity::Info => PLAIN,
    }
}

pub(crate) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
