//! A proxy that opens the way to the host which the rest of its script plays, or does not.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::connection::Connection;
use crate::scenario::{Connect, Socks};

/// No client of ours sends a longer head.
const LONGEST_HEAD: usize = 16 * 1024;
const GENERAL_FAILURE: u8 = 1;
const NO_METHOD: u8 = 0xff;
const USER_AND_PASSWORD: u8 = 2;

/// Answers a SOCKS client. `false` = the connection ends here.
pub(crate) async fn socks(connection: &mut Connection, proxy: &Socks) -> io::Result<bool> {
    let [_, count] = read(connection).await?;
    let mut methods = vec![0; count.into()];
    connection.read_exact(&mut methods).await?;
    let wanted = if proxy.logon.is_some() { USER_AND_PASSWORD } else { 0 };
    if !methods.contains(&wanted) {
        connection.write_all(&[5, NO_METHOD]).await?;
        return Ok(false);
    }
    connection.write_all(&[5, wanted]).await?;
    if let Some([user, password]) = &proxy.logon {
        let [_, length] = read(connection).await?;
        let given_user = text(connection, length).await?;
        let [length] = read(connection).await?;
        let given = (given_user, text(connection, length).await?);
        let right = given == (user.clone(), password.clone());
        connection.write_all(&[1, u8::from(!right)]).await?;
        if !right {
            return Ok(false);
        }
    }
    let [_, _, _, kind] = read(connection).await?;
    let host = match kind {
        1 => std::net::Ipv4Addr::from(read::<4>(connection).await?).to_string(),
        4 => std::net::Ipv6Addr::from(read::<16>(connection).await?).to_string(),
        _ => {
            let [length] = read(connection).await?;
            text(connection, length).await?
        }
    };
    let port = u16::from_be_bytes(read(connection).await?);
    let reply = match (&proxy.knows, proxy.other_ports) {
        (Some(known), _) if *known != host => GENERAL_FAILURE,
        (_, Some(other)) if port != connection.port() => other,
        _ => proxy.reply,
    };
    connection.write_all(&[5, reply, 0, 1, 127, 0, 0, 1, 0, 80]).await?;
    Ok(reply == 0)
}

/// Answers `CONNECT`. `false` = the connection ends here.
pub(crate) async fn connect(connection: &mut Connection, proxy: &Connect) -> io::Result<bool> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if LONGEST_HEAD < head.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.push(connection.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let destination = head.split(' ').nth(1).unwrap_or_default();
    let (host, port) = destination.rsplit_once(':').unwrap_or_default();
    let own = port == connection.port().to_string();
    let authorized = proxy.logon.as_ref().is_none_or(|[user, password]| {
        let token = BASE64.encode(format!("{user}:{password}"));
        head.contains(&format!("\r\nProxy-Authorization: Basic {token}\r\n"))
    });
    let status = match (&proxy.knows, proxy.other_ports) {
        _ if !authorized => 407,
        _ if !head.starts_with("CONNECT ") => 405,
        (Some(known), _) if known != host => 500,
        (_, Some(other)) if !own => other,
        _ => proxy.status,
    };
    let mut answer = format!("HTTP/1.1 {status} Lab\r\n");
    if status == 407 {
        answer.push_str("Proxy-Authenticate: Basic realm=\"lab\"\r\n");
    }
    for header in &proxy.headers {
        answer.push_str(&format!("{header}\r\n"));
    }
    connection.write_all(format!("{answer}\r\n").as_bytes()).await?;
    Ok((200..300).contains(&status))
}

async fn read<const LENGTH: usize>(connection: &mut Connection) -> io::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    connection.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn text(connection: &mut Connection, length: u8) -> io::Result<String> {
    let mut bytes = vec![0; length.into()];
    connection.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
