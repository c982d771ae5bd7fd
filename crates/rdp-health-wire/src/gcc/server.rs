//! [§ 2.2.1.4] The server's blocks.

use alloc::vec::Vec;

use super::{
    CONNECT_DATA, EncryptionLevel, EncryptionMethod, MultitransportFlags, RdpVersion, SERVER_KEY,
    ServerCertificate, ServerEarlyCapabilityFlags, block, enter_blocks, per_length, read_block,
};
use crate::DecodeError;
use crate::cursor::Cursor;
use crate::negotiation::SecurityProtocols;

// Block types.
const SC_CORE: u16 = 0x0c01;
const SC_SECURITY: u16 = 0x0c02;
const SC_NET: u16 = 0x0c03;
const SC_MCS_MSGCHANNEL: u16 = 0x0c04;
const SC_MULTITRANSPORT: u16 = 0x0c08;

/// ConferenceCreateResponse up to the key; node and tag are those that Windows answers with.
const CREATE_RESPONSE: &[u8] = &[0x14, 0x76, 0x0a, 1, 1, 0, 1, 0xc0, 0];

/// The length before it, which clients ignore and Windows never fills in.
const CREATE_RESPONSE_LENGTH: u8 = 0x2a;

/// [§ 2.2.1.4.2] TS_UD_SC_CORE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServerCore {
    /// The newest protocol that the server speaks.
    pub version: RdpVersion,
    /// clientRequestedProtocols: what the server says it was asked for. Anything else than that was tampered with.
    pub client_requested_protocols: Option<SecurityProtocols>,
    /// What the server understands; written only behind the field before.
    pub early_capability_flags: Option<ServerEarlyCapabilityFlags>,
}

/// [§ 2.2.1.4.3] TS_UD_SC_SEC1: the cipher that the server chose. Under TLS both codes are zero and nothing follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServerSecurity {
    /// encryptionMethod.
    pub method: EncryptionMethod,
    /// encryptionLevel.
    pub level: EncryptionLevel,
    /// serverRandom: 32 bytes, or empty.
    pub random: Vec<u8>,
    /// serverCertificate.
    pub certificate: Option<ServerCertificate>,
}

/// [§ 2.2.1.4.4] TS_UD_SC_NET.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServerNetwork {
    /// MCSChannelId: the channel of the session itself.
    pub io_channel: u16,
    /// The numbers of the channels that the client asked for, in its order; zero for one that is refused.
    pub channels: Vec<u16>,
}

/// A block that this crate does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownBlock {
    /// Its type.
    pub kind: u16,
    /// What stands behind its header.
    pub body: Vec<u8>,
}

/// [§ 2.2.1.4] Everything that the server says in its Connect Response; what it left out is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServerData {
    /// SC_CORE.
    pub core: Option<ServerCore>,
    /// SC_NET.
    pub network: Option<ServerNetwork>,
    /// SC_SECURITY.
    pub security: Option<ServerSecurity>,
    /// The channel of SC_MCS_MSGCHANNEL.
    pub message_channel: Option<u16>,
    /// SC_MULTITRANSPORT: whether the server would offer UDP.
    pub multitransport: Option<MultitransportFlags>,
    /// Blocks that this crate does not know.
    pub unknown: Vec<UnknownBlock>,
}

impl ServerData {
    /// The user data of a Connect Response.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut blocks = Vec::new();
        if let Some(core) = &self.core {
            blocks.extend(block(SC_CORE, &core.body()));
        }
        if let Some(network) = &self.network {
            blocks.extend(block(SC_NET, &network.body()));
        }
        if let Some(security) = &self.security {
            blocks.extend(block(SC_SECURITY, &security.body()));
        }
        if let Some(channel) = self.message_channel {
            blocks.extend(block(SC_MCS_MSGCHANNEL, &channel.to_le_bytes()));
        }
        if let Some(flags) = self.multitransport {
            blocks.extend(block(SC_MULTITRANSPORT, &flags.0.to_le_bytes()));
        }
        for UnknownBlock { kind, body } in &self.unknown {
            blocks.extend(block(*kind, body));
        }
        let length = per_length(blocks.len());
        [CONNECT_DATA, &[CREATE_RESPONSE_LENGTH], CREATE_RESPONSE, SERVER_KEY, &length, &blocks].concat()
    }

    /// Reads the user data of a Connect Response; of two blocks of one type the last counts.
    pub(crate) fn read(user_data: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let mut blocks = enter_blocks(user_data, SERVER_KEY)?;
        let mut data = Self::default();
        // Less than a header is padding.
        while super::BLOCK_HEADER_LENGTH <= blocks.rest().len() {
            let (kind, mut body) = read_block(&mut blocks)?;
            match kind {
                SC_CORE => data.core = Some(ServerCore::read(&mut body)?),
                SC_SECURITY => data.security = Some(ServerSecurity::read(&mut body)?),
                SC_NET => data.network = Some(ServerNetwork::read(&mut body)?),
                SC_MCS_MSGCHANNEL => data.message_channel = Some(body.u16_le("MCSChannelID")?),
                SC_MULTITRANSPORT => {
                    data.multitransport = Some(MultitransportFlags(body.u32_le("flags")?));
                }
                kind => data.unknown.push(UnknownBlock { kind, body: body.rest().to_vec() }),
            }
        }
        Ok(data)
    }
}

impl ServerCore {
    fn body(&self) -> Vec<u8> {
        let mut out = self.version.0.to_le_bytes().to_vec();
        if let Some(protocols) = self.client_requested_protocols {
            out.extend(protocols.0.to_le_bytes());
            if let Some(flags) = self.early_capability_flags {
                out.extend(flags.0.to_le_bytes());
            }
        }
        out
    }

    fn read(body: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            version: RdpVersion(body.u32_le("version")?),
            client_requested_protocols: body.u32_le("clientRequestedProtocols").ok().map(SecurityProtocols),
            early_capability_flags: body.u32_le("earlyCapabilityFlags").ok().map(ServerEarlyCapabilityFlags),
        })
    }
}

impl ServerSecurity {
    fn body(&self) -> Vec<u8> {
        let mut out = self.method.0.to_le_bytes().to_vec();
        out.extend(self.level.0.to_le_bytes());
        if self.random.is_empty() && self.certificate.is_none() {
            return out;
        }
        let certificate = self.certificate.as_ref().map(ServerCertificate::encode).unwrap_or_default();
        for length in [self.random.len(), certificate.len()] {
            out.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        }
        out.extend(&self.random);
        out.extend(certificate);
        out
    }

    fn read(body: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let method = EncryptionMethod(body.u32_le("encryptionMethod")?);
        let level = EncryptionLevel(body.u32_le("encryptionLevel")?);
        let mut security = Self { method, level, ..Self::default() };
        // Servers leave the rest out, or write lengths of zero, where there is no encryption.
        if body.is_empty() {
            return Ok(security);
        }
        let random = usize::try_from(body.u32_le("serverRandomLen")?).unwrap_or(usize::MAX);
        let certificate = usize::try_from(body.u32_le("serverCertLen")?).unwrap_or(usize::MAX);
        security.random = body.take("serverRandom", random)?.to_vec();
        let certificate = body.take("serverCertificate", certificate)?;
        if !certificate.is_empty() {
            security.certificate = Some(ServerCertificate::decode(certificate));
        }
        Ok(security)
    }
}

impl ServerNetwork {
    fn body(&self) -> Vec<u8> {
        let count = u16::try_from(self.channels.len()).unwrap_or(u16::MAX);
        let mut out = self.io_channel.to_le_bytes().to_vec();
        out.extend(count.to_le_bytes());
        out.extend(self.channels.iter().take(usize::from(count)).flat_map(|channel| channel.to_le_bytes()));
        if count % 2 == 1 {
            out.extend([0, 0]); // padding to four bytes
        }
        out
    }

    fn read(body: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let io_channel = body.u16_le("MCSChannelId")?;
        let count = body.u16_le("channelCount")?;
        let channels = (0..count).map(|_| body.u16_le("channelId")).collect::<Result<_, _>>()?;
        Ok(Self { io_channel, channels })
    }
}
