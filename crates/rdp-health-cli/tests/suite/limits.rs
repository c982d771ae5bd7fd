//! What this process may not have is no fault of a host: few threads, few descriptors, no surroundings.
//!
//! The limits are real ones, set by util-linux for the program that is run.
#![cfg(target_os = "linux")]

use std::net::{Ipv4Addr, UdpSocket};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rdp_health::{CauseId, Report, Verdict};

use crate::program::{Ended, HEALTHY, Host, REFUSING, command, file};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rdp-health");
/// Longer than any of these checks may take, even where other tests take the processors.
const LIMIT: Duration = Duration::from_secs(60);

/// Whether the tools are there, and the rights to use them. In CI they are.
fn can(tools: &[&str]) -> bool {
    let there =
        |tool: &&str| Command::new(tool).arg("--version").output().is_ok_and(|ended| ended.status.success());
    let root = Command::new("id").arg("-u").output().is_ok_and(|ended| ended.stdout == b"0\n");
    let able = root && tools.iter().all(there);
    if !able {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "in CI every test runs: {tools:?}, as root"
        );
        eprintln!("skipped: it takes root and {tools:?}");
    }
    able
}

/// A copy of the program where every user may run it, while the value lives.
struct Copied(PathBuf);

impl Copied {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("rdp-health-limits-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::copy(PROGRAM, folder.join("rdp-health")).unwrap();
        Self(folder)
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the program with these arguments behind these words; it must end in time, and by itself.
fn behind(words: &[&str], args: &[&str]) -> Ended {
    behind_of(PROGRAM, words, args)
}

fn behind_of(program: &str, words: &[&str], args: &[&str]) -> Ended {
    let usual = command(&[]);
    let (first, rest) = words.split_first().unwrap();
    let mut limited = Command::new(first);
    limited.args(rest).arg(program).args(args).stdin(Stdio::null());
    for (name, value) in usual.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let began = Instant::now();
    let ended = Ended::from(limited.output().unwrap());
    assert!(began.elapsed() < LIMIT, "{words:?} {args:?} took {:?}", began.elapsed());
    assert!(!ended.stderr.contains("panicked"), "{words:?} {args:?}: {}", ended.stderr);
    ended
}

/// With less it works, or says so in one line: it never blames the host.
fn works_or_says_so(ended: &Ended, expected: &[Verdict], what: &str) {
    match ended.status {
        2 => {
            assert!(ended.stdout.is_empty(), "{what}: {}", ended.stdout);
            assert_eq!(ended.stderr.lines().count(), 1, "{what}: {}", ended.stderr);
            assert!(
                ended.stderr.starts_with("error: the operating system provided no resources"),
                "{what}: {}",
                ended.stderr
            );
        }
        _ => {
            let report = Report::from_json(&ended.stdout).unwrap();
            assert!(expected.contains(&report.verdict), "{what}: {}", report.summary);
        }
    }
}

#[test]
fn with_few_threads_it_works_with_less() {
    if !can(&["setpriv", "prlimit"]) {
        return;
    }
    let copied = Copied::new();
    let program = copied.0.join("rdp-health");
    let program = program.to_str().unwrap();
    let (healthy, refusing) = (Host::play(HEALTHY), Host::play(REFUSING));
    let dns = healthy.lab.dns_address().to_string();
    let addresses = [&healthy, &refusing].map(|host| format!("127.0.0.1:{}", host.lab.port()));
    let user = ["setpriv", "--reuid=54311", "--regid=54311", "--clear-groups", "--bounding-set=-all"];
    for threads in 1..=4 {
        let nproc = format!("--nproc={threads}");
        let words: Vec<&str> = user.into_iter().chain(["prlimit", &nproc]).collect();
        let check = |target: &str, more: &[&str], expected: &[Verdict]| {
            let mut args = vec!["check", target, "--format", "ndjson", "--at", "2026-01-01T00:00:00Z"];
            args.extend(more);
            let ended = behind_of(program, &words, &args);
            assert_ne!(ended.status, 2, "{threads}: {}", ended.stderr);
            works_or_says_so(&ended, expected, &format!("{threads} {target}"));
        };
        check(&addresses[0], &[], &[Verdict::Healthy]);
        check(&addresses[1], &[], &[Verdict::Failing]);
        check(healthy.lab.target(), &["--dns", &dns, "--no-system-resolver"], &[Verdict::Healthy]);
        // Without a thread for the system's resolver nobody knows whether there is such a name.
        let unknown = if threads == 1 { Verdict::Inconclusive } else { Verdict::Failing };
        check("nobody.lab.test", &["--dns", &dns], &[unknown]);
        let watched = behind(
            &words,
            &["watch", &addresses[0], "--at", "2026-01-01T00:00:00Z", "--interval", "0.1", "--for", "1s"],
        );
        assert!(watched.stdout.contains("healthy"), "{threads}: {watched:?}");
        let several = behind_of(program, &words, &["check", &addresses[0], &addresses[1]]);
        assert!(several.stdout.contains("1 failing"), "{threads}: {several:?}");
    }
}

#[test]
fn with_few_descriptors_it_works_with_less() {
    if !can(&["prlimit"]) {
        return;
    }
    let host = Host::play(HEALTHY);
    let dns = host.lab.dns_address().to_string();
    let mut worked = 0;
    for descriptors in [3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24] {
        let nofile = format!("--nofile={descriptors}");
        let args = [
            "check",
            host.lab.target(),
            "--dns",
            &dns,
            "--no-system-resolver",
            "--at",
            "2026-01-01T00:00:00Z",
            "--format",
            "ndjson",
        ];
        let ended = behind(&["prlimit", &nofile], &args);
        // The loader of programs may not even get as far.
        if ended.stderr.contains("loading shared libraries") {
            continue;
        }
        works_or_says_so(&ended, &[Verdict::Healthy], &format!("{descriptors}"));
        worked += usize::from(ended.status != 2);
    }
    assert!(3 < worked, "{worked}");
}

const MANY: &str = r#"
title = "A healthy host of many names"
target = { name = "srv.lab.test" }
expect = { verdict = "healthy" }

[[hosts]]
address = "127.0.0.1"
connections = [[
    { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
    { step = "tls", certificate = { kind = "good", name = "*.lab.test" } },
]]

[[dns]]
name = "*.lab.test"
a = ["127.0.0.1"]
"#;

#[test]
fn many_hosts_share_few_descriptors() {
    if !can(&["prlimit"]) {
        return;
    }
    let host = Host::play(MANY);
    let dns = host.lab.dns_address().to_string();
    for (descriptors, hosts, concurrency) in [(24, 40, "40"), (64, 150, "500")] {
        let list: String = (0..hosts).map(|n| format!("srv{n}.lab.test:{}\n", host.lab.port())).collect();
        let list = file("hosts", list.as_bytes());
        let nofile = format!("--nofile={descriptors}");
        let args = ["check", "--from", list.to_str().unwrap(), "--dns", &dns, "--concurrency", concurrency];
        let options =
            ["--no-system-resolver", "--at", "2026-01-01T00:00:00Z", "--format", "ndjson", "--ca-file"];
        let args: Vec<&str> =
            args.into_iter().chain(options).chain([host.lab.root_file().unwrap()]).collect();
        let ended = behind(&["prlimit", &nofile], &args);
        let reports: Vec<Report> =
            ended.stdout.lines().map(|line| Report::from_json(line).unwrap()).collect();
        assert_eq!(reports.len(), hosts, "{}", ended.stderr);
        for report in reports {
            assert_eq!(
                report.verdict,
                Verdict::Healthy,
                "{descriptors}: {} {:?}",
                report.summary,
                report.findings
            );
        }
    }
}

/// A DNS server at port 53 that answers for `good…` alone.
fn half_dead_dns() -> Ipv4Addr {
    let address = Ipv4Addr::new(127, 77, 0, 53);
    let socket = UdpSocket::bind((address, 53)).unwrap();
    // All ask at once, and a question that is lost is put again after five seconds.
    nix::sys::socket::setsockopt(&socket, nix::sys::socket::sockopt::RcvBufForce, &(16 << 20)).unwrap();
    std::thread::spawn(move || {
        let mut question = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut question) {
            let end = 12 + question[12..length].iter().position(|byte| *byte == 0).unwrap() + 5;
            if !question[13..].starts_with(b"good") {
                continue;
            }
            let is_a = question[end - 4..end - 2] == [0, 1];
            let mut answer = question[..2].to_vec();
            answer.extend([0x81, 0x80, 0, 1, 0, u8::from(is_a), 0, 0, 0, 0]);
            answer.extend(&question[12..end]);
            if is_a {
                answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
            }
            let _ = socket.send_to(&answer, from);
        }
    });
    address
}

#[test]
fn dead_names_do_not_slow_good_ones() {
    if !can(&["prlimit", "unshare"]) {
        return;
    }
    let host = Host::play(MANY);
    let server = half_dead_dns();
    let resolv = file("resolv.conf", format!("nameserver {server}\n").as_bytes());
    let shell = format!("mount --bind {} /etc/resolv.conf && exec \"$@\"", resolv.to_str().unwrap());
    let mut list: String = (0..200).map(|n| format!("dead{n}.lab.test:{}\n", host.lab.port())).collect();
    list.extend((0..40).map(|n| format!("good{n}.lab.test:{}\n", host.lab.port())));
    let list = file("hosts", list.as_bytes());
    let args = ["check", "--from", list.to_str().unwrap(), "--concurrency", "500", "--format", "ndjson"];
    let options =
        ["--at", "2026-01-01T00:00:00Z", "--timeout", "8", "--ca-file", host.lab.root_file().unwrap()];
    let args: Vec<&str> = args.into_iter().chain(options).collect();
    // Few descriptors for name lookups, which then say that there is no such name.
    for (descriptors, all_at_once) in [("--nofile=4096", true), ("--nofile=24", false)] {
        let good: Vec<&str> = vec!["check", "good0.lab.test"];
        let args = match all_at_once {
            true => args.clone(),
            false => {
                let few = (0..40).map(|n| format!("good{n}.lab.test:{}", host.lab.port()));
                let few = few.collect::<Vec<_>>().leak();
                good[..1]
                    .iter()
                    .copied()
                    .chain(few.iter().map(|name| name.as_str()))
                    .chain(args[3..].iter().copied())
                    .collect()
            }
        };
        let words = ["unshare", "-m", "sh", "-c", &shell, "sh", "prlimit", descriptors];
        let ended = behind(&words, &args);
        let reports: Vec<Report> =
            ended.stdout.lines().map(|line| Report::from_json(line).unwrap()).collect();
        let mut good = 0;
        for report in &reports {
            let name = report.target.to_string();
            if name.starts_with("good") {
                assert_eq!(
                    report.verdict,
                    Verdict::Healthy,
                    "{name}: {} {:?}",
                    report.summary,
                    report.findings
                );
                assert!(
                    report.findings.iter().all(|one| one.id != CauseId::DnsSlow),
                    "{name}: {:?}",
                    report.findings
                );
                let resolution = report.observations.host.resolve.done().unwrap();
                assert!(resolution.system.done().is_some(), "{name}: {:?}", resolution.system);
                // Behind a dead name it would have waited for its own time to be up, and then for this.
                assert!(
                    report.elapsed < Duration::from_secs(7),
                    "{name}: {:?} {:#?}",
                    report.elapsed,
                    report.timeline
                );
                good += 1;
            } else {
                assert_eq!(report.primary, Some(CauseId::DnsTimeout), "{name}: {}", report.summary);
            }
        }
        assert_eq!(good, 40, "{}", ended.stderr);
    }
}

#[test]
fn without_surroundings_it_works() {
    if !can(&["unshare"]) {
        return;
    }
    let host = Host::play(HEALTHY);
    let target = format!("127.0.0.1:{}", host.lab.port());
    let args = ["check", &target, "--at", "2026-01-01T00:00:00Z", "--format", "ndjson"];
    let no_store = ["SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent"];
    let read_only = "mount -o remount,ro,bind / 2>/dev/null; mount -t tmpfs -o ro none /home; exec \"$@\"";
    for words in [
        &["env", "-i"][..],
        &["env", "-i", no_store[0], no_store[1], "TMPDIR=/nonexistent"],
        &["unshare", "-m", "sh", "-c", read_only, "sh", "env", "-u", "HOME"],
    ] {
        let ended = behind(words, &args);
        let report = Report::from_json(&ended.stdout).unwrap();
        assert_eq!(
            (report.verdict, ended.status),
            (Verdict::Healthy, 0),
            "{words:?}: {} {}",
            report.summary,
            ended.stderr
        );
    }
}
