//! Many hosts: how fast, how many at a time, and that this computer's own limits are no fault of theirs.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rdp_health::{
    AddressRange, CheckOptions, Depth, ReadOptions, Report, ScanOptions, Shard, Target, TargetSummary,
    Targets, Timeouts, Verdict, scan,
};
use rdp_health_lab::{Lab, Scenario};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::sound::assert_sound;

/// Standard RDP Security: the shortest conversation there is.
const CONFIRM: &[u8] = &[3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 0, 0, 0, 0];
/// MCS Disconnect Provider Ultimatum.
const DISCONNECT: &[u8] = &[3, 0, 0, 9, 2, 0xf0, 0x80, 0x21, 0x80];

fn quick() -> CheckOptions {
    let mut options = CheckOptions::default().depth(Depth::Quick).pacing(Duration::ZERO);
    options.also_ports = Vec::new();
    options.unused_port = None;
    options
}

async fn all(targets: Vec<Target>, options: &CheckOptions, scanning: ScanOptions) -> Vec<Report> {
    let mut checks = scan(targets, options, scanning).unwrap();
    let mut reports = Vec::new();
    while let Some(report) = checks.next().await {
        reports.push(report);
    }
    reports
}

/// Hosts with one port that each answer after a moment, at the addresses 127.61.SUBNET.1 to 6; the most connections at a
/// time to each subnet, and to all.
async fn subnets(subnets: &[u8]) -> (Vec<Target>, BTreeMap<u8, Arc<AtomicUsize>>, Arc<AtomicUsize>) {
    let all = Arc::new((AtomicUsize::new(0), Arc::new(AtomicUsize::new(0))));
    let (mut targets, mut peaks) = (Vec::new(), BTreeMap::new());
    for subnet in subnets {
        let open = Arc::new(AtomicUsize::new(0));
        let peak = Arc::new(AtomicUsize::new(0));
        peaks.insert(*subnet, Arc::clone(&peak));
        for last in 1..=6 {
            let listener = TcpListener::bind((Ipv4Addr::new(127, 61, *subnet, last), 0)).await.unwrap();
            targets.push(Target::parse(&listener.local_addr().unwrap().to_string()).unwrap());
            let (open, peak, all) = (Arc::clone(&open), Arc::clone(&peak), Arc::clone(&all));
            tokio::spawn(async move {
                while let Ok((mut stream, _)) = listener.accept().await {
                    let (open, all) = (Arc::clone(&open), Arc::clone(&all));
                    peak.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    all.1.fetch_max(all.0.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::spawn(async move {
                        let mut request = [0; 19];
                        let _ = stream.read_exact(&mut request).await;
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        // Before the other side can know that it is over.
                        open.fetch_sub(1, Ordering::SeqCst);
                        all.0.fetch_sub(1, Ordering::SeqCst);
                        let _ = stream.write_all(CONFIRM).await;
                        let _ = stream.read(&mut request).await;
                        let _ = stream.write_all(DISCONNECT).await;
                    });
                }
            });
        }
    }
    (targets, peaks, Arc::clone(&all.1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subnet_has_so_many_connections_at_a_time() {
    let (targets, peaks, all_of_them) = subnets(&[1, 2, 3]).await;
    let reports = all(targets, &quick(), ScanOptions::default().concurrency(6).per_subnet(2)).await;
    assert_eq!(reports.len(), 18);
    for report in &reports {
        assert_sound(report);
        assert_eq!(report.verdict, Verdict::Failing, "{}", report.summary);
    }
    assert!(peaks.values().all(|peak| peak.load(Ordering::SeqCst) <= 2), "{peaks:?}");
    // The subnets do not wait for each other, although the first one alone has more hosts than are checked at a time.
    assert!(4 < all_of_them.load(Ordering::SeqCst), "{all_of_them:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_many_connections_begin_in_a_second_and_no_budget_pays_for_it() {
    let range: AddressRange = "127.0.9.0/28:1".parse().unwrap();
    // Less than the hosts wait for their turn.
    let options = quick().timeouts(Timeouts::default().budget(Duration::from_millis(500)));
    let began = Instant::now();
    let scanning = ScanOptions::default().rate(20).jitter(Duration::from_millis(20)).alive_first(false);
    let reports = all(range.targets().collect(), &options, scanning).await;
    let connections: u32 = reports.iter().map(|report| report.connections).sum();
    assert_eq!(reports.len(), 16);
    assert!(reports.iter().all(|report| report.verdict == Verdict::Failing), "{:?}", reports[0].summary);
    let least = Duration::from_millis(50) * (connections - 1);
    assert!(least <= began.elapsed(), "{connections} connections in {:?}", began.elapsed());
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused() {
    let target = Target::parse("127.0.0.1:1").unwrap();
    for (scanning, option) in [
        (ScanOptions::default().concurrency(0), "concurrency"),
        (ScanOptions::default().per_subnet(0), "per_subnet"),
        (ScanOptions::default().rate(0), "rate"),
        (ScanOptions::default().jitter(Duration::from_secs(3601)), "jitter"),
    ] {
        let error = scan([target.clone()], &quick(), scanning).unwrap_err();
        assert_eq!(error.option.as_deref(), Some(option));
    }
    let read = serde_json::from_str::<ScanOptions>(r#"{"shard":"5/4"}"#);
    assert!(read.unwrap_err().to_string().contains("1/4 for the first of four parts"));
}

#[tokio::test]
async fn a_part_of_a_list_is_checked() {
    let range: AddressRange = "127.0.9.0/27:1".parse().unwrap();
    let mut seen = Vec::new();
    for index in 1..=3 {
        let scanning = ScanOptions::default().shard(Shard::new(index, 3).unwrap());
        seen.extend(all(range.targets().collect(), &quick(), scanning).await);
    }
    let mut names: Vec<String> = seen.iter().map(|report| report.target.to_string()).collect();
    names.sort();
    names.dedup();
    assert_eq!((seen.len(), names.len()), (32, 32));
}

/// Names for which no server has a word take threads and sockets, and for long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_names_do_not_slow_good_ones_and_are_not_mistaken() {
    const NAMES: usize = 600;
    let script = r#"
title = "A good host among names that nobody knows"
target = { name = "good.lab.test" }
expect = { verdict = "failing" }

[[hosts]]
address = "127.0.0.1"
port = "closed"

[[dns]]
name = "*.gone.lab.test"
fault = "nxdomain"

[[dns]]
name = "*.silent.lab.test"
fault = "silence"

[[dns]]
name = "*.good.lab.test"
a = ["127.0.0.1"]
"#;
    let lab = Lab::start(&Scenario::parse(script).unwrap()).await.unwrap();
    let port = lab.port();
    let mut options = quick().timeouts(Timeouts::default().each(Duration::from_secs(4)));
    options.dns_server = Some(lab.dns_address());
    options.system_resolver = false;
    let name = |number: usize| match number % 30 {
        0 => format!("host{number}.good.lab.test:{port}"),
        10 | 20 => format!("host{number}.silent.lab.test:{port}"),
        _ => format!("host{number}.gone.lab.test:{port}"),
    };
    let targets: Vec<Target> = (0..NAMES).map(|number| Target::parse(&name(number)).unwrap()).collect();
    // The server of these names is this process as well: more at once would wait for each other here.
    let reports = all(targets, &options, ScanOptions::default().concurrency(64)).await;
    assert_eq!(reports.len(), NAMES);
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for report in &reports {
        let kind = report.target.host.split('.').nth(1).unwrap_or_default();
        let cause = report.primary.as_ref().map_or("-", |cause| cause.as_str());
        *counted.entry(format!("{kind} {} {cause}", report.verdict)).or_default() += 1;
    }
    println!("{counted:?}");
    assert_eq!(counted.get("good failing tcp-refused"), Some(&20), "{counted:?}");
    assert_eq!(counted.get("gone failing dns-not-found"), Some(&540), "{counted:?}");
    // Silence is no proof that the name does not exist.
    assert_eq!(counted.keys().filter(|key| key.starts_with("silent")).count(), 1, "{counted:?}");
    assert!(counted.keys().all(|key| !key.starts_with("silent failing dns-not-found")), "{counted:?}");
}

/// Ten times as many take ten times as long: anything quadratic would take a hundred times as long.
#[test]
fn a_hundred_thousand_targets_are_read_at_once() {
    let read = |count: usize| {
        let list: String =
            (0..count).map(|number| format!("srv{number:06}.corp.example:3390 # a comment\n")).collect();
        let began = Instant::now();
        let read = Targets::read("hosts.txt", list.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!((read.targets.len(), read.problems.len()), (count, 0));
        began.elapsed()
    };
    // What else the machine does weighs on short times most.
    let few = (0..3).map(|_| read(10_000)).min().unwrap();
    let many = (0..2).map(|_| read(100_000)).min().unwrap();
    println!("10 000 targets read in {few:?}, 100 000 in {many:?}");
    assert!(many < 40 * few, "{few:?}, then {many:?}");
}

/// One file of an administrator, with a password at every entry: nothing in it takes longer the more there is, and no
/// password comes out.
#[test]
fn five_thousand_connections_of_one_file_are_read_at_once() {
    let connections = |count: usize| {
        let node = |number: usize| {
            format!(
                "<Node Name=\"Server {number}\" Type=\"Connection\" Username=\"admin\" Domain=\"CORP\" \
                 Password=\"S3cr3t!{number}\" RDGatewayPassword=\"S3cr3t!\" Protocol=\"RDP\" Port=\"3389\" \
                 Hostname=\"srv{number:05}.corp.example\" RDGatewayUsageMethod=\"Never\" UseCredSsp=\"true\"/>\n"
            )
        };
        let groups = (0..count).step_by(100).map(|first| {
            let nodes: String = (first..first + 100).map(node).collect();
            format!("<Node Name=\"Group {first}\" Type=\"Container\" Password=\"S3cr3t!\">\n{nodes}</Node>\n")
        });
        let groups: String = groups.collect();
        format!("<Connections ConfVersion=\"2.6\" Protected=\"S3cr3t!\">\n{groups}</Connections>")
    };
    let read = |count: usize| {
        let file = connections(count);
        let began = Instant::now();
        let read = Targets::read("confCons.xml", file.as_bytes(), &ReadOptions::default()).unwrap();
        let elapsed = began.elapsed();
        assert_eq!((read.targets.len(), read.problems.len()), (count, 0));
        let last = TargetSummary::from(&read.targets[count - 1]);
        assert_eq!(last.labels.name, Some(format!("Server {}", count - 1)));
        let targets: Vec<TargetSummary> = read.targets.iter().map(TargetSummary::from).collect();
        let said = format!("{}{:?}", serde_json::to_string(&targets).unwrap(), read.remarks);
        assert!(!said.contains("S3cr3t"), "a password is said");
        elapsed
    };
    let few = (0..3).map(|_| read(500)).min().unwrap();
    let many = (0..3).map(|_| read(5_000)).min().unwrap();
    println!("500 connections read in {few:?}, 5 000 in {many:?}");
    assert!(many < 40 * few, "{few:?}, then {many:?}");
}

/// What a scan of so many hosts needs at most, in KiB, where each answers.
#[cfg(target_os = "linux")]
async fn peak(hosts: usize, port: u16) -> u64 {
    let last = u32::from(Ipv4Addr::new(127, 70, 0, 1)) + u32::try_from(hosts).unwrap() - 1;
    let range: AddressRange = format!("127.70.0.1-{}:{port}", Ipv4Addr::from(last)).parse().unwrap();
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let mut checks =
        scan(range.targets(), &quick(), ScanOptions::default().concurrency(100).alive_first(false)).unwrap();
    let mut count = 0;
    while let Some(report) = checks.next().await {
        assert_eq!(report.verdict, Verdict::Failing, "{}", report.summary);
        count += 1;
    }
    assert_eq!(count, hosts);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// In a process of its own, since the others of this suite need memory as well.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_hosts() {
    const INSIDE: &str = "RDP_HEALTH_MEASURES_MEMORY";
    if std::env::var_os(INSIDE).is_none() {
        let test = ["fleet::memory_does_not_grow_with_the_hosts", "--exact", "--nocapture"];
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        let ended = command.args(test).env(INSIDE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&ended.stdout);
        println!("{said}");
        assert!(ended.status.success(), "{said}{}", String::from_utf8_lossy(&ended.stderr));
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        // One listener answers at every address of loopback.
        let listener = TcpListener::bind(SocketAddr::from(([0, 0, 0, 0], 0))).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut request = [0; 64];
                    let _ = stream.read(&mut request).await;
                    let _ = stream.write_all(CONFIRM).await;
                    let _ = stream.read(&mut request).await;
                    let _ = stream.write_all(DISCONNECT).await;
                });
            }
        });
        let (few, many) = (peak(500, port).await, peak(5000, port).await);
        println!("peak of 500 hosts {few} KiB, of 5000 {many} KiB");
        assert!(many < few + few / 4 + 4096, "{few} KiB, then {many} KiB");
    });
}
