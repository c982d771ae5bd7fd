//! The codes of SOCKS version 5, RFC 1928.
//!
//! <https://www.rfc-editor.org/rfc/rfc1928>

open_code! {
    /// [RFC 1928 § 3] METHOD: the way to log on that a proxy chose.
    pub struct SocksMethod(u8) {
        NO_LOGON = 0x00 => "no logon",
        GSSAPI = 0x01 => "GSSAPI",
        USER_AND_PASSWORD = 0x02 => "user and password",
        NONE_ACCEPTABLE = 0xff => "none of the ways to log on that were offered",
    }
}

open_code! {
    /// [RFC 1928 § 6] REP: what became of a request.
    pub struct SocksReply(u8) {
        SUCCEEDED = 0 => "succeeded",
        GENERAL_FAILURE = 1 => "general failure",
        NOT_ALLOWED = 2 => "not allowed by its rules",
        NETWORK_UNREACHABLE = 3 => "network unreachable",
        HOST_UNREACHABLE = 4 => "host unreachable",
        CONNECTION_REFUSED = 5 => "connection refused",
        TTL_EXPIRED = 6 => "TTL expired",
        COMMAND_NOT_SUPPORTED = 7 => "command not supported",
        ADDRESS_TYPE_NOT_SUPPORTED = 8 => "address type not supported",
    }
}
