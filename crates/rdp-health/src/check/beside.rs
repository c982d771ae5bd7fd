//! What a file says beside what a check of its host saw: names that fit no certificate, settings that the host refuses.

use crate::certificate::{NameMatch, match_name};
use crate::diagnose::{CauseId, Severity, Verdict};
use crate::files::{FileKind, Lint, Remark, RemarkLevel};
use crate::observe::{CertificateFacts, Endpoint};
use crate::report::Report;
use crate::target::Target;

/// Causes that a setting of the file brings about, or can take away: cause, setting, what to write.
const BY_SETTING: [(CauseId, &str, &str); 2] = [
    (CauseId::NegotiationNlaRequired, "enablecredsspsupport", "write enablecredsspsupport:i:1"),
    (
        CauseId::NegotiationEntraMissing,
        "enablerdsaadauth",
        "write enablerdsaadauth:i:0, or join the host to Entra ID",
    ),
];

impl Lint {
    /// Adds what the report of a host that the file names says of the file: whether its name, and its gateway's, is among
    /// the names of the certificate, and what to write instead; which settings the host refuses; whether clients can connect.
    #[must_use]
    pub fn with_report(mut self, report: &Report) -> Self {
        let (host, gateway) = match self.kind {
            FileKind::Rdpw => ("gatewayhostname", None),
            _ => ("full address", report.observations.gateway.done()),
        };
        let mut remarks = vec![self.verdict(host, report)];
        remarks.extend(self.name(host, &report.observations.host));
        remarks.extend(gateway.and_then(|gateway| self.name("gatewayhostname", gateway)));
        remarks.extend(self.settings(report));
        for remark in &mut remarks {
            remark.line = remark.line.or(report.target.labels.line.filter(|_| self.kind != FileKind::Rdp));
        }
        self.remarks.extend(remarks);
        self.remarks.sort_by_key(|remark| remark.line);
        self
    }

    fn say(&self, level: RemarkLevel, key: &str, text: &str, remedy: &str) -> Remark {
        let line = self.lines.iter().rfind(|(name, _)| name == key).map(|(_, line)| *line);
        // Other programs have other names for it.
        let key = Some(key).filter(|_| matches!(self.kind, FileKind::Rdp | FileKind::Rdpw));
        Remark::new(level, line, key, text, remedy)
    }

    fn verdict(&self, key: &str, report: &Report) -> Remark {
        let (level, word) = match report.verdict {
            Verdict::Failing => (RemarkLevel::Error, "clients cannot connect"),
            Verdict::Degraded => (RemarkLevel::Warning, "clients can connect, with trouble"),
            Verdict::Healthy => (RemarkLevel::Info, "clients can connect"),
            _ => (RemarkLevel::Info, "whether clients can connect could not be seen"),
        };
        self.say(level, key, &format!("{}: {word}: {}", report.target, report.summary), "")
    }

    /// Whether the name in the file is one of the certificate's.
    fn name(&self, key: &str, endpoint: &Endpoint) -> Option<Remark> {
        let mut chains = endpoint.conversations().filter_map(|conversation| conversation.certificates.done());
        let leaf = chains.find_map(|chain| chain.first())?;
        let of = format!("the certificate of {}", endpoint.name);
        let fits = match_name(&endpoint.name, leaf);
        if let NameMatch::Alternative | NameMatch::CommonName = fits {
            let text = format!("{of} has this name ({})", leaf.subject);
            return Some(self.say(RemarkLevel::Info, key, &text, ""));
        }
        let names = names(leaf);
        if names.iter().any(|name| name.eq_ignore_ascii_case(&endpoint.name)) {
            let text = format!("{of} has this address as a name only: clients warn, or refuse it");
            let remedy =
                "connect by the host's name, or give it a certificate with the address in the SAN (IP)";
            return Some(self.say(RemarkLevel::Warning, key, &text, remedy));
        }
        let text = match names.is_empty() {
            true => format!("{of} does not have this name, nor any other: clients warn, or refuse it"),
            false => {
                format!("{of} does not have this name but {}: clients warn, or refuse it", names.join(", "))
            }
        };
        let remedy = match instead(&endpoint.name, leaf) {
            Some(name) => format!("write {key}:s:{name}{}", port(endpoint)),
            None => "give the host a certificate with the name that the file has".to_owned(),
        };
        Some(self.say(RemarkLevel::Warning, key, &text, &remedy))
    }

    /// What a setting of the file costs at this host.
    fn settings(&self, report: &Report) -> Vec<Remark> {
        let client = &report.target.client;
        let mut remarks: Vec<Remark> = Vec::new();
        for (cause, key, remedy) in BY_SETTING {
            let is_set = match key {
                "enablecredsspsupport" => client.credssp == Some(false),
                _ => client.entra == Some(true),
            };
            let found =
                report.findings.iter().find(|found| found.id == cause && Severity::Warning <= found.severity);
            if let Some(finding) = found.filter(|_| is_set) {
                remarks.push(self.say(RemarkLevel::Error, key, &finding.summary, remedy));
            }
        }
        let is_bad = report
            .findings
            .iter()
            .find(|found| found.id.as_str().starts_with("cert-") && Severity::Warning <= found.severity);
        match (client.authentication_level, is_bad) {
            (Some(1), Some(finding)) => {
                let text =
                    format!("the client refuses a certificate that it cannot verify: {}", finding.summary);
                let remedy =
                    "fix the certificate, or write authentication level:i:2, with which the client warns";
                remarks.push(self.say(RemarkLevel::Error, "authentication level", &text, remedy));
            }
            (Some(0), Some(finding)) => {
                let text = format!(
                    "the client says nothing of a certificate that others warn about: {}",
                    finding.summary
                );
                remarks.push(self.say(
                    RemarkLevel::Warning,
                    "authentication level",
                    &text,
                    "fix the certificate, then write authentication level:i:2",
                ));
            }
            _ => {}
        }
        remarks
    }
}

fn names(leaf: &CertificateFacts) -> Vec<String> {
    let addresses = leaf.ip_addresses.iter().map(ToString::to_string);
    let alternatives: Vec<String> = leaf.dns_names.iter().cloned().chain(addresses).collect();
    match alternatives.is_empty() {
        true => leaf.common_names.clone(),
        false => alternatives,
    }
}

/// The name of the certificate that was probably meant.
fn instead(asked: &str, leaf: &CertificateFacts) -> Option<String> {
    let usable: Vec<String> =
        names(leaf).into_iter().filter(|name| !name.contains('*') && Target::parse(name).is_ok()).collect();
    let label = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let same = usable.iter().find(|name| label(name) == label(asked));
    same.or(usable.first()).cloned()
}

/// A port that has to stand in the address.
fn port(endpoint: &Endpoint) -> String {
    match endpoint.to_string().rsplit_once(':') {
        Some((_, port)) if port.parse() == Ok(endpoint.port) && ![3389, 443].contains(&endpoint.port) => {
            format!(":{port}")
        }
        _ => String::new(),
    }
}
