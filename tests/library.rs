//! The library's promises to its callers: cancellation, bounds, misuse, progress, round trips.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rdp_health::{
    CauseId, CheckOptions, Depth, ErrorKind, Event, Phase, Report, ScanOptions, Severity, Target, Timeouts,
    Until, Update, Verdict, WatchOptions, check, check_blocking, check_with_progress, scan, watch,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::sound::assert_sound;

/// Standard RDP Security: the shortest conversation there is.
const CONFIRM: &[u8] = &[3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0, 8, 0, 0, 0, 0, 0];
/// MCS Disconnect Provider Ultimatum.
const DISCONNECT: &[u8] = &[3, 0, 0, 9, 2, 0xf0, 0x80, 0x21, 0x80];

async fn listener() -> (TcpListener, Target) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::parse(&listener.local_addr().unwrap().to_string()).unwrap();
    (listener, target)
}

fn quick() -> CheckOptions {
    CheckOptions::default().depth(Depth::Quick).pacing(Duration::ZERO)
}

/// Accepts, answers nothing, and tells when each client has gone away.
async fn silent_host() -> (Target, tokio::sync::mpsc::UnboundedReceiver<usize>) {
    let (listener, target) = listener().await;
    let (gone, watch) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let gone = gone.clone();
            tokio::spawn(async move {
                let mut received = Vec::new();
                let _ = stream.read_to_end(&mut received).await;
                let _ = gone.send(received.len());
            });
        }
    });
    (target, watch)
}

#[tokio::test]
async fn dropping_a_check_closes_its_connection() {
    let (target, mut gone) = silent_host().await;
    let options = quick().timeouts(Timeouts::default().each(Duration::from_secs(600)));
    let mut checking = check_with_progress(&target, &options).unwrap();
    loop {
        let update = checking.next().await;
        if let Some(Update::Progress(Event::PhaseEnded { phase: Phase::Connect, ok: true, .. })) = update {
            break;
        }
    }
    drop(checking);
    // The host sees our end go, long before any deadline of ours.
    gone.recv().await.unwrap();
}

#[tokio::test]
async fn dropping_many_checks_closes_their_connections() {
    let (target, mut gone) = silent_host().await;
    let options = quick().timeouts(Timeouts::default().each(Duration::from_secs(600)));
    let mut checks =
        scan(std::iter::repeat_n(target, 5), &options, ScanOptions::default().concurrency(3)).unwrap();
    let waited = tokio::time::timeout(Duration::from_millis(200), checks.next()).await;
    assert!(waited.is_err(), "a silent host gives no report yet");
    drop(checks);
    for _ in 0..3 {
        gone.recv().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_checks_are_under_way_than_were_asked_for() {
    let (listener, target) = listener().await;
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, peak) = (Arc::clone(&open), Arc::clone(&most));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut request = [0; 19];
                let _ = stream.read_exact(&mut request).await;
                now.fetch_sub(1, Ordering::SeqCst);
                let _ = stream.write_all(CONFIRM).await;
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(DISCONNECT).await;
            });
        }
    });
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let targets = std::iter::repeat_n(target, 100).inspect(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let mut checks = scan(targets, &quick(), ScanOptions::default().concurrency(8)).unwrap();
    let mut reports = 0;
    while let Some(report) = checks.next().await {
        assert_sound(&report);
        assert_eq!(report.verdict, Verdict::Failing);
        reports += 1;
        assert!(taken.load(Ordering::SeqCst) <= reports + 8, "targets are taken only when there is room");
    }
    assert_eq!(reports, 100);
    assert!(most.load(Ordering::SeqCst) <= 8, "{most:?} connections at once");
}

#[tokio::test]
async fn a_hostile_flood_is_bounded() {
    let (listener, target) = listener().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                // A TPKT header that announces 65535 bytes, and then never stops.
                let _ = stream.write_all(&[3, 0, 0xff, 0xff]).await;
                while stream.write_all(&[0x5a; 4096]).await.is_ok() {}
            });
        }
    });
    let report = check(&target, &quick()).await.unwrap();
    assert_sound(&report);
    assert_eq!(report.primary, Some(CauseId::RdpMalformedAnswer));
}

#[tokio::test]
async fn a_used_up_budget_is_inconclusive() {
    let (target, _gone) = silent_host().await;
    let timeouts = Timeouts::default().budget(Duration::from_millis(50));
    let report =
        check(&target, &CheckOptions::default().pacing(Duration::ZERO).timeouts(timeouts)).await.unwrap();
    assert_sound(&report);
    assert_eq!(report.connections, 1);
    assert!(report.observations.host.addresses[0].cut_short.as_deref().unwrap().contains("ran out"));
}

#[tokio::test]
async fn misuse_is_an_error_and_probes_nothing() {
    let (target, mut gone) = silent_host().await;
    let nonsense = quick().timeouts(Timeouts::default().each(Duration::ZERO));
    let error = check(&target, &nonsense).await.unwrap_err();
    assert_eq!((error.kind, error.option.as_deref()), (ErrorKind::InvalidOption, Some("timeouts.resolve")));
    assert!(error.to_string().contains("; give at least"), "{error}");
    assert_eq!(format!("{error:?}"), error.to_string(), "what main prints");
    assert!(check_with_progress(&target, &nonsense).is_err());
    assert!(scan([target.clone()], &nonsense, ScanOptions::default().concurrency(1)).is_err());
    assert_eq!(
        scan([target.clone()], &quick(), ScanOptions::default().concurrency(0))
            .unwrap_err()
            .option
            .as_deref(),
        Some("concurrency")
    );
    let restless = WatchOptions::default().interval(Duration::ZERO);
    assert_eq!(watch(&target, &quick(), restless).unwrap_err().option.as_deref(), Some("interval"));
    assert!(watch(&target, &nonsense, WatchOptions::default()).is_err());
    assert_eq!(check_blocking(&target, &quick()).unwrap_err().kind, ErrorKind::WouldBlock);
    let everybody = quick().stun("255.255.255.255".parse().unwrap());
    let error = check(&target, &everybody).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "stun: the STUN server's address does not belong to a single host; write the name or the address of one server"
    );
    assert!(
        "224.0.0.1".parse::<rdp_health::Endpoint>().is_err()
            && "0.0.0.0".parse::<rdp_health::Endpoint>().is_err()
    );
    assert!(gone.try_recv().is_err(), "something was probed");
}

#[tokio::test]
async fn the_password_of_a_proxy_is_told_to_nobody() {
    let (listener, proxy) = listener().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 1024];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(b"HTTP/1.1 407 No\r\n\r\n").await;
        }
    });
    let options = quick().proxy(format!("http://somebody:s3cret@{proxy}").parse().unwrap());
    let mut told = format!("{options:?}{}", serde_json::to_string(&options).unwrap());
    let target = Target::parse("srv01.lab.test").unwrap();
    let mut checking = check_with_progress(&target, &options).unwrap();
    let mut primary = None;
    while let Some(update) = checking.next().await {
        match update {
            Update::Progress(event) => told += &serde_json::to_string(&event).unwrap(),
            Update::Finished(report) => {
                assert_sound(&report);
                told += &format!("{report:?}{}", report.to_json().unwrap());
                primary = report.primary.clone();
            }
            _ => {}
        }
    }
    assert_eq!(primary, Some(CauseId::ProxyRefused));
    assert!(told.contains(&format!("http://{proxy}")));
    for secret in ["s3cret", "somebody", "c29tZWJvZHk6czNjcmV0"] {
        assert!(!told.contains(secret), "{secret} is told");
    }
}

/// A port on which nobody listens.
fn closed() -> Target {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    Target::parse(&format!("127.0.0.1:{port}")).unwrap()
}

/// In both kinds of runtime: refused in a task and in what the runtime itself waits for, done where blocking is allowed.
#[test]
fn a_check_may_block_where_blocking_is_allowed() {
    let (target, other) = (closed(), closed());
    let blocked =
        || check_blocking(&target, &quick()).map(|report| report.verdict).map_err(|error| error.kind);
    let several = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for runtime in [tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), several] {
        runtime.block_on(async {
            assert_eq!(blocked(), Err(ErrorKind::WouldBlock));
            // Asking leaves a task the steps that it has.
            tokio::task::yield_now().await;
            let other = other.clone();
            let task = tokio::spawn(async move { check_blocking(&other, &quick()) }).await.unwrap();
            assert_eq!(task.unwrap_err().kind, ErrorKind::WouldBlock);
            let target = target.clone();
            let thread =
                tokio::task::spawn_blocking(move || check_blocking(&target, &quick())).await.unwrap();
            assert_eq!(thread.unwrap().verdict, Verdict::Failing);
        });
        let _entered = runtime.enter();
        assert_eq!(blocked(), Ok(Verdict::Failing));
    }
}

#[tokio::test]
async fn a_watch_tells_changes_and_ends_at_the_state_that_is_waited_for() {
    let target = closed();
    let watching = WatchOptions::default().interval(Duration::from_millis(10));
    let mut down = watch(&target, &quick(), watching.until(Until::Failing)).unwrap();
    let seen = down.next().await.unwrap();
    assert_eq!((seen.report.verdict, seen.change), (Verdict::Failing, None));
    assert!(down.next().await.is_none());

    let mut checks = watch(&target, &quick(), watching.until(Until::Healthy)).unwrap();
    let first = checks.next().await.unwrap().report;
    assert_sound(&first);
    assert_eq!(first.primary, Some(CauseId::TcpRefused));
    let listener = TcpListener::bind(target.to_string()).await.unwrap();
    drop(checks);
    drop(listener);

    let mut brief = watch(&target, &quick(), watching.duration(Duration::from_millis(100))).unwrap();
    let mut checks = 0;
    while let Some(seen) = brief.next().await {
        assert_eq!(seen.change, None);
        checks += 1;
    }
    assert!(0 < checks);
}

#[test]
fn a_program_without_a_runtime_checks_as_well() {
    let target = closed();
    let report = check_blocking(&target, &quick()).unwrap();
    assert_sound(&report);
    assert_eq!((report.primary, report.verdict), (Some(CauseId::TcpRefused), Verdict::Failing));
    assert_eq!(report.connections, 2, "a refusal is believed when it repeats");
}

#[tokio::test]
async fn progress_ends_with_the_report() {
    let (listener, target) = listener().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 19];
        stream.read_exact(&mut request).await.unwrap();
        stream.write_all(CONFIRM).await.unwrap();
        let _ = stream.read(&mut [0; 1024]).await;
        stream.write_all(DISCONNECT).await.unwrap();
    });
    let mut checking = check_with_progress(&target, &quick()).unwrap();
    let mut phases = Vec::new();
    let mut finished = None;
    while let Some(update) = checking.next().await {
        assert!(finished.is_none(), "nothing comes after the report");
        match update {
            Update::Progress(Event::PhaseEnded { phase, .. }) => phases.push(phase),
            Update::Progress(_) => {}
            Update::Finished(report) => finished = Some(report),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(phases, [Phase::Connect, Phase::Negotiate, Phase::StandardSecurity]);
    let report = finished.unwrap();
    assert_eq!((report.connections, report.round_trips), (1, 3));
}

/// What a connection sends is RDP and nothing that names a user.
#[tokio::test]
async fn no_user_name_leaves_this_machine() {
    let (listener, target) = listener().await;
    let received = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 1024];
        let count = stream.read(&mut request).await.unwrap();
        stream.write_all(CONFIRM).await.unwrap();
        request.truncate(count);
        request
    });
    check(&target, &quick()).await.unwrap();
    assert_eq!(received.await.unwrap(), [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 0x0b, 0, 0, 0]);
}

/// A recorded report, as if a host with this certificate had been checked at this time.
fn seen(started_at: &str, change: impl FnOnce(&mut serde_json::Value)) -> Report {
    let recorded = include_str!("../crates/rdp-health-render/tests/reports/healthy-alias.json");
    let mut report: serde_json::Value = serde_json::from_str(recorded).unwrap();
    report["started_at"] = started_at.into();
    report["judged_at"] = started_at.into();
    let certificates =
        &mut report["observations"]["host"]["addresses"][0]["conversations"][0]["certificates"];
    change(&mut certificates["value"][0]);
    serde_json::from_value(report).unwrap()
}

fn compared(report: &Report, earlier: &Report) -> (Report, Vec<(String, Severity)>) {
    let report = rdp_health::judge_beside(report, earlier);
    assert_sound(&report);
    let about = report.findings.iter().filter(|finding| finding.id.as_str().starts_with("cert-"));
    let findings = about.map(|finding| (finding.id.to_string(), finding.severity)).collect();
    (report, findings)
}

#[test]
fn a_certificate_beside_that_of_earlier_reports() {
    let renewed = |number: i64| {
        move |leaf: &mut serde_json::Value| {
            leaf["sha256"] = format!("{number:064}").into();
            leaf["not_before_unix"] = (leaf["not_before_unix"].as_i64().unwrap() + number * 3_600).into();
        }
    };
    let first = seen("2026-01-01T00:00:00.000Z", |_| {});
    let again = seen("2026-01-02T00:00:00.000Z", |_| {});
    let (_, findings) = compared(&again, &first);
    assert_eq!(findings, []);

    let second = seen("2026-01-03T00:00:00.000Z", renewed(1));
    let (second, findings) = compared(&second, &first);
    assert_eq!(findings, [("cert-changed".to_owned(), Severity::Info)], "a renewal is no alarm");

    let other = seen("2026-01-03T00:00:00.000Z", |leaf| {
        leaf["sha256"] = "00".into();
        leaf["issuer"] = "CN=Somebody".into();
    });
    let (_, findings) = compared(&other, &first);
    assert_eq!(findings, [("cert-changed".to_owned(), Severity::Warning)]);

    // A CA's certificate gave way to the one that Windows makes for itself; the other way round somebody mended it.
    let own = seen("2026-01-05T00:00:00.000Z", |leaf| {
        leaf["sha256"] = "11".into();
        leaf["windows_default"] = true.into();
        leaf["self_issued"] = true.into();
    });
    let issued = seen("2026-01-01T00:00:00.000Z", |leaf| {
        leaf["windows_default"] = false.into();
        leaf["self_issued"] = false.into();
    });
    let rejected = ("cert-configured-rejected".to_owned(), Severity::Warning);
    assert!(compared(&own, &issued).1.contains(&rejected));
    assert!(!compared(&issued, &own).1.contains(&rejected));
    assert!(
        !compared(&own, &seen("2026-01-01T00:00:00.000Z", |leaf| leaf["self_issued"] = true.into()))
            .1
            .contains(&rejected)
    );

    // The history travels in the reports, so that the third new certificate in a row shows.
    let third = seen("2026-01-04T00:00:00.000Z", renewed(2));
    let (third, findings) = compared(&third, &second);
    assert_eq!(findings, [("cert-template-reissues".to_owned(), Severity::Warning)]);
    assert_eq!(third.observations.earlier.len(), 2);
}

#[tokio::test]
async fn a_checker_gives_the_same_verbs() {
    let target = closed();
    let checker = rdp_health::Checker::new(&quick()).unwrap();
    let once = checker.check(&target).await;
    assert_sound(&once);
    assert_eq!(once.primary, Some(CauseId::TcpRefused));
    let mut reports =
        checker.scan([target.clone(), target.clone()], ScanOptions::default().concurrency(2)).unwrap();
    while let Some(report) = reports.next().await {
        assert_eq!(report.primary, once.primary);
    }
    let watching = WatchOptions::default().until(Until::Failing);
    let mut checks = checker.watch(&target, watching).unwrap();
    assert_eq!(checks.next().await.unwrap().report.primary, once.primary);
    assert_eq!(
        checker.scan([target], ScanOptions::default().concurrency(0)).unwrap_err().kind,
        ErrorKind::InvalidOption
    );
    assert_eq!(
        rdp_health::Checker::new(&quick().also_ports([0])).unwrap_err().kind,
        ErrorKind::InvalidOption
    );
}
