//! What a peer says is inert in every output: nothing of it moves the cursor, colours, turns the text round or hides.

use rdp_health::{CheckOptions, Target, Timeouts, Update, check_with_progress, is_inert};

use crate::program::{Ended, Host, command};

/// Clears the screen, colours (with a C1 control), rings, turns the direction, hides, and ends a line. In TOML.
const HOSTILE: &str = r"\u001B[2J\u009B31m\u0007\u202E\u200B\u2066\uFEFF\u0085x";
/// The same without what HTTP allows in no header.
const IN_A_HEADER: &str = r"\u009B31m\u202E\u200B\u2066\uFEFF\u0085x";

/// The same without what the lab writes into no URL of a certificate.
const IN_A_URL: &str = r"\u001B[2J\u0007\u007Fx";

/// Hosts, each with how it is asked.
fn hosts() -> Vec<(&'static str, String, &'static [&'static str])> {
    let hello = r#"{ step = "x224", answer = { windows = { security_layer = "tls", nla = true } } }"#;
    let scenario = |script: &str| {
        let head = r#"
            title = "Hostile texts"
            target = { name = "srv.lab.test" }
            expect = { verdict = "failing" }
            [[hosts]]
            address = "127.0.0.1"
            "#;
        let script =
            script.replace("HEADER", IN_A_HEADER).replace("IN_A_URL", IN_A_URL).replace("HOSTILE", HOSTILE);
        format!("{head}connections = [[{}]]", script.trim())
    };
    vec![
        (
            "certificate",
            scenario(&format!(
                r#"{hello}, {{ step = "tls", certificate = {{ kind = "good", common_name = "HOSTILE", dns = ["HOSTILE", "a.lab.test"],
                crl = ["http://127.0.0.1/IN_A_URL"], aia = ["http://127.0.0.1/aia/IN_A_URL"], ocsp = ["http://IN_A_URL.test/"],
                issuer = {{ organization = "HOSTILE", common_name = "HOSTILE" }} }} }}"#
            )),
            &[],
        ),
        (
            "NTLM names",
            scenario(&format!(
                r#"{hello}, {{ step = "tls", certificate = {{ kind = "windows_default" }} }},
                {{ step = "credssp", computer = "HOSTILE", domain = "HOSTILE" }}"#
            )),
            &[],
        ),
        (
            "SSH",
            scenario(
                r#"{ step = "send", bytes = { text = "SSH-2.0-HOSTILE\r\n" } }, { step = "read" }, { step = "close" }"#,
            ),
            &[],
        ),
        (
            "HTTP in clear",
            scenario(
                r#"{ step = "read" }, { step = "send", bytes = { text = "HTTP/1.1 400 HOSTILE\r\nServer: HOSTILE\r\n\r\nHOSTILE" } }, { step = "close" }"#,
            ),
            &[],
        ),
        (
            "proxy",
            scenario(
                r#"{ step = "connect", status = 403, headers = ["Server: HEADER", "Via: HEADER", "X-Squid-Error: HEADER"] }"#,
            ),
            &["--proxy"],
        ),
        (
            "web server",
            scenario(
                r#"{ step = "tls", certificate = { kind = "good" }, http = { status = 302, server = "HEADER", headers = ["Location: https://HEADER.test/", "Via: HEADER", "WWW-Authenticate: HEADER realm=\"HEADER\""], body = "<title>HOSTILE</title>" } }"#,
            ),
            &["https"],
        ),
    ]
}

fn inert_but_lines(text: &str, what: &str) {
    for line in text.lines() {
        let raw: Vec<char> = line.chars().filter(|c| !is_inert(*c)).collect();
        assert!(raw.is_empty(), "{what}: {raw:?} in {line:?}");
    }
}

fn arguments(host: &Host, how: &[&str]) -> Vec<String> {
    let target = match how {
        ["https"] => format!("https://srv.lab.test:{}/", host.lab.port()),
        _ => host.lab.target().to_owned(),
    };
    let dns = host.lab.dns_address().to_string();
    let mut args =
        vec![target, "--dns".into(), dns, "--no-system-resolver".into(), "--timeout".into(), "1".into()];
    args.extend(["--at".into(), "2026-01-01T00:00:00Z".into()]);
    if let Some(root) = host.lab.root_file() {
        args.extend(["--ca-file".into(), root.to_owned()]);
    }
    if how == ["--proxy"] {
        args.extend(["--proxy".into(), format!("http://127.0.0.1:{}", host.lab.port())]);
    }
    args
}

fn run(command_name: &str, args: &[String], more: &[&str]) -> Ended {
    let mut all = vec![command_name];
    all.extend(args.iter().map(String::as_str));
    all.extend(more);
    let mut program = command(&all);
    program.env("RUST_LOG", "trace");
    program.output().unwrap().into()
}

#[test]
fn every_output_is_inert() {
    // Of what speaks no RDP at all a report keeps the first bytes, in hex.
    let shown = ["certificate", "NTLM names", "proxy", "web server"];
    std::thread::scope(|scope| {
        for (what, script, how) in hosts() {
            scope.spawn(move || {
                let json = outputs_of(&Host::play(&script), what, how);
                assert_eq!(json.contains(r"\\u{202e}"), shown.contains(&what), "{what}: {json}");
            });
        }
    });
}

/// Looks at every output about a host; the result is the one in JSON.
fn outputs_of(host: &Host, what: &str, how: &[&str]) -> String {
    let args = arguments(host, how);
    let json = run("check", &args, &["--depth", "full", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    every_text(&value, &mut |text| inert_but_lines(&text.replace('\n', "\u{0}"), what));
    let outputs: [(&str, &[&str]); 11] = [
        ("check", &[]),
        ("check", &["-q"]),
        ("check", &["--ascii", "-v"]),
        ("check", &["--depth", "full", "-v"]),
        ("check", &["--format", "ndjson"]),
        ("check", &["127.0.0.1:1"]),
        ("watch", &["--for", "1s", "--interval", "0.2"]),
        ("watch", &["--for", "1s", "--interval", "0.2", "--format", "ndjson"]),
        ("cert", &[]),
        ("cert", &["--format", "json"]),
        ("cert", &["--format", "pem"]),
    ];
    for (command_name, more) in outputs {
        let ended = run(command_name, &args, more);
        inert_but_lines(&ended.stdout, &format!("{what} {command_name} {more:?}"));
        inert_but_lines(&ended.stderr, &format!("{what} {command_name} {more:?}"));
    }
    inert_but_lines(&json.stdout, what);
    inert_but_lines(&json.stderr, what);
    json.stdout
}

fn every_text(value: &serde_json::Value, look: &mut impl FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => look(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| every_text(value, look)),
        serde_json::Value::Object(values) => values.iter().for_each(|(key, value)| {
            look(key);
            every_text(value, look);
        }),
        _ => {}
    }
}

#[test]
fn events_are_inert() {
    let mut addresses = 0;
    for (what, script, how) in hosts() {
        let host = Host::play(&script);
        let target = Target::parse(&arguments(&host, how)[0]).unwrap();
        let timeouts = Timeouts::default().each(std::time::Duration::from_secs(1));
        let mut options = CheckOptions::default()
            .timeouts(timeouts)
            .dns_server(host.lab.dns_address())
            .system_resolver(false)
            .judge_at(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_767_225_600));
        options.ca_file = host.lab.root_file().map(str::to_owned);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut checking = check_with_progress(&target, &options).unwrap();
            while let Some(update) = checking.next().await {
                let text = match update {
                    Update::Progress(event) => {
                        addresses += usize::from(matches!(event, rdp_health::Event::Fetching { .. }));
                        serde_json::to_value(event).unwrap()
                    }
                    Update::Finished(report) => serde_json::to_value(report).unwrap(),
                    _ => continue,
                };
                every_text(&text, &mut |text| inert_but_lines(&text.replace('\n', "\u{0}"), what));
            }
        });
    }
    assert!(0 < addresses, "no address of a certificate was told");
}

/// util-linux has a terminal for it.
#[test]
#[cfg(target_os = "linux")]
fn progress_on_a_terminal_is_inert() {
    let there = std::process::Command::new("script").arg("--version").output().is_ok();
    if !there {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "in CI every test runs: it takes script"
        );
        eprintln!("skipped: it takes script");
        return;
    }
    let mut told = false;
    for (what, script, how) in hosts() {
        let host = Host::play(&script);
        let args = arguments(&host, how);
        let line = format!("{} check {} --color never", env!("CARGO_BIN_EXE_rdp-health"), args.join(" "));
        let mut terminal = std::process::Command::new("script");
        terminal.args(["-qec", &line, "/dev/null"]).env("LC_ALL", "C.UTF-8").env("TERM", "xterm");
        let output = terminal.stdin(std::process::Stdio::null()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("connection 1"), "{what}: there was no progress: {text:?}");
        told |= text.contains("fetching");
        for raw in ["\u{1b}[2J", "\u{9b}", "\u{7}", "\u{202e}", "\u{200b}", "\u{2066}", "\u{feff}", "\u{85}"]
        {
            assert!(!text.contains(raw), "{what}: {raw:?} in {text:?}");
        }
    }
    assert!(told, "nothing was fetched");
}

#[test]
fn errors_are_inert() {
    let text = "a\u{1b}[2J\u{9b}31m\u{202e}\u{200b}b";
    for args in [
        &["check", text][..],
        &["check", "--from", text],
        &["check", "srv", "--dns", text],
        &["check", "srv", "--proxy", text],
        &["check", "srv", "--ca-file", text],
        &["check", "srv", "--clients", text],
        &["check", "srv", "--previous", text],
        &["check", "srv", "--profile", text],
        &["check", "srv", "--format", text],
        &["check", "srv", "--budget", text],
        &["check", "srv", "--expect-fingerprint", text],
        &["watch", text],
        &["cert", text],
        &["causes", text],
        &["explain", text],
        &["profiles", text],
        &["demo", text],
        &[text],
    ] {
        let ended = Ended::from(command(args).output().unwrap());
        inert_but_lines(&ended.stdout, &format!("{args:?}"));
        inert_but_lines(&ended.stderr, &format!("{args:?}"));
        assert_eq!(ended.status, 2, "{args:?} {ended:?}");
    }
}
