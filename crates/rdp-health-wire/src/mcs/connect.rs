//! [§ 2.2.1.3 and 2.2.1.4] The basic settings exchange: Connect Initial and Connect Response.

use alloc::vec::Vec;

use crate::ber::{self, BOOLEAN, ENUMERATED, INTEGER, OCTET_STRING, SEQUENCE};
use crate::cursor::Cursor;
use crate::gcc::{ClientData, ServerData};
use crate::{DecodeError, DecodeErrorKind, x224};

// Both tags are APPLICATION and longer than a byte.
const APPLICATION: u8 = 0x7f;
const CONNECT_INITIAL: u8 = 0x65;
const CONNECT_RESPONSE: u8 = 0x66;

// [T.125 § 7, DomainParameters] The numbers of channels, users, tokens, priorities, then throughput, height, PDU size
// and version. Clients write 65535 in two bytes, which is -1 by the letter; servers expect it so.
const TARGET: &[u8] = &[
    2, 1, 34, 2, 1, 2, 2, 1, 0, 2, 1, 1, 2, 1, 0, 2, 1, 1, 2, 2, 0xff, 0xff, 2, 1, 2, //
];
const MINIMUM: &[u8] = &[
    2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 0, 2, 1, 1, 2, 2, 0x04, 0x20, 2, 1, 2, //
];
const MAXIMUM: &[u8] = &[
    2, 2, 0xff, 0xff, 2, 2, 0xfc, 0x17, 2, 2, 0xff, 0xff, 2, 1, 1, 2, 1, 0, 2, 1, 1, 2, 2, 0xff, 0xff, 2, 1,
    2,
];

/// What Windows settles on.
const SETTLED: &[u8] = &[
    2, 1, 34, 2, 1, 3, 2, 1, 0, 2, 1, 1, 2, 1, 0, 2, 1, 1, 2, 3, 0, 0xff, 0xf8, 2, 1, 2, //
];

open_code! {
    /// [T.125 § 7, Result] How the server takes the Connect Initial.
    pub struct McsResult(u8) {
        SUCCESSFUL = 0 => "rt-successful",
        DOMAIN_MERGING = 1 => "rt-domain-merging",
        DOMAIN_NOT_HIERARCHICAL = 2 => "rt-domain-not-hierarchical",
        NO_SUCH_CHANNEL = 3 => "rt-no-such-channel",
        NO_SUCH_DOMAIN = 4 => "rt-no-such-domain",
        NO_SUCH_USER = 5 => "rt-no-such-user",
        NOT_ADMITTED = 6 => "rt-not-admitted",
        OTHER_USER_ID = 7 => "rt-other-user-id",
        PARAMETERS_UNACCEPTABLE = 8 => "rt-parameters-unacceptable",
        TOKEN_NOT_AVAILABLE = 9 => "rt-token-not-available",
        TOKEN_NOT_POSSESSED = 10 => "rt-token-not-possessed",
        TOO_MANY_CHANNELS = 11 => "rt-too-many-channels",
        TOO_MANY_TOKENS = 12 => "rt-too-many-tokens",
        TOO_MANY_USERS = 13 => "rt-too-many-users",
        UNSPECIFIED_FAILURE = 14 => "rt-unspecified-failure",
        USER_REJECTED = 15 => "rt-user-rejected",
    }
}

/// [§ 2.2.1.3] Client MCS Connect Initial PDU with GCC Conference Create Request.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpbcgr/db6713ee-1c0e-4064-a3b3-0fac30b4037b>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConnectInitial {
    /// The settings that the client asks for.
    pub client: ClientData,
}

impl ConnectInitial {
    /// The whole TPKT frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut content = ber::element(OCTET_STRING, &[1]); // callingDomainSelector
        content.extend(ber::element(OCTET_STRING, &[1])); // calledDomainSelector
        content.extend(ber::element(BOOLEAN, &[0xff])); // upwardFlag
        for parameters in [TARGET, MINIMUM, MAXIMUM] {
            content.extend(ber::element(SEQUENCE, parameters));
        }
        content.extend(ber::element(OCTET_STRING, &self.client.encode()));
        encode(CONNECT_INITIAL, &content)
    }

    /// Reads a whole TPKT frame.
    ///
    /// # Errors
    /// The frame is broken, holds something else, or the client says nothing in it about its core settings.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        let mut content = open("MCS Connect Initial", frame, CONNECT_INITIAL)?;
        ber::read(&mut content, "callingDomainSelector", OCTET_STRING)?;
        ber::read(&mut content, "calledDomainSelector", OCTET_STRING)?;
        ber::read(&mut content, "upwardFlag", BOOLEAN)?;
        for field in ["targetParameters", "minimumParameters", "maximumParameters"] {
            ber::read(&mut content, field, SEQUENCE)?;
        }
        let mut user_data = ber::read(&mut content, "userData", OCTET_STRING)?;
        Ok(Self { client: ClientData::read(&mut user_data)? })
    }
}

/// [§ 2.2.1.4] Server MCS Connect Response PDU with GCC Conference Create Response.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpbcgr/927de44c-7fe8-4206-a14f-e5517dc24b1c>
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConnectResponse {
    /// Whether the server goes along.
    pub result: McsResult,
    /// The settings that the server grants; a server that does not go along may give none.
    pub server: ServerData,
}

impl ConnectResponse {
    /// The whole TPKT frame.
    ///
    /// Settings of more than 16383 bytes do not fit their length, so [`Self::decode`] does not see the rest.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut content = ber::unsigned(ENUMERATED, u32::from(self.result.0));
        content.extend(ber::unsigned(INTEGER, 0)); // calledConnectId
        content.extend(ber::element(SEQUENCE, SETTLED));
        content.extend(ber::element(OCTET_STRING, &self.server.encode()));
        encode(CONNECT_RESPONSE, &content)
    }

    /// Reads a whole TPKT frame.
    ///
    /// # Errors
    /// The frame is broken, holds something else, or the settings of a server that goes along are illegible.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        let mut content = open("MCS Connect Response", frame, CONNECT_RESPONSE)?;
        let at_result = content.clone();
        let result = ber::read_integer(&mut content, "result", ENUMERATED)?;
        let Ok(result) = u8::try_from(result).map(McsResult) else {
            let [.., a, b, c, d] = result.to_be_bytes();
            let found = u32::from_be_bytes([a, b, c, d]);
            return Err(at_result.error("result", DecodeErrorKind::IllegalValue { found }));
        };
        match read_server(&mut content) {
            Ok(server) => Ok(Self { result, server }),
            Err(error) if result == McsResult::SUCCESSFUL => Err(error),
            Err(_) => Ok(Self { result, server: ServerData::default() }),
        }
    }
}

fn read_server(content: &mut Cursor<'_>) -> Result<ServerData, DecodeError> {
    ber::read(content, "calledConnectId", INTEGER)?;
    ber::read(content, "domainParameters", SEQUENCE)?;
    ServerData::read(&mut ber::read(content, "userData", OCTET_STRING)?)
}

fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut payload = [APPLICATION, tag].to_vec();
    ber::write_length(&mut payload, content.len());
    payload.extend(content);
    x224::encode_data(&payload)
}

/// A reader at the content of the message with this tag.
fn open<'a>(pdu: &'static str, frame: &'a [u8], tag: u8) -> Result<Cursor<'a>, DecodeError> {
    let mut payload = x224::open_data(pdu, frame)?;
    payload.expect_u8("tag", APPLICATION)?;
    payload.expect_u8("tag", tag)?;
    let length = ber::read_length(&mut payload, "length")?;
    payload.nested("content", length)
}
