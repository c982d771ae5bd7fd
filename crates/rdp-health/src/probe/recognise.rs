//! Which service is it, if it is not RDP? Judged by the first bytes alone.

use std::borrow::Cow;

/// What is said of first bytes that nobody here knows.
const UNKNOWN_SERVICE: &str = "an unknown service";
/// So much of the name that an SSH server gives itself is kept.
const LONGEST_NAME: usize = 60;

/// The service that begins an answer like this, in the administrator's words.
pub(super) fn service(bytes: &[u8]) -> Cow<'static, str> {
    match ssh_software(bytes) {
        Some(software) => format!("SSH ({software})").into(),
        None => recognise(bytes).unwrap_or(UNKNOWN_SERVICE).into(),
    }
}

/// The same for a service that is known.
pub(super) fn recognise(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // A TLS record: content type, then version 3.x (RFC 8446 5.1).
        [0x15, 3, ..] => Some("a TLS service (it answered with an alert)"),
        [0x14 | 0x16 | 0x17, 3, ..] => Some("a TLS service"),
        // IAC and WILL, WON'T, DO or DON'T, RFC 854.
        [0xff, 0xfb..=0xfe, ..] => Some("Telnet"),
        // An LDAPMessage with the number 0, which is a notice of disconnection, RFC 4511 4.4.1.
        [0x30, _, 2, 1, 0, 0x78, ..]
        | [0x30, 0x81, _, 2, 1, 0, 0x78, ..]
        | [0x30, 0x82, _, _, 2, 1, 0, 0x78, ..]
        | [0x30, 0x84, _, _, _, _, 2, 1, 0, 0x78, ..] => Some("LDAP"),
        [_, _, 0, 0, 0x0a, b'0'..=b'9', ..] | [_, _, 0, 0, 0xff, ..] => Some("MySQL or MariaDB"),
        [b'E', 0, 0, _, _, b'S', ..] => Some("PostgreSQL"),
        // A TDS packet of the type "response", MS-TDS 2.2.3.1.
        [4, 1, _, _, 0, 0, _, 0, ..] => Some("SQL Server"),
        // Over TCP a length stands before it, MS-SMB2 2.1.
        [0, _, _, _, 0xfe | 0xff, b'S', b'M', b'B', ..] => Some("SMB (file sharing)"),
        // A SETTINGS frame of stream 0, the first that a server sends, RFC 9113 3.4.
        [0, 0, length, 4, 0, 0, 0, 0, 0, ..] if length % 6 == 0 => Some("HTTP/2"),
        [0x7f, 0x7f, b'I', b'C', b'A', ..] => Some("Citrix ICA"),
        // "Failed", the length of the reason, version 11 of the protocol, in either order of bytes.
        [0, _, 11, 0, 0, 0, ..] | [0, _, 0, 11, 0, 0, ..] => Some("X11"),
        // CONNACK, MQTT 3.1.1 and 5, 3.2.
        [0x20, 2, 0 | 1, _] | [0x20, 3, 0 | 1, _, 0] => Some("MQTT"),
        // A method or none of them, RFC 1928 3.
        [5, 0xff | 0] => Some("a SOCKS proxy"),
        // A TNS packet of the type "refuse".
        [0, _, 0, 0, 4, _, 0, 0, ..] => Some("Oracle"),
        // An error, in versions 3 to 5 of the native protocol.
        [0x83..=0x85, 0, _, _, 0, 0, 0, ..] => Some("Cassandra"),
        // Length, control message and the magic cookie, RFC 2637 2.1.
        [_, _, 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, ..] => Some("PPTP"),
        _ => TEXTS.iter().find(|(begins, _)| bytes.starts_with(begins)).map(|(_, service)| *service),
    }
}

/// Services that say their first words in letters.
const TEXTS: &[(&[u8], &str)] = &[
    (b"RFB ", "VNC"),
    (b"SSH-", "SSH"),
    (b"HTTP/", "HTTP"),
    (b"RTSP/", "RTSP"),
    (b"SIP/", "SIP"),
    (b"220 VMware Authentication Daemon", "VMware"),
    (b"220 ", "SMTP or FTP"),
    (b"220-", "SMTP or FTP"),
    (b"421 ", "SMTP or FTP"),
    (b"554 ", "SMTP"),
    (b"+OK", "POP3"),
    (b"* OK", "IMAP"),
    (b"-ERR", "Redis or POP3"),
    (b"-NOAUTH", "Redis"),
    (b"AMQP", "AMQP"),
    (b"@RSYNCD:", "rsync"),
    (b"REDQ", "SPICE"),
    (b"JDWP-", "the Java debugger"),
    (b"ERROR\r\n", "memcached"),
    (b"This ZooKeeper", "ZooKeeper"),
    (b"Asterisk Call Manager", "Asterisk"),
    (b"ZBXD", "Zabbix"),
    (b"@PJL", "a printer"),
    (b"ICY ", "a SHOUTcast server"),
    (b"NOTICE AUTH", "IRC"),
    (b"CNXN", "the Android debugger"),
    (b"200 ", "NNTP"),
    (b"201 ", "NNTP"),
    (b"<", "an HTML or XML service"),
];

/// The software of an SSH server, and often the system that it runs on: `SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13`,
/// RFC 4253 4.2.
fn ssh_software(bytes: &[u8]) -> Option<String> {
    let line = bytes.strip_prefix(b"SSH-2.0-").or(bytes.strip_prefix(b"SSH-1.99-"))?;
    let printed: String = line
        .iter()
        .take_while(|byte| matches!(byte, b' '..=b'~'))
        .take(LONGEST_NAME)
        .map(|byte| char::from(*byte))
        .collect();
    (!printed.is_empty()).then_some(printed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_named_by_their_first_bytes() {
        for (bytes, name) in [
            (&b"\xff\xfd\x01\xff\xfd\x1f"[..], "Telnet"),
            (b"\x30\x24\x02\x01\x00\x78\x1f\x0a", "LDAP"),
            (b"\x30\x84\x00\x00\x00\x28\x02\x01\x00\x78\x84", "LDAP"),
            (b"\x4a\x00\x00\x00\x0a5.7.44", "MySQL or MariaDB"),
            (b"\x15\x03\x01\x00\x02\x02\x28", "a TLS service (it answered with an alert)"),
            (b"\x00\x00\x00\x49\xfeSMB\x40\x00", "SMB (file sharing)"),
            (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03", "HTTP/2"),
            (b"RFB 003.008\n", "VNC"),
            (b"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13\r\n", "SSH (OpenSSH_9.6p1 Ubuntu-3ubuntu13)"),
            (b"SSH-2.0-\x1b[31mred\r\n", "SSH"),
            (b"220 mail.example ESMTP\r\n", "SMTP or FTP"),
            (b"220 VMware Authentication Daemon Version 1.10", "VMware"),
            (b"\x00\x16\x0b\x00\x00\x00\x06\x00No protocol specified\n", "X11"),
            (b"\x00\x16\x00\x0b\x00\x00\x00\x06No protocol specified\n", "X11"),
            (b"\x20\x02\x00\x01", "MQTT"),
            (b"\x05\xff", "a SOCKS proxy"),
            (b"\x00\x20\x00\x00\x04\x00\x00\x00\x22\x00\x00\x14(ERR=12569)", "Oracle"),
            (b"\x84\x00\x00\x00\x00\x00\x00\x00\x10", "Cassandra"),
            (b"\x00\x9c\x00\x01\x1a\x2b\x3c\x4d\x00\x02", "PPTP"),
            (b"ZBXD\x01", "Zabbix"),
            (b"\x00\x01\x02", UNKNOWN_SERVICE),
            (b"", UNKNOWN_SERVICE),
        ] {
            assert_eq!(service(bytes), name, "{bytes:x?}");
        }
    }
}
