//! A scenario from its text.

use super::{Scenario, check};
use crate::error::ScenarioError;

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// The text is no TOML, has a key or value that there is not, or contradicts itself; the error names the place
    /// and what to write instead.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
            ScenarioError::Text { line, problem: error.message().to_owned() }
        })?;
        check::check(&scenario)?;
        Ok(scenario)
    }
}
