//! Numbers beside the name of a program, codes of Microsoft Entra ID, and numbers that letters touch.

use super::super::{CodeClient, CodeConfidence, CodeFamily, Explainer, NoteKind, Reading};
use super::{ask, codes, notes};

#[test]
fn a_number_behind_a_program_is_that_programs() {
    for (query, family, code) in [
        ("Guacamole 769", CodeFamily::Guacamole, 769),
        ("guacamole error 769", CodeFamily::Guacamole, 769),
        ("Apache Guacamole error code: 519", CodeFamily::Guacamole, 519),
        ("Guacamole 0x0301", CodeFamily::Guacamole, 769),
        ("mRemoteNG 4360", CodeFamily::MstscDisconnect, 4360),
        ("RDCMan 516", CodeFamily::MstscDisconnect, 516),
        ("Royal TS 2308", CodeFamily::MstscDisconnect, 2308),
        ("mstsc 0x904", CodeFamily::MstscDisconnect, 0x904),
        ("xfreerdp 131", CodeFamily::XfreerdpExit, 131),
    ] {
        let answer = ask(query);
        let first = answer.readings.first().unwrap_or_else(|| panic!("{query}: {:?}", answer.notes));
        assert_eq!((first.family, first.code_dec), (family, Some(code)), "{query}");
        let shared = |reading: &Reading| first.clients.iter().any(|client| reading.clients.contains(client));
        assert!(answer.readings.iter().all(shared), "{query}");
    }
}

#[test]
fn a_number_that_the_program_does_not_have_is_unknown() {
    for (query, says) in [
        ("Guacamole 4360", "4360 is not a known code of Guacamole."),
        ("Guacamole error 4360", "4360 is not a known code of Guacamole."),
        ("Guacamole 999", "999 is not a known code of Guacamole."),
        ("mRemoteNG 99999", "99999 is not a known code of mRemoteNG"),
        ("FreeRDP 4360", "4360 is not a known code of FreeRDP."),
    ] {
        let answer = ask(query);
        assert!(answer.readings.is_empty(), "{query}: {:?}", answer.readings);
        assert!(notes(&answer, NoteKind::Inference).contains(says), "{query}: {:?}", answer.notes);
    }
    // Versions, and what somebody else is called.
    for query in ["FreeRDP 3", "FreeRDP 2.11.5", "Guacamole 1.5.5", "Contoso 769"] {
        assert!(super::explain(query).is_err(), "{query}");
    }
}

#[test]
fn an_unknown_code_of_entra_is_no_refusal() {
    for query in ["AADSTS50999", "AADSTS165100", "Windows App: AADSTS50203: something new", "aadsts16001"] {
        let answer = ask(query);
        let reading = &answer.readings[0];
        assert_eq!(reading.confidence, CodeConfidence::Inferred, "{query}");
        assert!(reading.causes.is_empty(), "{query}");
        assert!(reading.meaning.starts_with("Unknown code of Microsoft Entra ID."), "{}", reading.meaning);
        let number: String =
            query.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let link = format!("https://login.microsoftonline.com/error?code={number}");
        assert!(reading.meaning.contains(&link), "{}", reading.meaning);
    }
    let own = Explainer::new().client(CodeClient::WindowsApp);
    assert_eq!(own.explain("AADSTS50999").unwrap().readings.len(), 1);
    let mut log = own.log();
    log.line("2026-01-01 sign-in: AADSTS50999");
    assert_eq!(log.finish().telling_lines, 1);
    // Those that only ask for more.
    for query in ["AADSTS50058", "AADSTS50140", "AADSTS16000", "AADSTS50125", "AADSTS50199"] {
        assert!(ask(query).readings[0].causes.is_empty(), "{query}");
    }
    assert_eq!(ask("AADSTS53003").readings[0].causes.len(), 1);
}

#[test]
fn letters_of_east_asia_may_touch_a_number() {
    for (query, code) in [
        ("错误代码0x904。", "0x904"),
        ("错误代码：0x904", "0x904"),
        ("无法连接，错误代码为0x904，请重试。", "0x904"),
        ("错误4360", "0x1108"),
        ("錯誤碼0x204", "0x204"),
        ("エラーコード：0x204", "0x204"),
        ("エラーコードは0x204です。", "0x204"),
        ("エラー516が発生しました", "0x204"),
        ("오류0x204", "0x204"),
        ("오류 코드는 0x204입니다", "0x204"),
    ] {
        assert_eq!(codes(&ask(query)).first(), Some(&code), "{query}");
    }
    let pair = ask("错误代码0x904扩展错误代码0x7");
    assert_eq!(codes(&pair), ["0x904", "0x7"]);
    // A number that nothing calls a code is not read as one.
    assert!(super::explain("会话516已连接").is_err());
}
