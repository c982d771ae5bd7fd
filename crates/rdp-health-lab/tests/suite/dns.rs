//! The DNS server, asked by hand.

use std::net::{IpAddr, Ipv4Addr};

use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};
use rdp_health_lab::Lab;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};

use crate::client::{in_time, start};

const HEAD: &str = "title = 'names'\nexpect = { verdict = 'healthy' }\ntarget = { name = 'rdp1.lab.test' }
[[hosts]]\naddress = '127.0.0.1'\nport = 'closed'\n[[hosts]]\naddress = '::1'\nport = 'closed'\n";

const NAMES: &str = "
[[dns]]\nname = 'two.lab.test'\na = ['127.0.0.1', '127.0.0.2']\naaaa = ['::1']
[[dns]]\nname = 'alias.lab.test'\ncname = 'middle.lab.test'
[[dns]]\nname = 'middle.lab.test'\ncname = 'two.lab.test'
[[dns]]\nname = 'dangling.lab.test'\ncname = 'nowhere.lab.test'
[[dns]]\nname = 'loop.lab.test'\ncname = 'loop.lab.test'
[[dns]]\nname = 'empty.lab.test'
[[dns]]\nname = 'gone.lab.test'\nfault = 'nxdomain'
[[dns]]\nname = 'broken.lab.test'\nfault = 'servfail'
[[dns]]\nname = 'closed.lab.test'\nfault = 'refused'
[[dns]]\nname = 'silent.lab.test'\nfault = 'silence'
[[dns]]\nname = 'slow.lab.test'\na = ['127.0.0.1']\ndelay_ms = 200
";

fn query(name: &str, kind: RecordType) -> Message {
    let mut message = Message::query();
    message.add_query(Query::query(Name::from_utf8(name).unwrap(), kind));
    message
}

async fn udp(lab: &Lab) -> UdpSocket {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    socket.connect(lab.dns_address()).await.unwrap();
    socket
}

async fn next(socket: &UdpSocket) -> Message {
    let mut answer = [0; 1500];
    let length = in_time(socket.recv(&mut answer)).await.unwrap();
    Message::from_vec(&answer[..length]).unwrap()
}

/// Response code, aliases and addresses.
async fn ask(lab: &Lab, name: &str, kind: RecordType) -> (ResponseCode, Vec<String>, Vec<IpAddr>) {
    let socket = udp(lab).await;
    let query = query(name, kind);
    socket.send(&query.to_vec().unwrap()).await.unwrap();
    let answer = next(&socket).await;
    assert_eq!((answer.metadata.id, &answer.queries), (query.metadata.id, &query.queries));
    let (mut aliases, mut addresses) = (Vec::new(), Vec::new());
    for record in &answer.answers {
        match &record.data {
            RData::A(address) => addresses.push(address.0.into()),
            RData::AAAA(address) => addresses.push(address.0.into()),
            RData::CNAME(alias) => aliases.push(alias.0.to_utf8()),
            other => panic!("{other:?}"),
        }
    }
    (answer.metadata.response_code, aliases, addresses)
}

#[tokio::test]
async fn records_aliases_and_faults() {
    let lab = start(&format!("{HEAD}{NAMES}")).await;
    let ip = |texts: &[&str]| -> Vec<IpAddr> { texts.iter().map(|text| text.parse().unwrap()).collect() };
    let (none, no_alias): (Vec<IpAddr>, Vec<String>) = (Vec::new(), Vec::new());
    let chain = vec!["middle.lab.test.".to_owned(), "two.lab.test.".to_owned()];
    for (name, kind, expected) in [
        ("two.lab.test.", RecordType::A, (ResponseCode::NoError, &no_alias, ip(&["127.0.0.1", "127.0.0.2"]))),
        ("TWO.Lab.Test.", RecordType::AAAA, (ResponseCode::NoError, &no_alias, ip(&["::1"]))),
        ("alias.lab.test.", RecordType::AAAA, (ResponseCode::NoError, &chain, ip(&["::1"]))),
        ("empty.lab.test.", RecordType::A, (ResponseCode::NoError, &no_alias, none.clone())),
        ("two.lab.test.", RecordType::TXT, (ResponseCode::NoError, &no_alias, none.clone())),
        ("unheard.lab.test.", RecordType::A, (ResponseCode::NXDomain, &no_alias, none.clone())),
        ("gone.lab.test.", RecordType::A, (ResponseCode::NXDomain, &no_alias, none.clone())),
        ("broken.lab.test.", RecordType::A, (ResponseCode::ServFail, &no_alias, none.clone())),
        ("closed.lab.test.", RecordType::A, (ResponseCode::Refused, &no_alias, none.clone())),
    ] {
        let (code, aliases, addresses) = ask(&lab, name, kind).await;
        assert_eq!((code, &aliases, addresses), expected, "{name} {kind}");
    }
    let (code, aliases, _) = ask(&lab, "dangling.lab.test.", RecordType::A).await;
    assert_eq!((code, aliases), (ResponseCode::NXDomain, vec!["nowhere.lab.test.".to_owned()]));
    let (code, _, _) = ask(&lab, "loop.lab.test.", RecordType::A).await;
    assert_eq!(code, ResponseCode::ServFail);
}

#[tokio::test]
async fn silence_and_slowness_hold_up_nobody_else() {
    let lab = start(&format!("{HEAD}{NAMES}")).await;
    let socket = udp(&lab).await;
    for name in ["silent.lab.test.", "slow.lab.test.", "two.lab.test."] {
        socket.send(&query(name, RecordType::A).to_vec().unwrap()).await.unwrap();
    }
    for expected in ["two.lab.test.", "slow.lab.test."] {
        assert_eq!(next(&socket).await.queries[0].name().to_utf8(), expected);
    }
}

#[tokio::test]
async fn the_same_over_tcp() {
    let lab = start(&format!("{HEAD}{NAMES}")).await;
    let mut stream = in_time(TcpStream::connect(lab.dns_address())).await.unwrap();
    for name in ["two.lab.test.", "gone.lab.test."] {
        let query = query(name, RecordType::A).to_vec().unwrap();
        in_time(stream.write_u16(query.len().try_into().unwrap())).await.unwrap();
        in_time(stream.write_all(&query)).await.unwrap();
        let mut answer = vec![0; in_time(stream.read_u16()).await.unwrap().into()];
        in_time(stream.read_exact(&mut answer)).await.unwrap();
        let answer = Message::from_vec(&answer).unwrap();
        assert_eq!(answer.answers.len(), if name.starts_with("two") { 2 } else { 0 });
    }
}

#[tokio::test]
async fn without_entries_the_target_has_the_addresses_of_all_hosts() {
    let lab = start(HEAD).await;
    for (kind, expected) in [(RecordType::A, "127.0.0.1"), (RecordType::AAAA, "::1")] {
        let (code, aliases, addresses) = ask(&lab, "rdp1.lab.test.", kind).await;
        assert_eq!(
            (code, aliases.len(), addresses),
            (ResponseCode::NoError, 0, vec![expected.parse().unwrap()])
        );
    }
}
