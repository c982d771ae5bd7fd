//! Web servers and RD Gateways, as a scenario writes them.

use serde::Deserialize;

use super::payload::Payload;

/// A web server, with or without an RD Gateway behind it, and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Http {
    /// The RD Gateway, if there is one.
    pub(crate) gateway: Option<RdGateway>,
    /// Whether there is a WebSocket listener at `/rdp/`.
    #[serde(default)]
    pub(crate) listener: bool,
    /// Whether the older RPC transport answers.
    #[serde(default)]
    pub(crate) rpc: bool,
    /// What becomes of verbs that not every web server knows; they pass unless given.
    pub(crate) verbs: Option<Hindrance>,
    /// What becomes of WebSocket upgrades; they pass unless given.
    pub(crate) upgrades: Option<Hindrance>,
    /// `Server` of every answer; that of Windows' HTTP service unless given, none where it is empty.
    #[serde(default = "windows")]
    pub(crate) server: String,
    /// Headers of every answer, as they are.
    #[serde(default)]
    pub(crate) always: Vec<String>,
    /// Paths that are answered before anything else.
    #[serde(default)]
    pub(crate) pages: Vec<Page>,
    /// Status of everything else; 404 unless given.
    #[serde(default = "not_found")]
    pub(crate) status: u16,
    /// Headers of everything else, as they are.
    #[serde(default)]
    pub(crate) headers: Vec<String>,
    /// The page that comes with everything else.
    #[serde(default)]
    pub(crate) body: String,
    /// Bytes that answer every request, whatever it is.
    pub(crate) raw: Option<Payload>,
    /// Whether `raw` is said again and again, without end.
    #[serde(default)]
    pub(crate) endless: bool,
}

fn not_found() -> u16 {
    404
}

fn windows() -> String {
    "Microsoft-HTTPAPI/2.0".to_owned()
}

/// What is answered at a path, whatever the query is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// How the path begins.
    pub(crate) path: String,
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: Vec<String>,
    #[serde(default)]
    pub(crate) body: String,
}

/// What a proxy does with what it does not like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hindrance {
    /// It answers with this status itself.
    Status(u16),
    /// It ends the connection.
    Close,
    /// It takes it out, and lets the rest pass.
    Strip,
}

/// An RD Gateway, as far as it answers before a logon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RdGateway {
    /// The authentication schemes it offers, in order; none = it lets everybody in.
    #[serde(default = "windows_schemes")]
    pub(crate) schemes: Vec<String>,
    /// The offer stands in one header instead of one for each scheme.
    #[serde(default)]
    pub(crate) one_line: bool,
    /// The connection ends with the challenge, as behind a proxy that keeps none.
    #[serde(default)]
    pub(crate) closes: bool,
    /// What the first message of NTLM is answered with.
    #[serde(default)]
    pub(crate) challenge: Continues,
}

/// How a logon over HTTP goes on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Continues {
    #[default]
    Whole,
    /// The challenge ends before what it names.
    Cut,
    /// The same demand again, without a challenge.
    Again,
}

/// What a gateway of Windows Server 2019 offers.
fn windows_schemes() -> Vec<String> {
    ["Negotiate", "NTLM", "SSPI_NTLM"].map(str::to_owned).to_vec()
}
