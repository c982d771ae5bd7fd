//! A script, step by step.

use std::io;
use std::sync::Arc;

use rdp_health_wire::negotiation::{
    FailureCode, NegotiationFailure, NegotiationResponse, ResponseFlags, SecurityProtocols,
};
use rdp_health_wire::tls::{Alert, AlertDescription, ClientHello, ContentType, TlsVersion, record};
use rdp_health_wire::x224::{ConnectionConfirm, ConnectionRequest, Negotiation};
use tokio::io::AsyncWriteExt as _;

use crate::act::Act;
use crate::behind::{self, Agreement, End};
use crate::certificate::Pki;
use crate::connection::Connection;
use crate::error::LabError;
use crate::http::WebServer;
use crate::legacy_tls::LegacyServer;
use crate::scenario::{Answer, Dislike, Intolerant, Refusal, Step, X224};
use crate::{proxy, tls, windows};

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

/// What came of the negotiation.
enum Agreed {
    /// Bytes were sent, whatever they mean.
    Written,
    /// No protocol: the specification wants the server to close.
    Nothing,
    On(Agreement),
    /// The request carried a cookie.
    Filtered,
}

async fn negotiate(connection: &mut Connection, x224: &X224) -> io::Result<Agreed> {
    let Ok(request) = ConnectionRequest::decode(&connection.read_message().await?) else {
        return Ok(Agreed::Nothing);
    };
    if x224.cut_cookie && request.routing.is_some() {
        return Ok(Agreed::Filtered);
    }
    let asked = request.negotiation.map(|asked| asked.protocols);
    let answer = match &x224.answer {
        Answer::Hex(bytes) => {
            connection.write_all(bytes).await?;
            return Ok(Agreed::Written);
        }
        Answer::Windows(settings) => windows::answer(*settings, asked),
        Answer::Selected(protocol) => windows::Answer::Selected(*protocol),
        Answer::Failure(code) => windows::Answer::Failure(FailureCode(*code)),
        Answer::Plain => windows::Answer::Plain,
    };
    let (negotiation, agreed) = match answer {
        windows::Answer::Selected(selected) => {
            let flags = ResponseFlags(x224.flags);
            let response = Negotiation::Response(NegotiationResponse { flags, selected });
            (response, Agreed::On(Agreement { asked, chosen: selected }))
        }
        windows::Answer::Failure(code) => {
            (Negotiation::Failure(NegotiationFailure { flags: 0, code }), Agreed::Nothing)
        }
        windows::Answer::Plain => {
            (Negotiation::Absent, Agreed::On(Agreement { asked, chosen: SecurityProtocols::RDP }))
        }
    };
    let mut confirm = ConnectionConfirm::new(negotiation);
    confirm.src_ref = x224.src_ref;
    connection.write_all(&confirm.encode()).await?;
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
