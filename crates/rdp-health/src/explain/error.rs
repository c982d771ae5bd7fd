//! Questions that cannot be answered.

use super::client::CodeClient;
use crate::error::{Error, ErrorKind};

fn error(problem: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnknownCode, problem, remedy)
}

pub(super) fn nothing_asked() -> Error {
    error(
        "there is nothing to explain",
        "write a code such as 0x904/0x7, a symbol, the client's message or a cause id",
    )
}

pub(super) fn too_long(most: usize) -> Error {
    error(
        format!("the text is longer than {most} bytes"),
        "read a log line by line, as `rdp-health explain -` does",
    )
}

pub(super) fn no_number(written: &str) -> Error {
    error(format!("{} is not a hexadecimal number", quoted(written)), "write it as in 0x904")
}

/// No client code is as large.
pub(super) fn too_big(written: &str) -> Error {
    error(
        format!("{} does not fit into the 32 bits of a code", quoted(written)),
        "write it as in 0x80090326 or -2146893018",
    )
}

/// More than a code and its extended code.
pub(super) fn several(written: &[String]) -> Error {
    error(
        format!("several numbers ({})", written.join(", ")),
        "ask about one code, or about one pair such as 0x904/0x7",
    )
}

pub(super) fn no_client(name: &str) -> Error {
    let known: Vec<&str> = CodeClient::ALL.iter().map(|client| client.as_str()).collect();
    error(format!("there is no client {}", quoted(name)), format!("write one of {}", known.join(", ")))
}

pub(super) fn not_of(written: &str, client: &str) -> Error {
    error(format!("{client} does not show {}", quoted(written)), "ask without naming the client")
}

/// Another program's message.
pub(super) fn foreign(written: &str, other: &str) -> Error {
    error(
        format!("{} is not a known code, symbol, message or cause id", quoted(written)),
        format!(
            "it seems to come from {other}, not from a Remote Desktop connection; if it does, name the client"
        ),
    )
}

/// Nothing is known of it: `nearest` is a name, `message` one that is like the text and not the text.
pub(super) fn unknown(written: &str, nearest: Option<String>, message: Option<String>) -> Error {
    let remedy = match (&nearest, message) {
        (_, Some(message)) => format!("the closest known message is {message}"),
        (Some(nearest), None) => format!("did you mean {nearest}?"),
        (None, None) => {
            "write it as in 0x904/0x7, SSL_NOT_ALLOWED_BY_SERVER or tls-no-shared-cipher".to_owned()
        }
    };
    let problem = format!("{} is not a known code, symbol, message or cause id", quoted(written));
    Error { nearest: nearest.map(Into::into), ..error(problem, remedy) }
}

/// At most 60 characters. The error makes them inert.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("\"{cut}{dots}\"")
}
