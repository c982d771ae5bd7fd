//! What real hosts said. The captures stay outside the repository; where they are absent the tests say so and pass.

use std::path::Path;

use rdp_health_wire::negotiation::{FailureCode, ResponseFlags, SecurityProtocols};
use rdp_health_wire::tls::{
    CipherSuite, ClientHello, FlightReader, NamedGroup, ServerMessage, SignatureScheme, TlsVersion,
};
use rdp_health_wire::tpkt;
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Negotiation, Routing, ServerAnswer};

use crate::vectors::hex;

struct Turn {
    from_client: bool,
    bytes: Vec<u8>,
}

/// The TCP conversations of a file, or `None` after a printed note when it is not there.
fn conversations(file: &str) -> Option<Vec<Vec<Turn>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/captures");
    let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
        println!("skipped: no capture {file}");
        return None;
    };
    // The files have one shape, so the strings in it are enough: "proto", "tcp", … "from", "client", "hex", "03…".
    let mut conversations: Vec<Option<Vec<Turn>>> = Vec::new();
    let strings: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
    for window in strings.windows(4) {
        match *window {
            ["proto", proto, ..] => conversations.push((proto == "tcp").then(Vec::new)),
            ["from", from, "hex", bytes] => {
                if let Some(Some(turns)) = conversations.last_mut() {
                    turns.push(Turn { from_client: from == "client", bytes: hex(bytes) });
                }
            }
            _ => {}
        }
    }
    Some(conversations.into_iter().flatten().collect())
}

fn request(turn: &Turn) -> ConnectionRequest {
    assert!(turn.from_client);
    let request = ConnectionRequest::decode(&turn.bytes).unwrap();
    assert_eq!(request.encode().unwrap(), turn.bytes);
    request
}

fn confirm(turn: &Turn) -> ConnectionConfirm {
    assert!(!turn.from_client);
    let ServerAnswer::ConnectionConfirm(confirm) = ServerAnswer::decode(&turn.bytes).unwrap() else {
        panic!("another answer")
    };
    assert_eq!(confirm.encode(), turn.bytes);
    confirm
}

fn hello(turn: &Turn) -> ClientHello {
    assert!(turn.from_client);
    let hello = ClientHello::decode(&turn.bytes).unwrap();
    assert_eq!(hello.encode_record(), turn.bytes);
    hello
}

fn flight(turn: &Turn) -> Vec<ServerMessage> {
    let mut reader = FlightReader::new();
    reader.push(&turn.bytes);
    std::iter::from_fn(|| reader.next().unwrap()).collect()
}

#[test]
fn a_windows_10_with_nla() {
    let Some(conversations) = conversations("ndpi-rdp.json") else { return };
    let turns = &conversations[0];
    let asked = request(&turns[0]).negotiation.unwrap().protocols;
    assert_eq!(asked.to_string(), "HYBRID_EX|HYBRID|SSL");
    let Negotiation::Response(response) = confirm(&turns[1]).negotiation else { panic!("refused") };
    assert_eq!((response.flags, response.selected), (ResponseFlags(0x1f), SecurityProtocols::HYBRID_EX));

    let offered = hello(&turns[2]);
    assert_eq!(offered.version, TlsVersion::TLS12);
    assert_eq!(offered.server_name(), Some("192.168.2.142"));
    assert_eq!(offered.signature_schemes().len(), 8);

    let [
        ServerMessage::Hello(hello),
        ServerMessage::Certificate(certificate),
        ServerMessage::KeyExchange(exchange),
        ServerMessage::HelloDone,
    ] = &flight(&turns[3])[..]
    else {
        panic!("another flight")
    };
    assert_eq!(hello.negotiated_version(), TlsVersion::TLS12);
    assert_eq!(hello.suite, CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384);
    assert_eq!(certificate.chain.len(), 1);
    assert_eq!(certificate.chain[0].len(), 0x2e6);
    assert_eq!(exchange.group(), Some(NamedGroup::SECP256R1));
    assert_eq!(exchange.scheme(), Some(SignatureScheme::RSA_PKCS1_SHA256));
}

#[test]
fn a_tls10_host_with_nla() {
    let Some(conversations) = conversations("zeek-rdp-to-ssl.json") else { return };
    for turns in &conversations {
        let asked = request(&turns[0]);
        assert!(matches!(asked.routing, Some(Routing::Cookie(_))));
        let Negotiation::Response(response) = confirm(&turns[1]).negotiation else { panic!("refused") };
        assert_eq!(response.flags, ResponseFlags::EXTENDED_CLIENT_DATA_SUPPORTED);
        assert_eq!(response.selected, SecurityProtocols::HYBRID);
        assert_eq!(hello(&turns[2]).version, TlsVersion::TLS10);
        let [ServerMessage::Hello(hello), ServerMessage::Certificate(certificate), ServerMessage::HelloDone] =
            &flight(&turns[3])[..]
        else {
            panic!("another flight")
        };
        assert_eq!(hello.negotiated_version(), TlsVersion::TLS10);
        assert_eq!(hello.suite, CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA);
        assert_eq!(hello.suite.forward_secrecy(), Some(false));
        assert_eq!(certificate.chain.len(), 1);
    }
}

#[test]
fn a_host_that_refuses_tls_and_then_speaks_standard_rdp() {
    let Some(conversations) = conversations("zeek-rdp-proprietary-encryption.json") else { return };
    request(&conversations[0][0]);
    let Negotiation::Failure(failure) = confirm(&conversations[0][1]).negotiation else { panic!("accepted") };
    assert_eq!(failure.code, FailureCode::SSL_NOT_ALLOWED_BY_SERVER);

    request(&conversations[1][0]);
    let Negotiation::Response(response) = confirm(&conversations[1][1]).negotiation else {
        panic!("refused")
    };
    assert_eq!(response.selected, SecurityProtocols::RDP);
}

#[test]
fn the_mcs_exchange_of_standard_rdp_is_data() {
    for file in ["zeek-rdp-proprietary-encryption.json", "zeek-rdp-x509.json"] {
        let Some(conversations) = conversations(file) else { return };
        let turns = conversations.last().unwrap();
        for turn in &turns[2..4] {
            assert_eq!(tpkt::frame_length(&turn.bytes), Ok(Some(turn.bytes.len())));
            let ServerAnswer::Data(payload) = ServerAnswer::decode(&turn.bytes).unwrap() else {
                panic!("another answer")
            };
            assert_eq!(payload[0], 0x7f, "an MCS connect message");
        }
    }
}
