//! What the pages about causes say, against lists of what there is: events, registry keys, policies, client codes,
//! commands. A step that names none of them wrongly may still be wrong; one that does is.
//!
//! The lists are `xtask/data/*.tsv`. Each line there has the source in which it was read.

mod commands;
mod page;
mod powershell;
mod settings;
mod usage;

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::shell::root;
use commands::Commands;
use page::Page;
use settings::{Events, Policies, Registry};

/// Everything that a page may name.
struct Lists {
    events: Events,
    registry: Registry,
    policies: Policies,
    commands: Commands,
}

impl Lists {
    fn read() -> Result<Self> {
        Ok(Self {
            events: Events::read(include_str!("../data/events.tsv"))?,
            registry: Registry::read(include_str!("../data/registry.tsv"))?,
            policies: Policies::read(include_str!("../data/policies.tsv"))?,
            commands: Commands::read(
                include_str!("../data/powershell.tsv"),
                include_str!("../data/commands.tsv"),
                include_str!("../data/not_commands.tsv"),
            )?,
        })
    }

    /// What is wrong on this page, a line each.
    fn faults(&self, page: &Page) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for paragraph in page.paragraphs() {
            let mut found = self.events.faults(&paragraph);
            found.extend(self.registry.faults(&paragraph));
            found.extend(self.policies.faults(&paragraph));
            found.extend(self.commands.faults(&paragraph)?);
            let place = format!("{}:{}", page.name, paragraph.line);
            faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
        }
        Ok(faults)
    }
}

/// Fails with every fault of every page, and of the texts in code and data that name events or keys.
pub(crate) fn check() -> Result<()> {
    println!("\n$ pages: events, registry, policies, client codes, commands");
    let lists = Lists::read()?;
    let mut faults = Vec::new();
    for page in Page::all()? {
        faults.extend(lists.faults(&page)?);
    }
    for (place, text) in page::other_texts()? {
        let line = page::Paragraph::of(1, &text);
        let found = lists.events.faults(&line).into_iter().chain(lists.registry.faults(&line));
        faults.extend(found.map(|fault| format!("{place}: {fault}")));
    }
    faults.extend(codes_without_meaning()?);
    ensure!(faults.is_empty(), "the pages:\n{}", faults.join("\n"));
    Ok(())
}

/// The client codes of causes that the table of codes does not have.
fn codes_without_meaning() -> Result<Vec<String>> {
    let path = root().join("crates/rdp-health/data/client_codes.tsv");
    let table = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut family = "";
    let mut known: Vec<(&str, u32)> = Vec::new();
    for line in table.lines() {
        let mut cells = line.split('\t');
        match (cells.next(), cells.next()) {
            (Some("family"), Some(name)) => family = name,
            (Some(code), _) => known.extend(number(code).map(|code| (family, code))),
            _ => {}
        }
    }
    ensure!(known.len() > 400, "the table of client codes could not be read");
    let has = |families: &dyn Fn(&str) -> bool, code: &str| {
        number(code).is_some_and(|code| known.iter().any(|(family, one)| families(family) && *one == code))
    };
    let mut faults = Vec::new();
    for cause in rdp_health::causes() {
        for code in cause.client_codes {
            let (first, extended) = code.split_once('/').unzip();
            let extended_fits = extended
                .is_none_or(|code| has(&|family| matches!(family, "mstsc_extended" | "errinfo"), code));
            if !has(&|_| true, first.unwrap_or(code)) || !extended_fits {
                faults.push(format!("{}: the table of client codes does not have {code}", cause.id));
            }
        }
    }
    Ok(faults)
}

fn number(code: &str) -> Option<u32> {
    u32::from_str_radix(code.strip_prefix("0x")?, 16).ok()
}

/// The rows of a list: cells, between them tabs; `#` begins a comment. Every row has as many cells as the list's columns,
/// the last of which is the source.
pub(crate) fn rows(list: &str, columns: usize) -> Result<Vec<Vec<&str>>> {
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            ensure!(cells.len() == columns, "{columns} cells are expected: {line}");
            ensure!(cells.iter().all(|cell| !cell.trim().is_empty()), "a cell is empty: {line}");
            Ok(cells)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        Lists::read().unwrap().faults(&Page { name: "page.md".to_owned(), text: text.to_owned() }).unwrap()
    }

    /// What is printed on a page, and a word of what is wrong with it.
    #[track_caller]
    fn is_wrong(text: &str, why: &str) {
        let faults = faults(text);
        assert!(faults.iter().any(|fault| fault.contains(why)), "{text}: {faults:?}");
    }

    #[track_caller]
    fn is_right(text: &str) {
        assert_eq!(faults(text), Vec::<String>::new(), "{text}");
    }

    #[test]
    fn the_pages_hold() {
        check().unwrap();
    }

    #[test]
    fn an_event_has_its_source() {
        is_right("Look for Schannel event 36870 in the System log.");
        is_right("Schannel events 36870 to 36888 in the System log say why.");
        is_wrong("Look for event 36870.", "36870");
        is_wrong("Look for Schannel event 36899.", "36899");
        is_wrong("Look for Schannel events 36870 and 1149.", "1149");
        is_right(
            "`Get-WinEvent -FilterHashtable @{LogName='System'; ProviderName='Schannel'; Id=36870,36871}`.",
        );
        is_wrong(
            "`Get-WinEvent -FilterHashtable @{LogName='Security'; ProviderName='Schannel'; Id=36870}`.",
            "36870",
        );
        is_wrong(
            "`Get-WinEvent -FilterHashtable @{LogName='System'; ProviderName='Schannel'; Id=36870,4}`.",
            "4",
        );
    }

    #[test]
    fn registry_keys_and_their_values_are_those_of_the_list() {
        is_right(
            r#"`reg query "HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server" /v fDenyTSConnections`."#,
        );
        is_wrong(
            r#"`reg query "HKLM\SYSTEM\CurrentControlSet\Control\TerminalServer" /v fDenyTSConnections`."#,
            "key",
        );
        is_wrong(
            r#"`reg query "HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server" /v DenyTSConnections`."#,
            "value",
        );
        is_wrong(
            r"Set `SecurtyLayer` (DWORD) under `HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`.",
            "value",
        );
        is_wrong(
            r"`Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' fDenyConnections`.",
            "value",
        );
    }

    #[test]
    fn a_policy_stands_under_its_path() {
        let security = r"`Computer Configuration\Administrative Templates\Windows Components\Remote Desktop Services\Remote Desktop Session Host\Security`";
        is_right(&format!("Set \"Set client connection encryption level\" under {security}."));
        is_wrong(
            &format!("Set \"Limit number of connections\" under {security}."),
            "Limit number of connections",
        );
        is_wrong(&format!("Set \"Set the encryption level\" under {security}."), "policy");
        is_wrong(
            r#"Set "Set client connection encryption level" under `Computer Configuration\Security`."#,
            "path",
        );
    }

    #[test]
    fn powershell_parses_and_its_parameters_exist() {
        is_right("`Get-Service TermService | Select-Object Name,Status`.");
        is_wrong("`Get-Service TermService | Select-Object Name,`.", "parse");
        is_wrong("`Get-WinEvent -FilterHashtable @{LogName='System'`.", "parse");
        is_wrong("`Get-Service TermService -Forced`.", "-Forced");
        is_wrong("`Get-Services TermService`.", "Get-Services");
    }

    #[test]
    fn what_one_powershell_lacks_says_so() {
        is_right("In Windows PowerShell 5.1: `Test-ComputerSecureChannel -Verbose`.");
        is_wrong("`Test-ComputerSecureChannel -Verbose`.", "Windows PowerShell 5.1");
    }

    #[test]
    fn other_commands_have_a_usage() {
        is_right("`netsh winhttp show proxy`.");
        is_right("`netstat -ano | findstr :3389`.");
        for wrong in [
            r#"`reg delete "HKLM\SYSTEM\CurrentControlSet\Control\Lsa" /value X`."#,
            "`certutil -addstore Root`.",
            "`netsh winhttp show proxies`.",
            "`DISM /online /Remove-Package NAME`.",
            "`nft list rulesets`.",
            "`systemctl restrat xrdp`.",
            "`openssl x509 -in a.pem -no-out`.",
            "`icacls FILE /permit X`.",
            "`sc.exe delete TermService`.",
            "`wevtutil qe`.",
            "`netstat -ano | findstr`.",
            "`rdp-health check HOST --deep`.",
        ] {
            is_wrong(wrong, "usage");
        }
    }

    #[test]
    fn no_command_goes_unread() {
        is_wrong("`wmic os get caption`.", "list");
        // In Windows PowerShell 5.1 `sc` is Set-Content.
        is_wrong("`sc query TermService`.", "list");
    }

    #[test]
    fn a_list_with_an_empty_cell_is_refused() {
        assert!(rows("a\tb\n", 2).is_ok());
        assert!(rows("a\n", 2).is_err());
        assert!(rows("a\t \n", 2).is_err());
    }
}
