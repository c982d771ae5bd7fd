//! Names of codes, sets of bits, and what a suite's name gives away.

use rdp_health_wire::mcs::DisconnectReason;
use rdp_health_wire::negotiation::{FailureCode, RequestFlags, ResponseFlags, SecurityProtocols};
use rdp_health_wire::tls::{
    AlertDescription, AlertLevel, CipherSuite, ClientHello, ContentType, HandshakeType, NamedGroup,
    SignatureScheme, TlsVersion,
};
use rdp_health_wire::x224::{DisconnectRequestReason, RejectCause};

#[test]
fn protocols_print_strongest_first() {
    let shown = |bits: u32| SecurityProtocols(bits).to_string();
    assert_eq!(shown(0), "RDP");
    assert_eq!(shown(0x01), "SSL");
    assert_eq!(shown(0x0b), "HYBRID_EX|HYBRID|SSL");
    assert_eq!(shown(0x1f), "RDSAAD|HYBRID_EX|RDSTLS|HYBRID|SSL");
    assert_eq!(shown(0x21), "SSL|0x20");
    assert_eq!(shown(0x8000_0000), "0x80000000");
}

#[test]
fn flags_print_by_name() {
    assert_eq!(RequestFlags(0).to_string(), "none");
    assert_eq!(
        RequestFlags(0x0b).to_string(),
        "CORRELATION_INFO_PRESENT|REDIRECTED_AUTHENTICATION_MODE_REQUIRED|RESTRICTED_ADMIN_MODE_REQUIRED"
    );
    assert_eq!(
        ResponseFlags(0x1f).to_string(),
        "REDIRECTED_AUTHENTICATION_MODE_SUPPORTED|RESTRICTED_ADMIN_MODE_SUPPORTED|NEGRSP_FLAG_RESERVED|\
         DYNVC_GFX_PROTOCOL_SUPPORTED|EXTENDED_CLIENT_DATA_SUPPORTED"
    );
    assert_eq!(ResponseFlags(0x80).to_string(), "0x80");
}

#[test]
fn a_set_contains_its_parts_and_nothing_else() {
    let set = SecurityProtocols::SSL | SecurityProtocols::HYBRID;
    assert!(set.contains(SecurityProtocols::SSL));
    assert!(set.contains(set));
    assert!(set.contains(SecurityProtocols::RDP), "every request implies Standard RDP Security");
    assert!(!set.contains(SecurityProtocols::SSL | SecurityProtocols::RDSAAD));
}

#[test]
fn codes_print_the_official_name_or_hex() {
    assert_eq!(FailureCode(5).to_string(), "HYBRID_REQUIRED_BY_SERVER");
    assert_eq!(FailureCode(6).to_string(), "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER");
    assert_eq!(FailureCode(7).to_string(), "0x00000007");
    assert_eq!(DisconnectReason(3).to_string(), "rn-user-requested");
    assert_eq!(DisconnectReason(7).to_string(), "0x07");
    assert_eq!(DisconnectRequestReason(3).to_string(), "address unknown");
    assert_eq!(RejectCause(2).to_string(), "invalid TPDU type");
    assert_eq!(TlsVersion::TLS12.to_string(), "TLS 1.2");
    assert_eq!(TlsVersion(0x0300).to_string(), "SSL 3.0");
    assert_eq!(TlsVersion(0x7f1c).to_string(), "0x7f1c");
    assert_eq!(NamedGroup(0x0017).to_string(), "secp256r1");
    assert_eq!(NamedGroup(0x001d).to_string(), "x25519");
    assert_eq!(SignatureScheme(0x0804).to_string(), "rsa_pss_rsae_sha256");
    assert_eq!(SignatureScheme(0x0201).to_string(), "rsa_pkcs1_sha1");
    assert_eq!(AlertLevel(2).to_string(), "fatal");
    assert_eq!(AlertDescription(70).to_string(), "protocol_version");
    assert_eq!(AlertDescription(200).to_string(), "0xc8");
    assert_eq!(ContentType(22).to_string(), "handshake");
    assert_eq!(HandshakeType(11).to_string(), "certificate");
    assert_eq!(CipherSuite(0xc030).to_string(), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    assert_eq!(CipherSuite(0xfafa).to_string(), "0xfafa");
    assert_eq!(format!("{:>9}", TlsVersion::TLS13), "  TLS 1.3", "a name takes a width");
}

#[test]
fn every_suite_on_offer_has_a_name() {
    let hellos = [
        ClientHello::tls10([0; 32]),
        ClientHello::tls12([0; 32]),
        ClientHello::tls13_only([0; 32], [0; 32]),
        ClientHello::windows_current([0; 32], [0; 32]),
        ClientHello::offering(TlsVersion::TLS12, CipherSuite::KNOWN, NamedGroup::KNOWN),
    ];
    for hello in &hellos {
        assert!(hello.suites.iter().all(|suite| suite.name().is_some()));
        assert!(hello.groups().iter().all(|group| group.name().is_some()));
        assert!(hello.signature_schemes().iter().all(|scheme| scheme.name().is_some()));
    }
}

#[test]
fn values_and_names_of_suites_are_unique_and_ascending() {
    assert!(CipherSuite::KNOWN.is_sorted_by(|a, b| a.0 < b.0));
    let mut names: Vec<_> = CipherSuite::KNOWN.iter().map(|suite| suite.name().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CipherSuite::KNOWN.len());
}

/// (suite, TLS 1.3, forward secrecy, AEAD, CBC, RC4, 3DES)
const SUITES: &[(CipherSuite, bool, bool, bool, bool, bool, bool)] = &[
    (CipherSuite::TLS_AES_256_GCM_SHA384, true, true, true, false, false, false),
    (CipherSuite::TLS_CHACHA20_POLY1305_SHA256, true, true, true, false, false, false),
    (CipherSuite::TLS_AES_128_CCM_SHA256, true, true, true, false, false, false),
    (CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false, true, true, false, false, false),
    (CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, false, true, true, false, false, false),
    (CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, false, true, true, false, false, false),
    (CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, false, true, false, true, false, false),
    (CipherSuite::TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA, false, true, false, true, false, true),
    (CipherSuite::TLS_DH_anon_WITH_RC4_128_MD5, false, true, false, false, true, false),
    (CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256, false, false, true, false, false, false),
    (CipherSuite::TLS_RSA_WITH_AES_128_CCM, false, false, true, false, false, false),
    (CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA, false, false, false, true, false, true),
    (CipherSuite::TLS_RSA_WITH_RC4_128_SHA, false, false, false, false, true, false),
    (CipherSuite::TLS_RSA_EXPORT_WITH_RC4_40_MD5, false, false, false, false, true, false),
    (CipherSuite::TLS_RSA_WITH_NULL_SHA, false, false, false, false, false, false),
];

#[test]
fn what_a_suite_name_gives_away() {
    for &(suite, tls13, forward_secrecy, aead, cbc, rc4, triple_des) in SUITES {
        assert_eq!(suite.is_tls13(), Some(tls13), "{suite}");
        assert_eq!(suite.forward_secrecy(), Some(forward_secrecy), "{suite}");
        assert_eq!(suite.is_aead(), Some(aead), "{suite}");
        assert_eq!(suite.uses_cbc(), Some(cbc), "{suite}");
        assert_eq!(suite.uses_rc4(), Some(rc4), "{suite}");
        assert_eq!(suite.uses_3des(), Some(triple_des), "{suite}");
    }
    assert_eq!(CipherSuite::TLS_DH_anon_WITH_AES_128_CBC_SHA.is_anonymous(), Some(true));
    assert_eq!(CipherSuite::TLS_DHE_RSA_WITH_AES_128_CBC_SHA.is_anonymous(), Some(false));
    assert_eq!(CipherSuite::TLS_ECDHE_RSA_WITH_NULL_SHA.is_null(), Some(true));
    assert_eq!(CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA.is_null(), Some(false));
    assert_eq!(CipherSuite::TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA.is_export(), Some(true));
    assert_eq!(CipherSuite::TLS_RSA_WITH_DES_CBC_SHA.is_export(), Some(false));
}

#[test]
fn nothing_is_said_of_a_suite_without_a_name_or_of_a_signal() {
    for suite in
        [CipherSuite(0x0a0a), CipherSuite::TLS_FALLBACK_SCSV, CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV]
    {
        let answers = [
            suite.is_tls13(),
            suite.forward_secrecy(),
            suite.is_anonymous(),
            suite.is_aead(),
            suite.uses_cbc(),
            suite.uses_rc4(),
            suite.uses_3des(),
            suite.is_null(),
            suite.is_export(),
        ];
        assert_eq!(answers, [None; 9], "{suite}");
    }
}

#[test]
fn a_cipher_is_one_of_aead_cbc_rc4_or_null() {
    let streams = |suite: CipherSuite| {
        [suite.is_aead(), suite.uses_cbc(), suite.uses_rc4(), suite.is_null()]
            .iter()
            .filter(|answer| **answer == Some(true))
            .count()
    };
    for suite in CipherSuite::KNOWN.iter().filter(|suite| suite.is_aead().is_some()) {
        assert_eq!(streams(*suite), 1, "{suite}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_code_is_written_with_its_name_and_read_from_its_number() {
    let json = r#"{"code":11,"name":"HYBRID_EX|HYBRID|SSL"}"#;
    assert_eq!(serde_json::to_string(&SecurityProtocols::MSTSC).unwrap(), json);
    for (code, name) in [(5, "HYBRID_REQUIRED_BY_SERVER"), (7, "0x00000007")] {
        let json = format!(r#"{{"code":{code},"name":"{name}"}}"#);
        assert_eq!(serde_json::from_str::<FailureCode>(&json).unwrap(), FailureCode(code));
        assert_eq!(serde_json::to_string(&FailureCode(code)).unwrap(), json);
    }
    assert!(serde_json::from_str::<TlsVersion>(r#"{"code":65536,"name":"too long"}"#).is_err());
}

#[test]
fn what_stands_for_nla() {
    for nla in [2, 8, 10] {
        assert!(SecurityProtocols(nla).is_nla(), "{nla:#x}");
    }
    for other in [0, 1, 3, 9, 0x12] {
        assert!(!SecurityProtocols(other).is_nla(), "{other:#x}");
    }
}
