//! Every file damaged in many ways: an answer or an error, never a panic, never a password.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;
use crate::inert::{inert, is_inert};

/// In the files of the tests, wherever a password may be.
const SECRET: &str = "S3cr3t";

#[derive(Debug, Clone)]
enum Damage {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index),
    /// So many bytes go, as far as their line goes.
    Drop(Index, usize),
    /// A piece stands twice.
    Twice(Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let syntax = prop::sample::select(vec![
        "\"",
        "<",
        ">",
        "&",
        "]]>",
        "<!--",
        "{",
        "[",
        "\n[x]\n",
        ":",
        "=",
        ",",
        ";",
        "\0",
        "\u{feff}",
        "\u{202e}",
        "\u{1b}[2J",
        "&#0;",
        "&a;",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        (any::<Index>(), syntax).prop_map(|(at, text)| Damage::Insert(at, text.as_bytes().to_vec())),
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Damage::Drop(at, length)),
        (any::<Index>(), 1..200_usize).prop_map(|(at, length)| Damage::Twice(at, length)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Flip(at, byte) => bytes[at.index(length)] ^= byte,
            Damage::Insert(at, text) => {
                let at = at.index(length);
                bytes.splice(at..at, text.iter().copied());
            }
            Damage::Cut(at) => bytes.truncate(at.index(length)),
            Damage::Drop(at, count) => {
                let at = at.index(length);
                let end = (at + count).min(length);
                let line =
                    bytes[at..end].iter().position(|byte| *byte == b'\n').map_or(end, |place| at + place);
                bytes.drain(at..line);
            }
            Damage::Twice(at, count) => {
                let at = at.index(length);
                let piece = bytes[at..(at + count).min(length)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// Everything that is ever said of a file.
fn said(bytes: &[u8]) -> String {
    let lint = match crate::lint("x", bytes, &crate::LintOptions::default()) {
        Ok(lint) => serde_json::to_string(&lint).unwrap(),
        Err(error) => error.to_string(),
    };
    assert!(lint.chars().all(is_inert), "{lint:?}");
    lint + "\n" + &of_targets(bytes)
}

fn of_targets(bytes: &[u8]) -> String {
    match Targets::read("x", bytes, &ReadOptions::default()) {
        Ok(read) => {
            // What a client says to its host is sent as it is; a report makes it inert.
            let summaries = read.targets.iter().map(|target| {
                let mut summary = crate::target::TargetSummary::from(target);
                let client = &mut summary.client;
                for text in [&mut client.preconnection_blob, &mut client.load_balance_info] {
                    *text = text.take().map(|text| inert(&text).into_owned());
                }
                summary
            });
            let targets: Vec<String> =
                summaries.map(|target| serde_json::to_string(&target).unwrap()).collect();
            let problems: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
            let remarks: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
            let lines = [targets, problems, remarks].concat();
            assert!(lines.iter().all(|line| line.chars().all(is_inert)), "{lines:?}");
            lines.join("\n")
        }
        Err(error) => {
            let error = error.to_string();
            assert!(!error.contains('\n') && error.chars().all(is_inert), "{error:?}");
            error
        }
    }
}

fn every_file() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/files/tests/files");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), file(&name))).collect()
}

#[test]
fn no_password_of_a_sound_file_is_said() {
    let files = every_file();
    let secrets = files.iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(SECRET)).count();
    assert!(10 < secrets, "the files have no secrets");
    for (name, bytes) in files {
        let said = said(&bytes);
        assert!(!said.contains(SECRET) && !said.contains("D08C9DDF"), "{name}: {said}");
    }
}

#[test]
fn a_setting_that_ran_into_a_group_is_no_group() {
    let whole = String::from_utf8(file("office.remmina")).unwrap();
    let mangled = whole.replace("group=Berlin", "group=ay_password=S3cr3t!Pass");
    assert_ne!(mangled, whole);
    let said = said(mangled.as_bytes());
    assert!(!said.contains(SECRET), "{said}");
}

#[test]
fn of_a_setting_that_is_there_twice_the_last_counts() {
    let whole = String::from_utf8(file("office.remmina")).unwrap();
    let mangled = whole.replace("name=Office", "name=rd=S3cr3t!Pass\nname=Office");
    assert_ne!(mangled, whole);
    let said = said(mangled.as_bytes());
    assert!(said.contains("Office") && !said.contains(SECRET), "{said}");
}

/// `MUTATIONS` says how many for each file; the usual number keeps the suite short.
#[test]
fn damage_is_never_a_panic_and_never_a_password() {
    let count = std::env::var("MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(250);
    for (name, bytes) in every_file() {
        let config = Config { failure_persistence: None, ..Config::with_cases(count) };
        // The same damage in each run: a change is judged, and not its luck.
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let damages = prop::collection::vec(damage(), 1..6);
        let outcome = runner.run(&damages, |damages| {
            let said = said(&damaged(bytes.clone(), &damages));
            // Several damages at once can make a name of a password, and nobody could tell.
            prop_assert!(1 < damages.len() || !said.contains(SECRET), "{said}");
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
