//! Every cause, a row each; the table writes [`CauseId`] as well.

use serde::Serialize;

use super::severity::{Severity, Visibility};
use crate::outcome::Phase;

/// One reason why Remote Desktop connections fail or will fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cause {
    /// The one name of the cause: its layer first.
    pub id: CauseId,
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
    pub(super) page: &'static str,
}

/// Writes the ids and the table of causes: `Variant "id" Phase Severity Visibility "title" ["client code" …];`
macro_rules! causes {
    ($($variant:ident $id:literal $phase:ident $severity:ident $visible:ident $title:literal [$($code:literal)*];)*) => {
        /// The id of a cause: the one name it has, everywhere and for good.
        ///
        /// In text and JSON it is kebab-case (`tls-no-shared-cipher`). Ids are ordered as a connection meets their
        /// causes.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum CauseId {
            $(#[doc = $title] $variant,)*
            /// The id that a report of a newer version has, and this one does not know.
            #[non_exhaustive]
            Other(Box<str>),
        }

        impl CauseId {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $id,)*
                    Self::Other(id) => id,
                }
            }
        }

        pub(super) const CAUSES: &[Cause] = &[$(Cause {
            id: CauseId::$variant,
            title: $title,
            phase: Phase::$phase,
            severity: Severity::$severity,
            visible: Visibility::$visible,
            client_codes: &[$($code),*],
            page: include_str!(concat!("../../../docs/causes/", $id, ".md")),
        }),*];
    };
}

causes! {
    DnsNotFound "dns-not-found" Resolve Error Remote
        "The name does not exist in DNS, or has no address" ["0x104" "0x208" "0x508" "0x604"];
    DnsServerFailed "dns-server-failed" Resolve Error Remote
        "The DNS server failed or refused to answer" ["0x104" "0x208" "0x508" "0x604"];
    DnsTimeout "dns-timeout" Resolve Error Remote
        "The DNS server does not answer" ["0x104" "0x208" "0x508" "0x604"];
    DnsNoServer "dns-no-server" Resolve Error Client
        "This computer has no DNS server" ["0x104" "0x208" "0x508" "0x604"];
    DnsTcpBlocked "dns-tcp-blocked" Resolve Error Remote
        "The DNS answer needs TCP, and TCP port 53 is blocked" ["0x104" "0x208" "0x508" "0x604"];
    DnsHalfAnswered "dns-half-answered" Resolve Warning Remote
        "The DNS server answers for one IP version and fails for the other" [];
    DnsLocalName "dns-local-name" Resolve Error Client
        "A .local name needs multicast DNS, and no device answers" ["0x104" "0x208" "0x508" "0x604"];
    DnsRebindProtection "dns-rebind-protection" Resolve Error Partly
        "The router's DNS removes private addresses from its answers" ["0x104" "0x208" "0x508" "0x604"];
    DnsWildcard "dns-wildcard" Resolve Error Remote
        "DNS resolves names that do not exist, all to the same address" [];
    DnsAliasLoop "dns-alias-loop" Resolve Error Remote
        "The DNS alias (CNAME) points back to itself" ["0x104" "0x208" "0x508" "0x604"];
    DnsNoCommonFamily "dns-no-common-family" Resolve Error Remote
        "The name has no address of the requested IP version" [];
    DnsSlow "dns-slow" Resolve Warning Remote
        "The name resolves, but slowly" [];
    DnsResolversDisagree "dns-resolvers-disagree" Resolve Warning Remote
        "Resolvers give different addresses for this name" [];
    DnsShortNameAmbiguous "dns-short-name-ambiguous" Resolve Info Client
        "The short name matches several hosts" [];
    DnsPointsElsewhere "dns-points-elsewhere" Resolve Warning Remote
        "The name resolves to another machine, or to none" ["0x907" "0x80090322"];

    AddressPartlyDead "address-partly-dead" Connect Warning Remote
        "One of the host's addresses does not answer" ["0x108" "0x204"];
    AddressIpv6Dead "address-ipv6-dead" Connect Warning Remote
        "IPv4 works, IPv6 does not" ["0x108" "0x204"];
    AddressDns64Dead "address-dns64-dead" Connect Warning Partly
        "DNS64 makes IPv6 addresses, but there is no NAT64 for them" ["0x108" "0x204"];
    AddressSynthetic "address-synthetic" Connect Error Remote
        "A proxy or VPN client on this computer made up the host's address" ["0x704" "0x904"];
    AddressZoneMissing "address-zone-missing" Connect Error Client
        "The link-local address names no network adapter (zone)" [];
    TcpConnectSlow "tcp-connect-slow" Connect Info Partly
        "The first connection opened slowly, the next one at once" [];
    TcpFiltered "tcp-filtered" Connect Error Remote
        "A firewall drops connections to the port" ["0x108" "0x204"];
    TcpRefused "tcp-refused" Connect Error Remote
        "The port refuses connections: nothing listens, or a firewall refuses" ["0x204"];
    TcpProhibited "tcp-prohibited" Connect Error Remote
        "A firewall rejects the connection with an ICMP message" ["0x204"];
    TcpUnreachable "tcp-unreachable" Connect Error Remote
        "There is no route to the host or its network" ["0x204"];
    HostSilent "host-silent" Connect Error Remote
        "The host does not respond: off, asleep, or everything is filtered" ["0x108" "0x204" "0x3000046"];
    SourceBlocked "source-blocked" Connect Error SecondVantagePoint
        "The port is open from elsewhere, but closed to this client" ["0x108" "0x204"];
    SourceBanned "source-banned" Connect Error SecondVantagePoint
        "This client could connect before and is now banned" ["0x108" "0x204"];
    PortMoved "port-moved" Connect Error Remote
        "Remote Desktop answers on another port" ["0x204"];
    ClientBlockedLocally "client-blocked-locally" Connect Error Client
        "This computer itself blocks the connection" ["0x204"];
    ClientConnectsToItself "client-connects-to-itself" Connect Info Client
        "The target is this computer itself" ["0x708"];
    ProxyInBetween "proxy-in-between" Web Error Remote
        "A proxy or a portal answers instead of the web server" [];
    WebServiceUnavailable "web-service-unavailable" Web Error Remote
        "The web server is up, but the service behind it is not" [];
    WebNotHttps "web-not-https" Web Error Remote
        "The port speaks another protocol, not HTTPS" [];
    WebPageMissing "web-page-missing" Web Error Remote
        "The web server does not have the requested page" [];

    ProxyUnreachable "proxy-unreachable" Proxy Error Remote
        "The proxy cannot be reached" [];
    ProxyNotSpoken "proxy-not-spoken" Proxy Error Remote
        "The address given as proxy is not a SOCKS5 or HTTP proxy" [];
    ProxyRefused "proxy-refused" Proxy Error Remote
        "The proxy refuses to connect to the host" [];

    RdpCutByFilter "rdp-cut-by-filter" Negotiate Error Remote
        "A network device recognises RDP and blocks it" ["0x404" "0x904"];
    RdpDeadBackend "rdp-dead-backend" Negotiate Error Remote
        "A load balancer or proxy accepts, but no host is behind it" ["0x704" "0x904"];
    RdpNotSpoken "rdp-not-spoken" Negotiate Error Remote
        "Another service answers on the port, not Remote Desktop" ["0x704" "0x904"];
    RdpMalformedAnswer "rdp-malformed-answer" Negotiate Error Remote
        "The answer looks like RDP, but violates the protocol" ["0x904" "0xD06" "0x1104"];
    RdpClosedWithoutAnswer "rdp-closed-without-answer" Negotiate Error Partly
        "The server closes the connection without an answer" ["0x404" "0x904"];
    RdpTlsFirst "rdp-tls-first" Negotiate Error Remote
        "The port expects TLS before any negotiation, like a Hyper-V console" ["0x904"];
    RdpInsideTls "rdp-inside-tls" Negotiate Error Remote
        "Remote Desktop answers only inside TLS, behind a proxy or tunnel" ["0x904"];
    RdpProxyHeader "rdp-proxy-header" Negotiate Error Remote
        "The port waits for the PROXY header of a load balancer" ["0x904"];
    RdpAnswersLate "rdp-answers-late" Negotiate Warning Remote
        "The host answers, but so late that some clients give up" ["0x704" "0x904"];
    RdpListenerHung "rdp-listener-hung" Negotiate Error Remote
        "The server accepts the connection, but never answers" ["0x704" "0x904"];
    RdpSettingsUnanswered "rdp-settings-unanswered" StandardSecurity Error Remote
        "The server never agrees on the session settings" ["0x704" "0x904"];
    RdpSettingsClosed "rdp-settings-closed" StandardSecurity Error Remote
        "The server closes the connection before the logon screen" ["0x904"];
    RdpSettingsRefused "rdp-settings-refused" StandardSecurity Error Remote
        "The server refuses the session settings" ["0x904"];
    RdpListenerThrottled "rdp-listener-throttled" Negotiate Warning Partly
        "The server answers irregularly, as if overloaded" ["0x704" "0x904"];
    RdpNoCommonProtocol "rdp-no-common-protocol" Negotiate Error Remote
        "The server accepts none of the offered security protocols" ["0x904"];
    NegotiationRdpSecurityOnly "negotiation-rdp-security-only" Negotiate Warning Remote
        "The server refuses TLS and offers only Standard RDP Security" [];
    NegotiationTlsRequired "negotiation-tls-required" Negotiate Info Remote
        "The server requires TLS" [];
    NegotiationNlaRequired "negotiation-nla-required" Negotiate Info Remote
        "The server requires Network Level Authentication (NLA)" ["0xB09"];
    NegotiationNlaMissing "negotiation-nla-missing" Negotiate Info Remote
        "The server offers TLS, but no Network Level Authentication" [];
    NegotiationNlaNotEnforced "negotiation-nla-not-enforced" Negotiate Info Remote
        "Network Level Authentication (NLA) is offered, but not required" [];
    NegotiationTampered "negotiation-tampered" Negotiate Error Remote
        "The server did not receive the request as it was sent" [];
    NegotiationRestrictedAdminMissing "negotiation-restricted-admin-missing" Negotiate Info Remote
        "The server does not offer Restricted Admin or Remote Credential Guard" ["0xE09"];
    NegotiationEntraMissing "negotiation-entra-missing" Negotiate Info Remote
        "The server does not offer Microsoft Entra sign-in" [];
    NegotiationEncryptionLevel "negotiation-encryption-level" StandardSecurity Warning Remote
        "The encryption level locks some clients out" ["0x506" "0xE06"];
    CertNoneOnServer "cert-none-on-server" Negotiate Error Remote
        "The server has no usable certificate" ["0x904"];

    TlsKeyUnusable "tls-key-unusable" Tls Error Partly
        "The server cannot use its certificate's private key" ["0x904"];
    TlsSchannelBroken "tls-schannel-broken" Tls Error Partly
        "Every TLS version is switched off on the server" ["0x904"];
    TlsNoSharedVersion "tls-no-shared-version" Tls Error Remote
        "The server shares no TLS version with current clients" ["0x904" "0x80090302" "0x80090331"];
    TlsNoSharedCipher "tls-no-shared-cipher" Tls Error Remote
        "The server shares no TLS cipher suite with current clients" ["0x904" "0x80090326" "0x80090331"];
    TlsNoSharedGroup "tls-no-shared-group" Tls Error Remote
        "The server shares no key exchange group (curve) with current clients" ["0x904" "0x80090326" "0x80090331"];
    TlsNoSharedSignature "tls-no-shared-signature" Tls Error Remote
        "The server's TLS signature or key type is refused by clients" ["0x904" "0x80090326" "0x80090331"];
    TlsVersionIntolerance "tls-version-intolerance" Tls Error Remote
        "The server fails with TLS 1.3 clients (TLS version intolerance)" ["0x904"];
    TlsLargeHelloRefused "tls-large-hello-refused" Tls Warning Remote
        "Large TLS ClientHellos (post-quantum clients) are not answered" ["0x904"];
    TlsSniRefused "tls-sni-refused" Tls Error Remote
        "TLS is refused because of the server name (SNI)" ["0x904"];
    TlsLegacyOnly "tls-legacy-only" Tls Warning Remote
        "The server supports only outdated TLS that clients are dropping" [];
    TlsVersionsNarrow "tls-versions-narrow" Tls Warning Remote
        "The server accepts only TLS versions that some clients lack" [];
    TlsSuitesNarrow "tls-suites-narrow" Tls Warning Remote
        "The server accepts only TLS cipher suites that some clients lack" [];
    TlsWeakOffered "tls-weak-offered" Tls Info Remote
        "The server still accepts weak TLS versions or cipher suites" [];
    TlsInspected "tls-inspected" Tls Warning Partly
        "TLS is intercepted: the certificate is not the host's own" ["0x907" "0x80090308" "0x80090346"];
    TlsClientCertificateRequired "tls-client-certificate-required" Tls Error Remote
        "The server requires a client certificate" ["0x904"];
    TlsFipsRestricted "tls-fips-restricted" Tls Warning Partly
        "The server allows only FIPS cipher suites" ["0xE06"];
    TlsStalled "tls-stalled" Tls Error Partly
        "The TLS handshake begins, then nothing more arrives" ["0x704" "0x904"];
    TlsHandshakeFailed "tls-handshake-failed" Tls Error Remote
        "The TLS handshake does not complete" ["0x904"];

    CertSelfSigned "cert-self-signed" Certificate Info Remote
        "The certificate is self-signed" ["0x800B0109"];
    CertExpired "cert-expired" Certificate Warning Remote
        "The certificate has expired" ["0x1B07" "0x80090328" "0x800B0101"];
    CertExpiring "cert-expiring" Certificate Warning Remote
        "The certificate expires soon" [];
    CertValidityTooLong "cert-validity-too-long" Certificate Warning Remote
        "The certificate is valid for longer than the policy allows" [];
    CertNotYetValid "cert-not-yet-valid" Certificate Warning Remote
        "The certificate is not valid yet: check the clocks" ["0x800B0101"];
    CertNameMismatch "cert-name-mismatch" Certificate Warning Remote
        "The certificate was issued for another name" ["0x800B010F"];
    CertNameInCommonName "cert-name-in-common-name" Certificate Info Remote
        "The host name is only in the certificate's common name (CN)" [];
    CertUntrusted "cert-untrusted" Certificate Warning Remote
        "The certificate does not chain to a trusted root" ["0x80090325" "0x800B0109" "0x800B010A"];
    CertTestCa "cert-test-ca" Certificate Warning Remote
        "The certificate was issued by a test CA" [];
    CertChainIncomplete "cert-chain-incomplete" Certificate Warning Remote
        "The server does not send its intermediate certificate" ["0x800B010A"];
    CertChainOrder "cert-chain-order" Certificate Info Remote
        "The server sends its certificates in the wrong order" [];
    CertWrongPurpose "cert-wrong-purpose" Certificate Warning Remote
        "The certificate is not meant for a server" ["0x800B0110"];
    CertWeak "cert-weak" Certificate Warning Remote
        "The certificate's key or signature is too weak" [];
    CertNonconforming "cert-nonconforming" Certificate Info Remote
        "The certificate breaks rules that some clients enforce" [];
    CertRevoked "cert-revoked" Certificate Warning Remote
        "The certificate has been revoked" ["0x80092010" "0x800B010C"];
    CertRevocationUnreachable "cert-revocation-unreachable" Certificate Warning Remote
        "The revocation server does not answer" ["0x80092012" "0x80092013" "0x800B010E"];
    CertRevocationStale "cert-revocation-stale" Certificate Warning Remote
        "The revocation list or OCSP response is out of date" ["0x80092013"];
    CertRevocationInvalid "cert-revocation-invalid" Certificate Warning Remote
        "The revocation answer is not signed by the certificate's CA" [];
    CertPublishedAsText "cert-published-as-text" Certificate Info Remote
        "A CA publishes a certificate or a revocation list as text (PEM)" [];
    CertTemplateReissues "cert-template-reissues" Certificate Warning Partly
        "The server presents a different certificate on each connection" ["0x907"];
    CertChanged "cert-changed" Certificate Warning SecondVantagePoint
        "The certificate has changed, or is not the expected one" ["0x907"];
    CertConfiguredRejected "cert-configured-rejected" Certificate Warning SecondVantagePoint
        "Windows no longer uses the configured certificate" [];

    ClockSkew "clock-skew" Credssp Warning Remote
        "The clocks of the server and this computer differ" ["0x1D07" "0x80090324"];
    NlaCredsspUnpatched "nla-credssp-unpatched" Credssp Error Remote
        "The server lacks the 2018 CredSSP security update" ["0x80090302"];
    NlaUnanswered "nla-unanswered" Credssp Error Remote
        "The server never answers Network Level Authentication (NLA)" ["0x704" "0x904"];
    NlaNtlmRefused "nla-ntlm-refused" Credssp Warning Partly
        "The server seems to refuse NTLM: connect by name" ["0x1707" "0x80090302"];
    NlaDelegationPolicy "nla-delegation-policy" Credssp Error Client
        "The client may not send credentials to this host" ["0xF08" "0x1607" "0x1707" "0x8009030E"];
    ClientCredentialGuard "client-credential-guard" Credssp Warning Client
        "Credential Guard keeps the client from using saved passwords" [];
    NlaNoDomainController "nla-no-domain-controller" Credssp Error Partly
        "The host cannot reach its domain" ["0x1807" "0x80090311"];
    NlaKdcProxy "nla-kdc-proxy" Credssp Warning Client
        "Kerberos through a KDC proxy fails, and NTLM is not allowed" [];
    LogonCredentials "logon-credentials" Credssp Error AfterLogon
        "The password is wrong or expired, or the account is locked"
        ["0x807" "0xA07" "0xB07" "0xC07" "0xD07" "0xE07" "0xF07" "0x1007" "0x1107" "0x1207"];
    LogonProtectedUser "logon-protected-user" Credssp Error AfterLogon
        "The account is in Protected Users, which cannot use NTLM" ["0xC07"];
    LogonRightMissing "logon-right-missing" Credssp Error AfterLogon
        "The user may not log on through Remote Desktop" ["0x1307" "0x3/0x9"];
    EntraSignInRefused "entra-sign-in-refused" Credssp Error AfterLogon
        "Microsoft Entra ID refuses the sign-in to this host" [];

    SessionLimit "session-limit" Credssp Error AfterLogon
        "The host has reached its session limit" ["0x3/0x5"];
    HostDrainMode "host-drain-mode" Credssp Error Host
        "The session host accepts no new sessions (drain mode)" [];
    SessionTimeLimit "session-time-limit" Credssp Warning AfterLogon
        "A session time limit on the host ends the session" ["0x3/0x3" "0x3/0x4"];
    SessionTakenOver "session-taken-over" Credssp Info AfterLogon
        "Another connection took over the session" ["0x3/0x5" "0x904/0x5"];
    SessionStuck "session-stuck" Credssp Warning Host
        "A stuck session or a display driver ends the connection" ["0x3/0x10" "0x3/0x11" "0x3/0x17"];
    SessionProfileBroken "session-profile-broken" Credssp Warning Host
        "The user's profile cannot be loaded" [];
    SessionAudioHang "session-audio-hang" Credssp Warning Host
        "The audio service holds up the logon" [];
    LicenceServerMissing "licence-server-missing" Credssp Error Host
        "The host gets no licence from a licence server" ["0x3/0x101" "0x3/0x102"];
    LicenceClientCache "licence-client-cache" Credssp Error Client
        "The licence stored on the client is damaged" ["0x808" "0x3/0x104" "0x3/0x105" "0x3/0x10B"];
    LicenceServerCertificate "licence-server-certificate" StandardSecurity Warning Partly
        "The server's licence certificate is damaged" ["0x606" "0x706"];
    BrokerRedirect "broker-redirect" Negotiate Warning Partly
        "The farm redirects clients to a host with another name" ["0x3/0x400" "0x3/0x404" "0x3/0x410"];
    BrokerTlsDisabled "broker-tls-disabled" Negotiate Error Host
        "The Connection Broker stopped because TLS 1.0 was switched off" [];
    ClientSettings "client-settings" Credssp Warning Client
        "A client setting, cache or bug prevents the connection" ["0x904" "0xD06" "0x1104"];
    ClientRdpFileWarning "client-rdp-file-warning" Credssp Info Client
        "The client warns about .rdp files (since April 2026)" [];
    ClientUpdateRegression "client-update-regression" Credssp Warning Client
        "A Windows update broke the client's credential prompt" ["0x80080005"];

    UdpUnavailable "udp-unavailable" Udp Info Partly
        "The UDP transport does not answer (TCP still works)" [];
    UdpKnownDefect "udp-known-defect" Udp Warning AfterLogon
        "A known defect between two builds ends UDP sessions" [];

    GatewayUnreachable "gateway-unreachable" Gateway Error Remote
        "The RD Gateway cannot be reached" ["0x300000C" "0x300000D" "0x300004A"];
    GatewayNotAGateway "gateway-not-a-gateway" Gateway Error Remote
        "The gateway's address answers, but not as an RD Gateway" ["0x3000023"];
    GatewayCertificate "gateway-certificate" Gateway Error Remote
        "The RD Gateway's certificate is not accepted"
        ["0x3000002" "0x3000003" "0x3000004" "0x3000005" "0x3000006" "0x3000007" "0x3000028"];
    GatewayAuthentication "gateway-authentication" Gateway Error AfterLogon
        "The RD Gateway does not accept the logon"
        ["0x3000001" "0x3000015" "0x300001A" "0x3000020" "0x3000021" "0x3000037"];
    GatewayUpgradeStripped "gateway-upgrade-stripped" Gateway Warning Remote
        "A proxy in front of the RD Gateway strips the WebSocket upgrade" [];
    GatewayVerbRefused "gateway-verb-refused" Gateway Error Remote
        "A proxy in front of the RD Gateway refuses its requests" [];
    GatewayWebFirewall "gateway-web-firewall" Gateway Error Remote
        "A CDN or web firewall in front of the RD Gateway refuses its requests" [];
    GatewayPreauthentication "gateway-preauthentication" Gateway Error Remote
        "A sign-in page is in front of the RD Gateway" [];
    GatewayNtlmBroken "gateway-ntlm-broken" Gateway Warning Partly
        "A proxy in front of the RD Gateway may break NTLM logons" [];
    GatewayPolicy "gateway-policy" Gateway Error AfterLogon
        "The RD Gateway's policy denies the user or the target" ["0x300001B" "0x300001C" "0x3000045"];
    GatewayChannelBinding "gateway-channel-binding" Gateway Error AfterLogon
        "Channel binding to the RD Gateway fails behind a TLS proxy" [];

    PathMtuBlackHole "path-mtu-black-hole" Path Error Remote
        "Large packets are lost on the path (MTU black hole)" ["0x704" "0x904"];
    PathLossy "path-lossy" Path Warning Remote
        "The path loses or delays packets" ["0x404" "0x904"];
    PathAsymmetric "path-asymmetric" Path Error Remote
        "The first packet passes, later ones do not" ["0x704" "0x904"];
    PathTunnelCuts "path-tunnel-cuts" Path Error SecondVantagePoint
        "The tunnel breaks the connection, the direct path does not" ["0x904"];
    PathIdleTimeout "path-idle-timeout" Path Warning AfterLogon
        "A device on the path ends idle connections" ["0x404" "0x904"];

    HostRdpDisabled "host-rdp-disabled" Connect Error Host
        "Remote Desktop is switched off on the host" ["0x108" "0x204"];
    HostServiceStopped "host-service-stopped" Connect Error Host
        "The Remote Desktop service is not running" ["0x108" "0x204"];
    HostListenerBroken "host-listener-broken" Connect Error Host
        "The host's RDP listener is missing or damaged" ["0x108" "0x204"];
    HostListenerOneAdapter "host-listener-one-adapter" Connect Error SecondVantagePoint
        "The listener is bound to another network adapter" ["0x204"];
    GnomeSessionLocked "gnome-session-locked" Connect Error Host
        "GNOME Remote Desktop waits for a session or an unlocked keyring" ["0x108" "0x204"];
    HostEdition "host-edition" Connect Error Host
        "This edition of Windows has no Remote Desktop server" ["0x108" "0x204"];
    HostRestarting "host-restarting" Connect Error Partly
        "The host is starting up or shutting down" ["0x108" "0x204" "0x904" "0x3/0x19" "0x3/0x1A"];
    HostNetworkPublic "host-network-public" Connect Error Host
        "Windows on the host classifies its network as public" ["0x108" "0x204"];
    HostSleeps "host-sleeps" Connect Warning Partly
        "The host or its network adapter goes to sleep" ["0x108" "0x204" "0x904"];
    HostExhausted "host-exhausted" Negotiate Error Host
        "The host has run out of memory, ports, handles or disk" ["0x904" "0x3/0x6"];
    HostWrapperBroken "host-wrapper-broken" Negotiate Error Host
        "A third-party RDP wrapper was broken by an update" ["0x904" "0x1104"];
    HostDependencyStopped "host-dependency-stopped" Tls Error Host
        "A service that Remote Desktop depends on is stopped" ["0x904"];
    HostUpdateRegression "host-update-regression" Credssp Warning Partly
        "A Windows update broke Remote Desktop connections" ["0x904"];
    HostSettingsNotApplied "host-settings-not-applied" Negotiate Warning Host
        "The host runs with other settings than its files say" [];
    HostWmiBroken "host-wmi-broken" Credssp Warning Host
        "The host's WMI repository or Group Policy is damaged" [];

    MythWebsocketRule "myth-websocket-rule" Websocket Info Nowhere
        "Myth: enable the WebSocket firewall rule" [];
    MythAllowCertRevocationCheck "myth-allow-cert-revocation-check" Certificate Info Nowhere
        "Myth: set AllowCertRevocationCheck" [];
    MythRenameMachinekeys "myth-rename-machinekeys" Tls Info Nowhere
        "Myth: rename or reset the MachineKeys folder" [];
    MythDeleteGracePeriod "myth-delete-grace-period" Credssp Info Nowhere
        "Myth: delete the GracePeriod key" [];
    MythErrorTables "myth-error-tables" Connect Info Nowhere
        "Myth: a table that says what 0x904 or 0x7 means" ["0x904" "0x904/0x7"];
}
