//! The conversation with Remote Desktop, in the order of its phases, as far as it goes without credentials.

use std::net::SocketAddr;

use rdp_health_wire::negotiation::SecurityProtocols;
use rustls::ClientConnection;
use tokio::time::Instant;

use super::channel::Channel;
use super::negotiate::{self, Before};
use super::net::Connection;
use super::{Peer, Probe, certificates, credssp, settings, tls};
use crate::hex::hex;
use crate::observe::{Conversation, Greeting, Inside, Negotiated, Question};
use crate::outcome::{Failure, Outcome, Phase, Skipped};

/// RDSTLS and RDSAAD, whose servers speak first once TLS is up, MS-RDPBCGR 2.2.17.1 and 2.2.18.1.
const SPEAKS_FIRST: SecurityProtocols = SecurityProtocols::RDSTLS.union(SecurityProtocols::RDSAAD);

impl Probe<'_> {
    /// X.224, then what the server chose: the way that every RDP client goes, as far as it goes without credentials.
    pub(super) async fn converse(
        &self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        peer: &Peer<'_>,
    ) {
        let address = peer.way.address;
        if let Some(blob) = &peer.opening.preconnection_blob {
            let deadline = self.deadline(connection.wait);
            if let Err(failure) = negotiate::preconnect(connection, blob, deadline).await {
                conversation.skip_after_negotiation("the preconnection PDU could not be sent");
                conversation.negotiate = Outcome::Failed(failure);
                return;
            }
        }
        match conversation.question {
            Question::Hello { hello, .. } if !peer.opening.negotiates => {
                conversation.skip_negotiation();
                return self.hello(connection, conversation, hello, peer.name, address).await;
            }
            _ if !peer.opening.negotiates => {
                conversation.skip_negotiation();
                conversation.negotiate = Outcome::skipped("the .rdp file switches the negotiation off");
                let then = if peer.opening.nla { Inside::Nla } else { Inside::Negotiation };
                return self.tls_first(connection, conversation, peer, then).await;
            }
            _ => {}
        }
        self.agree(connection, conversation, peer).await;
        let skipped = match (conversation.question, conversation.selected()) {
            (_, None) => "the negotiation selected no protocol",
            (Question::Cookie { .. } | Question::ProxyHeader { .. }, _) => "not part of this question",
            (Question::Method { .. } | Question::Converse { .. }, Some(SecurityProtocols::RDP)) => {
                let why = "the server chose Standard RDP Security";
                conversation.skip_after_negotiation(why);
                self.settings(connection, None, conversation, address).await;
                return;
            }
            (_, Some(SecurityProtocols::RDP)) => "the server chose Standard RDP Security",
            (Question::Method { .. }, _) => "the server chose a protocol other than Standard RDP Security",
            (Question::Offer { protocols }, Some(chosen))
                if !(protocols & chosen).intersects(SPEAKS_FIRST) =>
            {
                "the server chose another protocol, which other connections check"
            }
            _ => "",
        };
        if !skipped.is_empty() {
            conversation.skip_after_negotiation(skipped);
            return;
        }
        if let Question::Hello { hello, .. } = conversation.question {
            conversation.skip_after_negotiation("not part of this question");
            return self.hello(connection, conversation, hello, peer.name, address).await;
        }
        let Some(session) = self.establish(connection, conversation, peer).await else { return };
        match conversation.selected() {
            Some(chosen) if chosen.intersects(SecurityProtocols::NLA) => {
                self.nla(connection, session, conversation, address).await;
            }
            Some(chosen) if chosen.intersects(SPEAKS_FIRST) => {
                conversation.credssp = Outcome::Skipped(Skipped::NotNla);
                conversation.settings = Outcome::Skipped(Skipped::NeedsCredentials);
                let mut stage = self.stage(Phase::Negotiate, conversation.connection, Some(address));
                let deadline = self.deadline(connection.wait);
                let mut channel = Channel::inside_tls(connection, session, Phase::Negotiate);
                conversation.greeting = greeted(&mut channel, deadline).await.into();
                stage.ok = conversation.greeting.done().is_some();
                self.close_stage(stage, Some(connection));
            }
            _ => {
                conversation.credssp = Outcome::Skipped(Skipped::NotNla);
                self.settings(connection, Some(session), conversation, address).await;
            }
        }
    }

    /// TLS without a negotiation before it, and then what comes inside.
    pub(super) async fn tls_first(
        &self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        peer: &Peer<'_>,
        then: Inside,
    ) {
        let Some(session) = self.establish(connection, conversation, peer).await else { return };
        let address = peer.way.address;
        match then {
            Inside::Nla => self.nla(connection, session, conversation, address).await,
            Inside::Negotiation => {
                let why = "not part of this question";
                (conversation.credssp, conversation.settings) =
                    (Outcome::skipped(why), Outcome::skipped(why));
                let mut stage = self.stage(Phase::Negotiate, conversation.connection, Some(address));
                let deadline = self.deadline(connection.wait);
                let protocols = conversation.question.protocols();
                let mut channel = Channel::inside_tls(connection, session, Phase::Negotiate);
                conversation.negotiate =
                    negotiate::exchange(&mut channel, protocols, None, deadline).await.into();
                stage.ok = conversation.negotiate.done().is_some();
                self.close_stage(stage, Some(connection));
            }
        }
    }

    /// The Connection Request, and what the server chose.
    async fn agree(&self, connection: &mut Connection, conversation: &mut Conversation, peer: &Peer<'_>) {
        let address = peer.way.address;
        let mut stage = self.stage(Phase::Negotiate, conversation.connection, Some(address));
        let deadline = self.deadline(connection.wait);
        let protocols = conversation.question.protocols();
        let before = match conversation.question {
            Question::Cookie { .. } => Before::Cookie,
            Question::ProxyHeader { .. } => Before::ProxyHeader,
            _ => Before::Opening(peer.opening),
        };
        conversation.negotiate = negotiate::negotiate(connection, protocols, before, deadline).await.into();
        stage.ok = conversation.negotiate.done().is_some();
        self.close_stage(stage, Some(connection));
    }

    /// The TLS handshake.
    async fn establish(
        &self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        peer: &Peer<'_>,
    ) -> Option<Box<ClientConnection>> {
        let address = peer.way.address;
        let mut stage = self.stage(Phase::Tls, conversation.connection, Some(address));
        let deadline = self.deadline(connection.wait);
        let (completed, chain) = tls::handshake(connection, peer.name, address.ip(), deadline).await;
        stage.ok = completed.is_ok();
        let mut session = None;
        let outcome = completed.map(|(learned, going_on)| {
            session = Some(going_on);
            learned
        });
        conversation.skip_after_negotiation("TLS was not established");
        conversation.tls = outcome.into();
        self.close_stage(stage, Some(connection));
        conversation.certificates = certificates(&chain);
        session
    }

    /// The first message of Network Level Authentication.
    async fn nla(
        &self,
        connection: &mut Connection,
        session: Box<ClientConnection>,
        conversation: &mut Conversation,
        address: SocketAddr,
    ) {
        conversation.settings = Outcome::Skipped(Skipped::NeedsCredentials);
        let mut stage = self.stage(Phase::Credssp, conversation.connection, Some(address));
        let deadline = self.deadline(connection.wait);
        let mut channel = Channel::inside_tls(connection, session, Phase::Credssp);
        conversation.credssp = credssp::ask(&mut channel, deadline).await.into();
        stage.ok = conversation.credssp.done().is_some();
        self.close_stage(stage, Some(connection));
    }

    /// MCS Connect Initial, in clear or inside TLS.
    async fn settings(
        &self,
        connection: &mut Connection,
        session: Option<Box<ClientConnection>>,
        conversation: &mut Conversation,
        address: SocketAddr,
    ) {
        let mut stage = self.stage(Phase::StandardSecurity, conversation.connection, Some(address));
        let deadline = self.deadline(connection.wait);
        let offer = settings::Offer {
            selected: conversation.selected().unwrap_or_default(),
            extended: conversation.negotiate.done().is_some_and(Negotiated::takes_extended_client_data),
            method: match conversation.question {
                Question::Method { method } => Some(method),
                _ => None,
            },
        };
        let mut channel = match session {
            Some(session) => Channel::inside_tls(connection, session, Phase::StandardSecurity),
            None => Channel::in_clear(connection, Phase::StandardSecurity),
        };
        conversation.settings = settings::ask(&mut channel, &offer, deadline).await.into();
        stage.ok = conversation.settings.done().is_some();
        self.close_stage(stage, Some(connection));
    }
}

/// The first message of a server that speaks first.
async fn greeted(channel: &mut Channel<'_>, deadline: Instant) -> Result<Greeting, Failure> {
    let first = channel.receive("read the server's first message", deadline).await?;
    let service = match first {
        // RDSTLS Capabilities: version 1, data type 1, MS-RDPBCGR 2.2.17.1.
        [1, 0, 1, 0, ..] => "RDSTLS",
        [b'{', ..] => "Entra sign-in",
        _ => "an unknown protocol",
    };
    let bytes = hex(first.get(..64).unwrap_or(first));
    Ok(Greeting::new(service, bytes, channel.connection.elapsed()))
}
