//! What was typed or pasted where targets are expected, word by word as the shell hands it on.

/// The texts that were meant. A command line of Remote Desktop Connection comes in several words, of which the file
/// that it opens is the target.
pub(crate) fn targets(words: &[String]) -> Vec<String> {
    let pasted = match words {
        [first, rest @ ..] if !rest.is_empty() && is_client(first) => vec![words.join(" ")],
        _ => words.to_vec(),
    };
    pasted.into_iter().map(|text| opened_file(&text).unwrap_or(text)).collect()
}

fn is_client(word: &str) -> bool {
    let program = word.trim().rsplit(['\\', '/']).next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        program.strip_suffix(".exe").unwrap_or(&program),
        "mstsc" | "xfreerdp" | "xfreerdp3" | "rdesktop"
    )
}

/// The `.rdp` file that a command line opens: `mstsc.exe "C:\x.rdp"`.
fn opened_file(text: &str) -> Option<String> {
    let (program, rest) = text.trim().split_once(' ')?;
    let end = rest.to_ascii_lowercase().find(".rdp")? + ".rdp".len();
    let path = rest.get(..end)?.trim_start_matches(['"', ' ']);
    // Options may stand before it, and the path may have blanks.
    let path = if path.starts_with('/') { path.rsplit(' ').next()? } else { path };
    is_client(program).then(|| path.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::targets;

    #[test]
    fn a_command_line_is_one_target() {
        let of = |words: &[&str]| targets(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["mstsc", "/v:srv01:3390", "/g:gw"]), ["mstsc /v:srv01:3390 /g:gw"]);
        assert_eq!(of(&["mstsc.exe", r"C:\x.rdp"]), [r"C:\x.rdp"]);
        assert_eq!(of(&[r#"mstsc.exe "C:\my files\x.rdp" /admin"#]), [r"C:\my files\x.rdp"]);
        assert_eq!(of(&["mstsc /admin office.rdp"]), ["office.rdp"]);
        assert_eq!(of(&["srv01", "srv02.rdp"]), ["srv01", "srv02.rdp"]);
        assert_eq!(of(&["mstsc"]), ["mstsc"]);
    }
}
