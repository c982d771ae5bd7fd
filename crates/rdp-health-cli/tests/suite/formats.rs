//! `rdp-health check --format`: the formats that make one document, and what they exit with.

use rdp_health::{Report, Verdict};
use rdp_health_render::reports_in_html;

use crate::program::{EXPIRED, HEALTHY, Host, REFUSING, run};

#[test]
fn a_page_has_the_reports_of_all_hosts() {
    let (healthy, refusing) = (Host::play(HEALTHY), Host::play(REFUSING));
    let page = healthy.check(&["--format", "html"]);
    assert_eq!((page.status, page.stderr.as_str()), (0, ""));
    assert_eq!(Report::from_json(reports_in_html(&page.stdout)[0]).unwrap().verdict, Verdict::Healthy);

    let port = format!("localhost:{}", refusing.lab.port());
    let page = run(&["check", &port, "127.0.0.1:1", "-4", "--format", "html"]);
    assert_eq!(page.status, 1, "{}", page.stderr);
    assert_eq!(reports_in_html(&page.stdout).len(), 2);
    assert_eq!(page.stdout.matches("<!doctype html>").count(), 1);
}

#[test]
fn a_plugin_exits_with_its_status() {
    for (host, status, word) in [(HEALTHY, 0, "OK"), (EXPIRED, 1, "WARNING"), (REFUSING, 2, "CRITICAL")] {
        let host = Host::play(host);
        let ended = host.check(&["--format", "nagios"]);
        assert_eq!((ended.status, ended.stderr.as_str()), (status, ""), "{}", ended.stdout);
        assert!(ended.stdout.starts_with(&format!("RDP {word}: ")), "{}", ended.stdout);
        assert!(
            ended.stdout.lines().next().is_some_and(|line| line.contains(" | time=")),
            "{}",
            ended.stdout
        );
    }
    let unknown = Host::play(include_str!("../../demo/unusable-key.toml"));
    let ended = unknown.check(&["--depth", "quick", "--format", "nagios"]);
    assert_eq!(ended.status, 3, "{}", ended.stdout);
    // Of several hosts the worst; and nothing that was not checked is a fault of a host.
    let healthy = format!("localhost:{}", unknown.lab.port());
    let ended = run(&["check", &healthy, "127.0.0.1:1", "-4", "--depth", "quick", "--format", "nagios"]);
    assert_eq!(ended.status, 2, "{}", ended.stdout);
    let ended = run(&["check", "a b c:x", "--format", "nagios"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (3, ""));
    assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
}

#[test]
fn who_reads_a_document_is_not_told_by_the_status() {
    let host = Host::play(REFUSING);
    for format in ["checkmk", "prometheus", "zabbix", "prtg"] {
        let ended = host.check(&["--format", format]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{format}: {}", ended.stdout);
        assert!(ended.stdout.contains("tcp-refused"), "{format}: {}", ended.stdout);
    }
    for format in ["markdown", "csv", "junit", "sarif"] {
        let ended = host.check(&["--format", format]);
        assert_eq!(ended.status, 1, "{format}");
        assert!(ended.stdout.contains("tcp-refused"), "{format}: {}", ended.stdout);
    }
}
