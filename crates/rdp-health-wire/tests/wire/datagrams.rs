//! RDP-UDP and STUN: golden bytes both ways, and what is no answer.

use std::path::Path;

use rdp_health_wire::stun::{Binding, MessageType};
use rdp_health_wire::udp::{LARGEST_MTU, NoAnswer, SynDatagram, UdpFlags, UdpVersion};

use crate::vectors::{self, hex};

fn udp(name: &str) -> Vec<u8> {
    vectors::find(vectors::UDP, name)
}

fn stun(name: &str) -> Vec<u8> {
    vectors::find(vectors::STUN, name)
}

const TRANSACTION: [u8; 12] = [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];

#[test]
fn a_syn_both_ways_and_always_as_long_as_its_answer() {
    let plain = SynDatagram::syn(0x42);
    let mut correlated = plain;
    correlated.correlation_id = Some(hex("d235ac43894142dab10edd6887f7f9fb").try_into().unwrap());
    let mut old = plain;
    old.version = None;
    for (name, datagram) in [("syn-v1", old), ("syn-v2", plain), ("syn-v2-correlation", correlated)] {
        let bytes = udp(name);
        assert_eq!(bytes.len(), usize::from(LARGEST_MTU), "{name}");
        assert_eq!(datagram.encode(), bytes, "{name}");
        let mut read = SynDatagram::decode(&bytes).unwrap();
        read.flags = UdpFlags(read.flags.0 & !(UdpFlags::SYNEX.0 | UdpFlags::CORRELATION_ID.0));
        assert_eq!(read, datagram, "{name}");
    }
}

#[test]
fn what_answers_a_syn_and_what_does_not() {
    let syn = SynDatagram::syn(0x42);
    let answer = SynDatagram::decode(&udp("syn-ack")).unwrap();
    assert_eq!(answer.answers(&syn), Ok(()));
    assert_eq!(answer.version, Some(UdpVersion::VERSION_2));
    assert_eq!(SynDatagram::syn_ack(&syn, 0x1122_3344).encode(), udp("syn-ack"));
    assert_eq!(syn.answers(&syn), Err(NoAnswer::NotAcknowledged));
    assert_eq!(answer.answers(&SynDatagram::syn(0x43)), Err(NoAnswer::AnotherNumber));
    for mtu in [0, 1131, 1233] {
        assert_eq!(SynDatagram { up_mtu: mtu, ..answer }.answers(&syn), Err(NoAnswer::Mtu), "{mtu}");
    }
    let error = SynDatagram::decode(&udp("syn-ack")[..18]).unwrap_err().to_string();
    assert_eq!(error, "RDPUDP_FEC_HEADER: uUdpVer at offset 18: truncated, 2 bytes needed and 0 available");
    let mut data = udp("syn-ack");
    data[7] = 0x0c;
    let error = SynDatagram::decode(&data).unwrap_err().to_string();
    assert_eq!(error, "RDPUDP_FEC_HEADER: uFlags at offset 6: illegal value 0x100c");
}

#[test]
fn a_real_handshake() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/captures/zeek-rdpeudp-handshake-success.json");
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("skipped: no capture");
        return;
    };
    let strings: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
    let mut datagrams = strings.windows(2).filter(|pair| pair[0] == "hex").map(|pair| hex(pair[1])).take(2);
    let syn = SynDatagram::decode(&datagrams.next().unwrap()).unwrap();
    let answer = SynDatagram::decode(&datagrams.next().unwrap()).unwrap();
    assert_eq!(answer.answers(&syn), Ok(()));
    assert_eq!(answer.version, Some(UdpVersion::VERSION_2));
    assert_eq!((answer.up_mtu, answer.down_mtu), (LARGEST_MTU, LARGEST_MTU));
}

#[test]
fn stun_both_ways() {
    let request = Binding::request(TRANSACTION);
    let ipv4 = Binding::success(TRANSACTION, "192.0.2.1:32853".parse().unwrap());
    let ipv6 = Binding::success(TRANSACTION, "[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap());
    let error = Binding {
        message_type: MessageType::BINDING_ERROR,
        transaction: TRANSACTION,
        mapped: None,
        error: Some(420),
    };
    for (name, message) in
        [("request", request), ("success-ipv4", ipv4), ("success-ipv6", ipv6), ("error", error)]
    {
        assert_eq!(message.encode(), stun(name), "{name}");
        assert_eq!(Binding::decode(&stun(name)), Ok(message), "{name}");
    }
}

#[test]
fn stun_of_old_servers_and_what_is_none() {
    // MAPPED-ADDRESS, behind an attribute that nobody knows and whose padding counts.
    let old =
        hex("0101 0014 2112a442 b7e7a701bc34d686fa87dfae 8022 0001 61000000 0001 0008 0001 1234 c0000201");
    let read = Binding::decode(&old).unwrap();
    assert_eq!(read.mapped, Some("192.0.2.1:4660".parse().unwrap()));
    let error = Binding::decode(&[0; 20]).unwrap_err().to_string();
    assert_eq!(error, "STUN message: magicCookie at offset 4: expected 0x2112a442, found 0x00");
    assert!(Binding::decode(&stun("request")[..19]).is_err());
    let cut = Binding::decode(&stun("success-ipv4")[..30]).unwrap();
    assert_eq!(cut.mapped, None);
}
