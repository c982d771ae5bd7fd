//! Lists of endpoints as text.

use rdp_health::{EndpointProfile, NamePattern};

use crate::options::TextOptions;
use crate::page::{Page, marked, plain, styled};
use crate::style::{BOLD, DIM};

/// Every list with its endpoints, and with the patterns that cannot be checked.
#[must_use]
pub fn profiles_text(profiles: &[EndpointProfile], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let targets = profiles.iter().flat_map(EndpointProfile::targets).map(|target| target.to_string().len());
    let patterns = profiles.iter().flat_map(|profile| &profile.patterns).map(|pattern| pattern.pattern.len());
    let column = targets.chain(patterns).max().unwrap_or(0) + 4;
    for profile in profiles {
        page.line(&[styled(BOLD, format!("{}  ", profile.id))], 2, &[plain(&profile.name)]);
        for (target, entry) in profile.targets().zip(&profile.endpoints) {
            let head = format!("  {:1$}", target.to_string(), column - 2);
            let optional = if entry.required { "" } else { " (not every client needs it)" };
            page.line(&[plain(head)], column, &[plain(&entry.purpose), styled(DIM, optional)]);
        }
        for pattern in &profile.patterns {
            let head = format!("  {:1$}", pattern.pattern, column - 2);
            page.line(&[plain(head)], column, &[plain(&pattern.purpose), styled(DIM, " (no name to check)")]);
        }
        page.blank();
    }
    let advice = "`rdp-health check --profile ID` checks a list; `rdp-health profiles ID --format toml` shows it \
        with its sources, as a template for your own list.";
    page.line(&[], 0, &[marked(advice)]);
    page.finish()
}

/// The patterns that cannot be checked, if there are any.
#[must_use]
pub fn patterns_line(patterns: &[NamePattern], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    if !patterns.is_empty() {
        let names: Vec<String> =
            patterns.iter().map(|one| format!("{} ({})", one.pattern, one.purpose)).collect();
        let line =
            format!("Not checked, because no actual name for the pattern is known: {}", names.join(", "));
        page.line(&[], 0, &[styled(DIM, line)]);
    }
    page.finish()
}
