//! The phases that nobody checked, and why.

use super::finding::NotChecked;
use super::{kerberos, revocation, tls, trust, udp, unfollowed};
use crate::observe::{Observations, Question};
use crate::outcome::{Outcome, Phase};
use crate::target::TargetSummary;

/// The phases that nobody checked. An unasked question never reads as a good answer.
pub(super) fn not_checked(observations: &Observations, target: &TargetSummary) -> Vec<NotChecked> {
    let mut list = Vec::new();
    let mut note = |phase: Phase, why: &str| list.push(NotChecked { phase, why: why.to_owned() });
    if let Outcome::Skipped(why) = &observations.host.resolve {
        note(Phase::Resolve, why.as_str());
    }
    let conversations = || observations.host.addresses.iter().flat_map(|address| &address.conversations);
    if !conversations()
        .any(|c| c.tls.done().is_some() || c.tls.failed().is_some() || c.hello.done().is_some())
    {
        note(Phase::Tls, "no connection reached TLS");
    }
    for address in &observations.host.addresses {
        if let Some(why) = address.tls_offers.done().and_then(|offers| offers.incomplete.as_ref()) {
            note(Phase::Tls, &format!("the list of what {} accepts is incomplete: {why}", address.place()));
        }
    }
    match conversations().any(|c| c.certificates.done().is_some()) {
        true => {
            let insists = match target.client.refuses_bad_certificates() {
                true => ", and this client requires it",
                false => "",
            };
            for why in
                trust::not_checked(observations).into_iter().chain(revocation::not_checked(observations))
            {
                note(Phase::Certificate, &format!("{why}{insists}"));
            }
        }
        false => note(Phase::Certificate, "no certificate was seen"),
    }
    if !target.service.is_rdp() {
        if !conversations().any(|c| c.http.done().is_some() || c.http.failed().is_some()) {
            note(Phase::Web, "no connection got as far");
        }
        return list;
    }
    let as_far = match tls::is_out_of_reach(observations) {
        true => "the host accepts only TLS versions and cipher suites that this program does not support",
        false => "no connection got as far",
    };
    if !conversations().any(|c| c.settings.done().is_some() || c.settings.failed().is_some()) {
        let nla = conversations().any(|c| c.credssp.done().is_some() || c.credssp.failed().is_some());
        note(
            Phase::StandardSecurity,
            match nla {
                true => "the session settings come after NLA, which needs credentials",
                false => as_far,
            },
        );
    }
    if !conversations().any(|c| c.credssp.done().is_some() || c.credssp.failed().is_some()) {
        let other = conversations().any(|c| c.settings.done().is_some() || c.settings.failed().is_some());
        note(
            Phase::Credssp,
            match other {
                true => "the host did not choose NLA",
                false => as_far,
            },
        );
    }
    if !conversations().any(|c| matches!(c.question, Question::Offer { .. }) && c.question != Question::AGAIN)
    {
        note(Phase::Negotiate, "RDSTLS and Entra ID sign-in are tested at depth full");
    }
    if let Outcome::Skipped(why) = &observations.gateway {
        note(Phase::Gateway, why.as_str());
    }
    list.extend(kerberos::not_checked(observations, target));
    let mut note = |phase: Phase, why: &str| list.push(NotChecked { phase, why: why.to_owned() });
    if let Outcome::Skipped(why) = &observations.websocket {
        note(Phase::Websocket, why.as_str());
    }
    let path = || observations.host.addresses.iter().map(|address| &address.path);
    if path().all(|path| path.done().is_none()) {
        let why = path().find_map(|path| match path {
            Outcome::Skipped(why) => Some(why.as_str()),
            _ => None,
        });
        note(Phase::Path, why.unwrap_or("no address was tested"));
    }
    list.extend(udp::not_checked(observations));
    list.extend(unfollowed::not_checked(target));
    list
}
