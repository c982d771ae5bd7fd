//! Rules about the way to the RD Gateway: TCP, the proxy before it, TLS.

use super::At;
use crate::diagnose::Confidence;
use crate::diagnose::proxy::{self, Passage};
use crate::observe::{Through, WebConversation};
use crate::outcome::{Failure, FailureKind, Outcome};

impl At<'_> {
    pub(super) fn not_connected(&mut self, asked: usize, failure: &Failure) {
        let (name, here) = (self.name(), self.seen.address);
        match failure.kind {
            FailureKind::NoLocalRoute | FailureKind::OutOfResources | FailureKind::OutOfTime => {
                self.unsettled.get_or_insert_with(|| {
                    format!("the gateway {name} was not reached: {}.", failure.phrase())
                });
            }
            _ => self.found(
                "gateway-unreachable",
                Confidence::Certain,
                format!("The gateway {name} cannot be reached at {here}: {}.", failure.phrase()),
                self.pointer(asked, "connect/value"),
                failure.phrase(),
            ),
        }
    }

    /// The proxy's own fault, or what it says of the gateway.
    pub(super) fn not_passed(&mut self, asked: usize, through: &Through, last: &WebConversation) {
        let (part, says) = match (&last.connect, &last.proxy) {
            (Outcome::Failed(failure), _) => ("connect/value", failure.phrase()),
            (_, Outcome::Failed(failure)) => ("proxy/value", failure.phrase()),
            (_, Outcome::Done(answer)) => ("proxy/value/reply", answer.reply.to_string()),
            _ => return,
        };
        let at = self.pointer(asked, part);
        let name = self.name();
        let (confidence, how) = match proxy::passage(self.observations, through, &last.connect, &last.proxy) {
            Passage::Open => return,
            Passage::Blocked(finding) => return self.findings.push(finding.evidence(at, says)),
            Passage::Unknown(why) => {
                self.unsettled.get_or_insert(why);
                return;
            }
            Passage::Reported(_, reply) => (Confidence::Likely, format!("says so: {reply}")),
            Passage::Waiting { .. } => {
                (Confidence::Possible, "waits for it in vain, or hangs itself".to_owned())
            }
        };
        let what = format!("The gateway {name} is not reached; the proxy {} {how}.", through.proxy);
        self.found("gateway-unreachable", confidence, what, at, says);
    }

    pub(super) fn no_tls(&mut self, asked: usize, failure: &Failure) {
        let name = self.name();
        match failure.kind {
            // What our TLS library cannot agree on, an older client may: that is no verdict on the gateway.
            FailureKind::Alert | FailureKind::Handshake | FailureKind::OutOfTime | FailureKind::Other => {
                self.unsettled.get_or_insert_with(|| {
                    format!("TLS with the gateway {name} did not come about: {}.", failure.phrase())
                });
            }
            _ => self.found(
                "gateway-unreachable",
                Confidence::Likely,
                format!("The gateway {name} accepts the connection, and TLS fails: {}.", failure.phrase()),
                self.pointer(asked, "tls/value"),
                failure.phrase(),
            ),
        }
    }
}
