//! `cert`: the chain in each form, and the exit status that a script asks for.

use serde_json::Value;

use crate::program::{EXPIRED, HEALTHY, Host, REFUSING, file, run};

/// Issued by an authority, for another 335 days.
const ISSUED: &str = r#"
title = "An issued certificate"
target = { name = "rdp1.lab.test" }
expect = { verdict = "healthy" }

[[hosts]]
address = "127.0.0.1"
connections = [[
    { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
    { step = "tls", certificate = { kind = "good" } },
]]
"#;

#[test]
fn the_chain_in_each_form() {
    let host = Host::play(ISSUED);
    let text = host.command("cert", &[]);
    assert_eq!((text.status, text.stderr.as_str()), (0, ""));
    for part in [
        "Certificate 1 of 2, the server's own at 127.0.0.1:",
        "Subject      CN=rdp1.lab.test",
        "Issuer       CN=Lab Issuing",
        "valid until 2026-12-02 (335 days left)",
        "Certificate 2 of 2",
        "CN=Lab Issuing to its root CN=Lab Root.",
    ] {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }

    let pem = host.command("cert", &["--format", "pem"]);
    assert_eq!((pem.status, pem.stderr.as_str()), (0, ""));
    assert_eq!(pem.stdout.matches("-----BEGIN CERTIFICATE-----\n").count(), 2);
    assert!(pem.stdout.ends_with("-----END CERTIFICATE-----\n"));
    assert!(pem.stdout.lines().all(|line| line.len() <= 64));

    let json = host.command("cert", &["--format", "json"]);
    assert_eq!((json.status, json.stderr.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["chains"][0]["certificates"][0]["subject"], "CN=rdp1.lab.test");
    assert_eq!(json["findings"], serde_json::json!([]));
    // The same bytes in both forms.
    let der = json["chains"][0]["certificates"][0]["der"].as_str().unwrap();
    assert!(pem.stdout.replace('\n', "").contains(der));
}

#[test]
fn expiry_is_an_exit_status() {
    let host = Host::play(ISSUED);
    for (arguments, status) in [
        (&["--expires-within", "30d"][..], 0),
        (&["--expires-within", "48w"], 1),
        (&["--expires-within", "30d", "--at", "2026-11-15T00:00:00Z"], 1),
        (&["--expires-within", "0s", "--at", "2027-01-01T00:00:00Z"], 1),
    ] {
        let ended = host.command("cert", &[arguments, &["-q"]].concat());
        assert_eq!(
            (ended.status, ended.stdout.as_str(), ended.stderr.as_str()),
            (status, "", ""),
            "{arguments:?}"
        );
    }
    let expired = Host::play(EXPIRED);
    assert_eq!(expired.command("cert", &["-q", "--expires-within", "0s"]).status, 1);
    // Shown for what it is, where nobody asks about dates.
    let shown = expired.command("cert", &[]);
    assert_eq!(shown.status, 0);
    assert!(shown.stdout.contains("cert-expired"), "{}", shown.stdout);
}

#[test]
fn no_certificate_is_not_fine() {
    let host = Host::play(REFUSING);
    let text = host.command("cert", &[]);
    assert_eq!((text.status, text.stderr.as_str()), (1, ""));
    assert!(text.stdout.starts_with("No certificate was received."), "{}", text.stdout);
    for arguments in [&["-q", "--expires-within", "1d"][..], &["--format", "pem"]] {
        let ended = host.command("cert", arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (1, ""));
        assert!(ended.stderr.starts_with("no certificate was received: "), "{}", ended.stderr);
    }
    let json: Value = serde_json::from_str(&host.command("cert", &["--format", "json"]).stdout).unwrap();
    assert_eq!(json["chains"], serde_json::json!([]));
}

#[test]
fn the_certificate_that_windows_makes() {
    let text = Host::play(HEALTHY).command("cert", &[]);
    assert_eq!(text.status, 0);
    assert!(text.stdout.contains("Certificate 1 of 1"), "{}", text.stdout);
    assert!(text.stdout.contains("cert-self-signed (info, certain)"), "{}", text.stdout);
}

#[test]
fn a_host_that_is_none() {
    let ended = run(&["cert", "srv01:0"]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("target 'srv01:0'"), "{}", ended.stderr);
}

/// The certificate that all labs show for this kind.
const KNOWN: &str = "3E D8 44 39 87 21 54 33 FD A6 30 69 AA 09 3F A0 04 64 F7 85";

#[test]
fn another_certificate_than_the_expected_one() {
    let host = Host::play(&ISSUED.replace("'good'", "'weak_hash'").replace("\"good\"", "\"weak_hash\""));
    assert_eq!(host.command("cert", &["-q", "--expect-fingerprint", KNOWN]).status, 0);
    let other = ["-q", "--expect-fingerprint", &"ab".repeat(20)];
    assert_eq!(host.command("cert", &other).status, 1);
    assert_eq!(host.command("cert", &[&other[..], &["--expect-fingerprint", KNOWN]].concat()).status, 0);
    let nonsense = host.command("cert", &["--expect-fingerprint", "abcd"]);
    assert_eq!(nonsense.status, 2);
    assert!(nonsense.stderr.contains("40 hexadecimal digits"), "{}", nonsense.stderr);
}

#[test]
fn a_report_beside_an_earlier_one() {
    let first = Host::play(ISSUED);
    let target = first.lab.target().to_owned();
    let earlier = first.check(&["--format", "json"]).stdout;
    let array = file("array.json", format!("[\n{earlier}\n]").as_bytes());
    let earlier = file("earlier.json", earlier.as_bytes());
    let (earlier, array) = (earlier.to_str().unwrap(), array.to_str().unwrap());
    for file in [earlier, array] {
        let same = first.check(&["--previous", file]);
        assert_eq!(same.status, 0, "{same:?}");
        let says = same.stdout.replace("\n             ", " ");
        assert!(says.contains("left), the expected certificate, "), "{says}");
        let more = first.check(&["-v", "--previous", file]).stdout;
        assert!(more.contains("cert-changed: the certificate is the same as at"), "{more}");
    }

    let empty = file("empty.json", b"");
    let refused = first.check(&["--previous", empty.to_str().unwrap()]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.stderr.contains("the file contains no report"), "{}", refused.stderr);

    // The same name and port with another certificate.
    let changed = std::fs::read_to_string(earlier).unwrap().replace("CN=Lab Issuing", "CN=Other Issuing");
    let mut changed: Value = serde_json::from_str(&changed).unwrap();
    let chain =
        &mut changed["observations"]["host"]["addresses"][0]["conversations"][0]["certificates"]["value"];
    chain[0]["sha256"] = "00".into();
    let changed = file("changed.json", changed.to_string().as_bytes());
    let report = first.check(&["--previous", changed.to_str().unwrap()]);
    assert_eq!(report.status, 1);
    assert!(report.stdout.contains("cert-changed (warning, certain)"), "{}", report.stdout);
    assert!(report.stdout.contains("CN=Other Issuing"), "{}", report.stdout);

    let ended = run(&["check", "srv01.corp.example", "--previous", earlier]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("it is a report on another host"), "{}: {target}", ended.stderr);
    let ended = run(&["check", &target, "--previous", "absent.json"]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("--format json"), "{}", ended.stderr);
}
