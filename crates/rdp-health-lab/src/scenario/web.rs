//! The lab's web server, as a scenario writes it.

use serde::Deserialize;

/// What the web server has at one path. What no entry is for is not found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebPage {
    pub(crate) path: String,
    pub(crate) answer: WebAnswer,
}

/// How a Kerberos request is answered at the port of the web server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kdc {
    /// As a KDC answers what names no user: KDC_ERR_C_PRINCIPAL_UNKNOWN.
    #[default]
    UnknownClient,
    /// As a KDC of another realm: KDC_ERR_WRONG_REALM.
    WrongRealm,
    /// As a web server answers what is no HTTP: 400.
    Http,
    /// With a message of the right frame, and nonsense in it.
    Nonsense,
    /// With the end of the connection.
    Close,
    /// Not at all.
    Silence,
}

/// How a request is answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebAnswer {
    /// The revocation list of the authority that issues.
    Crl(List),
    /// An OCSP response of the authority that issues.
    Ocsp(Ocsp),
    /// A certificate of an authority, or several.
    Issuer(Published),
    /// This page.
    Text(String),
    /// This status, without a page.
    Status(u16),
    /// A redirect to this URL, or path of the web server.
    Redirect(String),
    /// The same bytes again and again, without end.
    Flood(String),
    /// Nothing at all.
    Silence,
}

/// What an authority publishes of its certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Published {
    /// That of the intermediate, which issues.
    Intermediate,
    /// The same as text (PEM), and not in DER.
    IntermediatePem,
    /// That of another authority with the name of the intermediate.
    Namesake,
    /// That of the root.
    Root,
    /// Those of the root and of the intermediate, in a message of CMS.
    Bundle,
}

/// A revocation list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct List {
    /// It revokes every certificate that names a list: keyCompromise.
    pub(crate) revoked: bool,
    /// Its next update was due so many days ago; unless given it is due in a week.
    pub(crate) stale_days: Option<u16>,
    /// It is signed by another key than the authority's.
    pub(crate) wrong_key: bool,
    /// It is published as text (PEM), and not in DER.
    pub(crate) pem: bool,
}

/// An OCSP response about every certificate whose revocation can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ocsp {
    pub(crate) says: OcspAnswer,
    /// Its next update was due so many days ago; unless given it is due in a week.
    pub(crate) stale_days: Option<u16>,
    /// It is signed by another key than the authority's.
    #[serde(default)]
    pub(crate) wrong_key: bool,
}

/// What an OCSP response says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OcspAnswer {
    Good,
    /// keyCompromise.
    Revoked,
    /// The responder knows no such certificate.
    Unknown,
    /// No answer, but the status internalError.
    InternalError,
    /// No answer, but the status tryLater.
    TryLater,
    /// No answer, but the status unauthorized.
    Unauthorized,
}
