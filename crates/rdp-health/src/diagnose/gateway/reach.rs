//! Rules about the way to the RD Gateway: TCP, the proxy before it, TLS.

use super::At;
use crate::diagnose::proxy::{self, Passage};
use crate::diagnose::tls::refusing::{Hello, Refusing};
use crate::diagnose::web::of_web_server;
use crate::diagnose::{CauseId, Confidence, Finding, Severity};
use crate::observe::{Conversation, HelloKind, Question, Through};
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
                CauseId::GatewayUnreachable,
                Confidence::Certain,
                format!("The gateway {name} cannot be reached at {here}: {}.", failure.phrase()),
                self.pointer(asked, "connect/value"),
                failure.phrase(),
            ),
        }
    }

    /// The proxy's own fault, or what it says of the gateway.
    pub(super) fn not_passed(&mut self, asked: usize, through: &Through, last: &Conversation) {
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
        self.found(CauseId::GatewayUnreachable, confidence, what, at, says);
    }

    pub(super) fn no_tls(&mut self, asked: usize, failure: &Failure) {
        let name = self.name();
        match failure.kind {
            FailureKind::OutOfTime => self.not_settled(failure),
            _ if self.hellos().next().is_some() => self.refuses(asked, failure),
            // What our TLS library cannot agree on, an older client may: that is no verdict on the gateway.
            FailureKind::Alert | FailureKind::Handshake | FailureKind::Other => self.not_settled(failure),
            _ => self.found(
                CauseId::GatewayUnreachable,
                Confidence::Likely,
                format!("The gateway {name} accepts the connection, and TLS fails: {}.", failure.phrase()),
                self.pointer(asked, "tls/value"),
                failure.phrase(),
            ),
        }
    }

    /// The ClientHellos written by hand, each with its place.
    fn hellos(&self) -> impl Iterator<Item = (usize, HelloKind, &Conversation)> {
        self.seen.conversations.iter().enumerate().filter_map(|(index, conversation)| {
            let Question::BareHello { hello } = conversation.question else { return None };
            Some((index, hello, conversation))
        })
    }

    fn not_settled(&mut self, failure: &Failure) {
        let name = self.name();
        self.unsettled.get_or_insert_with(|| {
            format!("TLS with the gateway {name} did not come about: {}.", failure.phrase())
        });
    }

    /// The hellos tell why the gateway does not complete the handshake; that nobody reaches it follows from that.
    fn refuses(&mut self, asked: usize, failure: &Failure) {
        let (name, seen) = (self.name(), self.seen);
        let at = self.pointer(asked, "tls/value");
        let hellos = self.hellos().filter_map(|(index, kind, conversation)| {
            Hello::of(kind, self.pointer(index, "hello/value"), &conversation.hello)
        });
        let mut server = Refusing {
            here: format!("{name} (the RD Gateway)"),
            takes: "accepts the connection",
            failure,
            at: at.clone(),
            hellos: hellos.collect(),
            endings: std::iter::once(failure)
                .chain(self.hellos().filter_map(|(_, _, hello)| hello.hello.failed()))
                .collect(),
            broken: true,
            small_stalled: false,
            cut_short: seen.cut_short.is_some(),
            ruled_out: Vec::new(),
            unsettled: None,
        };
        let finding = of_web_server(server.judge());
        let Refusing { ruled_out, mut unsettled, .. } = server;
        self.ruled_out.extend(ruled_out);
        match finding.severity {
            Severity::Error => self.findings.push(
                Finding::of(CauseId::GatewayUnreachable, Confidence::Likely)
                    .because_of(finding.id.clone())
                    .says(format!("Clients reach the gateway {name}, and get no further than its TLS."))
                    .evidence(at, failure.phrase()),
            ),
            _ => {
                unsettled.get_or_insert_with(|| {
                    format!(
                        "the gateway {name} takes only TLS with which this program completes no handshake, so its service \
                         was not looked at."
                    )
                });
            }
        }
        self.findings.push(finding);
        if self.unsettled.is_none() {
            self.unsettled = unsettled;
        }
    }
}
