//! A DNS server with an answer of every kind.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};
use rdp_health_tests::require;
use rdp_health_tests::servers::{DnsServer, SlowDns};

/// What the server says: the response code and the answers, sorted, as text. `None` when nothing comes.
fn ask(server: SocketAddr, name: &str, kind: RecordType, limit: Duration) -> Option<String> {
    let mut message = Message::new(7, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = true;
    message.add_query(Query::query(Name::from_ascii(name).expect("a name"), kind));
    let socket = UdpSocket::bind(("127.0.0.1", 0)).expect("a free UDP port");
    socket.set_read_timeout(Some(limit)).expect("a socket takes a timeout");
    socket.send_to(&message.to_vec().expect("a query encodes"), server).expect("loopback takes a query");
    let mut buffer = [0; 4096];
    let (length, _) = socket.recv_from(&mut buffer).ok()?;
    let answer = Message::from_vec(&buffer[..length]).expect("an answer decodes");
    let mut lines: Vec<String> =
        answer.answers.iter().map(|r| format!("{} {}", r.record_type(), r.data)).collect();
    lines.sort();
    lines.insert(0, format!("{:?}", answer.metadata.response_code));
    Some(lines.join(", "))
}

#[test]
fn an_answer_of_every_kind() {
    require!("unbound", "dnsmasq");
    let mut server = DnsServer::start();
    for (name, kind, expected) in [
        ("srv01.lab.test.", RecordType::A, "NoError, A 127.0.0.1"),
        ("srv01.lab.test.", RecordType::AAAA, "NoError"),
        ("v6.lab.test.", RecordType::AAAA, "NoError, AAAA ::1"),
        ("dual.lab.test.", RecordType::A, "NoError, A 127.0.0.1"),
        ("dual.lab.test.", RecordType::AAAA, "NoError, AAAA ::1"),
        ("two.lab.test.", RecordType::A, "NoError, A 127.0.0.1, A 127.0.0.2"),
        (
            "alias.lab.test.",
            RecordType::A,
            "NoError, A 127.0.0.1, CNAME alias2.lab.test., CNAME srv01.lab.test.",
        ),
        ("dangling.lab.test.", RecordType::A, "NXDomain, CNAME gone.lab.test."),
        ("nodata.lab.test.", RecordType::A, "NoError"),
        ("missing.lab.test.", RecordType::A, "NXDomain"),
        ("any.servfail.test.", RecordType::A, "ServFail"),
        ("any.refused.test.", RecordType::A, "Refused"),
    ] {
        let answer = ask(server.address, name, kind, Duration::from_secs(30));
        assert_eq!(answer.as_deref(), Some(expected), "{name} {kind}");
    }
    assert!(server.is_running());
}

#[test]
fn no_answer_at_all() {
    require!("unbound", "dnsmasq");
    let server = DnsServer::start();
    assert_eq!(ask(server.address, "any.silent.test.", RecordType::A, Duration::from_millis(300)), None);
}

#[test]
fn a_slow_answer_is_the_same_answer() {
    require!("unbound", "dnsmasq");
    let server = DnsServer::start();
    let delay = Duration::from_millis(100);
    let slow = SlowDns::start(server.address, delay);
    let start = Instant::now();
    let answer = ask(slow.address, "srv01.lab.test.", RecordType::A, Duration::from_secs(30));
    assert_eq!(answer.as_deref(), Some("NoError, A 127.0.0.1"));
    assert!(delay <= start.elapsed(), "the relay holds it back");
}
