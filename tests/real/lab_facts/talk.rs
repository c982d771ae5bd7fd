//! A client that sends exact bytes and reads exact bytes.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// Only a server that hangs is ever waited for this long.
const LIMIT: Duration = Duration::from_secs(30);

/// What xrdp says in place of an answer: an MCS Disconnect Provider Ultimatum.
pub(super) const MCS_DISCONNECT: &str = "0300000902f0802180";

/// The answers to a Connection Request for 0x0, 0x1, 0x3, 0xb and 0x1b, and to one without RDP_NEG_REQ.
pub(super) fn answers(server: SocketAddr) -> [String; 6] {
    let asked = [Some(0x0), Some(0x1), Some(0x3), Some(0xb), Some(0x1b), None];
    asked.map(|protocols| answer(server, protocols))
}

/// The first PDU of the answer to one Connection Request, in hex; empty if the server closes instead.
/// A reset or a close is asked about a second time before it counts, as some servers cut a connection that comes at
/// the very moment the one before it ends.
pub(super) fn answer(server: SocketAddr, protocols: Option<u32>) -> String {
    let once = || {
        let mut talk = Talk::open(server, protocols);
        let pdu = talk.pdu();
        talk.close();
        pdu
    };
    let first = once();
    if first.is_empty() { once() } else { first }
}

/// [MS-RDPBCGR 2.2.1.2] A Connection Confirm; `negotiation` is type, flags, length and value of its last structure.
/// xrdp and Windows fill SRC-REF with 1234, the others with zero.
pub(super) fn confirm(src_ref: &str, negotiation: &str) -> String {
    format!("030000130ed00000{src_ref}00{negotiation}")
}

/// One connection.
pub(super) struct Talk(TcpStream);

impl Talk {
    /// Connects and sends an X.224 Connection Request; `None` leaves RDP_NEG_REQ out.
    pub(super) fn open(server: SocketAddr, protocols: Option<u32>) -> Self {
        let mut talk = Self::connect(server);
        let request = match protocols {
            None => vec![3, 0, 0, 11, 6, 0xe0, 0, 0, 0, 0, 0],
            Some(bits) => {
                let mut request = vec![3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0];
                request.extend(bits.to_le_bytes());
                request
            }
        };
        talk.0.write_all(&request).expect("the server takes a Connection Request");
        talk
    }

    /// Connects and sends nothing.
    pub(super) fn connect(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).expect("the server listens");
        stream.set_read_timeout(Some(LIMIT)).expect("a socket takes a timeout");
        Self(stream)
    }

    /// The next PDU with a TPKT header, in hex; empty at the end of the stream.
    pub(super) fn pdu(&mut self) -> String {
        let mut pdu = self.bytes(4);
        if let [3, _, high, low] = pdu.as_slice() {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            pdu.extend(self.bytes(length.saturating_sub(4)));
        }
        hex(&pdu)
    }

    /// Closes, and waits until the server has closed as well: those that serve one connection at a time are then free.
    pub(super) fn close(mut self) {
        // Fails where the server has reset the connection, which is as good.
        if self.0.shutdown(Shutdown::Write).is_ok() {
            self.rest();
        }
    }

    /// Everything up to the end of the stream, in hex.
    pub(super) fn rest(&mut self) -> String {
        hex(&self.bytes(usize::MAX))
    }

    /// Sends a ClientHello that offers every version from TLS 1.0 and says what comes back: the version and cipher
    /// suite of a ServerHello (`0303 c030`), `alert 70`, or the bytes of anything else.
    pub(super) fn hello(&mut self) -> String {
        self.0.write_all(&client_hello()).expect("the server takes a ClientHello");
        let record = self.bytes(5);
        let [kind @ (0x15 | 0x16), _, _, high, low] = *record.as_slice() else {
            return hex(&record) + &self.rest();
        };
        let body = self.bytes(usize::from(u16::from_be_bytes([high, low])));
        match body.as_slice() {
            [_, description] if kind == 0x15 => format!("alert {description}"),
            // Handshake header, version, random; then the session id with its length and the suite.
            [2, _, _, _, version @ ..] => {
                let suite = 2 + 32 + 1 + usize::from(version[34]);
                format!("{} {}", hex(&version[..2]), hex(&version[suite..suite + 2]))
            }
            other => hex(other),
        }
    }

    /// Up to `count` bytes, fewer at the end of the stream.
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let limit = u64::try_from(count).expect("a count fits");
        match (&mut self.0).take(limit).read_to_end(&mut bytes) {
            Ok(_) => bytes,
            Err(e) if e.kind() == ErrorKind::ConnectionReset => bytes,
            Err(e) => panic!("after {}: {e}", hex(&bytes)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A ClientHello for TLS 1.0 to 1.3 with every suite that OpenSSL may still choose.
fn client_hello() -> Vec<u8> {
    let suites: [u16; 15] = [
        0x1302, 0x1301, 0x1303, 0xc030, 0xc02f, 0xc02c, 0xc02b, 0xcca8, 0xcca9, 0xc014, 0xc013, 0x009d,
        0x009c, 0x0035, 0x002f,
    ];
    let suites: Vec<u8> = suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
    let extensions = [
        extension(0x000a, &[0, 6, 0, 0x1d, 0, 0x17, 0, 0x18]),
        extension(0x000b, &[1, 0]),
        extension(0x000d, &[0, 14, 4, 3, 5, 3, 8, 4, 8, 5, 8, 6, 4, 1, 2, 1]),
        extension(0x002b, &[8, 3, 4, 3, 3, 3, 2, 3, 1]),
        extension(0x0033, &[&[0, 36, 0, 0x1d, 0, 32][..], &[9; 32]].concat()),
    ]
    .concat();
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.push(0);
    body.extend(with_length(&suites));
    body.extend([1, 0]);
    body.extend(with_length(&extensions));
    let mut message = vec![1, 0];
    message.extend(with_length(&body));
    let mut record = vec![0x16, 3, 1];
    record.extend(with_length(&message));
    record
}

fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes(), with_length(body).as_slice()].concat()
}

fn with_length(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a hello is short");
    [&length.to_be_bytes(), bytes].concat()
}
