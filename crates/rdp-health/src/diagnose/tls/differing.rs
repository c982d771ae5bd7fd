//! What a server lacks or minds, from two hellos that differ in one thing.

use rdp_health_wire::tls::{AlertDescription, ClientHello};

use super::refusing::{Refusing, choice};
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Finding};
use crate::observe::{Difference, HelloAnswer, HelloKind, Key, KeyKind};

impl Refusing<'_> {
    /// The hello of a current Windows client fails, and the same hello with one difference is answered.
    pub(super) fn by_difference(&mut self, difference: &Difference<'_>) -> Finding {
        let (here, answer) = (self.here.clone(), difference.answer);
        let confidence = if difference.proved { Confidence::Certain } else { Confidence::Likely };
        let ended = difference.usual.phrase();
        self.said
            .rule_out(CauseId::TlsKeyUnusable, "the server answers a ClientHello that differs in one thing");
        if difference.kind != HelloKind::EverySuite {
            let because = "the same suites are answered where something else in the hello is different";
            self.said.rule_out(CauseId::TlsNoSharedCipher, because);
        }
        match difference.kind {
            HelloKind::EveryGroup => group(&here, answer, confidence),
            HelloKind::EveryScheme => signature(&here, Some(answer), self.key.as_ref()),
            HelloKind::WithoutTls13 if self.reads_tls13 => {
                Finding::of(CauseId::TlsNoSharedSignature, Confidence::Likely).says(format!(
                    "{here} reads TLS 1.3 but completes only TLS 1.2: most likely {} cannot sign with RSA-PSS, which TLS 1.3 \
                     demands. Clients that offer TLS 1.3 (Windows 11, FreeRDP, IronRDP) fail.",
                    key(self.key.as_ref())
                ))
            }
            HelloKind::WithoutTls13 => Finding::of(CauseId::TlsVersionIntolerance, confidence).says(format!(
                "{here} fails every ClientHello that offers TLS 1.3 ({ended}), and answers the same one without it. Clients of \
                 TLS 1.3 (Windows 11, FreeRDP, IronRDP) fail; those that offer TLS 1.2 alone (Windows 10) do not notice."
            )),
            HelloKind::WithoutServerName => {
                let who = match difference.usual.alert {
                    Some(AlertDescription::UNRECOGNIZED_NAME) => "the server says that it does not know the name",
                    Some(_) => "the server, or a device before it, refuses the name",
                    None => "a filter by name (SNI) on the path is the usual reason",
                };
                Finding::of(CauseId::TlsSniRefused, confidence).says(format!(
                    "{here} fails every ClientHello that carries the host's name ({ended}), and answers the same one without \
                     the name: {who}."
                ))
            }
            _ => Finding::of(CauseId::TlsNoSharedCipher, confidence).says(format!(
                "{here} shares no cipher suite with current clients; what it wants is {}.",
                choice(answer)
            )),
        }
    }
}

fn group(here: &str, answer: &HelloAnswer, confidence: Confidence) -> Finding {
    let usual = ClientHello::windows_current([0; 32], [0; 32]).groups();
    let usual: Vec<String> = usual.iter().map(ToString::to_string).collect();
    let with = answer.group.map_or("one of the others".to_owned(), |group| group.to_string());
    Finding::of(CauseId::TlsNoSharedGroup, confidence).says(format!(
        "{here} takes none of the key exchange groups (curves) of a current Windows client ({}); the same hello with every \
         group is answered with {with}.",
        usual.join(", ")
    ))
}

/// The server signs with nothing that a current Windows client offers.
pub(super) fn signature(here: &str, answer: Option<&HelloAnswer>, shown: Option<&Key>) -> Finding {
    let who = match shown.map(|key| key.kind) {
        Some(KeyKind::RsaPss) => {
            ": RSASSA-PSS keys are taken by OpenSSL and GnuTLS (FreeRDP, Remmina), and refused by rustls (IronRDP) and, as far \
             as known, by Windows"
        }
        Some(KeyKind::Ed25519 | KeyKind::Ed448) => {
            ": EdDSA keys are taken by OpenSSL and GnuTLS (FreeRDP, Remmina), and refused, as far as known, by Windows and \
             browsers"
        }
        _ => "",
    };
    let with = answer.and_then(|answer| answer.signature_scheme);
    let with = with.map(|scheme| format!(", and signs with {scheme}")).unwrap_or_default();
    Finding::of(CauseId::TlsNoSharedSignature, Confidence::Likely).says(format!(
        "{here} takes none of the signature schemes of a current Windows client; it has {}{with}{who}.",
        key(shown)
    ))
}

/// The certificate's key, as the object of a sentence.
fn key(shown: Option<&Key>) -> String {
    match shown {
        Some(key) => format!("a certificate with an {key} key"),
        None => "a key of a kind that was not shown".to_owned(),
    }
}
