//! Rules about everything that the host accepts in TLS, where it was listed.

use rdp_health_wire::tls::{CipherSuite, NamedGroup, SignatureScheme};

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Evidence, Finding};
use super::said::Said;
use super::scene::Address;
use super::tls::age::{is_retired, offers_modern};
use crate::observe::{TlsOffers, TlsSuiteOffer, TlsVersionOffer};
use crate::outcome::Tri;

/// Below this, RFC 9325 4.1 and current clients find a Diffie-Hellman prime too small.
const SHORTEST_PRIME: u32 = 2048;

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    if let Some(offers) = address.seen.tls_offers.done().filter(|offers| offers_modern(offers)) {
        said.findings.extend(weak(address, offers));
        said.findings.extend(fips(address, offers));
    }
    said
}

/// Weak things beside good ones: nothing fails because of them.
fn weak(address: &Address<'_>, offers: &TlsOffers) -> Option<Finding> {
    let evidence = weaknesses(address, offers);
    if evidence.is_empty() {
        return None;
    }
    let kinds: Vec<&str> = evidence.iter().filter_map(|one| one.says.split(':').next()).collect();
    let mut finding = Finding::of(CauseId::TlsWeakOffered, Confidence::Certain).says(format!(
        "{} accepts weak TLS options besides strong ones: {}.",
        address.here(),
        kinds.join("; ")
    ));
    finding.evidence = evidence;
    Some(finding)
}

/// Each weakness once, with the place in the report that shows it.
fn weaknesses(address: &Address<'_>, offers: &TlsOffers) -> Vec<Evidence> {
    let at = address.place().tls_offers();
    let mut evidence = Vec::new();
    let mut note = |at: String, says: String| evidence.push(Evidence { at, says });
    for (index, version) in offers.versions.iter().enumerate() {
        let name = version.version;
        if version.accepted == Tri::Yes && is_retired(version.version) {
            note(at.version(index).into(), format!("{name} is accepted (retired by RFC 8996)"));
        }
        for (kind, has) in KINDS {
            let of_kind = version.suites.iter().enumerate().filter(|(_, found)| has(found.suite));
            let (places, names): (Vec<usize>, Vec<String>) =
                of_kind.map(|(place, found)| (place, found.suite.to_string())).unzip();
            if let Some(first) = places.first() {
                let says = format!("{kind} in {name}: {}", names.join(", "));
                note(at.version(index).suite(*first).into(), says);
            }
        }
        let prime = |(_, found): &(usize, &TlsSuiteOffer)| {
            found.dh_prime_bits.is_some_and(|bits| bits < SHORTEST_PRIME)
        };
        if let Some((place, found)) = version.suites.iter().enumerate().find(prime) {
            let bits = found.dh_prime_bits.unwrap_or_default();
            let says = format!("Diffie-Hellman in {name} with a {bits}-bit prime");
            note(at.version(index).suite(place).dh_prime_bits().into(), says);
        }
    }
    for (index, scheme) in offers.signature_schemes.iter().enumerate() {
        if WEAK_SCHEMES.contains(scheme) {
            let says = format!("the key exchange is signed with {scheme}");
            note(at.signature_scheme(index).into(), says);
        }
    }
    for (index, group) in offers.groups.iter().enumerate() {
        if *group == NamedGroup::SECP192R1 {
            note(at.group(index).into(), format!("the curve {group} is too small"));
        }
    }
    if offers.compression == Tri::Yes {
        note(at.compression().into(), "TLS compression is on".to_owned());
    }
    evidence
}

/// A weakness, and whether a suite has it.
type Kind = (&'static str, fn(CipherSuite) -> bool);

/// The worst first. A suite may be of several kinds.
const KINDS: [Kind; 7] = [
    ("no encryption", |suite| suite.is_null() == Some(true)),
    ("no proof of the server's identity", |suite| suite.is_anonymous() == Some(true)),
    ("keys shortened for export", |suite| suite.is_export() == Some(true)),
    ("RC4", |suite| suite.uses_rc4() == Some(true)),
    ("DES", |suite| suite.name().is_some_and(|name| name.contains("_DES_") || name.contains("_DES40_"))),
    ("3DES", |suite| suite.uses_3des() == Some(true)),
    ("no forward secrecy", |suite| suite.forward_secrecy() == Some(false)),
];

const WEAK_SCHEMES: [SignatureScheme; 4] = [
    SignatureScheme::RSA_PKCS1_MD5,
    SignatureScheme::RSA_PKCS1_SHA1,
    SignatureScheme::DSA_SHA1,
    SignatureScheme::ECDSA_SHA1,
];

/// Everything that the host accepts was listed, and nothing of it is what current clients will keep.
pub(super) fn nothing_modern(address: &Address<'_>) -> Option<Evidence> {
    let offers = address.seen.tls_offers.done()?;
    let every = offers.incomplete.is_none() && offers.versions.iter().all(|version| version.complete);
    (every && !offers_modern(offers)).then(|| Evidence {
        at: address.place().tls_offers().versions().into(),
        says: format!("the complete list of what it accepts: {}", list(&offers.versions)),
    })
}

fn list(versions: &[TlsVersionOffer]) -> String {
    let each = versions.iter().filter(|version| version.accepted == Tri::Yes).map(|version| {
        let names: Vec<String> = version.suites.iter().map(|found| found.suite.to_string()).collect();
        format!("{} with {}", version.version, names.join(", "))
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Modern suites, the curves of FIPS alone, and nothing that FIPS forbids: the policy leaves this picture, and so does
/// whoever hardened the host by hand.
fn fips(address: &Address<'_>, offers: &TlsOffers) -> Option<Finding> {
    let listed = offers.incomplete.is_none() && offers.versions.iter().all(|version| version.complete);
    let every_suite = offers.versions.iter().flat_map(|version| &version.suites);
    let only_fips = every_suite.clone().all(|found| is_fips(found.suite));
    let nist = [NamedGroup::SECP256R1, NamedGroup::SECP384R1, NamedGroup::SECP521R1];
    let only_nist = !offers.groups.is_empty()
        && offers.other_groups_refused == Tri::Yes
        && offers.groups.iter().all(|group| nist.contains(group));
    (listed && only_fips && only_nist).then(|| {
        Finding::of(CauseId::TlsFipsRestricted, Confidence::Possible)
            .severity(Severity::Info)
            .says(format!(
                "{} offers only what FIPS 140 allows: its FIPS policy may be on.",
                address.here()
            ))
            .evidence(address.place().tls_offers().versions(), "AES or 3DES with SHA in every suite")
            .evidence(
                address.place().tls_offers().groups(),
                "it refuses X25519, which Windows otherwise prefers, and every other group that FIPS does not allow",
            )
    })
}

fn is_fips(suite: CipherSuite) -> bool {
    let name = suite.name().unwrap_or_default();
    (name.contains("_AES_") || name.contains("_3DES_"))
        && suite.is_anonymous() != Some(true)
        && suite.is_export() != Some(true)
}
