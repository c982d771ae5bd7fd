//! Round trips; arbitrary bytes, truncations and flipped bytes never panic; a flight reads the same however it is cut.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use rdp_health_wire::credssp::{self, TsRequest};
use rdp_health_wire::mcs::{ConnectInitial, ConnectResponse, DisconnectProviderUltimatum, McsResult};
use rdp_health_wire::ntlm::{Challenge, FileTime, Negotiate, find_challenge};
use rdp_health_wire::stun::Binding;
use rdp_health_wire::tls::{
    Alert, AlertDescription, AlertLevel, CertificateMessage, CipherSuite, ClientHello, ContentType,
    FlightReader, HandshakeType, ServerHello, ServerHelloDone, ServerKeyExchange, ServerMessage, TlsVersion,
    handshake_message, record, record_length,
};
use rdp_health_wire::udp::SynDatagram;
use rdp_health_wire::x224::{
    ConnectionConfirm, ConnectionRequest, DisconnectRequest, DisconnectRequestReason, RejectCause,
    ServerAnswer, TpduError, encode_data,
};
use rdp_health_wire::{DecodeError, tpkt};

use crate::strategies::{
    binding, certificate, challenge, client_data, client_hello, connection_confirm, connection_request,
    key_exchange, negotiate, server_data, server_hello, suite, syn_datagram, ts_request, version,
};
use crate::vectors;

/// Every decoder once. The results do not matter, only that there are some.
fn decode_everything(bytes: &[u8]) {
    let _ = tpkt::frame_length(bytes);
    let _ = ConnectionRequest::decode(bytes);
    let _ = ConnectionConfirm::decode(bytes);
    let _ = ServerAnswer::decode(bytes);
    let _ = DisconnectProviderUltimatum::decode(bytes);
    let _ = record_length(bytes);
    let _ = Alert::decode(bytes);
    if let Ok(hello) = ClientHello::decode(bytes) {
        let _ = (hello.server_name(), hello.supported_versions(), hello.groups(), hello.signature_schemes());
    }
    if let Ok(hello) = ServerHello::decode(bytes) {
        let _ = (hello.negotiated_version(), hello.selected_group(), hello.is_hello_retry_request());
    }
    let _ = CertificateMessage::decode(bytes);
    for suite in [0xc030, 0xc018, 0x009f, 0x0003, 0x1301] {
        for version in [TlsVersion::TLS10, TlsVersion::TLS12] {
            let suite = CipherSuite(suite);
            if let Ok(exchange) = ServerKeyExchange::decode(bytes, version, suite) {
                let _ = (exchange.group(), exchange.scheme(), exchange.prime_bits());
            }
        }
    }
    let _ = read_flight(bytes, &[]);
    let _ = credssp::frame_length(bytes);
    let _ = TsRequest::decode(bytes);
    let _ = Negotiate::decode(bytes);
    if let Ok(challenge) = Challenge::decode(find_challenge(bytes).unwrap_or(bytes)) {
        let _ = (challenge.netbios_computer(), challenge.dns_forest(), challenge.target_spn());
        let _ = (challenge.av_flags(), challenge.timestamp().and_then(FileTime::unix_micros));
    }
    let _ = ConnectInitial::decode(bytes);
    let _ = ConnectResponse::decode(bytes);
    let _ = SynDatagram::decode(bytes);
    let _ = Binding::decode(bytes);
}

/// The messages, and the error that ended them.
fn read_flight(bytes: &[u8], cuts: &[Index]) -> (Vec<ServerMessage>, Option<DecodeError>) {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    let mut reader = FlightReader::new();
    let mut messages = Vec::new();
    for pair in cuts.windows(2) {
        reader.push(&bytes[pair[0]..pair[1]]);
        loop {
            match reader.next() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Some(error)),
            }
        }
    }
    (messages, None)
}

/// Every truncation and one flipped byte of a valid message.
fn damage(message: &[u8], at: Index, with: u8) {
    for length in 0..message.len() {
        decode_everything(&message[..length]);
    }
    let mut flipped = message.to_vec();
    flipped[at.index(message.len())] ^= with;
    decode_everything(&flipped);
}

/// One truncation and one flipped byte of a long message, of which every truncation would take too long.
fn damage_somewhere(message: &[u8], at: Index, with: u8) {
    let mut flipped = message.to_vec();
    flipped[at.index(message.len())] ^= with;
    decode_everything(&flipped);
    decode_everything(&message[..at.index(message.len())]);
}

#[test]
fn hostile_bytes_never_panic() {
    for vector in vectors::parse(vectors::HOSTILE) {
        let records = record(ContentType::HANDSHAKE, TlsVersion::TLS12, &vector.bytes);
        for bytes in [&vector.bytes[..], &records] {
            for length in 0..=bytes.len() {
                decode_everything(&bytes[..length]);
            }
        }
    }
}

/// How each message begins.
const HEADERS: &[&[u8]] = &[
    &[3, 0, 0, 40, 35],
    &[3, 0, 0, 19, 14, 0xd0],
    &[22, 3, 1, 0, 60, 1, 0, 0, 56],
    &[22, 3, 3, 0, 60, 2, 0, 0, 56],
    &[2, 0, 0, 80, 3, 3],
    &[11, 0, 0, 60, 0, 0, 57],
    &[12, 0, 0, 60, 3, 0, 23],
    &[0x30, 0x40, 0xa0, 3, 2, 1, 6],
    &[0x30, 0x40, 0xa0, 3, 2, 1, 6, 0xa1, 0x30, 0x30],
    b"NTLMSSP\0\x02\0\0\0",
    &[0, 0, 0, 0x42, 0, 64, 0x18, 5],
    &[1, 1, 0, 40, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    &[1, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 8],
    b"NTLMSSP\0\x02\0\0\0\x04\0\x04\0\x38\0\0\0\x35\x82\x89\xe2",
    &[
        3, 0, 0, 100, 2, 0xf0, 0x80, 0x7f, 0x65, 0x40, 4, 1, 1, 4, 1, 1, 1, 1, 0xff, 0x30, 0, 0x30, 0, 0x30,
        0, 4,
    ],
    &[3, 0, 0, 100, 2, 0xf0, 0x80, 0x7f, 0x66, 0x40, 0x0a, 1, 0, 2, 1, 0, 0x30, 0, 4],
];

proptest! {
    #[test]
    fn a_syn_round_trips(datagram in syn_datagram()) {
        prop_assert_eq!(SynDatagram::decode(&datagram.encode()), Ok(datagram));
    }

    #[test]
    fn a_binding_message_round_trips(message in binding()) {
        prop_assert_eq!(Binding::decode(&message.encode()), Ok(message));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..600)) {
        decode_everything(&bytes);
    }

    #[test]
    fn arbitrary_bytes_behind_a_plausible_header_never_panic(
        header in proptest::sample::select(HEADERS),
        bytes in vec(any::<u8>(), 0..100),
    ) {
        decode_everything(&[header, &bytes[..]].concat());
    }

    #[test]
    fn connection_request_round_trips(request in connection_request(), at: Index, with: u8) {
        let frame = request.encode().unwrap();
        prop_assert_eq!(tpkt::frame_length(&frame), Ok(Some(frame.len())));
        prop_assert_eq!(ConnectionRequest::decode(&frame), Ok(request));
        damage(&frame, at, with);
    }

    #[test]
    fn connection_confirm_round_trips(confirm in connection_confirm(), at: Index, with: u8) {
        let frame = confirm.encode();
        prop_assert_eq!(tpkt::frame_length(&frame), Ok(Some(frame.len())));
        prop_assert_eq!(ConnectionConfirm::decode(&frame), Ok(confirm.clone()));
        prop_assert_eq!(ServerAnswer::decode(&frame), Ok(ServerAnswer::ConnectionConfirm(confirm)));
        damage(&frame, at, with);
    }

    #[test]
    fn refusals_round_trip(dst_ref: u16, src_ref: u16, why: u8) {
        let refusal = DisconnectRequest { dst_ref, src_ref, reason: DisconnectRequestReason(why) };
        prop_assert_eq!(
            ServerAnswer::decode(&refusal.encode()),
            Ok(ServerAnswer::DisconnectRequest(refusal))
        );
        let error = TpduError { dst_ref, cause: RejectCause(why) };
        prop_assert_eq!(ServerAnswer::decode(&error.encode()), Ok(ServerAnswer::TpduError(error)));
    }

    #[test]
    fn data_round_trips(payload in vec(any::<u8>(), 3..300)) {
        prop_assert_eq!(ServerAnswer::decode(&encode_data(&payload)), Ok(ServerAnswer::Data(payload)));
    }

    #[test]
    fn client_hello_round_trips(hello in client_hello(), at: Index, with: u8) {
        let bytes = hello.encode_record();
        prop_assert_eq!(ClientHello::decode(&bytes), Ok(hello));
        damage(&bytes, at, with);
    }

    #[test]
    fn a_server_name_round_trips(hello in client_hello(), name in "[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63}){0,3}") {
        let named = ClientHello::decode(&hello.with_server_name(&name).encode()).unwrap();
        prop_assert_eq!(named.server_name(), Some(&name[..]));
    }

    #[test]
    fn server_hello_round_trips(hello in server_hello(), at: Index, with: u8) {
        let message = hello.encode();
        prop_assert_eq!(ServerHello::decode(&message), Ok(hello));
        damage(&message, at, with);
    }

    #[test]
    fn certificate_round_trips(certificate in certificate(), at: Index, with: u8) {
        let message = certificate.encode();
        prop_assert_eq!(CertificateMessage::decode(&message), Ok(certificate));
        damage_somewhere(&message, at, with);
    }

    #[test]
    fn server_key_exchange_round_trips((exchange, version, suite) in key_exchange(), at: Index, with: u8) {
        let message = exchange.encode();
        prop_assert_eq!(ServerKeyExchange::decode(&message, version, suite), Ok(exchange));
        damage(&message, at, with);
    }

    #[test]
    fn a_damaged_key_exchange_never_panics(
        bytes in vec(any::<u8>(), 0..80),
        version in version(),
        suite in suite(),
    ) {
        let message = handshake_message(HandshakeType::SERVER_KEY_EXCHANGE, &bytes);
        if let Ok(exchange) = ServerKeyExchange::decode(&message, version, suite) {
            prop_assert_eq!(ServerKeyExchange::decode(&exchange.encode(), version, suite), Ok(exchange));
        }
    }

    #[test]
    fn alert_round_trips(level: u8, description: u8) {
        let alert = Alert { level: AlertLevel(level), description: AlertDescription(description) };
        prop_assert_eq!(Alert::decode(&alert.encode()), Ok(alert));
        let bytes = alert.encode_record(TlsVersion::TLS12);
        prop_assert_eq!(read_flight(&bytes, &[]), (vec![ServerMessage::Alert(alert)], None));
    }

    #[test]
    fn a_flight_reads_the_same_however_it_is_cut(
        mut hello in server_hello(),
        certificate in certificate(),
        bytes in vec(any::<u8>(), 0..80),
        record_cuts in vec(any::<Index>(), 0..12),
        push_cuts in vec(any::<Index>(), 0..20),
    ) {
        // In TLS 1.3 a record border is a border of encryption, so there the cuts would change the meaning.
        hello.version = TlsVersion::TLS12;
        hello.extensions.clear();
        let handshake = [
            hello.encode(),
            certificate.encode(),
            handshake_message(HandshakeType::CERTIFICATE_STATUS, &bytes),
            ServerHelloDone.encode(),
        ]
        .concat();
        let expected = vec![
            ServerMessage::Hello(hello),
            ServerMessage::Certificate(certificate),
            ServerMessage::Other { kind: HandshakeType::CERTIFICATE_STATUS },
            ServerMessage::HelloDone,
        ];

        let mut cuts: Vec<usize> = record_cuts.iter().map(|cut| cut.index(handshake.len())).collect();
        cuts.extend([0, handshake.len()]);
        cuts.sort_unstable();
        let records: Vec<u8> = cuts
            .windows(2)
            .flat_map(|pair| record(ContentType::HANDSHAKE, TlsVersion::TLS12, &handshake[pair[0]..pair[1]]))
            .collect();
        prop_assert_eq!(read_flight(&records, &push_cuts), (expected, None));
    }

    #[test]
    fn any_stream_reads_the_same_however_it_is_pushed(
        records in vec((20_u8..25, vec(prop_oneof![0_u8..16, any::<u8>()], 0..60)), 0..8),
        tail in vec(any::<u8>(), 0..10),
        cuts in vec(any::<Index>(), 0..20),
    ) {
        let mut bytes: Vec<u8> = records
            .iter()
            .flat_map(|(kind, payload)| record(ContentType(*kind), TlsVersion::TLS12, payload))
            .collect();
        bytes.extend(tail);
        prop_assert_eq!(read_flight(&bytes, &cuts), read_flight(&bytes, &[]));
    }

    #[test]
    fn ts_request_round_trips(request in ts_request(), at: Index, with: u8) {
        let message = request.encode();
        prop_assert_eq!(credssp::frame_length(&message), Ok(Some(message.len())));
        prop_assert_eq!(TsRequest::decode(&message), Ok(request));
        prop_assert!(TsRequest::decode(&message[..at.index(message.len())]).is_err(), "a message cut short");
        damage_somewhere(&message, at, with);
    }

    #[test]
    fn negotiate_round_trips(negotiate in negotiate()) {
        prop_assert_eq!(Negotiate::decode(&negotiate.encode()), Ok(negotiate));
    }

    #[test]
    fn challenge_round_trips(challenge in challenge(), prefix in vec(0_u8..0x40, 0..20), at: Index, with: u8) {
        let message = challenge.encode();
        prop_assert_eq!(Challenge::decode(&message), Ok(challenge));
        let wrapped = [prefix, message.clone()].concat();
        prop_assert_eq!(find_challenge(&wrapped), Some(&message[..]));
        damage_somewhere(&message, at, with);
    }

    #[test]
    fn times_round_trip(micros in -11_644_473_599_999_999_i64..253_402_300_800_000_000) {
        let time = FileTime::from_unix_micros(micros).unwrap();
        prop_assert_eq!(time.unix_micros(), Some(micros));
    }

    #[test]
    fn connect_initial_round_trips(client in client_data(), at: Index, with: u8) {
        let message = ConnectInitial { client };
        let frame = message.encode();
        prop_assert_eq!(tpkt::frame_length(&frame), Ok(Some(frame.len())));
        prop_assert_eq!(ConnectInitial::decode(&frame), Ok(message));
        damage_somewhere(&frame, at, with);
    }

    #[test]
    fn connect_response_round_trips(server in server_data(), result: u8, at: Index, with: u8) {
        let message = ConnectResponse { result: McsResult(result), server };
        let frame = message.encode();
        prop_assert_eq!(tpkt::frame_length(&frame), Ok(Some(frame.len())));
        prop_assert_eq!(ConnectResponse::decode(&frame), Ok(message));
        damage_somewhere(&frame, at, with);
    }
}
