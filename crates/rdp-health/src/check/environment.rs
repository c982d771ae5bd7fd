//! What the environment of this process says.

/// The proxies that an environment names.
pub(super) fn proxies(value_of: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        // Most programs read the small letters first; on Windows both are one variable.
        let value = value_of(&variable.to_ascii_lowercase()).or_else(|| value_of(variable));
        let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
        // What stands before the last @ is a user and a password, and no business of a report.
        let (scheme, rest) = value.split_once("://").map_or(("", &*value), |(scheme, rest)| (scheme, rest));
        let host = rest.rsplit('@').next().unwrap_or_default();
        let separator = if scheme.is_empty() { "" } else { "://" };
        found.push(format!("{variable}={scheme}{separator}{host}"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_named_without_their_passwords() {
        let value = |variable: &str| match variable {
            "https_proxy" => Some("http://user:p@ss@proxy.corp.example:8080".to_owned()),
            "HTTPS_PROXY" => Some("http://other:8080".to_owned()),
            "ALL_PROXY" => Some("proxy.corp.example:1080".to_owned()),
            "HTTP_PROXY" => Some(String::new()),
            _ => None,
        };
        let expected = ["HTTPS_PROXY=http://proxy.corp.example:8080", "ALL_PROXY=proxy.corp.example:1080"];
        assert_eq!(proxies(value), expected);
    }
}
