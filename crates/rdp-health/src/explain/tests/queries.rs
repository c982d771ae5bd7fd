//! The ways in which people write a code.

use super::super::{CodeConfidence, CodeFamily, NoteKind};
use super::{ask, codes, notes, symbol};
use crate::outcome::Phase;

#[test]
fn a_single_code_in_every_notation() {
    for query in [
        "0x904",
        "0X904",
        "904h",
        "0x00000904",
        " `0x904` ",
        "\"0x904\"",
        "2308",
        "904",
        "error 2308",
        "Fehler 0x904!",
    ] {
        let answer = ask(query);
        assert_eq!(codes(&answer), ["0x904"], "{query}");
        let reading = &answer.readings[0];
        assert_eq!(reading.family, CodeFamily::MstscDisconnect);
        assert_eq!(symbol(reading), "disconnectReasonAtClientWinsockFDCLOSE");
        assert_eq!(reading.phase, None);
        // Bare digits that only make sense as hexadecimal are a guess, and nobody named them as a code.
        let sure = if query == "904" { CodeConfidence::Guess } else { CodeConfidence::Verified };
        assert_eq!(reading.confidence, sure, "{query}");
    }
}

#[test]
fn signed_and_sign_extended_numbers() {
    for query in
        ["-2146893018", "\u{2212}2146893018", "0x80090326", "2148074278", "0xFFFFFFFF80090326", "80090326"]
    {
        let answer = ask(query);
        assert_eq!(symbol(&answer.readings[0]), "SEC_E_ILLEGAL_MESSAGE", "{query}");
    }
    assert!(notes(&ask("-2146893018"), NoteKind::Ambiguity).contains("-2146893018 is 0x80090326"));
}

#[test]
fn the_client_pasted_whole() {
    let window = "An internal error has occurred.\r\n\r\nError code: 0x904\r\nExtended error code: 0x7\r\n\
                  Timestamp (UTC): 01/31/26 10:12:33 PM\r\nPress Ctrl+C to copy.";
    for query in [
        window,
        "0x904/0x7",
        "0x904 / 0x7",
        "0x904 0x7",
        "0x904, 0x7",
        "0x904-0x7",
        "0x904/7",
        "2308/7",
        "904/7",
        "Fehlercode: 0x904 Erweiterter Fehlercode: 0x7",
    ] {
        let answer = ask(query);
        assert_eq!(codes(&answer), ["0x904", "0x7"], "{query}");
        assert_eq!(answer.readings[0].family, CodeFamily::MstscDisconnect);
        assert_eq!(answer.readings[1].family, CodeFamily::MstscExtended);
    }
}

#[test]
fn closed_socket_with_the_default_reason() {
    let answer = ask("0x904/0x7");
    let not = notes(&answer, NoteKind::DoesNotMean);
    assert!(not.contains("closed from outside"), "{not}");
    assert!(not.contains("does not say what closed it, when or why"), "{not}");
    assert!(not.contains("adds nothing unless the session had reached the logon screen"), "{not}");
    assert!(
        notes(&answer, NoteKind::NextStep).contains("`rdp-health check HOST` finds out which of these it is")
    );
    let causes = &answer.readings[0].causes;
    assert!(causes.len() > 30, "{causes:?}");
    for id in [
        "rdp-cut-by-filter",
        "tls-no-shared-cipher",
        "path-mtu-black-hole",
        "tls-key-unusable",
        "logon-credentials",
    ] {
        assert!(causes.iter().any(|cause| cause == id), "{id} is missing");
    }
    for id in ["tcp-refused", "tcp-filtered", "dns-not-found", "cert-expired"] {
        assert!(!causes.iter().any(|cause| cause == id), "{id} closes no socket");
    }
    assert_eq!(answer.readings[1].causes, [""; 0], "7 beside 0x904 points at nothing");
}

#[test]
fn other_extended_codes_beside_a_closed_socket() {
    let none = ask("0x904/0x0");
    assert!(notes(&none, NoteKind::DoesNotMean).contains("neither names a cause nor rules one out"));
    assert!(!notes(&none, NoteKind::DoesNotMean).contains("logon screen"));
    let taken = ask("0x904/0x5");
    assert!(taken.readings[1].causes.iter().any(|cause| cause == "session-taken-over"));
    assert!(notes(&taken, NoteKind::Context).contains("took over the session"));
    assert_eq!(notes(&ask("0x204/0x0"), NoteKind::DoesNotMean), "");
}

#[test]
fn pairs_of_other_tables() {
    let driver = ask("0x3/0x11");
    assert_eq!(codes(&driver), ["0x3", "0x11"]);
    assert_eq!(driver.readings[1].causes, ["session-stuck"]);
    let gateway = ask("0x3000046/0x0");
    assert_eq!(gateway.readings[0].family, CodeFamily::GatewayClient);
    assert_eq!(gateway.readings[1].family, CodeFamily::MstscExtended);
    let errinfo = ask("0x3/0x400");
    assert_eq!(symbol(&errinfo.readings[1]), "ERRINFO_CB_DESTINATION_NOT_FOUND");
    assert!(notes(&errinfo, NoteKind::Inference).contains("ERRINFO numbers"));
    let logon = ask("Status: 0xC000006D  Sub Status: 0xC0000064");
    let symbols: Vec<&str> = logon.readings.iter().map(symbol).collect();
    assert_eq!(symbols, ["STATUS_LOGON_FAILURE", "STATUS_NO_SUCH_USER"]);
    assert_eq!(codes(&ask("0xC0000234/0xC0000234")), ["0xC0000234"]);
}

#[test]
fn a_bare_digit_beside_a_hexadecimal_code_is_read_both_ways() {
    let answer = ask("0x3/11");
    assert_eq!(codes(&answer), ["0x3", "0x11", "0xB"]);
    assert!(
        notes(&answer, NoteKind::Ambiguity).contains("first as hexadecimal (0x11), then as decimal (0xB)")
    );
}

#[test]
fn five_sixteen_is_decimal() {
    let decimal = ask("516");
    // Guacamole and Azure Virtual Desktop have a decimal 516 as well.
    assert_eq!(codes(&decimal), ["0x204", "0x204", "0x204"]);
    assert!(notes(&decimal, NoteKind::Ambiguity).contains("read as decimal (0x204)"));
    assert!(notes(&decimal, NoteKind::Ambiguity).contains("as hexadecimal (0x516) no table has it"));
    let hexadecimal = ask("0x516");
    assert_eq!(codes(&hexadecimal), ["0x204"]);
    assert!(
        notes(&hexadecimal, NoteKind::Ambiguity).contains("0x516: no table has it. Decimal 516 is 0x204")
    );
    assert_eq!(decimal.readings[0].phase, Some(Phase::Connect));
}

#[test]
fn a_bare_number_that_both_bases_know_gives_both() {
    let answer = ask("17");
    assert!(answer.readings.iter().any(|reading| reading.code_dec == Some(17)));
    assert!(answer.readings.iter().any(|reading| reading.code_dec == Some(0x17)));
    assert_eq!(answer.readings[0].code_dec, Some(17), "decimal first");
    assert!(
        notes(&answer, NoteKind::Ambiguity).contains("first as decimal (0x11), then as hexadecimal (0x17)")
    );
    assert!(notes(&ask("904"), NoteKind::Ambiguity).contains("as decimal (0x388) no table has it"));
}

#[test]
fn one_number_in_several_tables_shows_all_of_them() {
    let answer = ask("0x7");
    let families: Vec<CodeFamily> = answer.readings.iter().map(|reading| reading.family).collect();
    assert_eq!(
        families,
        [CodeFamily::MstscExtended, CodeFamily::Errinfo, CodeFamily::McsResult, CodeFamily::MstscFatal]
    );
    let why = notes(&answer, NoteKind::Ambiguity);
    assert!(
        why.contains("0x7 is in 4 tables") && why.contains("shows it as the extended error code"),
        "{why}"
    );
    assert_eq!(ask("0x8009030C").readings[0].family, CodeFamily::Sspi);
    assert_eq!(ask("0x204").notes.iter().filter(|note| note.kind == NoteKind::Ambiguity).count(), 0);
}

#[test]
fn words_beside_a_number_tell_its_table() {
    let alert = ask("The following fatal alert was received: 40.");
    assert_eq!(symbol(&alert.readings[0]), "handshake_failure");
    let alert = ask("TLS alert 10");
    assert_eq!(symbol(&alert.readings[0]), "unexpected_message");
    assert_eq!(alert.readings.len(), 1, "the text says of which table it is");
    assert_eq!(ask("Extended error code: 0x106").readings[0].family, CodeFamily::MstscExtended);
}

#[test]
fn symbols_with_and_without_prefix_in_any_case() {
    for (query, expected) in [
        ("disconnectReasonAtClientWinsockFDCLOSE", "0x904"),
        ("atclientwinsockfdclose", "0x904"),
        ("exDiscReasonReplacedByOtherConnection", "0x5"),
        ("errinfo_server_denied_connection", "0x00000007"),
        ("ERRINFO_DATA_PDU_SEQUENCE", "0x000010CB"),
        ("STATUS_NTLM_BLOCKED", "0xC0000418"),
        ("ntlm_blocked", "0xC0000418"),
        ("SEC_E_BAD_BINDINGS", "0x80090346"),
        ("ERRCONNECT_TLS_CONNECT_FAILED", "0x00020008"),
        ("FREERDP_ERROR_TLS_CONNECT_FAILED", "0x00020008"),
        ("SSL_NOT_ALLOWED_BY_SERVER", "0x00000002"),
        ("ssl_err_delegation_policy", "0x1607"),
        ("CERT_E_UNTRUSTEDROOT", "0x800B0109"),
        ("WSAECONNREFUSED", "0x8007274D"),
        ("HRESULT_FROM_WIN32(WSAECONNREFUSED)", "0x8007274D"),
        ("E_PROXY_RAP_ACCESSDENIED", "0x800759DA"),
        ("rt-too-many-users", "0xD"),
        ("handshake failure", "0x28"),
        ("connect failed with WSAECONNREFUSED on attempt 2", "0x8007274D"),
    ] {
        assert_eq!(codes(&ask(query)), [expected], "{query}");
    }
}

#[test]
fn one_name_in_several_tables_shows_all_of_them() {
    let answer = ask("LOGON_FAILURE");
    let mut symbols: Vec<&str> = answer.readings.iter().map(symbol).collect();
    assert_eq!(symbols[0], "SSL_ERR_LOGON_FAILURE");
    symbols.sort_unstable();
    assert_eq!(
        symbols,
        [
            "ERRCONNECT_LOGON_FAILURE",
            "HRESULT_FROM_WIN32(ERROR_LOGON_FAILURE)",
            "RDSTLS_RESULT_LOGON_FAILURE",
            "SSL_ERR_LOGON_FAILURE",
            "STATUS_LOGON_FAILURE",
            "STATUS_LOGON_FAILURE"
        ]
    );
    assert!(notes(&answer, NoteKind::Ambiguity).contains("6 codes have this name"));
    let exact = ask("HYBRID_REQUIRED_BY_SERVER");
    assert_eq!(
        exact.readings[0].family,
        CodeFamily::RdpNegFailure,
        "the whole name before the shortened one"
    );
    assert_eq!(exact.readings.len(), 2);
}

#[test]
fn a_log_line_of_freerdp() {
    let line = "[12:00:01:123] [ERROR][com.freerdp.core] - [transport_connect_tls]: \
                freerdp_set_last_error_ex ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]";
    let answer = ask(line);
    assert_eq!(codes(&answer), ["0x00020008"]);
    assert_eq!(answer.readings[0].phase, Some(Phase::Tls));
    let reason = ask("ERRINFO_LOGOFF_BY_USER [0x0001000C]");
    assert_eq!(codes(&reason), ["0x0000000C"]);
    assert!(notes(&reason, NoteKind::Inference).contains("how FreeRDP writes the server's reason"));
}

#[test]
fn inventions_are_named_as_inventions() {
    let said = |query: &str| notes(&ask(query), NoteKind::Invention);
    let pair = said("0x904/0x7");
    for invented in ["STATUS_MEDIA_WRITE_PROTECTED", "SSL_ERR_PROTOCOL_VERSION", "ERROR_ARENA_TRASHED"] {
        assert!(pair.contains(invented), "{invented}: {pair}");
    }
    assert!(said("status_media_write_protected").contains("0xC00000A2"));
    assert!(said("SSL_ERR_PROTOCOL_VERSION").contains("invented"));
    assert!(said("ERROR_ARENA_TRASHED").contains("Win32"));
    assert!(said("AllowCertRevocationCheck").contains("invented"));
    assert!(said("0x80092013").contains("AllowCertRevocationCheck"));
    for note in ask("0x904/0x7").notes.iter().filter(|note| note.kind == NoteKind::Invention) {
        assert!(note.source.is_some(), "{}", note.text);
        assert!(!note.causes.is_empty(), "{}", note.text);
    }
}

#[test]
fn bad_advice_is_named_as_such() {
    let said = |query: &str| notes(&ask(query), NoteKind::BadAdvice);
    assert!(said("0x904/0x7").contains("WebSocket"));
    assert!(said("Remote Desktop (WebSocket) firewall rule").contains("3392"));
    assert!(said("myth-websocket-rule").contains("3392"));
    assert!(said("rename MachineKeys").contains("breaks every other service"));
    assert!(said("GracePeriod").contains("fixes nothing"));
}

#[test]
fn contradictions_of_the_sources_are_shown() {
    let said = |query: &str| notes(&ask(query), NoteKind::Contradiction);
    for query in ["3489660929", "0xD0000001", "0xD0000009"] {
        assert!(said(query).contains("3489660929 is 0xD0000001"), "{query}");
    }
    assert!(said("ERRINFO_LOGON_TIMEOUT").contains("limit of active sessions"));
    assert!(said("263").contains("no error"));
}

#[test]
fn events_of_the_farm_the_gateway_and_the_client() {
    for (query, family) in [
        ("Event 1280 TerminalServices-SessionBroker-Client", CodeFamily::EventBroker),
        (
            "Event ID 1296, source: Microsoft-Windows-TerminalServices-SessionBroker-Client",
            CodeFamily::EventBroker,
        ),
        ("event 898 of the Connection Broker", CodeFamily::EventBroker),
        ("event 210 of the RD Gateway", CodeFamily::EventGateway),
        ("TerminalServices-Gateway event 305", CodeFamily::EventGateway),
        ("RdpCoreTS event 103", CodeFamily::EventRdpCore),
        ("event 1012 RemoteConnectionManager", CodeFamily::EventRcm),
        ("LocalSessionManager event id 34", CodeFamily::EventLsm),
        ("RDPClient event 1007", CodeFamily::EventRdpClient),
    ] {
        let answer = ask(query);
        assert_eq!(answer.readings.first().map(|reading| reading.family), Some(family), "{query}");
    }
}

/// Every program of Windows logs events, and most codes are of something else.
#[test]
fn numbers_of_other_things_are_not_answered() {
    for query in [
        "Event 41 Kernel-Power",
        "Event 400 PowerShell",
        "Event 201 TaskScheduler",
        "Event ID 1014, Source: DNS Client Events",
        "股票代码 2308",
        "商品コード 2055",
        "rdesktop 76",
        "mstsc 64",
        "Windows App 64",
    ] {
        assert!(super::super::explain(query).is_err(), "{query}");
    }
    for query in ["event 1149", "Ereignis 1058", "remote desktop event 140", "错误代码：2308", "xfreerdp 131"]
    {
        assert!(super::super::explain(query).is_ok(), "{query}");
    }
}
