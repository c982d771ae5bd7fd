//! Kerberos: golden bytes, and what is no error of a KDC.

use rdp_health_wire::DecodeErrorKind;
use rdp_health_wire::kerberos::{self, KerberosError, KrbError};

use crate::vectors::hex;

/// What krb5kdc 1.20.1 answers to a request that names no client.
const NULL_CLIENT: &str = "000000697e673065a003020105a10302011ea411180f32303236313132383132353330385aa505020304582a\
                           a603020106a90b1b09434f52502e54455354aa1e301ca003020102a11530131b066b72627467741b09434f52\
                           502e54455354ab0d1b0b4e554c4c5f434c49454e54";
/// The same to a length with the high bit set, RFC 4120 7.2.2.
const TOO_LONG: &str = "0000005a7e583056a003020105a10302011ea411180f32303236313132383132353330385aa505020304582da603\
                        02013da90b1b09434f52502e54455354aa1e301ca003020102a11530131b066b72627467741b09434f52502e5445\
                        5354";

#[test]
fn the_request_names_the_realm_and_no_client() {
    // To which krb5kdc gave the first of the answers above.
    let wanted = "000000706a6e306ca103020105a20302010aa460305ea00703050000000000a20b1b09434f52502e54455354a31e301ca003\
                  020102a11530131b066b72627467741b09434f52502e54455354a511180f31393730303130313030303030305aa706020412\
                  345678a80b3009020112020111020117";
    assert_eq!(kerberos::as_request("CORP.TEST", 0x1234_5678), hex(wanted));
}

#[test]
fn what_a_real_kdc_answers() {
    for (answer, code) in [
        (NULL_CLIENT, KerberosError::KDC_ERR_C_PRINCIPAL_UNKNOWN),
        (TOO_LONG, KerberosError::KRB_ERR_FIELD_TOOLONG),
    ] {
        let bytes = hex(answer);
        let error = KrbError { code, realm: "CORP.TEST".to_owned() };
        assert_eq!(KrbError::decode(&bytes), Ok(error.clone()));
        assert_eq!(kerberos::frame_length(&bytes), Ok(Some(bytes.len())));
        assert_eq!(KrbError::decode(&error.encode()), Ok(error));
        for length in 0..bytes.len() {
            assert!(KrbError::decode(&bytes[..length]).is_err(), "{length} bytes");
        }
        // The frame is longer than what is in it, and cut short.
        let mut longer = bytes.clone();
        longer[3] += 1;
        assert!(KrbError::decode(&longer).is_err());
    }
}

#[test]
fn a_frame_is_measured_from_its_first_bytes() {
    assert_eq!(kerberos::frame_length(&[]), Ok(None));
    assert_eq!(kerberos::frame_length(&[0, 0, 0]), Ok(None));
    assert_eq!(kerberos::frame_length(&[0, 0, 0, 0x69]), Ok(Some(0x6d)));
    assert_eq!(kerberos::frame_length(&[0, 0, 0, 0x69, 0x7e]), Ok(Some(0x6d)));
    let error = |bytes: &[u8]| kerberos::frame_length(bytes).unwrap_err().kind;
    assert_eq!(error(b"HTTP/1.1 400"), DecodeErrorKind::TooLarge { limit: 65_536 });
    assert_eq!(error(&[0, 0, 0, 9, 0x30]), DecodeErrorKind::Unexpected { expected: 0x7e, found: 0x30 });
    assert!(matches!(error(&[0, 0, 0, 0]), DecodeErrorKind::Truncated { .. }));
}
