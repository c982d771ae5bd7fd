//! Any legal value of each struct.

use std::net::SocketAddr;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rdp_health_wire::credssp::{CredsspVersion, NtStatus, TsRequest};
use rdp_health_wire::gcc::{
    ChannelDef, ClientCore, ClientData, ClientEarlyCapabilityFlags, ClientSecurity, EncryptionLevel,
    EncryptionMethod, MAX_CHANNELS, MultitransportFlags, ProprietaryCertificate, RdpVersion,
    ServerCertificate, ServerCore, ServerData, ServerEarlyCapabilityFlags, ServerNetwork, ServerSecurity,
    UnknownBlock,
};
use rdp_health_wire::negotiation::{
    CorrelationInfo, FailureCode, NegotiationFailure, NegotiationRequest, NegotiationResponse, RequestFlags,
    ResponseFlags, SecurityProtocols,
};
use rdp_health_wire::ntlm::{AvId, AvPair, Challenge, Negotiate, NegotiateFlags, NtlmVersion};
use rdp_health_wire::stun::{Binding, MessageType};
use rdp_health_wire::tls::{
    CertificateMessage, CipherSuite, ClientHello, CompressionMethod, DigitallySigned, Extension, NamedGroup,
    ServerHello, ServerKeyExchange, SignatureScheme, TlsVersion,
};
use rdp_health_wire::udp::{SynDatagram, UdpFlags, UdpVersion};
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
            compression: compression.into_iter().map(CompressionMethod).collect(),
            extensions,
        },
    )
}

pub(super) fn server_hello() -> impl Strategy<Value = ServerHello> {
    let random = prop_oneof![4 => any::<[u8; 32]>(), 1 => Just(ServerHello::HELLO_RETRY_REQUEST_RANDOM)];
    (version(), random, bytes(255), suite(), any::<u8>().prop_map(CompressionMethod), extensions()).prop_map(
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

pub(super) fn ts_request() -> impl Strategy<Value = TsRequest> {
    let field = || option::of(bytes(140));
    let error_code = option::of(any::<u32>().prop_map(NtStatus));
    (any::<u32>().prop_map(CredsspVersion), vec(bytes(300), 0..3), field(), field(), error_code, field())
        .prop_map(|(version, nego_tokens, auth_info, pub_key_auth, error_code, client_nonce)| TsRequest {
            version,
            nego_tokens,
            auth_info,
            pub_key_auth,
            error_code,
            client_nonce,
        })
}

fn ntlm_version() -> impl Strategy<Value = Option<NtlmVersion>> {
    option::of(any::<(u8, u8, u16, u8)>().prop_map(|(major, minor, build, revision)| NtlmVersion {
        major,
        minor,
        build,
        revision,
    }))
}

/// The flags with the bits that say what the message carries.
fn ntlm_flags(flags: u32, version: bool, target_info: bool) -> NegotiateFlags {
    let (version_bit, target_info_bit) =
        (NegotiateFlags::NEGOTIATE_VERSION.0, NegotiateFlags::NEGOTIATE_TARGET_INFO.0);
    let bit = |on: bool, bit: u32| if on { bit } else { 0 };
    let others = flags & !(version_bit | target_info_bit);
    NegotiateFlags(others | bit(version, version_bit) | bit(target_info, target_info_bit))
}

pub(super) fn negotiate() -> impl Strategy<Value = Negotiate> {
    (any::<u32>(), ntlm_version()).prop_map(|(flags, version)| Negotiate {
        flags: ntlm_flags(flags, version.is_some(), false),
        version,
    })
}

pub(super) fn challenge() -> impl Strategy<Value = Challenge> {
    let id = prop_oneof![4 => 1_u16..11, 1 => 1_u16..];
    let pairs = vec((id, bytes(40)).prop_map(|(id, value)| AvPair { id: AvId(id), value }), 0..8);
    (any::<String>(), any::<u32>(), any::<[u8; 8]>(), ntlm_version(), pairs).prop_map(
        |(target_name, flags, server_challenge, version, target_info)| Challenge {
            target_name,
            flags: ntlm_flags(flags, version.is_some(), !target_info.is_empty()),
            server_challenge,
            version,
            target_info,
        },
    )
}

pub(super) fn client_data() -> impl Strategy<Value = ClientData> {
    let core = (any::<u32>(), any::<u32>(), "[ -~]{0,15}", any::<u16>(), any::<u32>()).prop_map(
        |(version, build, name, flags, selected)| ClientCore {
            version: RdpVersion(version),
            build,
            name,
            early_capability_flags: ClientEarlyCapabilityFlags(flags),
            selected_protocol: SecurityProtocols(selected),
        },
    );
    let channel = any::<([u8; 8], u32)>().prop_map(|(name, options)| ChannelDef { name, options });
    let extended = (option::of(any::<u32>()), option::of(any::<u32>().prop_map(MultitransportFlags)));
    (core, any::<(u32, u32)>(), vec(channel, 0..=MAX_CHANNELS), extended).prop_map(
        |(core, (methods, extended), channels, (message_channel, multitransport))| ClientData {
            core,
            security: ClientSecurity {
                methods: EncryptionMethod(methods),
                extended_methods: EncryptionMethod(extended),
            },
            channels,
            message_channel,
            multitransport,
        },
    )
}

fn server_certificate() -> impl Strategy<Value = ServerCertificate> {
    let proprietary = (any::<(bool, u32, u32)>(), bytes(80), bytes(80)).prop_map(
        |((temporary, bit_length, exponent), modulus, signature)| {
            let certificate = ProprietaryCertificate { temporary, bit_length, exponent, modulus, signature };
            ServerCertificate::Proprietary(certificate)
        },
    );
    let x509 = (any::<bool>(), vec(bytes(80), 0..4))
        .prop_map(|(temporary, chain)| ServerCertificate::X509 { temporary, chain });
    let unknown = bytes(40).prop_map(|rest| ServerCertificate::Unknown([vec![3, 0, 0, 0], rest].concat()));
    prop_oneof![proprietary, x509, unknown]
}

pub(super) fn server_data() -> impl Strategy<Value = ServerData> {
    let core =
        (any::<u32>(), option::of(any::<(u32, Option<u32>)>())).prop_map(|(version, rest)| ServerCore {
            version: RdpVersion(version),
            client_requested_protocols: rest.map(|(protocols, _)| SecurityProtocols(protocols)),
            early_capability_flags: rest.and_then(|(_, flags)| flags).map(ServerEarlyCapabilityFlags),
        });
    let network = (any::<u16>(), vec(any::<u16>(), 0..32))
        .prop_map(|(io_channel, channels)| ServerNetwork { io_channel, channels });
    let security = (any::<(u32, u32)>(), bytes(32), option::of(server_certificate())).prop_map(
        |((method, level), random, certificate)| ServerSecurity {
            method: EncryptionMethod(method),
            level: EncryptionLevel(level),
            random,
            certificate,
        },
    );
    let unknown = (0x0c09_u16.., bytes(20)).prop_map(|(kind, body)| UnknownBlock { kind, body });
    let extended = (option::of(any::<u16>()), option::of(any::<u32>().prop_map(MultitransportFlags)));
    (option::of(core), option::of(network), option::of(security), extended, vec(unknown, 0..3)).prop_map(
        |(core, network, security, (message_channel, multitransport), unknown)| ServerData {
            core,
            network,
            security,
            message_channel,
            multitransport,
            unknown,
        },
    )
}

pub(super) fn syn_datagram() -> impl Strategy<Value = SynDatagram> {
    let numbers = (any::<u32>(), any::<u16>(), any::<u16>(), any::<u32>(), 0..2000u16, 0..2000u16);
    (numbers, any::<Option<[u8; 16]>>(), any::<Option<u16>>()).prop_map(
        |(numbers, correlation_id, version)| {
            let (source_ack, receive_window, flags, sequence_number, up_mtu, down_mtu) = numbers;
            let follow = UdpFlags::SYNEX.0 | UdpFlags::CORRELATION_ID.0;
            let mut flags = (flags | UdpFlags::SYN.0) & !follow;
            flags |= if version.is_some() { UdpFlags::SYNEX.0 } else { 0 };
            flags |= if correlation_id.is_some() { UdpFlags::CORRELATION_ID.0 } else { 0 };
            SynDatagram {
                source_ack,
                receive_window,
                flags: UdpFlags(flags),
                sequence_number,
                up_mtu,
                down_mtu,
                correlation_id,
                version: version.map(UdpVersion),
            }
        },
    )
}

pub(super) fn binding() -> impl Strategy<Value = Binding> {
    let message = (any::<u16>(), any::<[u8; 12]>());
    let error = option::of((0..8u16, 0..100u16).prop_map(|(class, number)| class * 100 + number));
    (message, any::<Option<SocketAddr>>(), error).prop_map(|((kind, transaction), mapped, error)| {
        // A scope and a flow are no part of what travels.
        let mapped = mapped.map(|mapped| SocketAddr::new(mapped.ip(), mapped.port()));
        Binding { message_type: MessageType(kind), transaction, mapped, error }
    })
}
