//! Whether a host meets what is expected of it. What decides it and was not seen is never a pass.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::TlsVersion;

use super::{Expectation, ExpectationOutcome as Is, ExpectationResult, Nla, What};
use crate::diagnose::{CauseId, ClientOutcome, Diagnosis, Verdict, Visibility, catalogue, pointer};
use crate::observe::{AddressObservations, CertificateFacts, Conversation, KeyKind, Observations};
use crate::outcome::{Outcome, Phase, Tri};

/// What was seen, and what it was judged to mean.
struct Checked<'a> {
    observations: &'a Observations,
    diagnosis: &'a Diagnosis,
    /// The depth was standard or full: what proves the cause of a failure was asked.
    thorough: bool,
    now: SystemTime,
}

/// What became of one expectation: outcome, what was seen, and where.
type Judged = (Is, String, Option<String>);

/// What became of each expectation.
pub(crate) fn judge(
    expectations: &[Expectation],
    observations: &Observations,
    diagnosis: &Diagnosis,
    thorough: bool,
    now: SystemTime,
) -> Vec<ExpectationResult> {
    let checked = Checked { observations, diagnosis, thorough, now };
    let result = |expectation: &Expectation| {
        let (outcome, seen, at) = checked.judge(&expectation.what);
        ExpectationResult { expectation: expectation.text.clone(), outcome, seen, at }
    };
    expectations.iter().map(result).collect()
}

fn not_seen(why: impl Into<String>) -> Judged {
    (Is::NotSeen, why.into(), None)
}

fn met_if(met: bool) -> Is {
    if met { Is::Met } else { Is::Missed }
}

impl<'a> Checked<'a> {
    fn judge(&self, what: &What) -> Judged {
        match what {
            What::Verdict(least) => self.verdict(*least),
            What::Tls(least) => self.tls(*least),
            What::TlsNegotiated(least) => self.negotiated(*least),
            What::Nla(nla) => self.nla(*nla),
            What::CertificateDays(least) => self.days(*least),
            What::CertificateBits(least) => self.bits(*least),
            What::CredsspPatched => self.patched(),
            What::Client(id, outcome) => self.client(id, *outcome),
            What::No(id) => self.no(id),
        }
    }

    fn addresses(&self) -> &'a [AddressObservations] {
        &self.observations.host.addresses
    }

    /// Each conversation with the host, and its place.
    fn conversations(&self) -> impl Iterator<Item = (pointer::ConversationAt, &'a Conversation)> + use<'a> {
        self.addresses().iter().enumerate().flat_map(|(address, seen)| {
            let place = move |index| pointer::report().host().address(address).conversation(index);
            seen.conversations.iter().enumerate().map(move |(index, one)| (place(index), one))
        })
    }

    fn verdict(&self, least: Verdict) -> Judged {
        let verdict = self.diagnosis.verdict;
        let outcome = match verdict {
            Verdict::Inconclusive => Is::NotSeen,
            Verdict::Healthy => Is::Met,
            other => met_if(other == least),
        };
        (outcome, format!("the verdict is {verdict}"), Some("/verdict".to_owned()))
    }

    /// Every version that is accepted: an old one beside a new one is what such a policy is about.
    fn tls(&self, least: TlsVersion) -> Judged {
        let spoken = self.conversations().filter_map(|(at, one)| match (one.tls.done(), one.hello.done()) {
            (Some(session), _) => Some((session.version, at.tls().into())),
            (None, Some(answer)) => Some((answer.version, at.hello().into())),
            (None, None) => None,
        });
        let mut oldest: Option<(TlsVersion, String)> = spoken.min_by_key(|(version, _)| *version);
        let mut listed = !self.addresses().is_empty();
        for (index, address) in self.addresses().iter().enumerate() {
            let Some(offers) = address.tls_offers.done() else {
                listed = false;
                continue;
            };
            listed &= offers.incomplete.is_none()
                && offers.versions.iter().all(|version| version.accepted != Tri::Unknown);
            let at = pointer::report().host().address(index).tls_offers();
            let accepted = offers.versions.iter().enumerate().filter(|(_, one)| one.accepted == Tri::Yes);
            let listed = accepted.map(|(place, one)| (one.version, String::from(at.version(place))));
            oldest = oldest.into_iter().chain(listed).min_by_key(|(version, _)| *version);
        }
        match oldest {
            None => not_seen("no TLS handshake was seen"),
            Some((oldest, at)) if oldest < least => {
                (Is::Missed, format!("the host accepts {oldest}"), Some(at))
            }
            Some((oldest, at)) if listed => {
                (Is::Met, format!("the oldest version that the host accepts is {oldest}"), Some(at))
            }
            Some((oldest, _)) => not_seen(format!(
                "{oldest} was seen; whether the host also accepts older versions is listed at depth full"
            )),
        }
    }

    fn negotiated(&self, least: TlsVersion) -> Judged {
        let sessions = self.conversations().filter_map(|(at, one)| Some((one.tls.done()?.version, at.tls())));
        match sessions.min_by_key(|(version, _)| *version) {
            None => not_seen("no TLS handshake was completed"),
            Some((version, at)) => {
                (met_if(least <= version), format!("the handshake was made in {version}"), Some(at.into()))
            }
        }
    }

    /// What the host chooses for a client that offers NLA, and whether it lets one in that does not.
    fn nla(&self, wanted: Nla) -> Judged {
        let answers = self.conversations().filter(|(_, one)| one.negotiate.done().is_some());
        let mut with = None;
        let mut without = None;
        for (at, one) in answers {
            let Some(negotiated) = one.negotiate.done() else { continue };
            match negotiated.requested.intersects(SecurityProtocols::NLA) {
                true => with = with.or(negotiated.selected().map(|chosen| (at, chosen.is_nla()))),
                false => without = without.or(Some((at, negotiated.selected().is_some()))),
            }
        }
        let Some((at, offered)) = with else { return not_seen("no answer to a request with NLA was seen") };
        let says = |says: &str, outcome: Is, at: pointer::ConversationAt| {
            (outcome, says.to_owned(), Some(String::from(at.negotiate())))
        };
        match (wanted, offered, without) {
            (Nla::Off, _, _) => {
                says(if offered { "NLA is offered" } else { "NLA is not offered" }, met_if(!offered), at)
            }
            (_, false, _) => says("NLA is not offered", Is::Missed, at),
            (Nla::Offered, true, _) => says("NLA is offered", Is::Met, at),
            (Nla::Required, true, Some((at, true))) => {
                says("NLA is offered, and a client without it is let in", Is::Missed, at)
            }
            (Nla::Required, true, Some((at, false))) => says("a client without NLA is refused", Is::Met, at),
            (Nla::Required, true, None) => {
                not_seen("NLA is offered; whether it is required was not asked, which depth standard does")
            }
        }
    }

    /// The server's own certificate, as each address last showed it.
    fn certificates(
        &self,
    ) -> impl Iterator<Item = (pointer::ConversationAt, &'a CertificateFacts)> + use<'a> {
        self.conversations().filter_map(|(at, one)| Some((at, one.certificates.done()?.first()?)))
    }

    fn days(&self, least: u32) -> Judged {
        let Some((at, first)) = self.certificates().min_by_key(|(_, one)| one.not_after_unix) else {
            return not_seen("no certificate was seen");
        };
        if !first.is_readable() {
            return not_seen("the certificate cannot be read");
        }
        let end = Duration::from_secs(u64::try_from(first.not_after_unix).unwrap_or(0));
        let at = Some(String::from(at.chain().certificate(0).not_after()));
        // As a number: not every system's clock reaches the ends of certificates.
        let now = self.now.duration_since(UNIX_EPOCH).unwrap_or_default();
        match end.checked_sub(now) {
            Some(left) => {
                let days = left.as_secs() / 86_400;
                (
                    met_if(u64::from(least) <= days),
                    format!("the certificate is valid for {days} more days"),
                    at,
                )
            }
            None => (Is::Missed, format!("the certificate expired on {}", first.not_after), at),
        }
    }

    fn bits(&self, least: u32) -> Judged {
        let rsa = |one: &CertificateFacts| matches!(one.key.kind, KeyKind::Rsa | KeyKind::RsaPss);
        let shortest =
            self.certificates().min_by_key(|(_, one)| if rsa(one) { one.key.bits } else { u32::MAX });
        let Some((at, one)) = shortest else { return not_seen("no certificate was seen") };
        let at = Some(String::from(at.chain().certificate(0).key()));
        let says = format!("the key is {}", one.key);
        match (rsa(one), one.key.bits, one.key.kind) {
            (_, 0, _) | (_, _, KeyKind::Other) => not_seen("the certificate's key cannot be read"),
            (true, bits, _) => (met_if(least <= bits), says, at),
            // Elliptic curves are as strong with far fewer bits.
            (false, ..) => (Is::Met, format!("{says}, which is not RSA"), at),
        }
    }

    fn patched(&self) -> Judged {
        let answers = self.conversations().filter_map(|(at, one)| Some((at, one.credssp.done()?.version)));
        match answers.min_by_key(|(_, version)| version.is_patched()) {
            None => not_seen("no answer of CredSSP was seen"),
            Some((at, version)) => (
                met_if(version.is_patched()),
                format!("the host speaks CredSSP version {version}"),
                Some(at.credssp().version().into()),
            ),
        }
    }

    fn client(&self, id: &str, wanted: ClientOutcome) -> Judged {
        let known = self.diagnosis.clients.iter().enumerate().find(|(_, client)| client.client == id);
        let Some((index, client)) = known else {
            return not_seen(format!("no client with the id {id} was judged; rdp-health clients lists them"));
        };
        let at = Some(pointer::report().client(index).into());
        let why = client.why.clone().or(client.cause.as_ref().map(ToString::to_string));
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let says = match client.outcome {
            ClientOutcome::Connects => "it connects".to_owned(),
            ClientOutcome::Blocked => format!("it is blocked{why}"),
            ClientOutcome::DependsOnAddress => format!("whether it connects depends on the address{why}"),
            ClientOutcome::Unknown => {
                return (Is::NotSeen, format!("whether it connects is unknown{why}"), at);
            }
        };
        (met_if(client.outcome == wanted), says, at)
    }

    fn no(&self, id: &CauseId) -> Judged {
        let found = self.diagnosis.findings.iter().position(|finding| finding.id == *id);
        if let Some((index, finding)) =
            found.and_then(|index| Some((index, self.diagnosis.findings.get(index)?)))
        {
            return (
                Is::Missed,
                finding.summary.trim_end_matches('.').to_owned(),
                Some(format!("/findings/{index}")),
            );
        }
        if let Some(index) = self.diagnosis.ruled_out.iter().position(|out| out.id == *id) {
            let because =
                self.diagnosis.ruled_out.get(index).map(|out| out.because.clone()).unwrap_or_default();
            return (Is::Met, because, Some(format!("/ruled_out/{index}")));
        }
        match self.unseen(id) {
            Some(why) => not_seen(why),
            None => (Is::Met, "it was looked for and not found".to_owned(), None),
        }
    }

    /// Why the check could not have found this cause.
    fn unseen(&self, id: &CauseId) -> Option<String> {
        let cause = catalogue::find(id)?;
        if !matches!(cause.visible, Visibility::Remote | Visibility::Partly) {
            return Some("a check of the host from here cannot see this".to_owned());
        }
        if self.diagnosis.verdict == Verdict::Inconclusive {
            return Some("the check came to no verdict".to_owned());
        }
        if !self.thorough {
            return Some("at depth quick not all is asked that would show it".to_owned());
        }
        // What is said of the listing needs all of it, and so does a weakness beside good ones.
        let listing = matches!(id, CauseId::TlsWeakOffered | CauseId::TlsFipsRestricted);
        let complete = |seen: &AddressObservations| {
            seen.tls_offers.done().is_some_and(|offers| offers.incomplete.is_none())
        };
        if listing && !self.addresses().iter().all(complete) {
            return Some(
                "what the host accepts in TLS was not listed completely; depth full does".to_owned(),
            );
        }
        let mut whys = self.diagnosis.not_checked.iter().filter(|not| not.phase == cause.phase);
        let revocation = id.as_str().starts_with("cert-revo") || id.as_str().contains("ocsp");
        match cause.phase {
            // Of a certificate each property shows by itself; that it was not revoked does not.
            Phase::Certificate if !revocation && self.certificates().next().is_some() => {
                let trust = matches!(id, CauseId::CertUntrusted | CauseId::CertChainIncomplete);
                (trust && self.observations.trust.done().is_none())
                    .then(|| "trust was not checked".to_owned())
            }
            phase if self.reached(phase) => whys.next().map(|not| not.why.clone()),
            phase => {
                let why = whys.next().map(|not| format!(": {}", not.why)).unwrap_or_default();
                Some(format!("the check did not reach {}{why}", phase.as_str()))
            }
        }
    }

    /// Whether anything of this phase was seen.
    fn reached(&self, phase: Phase) -> bool {
        fn tried<T>(outcome: &Outcome<T>) -> bool {
            !matches!(outcome, Outcome::Skipped(_))
        }
        let any = |of: fn(&Conversation) -> bool| self.conversations().any(|(_, one)| of(one));
        match phase {
            Phase::Resolve => tried(&self.observations.host.resolve),
            Phase::Connect => any(|one| tried(&one.connect)),
            Phase::Negotiate => any(|one| tried(&one.negotiate)),
            Phase::Tls => any(|one| tried(&one.tls) || tried(&one.hello)),
            Phase::Certificate => self.certificates().next().is_some(),
            Phase::Credssp => any(|one| tried(&one.credssp)),
            Phase::StandardSecurity => any(|one| tried(&one.settings)),
            Phase::Udp => tried(&self.observations.udp),
            Phase::Websocket => tried(&self.observations.websocket),
            Phase::Gateway => tried(&self.observations.gateway),
            Phase::Path => self.addresses().iter().any(|address| tried(&address.path)),
            Phase::Web => any(|one| tried(&one.http)),
            _ => false,
        }
    }
}
