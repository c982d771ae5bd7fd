//! What is wrong with a scenario is said so that one can mend it.

use std::time::{Duration, SystemTime};

use rdp_health_lab::{Depth, Family, Scenario, Verdict};

const WHOLE: &str = r#"
title = "everything"
now = "2030-06-01T12:00:00Z"

[target]
name = "rdp1.lab.test"
enablecredsspsupport = 0

[options]
depth = "quick"
family = "ipv4"
timeout_ms = 300
budget_ms = 4000
pacing_ms = 5

[[hosts]]
address = "127.0.0.1"
connections = [[{ step = "stall" }]]

[expect]
verdict = "failing"
primary = "rdp-listener-hung"
findings = ["rdp-listener-hung"]
also = ["rdp-listener-hung"]
ruled_out = ["tcp-refused"]
connections = 4
round_trips = 4
"#;

#[test]
fn every_key_is_read() {
    let scenario = Scenario::parse(WHOLE).unwrap();
    assert_eq!(scenario.title, "everything");
    assert_eq!(scenario.now, SystemTime::UNIX_EPOCH + Duration::from_secs(1_906_545_600));
    assert_eq!(
        (scenario.target.name.as_str(), scenario.target.enablecredsspsupport),
        ("rdp1.lab.test", Some(0))
    );
    let options = &scenario.options;
    assert_eq!((options.depth, options.family), (Depth::Quick, Family::Ipv4));
    let waits = [options.timeout, options.budget, options.pacing].map(|wait| wait.as_millis());
    assert_eq!(waits, [300, 4000, 5]);
    let expect = &scenario.expect;
    assert_eq!((expect.verdict, expect.primary.as_deref()), (Verdict::Failing, Some("rdp-listener-hung")));
    assert_eq!((expect.connections, expect.round_trips), (Some(4), Some(4)));
    assert_eq!(
        (expect.also.len(), expect.ruled_out.len(), expect.findings.as_ref().unwrap().len()),
        (1, 1, 1)
    );
}

#[test]
fn what_is_not_said_has_a_default() {
    let text = "title = 't'\ntarget = { name = 'x' }\nexpect = { verdict = 'healthy' }
                [[hosts]]\naddress = '::1'\nport = 'closed'";
    let scenario = Scenario::parse(text).unwrap();
    assert_eq!(scenario.now, SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
    assert_eq!((scenario.options.depth, scenario.options.family), (Depth::Standard, Family::Any));
    assert_eq!(scenario.options.timeout, Duration::from_secs(2));
    assert_eq!(scenario.expect.findings, None);
}

#[test]
fn unknown_keys_and_values_are_named_with_their_line() {
    for (from, to, line, part) in [
        ("title = \"everything\"", "tittle = 'x'", 2, "unknown field `tittle`, expected one of `title`"),
        ("depth = \"quick\"", "depth = 'deep'", 10, "unknown variant `deep`, expected one of `quick`"),
        ("pacing_ms = 5", "pacing = 5", 14, "unknown field `pacing`, expected one of `depth`"),
        ("step = \"stall\"", "step = 'sleep'", 18, "unknown variant `sleep`, expected one of `close`"),
        ("step = \"stall\"", "step = 'stall', ms = 1", 18, "unknown field `ms`"),
        ("step = \"stall\"", "step = 'alert', codes = 1", 18, "unknown field `codes`, expected `code`"),
        (
            "now = \"2030-06-01T12:00:00Z\"",
            "now = 'noon'",
            3,
            "'noon' is not a moment between 1970 and 2200; write",
        ),
        ("step = \"stall\"", "step = 'send', bytes = { hex = '0' }", 18, "'0' is not hexadecimal; write"),
        ("step = \"stall\"", "step = 'send', bytes = { hex = 'zz' }", 18, "'zz' is not hexadecimal; write"),
        (
            "step = \"stall\"",
            "step = 'x224', answer = { selected = 'TLS' }",
            18,
            "'TLS' is no security protocol; write one of RDP, SSL,",
        ),
        (
            "step = \"stall\"",
            "step = 'legacy_tls', certificate = { kind = 'good' }, suites = ['AES']",
            18,
            "'AES' is no cipher suite; write an IANA name such as",
        ),
        ("[options]", "[options", 9, "unclosed table"),
    ] {
        let text = WHOLE.replacen(from, to, 1);
        assert_ne!(text, WHOLE, "{from} is not there");
        let error = Scenario::parse(&text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("line {line}: ")) && error.contains(part), "{to}: {error}");
    }
}

#[test]
fn contradictions_are_named_with_their_remedy() {
    let step = |step: &str| format!("connections = [[{{ {step} }}]]");
    let tls = |certificate: &str| step(&format!("step = 'tls', certificate = {{ {certificate} }}"));
    let host = "address = \"127.0.0.1\"";
    let stall = "connections = [[{ step = \"stall\" }]]";
    for (from, to, part) in [
        (host, "address = \"192.0.2.1\"".to_owned(), "192.0.2.1 is no loopback address; write 127.0.0.1"),
        (stall, String::new(), "nothing says what the host 127.0.0.1 does; add connections"),
        (stall, format!("port = 'closed'\n{stall}"), "connections, but no open port; leave out"),
        (stall, format!("{stall}\n[[hosts]]\n{host}\n{stall}"), "two hosts have the address 127.0.0.1; give"),
        (
            stall,
            format!("{stall}\n[[dns]]\nname = 'x'\na = ['127.0.0.1']\ncname = 'y'"),
            "several things at once",
        ),
        (
            stall,
            "connections = [[{ step = 'stall' }, { step = 'close' }]]".to_owned(),
            "stands behind 'stall', which is never over; leave it out",
        ),
        (stall, step("step = 'flood', bytes = { hex = '' }"), "a flood of no bytes; write"),
        (
            stall,
            step("step = 'x224', answer = { windows = { security_layer = 'rdp', nla = true } }"),
            "nobody has seen what Windows answers; write nla = false",
        ),
        (stall, tls("kind = 'weak_key'"), "cannot use an RSA 1024 key; serve 'weak_key' with a 'legacy_tls'"),
        (stall, tls("kind = 'good', days = 3"), "'good' has no date wrong; leave out days"),
        (stall, tls("kind = 'weak_hash', name = 'x'"), "'weak_hash' is a recorded one; leave out name"),
        (
            stall,
            tls("kind = 'windows_default', key = 'ecdsa'"),
            "Windows makes RSA keys for itself; leave out",
        ),
        (
            stall,
            step("step = 'tls', certificate = { kind = 'good' }, versions = ['1.0']"),
            "speaks 1.2 and 1.3 only; use 'legacy_tls'",
        ),
        (
            stall,
            step("step = 'legacy_tls', certificate = { kind = 'good' }, suites = [], versions = []"),
            "has no versions; leave out versions",
        ),
        (
            stall,
            step("step = 'legacy_tls', certificate = { kind = 'good' }, suites = [], groups = ['p521']"),
            "'p521' is no group; write a name such as secp521r1",
        ),
        (
            stall,
            step("step = 'tls', certificate = { kind = 'good' }, signature_schemes = ['pss']"),
            "'pss' is no signature scheme; write a name such as rsa_pss_rsae_sha256",
        ),
        (
            "name = \"rdp1.lab.test\"",
            "name = \"127.0.0.9\"".to_owned(),
            "no host has the target's address 127.0.0.9",
        ),
    ] {
        let text = WHOLE.replacen(from, &to, 1);
        assert_ne!(text, WHOLE, "{from} is not there");
        let error = Scenario::parse(&text).unwrap_err().to_string();
        assert!(error.contains(part) && error.contains("; "), "{to}: {error}");
    }
    let error =
        Scenario::parse("title = 't'\nhosts = []\ntarget = { name = 'x' }\nexpect = { verdict = 'healthy' }");
    assert!(error.unwrap_err().to_string().contains("no host; add [[hosts]]"));
}

#[test]
fn the_scenario_in_the_readme_can_be_read() {
    let readme = include_str!("../../README.md");
    let scenario = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(Scenario::parse(scenario).unwrap().expect.primary.as_deref(), Some("rdp-listener-throttled"));
}
