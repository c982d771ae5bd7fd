//! PowerShell: whether it parses, and whether its cmdlets have the parameters that are given.

use anyhow::{Context, Result};
use tree_sitter::{Node, Parser};

use super::rows;

/// The cmdlets that there are.
pub(super) struct PowerShell(Vec<Cmdlet>);

struct Cmdlet {
    name: &'static str,
    /// `both`, `5.1` or `7`: in which PowerShell it runs.
    runs_in: &'static str,
    parameters: &'static str,
}

impl PowerShell {
    /// Columns: cmdlet, `both`, `5.1` or `7`, its parameters (`-` for none, between them blanks), source.
    pub(super) fn read(list: &'static str) -> Result<Self> {
        let rows = rows(list, 4)?;
        let cmdlet = |row: &Vec<&'static str>| match row[..] {
            [name, runs_in, parameters, _] => Some(Cmdlet { name, runs_in, parameters }),
            _ => None,
        };
        Ok(Self(rows.iter().filter_map(cmdlet).collect()))
    }

    /// Whether this is PowerShell: it calls a cmdlet, or begins with a variable.
    pub(super) fn is(snippet: &str) -> bool {
        let mut words = snippet.split(|end: char| !end.is_ascii_alphanumeric() && end != '-');
        (snippet.starts_with('$') && snippet.contains(' '))
            || snippet.split(' ').next().is_some_and(|first| is_cmdlet(first.trim_start_matches('(')))
            || (snippet.contains(" | ") && words.any(is_cmdlet))
    }

    /// What is wrong with a snippet; `around` is the text in which it stands.
    pub(super) fn faults(&self, snippet: &str, around: &str) -> Result<Vec<String>> {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_powershell::LANGUAGE.into())?;
        let tree = parser.parse(snippet, None).context("the parser was stopped")?;
        if tree.root_node().has_error() {
            return Ok(vec![format!("this does not parse as PowerShell: {snippet}")]);
        }
        let mut faults = Vec::new();
        for command in commands(tree.root_node()) {
            let text = |node: Node<'_>| node.utf8_text(snippet.as_bytes()).unwrap_or_default().to_owned();
            let name = command.child_by_field_name("command_name").map(text).unwrap_or_default();
            let Some(cmdlet) = self.0.iter().find(|cmdlet| cmdlet.name == name) else {
                faults.push(format!("powershell.tsv does not have {name}: {snippet}"));
                continue;
            };
            for parameter in below(command, "command_parameter").into_iter().map(text) {
                if !cmdlet.parameters.split(' ').any(|known| known == parameter) {
                    faults.push(format!("{name} has no parameter {parameter} in powershell.tsv: {snippet}"));
                }
            }
            let only = match cmdlet.runs_in {
                "5.1" => "Windows PowerShell 5.1",
                "7" => "PowerShell 7",
                _ => "",
            };
            if !around.contains(only) {
                faults.push(format!("{name} runs only in {only}, and the page does not say so"));
            }
        }
        Ok(faults)
    }
}

/// `Get-Service`, `Set-NetConnectionProfile`.
fn is_cmdlet(word: &str) -> bool {
    let capital = |part: &str| {
        part.len() > 1
            && part.starts_with(|first: char| first.is_ascii_uppercase())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    // A header of HTTP has another word before its hyphen.
    const VERBS: &str = "Add Backup Clear Disable Enable Export Find Format Get Grant Group Import Install Measure Move New Out Remove Rename \
         Reset Resolve Restart Resume Revoke Select Set Sort Start Stop Test Update Where";
    word.split_once('-').is_some_and(|(verb, noun)| VERBS.split(' ').any(|one| one == verb) && capital(noun))
}

/// Every command in a tree, those in script blocks and brackets as well.
fn commands(root: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if node.kind() == "command" {
            found.push(node);
        }
        open.extend(node.children(&mut node.walk()));
    }
    found
}

/// The nodes of this kind that belong to this command and to none inside of it.
fn below<'tree>(command: Node<'tree>, kind: &str) -> Vec<Node<'tree>> {
    let mut found = Vec::new();
    let mut open: Vec<Node<'_>> = command.children(&mut command.walk()).collect();
    while let Some(node) = open.pop() {
        if node.kind() == kind {
            found.push(node);
        } else if node.kind() != "command" {
            open.extend(node.children(&mut node.walk()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody has run it yet, so at least it is PowerShell.
    #[test]
    fn the_module_and_the_script_for_powershell_parse() {
        for text in [
            include_str!("../../../bindings/powershell/RdpHealth.psm1"),
            include_str!("../../../bindings/powershell/RdpHealth.psd1"),
            include_str!("../../../crates/rdp-health-evidence/script/collect.ps1"),
        ] {
            let mut parser = Parser::new();
            parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
            let tree = parser.parse(text, None).unwrap();
            assert!(!tree.root_node().has_error(), "{}", tree.root_node().to_sexp());
        }
    }
}
