//! Recorded cases, judged again: the diagnosis is a function of what was seen, of the policy and of the moment.
//!
//! Each file of `observations/` is a report as it was once made. A rule that changes its mind shows here; then the
//! file is made again (`INSTA_UPDATE=always` judges what was seen anew), and the change is read in the diff.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rdp_health::codes::SecurityProtocols;
use rdp_health::observe::{Conversation, Question};
use rdp_health::{
    CauseId, CheckOptions, ClosedBy, Confidence, Failure, FailureKind, Outcome, Phase, Report, Skipped,
    Verdict, compare, diagnose,
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
    let beside = compare(&silent, &healthy);
    assert_eq!(beside.verdict, Verdict::Failing);
    assert_eq!(found(&beside, CauseId::SourceBanned), Some(Confidence::Possible));
    // It is not forgotten while the silence lasts.
    assert_eq!(found(&compare(&silent, &beside), CauseId::SourceBanned), Some(Confidence::Possible));
}
