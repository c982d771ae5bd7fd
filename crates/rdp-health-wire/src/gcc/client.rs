//! [§ 2.2.1.3] The client's blocks.

use alloc::string::String;
use alloc::vec::Vec;

use super::{
    CLIENT_KEY, CONNECT_DATA, ClientEarlyCapabilityFlags, EncryptionMethod, MultitransportFlags, RdpVersion,
    block, enter_blocks, per_length, read_block,
};
use crate::cursor::Cursor;
use crate::negotiation::SecurityProtocols;
use crate::{DecodeError, DecodeErrorKind, utf16};

// Block types.
const CS_CORE: u16 = 0xc001;
const CS_SECURITY: u16 = 0xc002;
const CS_NET: u16 = 0xc003;
const CS_CLUSTER: u16 = 0xc004;
const CS_MCS_MSGCHANNEL: u16 = 0xc006;
const CS_MULTITRANSPORT: u16 = 0xc00a;

/// ConferenceCreateRequest up to the key: a conference named "1".
const CREATE_REQUEST: &[u8] = &[0, 8, 0, 0x10, 0, 1, 0xc0, 0];

/// The most static virtual channels that a client may ask for.
pub const MAX_CHANNELS: usize = 31;

/// The longest client name in units of UTF-16; a zero follows it on the wire.
pub const MAX_CLIENT_NAME_UNITS: usize = 15;

/// Bytes that the client name takes on the wire, zeros included.
const CLIENT_NAME_LENGTH: usize = 2 * (MAX_CLIENT_NAME_UNITS + 1);

/// [§ 2.2.1.3.2] TS_UD_CS_CORE: the fields that a probe chooses or a server looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientCore {
    /// The newest protocol that the client speaks.
    pub version: RdpVersion,
    /// clientBuild.
    pub build: u32,
    /// clientName; what is longer than [`MAX_CLIENT_NAME_UNITS`] is cut.
    pub name: String,
    /// What the client understands.
    pub early_capability_flags: ClientEarlyCapabilityFlags,
    /// serverSelectedProtocol: what the Connection Confirm selected, repeated. A server drops a client that errs here.
    pub selected_protocol: SecurityProtocols,
}

/// [§ 2.2.1.3.3] TS_UD_CS_SEC: the ciphers that the client offers for Standard RDP Security.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClientSecurity {
    /// encryptionMethods; a server closes the connection when it finds none that it wants.
    pub methods: EncryptionMethod,
    /// extEncryptionMethods: used instead of the above by clients of the French locale.
    pub extended_methods: EncryptionMethod,
}

/// [§ 2.2.1.3.4.1] CHANNEL_DEF: a static virtual channel that the client wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelDef {
    /// Up to seven ANSI characters, then zeros.
    pub name: [u8; 8],
    /// Options of the channel.
    pub options: u32,
}

/// [§ 2.2.1.3] Everything that the client says in its Connect Initial.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientData {
    /// CS_CORE.
    pub core: ClientCore,
    /// CS_SECURITY.
    pub security: ClientSecurity,
    /// CS_NET: of these at most [`MAX_CHANNELS`] are written.
    pub channels: Vec<ChannelDef>,
    /// The flags of CS_MCS_MSGCHANNEL; only for servers that announced EXTENDED_CLIENT_DATA_SUPPORTED.
    pub message_channel: Option<u32>,
    /// CS_MULTITRANSPORT; only for servers that announced EXTENDED_CLIENT_DATA_SUPPORTED.
    pub multitransport: Option<MultitransportFlags>,
}

impl ClientData {
    /// What the probe says: every cipher, three channels, no extended block.
    #[must_use]
    pub fn new(selected_protocol: SecurityProtocols) -> Self {
        let core = ClientCore {
            version: RdpVersion::V5_0,
            build: 2600,
            name: "rdp-health".into(),
            early_capability_flags: ClientEarlyCapabilityFlags::RNS_UD_CS_SUPPORT_ERRINFO_PDU,
            selected_protocol,
        };
        let channels = [
            ChannelDef { name: *b"rdpdr\0\0\0", options: 0x8080_0000 },
            ChannelDef { name: *b"cliprdr\0", options: 0xc0a0_0000 },
            ChannelDef { name: *b"rdpsnd\0\0", options: 0xc000_0000 },
        ];
        Self {
            core,
            security: ClientSecurity { methods: EncryptionMethod(0x1b), ..ClientSecurity::default() },
            channels: channels.into(),
            message_channel: None,
            multitransport: None,
        }
    }

    /// With CS_MCS_MSGCHANNEL and CS_MULTITRANSPORT, which make the server tell what it would do over UDP.
    #[must_use]
    pub fn with_extended_blocks(mut self) -> Self {
        self.message_channel = Some(0);
        self.multitransport = Some(MultitransportFlags(0x0305));
        self
    }

    /// The user data of a Connect Initial.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut blocks = block(CS_CORE, &self.core.body());
        blocks.extend(block(CS_CLUSTER, &[0x0d, 0, 0, 0, 0, 0, 0, 0]));
        let ClientSecurity { methods, extended_methods } = self.security;
        blocks.extend(block(
            CS_SECURITY,
            &[methods.0.to_le_bytes(), extended_methods.0.to_le_bytes()].concat(),
        ));
        let channels = self.channels.get(..MAX_CHANNELS).unwrap_or(&self.channels);
        let mut network = u32::try_from(channels.len()).unwrap_or(0).to_le_bytes().to_vec();
        for channel in channels {
            network.extend(channel.name);
            network.extend(channel.options.to_le_bytes());
        }
        blocks.extend(block(CS_NET, &network));
        if let Some(flags) = self.message_channel {
            blocks.extend(block(CS_MCS_MSGCHANNEL, &flags.to_le_bytes()));
        }
        if let Some(flags) = self.multitransport {
            blocks.extend(block(CS_MULTITRANSPORT, &flags.0.to_le_bytes()));
        }

        let request = [CREATE_REQUEST, CLIENT_KEY, &per_length(blocks.len()), &blocks].concat();
        [CONNECT_DATA, &per_length(request.len()), &request].concat()
    }

    /// Reads the user data of a Connect Initial; blocks that are not known are skipped.
    pub(crate) fn read(user_data: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let mut blocks = enter_blocks(user_data, CLIENT_KEY)?;
        let mut core = None;
        let mut data = Self::new(SecurityProtocols::RDP);
        data.security = ClientSecurity::default();
        data.channels.clear();
        while !blocks.is_empty() {
            let (kind, mut body) = read_block(&mut blocks)?;
            match kind {
                CS_CORE => core = Some(ClientCore::read(&mut body)?),
                CS_SECURITY => {
                    data.security = ClientSecurity {
                        methods: EncryptionMethod(body.u32_le("encryptionMethods")?),
                        extended_methods: EncryptionMethod(body.u32_le("extEncryptionMethods")?),
                    };
                }
                CS_NET => data.channels = read_channels(&mut body)?,
                CS_MCS_MSGCHANNEL => data.message_channel = Some(body.u32_le("flags")?),
                CS_MULTITRANSPORT => {
                    data.multitransport = Some(MultitransportFlags(body.u32_le("flags")?));
                }
                _ => {}
            }
        }
        data.core = core.ok_or_else(|| {
            let kind = DecodeErrorKind::Truncated { needed: CORE_FIXED_LENGTH, available: 0 };
            blocks.error("CS_CORE", kind)
        })?;
        Ok(data)
    }
}

/// The part of CS_CORE that every client sends, header left out.
const CORE_FIXED_LENGTH: usize = 128;

impl ClientCore {
    fn body(&self) -> Vec<u8> {
        let mut name = utf16::encode(&self.name, MAX_CLIENT_NAME_UNITS);
        name.resize(CLIENT_NAME_LENGTH, 0);
        let mut out = Vec::with_capacity(212);
        out.extend(self.version.0.to_le_bytes());
        out.extend([0x00, 0x05]); // desktopWidth 1280
        out.extend([0x00, 0x04]); // desktopHeight 1024
        out.extend([0x01, 0xca]); // colorDepth: 8 bits
        out.extend([0x03, 0xaa]); // SASSequence
        out.extend([0x09, 0x04, 0, 0]); // keyboardLayout: US
        out.extend(self.build.to_le_bytes());
        out.extend(name);
        out.extend([4, 0, 0, 0]); // keyboardType
        out.extend([0, 0, 0, 0]); // keyboardSubType
        out.extend([12, 0, 0, 0]); // keyboardFunctionKey
        out.extend([0; 64]); // imeFileName
        out.extend([0x01, 0xca]); // postBeta2ColorDepth
        out.extend([1, 0]); // clientProductId
        out.extend([0, 0, 0, 0]); // serialNumber
        out.extend([24, 0]); // highColorDepth
        out.extend([7, 0]); // supportedColorDepths
        out.extend(self.early_capability_flags.0.to_le_bytes());
        out.extend([0; 64]); // clientDigProductId
        out.extend([0, 0]); // connectionType, padding
        out.extend(self.selected_protocol.0.to_le_bytes());
        out
    }

    /// Reads a block; optional fields that are not there read as zero, which is what their absence means.
    fn read(body: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let version = RdpVersion(body.u32_le("version")?);
        body.take("desktop and keyboard", 12)?;
        let build = body.u32_le("clientBuild")?;
        let name = body.take("clientName", CLIENT_NAME_LENGTH)?;
        let mut name = utf16::decode(name.get(..2 * MAX_CLIENT_NAME_UNITS).unwrap_or(name));
        name.truncate(name.find('\0').unwrap_or(name.len()));
        body.take("keyboard and imeFileName", 76)?;
        let mut core = Self {
            version,
            build,
            name,
            early_capability_flags: ClientEarlyCapabilityFlags::default(),
            selected_protocol: SecurityProtocols::RDP,
        };
        if body.take("colors and product", 12).is_ok()
            && let Ok(flags) = body.u16_le("earlyCapabilityFlags")
        {
            core.early_capability_flags = ClientEarlyCapabilityFlags(flags);
        }
        if body.take("clientDigProductId and connectionType", 66).is_ok()
            && let Ok(selected) = body.u32_le("serverSelectedProtocol")
        {
            core.selected_protocol = SecurityProtocols(selected);
        }
        Ok(core)
    }
}

fn read_channels(body: &mut Cursor<'_>) -> Result<Vec<ChannelDef>, DecodeError> {
    let at_count = body.clone();
    let count = body.u32_le("channelCount")?;
    if !usize::try_from(count).is_ok_and(|count| count <= MAX_CHANNELS) {
        return Err(at_count.error("channelCount", DecodeErrorKind::IllegalValue { found: count }));
    }
    (0..count)
        .map(|_| {
            Ok(ChannelDef { name: body.array("channel name")?, options: body.u32_le("channel options")? })
        })
        .collect()
}
