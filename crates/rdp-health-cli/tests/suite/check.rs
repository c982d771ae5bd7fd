//! `rdp-health check` and `demo`, against lab hosts on loopback.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use rdp_health::{CauseId, Report, Verdict};

use crate::program::{
    EXPIRED, Ended, HEALTHY, Host, REFUSING, command, file, run, run_with_input, silent_port,
};

#[test]
fn nothing_listens() {
    let host = Host::play(REFUSING);
    let target = format!("localhost:{}", host.lab.port());
    let ended = run(&["check", &target, "-4"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""));
    assert!(ended.stdout.starts_with(&format!("FAILING  {target} — 127.0.0.1 ")), "{}", ended.stdout);
    assert!(ended.stdout.contains("tcp-refused (error, certain)"), "{}", ended.stdout);

    let ended = run(&["check", &target, "-4", "--format", "json"]);
    let report = Report::from_json(&ended.stdout).unwrap();
    assert_eq!(report.primary, Some(CauseId::TcpRefused));
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""));
}

#[test]
fn what_fails_is_for_the_caller_to_say() {
    let (healthy, expired) = (Host::play(HEALTHY), Host::play(EXPIRED));
    for (host, more, status) in [
        (&healthy, &[][..], 0),
        // Its certificate is self-signed, which is worth knowing.
        (&healthy, &["--fail-on", "info"], 1),
        (&expired, &[], 1),
        (&expired, &["--fail-on", "warning"], 1),
        (&expired, &["--fail-on", "error"], 0),
        (&healthy, &["--require", "nla,restricted-admin", "--require", "remote-credential-guard"], 0),
        (&healthy, &["--require", "entra"], 1),
        (&expired, &["--at", "2025-12-01T00:00:00Z"], 0),
    ] {
        let ended = host.check(more);
        assert_eq!((ended.status, ended.stderr.as_str()), (status, ""), "{more:?}: {}", ended.stdout);
    }
}

#[test]
fn no_verdict_always_fails() {
    let host = Host::play(include_str!("../../demo/unusable-key.toml"));
    let ended = host.check(&["--depth", "quick", "--fail-on", "error"]);
    assert!(ended.stdout.starts_with("INCONCLUSIVE"), "{}", ended.stdout);
    assert_eq!(ended.status, 1);
}

#[test]
fn quiet_is_a_line_and_verbose_is_more() {
    let host = Host::play(HEALTHY);
    let quiet = host.check(&["-q"]);
    assert_eq!(quiet.stdout.lines().count(), 1);
    assert!(quiet.stdout.starts_with("healthy"), "{}", quiet.stdout);
    let [usual, more, all] = [&[][..], &["-v"], &["-vv"]].map(|args| host.check(args).stdout);
    assert!(usual.lines().count() <= 24 && usual.contains("\nMore         `-v`: "), "{usual}");
    assert!(more.contains("\nWhat happened") && more.contains("\nNot checked"), "{more}");
    assert!(!more.contains("/observations/") && all.contains("/observations/host/addresses/0/"), "{all}");
}

#[test]
fn several_hosts_are_a_table_groups_and_a_count() {
    let (healthy, refusing) = (Host::play(HEALTHY), Host::play(REFUSING));
    let [well, ill] = [&healthy, &refusing].map(|host| format!("127.0.0.1:{}", host.lab.port()));
    // A target that is named twice is checked once.
    let targets = [well.as_str(), &ill, &ill];
    let text = several(&targets, &[]);
    assert_eq!((text.status, text.stderr.as_str()), (1, ""));
    let table: BTreeSet<&str> = text.stdout.lines().take(2).map(|line| &line[..12]).collect();
    assert_eq!(table, BTreeSet::from(["healthy     ", "failing     "]), "{}", text.stdout);
    assert!(text.stdout.contains("\n\n1 host failing: The port refuses connections"), "{}", text.stdout);
    assert!(text.stdout.contains(&format!("\n  Hosts      {ill}\n  Fix        [")), "{}", text.stdout);
    assert!(!text.stdout.contains("HEALTHY") && !text.stdout.contains("FAILING"), "{}", text.stdout);
    assert!(text.stdout.ends_with("\n\n2 hosts: 1 healthy, 1 failing\n"), "{}", text.stdout);

    let more = several(&targets, &["-v"]).stdout;
    assert!(more.contains(&format!("\n\nFAILING  {ill} ")) && !more.contains("HEALTHY"), "{more}");
    assert!(several(&targets, &["-vv"]).stdout.contains(&format!("\n\nHEALTHY  {well} ")));

    let quiet = several(&targets, &["-q"]);
    assert_eq!((quiet.status, quiet.stdout.lines().count()), (1, 2), "{}", quiet.stdout);

    let json = several(&targets, &["--format", "json"]);
    let reports: Vec<Report> = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(verdicts(&reports), BTreeSet::from(["failing".to_owned(), "healthy".to_owned()]));

    let ndjson = several(&targets, &["--format", "ndjson", "--concurrency", "1"]);
    let reports: Vec<Report> = ndjson.stdout.lines().map(|line| Report::from_json(line).unwrap()).collect();
    // One at a time, they end in the order in which they were named.
    assert_eq!(reports[0].verdict, Verdict::Healthy);
    assert_eq!(reports.len(), 2);
}

fn several(targets: &[&str], more: &[&str]) -> Ended {
    let mut args = vec!["check", "--at", "2026-01-01T00:00:00Z"];
    args.extend(targets);
    args.extend(more);
    run(&args)
}

fn verdicts(reports: &[Report]) -> BTreeSet<String> {
    reports.iter().map(|report| report.verdict.to_string()).collect()
}

#[test]
fn targets_come_from_files_and_from_standard_input() {
    let host = Host::play(HEALTHY);
    let target = format!("127.0.0.1:{}", host.lab.port());
    let saved = file("saved.rdp", format!("full address:s:{target}\r\nauthentication level:i:2").as_bytes());
    let list = file("hosts.txt", format!("# one\n{target} # the same\n").as_bytes());
    for args in [&[saved.to_str().unwrap()][..], &["--from", list.to_str().unwrap()]] {
        let mut all = vec!["check", "-q"];
        all.extend(args);
        let ended = run(&all);
        assert!(ended.stdout.contains(&target), "{ended:?}");
    }
    // A list is an array, even of one.
    let ended = run_with_input(&["check", "--from", "-", "--format", "json"], target.as_bytes());
    let reports: Vec<Report> = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(reports.len(), 1);
    // `--port` is for those that name none.
    let port = host.lab.port().to_string();
    let ended = run(&["check", "-q", "127.0.0.1", "--port", &port]);
    assert!(ended.stdout.contains(&target), "{ended:?}");
    let resolved = ["--resolve", "srv01:127.0.0.1", "--no-system-resolver"];
    let ended = run(&[&["check", "-q", "srv01", "--port", &port], &resolved[..]].concat());
    assert!(ended.stdout.contains(&format!("srv01:{port}")), "{ended:?}");
    // Five checks, and each asks as a client with NLA and as one without.
    assert_eq!(host.lab.visits().len(), 10);
}

#[test]
fn colours_and_letters() {
    let host = Host::play(HEALTHY);
    let target = format!("127.0.0.1:{}", host.lab.port());
    let coloured = |set: &[(&str, &str)], more: &[&str]| {
        let mut command = command(&["check", &target]);
        let ended: Ended = command.args(more).envs(set.iter().copied()).output().unwrap().into();
        ended.stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&[], &["--color", "always"]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]));

    assert!(!host.check(&["-v"]).stdout.is_ascii());
    assert!(host.check(&["-v", "--ascii"]).stdout.is_ascii());
}

#[cfg(unix)]
#[test]
fn interrupted_it_stops_and_prints_what_is_finished() {
    let refusing = Host::play(REFUSING);
    let (listener, port) = silent_port();
    let ill = format!("127.0.0.1:{}", refusing.lab.port());
    let silent = format!("127.0.0.1:{port}");
    let mut child = command(&["check", &ill, &silent, "--timeout", "600", "--budget", "600"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    stdout.read_line(&mut first).unwrap();
    assert!(first.starts_with("failing") && first.contains(&ill), "{first}");
    let (_connection, _) = listener.accept().unwrap();
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("1 host failing: ") && rest.contains(&format!("  Hosts      {ill}\n")), "{rest}");
    assert!(rest.ends_with("1 host: 1 failing, 1 not checked\n"), "{rest}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_check_says_that_it_was_not_finished() {
    let (listener, port) = silent_port();
    let silent = format!("127.0.0.1:{port}");
    let child = command(&["check", &silent, "--timeout", "600", "--budget", "600"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (_connection, _) = listener.accept().unwrap();
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let ended: Ended = child.wait_with_output().unwrap().into();
    let says = format!("interrupted: the check of {silent} was not finished\n");
    assert_eq!((ended.status, ended.stdout.as_str(), ended.stderr), (130, "", says));
}

#[cfg(unix)]
#[test]
fn interrupted_an_array_is_still_an_array() {
    let (listener, port) = silent_port();
    let (silent, other) = (format!("127.0.0.1:{port}"), format!("localhost:{port}"));
    let child = command(&["check", &silent, &other, "-4", "--timeout", "600", "--budget", "600"])
        .args(["--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (_connection, _) = listener.accept().unwrap();
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let ended: Ended = child.wait_with_output().unwrap().into();
    assert_eq!((ended.status, ended.stdout.as_str()), (130, "[]\n"));
}

#[test]
fn the_demo_shows_lab_hosts_and_says_so() {
    let ended = run(&["demo"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("These are LAB HOSTS"), "{}", ended.stdout);
    for part in [
        "HEALTHY",
        "DEGRADED",
        "FAILING",
        "dns-not-found",
        "tcp-refused",
        "rdp-not-spoken",
        "tls-key-unusable",
        "tls-no-shared-cipher",
        "cert-expired",
    ] {
        assert!(ended.stdout.contains(part), "{part} is missing from {}", ended.stdout);
    }
    let list = run(&["demo", "--list"]);
    assert_eq!((list.status, list.stdout.lines().count()), (0, 7));
}
