//! Why a way leads to no root: the certificate at which it ends, and both sides of the comparison.

use crate::certificate::Break;
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Evidence, Finding};
use crate::diagnose::way::{AtHand, Origin, Step, Way, named};
use crate::observe::Observations;
use crate::outcome::Outcome;

/// What is said where a peer has us look at more than an honest one would.
pub(super) const TOO_MANY: &str = "The certificates allow more paths to a root than this version tries, and none \
    that it tried reaches a root.";

/// Why a way ends before a root.
#[derive(Default)]
pub(super) struct Reason {
    /// The cause that it is an instance of, and how sure that is; none = another rule says it, or nobody knows.
    pub(super) cause: Option<(CauseId, Confidence)>,
    /// In one sentence.
    pub(super) says: String,
    /// Both sides of the comparison.
    pub(super) evidence: Vec<Evidence>,
}

impl Reason {
    fn new(cause: Option<(CauseId, Confidence)>, says: impl Into<String>) -> Self {
        Self { cause, says: says.into(), evidence: Vec::new() }
    }

    fn evidence(mut self, at: impl Into<String>, says: impl Into<String>) -> Self {
        self.evidence.push(Evidence { at: at.into(), says: says.into() });
        self
    }

    /// The finding, if it is this rule's.
    pub(super) fn finding(self) -> Option<Finding> {
        let (id, confidence) = self.cause?;
        let finding = Finding::of(id, confidence).says(self.says);
        Some(self.evidence.into_iter().fold(finding, |finding, one| finding.evidence(one.at, one.says)))
    }
}

/// Why a way ends before a root, `None` if it does not. `stores` are all the stores that were asked, in words.
pub(super) fn reason(
    way: &Way<'_>,
    at_hand: &AtHand<'_>,
    observations: &Observations,
    stores: &[String],
) -> Option<Reason> {
    let last = way.steps.last()?;
    let (subject, issuer) = (named(&last.facts.subject), named(&last.facts.issuer));
    let (held, stores_not) = (way.store.at().held(), stores.join(" nor in "));
    let missing = format!("no certificate in {} has this name", stores.join(" and in "));
    let untrusted = Some((CauseId::CertUntrusted, Confidence::Certain));
    Some(match way.broken.as_ref()? {
        // A server's certificate that is its own issuer is `cert-self-signed`.
        Break::UnknownRoot if way.steps.len() == 1 => {
            Reason::new(None, format!("The certificate is self-signed and is not in {stores_not}."))
                .evidence(last.at.issuer(), format!("presented {subject}, its own issuer"))
                .evidence(held, format!("expected the certificate itself: {missing}"))
        }
        Break::UnknownRoot => Reason::new(
            untrusted,
            format!("The certificate chains to the root {subject}, which is not in {stores_not}."),
        )
        .evidence(last.at.subject(), format!("presented the root {subject}{}", origin(last)))
        .evidence(held, format!("expected a trusted root: {missing}")),
        Break::IssuerMissing if way.steps.len() == 1 => {
            let sent = sent(at_hand);
            // Which of the two it is shows only in the issuer's certificate, which nobody has seen.
            let says = format!(
                "The server sends {sent}: the certificate of {issuer} is missing. If {issuer} is a root CA, it is \
                 not trusted here.{}",
                elsewhere(last, observations)
            );
            Reason::new(Some((CauseId::CertChainIncomplete, Confidence::Likely)), says)
                .evidence(last.at.issuer(), format!("expected the certificate of {issuer}"))
                .evidence(at_hand.at.whole(), format!("presented {sent}"))
                .evidence(held, missing)
        }
        Break::IssuerMissing => {
            let says = format!(
                "The certificate chains to {subject}, but its issuer {issuer} was not sent and is not in \
                 {stores_not}.{}",
                elsewhere(last, observations)
            );
            let expected =
                format!("expected the certificate of {issuer}, the issuer of {subject}{}", origin(last));
            Reason::new(untrusted, says).evidence(last.at.issuer(), expected).evidence(held, missing)
        }
        Break::BadSignature(link) => {
            let other = at_hand.step(*link, way.store)?;
            let presented = match (&last.facts.issuer_key_id, &other.facts.subject_key_id) {
                (Some(expected), Some(presented)) if expected != presented => {
                    format!("expected the key {expected}, presented {presented}")
                }
                _ => format!("the signature was not made with the key of {issuer}"),
            };
            let says = format!(
                "The certificate of {subject} names {issuer} as its issuer, but the CA certificate with that name \
                 did not sign it: there are two CAs with the same name, or the certificate was altered."
            );
            Reason::new(untrusted, says)
                .evidence(last.at.issuer(), format!("issued by {issuer}"))
                .evidence(other.at.key_sha256(), format!("{presented}{}", origin(&other)))
        }
        Break::Forbidden(rule) => {
            Reason::new(untrusted, format!("The certification path is invalid at {subject}: {rule}."))
                .evidence(last.at.clone(), rule.clone())
        }
        Break::Unverifiable(_) => Reason::new(
            None,
            format!(
                "This version cannot verify the signature on the certificate of {subject} ({}).",
                last.facts.signature_algorithm
            ),
        ),
        Break::TooMany => Reason::new(None, TOO_MANY),
        Break::Unreadable => Reason::new(None, "A certificate in the chain could not be parsed."),
    })
}

/// The finding about a server that keeps certificates of authorities to itself, which lie elsewhere.
pub(super) fn incomplete(way: &Way<'_>, at_hand: &AtHand<'_>) -> Option<Finding> {
    let unsent = way.unsent();
    let lie = |step: &&Step<'_>| match step.origin {
        Origin::Fetched(url) => format!("the certificate of {} is at {url}", named(&step.facts.subject)),
        Origin::Sent | Origin::Held(_) => String::new(),
    };
    let lie: Vec<String> = unsent.iter().map(lie).collect();
    if lie.is_empty() {
        return None;
    }
    let (sent, lie) = (sent(at_hand), lie.join(", and "));
    let says = match way.steps.last().filter(|_| way.broken.is_none()) {
        Some(root) => format!(
            "The server sends {sent}: {lie}, and completes the chain to {}, which is in {}. Clients that fetch it \
             automatically, as Windows usually does, accept the chain; others do not.",
            named(&root.facts.subject),
            way.store.name()
        ),
        None => format!("The server sends {sent}: {lie}."),
    };
    let finding = Finding::of(CauseId::CertChainIncomplete, Confidence::Certain)
        .says(says)
        .evidence(at_hand.at.whole(), format!("presented {sent}"));
    let above = way.steps.iter().skip(1);
    Some(above.fold(finding, |finding, step| finding.evidence(step.at.clone(), step.says())))
}

/// What the server sends, in a phrase.
fn sent(at_hand: &AtHand<'_>) -> String {
    match at_hand.chain.len() {
        1 => "only its own certificate".to_owned(),
        2 => "one other certificate, but not its issuer's".to_owned(),
        others => format!("{} other certificates, but not its issuer's", others.saturating_sub(1)),
    }
}

/// Where a certificate comes from, if not from the server.
fn origin(step: &Step<'_>) -> String {
    match &step.origin {
        Origin::Sent => String::new(),
        Origin::Fetched(url) => format!(", fetched from {url}"),
        Origin::Held(store) => format!(", from {store}"),
    }
}

/// Where the issuer of the last certificate would lie, and why it did not come from there.
fn elsewhere(last: &Step<'_>, observations: &Observations) -> String {
    if last.facts.issuer_urls.is_empty() {
        return String::new();
    }
    let urls = last.facts.issuer_urls.join(" and ");
    let missing = observations.issuers.done().into_iter().flat_map(|issuers| &issuers.missing);
    let mut found =
        missing.filter(|missing| missing.sha256 == last.facts.sha256).map(|missing| &missing.found);
    let why = match found.next() {
        Some(Outcome::Failed(failure)) => {
            format!(", but that failed from this computer: {}", failure.phrase())
        }
        Some(Outcome::Skipped(why)) => format!(", but it was not fetched: {why}"),
        Some(Outcome::Done(_)) | None => String::new(),
    };
    format!(" According to the certificate it can be fetched from {urls}{why}.")
}
