//! `rdp-health replay`, on reports of lab hosts.

use rdp_health::{Report, WhatIfAnswer};

use crate::program::{EXPIRED, HEALTHY, Host, file, run, run_with_input};

#[test]
fn a_saved_report_is_judged_again() {
    let host = Host::play(HEALTHY);
    let json = host.check(&["--format", "json"]).stdout;
    let report = Report::from_json(&json).unwrap();
    let saved = file("report.json", json.as_bytes());
    let saved = saved.to_str().unwrap();

    let again = run(&["replay", saved, "--format", "json"]);
    assert_eq!((again.status, again.stderr.as_str()), (0, ""));
    assert_eq!(Report::from_json(&again.stdout).unwrap(), report);

    // Another moment, from standard input, as a day.
    let late = run_with_input(&["replay", "-", "--at", "2060-01-01", "-q"], json.as_bytes());
    assert!(late.status == 1 && late.stdout.contains("expired"), "{late:?}");
    // A page carries its reports.
    let page = run(&["replay", saved, "--format", "html"]).stdout;
    let again = run_with_input(&["replay", "-", "--format", "json"], page.as_bytes());
    assert_eq!(Report::from_json(&again.stdout).unwrap(), report);
    // Several are a line each and a sum.
    let several = run(&["replay", saved, saved]);
    assert!(several.status == 0 && several.stdout.matches("healthy").count() >= 2, "{several:?}");
}

#[test]
fn what_a_change_would_break() {
    let hosts = [Host::play(HEALTHY), Host::play(EXPIRED)];
    let lines: String = hosts.iter().map(|host| host.check(&["--format", "ndjson"]).stdout).collect();
    let text = run_with_input(&["replay", "-", "--what-if", "ntlm-off,tls13-only", "-v"], lines.as_bytes());
    assert!(text.status == 1 && text.stderr.is_empty(), "{text:?}");
    assert!(text.stdout.contains("What if ntlm-off and tls13-only: 2 hosts"), "{text:?}");
    assert!(text.stdout.contains("The cheapest fix first:"), "{text:?}");

    let json =
        run_with_input(&["replay", "-", "--what-if", "ntlm-off", "--format", "json"], lines.as_bytes());
    let answer: WhatIfAnswer = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((answer.hosts.len(), answer.fleet.hosts), (2, 2));
    let ndjson =
        run_with_input(&["replay", "-", "--what-if", "ntlm-off", "--format", "ndjson"], lines.as_bytes());
    assert_eq!(ndjson.stdout.lines().count(), 3);
}

#[test]
fn what_is_no_report_says_so() {
    for (input, says) in [("nonsense", "line 1: "), ("{\"a\": 1}", "missing field")] {
        let ended = run_with_input(&["replay", "-"], input.as_bytes());
        assert!(ended.status == 2 && ended.stderr.contains(says), "{ended:?}");
        assert!(ended.stderr.contains("--format json or ndjson"), "{ended:?}");
    }
    let ended = run(&["replay", "/no/such/file"]);
    assert!(ended.status == 2 && ended.stderr.contains("name a file that can be read"), "{ended:?}");
    let ended = run(&["replay", "-", "--what-if", "tls"]);
    assert!(ended.status == 2 && ended.stderr.contains("write ntlm-off, "), "{ended:?}");
    let ended = run(&["replay", "-", "--what-if", "ntlm-off", "--format", "html"]);
    assert!(ended.status == 2 && ended.stderr.contains("write --format text, json or ndjson"), "{ended:?}");
    let ended = run(&["replay", "-", "--at", "tomorrow"]);
    assert!(ended.status == 2 && ended.stderr.contains("write for example 2027-03-01"), "{ended:?}");
}
