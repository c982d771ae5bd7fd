//! Rules about the way to the RD Gateway: TCP, the proxy before it, TLS.

use super::At;
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::connect;
use crate::diagnose::finding::Confidence;
use crate::diagnose::proxy::{self, Passage};
use crate::diagnose::tls;
use crate::observe::{Conversation, Through};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};

impl At<'_> {
    pub(super) fn not_connected(&mut self, asked: usize, failure: &Failure) {
        let (name, here) = (self.name(), self.seen.address);
        if failure.kind == FailureKind::NoLocalRoute {
            self.said.untestable = Some(connect::no_route(here));
        }
        match failure.kind {
            FailureKind::NoLocalRoute | FailureKind::OutOfResources | FailureKind::OutOfTime => {
                let why = format!("the gateway {name} could not be reached: {}.", failure.phrase());
                self.said.unsettled(Phase::Gateway, why);
            }
            _ => self.found(
                CauseId::GatewayUnreachable,
                Confidence::Certain,
                format!("The gateway {name} cannot be reached at {here}: {}.", failure.phrase()),
                self.at(asked).connect(),
                failure.phrase(),
            ),
        }
    }

    /// The proxy's own fault, or what it says of the gateway.
    pub(super) fn not_passed(&mut self, asked: usize, through: &Through, last: &Conversation) {
        self.said.untestable = proxy::tried_elsewhere(self.address, through, &last.connect);
        if self.said.untestable.is_some() {
            return;
        }
        let at = self.at(asked);
        let (at, says) = match (&last.connect, &last.proxy) {
            (Outcome::Failed(failure), _) => (at.connect(), failure.phrase()),
            (_, Outcome::Failed(failure)) => (at.proxy(), failure.phrase()),
            (_, Outcome::Done(answer)) => (at.proxy_reply(), answer.reply.to_string()),
            _ => return,
        };
        let name = self.name();
        let (confidence, how) =
            match proxy::passage(self.address.scene.observations, through, &last.connect, &last.proxy) {
                Passage::Open => return,
                Passage::Blocked(finding) => return self.said.find(finding.evidence(at, says)),
                Passage::Unknown(why) => {
                    self.said.unsettled(Phase::Gateway, why);
                    return;
                }
                Passage::Reported(_, reply) => (Confidence::Likely, format!("says so: {reply}")),
                Passage::Waiting { .. } => {
                    (Confidence::Possible, "gets no answer from it, or hangs itself".to_owned())
                }
            };
        let what = format!("The gateway {name} cannot be reached; the proxy {} {how}.", through.proxy);
        self.found(CauseId::GatewayUnreachable, confidence, what, at, says);
    }

    /// Why TLS fails is said by its own rules; here, what that means for whoever goes through the gateway.
    pub(super) fn no_tls(&mut self, asked: usize, failure: &Failure) {
        let name = self.name();
        let of_tls = tls::judge(self.address);
        let keeps_out = of_tls.findings.iter().any(|finding| finding.severity == Severity::Error);
        let says = match failure.kind {
            FailureKind::OutOfTime => {
                let why = format!("TLS to the gateway {name} failed: {}.", failure.phrase());
                return self.said.unsettled(Phase::Gateway, why);
            }
            FailureKind::ForeignBytes if failure.is_rdp_in_clear() => {
                let what = format!(
                    "The port of the gateway {name} speaks Remote Desktop itself, so it is not an RD Gateway: the \
                     .rdp file may name the host, or its port, as the gateway."
                );
                let at = self.at(asked).tls();
                return self.found(
                    CauseId::GatewayNotAGateway,
                    Confidence::Likely,
                    what,
                    at,
                    failure.phrase(),
                );
            }
            FailureKind::ForeignBytes => {
                let what = failure.detail.as_deref().unwrap_or("another protocol");
                format!(
                    "The gateway {name} accepts the connection, but answers the TLS ClientHello with {what}."
                )
            }
            _ if keeps_out => format!("Clients reach the gateway {name}, but fail at its TLS handshake."),
            // What our TLS library cannot agree on, an older client may: that is no verdict on the gateway.
            _ => {
                let why = format!(
                    "the gateway {name} accepts only TLS that this program does not support, so its service was not \
                     checked."
                );
                let (phase, why) = of_tls.unsettled.unwrap_or((Phase::Gateway, why));
                return self.said.unsettled(phase, why);
            }
        };
        let at = self.at(asked).tls();
        self.found(CauseId::GatewayUnreachable, Confidence::Likely, says, at, failure.phrase());
    }
}
