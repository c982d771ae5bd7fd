//! What the differences of two reports imply. Each rule speaks of one thing, and only where both reports show it.

use super::facts::{Aspect, Facts};
use super::{ComparedAs, Implication, ImplicationKind as Kind};
use crate::diagnose::Confidence;
use crate::observe::CertificateFacts;
use crate::outcome::{FailureKind, Tri};
use crate::report::Report;

/// Two reports, and what of them is compared.
struct Pair<'a> {
    compared_as: ComparedAs,
    reports: [&'a Report; 2],
    first: &'a Facts<'a>,
    second: &'a Facts<'a>,
}

type Rule = fn(&Pair<'_>) -> Option<Implication>;

/// In order of weight.
const RULES: [Rule; 9] = [name, reach, machine, security, nla_update, build, certificate, tls, domain];

pub(super) fn all(
    compared_as: ComparedAs,
    first_report: &Report,
    second_report: &Report,
    first: &Facts<'_>,
    second: &Facts<'_>,
) -> Vec<Implication> {
    let pair = Pair { compared_as, reports: [first_report, second_report], first, second };
    RULES.iter().filter_map(|rule| rule(&pair)).collect()
}

fn says(kind: Kind, confidence: Confidence, says: impl Into<String>) -> Option<Implication> {
    Some(Implication { kind, confidence, says: says.into() })
}

impl Pair<'_> {
    /// Both values, where both reports show them and they differ.
    fn differ(&self, what: Aspect) -> Option<(String, String)> {
        let (one, other) = (self.first.get(what)?, self.second.get(what)?);
        (one != other).then_some((one, other))
    }

    fn certificates(&self) -> Option<(&CertificateFacts, &CertificateFacts)> {
        let (one, other) = (self.first.certificate?, self.second.certificate?);
        (one.sha256 != other.sha256).then_some((one, other))
    }

    fn between_places(&self) -> bool {
        self.compared_as == ComparedAs::Places
    }

    fn between_hosts(&self) -> bool {
        self.compared_as == ComparedAs::Hosts
    }

    /// They are of one host, and both reached an address that the other one reached too, or the addresses are not known to
    /// differ.
    fn same_address(&self) -> bool {
        !self.between_hosts() && self.differ(Aspect::Addresses).is_none()
    }
}

fn name(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = pair.differ(Aspect::Addresses)?;
    match pair.compared_as {
        ComparedAs::Times => says(
            Kind::Name,
            Confidence::Certain,
            format!(
                "The name led to {one}, and now leads to {other}: the DNS record changed, or another resolver answers"
            ),
        ),
        ComparedAs::Places => says(
            Kind::Name,
            Confidence::Certain,
            format!(
                "The name leads to {one} from one place and to {other} from the other: split DNS, or a stale record"
            ),
        ),
        ComparedAs::Hosts => None,
    }
}

fn reach(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = (pair.first.connects()?, pair.second.connects()?);
    if one == other {
        return None;
    }
    let failing = if one { pair.reports[1] } else { pair.reports[0] };
    let failure = failing.observations.host.conversations().find_map(|one| one.connect.failed())?;
    let refused = failure.kind == FailureKind::Refused;
    if pair.between_hosts() {
        return says(
            Kind::Path,
            Confidence::Possible,
            "Only one of the two accepts connections: compare what listens on the port, and the firewall rules of both",
        );
    }
    if pair.between_places() {
        if !pair.same_address() {
            return None;
        }
        let (confidence, how) = match refused {
            true => (Confidence::Possible, "refuses"),
            false => (Confidence::Likely, "drops"),
        };
        return says(
            Kind::AllowList,
            confidence,
            format!(
                "The port accepts connections from one place and not from {}: a firewall or an allow list {how} that place, \
                 or its route leads elsewhere",
                failing.vantage.hostname
            ),
        );
    }
    match (other, refused) {
        (true, _) => says(
            Kind::Path,
            Confidence::Likely,
            "The port accepts connections again: the host, its service or the path is back",
        ),
        (false, true) => says(
            Kind::Path,
            Confidence::Likely,
            "The port refuses connections now: the service stopped, or listens on another port",
        ),
        (false, false) => says(
            Kind::Path,
            Confidence::Possible,
            "The port is silent now: the host is off, or a firewall began to drop connections",
        ),
    }
}

fn machine(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = pair.differ(Aspect::Computer)?;
    match pair.compared_as {
        ComparedAs::Hosts => None,
        _ => says(
            Kind::Machine,
            Confidence::Certain,
            format!(
                "Another computer answers: {one} and {other} (renamed, replaced, or two behind one address)"
            ),
        ),
    }
}

fn security(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = pair.differ(Aspect::Negotiation)?;
    if pair.between_places() && pair.same_address() {
        return says(
            Kind::Inspection,
            Confidence::Possible,
            format!(
                "The host chooses {one} towards one place and {other} towards the other: a device on one path answers in its place or changes the request"
            ),
        );
    }
    says(
        Kind::Policy,
        Confidence::Likely,
        format!(
            "The security layer or the NLA setting differs: {one} and {other} (SecurityLayer, UserAuthentication, or the policy that sets them)"
        ),
    )
}

fn nla_update(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = (pair.first.credssp?.version, pair.second.credssp?.version);
    match (one.is_patched(), other.is_patched()) {
        (false, true) if pair.compared_as == ComparedAs::Times => {
            says(Kind::Patch, Confidence::Certain, "The CredSSP update of 2018 was installed")
        }
        (true, false) if pair.compared_as == ComparedAs::Times => says(
            Kind::Patch,
            Confidence::Likely,
            "The CredSSP update of 2018 is gone: the host was restored from an old image, or another one answers",
        ),
        (one, other) if one != other => {
            let lacks = if one { "second" } else { "first" };
            says(Kind::Patch, Confidence::Certain, format!("The {lacks} lacks the CredSSP update of 2018"))
        }
        _ => None,
    }
}

fn build(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = pair.differ(Aspect::Build)?;
    match pair.compared_as {
        ComparedAs::Times if pair.differ(Aspect::Computer).is_none() => {
            says(Kind::Patch, Confidence::Likely, format!("Windows was upgraded: build {one}, now {other}"))
        }
        ComparedAs::Times => None,
        ComparedAs::Places => {
            says(Kind::Machine, Confidence::Likely, format!("Two computers answer: builds {one} and {other}"))
        }
        ComparedAs::Hosts => says(
            Kind::Patch,
            Confidence::Certain,
            format!("The hosts run different builds of Windows: {one} and {other}"),
        ),
    }
}

fn certificate(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = pair.certificates()?;
    match pair.compared_as {
        ComparedAs::Hosts => match (one.windows_default, other.windows_default) {
            (true, false) => says(Kind::Policy, Confidence::Certain, configured("first")),
            (false, true) => says(Kind::Policy, Confidence::Certain, configured("second")),
            _ if one.issuer != other.issuer && !(one.self_issued && other.self_issued) => says(
                Kind::Replaced,
                Confidence::Certain,
                format!("The certificates come from different issuers: {} and {}", one.issuer, other.issuer),
            ),
            _ => None,
        },
        ComparedAs::Places if !pair.same_address() => None,
        ComparedAs::Places if one.issuer != other.issuer => says(
            Kind::Inspection,
            Confidence::Likely,
            format!(
                "The two places get certificates from different issuers: a device on one path breaks up TLS, or two \
                 machines share the address ({} and {})",
                one.issuer, other.issuer
            ),
        ),
        ComparedAs::Places => says(
            Kind::Machine,
            Confidence::Possible,
            "The two places get different certificates of one issuer: several machines behind one address, or it was \
             renewed in between",
        ),
        ComparedAs::Times => renewal(one, other),
    }
}

fn configured(which: &str) -> String {
    format!(
        "The {which} shows the certificate that Windows makes for itself; the other one has a configured certificate"
    )
}

fn renewal(one: &CertificateFacts, other: &CertificateFacts) -> Option<Implication> {
    let renewed = one.not_after_unix < other.not_after_unix;
    let until = &other.not_after;
    let same_name = one.subject == other.subject && one.issuer == other.issuer;
    // One that Windows makes has itself as its issuer.
    let same_maker = same_name || one.windows_default && other.windows_default;
    match (renewed, same_maker) {
        (true, _) if one.key_sha256 == other.key_sha256 => says(
            Kind::Renewed,
            Confidence::Certain,
            format!("The certificate was renewed with its old key; it is valid until {until}"),
        ),
        (true, true) => says(
            Kind::Renewed,
            Confidence::Likely,
            format!("The certificate was renewed with a new key; it is valid until {until}"),
        ),
        _ if other.windows_default && !one.windows_default => says(
            Kind::Replaced,
            Confidence::Likely,
            "The configured certificate is gone: the host shows the one that Windows makes for itself",
        ),
        _ => says(
            Kind::Replaced,
            Confidence::Likely,
            format!("The certificate was replaced by one of {}", other.issuer),
        ),
    }
}

fn tls(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = pair.differ(Aspect::Tls).or_else(|| pair.differ(Aspect::TlsVersions))?;
    if pair.between_places() && pair.same_address() {
        return says(
            Kind::Inspection,
            Confidence::Possible,
            format!(
                "TLS differs between the places ({one}; {other}): a device on one path may end TLS in the host's place"
            ),
        );
    }
    says(
        Kind::Policy,
        Confidence::Likely,
        format!(
            "The TLS settings differ ({one}; {other}): Schannel's protocols and suite order, an update, or another kind of key"
        ),
    )
}

fn domain(pair: &Pair<'_>) -> Option<Implication> {
    let (one, other) = (pair.first.challenge()?.domain_joined, pair.second.challenge()?.domain_joined);
    match (pair.compared_as, one, other) {
        (ComparedAs::Times, Tri::Yes, Tri::No) => says(
            Kind::Policy,
            Confidence::Certain,
            "The host has left its domain: domain accounts and Kerberos no longer work",
        ),
        (ComparedAs::Times, Tri::No, Tri::Yes) => {
            says(Kind::Policy, Confidence::Certain, "The host has joined a domain: its policies apply now")
        }
        (ComparedAs::Hosts, Tri::Yes, Tri::No) | (ComparedAs::Hosts, Tri::No, Tri::Yes) => says(
            Kind::Policy,
            Confidence::Certain,
            "Only one of the two has joined a domain: policies, certificates and Kerberos differ with that",
        ),
        _ => None,
    }
}
