//! A script, step by step.

use std::io;
use std::sync::Arc;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::preconnection;
use rdp_health_wire::tls::{Alert, AlertDescription, ClientHello, ContentType, TlsVersion, record};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::act::Act;
use crate::behind::{self, End};
use crate::certificate::Pki;
use crate::connection::Connection;
use crate::error::LabError;
use crate::http::WebServer;
use crate::legacy_tls::LegacyServer;
use crate::negotiate::{Agreed, Agreement, answer};
use crate::scenario::{Dislike, Intolerant, Refusal, Step, X224};
use crate::{proxy, tls};

/// A flood goes out in pieces of about this size.
const FLOOD_PIECE: usize = 16 * 1024;

pub(crate) fn prepare(step: &Step, pki: &mut Pki) -> Result<Act, LabError> {
    Ok(match step {
        Step::Close {} => Act::Close,
        Step::Reset {} => Act::Reset,
        Step::Stall {} => Act::Stall,
        Step::Read { starting } => Act::Read { starting: starting.clone().unwrap_or_default().into_bytes() },
        Step::Send { bytes } => Act::Send(bytes.bytes().to_vec()),
        Step::Flood { bytes } => {
            let times = FLOOD_PIECE / bytes.bytes().len().max(1) + 1;
            Act::Flood(bytes.bytes().repeat(times))
        }
        Step::Wait { time } => Act::Wait(*time),
        Step::Preconnection { blob } => Act::Preconnection(preconnection::encode(blob).unwrap_or_default()),
        Step::ProxyHeader {} => Act::ProxyHeader,
        Step::Dribble { every } => Act::Dribble(*every),
        #[cfg(unix)]
        Step::BlackHole { segments_above } => Act::BlackHole(*segments_above),
        #[cfg(not(unix))]
        Step::BlackHole { .. } => {
            return Err(LabError::Unsupported {
                what: "the step 'black_hole'",
                why: "the system does not tell a connection's maximum segment size",
            });
        }
        Step::Alert { code } => {
            Act::Send(Alert::fatal(AlertDescription(*code)).encode_record(TlsVersion::TLS12))
        }
        Step::Socks(proxy) => Act::Socks(proxy.clone()),
        Step::Connect(proxy) => Act::Connect(proxy.clone()),
        Step::X224(x224) => Act::X224(x224.clone()),
        Step::Http(http) => Act::Http(Box::new(WebServer::new(http, pki))),
        Step::Intolerant(step) => Act::Intolerant(step.clone()),
        Step::Tls(step) => {
            let web = step.http.as_ref().map(|http| Arc::new(WebServer::new(http, pki)));
            Act::Tls(tls::server(step, pki)?, web)
        }
        Step::LegacyTls(step) => Act::LegacyTls(LegacyServer::new(step, pki)?),
        Step::Credssp(step) => Act::Credssp(step.clone()),
        Step::Settings(step) => Act::Settings(step.clone()),
    })
}

/// Plays a script to its end, then waits for the client to close.
pub(crate) async fn play(script: &[Act], connection: &mut Connection, name: &str) -> io::Result<()> {
    let mut agreement = None;
    let mut rest = script;
    while let [act, behind @ ..] = rest {
        let here = rest;
        rest = behind;
        match act {
            Act::Close => return connection.close().await,
            Act::Reset => return connection.cut(),
            Act::Stall => break,
            Act::Read { starting } => {
                if !connection.read_message().await?.starts_with(starting) {
                    break;
                }
            }
            Act::Send(bytes) => connection.write_all(bytes).await?,
            Act::Flood(bytes) => loop {
                connection.write_all(bytes).await?;
            },
            Act::Wait(time) => tokio::time::sleep(*time).await,
            Act::Preconnection(wanted) => {
                let mut pdu = vec![0; wanted.len()];
                connection.read_exact(&mut pdu).await?;
                if pdu != *wanted {
                    return connection.close().await;
                }
            }
            Act::ProxyHeader => {
                if !reads_proxy_header(connection).await? {
                    return connection.close().await;
                }
            }
            Act::Dribble(every) => connection.dribble(*every),
            #[cfg(unix)]
            Act::BlackHole(segments_above) => connection.black_hole(*segments_above)?,
            Act::Socks(proxy) => {
                if !proxy::socks(connection, proxy).await? {
                    return connection.close().await;
                }
            }
            Act::Connect(proxy) => {
                if !proxy::connect(connection, proxy).await? {
                    return connection.close().await;
                }
            }
            Act::X224(x224) => match negotiate(connection, x224).await? {
                Agreed::Written => {}
                Agreed::Nothing => return connection.close().await,
                Agreed::On(agreed) if agreed.chosen == SecurityProtocols::RDP => {
                    return in_clear(connection, rest, agreed, name).await;
                }
                Agreed::On(agreed) => agreement = Some(agreed),
                Agreed::Filtered => return connection.cut(),
            },
            Act::Http(web) => {
                if !web.serve(connection).await? {
                    return connection.close().await;
                }
            }
            Act::Intolerant(Intolerant { of, refusal }) => {
                let message = connection.read_message().await?;
                let minds = ClientHello::decode(&message)
                    .is_ok_and(|hello| is_minded(&hello, message.len(), *of, name));
                if minds {
                    return refuse(connection, *refusal).await;
                }
                connection.unread(message);
            }
            Act::Tls(config, web) => {
                let config = Arc::clone(config);
                return match web {
                    Some(web) => tls::serve_web(connection, config, web).await,
                    None => tls::serve(connection, config, rest, agreement, name).await,
                };
            }
            Act::LegacyTls(server) => return serve_legacy(connection, server).await,
            // Only behind a negotiation that is not part of the script.
            Act::Credssp(_) | Act::Settings(_) => {
                let agreement = Agreement { asked: None, chosen: SecurityProtocols::RDP };
                return in_clear(connection, here, agreement, name).await;
            }
        }
    }
    connection.drain().await
}

/// Standard RDP Security: no TLS follows, whatever the script says.
async fn in_clear(
    connection: &mut Connection,
    rest: &[Act],
    agreement: Agreement,
    name: &str,
) -> io::Result<()> {
    match behind::go_on(connection, rest, agreement, name).await? {
        End::Open => connection.drain().await,
        End::Close => connection.close().await,
        End::Cut => connection.cut(),
    }
}

/// The longest line of version 1 of the PROXY protocol.
const LONGEST_HEADER: usize = 107;

async fn reads_proxy_header(connection: &mut Connection) -> io::Result<bool> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") && line.len() < LONGEST_HEADER {
        line.push(connection.read_u8().await?);
        if !b"PROXY ".starts_with(line.get(..6).unwrap_or(&line)) {
            return Ok(false);
        }
    }
    Ok(line.ends_with(b"\r\n"))
}

async fn negotiate(connection: &mut Connection, x224: &X224) -> io::Result<Agreed> {
    let request = connection.read_message().await?;
    if !x224.reads_on {
        connection.discard().await?;
    }
    let (bytes, agreed) = answer(x224, &request);
    connection.write_all(&bytes).await?;
    Ok(agreed)
}

/// No hello of a single segment is longer.
const LARGE: usize = 1400;

/// Whether a hello of so many bytes has what is minded.
fn is_minded(hello: &ClientHello, length: usize, of: Dislike, name: &str) -> bool {
    match of {
        Dislike::Tls13 => hello.supported_versions().contains(&TlsVersion::TLS13),
        Dislike::LargeHello => LARGE < length,
        Dislike::ServerName => hello.server_name() == Some(name),
        Dislike::NoCbc => {
            !hello.suites.iter().any(|suite| suite.name().is_some_and(|it| it.contains("_CBC_")))
        }
    }
}

async fn refuse(connection: &mut Connection, refusal: Refusal) -> io::Result<()> {
    match refusal {
        Refusal::Close => connection.close().await,
        Refusal::Reset => connection.cut(),
        Refusal::Stall => connection.drain().await,
        Refusal::Alert(code) => {
            let alert = Alert::fatal(AlertDescription(code)).encode_record(TlsVersion::TLS12);
            connection.write_all(&alert).await?;
            connection.close().await
        }
    }
}

/// The clear part of a TLS handshake; then there is nothing more that this server can do, but talk nonsense.
async fn serve_legacy(connection: &mut Connection, server: &LegacyServer) -> io::Result<()> {
    let Ok(hello) = ClientHello::decode(&connection.read_message().await?) else {
        return connection.close().await;
    };
    match server.flight(&hello) {
        Ok(flight) => connection.write_all(&flight).await?,
        Err(refusal) => return refuse(connection, refusal).await,
    }
    if server.talks_nonsense() {
        // ClientKeyExchange, ChangeCipherSpec, Finished.
        for _ in 0..3 {
            connection.read_message().await?;
        }
        let mut nonsense = record(ContentType::CHANGE_CIPHER_SPEC, TlsVersion::TLS12, &[1]);
        nonsense.extend(record(ContentType::HANDSHAKE, TlsVersion::TLS12, &[0x6e; 80]));
        connection.write_all(&nonsense).await?;
    }
    connection.drain().await
}
