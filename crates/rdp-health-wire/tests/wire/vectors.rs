//! The golden bytes in `vectors/`: `name | hex`, and for some `name | more | hex`.

pub(super) struct Vector {
    pub(super) name: &'static str,
    /// The middle column, empty where there is none.
    pub(super) note: &'static str,
    pub(super) bytes: Vec<u8>,
}

pub(super) fn parse(text: &'static str) -> Vec<Vector> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, rest) = line.split_once(" | ").expect("a name, a bar, and hex");
            let (note, bytes) = rest.split_once(" | ").unwrap_or(("", rest));
            Vector { name, note, bytes: hex(bytes) }
        })
        .collect()
}

pub(super) fn find(text: &'static str, name: &str) -> Vec<u8> {
    parse(text).into_iter().find(|vector| vector.name == name).expect("a vector of that name").bytes
}

pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    assert_eq!(digits.len() % 2, 0, "an even number of digits in {text}");
    let pair = |pair: &[u8]| {
        u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal digits")
    };
    digits.chunks(2).map(pair).collect()
}

pub(super) const CONNECTION_REQUEST: &str = include_str!("../../vectors/connection_request.txt");
pub(super) const CONNECTION_CONFIRM: &str = include_str!("../../vectors/connection_confirm.txt");
pub(super) const SERVER_ANSWER: &str = include_str!("../../vectors/server_answer.txt");
pub(super) const CLIENT_HELLO: &str = include_str!("../../vectors/client_hello.txt");
pub(super) const SERVER_HELLO: &str = include_str!("../../vectors/server_hello.txt");
pub(super) const CERTIFICATE: &str = include_str!("../../vectors/certificate.txt");
pub(super) const SERVER_KEY_EXCHANGE: &str = include_str!("../../vectors/server_key_exchange.txt");
pub(super) const ALERT: &str = include_str!("../../vectors/alert.txt");
pub(super) const TS_REQUEST: &str = include_str!("../../vectors/ts_request.txt");
pub(super) const NTLM: &str = include_str!("../../vectors/ntlm.txt");
pub(super) const CONNECT_INITIAL: &str = include_str!("../../vectors/connect_initial.txt");
pub(super) const CONNECT_RESPONSE: &str = include_str!("../../vectors/connect_response.txt");
pub(super) const UDP: &str = include_str!("../../vectors/udp.txt");
pub(super) const STUN: &str = include_str!("../../vectors/stun.txt");
pub(super) const HOSTILE: &str = include_str!("../../vectors/hostile.txt");
