//! Questions that cannot be answered.

use thiserror::Error;

/// Why a question could not be answered, and what to write instead, on one line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// Nothing was asked.
    #[error("nothing to explain: write a code such as 0x904/0x7, a symbol or a cause id")]
    Empty,
    /// The text is too long to be a question about a code.
    #[error("the text is longer than {most} bytes: paste only the line with the code")]
    TooLong {
        /// The longest text that is read, in bytes.
        most: usize,
    },
    /// It begins like a number and is none.
    #[error("{} is not a hexadecimal number: write it as in 0x904", quoted(.written))]
    BadNumber {
        /// The number as it was written.
        written: String,
    },
    /// No client code is as large as this number.
    #[error(
        "{} does not fit into the 32 bits of a code: write it as in 0x80090326 or -2146893018",
        quoted(.written)
    )]
    TooBig {
        /// The number as it was written.
        written: String,
    },
    /// More numbers than a code and its extended code.
    #[error(
        "several numbers ({}): ask about one code, or about one pair such as 0x904/0x7",
        .written.join(", ")
    )]
    Several {
        /// The first of the numbers, as they were written.
        written: Vec<String>,
    },
    /// No code, no symbol and no cause id that is known.
    #[error(
        "{} is no code, symbol or cause id that is known: {}",
        quoted(.written), advice(.nearest.as_deref())
    )]
    Unknown {
        /// What was asked.
        written: String,
        /// The known name that is most like it, where one is like it at all.
        nearest: Option<String>,
    },
}

/// At most 60 characters, on one line and with nothing in it that a terminal would obey.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("\"{}{dots}\"", cut.escape_debug())
}

fn advice(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "write it as in 0x904/0x7, SSL_NOT_ALLOWED_BY_SERVER or tls-no-shared-cipher".to_owned(),
    }
}
