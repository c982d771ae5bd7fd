//! `rdp-health profiles`, and `check` of web servers and lists of them, against lab hosts on loopback.

use rdp_health::{EndpointProfile, Report, Service, Verdict};

use crate::program::{Host, file, run};

const WEB: &str = include_str!("../../../../tests/scenarios/healthy-web.toml");
const REFUSING: &str = include_str!("../../../../tests/scenarios/tcp-refused-web.toml");

#[test]
fn a_web_server_is_a_target() {
    let host = Host::play(WEB);
    let ended = host.check(&[]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{}", ended.stdout);
    assert!(ended.stdout.starts_with("HEALTHY  https://rdweb.lab.test:"), "{}", ended.stdout);
    assert!(host.check(&["-v"]).stdout.contains("200 from Microsoft-HTTPAPI/2.0"), "{}", ended.stdout);
    // Nothing of Remote Desktop was looked at, or is said not to have been.
    for word in ["NLA", "RD Gateway", "UDP", "logon", "Clients"] {
        assert!(!ended.stdout.contains(word), "{word}: {}", ended.stdout);
    }
    let report = Report::from_json(&host.check(&["--format", "json"]).stdout).unwrap();
    assert_eq!((report.target.service, report.connections), (Service::Https, 1));
    assert!(report.clients.is_empty() && report.target.entry.is_none());
}

#[test]
fn the_certificate_of_a_web_server() {
    let host = Host::play(WEB);
    let ended = host.command("cert", &[]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.contains("rdweb.lab.test"), "{}", ended.stdout);
}

#[test]
fn a_list_is_a_table_with_purposes_and_one_exit_status() {
    let (well, ill) = (Host::play(WEB), Host::play(REFUSING));
    let list = |required: bool| {
        let text = format!(
            "name = \"office\"\n[[endpoint]]\nhost = \"rdweb.lab.test\"\nport = {}\npurpose = \"the feed\"\n\
             [[endpoint]]\nhost = \"127.0.0.1\"\nport = {}\npurpose = \"the portal\"\nrequired = {required}\n\
             [[pattern]]\npattern = \"*.lab.test\"\npurpose = \"telemetry\"\n",
            well.lab.port(),
            ill.lab.port()
        );
        file("office.toml", text.as_bytes()).display().to_string()
    };
    let check = |list: &str, more: &[&str]| {
        let dns = well.lab.dns_address().to_string();
        let root = well.lab.root_file().unwrap();
        let mut args = vec!["check", "--profile", list, "--dns", &dns, "--no-system-resolver"];
        args.extend(["--ca-file", root, "--at", "2026-01-01T00:00:00Z", "--concurrency", "1"]);
        args.extend(more);
        run(&args)
    };
    let text = check(&list(true), &[]);
    assert_eq!((text.status, text.stderr.as_str()), (1, ""));
    let lines: Vec<&str> = text.stdout.lines().collect();
    assert!(lines[0].starts_with("healthy") && lines[0].ends_with("the feed"), "{}", text.stdout);
    assert!(lines[1].starts_with("failing"), "{}", text.stdout);
    assert!(lines[1].contains("tcp-refused") && lines[1].ends_with("the portal"), "{}", text.stdout);
    assert!(text.stdout.contains("\n2 hosts: 1 healthy, 1 failing\n"), "{}", text.stdout);
    let not_checked =
        "Not checked, because no actual name for the pattern is known: *.lab.test (telemetry)\n";
    assert!(text.stdout.ends_with(not_checked), "{}", text.stdout);

    // Without an endpoint that only some clients need, the list as a whole does not fail.
    let optional = check(&list(false), &["--fail-on", "error", "--format", "ndjson"]);
    let reports: Vec<Report> = optional.stdout.lines().map(|line| Report::from_json(line).unwrap()).collect();
    let verdicts: Vec<Verdict> = reports.iter().map(|report| report.verdict).collect();
    assert_eq!((optional.status, verdicts), (0, vec![Verdict::Healthy, Verdict::Degraded]));
    let entry = reports[1].target.entry.as_ref().unwrap();
    assert_eq!((entry.profile.as_str(), entry.purpose.as_str()), ("office", "the portal"));
}

#[test]
fn what_is_no_list_is_said_in_a_line() {
    let broken = file("broken.toml", b"name = \"x\"\n[[endpoint]]\nhost = \"*.a\"\npurpose = \"p\"\n");
    let broken = broken.display().to_string();
    for (args, part) in [
        (&["check", "--profile", "azure"][..], "write avd or avd-us-gov, or the path of a file"),
        (&["check", "--profile", &broken], "line 3: '*.a' is not a host name"),
        (&["profiles", "azure"], "there is no list 'azure'; write avd or avd-us-gov"),
        (&["profiles", "--format", "toml"], "write which one: avd or avd-us-gov"),
        (&["check", "https://user@host"], "carries a user name"),
    ] {
        let ended = run(args);
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ended.stderr.contains(part) && ended.stderr.lines().count() == 1, "{}", ended.stderr);
    }
}

#[test]
fn the_known_lists() {
    let text = run(&["profiles"]);
    assert_eq!((text.status, text.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("profiles", text.stdout);
    let json = run(&["profiles", "--format", "json"]);
    let lists: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(lists[0]["endpoints"][0]["host"], "login.microsoftonline.com");
    let toml = run(&["profiles", "avd", "--format", "toml"]);
    let own = EndpointProfile::read_toml(&toml.stdout).unwrap();
    assert_eq!(own.endpoints.len(), EndpointProfile::find("avd").unwrap().endpoints.len());
}
