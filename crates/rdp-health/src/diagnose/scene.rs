//! What the rules look at. Nothing here can be written to.

use std::time::{SystemTime, UNIX_EPOCH};

use super::finding::Confidence;
use super::pointer::{AddressAt, CertificateAt, ChainAt, ConversationAt, EndpointAt, report};
use super::way::Trust;
use crate::observe::{
    AddressObservations, CertificateFacts, Conversation, Endpoint, Observations, Question, Role,
};
use crate::outcome::{Failure, FailureKind};
use crate::policy::Policy;
use crate::target::TargetSummary;

/// What was seen of a target, what was asked for, and the moment for which it is judged.
pub(super) struct Scene<'a> {
    pub(super) observations: &'a Observations,
    pub(super) target: &'a TargetSummary,
    pub(super) policy: &'a Policy,
    pub(super) now: SystemTime,
}

/// One address of an endpoint.
pub(super) struct Address<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) endpoint: &'a Endpoint,
    pub(super) index: usize,
    pub(super) seen: &'a AddressObservations,
    /// The certificates that it showed last, where its own could be read.
    pub(super) shown: Option<Shown<'a>>,
}

/// A chain of certificates, and what the stores make of it.
pub(super) struct Shown<'a> {
    pub(super) chain: &'a [CertificateFacts],
    pub(super) leaf: &'a CertificateFacts,
    pub(super) trust: Trust<'a>,
    /// The chain's place in the report.
    pub(super) chain_at: ChainAt,
    /// The place of the server's own certificate.
    pub(super) at: CertificateAt,
}

/// What a finding is about. What is said of the gateway stays apart from what is said of the host, one cause or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// The gateway, or one of its addresses. The client meets it first.
    Gateway(usize),
    /// The proxy, which is in front of the gateway and of the host.
    Proxy,
    /// The target as a whole.
    Target,
    /// One address of the host.
    Address(usize),
}

impl<'a> Address<'a> {
    pub(super) fn new(
        scene: &'a Scene<'a>,
        endpoint: &'a Endpoint,
        index: usize,
        seen: &'a AddressObservations,
    ) -> Self {
        let mut address = Self { scene, endpoint, index, seen, shown: None };
        address.shown = shown(seen).and_then(|(conversation, chain)| {
            let leaf = chain.first().filter(|leaf| leaf.is_readable())?;
            let chain_at = address.at(conversation).chain();
            let trust = Trust::of(scene.observations, chain, &chain_at, unix(scene.now));
            let at = chain_at.certificate(0);
            Some(Shown { chain, leaf, trust, chain_at, at })
        });
        address
    }

    /// Where it was asked, for sentences: `192.0.2.7:3389`, or the gateway by its name.
    pub(super) fn here(&self) -> String {
        match self.endpoint.role {
            Role::Gateway => format!("{} (the RD Gateway)", self.endpoint),
            _ => self.seen.place(),
        }
    }

    /// The question with which the endpoint was first asked.
    pub(super) fn first(&self) -> Question {
        Question::first(self.endpoint.role)
    }

    /// How sure it is that an answer does not come: where the first question was put again and waited for longer, one that
    /// is only late would have come.
    pub(super) fn silence(&self) -> Confidence {
        let silent = |failure: &Failure| matches!(failure.kind, FailureKind::Silence | FailureKind::Timeout);
        let patient = |one: &Conversation| one.patient && one.failure().is_some_and(silent);
        match self.seen.asked(self.first()).any(|(_, one)| patient(one)) {
            true => Confidence::Likely,
            false => Confidence::Possible,
        }
    }

    /// Its place in the report.
    pub(super) fn place(&self) -> AddressAt {
        let endpoint: EndpointAt = match self.endpoint.role {
            Role::Gateway => report().gateway(),
            _ => report().host(),
        };
        endpoint.address(self.index)
    }

    /// What the rules say here is about this.
    pub(super) fn about(&self) -> About {
        match self.endpoint.role {
            Role::Gateway => About::Gateway(self.index),
            _ => About::Address(self.index),
        }
    }

    /// The place of one conversation.
    pub(super) fn at(&self, conversation: usize) -> ConversationAt {
        self.place().conversation(conversation)
    }
}

/// The chain that an address showed last, with the conversation that saw it.
pub(super) fn shown(seen: &AddressObservations) -> Option<(usize, &Vec<CertificateFacts>)> {
    let conversations = seen.conversations.iter().enumerate().rev();
    conversations.filter_map(|(index, conversation)| Some((index, conversation.certificates.done()?))).next()
}

pub(super) fn unix(moment: SystemTime) -> i64 {
    match moment.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, i64::saturating_neg),
    }
}
