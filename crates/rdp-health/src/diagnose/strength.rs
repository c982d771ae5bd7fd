//! Rules about what a certificate is for, how strong it is, and how well it is made.

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::{Address, Shown};
use super::way::Trust;
use crate::observe::{CertificateFacts, KeyKind};

/// A TLS server signs with its key, or lets the client encrypt to it.
const SERVER_KEY_USAGES: [&str; 3] = ["digital signature", "key encipherment", "key agreement"];
const SERVER: [&str; 2] = ["server authentication", "any"];
const REMOTE_DESKTOP: &str = "Remote Desktop authentication";

/// What the server's certificate, and those that issued it, are meant for.
pub(super) fn purpose(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(|shown| for_another_purpose(address, shown)).into()
}

fn for_another_purpose(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, trust, at, .. } = shown;
    let allowed = |usage: &String| SERVER_KEY_USAGES.contains(&usage.as_str());
    if !leaf.key_usage.is_empty() && !leaf.key_usage.iter().any(allowed) {
        let usages = leaf.key_usage.join(", ");
        return Some(
            Finding::of(CauseId::CertWrongPurpose, Confidence::Certain)
                .says(format!("The certificate's key is meant for {usages}, not for a server."))
                .evidence(at.key_usage(), usages),
        );
    }
    let usages = leaf.extended_key_usage.join(", ");
    let extension = at.extended_key_usage();
    match suits(leaf) {
        Suits::Server => issuers_purpose(trust),
        // Only Remote Desktop clients know that purpose.
        Suits::RemoteDesktop if !address.endpoint.role.speaks_http() => Some(
            Finding::of(CauseId::CertWrongPurpose, Confidence::Likely)
                .severity(Severity::Info)
                .says(format!(
                    "The certificate is meant for {usages} and not for servers in general: Windows clients take it, programs \
                     that demand server authentication do not."
                ))
                .evidence(extension, format!("expected server authentication, presented {usages}")),
        ),
        Suits::RemoteDesktop | Suits::Nothing => Some(
            Finding::of(CauseId::CertWrongPurpose, Confidence::Certain)
                .says(format!("The certificate is meant for {usages}, not for a server."))
                .evidence(extension, format!("expected server authentication, presented {usages}")),
        ),
    }
}

/// What the extended key usages leave a certificate for.
enum Suits {
    Server,
    RemoteDesktop,
    Nothing,
}

fn suits(certificate: &CertificateFacts) -> Suits {
    let usages = &certificate.extended_key_usage;
    if usages.is_empty() || usages.iter().any(|usage| SERVER.contains(&usage.as_str())) {
        Suits::Server
    } else if usages.iter().any(|usage| usage == REMOTE_DESKTOP) {
        Suits::RemoteDesktop
    } else {
        Suits::Nothing
    }
}

/// A CA whose own purposes leave servers out cannot issue for one.
fn issuers_purpose(trust: &Trust<'_>) -> Option<Finding> {
    let (ca, at) = trust.issuers().find(|(ca, _)| matches!(suits(ca), Suits::Nothing))?;
    let usages = ca.extended_key_usage.join(", ");
    Some(
        Finding::of(CauseId::CertWrongPurpose, Confidence::Certain)
            .says(format!("{} issued the certificate, and may issue for {usages} only.", ca.subject))
            .evidence(at.extended_key_usage(), usages),
    )
}

/// How strong keys and signatures are, on the way to the root.
pub(super) fn strength(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(|shown| weak(address, shown)).into()
}

fn weak(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, trust, at, .. } = shown;
    let mut chain = std::iter::once((*leaf, at)).chain(trust.issuers());
    let (weak, at, why) = chain.find_map(|(certificate, at)| {
        let why = weaknesses(address, certificate);
        (!why.is_empty()).then_some((certificate, at, why))
    })?;
    let which = match weak.sha256 == leaf.sha256 {
        true => "The certificate is weak".to_owned(),
        false => format!("The certificate of {}, on which the server's depends, is weak", weak.subject),
    };
    Some(
        Finding::of(CauseId::CertWeak, Confidence::Certain)
            .says(format!("{which}: {}.", why.join(", and ")))
            .evidence(at.key(), weak.key.to_string())
            .evidence(at.signature_algorithm(), weak.signature_algorithm.clone()),
    )
}

/// NIST SP 800-57 part 1: 112 bits of security.
const MINIMUM_EC_BITS: u32 = 224;

fn weaknesses(address: &Address<'_>, certificate: &CertificateFacts) -> Vec<String> {
    let key = &certificate.key;
    let least = match key.kind {
        KeyKind::Rsa | KeyKind::RsaPss => u32::from(address.scene.policy.minimum_rsa_bits),
        KeyKind::Ec => MINIMUM_EC_BITS,
        KeyKind::Ed25519 | KeyKind::Ed448 | KeyKind::Other => 0,
    };
    let mut weak = Vec::new();
    if 0 < key.bits && key.bits < least {
        weak.push(format!("its key is {key} (at least {least} bits are expected)"));
    }
    if ["MD5", "SHA-1"].iter().any(|hash| certificate.signature_algorithm.starts_with(hash)) {
        weak.push(format!("it is signed with {}", certificate.signature_algorithm));
    }
    weak
}

/// What is odd about the certificate's form, so that some clients refuse what others take.
pub(super) fn form(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(malformed).into()
}

fn malformed(shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, at, .. } = shown;
    if let Some(problem) = &leaf.unreadable {
        return Some(
            Finding::of(CauseId::CertNonconforming, Confidence::Certain)
                .says(format!("The certificate can be read only in part: {problem}."))
                .evidence(at.unreadable(), problem.clone()),
        );
    }
    // On the way to a root this breaks the path, which is said there.
    if leaf.self_issued && !leaf.unknown_critical.is_empty() {
        let unknown = leaf.unknown_critical.join(", ");
        return Some(
            Finding::of(CauseId::CertNonconforming, Confidence::Certain)
                .severity(Severity::Warning)
                .says(format!(
                    "The certificate has an extension that is critical and not known ({unknown}): clients must refuse it."
                ))
                .evidence(at.unknown_critical(), unknown),
        );
    }
    if matches!(leaf.version, 1 | 2) {
        return Some(
            Finding::of(CauseId::CertNonconforming, Confidence::Certain)
                .says(format!(
                    "The certificate is X.509 version {}, which carries neither names nor purposes; clients that demand \
                     version 3 refuse it.",
                    leaf.version
                ))
                .evidence(at.version(), format!("expected 3, presented {}", leaf.version)),
        );
    }
    (leaf.is_ca == Some(true) && !leaf.self_issued).then(|| {
        Finding::of(CauseId::CertNonconforming, Confidence::Certain)
            .says("The server's certificate is marked as that of a CA; some clients refuse that.")
            .evidence(at.is_ca(), "expected no CA")
    })
}
