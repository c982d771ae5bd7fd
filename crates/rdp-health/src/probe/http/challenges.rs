//! `WWW-Authenticate`, RFC 9110 11.6.1: a list of challenges, each of which may hold a list of parameters.

/// One challenge: the scheme, and the token that follows it in schemes of several messages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Challenge<'a> {
    pub(super) scheme: &'a str,
    pub(super) token: Option<&'a str>,
}

/// The challenges of one header. Commas separate both challenges and the parameters of one, so what an element is
/// shows only in its form; what has no form of the RFC is passed over.
pub(super) fn parse(value: &str) -> impl Iterator<Item = Challenge<'_>> {
    elements(value).filter_map(challenge)
}

/// The elements of the list. A comma inside a quoted string separates nothing.
fn elements(value: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    value.split(move |letter| {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' => return !quoted,
            _ => {}
        }
        false
    })
}

/// An element that begins a challenge; `None` = it is a parameter of the one before, or nothing at all.
fn challenge(element: &str) -> Option<Challenge<'_>> {
    let element = element.trim();
    let end = element.find(|letter: char| letter.is_ascii_whitespace() || letter == '=');
    let (scheme, rest) = element.split_at(end.unwrap_or(element.len()));
    let rest = rest.trim_start();
    let is_parameter = rest.starts_with('=');
    if scheme.is_empty() || is_parameter || !scheme.bytes().all(in_token) {
        return None;
    }
    Some(Challenge { scheme, token: Some(rest).filter(|rest| is_token68(rest)) })
}

/// `tchar`, RFC 9110 5.6.2.
fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `token68`, RFC 9110 11.2: base64 and its like.
fn is_token68(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes(value: &str) -> Vec<&str> {
        parse(value).map(|challenge| challenge.scheme).collect()
    }

    #[test]
    fn schemes_are_found_in_every_form_of_the_list() {
        for (value, expected) in [
            ("Negotiate", &["Negotiate"][..]),
            ("Negotiate, NTLM, SSPI_NTLM, PAA", &["Negotiate", "NTLM", "SSPI_NTLM", "PAA"]),
            ("negotiate,NTLM", &["negotiate", "NTLM"]),
            (" , Negotiate ,, NTLM , ", &["Negotiate", "NTLM"]),
            // The example of RFC 9110 11.6.1.
            (
                r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
                &["Basic", "Newauth"],
            ),
            (r#"Basic realm="a, NTLM", NTLM"#, &["Basic", "NTLM"]),
            (r#"Digest realm = "x" , qop="auth,auth-int", nonce=abc==, Negotiate"#, &["Digest", "Negotiate"]),
            (r#"Bearer authorization_uri="https://login.example/a,b", resource_id=x"#, &["Bearer"]),
            ("NTLM TlRMTVNTUAACAAAA==, Negotiate", &["NTLM", "Negotiate"]),
            (r#"Basic realm="never closed, NTLM"#, &["Basic"]),
            (r#""NTLM", =, "#, &[]),
            ("", &[]),
        ] {
            assert_eq!(schemes(value), expected, "{value}");
        }
    }

    #[test]
    fn the_token_of_a_challenge_is_kept() {
        let tokens = |value| parse(value).map(|challenge| challenge.token).collect::<Vec<_>>();
        assert_eq!(tokens("Negotiate, NTLM TlRMTVNTUAAC+/8="), [None, Some("TlRMTVNTUAAC+/8=")]);
        assert_eq!(tokens(r#"Basic realm="x""#), [None]);
    }
}
