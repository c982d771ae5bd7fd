//! Bad input: one line that says what was wrong and what to write instead, exit status 2, and nothing is probed.

use crate::program::{HEALTHY, Host, file, run, run_with_input};

#[test]
fn one_line_that_says_what_was_wrong_and_what_to_write_instead() {
    let broken = file("broken.rdp", b"audiomode:i:1\nfull address:s:srv01:0");
    let empty = file("empty.txt", b"# nobody\n\n");
    let binary = file("binary.txt", &[0xC3, 0x01, 0x28]);
    let picture = file("hosts.png", b"\x89PNG\r\n\x1a\n\0");
    let clients = file("clients.toml", b"[[client]]\nid = \"kiosk\"\nlike = \"freerdp-2\"\nsuits = []\n");
    let nobody = file("nobody.toml", b"[[client]]\nid = \"kiosk\"\nlike = \"freerdp-1\"\n");
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let (broken, empty, binary, picture) = (path(&broken), path(&empty), path(&binary), path(&picture));
    let (clients, nobody) = (path(&clients), path(&nobody));
    for (args, wrong, instead) in [
        (&["check"][..], "<TARGET>", "write rdp-health check <TARGET>"),
        (&["check", ""], "target '': the target is empty", "write host"),
        (&["check", "srv01:0"], "'0' is not a TCP port", "1 to 65535"),
        (&["check", "srv01:70000"], "'70000' is not a TCP port", "1 to 65535"),
        (&["check", "srv01:port:port"], "more than one ':'", "write host"),
        (&["check", "absent.rdp"], "cannot read 'absent.rdp'", "the path of a .rdp file"),
        (&["check", &broken], "broken.rdp:2: 'full address': '0' is not a TCP port", "1 to 65535"),
        (&["check", "--from", "absent.txt"], "cannot read 'absent.txt'", "one target per line"),
        (&["check", "--from", &empty], "names no target", "write one per line"),
        (&["check", "--from", &binary], "neither UTF-8 nor UTF-16", "one target per line"),
        (&["check", "absent.xml"], "cannot read 'absent.xml'", "saved connections"),
        (&["check", "--from", "absent/*.rdp"], "'absent/*.rdp' has no file", "a pattern such as '*.rdp'"),
        (&["check", "--from", &broken, "--only", "["], "'[' is not a pattern", "'Berlin/*'"),
        (
            &["check", "--from", &picture],
            "the file is a picture (PNG)",
            "saved connections of another program",
        ),
        (&["lint", &picture], "the file is a picture (PNG)", "saved connections of another program"),
        (&["lint"], "<FILE>", "write rdp-health lint"),
        (&["check", "srv01", "--port", "0"], "'0'", "1 to 65535"),
        (&["check", "srv01", "--port", "70000"], "'70000'", "1 to 65535"),
        (&["check", "srv01", "--resolve", "srv01"], "not HOST:IP", "srv01:[2001:db8::10]"),
        (&["check", "srv01", "--dns", "ns1"], "not the address of a DNS server", "192.0.2.53"),
        (&["check", "srv01", "--dns", "192.0.2.53:0"], "not the address of a DNS server", "192.0.2.53"),
        (&["check", "srv01", "--proxy", "proxy:1080"], "has no protocol", "write socks5://host:port"),
        (
            &["check", "srv01", "--proxy", "https://lab:secret@proxy:443"],
            "'--proxy <URL>': proxies over TLS",
            "write http://host:port",
        ),
        (&["check", "srv01", "--at", "tomorrow"], "not a date and time", "2026-01-31T12:00:00Z"),
        (&["check", "srv01", "--ca-file", "absent.pem"], "'absent.pem'", "certificates in PEM or DER"),
        (&["check", "srv01", "--ca-file", &binary], "contains no certificate", "certificates in PEM or DER"),
        (
            &["check", "srv01", "--clients", "absent.toml"],
            "'absent.toml'",
            "rdp-health clients --format toml",
        ),
        (&["check", "srv01", "--clients", &clients], "line 4: unknown field `suits`", "`suites`"),
        (
            &["check", "srv01", "--clients", &nobody],
            "line 3: like: there is no client 'freerdp-1'",
            "write an id",
        ),
        (&["check", "srv01 3390"], "blank before the port", "write srv01:3390"),
        (&["check", "mstsc", "absent.rdp"], "absent.rdp", ".rdp file"),
        (&["check", "srv01", "--timeout", "-1"], "'--timeout <SECONDS>'", "such as 5"),
        (
            &["check", "srv01", "--expect-fingerprint", "00"],
            "--expect-fingerprint: ",
            "40 hexadecimal digits",
        ),
        (&["check", "srv01", "--client-error", " "], "'--client-error <TEXT>'", "such as 0x904"),
        (&["check", "xfreerdp /u:user /p:secret"], "names no host", "/v:HOST"),
        (&["watch", "user:secret@srv01"], "carries a user name", "write srv01"),
        (&["check", "srv01", "--timeout", "0"], "not a number of seconds", "such as 5"),
        (&["check", "srv01", "--budget", "long"], "not a number of seconds", "such as 5"),
        (&["check", "srv01", "--concurrency", "0"], "not a count", "at least 1"),
        (&["check", "srv01", "--depth", "deep"], "'deep'", "quick, standard, full"),
        (&["check", "srv01", "-4", "-6"], "cannot be used with", "write rdp-health check"),
        (&["check", "[::1]:3389", "-4"], "an IPv6 address", "leave out one of them"),
        (&["check", "127.0.0.1", "-6"], "an IPv4 address", "leave out one of them"),
        (&["check", "srv01", "--tiemout", "5"], "'--tiemout'", "--timeout"),
        (&["cert", "srv01", "--expires-within", "30"], "not a time", "such as 30d"),
        (&["chekc"], "'chekc'", "'check'"),
        (&["causes", "tls-no-shared-ciphr"], "not the id of a cause", "did you mean tls-no-shared-cipher?"),
        (&["causes", "0x904"], "not the id of a cause", "rdp-health explain 0x904"),
        (&["causes", "qqqqqqqq"], "not the id of a cause", "rdp-health causes lists"),
        (&["explain", "qqqqqqqq"], "is not a known code", "write it as in 0x904/0x7"),
        (&["explain", "STATUS_LOGON_FAILUR"], "is not a known code", "did you mean STATUS_LOGON_FAILURE?"),
        (&["demo", "qqqqqqqq"], "not a lab host", "expired-certificate"),
        (&["man", "qqqqqqqq"], "not a command", "write one of check"),
        (&["completions", "qqqqqqqq"], "'qqqqqqqq'", "powershell"),
    ] {
        let ended = run(args);
        assert_eq!(ended.status, 2, "{args:?}: {ended:?}");
        assert_eq!(ended.stdout, "", "{args:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{args:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("secret"), "{}", ended.stderr);
        for part in ["error: ", wrong, instead] {
            assert!(ended.stderr.contains(part), "{args:?}: {}", ended.stderr);
        }
    }
}

#[test]
fn every_bad_target_is_named_and_none_is_probed() {
    let host = Host::play(HEALTHY);
    let list = format!("# the fleet\n127.0.0.1:{}\nsrv01:0 # wrong\n\nb@d\n", host.lab.port());
    let ended = run_with_input(&["check", "--from", "-", "srv02:70000"], list.as_bytes());
    assert_eq!(ended.status, 2);
    assert_eq!(ended.stdout, "");
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with("error: target 'srv02:70000': "), "{}", lines[0]);
    assert!(lines[1].starts_with("error: standard input:3: "), "{}", lines[1]);
    assert!(lines[2].starts_with("error: standard input:5: "), "{}", lines[2]);
    assert!(host.lab.visits().is_empty());
}

#[test]
fn a_hostile_target_cannot_speak_to_the_terminal() {
    let ended = run(&["check", "\u{1b}[2Jsrv01\n:0"]);
    assert_eq!(ended.status, 2);
    assert!(!ended.stderr.trim_end().contains(char::is_control), "{:?}", ended.stderr);
}

#[test]
fn without_a_command_the_help_is_the_answer() {
    let ended = run(&[]);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("rdp-health check srv01.corp.example"));
}
