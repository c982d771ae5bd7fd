//! Files that name hosts: whatever is in them, an answer or an error, and nothing that a terminal obeys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health::{Lint, ReadOptions, Target, TargetSummary, Targets};
use rdp_health_fuzz::outputs::inert;
use rdp_health_render::{TextOptions, lint_text};

fuzz_target!(|bytes: &[u8]| {
    // The last byte chooses how the file is read: a file as it is ends with one, too.
    let Some((&how, bytes)) = bytes.split_last() else { return };
    let mut options = ReadOptions::default();
    if how & 1 == 1 {
        options = options.column("2");
    }
    if how & 2 == 2 {
        options = options.only("*a*");
    }
    match Targets::read("file", bytes, &options) {
        Ok(read) => {
            assert!(read.targets.len() <= read.entries);
            for target in &read.targets {
                let summary = TargetSummary::from(target);
                inert(&summary.to_string());
                for label in [&summary.labels.name, &summary.labels.group].into_iter().flatten() {
                    inert(label);
                }
                let again = Target::try_from(&summary).expect("a target reads back");
                assert_eq!(again.to_string(), target.to_string());
            }
            for problem in &read.problems {
                inert(&problem.to_string());
            }
            for remark in &read.remarks {
                inert(&remark.to_string());
            }
        }
        Err(error) => inert(&error.to_string()),
    }
    if let Ok(lint) = Lint::read("file", bytes) {
        inert(&lint_text(&[lint], &TextOptions::default()));
    }
});
