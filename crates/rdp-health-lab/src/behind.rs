//! What a host says behind the negotiation, in clear or inside TLS: the answer to the first message of NLA, the
//! settings of the session, or the first word of a host that speaks first.

use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rdp_health_wire::credssp::{self, CredsspVersion, NtStatus, TsRequest};
use rdp_health_wire::gcc::{
    ClientData, EncryptionLevel, EncryptionMethod, MultitransportFlags, ProprietaryCertificate, RdpVersion,
    ServerCertificate, ServerCore, ServerData, ServerNetwork, ServerSecurity,
};
use rdp_health_wire::mcs::{ConnectInitial, ConnectResponse, McsResult};
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::ntlm::{AvId, AvPair, Challenge, FileTime, Negotiate, NegotiateFlags, NtlmVersion};
use rdp_health_wire::{DecodeError, tpkt};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::act::Act;
use crate::negotiate::{Agreed, Agreement, answer};
use crate::scenario::{Credssp, Settings, X224};

/// NLA, without and with early user authorization.
const NLA: u32 = SecurityProtocols::HYBRID.0 | SecurityProtocols::HYBRID_EX.0;
/// [MS-RDPBCGR § 2.2.17.1] RDSTLS Capabilities.
const RDSTLS_CAPABILITIES: &[u8] = &[1, 0, 1, 0, 1, 0, 1, 0];
/// [MS-RDPBCGR § 2.2.18.1] RDS AAD Auth Server Nonce.
const ENTRA_NONCE: &[u8] = b"{\"ts_nonce\":\"AAECAwQFBgcICQoLDA0ODw==\"}\0";

/// [MS-NLMP § 2.2.1.1] How a NEGOTIATE_MESSAGE begins.
const NTLM_NEGOTIATE: &[u8] = b"NTLMSSP\0\x01\0\0\0";

/// The MCS message with which a host ends a connection.
const MCS_DISCONNECT: &[u8] = &[3, 0, 0, 9, 2, 0xf0, 0x80, 0x21, 0x80];

/// How a script ends.
pub(crate) enum End {
    /// The connection stays open until the client closes it.
    Open,
    Close,
    Cut,
}

/// Plays the rest of a script. A script that says nothing of what comes behind the agreement leaves it to the host of
/// this `name`, which does what any would.
pub(crate) async fn go_on<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    rest: &[Act],
    agreement: Agreement,
    name: &str,
) -> io::Result<End> {
    let chosen = agreement.chosen;
    let nla = chosen.0 & NLA != 0;
    let first = chosen.0 & (SecurityProtocols::RDSTLS.0 | SecurityProtocols::RDSAAD.0) != 0;
    let mut acts = rest.iter().filter(|act| match act {
        Act::Tls(..) | Act::LegacyTls(_) => false,
        Act::Credssp(_) => nla,
        Act::Settings(_) => !nla && !first,
        _ => true,
    });
    let Some(mut act) = acts.next() else {
        if nla {
            credssp(stream, &Credssp::default(), name).await?;
        } else if first {
            let entra = chosen == SecurityProtocols::RDSAAD;
            write(stream, if entra { ENTRA_NONCE } else { RDSTLS_CAPABILITIES }).await?;
        } else {
            return settings(stream, &Settings::default(), agreement).await;
        }
        return Ok(End::Open);
    };
    loop {
        match act {
            Act::Credssp(step) => credssp(stream, step, name).await?,
            Act::Settings(step) => {
                if let end @ (End::Close | End::Cut) = settings(stream, step, agreement).await? {
                    return Ok(end);
                }
            }
            Act::Read { .. } => {
                stream.read_u8().await?;
            }
            Act::Wait(time) => tokio::time::sleep(*time).await,
            Act::Send(bytes) => write(stream, bytes).await?,
            Act::Flood(bytes) => loop {
                write(stream, bytes).await?;
            },
            Act::Close => return Ok(End::Close),
            Act::Reset => return Ok(End::Cut),
            _ => return Ok(End::Open),
        }
        match acts.next() {
            Some(next) => act = next,
            None => return Ok(End::Open),
        }
    }
}

/// One Connection Request inside TLS, which came first.
pub(crate) async fn negotiate<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    x224: &X224,
) -> io::Result<End> {
    let message = read(stream, tpkt::frame_length).await?;
    let (bytes, agreed) = answer(x224, &message);
    write(stream, &bytes).await?;
    Ok(match agreed {
        Agreed::Nothing => End::Close,
        Agreed::Filtered => End::Cut,
        Agreed::Written | Agreed::On(_) => End::Open,
    })
}

async fn write<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

/// One message, of which `length` finds the end.
async fn read<S: AsyncRead + Unpin>(
    stream: &mut S,
    length: fn(&[u8]) -> Result<Option<usize>, DecodeError>,
) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        message.push(stream.read_u8().await?);
        match length(&message) {
            Ok(Some(whole)) if whole <= message.len() => return Ok(message),
            Ok(_) => {}
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
        }
    }
}

async fn credssp<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    step: &Credssp,
    name: &str,
) -> io::Result<()> {
    let message = read(stream, credssp::frame_length).await?;
    let asked = TsRequest::decode(&message).unwrap_or_default();
    let negotiate = asked.nego_tokens.iter().any(|token| holds(token, NTLM_NEGOTIATE));
    let mut answer = TsRequest { version: CredsspVersion(step.version), ..TsRequest::default() };
    match step.error {
        Some(code) => answer.error_code = Some(NtStatus(code)),
        None if negotiate => answer.nego_tokens = vec![challenge(step, name).encode()],
        None => answer.error_code = Some(NtStatus::STATUS_NOT_SUPPORTED),
    }
    write(stream, &answer.encode()).await
}

fn holds(token: &[u8], wanted: &[u8]) -> bool {
    token.windows(wanted.len()).any(|window| window == wanted)
}

fn challenge(step: &Credssp, name: &str) -> Challenge {
    let full = step.computer.as_deref().unwrap_or(name);
    let netbios = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let computer = netbios(full);
    let domain = step.domain.as_deref().map_or(computer.clone(), netbios);
    let mut target_info = vec![
        AvPair::text(AvId::NB_DOMAIN_NAME, &domain),
        AvPair::text(AvId::NB_COMPUTER_NAME, &computer),
        AvPair::text(AvId::DNS_DOMAIN_NAME, step.domain.as_deref().unwrap_or(full)),
        AvPair::text(AvId::DNS_COMPUTER_NAME, full),
    ];
    target_info.extend(step.domain.as_deref().map(|forest| AvPair::text(AvId::DNS_TREE_NAME, forest)));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let now = i64::try_from(now.as_micros()).unwrap_or_default();
    let shown = now.saturating_add(step.ahead_s.saturating_mul(1_000_000));
    target_info.extend(FileTime::from_unix_micros(shown).map(AvPair::timestamp));
    let kind = match step.domain {
        Some(_) => NegotiateFlags::TARGET_TYPE_DOMAIN,
        None => NegotiateFlags::TARGET_TYPE_SERVER,
    };
    Challenge {
        target_name: domain,
        flags: NegotiateFlags(Negotiate::default().flags.0 | kind.0),
        server_challenge: *b"lab host",
        version: Some(NtlmVersion { major: 10, minor: 0, build: step.build, revision: 15 }),
        target_info,
    }
}

async fn settings<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    step: &Settings,
    Agreement { asked, chosen }: Agreement,
) -> io::Result<End> {
    let message = read(stream, tpkt::frame_length).await?;
    let Ok(ConnectInitial { client }) = ConnectInitial::decode(&message) else { return Ok(End::Close) };
    if step.insists_on_tls && chosen == SecurityProtocols::RDP {
        write(stream, MCS_DISCONNECT).await?;
        return Ok(End::Close);
    }
    let security = match chosen {
        SecurityProtocols::RDP => match security(step, &client) {
            Some(security) => security,
            // No method fits: the host closes without a word.
            None => return Ok(End::Close),
        },
        _ => ServerSecurity::default(),
    };
    let core = ServerCore {
        version: RdpVersion(step.version),
        client_requested_protocols: step.echo.map(SecurityProtocols).or(asked),
        early_capability_flags: None,
    };
    let server = ServerData {
        core: Some(core),
        network: Some(ServerNetwork { io_channel: 1003, channels: (1004..1007).collect() }),
        security: Some(security),
        message_channel: client.message_channel.map(|_| 1007),
        multitransport: client.multitransport.map(|_| MultitransportFlags(step.multitransport)),
        unknown: Vec::new(),
    };
    write(stream, &ConnectResponse { result: McsResult(step.result), server }.encode()).await?;
    Ok(End::Open)
}

/// [MS-RDPBCGR § 5.3.2] Low and client compatible follow the client's strongest method, high wants 128 bits, FIPS
/// its own.
fn security(step: &Settings, client: &ClientData) -> Option<ServerSecurity> {
    const STRONGEST_FIRST: [EncryptionMethod; 3] = [
        EncryptionMethod::ENCRYPTION_METHOD_128BIT,
        EncryptionMethod::ENCRYPTION_METHOD_56BIT,
        EncryptionMethod::ENCRYPTION_METHOD_40BIT,
    ];
    let level = EncryptionLevel(step.level);
    let offered = client.security.methods;
    let method = match level {
        EncryptionLevel::NONE => return Some(ServerSecurity::default()),
        EncryptionLevel::HIGH => Some(EncryptionMethod::ENCRYPTION_METHOD_128BIT),
        EncryptionLevel::FIPS => Some(EncryptionMethod::ENCRYPTION_METHOD_FIPS),
        _ => STRONGEST_FIRST.into_iter().find(|method| offered.contains(*method)),
    };
    let method = method.filter(|method| offered.contains(*method))?;
    let key = ProprietaryCertificate {
        bit_length: 2048,
        exponent: 65537,
        modulus: vec![0xa5; 256],
        signature: vec![0; 72],
        ..ProprietaryCertificate::default()
    };
    let certificate = match step.broken_certificate {
        true => ServerCertificate::Unknown(vec![2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
        false => ServerCertificate::Proprietary(key),
    };
    Some(ServerSecurity { method, level, random: vec![0x5a; 32], certificate: Some(certificate) })
}
