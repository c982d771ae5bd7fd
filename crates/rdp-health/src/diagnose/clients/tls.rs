//! What a server would make of a ClientHello that it never got, by the hellos that it did get.
//!
//! A server takes the highest version that both sides have, and then a suite. So a version is out for a client when the
//! server refused it with every suite that the client has for it, and in when the server chose one of them in it.

use std::collections::HashMap;
use std::sync::LazyLock;

use rdp_health_wire::tls::{
    AlertDescription, CipherSuite, ClientHello, NamedGroup, SignatureScheme, TlsVersion,
};

use crate::clients::{ClientProfile, OfferedTls};
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::Confidence;
use crate::diagnose::tls::age::{is_modern, offers_modern};
use crate::observe::{AddressObservations, Decides, HelloKind, Question, Role, TlsOffers};
use crate::outcome::{Failure, FailureKind, Tri};

/// What our own TLS library offers, in its order; a test holds it against the library.
const OURS: [CipherSuite; 9] = [
    CipherSuite::TLS_AES_256_GCM_SHA384,
    CipherSuite::TLS_AES_128_GCM_SHA256,
    CipherSuite::TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
];

/// What our own TLS library offers behind those, up to TLS 1.2, in builds that can speak them.
const OURS_LEGACY: [CipherSuite; 8] = [
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
];

/// How a client's handshake ends.
pub(super) enum Handshake {
    /// In this version, with this suite where the observations prove which one.
    Completes { version: OfferedTls, suite: Option<CipherSuite>, confidence: Confidence },
    /// Nothing in common, and which cause that is.
    Fails { cause: CauseId, confidence: Confidence },
    /// Not seen, and what would show it.
    Unknown(String),
}

/// What the hellos of one address show.
#[derive(Default)]
pub(super) struct Evidence {
    chosen: Vec<Choice>,
    refused: Vec<Refusal>,
    /// Versions and suites were listed, perhaps not to the end.
    listed: bool,
    /// A handshake completes with what current clients will keep.
    modern: bool,
    needs: Needs,
}

/// What a client must have, or leave out, whatever versions and suites it shares with the server.
#[derive(Default)]
struct Needs {
    /// One of these groups, as far as the hellos show it: the server took none of those that Windows offers.
    group: Option<(NamedGroup, Confidence)>,
    /// This scheme, where it is known: the server signs with none of those that Windows offers, or that are new.
    scheme: Option<(Option<SignatureScheme>, Confidence)>,
    /// A hello without TLS 1.3, and which cause that is.
    no_tls13: Option<(CauseId, Confidence)>,
}

impl Needs {
    fn of(seen: &AddressObservations) -> Self {
        let mut needs = Self::default();
        if let Some(difference) = seen.difference(Role::Host) {
            let confidence = if difference.proved { Confidence::Certain } else { Confidence::Likely };
            let answer = difference.answer;
            match difference.kind {
                HelloKind::EveryGroup => needs.group = answer.group.map(|group| (group, confidence)),
                HelloKind::EveryScheme => {
                    needs.scheme = Some((answer.signature_scheme.or(seen.signed_with()), Confidence::Likely));
                }
                HelloKind::WithoutTls13 => {
                    let cause = match seen.reads_tls13(Role::Host) {
                        true => CauseId::TlsNoSharedSignature,
                        false => CauseId::TlsVersionIntolerance,
                    };
                    needs.no_tls13 = Some((cause, confidence));
                }
                _ => {}
            }
        }
        let without_sha1 = seen.last(Question::hello(Role::Host, HelloKind::WithoutSha1));
        if without_sha1.is_some_and(|(_, one)| one.hello.failed().is_some_and(Failure::refuses_offer)) {
            needs.scheme = Some((seen.signed_with(), Confidence::Certain));
        }
        needs
    }

    /// Why this client gets no further, or why that is not known.
    fn keep_out(&self, profile: &ClientProfile) -> Option<Handshake> {
        let has = |names: &[String], wanted: Option<&str>| {
            wanted.map(|wanted| names.iter().any(|name| name == wanted)).filter(|_| !names.is_empty())
        };
        if let Some((cause, confidence)) = &self.no_tls13
            && profile.tls.contains(&OfferedTls::V13)
        {
            return Some(Handshake::Fails { cause: cause.clone(), confidence: *confidence });
        }
        if let Some((group, confidence)) = self.group {
            match has(&profile.groups, group.name()) {
                Some(true) => {}
                Some(false) => {
                    return Some(Handshake::Fails { cause: CauseId::TlsNoSharedGroup, confidence });
                }
                None => {
                    return Some(Handshake::Unknown(format!(
                        "it is not known whether it offers the group {group}"
                    )));
                }
            }
        }
        if let Some((scheme, confidence)) = self.scheme {
            match has(&profile.signature_schemes, scheme.and_then(SignatureScheme::name)) {
                Some(true) => {}
                Some(false) => {
                    return Some(Handshake::Fails { cause: CauseId::TlsNoSharedSignature, confidence });
                }
                None => {
                    let scheme =
                        scheme.map_or("the server's signature".to_owned(), |scheme| scheme.to_string());
                    return Some(Handshake::Unknown(format!("it is not known whether it accepts {scheme}")));
                }
            }
        }
        None
    }

    /// Whether a hello failed for what it lacks beside versions and suites, or for its TLS 1.3: that says nothing about
    /// the suites.
    fn explains(&self, versions: &[TlsVersion]) -> bool {
        self.group.is_some()
            || self.scheme.is_some()
            || self.no_tls13.is_some() && versions.contains(&TlsVersion::TLS13)
    }
}

/// The server chose this suite in this version.
struct Choice {
    version: TlsVersion,
    suite: CipherSuite,
    /// What it chose from, in the order of the offer: a hello, or the listing of what it accepts.
    from: Vec<CipherSuite>,
    decides: Decides,
}

/// Every suite that has a name, and the versions that know it: each check looks up hundreds.
static BY_NAME: LazyLock<HashMap<&str, (CipherSuite, Vec<TlsVersion>)>> = LazyLock::new(|| {
    let versions = [TlsVersion::TLS13, TlsVersion::TLS12, TlsVersion::TLS11, TlsVersion::TLS10];
    let known = |suite: &CipherSuite| versions.into_iter().filter(|one| suite.belongs_to(*one)).collect();
    CipherSuite::KNOWN.iter().filter_map(|suite| Some((suite.name()?, (*suite, known(suite))))).collect()
});

/// The server took none of these suites in any of these versions.
struct Refusal {
    versions: Vec<TlsVersion>,
    suites: Vec<CipherSuite>,
    confidence: Confidence,
}

impl Evidence {
    pub(super) fn of(seen: &AddressObservations) -> Self {
        let mut evidence = Self { needs: Needs::of(seen), ..Self::default() };
        for (index, conversation) in seen.conversations.iter().enumerate() {
            // A repeat counts more than what it repeats.
            if seen.last(conversation.question).is_some_and(|(last, _)| last != index) {
                continue;
            }
            match conversation.question {
                Question::Hello { hello, .. } => {
                    let (versions, suites) = offer(hello);
                    let whole = conversation.hello.done().filter(|answer| answer.broken_off.is_none());
                    if let Some(answer) = whole {
                        evidence.answered(&versions, &suites, answer.version, answer.suite);
                    }
                    // These end for another reason than versions and suites.
                    let other =
                        [HelloKind::PostQuantum, HelloKind::WithoutSha1, HelloKind::Tls13WithoutShare];
                    if !other.contains(&hello) {
                        evidence.ended(&versions, &suites, conversation.hello.failed());
                    }
                }
                _ => {
                    let versions = [TlsVersion::TLS13, TlsVersion::TLS12];
                    if let Some(session) = conversation.tls.done() {
                        evidence.modern |= is_modern(session.version, session.suite, None);
                        // Whether the legacy ones were on offer as well shows only where one was chosen.
                        let legacy = OURS_LEGACY.contains(&session.suite);
                        let ours = match legacy {
                            true => [OURS.as_slice(), &OURS_LEGACY].concat(),
                            false => OURS.to_vec(),
                        };
                        evidence.answered(&versions, &ours, session.version, session.suite);
                    }
                    evidence.ended(&versions, &OURS, conversation.tls.failed());
                }
            }
        }
        if let Some(offers) = seen.tls_offers.done() {
            evidence.list(offers);
        }
        // A mere close is believed to be a refusal only of a server that answers other hellos.
        if evidence.chosen.is_empty() {
            evidence.refused.retain(|refusal| refusal.confidence == Confidence::Certain);
        }
        evidence
    }

    fn answered(
        &mut self,
        versions: &[TlsVersion],
        suites: &[CipherSuite],
        version: TlsVersion,
        suite: CipherSuite,
    ) {
        self.chosen.push(Choice { version, suite, from: suites.to_vec(), decides: Decides::Unknown });
        // The version is chosen before the suite (RFC 5246 7.4.1.3): a higher one that was offered is not there at all.
        let higher = versions.iter().copied().filter(|offered| version < *offered).collect();
        self.refused.push(Refusal {
            versions: higher,
            suites: CipherSuite::KNOWN.to_vec(),
            confidence: Confidence::Certain,
        });
    }

    fn ended(&mut self, versions: &[TlsVersion], suites: &[CipherSuite], failure: Option<&Failure>) {
        let Some(failure) = failure.filter(|_| !self.needs.explains(versions)) else { return };
        let confidence = match failure.kind {
            FailureKind::Alert if failure.refuses_offer() => Confidence::Certain,
            FailureKind::Closed | FailureKind::Reset => Confidence::Likely,
            _ => return,
        };
        let of_version = failure.alert == Some(AlertDescription::PROTOCOL_VERSION);
        let suites = if of_version { CipherSuite::KNOWN } else { suites };
        self.refused.push(Refusal { versions: versions.to_vec(), suites: suites.to_vec(), confidence });
    }

    fn list(&mut self, offers: &TlsOffers) {
        self.listed = true;
        self.modern |= offers_modern(offers);
        for version in &offers.versions {
            let code = version.version;
            let suites: Vec<CipherSuite> = version.suites.iter().map(|found| found.suite).collect();
            for suite in &suites {
                let (suite, from) = (*suite, suites.clone());
                self.chosen.push(Choice { version: code, suite, from, decides: offers.decides });
            }
            let taken = |suite: &CipherSuite| suites.contains(suite);
            if version.accepted == Tri::No || version.complete {
                let suites = CipherSuite::KNOWN.iter().copied().filter(|suite| !taken(suite)).collect();
                self.refused.push(Refusal { versions: vec![code], suites, confidence: Confidence::Certain });
            }
        }
    }

    pub(super) fn judge(&self, profile: &ClientProfile) -> Handshake {
        if let Some(kept_out) = self.needs.keep_out(profile) {
            return kept_out;
        }
        let offered: Vec<&(CipherSuite, Vec<TlsVersion>)> =
            profile.suites.iter().filter_map(|name| BY_NAME.get(name.as_str())).collect();
        let mut versions = profile.tls.clone();
        versions.sort_unstable();
        let mut confidence = Confidence::Certain;
        let mut decided = false;
        for version in versions.iter().rev().copied() {
            let here = offered.iter().filter(|(_, versions)| versions.contains(&version.version()));
            let suites: Vec<CipherSuite> = here.map(|(suite, _)| *suite).collect();
            if suites.is_empty() {
                continue;
            }
            if let Some(refused) = self.refuses(version, &suites) {
                confidence = confidence.min(refused);
                decided |= self.chosen.iter().any(|choice| choice.version == version.version());
                continue;
            }
            // The version is chosen before the suite, RFC 5246 7.4.1.3: where the server has a higher one that the client
            // offers as well, this one is not tried.
            if decided {
                confidence = confidence.min(Confidence::Likely);
                break;
            }
            let shared = self
                .chosen
                .iter()
                .any(|choice| choice.version == version.version() && suites.contains(&choice.suite));
            return match shared {
                true => Handshake::Completes { version, suite: self.suite(version, &suites), confidence },
                false => Handshake::Unknown(format!(
                    "what the host accepts in TLS {} {}",
                    version.as_str(),
                    if self.listed { "was not listed completely" } else { "is listed at depth full" }
                )),
            };
        }
        let has_version =
            |choice: &Choice| profile.tls.iter().any(|version| version.version() == choice.version);
        let shares_version = self.chosen.iter().any(has_version) || self.chosen.is_empty();
        // Where current clients get in, it is not the host that is old: it takes less than others offer.
        let cause = match (shares_version, self.modern) {
            (true, false) => CauseId::TlsNoSharedCipher,
            (true, true) => CauseId::TlsSuitesNarrow,
            (false, false) => CauseId::TlsNoSharedVersion,
            (false, true) => CauseId::TlsVersionsNarrow,
        };
        Handshake::Fails { cause, confidence }
    }

    /// Whether the server refused this version with each of these suites, and how sure that is.
    fn refuses(&self, version: OfferedTls, suites: &[CipherSuite]) -> Option<Confidence> {
        let refusals = || self.refused.iter().filter(|refusal| refusal.versions.contains(&version.version()));
        let each = suites.iter().map(|suite| {
            refusals()
                .filter(|refusal| refusal.suites.contains(suite))
                .map(|refusal| refusal.confidence)
                .max()
        });
        each.collect::<Option<Vec<Confidence>>>()?.into_iter().min()
    }

    /// The suite that the server chooses of these, where no other choice fits what it chose before.
    fn suite(&self, version: OfferedTls, suites: &[CipherSuite]) -> Option<CipherSuite> {
        let mut here = self.chosen.iter().filter(|choice| choice.version == version.version());
        let listed = here.clone().find(|choice| choice.decides != Decides::Unknown);
        match listed.map(|choice| (choice.decides, &choice.from)) {
            Some((Decides::Server, order)) => order.iter().copied().find(|suite| suites.contains(suite)),
            Some((_, accepted)) => suites.iter().copied().find(|suite| accepted.contains(suite)),
            None => here
                .find(|choice| {
                    let place = |wanted: &CipherSuite| choice.from.iter().position(|suite| suite == wanted);
                    let chosen = place(&choice.suite);
                    let before = suites.iter().take_while(|suite| **suite != choice.suite);
                    // It had all of these to choose from, and none that the client likes better stood behind.
                    suites.contains(&choice.suite)
                        && suites.iter().all(|suite| place(suite).is_some())
                        && before.clone().all(|suite| place(suite) < chosen)
                })
                .map(|choice| choice.suite),
        }
    }
}

/// The versions and suites of a hello that was written by hand.
fn offer(hello: HelloKind) -> (Vec<TlsVersion>, Vec<CipherSuite>) {
    let (versions, hello) = match hello {
        HelloKind::Wide => {
            (vec![TlsVersion::TLS12, TlsVersion::TLS11, TlsVersion::TLS10], ClientHello::tls12([0; 32]))
        }
        HelloKind::Tls13Only => (vec![TlsVersion::TLS13], ClientHello::tls13_only([0; 32], [0; 32])),
        HelloKind::Tls10 => (vec![TlsVersion::TLS10], ClientHello::tls10([0; 32])),
        HelloKind::Tls13WithoutShare => return (Vec::new(), Vec::new()),
        HelloKind::WithoutTls13 | HelloKind::WithoutServerNameAndTls13 => (
            vec![TlsVersion::TLS12, TlsVersion::TLS11, TlsVersion::TLS10],
            ClientHello::windows_without_tls13([0; 32]),
        ),
        HelloKind::EverySuite => (
            vec![TlsVersion::TLS13, TlsVersion::TLS12],
            ClientHello::windows_with_every_suite([0; 32], [0; 32]),
        ),
        // What else is in these does not matter here: only that they were answered, and with what.
        HelloKind::WindowsCurrent
        | HelloKind::EveryGroup
        | HelloKind::EveryScheme
        | HelloKind::WithoutSha1
        | HelloKind::WithoutServerName
        | HelloKind::PostQuantum => {
            (vec![TlsVersion::TLS13, TlsVersion::TLS12], ClientHello::windows_current([0; 32], [0; 32]))
        }
    };
    (versions, hello.suites)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_our_own_library_offers() {
        let theirs: Vec<CipherSuite> = rustls::crypto::ring::DEFAULT_CIPHER_SUITES
            .iter()
            .map(|suite| CipherSuite(u16::from(suite.suite())))
            .collect();
        assert_eq!(theirs, OURS);
        #[cfg(feature = "legacy-tls")]
        assert_eq!(
            rdp_health_legacy_tls::SUITES.map(|suite| CipherSuite(u16::from(suite.suite()))),
            OURS_LEGACY
        );
    }
}
