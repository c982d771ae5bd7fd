//! DNS servers that lie, multiply, and never come to an end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

use super::stage::{Behaviour, Stage, own_options};

/// The name that is asked for; nobody listens at the addresses that it gets.
const NAME: &str = "rdp1.lab.test";

/// A question as it came: its bytes, and whether over TCP.
struct Asked<'a> {
    query: &'a [u8],
    tcp: bool,
}

/// What is answered, datagram by datagram.
type Lie = fn(&Asked<'_>) -> Vec<Vec<u8>>;

/// What is true for certain of a name with an address at which nobody listens.
const NOBODY: &[&str] = &["tcp-refused"];

const LIES: &[(&str, &[&str], Lie)] = &[
    ("silence", &["dns-timeout"], |_| Vec::new()),
    ("wrong-id", &["dns-timeout"], |asked| vec![change(asked, 0, 0xa5)]),
    ("wrong-id-a-thousand-times", &["dns-timeout"], |asked| vec![change(asked, 1, 0x5a); 1000]),
    ("other-question", &["dns-timeout"], |asked| vec![change(asked, 13, 0x01)]),
    ("question-sent-back", &["dns-timeout"], |asked| vec![asked.query.to_vec()]),
    ("empty", &["dns-timeout"], |_| vec![Vec::new()]),
    ("cut", &["dns-timeout"], |asked| {
        let whole = answer(asked, &[a([127, 0, 0, 1])], 1);
        vec![whole[..whole.len() - 3].to_vec()]
    }),
    ("counts-that-lie", &["dns-timeout"], |asked| vec![answer(asked, &[a([127, 0, 0, 1])], 0xffff)]),
    ("answers-multiplied", NOBODY, |asked| vec![answer(asked, &[a([127, 0, 0, 1])], 1); 1000]),
    ("truncated-for-ever", &["dns-tcp-blocked"], |asked| vec![change_flags(asked, 0x82)]),
    ("truncated-then-64-kb", NOBODY, |asked| match asked.tcp {
        false => vec![change_flags(asked, 0x82)],
        true => vec![answer(asked, &many(4_000), 4_000)],
    }),
    ("truncated-then-a-hundred", NOBODY, |asked| match asked.tcp {
        false => vec![change_flags(asked, 0x82)],
        true => vec![answer(asked, &many(100), 100)],
    }),
    ("thousand-aliases", &["dns-not-found"], |asked| {
        let aliases: Vec<Vec<u8>> = (0..1000_u16)
            .map(|number| {
                let [high, low] = number.to_be_bytes();
                record(5, &[4, b'x', b'a' + (high & 7), b'a' + (low >> 4), b'a' + (low & 15), 0])
            })
            .collect();
        vec![answer(asked, &aliases, 1000)]
    }),
    ("alias-to-itself", &["dns-alias-loop", "dns-not-found"], |asked| {
        vec![answer(asked, &[record(5, &[0xc0, 12])], 1)]
    }),
    ("pointer-circle", &["dns-timeout"], |asked| {
        let place = u8::try_from(asked.query.len() + 12).unwrap_or_default();
        vec![answer(asked, &[record(5, &[0xc0, place])], 1)]
    }),
    ("pointer-beyond", &["dns-timeout"], |asked| vec![answer(asked, &[record(5, &[0xff, 0xff])], 1)]),
    ("odd-bytes", &["dns-not-found"], |asked| {
        let alias = [&[31][..], b"\x1b[2J\xe2\x80\xae\x00\x07 \r\nverdict: healthy\xff", &[4], b"test", &[0]]
            .concat();
        vec![answer(asked, &[record(5, &alias)], 1)]
    }),
    ("label-of-most-bytes", &["dns-not-found"], |asked| {
        let label = [&[63][..], &[0x1b; 63]].concat();
        vec![answer(asked, &[record(5, &[label.repeat(3), vec![0]].concat())], 1)]
    }),
    ("address-of-no-length", &["dns-timeout", "dns-not-found"], |asked| {
        vec![answer(asked, &[record(1, &[])], 1)]
    }),
    ("address-too-long", &["dns-timeout", "dns-not-found"], |asked| {
        vec![answer(asked, &[record(1, &[127; 16])], 1)]
    }),
    ("code-of-15", &["dns-server-failed"], |asked| vec![change_code(asked, 15)]),
    ("not-implemented", &["dns-server-failed"], |asked| vec![change_code(asked, 4)]),
    ("addresses-of-nobody", &["dns-points-elsewhere", "dns-no-common-family", "tcp-unreachable"], |asked| {
        vec![answer(asked, &[a([0, 0, 0, 0]), a([255, 255, 255, 255]), a([224, 0, 0, 1])], 3)]
    }),
    ("garbage", &["dns-timeout"], |asked| vec![[&asked.query[..2], &[0xff; 500]].concat()]),
];

pub(super) fn all() -> Vec<Behaviour> {
    LIES.iter()
        .map(|(name, certain, lie)| Behaviour::own(format!("dns-{name}"), certain, resolved_by(*lie)))
        .collect()
}

async fn resolved_by(lie: Lie) -> Stage {
    let (address, plays) = serve(lie).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut options = own_options().dns_server(address);
    options.timeouts.resolve = Duration::from_secs(1);
    options.fetch.enabled = false;
    let rdp_file = format!("full address:s:{NAME}:{port}\r\n");
    Stage { rdp_file, options, proxy: None, plays: Box::new(plays) }
}

/// A DNS server over UDP and TCP at one port.
async fn serve(lie: Lie) -> (SocketAddr, JoinSet<()>) {
    let (udp, tcp) = loop {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        if let Ok(udp) = UdpSocket::bind(tcp.local_addr().unwrap()).await {
            break (Arc::new(udp), tcp);
        }
    };
    let address = udp.local_addr().unwrap();
    let mut plays = JoinSet::new();
    plays.spawn(async move {
        let mut query = [0; 1500];
        while let Ok((count, from)) = udp.recv_from(&mut query).await {
            for datagram in lie(&Asked { query: &query[..count], tcp: false }) {
                let _ = udp.send_to(&datagram, from).await;
            }
        }
    });
    plays.spawn(async move {
        let mut open = JoinSet::new();
        while let Ok((mut stream, _)) = tcp.accept().await {
            open.spawn(async move {
                let mut query = [0; 1500];
                while let Ok(count @ 14..) = stream.read(&mut query).await {
                    for message in lie(&Asked { query: query.get(2..count).unwrap_or_default(), tcp: true }) {
                        let length = u16::try_from(message.len()).unwrap_or(u16::MAX);
                        let _ = stream.write_all(&[&length.to_be_bytes()[..], &message].concat()).await;
                    }
                }
            });
        }
    });
    (address, plays)
}

/// The question as an answer, with these flags.
fn change_flags(asked: &Asked<'_>, flags: u8) -> Vec<u8> {
    let mut message = asked.query[..question_end(asked.query)].to_vec();
    message[2] = 0x80 | flags;
    message[3] = 0x80;
    message[10..12].copy_from_slice(&[0, 0]);
    message
}

fn change_code(asked: &Asked<'_>, code: u8) -> Vec<u8> {
    let mut message = change_flags(asked, 0x01);
    message[3] |= code;
    message
}

/// A right answer with one byte changed.
fn change(asked: &Asked<'_>, place: usize, by: u8) -> Vec<u8> {
    let mut message = answer(asked, &[a([127, 0, 0, 1])], 1);
    message[place] ^= by;
    message
}

/// Records are told for both kinds of question; those of the other kind do not count.
fn answer(asked: &Asked<'_>, records: &[Vec<u8>], count: u16) -> Vec<u8> {
    let mut message = change_flags(asked, 0x01);
    message[6..8].copy_from_slice(&count.to_be_bytes());
    message.extend(records.concat());
    message
}

fn question_end(query: &[u8]) -> usize {
    let mut place = 12;
    while let Some(length @ 1..) = query.get(place).copied() {
        place += usize::from(length) + 1;
    }
    (place + 5).min(query.len())
}

/// A record of the name that was asked for.
fn record(kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    [&[0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60][..], &length, data].concat()
}

fn a(address: [u8; 4]) -> Vec<u8> {
    record(1, &address)
}

fn many(count: u16) -> Vec<Vec<u8>> {
    (1..=count).map(|number| a([127, 1, number.to_be_bytes()[0], number.to_be_bytes()[1]])).collect()
}
