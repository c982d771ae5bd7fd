//! `--expect` and `--redact`, against lab hosts on loopback.

use rdp_health::Report;

use crate::program::{EXPIRED, HEALTHY, Host, file, run_with_input};

#[test]
fn a_host_that_misses_what_is_expected_fails() {
    let host = Host::play(HEALTHY);
    let policy = file("policy.txt", b"# ours\nnla=required\ncert.days>=1\n");
    let met = host.check(&["--expect", policy.to_str().unwrap(), "--expect", "no:tcp-refused"]);
    assert!(met.status == 0 && met.stdout.contains("3 of 3 met"), "{met:?}");

    let missed = host.check(&["--expect", "cert.days>=90000", "--expect", "tls>=1.2"]);
    assert!(missed.status == 1 && missed.stdout.contains("0 of 2 met"), "{missed:?}");
    assert!(missed.stdout.contains("cert.days>=90000 missed: the certificate is valid for"), "{missed:?}");
    assert!(missed.stdout.contains("tls>=1.2 not seen: "), "{missed:?}");
    assert!(host.check(&["-q", "--expect", "nla=off"]).stdout.contains("misses nla=off"));

    let json = host.check(&["--expect", "nla=off", "--format", "json"]).stdout;
    assert_eq!(Report::from_json(&json).unwrap().expectations.len(), 1);
    // Build servers and code scanning get them as well.
    let with = |format: &str| {
        host.check(&["--expect", "nla=off", "--expect", "tls>=1.2", "--format", format]).stdout
    };
    assert!(
        with("junit").contains("Expect nla=off") && with("junit").contains("Expect tls&gt;=1.2"),
        "{}",
        with("junit")
    );
    assert!(with("sarif").contains("expect:nla=off"), "{}", with("sarif"));
    // A saved report is held to what it was, or to something else.
    assert_eq!(run_with_input(&["replay", "-", "-q"], json.as_bytes()).status, 1);
    assert_eq!(run_with_input(&["replay", "-", "--expect", "nla=required"], json.as_bytes()).status, 0);

    for (bad, says) in [("nla=maybe", "write tls>=1.2"), ("/no/such/file", "write a file, or KEY=VALUE")] {
        let ended = host.check(&["--expect", bad]);
        assert!(ended.status == 2 && ended.stderr.contains(says), "{ended:?}");
    }
}

#[test]
fn what_is_redacted_names_nobody() {
    let host = Host::play(EXPIRED);
    let json = host.check(&["--format", "json"]).stdout;
    let name = Report::from_json(&json).unwrap().target.host;
    for args in [
        &["replay", "-", "--redact"][..],
        &["replay", "-", "--redact", "-vv"],
        &["replay", "-", "--redact", "--format", "json"],
        &["replay", "-", "--redact", "-q"],
        &["replay", "-", "--redact", "--what-if", "ntlm-off"],
        &["replay", "-", "--redact", "--what-if", "ntlm-off", "--format", "json"],
    ] {
        let ended = run_with_input(args, json.as_bytes());
        assert!(ended.stderr.is_empty() && !ended.stdout.contains(&name), "{args:?}: {}", ended.stdout);
        assert!(
            !ended.stdout.contains("127.0.0.1") && ended.stdout.contains("host-1"),
            "{args:?}: {}",
            ended.stdout
        );
    }
    for args in [&["--redact"][..], &["--redact", "-vv"], &["--redact", "--format", "ndjson"]] {
        let ended = host.check(args);
        assert!(
            !ended.stdout.contains(&name) && !ended.stdout.contains("127.0.0.1"),
            "{args:?}: {}",
            ended.stdout
        );
    }
    let saved = file("report.json", json.as_bytes());
    let ended = run_with_input(&["compare", saved.to_str().unwrap(), "-", "--redact", "-v"], json.as_bytes());
    assert!(!ended.stdout.contains(&name) && ended.stdout.contains("host-1"), "{ended:?}");
    // It stays what it says, and cannot be judged again.
    let redacted = run_with_input(&["replay", "-", "--redact", "--format", "json"], json.as_bytes()).stdout;
    assert_eq!(run_with_input(&["replay", "-", "--format", "json"], redacted.as_bytes()).stdout, redacted);
    let ended = run_with_input(&["replay", "-", "--at", "2030-01-01"], redacted.as_bytes());
    assert!(ended.status == 2 && ended.stderr.contains("redacted"), "{ended:?}");

    let log = "12:01 freerdp: ERRCONNECT_DNS_NAME_NOT_FOUND for CORP\\jdoe at srv-berlin-07.corp.example\n"
        .repeat(30);
    let ended = run_with_input(&["explain", "-", "--redact"], log.as_bytes());
    assert!(
        ended.status == 0 && !ended.stdout.contains("jdoe") && !ended.stdout.contains("berlin"),
        "{ended:?}"
    );
}
