//! How a conversation with a proxy fails.

use std::io;

use super::super::net::Connection;
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};

/// A failure in the conversation with the proxy.
pub(super) fn failed(connection: &Connection, operation: &str, error: &io::Error) -> Failure {
    connection.failed(Phase::Proxy, operation, error)
}

/// The answer is that of another service, or breaks the rules.
pub(super) fn unusable(connection: &Connection, operation: &str, kind: FailureKind, why: String) -> Failure {
    let mut failure = connection.failure(Phase::Proxy, operation, kind, ClosedBy::Us);
    failure.detail = Some(why);
    failure
}
