//! The language of the `conversation` target: one byte for what a peer does, and what belongs to it.

use std::io::ErrorKind;

/// One thing that a peer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Says these bytes.
    Say(Vec<u8>),
    /// Waits until something is said to it.
    Hear,
    /// Waits so many milliseconds.
    Wait(u64),
    Close,
    Reset,
    /// Speaks TLS from here on, with this certificate, in these versions.
    Tls { certificate: usize, versions: usize },
    /// Says so many KiB of zeros.
    Flood(u8),
    /// Does what it did last, so many times more.
    Again(u8),
    /// Says whatever it hears.
    Echo,
}

/// One connection: what becomes of the attempt, and what the peer does then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connection {
    /// Why it does not come to be; `Some(None)` is silence.
    pub ends: Option<Option<ErrorKind>>,
    pub acts: Vec<Act>,
}

/// All that is played in one run.
#[derive(Debug, Default)]
pub struct Script {
    /// Which of the prepared checks is made.
    pub setup: u8,
    /// One after the other, and from the start again. Never empty.
    pub connections: Vec<Connection>,
    /// What datagrams are answered with, likewise; an empty one is silence.
    pub datagrams: Vec<Vec<u8>>,
}

/// Answers that a byte stands for, so that the fuzzer need not find them.
pub const KNOWN: [&[u8]; 18] = [
    include_bytes!("../seeds/server_answer/cc-response-ssl"),
    include_bytes!("../seeds/server_answer/cc-response-hybrid"),
    include_bytes!("../seeds/server_answer/cc-response-hybrid-ex"),
    include_bytes!("../seeds/server_answer/cc-response-rdp"),
    include_bytes!("../seeds/server_answer/cc-response-rdsaad"),
    include_bytes!("../seeds/server_answer/cc-failure-1"),
    include_bytes!("../seeds/server_answer/cc-failure-2"),
    include_bytes!("../seeds/server_answer/cc-failure-5"),
    include_bytes!("../seeds/server_answer/cc-no-negotiation"),
    include_bytes!("../seeds/server_answer/mcs-ultimatum-user-requested"),
    include_bytes!("../seeds/connect_response/under-tls"),
    include_bytes!("../seeds/connect_response/proprietary"),
    include_bytes!("../seeds/connect_response/refused"),
    include_bytes!("../seeds/ntlm_challenge/wrapped"),
    b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.80/next\r\nContent-Length: 0\r\n\r\n",
    b"\x05\x00\x05\x00\x00\x01\xc0\x00\x02\x07\x0d\x3d",
];

impl Script {
    /// Any bytes are a script.
    pub fn read(bytes: &[u8]) -> Self {
        let mut bytes = bytes.iter().copied();
        let mut script = Self { setup: bytes.next().unwrap_or_default(), ..Self::default() };
        let mut connection = Connection::default();
        while let Some(act) = bytes.next() {
            let mut number = || bytes.next().unwrap_or_default();
            let act = match act % 16 {
                0 => {
                    script.connections.push(std::mem::take(&mut connection));
                    continue;
                }
                1 | 2 => Act::Hear,
                3 => {
                    let length = number();
                    Act::Say(bytes.by_ref().take(length.into()).collect())
                }
                4 | 5 => Act::Say(KNOWN[usize::from(number()) % KNOWN.len()].to_vec()),
                6 | 7 => {
                    let number = usize::from(number());
                    Act::Tls { certificate: number % 4, versions: number / 4 % 3 }
                }
                8 => Act::Wait(u64::from(number()).pow(2)),
                9 => Act::Close,
                10 => Act::Reset,
                11 => Act::Flood(number()),
                12 => Act::Again(number() % 64),
                13 => {
                    let length = number();
                    script.datagrams.push(bytes.by_ref().take(length.into()).collect());
                    continue;
                }
                14 => {
                    connection.ends = Some(match number() % 5 {
                        0 => None,
                        1 => Some(ErrorKind::ConnectionRefused),
                        2 => Some(ErrorKind::HostUnreachable),
                        3 => Some(ErrorKind::NetworkUnreachable),
                        _ => Some(ErrorKind::PermissionDenied),
                    });
                    continue;
                }
                _ => Act::Echo,
            };
            connection.acts.push(act);
        }
        script.connections.push(connection);
        script
    }
}
