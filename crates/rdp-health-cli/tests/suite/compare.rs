//! `rdp-health compare` and `check --against`, on reports of lab hosts.

use rdp_health::{Comparison, Course};

use crate::program::{EXPIRED, HEALTHY, Host, file, run, run_with_input};

#[test]
fn two_reports_side_by_side() {
    let (healthy, expired) = (Host::play(HEALTHY), Host::play(EXPIRED));
    let (good, bad) =
        (healthy.check(&["--format", "json"]).stdout, expired.check(&["--format", "json"]).stdout);
    let saved = |name: &str, text: &str| file(name, text.as_bytes()).to_str().unwrap().to_owned();
    let (good_file, bad_file) = (saved("good.json", &good), saved("bad.json", &bad));

    let ended = run(&["compare", &good_file, &bad_file]);
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""), "{}", ended.stdout);
    assert!(ended.stdout.starts_with("two hosts: the second is worse"), "{}", ended.stdout);
    assert!(ended.stdout.contains("cert-expired") && ended.stdout.contains("Same: "), "{}", ended.stdout);
    // The other way round it is better; a report is the same as itself, wherever it comes from.
    assert_eq!(run(&["compare", &bad_file, &good_file]).status, 0);
    let same = run_with_input(&["compare", &good_file, "-", "--as", "times", "-v"], good.as_bytes());
    assert!(same.status == 0 && same.stdout.contains("nothing differs"), "{same:?}");

    let json = run(&["compare", &good_file, &bad_file, "--format", "json"]);
    let comparison: Comparison = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(comparison.course, Course::Worse);

    // A check held against a good report.
    let ended = healthy.check(&["--against", &good_file]);
    assert!(
        ended.status == 0 && ended.stdout.contains("one host at two times: nothing differs"),
        "{ended:?}"
    );
    let ended = expired.check(&["--against", &good_file, "--fail-on", "error", "--format", "ndjson"]);
    let comparison: Comparison = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((ended.status, comparison.course), (1, Course::Worse));

    let twice = saved("twice.ndjson", &format!("{good}\n{bad}"));
    let ended = run(&["compare", &good_file, &twice]);
    assert!(ended.status == 2 && ended.stderr.contains("more than one report"), "{ended:?}");
    let empty = saved("empty.json", "");
    let ended = run(&["compare", &good_file, &empty]);
    assert!(ended.status == 2 && ended.stderr.contains("no report"), "{ended:?}");
    let ended = healthy.check(&["--against", &empty]);
    assert!(ended.status == 2 && ended.stderr.contains("--against"), "{ended:?}");
}
