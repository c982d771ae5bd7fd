//! `rdp-health scan`, against lab hosts on loopback.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rdp_health::{Report, Verdict};

use crate::program::{Ended, HEALTHY, Host, REFUSING, command, file, run, run_with_input, silent_port};

/// Nothing but refusals: no host needs a server, and every check is quick.
const REFUSED: [&str; 6] = ["--port", "1", "--depth", "quick", "--no-follow-up", "--pacing=0"];

fn refused(args: &[&str]) -> Ended {
    run(&[&["scan"], args, &REFUSED[..]].concat())
}

/// A name of a file that is not there yet.
fn no_file(name: &str) -> PathBuf {
    let file = file(name, b"");
    std::fs::remove_file(&file).unwrap();
    file
}

fn reports(text: &str) -> Vec<Report> {
    text.lines().map(|line| Report::from_json(line).unwrap()).collect()
}

fn targets(text: &str) -> BTreeSet<String> {
    let all: Vec<String> = reports(text).iter().map(|report| report.target.to_string()).collect();
    let each: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(all.len(), each.len(), "one is there twice: {all:?}");
    each
}

#[test]
fn each_host_is_a_line_and_the_groups_are_the_end() {
    let (healthy, refusing) = (Host::play(HEALTHY), Host::play(REFUSING));
    let [well, ill] = [&healthy, &refusing].map(|host| format!("127.0.0.1:{}", host.lab.port()));
    let list = file("hosts.txt", format!("{well}\n{ill}\n{well}\n").as_bytes());
    let from = ["scan", "--at", "2026-01-01T00:00:00Z", "--from", list.to_str().unwrap()];
    let both = BTreeSet::from([well.clone(), ill]);

    let ended = run(&from);
    assert_eq!((ended.status, targets(&ended.stdout)), (1, both.clone()), "{}", ended.stderr);
    for part in [
        "1 host failing: The port refuses",
        "Fix        [",
        "2 hosts: 1 healthy, 1 failing",
        "2 hosts checked in ",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    // A file takes the lines, and standard output has the groups.
    let output = no_file("scan.ndjson");
    let ended = run(&[&from[..], &["--output", output.to_str().unwrap()]].concat());
    assert_eq!(targets(&std::fs::read_to_string(&output).unwrap()), both);
    assert!(ended.status == 1 && ended.stdout.starts_with("1 host failing: "), "{}", ended.stdout);
    // It is not written over.
    let again = run(&[&from[..], &["--output", output.to_str().unwrap()]].concat());
    assert!(again.status == 2 && again.stderr.contains("has content; add --resume"), "{}", again.stderr);

    let text = run(&[&from[..], &["--format", "text"]].concat());
    assert_eq!(text.stdout.lines().filter(|line| line.contains("127.0.0.1:")).count(), 3, "{}", text.stdout);
    assert!(text.stdout.ends_with("2 hosts: 1 healthy, 1 failing\n"), "{}", text.stdout);
    let quiet = run(&[&from[..], &["-q"]].concat());
    assert_eq!((targets(&quiet.stdout), quiet.stderr.as_str()), (both, ""));
    assert_eq!(run(&["scan", "-q", &well, "--at", "2026-01-01T00:00:00Z"]).status, 0);
}

#[test]
fn ranges_come_from_arguments_and_files() {
    let list = b"127.0.9.8/30 # four\n127.0.9.1\n127.0.9.1-2\n";
    let list = file("ranges.txt", list);
    let ended = refused(&["--from", list.to_str().unwrap(), "127.0.9.2-127.0.9.3"]);
    let expected = [1, 2, 3, 8, 9, 10, 11].map(|last| format!("127.0.9.{last}:1"));
    assert_eq!(targets(&ended.stdout), BTreeSet::from(expected), "{}", ended.stderr);
    // Refusals come from hosts.
    assert_eq!(ended.status, 1);
    let label = |report: &Report| (report.target.labels.range.clone(), report.target.labels.line);
    let labels: BTreeMap<_, _> =
        reports(&ended.stdout).iter().map(|report| (report.target.to_string(), label(report))).collect();
    assert_eq!(labels["127.0.9.9:1"], (Some("127.0.9.8/30".to_owned()), Some(1)));
    assert_eq!(labels["127.0.9.1:1"], (None, Some(2)));

    let one = run(&["check", "127.0.9.0/30"]);
    assert!(one.status == 2 && one.stderr.contains("rdp-health scan checks ranges"), "{}", one.stderr);
    for (args, part) in [
        (&["127.0.0.0/33"][..], "'127.0.0.0/33' is not a range of addresses; write 192.0.2.0/24"),
        (&["127.0.0.0/30", "-6"], "an IPv4 address, but --ipv6 allows only IPv6"),
        (&["127.0.0.0/21"], "2048 addresses, and there is no terminal to confirm that; give --yes"),
        (&["10.0.0.0/7", "--yes"], "more than 16777216; give smaller ranges, or --limit N"),
    ] {
        let ended = refused(args);
        assert!(ended.status == 2 && ended.stderr.contains(part), "{args:?}: {}", ended.stderr);
    }
    let piped = run_with_input(&["scan", "--from", "-"], b"127.0.0.0/16");
    assert!(piped.status == 2 && piped.stderr.contains("65536 addresses"), "{}", piped.stderr);
    let limited = refused(&["127.0.0.0/8", "--limit", "3"]);
    assert_eq!(reports(&limited.stdout).len(), 3);
    // A script says so.
    assert_eq!(reports(&refused(&["127.0.4.0/21", "--yes", "-q"]).stdout).len(), 2048);
}

#[test]
fn parts_of_a_list_make_it_whole() {
    let shard = |part: &str| targets(&refused(&["127.0.9.0/26", "--shard", part]).stdout);
    let parts = ["1/3", "2/3", "3/3"].map(shard);
    assert!(parts.iter().all(|part| 8 < part.len()), "{parts:?}");
    assert_eq!(parts.iter().map(BTreeSet::len).sum::<usize>(), 64);
    assert_eq!(parts.iter().flatten().collect::<BTreeSet<_>>().len(), 64);
    let ended = refused(&["127.0.9.1", "--shard", "0/3"]);
    assert!(
        ended.status == 2 && ended.stderr.contains("1/4 for the first of four parts"),
        "{}",
        ended.stderr
    );
}

#[test]
fn what_is_done_is_left_out_and_what_was_cut_is_repeated() {
    let output = no_file("resumed.ndjson");
    let name = output.to_str().unwrap();
    assert_eq!(refused(&["127.0.9.1-6", "--output", name]).status, 1);
    let whole = std::fs::read_to_string(&output).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    // The scan was ended in the middle of its fourth line.
    std::fs::write(&output, format!("{}\n{}", lines[..3].join("\n"), &lines[3][..100])).unwrap();
    let rest = refused(&["127.0.9.1-6", "--resume", name]);
    assert_eq!(targets(&rest.stdout).len(), 3, "{}", rest.stderr);
    assert!(rest.stderr.contains("note: 3 hosts already checked"), "{}", rest.stderr);
    let ended = refused(&["127.0.9.1-6", "--resume", name, "--output", name]);
    assert_eq!(targets(&std::fs::read_to_string(&output).unwrap()).len(), 6, "{}", ended.stderr);
    // Nothing is left, and what was found before still counts.
    let ended = refused(&["127.0.9.1-6", "--resume", name, "--output", name]);
    assert!(ended.status == 1 && ended.stderr.contains("note: 6 hosts already checked"), "{}", ended.stderr);
    assert_eq!(std::fs::read_to_string(&output).unwrap().lines().count(), 6);
    // A job that is restarted says the same words the first time.
    let fresh = no_file("fresh.ndjson");
    let fresh = fresh.to_str().unwrap();
    assert_eq!(refused(&["127.0.9.1", "--resume", fresh, "--output", fresh]).status, 1);
    assert_eq!(std::fs::read_to_string(fresh).unwrap().lines().count(), 1);
    for (content, part) in [(&b"srv01\nsrv02\n"[..], "it has no report"), (b"", "")] {
        let other = file("other.txt", content);
        let ended = refused(&["127.0.9.1", "--resume", other.to_str().unwrap()]);
        assert_eq!(ended.status, if part.is_empty() { 1 } else { 2 }, "{}", ended.stderr);
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn interrupted_it_ends_at_once_and_says_how_to_go_on() {
    for signal in ["-INT", "-TERM"] {
        let refusing = Host::play(REFUSING);
        let (listener, port) = silent_port();
        let silent: Vec<String> = (1..40).map(|last| format!("127.0.8.{last}:{port}")).collect();
        let ill = format!("127.0.0.1:{}", refusing.lab.port());
        let output = no_file("interrupted.ndjson");
        let hung = format!("127.0.0.1:{port}");
        let mut child = command(&["scan", &ill, &hung, "--timeout", "600", "--budget", "600"])
            .args(["--output", output.to_str().unwrap()])
            .args(&silent)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (_connection, _) = listener.accept().unwrap();
        let begun = Instant::now();
        while std::fs::read_to_string(&output).unwrap_or_default().lines().count() < 40 {
            assert!(begun.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(20));
        }
        let sent = Instant::now();
        let killed = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(killed.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(sent.elapsed() < Duration::from_secs(1), "{:?}", sent.elapsed());
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_to_string(&mut said).unwrap();
        let name = output.to_str().unwrap();
        let how = format!(
            "interrupted: 1 host not checked; the same command with --resume {name} --output {name} checks the rest\n"
        );
        assert!(said.ends_with(&how), "{said}");
        let mut groups = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(groups.next().unwrap().unwrap().contains("40 hosts failing"));
        assert_eq!(targets(&std::fs::read_to_string(&output).unwrap()).len(), 40);
    }
}

/// A subnet as it is: few hosts, of which one refuses and one is broken, and much silence.
#[cfg(target_os = "linux")]
#[test]
fn addresses_where_nothing_answers_cost_little_and_no_host_is_lost() {
    let mut script = HEALTHY.replace("127.0.0.1", "127.0.7.1").replace("healthy.lab.test", "127.0.7.1");
    for last in 2..30 {
        let port = if last == 9 { "closed" } else { "filtered" };
        script += &format!("\n[[hosts]]\naddress = \"127.0.7.{last}\"\nport = \"{port}\"\n");
    }
    let host = Host::play(&script);
    let range = format!("127.0.7.0-29:{}", host.lab.port());
    let scan = |more: &[&str]| run(&[&["scan", &range, "--at", "2026-01-01T00:00:00Z"], more].concat());
    let began = Instant::now();
    let ended = scan(&[]);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let found = reports(&ended.stdout);
    assert_eq!(found.len(), 30);
    let of =
        |last: &str| found.iter().find(|report| report.target.host == format!("127.0.7.{last}")).unwrap();
    assert_eq!((of("1").verdict, of("9").verdict), (Verdict::Healthy, Verdict::Failing));
    // The question whether anything answers is a connection as well.
    assert_eq!(of("1").connections, 3);
    let silent: Vec<&Report> = found.iter().filter(|report| report.is_silent()).collect();
    assert_eq!(silent.len(), 27);
    assert!(silent.iter().all(|report| report.connections <= 3 && report.verdict != Verdict::Healthy));
    assert!(ended.stderr.contains("nothing answers at 27 addresses of the ranges"), "{}", ended.stderr);
    // 127.0.7.0 and .9 refuse, which takes a host.
    assert!(ended.stderr.contains("3 hosts: 1 healthy, 2 failing"), "{}", ended.stderr);
    assert_eq!(ended.status, 1);
    // What is silent by itself is no finding, but a scan that finds no host is not fine.
    let port = host.lab.port();
    let with = |range: &str| {
        run(&["scan", &format!("{range}:{port}"), "--at", "2026-01-01T00:00:00Z", "--format", "text"])
    };
    let some = with("127.0.7.1-5");
    assert!(some.status == 0 && some.stdout.ends_with("1 host: 1 healthy\n"), "{}", some.stdout);
    assert_eq!(with("127.0.7.2-5").status, 1);
}
