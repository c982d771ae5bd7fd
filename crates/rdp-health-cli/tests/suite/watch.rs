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
fn several_hosts_are_watched_side_by_side() {
    let (well, back) = (Host::play(HEALTHY), Host::play(COMING_BACK));
    let [steady, coming] = [&well, &back].map(|host| format!("127.0.0.1:{}", host.lab.port()));
    let args = ["watch", &steady, &coming, &steady, "--at", "2026-01-01T00:00:00Z", "--interval", "0.05"];
    let ended = run(&[&args[..], &["--until", "healthy"]].concat());
    // Each ends by itself, and the watch with the last.
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{}", ended.stdout);
    let lines = |part: &str| ended.stdout.lines().filter(|line| line.contains(part)).count();
    assert_eq!(lines(&format!("healthy       {steady}: ")), 1, "{}", ended.stdout);
    assert_eq!(lines(&format!("failing       {coming}: rdp-closed-without-answer: ")), 1, "{}", ended.stdout);
    assert_eq!(lines(&format!("healthy       {coming}: ")), 1, "{}", ended.stdout);
    assert!(ended.stdout.contains(&format!("\n{steady}: 1 check in 0 s, 0 changes: ")), "{}", ended.stdout);
    assert!(ended.stdout.contains(&format!("\n{coming}: 2 checks in 0 s, 1 change: ")), "{}", ended.stdout);

    let refusing = Host::play(REFUSING);
    let failing = format!("127.0.0.1:{}", refusing.lab.port());
    let args = ["watch", &steady, &failing, "--at", "2026-01-01T00:00:00Z", "--interval", "0.2"];
    let ended = run(&[&args[..], &["--for", "1s", "--until", "healthy", "--format", "ndjson"]].concat());
    // One of them did not get there.
    assert_eq!(ended.status, 1, "{}", ended.stdout);
    let events = events(&ended.stdout);
    let of = |target: &str, event: &str| {
        events.iter().filter(|line| line["target"] == target && line["event"] == event).count()
    };
    assert_eq!((of(&steady, "check"), of(&steady, "summary"), of(&failing, "summary")), (1, 1, 1));
    assert!(2 < of(&failing, "check"), "{}", ended.stdout);
    // Without --until one that fails is a finding.
    assert_eq!(run(&["watch", &steady, &failing, "--for", "1s", "--interval", "0.2"]).status, 1);
}

#[test]
fn more_hosts_than_one_follows_are_refused() {
    let hosts: Vec<String> = (1..=51).map(|number| format!("srv{number}")).collect();
    let mut args = vec!["watch"];
    args.extend(hosts.iter().map(String::as_str));
    let ended = run(&args);
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("51 hosts, and at most 50 are watched"), "{}", ended.stderr);
}

#[test]
fn misuse_is_named_before_anything_is_asked() {
    for (args, part) in [
        (&["watch", "srv01", "--interval", "0"][..], "seconds"),
        (&["watch", "srv01", "--for", "soon"], "30d"),
        (&["watch", "http://srv01"], "rdp://"),
        (&["watch", "srv01", "http://srv02"], "http://srv02"),
    ] {
        let ended = run(args);
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}
