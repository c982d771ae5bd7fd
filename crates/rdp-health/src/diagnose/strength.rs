//! Rules about what a certificate is for, how strong it is, and how well it is made.

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::{Address, Shown};
use crate::observe::{CertificateFacts, KeyKind};

/// A TLS server signs with its key, or lets the client encrypt to it.
const SERVER_KEY_USAGES: [&str; 3] = ["digital signature", "key encipherment", "key agreement"];
const SERVER: &str = "server authentication";
const ANY: &str = "any";
const REMOTE_DESKTOP: &str = "Remote Desktop authentication";

/// What the server's certificate, and those that issued it, are meant for.
pub(super) fn purpose(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(|shown| for_another_purpose(address, shown)).into()
}

fn for_another_purpose(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, at, .. } = shown;
    let allowed = |usage: &String| SERVER_KEY_USAGES.contains(&usage.as_str());
    if !leaf.key_usage.is_empty() && !leaf.key_usage.iter().any(allowed) {
        let usages = leaf.key_usage.join(", ");
        return Some(
            Finding::of(CauseId::CertWrongPurpose, Confidence::Certain)
                .says(format!("The certificate's key usage is {usages}, which a server cannot use."))
                .evidence(at.key_usage(), usages),
        );
    }
    let usages = leaf.extended_key_usage.join(", ");
    let extension = at.extended_key_usage();
    match suits(leaf) {
        Suits::Server => issuers_purpose(address, shown),
        // Only Remote Desktop clients know that purpose.
        Suits::RemoteDesktop if !address.endpoint.role.speaks_http() => {
            issuers_purpose(address, shown).or_else(|| {
                let finding = Finding::of(CauseId::CertWrongPurpose, Confidence::Likely)
                    .severity(Severity::Info)
                    .says(format!(
                        "The certificate is meant for {usages}, not for server authentication: Windows clients \
                         accept it, programs that require server authentication do not."
                    ));
                Some(finding.evidence(extension, format!("expected server authentication, presented {usages}")))
            })
        }
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
    if usages.is_empty() || usages.iter().any(|usage| usage == SERVER || usage == ANY) {
        Suits::Server
    } else if usages.iter().any(|usage| usage == REMOTE_DESKTOP) {
        Suits::RemoteDesktop
    } else {
        Suits::Nothing
    }
}

/// A CA whose own purposes leave out what the certificate is for cannot issue it: what a path is good for is what all of
/// its certificates permit.
fn issuers_purpose(address: &Address<'_>, shown: &Shown<'_>) -> Option<Finding> {
    let permits = |certificate: &CertificateFacts, purpose: &str| {
        let usages = &certificate.extended_key_usage;
        usages.is_empty() || usages.iter().any(|usage| usage == purpose || usage == ANY)
    };
    let mut left = vec![SERVER];
    if !address.endpoint.role.speaks_http() {
        left.push(REMOTE_DESKTOP);
    }
    left.retain(|purpose| permits(shown.leaf, purpose));
    let meant = left.join(" and ");
    let mut above = shown.trust.authorities().into_iter();
    let (ca, at) = above.find(|(ca, _)| {
        left.retain(|purpose| permits(ca, purpose));
        left.is_empty()
    })?;
    let usages = ca.extended_key_usage.join(", ");
    Some(
        Finding::of(CauseId::CertWrongPurpose, Confidence::Certain)
            .says(format!(
                "The CA {} may issue certificates for {usages} only, but this certificate is for {meant}.",
                ca.subject
            ))
            .evidence(at.extended_key_usage(), format!("expected {meant}, presented {usages}")),
    )
}

/// How strong keys and signatures are, on the path to the root.
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
        false => {
            format!("The certificate of {}, on which the server's certificate depends, is weak", weak.subject)
        }
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
        weak.push(format!("its signature algorithm is {}", certificate.signature_algorithm));
    }
    weak
}

/// What is odd about the certificate's form, so that some clients refuse what others take.
pub(super) fn form(address: &Address<'_>) -> Said {
    address.shown.as_ref().and_then(malformed).into()
}

fn malformed(shown: &Shown<'_>) -> Option<Finding> {
    let Shown { leaf, at, chain, chain_at, .. } = shown;
    let mut odd = Finding::of(CauseId::CertNonconforming, Confidence::Certain);
    let mut says: Vec<String> = Vec::new();
    if let Some(problem) = &leaf.unreadable {
        says.push(format!("Part of the certificate could not be parsed: {problem}."));
        odd = odd.evidence(at.unreadable(), problem.clone());
    }
    // On the way to a root this breaks the path, which is said there.
    if leaf.self_issued && !leaf.unknown_critical.is_empty() {
        let unknown = leaf.unknown_critical.join(", ");
        says.push(format!(
            "The certificate has an unknown critical extension ({unknown}): clients must refuse it."
        ));
        odd = odd.severity(Severity::Warning).evidence(at.unknown_critical(), unknown);
    }
    if matches!(leaf.version, 1 | 2) {
        says.push(format!(
            "The certificate is X.509 version {}, which has no SAN and no extended key usage. Some clients refuse \
             version {}: those built on rustls do, mstsc does not.",
            leaf.version, leaf.version
        ));
        odd = odd
            .severity(Severity::Warning)
            .evidence(at.version(), format!("expected 3, presented {}", leaf.version));
    }
    if let Some((place, one)) = chain.iter().enumerate().find(|(_, one)| one.key.explicit_curve) {
        let whose = match place {
            0 => "The certificate's EC key".to_owned(),
            _ => format!("The EC key of {}", one.subject),
        };
        says.push(format!(
            "{whose} contains explicit curve parameters instead of the curve's name. Clients built on OpenSSL 3 or \
             rustls refuse such a key."
        ));
        odd = odd.evidence(chain_at.certificate(place).key(), format!("{}, explicit parameters", one.key));
    }
    if leaf.is_ca == Some(true) && !leaf.self_issued {
        says.push(
            "The server's certificate is marked as a CA certificate; some clients refuse that.".to_owned(),
        );
        odd = odd.evidence(at.is_ca(), "expected a certificate that is not a CA");
    }
    (!says.is_empty()).then(|| odd.says(says.join(" ")))
}
