//! What remains where a client's text and the check contradict each other, and where the text names no cause.

use super::seen::Step;
use super::{Checked, RemainingCause};
use crate::diagnose::{CauseId, catalogue};
use crate::outcome::Phase;

/// What a check from outside does not see, of a host on which all else works.
const UNSEEN: [CauseId; 10] = [
    CauseId::PathTunnelCuts,
    CauseId::PathLossy,
    CauseId::PathIdleTimeout,
    CauseId::LogonCredentials,
    CauseId::LogonRightMissing,
    CauseId::SessionLimit,
    CauseId::SessionStuck,
    CauseId::LicenceServerMissing,
    CauseId::HostUpdateRegression,
    CauseId::ClientSettings,
];

/// What may be other on the client's way, by the step at which it fails.
pub(super) fn in_words(step: Option<Step>) -> &'static str {
    match step {
        Some(Step::Nothing | Step::Resolve) => {
            "another DNS server or hosts file, another name, a proxy or a VPN"
        }
        Some(Step::Connect) => "another address or route, a firewall on its side, a proxy or a VPN",
        Some(Step::Tls) => "a proxy that inspects TLS, other trusted roots, another address or a VPN",
        Some(Step::Negotiate | Step::Logon) | None => {
            "another address, a proxy or a VPN, or the client itself"
        }
    }
}

/// The client fails where the check passes.
pub(super) fn of_the_client(
    checked: &Checked<'_>,
    causes: &[CauseId],
    phase: Option<Phase>,
    step: Option<Step>,
) -> Vec<RemainingCause> {
    let mut ways = vec![checked.other_way()];
    // The message does not say which of the two sides lacks it.
    if causes.contains(&CauseId::NlaCredsspUnpatched) {
        ways.push(way(
            "The client lacks the CredSSP update of 2018, or its policy asks for more",
            "On the client run `winver`, and read its policy: `reg query \
             HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters /v \
             AllowEncryptionOracle`.",
        ));
    }
    let there = addresses(checked);
    match step {
        Some(Step::Nothing | Step::Resolve) => {
            ways.push(RemainingCause {
                id: Some(CauseId::DnsResolversDisagree),
                title: "The client's DNS server, hosts file or VPN gives another answer".to_owned(),
                look: checked.looks.fill(&format!(
                    "On the client run `Resolve-DnsName HOST`, or `nslookup HOST` elsewhere: here it leads to {there}."
                )),
            });
            ways.push(way(
                "The client asks for another name",
                &format!(
                    "Compare the name in the client's window or .rdp file with {}, letter by letter.",
                    checked.target.host
                ),
            ));
        }
        Some(Step::Tls) => {
            if let Some(fingerprint) = fingerprint(checked) {
                ways.push(way(
                    "The client is shown another certificate: an inspecting proxy, or another machine",
                    &checked.looks.fill(&format!(
                        "On the client run `rdp-health cert HOST`: the SHA-256 must be {fingerprint}."
                    )),
                ));
            }
            if phase == Some(Phase::Certificate) {
                ways.push(way(
                    "The client trusts other roots, or its clock is wrong",
                    &checked.looks.fill(
                        "On the client run `rdp-health cert HOST`: it says whether that computer trusts the \
                         certificate, by its clock.",
                    ),
                ));
            }
            ways.extend(checked.unless_excluded(&[CauseId::PathTunnelCuts, CauseId::ClientSettings]));
        }
        Some(Step::Connect) => {
            ways.push(to_another_address(checked, &there));
            let own = [CauseId::ClientBlockedLocally, CauseId::SourceBlocked, CauseId::SourceBanned];
            ways.extend(checked.unless_excluded(&own).into_iter().map(of_the_client_itself));
        }
        Some(Step::Negotiate | Step::Logon) | None => {
            ways.push(to_another_address(checked, &there));
            ways.extend(checked.unless_excluded(&[CauseId::PathTunnelCuts, CauseId::ClientSettings]));
        }
    }
    ways
}

/// The client passes where the check fails.
pub(super) fn past_the_check(checked: &Checked<'_>) -> Vec<RemainingCause> {
    let mut ways = vec![checked.other_way()];
    if !checked.seen.has_gateway {
        ways.push(way(
            "The client goes through an RD Gateway, a proxy or a VPN",
            &checked.looks.fill(
                "Look at the client's settings (`gatewayhostname` in its .rdp file), and check the same way: \
                 `rdp-health check HOST --gateway GATEWAY`.",
            ),
        ));
    }
    if checked.seen.furthest < Step::Resolve {
        ways.extend(checked.unless_excluded(&[CauseId::DnsResolversDisagree]));
    } else {
        ways.extend(checked.unless_excluded(&[CauseId::SourceBlocked]));
    }
    ways.push(way(
        "The host has changed since the client failed",
        &checked.looks.fill("Watch it while the client tries again: `rdp-health watch HOST`."),
    ));
    ways
}

/// A text that names no cause.
pub(super) fn unnamed(checked: &Checked<'_>, phase: Option<Phase>) -> Vec<RemainingCause> {
    match phase {
        Some(Phase::Gateway) if !checked.seen.has_gateway => vec![way(
            "The client goes through an RD Gateway, which this check did not look at",
            &checked.looks.fill("Check it as well: `rdp-health check HOST --gateway GATEWAY`."),
        )],
        _ if checked.works() && checked.target.service.is_rdp() => checked.unless_excluded(&UNSEEN),
        _ => Vec::new(),
    }
}

fn way(title: &str, look: &str) -> RemainingCause {
    RemainingCause { id: None, title: title.to_owned(), look: look.to_owned() }
}

/// Titles speak of the computer that checks.
fn of_the_client_itself(mut one: RemainingCause) -> RemainingCause {
    if one.id == Some(CauseId::ClientBlockedLocally) {
        "The client's own firewall or security product blocks the connection".clone_into(&mut one.title);
    }
    one
}

fn to_another_address(checked: &Checked<'_>, there: &str) -> RemainingCause {
    let look = format!(
        "On the client run `Test-NetConnection HOST -Port 3389`: `RemoteAddress` must be {there}, and `TcpTestSucceeded` \
         be True."
    );
    way("The client connects to another address or port", &checked.looks.fill(&look))
}

fn addresses(checked: &Checked<'_>) -> String {
    let addresses = checked.observations.host.addresses.iter().take(4);
    addresses.map(|seen| seen.address.ip().to_string()).collect::<Vec<_>>().join(" or ")
}

/// SHA-256 of the server's own certificate.
fn fingerprint(checked: &Checked<'_>) -> Option<String> {
    let mut chains = checked.observations.host.conversations().filter_map(|one| one.certificates.done());
    chains.find_map(|chain| Some(chain.first()?.sha256.clone()))
}

impl Checked<'_> {
    fn other_way(&self) -> RemainingCause {
        way(
            "The client reaches the host by another way than this computer",
            &self.looks.fill(
                "Run `rdp-health check HOST` on the computer that shows the message, and compare both reports.",
            ),
        )
    }

    /// Those of the causes that nothing excludes.
    fn unless_excluded(&self, ids: &[CauseId]) -> Vec<RemainingCause> {
        let known = ids.iter().filter(|id| catalogue::find(id).is_some());
        known.filter(|id| self.excluded(id).is_none()).map(|id| self.remaining(id)).collect()
    }
}
