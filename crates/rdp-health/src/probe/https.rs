//! What is asked of a web server that is the target itself: TLS at once, without X.224.

use std::net::SocketAddr;

use super::net::Connection;
use super::web::WebServer;
use super::{Probe, Way, certificates, hello};
use crate::observe::{Conversation, HelloKind, WebRequest};
use crate::outcome::Phase;

/// The port that goes without saying in a request.
const PORT: u16 = 443;

impl Probe<'_> {
    /// TLS, then `GET /`: what any web server answers, and a proxy or portal in its place.
    pub(super) async fn https(
        &mut self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        server_name: &str,
        way: Way<'_>,
    ) {
        conversation.skip_negotiation();
        let port = way.through.map_or(way.address.port(), |through| through.port);
        let host = match (server_name.contains(':'), port) {
            (true, PORT) => format!("[{server_name}]"),
            (true, port) => format!("[{server_name}]:{port}"),
            (false, PORT) => server_name.to_owned(),
            (false, port) => format!("{server_name}:{port}"),
        };
        let server = WebServer { name: server_name, host: &host, way, tls: true, phase: Phase::Web };
        let seen = self.inside_tls(connection, conversation.connection, &server, WebRequest::Root).await;
        (conversation.tls, conversation.certificates, conversation.web) = seen;
    }

    /// A ClientHello written by hand.
    pub(super) async fn hello(
        &mut self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        kind: HelloKind,
        server_name: &str,
        address: SocketAddr,
    ) {
        let mut stage = self.stage(Phase::Tls, conversation.connection, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        let (answer, chain) = hello::hello(connection, hello::of_kind(kind), server_name, deadline).await;
        stage.ok = answer.is_ok();
        self.close_stage(stage, Some(connection));
        conversation.hello = answer.into();
        conversation.certificates = certificates(&chain);
    }
}
