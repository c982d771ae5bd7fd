//! What must hold of everything that a report is written as.

use rdp_health::{CheckOptions, Report, Verdict, audit, compare, diagnose, is_inert, judge_beside};
use rdp_health_evidence::Evidence;
use rdp_health_render::{
    Detail, Overview, TextOptions, audit_json, audit_text, certificates_json, certificates_pem,
    certificates_text, change_line, json_line, compare_text, json, ndjson, summary_line, text,
};

/// Judges the report again, compares it with itself and writes it in every way.
pub fn hold(report: &Report) {
    for one in [report, &diagnose(report, &report.options), &judge_beside(report, report)] {
        let line = ndjson(one).expect("a report is JSON");
        assert_eq!(line.trim_end_matches('\n').lines().count(), 1, "one line of NDJSON");
        inert(&line);
        inert(&json(one).expect("a report is JSON"));
        inert(&certificates_json(one).expect("certificates are JSON"));
        inert(&certificates_pem(one));
        let comparison = compare(report, one, None);
        inert(&json_line(&comparison).expect("a comparison is JSON"));
        for options in [
            TextOptions::default(),
            TextOptions::default().detail(Detail::Everything).remedies(true).width(80),
            TextOptions::default().ascii(true).width(20),
        ] {
            inert(&text(one, &options));
            inert(&compare_text(&comparison, &options));
            inert(&certificates_text(one, &options));
            let mut overview = Overview::default();
            overview.add(one);
            overview.add(report);
            inert(&overview.text(1, &options));
            for line in [
                summary_line(one, &options),
                change_line(one, Some((Verdict::Healthy, std::time::Duration::ZERO)), true, &options),
            ] {
                inert(&line);
            }
        }
    }
}

/// Nothing in it moves a cursor, forges a line or turns the reading direction.
pub fn inert(text: &str) {
    let bad = text.chars().find(|one| *one != '\n' && !is_inert(*one));
    assert_eq!(bad, None, "{text:?}");
}

/// What a file says of a host is judged and written, and evidence leads somewhere.
pub fn evidence(name: &str, bytes: &[u8]) {
    let mut evidence = Evidence::new();
    if let Err(error) = evidence.take(name, bytes) {
        return inert(&error.to_string());
    }
    let audit = audit(evidence.into_facts(), &CheckOptions::default());
    let written = audit_json(&audit).expect("an audit is JSON");
    inert(&written);
    inert(&audit_text(&audit, &TextOptions::default().detail(Detail::Everything)));
    let read: serde_json::Value = serde_json::from_str(&written).expect("an audit is JSON");
    for one in audit.findings.iter().flat_map(|finding| &finding.evidence) {
        assert!(read.pointer(&one.at).is_some(), "evidence points at {}", one.at);
    }
}
