//! Recorded cases, judged again: the diagnosis is a function of what was seen, of the policy and of the moment.
//!
//! Each file of `observations/` is a report as it was once made. A rule that changes its mind shows here; then the
//! file is made again (`INSTA_UPDATE=always` judges what was seen anew), and the change is read in the diff.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rdp_health::{CauseId, CheckOptions, Report, diagnose};

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
    let end = SystemTime::UNIX_EPOCH
        + std::time::Duration::from_secs(certificate.not_after_unix.try_into().unwrap());
    let day = std::time::Duration::from_secs(86_400);
    let judge = |moment| diagnose(&report, &CheckOptions::default().judge_at(moment)).primary;
    assert_eq!(judge(end - 31 * day), None);
    assert_eq!(judge(end - 29 * day), Some(CauseId::CertExpiring));
    assert_eq!(judge(end + day), Some(CauseId::CertExpired));
}
