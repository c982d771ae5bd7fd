//! What is wrong is named, and where.

use rdp_health_wire::mcs::DisconnectProviderUltimatum;
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::{CertificateMessage, ServerHello, ServerKeyExchange};
use rdp_health_wire::tls::{CipherSuite, ClientHello, FlightReader, TlsVersion, record_length};
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Routing, ServerAnswer};
use rdp_health_wire::{DecodeError, DecodeErrorKind, tpkt};

use crate::vectors::{self, hex};

fn said<T: core::fmt::Debug>(result: Result<T, DecodeError>) -> String {
    result.expect_err("refused").to_string()
}

#[test]
fn foreign_bytes_are_no_tpkt() {
    for foreign in ["SSH-2.0-OpenSSH_9.2", "HTTP/1.1 400 Bad Request", "220 mail", "\u{16}\u{3}\u{1}"] {
        let error = tpkt::frame_length(foreign.as_bytes()).unwrap_err();
        let kind = DecodeErrorKind::Unexpected { expected: 3, found: u32::from(foreign.as_bytes()[0]) };
        assert_eq!(error, DecodeError { pdu: "TPKT", field: "version", offset: 0, kind });
        assert_eq!(ServerAnswer::decode(foreign.as_bytes()), Err(error));
    }
    assert_eq!(said(tpkt::frame_length(b"HTTP")), "TPKT: version at offset 0: expected 0x03, found 0x48");
}

#[test]
fn impossible_frame_lengths() {
    assert_eq!(said(tpkt::frame_length(&[3, 0, 0, 6])), "TPKT: length at offset 2: invalid length 6");
    assert_eq!(
        said(ServerAnswer::decode(&[3, 0])),
        "X.224: tpkt header at offset 0: truncated, 4 bytes needed and 2 available"
    );
    assert_eq!(
        said(ServerAnswer::decode(&hex("03 00 00 0b 06 d0 00"))),
        "X.224: tpkt frame at offset 0: truncated, 11 bytes needed and 7 available"
    );
}

#[test]
fn a_response_cut_short_says_where() {
    let frame = hex("03 00 00 11 0c d0 00 00 12 34 00 02 1f 08 00 02 00");
    assert_eq!(
        said(ServerAnswer::decode(&frame)),
        "X.224: selectedProtocol at offset 15: truncated, 4 bytes needed and 2 available"
    );
}

#[test]
fn another_message_than_the_one_awaited() {
    let request = vectors::find(vectors::CONNECTION_REQUEST, "cr-ssl");
    let confirm = vectors::find(vectors::CONNECTION_CONFIRM, "cc-response-ssl");
    assert_eq!(
        said(ConnectionConfirm::decode(&request)),
        "X.224 Connection Confirm: code at offset 5: expected 0xd0, found 0xe0"
    );
    assert_eq!(
        said(ConnectionRequest::decode(&confirm)),
        "X.224 Connection Request: code at offset 5: expected 0xe0, found 0xd0"
    );
    assert_eq!(
        said(DisconnectProviderUltimatum::decode(&confirm)),
        "DisconnectProviderUltimatum: code at offset 5: expected 0xf0, found 0xd0"
    );
    assert_eq!(
        said(DisconnectProviderUltimatum::decode(&hex("03 00 00 0b 02 f0 80 7f 66 00 00"))),
        "DisconnectProviderUltimatum: choice at offset 7: expected 0x20, found 0x7f"
    );
    assert_eq!(
        said(DisconnectProviderUltimatum::decode(&hex("03 00 00 0a 02 f0 80 21 80 00"))),
        "DisconnectProviderUltimatum: reason at offset 7: invalid length 3"
    );
}

#[test]
fn a_request_is_judged_as_a_server_does() {
    let good = vectors::find(vectors::CONNECTION_REQUEST, "cr-cookie-a");
    let changed = |offset: usize, byte: u8| {
        let mut frame = good.clone();
        frame[offset] = byte;
        said(ConnectionRequest::decode(&frame))
    };
    assert_eq!(changed(4, 0x21), "X.224 Connection Request: length indicator at offset 4: invalid length 33");
    assert_eq!(
        changed(31, 0x05),
        "X.224 Connection Request: negotiation type at offset 31: expected 0x01, found 0x05"
    );
    assert_eq!(
        changed(29, b' '),
        "X.224 Connection Request: routing at offset 11: truncated, 30 bytes needed and 28 available"
    );
}

#[test]
fn a_correlation_block_is_all_there_and_legal() {
    let mut illegal = vectors::find(vectors::CONNECTION_REQUEST, "cr-correlation");
    illegal[30] = 0x0d;
    assert_eq!(
        said(ConnectionRequest::decode(&illegal)),
        "X.224 Connection Request: correlationId at offset 23: illegal value 0x0d"
    );
    let announced_only = hex("03 00 00 13 0e e0 00 00 00 00 00 01 08 08 00 0b 00 00 00");
    assert_eq!(
        said(ConnectionRequest::decode(&announced_only)),
        "X.224 Connection Request: correlation type at offset 19: truncated, 1 bytes needed and 0 available"
    );
}

#[test]
fn encode_errors_read_well() {
    let mut request = ConnectionRequest::new(SecurityProtocols::SSL);
    request.routing = Some(Routing::Cookie("x".repeat(300)));
    assert_eq!(request.encode().unwrap_err().to_string(), "cookie takes 319 bytes, at most 204 fit");
    request.routing = Some(Routing::Cookie("a\r\nb".into()));
    assert_eq!(request.encode().unwrap_err().to_string(), "cookie has an illegal byte at offset 18");
}

#[test]
fn clear_bytes_are_no_tls_record() {
    let mut reader = FlightReader::new();
    reader.push(&hex("03 00 00 09 02 f0 80 21 80"));
    let error = reader.next().unwrap_err();
    assert_eq!(error.to_string(), "TLS record: content type at offset 0: expected 0x16, found 0x03");
    assert_eq!(reader.next(), Err(error), "an error is final");
    assert_eq!(said(record_length(b"\x16H")), "TLS record: version at offset 1: expected 0x03, found 0x48");
    assert_eq!(
        said(record_length(&[22, 3, 1, 0x48, 0x01])),
        "TLS record: length at offset 3: too large, the limit is 18432 bytes"
    );
}

#[test]
fn a_record_error_counts_from_the_start_of_the_stream() {
    let mut reader = FlightReader::new();
    reader.push(&hex("15 03 01 00 02 02 46"));
    reader.push(b"HTTP/1.1 400");
    assert!(reader.next().unwrap().is_some());
    assert_eq!(said(reader.next()), "TLS record: content type at offset 7: expected 0x16, found 0x48");
}

#[test]
fn broken_tls_messages_name_the_field() {
    assert_eq!(
        said(ClientHello::decode(&hex("17 03 03 00 01 00"))),
        "TLS record: content type at offset 0: expected 0x16, found 0x17"
    );
    assert_eq!(
        said(ServerHello::decode(&hex("0e 00 00 00"))),
        "ServerHello: msg_type at offset 0: expected 0x02, found 0x0e"
    );
    assert_eq!(
        said(ServerHello::decode(&hex("02 00 00 03 03 03 00"))),
        "ServerHello: random at offset 6: truncated, 32 bytes needed and 1 available"
    );
    assert_eq!(
        said(CertificateMessage::decode(&hex("0b 00 00 07 00 00 04 00 00 09 30"))),
        "Certificate: certificate at offset 10: truncated, 9 bytes needed and 1 available"
    );
    assert_eq!(
        said(ServerKeyExchange::decode(
            &hex("0c 00 00 05 03 00 17 01 04"),
            TlsVersion::TLS12,
            CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
        )),
        "ServerKeyExchange: signature algorithm at offset 9: truncated, 2 bytes needed and 0 available"
    );
    let mut hello = vectors::find(vectors::CLIENT_HELLO, "tls10");
    hello[45] = 0x21;
    assert_eq!(
        said(ClientHello::decode(&hello)),
        "ClientHello: cipher_suites at offset 41: invalid length 33"
    );
}
