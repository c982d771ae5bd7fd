//! The signature of a `.rdp` file: over which lines, whether it fits them, and who made it.
//!
//! rdpsign's format, of which Microsoft publishes nothing: `signscope` names the settings that are signed, and
//! `signature` is, in base64, a head of twelve bytes and a detached message of CMS. Signed are the lines that are named,
//! in that order, then the line of `signscope`, each with CRLF at its end, and one NUL, in UTF-16LE. Sources: rdpsign.py
//! (github.com/nfedera/rdpsign), rdpverify.py (github.com/cluck/rdpsign), NullOps.RdpSigner, which agree.

mod dialogs;
mod said;
mod secure;
mod trusted;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use super::rdp::Line;
use crate::certificate::{self, Signature, is_der, read_signed};
use crate::observe::{CertificateFacts, TrustStoreKind};
use crate::outcome::Tri;
pub(super) use dialogs::of as dialogs;
pub use dialogs::{Dialog, Dialogs};
pub(super) use said::of as remarks;

/// What the signature of a `.rdp` file is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SignatureState {
    /// The signer's key made it over exactly these lines.
    Valid,
    /// It does not fit the lines: one of them was changed, added or removed after the file was signed.
    Changed,
    /// It is no signature of the form that clients read.
    Damaged,
    /// This build cannot verify it: its algorithm is not known, or the signer's certificate is not with it.
    Unverifiable,
}

/// The signature of a `.rdp` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FileSignature {
    /// What it is worth.
    pub state: SignatureState,
    /// What is wrong with it, where something is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// The line that has it, from 1.
    pub line: usize,
    /// The settings that it covers, as the file names them.
    pub covered: Vec<String>,
    /// Lines of settings that signers cover and that this signature leaves out: anybody can change them.
    pub uncovered: Vec<usize>,
    /// Settings that were signed and that the file does not have any more.
    pub missing: Vec<String>,
    /// The digest of what was signed, by its usual name or its object identifier.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<String>,
    /// The certificates in it, the signer's first.
    pub certificates: Vec<CertificateFacts>,
    /// Which stores of trusted roots trust the signer; empty = none was asked.
    pub trust: Vec<SignerTrust>,
}

/// What a store of trusted roots says of who signed a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SignerTrust {
    /// Which store.
    pub store: TrustStoreKind,
    /// The file of certificates that was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// Whether the signer's chain leads to a root in it.
    pub trusted: Tri,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// The subjects of the chain, the signer's first, as far as it leads.
    pub chain: Vec<String>,
}

/// Both words that rdpsign.exe writes before the length.
const HEAD: [u8; 8] = [1, 0, 1, 0, 1, 0, 0, 0];

/// Reads the signature among these lines; `None` = there is none, or one of its two lines is missing.
pub(super) fn read(lines: &[Line<'_>]) -> Option<FileSignature> {
    let last = |name: &str| {
        let mut with = lines.iter().filter_map(|line| Some((line, line.setting.as_ref()?)));
        with.rfind(|(_, setting)| setting.is(name) && !setting.value.is_empty())
    };
    let (line, signature) = last("signature")?;
    let (scope_line, scope) = last("signscope")?;
    let cover = secure::Cover::read(lines, (scope_line.text, scope.value));
    let mut file = FileSignature {
        state: SignatureState::Damaged,
        why: None,
        line: line.number,
        covered: cover.covered,
        uncovered: cover.uncovered,
        missing: cover.missing,
        digest: None,
        certificates: Vec::new(),
        trust: Vec::new(),
    };
    let signed = message(signature.value).and_then(|message| match is_der(&message) {
        true => read_signed(&message, &cover.message).ok_or("it contains no signed message (PKCS #7)"),
        false => Err("its lengths do not fit, or it is not DER"),
    });
    match signed {
        Err(why) => file.why = Some(why.to_owned()),
        Ok(signed) => {
            file.state = match signed.signature {
                Signature::Good => SignatureState::Valid,
                Signature::Bad => SignatureState::Changed,
                Signature::Unverifiable => SignatureState::Unverifiable,
            };
            file.why = match file.state {
                SignatureState::Unverifiable if !signed.has_signer => {
                    Some("the signer's certificate is not part of it".to_owned())
                }
                SignatureState::Unverifiable => Some(format!("{} with this key", signed.digest)),
                _ => None,
            };
            file.digest = Some(signed.digest);
            if signed.has_signer {
                file.certificates = signed.certificates.iter().map(|der| certificate::read(der)).collect();
            }
        }
    }
    Some(file)
}

/// The message of CMS in the value of `signature`. rdpsign.exe writes two spaces after 64 characters each.
fn message(value: &str) -> Result<Vec<u8>, &'static str> {
    let text: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = BASE64.decode(text).map_err(|_| "it is not base64")?;
    let (head, rest) = bytes.split_at_checked(HEAD.len()).ok_or("it breaks off")?;
    if head != HEAD {
        return Err("it does not begin as rdpsign's signatures do");
    }
    let (length, message) = rest.split_first_chunk::<4>().ok_or("it breaks off")?;
    match usize::try_from(u32::from_le_bytes(*length)) == Ok(message.len()) {
        true => Ok(message.to_vec()),
        false => Err("its length is not the one that it names"),
    }
}
