//! What real hosts said. The captures stay outside the repository; where they are absent the tests say so and pass.

use std::path::Path;

use rdp_health_wire::gcc::{
    ClientData, EncryptionLevel, EncryptionMethod, RdpVersion, ServerCertificate, ServerData,
};
use rdp_health_wire::mcs::{ConnectInitial, ConnectResponse, McsResult};
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

/// Reads both halves of the basic settings exchange; what the host said is written again as it stood.
fn settings(file: &str) -> Option<(ClientData, ServerData)> {
    let conversations = conversations(file)?;
    let turns = conversations.last().unwrap();
    assert!(turns[2].from_client && !turns[3].from_client);
    let initial = ConnectInitial::decode(&turns[2].bytes).unwrap();
    assert_eq!(ConnectInitial::decode(&initial.encode()).as_ref(), Ok(&initial));
    let response = ConnectResponse::decode(&turns[3].bytes).unwrap();
    assert_eq!(response.result, McsResult::SUCCESSFUL);
    assert_eq!(response.encode(), turns[3].bytes);
    Some((initial.client, response.server))
}

#[test]
fn the_settings_of_a_host_with_a_proprietary_certificate() {
    let Some((client, server)) = settings("zeek-rdp-proprietary-encryption.json") else { return };
    assert_eq!((&client.core.name[..], client.core.build), ("FROG-POND", 0x1770));
    assert_eq!(client.core.selected_protocol, SecurityProtocols::RDP);
    assert_eq!((client.security.methods.0, client.channels.len()), (0x1b, 4));
    assert_eq!((client.channels[1].name, client.channels[1].options), (*b"rdpsnd\0\0", 0xc000_0000));

    let core = server.core.unwrap();
    assert_eq!(
        (core.version, core.client_requested_protocols),
        (RdpVersion::V5_0, Some(SecurityProtocols::RDP))
    );
    assert_eq!(server.network.unwrap().channels, [1004, 1005, 1006, 1007]);
    let security = server.security.unwrap();
    assert_eq!(security.method, EncryptionMethod::ENCRYPTION_METHOD_128BIT);
    assert_eq!(security.level, EncryptionLevel::HIGH);
    assert_eq!(security.random.len(), 32);
    let Some(ServerCertificate::Proprietary(certificate)) = security.certificate else {
        panic!("another kind")
    };
    assert_eq!((certificate.bit_length, certificate.exponent, certificate.modulus.len()), (512, 65537, 64));
    assert_eq!((certificate.temporary, certificate.signature.len()), (false, 72));
}

#[test]
fn the_settings_of_a_host_with_a_licence_certificate() {
    let Some((client, server)) = settings("zeek-rdp-x509.json") else { return };
    assert_eq!(client.core.name, "JOHN-PC-LAPTOP");
    let security = server.security.unwrap();
    assert_eq!(security.method, EncryptionMethod::ENCRYPTION_METHOD_128BIT);
    assert_eq!(security.level, EncryptionLevel::CLIENT_COMPATIBLE);
    let Some(ServerCertificate::X509 { temporary: true, chain }) = security.certificate else {
        panic!("another kind")
    };
    assert_eq!(chain.iter().map(Vec::len).collect::<Vec<_>>(), [0x15f, 0x365]);
    assert!(chain.iter().all(|der| der.starts_with(&[0x30, 0x82])));
}
