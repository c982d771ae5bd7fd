//! Certificates that are too many, too large, too odd, or lead nowhere in too many ways.

use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, SanType, SerialNumber};

use super::authorities::{
    Identity, Rsa, heavy_namesakes, ia5, issuer, key, layers, leaf, named, namesakes, say_where, tlv,
};
use super::peer;
use super::stage::{Behaviour, scenario};

/// What is true of all of them: nobody who is trusted issued them.
const UNTRUSTED: &[&str] = &["cert-name-mismatch", "cert-chain-incomplete"];

/// Texts that somebody's terminal, editor or log would obey.
const TEXTS: &[(&str, &str)] = &[
    ("escapes", "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m"),
    ("direction", "moc.\u{202e}evil\u{2066}\u{200f}"),
    ("nul", "good.lab.test\0.evil.test"),
    ("lines", "x\r\n{\"verdict\":\"healthy\"}\n\nVERDICT healthy"),
    ("invisible", "a\u{200b}\u{200d}\u{feff}\u{ad}b\u{e0041}"),
    ("not-text", "\u{fffd}\u{ffff}\u{10ffff}\u{d7ff}"),
    ("markup", "<script>alert(1)</script>\"'`${x}{{y}}%s%n"),
];

pub(super) fn all() -> Vec<Behaviour> {
    let mut all = Vec::new();
    for (name, text) in TEXTS {
        let mut params = leaf();
        params.distinguished_name = DistinguishedName::new();
        for kind in [DnType::CommonName, DnType::OrganizationName, DnType::CountryName] {
            params.distinguished_name.push(kind, *text);
        }
        let visible: String = text.chars().filter(char::is_ascii).collect();
        params.subject_alt_names.push(SanType::DnsName(ia5(&visible)));
        params.subject_alt_names.push(SanType::URI(ia5(&visible)));
        params.subject_alt_names.push(SanType::Rfc822Name(ia5(&visible)));
        let url = vec![format!("http://127.0.0.1:1/{visible}")];
        say_where(&mut params, &url, &url, &url);
        all.push(shown(format!("certificate-text-{name}"), by_itself(&params)));
    }
    all.push(shown("certificate-names-ten-thousand", {
        let mut params = leaf();
        // As many as a handshake carries.
        params.subject_alt_names.extend((0..10_000).map(|_| SanType::DnsName(ia5("a.b"))));
        by_itself(&params)
    }));
    all.push(shown("certificate-common-name-of-50-kb", {
        let mut params = leaf();
        params.distinguished_name = named(&"w".repeat(50_000));
        by_itself(&params)
    }));
    all.push(shown("certificate-without-any-name", {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = DistinguishedName::new();
        by_itself(&params)
    }));
    all.push(shown("certificate-serial-of-1000-bytes", {
        let mut params = leaf();
        params.serial_number = Some(SerialNumber::from_slice(&[0x7f; 1000]));
        by_itself(&params)
    }));
    all.push(shown("certificate-nested-10000-deep", {
        let mut params = leaf();
        let mut inside = vec![5, 0];
        for _ in 0..8_000 {
            inside = tlv(0x30, &inside);
        }
        params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 17], inside));
        by_itself(&params)
    }));
    all.push(shown("certificate-of-1000-extensions", {
        let mut params = leaf();
        for number in 0..1000 {
            let one = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 32473, number], vec![5, 0]);
            params.custom_extensions.push(one);
        }
        by_itself(&params)
    }));
    for bits in [8_192, 16_384] {
        let own = leaf().signed_by(&Rsa::new(bits, 3), &issuer(named("Lab"))).unwrap().der().to_vec();
        let name = format!("certificate-rsa-{bits}");
        all.push(shown(name, Identity { chain: vec![own], key: key().serialize_der() }));
    }
    all.push(shown("certificate-empty", Identity { chain: vec![Vec::new()], key: key().serialize_der() }));
    all.push(shown(
        "certificate-of-one-byte",
        Identity { chain: vec![vec![0x30]], key: key().serialize_der() },
    ));
    all.push(shown("certificate-cut", {
        let mut one = by_itself(&leaf());
        one.chain[0].truncate(200);
        one
    }));
    all.push(shown("certificate-of-60-kb-of-zeros", {
        Identity { chain: vec![vec![0; 60_000]], key: key().serialize_der() }
    }));
    all.push(shown("certificate-chain-of-100", {
        let one = by_itself(&leaf());
        Identity { chain: vec![one.chain[0].clone(); 100], key: one.key }
    }));
    all.push(shown("certificate-chain-of-100-others", {
        let (own, others) = namesakes(100, &leaf());
        with(own, others)
    }));
    let (own, others) = namesakes(9, &leaf());
    all.push(shown("certificate-bomb-namesakes", with(own, others)));
    let (own, others) = heavy_namesakes(9, 8_192, &leaf());
    all.push(shown("certificate-bomb-heavy-namesakes", with(own, others)));
    for (name, count, each) in [("layers", 3, 3), ("wide", 1, 9), ("deep", 9, 1)] {
        let (own, others) = layers(count, each, &leaf());
        all.push(shown(format!("certificate-bomb-{name}"), with(own, others)));
    }
    all.extend(addresses());
    all
}

/// Where a certificate must not send us, or to no purpose.
fn addresses() -> Vec<Behaviour> {
    const ADDRESSES: &[(&str, &str)] = &[
        ("metadata", "http://169.254.169.254/latest/meta-data"),
        ("octal", "http://0251.0376.0251.0376/"),
        ("decimal", "http://2852039166/"),
        ("mapped", "http://[::ffff:169.254.169.254]/"),
        ("file", "file:///etc/passwd"),
        ("user", "http://root:toor@127.0.0.1/"),
        ("port", "http://127.0.0.1:22/"),
        ("ldap", "ldap://127.0.0.1/CN=x?certificateRevocationList"),
        ("zone", "http://[fe80::1%25lo]/"),
        ("nonsense", "http://[:::/"),
    ];
    let mut all = Vec::new();
    for (name, url) in ADDRESSES {
        let nla = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }";
        let script = format!(
            "{nla}, {{ step = \"tls\", certificate = {{ kind = \"no_intermediate\", aia = [\"{url}\"], \
             crl = [\"{url}\"], ocsp = [\"{url}\"] }} }}, {{ step = \"read\" }}, {{ step = \"stall\" }}"
        );
        all.push(Behaviour::lab(format!("certificate-address-{name}"), UNTRUSTED, scenario(&script, "")));
    }
    all
}

fn by_itself(params: &CertificateParams) -> Identity {
    let certificate = params.self_signed(&key()).unwrap();
    Identity { chain: vec![certificate.der().to_vec()], key: key().serialize_der() }
}

fn with(own: Vec<u8>, others: Vec<Vec<u8>>) -> Identity {
    Identity { chain: std::iter::once(own).chain(others).collect(), key: key().serialize_der() }
}

/// A host that shows this in its handshake, and is silent behind it.
fn shown(name: impl Into<String>, identity: Identity) -> Behaviour {
    Behaviour::own(name, UNTRUSTED, peer::with_certificate(identity))
}
