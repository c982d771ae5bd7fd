//! Texts as people paste them: a window, an event, a line of a log.

use super::super::{CodeClient, CodeConfidence, CodeFamily, Explainer, Explanation, NoteKind};
use super::{ask, explain, notes, symbol};
use crate::diagnose::CauseId;

/// The first answer leads to this cause, or says this where a text leads to none.
fn first(text: &str) -> Explanation {
    let answer = ask(text);
    assert!(!answer.readings.is_empty(), "{text}: nothing");
    answer
}

fn leads_to(text: &str, cause: &str) {
    let answer = first(text);
    let causes = &answer.readings[0].causes;
    assert!(causes.iter().any(|id| id == cause), "{text}: {causes:?} {}", answer.readings[0].meaning);
}

fn never(text: &str, cause: &str) {
    if let Ok(answer) = explain(text) {
        assert!(
            !answer.readings.iter().any(|r| r.causes.iter().any(|id| id == cause)),
            "{text} leads to {cause}"
        );
    }
}

#[test]
fn system_errors() {
    let reset = "[ERROR][com.freerdp.core.transport] - BIO_read returned a system error 104: Connection reset by peer";
    let answer = first(reset);
    assert_eq!(symbol(&answer.readings[0]), "ECONNRESET");
    assert_eq!(answer.readings.len(), 1, "{:?}", answer.readings);
    never(reset, "dns-not-found");
    let pipe = first(
        "[01:27:54:129] [5589:5592] [ERROR][com.freerdp.core.transport] - BIO_should_retry returned a system error 32: Broken pipe",
    );
    assert_eq!(symbol(&pipe.readings[0]), "EPIPE");
    let node = first("[rdp] TLS error: read ECONNRESET");
    assert_eq!(symbol(&node.readings[0]), "ECONNRESET");
    leads_to("errno 111", "tcp-refused");
    leads_to("timed out 110: errno 110", "host-silent");
    leads_to("Os { code: 111, kind: ConnectionRefused, message: \"Connection refused\" }", "tcp-refused");
    leads_to("io error: Connection refused (os error 61)", "tcp-refused");
    leads_to("connect: socket error 10060", "tcp-filtered");
}

#[test]
fn packed_errors_of_openssl() {
    for text in [
        "BIO_read returned an error: error:0A000438:SSL routines::tlsv1 alert internal error",
        "error:14094438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error",
        "0A000438",
        "14094438",
    ] {
        let answer = first(text);
        assert_eq!(answer.readings[0].family, CodeFamily::TlsAlert, "{text}");
        assert_eq!(symbol(&answer.readings[0]), "internal_error", "{text}");
    }
    assert_eq!(
        symbol(&first("error:0A0000BF:SSL routines::no protocols available").readings[0]),
        "SSL_R_NO_PROTOCOLS_AVAILABLE"
    );
    leads_to("error:0A000102:SSL routines::unsupported protocol", "tls-no-shared-version");
    leads_to("0x0A00010B", "rdp-not-spoken");
}

#[test]
fn messages_of_remote_desktop_connection() {
    leads_to(
        "The remote computer requires Network Level Authentication, which your computer does not support. For assistance, contact your system administrator or technical support.",
        "negotiation-nla-required",
    );
    leads_to(
        "Your computer could not connect to another console session on the remote computer because you already have a console session in progress.",
        "client-connects-to-itself",
    );
    leads_to(
        "This computer can't connect to the remote computer. The two computers couldn't connect in the amount of time allotted. Try connecting again. If the problem continues, contact your network administrator or technical support.",
        "rdp-listener-hung",
    );
    let oracle = "An authentication error has occurred. The function requested is not supported. Remote computer: srv01. This could be due to CredSSP encryption oracle remediation.";
    assert_eq!(first(oracle).readings[0].causes, ["nla-credssp-unpatched"]);
    let january = "An authentication error has occurred (Code: 0x80080005). Remote computer: POC01 [Expanded Information] Error code: 0x0 Extended error code: 0x0 Timestamp (UTC): 01/15/26 10:12:33 AM Press Ctrl+C to copy.";
    let answer = first(january);
    assert_eq!(symbol(&answer.readings[0]), "CO_E_SERVER_EXEC_FAILURE");
    assert_eq!(answer.readings.len(), 1, "0x0 says nothing");
    leads_to(january, "client-update-regression");
    leads_to(
        "An authentication error has occurred. The Local Security Authority cannot be contacted",
        "nla-no-domain-controller",
    );
    leads_to("Your credentials did not work", "logon-credentials");
    leads_to("The logon attempt failed", "logon-credentials");
    leads_to(
        "The remote session was disconnected because there are no Remote Desktop License Servers available to provide a license.",
        "licence-server-missing",
    );
    leads_to("Remote Desktop Service is currently busy", "session-stuck");
    leads_to(
        "Remote Desktop can’t connect to the remote computer for one of these reasons: 1) Remote access to the server is not enabled",
        "tcp-refused",
    );
    assert!(first("An internal error has occurred").readings[0].causes.len() > 4);
}

#[test]
fn messages_of_the_gateway_and_certificates() {
    leads_to("Remote Desktop can't connect to the remote computer \"10.1.2.3\" (50331675)", "gateway-policy");
    leads_to(
        "Your computer can't connect to the remote computer because the Remote Desktop Gateway server's certificate has expired or has been revoked. Contact your network administrator for assistance.",
        "gateway-certificate",
    );
    leads_to("A revocation check could not be performed for the certificate.", "cert-revocation-unreachable");
    leads_to("The certificate is not from a trusted certifying authority.", "cert-untrusted");
    leads_to("OpenSSL \"self-signed certificate (18)\"", "cert-self-signed");
    leads_to("verify error:num=18:self-signed certificate", "cert-self-signed");
    leads_to("Verify return code: 10 (certificate has expired)", "cert-expired");
    leads_to("OpenSSL \"unsupported certificate purpose (26)\"", "cert-wrong-purpose");
    leads_to("[rdg] HTTP_STATUS_NOT_FOUND [404]", "gateway-not-a-gateway");
    leads_to("unexpected HTTP response [403]", "gateway-web-firewall");
    leads_to("HTTP/1.1 502 Bad Gateway", "gateway-unreachable");
    leads_to("krb5 \u{2212}1765328230", "nla-no-domain-controller");
    leads_to("invalid peer certificate: Other(UnsupportedCertVersion)", "cert-nonconforming");
}

#[test]
fn messages_of_other_clients() {
    leads_to(
        "RDP server closed/refused connection: SSL/TLS connection failed (untrusted/self-signed certificate?)",
        "cert-self-signed",
    );
    leads_to(
        "Could not connect to the RDP server \"srv.example\" via TLS. Check that the client and server support a common TLS version.",
        "tls-no-shared-version",
    );
    leads_to(
        "[20220705-11:51:55] [ERROR] Cannot read private key file /etc/xrdp/key.pem: Permission denied",
        "negotiation-rdp-security-only",
    );
    leads_to("Failed to connect, CredSSP required by server.", "negotiation-nla-required");
    let exit = first("xfreerdp exit status 147");
    assert_eq!(exit.readings[0].family, CodeFamily::XfreerdpExit);
    assert_eq!(symbol(&exit.readings[0]), "XF_EXIT_CONNECT_TRANSPORT_FAILED");
    assert_eq!(first("xfreerdp exit code 131").readings[0].family, CodeFamily::XfreerdpExit);
    assert_eq!(first("519").readings[0].family, CodeFamily::Guacamole);
    for (text, symbol_of) in [("769", "CLIENT_UNAUTHORIZED"), ("514", "UPSTREAM_TIMEOUT")] {
        assert!(first(text).readings.iter().any(|reading| symbol(reading) == symbol_of), "{text}");
    }
}

#[test]
fn windows_events() {
    let sent = "A fatal alert was generated and sent to the remote endpoint. This may result in termination of the connection. The TLS protocol defined fatal error code is 40. The Windows SChannel error state is 1205.";
    let answer = first(sent);
    assert_eq!(
        (answer.readings[0].family, symbol(&answer.readings[0])),
        (CodeFamily::TlsAlert, "handshake_failure")
    );
    assert!(
        answer.readings.iter().any(|r| r.family == CodeFamily::SchannelState && r.code_dec == Some(1205))
    );
    assert!(!answer.readings.iter().any(|r| r.family == CodeFamily::MstscExtended));
    let termdd = "Event 56, TermDD: The Terminal Server security layer detected an error in the protocol stream and has disconnected the client.";
    let answer = first(termdd);
    assert_eq!(answer.readings[0].family, CodeFamily::EventTermdd);
    assert!(!answer.readings.iter().any(|r| r.family == CodeFamily::TlsAlert));
    assert_eq!(first("Event ID 56").readings[0].family, CodeFamily::EventTermdd);
    assert_eq!(symbol(&first("0xD0000184").readings[0]), "STATUS_INVALID_DEVICE_STATE");
    leads_to(
        "The server security layer detected an error (0x80090304) in the protocol stream and the client (Client IP:192.0.2.7) has been disconnected.",
        "tls-key-unusable",
    );
    leads_to(
        "A fatal error occurred while creating a TLS server credential. The internal error state is 10013.",
        "tls-schannel-broken",
    );
    never(
        "A fatal error occurred while creating a TLS client credential. The internal error state is 10013.",
        "client-blocked-locally",
    );
    leads_to(
        "An TLS 1.2 connection request was received from a remote client application, but none of the cipher suites supported by the client application are supported by the server. The TLS connection request has failed.",
        "tls-no-shared-cipher",
    );
    for (text, family) in [
        ("event 1058", CodeFamily::EventRcm),
        ("event 36870", CodeFamily::EventSchannel),
        ("event 36874", CodeFamily::EventSchannel),
        ("event 1057", CodeFamily::EventRcm),
    ] {
        assert_eq!(first(text).readings[0].family, family, "{text}");
    }
    let logoff = first("Session 5 has been disconnected, reason code 12");
    assert_eq!(symbol(&logoff.readings[0]), "exDiscReasonLogoffByUser");
    assert!(!logoff.readings.iter().any(|r| r.code_dec == Some(5)), "a session id is no code");
    let lost = first("Session 2 has been disconnected, reason code 3489660929");
    assert_eq!(lost.readings[0].code_hex.as_deref(), Some("0xD0000001"));
    assert_eq!(lost.readings.len(), 1);
}

/// Dates, times, process ids, ports, addresses, versions, source lines, session ids and GUIDs.
#[test]
fn other_numbers_are_no_codes() {
    for text in [
        "2026-11-27 10:60:61 worker[10061] listening on 10.0.0.104:3389 (TLS 1.2)",
        "Session 5 connected from 192.0.2.7 port 3389",
        "xrdp_listen.c:104 socket 12 pid 2308",
        "Activity ID {9078ef5c-661c-48f0-b401-1c48db150000} process id 516 thread 0x904",
        "took 516 ms, 2308 bytes",
        "Windows 10 build 19045 version 10.0.19041.3636",
        "Logon ID: 0x3E7 handle 0x904 flags: 0x7",
        "connecting to 127.0.0.1 3389",
    ] {
        if let Ok(answer) = explain(text) {
            assert!(answer.readings.is_empty(), "{text}: {:?}", answer.readings);
        }
    }
}

#[test]
fn several_codes_are_several_answers_the_telling_one_first() {
    let text = "RDP disconnected, error code 0x904; before it ERRCONNECT_DNS_NAME_NOT_FOUND [0x00020005]";
    let answer = first(text);
    assert_eq!(answer.readings[0].causes, ["dns-not-found"]);
    assert!(answer.readings.iter().any(|r| r.code_dec == Some(0x904)));
}

#[test]
fn verified_is_never_said_of_a_guess() {
    for text in ["7", "0x7", "14", "17", "904", "0x516"] {
        let answer = first(text);
        assert!(
            answer.readings.iter().all(|r| r.confidence == CodeConfidence::Guess),
            "{text}: {:?}",
            answer.readings
        );
    }
    for text in ["0x904", "Extended error code: 0x7", "alert 40", "errno 104", "0x904/0x7"] {
        let answer = first(text);
        assert!(
            answer.readings.iter().all(|r| r.confidence == CodeConfidence::Verified),
            "{text}: {:?}",
            answer.readings
        );
    }
}

#[test]
fn a_client_narrows() {
    let guacamole = Explainer::new().client(CodeClient::Guacamole);
    let answer = guacamole.explain("516").unwrap();
    assert_eq!(answer.readings[0].family, CodeFamily::Guacamole);
    assert_eq!((answer.readings.len(), answer.readings[0].confidence), (1, CodeConfidence::Verified));
    let error = guacamole.explain("2308").unwrap_err().to_string();
    assert!(error.contains("Guacamole does not show"), "{error}");
    assert_eq!(
        Explainer::new().client(CodeClient::Mstsc).explain("516").unwrap().readings[0].family,
        CodeFamily::MstscDisconnect
    );
}

#[test]
fn a_near_miss_is_offered_and_no_answer() {
    let error = explain("remote desktop gateway server is closed tomorrow").unwrap_err();
    assert!(error.to_string().contains("the closest known message is"), "{error}");
    let error = explain("The weather is nice today and the remote computer is fine").unwrap_err();
    assert!(!error.to_string().contains("closest"), "{error}");
}

#[test]
fn the_message_that_clearly_wins_is_a_guess() {
    let answer = ask("The remote desktop gateway server is for now unavailable");
    assert_eq!(answer.readings[0].causes, [CauseId::GatewayUnreachable]);
    assert_eq!(answer.readings[0].confidence, CodeConfidence::Guess);
    assert!(notes(&answer, NoteKind::Ambiguity).contains("not a known message word for word"));
    // The same words, turned round.
    assert!(explain("The remote desktop gateway server is for now not unavailable").is_err());
}

#[test]
fn words_are_searched() {
    let known = Explainer::new();
    let found = known.search("gateway certificate");
    assert!(
        3 <= found.len() && found.iter().any(|r| r.code_hex.as_deref() == Some("0x3000007")),
        "{found:?}"
    );
    assert!(known.search("  ").is_empty());
    assert!(known.search("xyzzy").is_empty());
    assert!(
        known.search("tls-no-shared-cipher schannel").iter().any(|r| r.family == CodeFamily::EventSchannel)
    );
}

#[test]
fn notes_stay_where_their_words_are() {
    assert!(notes(&ask("rename MachineKeys"), NoteKind::BadAdvice).contains("breaks every other service"));
}

/// One text in a few milliseconds, tables and all; the bound is wide, since tests are not optimised.
#[test]
fn one_text_is_explained_at_once() {
    let begun = std::time::Instant::now();
    for _ in 0..10 {
        crate::explain("BIO_read returned a system error 104: Connection reset by peer").unwrap();
    }
    println!("explain of one text, tables read anew: {:?}", begun.elapsed() / 10);
    let known = Explainer::new();
    let begun = std::time::Instant::now();
    for _ in 0..100 {
        known.explain("BIO_read returned a system error 104: Connection reset by peer").unwrap();
    }
    println!("explain of one text, tables held: {:?}", begun.elapsed() / 100);
}
