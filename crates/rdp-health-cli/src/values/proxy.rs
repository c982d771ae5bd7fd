//! The value of `--proxy`.

use std::ffi::OsStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use rdp_health::Proxy;

/// Reads a proxy. Its errors do not repeat the value, as those of other options do: a password may be in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProxyParser;

impl TypedValueParser for ProxyParser {
    type Value = Proxy;

    fn parse_ref(&self, command: &Command, _: Option<&Arg>, value: &OsStr) -> Result<Proxy, Error> {
        let proxy =
            value.to_str().ok_or_else(|| "it is not Unicode; write it in ASCII with %-escapes".to_owned());
        proxy.and_then(|text| Proxy::parse(text).map_err(|error| error.to_string())).map_err(|problem| {
            let message = format!(
                "invalid value for '--proxy <URL>': {problem}\n\nFor more information, try '--help'.\n"
            );
            Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_keep_passwords_to_themselves() {
        let parse = |text: &str| ProxyParser.parse_ref(&Command::new("test"), None, OsStr::new(text));
        assert_eq!(parse("http://user:secret@proxy:3128").unwrap().to_string(), "http://proxy:3128");
        let error = parse("https://user:secret@proxy:3128").unwrap_err().to_string();
        assert!(error.contains("; write http://host:port") && !error.contains("secret"), "{error}");
    }
}
