//! Any legal value of each struct.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rdp_health_wire::negotiation::{
    CorrelationInfo, FailureCode, NegotiationFailure, NegotiationRequest, NegotiationResponse, RequestFlags,
    ResponseFlags, SecurityProtocols,
};
use rdp_health_wire::tls::{
    CertificateMessage, CipherSuite, ClientHello, DigitallySigned, Extension, NamedGroup, ServerHello,
    ServerKeyExchange, SignatureScheme, TlsVersion,
};
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Negotiation, Routing};

fn bytes(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=longest)
}

fn routing() -> impl Strategy<Value = Routing> {
    let cookie = "[ -~]{0,180}".prop_map(Routing::Cookie);
    let token = bytes(180).prop_filter("what reads back as something else", |token| {
        !token.windows(2).any(|pair| pair == b"\r\n")
            && !token.starts_with(b"Cookie: mstshash=")
            && !matches!(token[..], [1, _, 8, 0, ..])
    });
    prop_oneof![cookie, token.prop_map(Routing::Token)]
}

fn correlation() -> impl Strategy<Value = CorrelationInfo> {
    any::<[u8; 16]>().prop_filter_map("illegal id", CorrelationInfo::new)
}

pub(super) fn connection_request() -> impl Strategy<Value = ConnectionRequest> {
    let negotiation = option::of((any::<u8>(), any::<u32>(), option::of(correlation())));
    (any::<u16>(), any::<u16>(), any::<u8>(), option::of(routing()), negotiation).prop_map(
        |(dst_ref, src_ref, class, routing, negotiation)| {
            let correlation = negotiation.and_then(|(_, _, correlation)| correlation);
            let negotiation = negotiation.map(|(flags, protocols, _)| {
                let announced = RequestFlags::CORRELATION_INFO_PRESENT.0;
                let flags = if correlation.is_some() { flags | announced } else { flags & !announced };
                NegotiationRequest { flags: RequestFlags(flags), protocols: SecurityProtocols(protocols) }
            });
            ConnectionRequest { dst_ref, src_ref, class, routing, negotiation, correlation }
        },
    )
}

pub(super) fn connection_confirm() -> impl Strategy<Value = ConnectionConfirm> {
    let response = (any::<u8>(), any::<u32>()).prop_map(|(flags, selected)| {
        let (flags, selected) = (ResponseFlags(flags), SecurityProtocols(selected));
        Negotiation::Response(NegotiationResponse { flags, selected })
    });
    let failure = (any::<u8>(), any::<u32>()).prop_map(|(flags, code)| {
        Negotiation::Failure(NegotiationFailure { flags, code: FailureCode(code) })
    });
    let unknown = (any::<u8>().prop_filter("known", |kind| *kind != 2 && *kind != 3), bytes(300))
        .prop_map(|(kind, bytes)| Negotiation::Unknown { kind, bytes });
    let negotiation = prop_oneof![Just(Negotiation::Absent), response, failure, unknown];
    (any::<u16>(), any::<u16>(), any::<u8>(), negotiation).prop_map(
        |(dst_ref, src_ref, class, negotiation)| ConnectionConfirm { dst_ref, src_ref, class, negotiation },
    )
}

fn extensions() -> impl Strategy<Value = Vec<Extension>> {
    let known = prop_oneof![
        Just(Extension::SERVER_NAME),
        Just(Extension::SUPPORTED_GROUPS),
        Just(Extension::SUPPORTED_VERSIONS),
        Just(Extension::KEY_SHARE)
    ];
    let kind = prop_oneof![known, any::<u16>()];
    vec((kind, bytes(60)).prop_map(|(kind, body)| Extension { kind, body }), 0..6)
}

pub(super) fn client_hello() -> impl Strategy<Value = ClientHello> {
    let suites = vec(any::<u16>().prop_map(CipherSuite), 0..120);
    (any::<u16>(), any::<[u8; 32]>(), bytes(255), suites, bytes(5), extensions()).prop_map(
        |(version, random, session_id, suites, compression, extensions)| ClientHello {
            version: TlsVersion(version),
            random,
            session_id,
            suites,
            compression,
            extensions,
        },
    )
}

pub(super) fn server_hello() -> impl Strategy<Value = ServerHello> {
    let random = prop_oneof![4 => any::<[u8; 32]>(), 1 => Just(ServerHello::HELLO_RETRY_REQUEST_RANDOM)];
    (version(), random, bytes(255), suite(), any::<u8>(), extensions()).prop_map(
        |(version, random, session_id, suite, compression, extensions)| ServerHello {
            version,
            random,
            session_id,
            suite,
            compression,
            extensions,
        },
    )
}

pub(super) fn version() -> impl Strategy<Value = TlsVersion> {
    (0x0300_u16..0x0306).prop_map(TlsVersion)
}

pub(super) fn suite() -> impl Strategy<Value = CipherSuite> {
    prop_oneof![
        5 => proptest::sample::select(CipherSuite::KNOWN),
        1 => any::<u16>().prop_map(CipherSuite)
    ]
}

pub(super) fn certificate() -> impl Strategy<Value = CertificateMessage> {
    vec(bytes(400), 0..6).prop_map(|chain| CertificateMessage { chain })
}

/// A key exchange, and a version and a suite that give it its shape.
pub(super) fn key_exchange() -> impl Strategy<Value = (ServerKeyExchange, TlsVersion, CipherSuite)> {
    let shape = (version(), suite(), any::<bool>());
    (shape, any::<u16>(), any::<u16>(), bytes(140), bytes(255), bytes(5), bytes(255)).prop_map(
        |((version, suite, explicit_curve), group, scheme, prime, public, generator, signature)| {
            let scheme = (version >= TlsVersion::TLS12).then_some(SignatureScheme(scheme));
            let signed =
                (suite.is_anonymous() != Some(true)).then_some(DigitallySigned { scheme, signature });
            let name = suite.name().unwrap_or_default();
            let exchange = if name.starts_with("TLS_ECDH") && !explicit_curve {
                ServerKeyExchange::NamedCurve { group: NamedGroup(group), public, signed }
            } else if name.starts_with("TLS_DH") {
                ServerKeyExchange::Dhe { prime, generator, public, signed }
            } else {
                ServerKeyExchange::Raw([vec![1], public].concat())
            };
            (exchange, version, suite)
        },
    )
}
