//! A message said in other words, and what the way here puts into a text; texts of other programs.

use super::super::wording::{TURNS, begins_a_turn, unwrapped, wording};
use super::super::words::words_of;
use super::{KNOWN, ask, explain};
use crate::explain::CodeClient;

fn said(text: &str) -> Vec<String> {
    ask(text).readings.iter().flat_map(|reading| &reading.causes).map(ToString::to_string).collect()
}

#[test]
fn small_words_and_spellings_do_not_matter() {
    for (one, other) in [
        ("The user name could not be found", "cannot be found: username"),
        ("An internal error has occurred.", "internal error occured"),
        ("You can\u{2019}t log on", "cannot login"),
        ("Requires Network Level Authentication (NLA)", "requires NLA"),
        ("The TS Gateway timed out", "remote desktop gateway time-out"),
        ("no licences", "no licenses"),
    ] {
        let words = |text: &str| {
            let mut words: Vec<String> =
                wording(&words_of(text)).split_ascii_whitespace().map(str::to_owned).collect();
            words.retain(|word| word != "found");
            words.sort();
            words
        };
        if !one.contains("found") {
            assert_eq!(words(one), words(other));
        }
    }
    assert!(
        said("keeps saying an internal error occured when I RDP").contains(&"rdp-cut-by-filter".to_owned())
    );
    assert!(said("says my credentials didn't work").contains(&"logon-credentials".to_owned()));
    assert!(
        said("The remote computer requires NLA, which your computer doesn't support")
            .contains(&"negotiation-nla-required".to_owned())
    );
}

/// Every turn is found by its first word.
#[test]
fn every_turn_is_in_the_one_wording() {
    for (turn, same) in TURNS {
        assert!(begins_a_turn(turn[0]), "{turn:?}");
        assert_eq!(wording(&format!(" {} ", turn.join(" "))), wording(&format!(" {same} ")), "{turn:?}");
    }
}

#[test]
fn endings_do_not_matter() {
    for (one, other) in [
        ("the connection closes", "connections closed"),
        ("policies denied resuming", "policy denies resumed"),
        ("it stopped", "stopping"),
        ("certificates expired", "the certificate expires"),
    ] {
        assert_eq!(wording(&words_of(one)), wording(&words_of(other)));
    }
    for (one, other) in [("status", "state"), ("access", "accept"), ("speed", "spe"), ("dns", "dn")] {
        assert_ne!(wording(&words_of(one)), wording(&words_of(other)));
    }
}

/// French and Italian shorten words before others; English words with an apostrophe stay one.
#[test]
fn shortened_words_are_words() {
    assert_eq!(words_of("l’accès n'est pas d'ici, can't"), " l accès n est pas d ici cant ");
}

#[test]
fn what_carries_a_text_is_taken_off() {
    assert_eq!(unwrapped("can&#39;t &quot;x&quot; &#12522;"), "can't \"x\" \u{30ea}");
    assert_eq!(unwrapped("\u{1b}[1;31merror\u{1b}[0m"), "error");
    assert_eq!(unwrapped("0x204"), "0x204");
    assert_eq!(unwrapped("\u{ff10}\u{ff58}\u{ff12}\u{ff10}\u{ff14}"), "0x204");
    assert_eq!(unwrapped("authen-\ntication"), "authentication");
    assert_eq!(unwrapped("a &# b &#x; &#xD800; c"), "a &# b &#x; &#xD800; c");
    for text in [
        "The remote computer requires Network Level Authen-\ntication, which your computer does not support.",
        "{\"message\":\"The remote computer requires Network Level\\nAuthentication, which your computer doesn\\u0027t support\"}",
        "The remote computer requires Network Level Authentication,&nbsp;which your computer doesn&rsquo;t support",
    ] {
        assert!(said(text).contains(&"negotiation-nla-required".to_owned()), "{text}");
    }
}

#[test]
fn languages_without_blanks_are_read_inside_a_sentence() {
    assert!(
        said("リモートデスクトップで認証エラー(要求された関数はサポートされません)が出ます")
            .contains(&"nla-credssp-unpatched".to_owned())
    );
    assert!(said("远程桌面由于以下原因之一无法连接到远程计算机:").contains(&"tcp-refused".to_owned()));
}

/// "Connection refused" of a database says nothing of Remote Desktop.
#[test]
fn a_text_of_another_program_is_not_explained() {
    for text in [
        "psql: error: connection to server failed: Connection refused",
        "ssh: connect to host gw port 22: Connection timed out",
        "redis error 111: Connection refused",
    ] {
        let error = explain(text).unwrap_err().to_string();
        assert!(error.contains("not from a Remote Desktop connection"), "{error}");
    }
    for text in [
        "xrdp: psql is not needed: Connection refused",
        "ssh tunnel, then mstsc /v:localhost:3390: Connection refused",
    ] {
        assert!(said(text).contains(&"tcp-refused".to_owned()), "{text}");
    }
    let known = KNOWN.clone().client(CodeClient::Freerdp);
    assert!(known.explain("docker: connect: Connection refused").is_ok(), "who names the client means it");
}

/// "A black screen" counts only where the text speaks of Remote Desktop.
#[test]
fn the_words_of_users_need_remote_desktop_beside_them() {
    assert!(said("Black screen after I log in over RDP").contains(&"session-stuck".to_owned()));
    assert!(explain("My laptop shows a black screen").is_err());
}

/// The result of a function that failed is no code.
#[test]
fn minus_one_is_no_code() {
    assert!(
        said("[ERROR][com.freerdp.core.nla] - nla_recv() error: -1")
            .contains(&"logon-credentials".to_owned())
    );
}
