//! Through a proxy: every command that talks to a host.

use rdp_health::{CauseId, Report};

use crate::program::Host;

/// A SOCKS proxy that wants a logon, and a host behind it that is in order.
const BEHIND_A_PROXY: &str = r#"
title = "Behind a proxy"
target = { name = "rdp1.lab.test" }
expect = { verdict = "healthy" }

[[hosts]]
address = "127.0.0.1"
connections = [[
    { step = "socks", knows = "rdp1.lab.test", logon = ["lab", "secret"] },
    { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
    { step = "tls", certificate = { kind = "windows_default" } },
]]
"#;

#[test]
fn each_command_goes_through_it_and_says_so() {
    let host = Host::play(BEHIND_A_PROXY);
    let port = host.lab.port();
    let (url, shown) =
        (format!("socks5h://lab:secret@127.0.0.1:{port}"), format!("socks5://127.0.0.1:{port}"));
    let place = format!("rdp1.lab.test:{port} through the proxy {shown}");
    let checked = host.check(&["--proxy", &url]);
    assert_eq!((checked.status, checked.stderr.as_str()), (0, ""), "{}", checked.stdout);
    assert!(checked.stdout.contains(&format!("\nSeen         {place}, NLA")), "{}", checked.stdout);
    let checked = host.check(&["--proxy", &url, "-v"]);
    assert!(checked.stdout.contains(&format!("  {place} (127.0.0.1:{port})\n")), "{}", checked.stdout);
    let certificates = host.command("cert", &["--proxy", &url]);
    assert_eq!(certificates.status, 0, "{}", certificates.stdout);
    assert!(
        certificates.stdout.replace("\n  ", " ").contains("through the proxy"),
        "{}",
        certificates.stdout
    );
    let watched = host.command("watch", &["--proxy", &url, "--until", "healthy", "--format", "ndjson"]);
    assert_eq!(watched.status, 0, "{}", watched.stdout);
    for ended in [&checked, &certificates, &watched] {
        assert!(!ended.stdout.contains("secret"), "{}", ended.stdout);
    }
}

#[test]
fn several_hosts_go_through_one() {
    let host = Host::play(BEHIND_A_PROXY);
    let url = format!("socks5://lab:wrong@127.0.0.1:{}", host.lab.port());
    let ended = host.check(&["srv02.lab.test", "--proxy", &url, "--format", "ndjson"]);
    assert_eq!(ended.status, 1, "{}", ended.stderr);
    let reports: Vec<Report> = ended.stdout.lines().map(|line| Report::from_json(line).unwrap()).collect();
    assert_eq!(reports.len(), 2);
    for report in reports {
        assert_eq!(report.primary, Some(CauseId::ProxyRefused));
        assert!(report.summary.contains("rejects the given user name and password"), "{}", report.summary);
    }
    assert!(!ended.stdout.contains("wrong"), "{}", ended.stdout);
}
