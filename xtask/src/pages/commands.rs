//! Every command on a page: whether somebody can run it as it is printed.

use anyhow::{Context, Result, ensure};

use super::page::Paragraph;
use super::powershell::PowerShell;
use super::rows;
use super::usage::{Usage, split};

/// The commands that there are, and what else pages put in backquotes.
pub(super) struct Commands {
    powershell: PowerShell,
    usages: Vec<Usage>,
    not_commands: Vec<&'static str>,
}

impl Commands {
    /// `commands.tsv`: usage, source. `not_commands.tsv`: text, what it is.
    pub(super) fn read(
        powershell: &'static str,
        usages: &'static str,
        not_commands: &'static str,
    ) -> Result<Self> {
        let usages = rows(usages, 2)?;
        let usages = usages.iter().filter_map(|row| row.first());
        let usages = usages.map(|line| Usage::read(line).context(*line)).collect::<Result<Vec<_>>>()?;
        ensure!(usages.iter().all(|usage| usage.program().is_some()), "a usage has no program");
        let not_commands = rows(not_commands, 2)?.iter().filter_map(|row| row.first().copied()).collect();
        Ok(Self { powershell: PowerShell::read(powershell)?, usages, not_commands })
    }

    pub(super) fn faults(&self, paragraph: &Paragraph) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for (snippet, _) in paragraph.snippets() {
            if PowerShell::is(snippet) {
                faults.extend(self.powershell.faults(snippet, &paragraph.text)?);
            } else if !self.not_commands.contains(&snippet) {
                faults.extend(self.fault(snippet));
            }
        }
        Ok(faults)
    }

    fn fault(&self, snippet: &str) -> Option<String> {
        let is_path = ["HKLM\\", "Computer Configuration\\", "User Configuration\\"];
        if is_path.iter().any(|start| snippet.starts_with(start)) {
            return None;
        }
        let stages = snippet.split(" | ");
        let named = |stage: &str| {
            let program = stage.split(' ').next();
            self.usages.iter().any(|usage| usage.program() == program)
        };
        if !stages.clone().all(named) {
            // A word alone is a name, a file or a setting.
            return snippet.contains(' ').then(|| {
                format!("neither commands.tsv nor not_commands.tsv is a list that has this: {snippet}")
            });
        }
        let runs = |stage: &str| {
            // Where its output goes.
            let stage = stage.split(" > ").next().unwrap_or(stage);
            split(stage).is_some_and(|arguments| self.usages.iter().any(|usage| usage.takes(&arguments)))
        };
        let wrong = stages.into_iter().find(|stage| !runs(stage))?;
        // The name of a program alone is talked about, not run.
        snippet.contains(' ').then(|| format!("no usage in commands.tsv: {wrong}"))
    }
}
