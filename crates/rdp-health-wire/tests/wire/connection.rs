//! TPKT, X.224, the negotiation structures and the MCS ultimatum.

use rdp_health_wire::mcs::{DisconnectProviderUltimatum, DisconnectReason};
use rdp_health_wire::negotiation::{
    CorrelationInfo, FailureCode, NegotiationFailure, NegotiationRequest, NegotiationResponse, RequestFlags,
    ResponseFlags, SecurityProtocols,
};
use rdp_health_wire::x224::{
    ConnectionConfirm, ConnectionRequest, DisconnectRequest, DisconnectRequestReason, MAX_ROUTING_LENGTH,
    Negotiation, RejectCause, Routing, ServerAnswer, TpduError, encode_data,
};
use rdp_health_wire::{EncodeError, tpkt};

use crate::vectors::{self, hex};

const NLA: SecurityProtocols = SecurityProtocols(0x0b);

fn routed(routing: Routing, protocols: u32) -> ConnectionRequest {
    ConnectionRequest { routing: Some(routing), ..ConnectionRequest::new(SecurityProtocols(protocols)) }
}

fn request(name: &str) -> ConnectionRequest {
    match name {
        "cr-no-negotiation" => ConnectionRequest::default(),
        "cr-rdp" => ConnectionRequest::new(SecurityProtocols::RDP),
        "cr-ssl" => ConnectionRequest::new(SecurityProtocols::SSL),
        "cr-hybrid" => ConnectionRequest::new(SecurityProtocols::HYBRID),
        "cr-ssl-hybrid-hybrid-ex" => ConnectionRequest::new(
            SecurityProtocols::SSL | SecurityProtocols::HYBRID | SecurityProtocols::HYBRID_EX,
        ),
        "cr-rdstls-ssl" => ConnectionRequest::new(SecurityProtocols::RDSTLS | SecurityProtocols::SSL),
        "cr-rdsaad" => ConnectionRequest::new(SecurityProtocols::RDSAAD),
        "cr-cookie-a" => routed(Routing::Cookie("a".into()), NLA.0),
        "cr-cookie-nine-characters" => routed(Routing::Cookie("Administr".into()), NLA.0),
        "cr-cookie-eltons" => routed(Routing::Cookie("eltons".into()), 0),
        "cr-token-msts" => routed(Routing::Token(b"Cookie: msts=3640205228.15629.0000".to_vec()), NLA.0),
        "cr-token-broker" => {
            routed(Routing::Token(b"tsv://MS Terminal Services Plugin.1.Farm".to_vec()), NLA.0)
        }
        "cr-correlation" => {
            let id = std::array::from_fn(|index| 0x10 + u8::try_from(index).unwrap());
            ConnectionRequest {
                negotiation: Some(NegotiationRequest {
                    flags: RequestFlags::CORRELATION_INFO_PRESENT,
                    protocols: NLA,
                }),
                correlation: CorrelationInfo::new(id),
                ..ConnectionRequest::default()
            }
        }
        "cr-restricted-admin" => ConnectionRequest {
            negotiation: Some(NegotiationRequest {
                flags: RequestFlags::RESTRICTED_ADMIN_MODE_REQUIRED,
                protocols: SecurityProtocols::SSL | SecurityProtocols::HYBRID,
            }),
            ..ConnectionRequest::default()
        },
        other => panic!("no struct for the vector {other}"),
    }
}

#[test]
fn connection_requests_both_ways() {
    for vector in vectors::parse(vectors::CONNECTION_REQUEST) {
        let request = request(vector.name);
        assert_eq!(request.encode().unwrap(), vector.bytes, "{}", vector.name);
        assert_eq!(ConnectionRequest::decode(&vector.bytes), Ok(request), "{}", vector.name);
        assert_eq!(tpkt::frame_length(&vector.bytes), Ok(Some(vector.bytes.len())), "{}", vector.name);
    }
}

fn response(flags: u8, selected: u32) -> Negotiation {
    let (flags, selected) = (ResponseFlags(flags), SecurityProtocols(selected));
    Negotiation::Response(NegotiationResponse { flags, selected })
}

fn confirm(name: &str) -> ConnectionConfirm {
    ConnectionConfirm::new(match name {
        "cc-no-negotiation" => Negotiation::Absent,
        "cc-response-rdp" => response(0x1f, 0),
        "cc-response-ssl" => response(0x1f, 1),
        "cc-response-hybrid" => response(0x1f, 2),
        "cc-response-hybrid-ex" => response(0x1f, 8),
        "cc-response-rdsaad" => response(0x1f, 0x10),
        "cc-response-xrdp-ssl" => response(0x01, 1),
        "cc-response-unknown-bits" => response(0xe0, 0x8000_0040),
        "cc-failure-unknown" => Negotiation::Failure(NegotiationFailure { flags: 0, code: FailureCode(42) }),
        "cc-unknown-type" => Negotiation::Unknown { kind: 0xc0, bytes: vec![1, 0x0d, 0] },
        numbered => {
            let code = numbered.strip_prefix("cc-failure-").expect("a known vector").parse().unwrap();
            Negotiation::Failure(NegotiationFailure { flags: 0, code: FailureCode(code) })
        }
    })
}

#[test]
fn connection_confirms_both_ways() {
    for vector in vectors::parse(vectors::CONNECTION_CONFIRM) {
        let confirm = confirm(vector.name);
        assert_eq!(confirm.encode(), vector.bytes, "{}", vector.name);
        assert_eq!(ConnectionConfirm::decode(&vector.bytes), Ok(confirm.clone()), "{}", vector.name);
        let answer = ServerAnswer::ConnectionConfirm(confirm);
        assert_eq!(ServerAnswer::decode(&vector.bytes), Ok(answer), "{}", vector.name);
    }
}

#[test]
fn other_answers_both_ways() {
    for vector in vectors::parse(vectors::SERVER_ANSWER) {
        let ultimatum = |reason| {
            (ServerAnswer::McsDisconnect(reason), Some(DisconnectProviderUltimatum { reason }.encode()))
        };
        let (answer, encoded) = match vector.name {
            "mcs-ultimatum-user-requested" => ultimatum(DisconnectReason::USER_REQUESTED),
            "mcs-ultimatum-domain-disconnected" => ultimatum(DisconnectReason::DOMAIN_DISCONNECTED),
            "mcs-ultimatum-channel-purged" => ultimatum(DisconnectReason::CHANNEL_PURGED),
            "disconnect-request-address-unknown" => {
                let reason = DisconnectRequestReason::ADDRESS_UNKNOWN;
                let refusal = DisconnectRequest { dst_ref: 0, src_ref: 1, reason };
                (ServerAnswer::DisconnectRequest(refusal), Some(refusal.encode()))
            }
            "tpdu-error-invalid-type" => {
                let error = TpduError { dst_ref: 0, cause: RejectCause::INVALID_TPDU_TYPE };
                (ServerAnswer::TpduError(error), Some(error.encode()))
            }
            "data-mcs-connect-response-begins" => {
                let payload = vec![0x7f, 0x66, 0, 0];
                let encoded = encode_data(&payload);
                (ServerAnswer::Data(payload), Some(encoded))
            }
            "expedited-data" => (ServerAnswer::Unknown { code: 0x10, bytes: vec![0, 0] }, None),
            other => panic!("no struct for the vector {other}"),
        };
        assert_eq!(ServerAnswer::decode(&vector.bytes), Ok(answer), "{}", vector.name);
        if let Some(encoded) = encoded {
            assert_eq!(encoded, vector.bytes, "{}", vector.name);
        }
    }
}

#[test]
fn the_ultimatum_alone_both_ways() {
    for reason in (0..8).map(DisconnectReason) {
        let ultimatum = DisconnectProviderUltimatum { reason };
        assert_eq!(DisconnectProviderUltimatum::decode(&ultimatum.encode()), Ok(ultimatum));
    }
}

#[test]
fn a_wrong_length_indicator_in_an_answer_is_overlooked() {
    let good = vectors::find(vectors::CONNECTION_CONFIRM, "cc-response-hybrid");
    for indicator in [0, 6, 13, 15, 255] {
        let mut frame = good.clone();
        frame[4] = indicator;
        assert_eq!(ConnectionConfirm::decode(&frame), ConnectionConfirm::decode(&good), "{indicator}");
    }
}

#[test]
fn bytes_behind_the_frame_are_left_alone() {
    let mut frames = vectors::find(vectors::CONNECTION_CONFIRM, "cc-no-negotiation");
    frames.extend(hex("02 1f 08 00 02 00 00 00"));
    assert_eq!(ConnectionConfirm::decode(&frames), Ok(ConnectionConfirm::new(Negotiation::Absent)));
}

#[test]
fn a_careless_length_in_a_response_is_overlooked() {
    let frame = hex("03 00 00 13 0e d0 00 00 12 34 00 02 1f 00 00 02 00 00 00");
    assert_eq!(ConnectionConfirm::decode(&frame), Ok(ConnectionConfirm::new(response(0x1f, 2))));
}

#[test]
fn a_token_is_copied_byte_for_byte_with_one_line_end() {
    let bare = routed(Routing::Token(b"\xff\x00opaque\r".to_vec()), 1);
    let ended = routed(Routing::Token(b"\xff\x00opaque\r\r\n".to_vec()), 1);
    assert_eq!(bare.encode(), ended.encode());
    assert_eq!(ConnectionRequest::decode(&ended.encode().unwrap()), Ok(bare));
}

#[test]
fn a_cookie_that_is_no_text_is_kept_as_a_token() {
    let token = routed(Routing::Token(b"Cookie: mstshash=\xff".to_vec()), 1);
    assert_eq!(ConnectionRequest::decode(&token.encode().unwrap()), Ok(token));
}

#[test]
fn a_routing_line_that_cannot_travel_is_refused() {
    let prefix = "Cookie: mstshash=".len() + "\r\n".len();
    let longest = "x".repeat(MAX_ROUTING_LENGTH - prefix);
    let id = CorrelationInfo::new([1; 16]);
    let fits = ConnectionRequest { correlation: id, ..routed(Routing::Cookie(longest.clone()), 1) };
    let frame = fits.encode().unwrap();
    assert_eq!(frame[4], 254, "the longest line fills the largest length indicator");
    assert!(ConnectionRequest::decode(&frame).is_ok());

    let too_long = routed(Routing::Cookie(longest + "x"), 1);
    let (limit, found) = (MAX_ROUTING_LENGTH, MAX_ROUTING_LENGTH + 1);
    assert_eq!(too_long.encode(), Err(EncodeError::TooLong { field: "cookie", limit, found }));
    let split = routed(Routing::Token(b"one\r\ntwo\r\n".to_vec()), 1);
    assert_eq!(split.encode(), Err(EncodeError::IllegalByte { field: "routingToken", offset: 3 }));
}

#[test]
fn the_correlation_flag_follows_the_correlation_block() {
    let mut request = ConnectionRequest::new(NLA);
    request.negotiation.as_mut().unwrap().flags = RequestFlags::CORRELATION_INFO_PRESENT;
    let plain = ConnectionRequest::new(NLA);
    assert_eq!(request.encode(), plain.encode(), "no block, no flag");

    request.negotiation = None;
    request.correlation = CorrelationInfo::new([1; 16]);
    assert_eq!(request.encode(), ConnectionRequest::default().encode(), "no request, no block");
}

#[test]
fn illegal_correlation_ids_are_refused() {
    let with = |index: usize, byte: u8| {
        let mut id = [0x42; 16];
        id[index] = byte;
        CorrelationInfo::new(id)
    };
    assert_eq!(with(0, 0x42).unwrap().id(), [0x42; 16]);
    assert_eq!(with(0, 0x00), None);
    assert_eq!(with(0, 0xf4), None);
    assert_eq!(with(0, 0x0d), None);
    assert_eq!(with(15, 0x0d), None);
    assert!(with(1, 0x00).is_some());
    assert!(with(1, 0xf4).is_some());
}

#[test]
fn a_frame_length_needs_the_header_and_no_more() {
    assert_eq!(tpkt::frame_length(&[]), Ok(None));
    assert_eq!(tpkt::frame_length(&[3]), Ok(None));
    assert_eq!(tpkt::frame_length(&[3, 0, 1]), Ok(None));
    assert_eq!(tpkt::frame_length(&[3, 0, 1, 2]), Ok(Some(0x102)));
    assert_eq!(tpkt::frame_length(&[3, 0xff, 0, 7]), Ok(Some(7)), "the reserved byte is ignored");
}

#[test]
fn a_payload_beyond_the_longest_frame_is_cut() {
    let frame = tpkt::encode(&vec![7; tpkt::MAX_PAYLOAD_LENGTH + 1]);
    assert_eq!(frame.len(), 0xffff);
    assert_eq!(tpkt::frame_length(&frame), Ok(Some(0xffff)));
}

#[test]
fn an_unknown_block_too_long_for_the_indicator_still_reads_back() {
    let confirm = ConnectionConfirm::new(Negotiation::Unknown { kind: 9, bytes: vec![1; 300] });
    let frame = confirm.encode();
    assert_eq!(frame[4], 254);
    assert_eq!(ConnectionConfirm::decode(&frame), Ok(confirm));
}
