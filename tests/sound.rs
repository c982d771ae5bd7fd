//! What must hold of every report, whatever was checked: called on each report the suite gets.

use std::time::Duration;

use rdp_health::{
    CauseId, CheckOptions, ClientOutcome, Confidence, Outcome, Report, Severity, StoreTrust, SymptomFit,
    Verdict, cause, diagnose,
};
use serde_json::Value;

/// Fails with what is wrong with a report.
pub fn assert_sound(report: &Report) {
    let json = report.to_json().unwrap();
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(&Report::from_json(&json).unwrap(), report, "JSON there and back");
    plain(&value);

    for finding in &report.findings {
        let known = cause(&finding.id).unwrap_or_else(|| panic!("{} is not in the catalogue", finding.id));
        assert_eq!(finding.title, known.title);
        assert!(!finding.summary.is_empty(), "{} has no sentence", finding.id);
        assert!(!finding.evidence.is_empty(), "{} has no evidence", finding.id);
        for evidence in &finding.evidence {
            assert!(value.pointer(&evidence.at).is_some(), "{}: {} points nowhere", finding.id, evidence.at);
        }
        if let Some(because_of) = &finding.because_of {
            assert!(report.findings.iter().any(|f| f.id == *because_of), "{} because of nothing", finding.id);
        }
        let risks: Vec<_> = finding.remedies.iter().map(|remedy| remedy.risk).collect();
        assert!(risks.is_sorted(), "{}: remedies out of order", finding.id);
    }
    let ids: Vec<_> = report.findings.iter().map(|finding| &finding.id).collect();
    for out in &report.ruled_out {
        assert!(cause(&out.id).is_some() && !ids.contains(&&out.id), "{} is found and ruled out", out.id);
    }

    let primary = report
        .primary
        .as_ref()
        .map(|id| report.findings.first().filter(|f| f.id == *id).expect("primary first"));
    match report.verdict {
        Verdict::Healthy => assert!(primary.is_none()),
        Verdict::Degraded => assert_eq!(primary.unwrap().severity, Severity::Warning),
        Verdict::Failing => assert_eq!(primary.unwrap().severity, Severity::Error),
        Verdict::Inconclusive => assert!(report.findings.iter().all(|f| f.severity < Severity::Error)),
    }
    assert!(primary.is_none_or(|finding| Confidence::Possible <= finding.confidence));
    assert!(!report.summary.is_empty() && !report.summary.contains('\n'));

    clients(report);
    trust(report, &value);
    symptom(report, &value);
    beside_any_symptom(report);
    counted(report);
    for seed in 0..3 {
        assert_eq!(&report.judged_shuffled(seed), report, "the rules in another order ({seed})");
    }
}

/// Each store argues, and the findings say what the stores say on which they rest.
fn trust(report: &Report, value: &Value) {
    for store in &report.trust {
        let pointers = store.path.iter().map(|one| &one.at).chain(store.evidence.iter().map(|one| &one.at));
        for at in pointers {
            assert!(value.pointer(at).is_some(), "{:?} points nowhere: {at}", store.store);
        }
        assert!(!store.path.is_empty() && !store.addresses.is_empty() && !store.says.is_empty());
        assert_eq!(store.verdict == StoreTrust::NotTrusted, !store.evidence.is_empty(), "{}", store.says);
    }
    let found = |id: &str| report.findings.iter().any(|finding| finding.id == id);
    let deciding = || report.trust.iter().filter(|store| store.decides);
    if !deciding().any(|store| store.verdict == StoreTrust::NotTrusted) {
        assert!(!found("cert-untrusted"), "{:?}", report.trust);
    }
    if deciding().any(|store| store.verdict == StoreTrust::TrustedIfFetched)
        && !deciding().any(|store| store.verdict == StoreTrust::Trusted)
    {
        assert!(found("cert-chain-incomplete"), "{:?}", report.trust);
    }
}

/// Whatever the client shows, the diagnosis stays what it is.
fn beside_any_symptom(report: &Report) {
    for text in ["0x904", "0x204", "0x104", "The certificate is not from a trusted certifying authority."] {
        let options = CheckOptions::default().policy(report.options.policy).judge_at(report.judged_at);
        let mut beside = diagnose(report, &options.client_error(text));
        symptom(&beside, &serde_json::to_value(&beside).unwrap());
        beside.symptom.clone_from(&report.symptom);
        beside.options.client_error.clone_from(&report.options.client_error);
        assert_eq!(&beside, report, "{text} changed the diagnosis");
    }
}

/// What a client shows is held against the report, and nothing is found and excluded, or excluded and left.
fn symptom(report: &Report, value: &Value) {
    let Some(symptom) = &report.symptom else {
        assert!(report.options.client_error.is_none());
        return;
    };
    assert!(!symptom.says.is_empty(), "{symptom:?}");
    let found = |id: &CauseId| report.findings.iter().any(|finding| finding.id == *id);
    for one in &symptom.excluded {
        assert!(value.pointer(&one.at).is_some(), "{} is excluded by nothing at {}", one.id, one.at);
        assert!(!found(&one.id) && !one.because.is_empty(), "{} is found and excluded", one.id);
        assert!(symptom.remains.iter().all(|other| other.id.as_ref() != Some(&one.id)), "{}", one.id);
    }
    assert!(symptom.found.iter().all(found), "{:?}", symptom.found);
    assert_eq!(symptom.fit == SymptomFit::Found, !symptom.found.is_empty());
    assert_eq!(symptom.fit == SymptomFit::Unread, symptom.readings.is_empty());
    for one in &symptom.remains {
        assert!(one.id.as_ref().is_none_or(|id| cause(id).is_some()) && !one.look.is_empty(), "{one:?}");
    }
    let ids: Vec<_> = symptom.remains.iter().filter_map(|one| one.id.as_ref()).collect();
    assert!(ids.iter().enumerate().all(|(index, id)| !ids[..index].contains(id)), "twice: {ids:?}");
}

/// Each client has one verdict, and each verdict its reason.
fn clients(report: &Report) {
    let ids: Vec<&str> = report.clients.iter().map(|client| client.client.as_str()).collect();
    assert!(ids.iter().enumerate().all(|(index, id)| !ids[..index].contains(id)), "twice: {ids:?}");
    for client in &report.clients {
        let says = format!("{client:?}");
        match client.outcome {
            ClientOutcome::Connects => {
                assert!(client.protocol.is_some() && client.cause.is_none(), "{says}");
                assert_eq!(client.protocol.as_deref() == Some("RDP"), client.tls.is_none(), "{says}");
                assert!(Confidence::Likely <= client.confidence, "{says}");
            }
            ClientOutcome::Blocked | ClientOutcome::DependsOnAddress => {
                let known = client.cause.as_ref().and_then(cause);
                assert!(known.is_some() && client.phase.is_some(), "{says}");
            }
            ClientOutcome::Unknown => {
                assert!(client.why.as_ref().is_some_and(|why| !why.is_empty()), "{says}");
                assert!(client.cause.is_none() && client.confidence == Confidence::Possible, "{says}");
            }
        }
    }
}

/// Connections are numbered and counted, and those to one endpoint are held one after the other.
fn counted(report: &Report) {
    let mut numbers: Vec<u32> = report.timeline.iter().map(|entry| entry.connection).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| *number != 0);
    let expected: Vec<u32> = (1..=report.connections).collect();
    assert_eq!(numbers, expected, "connections are counted");
    assert!(report.connections <= report.round_trips, "every connection is at least one round trip");
    assert!(report.timeline.is_sorted_by_key(|entry| entry.start), "the timeline is in order");
    for endpoint in report.observations.endpoints() {
        let held: Vec<u32> = endpoint.conversations().map(|one| one.connection).collect();
        assert!(held.is_sorted_by(|one, next| one < next), "{held:?}");
        let mut free_at = Duration::ZERO;
        for entry in report.timeline.iter().filter(|entry| held.contains(&entry.connection)) {
            assert!(free_at <= entry.start, "two phases of {endpoint} at once: {entry:?}");
            free_at = entry.end();
        }
    }
    for conversation in report.observations.host.conversations() {
        let reached = matches!(conversation.connect, Outcome::Done(_));
        assert!(reached || conversation.negotiate.done().is_none());
    }
}

/// No integer that a JavaScript number cannot hold, and no fraction that was meant to be an integer.
fn plain(value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(plain),
        Value::Object(fields) => fields.values().for_each(plain),
        Value::Number(number) => {
            let safe = number.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53);
            assert!(safe, "{number} is no plain number");
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
