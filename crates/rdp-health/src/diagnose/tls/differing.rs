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
            .rule_out(CauseId::TlsKeyUnusable, "the server answers a ClientHello with a single difference");
        if difference.kind != HelloKind::EverySuite {
            let because = "the server answers the same suites when something else in the ClientHello differs";
            self.said.rule_out(CauseId::TlsNoSharedCipher, because);
        }
        match difference.kind {
            HelloKind::EveryGroup => group(&here, answer, confidence),
            HelloKind::EveryScheme => signature(&here, Some(answer), self.key.as_ref()),
            HelloKind::WithoutTls13 if self.reads_tls13 => {
                Finding::of(CauseId::TlsNoSharedSignature, Confidence::Likely).says(format!(
                    "{here} understands TLS 1.3 but completes only TLS 1.2: probably {} cannot sign with RSA-PSS, \
                     which TLS 1.3 requires. Clients that offer TLS 1.3 (Windows 11, FreeRDP, IronRDP) fail.",
                    key(self.key.as_ref())
                ))
            }
            HelloKind::WithoutTls13 => Finding::of(CauseId::TlsVersionIntolerance, confidence).says(format!(
                "{here} fails every ClientHello that offers TLS 1.3 ({ended}), but answers the same one without TLS \
                 1.3. Clients with TLS 1.3 (Windows 11, FreeRDP, IronRDP) fail; clients with only TLS 1.2 (Windows \
                 10) still connect."
            )),
            HelloKind::WithoutServerName => {
                let who = match difference.usual.alert {
                    Some(AlertDescription::UNRECOGNIZED_NAME) => "the server reports that it does not know the name",
                    Some(_) => "the server, or a device in front of it, refuses the name",
                    None => "a filter by server name on the path is the usual reason",
                };
                Finding::of(CauseId::TlsSniRefused, confidence).says(format!(
                    "{here} fails every ClientHello that carries the host's name (SNI) ({ended}), but answers the \
                     same one without the name: {who}."
                ))
            }
            // Each by itself was refused, so no hello shows which of the two is worse.
            HelloKind::WithoutServerNameAndTls13 => {
                Finding::of(CauseId::TlsSniRefused, Confidence::Likely).says(format!(
                    "{here} fails every ClientHello that carries the host's name (SNI) or offers TLS 1.3 ({ended}), \
                     but answers one with neither: two faults, or one device in front of the server that refuses both."
                ))
            }
            _ => Finding::of(CauseId::TlsNoSharedCipher, confidence).says(format!(
                "{here} shares no cipher suite with current clients; it accepts {}.",
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
        "{here} supports none of the key exchange groups (curves) of a current Windows client ({}); offered every \
         group, it chooses {with}.",
        usual.join(", ")
    ))
}

/// The server signs with nothing that a current Windows client offers.
pub(super) fn signature(here: &str, answer: Option<&HelloAnswer>, shown: Option<&Key>) -> Finding {
    let who = match shown.map(|key| key.kind) {
        Some(KeyKind::RsaPss) => {
            ": OpenSSL and GnuTLS (FreeRDP, Remmina) accept RSASSA-PSS keys; rustls (IronRDP) and, as far as known, \
             Windows refuse them"
        }
        Some(KeyKind::Ed25519 | KeyKind::Ed448) => {
            ": OpenSSL and GnuTLS (FreeRDP, Remmina) accept EdDSA keys; Windows and browsers, as far as known, \
             refuse them"
        }
        _ => "",
    };
    let with = answer.and_then(|answer| answer.signature_scheme);
    let with = with.map(|scheme| format!(", and signs with {scheme}")).unwrap_or_default();
    Finding::of(CauseId::TlsNoSharedSignature, Confidence::Likely).says(format!(
        "{here} supports none of the signature schemes of a current Windows client; it has {}{with}{who}.",
        key(shown)
    ))
}

/// The certificate's key, as the object of a sentence.
fn key(shown: Option<&Key>) -> String {
    match shown {
        Some(key) => format!("a certificate with an {key} key"),
        None => "a key of an unknown kind".to_owned(),
    }
}
