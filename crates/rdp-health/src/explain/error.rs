//! Questions that cannot be answered.

use crate::error::{Error, ErrorKind};

fn error(problem: impl Into<String>, remedy: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnknownCode, problem, remedy)
}

pub(super) fn nothing_asked() -> Error {
    error("there is nothing to explain", "write a code such as 0x904/0x7, a symbol or a cause id")
}

pub(super) fn too_long(most: usize) -> Error {
    error(format!("the text is longer than {most} bytes"), "paste only the line with the code")
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

pub(super) fn unknown(written: &str, nearest: Option<String>) -> Error {
    let remedy = match &nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "write it as in 0x904/0x7, SSL_NOT_ALLOWED_BY_SERVER or tls-no-shared-cipher".to_owned(),
    };
    let problem = format!("{} is no code, symbol or cause id that is known", quoted(written));
    Error { nearest, ..error(problem, remedy) }
}

/// At most 60 characters, on one line and with nothing in it that a terminal would obey.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("\"{}{dots}\"", cut.escape_debug())
}
