//! The file of profiles: TOML, with `like` for what two clients have in common.

use rdp_health_wire::tls::{CipherSuite, NamedGroup, SignatureScheme};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{
    ClientProfile, CredsspPolicy, LeftOut, OfferedTls, OnBadCertificate, ProfileFact, RdpCipher,
    SecurityProtocol, Shows,
};
use crate::error::Error;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    client: Vec<Written>,
    #[serde(default)]
    left_out: Vec<LeftOut>,
}

/// A profile as it is written: what is not there comes from the one it is like.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    name: Option<String>,
    like: Option<Spanned<String>>,
    protocols: Option<Vec<SecurityProtocol>>,
    standard_rdp: Option<Vec<RdpCipher>>,
    tls: Option<Vec<OfferedTls>>,
    suites: Option<Suites>,
    groups: Option<Groups>,
    signature_schemes: Option<Schemes>,
    credssp: Option<CredsspPolicy>,
    bad_certificate: Option<OnBadCertificate>,
    shows: Option<Shows>,
    security_level: Option<u8>,
    proxy: Option<bool>,
    supported_until: Option<String>,
    since: Option<String>,
    sources_read: Option<String>,
    also_as: Option<Vec<String>>,
    unverified: Option<Vec<ProfileFact>>,
    sources: Option<Vec<String>>,
}

struct Suites(Vec<String>);

impl<'de> Deserialize<'de> for Suites {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        suites(from).map(Self)
    }
}

struct Groups(Vec<String>);

impl<'de> Deserialize<'de> for Groups {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        groups(from).map(Self)
    }
}

struct Schemes(Vec<String>);

impl<'de> Deserialize<'de> for Schemes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        schemes(from).map(Self)
    }
}

/// Names of key exchange groups, each of which has to be known.
pub(super) fn groups<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let known = |name: &String| NamedGroup::KNOWN.iter().any(|group| group.name() == Some(name));
    names(from, known, "groups", "key exchange group", "secp256r1")
}

/// Names of signature schemes, each of which has to be known.
pub(super) fn schemes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let known = |name: &String| SignatureScheme::KNOWN.iter().any(|scheme| scheme.name() == Some(name));
    names(from, known, "signature_schemes", "signature scheme", "rsa_pss_rsae_sha256")
}

fn names<'de, D: Deserializer<'de>>(
    from: D,
    known: impl Fn(&String) -> bool,
    key: &str,
    what: &str,
    example: &str,
) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    match names.iter().find(|name| !known(name)) {
        None => Ok(names),
        Some(unknown) => Err(D::Error::custom(format!(
            "{key}: '{unknown}' is not a known {what}; write its IANA name, such as {example}"
        ))),
    }
}

/// Names of cipher suites, each of which has to be known.
pub(super) fn suites<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let known = |name: &String| CipherSuite::KNOWN.iter().any(|suite| suite.name() == Some(name));
    names(from, known, "suites", "cipher suite", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
}

/// The clients that a file names without a profile.
pub(super) fn left_out(text: &str) -> Result<Vec<LeftOut>, Error> {
    let file: File = toml::from_str(text).map_err(|error| malformed(text, &error))?;
    Ok(file.left_out)
}

/// Reads a file of profiles; `others` are those that a profile can be like beside the ones further up.
pub(super) fn read(text: &str, others: &[ClientProfile]) -> Result<Vec<ClientProfile>, Error> {
    let file: File = toml::from_str(text).map_err(|error| malformed(text, &error))?;
    let mut profiles: Vec<ClientProfile> = Vec::new();
    for written in file.client {
        let line = line_of(text, written.id.span().start);
        let invalid = |problem: String, remedy: &str| Error::profile(line, problem, remedy);
        let id = written.id.get_ref().clone();
        if id.is_empty() || id.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
            let problem = format!("'{id}' is not a valid id");
            return Err(invalid(problem, "write letters, digits and hyphens, such as mstsc-windows-11-24h2"));
        }
        if profiles.iter().any(|known| known.id == id) {
            return Err(invalid(format!("the id '{id}' is used twice"), "give each client a different id"));
        }
        let like = match &written.like {
            None => None,
            Some(like) => {
                let wanted = like.get_ref();
                let found = profiles.iter().chain(others).find(|known| known.id == *wanted);
                let line = line_of(text, like.span().start);
                Some(found.ok_or_else(|| {
                    Error::profile(
                        line,
                        format!("like: there is no client '{wanted}'"),
                        "write an id from further up in the file, or one that rdp-health clients lists",
                    )
                })?)
            }
        };
        let lacks = |key: &str| {
            invalid(
                format!("client '{id}' has no {key}"),
                "write it, or like = and the id of a client that has it",
            )
        };
        profiles.push(ClientProfile {
            name: written.name.unwrap_or_else(|| id.clone()),
            protocols: written
                .protocols
                .or_else(|| like.map(|like| like.protocols.clone()))
                .ok_or_else(|| lacks("protocols"))?,
            standard_rdp: written
                .standard_rdp
                .or_else(|| like.map(|like| like.standard_rdp.clone()))
                .unwrap_or_default(),
            tls: written.tls.or_else(|| like.map(|like| like.tls.clone())).ok_or_else(|| lacks("tls"))?,
            suites: written
                .suites
                .map(|suites| suites.0)
                .or_else(|| like.map(|like| like.suites.clone()))
                .ok_or_else(|| lacks("suites"))?,
            groups: written
                .groups
                .map(|groups| groups.0)
                .or_else(|| like.map(|like| like.groups.clone()))
                .unwrap_or_default(),
            signature_schemes: written
                .signature_schemes
                .map(|schemes| schemes.0)
                .or_else(|| like.map(|like| like.signature_schemes.clone()))
                .unwrap_or_default(),
            credssp: written.credssp.or_else(|| like.map(|like| like.credssp)).unwrap_or_default(),
            bad_certificate: written
                .bad_certificate
                .or_else(|| like.map(|like| like.bad_certificate))
                .unwrap_or_default(),
            shows: written.shows.or_else(|| like.map(|like| like.shows)).unwrap_or_default(),
            security_level: written
                .security_level
                .or_else(|| like.map(|like| like.security_level))
                .unwrap_or_default(),
            proxy: written.proxy.or_else(|| like.map(|like| like.proxy)).unwrap_or_default(),
            supported_until: written
                .supported_until
                .or_else(|| like.map(|like| like.supported_until.clone()))
                .unwrap_or_default(),
            // Since when a profile holds and when its sources were read says nothing of one that is like it.
            since: written.since.unwrap_or_default(),
            sources_read: written.sources_read.unwrap_or_default(),
            also_as: written.also_as.or_else(|| like.map(|like| like.also_as.clone())).unwrap_or_default(),
            unverified: written
                .unverified
                .or_else(|| like.map(|like| like.unverified.clone()))
                .unwrap_or_default(),
            sources: written.sources.or_else(|| like.map(|like| like.sources.clone())).unwrap_or_default(),
            id,
        });
    }
    Ok(profiles)
}

fn malformed(text: &str, error: &toml::de::Error) -> Error {
    let line = line_of(text, error.span().map_or(0, |span| span.start));
    let said = error.message().replace('\n', ", ");
    let (problem, remedy) = match said.split_once("; ") {
        Some((problem, remedy)) => (problem.to_owned(), remedy.to_owned()),
        None => (said, "rdp-health clients --format toml shows the format of profiles".to_owned()),
    };
    Error::profile(line, problem, remedy)
}

/// The line, from 1, of a place in a text.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_profiles_can_be_read_and_have_sources() {
        let known = read(super::super::KNOWN, &[]).unwrap();
        assert!(16 <= known.len());
        for profile in &known {
            assert!(!profile.sources.is_empty() && !profile.suites.is_empty(), "{}", profile.id);
            let is_day = profile.sources_read.len() == 10 && profile.sources_read.starts_with("20");
            assert!(is_day, "{}: when were its sources read?", profile.id);
            // Their sources name no version.
            let without = ["ironrdp", "remmina"].contains(&profile.id.as_str());
            assert_eq!(
                profile.since.is_empty(),
                without,
                "{}: since which version does it hold?",
                profile.id
            );
            assert!(
                profile.tls.iter().all(|version| profile.suites.iter().any(|name| {
                    let suite = CipherSuite::KNOWN.iter().find(|suite| suite.name() == Some(name)).unwrap();
                    suite.belongs_to(version.version())
                })),
                "{}: a version without a suite",
                profile.id
            );
        }
        assert_eq!(known, ClientProfile::known());
    }

    #[test]
    fn a_profile_of_ones_own_is_like_a_known_one() {
        let text = "[[client]]\nid = \"kiosk\"\nlike = \"freerdp-2\"\nsuites = [\"TLS_AES_128_GCM_SHA256\"]\n\
                    [[client]]\nid = \"kiosk-strict\"\nlike = \"kiosk\"\nbad_certificate = \"refuse\"\n";
        let own = ClientProfile::read_toml(text).unwrap();
        assert_eq!(
            (own[0].requests(), own[0].suites.len()),
            (rdp_health_wire::negotiation::SecurityProtocols::HYBRID_OR_SSL, 1)
        );
        assert_eq!((own[1].suites.len(), own[1].bad_certificate), (1, OnBadCertificate::Refuse));
        let mut changed = own.clone();
        changed[0].id = "freerdp-2".to_owned();
        let known = ClientProfile::known().len();
        assert_eq!(ClientProfile::known_and(&own).len(), known + 2);
        let replaced = ClientProfile::known_and(&changed[..1]);
        assert_eq!(replaced.len(), known);
        assert_eq!(replaced.iter().find(|profile| profile.id == "freerdp-2"), Some(&changed[0]));
        let json = serde_json::to_string(&own).unwrap();
        assert_eq!(serde_json::from_str::<Vec<ClientProfile>>(&json).unwrap(), own);
    }

    #[test]
    fn a_bad_file_is_named_with_its_line_and_a_remedy() {
        let client = "[[client]]\nid = \"a\"\nlike = \"freerdp-2\"\n";
        for (text, line, problem, remedy) in [
            ("[[client]]\nid = a", 2, "", "rdp-health clients"),
            ("", 1, "client", "rdp-health clients"),
            (&format!("{client}colour = 1"), 4, "colour", "one of"),
            (&format!("{client}tls = [\"1.4\"]"), 4, "1.4", "`1.3`"),
            (&format!("{client}protocols = [\"TLS\"]"), 4, "TLS", "`SSL`"),
            (&format!("{client}suites = [\n\"AES256-SHA\"]"), 4, "'AES256-SHA'", "IANA"),
            (&format!("{client}{client}"), 5, "used twice", "a different id"),
            ("[[client]]\nid = \"a\"\nlike = \"b\"", 3, "no client 'b'", "rdp-health clients"),
            ("[[client]]\nid = \"a\"", 2, "no protocols", "like ="),
            ("[[client]]\nid = \"a b\"", 2, "'a b'", "hyphens"),
        ] {
            let error = ClientProfile::read_toml(text).unwrap_err();
            let said = error.to_string();
            assert_eq!(error.line, Some(line), "{said}");
            assert!(said.contains(problem) && said.contains(remedy) && !said.contains('\n'), "{said}");
        }
        let json = serde_json::json!([{"id": "a", "name": "a", "protocols": [], "tls": [], "suites": ["X"]}]);
        let error = serde_json::from_value::<Vec<ClientProfile>>(json).unwrap_err().to_string();
        assert!(error.contains("'X' is not a known cipher suite"), "{error}");
    }
}
