//! TLS that never gets anywhere: circles, floods of what is allowed, and messages that come one byte at a time.

use std::io;
use std::sync::Arc;

use rdp_health_wire::tls::{ClientHello, ContentType, TlsVersion, record};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::authorities::{key, leaf};
use super::peer::{self, negotiated, then};
use super::stage::{Behaviour, Stage, scenario};

/// What is said again and again once a hello has come.
const FLOODS: &[(&str, &str)] = &[
    ("warnings", "1503030002015a"),
    ("empty-handshake-records", "1603030000"),
    ("empty-data-records", "1703030000"),
    ("change-cipher-specs", "140303000101"),
    ("hello-requests", "160303000400000000"),
    ("heartbeats", "180303000301ffff"),
    ("close-notifies", "15030300020100"),
    ("handshake-of-no-type", "1603030004ff000000"),
];

/// [RFC 8446 § 4.1.3] The random of a HelloRetryRequest.
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

pub(super) fn all() -> Vec<Behaviour> {
    let mut all = Vec::new();
    for (name, hex) in FLOODS {
        let nla = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }";
        let script = format!(
            "{nla}, {{ step = \"read\" }}, {{ step = \"flood\", bytes = {{ hex = \"{}\" }} }}",
            hex.replace(' ', "")
        );
        all.push(Behaviour::lab(format!("tls-flood-of-{name}"), &[], scenario(&script, "")));
    }
    // Records that no key opens, behind a handshake that did not complete.
    for (name, suite, version) in [
        ("cbc", "TLS_RSA_WITH_AES_128_CBC_SHA", "1.0"),
        ("cbc-12", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "1.2"),
        ("gcm", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "1.2"),
        ("3des", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "1.1"),
    ] {
        let nla = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }";
        let script = format!(
            "{nla}, {{ step = \"legacy_tls\", certificate = {{ kind = \"good\", key = \"rsa\" }}, versions = [\"{version}\"], \
             suites = [\"{suite}\"], garbage = true }}"
        );
        all.push(Behaviour::lab(format!("tls-garbage-{name}"), &[], scenario(&script, "")));
    }
    all.push(Behaviour::own("tls-retry-circle", &[], negotiated(retries)));
    all.push(Behaviour::own("tls-byte-by-byte-without-end", &[], negotiated(bytewise)));
    all.push(Behaviour::own("tls-hello-again-and-again", &[], negotiated(hellos)));
    all.push(Behaviour::own("tls-zero-window", &[], negotiated(zero_window)));
    all.push(Behaviour::own("tls-half-close", &[], negotiated(half_close)));
    all.push(Behaviour::own("tls-echo", &[], negotiated(echo)));
    all.push(Behaviour::own("tls-key-updates-without-end", &[], key_updates()));
    all.push(Behaviour::own("tls-ten-thousand-tickets", &[], tickets()));
    all.push(Behaviour::own("tls-data-without-end", &[], data()));
    all
}

/// A ServerHello of TLS 1.3 for this hello.
fn server_hello(client: &[u8], random: [u8; 32], share: &[u8]) -> Option<Vec<u8>> {
    let hello = ClientHello::decode(client).ok()?;
    let session = hello.session_id;
    let extensions = [&[0, 0x2b, 0, 2, 3, 4][..], share].concat();
    let mut body = vec![3, 3];
    body.extend(random);
    body.push(u8::try_from(session.len()).ok()?);
    body.extend(&session);
    body.extend([0x13, 0x01, 0]);
    body.extend(u16::try_from(extensions.len()).ok()?.to_be_bytes());
    body.extend(extensions);
    let mut message = vec![2, 0];
    message.extend(u16::try_from(body.len()).ok()?.to_be_bytes());
    message.extend(body);
    Some(record(ContentType::HANDSHAKE, TlsVersion::TLS12, &message))
}

/// Asks for another group each time.
async fn retries(mut stream: TcpStream) -> io::Result<()> {
    for group in [0x17_u16, 0x18, 0x1d].into_iter().cycle() {
        let hello = peer::record(&mut stream).await?;
        let [high, low] = group.to_be_bytes();
        if let Some(retry) = server_hello(&hello, RETRY, &[0, 0x33, 0, 2, high, low]) {
            stream.write_all(&retry).await?;
        }
    }
    Ok(())
}

/// A certificate message of 16 MiB, each byte a record.
async fn bytewise(mut stream: TcpStream) -> io::Result<()> {
    peer::record(&mut stream).await?;
    for byte in [0x0b, 0xff, 0xff, 0xff].into_iter().chain(std::iter::repeat(0)) {
        stream.write_all(&record(ContentType::HANDSHAKE, TlsVersion::TLS12, &[byte])).await?;
    }
    Ok(())
}

async fn hellos(mut stream: TcpStream) -> io::Result<()> {
    let hello = peer::record(&mut stream).await?;
    let share = [&[0, 0x33, 0, 36, 0, 0x1d, 0, 32][..], &[9; 32]].concat();
    let Some(answer) = server_hello(&hello, [7; 32], &share) else { return Ok(()) };
    loop {
        stream.write_all(&answer).await?;
    }
}

/// Takes nothing from its socket any more.
async fn zero_window(stream: TcpStream) -> io::Result<()> {
    std::future::pending::<()>().await;
    drop(stream);
    Ok(())
}

async fn half_close(mut stream: TcpStream) -> io::Result<()> {
    peer::record(&mut stream).await?;
    stream.shutdown().await?;
    std::future::pending::<()>().await;
    Ok(())
}

/// Says what it hears.
async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut from, mut to) = stream.split();
    tokio::io::copy(&mut from, &mut to).await.map(drop)
}

fn config(tickets: usize) -> Arc<ServerConfig> {
    let certificate = leaf().self_signed(&key()).unwrap();
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let key = PrivatePkcs8KeyDer::from(key().serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    config.send_tls13_tickets = tickets;
    Arc::new(config)
}

async fn key_updates() -> Stage {
    then(config(0), |tls| tls.refresh_traffic_keys().is_ok()).await
}

async fn tickets() -> Stage {
    then(config(10_000), |_| false).await
}

async fn data() -> Stage {
    fn again(tls: &mut ServerConnection) -> bool {
        io::Write::write_all(&mut tls.writer(), &[0x30; 16 * 1024]).is_ok()
    }
    then(config(2), again).await
}
