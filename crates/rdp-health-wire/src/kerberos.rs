//! [RFC 4120] Kerberos over TCP, as far as it goes without a user: a request that names none, and the error that answers
//! it.
//!
//! <https://www.rfc-editor.org/rfc/rfc4120>

use alloc::string::String;
use alloc::vec::Vec;

use crate::ber::{self, INTEGER, SEQUENCE, context};
use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

const PDU: &str = "KRB-ERROR";

/// The longest message that is read, in bytes, its length included. Errors have a few hundred.
pub const MAX_FRAME_LENGTH: usize = 64 * 1024;
/// [RFC 4120 § 7.2.2] The length before each message.
const LENGTH: usize = 4;

const BIT_STRING: u8 = 0x03;
const GENERAL_STRING: u8 = 0x1b;
const GENERALIZED_TIME: u8 = 0x18;
/// [RFC 4120 § 5.4.1] `[APPLICATION 10]`.
const AS_REQ: u8 = 0x6a;
/// [RFC 4120 § 5.9.1] `[APPLICATION 30]`.
const KRB_ERROR: u8 = 0x7e;
/// The protocol version of every message.
const VERSION: u32 = 5;
/// [RFC 4120 § 6.2] NT-SRV-INST, the kind of name that `krbtgt/REALM` is.
const SERVICE_AND_INSTANCE: u32 = 2;
/// AES with 256 and 128 bits, and RC4: what Windows knows.
const ENCRYPTION: [u32; 3] = [18, 17, 23];
/// [RFC 4120 § 5.4.1] As long as the KDC likes.
const UNTIL: &[u8] = b"19700101000000Z";

open_code! {
    /// [RFC 4120 § 7.5.9] Why a request was refused.
    pub struct KerberosError(u32) {
        KDC_ERR_C_PRINCIPAL_UNKNOWN = 6,
        KDC_ERR_S_PRINCIPAL_UNKNOWN = 7,
        KDC_ERR_POLICY = 12,
        KDC_ERR_BADOPTION = 13,
        KDC_ERR_ETYPE_NOSUPP = 14,
        KDC_ERR_PADATA_TYPE_NOSUPP = 16,
        KDC_ERR_CLIENT_REVOKED = 18,
        KDC_ERR_PREAUTH_FAILED = 24,
        KDC_ERR_PREAUTH_REQUIRED = 25,
        KDC_ERR_SVC_UNAVAILABLE = 29,
        KRB_AP_ERR_SKEW = 37,
        KRB_AP_ERR_MSG_TYPE = 40,
        KRB_ERR_RESPONSE_TOO_BIG = 52,
        KRB_ERR_GENERIC = 60,
        KRB_ERR_FIELD_TOOLONG = 61,
        KDC_ERR_WRONG_REALM = 68,
    }
}

/// [RFC 4120 § 5.4.1] AS-REQ for the ticket-granting service of `realm`, in the frame of TCP. It names no client, and
/// can be answered by an error alone.
#[must_use]
pub fn as_request(realm: &str, nonce: u32) -> Vec<u8> {
    let encryption: Vec<u8> =
        ENCRYPTION.into_iter().flat_map(|number| ber::unsigned(INTEGER, number)).collect();
    let body = [
        ber::element(context(0), &ber::element(BIT_STRING, &[0; 5])),
        ber::element(context(2), &text(realm)),
        ber::element(context(3), &ticket_granting(realm)),
        ber::element(context(5), &ber::element(GENERALIZED_TIME, UNTIL)),
        ber::element(context(7), &ber::unsigned(INTEGER, nonce)),
        ber::element(context(8), &ber::element(SEQUENCE, &encryption)),
    ]
    .concat();
    let request = [
        ber::element(context(1), &ber::unsigned(INTEGER, VERSION)),
        ber::element(context(2), &ber::unsigned(INTEGER, 10)),
        ber::element(context(4), &ber::element(SEQUENCE, &body)),
    ]
    .concat();
    framed(&ber::element(AS_REQ, &ber::element(SEQUENCE, &request)))
}

/// The total length of the message that begins with `bytes`, the four bytes of its length included.
///
/// `None` while the length is not complete: read on.
///
/// # Errors
/// The message is no KRB-ERROR, or is longer than [`MAX_FRAME_LENGTH`].
pub fn frame_length(bytes: &[u8]) -> Result<Option<usize>, DecodeError> {
    let mut cursor = Cursor::new(PDU, bytes);
    let at_length = cursor.clone();
    let Ok(length) = cursor.array("length") else { return Ok(None) };
    let total = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX).saturating_add(LENGTH);
    if MAX_FRAME_LENGTH < total {
        return Err(at_length.error("length", DecodeErrorKind::TooLarge { limit: MAX_FRAME_LENGTH }));
    }
    if bytes.len() == LENGTH && LENGTH < total {
        return Ok(Some(total));
    }
    cursor.expect_u8("tag", KRB_ERROR)?;
    Ok(Some(total))
}

/// [RFC 4120 § 5.9.1] KRB-ERROR, as far as anybody needs it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KrbError {
    /// Why the request was refused.
    pub code: KerberosError,
    /// For which realm the KDC speaks; what is no UTF-8 of it is replaced.
    pub realm: String,
}

impl KrbError {
    /// The whole message in the frame of TCP, as of the beginning of 1970.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let fields = [
            ber::element(context(0), &ber::unsigned(INTEGER, VERSION)),
            ber::element(context(1), &ber::unsigned(INTEGER, 30)),
            ber::element(context(4), &ber::element(GENERALIZED_TIME, UNTIL)),
            ber::element(context(5), &ber::unsigned(INTEGER, 0)),
            ber::element(context(6), &ber::unsigned(INTEGER, self.code.0)),
            ber::element(context(9), &text(&self.realm)),
            ber::element(context(10), &ticket_granting(&self.realm)),
        ]
        .concat();
        framed(&ber::element(KRB_ERROR, &ber::element(SEQUENCE, &fields)))
    }

    /// Reads a message in the frame of TCP; bytes behind it are left alone.
    ///
    /// # Errors
    /// The message is cut short, is no KRB-ERROR, or has no legible code.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let total = frame_length(bytes)?.unwrap_or(LENGTH);
        let mut cursor = Cursor::new(PDU, Cursor::new(PDU, bytes).take("message", total)?);
        cursor.take("length", LENGTH)?;
        let mut message = ber::read(&mut cursor, "message", KRB_ERROR)?;
        let mut fields = ber::read(&mut message, "fields", SEQUENCE)?;
        let (mut code, mut realm) = (None, String::new());
        while let Ok((tag, mut field)) = ber::read_any(&mut fields, "field") {
            match tag {
                tag if tag == context(6) => code = Some(read_code(&mut field)?),
                tag if tag == context(9) => {
                    if let Ok(text) = ber::read(&mut field, "realm", GENERAL_STRING) {
                        realm = String::from_utf8_lossy(text.rest()).into_owned();
                    }
                }
                _ => {}
            }
        }
        let missing = DecodeErrorKind::Truncated { needed: 1, available: 0 };
        let code = code.ok_or_else(|| fields.error("error-code", missing))?;
        Ok(Self { code, realm })
    }
}

fn read_code(field: &mut Cursor<'_>) -> Result<KerberosError, DecodeError> {
    let at_code = field.clone();
    let code = ber::read_integer(field, "error-code", INTEGER)?;
    let [.., a, b, c, d] = code.to_be_bytes();
    let illegal = DecodeErrorKind::IllegalValue { found: u32::from_be_bytes([a, b, c, d]) };
    u32::try_from(code).map(KerberosError).map_err(|_| at_code.error("error-code", illegal))
}

/// [RFC 4120 § 7.3] The name of the ticket-granting service.
fn ticket_granting(realm: &str) -> Vec<u8> {
    let parts = [text("krbtgt"), text(realm)].concat();
    let name = [
        ber::element(context(0), &ber::unsigned(INTEGER, SERVICE_AND_INSTANCE)),
        ber::element(context(1), &ber::element(SEQUENCE, &parts)),
    ]
    .concat();
    ber::element(SEQUENCE, &name)
}

fn text(text: &str) -> Vec<u8> {
    ber::element(GENERAL_STRING, text.as_bytes())
}

fn framed(message: &[u8]) -> Vec<u8> {
    let mut frame = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    frame.extend(message);
    frame
}
