//! What is never read, kept or shown: whatever is named after a password.

/// Parts of the names of settings, columns and attributes that hold secrets, in the languages that programs use.
const SECRETS: [&str; 12] = [
    "password",
    "passwd",
    "passwort",
    "kennwort",
    "passphrase",
    "pwd",
    "secret",
    "credential",
    "token",
    "privatekey",
    "apikey",
    "mot de passe",
];

/// Whether something of this name is, or may be, a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret)) || name == "pass" || name.ends_with("_pass")
}

/// Whether a text has a setting in it that is named after a secret, as where two lines of a damaged file became one. A
/// folder may be called 'Token servers'.
pub(super) fn assigns_secret(text: &str) -> bool {
    let mut parts: Vec<&str> = text.split(['=', ':']).collect();
    parts.pop();
    parts.into_iter().any(is_secret)
}

/// Whether a text is made of what host names and addresses are made of, so that a message may repeat it.
///
/// A text that is not a host may be a password in the wrong place.
pub(super) fn may_be_shown(text: &str) -> bool {
    let fine =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '[' | ']' | '%' | '/' | '\\');
    text.chars().count() <= 80 && text.chars().all(fine) && !is_secret(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_be_called_after_a_secret_and_holds_none() {
        for (text, assigns) in [
            ("Token servers", false),
            ("Berlin: tokens", false),
            ("gateway_password=x", true),
            ("Office ay_password=x", true),
            ("Password : x", true),
        ] {
            assert_eq!(assigns_secret(text), assigns, "{text}");
        }
    }
}
