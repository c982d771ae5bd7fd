//! [MS-CSSP] CredSSP: the messages that carry a logon inside TLS.
//!
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-cssp/>

use alloc::vec::Vec;
use core::fmt;

use crate::ber::{self, INTEGER, OCTET_STRING, SEQUENCE, context};
use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

const PDU: &str = "TSRequest";

/// The longest TSRequest that is read, in bytes; the longest that a server was seen to send has 12,329.
pub const MAX_FRAME_LENGTH: usize = 64 * 1024;

// The fields of the sequence by their numbers.
const VERSION: u8 = context(0);
const NEGO_TOKENS: u8 = context(1);
const AUTH_INFO: u8 = context(2);
const PUB_KEY_AUTH: u8 = context(3);
const ERROR_CODE: u8 = context(4);
const CLIENT_NONCE: u8 = context(5);

open_code! {
    /// [MS-ERREF § 2.3.1] NTSTATUS: why the server ended the logon.
    ///
    /// What servers really send is not always one of these: some put a Win32 or SSPI code here.
    pub struct NtStatus(u32) {
        SEC_E_UNSUPPORTED_FUNCTION = 0x8009_0302,
        STATUS_ACCESS_DENIED = 0xc000_0022,
        STATUS_NO_LOGON_SERVERS = 0xc000_005e,
        STATUS_NO_SUCH_USER = 0xc000_0064,
        STATUS_WRONG_PASSWORD = 0xc000_006a,
        STATUS_LOGON_FAILURE = 0xc000_006d,
        STATUS_ACCOUNT_RESTRICTION = 0xc000_006e,
        STATUS_INVALID_LOGON_HOURS = 0xc000_006f,
        STATUS_INVALID_WORKSTATION = 0xc000_0070,
        STATUS_PASSWORD_EXPIRED = 0xc000_0071,
        STATUS_ACCOUNT_DISABLED = 0xc000_0072,
        STATUS_NOT_SUPPORTED = 0xc000_00bb,
        STATUS_INVALID_SERVER_STATE = 0xc000_00dc,
        STATUS_TIME_DIFFERENCE_AT_DC = 0xc000_0133,
        STATUS_LOGON_TYPE_NOT_GRANTED = 0xc000_015b,
        STATUS_NO_TRUST_SAM_ACCOUNT = 0xc000_018b,
        STATUS_TRUSTED_DOMAIN_FAILURE = 0xc000_018c,
        STATUS_TRUSTED_RELATIONSHIP_FAILURE = 0xc000_018d,
        STATUS_NETLOGON_NOT_STARTED = 0xc000_0192,
        STATUS_ACCOUNT_EXPIRED = 0xc000_0193,
        STATUS_PASSWORD_MUST_CHANGE = 0xc000_0224,
        STATUS_ACCOUNT_LOCKED_OUT = 0xc000_0234,
        STATUS_PKINIT_NAME_MISMATCH = 0xc000_02f9,
        STATUS_SMARTCARD_WRONG_PIN = 0xc000_0380,
        STATUS_DOWNGRADE_DETECTED = 0xc000_0388,
        STATUS_ISSUING_CA_UNTRUSTED = 0xc000_038a,
        STATUS_AUTHENTICATION_FIREWALL_FAILED = 0xc000_0413,
        STATUS_NTLM_BLOCKED = 0xc000_0418,
    }
}

/// [MS-CSSP § 2.2.1] The version of CredSSP: 2 to 6. Versions are compared, so in JSON it is its number alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct CredsspVersion(pub u32);

impl CredsspVersion {
    /// The newest that there is. A server answers with its own, whichever it is asked with.
    pub const NEWEST: Self = Self(6);

    /// Whether who speaks it carries the fix of CVE-2018-0886.
    #[must_use]
    pub fn is_patched(self) -> bool {
        5 <= self.0
    }
}

impl fmt::Display for CredsspVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The total length of the TSRequest that begins with `bytes`, tag and length included.
///
/// `None` while the length is not complete: read on.
///
/// # Errors
/// The bytes are no TSRequest (seen as soon as one byte is there), or it is longer than [`MAX_FRAME_LENGTH`].
pub fn frame_length(bytes: &[u8]) -> Result<Option<usize>, DecodeError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut cursor = Cursor::new(PDU, bytes);
    cursor.expect_u8("tag", SEQUENCE)?;
    let at_length = cursor.clone();
    let content = match ber::read_length(&mut cursor, "length") {
        Ok(content) => content,
        Err(DecodeError { kind: DecodeErrorKind::Truncated { .. }, .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let header = bytes.len().saturating_sub(cursor.rest().len());
    let total = header.saturating_add(content);
    if MAX_FRAME_LENGTH < total {
        return Err(at_length.error("length", DecodeErrorKind::TooLarge { limit: MAX_FRAME_LENGTH }));
    }
    Ok(Some(total))
}

/// [MS-CSSP § 2.2.1] TSRequest: every CredSSP message of either side.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-cssp/6aac4dea-08ef-47a6-8747-22ea7f6d8685>
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TsRequest {
    /// The protocol version that the sender speaks.
    pub version: CredsspVersion,
    /// SPNEGO or raw NTLM messages; empty for absent.
    pub nego_tokens: Vec<Vec<u8>>,
    /// Encrypted credentials.
    pub auth_info: Option<Vec<u8>>,
    /// The encrypted proof that both ends see the same TLS key.
    pub pub_key_auth: Option<Vec<u8>>,
    /// Why the server ends the logon.
    pub error_code: Option<NtStatus>,
    /// What the proof of versions 5 and 6 is salted with: 32 bytes.
    pub client_nonce: Option<Vec<u8>>,
}

impl TsRequest {
    /// A request with one token and nothing else.
    #[must_use]
    pub fn new(version: CredsspVersion, token: Vec<u8>) -> Self {
        Self { version, nego_tokens: [token].into(), ..Self::default() }
    }

    /// The whole message, in DER; the error code in the four bytes that Windows writes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut fields = ber::element(VERSION, &ber::unsigned(INTEGER, self.version.0));
        if !self.nego_tokens.is_empty() {
            let tokens: Vec<u8> = self
                .nego_tokens
                .iter()
                .flat_map(|token| ber::element(SEQUENCE, &ber::element(context(0), &octets(token))))
                .collect();
            fields.extend(ber::element(NEGO_TOKENS, &ber::element(SEQUENCE, &tokens)));
        }
        for (tag, field) in [(AUTH_INFO, &self.auth_info), (PUB_KEY_AUTH, &self.pub_key_auth)] {
            if let Some(bytes) = field {
                fields.extend(ber::element(tag, &octets(bytes)));
            }
        }
        if let Some(code) = self.error_code {
            fields.extend(ber::element(ERROR_CODE, &ber::element(INTEGER, &code.0.to_be_bytes())));
        }
        if let Some(nonce) = &self.client_nonce {
            fields.extend(ber::element(CLIENT_NONCE, &octets(nonce)));
        }
        ber::element(SEQUENCE, &fields)
    }

    /// Reads a whole message; bytes behind it are left alone.
    ///
    /// A field behind the version that is broken counts as absent, and the others are kept: an error code behind a
    /// token of nonsense is still worth reading.
    ///
    /// # Errors
    /// The message is cut short, is no TSRequest, is longer than [`MAX_FRAME_LENGTH`], or has no legible version.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        frame_length(bytes)?;
        let mut fields = ber::read(&mut Cursor::new(PDU, bytes), "fields", SEQUENCE)?;
        let mut version = ber::read(&mut fields, "version", VERSION)?;
        let at_version = version.clone();
        let version = ber::read_integer(&mut version, "version", INTEGER)?;
        let [.., a, b, c, d] = version.to_be_bytes();
        let Ok(version) = u32::try_from(version) else {
            let found = u32::from_be_bytes([a, b, c, d]);
            return Err(at_version.error("version", DecodeErrorKind::IllegalValue { found }));
        };

        let mut request = Self { version: CredsspVersion(version), ..Self::default() };
        while let Ok((tag, mut field)) = ber::read_any(&mut fields, "field") {
            match tag {
                NEGO_TOKENS => request.nego_tokens = read_tokens(&mut field).unwrap_or_default(),
                AUTH_INFO => request.auth_info = read_octets(&mut field).ok(),
                PUB_KEY_AUTH => request.pub_key_auth = read_octets(&mut field).ok(),
                ERROR_CODE => request.error_code = read_error_code(&mut field).ok(),
                CLIENT_NONCE => request.client_nonce = read_octets(&mut field).ok(),
                _ => {}
            }
        }
        Ok(request)
    }
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    ber::element(OCTET_STRING, bytes)
}

fn read_octets(field: &mut Cursor<'_>) -> Result<Vec<u8>, DecodeError> {
    ber::read(field, "octets", OCTET_STRING).map(|content| content.rest().to_vec())
}

/// The tokens up to the first broken one.
fn read_tokens(field: &mut Cursor<'_>) -> Result<Vec<Vec<u8>>, DecodeError> {
    let mut items = ber::read(field, "negoTokens", SEQUENCE)?;
    let mut tokens = Vec::new();
    while let Ok(mut item) = ber::read(&mut items, "negoToken", SEQUENCE) {
        let token =
            ber::read(&mut item, "negoToken", context(0)).and_then(|mut token| read_octets(&mut token));
        match token {
            Ok(token) => tokens.push(token),
            Err(_) => break,
        }
    }
    Ok(tokens)
}

/// Windows writes the four bytes as they are, which makes the number negative; others put a zero before them.
fn read_error_code(field: &mut Cursor<'_>) -> Result<NtStatus, DecodeError> {
    let at_code = field.clone();
    let code = ber::read_integer(field, "errorCode", INTEGER)?;
    let [high @ .., a, b, c, d] = code.to_be_bytes();
    let low = u32::from_be_bytes([a, b, c, d]);
    if high == [0; 4] || high == [0xff; 4] {
        return Ok(NtStatus(low));
    }
    Err(at_code.error("errorCode", DecodeErrorKind::IllegalValue { found: low }))
}
