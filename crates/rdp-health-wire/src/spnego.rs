//! [MS-SPNG] SPNEGO: the wrapping in which both sides agree on NTLM or Kerberos.
//!
//! Written only: an NTLM answer is found inside whatever wraps it by [`crate::ntlm::find_challenge`].
//!
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-spng/>

use alloc::vec::Vec;

use crate::ber::{self, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, context};

/// [RFC 2743 § 3.1] The tag of an initial token: application 0.
const INITIAL_CONTEXT_TOKEN: u8 = 0x60;

// Object identifiers, without tag and length.
const SPNEGO: &[u8] = &[0x2b, 6, 1, 5, 5, 2];
const NTLMSSP: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 0x0a];
const KERBEROS_MICROSOFT: &[u8] = &[0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1, 2, 2];
const KERBEROS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2];

/// [RFC 4178 § 4.2.1] NegTokenInit that offers NTLM only, with its first message.
#[must_use]
pub fn ntlm_init(negotiate: &[u8]) -> Vec<u8> {
    init(&[NTLMSSP], Some(negotiate))
}

/// [RFC 4178 § 4.2.1] NegTokenInit that offers Kerberos only, under both of its identifiers, without a ticket.
#[must_use]
pub fn kerberos_init() -> Vec<u8> {
    init(&[KERBEROS_MICROSOFT, KERBEROS], None)
}

fn init(mechanisms: &[&[u8]], token: Option<&[u8]>) -> Vec<u8> {
    let list: Vec<u8> = mechanisms.iter().flat_map(|id| ber::element(OBJECT_IDENTIFIER, id)).collect();
    let mut fields = ber::element(context(0), &ber::element(SEQUENCE, &list));
    if let Some(token) = token {
        fields.extend(ber::element(context(2), &ber::element(OCTET_STRING, token)));
    }
    let mut content = ber::element(OBJECT_IDENTIFIER, SPNEGO);
    content.extend(ber::element(context(0), &ber::element(SEQUENCE, &fields)));
    ber::element(INITIAL_CONTEXT_TOKEN, &content)
}
