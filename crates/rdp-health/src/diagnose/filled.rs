//! The placeholders in steps: commands carry what was checked, so that they can be pasted.
//!
//! `HOST`, `GATEWAY` and the usual port are filled. `NAME`, `THUMBPRINT` and the like name what only the reader knows:
//! a user, a new certificate.

use super::finding::Finding;
use crate::target::TargetSummary;

/// The port that pages write.
const USUAL_PORT: &str = "3389";

/// Fills the steps of a finding.
pub(super) fn fill(target: &TargetSummary, finding: &mut Finding) {
    for step in &mut finding.remedies {
        step.action = filled(target, &step.action);
    }
}

/// Commands stand in backquotes; what is said outside them is about any host.
pub(super) fn filled(target: &TargetSummary, action: &str) -> String {
    let parts = action.split('`').enumerate();
    let parts: Vec<String> = parts
        .map(|(index, part)| match index % 2 {
            1 => command(target, part),
            _ => part.to_owned(),
        })
        .collect();
    parts.join("`")
}

fn command(target: &TargetSummary, command: &str) -> String {
    // Their other placeholders stay open, or HOST is another host there.
    let stays = ["HOST:PORT", "https://HOST", "HOST1", "HOST:3390"].iter().any(|form| command.contains(form));
    // These want a name, which an address is not.
    let of_a_name = ["DNS:HOST", "TERMSRV/HOST", "CN=HOST"].iter().any(|form| command.contains(form));
    let is_address = target.address().is_some();
    if stays || !is_plain(&target.host) || (of_a_name && is_address) {
        return command.to_owned();
    }
    if command.starts_with("rdp-health ") {
        // The first HOST is the target, with its port; another is the name alone.
        let argument = |argument: &str| match (argument, argument.strip_prefix("HOST:")) {
            ("HOST", _) => target.to_string(),
            (_, Some(rest)) => format!("{}:{rest}", target.host),
            _ => argument.to_owned(),
        };
        return command.split(' ').map(argument).collect::<Vec<_>>().join(" ");
    }
    let mut text = word(command, "HOST", &target.host);
    if let Some(gateway) =
        target.gateway.as_deref().filter(|gateway| is_plain(gateway) && !gateway.contains(':'))
    {
        text = word(&text, "GATEWAY", gateway);
    }
    match target.service.is_rdp() {
        true => word(&text, USUAL_PORT, &target.port.to_string()),
        false => text,
    }
}

/// Nothing in it means anything to a shell.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
}

/// Puts `by` instead of a word, which `HOST` is not in `HOST.local` and in `GATEWAY-HOST`.
fn word(text: &str, word: &str, by: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(word) {
        let goes_on = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        let inside = before.ends_with(goes_on) || after.starts_with(goes_on);
        filled.push_str(before);
        filled.push_str(if inside { word } else { by });
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    fn target(host: &str, port: u16) -> TargetSummary {
        TargetSummary::from(&format!("{host}:{port}").parse::<Target>().unwrap())
    }

    #[test]
    fn what_was_checked_stands_in_the_commands() {
        let srv = target("srv01.corp.example", 3390);
        for (page, expected) in [
            ("HOST: `ping HOST`.", "HOST: `ping srv01.corp.example`."),
            ("`qwinsta /server:HOST`", "`qwinsta /server:srv01.corp.example`"),
            ("`netstat -ano | findstr :3389`", "`netstat -ano | findstr :3390`"),
            (
                "`firewall-cmd --permanent --add-port=3389/tcp`",
                "`firewall-cmd --permanent --add-port=3390/tcp`",
            ),
            (
                "`rdp-health check HOST --depth full`",
                "`rdp-health check srv01.corp.example:3390 --depth full`",
            ),
            (
                "`rdp-health check HOST --resolve HOST:ADDRESS`",
                "`rdp-health check srv01.corp.example:3390 --resolve srv01.corp.example:ADDRESS`",
            ),
            ("`klist get TERMSRV/HOST`", "`klist get TERMSRV/srv01.corp.example`"),
            ("`ping HOST.local`", "`ping HOST.local`"),
            ("`rdp-health check HOST1 HOST2`", "`rdp-health check HOST1 HOST2`"),
            (
                "`rdp-health check HOST --proxy http://USER:PASSWORD@HOST:PORT`",
                "`rdp-health check HOST --proxy http://USER:PASSWORD@HOST:PORT`",
            ),
        ] {
            assert_eq!(filled(&srv, page), expected);
        }
        assert_eq!(
            filled(&target("192.0.2.7", 3389), "`klist get TERMSRV/HOST`"),
            "`klist get TERMSRV/HOST`"
        );
        assert_eq!(
            filled(&target("192.0.2.7", 3389), "`ping -f -l 1372 HOST`"),
            "`ping -f -l 1372 192.0.2.7`"
        );
    }

    #[test]
    fn nothing_that_a_shell_would_run_is_filled_in() {
        assert!(is_plain("srv_01.corp.example") && is_plain("2001:db8::7"));
        assert!(
            !is_plain("a;b") && !is_plain("$(x)") && !is_plain("-x") && !is_plain("a b") && !is_plain("")
        );
    }
}
