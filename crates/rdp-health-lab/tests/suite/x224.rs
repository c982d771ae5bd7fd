//! The step that answers a Connection Request.

use std::io::ErrorKind;

use rdp_health_wire::gcc::{ClientData, EncryptionMethod};
use rdp_health_wire::mcs::{ConnectInitial, ConnectResponse};
use rdp_health_wire::negotiation::{
    FailureCode, NegotiationFailure, NegotiationResponse, ResponseFlags, SecurityProtocols,
};
use rdp_health_wire::tls::ClientHello;
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Negotiation, Routing, ServerAnswer};

use crate::client::{connect, finish, lab, negotiate, receive, receive_all, send};

fn selected(protocol: u32, flags: u8, src_ref: u16) -> ServerAnswer {
    let (flags, selected) = (ResponseFlags(flags), SecurityProtocols(protocol));
    let negotiation = Negotiation::Response(NegotiationResponse { flags, selected });
    ServerAnswer::ConnectionConfirm(ConnectionConfirm { dst_ref: 0, src_ref, class: 0, negotiation })
}

fn failure(code: u32) -> ServerAnswer {
    let negotiation = Negotiation::Failure(NegotiationFailure { flags: 0, code: FailureCode(code) });
    ServerAnswer::ConnectionConfirm(ConnectionConfirm { dst_ref: 0, src_ref: 0x1234, class: 0, negotiation })
}

#[tokio::test]
async fn a_windows_listener_answers_by_its_settings() {
    for (settings, asked, answer) in [
        ("security_layer = 'tls', nla = true", 0x0b, selected(8, 0x1f, 0x1234)),
        ("security_layer = 'tls', nla = true", 0x03, selected(2, 0x1f, 0x1234)),
        ("security_layer = 'tls', nla = true", 0x01, failure(5)),
        ("security_layer = 'tls', nla = false", 0x00, failure(1)),
        ("security_layer = 'negotiate', nla = false", 0x01, selected(1, 0x1f, 0x1234)),
        ("security_layer = 'rdp', nla = false", 0x0b, failure(2)),
        ("security_layer = 'negotiate', nla = false, certificate = false", 0x0b, failure(3)),
        ("security_layer = 'negotiate', nla = false, certificate = false", 0x00, selected(0, 0x1f, 0x1234)),
    ] {
        let lab = lab(&format!("[[{{ step = 'x224', answer = {{ windows = {{ {settings} }} }} }}]]")).await;
        let mut stream = connect(&lab).await;
        assert_eq!(negotiate(&mut stream, asked).await, answer, "{settings} asked for {asked:#x}");
    }
}

#[tokio::test]
async fn any_answer_can_be_written() {
    for (answer, expected) in [
        ("answer = { selected = 'SSL' }, flags = 1, src_ref = 0", selected(1, 1, 0)),
        ("answer = { selected = 'HYBRID' }", selected(2, 0x1f, 0x1234)),
        ("answer = { failure = 6 }", failure(6)),
        ("answer = { failure = 77 }", failure(77)),
    ] {
        let lab = lab(&format!("[[{{ step = 'x224', {answer} }}]]")).await;
        assert_eq!(negotiate(&mut connect(&lab).await, 0x0b).await, expected, "{answer}");
    }
    for (answer, expected) in [
        ("'plain'", &[3, 0, 0, 0x0b, 6, 0xd0, 0, 0, 0x12, 0x34, 0][..]),
        ("{ hex = '0300000902f0802180' }", &[3, 0, 0, 9, 2, 0xf0, 0x80, 0x21, 0x80]),
    ] {
        let lab = lab(&format!("[[{{ step = 'x224', answer = {answer} }}]]")).await;
        let mut stream = connect(&lab).await;
        send(&mut stream, &ConnectionRequest::new(SecurityProtocols(0x0b)).encode().unwrap()).await;
        assert_eq!(receive(&mut stream, expected.len()).await, expected, "{answer}");
    }
}

#[tokio::test]
async fn without_rdp_neg_req_the_confirm_is_plain() {
    let lab =
        lab("[[{ step = 'x224', answer = { windows = { security_layer = 'tls', nla = true } } }]]").await;
    let mut stream = connect(&lab).await;
    send(&mut stream, &ConnectionRequest::default().encode().unwrap()).await;
    let answer = ServerAnswer::decode(&receive(&mut stream, 11).await).unwrap();
    assert_eq!(answer, ServerAnswer::ConnectionConfirm(ConnectionConfirm::new(Negotiation::Absent)));
}

#[tokio::test]
async fn a_failure_ends_the_conversation() {
    let lab = lab(
        "[[{ step = 'x224', answer = { failure = 5 } }, { step = 'send', bytes = { text = 'too much' } }]]",
    )
    .await;
    let mut stream = connect(&lab).await;
    assert_eq!(negotiate(&mut stream, 1).await, failure(5));
    assert_eq!(receive_all(&mut stream).await, (Vec::new(), None));
}

#[tokio::test]
async fn no_tls_follows_standard_rdp_security() {
    let lab =
        lab("[[{ step = 'x224', answer = { windows = { security_layer = 'negotiate', nla = false } } },
           { step = 'legacy_tls', certificate = { kind = 'good' }, suites = ['TLS_RSA_WITH_AES_128_CBC_SHA'] }]]")
        .await;
    let mut stream = connect(&lab).await;
    assert_eq!(negotiate(&mut stream, 0).await, selected(0, 0x1f, 0x1234));
    let client = ClientData::new(SecurityProtocols::RDP);
    send(&mut stream, &ConnectInitial { client }.encode()).await;
    let response = ConnectResponse::decode(&finish(&mut stream).await).unwrap();
    assert_eq!(response.server.core.unwrap().client_requested_protocols, Some(SecurityProtocols::RDP));
    assert_eq!(response.server.security.unwrap().method, EncryptionMethod::ENCRYPTION_METHOD_128BIT);
    let mut stream = connect(&lab).await;
    assert_eq!(negotiate(&mut stream, 1).await, selected(1, 0x1f, 0x1234));
    send(&mut stream, &ClientHello::tls12([7; 32]).encode_record()).await;
    assert_eq!(receive(&mut stream, 1).await, [0x16]);
}

#[tokio::test]
async fn what_is_no_connection_request_gets_no_answer() {
    let lab = lab("[[{ step = 'x224', answer = 'plain' }]]").await;
    for said in [&b"GET / HTTP/1.0\r\n\r\n"[..], &[3, 0, 0, 7, 2, 0xf0, 0x80], &[0x16, 3, 1, 0, 1, 1]] {
        let mut stream = connect(&lab).await;
        send(&mut stream, said).await;
        assert_eq!(receive_all(&mut stream).await, (Vec::new(), None), "{said:?}");
    }
}

#[tokio::test]
async fn a_filter_cuts_what_carries_a_cookie() {
    let lab = lab("[[{ step = 'x224', answer = { selected = 'SSL' }, cut_cookie = true }]]").await;
    let mut request = ConnectionRequest::new(SecurityProtocols(0x0b));
    assert_eq!(negotiate(&mut connect(&lab).await, 0x0b).await, selected(1, 0x1f, 0x1234));
    request.routing = Some(Routing::Cookie("nobody".to_owned()));
    let mut stream = connect(&lab).await;
    send(&mut stream, &request.encode().unwrap()).await;
    assert_eq!(receive_all(&mut stream).await, (Vec::new(), Some(ErrorKind::ConnectionReset)));
}
