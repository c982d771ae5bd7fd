//! `rdp-health watch`: changes once, an end in time, a sum.

use serde_json::Value;

use crate::program::{HEALTHY, Host, REFUSING, run};

/// Fails the first time it is asked, and the repetition too; then it is in order.
const COMING_BACK: &str = r#"
title = "A host that is starting up"

[target]
name = "rdp1.lab.test"

[[hosts]]
address = "127.0.0.1"
connections = [
    [{ step = "read" }, { step = "close" }],
    [{ step = "read" }, { step = "close" }],
    [
        { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
        { step = "tls", certificate = { kind = "windows_default" } },
    ],
]

[expect]
verdict = "failing"
"#;

fn events(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn it_tells_when_a_host_is_back() {
    let host = Host::play(COMING_BACK);
    let ended = host.command("watch", &["--until", "healthy", "--interval", "0.05"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{}", ended.stdout);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert!(lines[0].contains("failing"), "{}", ended.stdout);
    assert!(ended.stdout.contains("rdp-closed-without-answer"), "{}", ended.stdout);
    assert!(ended.stdout.contains("Before: failing for"), "{}", ended.stdout);
    assert!(ended.stdout.contains("2 checks in 0 s, 1 change"), "{}", ended.stdout);
}

#[test]
fn a_log_has_a_line_per_check_and_a_sum() {
    let host = Host::play(COMING_BACK);
    let ended = host.command("watch", &["--until", "healthy", "--interval", "0.05", "--format", "ndjson"]);
    let events = events(&ended.stdout);
    let [down, up, sum] = &events[..] else { panic!("{}", ended.stdout) };
    assert_eq!((down["event"].as_str(), down["verdict"].as_str()), (Some("check"), Some("failing")));
    assert_eq!((up["verdict"].as_str(), up["changed"].as_bool()), (Some("healthy"), Some(true)));
    assert_eq!((sum["event"].as_str(), sum["checks"].as_u64()), (Some("summary"), Some(2)));
    assert_eq!(sum["states"]["failing"]["checks"], 1);
}

#[test]
fn it_ends_in_time() {
    let host = Host::play(HEALTHY);
    let ended = host.command("watch", &["--for", "1s", "--interval", "0.2", "--format", "ndjson"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{}", ended.stdout);
    let events = events(&ended.stdout);
    assert!(2 < events.len(), "{}", ended.stdout);
    assert_eq!(events.last().unwrap()["availability_thousandths"], 1000);

    let host = Host::play(REFUSING);
    let ended = host.command("watch", &["--for", "1s", "--until", "degraded", "--interval", "0.2"]);
    assert_eq!(ended.status, 1, "{}", ended.stdout);
    // What does not change is said once.
    assert_eq!(ended.stdout.matches("refuses the connection").count(), 1, "{}", ended.stdout);
    assert!(ended.stdout.contains("available 0.0 %"), "{}", ended.stdout);
}

#[test]
fn misuse_is_named_before_anything_is_asked() {
    for (args, part) in [
        (&["watch", "srv01", "--interval", "0"][..], "seconds"),
        (&["watch", "srv01", "--for", "soon"], "30d"),
        (&["watch", "http://srv01"], "rdp://"),
    ] {
        let ended = run(args);
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}
