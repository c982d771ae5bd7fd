//! `rdp-health merge`, of what scans of lab hosts wrote.

use rdp_health::{CauseId, Confidence, Merged, Report};
use serde_json::Value;

use crate::program::{HEALTHY, Host, file, run};

fn scanned(host: &Host, target: &str, more: &[&str]) -> String {
    let dns = host.lab.dns_address().to_string();
    let args = ["scan", target, "-q", "--at", "2026-01-01T00:00:00Z", "--dns", &dns, "--no-system-resolver"];
    run(&[&args[..], more].concat()).stdout
}

/// The same name and port, for which nothing listens any more.
fn closed(target: &str) -> String {
    let ended = ["scan", target, "-q", "--depth", "quick", "--resolve"];
    let name = target.split(':').next().unwrap();
    run(&[&ended[..], &[&format!("{name}:127.0.0.1"), "--no-system-resolver"]].concat()).stdout
}

#[test]
fn a_host_that_one_place_reaches_and_another_does_not_is_a_finding() {
    let host = Host::play(HEALTHY);
    let target = host.lab.target().to_owned();
    let works = scanned(&host, &target, &["--place", "office"]);
    drop(host);
    let fails = closed(&target);
    let [office, vpn] =
        [("a.ndjson", &works), ("vpn.ndjson", &fails)].map(|(name, text)| file(name, text.as_bytes()));
    let files = [office.to_str().unwrap(), vpn.to_str().unwrap()];
    let merge = |more: &[&str]| run(&[&["merge"], &files[..], more].concat());

    let ended = merge(&[]);
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""));
    let merged: Merged = serde_json::from_str(&ended.stdout).unwrap();
    // A place is called what its reports say, or what its file is called.
    assert_eq!(merged.places, ["office", "vpn"]);
    let [host] = merged.hosts.as_slice() else { panic!("{merged:?}") };
    assert!(
        !host.agree && host.summary == "healthy from office; failing (tcp-refused) from vpn",
        "{}",
        host.summary
    );
    let [finding] = host.findings.as_slice() else { panic!("{host:?}") };
    assert_eq!((&finding.id, finding.confidence), (&CauseId::SourceBlocked, Confidence::Possible));
    assert_eq!(finding.evidence.len(), 2);
    let document: Value = serde_json::from_str(&ended.stdout).unwrap();
    for evidence in &finding.evidence {
        let at = document["hosts"][0].pointer(&evidence.at);
        assert!(at.is_some_and(Value::is_object), "{evidence:?}");
    }
    // The library says the same.
    let reports = [("office", &works), ("vpn", &fails)]
        .map(|(place, text)| (place.to_owned(), Report::from_json(text.trim()).unwrap()));
    assert_eq!(rdp_health::merge(reports), merged);

    let hostile = merge(&["--place", "a\u{202e}b", "--place", "vpn"]);
    assert!(hostile.stdout.chars().all(|c| c == '\n' || rdp_health::is_inert(c)), "{}", hostile.stdout);
    assert_eq!(serde_json::from_str::<Merged>(&hostile.stdout).unwrap().places[0], "a\u{202e}b");
    let text = merge(&["--format", "text"]);
    for part in
        ["1 host on which the places disagree:", "healthy from office; failing", "source-blocked, possible"]
    {
        assert!(text.stdout.contains(part), "{part}: {}", text.stdout);
    }
    let named = merge(&["--place", "one", "--place", "two", "--format", "ndjson"]);
    let places: Vec<_> =
        named.stdout.lines().map(|line| Report::from_json(line).unwrap().vantage.place.unwrap()).collect();
    assert_eq!(places, ["one", "two"]);
    // What was merged can be merged again.
    let again = file("again.ndjson", named.stdout.as_bytes());
    let again = run(&["merge", again.to_str().unwrap()]);
    assert_eq!(serde_json::from_str::<Merged>(&again.stdout).unwrap().places, ["one", "two"]);
}

#[test]
fn parts_make_a_whole_and_the_last_report_of_a_place_counts() {
    let part = |shard: &str| {
        run(&["scan", "127.0.9.0/28", "--port", "1", "--depth", "quick", "-q", "--shard", shard]).stdout
    };
    let (one, two) = (part("1/2"), part("2/2"));
    let cut = format!("{one}{}", &two[..500]);
    let files = [("1.ndjson", cut.as_str()), ("2.ndjson", &two), ("3.ndjson", &one)]
        .map(|(name, text)| file(name, text.as_bytes()));
    let names = files.each_ref().map(|file| file.to_str().unwrap());
    let ended = run(&[&["merge"], &names[..2]].concat());
    let merged: Merged = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((merged.hosts.len(), ended.status), (16, 1));
    assert!(merged.hosts.iter().all(|host| host.agree && host.seen.len() == 1 && host.findings.is_empty()));
    assert!(ended.stderr.contains("1.ndjson: 1 line is no report and left out"), "{}", ended.stderr);
    let same =
        [&["merge"], &names[..], &["--place", "a", "--place", "a", "--place", "a", "--format", "ndjson"]]
            .concat();
    assert_eq!(run(&same).stdout.lines().count(), 16);

    let ended = run(&["merge", names[0], "--place", "a", "--place", "b"]);
    assert!(ended.status == 2 && ended.stderr.contains("give it once for each file"), "{}", ended.stderr);
    let other = file("other.txt", b"srv01\n");
    let ended = run(&["merge", other.to_str().unwrap(), "/does/not/exist"]);
    assert_eq!((ended.status, ended.stderr.lines().count()), (2, 2), "{}", ended.stderr);
    assert!(ended.stderr.contains("it has no report"), "{}", ended.stderr);
    let document = run(&["check", "127.0.0.1:1", "--depth", "quick", "--format", "json"]).stdout;
    let document = file("one.json", document.as_bytes());
    let merged: Merged = serde_json::from_str(&run(&["merge", document.to_str().unwrap()]).stdout).unwrap();
    assert_eq!(merged.places, ["one"]);
}
