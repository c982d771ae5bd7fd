//! What a proxy's answer says: of itself, or of the host.

use std::net::IpAddr;

use crate::observe::{ProxyAnswer, ProxyReply, Through};
use crate::options::CheckOptions;
use crate::target::Host;

/// Why a look that cannot go through a proxy is left out.
pub(crate) const NOT_THROUGH: &str = "not through a proxy";

/// The meaning of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// The way is open.
    Opened,
    /// It wants a user and a password, or others than were given.
    Credentials,
    /// Its rules forbid the way.
    Forbidden,
    /// It failed, and does not say at what.
    Failed,
    /// It says something of the host.
    OfTheHost(HostFault),
}

/// What a proxy may report of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostFault {
    /// It does not find the name.
    NameUnknown,
    /// The host refuses the connection.
    Refused,
    /// There is no way to the host.
    Unreachable,
    /// It does not reach the host, and does not say why.
    Unexplained,
    /// The host does not answer.
    Silent,
}

/// Reads an answer.
pub(crate) fn said(answer: &ProxyAnswer) -> Said {
    use HostFault as H;
    match &answer.reply {
        ProxyReply::SocksMethod { .. } | ProxyReply::SocksCredentials { .. } => Said::Credentials,
        ProxyReply::Socks { reply, .. } => match reply.code {
            0 => Said::Opened,
            2 => Said::Forbidden,
            3 | 4 => Said::OfTheHost(H::Unreachable),
            5 => Said::OfTheHost(H::Refused),
            // What proxies say when their own attempt to connect times out.
            6 => Said::OfTheHost(H::Silent),
            // A general failure, a command or kind of address that it does not know, or nothing that is assigned.
            _ => Said::Failed,
        },
        ProxyReply::Http { status, reason, error, .. } => match status {
            200..300 => Said::Opened,
            // Tinyproxy answers a wrong password like any web server.
            401 | 407 => Said::Credentials,
            400..500 => Said::Forbidden,
            500..600 => of_the_host(*status, reason, error.as_deref().unwrap_or_default()),
            _ => Said::Failed,
        },
    }
}

/// What a status of a proxy that failed means, by its own words where it has any: `Proxy-Status` of RFC 9209 2.3, or
/// Squid's name of the error with the number of its system's (Linux).
fn of_the_host(status: u16, reason: &str, error: &str) -> Said {
    use HostFault as H;
    let tells = |signs: &[&str]| signs.iter().any(|sign| error.contains(sign));
    if tells(&["dns_error", "dns_timeout", "ERR_DNS_FAIL", "destination_not_found"]) {
        return Said::OfTheHost(H::NameUnknown);
    }
    if tells(&["connection_refused", "ERR_CONNECT_FAIL 111"]) {
        return Said::OfTheHost(H::Refused);
    }
    if tells(&["destination_ip_unroutable", "ERR_CONNECT_FAIL 113", "ERR_CONNECT_FAIL 101"]) {
        return Said::OfTheHost(H::Unreachable);
    }
    if tells(&["connection_timeout", "ERR_CONNECT_FAIL 110"]) {
        return Said::OfTheHost(H::Silent);
    }
    match status {
        502 | 503 => Said::OfTheHost(H::Unexplained),
        504 => Said::OfTheHost(H::Silent),
        // Tinyproxy's and Squid's words for whatever kept them from the host.
        500 if reason == "Unable to connect" || tells(&["ERR_CANNOT_FORWARD"]) => {
            Said::OfTheHost(H::Unexplained)
        }
        _ => Said::Failed,
    }
}

/// Whether the answer could be another one a moment later: what it says of the host, not of its own rules.
pub(crate) fn may_pass(answer: &ProxyAnswer) -> bool {
    matches!(said(answer), Said::Failed | Said::OfTheHost(_))
}

/// What the proxy is asked for: the name as it is, since it resolves names itself, or the addresses that the caller gave
/// for it, or why there is nothing to ask for.
pub(crate) fn destinations(
    host: &Host,
    port: u16,
    proxy: &str,
    options: &CheckOptions,
) -> Result<Vec<Through>, String> {
    let given: Vec<IpAddr> = match host {
        Host::Address(address) => vec![*address],
        Host::Name(name) => {
            let same = |given: &str| given.trim_end_matches('.').eq_ignore_ascii_case(name);
            options.overrides.iter().filter(|given| same(&given.name)).map(|given| given.address).collect()
        }
    };
    if let (Host::Name(name), []) = (host, given.as_slice()) {
        return Ok(vec![Through::new(proxy, name, port)]);
    }
    let admitted: Vec<Through> = given
        .iter()
        .filter(|address| options.family.admits(**address))
        .map(|address| Through::new(proxy, address.to_string(), port))
        .collect();
    match admitted.is_empty() {
        true => Err(format!("{host} is an address, and only the other IP version was asked for")),
        false => Ok(admitted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{AddressObservations, Conversation, Question};
    use crate::options::Depth;
    use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};
    use crate::plan::{FIRST, next, other_ports, path, reverse};
    use crate::target::Target;
    use rdp_health_wire::Named;

    fn socks(code: u8) -> Said {
        let reply = ProxyReply::Socks { reply: Named::new(code, "?"), bound: String::new() };
        said(&ProxyAnswer::new(reply, 1))
    }

    fn http(status: u16, reason: &str, error: Option<&str>) -> Said {
        let (reason, error) = (reason.to_owned(), error.map(str::to_owned));
        let reply = ProxyReply::Http { status, reason, server: None, schemes: Vec::new(), error };
        said(&ProxyAnswer::new(reply, 1))
    }

    #[test]
    fn what_replies_speak_of() {
        use HostFault as H;
        assert_eq!(socks(0), Said::Opened);
        assert_eq!([1, 7, 8, 9, 200].map(socks), [Said::Failed; 5]);
        assert_eq!(socks(2), Said::Forbidden);
        let host = [3, 4, 5, 6].map(socks);
        let expected = [H::Unreachable, H::Unreachable, H::Refused, H::Silent].map(Said::OfTheHost);
        assert_eq!(host, expected);
    }

    #[test]
    fn what_statuses_speak_of() {
        use HostFault as H;
        for (status, reason, error, expected) in [
            (200, "", None, Said::Opened),
            (302, "", None, Said::Failed),
            (403, "", None, Said::Forbidden),
            (407, "", None, Said::Credentials),
            (401, "", None, Said::Credentials),
            (500, "", Some("ERR_CANNOT_FORWARD 0"), Said::OfTheHost(H::Unexplained)),
            (500, "Internal Server Error", None, Said::Failed),
            (500, "Unable to connect", None, Said::OfTheHost(H::Unexplained)),
            (502, "Bad Gateway", None, Said::OfTheHost(H::Unexplained)),
            (502, "", Some("proxy; error=connection_refused"), Said::OfTheHost(H::Refused)),
            (503, "", Some("ERR_CONNECT_FAIL 111"), Said::OfTheHost(H::Refused)),
            (503, "", Some("ERR_CONNECT_FAIL 113"), Said::OfTheHost(H::Unreachable)),
            (503, "", Some("ERR_DNS_FAIL 0"), Said::OfTheHost(H::NameUnknown)),
            (504, "", None, Said::OfTheHost(H::Silent)),
        ] {
            assert_eq!(http(status, reason, error), expected, "{status} {error:?}");
        }
    }

    #[test]
    fn what_cannot_go_through_is_left_out() {
        let stalled = || {
            let mut conversation = Conversation::new(1, FIRST, "test");
            let kind = FailureKind::Silence;
            let failure = Failure::new(Phase::Tls, "test", kind, ClosedBy::Deadline, 1);
            conversation.tls = Outcome::Failed(failure.clone());
            conversation.connect = Outcome::Failed(failure);
            conversation
        };
        let mut seen = AddressObservations::new(([127, 0, 0, 1], 1080).into());
        seen.through = Some(Through::new("socks5://127.0.0.1:1080", "srv01", 3389));
        seen.conversations = vec![stalled(), stalled()];
        let full = CheckOptions::default().depth(Depth::Full);
        assert_eq!(path(&seen, &full), Err(NOT_THROUGH));
        assert_eq!(reverse(&seen, &full), Err(NOT_THROUGH));
        let target = Target::parse("srv01").unwrap();
        assert_eq!(other_ports(&seen, &target, &full).unwrap_err(), NOT_THROUGH);
        let step = next(&seen, &target, &full).unwrap();
        let small = matches!(step.question, Question::Converse { mss: Some(_), .. });
        assert!(!small, "it would be the size of the way to the proxy");
    }

    #[test]
    fn names_are_left_to_the_proxy_unless_the_caller_knows_better() {
        let ask = |host: Host, options: &CheckOptions| {
            let destinations = destinations(&host, 3389, "socks5://proxy:1080", options)?;
            Ok::<_, String>(destinations.iter().map(Through::destination).collect::<Vec<_>>())
        };
        let name = || Host::Name("srv01".to_owned());
        let options = CheckOptions::default().resolve_as("SRV01.", "192.0.2.7".parse().unwrap());
        assert_eq!(ask(name(), &CheckOptions::default()).unwrap(), ["srv01:3389"]);
        assert_eq!(ask(name(), &options).unwrap(), ["192.0.2.7:3389"]);
        let six = options.family(crate::options::AddressFamily::Ipv6);
        assert!(ask(name(), &six).unwrap_err().contains("other IP version"));
        assert_eq!(ask(Host::Address("2001:db8::7".parse().unwrap()), &six).unwrap(), ["[2001:db8::7]:3389"]);
    }
}
