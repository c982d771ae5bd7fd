//! What the command says of itself and of codes and causes.

use insta::assert_snapshot;

use crate::program::{command, run};

const COMMANDS: [&str; 16] = [
    "audit",
    "check",
    "scan",
    "merge",
    "watch",
    "cert",
    "demo",
    "replay",
    "compare",
    "explain",
    "causes",
    "clients",
    "profiles",
    "lint",
    "completions",
    "man",
];

#[test]
fn help_of_each_command() {
    let ended = run(&["--help"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    assert_snapshot!("help", ended.stdout);
    for name in COMMANDS {
        let ended = run(&[name, "--help"]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        let at = |heading: &str| ended.stdout.find(heading).unwrap_or_else(|| panic!("{name}: {heading}"));
        assert!(at("Examples:") < at("Exit status:") && at("Exit status:") < at("Options:"), "{name}");
        assert!(ended.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ended.stdout);
        assert_snapshot!(format!("help-{name}"), ended.stdout);
    }
    assert_snapshot!("help-check-short", run(&["check", "-h"]).stdout);
}

#[test]
fn manual_pages() {
    // The version stands in the page and changes with every release.
    let page = |args: &[&str]| run(args).stdout.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert_snapshot!("man", page(&["man"]));
    assert_snapshot!("man-check", page(&["man", "check"]));
    assert_snapshot!("man-watch", page(&["man", "watch"]));
    assert_snapshot!("man-cert", page(&["man", "cert"]));
}

#[test]
fn completions_of_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = run(&["completions", shell]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        assert!(ended.stdout.contains("fail-on"), "{shell}");
    }
}

#[test]
fn version() {
    let ended = run(&["--version"]);
    assert_eq!(ended.stdout, format!("rdp-health {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_known_clients() {
    let text = run(&["clients"]);
    assert_eq!((text.status, text.stderr.as_str()), (0, ""));
    assert_snapshot!("clients", text.stdout);
    let json = run(&["clients", "--format", "json"]);
    let profiles: Vec<rdp_health::ClientProfile> = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(profiles, rdp_health::ClientProfile::known());
    let toml = run(&["clients", "--format", "toml"]);
    assert_eq!(rdp_health::ClientProfile::read_toml(&toml.stdout).unwrap(), profiles);
}

#[test]
fn explanations() {
    let text = run(&["explain", "0x904/0x7"]);
    assert_eq!((text.status, text.stderr.as_str()), (0, ""));
    assert!(text.stdout.contains("disconnectReasonAtClientWinsockFDCLOSE"), "{}", text.stdout);
    // The text of the client's window, unquoted, and a number that looks like an option.
    let words = run(&["explain", "Error", "code:", "0x904"]);
    assert!(words.stdout.contains("disconnectReasonAtClientWinsockFDCLOSE"), "{}", words.stdout);
    let signed = run(&["explain", "-2146893018"]);
    assert!(signed.stdout.contains("SEC_E_ILLEGAL_MESSAGE"), "{}", signed.stdout);
    let json = run(&["explain", "516", "--format", "json"]);
    let explanation: rdp_health::Explanation = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(explanation.readings[0].code_hex.as_deref(), Some("0x204"));
    let narrow = run(&["explain", "516", "--client", "guacamole"]);
    assert!(
        narrow.stdout.contains("RESOURCE_NOT_FOUND") && !narrow.stdout.contains("a guess"),
        "{}",
        narrow.stdout
    );
    let message = run(&["explain", "Failed to connect, CredSSP required by server."]);
    assert!(message.stdout.contains("negotiation-nla-required"), "{}", message.stdout);
    let found = run(&["explain", "--search", "gateway certificate revoked"]);
    assert!(found.stdout.contains("0x3000007"), "{}", found.stdout);
    let nothing = run(&["explain", "--search", "xyzzy"]);
    assert!(
        nothing.status == 2 && nothing.stderr.contains("nothing contains the words 'xyzzy'"),
        "{}",
        nothing.stderr
    );
}

/// A pasted window is one question, a log is read line by line.
#[test]
fn explanations_from_standard_input() {
    let given = |text: &[u8], args: &[&str]| {
        let (reader, mut writer) = std::io::pipe().unwrap();
        let text = text.to_vec();
        let feeding = std::thread::spawn(move || std::io::Write::write_all(&mut writer, &text));
        let ended = command(args).stdin(reader).output().unwrap();
        feeding.join().unwrap().unwrap();
        assert!(ended.status.success(), "{ended:?}");
        String::from_utf8(ended.stdout).unwrap()
    };
    let window = "An internal error has occurred.\r\n\r\nError code: 0x904\r\nExtended error code: 0x7\r\n";
    let page = given(window.as_bytes(), &["explain", "-"]);
    assert!(page.contains("disconnectReasonAtClientWinsockFDCLOSE"), "{page}");
    let mut log = String::new();
    for number in 0..3_000 {
        log += &format!(
            "[20220705-11:51:{:02}] [INFO ] Socket 12: connection {number} from 192.0.2.7 port 3389\n",
            number % 60
        );
    }
    log += "[20220705-11:52:00] [ERROR] Cannot read private key file /etc/xrdp/key.pem: Permission denied\n";
    let page = given(log.as_bytes(), &["explain", "-"]);
    assert!(page.starts_with("1 of 3001 lines contain a known message or code."), "{page}");
    assert!(
        page.contains("Begin with line 3001") && page.contains("negotiation-rdp-security-only"),
        "{page}"
    );
    let json = given(log.as_bytes(), &["explain", "-", "--format", "json"]);
    let read: rdp_health::LogExplanation = serde_json::from_str(&json).unwrap();
    assert_eq!((read.lines, read.groups.len()), (3_001, 1));
}

/// A line that nobody can hold is read in part, and that is said.
#[test]
fn an_endless_line_is_said_to_be_cut() {
    let text = format!("{}\nError code: 0x904\n", "a word or two ".repeat(40_000));
    let ended = crate::program::run_with_input(&["explain", "-"], text.as_bytes());
    assert!(ended.stdout.starts_with("1 of 2 lines contain"), "{}", ended.stdout);
    assert!(ended.stdout.contains("1 line is longer than 64 KiB"), "{}", ended.stdout);
    assert!(ended.stdout.contains("Begin with line 2"), "{}", ended.stdout);
}

/// Output that goes elsewhere has 100 columns, or as many as `COLUMNS` says.
#[test]
fn columns_are_followed_where_there_is_no_terminal() {
    let longest = |columns: Option<&str>| {
        let mut command = command(&["explain", "0x204"]);
        match columns {
            Some(columns) => command.env("COLUMNS", columns),
            None => command.env_remove("COLUMNS"),
        };
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        text.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!((81..=100).contains(&longest(None)));
    assert!((61..=80).contains(&longest(Some("80"))));
    assert!(120 < longest(Some("200")));
    assert_eq!(longest(Some("wide")), longest(None));
    assert_eq!(longest(Some("0")), longest(None));
}

#[test]
fn causes() {
    let text = run(&["causes"]);
    assert_eq!((text.status, text.stderr.as_str()), (0, ""));
    for cause in rdp_health::causes() {
        assert!(text.stdout.contains(cause.id.as_str()), "{}", cause.id);
    }
    let page = run(&["causes", "TCP-Refused"]);
    assert!(page.stdout.contains("Fix on the server"), "{}", page.stdout);
    let json = run(&["causes", "tcp-refused", "--format", "json"]);
    let cause: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(cause["id"], "tcp-refused");
    let json = run(&["causes", "--format", "json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(list.len(), rdp_health::causes().len());
}

/// As in `rdp-health causes | head -0`.
#[test]
fn a_reader_that_goes_away_is_no_reason_to_panic() {
    for args in [&["causes"][..], &["--help"], &["demo", "healthy"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = command(args).stdout(writer).output().unwrap();
        assert_eq!(ended.status.code(), Some(141), "{args:?}");
        assert_eq!(String::from_utf8(ended.stderr).unwrap(), "", "{args:?}");
    }
}
