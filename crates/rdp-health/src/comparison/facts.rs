//! What of a report is compared, each as a text that two reports of the same state have in common.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnose::ClientOutcome;
use crate::observe::{CertificateFacts, Conversation, CredsspAnswer, NtlmChallenge};
use crate::outcome::{Outcome, Tri};
use crate::report::Report;

/// Writes the aspects once, in order of weight.
macro_rules! aspects {
    ($($(#[$doc:meta])* $word:ident = $says:literal;)*) => {
        /// Something that is compared.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum Aspect {
            $($(#[$doc])* $word,)*
        }

        impl Aspect {
            /// All of them, the weightiest first.
            pub const ALL: &[Self] = &[$(Self::$word,)*];
        }

        impl std::fmt::Display for Aspect {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(match self {
                    $(Self::$word => $says,)*
                })
            }
        }
    };
}

aspects! {
    /// The verdict.
    Verdict = "verdict";
    /// The cause.
    Primary = "cause";
    /// What becomes of a connection.
    Reach = "TCP";
    /// The addresses of the name.
    Addresses = "addresses";
    /// What the host answers to a client that offers everything.
    Negotiation = "security protocol";
    /// The version and suite of the handshake.
    Tls = "TLS";
    /// Which TLS versions the host accepts.
    TlsVersions = "TLS versions accepted";
    /// The version of CredSSP.
    Credssp = "CredSSP version";
    /// Whether NTLM is answered with a challenge.
    Ntlm = "NTLM";
    /// The certificate's fingerprint.
    Certificate = "certificate";
    /// Who issued it.
    Issuer = "issuer";
    /// Until when it is valid.
    Expiry = "valid until";
    /// Its key.
    Key = "key";
    /// The build of Windows.
    Build = "Windows build";
    /// The computer's own name.
    Computer = "computer name";
    /// Whether it has joined a domain.
    Domain = "domain joined";
    /// Whether RDP over UDP is answered.
    Udp = "UDP";
    /// Findings besides the cause.
    Findings = "findings";
    /// Clients that are blocked.
    ClientsOut = "clients blocked";
}

/// What of one report is compared; what was not seen is not there.
pub(super) struct Facts<'a> {
    report: &'a Report,
    pub(super) certificate: Option<&'a CertificateFacts>,
    pub(super) credssp: Option<&'a CredsspAnswer>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let host = &report.observations.host;
        let mut chains = host.conversations().filter_map(|one| one.certificates.done());
        Self {
            report,
            certificate: chains.find_map(|chain| chain.first()),
            credssp: host.conversations().find_map(|one| one.credssp.done()),
        }
    }

    pub(super) fn challenge(&self) -> Option<&'a NtlmChallenge> {
        self.credssp?.challenge.as_ref()
    }

    fn conversations(&self) -> impl Iterator<Item = &'a Conversation> + use<'a> {
        self.report.observations.host.conversations()
    }

    /// Whether any address accepts a connection; `None` = none was tried.
    pub(super) fn connects(&self) -> Option<bool> {
        let mut tried =
            self.conversations().filter(|one| !matches!(one.connect, Outcome::Skipped(_))).peekable();
        tried.peek()?;
        Some(tried.any(|one| one.connect.done().is_some()))
    }

    pub(super) fn get(&self, what: Aspect) -> Option<String> {
        let report = self.report;
        Some(match what {
            Aspect::Verdict => report.verdict.to_string(),
            Aspect::Primary => report.primary.as_ref().map_or("none", |cause| cause.as_str()).to_owned(),
            Aspect::Reach => match self.connects()? {
                true => "connects".to_owned(),
                false => self.conversations().find_map(|one| one.connect.failed())?.phrase(),
            },
            Aspect::Addresses => {
                let addresses = &report.observations.host.resolve.done()?.addresses;
                sorted(addresses.iter().map(ToString::to_string))
            }
            Aspect::Negotiation => self.conversations().find_map(negotiated)?,
            Aspect::Tls => {
                let session = self.conversations().find_map(|one| one.tls.done())?;
                format!("{}, {}", session.version, session.suite)
            }
            Aspect::TlsVersions => {
                let mut addresses = report.observations.host.addresses.iter();
                let offers = addresses.find_map(|address| address.tls_offers.done())?;
                if offers.incomplete.is_some() {
                    return None;
                }
                let accepted = offers.versions.iter().filter(|version| version.accepted == Tri::Yes);
                sorted(accepted.map(|version| version.version.to_string()))
            }
            Aspect::Credssp => self.credssp?.version.to_string(),
            Aspect::Ntlm => match &self.credssp?.challenge {
                Some(_) => "accepted".to_owned(),
                None => "no challenge".to_owned(),
            },
            Aspect::Certificate => format!("SHA-1 {}", self.certificate?.sha1),
            Aspect::Issuer => self.certificate?.issuer.clone(),
            Aspect::Expiry => self.certificate?.not_after.clone(),
            Aspect::Key => self.certificate?.key.to_string(),
            Aspect::Build => self.challenge()?.os.as_ref()?.version.clone(),
            Aspect::Computer => {
                let challenge = self.challenge()?;
                challenge.dns_computer.as_ref().or(challenge.netbios_computer.as_ref())?.clone()
            }
            Aspect::Domain => match self.challenge()?.domain_joined {
                Tri::Yes => "yes".to_owned(),
                Tri::No => "no".to_owned(),
                Tri::Unknown => return None,
            },
            Aspect::Udp => match &report.observations.udp.done()?.rdp.answer {
                Outcome::Done(_) => "answered".to_owned(),
                Outcome::Failed(failure) => failure.phrase(),
                Outcome::Skipped(_) => return None,
            },
            Aspect::Findings => {
                let others = report.findings.iter().filter(|one| Some(&one.id) != report.primary.as_ref());
                sorted(others.map(|one| one.id.to_string()))
            }
            Aspect::ClientsOut if report.clients.is_empty() => return None,
            Aspect::ClientsOut => sorted(clients_out(report).into_iter().map(str::to_owned)),
        })
    }
}

fn negotiated(conversation: &Conversation) -> Option<String> {
    let negotiated = conversation.negotiate.done()?;
    match (negotiated.selected(), negotiated.failure_code()) {
        (Some(selected), _) => Some(selected.to_string()),
        (None, Some(code)) => Some(format!("refused: {code}")),
        (None, None) => None,
    }
}

/// The clients that do not get as far as the logon.
pub(super) fn clients_out(report: &Report) -> BTreeSet<&str> {
    let out = report.clients.iter().filter(|client| client.outcome == ClientOutcome::Blocked);
    out.map(|client| client.client.as_str()).collect()
}

fn sorted(values: impl Iterator<Item = String>) -> String {
    let values: BTreeSet<String> = values.collect();
    match values.is_empty() {
        true => "none".to_owned(),
        false => values.into_iter().collect::<Vec<_>>().join(", "),
    }
}
