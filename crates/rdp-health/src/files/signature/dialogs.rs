//! What mstsc asks a user who opens the file, and what stays off unless they allow it.
//!
//! Sources: "Understanding security warnings when opening Remote Desktop (RDP) files" (learn.microsoft.com, with the
//! update of April 2026), "Supported RDP properties" for what a client does where the file says nothing, and
//! docs.finalbuilder.com/sn/1.0/client/signing-rdp-files.html for signers that a client does not trust.

use serde::{Deserialize, Serialize};

use super::{FileSignature, SignatureState};
use crate::files::rdp::Line;
use crate::observe::TrustStoreKind;
use crate::outcome::Tri;

/// What mstsc shows before it connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Dialog {
    /// A warning that nothing proves who wrote the file.
    UnknownPublisher,
    /// A question whether the publisher, who is named, is trusted.
    NamedPublisher,
    /// The file was changed after it was signed: no publisher is shown, and mstsc may refuse the file.
    Changed,
}

/// What mstsc shows a user who opens the file, with Windows' usual policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Dialogs {
    /// Which dialog.
    pub dialog: Dialog,
    /// Its title before Windows' update of April 2026.
    pub before_april_2026: String,
    /// Its title since then.
    pub since_april_2026: String,
    /// What of this computer the file asks for, or mstsc gives where the file says nothing. Since April 2026 each of it
    /// stays off until the user turns it on in the dialog.
    pub off_since_april_2026: Vec<String>,
}

/// Setting, what it gives the host, and whether mstsc gives it where the file says nothing.
const ASKED: [(&str, &str, bool); 12] = [
    ("redirectclipboard", "clipboard", true),
    ("redirectprinters", "printers", true),
    ("redirectsmartcards", "smart cards", true),
    ("redirectwebauthn", "security keys and passkeys (WebAuthn)", true),
    ("drivestoredirect", "drives", false),
    ("redirectdrives", "drives", false),
    ("audiocapturemode", "microphone", false),
    ("camerastoredirect", "cameras", false),
    ("devicestoredirect", "plug and play devices", false),
    ("usbdevicestoredirect", "USB devices", false),
    ("redirectcomports", "serial ports", false),
    ("redirectlocation", "location", false),
];

/// What a user meets; `None` = it depends on who is trusted, and nobody was asked.
pub(in crate::files) fn of(lines: &[Line<'_>], signature: Option<&FileSignature>) -> Option<Dialogs> {
    let dialog = match signature.map(|signature| signature.state) {
        None | Some(SignatureState::Damaged) => Dialog::UnknownPublisher,
        Some(SignatureState::Changed) => Dialog::Changed,
        Some(SignatureState::Unverifiable) => return None,
        Some(SignatureState::Valid) => {
            let clients = |store: TrustStoreKind| store != TrustStoreKind::Mozilla;
            let mut trust = signature?.trust.iter().filter(|one| clients(one.store)).peekable();
            trust.peek()?;
            match trust.any(|one| one.trusted == Tri::Yes) {
                true => Dialog::NamedPublisher,
                false => Dialog::UnknownPublisher,
            }
        }
    };
    let (before, since) = match dialog {
        Dialog::UnknownPublisher => (
            "The publisher of this remote connection can't be identified. Do you want to connect anyway?",
            "Caution: Unknown remote connection",
        ),
        Dialog::NamedPublisher => (
            "Do you trust the publisher of this remote connection?",
            "Verify the publisher of this remote connection",
        ),
        Dialog::Changed => (
            "The digital signature of this RDP File cannot be verified. The remote connection cannot be started.",
            "Caution: Unknown remote connection",
        ),
    };
    let mut off: Vec<String> = Vec::new();
    for (name, what, by_default) in ASKED {
        let last = lines.iter().filter_map(|line| line.setting.as_ref()).rfind(|setting| setting.is(name));
        let asks = last.map_or(by_default, |setting| !matches!(setting.value, "" | "0"));
        if asks && !off.iter().any(|known| known == what) {
            off.push(what.to_owned());
        }
    }
    Some(Dialogs {
        dialog,
        before_april_2026: before.to_owned(),
        since_april_2026: since.to_owned(),
        off_since_april_2026: off,
    })
}
