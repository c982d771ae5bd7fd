//! Rules about revocation: has a certificate been revoked, and could anybody find out?
//!
//! An answer counts if it is current and signed by the certificate's issuer. One that counts is enough: what the
//! other sources do wrong then costs clients time, and no more.

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::gateway::certificate::in_the_words_of_a_gateway;
use super::said::Said;
use super::scene::Scene;
use super::scene::unix;
use crate::diagnose::pointer::{Pointer, RevocationAt, report};
use crate::observe::{
    CertificateRevocation, Endpoint, Observations, Revocation, RevocationAnswer, RevocationMeans,
    RevocationSource, RevocationStatus,
};
use crate::outcome::{Failure, Outcome, Tri};

/// How far a clock may be ahead of ours before an answer counts as dated in the future, in seconds.
const SKEW: i64 = 3600;

/// The certificates of the host, and those above them.
pub(super) fn of_host(scene: &Scene<'_>) -> Said {
    judge(scene, "the host", |certificate, _| {
        !is_shown_by(scene.observations.gateway.done(), certificate)
            || is_shown_by(Some(&scene.observations.host), certificate)
    })
}

/// Those that the gateway shows. Of what the host shows too, only a revocation is worth saying twice.
pub(super) fn of_gateway(scene: &Scene<'_>) -> Said {
    let Some(gateway) = scene.observations.gateway.done() else { return Said::default() };
    let whose = format!("the gateway {gateway}");
    let mut said = judge(scene, &whose, |certificate, finding| {
        let of_both = is_shown_by(Some(&scene.observations.host), certificate);
        is_shown_by(Some(gateway), certificate) && (!of_both || finding.id == CauseId::CertRevoked)
    });
    for finding in &mut said.findings {
        in_the_words_of_a_gateway(gateway, false, finding);
    }
    said
}

/// What authorities publish comes as text, which some clients do not read.
pub(super) fn published_as_text(scene: &Scene<'_>) -> Said {
    let observations = scene.observations;
    let issuers = observations.issuers.done().map(|issuers| issuers.fetches.as_slice()).unwrap_or_default();
    let issuers = issuers.iter().enumerate().map(|(index, one)| (one, report().issuer_fetch(index)));
    let lists = observations.revocation.done().map(|seen| seen.fetches.as_slice()).unwrap_or_default();
    let lists = lists.iter().enumerate().map(|(index, one)| (one, report().revocation_fetch(index)));
    let mut text: Vec<(&str, Pointer)> = Vec::new();
    for (fetch, at) in issuers.chain(lists) {
        let is_text = fetch.body.done().is_some_and(|body| body.pem);
        if is_text && text.iter().all(|(url, _)| *url != fetch.url) {
            text.push((&fetch.url, at));
        }
    }
    let urls: Vec<&str> = text.iter().map(|(url, _)| *url).collect();
    if urls.is_empty() {
        return Said::default();
    }
    let finding = Finding::of(CauseId::CertPublishedAsText, Confidence::Certain).says(format!(
        "The file at {} is text (PEM). RFC 5280 requires binary (DER) there, and clients that read only DER treat \
         the file as missing.",
        urls.join(" and ")
    ));
    let evidence = text.into_iter();
    Some(
        evidence
            .fold(finding, |finding, (url, at)| finding.evidence(at, format!("{url}: PEM, expected DER"))),
    )
    .into()
}

/// Judges the certificates that were asked about, and keeps what is wanted of it.
fn judge(scene: &Scene<'_>, whose: &str, wanted: impl Fn(&CertificateRevocation, &Finding) -> bool) -> Said {
    let mut said = Said::default();
    let Outcome::Done(Revocation { certificates, .. }) = &scene.observations.revocation else { return said };
    for (index, certificate) in certificates.iter().enumerate() {
        let weighed = Weighed::of(certificate, unix(scene.now), &report().revocation(index));
        let finding = weighed.finding(certificate, whose);
        said.findings.extend(finding.filter(|finding| wanted(certificate, finding)));
    }
    said
}

fn is_shown_by(endpoint: Option<&Endpoint>, certificate: &CertificateRevocation) -> bool {
    let conversations = endpoint.into_iter().flat_map(Endpoint::conversations);
    let mut shown = conversations.filter_map(|one| one.certificates.done()).flatten();
    shown.any(|one| one.sha256 == certificate.sha256)
}

/// Why nothing is known about the revocation of a server's own certificate, where nothing is.
pub(super) fn not_checked(observations: &Observations) -> Option<String> {
    let certificates = match &observations.revocation {
        Outcome::Done(Revocation { certificates, .. }) => certificates,
        Outcome::Failed(failure) => return Some(format!("revocation: {}", failure.phrase())),
        Outcome::Skipped(why) => return Some(format!("revocation: {why}")),
    };
    let own = certificates.iter().find(|certificate| certificate.own)?;
    if own.sources.is_empty() {
        return Some("revocation: the certificate names no revocation list and no OCSP responder".to_owned());
    }
    let answers = own.sources.iter().filter_map(|source| Some((source, source.answer.done()?)));
    let mut unverified = answers.clone().filter(|(_, answer)| answer.authentic == Tri::Unknown);
    if let Some((source, answer)) = unverified.find(|(_, answer)| answer.status == RevocationStatus::Good)
        && answers.clone().all(|(_, answer)| answer.authentic == Tri::Unknown)
    {
        let (place, because) = (place(source), &answer.authentic_because);
        return Some(format!(
            "revocation: not revoked according to {place}, but that is not proved: {because}"
        ));
    }
    let skipped: Option<Vec<&str>> = own
        .sources
        .iter()
        .map(|source| match &source.answer {
            Outcome::Skipped(why) => Some(why.as_str()),
            _ => None,
        })
        .collect();
    let mut reasons = skipped?;
    reasons.dedup();
    Some(format!("revocation: {}", reasons.join("; ")))
}

/// The sources of one certificate, sorted by what they are worth. Each with its evidence: where, and what it says.
#[derive(Default)]
struct Weighed<'a> {
    revoked: Vec<(&'a RevocationAnswer, Pointer, String)>,
    /// It is current, from the right hand, and says "not revoked".
    good: bool,
    stale: Vec<(Pointer, String)>,
    wrong: Vec<(Pointer, String)>,
    /// No usable answer came.
    silent: Vec<(Pointer, String)>,
    /// Only members of the domain can ask.
    directory: Vec<(Pointer, String)>,
}

impl<'a> Weighed<'a> {
    fn of(certificate: &'a CertificateRevocation, now: i64, at: &RevocationAt) -> Self {
        let mut weighed = Self::default();
        for (index, source) in certificate.sources.iter().enumerate() {
            let at = at.source(index).answer();
            let place = place(source);
            match &source.answer {
                Outcome::Done(answer) => weighed.weigh(answer, now, at, &place),
                Outcome::Failed(failure) => weighed.silent.push((at, format!("{place}: {}", words(failure)))),
                Outcome::Skipped(why) if is_directory(source) => {
                    weighed.directory.push((at, format!("{place}: {why}")));
                }
                Outcome::Skipped(_) => {}
            }
        }
        weighed
    }

    fn weigh(&mut self, answer: &'a RevocationAnswer, now: i64, at: Pointer, place: &str) {
        let because = &answer.authentic_because;
        let expired = answer.responder.as_ref().filter(|responder| responder.not_after_unix < now);
        if answer.authentic == Tri::No {
            self.wrong.push((at, format!("{place}: {because}")));
        } else if answer.status == RevocationStatus::Revoked {
            let reason = answer.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            let when = answer.revoked_at.as_deref().unwrap_or("an unknown date");
            let says =
                format!("{place}: revoked on {when}{reason}, answer dated {}; {because}", answer.this_update);
            self.revoked.push((answer, at, says));
        } else if let Some(next) = answer.next_update.as_ref().filter(|_| is_stale(answer, now)) {
            self.stale.push((
                at,
                format!("{place}: dated {}, the next update was due on {next}", answer.this_update),
            ));
        } else if now.saturating_add(SKEW) < answer.this_update_unix {
            self.stale.push((at, format!("{place}: dated in the future, {}", answer.this_update)));
        } else if let Some(responder) = expired {
            let says = format!("{place}: the responder's certificate expired on {}", responder.not_after);
            self.wrong.push((at, says));
        } else if answer.status == RevocationStatus::Unknown {
            self.silent.push((at, format!("{place}: the responder does not know the certificate")));
        } else {
            // What nobody vouches for is no finding either: it stands under what was not checked.
            self.good |= answer.authentic == Tri::Yes;
        }
    }

    /// The one thing to be said of the certificate.
    fn finding(self, certificate: &CertificateRevocation, owner: &str) -> Option<Finding> {
        let whose = match certificate.own {
            true => format!("the certificate of {owner}"),
            false => format!("the certificate of the CA {}", certificate.subject),
        };
        if !self.revoked.is_empty() {
            return revoked(&self.revoked, &whose);
        }
        let (id, confidence, says) = if !self.stale.is_empty() {
            let says = format!("The revocation data for {whose} is out of date.");
            (CauseId::CertRevocationStale, Confidence::Certain, says)
        } else if !self.wrong.is_empty() {
            let says = format!("The revocation data for {whose} is not signed by its CA.");
            (CauseId::CertRevocationInvalid, Confidence::Certain, says)
        } else if !self.silent.is_empty() {
            let says = format!("This computer could not check whether {whose} has been revoked.");
            (CauseId::CertRevocationUnreachable, Confidence::Likely, says)
        } else if !self.directory.is_empty() {
            let says = format!(
                "Only members of the domain can check whether {whose} has been revoked (the \
                revocation list is in Active Directory)."
            );
            (CauseId::CertRevocationUnreachable, Confidence::Possible, says)
        } else {
            return None;
        };
        let directory_only = self.stale.is_empty() && self.wrong.is_empty() && self.silent.is_empty();
        if self.good && directory_only {
            return None;
        }
        let mut finding = Finding::of(id, confidence).says(says);
        if directory_only {
            finding = finding.severity(Severity::Info);
        }
        if self.good {
            let says = format!("One revocation source for {whose} is unusable, but another one works.");
            finding = finding.severity(Severity::Info).says(says);
        }
        let evidence = [self.stale, self.wrong, self.silent, self.directory].into_iter().flatten();
        Some(evidence.fold(finding, |finding, (at, says)| finding.evidence(at, says)))
    }
}

fn revoked(said: &[(&RevocationAnswer, Pointer, String)], whose: &str) -> Option<Finding> {
    // The surest answer is the one to repeat; `max_by_key` keeps the last of equals.
    let (answer, _, _) = said.iter().rev().max_by_key(|(answer, _, _)| answer.authentic == Tri::Yes)?;
    let confidence = match answer.authentic {
        Tri::Yes => Confidence::Certain,
        _ => Confidence::Likely,
    };
    let reason = answer.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    let moment = answer.revoked_at.as_deref().unwrap_or("an unknown date");
    let day = moment.split('T').next().unwrap_or(moment);
    let finding = Finding::of(CauseId::CertRevoked, confidence)
        .says(format!("The CA revoked {whose} on {day}{reason}."));
    Some(said.iter().fold(finding, |finding, (_, at, says)| finding.evidence(at.clone(), says)))
}

fn is_stale(answer: &RevocationAnswer, now: i64) -> bool {
    answer.next_update_unix.is_some_and(|next| next < now)
}

fn is_directory(source: &RevocationSource) -> bool {
    source.url.as_deref().is_some_and(|url| url.to_ascii_lowercase().starts_with("ldap"))
}

/// The source in the administrator's words.
fn place(source: &RevocationSource) -> String {
    let what = match source.means {
        RevocationMeans::StapledOcsp => "the OCSP response that the server sends",
        RevocationMeans::Ocsp => "the OCSP responder",
        RevocationMeans::Crl => "the revocation list",
        RevocationMeans::DeltaCrl => "the delta list",
    };
    match &source.url {
        Some(url) => format!("{what} {url}"),
        None => what.to_owned(),
    }
}

fn words(failure: &Failure) -> String {
    match failure.operation.strip_prefix("connect to ") {
        Some(address) => format!("{}, at {address}", failure.phrase()),
        None => failure.phrase(),
    }
}
