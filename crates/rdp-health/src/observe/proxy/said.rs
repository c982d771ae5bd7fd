//! What a proxy's answer says: of itself, or of the host.

use rdp_health_wire::socks::SocksReply;

use super::{ProxyAnswer, ProxyReply};

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

impl ProxyAnswer {
    /// What it says: of the proxy, or of the host.
    pub(crate) fn said(&self) -> Said {
        use HostFault as H;
        match &self.reply {
            ProxyReply::SocksMethod { .. } | ProxyReply::SocksCredentials { .. } => Said::Credentials,
            ProxyReply::Socks { reply, .. } => match *reply {
                SocksReply::SUCCEEDED => Said::Opened,
                SocksReply::NOT_ALLOWED => Said::Forbidden,
                SocksReply::NETWORK_UNREACHABLE | SocksReply::HOST_UNREACHABLE => {
                    Said::OfTheHost(H::Unreachable)
                }
                SocksReply::CONNECTION_REFUSED => Said::OfTheHost(H::Refused),
                // What proxies say when their own attempt to connect times out.
                SocksReply::TTL_EXPIRED => Said::OfTheHost(H::Silent),
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

    /// Whether the answer could be another one a moment later: what it says of the host, not of its own rules.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self.said(), Said::Failed | Said::OfTheHost(_))
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn socks(code: u8) -> Said {
        let reply = ProxyReply::Socks { reply: SocksReply(code), bound: String::new() };
        ProxyAnswer::new(reply, Duration::from_micros(1)).said()
    }

    fn http(status: u16, reason: &str, error: Option<&str>) -> Said {
        let (reason, error) = (reason.to_owned(), error.map(str::to_owned));
        let reply = ProxyReply::Http { status, reason, server: None, schemes: Vec::new(), error };
        ProxyAnswer::new(reply, Duration::from_micros(1)).said()
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
}
