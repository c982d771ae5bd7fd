//! What there is to say of a file's signature, or of its having none.

use super::trusted::{EXPIRED, out_of_date};
use super::{Dialog, Dialogs, FileSignature, SignatureState, SignerTrust};
use crate::files::remark::{Remark, RemarkLevel};
use crate::observe::{CertificateFacts, Key, KeyKind, TrustStoreKind};
use crate::outcome::Tri;

const DAY: i64 = 86_400;
/// A signer's certificate that expires within so many days is worth a word: clients take no signature after that.
const SOON: i64 = 30;
/// What a certificate that signs files may be for, as far as Microsoft says; below the last one are the purposes of
/// Remote Desktop. "About Digitally Signing RemoteApp Programs" (learn.microsoft.com).
const PURPOSES: [&str; 4] = ["any", "server authentication", "code signing", "Remote Desktop authentication"];
const PURPOSES_OF_REMOTE_DESKTOP: &str = "1.3.6.1.4.1.311.54.";

/// Digests for which two texts of the same digest can be made.
const WEAK_DIGESTS: [&str; 4] = ["MD2", "MD4", "MD5", "SHA-1"];

const SIGN: &str = "sign the file (rdpsign /sha256 THUMBPRINT FILE)";
const SIGN_AGAIN: &str = "sign the file again (rdpsign /sha256 THUMBPRINT FILE)";

/// Everything about the signature. Dates are judged where there is a moment to judge them for, in Unix seconds.
pub(in crate::files) fn of(
    signature: Option<&FileSignature>,
    is_tried: bool,
    dialogs: Option<&Dialogs>,
    now: Option<i64>,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    match signature {
        Some(signature) => {
            remarks.push(state(signature));
            remarks.extend(cover(signature));
            if let SignatureState::Valid | SignatureState::Unverifiable = signature.state {
                remarks.extend(weak(signature));
            }
            if signature.state == SignatureState::Valid {
                remarks.extend(purpose(signature));
                remarks.extend(now.and_then(|now| dates(signature, now)));
                remarks.extend(trust(signature, now));
            }
        }
        None if !is_tried => {
            let text = "the file is not signed: nothing proves who wrote it";
            remarks.push(Remark::new(RemarkLevel::Info, None, Some("signature"), text, SIGN));
        }
        // One of its two lines is there, which is said already.
        None => {}
    }
    remarks.extend(dialogs.map(opened));
    remarks
}

fn say(signature: &FileSignature, level: RemarkLevel, text: &str, remedy: &str) -> Remark {
    Remark::new(level, Some(signature.line), Some("signature"), text, remedy)
}

fn state(signature: &FileSignature) -> Remark {
    let why = signature.why.as_deref().unwrap_or_default();
    let download = "download the file again, or sign it again (rdpsign /sha256 THUMBPRINT FILE)";
    match signature.state {
        SignatureState::Valid => {
            let by = signature.certificates.first().map_or("", |signer| signer.subject.as_str());
            let issuer = signature.certificates.first().map_or_else(String::new, issued);
            let text = format!("the signature fits the lines that it covers; signed by {by}{issuer}");
            say(signature, RemarkLevel::Info, &text, "")
        }
        SignatureState::Changed => {
            let mut text =
                "the file was changed after it was signed: mstsc shows no publisher, or refuses it"
                    .to_owned();
            if !signature.missing.is_empty() {
                text += &format!(" (signed and not there: {})", signature.missing.join(", "));
            }
            say(signature, RemarkLevel::Error, &text, download)
        }
        SignatureState::Damaged => {
            let text =
                format!("the signature is damaged ({why}), so that the file counts as unsigned or changed");
            say(signature, RemarkLevel::Error, &text, download)
        }
        SignatureState::Unverifiable => {
            let text = format!("this build cannot verify the signature: {why}");
            say(signature, RemarkLevel::Warning, &text, "open the file on Windows to see its publisher")
        }
    }
}

fn issued(signer: &CertificateFacts) -> String {
    match signer.self_issued {
        true => format!(", self-signed, valid until {}", day(&signer.not_after)),
        false => format!(", issued by {}, valid until {}", signer.issuer, day(&signer.not_after)),
    }
}

/// What the signature leaves open.
fn cover(signature: &FileSignature) -> Vec<Remark> {
    if matches!(signature.state, SignatureState::Damaged) {
        return Vec::new();
    }
    let open = signature.uncovered.iter().map(|line| {
        let text =
            "the signature does not cover this line: anybody can change it and the signature still fits";
        Remark::new(RemarkLevel::Warning, Some(*line), Some("signscope"), text, SIGN_AGAIN)
    });
    let covers = |name: &str| signature.covered.iter().any(|covered| covered == name);
    let address = (covers("full address") && !covers("alternate full address")).then(|| {
        let text = "the signature does not cover 'alternate full address', which clients may take instead of 'full \
                    address': anyone can add it and lead users to another host";
        say(signature, RemarkLevel::Warning, text, SIGN_AGAIN)
    });
    open.chain(address).collect()
}

/// What makes a signature worth less than it says.
fn weak(signature: &FileSignature) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if let Some(digest) = signature.digest.as_deref().filter(|digest| WEAK_DIGESTS.contains(digest)) {
        let text = format!(
            "the signature uses {digest}, for which a second file with the same signature can be made"
        );
        remarks.push(say(signature, RemarkLevel::Warning, &text, SIGN_AGAIN));
    }
    let key = signature.certificates.first().map(|signer| &signer.key);
    if let Some(key) = key.filter(|key| is_short(key)) {
        let text = format!(
            "the signer's key is too short ({key}): others may work it out and sign in the signer's name"
        );
        let remedy = "sign the file with a key of RSA 2048 bits or more";
        remarks.push(say(signature, RemarkLevel::Warning, &text, remedy));
    }
    remarks
}

fn is_short(key: &Key) -> bool {
    matches!(key.kind, KeyKind::Rsa | KeyKind::RsaPss) && 0 < key.bits && key.bits < 2048
}

fn purpose(signature: &FileSignature) -> Vec<Remark> {
    let Some(signer) = signature.certificates.first() else { return Vec::new() };
    let mut remarks = Vec::new();
    let fits =
        |usage: &String| PURPOSES.contains(&usage.as_str()) || usage.starts_with(PURPOSES_OF_REMOTE_DESKTOP);
    if !signer.extended_key_usage.is_empty() && !signer.extended_key_usage.iter().any(fits) {
        let text = format!(
            "the signer's certificate is for {}: mstsc may count the publisher as unknown",
            signer.extended_key_usage.join(", ")
        );
        let remedy = "sign the file with a certificate for server authentication or code signing";
        remarks.push(say(signature, RemarkLevel::Warning, &text, remedy));
    }
    remarks
}

fn dates(signature: &FileSignature, now: i64) -> Option<Remark> {
    let signer = signature.certificates.first()?;
    let renew = "renew the certificate and sign the file again (rdpsign /sha256 THUMBPRINT FILE)";
    if now < signer.not_before_unix {
        let text = format!("the signer's certificate is not valid before {}", day(&signer.not_before));
        return Some(say(signature, RemarkLevel::Warning, &text, "check the clock of this computer"));
    }
    let days = signer.not_after_unix.saturating_sub(now).div_euclid(DAY);
    let date = day(&signer.not_after);
    if signer.not_after_unix < now {
        let text =
            format!("the signer's certificate expired on {date}: mstsc counts the publisher as unknown");
        return Some(say(signature, RemarkLevel::Warning, &text, renew));
    }
    (days <= SOON).then(|| {
        let text = format!(
            "the signer's certificate expires in {days} days ({date}): the publisher is unknown then"
        );
        say(signature, RemarkLevel::Info, &text, renew)
    })
}

fn trust(signature: &FileSignature, now: Option<i64>) -> Option<Remark> {
    // Mozilla's roots say nothing about mstsc, which asks Windows.
    let asked: Vec<&SignerTrust> =
        signature.trust.iter().filter(|trust| trust.store != TrustStoreKind::Mozilla).collect();
    let store = |trust: &SignerTrust| match &trust.file {
        Some(file) => format!("the CA file {file}"),
        None => "the store of this computer".to_owned(),
    };
    if let Some(trust) = asked.iter().find(|trust| trust.trusted == Tri::Yes) {
        let root = trust.chain.last().map(String::as_str).unwrap_or_default();
        let text = format!("{} trusts the signer (root {root})", store(trust));
        return Some(say(signature, RemarkLevel::Info, &text, ""));
    }
    // A store that knows the root says more than one that does not.
    let is_old = |trust: &&&SignerTrust| trust.why.as_ref().is_some_and(|why| why.contains(EXPIRED));
    let trust = asked.iter().find(is_old).or(asked.first())?;
    let why = trust.why.as_deref().unwrap_or_default();
    // That the signer is out of date is said.
    let of_signer = signature.certificates.first().and_then(|signer| out_of_date(signer, now?));
    if of_signer.as_deref() == Some(why) {
        return None;
    }
    let (level, text) = match trust.trusted {
        Tri::No => (
            RemarkLevel::Warning,
            format!(
                "{} does not trust the signer: {why}; users there see an unknown publisher",
                store(trust)
            ),
        ),
        Tri::Yes | Tri::Unknown => {
            (RemarkLevel::Info, format!("whether {} trusts the signer is not known: {why}", store(trust)))
        }
    };
    let remedy = match why.contains(EXPIRED) {
        true => "sign the file with a certificate of an authority that is valid",
        false => {
            "add the signer's root to the Trusted Root Certification Authorities of the clients, or name it with --ca-file"
        }
    };
    Some(say(signature, level, &text, remedy))
}

/// What users see.
fn opened(dialogs: &Dialogs) -> Remark {
    let mut text = format!(
        "a user who opens the file with mstsc is shown \"{}\"; before the update of April 2026: \"{}\"",
        dialogs.since_april_2026, dialogs.before_april_2026
    );
    if dialogs.dialog == Dialog::NamedPublisher {
        text += "; neither where a policy lists the publisher's thumbprint (TrustedCertThumbprints)";
    }
    if !dialogs.off_since_april_2026.is_empty() {
        text += &format!(
            "; since then off until the user turns it on: {}",
            dialogs.off_since_april_2026.join(", ")
        );
    }
    Remark::new(RemarkLevel::Info, None, None, text, "")
}

/// The date of an RFC 3339 moment.
fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}
