//! Every cause, once: its id, its title, where it shows, and the page that explains it.
//!
//! A cause is a row here plus one page in `docs/causes`. The page is the only source of the meaning and the
//! remedies that reports print. This module holds data and looks nothing up: the rules decide which cause it is.

use serde::{Deserialize, Serialize};

use crate::outcome::Phase;

mod remedies;
#[cfg(test)]
mod tests;

pub use remedies::{Place, Remedy, Risk};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth knowing; nothing fails because of it.
    Info,
    /// A default client of today gets in, but with a warning or a delay, or not every client does, or not for long.
    Warning,
    /// A default client of today does not get in.
    Error,
}

/// From where a cause can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Visibility {
    /// Over the network, without credentials.
    Remote,
    /// Over the network, but only as a hint: other causes look alike.
    Partly,
    /// Only by comparing with another place, another address or another time.
    SecondVantagePoint,
    /// On the client.
    Client,
    /// On the host.
    Host,
    /// Only by logging on, which a check never does.
    AfterLogon,
    /// Nowhere: advice that is found everywhere and is wrong.
    Nowhere,
}

/// One reason why Remote Desktop connections fail or will fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cause {
    /// The one name of the cause, everywhere and for good: kebab-case, its layer first.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "cause-id")))]
    pub id: &'static str,
    /// One line, in the administrator's words, at most 70 characters.
    pub title: &'static str,
    /// The phase that shows it; for what no phase shows, the last one before it strikes.
    pub phase: Phase,
    /// How bad it is unless a rule or a policy says otherwise.
    pub severity: Severity,
    /// From where it can be seen.
    pub visible: Visibility,
    /// The codes that clients report for it: `0x904`, or code and extended code as `0x3/0x11`.
    pub client_codes: &'static [&'static str],
    #[serde(skip)]
    page: &'static str,
}

impl Cause {
    /// The page about this cause, as markdown.
    #[must_use]
    pub fn page(&self) -> &'static str {
        self.page
    }

    /// The first paragraph of the page's "What it means", on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        self.page
            .lines()
            .skip_while(|line| *line != "## What it means")
            .skip(1)
            .skip_while(|line| line.is_empty())
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What to do about it: the network first, then the server, then the client; the least invasive step of
    /// each first.
    #[must_use]
    pub fn remedies(&self) -> Vec<Remedy> {
        remedies::parse(self.page, &remedies::FOR_RDP)
    }

    /// What to do about it where the host is a web server. Where the page has no steps of their own for web servers,
    /// those for network and client hold for them as well.
    #[must_use]
    pub fn web_remedies(&self) -> Vec<Remedy> {
        let own = remedies::parse(self.page, &remedies::FOR_WEB);
        match (own.is_empty(), self.phase) {
            (false, _) => own,
            (true, Phase::Web) => self.remedies(),
            (true, _) => self.remedies().into_iter().filter(|step| step.r#where != Place::Server).collect(),
        }
    }
}

/// The cause with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| cause.id == id)
}

/// Every cause, in the order in which a connection meets them.
#[must_use]
pub fn all() -> &'static [Cause] {
    CAUSES
}

/// Writes the table of causes: `"id" Phase Severity Visibility "title" ["client code" …];`
macro_rules! causes {
    ($($id:literal $phase:ident $severity:ident $visible:ident $title:literal [$($code:literal)*];)*) => {
        &[$(Cause {
            id: $id,
            title: $title,
            phase: Phase::$phase,
            severity: Severity::$severity,
            visible: Visibility::$visible,
            client_codes: &[$($code),*],
            page: include_str!(concat!("../../docs/causes/", $id, ".md")),
        }),*]
    };
}

const CAUSES: &[Cause] = causes! {
    "dns-not-found" Resolve Error Remote
        "The name does not exist in DNS, or has no address" ["0x104" "0x208" "0x508" "0x604"];
    "dns-server-failed" Resolve Error Remote
        "The DNS server failed or refused to answer" ["0x104" "0x208" "0x508" "0x604"];
    "dns-timeout" Resolve Error Remote
        "The DNS server does not answer" ["0x104" "0x208" "0x508" "0x604"];
    "dns-alias-loop" Resolve Error Remote
        "The name is an alias that leads in a circle" ["0x104" "0x208" "0x508" "0x604"];
    "dns-no-common-family" Resolve Error Remote
        "The name has no address of the IP version that was asked for" [];
    "dns-slow" Resolve Warning Remote
        "The name resolves, but slowly" [];
    "dns-resolvers-disagree" Resolve Warning Remote
        "Resolvers give different addresses for this name" [];
    "dns-short-name-ambiguous" Resolve Info Client
        "The short name stands for several hosts" [];
    "dns-points-elsewhere" Resolve Warning Remote
        "The name leads to another machine, or to none" ["0x907" "0x80090322"];

    "address-partly-dead" Connect Warning Remote
        "One of the host's addresses does not answer" ["0x108" "0x204"];
    "address-ipv6-dead" Connect Warning Remote
        "IPv4 works, IPv6 does not" ["0x108" "0x204"];
    "tcp-filtered" Connect Error Remote
        "A firewall drops connections to the port" ["0x108" "0x204"];
    "tcp-refused" Connect Error Remote
        "The port refuses connections: nothing listens, or a firewall refuses" ["0x204"];
    "tcp-prohibited" Connect Error Remote
        "A firewall rejects the connection with an ICMP message" ["0x204"];
    "tcp-unreachable" Connect Error Remote
        "There is no route to the host or its network" ["0x204"];
    "host-silent" Connect Error Remote
        "The host does not answer: off, asleep, or all filtered" ["0x108" "0x204" "0x3000046"];
    "source-blocked" Connect Error SecondVantagePoint
        "The port is open from elsewhere, but closed to this client" ["0x108" "0x204"];
    "source-banned" Connect Error SecondVantagePoint
        "This client was let in before and is now banned" ["0x108" "0x204"];
    "port-moved" Connect Error Remote
        "Remote Desktop answers on another port" ["0x204"];
    "client-blocked-locally" Connect Error Client
        "This computer itself blocks the connection" ["0x204"];
    "client-connects-to-itself" Connect Info Client
        "The target is this computer itself" ["0x708"];
    "proxy-in-between" Web Error Remote
        "A proxy or a portal answers in the web server's place" [];
    "web-service-unavailable" Web Error Remote
        "The web server is up, and the service behind it is not" [];

    "proxy-unreachable" Proxy Error Remote
        "The proxy that was asked for cannot be reached" [];
    "proxy-not-spoken" Proxy Error Remote
        "What answers at the proxy's address is no such proxy" [];
    "proxy-refused" Proxy Error Remote
        "The proxy refuses to open the way to the host" [];

    "rdp-cut-by-filter" Negotiate Error Remote
        "A device on the way recognises RDP and cuts it" ["0x404" "0x904"];
    "rdp-dead-backend" Negotiate Error Remote
        "A load balancer or proxy accepts, but no host stands behind it" ["0x704" "0x904"];
    "rdp-not-spoken" Negotiate Error Remote
        "Another service answers on the port, not Remote Desktop" ["0x704" "0x904"];
    "rdp-malformed-answer" Negotiate Error Remote
        "The answer looks like RDP, but breaks the protocol" ["0x904" "0xD06" "0x1104"];
    "rdp-closed-without-answer" Negotiate Error Partly
        "The server ends the connection without an answer" ["0x404" "0x904"];
    "rdp-listener-hung" Negotiate Error Remote
        "The server accepts the connection, but never answers" ["0x704" "0x904"];
    "rdp-listener-throttled" Negotiate Warning Partly
        "The server answers irregularly, as if overloaded" ["0x704" "0x904"];
    "rdp-no-common-protocol" Negotiate Error Remote
        "The server accepts no security protocol that we can offer" ["0x904"];
    "negotiation-rdp-security-only" Negotiate Warning Remote
        "The server refuses TLS and offers only Standard RDP Security" [];
    "negotiation-tls-required" Negotiate Info Remote
        "The server requires TLS" [];
    "negotiation-nla-required" Negotiate Info Remote
        "The server requires Network Level Authentication (NLA)" ["0xB09"];
    "negotiation-nla-missing" Negotiate Info Remote
        "The server offers TLS, but no Network Level Authentication" [];
    "negotiation-nla-not-enforced" Negotiate Info Remote
        "Network Level Authentication is offered, but not required" [];
    "negotiation-tampered" Negotiate Error Remote
        "The server did not receive what we asked for" [];
    "negotiation-restricted-admin-missing" Negotiate Info Remote
        "Restricted Admin or Remote Credential Guard is not offered" ["0xE09"];
    "negotiation-entra-missing" Negotiate Info Remote
        "Microsoft Entra sign-in is not offered" [];
    "negotiation-encryption-level" StandardSecurity Warning Remote
        "The encryption level shuts some clients out" ["0x506" "0xE06"];
    "cert-none-on-server" Negotiate Error Remote
        "The server has no usable certificate" ["0x904"];

    "tls-key-unusable" Tls Error Partly
        "The server cannot use its certificate's private key" ["0x904"];
    "tls-schannel-broken" Tls Error Partly
        "Every TLS version is switched off on the server" ["0x904"];
    "tls-no-shared-version" Tls Error Remote
        "The server shares no TLS version with current clients" ["0x904" "0x80090302" "0x80090331"];
    "tls-no-shared-cipher" Tls Error Remote
        "The server shares no TLS cipher suite with current clients" ["0x904" "0x80090326" "0x80090331"];
    "tls-legacy-only" Tls Warning Remote
        "TLS works, but only with what is about to be switched off" [];
    "tls-weak-offered" Tls Info Remote
        "Weak TLS versions or suites are accepted beside good ones" [];
    "tls-inspected" Tls Warning Partly
        "Another party's certificate stands in between" ["0x907" "0x80090308" "0x80090346"];
    "tls-client-certificate-required" Tls Error Remote
        "The server asks for a client certificate" ["0x904"];
    "tls-fips-restricted" Tls Warning Partly
        "Only FIPS cipher suites are left" ["0xE06"];
    "tls-stalled" Tls Error Partly
        "The TLS handshake begins, then nothing more comes" ["0x704" "0x904"];
    "tls-handshake-failed" Tls Error Remote
        "The TLS handshake does not complete" ["0x904"];

    "cert-self-signed" Certificate Info Remote
        "The certificate is self-signed" ["0x800B0109"];
    "cert-expired" Certificate Warning Remote
        "The certificate has expired" ["0x1B07" "0x80090328" "0x800B0101"];
    "cert-expiring" Certificate Warning Remote
        "The certificate expires soon" [];
    "cert-validity-too-long" Certificate Warning Remote
        "The certificate is valid for longer than the policy allows" [];
    "cert-not-yet-valid" Certificate Warning Remote
        "The certificate is not valid yet: look at the clocks" ["0x800B0101"];
    "cert-name-mismatch" Certificate Warning Remote
        "The certificate was issued for another name" ["0x800B010F"];
    "cert-name-in-common-name" Certificate Info Remote
        "The name stands only in the certificate's common name" [];
    "cert-untrusted" Certificate Warning Remote
        "The certificate leads to no trusted root" ["0x80090325" "0x800B0109" "0x800B010A"];
    "cert-chain-incomplete" Certificate Warning Remote
        "The server does not send its intermediate certificate" ["0x800B010A"];
    "cert-chain-order" Certificate Info Remote
        "The server sends its certificates in the wrong order" [];
    "cert-wrong-purpose" Certificate Warning Remote
        "The certificate is not meant for a server" ["0x800B0110"];
    "cert-weak" Certificate Warning Remote
        "The certificate's key or signature is too weak" [];
    "cert-nonconforming" Certificate Info Remote
        "The certificate is made in a way that some clients refuse" [];
    "cert-revoked" Certificate Warning Remote
        "The certificate has been revoked" ["0x80092010" "0x800B010C"];
    "cert-revocation-unreachable" Certificate Warning Remote
        "Nobody answers where revocation must be asked" ["0x80092012" "0x80092013" "0x800B010E"];
    "cert-revocation-stale" Certificate Warning Remote
        "The revocation list or OCSP response is out of date" ["0x80092013"];
    "cert-revocation-invalid" Certificate Warning Remote
        "The revocation answer is not signed by the certificate's CA" [];
    "cert-template-reissues" Certificate Warning Partly
        "The server shows another certificate at every look" ["0x907"];
    "cert-changed" Certificate Warning SecondVantagePoint
        "The certificate is not the one that was expected" ["0x907"];

    "clock-skew" Credssp Warning Remote
        "The server's clock is wrong, or ours is" ["0x1D07" "0x80090324"];
    "nla-credssp-unpatched" Credssp Error Remote
        "The server lacks the CredSSP security update of 2018" ["0x80090302"];
    "nla-ntlm-refused" Credssp Warning Partly
        "The server seems to refuse NTLM: connect by name" ["0x1707" "0x80090302"];
    "nla-delegation-policy" Credssp Error Client
        "The client may not send credentials to this host" ["0xF08" "0x1607" "0x1707" "0x8009030E"];
    "nla-no-domain-controller" Credssp Error Partly
        "The host cannot reach its domain" ["0x1807" "0x80090311"];
    "logon-credentials" Credssp Error AfterLogon
        "The user name or password is wrong, expired or locked"
        ["0x807" "0xA07" "0xB07" "0xC07" "0xD07" "0xE07" "0xF07" "0x1007" "0x1107" "0x1207"];
    "logon-right-missing" Credssp Error AfterLogon
        "The user may not log on through Remote Desktop" ["0x1307" "0x3/0x9"];

    "session-limit" Credssp Error AfterLogon
        "The host's limit of sessions is reached" ["0x3/0x5"];
    "session-time-limit" Credssp Warning AfterLogon
        "A time limit of the host ends the session" ["0x3/0x3" "0x3/0x4"];
    "session-taken-over" Credssp Info AfterLogon
        "Another connection took over the session" ["0x3/0x5" "0x904/0x5"];
    "session-stuck" Credssp Warning Host
        "A stuck session or a display driver ends the connection" ["0x3/0x10" "0x3/0x11" "0x3/0x17"];
    "session-profile-broken" Credssp Warning Host
        "The user's profile cannot be loaded" [];
    "session-audio-hang" Credssp Warning Host
        "The audio service holds up the logon" [];
    "licence-server-missing" Credssp Error Host
        "No licence server gives this host a licence" ["0x3/0x101" "0x3/0x102"];
    "licence-client-cache" Credssp Error Client
        "The licence stored on the client is damaged" ["0x808" "0x3/0x104" "0x3/0x105" "0x3/0x10B"];
    "licence-server-certificate" StandardSecurity Warning Partly
        "The server's licence certificate is damaged" ["0x606" "0x706"];
    "broker-redirect" Negotiate Warning Partly
        "The farm sends clients on to a host of another name" ["0x3/0x400" "0x3/0x404" "0x3/0x410"];
    "client-settings" Credssp Warning Client
        "A setting, cache or defect of the client stands in the way" ["0x904" "0xD06" "0x1104"];

    "udp-unavailable" Udp Info Partly
        "The UDP transport does not answer (TCP still works)" [];
    "udp-known-defect" Udp Warning AfterLogon
        "A known defect between two builds ends UDP sessions" [];

    "gateway-unreachable" Gateway Error Remote
        "The RD Gateway cannot be reached" ["0x300000C" "0x300000D" "0x300004A"];
    "gateway-not-a-gateway" Gateway Error Remote
        "What answers at the gateway's address is not an RD Gateway" ["0x3000023"];
    "gateway-certificate" Gateway Error Remote
        "The RD Gateway's certificate is not accepted"
        ["0x3000002" "0x3000003" "0x3000004" "0x3000005" "0x3000006" "0x3000007" "0x3000028"];
    "gateway-authentication" Gateway Error AfterLogon
        "The RD Gateway does not accept the logon"
        ["0x3000001" "0x3000015" "0x300001A" "0x3000020" "0x3000021" "0x3000037"];
    "gateway-upgrade-stripped" Gateway Warning Remote
        "A proxy before the RD Gateway strips the WebSocket upgrade" [];
    "gateway-verb-refused" Gateway Error Remote
        "A proxy before the RD Gateway refuses the gateway's requests" [];
    "gateway-policy" Gateway Error AfterLogon
        "The RD Gateway's policy denies the user or the target" ["0x300001B" "0x300001C" "0x3000045"];

    "path-mtu-black-hole" Path Error Remote
        "Large packets vanish on the way (MTU black hole)" ["0x704" "0x904"];
    "path-lossy" Path Warning Remote
        "The path loses or delays packets" ["0x404" "0x904"];
    "path-asymmetric" Path Error Remote
        "The first packet passes, later ones do not" ["0x704" "0x904"];
    "path-tunnel-cuts" Path Error SecondVantagePoint
        "The tunnel cuts the connection, the direct path does not" ["0x904"];
    "path-idle-timeout" Path Warning AfterLogon
        "A device on the way ends idle connections" ["0x404" "0x904"];

    "host-rdp-disabled" Connect Error Host
        "Remote Desktop is switched off on the host" ["0x204"];
    "host-service-stopped" Connect Error Host
        "The Remote Desktop service is not running" ["0x204"];
    "host-listener-broken" Connect Error Host
        "The host's RDP listener is missing or damaged" ["0x204"];
    "host-listener-one-adapter" Connect Error SecondVantagePoint
        "The listener serves only another network adapter" ["0x204"];
    "host-edition" Connect Error Host
        "This edition of Windows has no Remote Desktop server" ["0x204"];
    "host-restarting" Connect Error Partly
        "The host is starting up or shutting down" ["0x204" "0x904" "0x3/0x19" "0x3/0x1A"];
    "host-sleeps" Connect Warning Partly
        "The host or its network adapter goes to sleep" ["0x108" "0x204" "0x904"];
    "host-exhausted" Negotiate Error Host
        "The host has run out of memory, ports, handles or disk" ["0x904" "0x3/0x6"];
    "host-wrapper-broken" Negotiate Error Host
        "A third-party RDP wrapper was broken by an update" ["0x904" "0x1104"];
    "host-dependency-stopped" Tls Error Host
        "A service that Remote Desktop depends on is stopped" ["0x904"];
    "host-update-regression" Credssp Warning Partly
        "A Windows update made connections fail" ["0x904"];
    "host-wmi-broken" Credssp Warning Host
        "The host's WMI repository or Group Policy is damaged" [];

    "myth-websocket-rule" Websocket Info Nowhere
        "Myth: enable the WebSocket firewall rule" [];
    "myth-allow-cert-revocation-check" Certificate Info Nowhere
        "Myth: set AllowCertRevocationCheck" [];
    "myth-rename-machinekeys" Tls Info Nowhere
        "Myth: rename or reset the MachineKeys folder" [];
    "myth-delete-grace-period" Credssp Info Nowhere
        "Myth: delete the GracePeriod key" [];
    "myth-error-tables" Connect Info Nowhere
        "Myth: a table that says what 0x904 or 0x7 means" ["0x904" "0x904/0x7"];
};
