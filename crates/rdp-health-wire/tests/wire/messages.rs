//! The messages of TLS, one at a time.

use rdp_health_wire::tls::{
    Alert, AlertDescription, AlertLevel, CertificateMessage, CipherSuite, ClientHello, CompressionMethod,
    ContentType, DigitallySigned, Extension, HandshakeType, MAX_FRAGMENT_LENGTH, NamedGroup, ServerHello,
    ServerHelloDone, ServerKeyExchange, SignatureScheme, TlsVersion, handshake_message, record,
    record_length,
};

use crate::vectors;

fn counted<const N: usize>(from: u8) -> [u8; N] {
    std::array::from_fn(|index| from + u8::try_from(index).unwrap())
}

fn hello(name: &str) -> ClientHello {
    match name {
        "tls10" => ClientHello::tls10(counted(0)),
        "tls11" => ClientHello { version: TlsVersion::TLS11, ..ClientHello::tls10(counted(0)) },
        "tls12" => ClientHello::tls12(counted(0)),
        "tls13-only" => ClientHello::tls13_only(counted(0), counted(0x80)),
        "tls10-with-server-name" => ClientHello::tls10(counted(0)).with_server_name("srv01.corp.example."),
        other => panic!("no struct for the vector {other}"),
    }
}

#[test]
fn client_hellos_both_ways() {
    for vector in vectors::parse(vectors::CLIENT_HELLO) {
        let hello = hello(vector.name);
        assert_eq!(hello.encode_record(), vector.bytes, "{}", vector.name);
        assert_eq!(ClientHello::decode(&vector.bytes), Ok(hello.clone()), "{}", vector.name);
        assert_eq!(ClientHello::decode(&hello.encode()), Ok(hello), "{}", vector.name);
        assert_eq!(record_length(&vector.bytes), Ok(Some(vector.bytes.len())), "{}", vector.name);
    }
}

#[test]
fn a_client_hello_is_read_from_several_records() {
    let hello = hello("tls13-only");
    let message = hello.encode();
    let (first, second) = message.split_at(3);
    let mut records = record(ContentType::HANDSHAKE, TlsVersion::TLS10, first);
    records.extend(record(ContentType::HANDSHAKE, TlsVersion::TLS10, &[]));
    records.extend(record(ContentType::HANDSHAKE, TlsVersion::TLS10, second));
    records.extend(record(ContentType::CHANGE_CIPHER_SPEC, TlsVersion::TLS12, &[1]));
    assert_eq!(ClientHello::decode(&records), Ok(hello), "what follows the hello is left alone");
}

#[test]
fn what_a_client_hello_offers() {
    let wide = ClientHello::tls13_only([0; 32], [1; 32]);
    assert_eq!(wide.supported_versions(), [TlsVersion::TLS13]);
    assert_eq!(wide.groups().len(), NamedGroup::KNOWN.len(), "every group that has a name");
    assert_eq!(wide.signature_schemes().len(), 19);
    assert_eq!(wide.suites.len(), 42);
    assert_eq!(wide.server_name(), None);

    let named = wide.with_server_name("first.example").with_server_name("srv01.corp.example");
    assert_eq!(named.server_name(), Some("srv01.corp.example"), "a name replaces the one before");
    assert_eq!(named.extensions.len(), 8);
    assert_eq!(
        ClientHello::decode(&named.encode_record()).unwrap().server_name(),
        Some("srv01.corp.example")
    );

    let old = ClientHello::tls10([0; 32]);
    assert!(old.supported_versions().is_empty());
    assert!(old.signature_schemes().is_empty());
}

#[test]
fn a_current_windows_offers_nothing_that_it_has_switched_off() {
    let windows = ClientHello::windows_current([0; 32], [1; 32]);
    assert_eq!(windows.supported_versions(), [TlsVersion::TLS13, TlsVersion::TLS12]);
    assert_eq!(windows.groups(), [NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1]);
    for suite in windows.suites.iter().copied() {
        let name = suite.name().unwrap();
        assert!(!name.contains("DHE_RSA") || name.contains("ECDHE_RSA"), "{name}");
        assert!(!name.contains("_DSS_") && !name.contains("CHACHA20"), "{name}");
        assert!(suite.uses_rc4() != Some(true) && suite.uses_3des() != Some(true), "{name}");
    }
    for expected in [
        CipherSuite::TLS_AES_256_GCM_SHA384,
        CipherSuite::TLS_AES_128_GCM_SHA256,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384,
        CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
    ] {
        assert!(windows.suites.contains(&expected), "{expected}");
    }
    let segment = 1400;
    assert!(windows.encode_record().len() < segment, "the hello must not be split over two TCP segments");
}

#[test]
fn a_hello_of_a_listing_offers_what_it_was_given() {
    let suites = [CipherSuite::TLS_AES_128_GCM_SHA256, CipherSuite::TLS_AES_256_GCM_SHA384];
    let hello = ClientHello::offering(TlsVersion::TLS13, &suites, &[NamedGroup::SECP384R1]);
    assert_eq!((hello.version, hello.supported_versions()), (TlsVersion::TLS12, vec![TlsVersion::TLS13]));
    assert_eq!((hello.suites.as_slice(), hello.groups()), (&suites[..], vec![NamedGroup::SECP384R1]));
    let share = |hello: &ClientHello| {
        let found = hello.extensions.iter().find(|extension| extension.kind == Extension::KEY_SHARE);
        found.map(|extension| extension.body.len())
    };
    assert_eq!(share(&hello), Some(2), "an empty list asks for a HelloRetryRequest");
    let hello = ClientHello::offering(TlsVersion::TLS13, &suites, &[NamedGroup::X25519]);
    assert_eq!(share(&hello), Some(38));
    assert_eq!(hello.compression, [CompressionMethod::NULL]);

    let old = ClientHello::offering(TlsVersion::TLS11, &[CipherSuite::TLS_RSA_WITH_RC4_128_MD5], &[]);
    assert_eq!((old.version, old.supported_versions()), (TlsVersion::TLS11, vec![]));
    assert_eq!(
        old.suites,
        [CipherSuite::TLS_RSA_WITH_RC4_128_MD5, CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV]
    );
    assert!(old.signature_schemes().is_empty());
    assert_eq!(old.compression, [CompressionMethod::DEFLATE, CompressionMethod::NULL]);
    assert_eq!(share(&old), None);
}

#[test]
fn broken_extension_bodies_are_no_answer() {
    let mut hello = ClientHello::tls12([0; 32]);
    hello.extensions = [Extension::SERVER_NAME, Extension::SUPPORTED_GROUPS, Extension::SUPPORTED_VERSIONS]
        .map(|kind| Extension { kind, body: vec![0xff] })
        .to_vec();
    assert_eq!(hello.server_name(), None);
    assert!(hello.groups().is_empty());
    assert!(hello.supported_versions().is_empty());
}

fn server_hello(name: &str) -> ServerHello {
    let extension = |kind: u16, body: &[u8]| Extension { kind, body: body.to_vec() };
    let plain = ServerHello {
        version: TlsVersion::TLS12,
        random: counted(0),
        session_id: vec![],
        suite: CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA,
        compression: CompressionMethod::NULL,
        extensions: vec![],
    };
    match name {
        "tls10-no-extensions" => ServerHello { version: TlsVersion::TLS10, ..plain },
        "tls12" => ServerHello {
            session_id: counted::<32>(0xa0).to_vec(),
            suite: CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            extensions: vec![
                extension(Extension::RENEGOTIATION_INFO, &[0]),
                extension(Extension::EXTENDED_MASTER_SECRET, &[]),
                extension(Extension::EC_POINT_FORMATS, &[1, 0]),
            ],
            ..plain
        },
        "tls13" => ServerHello {
            suite: CipherSuite::TLS_AES_256_GCM_SHA384,
            extensions: vec![
                extension(Extension::SUPPORTED_VERSIONS, &[3, 4]),
                extension(Extension::KEY_SHARE, &[&[0, 0x1d, 0, 32], &counted::<32>(0x80)[..]].concat()),
            ],
            ..plain
        },
        "hello-retry-request" => ServerHello {
            random: ServerHello::HELLO_RETRY_REQUEST_RANDOM,
            suite: CipherSuite::TLS_AES_128_GCM_SHA256,
            extensions: vec![
                extension(Extension::SUPPORTED_VERSIONS, &[3, 4]),
                extension(Extension::KEY_SHARE, &[0, 0x17]),
            ],
            ..plain
        },
        "unknown-suite-and-version" => ServerHello {
            version: TlsVersion(0x037f),
            suite: CipherSuite(0xfafa),
            extensions: vec![extension(0x0a0a, &[1, 2, 3])],
            ..plain
        },
        other => panic!("no struct for the vector {other}"),
    }
}

#[test]
fn server_hellos_both_ways() {
    for vector in vectors::parse(vectors::SERVER_HELLO) {
        let hello = server_hello(vector.name);
        assert_eq!(hello.encode(), vector.bytes, "{}", vector.name);
        assert_eq!(ServerHello::decode(&vector.bytes), Ok(hello), "{}", vector.name);
    }
}

#[test]
fn what_a_server_hello_settles() {
    let settled = |name: &str| {
        let hello = server_hello(name);
        (hello.negotiated_version(), hello.selected_group(), hello.is_hello_retry_request())
    };
    assert_eq!(settled("tls10-no-extensions"), (TlsVersion::TLS10, None, false));
    assert_eq!(settled("tls12"), (TlsVersion::TLS12, None, false));
    assert_eq!(settled("tls13"), (TlsVersion::TLS13, Some(NamedGroup::X25519), false));
    assert_eq!(settled("hello-retry-request"), (TlsVersion::TLS13, Some(NamedGroup::SECP256R1), true));
    assert_eq!(settled("unknown-suite-and-version"), (TlsVersion(0x037f), None, false));
}

#[test]
fn certificates_both_ways() {
    for vector in vectors::parse(vectors::CERTIFICATE) {
        let placeholder = |length: u8, byte: u8| [vec![0x30, length], vec![byte; length.into()]].concat();
        let chain = match vector.name {
            "one" => vec![placeholder(16, 0xaa)],
            "chain-of-three" => vec![placeholder(20, 0xaa), placeholder(5, 0xbb), placeholder(9, 0xcc)],
            "none" => vec![],
            other => panic!("no struct for the vector {other}"),
        };
        let message = CertificateMessage { chain };
        assert_eq!(message.encode(), vector.bytes, "{}", vector.name);
        assert_eq!(CertificateMessage::decode(&vector.bytes), Ok(message), "{}", vector.name);
    }
}

fn key_exchange(name: &str) -> ServerKeyExchange {
    let signed = |scheme| Some(DigitallySigned { scheme, signature: vec![0x5a; 8] });
    let point = || [vec![4], counted::<64>(0).to_vec()].concat();
    let short_point = vec![4, 1, 2, 3, 4];
    let curve = |group, public, signed| ServerKeyExchange::NamedCurve { group, public, signed };
    let dhe =
        |prime, signed| ServerKeyExchange::Dhe { prime, generator: vec![2], public: vec![3; 128], signed };
    match name {
        "secp256r1-tls12-rsa-sha256" => {
            curve(NamedGroup::SECP256R1, point(), signed(Some(SignatureScheme::RSA_PKCS1_SHA256)))
        }
        "x25519-tls12-pss-sha256" => curve(
            NamedGroup::X25519,
            counted::<32>(0x80).to_vec(),
            signed(Some(SignatureScheme::RSA_PSS_RSAE_SHA256)),
        ),
        "secp256r1-tls12-rsa-sha1" => {
            curve(NamedGroup::SECP256R1, point(), signed(Some(SignatureScheme::RSA_PKCS1_SHA1)))
        }
        "secp384r1-tls10" => curve(NamedGroup::SECP384R1, short_point, signed(None)),
        "ecdh-anonymous" => curve(NamedGroup::SECP256R1, short_point, None),
        "dhe-1024-tls12" => {
            dhe([vec![0x80], vec![1; 127]].concat(), signed(Some(SignatureScheme::RSA_PKCS1_SHA256)))
        }
        "dhe-1023-tls10" => dhe([vec![0, 0x7f], vec![1; 127]].concat(), signed(None)),
        "explicit-prime-curve" => ServerKeyExchange::Raw(vec![1, 1, 7, 1, 2, 3]),
        "export-rsa" => ServerKeyExchange::Raw(
            [vec![0, 64], vec![0x99; 64], vec![0, 3, 1, 0, 1, 0, 8], vec![0x5a; 8]].concat(),
        ),
        other => panic!("no struct for the vector {other}"),
    }
}

#[test]
fn server_key_exchanges_both_ways() {
    for vector in vectors::parse(vectors::SERVER_KEY_EXCHANGE) {
        let (version, suite) = vector.note.split_once(' ').unwrap();
        let version = TlsVersion(u16::from_str_radix(version, 16).unwrap());
        let suite = CipherSuite(u16::from_str_radix(suite, 16).unwrap());
        let exchange = key_exchange(vector.name);
        assert_eq!(exchange.encode(), vector.bytes, "{}", vector.name);
        let decoded = ServerKeyExchange::decode(&vector.bytes, version, suite);
        assert_eq!(decoded, Ok(exchange), "{}", vector.name);
    }
}

#[test]
fn what_a_key_exchange_shows() {
    let shown = |name: &str| {
        let exchange = key_exchange(name);
        (exchange.group(), exchange.scheme(), exchange.prime_bits())
    };
    let rsa_sha1 = Some(SignatureScheme::RSA_PKCS1_SHA1);
    let rsa_sha256 = Some(SignatureScheme::RSA_PKCS1_SHA256);
    assert_eq!(shown("secp256r1-tls12-rsa-sha1"), (Some(NamedGroup::SECP256R1), rsa_sha1, None));
    assert_eq!(shown("secp384r1-tls10"), (Some(NamedGroup::SECP384R1), None, None));
    assert_eq!(shown("dhe-1024-tls12"), (None, rsa_sha256, Some(1024)));
    assert_eq!(shown("dhe-1023-tls10"), (None, None, Some(1023)), "leading zeros do not count");
    assert_eq!(shown("export-rsa"), (None, None, None));

    let zero = ServerKeyExchange::Dhe { prime: vec![0, 0], generator: vec![], public: vec![], signed: None };
    assert_eq!(zero.prime_bits(), Some(0));
}

#[test]
fn alerts_both_ways() {
    for vector in vectors::parse(vectors::ALERT) {
        let alert = match vector.name {
            "protocol-version" => Alert::fatal(AlertDescription::PROTOCOL_VERSION),
            "handshake-failure" => Alert::fatal(AlertDescription::HANDSHAKE_FAILURE),
            "internal-error" => Alert::fatal(AlertDescription::INTERNAL_ERROR),
            "unrecognized-name-warning" => {
                Alert { level: AlertLevel::WARNING, description: AlertDescription::UNRECOGNIZED_NAME }
            }
            "unknown" => Alert { level: AlertLevel(3), description: AlertDescription(0xef) },
            other => panic!("no struct for the vector {other}"),
        };
        let version = TlsVersion(u16::from_be_bytes([vector.bytes[1], vector.bytes[2]]));
        assert_eq!(alert.encode_record(version), vector.bytes, "{}", vector.name);
        assert_eq!(Alert::decode(&vector.bytes[5..]), Ok(alert), "{}", vector.name);
    }
}

#[test]
fn a_payload_is_split_into_records_that_fit() {
    let payload = vec![7; MAX_FRAGMENT_LENGTH * 2 + 1];
    let bytes = record(ContentType::HANDSHAKE, TlsVersion::TLS12, &payload);
    let mut lengths = Vec::new();
    let mut rest = &bytes[..];
    while let Some(length) = record_length(rest).unwrap() {
        assert_eq!(rest[..3], [22, 3, 3]);
        lengths.push(length - 5);
        rest = &rest[length..];
    }
    assert_eq!(lengths, [MAX_FRAGMENT_LENGTH, MAX_FRAGMENT_LENGTH, 1]);
    assert_eq!(record(ContentType::ALERT, TlsVersion::TLS10, &[]), [21, 3, 1, 0, 0]);
}

#[test]
fn the_end_of_the_flight_is_empty() {
    assert_eq!(ServerHelloDone.encode(), [14, 0, 0, 0]);
    assert_eq!(handshake_message(HandshakeType::FINISHED, &[1, 2]), [20, 0, 0, 2, 1, 2]);
}

#[test]
fn a_vector_too_long_for_its_length_field_is_cut() {
    let mut hello = ClientHello::tls10([0; 32]);
    hello.session_id = vec![9; 300];
    hello.extensions = vec![Extension { kind: 1, body: vec![3; 70_000] }];
    let decoded = ClientHello { extensions: vec![], ..hello };
    let decoded = ClientHello::decode(&decoded.encode()).unwrap();
    assert_eq!(decoded.session_id, vec![9; 255]);
}

#[test]
fn each_hello_differs_from_that_of_windows_in_one_thing() {
    let (random, share) = ([0; 32], [1; 32]);
    let windows = ClientHello::windows_current(random, share);
    let without = |mut hello: ClientHello, kind: u16| {
        hello.extensions.retain(|extension| extension.kind != kind);
        hello
    };
    let suites = ClientHello::windows_with_every_suite(random, share);
    assert_eq!(
        (&suites.suites[..windows.suites.len()], &suites.extensions),
        (&windows.suites[..], &windows.extensions)
    );
    assert!(suites.suites.contains(&CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA));
    let groups = ClientHello::windows_with_every_group(random, share);
    assert!(
        groups.groups().contains(&NamedGroup::SECP521R1) && groups.groups().contains(&NamedGroup::FFDHE2048)
    );
    let kind = Extension::SUPPORTED_GROUPS;
    assert_eq!(without(groups, kind), without(windows.clone(), kind));
    let kind = Extension::SIGNATURE_ALGORITHMS;
    let schemes = ClientHello::windows_with_every_scheme(random, share);
    assert!(schemes.signature_schemes().contains(&SignatureScheme::RSA_PSS_PSS_SHA256));
    assert_eq!(without(schemes, kind), without(windows.clone(), kind));
    let sha2 = ClientHello::windows_without_sha1(random, share);
    assert!(sha2.signature_schemes().iter().all(|scheme| !scheme.uses_sha1()));
    assert_eq!(without(sha2, kind), without(windows.clone(), kind));
    let old = ClientHello::windows_without_tls13(random);
    assert!(old.supported_versions().is_empty() && old.shared_groups().is_none());
    assert_eq!(old.groups(), windows.groups());
}

#[test]
fn a_post_quantum_hello_is_longer_than_a_segment() {
    let hello = ClientHello::windows_post_quantum([0; 32], [1; 32]);
    let shared = [NamedGroup::X25519MLKEM768, NamedGroup::X25519];
    assert_eq!(hello.shared_groups(), Some(shared.to_vec()));
    assert!((1700..1900).contains(&hello.encode_record().len()), "{}", hello.encode_record().len());
    assert_eq!(ClientHello::decode(&hello.encode_record()), Ok(hello));
    let nobody = ClientHello::tls13_without_share([0; 32]);
    assert_eq!((nobody.shared_groups(), nobody.supported_versions()), (None, vec![TlsVersion::TLS13]));
    assert_eq!(ClientHello::offering(TlsVersion::TLS13, &[], &[]).shared_groups(), Some(vec![]));
}
