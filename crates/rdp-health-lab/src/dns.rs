//! A small DNS server that knows the scenario's names, and fails as it is told to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use crate::error::LabError;
use crate::scenario::{DnsFault, DnsName, Scenario};

/// The time to live of records that do not rotate, in seconds.
const TTL: u32 = 300;
/// How far a chain of CNAMEs is followed.
const LONGEST_CHAIN: usize = 8;
/// How often another port is tried when TCP has not the one that UDP got.
const ATTEMPTS: usize = 32;

/// The scenario's names.
#[derive(Debug)]
pub(crate) struct Zone {
    names: Vec<DnsName>,
    /// The port in SRV records: that of the web server, which accepts connections.
    srv_port: u16,
    /// How many questions about names that rotate were answered, A and AAAA apart.
    turns: [AtomicUsize; 2],
}

/// By which transport a question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Udp,
    Tcp,
}

/// What a question gets, and after which wait.
struct Reply {
    delay: Duration,
    /// `None` = silence.
    message: Option<Vec<u8>>,
}

impl Zone {
    /// The scenario's own entries; where it has none, the target's name with the addresses of all hosts.
    pub(crate) fn new(scenario: &Scenario, web: SocketAddr) -> Self {
        let mut names = scenario.dns.clone();
        if names.is_empty() && scenario.target.address().is_none() {
            let (mut a, mut aaaa) = (Vec::new(), Vec::new());
            for host in &scenario.hosts {
                match host.address {
                    IpAddr::V4(address) => a.push(address),
                    IpAddr::V6(address) => aaaa.push(address),
                }
            }
            let name = scenario.target.name.clone();
            let (fault, a_fault, aaaa_fault, delay) = (None, None, None, Duration::ZERO);
            names.push(DnsName {
                name,
                a,
                aaaa,
                cname: None,
                srv: Vec::new(),
                fault,
                a_fault,
                rotate: false,
                aaaa_fault,
                delay,
            });
        }
        Self::of(&names, web)
    }

    /// These entries and no others.
    pub(crate) fn of(names: &[DnsName], web: SocketAddr) -> Self {
        Self { names: names.to_vec(), srv_port: web.port(), turns: Default::default() }
    }

    /// The entry of the name itself, or of a wildcard above it (RFC 4592).
    fn find(&self, name: &str) -> Option<&DnsName> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let of = |wanted: &str| {
            let mut entries = self.names.iter();
            entries.find(|entry| entry.name.trim_end_matches('.').eq_ignore_ascii_case(wanted))
        };
        let above = name.match_indices('.').find_map(|(at, _)| of(&format!("*{}", name.get(at..)?)));
        of(&name).or(above).or_else(|| of("*"))
    }

    /// All of the addresses, or the one whose turn it is.
    fn turn<'a, T>(&self, addresses: &'a [T], rotate: bool, which: usize) -> &'a [T] {
        let (true, Some(turns)) = (rotate && !addresses.is_empty(), self.turns.get(which)) else {
            return addresses;
        };
        let index = turns.fetch_add(1, Ordering::Relaxed) % addresses.len();
        addresses.get(index..=index).unwrap_or_default()
    }

    /// Answers a query. `None` = it is none, and is left alone.
    fn reply(&self, query: &[u8], over: Over) -> Option<Reply> {
        let query = Message::from_vec(query).ok()?;
        if query.metadata.message_type != MessageType::Query {
            return None;
        }
        let question = query.queries.first()?;
        let mut message = Message::response(query.metadata.id, OpCode::Query);
        message.metadata.recursion_desired = query.metadata.recursion_desired;
        message.metadata.recursion_available = true;
        message.add_query(question.clone());
        let (delay, silent) = self.fill(&mut message, question, over);
        Some(Reply { delay, message: if silent { None } else { message.to_vec().ok() } })
    }

    /// Puts in what the zone says; returns the wait, and whether to be silent.
    fn fill(&self, message: &mut Message, question: &Query, over: Over) -> (Duration, bool) {
        let mut owner = question.name().clone();
        let mut delay = Duration::ZERO;
        for _ in 0..LONGEST_CHAIN {
            let Some(entry) = self.find(&owner.to_ascii()) else {
                message.metadata.response_code = ResponseCode::NXDomain;
                return (delay, false);
            };
            delay = delay.saturating_add(entry.delay);
            let of_kind = match question.query_type() {
                RecordType::A => entry.a_fault,
                RecordType::AAAA => entry.aaaa_fault,
                _ => None,
            };
            if let Some(fault) = entry.fault.or(of_kind) {
                message.metadata.response_code = match fault {
                    DnsFault::Nxdomain => ResponseCode::NXDomain,
                    DnsFault::Servfail => ResponseCode::ServFail,
                    DnsFault::Refused => ResponseCode::Refused,
                    DnsFault::Truncated if over == Over::Udp => {
                        message.metadata.truncation = true;
                        return (delay, false);
                    }
                    DnsFault::Silence | DnsFault::Truncated => return (delay, true),
                };
                return (delay, false);
            }
            let Some(alias) = &entry.cname else {
                let data: Vec<RData> = match question.query_type() {
                    RecordType::A => {
                        let turn = self.turn(&entry.a, entry.rotate, 0);
                        turn.iter().map(|address| RData::A(A(*address))).collect()
                    }
                    RecordType::AAAA => {
                        let turn = self.turn(&entry.aaaa, entry.rotate, 1);
                        turn.iter().map(|address| RData::AAAA(AAAA(*address))).collect()
                    }
                    RecordType::SRV => {
                        let names = entry.srv.iter().enumerate();
                        let records = names.filter_map(|(index, name)| {
                            let priority = u16::try_from(index).ok()?;
                            let target = Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).ok()?;
                            Some(RData::SRV(SRV::new(priority, 100, self.srv_port, target)))
                        });
                        records.collect()
                    }
                    _ => Vec::new(),
                };
                let ttl = if entry.rotate { 0 } else { TTL };
                message
                    .add_answers(data.into_iter().map(|data| Record::from_rdata(owner.clone(), ttl, data)));
                return (delay, false);
            };
            let Ok(target) = Name::from_utf8(format!("{}.", alias.trim_end_matches('.'))) else {
                message.metadata.response_code = ResponseCode::ServFail;
                return (delay, false);
            };
            message.add_answer(Record::from_rdata(owner, TTL, RData::CNAME(CNAME(target.clone()))));
            if question.query_type() == RecordType::CNAME {
                return (delay, false);
            }
            owner = target;
        }
        message.metadata.response_code = ResponseCode::ServFail;
        (delay, false)
    }
}

/// Starts the server on a free port of 127.0.0.1, UDP and TCP alike.
pub(crate) async fn start(zone: Zone, tasks: &mut JoinSet<()>) -> Result<SocketAddr, LabError> {
    let mut attempt = 1;
    let (udp, tcp, address) = loop {
        match bind().await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempt < ATTEMPTS => attempt += 1,
            Err(source) => {
                return Err(LabError::Listen { address: (Ipv4Addr::LOCALHOST, 0).into(), source });
            }
            Ok(bound) => break bound,
        }
    };
    let zone = Arc::new(zone);
    tasks.spawn(serve_udp(udp, Arc::clone(&zone)));
    tasks.spawn(serve_tcp(tcp, zone));
    Ok(address)
}

async fn bind() -> io::Result<(UdpSocket, TcpListener, SocketAddr)> {
    let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = udp.local_addr()?;
    let tcp = TcpListener::bind(address).await?;
    Ok((udp, tcp, address))
}

async fn serve_udp(socket: UdpSocket, zone: Arc<Zone>) {
    let socket = Arc::new(socket);
    let mut replies = JoinSet::new();
    let mut query = vec![0; 4096];
    loop {
        tokio::select! {
            received = socket.recv_from(&mut query) => {
                // On Windows a peer that is gone shows as an error of the next read.
                let Ok((length, peer)) = received else { continue };
                let Some(reply) = zone.reply(query.get(..length).unwrap_or_default(), Over::Udp) else { continue };
                let socket = Arc::clone(&socket);
                replies.spawn(async move {
                    tokio::time::sleep(reply.delay).await;
                    if let Some(message) = reply.message {
                        let _ = socket.send_to(&message, peer).await;
                    }
                });
            }
            Some(_) = replies.join_next() => {}
        }
    }
}

async fn serve_tcp(listener: TcpListener, zone: Arc<Zone>) {
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let zone = Arc::clone(&zone);
                clients.spawn(async move {
                    let _ = serve_client(stream, &zone).await;
                });
            }
            Some(_) = clients.join_next() => {}
        }
    }
}

/// RFC 1035 4.2.2: two bytes of length before every message.
async fn serve_client(mut stream: TcpStream, zone: &Zone) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut query = vec![0; usize::from(length)];
        stream.read_exact(&mut query).await?;
        let Some(reply) = zone.reply(&query, Over::Tcp) else { return Ok(()) };
        tokio::time::sleep(reply.delay).await;
        if let Some(message) = reply.message {
            let length = u16::try_from(message.len()).map_err(|_| io::ErrorKind::InvalidData)?;
            stream.write_all(&[&length.to_be_bytes(), message.as_slice()].concat()).await?;
        }
    }
}
