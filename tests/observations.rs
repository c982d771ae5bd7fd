//! Recorded cases, judged again: the diagnosis is a function of what was seen, of the policy and of the moment.
//!
//! Each file of `observations/` is a report as it was once made. A rule that changes its mind shows here; then the
//! file is made again (`INSTA_UPDATE=always` judges what was seen anew), and the change is read in the diff.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use rdp_health::codes::SecurityProtocols;
use rdp_health::observe::{Conversation, Question};
use rdp_health::{
    CauseId, CheckOptions, ClosedBy, Confidence, Failure, FailureKind, Outcome, Phase, Policy, Report,
    Skipped, Verdict, diagnose, judge_beside,
};

use crate::sound::assert_sound;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("observations")
}

fn recorded() -> Vec<(String, Report)> {
    let mut reports: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let report = Report::from_json(&std::fs::read_to_string(&path).unwrap());
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name.clone(), report.unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect();
    reports.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(6 <= reports.len(), "the recorded cases were not found");
    reports
}

#[test]
fn the_same_observations_give_the_same_diagnosis() {
    for (name, report) in recorded() {
        let again = diagnose(&report, &CheckOptions::default().judge_at(report.judged_at));
        match std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            true => std::fs::write(folder().join(name), again.to_json().unwrap() + "\n").unwrap(),
            false => assert_eq!(again, report, "{name}"),
        }
        assert_sound(&again);
    }
}

#[test]
fn time_alone_makes_a_certificate_expire() {
    let (_, report) = recorded().into_iter().find(|(name, _)| name == "xrdp-tls.json").unwrap();
    assert_eq!(report.primary, None);
    let certificate = &report.observations.host.addresses[0].conversations[0].certificates.done().unwrap()[0];
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(certificate.not_after_unix.try_into().unwrap());
    let day = Duration::from_secs(86_400);
    let judge = |moment| diagnose(&report, &CheckOptions::default().judge_at(moment)).primary;
    assert_eq!(judge(end - 31 * day), None);
    assert_eq!(judge(end - 29 * day), Some(CauseId::CertExpiring));
    assert_eq!(judge(end + day), Some(CauseId::CertExpired));
}

/// A connection request that nobody answered.
fn dropped(mut conversation: Conversation) -> Conversation {
    let waited = Duration::from_secs(5);
    let failure = Failure::new(Phase::Connect, "connect", FailureKind::Silence, ClosedBy::Deadline, waited);
    conversation.connect = Outcome::Failed(failure);
    conversation.negotiate = Outcome::Skipped(Skipped::NotReached);
    conversation.tls = Outcome::Skipped(Skipped::NotReached);
    conversation.certificates = Outcome::Skipped(Skipped::NotReached);
    conversation.credssp = Outcome::Skipped(Skipped::NotReached);
    conversation.settings = Outcome::Skipped(Skipped::NotReached);
    conversation
}

fn found(report: &Report, id: CauseId) -> Option<Confidence> {
    report.findings.iter().find(|finding| finding.id == id).map(|finding| finding.confidence)
}

#[test]
fn a_client_that_was_let_in_before_may_be_banned_now() {
    let (_, healthy) = recorded().into_iter().find(|(name, _)| name == "xrdp-tls.json").unwrap();
    assert_eq!(found(&healthy, CauseId::SourceBanned), None);

    // Within one check.
    let mut later = healthy.clone();
    let conversations = &mut later.observations.host.addresses[0].conversations;
    let mut another = dropped(conversations[0].clone());
    another.question = Question::Cookie { protocols: SecurityProtocols::MSTSC };
    conversations.push(another);
    let later = diagnose(&later, &CheckOptions::default().judge_at(healthy.judged_at));
    assert_eq!(later.verdict, Verdict::Degraded);
    assert_eq!(later.primary, Some(CauseId::SourceBanned));
    assert_eq!(found(&later, CauseId::SourceBanned), Some(Confidence::Possible));

    // Between two of them.
    let mut silent = healthy.clone();
    let conversations = &mut silent.observations.host.addresses[0].conversations;
    let first = dropped(conversations[0].clone());
    *conversations = vec![first.clone(), first];
    let silent = diagnose(&silent, &CheckOptions::default().judge_at(healthy.judged_at));
    assert_eq!(found(&silent, CauseId::SourceBanned), None);
    let beside = judge_beside(&silent, &healthy);
    assert_eq!(beside.verdict, Verdict::Failing);
    assert_eq!(found(&beside, CauseId::SourceBanned), Some(Confidence::Possible));
    // It is not forgotten while the silence lasts.
    assert_eq!(found(&judge_beside(&silent, &beside), CauseId::SourceBanned), Some(Confidence::Possible));
}

/// Where the numbers of a report stand.
fn numbers(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Number(_) => found.push(at.to_owned()),
        serde_json::Value::Array(all) => {
            all.iter().enumerate().for_each(|(place, one)| numbers(one, &format!("{at}/{place}"), found));
        }
        serde_json::Value::Object(all) => {
            all.iter().for_each(|(key, one)| numbers(one, &format!("{at}/{key}"), found));
        }
        _ => {}
    }
}

fn number() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        prop::sample::select(vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX])
            .prop_map(Into::into),
        prop::sample::select(vec![u64::MAX, u64::MAX - 1, 1 << 53, u64::from(u32::MAX), 65_535, 255])
            .prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u16>().prop_map(Into::into),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: ProptestConfig::default().cases.div_ceil(8), ..ProptestConfig::default() })]

    /// A report is a file that anybody can write: whatever its numbers are, judging it again overflows nowhere.
    #[test]
    fn no_number_of_a_report_is_too_much(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), number()), 1..6),
        dates in prop::option::of((number(), number())),
    ) {
        let reports = recorded();
        let mut report = serde_json::to_value(&which.get(&reports[..]).1).unwrap();
        let mut places = Vec::new();
        numbers(&report, "", &mut places);
        for (place, number) in changes {
            let place: &String = place.get(&places[..]);
            *report.pointer_mut(place).unwrap() = number;
        }
        // The dates of certificates are what is reckoned with most.
        for (name, number) in dates.iter().flat_map(|(begin, end)| [("not_before_unix", begin), ("not_after_unix", end)]) {
            for place in places.iter().filter(|place| place.ends_with(name)) {
                *report.pointer_mut(place).unwrap() = number.clone();
            }
        }
        // What is no report is refused.
        let Ok(report) = Report::from_json(&report.to_string()) else { return Ok(()) };
        for policy in [Policy::default(), Policy::default().maximum_validity_days(398).expiry_warning_days(u16::MAX)] {
            let again = diagnose(&report, &CheckOptions::default().policy(policy));
            prop_assert!(again.to_json().is_ok());
            for (_, other) in &reports {
                let _ = (judge_beside(&again, other), judge_beside(other, &again));
            }
        }
    }
}
