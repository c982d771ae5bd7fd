//! Which service is it, if it is not RDP? Judged by the first bytes alone.

/// What is said of first bytes that nobody here knows.
pub(super) const UNKNOWN_SERVICE: &str = "an unknown service";

/// The service that begins an answer like this, in the administrator's words.
pub(super) fn recognise(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // A TLS record: content type, then version 3.x (RFC 8446 5.1).
        [0x15, 3, ..] => Some("a TLS service (it answered with an alert)"),
        [0x14 | 0x16 | 0x17, 3, ..] => Some("a TLS service"),
        [b'R', b'F', b'B', b' ', ..] => Some("VNC"),
        [b'S', b'S', b'H', b'-', ..] => Some("SSH"),
        [b'H', b'T', b'T', b'P', b'/', ..] => Some("HTTP"),
        [b'2', b'2', b'0', b' ' | b'-', ..] => Some("SMTP or FTP"),
        [b'+', b'O', b'K', ..] => Some("POP3"),
        [b'*', b' ', b'O', b'K', ..] => Some("IMAP"),
        [b'<', ..] => Some("an HTML or XML service"),
        _ => None,
    }
}
