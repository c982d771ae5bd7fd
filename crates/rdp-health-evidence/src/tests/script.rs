//! The script that makes a collection: it only reads, and is PowerShell 5.1. What is not named here it may not do.

use crate::SCRIPT;

/// Cmdlets that read or compute, the script's own functions, and what wevtutil is told.
const CMDLETS: &str = "Add-Type ConvertTo-Json Expand-Key ForEach-Object Get-KeyAcl Get-KeyAcls Get-Location Get-Process \
    Get-WmiObject Join-Path New-Object Read-Key Set-StrictMode Try-Read Where-Object Write-Output Write-Warning export-log";
/// Members of types. Those that write are looked at one by one.
const STATIC: &str = "CreateDirectory CreateFromDirectory Delete DoNotExpandEnvironmentNames Exists GetAccessControl GetFiles \
    GetRSAPrivateKey GetTempPath LocalMachine NewGuid UtcNow WriteAllText";
/// Methods of objects, and the types that are made.
const METHODS: &str = "Add Close Contains ContainsKey GetGracePeriodDays GetSecurityDescriptorSddlForm GetSubKeyNames \
    GetValue GetValueKind GetValueNames IndexOf Open OpenSubKey StartsWith Substring ToString UTF8Encoding X509Store";
/// All that is made and removed: a temporary folder, and the zip.
const WRITES: [(&str, &str); 4] = [
    ("CreateDirectory(", "[System.IO.Directory]::CreateDirectory($folder)"),
    ("WriteAllText(", "[System.IO.File]::WriteAllText((Join-Path $folder 'collection.json'), $json,"),
    ("CreateFromDirectory(", "[System.IO.Compression.ZipFile]::CreateFromDirectory($folder, $Out)"),
    ("Delete(", "[System.IO.Directory]::Delete($folder, $true)"),
];
/// What is called with `&`.
const PROGRAMS: [&str; 3] = [
    "$read }",
    "\"$env:SystemRoot\\System32\\netstat.exe\" -ano)",
    "\"$env:SystemRoot\\System32\\wevtutil.exe\" export-log $log $file \"/q:$filter\" 2>&1",
];
/// What Windows PowerShell 5.1 does not know, or what runs text that is not in the script.
const UNKNOWN: [&str; 14] = [
    "??",
    "?.",
    "&&",
    "||",
    " ? ",
    "-Parallel",
    "-AsArray",
    "-AsHashtable",
    "$IsWindows",
    "using ",
    "clean {",
    "iex ",
    "`u{",
    "-EncodedCommand",
];

/// What a script does that it may not.
fn faults(script: &str) -> Vec<String> {
    let code = code(script);
    let mut faults = Vec::new();
    let mut refuse = |what: &str, kind: &str| faults.push(format!("{kind} {what}"));
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    for word in code.split(|letter| !is_word(letter)) {
        let is_cmdlet = word.split_once('-').is_some_and(|(verb, noun)| {
            let is_name = |part: &str| part.starts_with(|first: char| first.is_ascii_alphabetic());
            is_name(verb) && is_name(noun)
        });
        if is_cmdlet && !CMDLETS.split_whitespace().any(|known| known == word) {
            refuse(word, "the cmdlet");
        }
    }
    let name = |text: &str| text.split(|letter| !is_word(letter)).next().unwrap_or("").to_owned();
    for member in code.split("]::").skip(1).map(name) {
        if !STATIC.split_whitespace().any(|known| known == member) {
            refuse(&member, "the member");
        }
    }
    for (at, _) in code.match_indices('(') {
        let before = &code[..at];
        let method = before.rsplit(|letter| !is_word(letter)).next().unwrap_or("");
        let is_called = !method.is_empty() && before[..before.len() - method.len()].ends_with('.');
        if is_called && !METHODS.split_whitespace().any(|known| known == method) {
            refuse(method, "the method");
        }
    }
    for (writes, how) in WRITES {
        if (script.matches(writes).count(), script.matches(how).count()) != (1, 1) {
            refuse(writes, "other than once");
        }
    }
    if script.matches("OpenSubKey(").count() != script.matches(", $false)\n").count() {
        refuse("OpenSubKey", "a key for writing, by");
    }
    for call in script.split("& ").skip(1) {
        if !PROGRAMS.iter().any(|known| call.starts_with(known)) {
            refuse(call.lines().next().unwrap_or(""), "the program");
        }
    }
    // Into a file, and not into another stream.
    if code.replace("2>&1", "").contains('>') {
        refuse(">", "a file through");
    }
    for unknown in UNKNOWN.iter().filter(|unknown| code.contains(**unknown)) {
        refuse(unknown, "what 5.1 does not know:");
    }
    faults
}

/// A script without its comments and texts, but with the code that is inside of texts.
fn code(script: &str) -> String {
    let mut code = String::new();
    let mut rest = script;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        rest = match next {
            '<' if after.starts_with('#') => after.split_once("#>").map_or("", |(_, rest)| rest),
            '#' => after.find('\n').map_or("", |end| &after[end..]),
            '\'' => after.split_once('\'').map_or("", |(_, rest)| rest),
            '"' => {
                let (inside, rest) = text(after);
                code.push_str(&inside);
                rest
            }
            _ => {
                code.push(next);
                after
            }
        };
    }
    code
}

/// The code in a text, and what follows the text.
fn text(mut rest: &str) -> (String, &str) {
    let mut inside = String::new();
    loop {
        if let Some(after) = rest.strip_prefix("$(") {
            let mut depth = 1;
            let end = after.find(|letter| {
                depth += match letter {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                depth == 0
            });
            let end = end.unwrap_or(after.len());
            inside.push_str(&format!("({})", code(&after[..end])));
            rest = &after[end..];
        }
        let Some(next) = rest.chars().next() else { return (inside, "") };
        rest = &rest[next.len_utf8()..];
        if next == '"' {
            return (inside, rest);
        }
    }
}

#[test]
fn the_script_only_reads() {
    assert!(SCRIPT.is_ascii());
    assert_eq!(faults(SCRIPT), [""; 0]);
}

/// The test itself sees what a script may not do, wherever it stands.
#[test]
fn whatever_else_a_script_did_would_be_seen() {
    for more in [
        "Remove-Item $file",
        "Set-ItemProperty 'HKLM:\\SOFTWARE' x 1",
        "Write-Output \"$(Stop-Service TermService)\"",
        "Restart-Service TermService",
        "Invoke-Expression $text",
        "Get-Content 'C:\\secret'",
        "$key.SetValue('x', 1)",
        "$key.DeleteSubKey('x')",
        "$setting.SetAllowTSConnections(1)",
        "[Microsoft.Win32.Registry]::LocalMachine.OpenSubKey($path, $true)",
        "[System.IO.File]::ReadAllText($file)",
        "[System.IO.File]::Delete($file)",
        "[System.IO.Directory]::Delete('C:\\', $true)",
        "$certificate.PrivateKey.ExportCspBlob($true)",
        "& \"$env:SystemRoot\\System32\\icacls.exe\" $file /reset",
        "& $program",
        "'x' > $file",
        "$a = $b ?? 1",
        "$a = $b ? 1 : 2",
        "$a?.Name",
        "1..3 | ForEach-Object -Parallel { $_ }",
        "$true && $false",
    ] {
        assert!(!faults(&format!("{SCRIPT}\n{more}\n")).is_empty(), "{more}");
    }
}

/// What is read on the host is read again here: each value that the script takes becomes a fact.
#[test]
fn the_script_takes_what_is_read() {
    for kept in ["key_acl", "has_key", "grace_days", "collected_at", "listening", "problems"] {
        assert!(SCRIPT.contains(kept), "{kept}");
    }
    assert!(SCRIPT.contains("-ne 15007"), "a log that is not there is a problem");
}
