//! [§ 2.2.1.3 and 2.2.1.4] Codes and flags of the settings blocks.

open_bits! {
    /// [§ 2.2.1.3.3] encryptionMethods: the ciphers of Standard RDP Security, a set when offered, one when chosen.
    pub struct EncryptionMethod(u32), zero = "ENCRYPTION_METHOD_NONE" {
        /// Triple DES and SHA-1, as FIPS 140-1 has it.
        ENCRYPTION_METHOD_FIPS = 0x10,
        /// RC4 with 128-bit keys.
        ENCRYPTION_METHOD_128BIT = 0x02,
        /// RC4 with 56-bit keys.
        ENCRYPTION_METHOD_56BIT = 0x08,
        /// RC4 with 40-bit keys.
        ENCRYPTION_METHOD_40BIT = 0x01,
    }
}

open_code! {
    /// [§ 2.2.1.4.3] encryptionLevel: what the host demands under Standard RDP Security.
    pub struct EncryptionLevel(u32) {
        NONE = 0 => "ENCRYPTION_LEVEL_NONE",
        LOW = 1 => "ENCRYPTION_LEVEL_LOW",
        CLIENT_COMPATIBLE = 2 => "ENCRYPTION_LEVEL_CLIENT_COMPATIBLE",
        HIGH = 3 => "ENCRYPTION_LEVEL_HIGH",
        FIPS = 4 => "ENCRYPTION_LEVEL_FIPS",
    }
}

open_code! {
    /// [§ 2.2.1.3.2 and 2.2.1.4.2] version: of the protocol, not of Windows.
    pub struct RdpVersion(u32) {
        V4_0 = 0x0008_0001 => "4.0",
        V5_0 = 0x0008_0004 => "5.0-8.1",
        V10_0 = 0x0008_0005 => "10.0",
        V10_1 = 0x0008_0006 => "10.1",
        V10_2 = 0x0008_0007 => "10.2",
        V10_3 = 0x0008_0008 => "10.3",
        V10_4 = 0x0008_0009 => "10.4",
        V10_5 = 0x0008_000a => "10.5",
        V10_6 = 0x0008_000b => "10.6",
        V10_7 = 0x0008_000c => "10.7",
        V10_8 = 0x0008_000d => "10.8",
        V10_9 = 0x0008_000e => "10.9",
        V10_10 = 0x0008_000f => "10.10",
        V10_11 = 0x0008_0010 => "10.11",
        V10_12 = 0x0008_0011 => "10.12",
    }
}

open_bits! {
    /// [§ 2.2.1.3.8 and 2.2.1.4.6] flags of the multitransport block: what each side would do over UDP.
    pub struct MultitransportFlags(u32), zero = "none" {
        SOFTSYNC_TCP_TO_UDP = 0x0200,
        TRANSPORTTYPE_UDP_PREFERRED = 0x0100,
        /// Lossy UDP, with forward error correction.
        TRANSPORTTYPE_UDPFECL = 0x0004,
        /// Reliable UDP, with forward error correction.
        TRANSPORTTYPE_UDPFECR = 0x0001,
    }
}

open_bits! {
    /// [§ 2.2.1.3.2] earlyCapabilityFlags of the client.
    pub struct ClientEarlyCapabilityFlags(u16), zero = "none" {
        RNS_UD_CS_SUPPORT_SKIP_CHANNELJOIN = 0x0800,
        RNS_UD_CS_SUPPORT_HEARTBEAT_PDU = 0x0400,
        RNS_UD_CS_SUPPORT_DYNAMIC_TIME_ZONE = 0x0200,
        RNS_UD_CS_SUPPORT_DYNVC_GFX_PROTOCOL = 0x0100,
        RNS_UD_CS_SUPPORT_NETCHAR_AUTODETECT = 0x0080,
        RNS_UD_CS_SUPPORT_MONITOR_LAYOUT_PDU = 0x0040,
        RNS_UD_CS_VALID_CONNECTION_TYPE = 0x0020,
        RNS_UD_CS_RELATIVE_MOUSE_INPUT = 0x0010,
        RNS_UD_CS_STRONG_ASYMMETRIC_KEYS = 0x0008,
        RNS_UD_CS_SUPPORT_STATUSINFO_PDU = 0x0004,
        RNS_UD_CS_WANT_32BPP_SESSION = 0x0002,
        /// The server may say why it disconnects.
        RNS_UD_CS_SUPPORT_ERRINFO_PDU = 0x0001,
    }
}

open_bits! {
    /// [§ 2.2.1.4.2] earlyCapabilityFlags of the server.
    pub struct ServerEarlyCapabilityFlags(u32), zero = "none" {
        RNS_UD_SC_SKIP_CHANNELJOIN_SUPPORTED = 0x8,
        RNS_UD_SC_EDGE_ACTIONS_SUPPORTED_V2 = 0x4,
        RNS_UD_SC_DYNAMIC_DST_SUPPORTED = 0x2,
        RNS_UD_SC_EDGE_ACTIONS_SUPPORTED_V1 = 0x1,
    }
}
