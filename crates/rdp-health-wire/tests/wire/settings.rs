//! The basic settings exchange: golden bytes both ways, and what is kept of odd ones.

use rdp_health_wire::gcc::{
    ChannelDef, ClientData, EncryptionLevel, EncryptionMethod, MultitransportFlags, ProprietaryCertificate,
    RdpVersion, ServerCertificate, ServerCore, ServerData, ServerEarlyCapabilityFlags, ServerNetwork,
    ServerSecurity, UnknownBlock,
};
use rdp_health_wire::mcs::{ConnectInitial, ConnectResponse, McsResult};
use rdp_health_wire::negotiation::SecurityProtocols;

use crate::vectors::{self, hex};

fn initial(name: &str) -> Vec<u8> {
    vectors::find(vectors::CONNECT_INITIAL, name)
}

fn response(name: &str) -> Vec<u8> {
    vectors::find(vectors::CONNECT_RESPONSE, name)
}

#[test]
fn connect_initial_both_ways() {
    let plain = ClientData::new(SecurityProtocols::SSL);
    for (name, length, client) in
        [("extended", 432, plain.clone().with_extended_blocks()), ("plain", 416, plain)]
    {
        let bytes = initial(name);
        assert_eq!(bytes.len(), length);
        let message = ConnectInitial { client };
        assert_eq!(message.encode(), bytes, "{name}");
        assert_eq!(ConnectInitial::decode(&bytes), Ok(message), "{name}");
    }
}

#[test]
fn what_is_chosen_lands_where_it_belongs() {
    let mut client = ClientData::new(SecurityProtocols::RDP);
    client.core.version = RdpVersion(0x1122_3344);
    client.core.build = 0x5566_7788;
    client.core.name = "a name of more than fifteen".into();
    client.core.early_capability_flags.0 = 0x99aa;
    client.core.selected_protocol = SecurityProtocols(0xbbcc_ddee);
    client.security.methods = EncryptionMethod::ENCRYPTION_METHOD_40BIT;
    let bytes = ConnectInitial { client }.encode();
    let at = |offset: usize| u32::from_le_bytes(bytes[offset..offset + 4].try_into().unwrap());
    assert_eq!((at(0x88), at(0x98), at(0x114) & 0xffff), (0x1122_3344, 0x5566_7788, 0x99aa));
    assert_eq!((at(0x158), at(0x16c)), (0xbbcc_ddee, 1));
    assert_eq!(ConnectInitial::decode(&bytes).unwrap().client.core.name, "a name of more ");
}

#[test]
fn of_channels_only_as_many_as_are_allowed() {
    let mut client = ClientData::new(SecurityProtocols::SSL);
    client.channels = vec![ChannelDef { name: *b"one\0\0\0\0\0", options: 1 }; 40];
    let bytes = ConnectInitial { client }.encode();
    assert_eq!(ConnectInitial::decode(&bytes).unwrap().client.channels.len(), 31);
    let mut many = bytes;
    let count = many.len() - 31 * 12 - 4;
    many[count] = 32;
    assert_eq!(
        ConnectInitial::decode(&many).unwrap_err().to_string(),
        format!("MCS Connect Initial: channelCount at offset {count}: illegal value 0x20")
    );
}

#[test]
fn the_client_may_leave_the_end_of_its_core_out() {
    // The shortest CS_CORE ends with imeFileName.
    let mut frame = initial("plain");
    frame.drain(0x108..);
    for (offset, length) in [(0x02, 0), (0x0a, 0x0c), (0x6b, 0x6d), (0x74, 0x76), (0x82, 0x84)] {
        let per = if offset < 0x70 { 0 } else { 0x8000 };
        let length = u16::try_from(frame.len() - length).unwrap() | per;
        frame[offset..offset + 2].copy_from_slice(&length.to_be_bytes());
    }
    frame[0x86] = 0x84;
    let client = ConnectInitial::decode(&frame).unwrap().client;
    assert_eq!((client.core.build, &client.core.name[..]), (2600, "rdp-health"));
    assert_eq!(client.core.selected_protocol, SecurityProtocols::RDP);
    assert_eq!((client.security.methods.0, client.channels.len()), (0, 0));
}

fn under_tls() -> ServerData {
    ServerData {
        core: Some(ServerCore {
            version: RdpVersion::V10_7,
            client_requested_protocols: Some(SecurityProtocols::SSL),
            early_capability_flags: Some(ServerEarlyCapabilityFlags(0xf)),
        }),
        network: Some(ServerNetwork { io_channel: 1003, channels: vec![1004, 1005, 1006] }),
        security: Some(ServerSecurity::default()),
        message_channel: Some(1007),
        multitransport: Some(MultitransportFlags(0x0301)),
        unknown: vec![],
    }
}

fn standard() -> ServerData {
    let certificate = ProprietaryCertificate {
        temporary: false,
        bit_length: 512,
        exponent: 65537,
        modulus: (1..=64).collect(),
        signature: [vec![0xaa; 64], vec![0; 8]].concat(),
    };
    ServerData {
        core: Some(ServerCore { version: RdpVersion::V5_0, ..ServerCore::default() }),
        network: Some(ServerNetwork { io_channel: 1003, channels: vec![] }),
        security: Some(ServerSecurity {
            method: EncryptionMethod::ENCRYPTION_METHOD_128BIT,
            level: EncryptionLevel::CLIENT_COMPATIBLE,
            random: (0..32).collect(),
            certificate: Some(ServerCertificate::Proprietary(certificate)),
        }),
        ..ServerData::default()
    }
}

#[test]
fn connect_response_both_ways() {
    let mut chain = standard();
    let security = chain.security.as_mut().unwrap();
    let ders = vec![vec![0x30, 1, 0xaa], vec![0x30, 1, 0xbb]];
    security.certificate = Some(ServerCertificate::X509 { temporary: true, chain: ders });
    let mut unknown = under_tls();
    unknown.unknown = vec![UnknownBlock { kind: 0x0c09, body: vec![1, 2, 3] }];
    let refused = ServerData::default();
    for (name, result, server) in [
        ("under-tls", McsResult::SUCCESSFUL, under_tls()),
        ("proprietary", McsResult::SUCCESSFUL, standard()),
        ("x509", McsResult::SUCCESSFUL, chain),
        ("unknown-block", McsResult::SUCCESSFUL, unknown),
        ("refused", McsResult::UNSPECIFIED_FAILURE, refused),
    ] {
        let message = ConnectResponse { result, server };
        let bytes = response(name);
        assert_eq!(message.encode(), bytes, "{name}");
        assert_eq!(ConnectResponse::decode(&bytes), Ok(message), "{name}");
    }
}

#[test]
fn lengths_may_be_longer_than_needed_and_wrong_where_nobody_looks() {
    // Lengths in three forms, nonsense before the conference response, and two bytes behind the last block.
    let frame = hex(
        "03 00 00 57 02 f0 80 7f 66 82 00 4b 0a 81 01 00 02 01 00 30 83 00 00 1a 02 01 22 02 01 03 02 01 00 02 01 01 \
         02 01 00 02 01 01 02 03 00 ff f8 02 01 02 04 82 00 21 00 05 00 14 7c 00 01 ff 14 76 0a 01 01 00 01 c0 00 4d \
         63 44 6e 80 0a 01 0c 08 00 04 00 08 00 aa bb",
    );
    let response = ConnectResponse::decode(&frame).unwrap();
    let core = response.server.core.unwrap();
    assert_eq!((core.version, core.client_requested_protocols), (RdpVersion::V5_0, None));
}

#[test]
fn a_broken_certificate_is_kept_as_it_stands() {
    for bytes in
        ["", "01", "03 00 00 00 aa", "02 00 00 00 ff ff ff ff", "02 00 00 00 01 00 00 00 ff ff ff ff"]
    {
        let mut server = standard();
        let broken = ServerCertificate::Unknown(hex(bytes));
        server.security.as_mut().unwrap().certificate = Some(broken).filter(|_| !bytes.is_empty());
        let message = ConnectResponse { result: McsResult::SUCCESSFUL, server };
        assert_eq!(ConnectResponse::decode(&message.encode()), Ok(message), "{bytes}");
    }
}

#[test]
fn a_server_that_refuses_need_not_say_more() {
    let refused = |bytes: &str| ConnectResponse::decode(&hex(bytes)).map(|response| response.result);
    assert_eq!(refused("03 00 00 0d 02 f0 80 7f 66 03 0a 01 08"), Ok(McsResult::PARAMETERS_UNACCEPTABLE));
    assert_eq!(refused("03 00 00 0d 02 f0 80 7f 66 03 0a 01 77").unwrap().to_string(), "0x77");
    assert_eq!(
        refused("03 00 00 0d 02 f0 80 7f 66 03 0a 01 00").unwrap_err().to_string(),
        "MCS Connect Response: calledConnectId at offset 13: truncated, 1 bytes needed and 0 available"
    );
}

#[test]
fn what_is_no_connect_response() {
    let said = |bytes: &[u8]| ConnectResponse::decode(bytes).unwrap_err().to_string();
    assert_eq!(said(&initial("plain")), "MCS Connect Response: tag at offset 8: expected 0x66, found 0x65");
    let mut cut = response("under-tls");
    let at = cut.windows(4).position(|window| window == [1, 0x0c, 0x10, 0]).unwrap();
    cut[at + 2] = 3;
    let at = at + 2;
    assert_eq!(said(&cut), format!("MCS Connect Response: block length at offset {at}: invalid length 3"));
    cut[at] = 0xff;
    assert!(said(&cut).contains("block at offset"), "{}", said(&cut));
    let mut keyless = response("under-tls");
    let at = keyless.windows(4).position(|window| window == b"McDn").unwrap();
    keyless[at] = b'm';
    assert!(said(&keyless).contains("h221 key"), "{}", said(&keyless));
}

#[test]
fn codes_by_name() {
    assert_eq!(RdpVersion(0x0008_000c).to_string(), "10.7");
    assert_eq!(RdpVersion(0x0008_0011).to_string(), "10.12");
    assert_eq!(RdpVersion(0x0008_0099).to_string(), "0x00080099");
    assert_eq!(EncryptionMethod(0x1b).to_string().matches('|').count(), 3);
    assert_eq!(EncryptionMethod(0).to_string(), "ENCRYPTION_METHOD_NONE");
    assert_eq!(EncryptionLevel(4).to_string(), "ENCRYPTION_LEVEL_FIPS");
    assert_eq!(
        MultitransportFlags(0x0305).to_string(),
        "SOFTSYNC_TCP_TO_UDP|TRANSPORTTYPE_UDP_PREFERRED|TRANSPORTTYPE_UDPFECL|TRANSPORTTYPE_UDPFECR"
    );
    assert_eq!(McsResult(14).to_string(), "rt-unspecified-failure");
    assert_eq!(McsResult::KNOWN.len(), 16);
}
