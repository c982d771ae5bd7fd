//! Sign-in pages that stand before a web server, by where they lead.

use crate::observe::HttpAnswer;

/// Who signs users in, and parts of the addresses of its pages, in lower case.
const KNOWN: &[(&str, &[&str])] = &[
    (
        "Microsoft Entra ID",
        &[
            "login.microsoftonline.",
            "login.windows.net",
            "login.microsoft.com",
            "login.live.com",
            "login.partner.microsoftonline.",
            ".b2clogin.com",
            ".ciamlogin.com",
        ],
    ),
    ("Microsoft Entra application proxy", &[".msappproxy.net"]),
    ("AD FS", &["/adfs/"]),
    ("Okta", &[".okta.com", ".oktapreview.com", ".okta-emea.com", ".okta-gov.com"]),
    ("Duo", &[".duosecurity.com", "/dag/saml2/", "/dag/module.php"]),
    ("Cloudflare Access", &[".cloudflareaccess.com", "/cdn-cgi/access/"]),
    ("oauth2-proxy", &["/oauth2/start", "/oauth2/sign_in", "/oauth2/auth"]),
    ("F5 BIG-IP APM", &["/my.policy", "/my.logon.php3", "/vdesk/"]),
    ("Citrix Gateway (NetScaler)", &["/vpn/", "/logon/logonpoint", "/cgi/login", "/nf/auth/"]),
    ("FortiGate", &["/remote/login", "/fgtauth"]),
    ("WatchGuard", &["/sslvpn_logon", "/wgcgi.cgi"]),
    ("SonicWall", &["/cgi-bin/welcome", "/auth1.html"]),
    ("GlobalProtect", &["/global-protect/"]),
    ("Ivanti Connect Secure", &["/dana-na/"]),
    ("Cisco", &["/+cscoe+/"]),
    ("Forefront TMG", &["/cookieauth.dll"]),
    ("Kemp LoadMaster", &["/lm_auth_proxy"]),
    ("Google", &["accounts.google.com"]),
    ("Auth0", &[".auth0.com"]),
    ("OneLogin", &[".onelogin.com"]),
    ("Ping Identity", &[".pingone.", "/as/authorization.oauth2", "/idp/startsso.ping"]),
    ("Amazon Cognito", &[".amazoncognito.com"]),
    ("authentik", &["/outpost.goauthentik.io/"]),
    ("Authelia", &["authelia"]),
    ("Keycloak", &["/protocol/openid-connect/auth"]),
    ("Shibboleth", &["/shibboleth.sso/"]),
];

/// Words of which an address of a sign-in page has one.
const WORDS: &[&str] =
    &["login", "logon", "signin", "sign-in", "sign_in", "sso", "saml", "oauth", "openid", "auth"];

/// The sign-in to which an answer sends its client, in words that follow "sends to".
pub(in super::super) fn sign_in(answer: &HttpAnswer) -> Option<String> {
    if let Some(location) = &answer.location
        && (300..400).contains(&answer.status)
    {
        let location = location.to_ascii_lowercase();
        let named = known(&location).map(|name| format!("the sign-in of {name}"));
        return named.or_else(|| is_sign_in(&location).then(|| "a sign-in page".to_owned()));
    }
    if answer.status == 401 && answer.offers("Bearer") {
        return Some("a sign-in that gives out tokens (Bearer)".to_owned());
    }
    let page = answer.page.as_deref().filter(|_| answer.status == 200)?.to_ascii_lowercase();
    if let Some(name) = known(&page) {
        return Some(format!("the sign-in of {name}"));
    }
    let asks = ["type=\"password\"", "type='password'", "type=password"];
    asks.iter().any(|form| page.contains(form)).then(|| "a sign-in page".to_owned())
}

fn known(text: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(_, parts)| parts.iter().any(|part| text.contains(part))).map(|(name, _)| *name)
}

/// Whether a word of the address speaks of a sign-in. RD Web has a logon of its own, which stands before nothing.
fn is_sign_in(location: &str) -> bool {
    let address = location.split(['?', '#']).next().unwrap_or_default();
    let mut words =
        address.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_');
    !address.contains("/rdweb") && words.any(|word| WORDS.contains(&word))
}
