//! SOCKS version 5, RFC 1928, with user and password, RFC 1929.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rdp_health_wire::socks::{SocksMethod, SocksReply};
use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, timeout_at};

use super::super::net::Connection;
use super::super::recognise;
use super::failure::{failed, unusable};
use crate::observe::{ProxyReply, Through};
use crate::outcome::{Failure, FailureKind};

const VERSION: u8 = 5;
/// The version of the exchange of user and password, RFC 1929 2.
const LOGON_VERSION: u8 = 1;
const CONNECT: u8 = 0x01;
const IPV4: u8 = 0x01;
const NAME: u8 = 0x03;
const IPV6: u8 = 0x04;

/// Greeting, logon where the proxy wants one, request, reply.
pub(super) async fn ask(
    connection: &mut Connection,
    through: &Through,
    credentials: Option<(&str, &str)>,
    deadline: Instant,
) -> Result<ProxyReply, Failure> {
    let greeting: &[u8] = match credentials {
        Some(_) => &[VERSION, 2, SocksMethod::NO_LOGON.0, SocksMethod::USER_AND_PASSWORD.0],
        None => &[VERSION, 1, SocksMethod::NO_LOGON.0],
    };
    let operation = "read the SOCKS method";
    send(connection, greeting, "send the SOCKS greeting", deadline).await?;
    let [version, method] = read(connection, operation, deadline).await?;
    if version != VERSION {
        // What else is there tells which service it is.
        let _ = connection.receive(&mut Vec::new(), deadline.min(Instant::now() + REST)).await;
        let service = recognise::service(connection.first_bytes());
        return Err(unusable(connection, operation, FailureKind::ForeignBytes, service.into_owned()));
    }
    match (SocksMethod(method), credentials) {
        (SocksMethod::NO_LOGON, _) => {}
        (SocksMethod::USER_AND_PASSWORD, Some((user, password))) => {
            send(connection, &logon(user, password), "send user and password", deadline).await?;
            let [_, status] = read(connection, "read the status of the logon", deadline).await?;
            if status != 0 {
                return Ok(ProxyReply::SocksCredentials { status });
            }
        }
        (method, _) => return Ok(ProxyReply::SocksMethod { method }),
    }
    // From here on silence is that of a proxy that waits for the host.
    connection.begin_phase();
    let operation = "read the SOCKS reply";
    send(connection, &request(through), "send the SOCKS request", deadline).await?;
    let [version, reply, _, kind] = read(connection, operation, deadline).await?;
    if version != VERSION {
        let why = format!("a SOCKS reply of version {version}");
        return Err(unusable(connection, operation, FailureKind::Malformed, why));
    }
    let host = match kind {
        IPV4 => Ipv4Addr::from(read::<4>(connection, operation, deadline).await?).to_string(),
        IPV6 => Ipv6Addr::from(read::<16>(connection, operation, deadline).await?).to_string(),
        NAME => {
            let [length] = read(connection, operation, deadline).await?;
            let mut name = vec![0; length.into()];
            read_into(connection, &mut name, operation, deadline).await?;
            name.escape_ascii().to_string()
        }
        _ => {
            let why = format!("a SOCKS reply with an address of the unknown kind {kind}");
            return Err(unusable(connection, operation, FailureKind::Malformed, why));
        }
    };
    let port = u16::from_be_bytes(read(connection, operation, deadline).await?);
    let bound = match host.parse::<IpAddr>() {
        Ok(address) => SocketAddr::new(address, port).to_string(),
        Err(_) => format!("{host}:{port}"),
    };
    Ok(ProxyReply::Socks { reply: SocksReply(reply), bound })
}

/// So long the rest of a foreign greeting is waited for.
const REST: std::time::Duration = std::time::Duration::from_millis(200);

/// RFC 1929 2. Both are at most 255 bytes long, which the options see to.
fn logon(user: &str, password: &str) -> Vec<u8> {
    let mut message = vec![LOGON_VERSION];
    for text in [user, password] {
        message.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        message.extend(text.bytes().take(u8::MAX.into()));
    }
    message
}

/// RFC 1928 4.
fn request(through: &Through) -> Vec<u8> {
    let mut message = vec![VERSION, CONNECT, 0];
    match through.host.parse() {
        Ok(IpAddr::V4(address)) => {
            message.push(IPV4);
            message.extend(address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            message.push(IPV6);
            message.extend(address.octets());
        }
        // No name in DNS is longer than 253 bytes.
        Err(_) => {
            message.push(NAME);
            message.push(u8::try_from(through.host.len()).unwrap_or(u8::MAX));
            message.extend(through.host.bytes().take(u8::MAX.into()));
        }
    }
    message.extend(through.port.to_be_bytes());
    message
}

async fn send(
    connection: &mut Connection,
    message: &[u8],
    operation: &str,
    deadline: Instant,
) -> Result<(), Failure> {
    match connection.send(message, deadline).await {
        Ok(()) => Ok(()),
        Err(error) => Err(failed(connection, operation, &error)),
    }
}

async fn read<const LENGTH: usize>(
    connection: &mut Connection,
    operation: &str,
    deadline: Instant,
) -> Result<[u8; LENGTH], Failure> {
    let mut bytes = [0; LENGTH];
    read_into(connection, &mut bytes, operation, deadline).await?;
    Ok(bytes)
}

/// Exactly so many bytes: what follows is the host's.
async fn read_into(
    connection: &mut Connection,
    bytes: &mut [u8],
    operation: &str,
    deadline: Instant,
) -> Result<(), Failure> {
    let result = match timeout_at(deadline, connection.read_exact(bytes)).await {
        Ok(result) => result,
        Err(_) => Err(std::io::ErrorKind::TimedOut.into()),
    };
    match result {
        Ok(_) => Ok(()),
        Err(error) => Err(failed(connection, operation, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_as_names_and_addresses_as_addresses() {
        let request = |host: &str| request(&Through::new("socks5://proxy:1080", host, 3389));
        assert_eq!(request("srv01"), b"\x05\x01\x00\x03\x05srv01\x0d\x3d");
        assert_eq!(request("192.0.2.7"), b"\x05\x01\x00\x01\xc0\x00\x02\x07\x0d\x3d");
        let v6 = request("2001:db8::7");
        assert_eq!((v6[3], v6.len()), (4, 22));
    }

    #[test]
    fn user_and_password_with_their_lengths() {
        assert_eq!(logon("user", "p\u{e9}"), b"\x01\x04user\x03p\xc3\xa9");
    }
}
