//! CredSSP, SPNEGO and NTLM: golden bytes both ways, and what is kept of broken ones.

use rdp_health_wire::credssp::{self, CredsspVersion, NtStatus, TsRequest};
use rdp_health_wire::ntlm::{
    AvFlags, AvId, AvPair, Challenge, FileTime, Negotiate, NegotiateFlags, NtlmVersion, find_challenge,
};
use rdp_health_wire::spnego;
use rdp_health_wire::{DecodeError, DecodeErrorKind};

use crate::vectors::{self, hex};

fn vector(name: &str) -> Vec<u8> {
    vectors::find(vectors::TS_REQUEST, name)
}

#[test]
fn ts_requests_both_ways() {
    let with_error = |code| TsRequest {
        version: CredsspVersion::NEWEST,
        error_code: Some(NtStatus(code)),
        ..TsRequest::default()
    };
    let negotiate = Negotiate::default().encode();
    let everything = TsRequest {
        version: CredsspVersion::NEWEST,
        nego_tokens: vec![vec![1, 2], vec![]],
        auth_info: Some(vec![3; 200]),
        pub_key_auth: Some(vec![4]),
        error_code: Some(NtStatus(0)),
        client_nonce: Some(vec![5; 32]),
    };
    for (name, request) in [
        ("ntlm-raw", TsRequest::new(CredsspVersion::NEWEST, negotiate.clone())),
        ("ntlm-spnego", TsRequest::new(CredsspVersion::NEWEST, spnego::ntlm_init(&negotiate))),
        ("kerberos-only", TsRequest::new(CredsspVersion::NEWEST, spnego::kerberos_init())),
        ("error-logon-failure", with_error(0xc000_006d)),
        ("error-ironrdp", with_error(0xc007_0308)),
        ("version-2-empty", TsRequest { version: CredsspVersion(2), ..TsRequest::default() }),
        ("everything", everything),
    ] {
        let bytes = vector(name);
        assert_eq!(request.encode(), bytes, "{name}");
        assert_eq!(TsRequest::decode(&bytes), Ok(request), "{name}");
        assert_eq!(credssp::frame_length(&bytes), Ok(Some(bytes.len())), "{name}");
    }
    assert_eq!([57, 91, 57], ["ntlm-raw", "ntlm-spnego", "kerberos-only"].map(|name| vector(name).len()));
}

#[test]
fn a_frame_is_measured_from_its_first_bytes() {
    assert_eq!(credssp::frame_length(&[]), Ok(None));
    assert_eq!(credssp::frame_length(&[0x30]), Ok(None));
    assert_eq!(credssp::frame_length(&[0x30, 0x82, 0x30]), Ok(None));
    assert_eq!(credssp::frame_length(&[0x30, 0x37]), Ok(Some(57)));
    assert_eq!(credssp::frame_length(&[0x30, 0x82, 0x30, 0x25]), Ok(Some(12_329)));
    assert_eq!(credssp::frame_length(&[0x30, 0x84, 0, 0, 0xff, 0xfa]), Ok(Some(credssp::MAX_FRAME_LENGTH)));
    let error = |bytes: &[u8]| credssp::frame_length(bytes).unwrap_err().kind;
    let too_large = DecodeErrorKind::TooLarge { limit: 65_536 };
    assert_eq!(error(&[0x30, 0x84, 0, 0, 0xff, 0xfb]), too_large);
    assert_eq!(error(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), too_large);
    assert_eq!(error(&[0x30, 0x80]), DecodeErrorKind::IllegalValue { found: 0x80 }, "no end given");
    assert_eq!(error(&[0x30, 0x85]), DecodeErrorKind::IllegalValue { found: 0x85 });
    assert_eq!(error(b"HTTP"), DecodeErrorKind::Unexpected { expected: 0x30, found: 0x48 });
}

#[test]
fn lengths_need_not_be_shortest_and_unknown_fields_are_skipped() {
    let long = hex("30 82 00 19 a0 81 03 02 01 05 bf 81 01 01 ff a7 00 a4 84 00 00 00 06 02 04 c0 00 00 bb");
    let request = TsRequest::decode(&long).unwrap();
    assert_eq!(
        (request.version, request.error_code),
        (CredsspVersion(5), Some(NtStatus::STATUS_NOT_SUPPORTED))
    );
}

#[test]
fn an_error_code_of_any_width() {
    for (bytes, code) in [
        ("30 0d a0 03 02 01 06 a4 06 02 04 c0 00 00 6d", 0xc000_006d),
        ("30 0e a0 03 02 01 06 a4 07 02 05 00 c0 00 00 6d", 0xc000_006d),
        ("30 0a a0 03 02 01 06 a4 03 02 01 05", 5),
        ("30 0b a0 03 02 01 06 a4 04 02 02 80 00", 0xffff_8000),
    ] {
        assert_eq!(TsRequest::decode(&hex(bytes)).unwrap().error_code, Some(NtStatus(code)), "{bytes}");
    }
    let six = hex("30 0f a0 03 02 01 06 a4 08 02 06 01 00 c0 00 00 6d");
    assert_eq!(TsRequest::decode(&six).unwrap().error_code, None, "no NTSTATUS is that wide");
}

#[test]
fn the_error_behind_a_broken_token_is_kept() {
    // The sequence of tokens announces more than there is; the error code stands behind it.
    let broken = hex("30 13 a0 03 02 01 06 a1 04 30 7f 00 00 a4 06 02 04 c0 07 00 ea");
    let request = TsRequest::decode(&broken).unwrap();
    assert_eq!((request.nego_tokens.len(), request.error_code), (0, Some(NtStatus(0xc007_00ea))));
    // One good token, then nonsense.
    let half = hex("30 12 a0 03 02 01 06 a1 0b 30 09 30 05 a0 03 04 01 aa 02 00");
    assert_eq!(TsRequest::decode(&half).unwrap().nego_tokens, [[0xaa]]);
}

#[test]
fn what_is_no_ts_request() {
    let said = |bytes: &str| TsRequest::decode(&hex(bytes)).unwrap_err().to_string();
    assert_eq!(
        said("30 05 a0 03 02"),
        "TSRequest: fields at offset 2: truncated, 5 bytes needed and 3 available"
    );
    assert_eq!(said("30 03 02 01 06"), "TSRequest: version at offset 2: expected 0xa0, found 0x02");
    assert_eq!(said("30 05 a0 03 02 01 ff"), "TSRequest: version at offset 4: illegal value 0xffffffff");
    assert_eq!(said("30 04 a0 02 02 00"), "TSRequest: version at offset 6: invalid length 0");
    assert_eq!(said(""), "TSRequest: fields at offset 0: truncated, 1 bytes needed and 0 available");
}

#[test]
fn statuses_by_name() {
    assert_eq!(NtStatus(0xc000_0418).to_string(), "STATUS_NTLM_BLOCKED");
    assert_eq!(NtStatus(0x8009_0302).to_string(), "SEC_E_UNSUPPORTED_FUNCTION");
    assert_eq!(NtStatus(0xc007_0308).to_string(), "0xc0070308");
    assert_eq!(NtStatus::KNOWN.len(), 28);
}

#[test]
fn the_negotiate_message() {
    let bytes = vectors::find(vectors::NTLM, "negotiate");
    assert_eq!(bytes.len(), 40);
    assert_eq!(Negotiate::default().encode(), bytes);
    assert_eq!(Negotiate::decode(&bytes), Ok(Negotiate::default()));
    assert_eq!(
        Negotiate::default().flags.to_string(),
        "NEGOTIATE_56|NEGOTIATE_KEY_EXCH|NEGOTIATE_128|NEGOTIATE_VERSION|NEGOTIATE_EXTENDED_SESSIONSECURITY|\
         NEGOTIATE_ALWAYS_SIGN|NEGOTIATE_NTLM|NEGOTIATE_SEAL|NEGOTIATE_SIGN|REQUEST_TARGET|NEGOTIATE_UNICODE"
    );
    let plain = Negotiate { version: None, ..Negotiate::default() }.encode();
    let read = Negotiate::decode(&plain).unwrap();
    assert_eq!((read.flags, read.version), (NegotiateFlags(0xe008_8235), None));
}

fn joined() -> Challenge {
    Challenge {
        target_name: "CORP".into(),
        flags: NegotiateFlags(0xe289_8235),
        server_challenge: [1, 2, 3, 4, 5, 6, 7, 8],
        version: Some(NtlmVersion { major: 10, minor: 0, build: 17763, revision: 15 }),
        target_info: vec![
            AvPair::text(AvId::NB_DOMAIN_NAME, "CORP"),
            AvPair::text(AvId::NB_COMPUTER_NAME, "HOST1"),
            AvPair::text(AvId::DNS_DOMAIN_NAME, "corp.test"),
            AvPair::text(AvId::DNS_COMPUTER_NAME, "host1.corp.test"),
            AvPair::text(AvId::DNS_TREE_NAME, "corp.test"),
            AvPair::timestamp(FileTime(133_485_408_000_000_000)),
        ],
    }
}

#[test]
fn a_challenge_of_a_domain_member() {
    let bytes = vectors::find(vectors::NTLM, "challenge-joined");
    assert_eq!(joined().encode(), bytes);
    let challenge = Challenge::decode(&bytes).unwrap();
    assert_eq!(challenge, joined());
    assert!(challenge.flags.contains(NegotiateFlags::TARGET_TYPE_DOMAIN));
    assert_eq!(challenge.version.unwrap().to_string(), "10.0.17763");
    assert_eq!(challenge.netbios_computer().as_deref(), Some("HOST1"));
    assert_eq!(challenge.netbios_domain().as_deref(), Some("CORP"));
    assert_eq!(challenge.dns_computer().as_deref(), Some("host1.corp.test"));
    assert_eq!(challenge.dns_domain().as_deref(), Some("corp.test"));
    assert_eq!(challenge.dns_forest().as_deref(), Some("corp.test"));
    assert_eq!((challenge.target_spn(), challenge.av_flags()), (None, None));
    // 2024-01-01 00:00:00 UTC
    assert_eq!(challenge.timestamp().unwrap().unix_micros(), Some(1_704_067_200_000_000));
}

#[test]
fn a_challenge_is_found_in_any_wrapping() {
    let message = joined().encode();
    let wrapped = [&[0xa1, 0x81, 0xff][..], b"NTLMSSP\0\x01\0\0\0", &message].concat();
    assert_eq!(find_challenge(&wrapped), Some(&message[..]));
    assert_eq!(find_challenge(&message), Some(&message[..]));
    assert_eq!(find_challenge(&Negotiate::default().encode()), None);
    assert_eq!(find_challenge(&[]), None);
    assert_eq!(find_challenge(&message[..11]), None);
}

#[test]
fn a_challenge_of_an_old_host_and_of_a_careless_one() {
    // 32 bytes: no pairs, no version; the name in the character set of the host.
    let mut old = hex("4e544c4d53535000 02000000 0300 0300 20000000 06820000 0102030405060708");
    old.extend(b"OLD");
    let challenge = Challenge::decode(&old).unwrap();
    assert_eq!(
        (&challenge.target_name[..], challenge.version, challenge.target_info.len()),
        ("OLD", None, 0)
    );

    // Half of a surrogate pair, a control character, an odd byte: kept as well as can be.
    let mut odd = joined();
    odd.target_info = vec![AvPair { id: AvId::NB_COMPUTER_NAME, value: vec![0x00, 0xd8, 7, 0, b'A', 0, 1] }];
    assert_eq!(
        Challenge::decode(&odd.encode()).unwrap().netbios_computer().as_deref(),
        Some("\u{fffd}\u{7}A")
    );

    // A time of seven bytes is none.
    odd.target_info = vec![
        AvPair { id: AvId::TIMESTAMP, value: vec![0; 7] },
        AvPair { id: AvId::FLAGS, value: vec![2, 0, 0, 0] },
        AvPair::text(AvId::TARGET_NAME, "TERMSRV/host1"),
        AvPair { id: AvId(0x7777), value: vec![1] },
    ];
    let odd = Challenge::decode(&odd.encode()).unwrap();
    assert_eq!((odd.timestamp(), odd.av_flags()), (None, Some(AvFlags::MIC_PROVIDED)));
    assert_eq!(odd.target_spn().as_deref(), Some("TERMSRV/host1"));
    assert_eq!(odd.target_info.last().map(|pair| pair.id.to_string()).as_deref(), Some("0x7777"));
}

#[test]
fn a_challenge_cut_short_keeps_what_is_there() {
    let bytes = joined().encode();
    let cut = Challenge::decode(&bytes[..90]).unwrap();
    assert_eq!((cut.version, &cut.target_name[..]), (joined().version, "CORP"));
    assert_eq!(cut.target_info, joined().target_info[..2]);
    // A target name that is not wholly there is no name.
    assert_eq!(Challenge::decode(&bytes[..60]).unwrap().target_name, "");
    let kind = DecodeErrorKind::Truncated { needed: 8, available: 6 };
    let error = DecodeError { pdu: "CHALLENGE_MESSAGE", field: "serverChallenge", offset: 24, kind };
    assert_eq!(Challenge::decode(&bytes[..30]), Err(error));
    let negotiate = Negotiate::default().encode();
    assert_eq!(
        Challenge::decode(&negotiate).unwrap_err().to_string(),
        "CHALLENGE_MESSAGE: messageType at offset 8: expected 0x02, found 0x01"
    );
}

#[test]
fn times() {
    assert_eq!(FileTime(0).unix_micros(), None);
    assert_eq!(FileTime(u64::MAX).unix_micros(), None);
    assert_eq!(FileTime(1).unix_micros(), Some(-11_644_473_600_000_000));
    assert_eq!(FileTime(116_444_736_000_000_000).unix_micros(), Some(0));
    assert_eq!(FileTime::from_unix_micros(0), Some(FileTime(116_444_736_000_000_000)));
    assert_eq!(FileTime::from_unix_micros(i64::MIN), None);
    assert_eq!(FileTime::from_unix_micros(i64::MAX), None);
}
