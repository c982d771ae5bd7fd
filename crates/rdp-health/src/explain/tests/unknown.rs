//! Codes in no table, and questions that are none.

use super::super::{CodeConfidence, CodeFamily, NoteKind};
use super::{ask, codes, explain, notes};

#[test]
fn an_unknown_code_says_what_its_class_byte_says() {
    for (query, says) in [
        ("0x4404", "the network"),
        ("0x4406", "the security layer"),
        ("0x4407", "TLS, Network Level Authentication (NLA) or the logon"),
        ("0x4408", "the client itself"),
        ("0x4409", "licensing"),
        ("0x440A", "smart cards"),
    ] {
        let answer = ask(query);
        let reading = &answer.readings[0];
        assert_eq!(reading.family, CodeFamily::MstscDisconnect);
        assert!(
            reading.meaning.starts_with("Not in any table.") && reading.meaning.contains(says),
            "{}",
            reading.meaning
        );
        assert_eq!(reading.confidence, CodeConfidence::Inferred);
        assert_eq!((reading.phase, reading.causes.len(), reading.symbol.as_deref()), (None, 0, None));
    }
}

#[test]
fn an_unknown_code_without_a_class_says_nothing() {
    let answer = ask("0x999");
    assert!(answer.readings.is_empty());
    assert!(notes(&answer, NoteKind::Inference).contains("0x999: no table has it"));
    assert!(!answer.notes.iter().any(|note| note.kind == NoteKind::NextStep));
}

#[test]
fn other_forms_of_unknown_codes() {
    let meaning =
        |query: &str| ask(query).readings.iter().map(|r| r.meaning.as_str()).collect::<Vec<_>>().join(" ");
    assert!(meaning("0x3000099").contains("RD Gateway"));
    assert!(meaning("0x10C").contains("licensing"));
    assert!(meaning("0x10FE").contains("errors of the protocol"));
    assert!(meaning("0x000200FF").contains("FreeRDP"));
    assert!(meaning("0x80090399").contains("security packages"));
    assert!(meaning("0x80091234").contains("number 4660"));
    assert!(meaning("0x80070002").contains("Windows (Win32) error 2"));
    assert!(meaning("0xC00A0015").contains("facility 10, number 21"));
    assert!(meaning("0xE0001234").contains("another vendor"));
    assert!(meaning("0xD0001234").contains("carries an NTSTATUS"));
}

#[test]
fn known_codes_inside_unknown_ones() {
    for (query, inner, how) in [
        ("0x274D", "0x8007274D", "Win32"),
        ("0xD0000234", "0xC0000234", "NTSTATUS"),
        ("0x00010007", "0x00000007", "FreeRDP"),
    ] {
        let answer = ask(query);
        assert_eq!(codes(&answer).first(), Some(&inner), "{query}");
        assert!(notes(&answer, NoteKind::Inference).contains(how), "{query}");
    }
}

#[test]
fn an_unknown_pair_keeps_its_known_half() {
    let answer = ask("0x904/0x50");
    assert_eq!(codes(&answer), ["0x904"]);
    assert!(
        notes(&answer, NoteKind::Inference)
            .contains("0x50: it is not a known code of Remote Desktop Connection")
    );
    let answer = ask("0x4407/0x7");
    assert_eq!(codes(&answer), ["0x4407", "0x7"]);
    let answer = ask("0x516/0x0");
    assert_eq!(codes(&answer), ["0x204", "0x0"]);
}

#[test]
fn nonsense_is_an_error_of_one_line_that_says_what_to_write() {
    for (query, says) in [
        ("", "write a code such as 0x904/0x7"),
        ("  \n ", "write a code such as 0x904/0x7"),
        (
            "hello world",
            "\"hello world\" is not a known code, symbol, message or cause id; write it as in 0x904/0x7",
        ),
        ("dead", "\"dead\" is not a known code"),
        ("0x", "\"0x\" is not a hexadecimal number; write it as in 0x904"),
        ("0xZZ", "\"0xZZ\" is not a hexadecimal number"),
        ("0x904g", "\"0x904g\" is not a hexadecimal number"),
        ("0x123456789", "\"0x123456789\" does not fit into the 32 bits"),
        ("99999999999999999999", "does not fit into the 32 bits"),
        ("-99999999999", "does not fit into the 32 bits"),
        ("1 2 3", "several numbers (1, 2, 3); ask about one code, or about one pair such as 0x904/0x7"),
        ("SSL_NOT_ALOWED_BY_SERVER", "did you mean SSL_NOT_ALLOWED_BY_SERVER?"),
        ("STATUS_ACCOUNT_LOCKED", "did you mean STATUS_ACCOUNT_LOCKED_OUT?"),
        ("tls-no-shared-cypher", "did you mean tls-no-shared-cipher?"),
        ("\u{1b}[31m\u{7}", "\"\\u{1b}[31m\\u{7}\" is not a known code"),
    ] {
        let error = explain(query).unwrap_err().to_string();
        assert!(error.contains(says), "{query}: {error}");
        assert!(!error.contains('\n') && error.len() < 250, "{query}: {error}");
    }
    let long = explain(&"0x904 ".repeat(20_000)).unwrap_err().to_string();
    assert!(long.contains("longer than 65536 bytes"), "{long}");
    assert_eq!(codes(&ask(&"0x904 ".repeat(100))), ["0x904"]);
}

mod any_text {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}") {
            let _ = explain(&text);
        }

        #[test]
        fn never_panics_on_what_looks_like_codes(text in "[-0-9a-fxXhH/, :_]{0,24}") {
            if let Ok(answer) = explain(&text) {
                prop_assert!(answer.cause.is_some() || !answer.readings.is_empty() || !answer.notes.is_empty());
            }
        }

        #[test]
        fn every_number_has_an_answer(code: u32) {
            for query in [format!("0x{code:X}"), code.to_string(), code.cast_signed().to_string()] {
                let answer = ask(&query);
                prop_assert!(!answer.readings.is_empty() || !answer.notes.is_empty());
                prop_assert!(answer.readings.iter().all(|r| r.confidence != CodeConfidence::Inferred || r.causes.is_empty()));
            }
        }
    }
}
