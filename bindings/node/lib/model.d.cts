// Written by `cargo xtask codegen` from the JSON schemas in crates/rdp-health/schema; not to be edited.
// What is read is read only: a report is what was seen.

/** The one name that a cause has everywhere: in reports, in the documentation, in metrics. */
export type CauseId =
  /** The name does not exist in DNS, or has no address. */
  | "dns-not-found"
  /** The DNS server failed or refused to answer. */
  | "dns-server-failed"
  /** The DNS server does not answer. */
  | "dns-timeout"
  /** This computer has no DNS server. */
  | "dns-no-server"
  /** The DNS answer needs TCP, and TCP port 53 is blocked. */
  | "dns-tcp-blocked"
  /** The DNS server answers for one IP version and fails for the other. */
  | "dns-half-answered"
  /** A .local name needs multicast DNS, and no device answers. */
  | "dns-local-name"
  /** The router's DNS removes private addresses from its answers. */
  | "dns-rebind-protection"
  /** DNS resolves names that do not exist, all to the same address. */
  | "dns-wildcard"
  /** The DNS alias (CNAME) points back to itself. */
  | "dns-alias-loop"
  /** The name has no address of the requested IP version. */
  | "dns-no-common-family"
  /** The name resolves, but slowly. */
  | "dns-slow"
  /** Resolvers give different addresses for this name. */
  | "dns-resolvers-disagree"
  /** The short name matches several hosts. */
  | "dns-short-name-ambiguous"
  /** The name resolves to another machine, or to none. */
  | "dns-points-elsewhere"
  /** One of the host's addresses does not answer. */
  | "address-partly-dead"
  /** IPv4 works, IPv6 does not. */
  | "address-ipv6-dead"
  /** DNS64 makes IPv6 addresses, but there is no NAT64 for them. */
  | "address-dns64-dead"
  /** A proxy or VPN client on this computer made up the host's address. */
  | "address-synthetic"
  /** The link-local address names no network adapter (zone). */
  | "address-zone-missing"
  /** The first connection opened slowly, the next one at once. */
  | "tcp-connect-slow"
  /** A firewall drops connections to the port. */
  | "tcp-filtered"
  /** The port refuses connections: nothing listens, or a firewall refuses. */
  | "tcp-refused"
  /** A firewall rejects the connection with an ICMP message. */
  | "tcp-prohibited"
  /** There is no route to the host or its network. */
  | "tcp-unreachable"
  /** The host does not respond: off, asleep, or everything is filtered. */
  | "host-silent"
  /** The port is open from elsewhere, but closed to this client. */
  | "source-blocked"
  /** This client could connect before and is now banned. */
  | "source-banned"
  /** Remote Desktop answers on another port. */
  | "port-moved"
  /** This computer itself blocks the connection. */
  | "client-blocked-locally"
  /** The target is this computer itself. */
  | "client-connects-to-itself"
  /** A proxy or a portal answers instead of the web server. */
  | "proxy-in-between"
  /** The web server is up, but the service behind it is not. */
  | "web-service-unavailable"
  /** The port speaks another protocol, not HTTPS. */
  | "web-not-https"
  /** The web server does not have the requested page. */
  | "web-page-missing"
  /** The proxy cannot be reached. */
  | "proxy-unreachable"
  /** The address given as proxy is not a SOCKS5 or HTTP proxy. */
  | "proxy-not-spoken"
  /** The proxy refuses to connect to the host. */
  | "proxy-refused"
  /** A network device recognises RDP and blocks it. */
  | "rdp-cut-by-filter"
  /** A load balancer or proxy accepts, but no host is behind it. */
  | "rdp-dead-backend"
  /** Another service answers on the port, not Remote Desktop. */
  | "rdp-not-spoken"
  /** The answer looks like RDP, but violates the protocol. */
  | "rdp-malformed-answer"
  /** The server closes the connection without an answer. */
  | "rdp-closed-without-answer"
  /** The port expects TLS before any negotiation, like a Hyper-V console. */
  | "rdp-tls-first"
  /** Remote Desktop answers only inside TLS, behind a proxy or tunnel. */
  | "rdp-inside-tls"
  /** The port waits for the PROXY header of a load balancer. */
  | "rdp-proxy-header"
  /** The host answers, but so late that some clients give up. */
  | "rdp-answers-late"
  /** The server accepts the connection, but never answers. */
  | "rdp-listener-hung"
  /** The server never agrees on the session settings. */
  | "rdp-settings-unanswered"
  /** The server closes the connection before the logon screen. */
  | "rdp-settings-closed"
  /** The server refuses the session settings. */
  | "rdp-settings-refused"
  /** The server answers irregularly, as if overloaded. */
  | "rdp-listener-throttled"
  /** The server accepts none of the offered security protocols. */
  | "rdp-no-common-protocol"
  /** The server refuses TLS and offers only Standard RDP Security. */
  | "negotiation-rdp-security-only"
  /** The server requires TLS. */
  | "negotiation-tls-required"
  /** The server requires Network Level Authentication (NLA). */
  | "negotiation-nla-required"
  /** The server offers TLS, but no Network Level Authentication. */
  | "negotiation-nla-missing"
  /** Network Level Authentication (NLA) is offered, but not required. */
  | "negotiation-nla-not-enforced"
  /** The server did not receive the request as it was sent. */
  | "negotiation-tampered"
  /** The server does not offer Restricted Admin or Remote Credential Guard. */
  | "negotiation-restricted-admin-missing"
  /** The server does not offer Microsoft Entra sign-in. */
  | "negotiation-entra-missing"
  /** The encryption level locks some clients out. */
  | "negotiation-encryption-level"
  /** The server has no usable certificate. */
  | "cert-none-on-server"
  /** The server cannot use its certificate's private key. */
  | "tls-key-unusable"
  /** Every TLS version is switched off on the server. */
  | "tls-schannel-broken"
  /** The server shares no TLS version with current clients. */
  | "tls-no-shared-version"
  /** The server shares no TLS cipher suite with current clients. */
  | "tls-no-shared-cipher"
  /** The server shares no key exchange group (curve) with current clients. */
  | "tls-no-shared-group"
  /** The server's TLS signature or key type is refused by clients. */
  | "tls-no-shared-signature"
  /** The server fails with TLS 1.3 clients (TLS version intolerance). */
  | "tls-version-intolerance"
  /** Large TLS ClientHellos (post-quantum clients) are not answered. */
  | "tls-large-hello-refused"
  /** TLS is refused because of the server name (SNI). */
  | "tls-sni-refused"
  /** The server supports only outdated TLS that clients are dropping. */
  | "tls-legacy-only"
  /** The server accepts only TLS versions that some clients lack. */
  | "tls-versions-narrow"
  /** The server accepts only TLS cipher suites that some clients lack. */
  | "tls-suites-narrow"
  /** The server still accepts weak TLS versions or cipher suites. */
  | "tls-weak-offered"
  /** TLS is intercepted: the certificate is not the host's own. */
  | "tls-inspected"
  /** The server requires a client certificate. */
  | "tls-client-certificate-required"
  /** The server allows only FIPS cipher suites. */
  | "tls-fips-restricted"
  /** The TLS handshake begins, then nothing more arrives. */
  | "tls-stalled"
  /** The TLS handshake does not complete. */
  | "tls-handshake-failed"
  /** The certificate is self-signed. */
  | "cert-self-signed"
  /** The certificate has expired. */
  | "cert-expired"
  /** The certificate expires soon. */
  | "cert-expiring"
  /** The certificate is valid for longer than the policy allows. */
  | "cert-validity-too-long"
  /** The certificate is not valid yet: check the clocks. */
  | "cert-not-yet-valid"
  /** The certificate was issued for another name. */
  | "cert-name-mismatch"
  /** The host name is only in the certificate's common name (CN). */
  | "cert-name-in-common-name"
  /** The certificate does not chain to a trusted root. */
  | "cert-untrusted"
  /** The certificate was issued by a test CA. */
  | "cert-test-ca"
  /** The server does not send its intermediate certificate. */
  | "cert-chain-incomplete"
  /** The server sends its certificates in the wrong order. */
  | "cert-chain-order"
  /** The certificate is not meant for a server. */
  | "cert-wrong-purpose"
  /** The certificate's key or signature is too weak. */
  | "cert-weak"
  /** The certificate breaks rules that some clients enforce. */
  | "cert-nonconforming"
  /** The certificate has been revoked. */
  | "cert-revoked"
  /** The revocation server does not answer. */
  | "cert-revocation-unreachable"
  /** The revocation list or OCSP response is out of date. */
  | "cert-revocation-stale"
  /** The revocation answer is not signed by the certificate's CA. */
  | "cert-revocation-invalid"
  /** A CA publishes a certificate or a revocation list as text (PEM). */
  | "cert-published-as-text"
  /** The server presents a different certificate on each connection. */
  | "cert-template-reissues"
  /** The certificate has changed, or is not the expected one. */
  | "cert-changed"
  /** Windows no longer uses the configured certificate. */
  | "cert-configured-rejected"
  /** The clocks of the server and this computer differ. */
  | "clock-skew"
  /** The server lacks the 2018 CredSSP security update. */
  | "nla-credssp-unpatched"
  /** The server never answers Network Level Authentication (NLA). */
  | "nla-unanswered"
  /** The server seems to refuse NTLM: connect by name. */
  | "nla-ntlm-refused"
  /** The client may not send credentials to this host. */
  | "nla-delegation-policy"
  /** Credential Guard keeps the client from using saved passwords. */
  | "client-credential-guard"
  /** The host cannot reach its domain. */
  | "nla-no-domain-controller"
  /** Kerberos through a KDC proxy fails, and NTLM is not allowed. */
  | "nla-kdc-proxy"
  /** The password is wrong or expired, or the account is locked. */
  | "logon-credentials"
  /** The account is in Protected Users, which cannot use NTLM. */
  | "logon-protected-user"
  /** The user may not log on through Remote Desktop. */
  | "logon-right-missing"
  /** Microsoft Entra ID refuses the sign-in to this host. */
  | "entra-sign-in-refused"
  /** The host has reached its session limit. */
  | "session-limit"
  /** The session host accepts no new sessions (drain mode). */
  | "host-drain-mode"
  /** A session time limit on the host ends the session. */
  | "session-time-limit"
  /** Another connection took over the session. */
  | "session-taken-over"
  /** A stuck session or a display driver ends the connection. */
  | "session-stuck"
  /** The user's profile cannot be loaded. */
  | "session-profile-broken"
  /** The audio service holds up the logon. */
  | "session-audio-hang"
  /** The host gets no licence from a licence server. */
  | "licence-server-missing"
  /** The licence stored on the client is damaged. */
  | "licence-client-cache"
  /** The server's licence certificate is damaged. */
  | "licence-server-certificate"
  /** The farm redirects clients to a host with another name. */
  | "broker-redirect"
  /** The Connection Broker stopped because TLS 1.0 was switched off. */
  | "broker-tls-disabled"
  /** A client setting, cache or bug prevents the connection. */
  | "client-settings"
  /** The client warns about .rdp files (since April 2026). */
  | "client-rdp-file-warning"
  /** A Windows update broke the client's credential prompt. */
  | "client-update-regression"
  /** The UDP transport does not answer (TCP still works). */
  | "udp-unavailable"
  /** A known defect between two builds ends UDP sessions. */
  | "udp-known-defect"
  /** The RD Gateway cannot be reached. */
  | "gateway-unreachable"
  /** The gateway's address answers, but not as an RD Gateway. */
  | "gateway-not-a-gateway"
  /** The RD Gateway's certificate is not accepted. */
  | "gateway-certificate"
  /** The RD Gateway does not accept the logon. */
  | "gateway-authentication"
  /** A proxy in front of the RD Gateway strips the WebSocket upgrade. */
  | "gateway-upgrade-stripped"
  /** A proxy in front of the RD Gateway refuses its requests. */
  | "gateway-verb-refused"
  /** A CDN or web firewall in front of the RD Gateway refuses its requests. */
  | "gateway-web-firewall"
  /** A sign-in page is in front of the RD Gateway. */
  | "gateway-preauthentication"
  /** A proxy in front of the RD Gateway may break NTLM logons. */
  | "gateway-ntlm-broken"
  /** The RD Gateway's policy denies the user or the target. */
  | "gateway-policy"
  /** Channel binding to the RD Gateway fails behind a TLS proxy. */
  | "gateway-channel-binding"
  /** Large packets are lost on the path (MTU black hole). */
  | "path-mtu-black-hole"
  /** The path loses or delays packets. */
  | "path-lossy"
  /** The first packet passes, later ones do not. */
  | "path-asymmetric"
  /** The tunnel breaks the connection, the direct path does not. */
  | "path-tunnel-cuts"
  /** A device on the path ends idle connections. */
  | "path-idle-timeout"
  /** Remote Desktop is switched off on the host. */
  | "host-rdp-disabled"
  /** The Remote Desktop service is not running. */
  | "host-service-stopped"
  /** The host's RDP listener is missing or damaged. */
  | "host-listener-broken"
  /** The listener is bound to another network adapter. */
  | "host-listener-one-adapter"
  /** GNOME Remote Desktop waits for a session or an unlocked keyring. */
  | "gnome-session-locked"
  /** This edition of Windows has no Remote Desktop server. */
  | "host-edition"
  /** The host is starting up or shutting down. */
  | "host-restarting"
  /** Windows on the host classifies its network as public. */
  | "host-network-public"
  /** The host or its network adapter goes to sleep. */
  | "host-sleeps"
  /** The host has run out of memory, ports, handles or disk. */
  | "host-exhausted"
  /** A third-party RDP wrapper was broken by an update. */
  | "host-wrapper-broken"
  /** A service that Remote Desktop depends on is stopped. */
  | "host-dependency-stopped"
  /** A Windows update broke Remote Desktop connections. */
  | "host-update-regression"
  /** The host runs with other settings than its files say. */
  | "host-settings-not-applied"
  /** The host's WMI repository or Group Policy is damaged. */
  | "host-wmi-broken"
  /** Myth: enable the WebSocket firewall rule. */
  | "myth-websocket-rule"
  /** Myth: set AllowCertRevocationCheck. */
  | "myth-allow-cert-revocation-check"
  /** Myth: rename or reset the MachineKeys folder. */
  | "myth-rename-machinekeys"
  /** Myth: delete the GracePeriod key. */
  | "myth-delete-grace-period"
  /** Myth: a table that says what 0x904 or 0x7 means. */
  | "myth-error-tables";

/** A form in which a report can be written. */
export type Format =
  | "text"
  | "json"
  | "ndjson"
  | "html"
  | "markdown"
  | "csv"
  | "junit"
  | "sarif"
  | "nagios"
  | "checkmk"
  | "prometheus"
  | "zabbix"
  | "prtg";

/** Which of a name's addresses are tested. */
export type AddressFamily =
  /** All of them. */
  | "any"
  /** IPv4 only. */
  | "ipv4"
  /** IPv6 only. */
  | "ipv6";

/** What was seen of one address of an endpoint. */
export interface AddressObservations {
  /** The address, with its port. Where `through` is given it is the proxy's. */
  readonly address: string;
  /** One entry per TCP connection, in order. */
  readonly conversations: readonly Conversation[];
  /** The way to it from this computer. */
  readonly route: OutcomeOfRoute;
  /** The names that DNS gives the address in reverse (PTR); none = it has none. */
  readonly reverse: OutcomeOfArray_of_string;
  /** Other ports of the address, asked where the RDP port leaves open whether a host is behind it. */
  readonly other_ports: OutcomeOfArray_of_OtherPort;
  /** How good the way is: several short conversations with the RDP port. */
  readonly path: OutcomeOfPathQuality;
  /** Every TLS version and suite that the server accepts. */
  readonly tls_offers: OutcomeOfTlsOffers;
  /** Why the questions ended before all were put, if they did. */
  readonly cut_short?: string | null | undefined;
  /** Through which proxy it was asked, and by what name or address. */
  readonly through?: Through | null | undefined;
}

/** One DNS answer. An empty list of addresses with `NOERROR` means that the name has no such record. */
export interface Answer {
  /** The response code, RFC 1035 4.1.1: `NOERROR`, `NXDOMAIN` … */
  readonly rcode: string;
  /** The names that the question was led through (CNAME), the first one first. */
  readonly cname_chain: readonly string[];
  /** The addresses, 256 at most. */
  readonly addresses: readonly string[];
  /** Time it took; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** How many more came, which are not kept. */
  readonly more?: number | null | undefined;
  /** The smallest time to live of the records, in seconds. */
  readonly ttl_s?: number | null | undefined;
}

/** Something that is compared. */
export type Aspect =
  /** The verdict. */
  | "verdict"
  /** The cause. */
  | "primary"
  /** What becomes of a connection. */
  | "reach"
  /** The addresses of the name. */
  | "addresses"
  /** What the host answers to a client that offers everything. */
  | "negotiation"
  /** The version and suite of the handshake. */
  | "tls"
  /** Which TLS versions the host accepts. */
  | "tls_versions"
  /** The version of CredSSP. */
  | "credssp"
  /** Whether NTLM is answered with a challenge. */
  | "ntlm"
  /** The certificate's fingerprint. */
  | "certificate"
  /** Who issued it. */
  | "issuer"
  /** Until when it is valid. */
  | "expiry"
  /** Its key. */
  | "key"
  /** The build of Windows. */
  | "build"
  /** The computer's own name. */
  | "computer"
  /** Whether it has joined a domain. */
  | "domain"
  /** Whether RDP over UDP is answered. */
  | "udp"
  /** Findings besides the cause. */
  | "findings"
  /** Clients that are blocked. */
  | "clients_out";

/** One TCP handshake and one X.224 negotiation. */
export interface Attempt {
  /** Number of the connection within the check, from 1. */
  readonly connection: number;
  /** The TCP handshake. */
  readonly connect: OutcomeOfConnected;
  /** The X.224 negotiation. */
  readonly negotiate: OutcomeOfNegotiated;
  /** What the system's TCP knows about the connection at its end; skipped where it does not tell. */
  readonly kernel: OutcomeOfTcpFacts;
}

/**
 * What the files of one host prove.
 *
 * It is never *healthy*: that clients can connect, only a client can see.
 */
export interface Audit {
  /** `AUDIT_SCHEMA`. */
  readonly schema: string;
  /** Which program made it. */
  readonly tool: Tool;
  /** The host, by the name and port that its files give. */
  readonly target: TargetSummary;
  /** The moment for which dates were judged; in JSON RFC 3339, UTC, to the millisecond. */
  readonly judged_at: string;
  /** Failing, degraded, or inconclusive. */
  readonly verdict: Verdict;
  /** The verdict in one sentence. */
  readonly summary: string;
  /** The id of the one cause, if something is wrong. */
  readonly primary: CauseId | null;
  /** Everything found, the primary finding first. */
  readonly findings: readonly Finding[];
  /** Causes that the files exclude, and by what. */
  readonly ruled_out: readonly RuledOut[];
  /** What the files say, at the place where a report has it. */
  readonly observations: AuditObservations;
  /**
   * Names and addresses are placeholders, and what the files say is left out.
   *
   * @defaultValue `false`
   */
  readonly redacted: boolean;
}

/** The observations of an audit. */
export interface AuditObservations {
  /** What the host says of itself. */
  readonly inside: InsideFacts;
}

/** A cause with all that is known of it. */
export interface Cause {
  /** The one name of the cause: its layer first. */
  readonly id: CauseId;
  /** One line, in the administrator's words, at most 70 characters. */
  readonly title: string;
  /** The phase that shows it; for what no phase shows, the last one before it strikes. */
  readonly phase: Phase;
  /** How bad it is unless a rule or a policy says otherwise. */
  readonly severity: Severity;
  /** From where it can be seen. */
  readonly visible: Visibility;
  /** The codes that clients report for it: `0x904`, or code and extended code as `0x3/0x11`. */
  readonly client_codes: readonly string[];
  /** What it means, in a sentence or two. */
  readonly summary: string;
  /** What helps, the least invasive step first. */
  readonly remedies: readonly Remedy[];
  /** Its page, as markdown. */
  readonly page: string;
}

/** Facts of one certificate. Times are Unix seconds, and the same moment as text. */
export interface CertificateFacts {
  /** Distinguished name of the subject. */
  readonly subject: string;
  /** The subject's common names, without the rest of the distinguished name. */
  readonly common_names: readonly string[];
  /** Distinguished name of the issuer. */
  readonly issuer: string;
  /** Serial number, in hex. */
  readonly serial: string;
  /** Start of validity, RFC 3339. */
  readonly not_before: string;
  /** End of validity, RFC 3339. */
  readonly not_after: string;
  /** Start of validity, Unix seconds. */
  readonly not_before_unix: number;
  /** End of validity, Unix seconds. */
  readonly not_after_unix: number;
  /** DNS names of the subject alternative name. */
  readonly dns_names: readonly string[];
  /** IP addresses of the subject alternative name. */
  readonly ip_addresses: readonly string[];
  /**
   * The version of X.509: 3 in every certificate of today; 0 = not known.
   *
   * @defaultValue `0`
   */
  readonly version: number;
  /** The public key. */
  readonly key: Key;
  /**
   * SHA-256 of the public key (SubjectPublicKeyInfo), in hex: stays the same when a certificate is renewed
   * with its old key.
   *
   * @defaultValue `""`
   */
  readonly key_sha256: string;
  /** Signature algorithm, by its usual name or its object identifier. */
  readonly signature_algorithm: string;
  /** Extended key usages, by their usual names or object identifiers; empty = no such extension. */
  readonly extended_key_usage: readonly string[];
  /** Key usages; empty = no such extension. */
  readonly key_usage: readonly string[];
  /** Subject and issuer are the same name. */
  readonly self_issued: boolean;
  /** It has every mark of the certificate that Windows generates for Remote Desktop. */
  readonly windows_default: boolean;
  /** SHA-1 of the certificate, in hex: the *thumbprint* that Windows shows. */
  readonly sha1: string;
  /** SHA-256 of the certificate, in hex. */
  readonly sha256: string;
  /** The certificate itself: DER in base64. */
  readonly der: string;
  /** Whether it may sign other certificates; `None` = no basic constraints. */
  readonly is_ca?: boolean | null | undefined;
  /** Authority key identifier, in hex: the subject key identifier that the issuer should have. */
  readonly issuer_key_id?: string | null | undefined;
  /** Where it says that its issuer's certificate can be fetched (authority information access). */
  readonly issuer_urls?: readonly string[] | undefined;
  /** How many CAs may stand between it and a server's certificate; `None` = any number, or it is no CA. */
  readonly path_length?: number | null | undefined;
  /** Subject key identifier, in hex. */
  readonly subject_key_id?: string | null | undefined;
  /** Object identifiers of critical extensions that are not known here. */
  readonly unknown_critical?: readonly string[] | undefined;
  /** What could not be read, if the certificate could be read only in part or not at all. */
  readonly unreadable?: string | null | undefined;
}

/** One certificate, and what its sources say about it. */
export interface CertificateRevocation {
  /** Distinguished name of its subject. */
  readonly subject: string;
  /** SHA-256 of the certificate, in hex. */
  readonly sha256: string;
  /** Whether it is the server's own, and not one of a certification authority. */
  readonly own: boolean;
  /** The certificate that signed it: without that, OCSP cannot be asked and no answer can be believed. */
  readonly issuer: OutcomeOfIssuerCertificate;
  /** Where its revocation can be asked, in the order in which the certificate names it; empty = nowhere. */
  readonly sources: readonly RevocationSource[];
}

/** The state that a change ended. */
export interface Change {
  /** Its verdict. */
  readonly before: Verdict;
  /** Its cause, if something was wrong. */
  readonly before_primary: CauseId | null;
  /** How long it had been seen, in microseconds in JSON. */
  readonly lasted_us: number;
}

/** How to check. `Default` is what an administrator wants. */
export interface CheckOptions {
  /**
   * Other TCP ports of a host that stays silent or cuts every connection, asked one after the other until one
   * of them tells whether a host is there: ports that Windows hosts usually answer. 3389 is asked for Remote
   * Desktop where the target has another port. Empty = no other port is asked.
   *
   * @defaultValue `[3389,3390,445,135,5985,443,80,22]`
   */
  readonly alsoPorts?: readonly number[] | undefined;
  /** A file of certificates to trust besides those of this system: PEM, or one certificate in DER. */
  readonly caFile?: string | null | undefined;
  /**
   * What the client shows: its message, its code, the text of its window, lines of a log. The report then
   * says which of its causes the check found, which it excluded, and which remain.
   */
  readonly clientError?: string | null | undefined;
  /**
   * Clients to judge besides the known ones; one with the id of a known one takes its place.
   *
   * @defaultValue `[]`
   */
  readonly clients?: readonly ClientProfile[] | undefined;
  /**
   * How much is asked.
   *
   * @defaultValue `"standard"`
   */
  readonly depth?: Depth | undefined;
  /**
   * The DNS server of the direct query, as `address` or `address:port`; absent = those of the system's
   * configuration.
   */
  readonly dnsServer?: string | null | undefined;
  /**
   * What the host is held to, such as `tls>=1.2`, `nla=required`, `cert.days>=30`, `cert.bits>=2048`,
   * `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`. The report then says whether the host
   * meets each; the verdict stays what it is.
   *
   * @defaultValue `[]`
   */
  readonly expect?: readonly string[] | undefined;
  /**
   * Fingerprints of which the certificate is expected to have one: SHA-1 (Windows calls it the thumbprint) or
   * SHA-256 of the certificate, or SHA-256 of its key, in hex, with or without colons or blanks. Empty = none
   * is expected.
   *
   * @defaultValue `[]`
   */
  readonly expectFingerprints?: readonly string[] | undefined;
  /**
   * Which addresses are tested.
   *
   * @defaultValue `"any"`
   */
  readonly family?: AddressFamily | undefined;
  /** What may be fetched because a certificate names it. */
  readonly fetch?: FetchPolicy | undefined;
  /**
   * The RD Gateway through which the clients go, as `host` or `host:port`. It counts more than that of a
   * `.rdp` file.
   */
  readonly gateway?: string | null | undefined;
  /** The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check. */
  readonly judgeAt?: string | Date | null | undefined;
  /**
   * Connections to one address at the same time while the TLS listing of depth full is made, 1 to 16. It
   * begins with one, has more while the answers stay as quick, and goes back to one for good at the first
   * that does not come. Everything else is asked over one connection at a time.
   *
   * @defaultValue `4`
   */
  readonly maxConnections?: number | undefined;
  /**
   * Addresses for names that are not to be resolved. From depth standard the target's name is resolved
   * anyway, to compare, unless there is nothing to query: no system resolver, and no DNS server given.
   *
   * @defaultValue `[]`
   */
  readonly overrides?: readonly Override[] | undefined;
  /**
   * Rest before the next connection to a host that did not answer the last one readily, and between the short
   * conversations that measure the path. One that answered is asked again a moment after it has closed its
   * end of the last connection, and no later than this.
   *
   * @defaultValue `200`
   */
  readonly pacingMs?: number | undefined;
  /**
   * How many short conversations measure the path at depth full. What the host answered to other questions
   * counts, yet six are made in any case. 0 = none.
   *
   * @defaultValue `10`
   */
  readonly pathAttempts?: number | undefined;
  /** What counts as bad. */
  readonly policy?: Policy | undefined;
  /**
   * The proxy through which the host, its gateway and its WebSocket ports are reached, as URL:
   * `socks5://[user:password@]host:port` or `http://[user:password@]host:port`. It resolves the names. JSON
   * that is written is without user and password.
   */
  readonly proxy?: string | null | undefined;
  /**
   * A second DNS server, as `address` or `address:port`, that is only compared with: split DNS, a stale or
   * missing record. Its addresses are tested only if no other source has any.
   */
  readonly secondDns?: string | null | undefined;
  /** A STUN server that is asked from where it sees us, as `host` or `host:port`; none unless given. */
  readonly stun?: string | null | undefined;
  /**
   * Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well.
   *
   * @defaultValue `true`
   */
  readonly systemResolver?: boolean | undefined;
  /** Longest waits. */
  readonly timeouts?: Timeouts | undefined;
  /**
   * An unused TCP port, tried where the RDP port is silent or mute: a host that refuses it hides nothing, so
   * that silence elsewhere is the work of a filter; what accepts it accepts everything. Absent = none is
   * asked.
   *
   * @defaultValue `4`
   */
  readonly unusedPort?: number | null | undefined;
  /**
   * The port on which the host would listen for RDP in a WebSocket, in clear.
   *
   * @defaultValue `3387`
   */
  readonly websocketPort?: number | undefined;
  /**
   * The port on which the host would listen for RDP in a WebSocket, inside TLS.
   *
   * @defaultValue `3392`
   */
  readonly websocketTlsPort?: number | undefined;
}

/** Whether a client reaches its credentials. */
export type ClientOutcome =
  /** It does. */
  | "connects"
  /** It does not. */
  | "blocked"
  /** It does at one address of the host, and does not at another. */
  | "depends_on_address"
  /** The observations do not show it. */
  | "unknown";

/**
 * What one client asks for and accepts.
 *
 * An outcome that rests on a fact in `unverified`(Self::unverified) is unknown where the client would be
 * blocked, and at most likely where it connects.
 */
export interface ClientProfile {
  /** Its id, such as `mstsc-windows-11-24h2`. */
  readonly id: string;
  /** Its name, for people. */
  readonly name: string;
  /** What it asks for (`requestedProtocols`, MS-RDPBCGR 2.2.1.1.1); Standard RDP Security needs no asking. */
  readonly protocols: readonly SecurityProtocol[];
  /** The ciphers with which it accepts Standard RDP Security; none = it does not accept it. */
  readonly standardRdp: readonly RdpCipher[];
  /** The TLS versions that it offers. */
  readonly tls: readonly OfferedTls[];
  /** The cipher suites that it offers, under their IANA names, in its order. */
  readonly suites: readonly string[];
  /** The key exchange groups that it offers, under the names of the registry; empty = not known. */
  readonly groups: readonly string[];
  /** The signature schemes that it takes, under the names of the registry; empty = not known. */
  readonly signatureSchemes: readonly string[];
  /** How it takes a server that lacks the CredSSP update of 2018. */
  readonly credssp: CredsspPolicy;
  /** What it does with a certificate that it does not trust. */
  readonly badCertificate: OnBadCertificate;
  /** Whose messages and codes its user sees. */
  readonly shows: Shows;
  /**
   * The security level of OpenSSL with which it comes, where it is built on OpenSSL: from 2 on it may refuse
   * a certificate with a short key or a signature with SHA-1; 0 = it is not, or comes with none.
   */
  readonly securityLevel: number;
  /** Whether it can reach a host through a SOCKS or HTTP proxy. */
  readonly proxy: boolean;
  /** The last day on which its maker supports it, as `2028-10-10`; empty = no end is known. */
  readonly supportedUntil: string;
  /** Since which version of the client, or build of its system, this holds; empty = not known. */
  readonly since: string;
  /** The day on which the sources were read last, as `2026-11-28`; empty = not known. */
  readonly sourcesRead: string;
  /** Programs that are this client under another name, such as those that embed mstscax. */
  readonly alsoAs: readonly string[];
  /** What of this is not confirmed. */
  readonly unverified: readonly ProfileFact[];
  /** Where this comes from. */
  readonly sources: readonly string[];
}

/** Security settings of a client, as far as a `.rdp` file gives them. `None` = the file does not say. */
export interface ClientSettings {
  /**
   * `authentication level`: 0 connects whatever the certificate is, 1 refuses a bad certificate, 2 warns, 3
   * not specified.
   */
  readonly authentication_level?: number | null | undefined;
  /** `enablecredsspsupport`: whether the client offers NLA. */
  readonly credssp?: boolean | null | undefined;
  /** `enablerdsaadauth`: whether the client signs in with Entra ID. */
  readonly entra?: boolean | null | undefined;
  /** `rdgiskdcproxy`: whether the RD Gateway is the KDC proxy. */
  readonly gateway_is_kdc_proxy?: boolean | null | undefined;
  /**
   * `gatewayusagemethod`: 0 and 4 never use the RD Gateway, 1 always, 2 where the direct way fails, 3 the
   * default.
   */
  readonly gateway_usage?: number | null | undefined;
  /** `kdcproxyname`: the KDC proxy through which the client reaches its domain for Kerberos. */
  readonly kdc_proxy?: string | null | undefined;
  /** `loadbalanceinfo`: the routing token by which a broker or a load balancer finds the host. */
  readonly load_balance_info?: string | null | undefined;
  /** `negotiate security layer`: whether the client negotiates at all. */
  readonly negotiate_security_layer?: boolean | null | undefined;
  /**
   * Settings that change what a client does and that a check does not follow, by their names in a `.rdp`
   * file.
   */
  readonly not_followed?: readonly string[] | undefined;
  /**
   * `pcb`: what the client says before everything else, for instance the id of a virtual machine of Hyper-V.
   */
  readonly preconnection_blob?: string | null | undefined;
}

/** How one client fares at a host, as far as the observations show it. */
export interface ClientVerdict {
  /** Id of the client's profile, such as `mstsc-windows-11-24h2`. */
  readonly client: string;
  /** Its name. */
  readonly name: string;
  /** Whether it connects. */
  readonly outcome: ClientOutcome;
  /** How sure that is; of an unknown outcome *possible*. */
  readonly confidence: Confidence;
  /** What blocks it: the id of a cause in the catalogue. */
  readonly cause?: CauseId | null | undefined;
  /** The code that its user sees, where it is known. */
  readonly code?: string | null | undefined;
  /** The message or symbol that its user sees, where it is known. */
  readonly message?: string | null | undefined;
  /** The phase in which it is blocked, or of which too little is known. */
  readonly phase?: Phase | null | undefined;
  /** The security protocol that it connects with: `HYBRID_EX`, `HYBRID`, `SSL` or `RDP`. */
  readonly protocol?: string | null | undefined;
  /** The cipher suite, where the observations prove which one the server chooses. */
  readonly suite?: string | null | undefined;
  /** The TLS version that it connects with, such as `1.3`. */
  readonly tls?: string | null | undefined;
  /** Why nothing is known, why it is not sure, or which address decides. */
  readonly why?: string | null | undefined;
}

/** Who ended the conversation. */
export type ClosedBy =
  /** The peer, in order (TCP FIN). */
  | "peer_fin"
  /** The peer or something on the path, abruptly (TCP RST). */
  | "peer_rst"
  /** The peer, with a TLS alert. */
  | "peer_alert"
  /** We, because what came could not be used. */
  | "us"
  /** No party: our deadline passed. */
  | "deadline"
  /** A message of the network (ICMP) or this computer's own network stack. */
  | "network";

/** A program or a log that shows a code or a message. */
export type CodeClient =
  /** Remote Desktop Connection of Windows. */
  | "mstsc"
  /** Windows App and the Remote Desktop client (MSRDC) on Windows. */
  | "windows-app"
  /** Windows App on macOS, earlier Microsoft Remote Desktop. */
  | "windows-app-mac"
  /** Windows App on Android, iOS and iPadOS. */
  | "windows-app-mobile"
  /** Azure Virtual Desktop and Windows 365: their clients and their diagnostics. */
  | "avd"
  /** RD Web Access, RemoteApp and Desktop Connections, and the web client. */
  | "rd-web"
  /** `mRemoteNG`, `RDCMan`, Royal TS and others that embed the control of Remote Desktop Connection. */
  | "mremoteng"
  /** FreeRDP: `xfreerdp`, `sdl-freerdp`, `wfreerdp`, `wlfreerdp`. */
  | "freerdp"
  /** Remmina. */
  | "remmina"
  /** rdesktop. */
  | "rdesktop"
  /** GNOME Connections and GNOME Remote Desktop. */
  | "gnome"
  /** Apache Guacamole: its pages and guacd. */
  | "guacamole"
  /** The log of xrdp. */
  | "xrdp"
  /** `IronRDP` and other clients on rustls. */
  | "ironrdp"
  /** Node.js programs. */
  | "node"
  /** Windows event logs. */
  | "windows-log"
  /** `openssl s_client` and programs that print OpenSSL's errors. */
  | "openssl"
  /** Programs that print `GnuTLS`'s errors. */
  | "gnutls";

/** How sure the meaning of a code is. */
export type CodeConfidence =
  /** Read in a specification or in the maker's documentation. */
  | "verified"
  /** One secondary source says so. */
  | "single_source"
  /** Users report it; it is not confirmed. */
  | "unverified"
  /** The meaning is known; that this number, or this table, is the one that was meant is a guess. */
  | "guess"
  /** In no table: concluded from the form of the code. */
  | "inferred";

/**
 * A table of codes: one number means different things in different tables.
 *
 * The order is the order of likelihood: a bare number that is pasted most often comes from the first of them
 * that knows it.
 */
export type CodeFamily =
  /** The "Error code" of Remote Desktop Connection. */
  | "mstsc_disconnect"
  /** The "Extended error code" of Remote Desktop Connection. */
  | "mstsc_extended"
  /** The error codes of Remote Desktop Connection for its way through an RD Gateway, 0x300…. */
  | "gateway_client"
  /** The server's own reason in a Set Error Info PDU, MS-RDPBCGR 2.2.5.1.1. */
  | "errinfo"
  /** Errors of the Windows security packages, MS-ERREF 2.1.1. */
  | "sspi"
  /** Errors of the Windows certificate check, MS-ERREF 2.1.1. */
  | "cert_hresult"
  /** The status of a Windows logon, as CredSSP carries it, MS-ERREF 2.3.1. */
  | "ntstatus_credssp"
  /** Other Windows errors, MS-ERREF 2.1 and 2.2. */
  | "hresult"
  /** The connect errors of FreeRDP and of the clients built on it. */
  | "freerdp_errconnect"
  /** The status codes of the Guacamole protocol, on Guacamole's pages and in the log of guacd. */
  | "guacamole"
  /** The error codes in the diagnostics of Azure Virtual Desktop. */
  | "avd"
  /** The exit status of `xfreerdp`, `sdl-freerdp` and `wlfreerdp`. */
  | "xfreerdp_exit"
  /** The error numbers of Linux. */
  | "errno"
  /** The error numbers of macOS and the BSDs. */
  | "errno_macos"
  /** The error numbers of Windows sockets. */
  | "winsock"
  /**
   * Error codes of Microsoft's clients on macOS, iOS and Android, whose numbers mean other things than those
   * of Remote Desktop Connection.
   */
  | "macos_client"
  /** The results of OpenSSL's certificate check. */
  | "openssl_verify"
  /** The reasons of OpenSSL's TLS errors, which it packs with the library's number: `0A00010B`. */
  | "openssl_reason"
  /** The status of an HTTP answer. */
  | "http_status"
  /** The errors of MIT's Kerberos library. */
  | "kerberos"
  /** The internal error state that Schannel's events print. */
  | "schannel_state"
  /** Events of the source TermDD in the System log. */
  | "event_termdd"
  /** Events of the source Schannel in the System log. */
  | "event_schannel"
  /** Events of TerminalServices-RemoteConnectionManager. */
  | "event_rcm"
  /** Events of TerminalServices-LocalSessionManager. */
  | "event_lsm"
  /** Events of RemoteDesktopServices-RdpCoreTS. */
  | "event_rdp_core"
  /** Events of TerminalServices-ClientActiveXCore, in the channel TerminalServices-RDPClient/Operational. */
  | "event_rdp_client"
  /** Events of TerminalServices-Gateway. */
  | "event_gateway"
  /** Events of TerminalServices-SessionBroker and TerminalServices-SessionBroker-Client. */
  | "event_broker"
  /** Logon events of the Security log. */
  | "event_security"
  /** Events of Windows' NTLM. */
  | "event_ntlm"
  /** The failure code of the security negotiation, MS-RDPBCGR 2.2.1.2.2. */
  | "rdp_neg_failure"
  /** TLS alert descriptions. */
  | "tls_alert"
  /** Return codes of the RD Gateway protocol, MS-TSGU 2.2.6. */
  | "tsgu_return"
  /** Results of a Microsoft Entra sign-in, MS-RDPBCGR 2.2.18.3. */
  | "rdsaad_result"
  /** Results of an RDSTLS authentication, MS-RDPBCGR 2.2.17.4. */
  | "rdstls_result"
  /** The Early User Authorization Result PDU, MS-RDPBCGR 2.2.10.2. */
  | "early_authz_result"
  /** Logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1. */
  | "logon_error_data"
  /** The type in logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1. */
  | "logon_error_type"
  /** The status that a connection broker reports, MS-RDPBCGR 2.2.5.2. */
  | "status_info"
  /** The security protocols of the negotiation, MS-RDPBCGR 2.2.1.1.1. */
  | "rdp_protocol"
  /** The result of an MCS Connect Response, T.125. */
  | "mcs_result"
  /** The reason of an MCS Disconnect Provider Ultimatum, T.125. */
  | "mcs_disconnect_ultimatum"
  /** Fatal errors of Remote Desktop Connection itself. */
  | "mstsc_fatal"
  /** A known message without a code; whose it is stands in `clients`(super::Reading::clients). */
  | "message";

/** What two reports are of. */
export type ComparedAs =
  /** One host at two times. */
  | "times"
  /** One host, seen from two places. */
  | "places"
  /** Two hosts. */
  | "hosts";

/** One of two reports. */
export interface ComparedSide {
  /** The host, as it is written. */
  readonly host: string;
  /** The machine that looked. */
  readonly vantage: string;
  /** When the check began, RFC 3339. */
  readonly at: string;
  /** Its verdict. */
  readonly verdict: Verdict;
  /** Its cause, if something is wrong. */
  readonly primary: CauseId | null;
}

/** Two reports side by side. */
export interface Comparison {
  /** What the two are of. */
  readonly compared_as: ComparedAs;
  /** The first: the earlier of two times, otherwise the one that was given first. */
  readonly first: ComparedSide;
  /** The second. */
  readonly second: ComparedSide;
  /** Whether the second is worse than the first. */
  readonly course: Course;
  /** What differs, the weightiest first. */
  readonly differences: readonly Difference[];
  /** What the differences imply, the weightiest first. */
  readonly implies: readonly Implication[];
  /** What is the same in both. */
  readonly same: readonly SameFact[];
  /** What one of the two did not look at. */
  readonly not_comparable: readonly Aspect[];
}

/** One full name that a short name may stand for, and what a DNS server says of it. */
export interface Completion {
  /** The full name. */
  readonly name: string;
  /** The A query. */
  readonly a: OutcomeOfAnswer;
  /** The AAAA query. */
  readonly aaaa: OutcomeOfAnswer;
}

/** How sure a finding is. */
export type Confidence =
  /** It fits what was seen; so do others. */
  | "possible"
  /** It fits better than anything else. */
  | "likely"
  /** What was seen has no other explanation. */
  | "certain";

/** A TCP connection that was established. */
export interface Connected {
  /** Our end. */
  readonly local: string;
  /** Time from SYN to established; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** One connection and what came of it. */
export interface Conversation {
  /** Number of the connection within the check, from 1. */
  readonly connection: number;
  /** What was asked. */
  readonly question: Question;
  /** Why it was worth asking. */
  readonly why: string;
  /**
   * Whether its answers were waited for so much longer than usual that one which is only late would have
   * come.
   *
   * @defaultValue `false`
   */
  readonly patient: boolean;
  /** The TCP handshake: with the host, or with the proxy. */
  readonly connect: OutcomeOfConnected;
  /** What the proxy answered, where one was given. */
  readonly proxy: OutcomeOfProxyAnswer;
  /** The X.224 negotiation. */
  readonly negotiate: OutcomeOfNegotiated;
  /** The full TLS handshake. */
  readonly tls: OutcomeOfTlsSession;
  /** The answer to a ClientHello written by hand. */
  readonly hello: OutcomeOfHelloAnswer;
  /** The server's certificates, its own first, even where the handshake failed later. */
  readonly certificates: OutcomeOfArray_of_CertificateFacts;
  /** The first message of Network Level Authentication. */
  readonly credssp: OutcomeOfCredsspAnswer;
  /** MCS Connect Initial, in clear or inside TLS. */
  readonly settings: OutcomeOfSettingsAnswer;
  /** The answer to an HTTP request. */
  readonly http: OutcomeOfHttpAnswer;
  /** What a server says that speaks first, or a service that is not RDP. */
  readonly greeting: OutcomeOfGreeting;
}

/** Whether the second report is worse than the first. */
export type Course =
  /** It is. */
  | "worse"
  /** It is better. */
  | "better"
  /** Something differs, and neither is worse. */
  | "changed"
  /** Nothing differs. */
  | "same"
  /** One of the two has no verdict. */
  | "unclear";

/** The answer to a TSRequest with an NTLM NEGOTIATE, MS-CSSP 2.2.1. No user name was sent, and no proof. */
export interface CredsspAnswer {
  /** The CredSSP version that the server speaks: 5 and 6 carry the fix of CVE-2018-0886. */
  readonly version: number;
  /** Time from question to complete answer; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** NTLM CHALLENGE, where the server sent one. */
  readonly challenge?: NtlmChallenge | null | undefined;
  /** Why the server ended the logon (`errorCode`, an NTSTATUS), where it says so. */
  readonly error?: Named | null | undefined;
}

/** How a client takes a server that lacks the update for CVE-2018-0886 (AllowEncryptionOracle). */
export type CredsspPolicy =
  /** It lacks the update itself: such a server is welcome, and an updated one may refuse the client. */
  | "unpatched"
  /** Updated, and goes along with such a server all the same (2). */
  | "vulnerable"
  /** Updated, and refuses such a server (1), which is the default of Windows. */
  | "mitigated"
  /** Updated, refuses such a server, and as a server such clients (0). */
  | "force_updated";

/** Whose order of preference decides between two suites that both sides have. */
export type Decides =
  /** The server's: it chose a suite although another that it takes stood before it. */
  | "server"
  /** The client's: of the same two suites the server chose the one that stood first. */
  | "client"
  /** Not seen: it has fewer than two suites, or the listing ended before. */
  | "unknown";

/** How much is asked of a host. */
export type Depth =
  /** One connection per address; silence and resets are repeated once, nothing else is followed up. */
  | "quick"
  /** Quick, the questions that prove the cause of whatever failed, and whether the certificate is revoked. */
  | "standard"
  /** Everything this version knows how to ask. */
  | "full";

/**
 * How much of a report is written as text. Nothing is lost by a shorter form: each has all of the one before.
 */
export type Detail =
  /** One screen: the verdict, the cause and its proof, the first steps, which clients connect. */
  | "brief"
  /** Also what happened when, every step, what was ruled out and what was not checked. */
  | "full"
  /**
   * Also the place of every evidence in the report, every phase of every connection, and every client by
   * name.
   */
  | "everything";

/** What the rules make of the observations. */
export interface Diagnosis {
  /** The verdict. */
  readonly verdict: Verdict;
  /** The verdict in one sentence. */
  readonly summary: string;
  /** The one cause, if something is wrong. */
  readonly primary: CauseId | null;
  /** Everything found, the primary finding first. */
  readonly findings: readonly Finding[];
  /** Causes that look alike and were excluded. */
  readonly ruled_out: readonly RuledOut[];
  /** Phases that were not checked, and why. */
  readonly not_checked: readonly NotChecked[];
  /**
   * Who can connect.
   *
   * @defaultValue `[]`
   */
  readonly clients: readonly ClientVerdict[];
  /**
   * What each store of trusted roots makes of the certificates.
   *
   * @defaultValue `[]`
   */
  readonly trust: readonly StoreVerdict[];
  /**
   * Whether clients can be expected to use Kerberos, where the host spoke of its domain. It changes no
   * verdict.
   */
  readonly kerberos?: KerberosReadiness | null | undefined;
}

/** What mstsc shows before it connects. */
export type Dialog =
  /** A warning that nothing proves who wrote the file. */
  | "unknown_publisher"
  /** A question whether the publisher, who is named, is trusted. */
  | "named_publisher"
  /** The file was changed after it was signed: no publisher is shown, and mstsc may refuse the file. */
  | "changed";

/** What mstsc shows a user who opens the file, with Windows' usual policies. */
export interface Dialogs {
  /** Which dialog. */
  readonly dialog: Dialog;
  /** Its title before Windows' update of April 2026. */
  readonly before_april_2026: string;
  /** Its title since then. */
  readonly since_april_2026: string;
  /**
   * What of this computer the file asks for, or mstsc gives where the file says nothing. Since April 2026
   * each of it stays off until the user turns it on in the dialog.
   */
  readonly off_since_april_2026: readonly string[];
}

/** Something that differs. */
export interface Difference {
  /** What. */
  readonly what: Aspect;
  /** In the first report. */
  readonly first: string;
  /** In the second report. */
  readonly second: string;
}

/** A server's certificate as an earlier report saw it. */
export interface EarlierCertificate {
  /** When that check began, RFC 3339. */
  readonly seen_at: string;
  /** The address that showed it. */
  readonly address: string;
  /** The certificate. */
  readonly certificate: CertificateFacts;
}

/** A number that a setting or a policy gives. */
export interface Effective {
  /** The number that counts. */
  readonly value: number;
  /** Whether a policy gives it. */
  readonly by_policy: boolean;
}

/** What a step costs. */
export type Effort =
  /** A setting, or another way to write the host's name. */
  | "setting"
  /** A new certificate or an update. */
  | "renewal"
  /** Another version of the host or of the client. */
  | "upgrade";

/** One endpoint, and what was seen of it. */
export interface Endpoint {
  /** What it is for the client. */
  readonly role: Role;
  /** Its name or address, as it was asked for. */
  readonly name: string;
  /** Its TCP port. */
  readonly port: number;
  /** How the name became addresses. */
  readonly resolve: OutcomeOfResolution;
  /** Each address on its own, in the order in which they were tested. */
  readonly addresses: readonly AddressObservations[];
  /** Path and query that are asked of a web server; `None` = `/`. */
  readonly path?: string | null | undefined;
}

/** One step of a running check. */
export type Event =
  /** The name is being resolved. */
  | {
      readonly event: "resolving";
      /** The name. */
      readonly name: string;
    }
  /** A connection is being opened to ask a question. */
  | {
      readonly event: "asking";
      /**
       * Who is asked: the host, its gateway …
       *
       * @defaultValue `"host"`
       */
      readonly role: Role;
      /** The address: the host's, or the proxy's. */
      readonly address: string;
      /** Number of the connection within the check, from 1. */
      readonly connection: number;
      /** The question. */
      readonly question: Question;
      /** Why it is worth asking. */
      readonly why: string;
      /** Through which proxy it goes, and where to. */
      readonly through?: Through | null | undefined;
    }
  /** A document is being fetched that a certificate names and the fetch policy admits. */
  | {
      readonly event: "fetching";
      /** Its address. */
      readonly url: string;
    }
  /** A phase came to its end, well or badly. */
  | {
      readonly event: "phase_ended";
      /** The address, where the phase belongs to one. */
      readonly address: string | null;
      /** The phase. */
      readonly phase: Phase;
      /** Whether it gave an answer. */
      readonly ok: boolean;
      /** Time it took; in JSON in microseconds. */
      readonly elapsed_us: number;
    };

/** A pointer to an observation, and what it says. */
export interface Evidence {
  /** JSON Pointer (RFC 6901) into the report. */
  readonly at: string;
  /** What is to be seen there. */
  readonly says: string;
}

/** A cause that a client would show so, and that the check excluded. */
export interface ExcludedCause {
  /** The cause's id. */
  readonly id: CauseId;
  /** What excludes it. */
  readonly because: string;
  /** Where that is seen: JSON Pointer (RFC 6901) into the report. */
  readonly at: string;
}

/** Whether a host meets an expectation. */
export type ExpectationOutcome =
  /** It does. */
  | "met"
  /** It does not. */
  | "missed"
  /** The check did not see what decides it: another kind of miss, and never a pass. */
  | "not_seen";

/** The result of one expectation at a host. */
export interface ExpectationResult {
  /** The expectation as it was written, such as `tls>=1.2`. */
  readonly expectation: string;
  /** Whether the host meets it. */
  readonly outcome: ExpectationOutcome;
  /** What was seen, or why it was not, in a sentence without a full stop. */
  readonly seen: string;
  /** Where that is seen: JSON Pointer (RFC 6901) into the report; absent where nothing in it shows it. */
  readonly at?: string | null | undefined;
}

/** What is known about a code, a symbol or a cause. */
export interface Explanation {
  /** What was asked. */
  readonly query: string;
  /** What it can mean, the likeliest first. Code and extended code of a pair stand in that order. */
  readonly readings: readonly Reading[];
  /** What has to be known to read the readings right. */
  readonly notes: readonly Note[];
  /** The id of the cause that was asked for; the readings are then the codes that may come from it. */
  readonly cause?: CauseId | null | undefined;
}

/** A question that got no usable answer: everything that is needed to argue about why. */
export interface Failure {
  /** The phase in which it happened. */
  readonly phase: Phase;
  /** What was being done, for example `connect` or `read connection confirm`. */
  readonly operation: string;
  /** The kind of end. */
  readonly kind: FailureKind;
  /** Who ended it. */
  readonly closed_by: ClosedBy;
  /** Bytes sent on this connection so far; behind a proxy that opened the way, those to the host. */
  readonly sent: number;
  /** Bytes received on this connection so far; behind a proxy that opened the way, those from the host. */
  readonly received: number;
  /** Time since the phase began; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** The TLS alert that ended it. */
  readonly alert?: Named | null | undefined;
  /** More, in words, where there is more to say. */
  readonly detail?: string | null | undefined;
  /** The error's name as the operating system spells it, for example `ECONNREFUSED`. */
  readonly errno?: string | null | undefined;
  /** The first bytes of the answer that could not be used, in hex. */
  readonly first_bytes?: string | null | undefined;
  /**
   * Time since the last byte came, where our deadline ended an answer that had begun; in JSON in
   * microseconds.
   */
  readonly idle_us?: number | null | undefined;
  /** The machine that sent the ICMP message, where the system tells. */
  readonly reported_by?: string | null | undefined;
  /**
   * The hops that the ICMP message had left when it came (TTL, hop limit), where the system tells: one that
   * is unlike that of the host's other packets comes from a device that speaks in its name.
   */
  readonly reported_ttl?: number | null | undefined;
  /**
   * Bytes that we sent and the other end's system never acknowledged, where ours tells (Linux) and our
   * deadline ended the wait. A service that hangs leaves none: its system acknowledges for it.
   */
  readonly unacknowledged?: number | null | undefined;
}

/**
 * What kind of end it was. Refused, reset, orderly close, silence, timeout and foreign bytes are six
 * different things.
 */
export type FailureKind =
  /** The SYN was answered with RST: nothing listens there, or a device says so. */
  | "refused"
  /** An established connection was cut with RST. */
  | "reset"
  /** An established connection was closed in order (FIN) before the answer was complete. */
  | "closed"
  /** Not one byte (or no SYN-ACK) came before the deadline. */
  | "silence"
  /** An answer began and did not end before the deadline. */
  | "timeout"
  /** Something answered, but in another protocol. */
  | "foreign_bytes"
  /** The answer was of the right protocol and broke its rules. */
  | "malformed"
  /** A TLS alert, which is in `Failure::alert`. */
  | "alert"
  /** The peer sent more than any honest peer would. */
  | "too_much"
  /** No route to the host (ICMP host unreachable, or no device answers on the local network). */
  | "host_unreachable"
  /** No route to the network. */
  | "network_unreachable"
  /** A device on the path says that this traffic is forbidden (ICMP administratively prohibited). */
  | "prohibited"
  /** This computer refused to send (local firewall, security product, exhausted ports). */
  | "local_refusal"
  /** This computer has no route to the address, or does not speak its IP version. */
  | "no_local_route"
  /** This computer ran out of sockets, ports or memory: nothing was learned about the target. */
  | "out_of_resources"
  /** The time for the whole host was up: nothing was learned about the target. */
  | "out_of_time"
  /** The name does not exist or has no such record. */
  | "not_found"
  /** The name server answered that it will not or cannot say (SERVFAIL, REFUSED). */
  | "server_failed"
  /** The name server's answer over UDP was cut short (TC), and over TCP, which the rest needs, none came. */
  | "truncated"
  /** The server answered, but not the question: an HTTP or OCSP error, or an answer about something else. */
  | "declined"
  /** The handshake ran and failed for its own reason, in `Failure::detail`. */
  | "handshake"
  /** The operating system said something else, in `Failure::errno`. */
  | "other";

/** One document that was fetched, or was not allowed to be. */
export interface Fetch {
  /** The address as the certificate gives it. */
  readonly url: string;
  /** Each request that was made, redirects followed. */
  readonly hops: readonly Hop[];
  /** What came; skipped = the fetch policy forbade it, and why. */
  readonly body: OutcomeOfFetchedBody;
  /** Bytes sent, over all the requests. */
  readonly sent: number;
  /** Bytes received, over all the requests. */
  readonly received: number;
  /** Time of it all; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/**
 * What may be fetched because a certificate names it: revocation lists, OCSP responders, issuing
 * certificates. At depth full it also says which domain controllers of the host's domain a connection may be
 * opened to.
 *
 * A certificate is written by the operator of the host, so it does not get to choose where this computer
 * connects. Whatever the policy says, nothing is ever fetched from link-local, multicast, broadcast and
 * unspecified addresses, from the addresses where clouds keep the credentials of their machines, or by other
 * means than HTTP.
 */
export interface FetchPolicy {
  /**
   * Longest time for all documents together.
   *
   * @defaultValue `6000`
   */
  readonly budgetMs?: number | undefined;
  /**
   * Whether anything is fetched at all.
   *
   * @defaultValue `true`
   */
  readonly enabled?: boolean | undefined;
  /**
   * Whether this computer itself may be asked, at its loopback and its other addresses. For a certificate
   * that was seen on its loopback the loopback always may, and for one that was seen at another of its
   * addresses that one.
   *
   * @defaultValue `false`
   */
  readonly loopback?: boolean | undefined;
  /**
   * Longest document, in bytes.
   *
   * @defaultValue `8388608`
   */
  readonly maxBytes?: number | undefined;
  /**
   * Most documents for one host.
   *
   * @defaultValue `12`
   */
  readonly maxFetches?: number | undefined;
  /**
   * Most redirects for one document; each is judged like the first address.
   *
   * @defaultValue `3`
   */
  readonly maxRedirects?: number | undefined;
  /**
   * Ports to which a fetch may connect besides 80 and 443.
   *
   * @defaultValue `[]`
   */
  readonly ports?: readonly number[] | undefined;
  /**
   * Whether private addresses may be asked (RFC 1918, RFC 4193, RFC 6598): that is where the servers of an
   * enterprise's certification authority are.
   *
   * @defaultValue `true`
   */
  readonly privateAddresses?: boolean | undefined;
  /**
   * Longest wait for one document.
   *
   * @defaultValue `3000`
   */
  readonly timeoutMs?: number | undefined;
}

/** A document that came. The document itself is not kept. */
export interface FetchedBody {
  /** Its length, in bytes. */
  readonly bytes: number;
  /** Its SHA-256, in hex. */
  readonly sha256: string;
  /**
   * It is text (PEM), where RFC 5280 wants DER.
   *
   * @defaultValue `false`
   */
  readonly pem: boolean;
  /** Its media type, as the server names it. */
  readonly content_type?: string | null | undefined;
}

/** The certificate of an issuer that was fetched: no more trustworthy than what the server sends. */
export interface FetchedIssuer {
  /** Where it lies. */
  readonly url: string;
  /** Whether its key made the signature; unknown = not verifiable with this build. */
  readonly signed: Tri;
  /** The certificate. */
  readonly certificate: CertificateFacts;
}

/** What a file that names hosts is. */
export type FileKind =
  /** A `.rdp` file. */
  | "rdp"
  /** A file of Azure Virtual Desktop or Windows 365 (`.rdpw`), whose service chooses the host. */
  | "rdpw"
  /** Groups of Remote Desktop Connection Manager (`.rdg`). */
  | "rdcman"
  /** Connections of mRemoteNG (`confCons.xml`). */
  | "mremoteng"
  /** A connection of Remmina (`.remmina`). */
  | "remmina"
  /** Connections of Royal TS, as JSON. */
  | "royal_ts"
  /** Bookmarks of Microsoft Remote Desktop or Windows App on macOS. */
  | "mac_bookmarks"
  /** An inventory of Ansible. */
  | "ansible"
  /** A table with a header (CSV). */
  | "table"
  /** A list of hosts, one per line. */
  | "list";

/** The signature of a `.rdp` file. */
export interface FileSignature {
  /** What it is worth. */
  readonly state: SignatureState;
  /** The line that has it, from 1. */
  readonly line: number;
  /** The settings that it covers, as the file names them. */
  readonly covered: readonly string[];
  /** Lines of settings that signers cover and that this signature leaves out: anybody can change them. */
  readonly uncovered: readonly number[];
  /** Settings that were signed and that the file does not have any more. */
  readonly missing: readonly string[];
  /** The certificates in it, the signer's first. */
  readonly certificates: readonly CertificateFacts[];
  /** Which stores of trusted roots trust the signer; empty = none was asked. */
  readonly trust: readonly SignerTrust[];
  /** The digest of what was signed, by its usual name or its object identifier. */
  readonly digest?: string | null | undefined;
  /** What is wrong with it, where something is. */
  readonly why?: string | null | undefined;
}

/** An opinion about facts: an instance of a cause, with its proof and its remedies. */
export interface Finding {
  /** The cause's id in the catalogue. */
  readonly id: CauseId;
  /** How bad it is here. */
  readonly severity: Severity;
  /** How sure it is. */
  readonly confidence: Confidence;
  /** The finding of which this one is a consequence. */
  readonly because_of: CauseId | null;
  /** The cause's title. */
  readonly title: string;
  /** What it means for this host, in one sentence. */
  readonly summary: string;
  /** The proof. */
  readonly evidence: readonly Evidence[];
  /** What to do, the least invasive step first. */
  readonly remedies: readonly Remedy[];
  /** The codes that clients show for it. */
  readonly client_codes: readonly string[];
}

/** A profile of Windows Firewall. */
export interface FirewallProfile {
  /** `Domain`, `Private` or `Public`. */
  readonly name: string;
  /** Whether the firewall is on in this profile. */
  readonly enabled: Effective;
  /** Whether it blocks everything, whatever the rules allow ("block all incoming connections"). */
  readonly blocks_all: boolean;
  /**
   * Whether it lets in what no rule is about (`DefaultInboundAction` = 0).
   *
   * @defaultValue `false`
   */
  readonly allows_by_default: boolean;
  /**
   * Whether a policy makes it ignore local rules (`AllowLocalPolicyMerge` = 0).
   *
   * @defaultValue `false`
   */
  readonly ignores_local_rules: boolean;
  /** Which of the sources has it. */
  readonly source: number;
}

/** A rule of Windows Firewall. */
export interface FirewallRule {
  /** Its id: `RemoteDesktop-UserMode-In-TCP`. */
  readonly id: string;
  /** Its name, as the console shows it; `@FirewallAPI.dll,-28775` where Windows translates it. */
  readonly name: string;
  /** Whether it is on. */
  readonly active: boolean;
  /** Whether it allows; otherwise it blocks. */
  readonly allows: boolean;
  /** Whether it is about incoming connections. */
  readonly inbound: boolean;
  /** 6 = TCP, 17 = UDP, 256 = any. */
  readonly protocol: number;
  /** Ports of this computer, as they are written: `3389`, `3380-3400`; empty = any. */
  readonly ports: readonly string[];
  /** Addresses that it is for, as they are written; empty = any. */
  readonly remote: readonly string[];
  /** Profiles in which it counts; empty = all. */
  readonly profiles: readonly string[];
  /** Whether a policy has it. */
  readonly by_policy: boolean;
  /** Which of the sources has it. */
  readonly source: number;
  /**
   * What else it is limited to, as it is written: `IFType=RemoteAccess`, `LA4=10.0.0.5`,
   * `Security=Authenticate`.
   */
  readonly limits?: readonly string[] | undefined;
  /** The program that it is for, where it is not the service's own. */
  readonly program?: string | null | undefined;
}

/** The losses of many hosts, added up. It stays small, however many hosts there are. */
export interface FleetLosses {
  /** Hosts that were judged. */
  readonly hosts: number;
  /** Hosts that would lose a client. */
  readonly losing: number;
  /** Hosts that would lose none, as far as is known, and of which the report does not show enough. */
  readonly unknown: number;
  /** Hosts that lose none, and nothing about them is unknown. */
  readonly safe: number;
  /** Which clients would be lost, at how many hosts, most first. */
  readonly clients: readonly LostAtHosts[];
  /** What would keep them, the cheapest first. */
  readonly fixes: readonly LossFix[];
}

/** What a service that is not RDP said. */
export interface Greeting {
  /** The service, in the administrator's words: `HTTP`, `SSH`, `TLS` … */
  readonly service: string;
  /** Its first bytes, in hex. */
  readonly first_bytes: string;
  /** Time until they came; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** A connection that stayed open although nothing was said on it. */
export interface Held {
  /** How long it was watched; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** What a server answered to a ClientHello written by hand, without a key exchange. */
export interface HelloAnswer {
  /** The version the server chose. */
  readonly version: Named;
  /** The cipher suite the server chose. */
  readonly suite: Named;
  /**
   * Whether the server asks for a client certificate: unknown in TLS 1.3, where the question is encrypted.
   */
  readonly client_certificate_requested: Tri;
  /** Time from hello to the end of the server's flight; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** How the flight ended early, if it did: the ServerHello came, the rest did not. */
  readonly broken_off?: Failure | null | undefined;
  /** The compression method, where the server chose one. */
  readonly compression?: Named | null | undefined;
  /** Length of the Diffie-Hellman prime, in bits, for a DHE suite. */
  readonly dh_prime_bits?: number | null | undefined;
  /** The key exchange group, from ServerKeyExchange, `key_share` or HelloRetryRequest. */
  readonly group?: Named | null | undefined;
  /** The scheme of the server's signature over its key exchange (TLS 1.2). */
  readonly signature_scheme?: Named | null | undefined;
}

/**
 * The ClientHellos that show why TLS fails. Most differ from that of a current Windows client in one thing: a
 * server that answers one of the two and not the other lacks that thing, or minds it.
 */
export type HelloKind =
  /** Everything up to TLS 1.2: every curve and signature scheme, RC4 and 3DES included. */
  | "wide"
  /** TLS 1.3 and nothing else, with every group and signature scheme. */
  | "tls13_only"
  /**
   * The same without a key share, which a server that reads TLS 1.3 must refuse with the alert
   * missing_extension.
   */
  | "tls13_without_share"
  /** TLS 1.0 with every suite of its time. */
  | "tls10"
  /** What a current Windows client offers with its default settings. */
  | "windows_current"
  /** The same with every cipher suite. */
  | "every_suite"
  /** The same with every key exchange group. */
  | "every_group"
  /** The same with every signature scheme. */
  | "every_scheme"
  /** The same without signatures over SHA-1. */
  | "without_sha1"
  /** The same without TLS 1.3. */
  | "without_tls13"
  /** The same without the server's name (SNI). */
  | "without_server_name"
  /** The same without the server's name and without TLS 1.3. */
  | "without_server_name_and_tls13"
  /** The same with a post-quantum key share: longer than one TCP segment. */
  | "post_quantum";

/** One request. */
export interface Hop {
  /** The address that was asked for. */
  readonly url: string;
  /** The machine that was asked. */
  readonly address: string;
  /** The status of its answer; none = there was no answer. */
  readonly status?: number | null | undefined;
}

/** What a change would do to the clients of one host. */
export interface HostLosses {
  /** The host, as it is written. */
  readonly host: string;
  /** Clients that connect today and would not any more, those that are surest first. */
  readonly lost: readonly LostClient[];
  /** What the report does not show, and of which clients: nothing is said of those. */
  readonly not_seen: readonly NotSeen[];
  /** How many clients would still connect. */
  readonly kept: number;
  /** How many do not connect today either. */
  readonly out_already: number;
  /** How many have a profile too little of which is confirmed to say what becomes of them. */
  readonly unconfirmed: number;
  /** Findings that would be new at another date. */
  readonly new_findings: readonly CauseId[];
  /** What would keep the clients that are lost, the cheapest first. */
  readonly fixes: readonly LossFix[];
}

/**
 * The head of an HTTP answer, as far as it tells who answers. Texts are cut to a length that fits a report.
 */
export interface HttpAnswer {
  /** The status code. */
  readonly status: number;
  /**
   * The server ends the connection after this answer, RFC 9112 9.3.
   *
   * @defaultValue `false`
   */
  readonly closes: boolean;
  /** The connection became a WebSocket: status 101 with the key's right answer, RFC 6455 4.1. */
  readonly upgraded: boolean;
  /**
   * An NTLM challenge came that cannot be read, or names what lies beyond its end: clients refuse it.
   *
   * @defaultValue `false`
   */
  readonly ntlm_damaged: boolean;
  /** Time from the request to the head of the answer; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** `Content-Length`, in bytes; `None` = the body ends with the connection, or comes in chunks. */
  readonly content_length?: number | null | undefined;
  /** `Content-Type`. */
  readonly content_type?: string | null | undefined;
  /** The other headers, in the server's order. Proxies, CDNs and web firewalls show themselves by them. */
  readonly headers?: readonly HttpHeader[] | undefined;
  /** `Location` of a redirection. */
  readonly location?: string | null | undefined;
  /** What the NTLM challenge in the answer says. */
  readonly ntlm?: NtlmChallenge | null | undefined;
  /** The beginning of the page, where a text came with an answer that offers no authentication. */
  readonly page?: string | null | undefined;
  /**
   * The names of the authentication schemes that are offered, without their parameters, in the server's
   * order.
   */
  readonly schemes?: readonly string[] | undefined;
  /** `Server`. */
  readonly server?: string | null | undefined;
  /** `Via`: the proxies that name themselves. */
  readonly via?: string | null | undefined;
}

/** A header of an answer. */
export interface HttpHeader {
  /** Its name, in lower case. */
  readonly name: string;
  /** Its value. Of `Set-Cookie` the name of the cookie alone. */
  readonly value: string;
}

/** An HTTP request. One request, one connection. */
export type HttpRequest =
  /** `RDG_OUT_DATA /remoteDesktopGateway/` with a WebSocket upgrade: what a current client begins with. */
  | "rdg_upgrade"
  /** The same without the upgrade: the HTTP transport with two channels. */
  | "rdg"
  /** The upgrade with `GET`, as browsers make it (MS-TSGU 2.2.3.3). */
  | "rdg_get"
  /**
   * The upgrade with `Authorization: SSPI_NTLM`, which puts the logon off until after it (MS-TSGU 3.3.5.3.1).
   */
  | "rdg_sspi_ntlm"
  /** `RDG_OUT_DATA` with the first message of NTLM, which contains no user name. */
  | "rdg_ntlm"
  /** The same, wrapped as `Negotiate` wants it. */
  | "rdg_negotiate"
  /** `RPC_IN_DATA /rpc/rpcproxy.dll`: the transport of Server 2008. */
  | "rpc_proxy"
  /**
   * `POST /KdcProxy` without a message (MS-KKDCP 2.1): it asks for no ticket, and tells a KDC proxy from a
   * web server that has none.
   */
  | "kdc_proxy"
  /** `GET /`, or of a web server that is the target the path in its address: what any web server answers. */
  | "root"
  /** The upgrade of `/rdp/`, which a WebSocket listener of the host itself answers. */
  | "listener";

/** What a difference implies. */
export interface Implication {
  /** Its kind, for programs. */
  readonly kind: ImplicationKind;
  /** How sure it is. */
  readonly confidence: Confidence;
  /** The same in a sentence. */
  readonly says: string;
}

/** The kinds of what a difference implies. */
export type ImplicationKind =
  /** The path to the host, or its service. */
  | "path"
  /** A firewall or an allow list lets one in and not the other. */
  | "allow_list"
  /** The name leads elsewhere. */
  | "name"
  /** Another machine answers. */
  | "machine"
  /** A device on the path answers in the host's place. */
  | "inspection"
  /** The certificate was renewed. */
  | "renewed"
  /** The certificate is another one. */
  | "replaced"
  /** Updates were installed, or are missing. */
  | "patch"
  /** A policy or setting. */
  | "policy";

/** What is said inside TLS that came first. */
export type Inside =
  /** Network Level Authentication, as at the console port of Hyper-V. */
  | "nla"
  /** X.224 negotiation, as behind a proxy that ends TLS. */
  | "negotiation";

/** A certificate in one of the host's stores. */
export interface InsideCertificate {
  /** The store: `My` or `Remote Desktop`. */
  readonly store: string;
  /** What it says. */
  readonly certificate: CertificateFacts;
  /** Which of the sources has it. */
  readonly source: number;
  /** Whether the store says that there is a private key for it. */
  readonly has_key?: boolean | null | undefined;
  /** Whether NETWORK SERVICE, under which Remote Desktop runs, may read the key. */
  readonly key_readable?: boolean | null | undefined;
}

/** Events of one kind in one log. */
export interface InsideEvent {
  /** The log. */
  readonly log: string;
  /** Who wrote them. */
  readonly provider: string;
  /** Their id. */
  readonly id: number;
  /** How many there are. */
  readonly count: number;
  /** The first, RFC 3339. */
  readonly first: string;
  /** The last, RFC 3339. */
  readonly last: string;
  /** Which of the sources has them. */
  readonly source: number;
  /** A number in them that makes them another kind: a reason, a status. */
  readonly detail?: string | null | undefined;
}

/** The host from inside. */
export interface InsideFacts {
  /**
   * The files that were read.
   *
   * @defaultValue `[]`
   */
  readonly sources: readonly InsideSource[];
  /**
   * Its listeners, with the settings that count: a policy beats a setting.
   *
   * @defaultValue `[]`
   */
  readonly listeners: readonly InsideListener[];
  /**
   * Values of the registry as they were found. A key without values of interest has one with an empty name.
   *
   * @defaultValue `[]`
   */
  readonly settings: readonly InsideSetting[];
  /**
   * Services that Remote Desktop needs or that are a part of it.
   *
   * @defaultValue `[]`
   */
  readonly services: readonly InsideService[];
  /**
   * The profiles of Windows Firewall.
   *
   * @defaultValue `[]`
   */
  readonly firewall_profiles: readonly FirewallProfile[];
  /**
   * The rules of Windows Firewall that let Remote Desktop in or keep it out.
   *
   * @defaultValue `[]`
   */
  readonly firewall_rules: readonly FirewallRule[];
  /**
   * The certificates that Remote Desktop can use.
   *
   * @defaultValue `[]`
   */
  readonly certificates: readonly InsideCertificate[];
  /**
   * Installed updates: `KB5012170`.
   *
   * @defaultValue `[]`
   */
  readonly updates: readonly string[];
  /**
   * Who listens on which TCP port. Empty = not known.
   *
   * @defaultValue `[]`
   */
  readonly listening: readonly InsidePort[];
  /**
   * Events, those of one kind together.
   *
   * @defaultValue `[]`
   */
  readonly events: readonly InsideEvent[];
  /**
   * How many other files were given, of which nothing is read.
   *
   * @defaultValue `0`
   */
  readonly left_out: number;
  /** The moment of the newest fact, RFC 3339: what the host was like after it is not known. */
  readonly as_of?: string | null | undefined;
  /** The computer's name. */
  readonly computer?: string | null | undefined;
  /** Its DNS domain. */
  readonly domain?: string | null | undefined;
  /** Days that a session host still accepts clients without a licence server; 0 = they are over. */
  readonly licensing_grace_days?: number | null | undefined;
  /** Files that were given and could not be read, each with why. */
  readonly unread?: readonly string[] | undefined;
  /** Which Windows it is. */
  readonly windows?: WindowsRelease | null | undefined;
}

/** A listener of Remote Desktop (`WinStations\…`). */
export interface InsideListener {
  /**
   * Its name: `RDP-Tcp`.
   *
   * @defaultValue `""`
   */
  readonly name: string;
  /** `LanAdapter`: 0 = all network adapters. */
  readonly adapter?: number | null | undefined;
  /** `SSLCertificateSHA1Hash`: the thumbprint of the certificate that was chosen, in lower-case hex. */
  readonly certificate_sha1?: string | null | undefined;
  /** Whether it is switched on. */
  readonly enabled?: boolean | null | undefined;
  /** `MinEncryptionLevel`: 1 low, 2 client compatible, 3 high, 4 FIPS. */
  readonly encryption_level?: Effective | null | undefined;
  /** `MaxInstanceCount`: connections at the same time. */
  readonly max_connections?: Effective | null | undefined;
  /** `UserAuthentication`: 1 = NLA is required. */
  readonly nla?: Effective | null | undefined;
  /** Its TCP port. */
  readonly port?: number | null | undefined;
  /** `SecurityLayer`: 0 RDP, 1 negotiated, 2 TLS. */
  readonly security_layer?: Effective | null | undefined;
}

/** A TCP port on which a program listens. */
export interface InsidePort {
  /** The port. */
  readonly port: number;
  /** The services or the program that own it: `TermService`. */
  readonly owner: string;
  /** Which of the sources has it. */
  readonly source: number;
}

/** A Windows service. */
export interface InsideService {
  /** Its name: `TermService`. */
  readonly name: string;
  /** Which of the sources has it. */
  readonly source: number;
  /** The library that svchost loads. */
  readonly library?: string | null | undefined;
  /** `Start`: 0 boot, 1 system, 2 automatic, 3 manual, 4 disabled. */
  readonly start?: number | null | undefined;
  /** `running`, `stopped` …; files of a host that is off do not say. */
  readonly state?: string | null | undefined;
}

/** A value of the registry. */
export interface InsideSetting {
  /** The key, from `HKLM\` on; of an offline hive as a running Windows has it. */
  readonly key: string;
  /** The value's name. */
  readonly name: string;
  /** The value: numbers in decimal, bytes in hex, several texts with commas between. */
  readonly value: string;
  /** Which of the sources has it. */
  readonly source: number;
  /** The value, if it is a number. */
  readonly number?: number | null | undefined;
  /** When something in the key was last written, RFC 3339. */
  readonly written_at?: string | null | undefined;
}

/** One file that was read. */
export interface InsideSource {
  /** Its name, within a collection the name there as well. */
  readonly name: string;
  /**
   * What it is: `registry hive`, `registry export`, `event log`, `collection`, or a text of a support tool.
   */
  readonly kind: string;
  /** What could not be read in it. */
  readonly problems?: readonly string[] | undefined;
  /** When it was written, RFC 3339, where it says so. */
  readonly written_at?: string | null | undefined;
}

/** A network adapter of this computer. */
export interface Interface {
  /** Its name, as the system shows it: `eth0`, `Ethernet 2` … */
  readonly name: string;
  /** Its number in the system. */
  readonly index: number;
  /** What kind of adapter it is. */
  readonly kind: InterfaceKind;
  /** The largest packet it takes, in bytes, where the system tells. */
  readonly mtu?: number | null | undefined;
  /** What made it, where that can be recognised: `WireGuard`, `Tailscale` … */
  readonly product?: string | null | undefined;
}

/** Kinds of network adapter. */
export type InterfaceKind =
  /** This computer itself. */
  | "loopback"
  /** A cable, or what looks like one to the system. */
  | "ethernet"
  /** Wi-Fi. */
  | "wireless"
  /** A mobile network. */
  | "mobile"
  /** A VPN or another tunnel. */
  | "tunnel"
  /** A bridge, bond, VLAN or the end of a virtual cable. */
  | "virtual"
  /** The system does not tell, or tells what this version does not know. */
  | "unknown";

/** A certificate that signed another. */
export interface IssuerCertificate {
  /** Distinguished name of its subject. */
  readonly subject: string;
  /** SHA-256 of the certificate, in hex. */
  readonly sha256: string;
  /** Whether its key made the signature; unknown = not verifiable with this build. */
  readonly signed: Tri;
  /** Where it was found. */
  readonly found: IssuerFound;
  /** The certificate itself, where it was fetched. */
  readonly fetched?: CertificateFacts | null | undefined;
}

/** Where the certificate of an issuer was found. */
export type IssuerFound =
  /** The server sent it. */
  | "sent"
  /** It is in a store of trusted roots. */
  | "store"
  /** It was fetched from where the certificate says (authority information access, *CA issuers*). */
  | "fetched";

/** What is missing between the server's certificates and a root. */
export interface Issuers {
  /**
   * One entry per certificate whose issuer was neither sent nor is in a store of trusted roots; empty = none
   * is.
   */
  readonly missing: readonly MissingIssuer[];
  /** Everything that was fetched for them, each address once. */
  readonly fetches: readonly Fetch[];
}

/** A Kerberos server refused a request that names no user, as it has to, RFC 4120 5.9.1. */
export interface KdcAnswer {
  /** Why. */
  readonly error: Named;
  /** Time from the request to the answer; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** A domain controller to which a connection was opened, and a request sent that names no user. */
export interface KdcPort {
  /** Its name. */
  readonly name: string;
  /** What came of it. */
  readonly connect: OutcomeOfConnected;
  /** What answered the request. */
  readonly answer: OutcomeOfKdcAnswer;
  /** The address that was tried; absent = the name has none that may be tried. */
  readonly address?: string | null | undefined;
}

/** What Kerberos needs. */
export type KerberosNeed =
  /** A domain that the host has joined. */
  | "domain"
  /** A name with a service principal name (SPN): no address, and no alias without one. */
  | "name"
  /** DNS records that name domain controllers. */
  | "records"
  /** A domain controller that answers Kerberos over TCP, at port 88. */
  | "port"
  /** Clocks that are no more than five minutes apart. */
  | "clock"
  /** A KDC proxy, for clients that reach no domain controller. */
  | "proxy";

/**
 * What this computer sees of the Kerberos service of the host's domain. No user is named, so no ticket can be
 * given.
 */
export interface KerberosObservations {
  /** The DNS name of the domain, as the host gives it in its NTLM challenge. */
  readonly domain: string;
  /** The SRV records `_kerberos._tcp.DOMAIN`, the most preferred first; none = DNS has no such record. */
  readonly records: OutcomeOfArray_of_ServiceRecord;
  /** The SRV records `_kerberos._tcp.dc._msdcs.DOMAIN`, by which Windows finds a domain controller. */
  readonly dc_records: OutcomeOfArray_of_ServiceRecord;
  /**
   * Whether the most preferred of those that the records name accept TCP connections, and speak Kerberos
   * there.
   */
  readonly ports: OutcomeOfArray_of_KdcPort;
}

/** One need of Kerberos. */
export interface KerberosPoint {
  /** Which. */
  readonly kind: KerberosNeed;
  /** Whether it is met. */
  readonly met: Tri;
  /** What was seen, in one sentence. */
  readonly says: string;
}

/** What was seen of what Kerberos needs. */
export interface KerberosReadiness {
  /**
   * Yes = every need is met as far as this computer sees; whether a user gets a ticket shows only with
   * credentials. No = clients here use NTLM.
   */
  readonly ready: Tri;
  /** Each need. */
  readonly points: readonly KerberosPoint[];
}

/** A public key. */
export interface Key {
  /** What kind of key. */
  readonly kind: KeyKind;
  /** Length, in bits; 0 = not known. */
  readonly bits: number;
  /**
   * An EC key that writes out the parameters of its curve instead of the curve's name, which RFC 5480 2.1.1
   * forbids.
   *
   * @defaultValue `false`
   */
  readonly explicit_curve: boolean;
}

/** Kinds of public key. */
export type KeyKind =
  /** RSA. */
  | "rsa"
  /** RSA for RSASSA-PSS signatures alone (id-RSASSA-PSS, RFC 4055 3.1). */
  | "rsa_pss"
  /** Elliptic curve. */
  | "ec"
  /** Ed25519 (RFC 8410). */
  | "ed25519"
  /** Ed448 (RFC 8410). */
  | "ed448"
  /** Anything else. */
  | "other";

/** What the file says of a target besides its address. What it does not say is `None`. */
export interface Labels {
  /** The file, as it was named: `confCons.xml`, `standard input`. */
  readonly file?: string | null | undefined;
  /** The groups it is in, the outermost first: `Berlin/Domain controllers`. */
  readonly group?: string | null | undefined;
  /** The line of the file, from 1. Files without lines have none. */
  readonly line?: number | null | undefined;
  /** What the file calls the connection. */
  readonly name?: string | null | undefined;
  /** The range of addresses that has it: `192.0.2.0/24`. That there is a host nobody said. */
  readonly range?: string | null | undefined;
}

/** Languages other than RDP in which a silent port is addressed. */
export type Language =
  /** `GET / HTTP/1.0`. */
  | "http"
  /** A bare TLS ClientHello. */
  | "tls"
  /** A line that is of no protocol: who cuts RDP alone does not cut it. */
  | "junk"
  /** None: nothing is said for two seconds, and what comes is read. */
  | "nothing";

/** An address of the name that is not tested. */
export interface LeftOut {
  /** The address. */
  readonly address: string;
  /** Why it is not tested. */
  readonly because: LeftOutBecause;
}

/** Why an address is not tested. */
export type LeftOutBecause =
  /** The caller asked for the other IP version. */
  | "other_family"
  /** It is the address of no host (0.0.0.0, ::, multicast): DNS filters answer so. */
  | "no_host"
  /** It is link-local: good only on the link it came from, which an address alone does not name. */
  | "link_local"
  /** The name has more addresses than are tested (64). */
  | "too_many";

/** What is wrong with one file. */
export interface Lint {
  /** The file, as it was named. */
  readonly file: string;
  /** What the file is. */
  readonly kind: FileKind;
  /** What there is to say of it, line by line. */
  readonly remarks: readonly Remark[];
  /**
   * What mstsc shows a user who opens the `.rdp` file; `None` = it opens no such file, or it depends on whom
   * the client trusts and no store was asked.
   */
  readonly dialogs?: Dialogs | null | undefined;
  /** The signature of a `.rdp` file; `None` = it has none. */
  readonly signature?: FileSignature | null | undefined;
}

/** How a file is judged. */
export interface LintOptions {
  /** A file of certificates to trust besides those of this system: PEM, or one certificate in DER. */
  readonly caFile?: string | null | undefined;
  /** The moment for which dates are judged, RFC 3339 in JSON; absent = now. */
  readonly judgeAt?: string | Date | null | undefined;
}

/** A step that would keep clients that a change would cost. */
export interface LossFix {
  /** What to do. */
  readonly step: string;
  /** What that costs. */
  readonly effort: Effort;
  /** At how many hosts. */
  readonly hosts: number;
  /** How many ways of a client to a host it keeps. */
  readonly clients: number;
}

/** A client, and at how many hosts it would be lost. */
export interface LostAtHosts {
  /** Its name. */
  readonly name: string;
  /** What would keep it out. */
  readonly cause: CauseId;
  /** At how many hosts. */
  readonly hosts: number;
}

/** A client that a change would block. */
export interface LostClient {
  /** Id of its profile. */
  readonly client: string;
  /** Its name. */
  readonly name: string;
  /** What would keep it out. */
  readonly cause: CauseId;
  /** How sure that is. */
  readonly confidence: Confidence;
  /** Why, where the cause alone does not say it. */
  readonly why?: string | null | undefined;
}

/** A name that does not exist, and what DNS says of it all the same. */
export interface MadeUp {
  /** The name. */
  readonly name: string;
  /** The addresses that it leads to; none = as it should be. */
  readonly addresses: readonly string[];
}

/** Reports put together: each host once, with what each place saw of it. */
export interface Merged {
  /** `MERGED_SCHEMA`. */
  readonly schema: string;
  /** Every place, in the order in which they were given. */
  readonly places: readonly string[];
  /** Every host, in the order in which they were first seen. */
  readonly hosts: readonly MergedHost[];
}

/** One host, as several places see it. */
export interface MergedHost {
  /** What was checked. */
  readonly target: TargetSummary;
  /** Whether all places come to the same verdict and the same cause. */
  readonly agree: boolean;
  /** What the places say, in one sentence. */
  readonly summary: string;
  /** What only the comparison of places shows. The evidence points into this host: `/seen/0/report/…`. */
  readonly findings: readonly Finding[];
  /** The last report of each place. */
  readonly seen: readonly SeenFrom[];
}

/** A certificate whose issuer is missing. */
export interface MissingIssuer {
  /** Distinguished name of its subject. */
  readonly subject: string;
  /** SHA-256 of the certificate, in hex. */
  readonly sha256: string;
  /** Distinguished name of its issuer. */
  readonly issuer: string;
  /**
   * The certificates of that issuer that lie where the certificate says (authority information access, *CA
   * issuers*): several, where the issuer was certified by several authorities.
   */
  readonly found: OutcomeOfArray_of_FetchedIssuer;
}

/** A code from the wire with its official name. Codes nobody knows are kept and named by their number. */
export interface Named {
  /** The number. */
  readonly code: number;
  /** The name. */
  readonly name: string;
}

/** What the server answered to the X.224 Connection Request. */
export interface Negotiated {
  /** What was asked for. */
  readonly requested: Named;
  /** What came back. */
  readonly answer: NegotiationAnswer;
  /** The answer as it came, in hex. */
  readonly bytes: string;
  /** Time from request to complete answer; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** SRC-REF of the Connection Confirm: 0x1234 from Windows and xrdp, 0 from FreeRDP and others. */
  readonly source_reference?: number | null | undefined;
}

/** The kinds of answer to a Connection Request. */
export type NegotiationAnswer =
  /** RDP_NEG_RSP: the server chose. It may have chosen something that was not asked for. */
  | {
      readonly kind: "selected";
      /** `selectedProtocol`. */
      readonly protocol: Named;
      /** The flags, MS-RDPBCGR 2.2.1.2.1. */
      readonly flags: Named;
    }
  /** RDP_NEG_FAILURE: the server refused, and says why. */
  | {
      readonly kind: "failure";
      /** `failureCode`. */
      readonly failure: Named;
    }
  /** A Connection Confirm without negotiation data: an old server, or one without TLS. */
  | {
      readonly kind: "plain";
    }
  /** MCS Disconnect Provider Ultimatum instead of a Connection Confirm. */
  | {
      readonly kind: "mcs_disconnect";
      /** The reason, T.125. */
      readonly reason: Named;
    }
  /** X.224 Disconnect Request or Error: a legal refusal that Windows never sends. */
  | {
      readonly kind: "x224_refusal";
      /** The TPDU code: 0x80 DR, 0x70 ER. */
      readonly code: Named;
    }
  /** Well framed, but nothing that MS-RDPBCGR knows. */
  | {
      readonly kind: "unknown";
    };

/** Where packets go first. */
export type NextHop =
  /**
   * Straight to the address: it is on this computer's own link, at the other end of a tunnel, or this
   * computer.
   */
  | {
      readonly kind: "direct";
    }
  /** To a gateway. */
  | {
      readonly kind: "gateway";
      /** Its address, where the system tells. */
      readonly address?: string | null | undefined;
    }
  /** The system does not tell. */
  | {
      readonly kind: "unknown";
    };

/** A phase that was not checked. */
export interface NotChecked {
  /** The phase. */
  readonly phase: Phase;
  /** Why. */
  readonly why: string;
}

/** Clients of which the report does not show enough. */
export interface NotSeen {
  /** What was not seen. */
  readonly why: string;
  /** Ids of the clients; empty = it holds for the host as a whole. */
  readonly clients: readonly string[];
}

/** Something to know besides the readings. */
export interface Note {
  /** What kind of note it is. */
  readonly kind: NoteKind;
  /** The note itself, in full sentences. */
  readonly text: string;
  /** The ids of causes that say more. */
  readonly causes?: readonly CauseId[] | undefined;
  /** Where it was read, where it was read anywhere. */
  readonly source?: string | null | undefined;
}

/** The kinds of `Note`. */
export type NoteKind =
  /** What was asked can mean more than one thing, and which comes first. */
  | "ambiguity"
  /** Concluded from the form of a code, not read anywhere. */
  | "inference"
  /** What the code is often taken for and does not say. */
  | "does_not_mean"
  /** Said about the code in many places, and made up. */
  | "invention"
  /** Advised in many places, and no help or a harm. */
  | "bad_advice"
  /** The sources do not agree. */
  | "contradiction"
  /** What else belongs to it. */
  | "context"
  /** What to do to learn more. */
  | "next_step";

/** What a CHALLENGE_MESSAGE says about its host, MS-NLMP 2.2.1.2. */
export interface NtlmChallenge {
  /**
   * Whether the host has joined a domain.
   *
   * @defaultValue `"unknown"`
   */
  readonly domain_joined: Tri;
  /** The host's clock. */
  readonly clock?: ServerClock | null | undefined;
  /** Full DNS name of the computer. */
  readonly dns_computer?: string | null | undefined;
  /** DNS name of its domain. */
  readonly dns_domain?: string | null | undefined;
  /** DNS name of its forest. */
  readonly dns_forest?: string | null | undefined;
  /** NetBIOS name of the computer. */
  readonly netbios_computer?: string | null | undefined;
  /** NetBIOS name of its domain; on a host that has joined none, its own. */
  readonly netbios_domain?: string | null | undefined;
  /** The operating system that the host says it is. */
  readonly os?: OsVersion | null | undefined;
}

/** Everything that was seen of one host. */
export interface Observations {
  /** The host, or the web server that is the target itself. */
  readonly host: Endpoint;
  /** The proxy through which the host was reached. */
  readonly proxy: OutcomeOfProxyObservations;
  /** What the stores of trusted roots hold that could have issued the host's certificates. */
  readonly trust: OutcomeOfArray_of_TrustStore;
  /** The certificates that are missing on the path to a root, and what was fetched in their place. */
  readonly issuers: OutcomeOfIssuers;
  /** RDP over UDP, at the first address that TCP reached. */
  readonly udp: OutcomeOfUdpObservations;
  /** The ports for RDP in a WebSocket, at the same address. A port that refuses is as it should be. */
  readonly websocket: OutcomeOfArray_of_Endpoint;
  /** What a STUN server said. */
  readonly stun: OutcomeOfStunObservations;
  /** The RD Gateway through which the client goes. */
  readonly gateway: OutcomeOfEndpoint;
  /** What Kerberos needs of DNS and the network, where the host named its domain. */
  readonly kerberos: OutcomeOfKerberosObservations;
  /**
   * The KDC proxy through which the client gets Kerberos tickets: one that its file names, or its RD Gateway.
   */
  readonly kdc_proxy: OutcomeOfEndpoint;
  /** Whether the certificates of all the addresses have been revoked. */
  readonly revocation: OutcomeOfRevocation;
  /** What reports of the host saw with which this one is compared, the oldest first. */
  readonly earlier?: readonly EarlierCertificate[] | undefined;
  /** What the host says of itself, where files of it were given. */
  readonly inside?: InsideFacts | null | undefined;
}

/** A TLS version. */
export type OfferedTls =
  /** TLS 1.0. */
  | "1.0"
  /** TLS 1.1. */
  | "1.1"
  /** TLS 1.2. */
  | "1.2"
  /** TLS 1.3. */
  | "1.3";

/** What a client does with a certificate that it does not trust. */
export type OnBadCertificate =
  /** Nothing. */
  | "ignore"
  /** It asks its user. */
  | "warn"
  /** It ends the connection. */
  | "refuse";

/** The version that a host gives in NTLM. Servers other than Windows put a constant there. */
export interface OsVersion {
  /** Major, minor and build, for example `10.0.20348`. */
  readonly version: string;
  /** The Windows releases that carry this build, where it is known. */
  readonly release?: string | null | undefined;
}

/** One connection to another port of the address. */
export interface OtherPort {
  /** Number of the connection within the check, from 1. */
  readonly connection: number;
  /** The TCP port. */
  readonly port: number;
  /** What was asked of it. */
  readonly question: PortQuestion;
  /** Why it was worth asking. */
  readonly why: string;
  /** The TCP handshake. */
  readonly connect: OutcomeOfConnected;
  /** The connection on which nothing was said: done = it was still open, or the other end spoke. */
  readonly held: OutcomeOfHeld;
  /** What the service sent first, unasked. */
  readonly greeting: OutcomeOfGreeting;
  /** The X.224 negotiation. */
  readonly negotiate: OutcomeOfNegotiated;
}

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Answer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_CertificateFacts =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly CertificateFacts[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_Endpoint =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly Endpoint[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_FetchedIssuer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly FetchedIssuer[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_KdcPort =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly KdcPort[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_MadeUp =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly MadeUp[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_OtherPort =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly OtherPort[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_ServerAnswers =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly ServerAnswers[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_ServiceRecord =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly ServiceRecord[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_TrustStore =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly TrustStore[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_ip =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly string[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfArray_of_string =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: readonly string[];
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfConnected =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Connected;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfCredsspAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: CredsspAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfEndpoint =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Endpoint;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfFetchedBody =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: FetchedBody;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfGreeting =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Greeting;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfHeld =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Held;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfHelloAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: HelloAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfHttpAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: HttpAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfInterface =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Interface;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfIssuerCertificate =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: IssuerCertificate;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfIssuers =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Issuers;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfKdcAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: KdcAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfKerberosObservations =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: KerberosObservations;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfNegotiated =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Negotiated;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfPathQuality =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: PathQuality;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfProxyAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: ProxyAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfProxyObservations =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: ProxyObservations;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfResolution =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Resolution;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfRevocation =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Revocation;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfRevocationAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: RevocationAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfRoute =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: Route;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfSettingsAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: SettingsAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfStunAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: StunAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfStunObservations =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: StunObservations;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfSystemAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: SystemAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfTcpFacts =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: TcpFacts;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfTlsOffers =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: TlsOffers;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfTlsSession =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: TlsSession;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfTrustedRoots =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: TrustedRoots;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfUdpAnswer =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: UdpAnswer;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/**
 * How one question ended.
 *
 * A question that was not put is `Outcome::Skipped` and says why: an absent answer never reads as "no".
 *
 * In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`, `{"state": "skipped",
 * "value": "why"}`.
 */
export type OutcomeOfUdpObservations =
  /** The answer came and could be read. */
  | {
      readonly state: "done";
      readonly value: UdpObservations;
    }
  /** The question was put and no usable answer came. */
  | {
      readonly state: "failed";
      readonly value: Failure;
    }
  /** The question was not put, and why. */
  | {
      readonly state: "skipped";
      readonly value: string;
    };

/** An address to use for a name instead of resolving it. */
export interface Override {
  /** The name. */
  readonly name: string;
  /** The address. */
  readonly address: string;
}

/** A certificate on the path to a root. */
export interface PathCertificate {
  /** Distinguished name of its subject. */
  readonly subject: string;
  /** Where it comes from. */
  readonly origin: PathOrigin;
  /** JSON pointer into the report. */
  readonly at: string;
  /** The address from which it was fetched, where it was. */
  readonly url?: string | null | undefined;
}

/** Where a certificate comes from. */
export type PathOrigin =
  /** The server sent it. */
  | "sent"
  /** It was fetched from where the certificate below it says. */
  | "fetched"
  /** The store holds it. */
  | "store";

/** Several short conversations with the RDP port, and what they came to. */
export interface PathQuality {
  /** Each conversation, in order. */
  readonly attempts: readonly Attempt[];
  /** Times of the TCP handshakes that completed. */
  readonly connect: Spread | null;
  /** Times from request to answer of the X.224 negotiations that completed. */
  readonly answer: Spread | null;
}

/** A step of the conversation, in the order in which a connection meets them. */
export type Phase =
  /** Name to addresses. */
  | "resolve"
  /** TCP handshake with one address. */
  | "connect"
  /** Asking a proxy for the way to the host: SOCKS 5 (RFC 1928) or HTTP `CONNECT` (RFC 9110 9.3.6). */
  | "proxy"
  /** X.224 Connection Request and Confirm, MS-RDPBCGR 2.2.1.1 and 2.2.1.2. */
  | "negotiate"
  /** Standard RDP Security, MS-RDPBCGR 5.3. */
  | "standard_security"
  /** The TLS handshake, MS-RDPBCGR 5.4. */
  | "tls"
  /** What the server's certificate says. */
  | "certificate"
  /** Network Level Authentication, MS-CSSP. */
  | "credssp"
  /** RDP over UDP, MS-RDPEUDP. */
  | "udp"
  /** RD Gateway, MS-TSGU. */
  | "gateway"
  /** The direct WebSocket listeners (3387, 3392). */
  | "websocket"
  /** The HTTP request to a web server that is the target itself. */
  | "web"
  /** Quality of the path: loss, delay, MTU. */
  | "path";

/** Where a remedy is applied. */
export type Place =
  /** DNS, firewalls, routers, tunnels: anything between the two ends. */
  | "network"
  /** The host that is connected to. */
  | "server"
  /** The machine that connects. */
  | "client";

/** Thresholds of the diagnosis. */
export interface Policy {
  /**
   * A host's clock may be off from ours by so much; Kerberos tolerates five minutes.
   *
   * @defaultValue `300`
   */
  readonly clockSkewS?: number | undefined;
  /**
   * A certificate that expires within this many days is reported; one that is not valid for long, only in the
   * last third of its lifetime.
   *
   * @defaultValue `30`
   */
  readonly expiryWarningDays?: number | undefined;
  /**
   * A server's certificate that is valid for more than this many days, from first to last, is reported;
   * absent = none is.
   */
  readonly maximumValidityDays?: number | null | undefined;
  /**
   * RSA keys shorter than this many bits are weak.
   *
   * @defaultValue `2048`
   */
  readonly minimumRsaBits?: number | undefined;
  /** Features that the host must offer. */
  readonly require?: Requirements | undefined;
  /**
   * A name that takes longer than this to resolve is slow.
   *
   * @defaultValue `1000`
   */
  readonly slowDnsMs?: number | undefined;
}

/** What was asked of another port. */
export type PortQuestion =
  /** Does anything answer at all? An acceptance and a refusal both say that the host is there. */
  | {
      readonly ask: "knock";
    }
  /**
   * How does the host treat an unused port? A host that refuses it hides nothing, so that silence elsewhere
   * is the work of a filter; what accepts it accepts everything.
   */
  | {
      readonly ask: "unused";
    }
  /** What does a service say that speaks first? It may tell which system the host runs. */
  | {
      readonly ask: "greet";
    }
  /** Does a connection on which nothing is said stay open for a moment? */
  | {
      readonly ask: "hold";
    }
  /** Does Remote Desktop answer there? */
  | {
      readonly ask: "rdp";
      /** `requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1. */
      readonly protocols: Named;
    };

/** What a profile of endpoints says of one of them. */
export interface ProfileEntry {
  /** The profile: its id, or the name in the user's file. */
  readonly profile: string;
  /** The host: a name or an address. */
  readonly host: string;
  /** The TCP port. */
  readonly port: number;
  /** What clients need it for. */
  readonly purpose: string;
  /** Whether clients fail without it; what only some of them need is a warning. */
  readonly required: boolean;
  /**
   * How the organization (O) or the name (CN) of an issuer begins, one of which is in the chain unless a
   * device on the path replaces the certificate. Empty = not known.
   */
  readonly issuers?: readonly string[] | undefined;
  /** Path and query that are asked; `None` = `/`. */
  readonly path?: string | null | undefined;
  /** The pattern that documentation gives, where the host is one name of many: `*.wvd.microsoft.com`. */
  readonly pattern?: string | null | undefined;
  /** Where this comes from. */
  readonly source?: string | null | undefined;
}

/** A fact of a profile that may lack confirmation. */
export type ProfileFact =
  /** What it asks for. */
  | "protocols"
  /** Whether, and with which ciphers, it accepts Standard RDP Security. */
  | "standard_rdp"
  /** Its TLS versions and cipher suites. */
  | "tls"
  /** Whether it offers more TLS versions and suites than are written: what is written is confirmed. */
  | "more_tls"
  /** How it takes a server without the CredSSP update. */
  | "credssp";

/** What the proxy answered when it was asked for the way to the host. */
export interface ProxyAnswer {
  /** Its answer. */
  readonly reply: ProxyReply;
  /** Time from the first request to it, the proxy's own way to the host included; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** The proxy that was given. */
export interface ProxyObservations {
  /** The proxy as URL, without user and password. */
  readonly proxy: string;
  /** Whether a user and a password were given for it. */
  readonly credentials: boolean;
  /** How its own name became addresses. */
  readonly resolve: OutcomeOfResolution;
}

/** The kinds of answer. Texts are cut to a length that fits a report. */
export type ProxyReply =
  /** SOCKS: the proxy takes none of the ways to log on that it was offered, RFC 1928 3. */
  | {
      readonly kind: "socks_method";
      /** What it chose: 0xff is none of them. */
      readonly method: Named;
    }
  /** SOCKS: the proxy refuses user and password, RFC 1929 2. */
  | {
      readonly kind: "socks_credentials";
      /** Its status, which is not 0. */
      readonly status: number;
    }
  /** SOCKS: the reply to the request, RFC 1928 6. */
  | {
      readonly kind: "socks";
      /** `REP`: 0 = the way is open. */
      readonly reply: Named;
      /** `BND.ADDR` and `BND.PORT`: from where the proxy says that it connected. */
      readonly bound: string;
    }
  /** HTTP: the head of the answer to `CONNECT`. */
  | {
      readonly kind: "http";
      /** The status code: 2xx = the way is open. */
      readonly status: number;
      /** The reason that stands behind the code. */
      readonly reason: string;
      /** Why it failed, in its own words: `Proxy-Status` (RFC 9209) or `X-Squid-Error`. */
      readonly error?: string | null | undefined;
      /** The names of the ways to log on that it offers (`Proxy-Authenticate`), without their parameters. */
      readonly schemes?: readonly string[] | undefined;
      /** `Server`, or `Via` where there is none. */
      readonly server?: string | null | undefined;
    };

/** A question. One question, one connection. */
export type Question =
  /**
   * The conversation a client holds, as far as it goes without credentials: X.224 negotiation, the TLS
   * handshake if TLS was chosen, then the first message of NLA if that was chosen, MCS Connect Initial
   * otherwise.
   */
  | {
      readonly ask: "converse";
      /** `requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1. */
      readonly protocols: Named;
      /** Maximum segment size forced on the connection, in bytes; `None` = the system's choice. */
      readonly mss?: number | null | undefined;
    }
  /** X.224 negotiation, then a ClientHello written by hand, answered up to the end of the server's flight. */
  | {
      readonly ask: "hello";
      /** `requestedProtocols` of RDP_NEG_REQ. */
      readonly protocols: Named;
      /** Which ClientHello. */
      readonly hello: HelloKind;
    }
  /**
   * X.224 negotiation alone; where the server chooses this protocol, TLS and the server's first message
   * follow.
   */
  | {
      readonly ask: "offer";
      /** `requestedProtocols` of RDP_NEG_REQ: RDSTLS or RDSAAD, whose servers speak first. */
      readonly protocols: Named;
    }
  /** Standard RDP Security with one cipher: does the server take it? */
  | {
      readonly ask: "method";
      /** `encryptionMethods` of CS_SECURITY, MS-RDPBCGR 2.2.1.3.3: one bit. */
      readonly method: Named;
    }
  /**
   * X.224 negotiation with a cookie, as clients send it that know the user's name, and nothing after it. The
   * name in it is made up.
   */
  | {
      readonly ask: "cookie";
      /** `requestedProtocols` of RDP_NEG_REQ. */
      readonly protocols: Named;
    }
  /**
   * No RDP: an HTTP request, inside TLS or in clear. What is asked of gateways, listeners and web servers.
   */
  | {
      readonly ask: "http";
      /** The request. */
      readonly request: HttpRequest;
      /** Whether the TLS handshake comes first. */
      readonly tls: boolean;
      /** Maximum segment size forced on the connection, in bytes; `None` = the system's choice. */
      readonly mss?: number | null | undefined;
    }
  /** No RDP: a ClientHello written by hand, answered up to the end of the server's flight. */
  | {
      readonly ask: "bare_hello";
      /** Which ClientHello. */
      readonly hello: HelloKind;
    }
  /** TLS from the first byte, without a negotiation before it, MS-RDPBCGR 5.4.2.2. */
  | {
      readonly ask: "tls_first";
      /** What is said inside TLS. */
      readonly then: Inside;
    }
  /**
   * X.224 negotiation behind the line with which a load balancer passes the client's address on: version 1 of
   * HAProxy's PROXY protocol. The address in it is our own.
   */
  | {
      readonly ask: "proxy_header";
      /** `requestedProtocols` of RDP_NEG_REQ. */
      readonly protocols: Named;
    }
  /** No RDP at all: which other service might own the port? */
  | {
      readonly ask: "identify";
      /** In which language it is addressed. */
      readonly language: Language;
    };

/** SERVER_CERTIFICATE of Standard RDP Security, MS-RDPBCGR 2.2.1.4.3.1. */
export type RdpCertificate =
  /** A bare RSA key, signed with a key that is public knowledge: it proves no identity. */
  | {
      readonly kind: "proprietary";
      /** Length of the key, in bits. */
      readonly bits: number;
    }
  /** A chain that a licence server issued, the root first. */
  | {
      readonly kind: "x509";
      /** The certificates. */
      readonly chain: readonly CertificateFacts[];
    }
  /** Neither, or broken. */
  | {
      readonly kind: "unreadable";
      /** Its length in bytes. */
      readonly length: number;
    };

/** A cipher of Standard RDP Security, MS-RDPBCGR 5.3.2. */
export type RdpCipher =
  /** RC4 with 40 bits. */
  | "40bit"
  /** RC4 with 56 bits. */
  | "56bit"
  /** RC4 with 128 bits. */
  | "128bit"
  /** 3DES, as FIPS 140-1 demands. */
  | "fips";

/** How a file is read. */
export interface ReadOptions {
  /**
   * The column of a table that has the hosts: its name, or its number from 1. `None` = it is told by its
   * name.
   */
  readonly column?: string | null | undefined;
  /**
   * Only entries whose groups and name, with `/` between, match one of these patterns: `Berlin/*`.
   *
   * @defaultValue `[]`
   */
  readonly only?: readonly string[] | undefined;
  /** The port of entries that name none; `None` = 3389. */
  readonly port?: number | null | undefined;
}

/** One meaning of a code. */
export interface Reading {
  /** The table that has the code. */
  readonly family: CodeFamily;
  /** What an administrator calls that table. */
  readonly family_title: string;
  /** The programs and logs that show it. */
  readonly clients: readonly CodeClient[];
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /**
   * The ids of the causes that remain, those that a check sees from outside first; empty where the code
   * points at none.
   */
  readonly causes: readonly CauseId[];
  /** How sure the meaning is. */
  readonly confidence: CodeConfidence;
  /** Where the meaning was read. */
  readonly source: string;
  /** The code in decimal, without sign; a message has none. */
  readonly code_dec?: number | null | undefined;
  /** The code in hexadecimal: `0x904`, `0x00000007`; a message has none. */
  readonly code_hex?: string | null | undefined;
  /** The phase in which it arises, where it can only be one. */
  readonly phase?: Phase | null | undefined;
  /** The official name, where there is one. */
  readonly symbol?: string | null | undefined;
  /** The words by which a known message was recognised. */
  readonly words?: string | null | undefined;
}

/** What can still be behind a client's text. */
export interface RemainingCause {
  /** What it is. */
  readonly title: string;
  /** The one look that settles it; commands stand in backquotes. */
  readonly look: string;
  /** The cause's id, where the catalogue has it. */
  readonly id?: CauseId | null | undefined;
}

/** One thing about a file: where, what, and what to write instead. */
export interface Remark {
  /** How much it matters. */
  readonly level: RemarkLevel;
  /** What there is to say. */
  readonly text: string;
  /** The setting. */
  readonly key?: string | null | undefined;
  /** The line, from 1; `None` = it is about the file as a whole. */
  readonly line?: number | null | undefined;
  /** What to write instead. */
  readonly remedy?: string | null | undefined;
}

/** How much a remark matters. */
export type RemarkLevel =
  /** Worth to know. */
  | "info"
  /** A setting that weakens the connection, contradicts another one or has no effect. */
  | "warning"
  /** A line that clients refuse, or that keeps the file from being used. */
  | "error";

/** One step against a cause. */
export interface Remedy {
  /** What to do, as one paragraph; commands and paths stand in backquotes. */
  readonly action: string;
  /** Where to do it. */
  readonly where: Place;
  /** What the step touches. */
  readonly risk: Risk;
  /** What to save before the step; always present where policy or registry is edited. */
  readonly back_up: string | null;
}

/**
 * What one check of one host found.
 *
 * INVARIANT: plain values only. No bytes but hex or base64 strings, no integer that a JavaScript number
 * cannot hold, durations in microseconds with `_us` in the name.
 */
export interface Report {
  /** `SCHEMA`. */
  readonly schema: string;
  /** Which program made the report. */
  readonly tool: Tool;
  /** What was checked. */
  readonly target: TargetSummary;
  /** How. */
  readonly options: UsedCheckOptions;
  /** From where. */
  readonly vantage: Vantage;
  /** When the check began; in JSON RFC 3339, UTC, to the millisecond. */
  readonly started_at: string;
  /** The moment for which dates were judged; in JSON RFC 3339, UTC, to the millisecond. */
  readonly judged_at: string;
  /** How long it took; in JSON in microseconds. */
  readonly elapsed_us: number;
  /**
   * TCP connections to the host, or to the proxy before it, that were attempted; what was fetched elsewhere
   * is not counted.
   */
  readonly connections: number;
  /** Round trips to the host that had to be waited for one after the other, name resolution not included. */
  readonly round_trips: number;
  /** The verdict. */
  readonly verdict: Verdict;
  /** The verdict in one sentence. */
  readonly summary: string;
  /** The id of the one cause, if something is wrong. */
  readonly primary: CauseId | null;
  /** Everything found, the primary finding first. */
  readonly findings: readonly Finding[];
  /** Causes that look alike and were excluded, and by what. */
  readonly ruled_out: readonly RuledOut[];
  /**
   * Who can connect: the known clients, and those of the options.
   *
   * @defaultValue `[]`
   */
  readonly clients: readonly ClientVerdict[];
  /**
   * What each store of trusted roots makes of the certificates.
   *
   * @defaultValue `[]`
   */
  readonly trust: readonly StoreVerdict[];
  /** Phases that were not checked, and why. */
  readonly not_checked: readonly NotChecked[];
  /** When each phase of each connection happened. */
  readonly timeline: readonly TimelineEntry[];
  /** Everything that was seen. */
  readonly observations: Observations;
  /**
   * Names, addresses and certificates are placeholders: what the report says stands, and it cannot be judged
   * again.
   *
   * @defaultValue `false`
   */
  readonly redacted: boolean;
  /** The result of each expectation, if hosts are held to any. */
  readonly expectations?: readonly ExpectationResult[] | undefined;
  /**
   * Whether clients can be expected to use Kerberos, where the host spoke of its domain. It changes no
   * verdict.
   */
  readonly kerberos?: KerberosReadiness | null | undefined;
  /** What the client's text means, compared with what was seen, if a text was given. */
  readonly symptom?: Symptom | null | undefined;
}

/** What an organisation demands of its hosts: what is missing is a warning, where it would be information. */
export interface Requirements {
  /**
   * Sign-in with Entra ID.
   *
   * @defaultValue `false`
   */
  readonly entra?: boolean | undefined;
  /**
   * Network Level Authentication, offered and enforced.
   *
   * @defaultValue `false`
   */
  readonly nla?: boolean | undefined;
  /**
   * Remote Credential Guard.
   *
   * @defaultValue `false`
   */
  readonly remoteCredentialGuard?: boolean | undefined;
  /**
   * Restricted Admin mode.
   *
   * @defaultValue `false`
   */
  readonly restrictedAdmin?: boolean | undefined;
}

/** How the name of the target became addresses. */
export interface Resolution {
  /** The name that was asked for. */
  readonly name: string;
  /** What the system's resolver said: hosts file, cache, search list, NRPT, mDNS and DNS together. */
  readonly system: OutcomeOfSystemAnswer;
  /** What each DNS server said to a direct query. */
  readonly direct: OutcomeOfArray_of_ServerAnswers;
  /** Whether the caller named the DNS server; otherwise they are those of the system's configuration. */
  readonly server_given: boolean;
  /** The addresses that are tested, in this order. */
  readonly addresses: readonly string[];
  /**
   * Whether they are those of the second DNS server, because no other source has any.
   *
   * @defaultValue `false`
   */
  readonly from_second: boolean;
  /**
   * Whether they are those that the caller gave: then the name was asked for to compare, if at all.
   *
   * @defaultValue `false`
   */
  readonly given: boolean;
  /**
   * The names that the name leads to, alias by alias (CNAME), each queried separately if no source has an
   * address. Empty = the name is no alias; one that appears twice, or is the name itself, is a loop.
   */
  readonly aliases: OutcomeOfArray_of_string;
  /**
   * The addresses that this computer's hosts file has for the name, looked up where the system and DNS do not
   * agree.
   */
  readonly hosts_file: OutcomeOfArray_of_ip;
  /**
   * What made-up names lead to, which cannot be registered: one next to the name itself, and one in a zone
   * that there is not. Asked for where nothing at the name's addresses speaks Remote Desktop.
   */
  readonly made_up: OutcomeOfArray_of_MadeUp;
  /** Addresses that are not tested, and why. */
  readonly left_out?: readonly LeftOut[] | undefined;
}

/** What was learned about the revocation of the server's certificates. */
export interface Revocation {
  /** One entry per certificate that was asked about; what several addresses share stands here once. */
  readonly certificates: readonly CertificateRevocation[];
  /** Everything that was fetched, each address once. */
  readonly fetches: readonly Fetch[];
}

/** What a source says of a certificate. */
export interface RevocationAnswer {
  /** The answer. What it is worth depends on `authentic`(Self::authentic) and on the dates. */
  readonly status: RevocationStatus;
  /** The moment for which the answer is given, RFC 3339. */
  readonly this_update: string;
  /** The same in Unix seconds. */
  readonly this_update_unix: number;
  /** Whether it is signed by the certificate's issuer, or by a responder that the issuer appointed. */
  readonly authentic: Tri;
  /** How that was found out, or why not. */
  readonly authentic_because: string;
  /** How many certificates a list revokes. */
  readonly entries?: number | null | undefined;
  /** When the next answer is due, RFC 3339; clients reject an answer that is older. */
  readonly next_update?: string | null | undefined;
  /** The same in Unix seconds. */
  readonly next_update_unix?: number | null | undefined;
  /** Why, RFC 5280 5.3.1. */
  readonly reason?: Named | null | undefined;
  /** The certificate of an appointed OCSP responder. */
  readonly responder?: CertificateFacts | null | undefined;
  /** When it was revoked, RFC 3339. */
  readonly revoked_at?: string | null | undefined;
}

/** Kinds of places where revocation can be asked. */
export type RevocationMeans =
  /** An OCSP response that the server sends in the TLS handshake, RFC 6066 8. */
  | "stapled_ocsp"
  /** An OCSP responder, RFC 6960. */
  | "ocsp"
  /** A certificate revocation list, RFC 5280 5. */
  | "crl"
  /** The changes since the last whole list, RFC 5280 5.2.4. */
  | "delta_crl";

/** One place where revocation can be asked, and its answer. */
export interface RevocationSource {
  /** What kind of place. */
  readonly means: RevocationMeans;
  /** What it says of the certificate. */
  readonly answer: OutcomeOfRevocationAnswer;
  /** Index of the fetch among `Revocation::fetches`, where there was one. */
  readonly fetch?: number | null | undefined;
  /** Its address; none where the server itself brought the answer. */
  readonly url?: string | null | undefined;
}

/** What is said of a certificate. */
export type RevocationStatus =
  /** It is not revoked. */
  | "good"
  /** It is revoked. */
  | "revoked"
  /** The responder does not know the certificate. */
  | "unknown";

/** What a remedy touches, from the least invasive to the most. */
export type Risk =
  /** Changes nothing. */
  | "look"
  /** Changes how one client connects. */
  | "client"
  /** Starts, stops or restarts a service, an update or a machine. */
  | "service"
  /** Changes DNS, firewalls or routing. */
  | "network"
  /** Changes a certificate or who may read its key. */
  | "certificate"
  /** Changes a policy. */
  | "policy"
  /** Edits the registry. */
  | "registry";

/** What an endpoint is for the client that wants in. */
export type Role =
  /** The Remote Desktop host, MS-RDPBCGR. */
  | "host"
  /** The RD Gateway through which the client goes, MS-TSGU. */
  | "gateway"
  /** A port of the host for RDP in a WebSocket, in clear (`WebSocketURI`). */
  | "websocket"
  /** The same inside TLS. */
  | "websocket_tls"
  /** A web server that is the target itself: RD Web, a feed, a service that clients need besides the host. */
  | "web_server";

/**
 * Which way packets to the address take, as far as this computer's system tells. No packet is sent to learn
 * it.
 */
export interface Route {
  /** This computer's address on the path. */
  readonly local: string;
  /** Where packets go first. */
  readonly next_hop: NextHop;
  /** The network adapter they leave by; skipped where this version cannot ask the system. */
  readonly interface: OutcomeOfInterface;
}

/** A cause that looks alike and was excluded. */
export interface RuledOut {
  /** The cause's id. */
  readonly id: CauseId;
  /** What excludes it. */
  readonly because: string;
}

/** Something that is the same. */
export interface SameFact {
  /** What. */
  readonly what: Aspect;
  /** In both. */
  readonly value: string;
}

/**
 * How to check many hosts. `Default` checks 64 at a time, as fast as they answer.
 *
 * What bounds connections (`per_subnet`, `rate`, `jitter`) lets checks wait: the time that they wait for
 * their turn does not count against the budget of their host.
 */
export interface ScanOptions {
  /**
   * Whether an address is first asked for a TCP connection and nothing else. One that does not answer is
   * checked no further than by depth quick, without other ports. Absent = only addresses of a range are;
   * names never are.
   */
  readonly aliveFirst?: boolean | null | undefined;
  /**
   * Hosts that are checked at the same time.
   *
   * @defaultValue `64`
   */
  readonly concurrency?: number | undefined;
  /**
   * Each connection begins up to so much later, by chance.
   *
   * @defaultValue `0`
   */
  readonly jitterMs?: number | undefined;
  /**
   * Connections at the same time to the addresses of one /24, or one /64 of IPv6. Absent = no separate bound.
   */
  readonly perSubnet?: number | null | undefined;
  /** TCP connections to hosts that are begun in a second, all together. Absent = as fast as hosts answer. */
  readonly rate?: number | null | undefined;
  /** The part of the targets to check, such as `1/4`. Absent = all. */
  readonly shard?: string | null | undefined;
}

/** A security protocol that a client can ask for, MS-RDPBCGR 2.2.1.1.1. */
export type SecurityProtocol =
  /** TLS. */
  | "SSL"
  /** Network Level Authentication (CredSSP). */
  | "HYBRID"
  /** Network Level Authentication with the result of early user authorization. */
  | "HYBRID_EX";

/** What one place saw. */
export interface SeenFrom {
  /** The name of the place. */
  readonly place: string;
  /** Its report. */
  readonly report: Report;
}

/** One DNS server's answers to a direct query, one per record type. */
export interface ServerAnswers {
  /** The server, as `address:port`. */
  readonly server: string;
  /** The A query. */
  readonly a: OutcomeOfAnswer;
  /** The AAAA query. */
  readonly aaaa: OutcomeOfAnswer;
  /**
   * Whether this is the second server, which is only compared with.
   *
   * @defaultValue `false`
   */
  readonly second: boolean;
  /**
   * Other addresses that it gave when it was asked again, because its first ones were not those of another
   * source.
   */
  readonly again?: readonly string[] | undefined;
  /** The full name that both answers are for, where the name that was asked for is a short one. */
  readonly completed?: string | null | undefined;
  /**
   * What a short name may stand for: with each suffix of this computer's search list, in its order, then as
   * it is.
   */
  readonly completions?: readonly Completion[] | undefined;
}

/** A host's clock compared with this computer's. */
export interface ServerClock {
  /** The host's time, RFC 3339, UTC. */
  readonly time: string;
  /** How far the host's clock is from ours; in JSON in microseconds, negative where it is behind. */
  readonly ahead_us: number;
  /** The difference is known to within this, half of the round trip; in JSON in microseconds. */
  readonly uncertainty_us: number;
}

/** What a Connect Response says about its host, MS-RDPBCGR 2.2.1.4. */
export interface ServerSettings {
  /** Whether the host goes along: 0 is yes, T.125. */
  readonly result: Named;
  /** Time from question to complete answer; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** The key of Standard RDP Security, which is not the certificate of TLS. */
  readonly certificate?: RdpCertificate | null | undefined;
  /** The encryption level that the host demands under Standard RDP Security. */
  readonly level?: Named | null | undefined;
  /** The cipher of Standard RDP Security that the host chose (SC_SECURITY); none under TLS. */
  readonly method?: Named | null | undefined;
  /** What the host would do over UDP (SC_MULTITRANSPORT). */
  readonly multitransport?: Named | null | undefined;
  /** The newest RDP version that the host speaks (SC_CORE): of the protocol, not of Windows. */
  readonly rdp_version?: Named | null | undefined;
  /** What the host says it was asked for (`clientRequestedProtocols`). */
  readonly requested_protocols?: Named | null | undefined;
}

/** What is expected to listen at a target. */
export type Service =
  /** Remote Desktop, MS-RDPBCGR. */
  | "rdp"
  /** A web server inside TLS: RD Web, a feed, a service that clients need besides the host. */
  | "https";

/** A DNS record of where a service is, RFC 2782. */
export interface ServiceRecord {
  /** Lower is preferred. */
  readonly priority: number;
  /** The machine. */
  readonly name: string;
  /** Its port: 88 for Kerberos. */
  readonly port: number;
}

/**
 * The answer to an MCS Connect Initial. A host that sends a Connect Response takes the client in: a
 * Connection Confirm alone is not yet acceptance.
 */
export type SettingsAnswer =
  /** MCS Connect Response. */
  | {
      readonly kind: "response";
      /** What it says. */
      readonly settings: ServerSettings;
    }
  /** MCS Disconnect Provider Ultimatum. */
  | {
      readonly kind: "mcs_disconnect";
      /** The reason, T.125. */
      readonly reason: Named;
    };

/** How bad a finding is. */
export type Severity =
  /** Worth knowing; nothing fails because of it. */
  | "info"
  /**
   * A default client of today connects, but with a warning or a delay, or not every client does, or not for
   * long.
   */
  | "warning"
  /** A default client of today does not connect. */
  | "error";

/** Whose messages and codes the user of a client sees. */
export type Shows =
  /** Those of mstsc. */
  | "mstsc"
  /** Those of FreeRDP. */
  | "freerdp"
  /** Others, which are not known here. */
  | "other";

/** What the signature of a `.rdp` file is worth. */
export type SignatureState =
  /** The signer's key made it over exactly these lines. */
  | "valid"
  /** It does not fit the lines: one of them was changed, added or removed after the file was signed. */
  | "changed"
  /** It is no signature of the form that clients read. */
  | "damaged"
  /** This build cannot verify it: its algorithm is not known, or the signer's certificate is not with it. */
  | "unverifiable";

/** What a store of trusted roots says of who signed a file. */
export interface SignerTrust {
  /** Which store. */
  readonly store: TrustStoreKind;
  /** Whether the signer's chain leads to a root in it. */
  readonly trusted: Tri;
  /** The subjects of the chain, the signer's first, as far as it leads. */
  readonly chain: readonly string[];
  /** The file of certificates that was given. */
  readonly file?: string | null | undefined;
  /** Why not. */
  readonly why?: string | null | undefined;
}

/** How times spread. */
export interface Spread {
  /** The shortest; in JSON in microseconds. */
  readonly best_us: number;
  /** The one in the middle; in JSON in microseconds. */
  readonly median_us: number;
  /** The longest; in JSON in microseconds. */
  readonly worst_us: number;
  /** Mean distance from the median; in JSON in microseconds. */
  readonly deviation_us: number;
}

/** Whether a store trusts a chain. */
export type StoreTrust =
  /** What the server sends leads to a root of the store. */
  | "trusted"
  /** It does together with what was fetched, and not without. */
  | "trusted_if_fetched"
  /** It does not. */
  | "not_trusted"
  /** A signature on the path cannot be verified by this version, or a certificate cannot be read. */
  | "unknown";

/**
 * What one store of trusted roots makes of the certificates that a host shows. Dates, names, purpose and
 * strength are other questions.
 */
export interface StoreVerdict {
  /** The addresses that show these certificates. */
  readonly addresses: readonly string[];
  /** Which store. */
  readonly store: TrustStoreKind;
  /** Whether findings rest on it. They do not on Mozilla's roots, which Remote Desktop clients seldom ask. */
  readonly decides: boolean;
  /** Its verdict. */
  readonly verdict: StoreTrust;
  /** The same in one sentence, with the reason. */
  readonly says: string;
  /** The way as far as it leads, the server's own certificate first. */
  readonly path: readonly PathCertificate[];
  /** Where the way ends before a root: what was expected there, and what was presented. */
  readonly evidence: readonly Evidence[];
  /** The file that was given as a store, where it is one. */
  readonly file?: string | null | undefined;
}

/** A Binding success response. */
export interface StunAnswer {
  /** From where our question came, as the server saw it. */
  readonly mapped: string;
  /** Whether an address on the path was translated (NAT): it is not the one that we sent from. */
  readonly translated: boolean;
  /** Time from the first question to the answer; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** What a STUN server said, RFC 8489. */
export interface StunObservations {
  /** The server as it was asked for, with its port where one was given. */
  readonly server: string;
  /** Its answer. */
  readonly answer: OutcomeOfStunAnswer;
  /** The address that was asked. */
  readonly address?: string | null | undefined;
}

/** What a client shows, and what is left of it after the check. */
export interface Symptom {
  /** The text as it was given, cut where it is long. */
  readonly text: string;
  /** How the text and the check fit together. */
  readonly fit: SymptomFit;
  /** The same in a few sentences. */
  readonly says: string;
  /** What the text was read as, the most telling first; empty = nothing in it is known. */
  readonly readings: readonly Reading[];
  /** The findings of this report that clients show so. */
  readonly found: readonly CauseId[];
  /** The causes of the text that the check excluded, as seen from this computer. */
  readonly excluded: readonly ExcludedCause[];
  /** What can still be behind the text, each with the one look that settles it. */
  readonly remains: readonly RemainingCause[];
}

/** How the text of a client and the check fit together. */
export type SymptomFit =
  /** Nothing in the text is known: it says nothing. */
  | "unread"
  /** The check found a cause that clients show so. */
  | "found"
  /** The check excluded some of the causes, and others remain. */
  | "narrowed"
  /** Nothing is excluded, or the text points at no cause. */
  | "open"
  /** The client fails at a step that works from this computer: it goes another way. */
  | "check_got_further"
  /** The client got past the step at which the check fails: it goes another way, or the host has changed. */
  | "client_got_further";

/** Addresses as the system's resolver gave them. */
export interface SystemAnswer {
  /** The addresses, in the system's order, without repetition, 256 at most. */
  readonly addresses: readonly string[];
  /** Time it took; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** The target as it stands in a report. */
export interface TargetSummary {
  /** The host as it was asked for: a name or an address. */
  readonly host: string;
  /** The TCP port. */
  readonly port: number;
  /**
   * What is asked for there.
   *
   * @defaultValue `"rdp"`
   */
  readonly service: Service;
  /** Another name by which the host may be known (`alternate full address`). */
  readonly alternate_host?: string | null | undefined;
  /** Security settings of the client that will connect, from a `.rdp` file. */
  readonly client?: ClientSettings | undefined;
  /** What the profile says that names it. */
  readonly entry?: ProfileEntry | null | undefined;
  /**
   * Fingerprints of which the certificate is expected to have one, in hex: SHA-1 or SHA-256 of the
   * certificate, or SHA-256 of its key. Empty = none is expected.
   */
  readonly expected_fingerprints?: readonly string[] | undefined;
  /** The RD Gateway that was named, with its port where one was given. */
  readonly gateway?: string | null | undefined;
  /** Where the target was found: the file, and what the file calls it. */
  readonly labels?: Labels | undefined;
  /** Path and query of a web address, as they are asked; `None` = `/`. */
  readonly path?: string | null | undefined;
}

/** What the system's TCP knows about one connection. */
export interface TcpFacts {
  /** Smoothed round trip time; in JSON in microseconds. */
  readonly rtt_us: number;
  /** Its mean deviation; in JSON in microseconds. */
  readonly rtt_variation_us: number;
  /** Segments that were sent again, the first one (SYN) included. */
  readonly retransmits: number;
  /** Largest segment that is sent, in bytes. */
  readonly mss: number;
  /** Largest packet that the way is taken to carry, in bytes. */
  readonly path_mtu: number;
  /** Bytes sent that the other end has not acknowledged. */
  readonly unacknowledged: number;
}

/** How text is written. `Default` suits a pipe or a file: 100 columns, no colour. */
export interface TextOptions {
  /**
   * Whether to keep to ASCII: bars are drawn with other signs, and foreign letters are escaped.
   *
   * @defaultValue `false`
   */
  readonly ascii?: boolean | undefined;
  /**
   * Whether to write ANSI styles.
   *
   * @defaultValue `false`
   */
  readonly colour?: boolean | undefined;
  /**
   * How much of a report is written.
   *
   * @defaultValue `"brief"`
   */
  readonly detail?: Detail | undefined;
  /**
   * Whether to write the remedies out, or only where they are to be read.
   *
   * @defaultValue `true`
   */
  readonly remedies?: boolean | undefined;
  /**
   * Longest line, in columns. Only a command that is longer exceeds it, so that it can be pasted.
   *
   * @defaultValue `100`
   */
  readonly width?: number | undefined;
}

/** Through which proxy a connection goes, and where to. */
export interface Through {
  /** The proxy as URL, without user and password. */
  readonly proxy: string;
  /** The name or address that it is asked for. It resolves names itself. */
  readonly host: string;
  /** The port that it is asked for. */
  readonly port: number;
}

/** One phase of one connection, for a waterfall. */
export interface TimelineEntry {
  /** Number of the connection within the check, from 1; 0 = no connection (resolution). */
  readonly connection: number;
  /** The phase. */
  readonly phase: Phase;
  /** Whether it gave an answer. */
  readonly ok: boolean;
  /** Start since the check began; in JSON in microseconds. */
  readonly start_us: number;
  /** How long it took; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** Bytes sent in this phase. */
  readonly sent: number;
  /** Bytes received in this phase. */
  readonly received: number;
  /** The address, where there is one. */
  readonly address?: string | null | undefined;
}

/** Longest waits. Every single wait of a check is bounded by one of these and by the budget. */
export interface Timeouts {
  /**
   * For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake).
   *
   * @defaultValue `5000`
   */
  readonly answerMs?: number | undefined;
  /**
   * For the whole check of one host.
   *
   * @defaultValue `60000`
   */
  readonly budgetMs?: number | undefined;
  /**
   * For one TCP handshake, and for a proxy that makes one in our place. Windows itself repeats a refused one
   * and needs about two seconds to say so.
   *
   * @defaultValue `5000`
   */
  readonly connectMs?: number | undefined;
  /**
   * For an answer that did not come in the time above: from depth standard the question is put once more, and
   * the answer waited for this long, before a host is said to give none. Windows and FreeRDP wait about as
   * long.
   *
   * @defaultValue `15000`
   */
  readonly patienceMs?: number | undefined;
  /**
   * For names: the system's resolver and the direct query, each.
   *
   * @defaultValue `5000`
   */
  readonly resolveMs?: number | undefined;
}

/**
 * What a host accepts in TLS, as far as it was asked.
 *
 * Each hello offers what the host has not chosen yet and is left as soon as the answer is there, so that no
 * session begins. What was chosen is accepted; what was on offer when a hello was refused is not.
 */
export interface TlsOffers {
  /** TLS 1.3 to 1.0, the newest first. SSL 3.0 and older are not asked for. */
  readonly versions: readonly TlsVersionOffer[];
  /** Whose order of preference decides between two suites that both sides have. */
  readonly decides: Decides;
  /** The key exchange groups that the server chose in any version. */
  readonly groups: readonly Named[];
  /**
   * Whether a suite that needs a group was refused with every other group that is asked for.
   *
   * TLS 1.3 is not asked again for what TLS 1.2 chose, and of the finite-field groups only for ffdhe2048.
   */
  readonly other_groups_refused: Tri;
  /**
   * The schemes with which the server signed its key exchange in TLS 1.2; it could choose from all that have
   * a name.
   */
  readonly signature_schemes: readonly Named[];
  /** Whether the server chose to compress (up to TLS 1.2), which gives secrets away. */
  readonly compression: Tri;
  /** TCP connections that the listing took. */
  readonly connections: number;
  /** Why the listing ended before all was asked, if it did. What is missing then is unknown, not refused. */
  readonly incomplete?: string | null | undefined;
}

/** A completed TLS handshake. The server's signature over the handshake was not used to judge it. */
export interface TlsSession {
  /** The version. */
  readonly version: Named;
  /** The cipher suite. */
  readonly suite: Named;
  /** Whether the server stapled an OCSP response. */
  readonly ocsp_stapled: boolean;
  /** Whether the server asked for a client certificate (and went on without one). */
  readonly client_certificate_requested: boolean;
  /** Time of the handshake; in JSON in microseconds. */
  readonly elapsed_us: number;
  /** The key exchange group, where the library tells. */
  readonly group?: Named | null | undefined;
  /** The stapled OCSP response: DER in base64. */
  readonly ocsp_response?: string | null | undefined;
  /** The scheme with which the server signed the handshake. */
  readonly signature_scheme?: Named | null | undefined;
}

/** A suite that the server chose. */
export interface TlsSuiteOffer {
  /** The suite. */
  readonly suite: Named;
  /** Length of the Diffie-Hellman prime, in bits, for a DHE suite. */
  readonly dh_prime_bits?: number | null | undefined;
  /** The group that the server chose with it. Other suites may have been offered other groups. */
  readonly group?: Named | null | undefined;
}

/** One TLS version. */
export interface TlsVersionOffer {
  /** The version. */
  readonly version: Named;
  /** Whether the server speaks it with any of the suites that have a name. */
  readonly accepted: Tri;
  /** The suites that the server chose: in its order where it decides, otherwise the strongest first. */
  readonly suites: readonly TlsSuiteOffer[];
  /** Whether every other suite of this version that has a name was on offer and was not taken. */
  readonly complete: boolean;
  /** How the hello ended that offered only what is not accepted, where one was put. */
  readonly refusal?: Failure | null | undefined;
}

/** The program that made a report. */
export interface Tool {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/** A fact that can be unknown. *Unknown* is never printed as *no*. */
export type Tri =
  /** Seen to be so. */
  | "yes"
  /** Seen not to be so. */
  | "no"
  /** Not seen. */
  | "unknown";

/** A store of trusted roots. */
export interface TrustStore {
  /** Which store. */
  readonly kind: TrustStoreKind;
  /** What it holds. */
  readonly roots: OutcomeOfTrustedRoots;
  /** The file that was read, where it is one that was given. */
  readonly file?: string | null | undefined;
}

/** Kinds of store. */
export type TrustStoreKind =
  /** That of the operating system on which the check ran. */
  | "system"
  /** A file of certificates that was given. */
  | "ca_file"
  /**
   * Mozilla's, which programs bring along that do not ask the system: a second opinion, the same on every
   * machine.
   */
  | "mozilla";

/** The roots of one store. */
export interface TrustedRoots {
  /** How many certificates the store holds. */
  readonly held: number;
  /**
   * Those that bear the name of an issuer in the host's chains, or are certificates of the chains themselves.
   * The rest of the store has no say, and is not kept.
   */
  readonly relevant: readonly CertificateFacts[];
  /** Entries of the store that could not be read, in the system's words. */
  readonly unreadable?: readonly string[] | undefined;
}

/** A SYN+ACK: an RDP-UDP listener answers. */
export interface UdpAnswer {
  /** The version that the server chose (`uUdpVer`). */
  readonly version: Named;
  /** The largest datagram that it wants to receive, in bytes. */
  readonly up_mtu: number;
  /** The largest datagram that it wants to send, in bytes. */
  readonly down_mtu: number;
  /** Length of the answer, in bytes. */
  readonly length: number;
  /** Time from the first question to the answer; in JSON in microseconds. */
  readonly elapsed_us: number;
}

/** What was seen of a host's UDP ports, at one of its addresses. */
export interface UdpObservations {
  /** The UDP port with the number of the TCP port. */
  readonly rdp: UdpQuestion;
  /** UDP 3390, on which a host listens for RDP Shortpath in managed networks, if it is switched on. */
  readonly shortpath: UdpQuestion;
}

/** A SYN of RDP over UDP, repeated while nothing came. */
export interface UdpQuestion {
  /** Whom it went to. */
  readonly address: string;
  /** What came back. Silence says nothing: a server may answer only clients that it expects. */
  readonly answer: OutcomeOfUdpAnswer;
}

/** What ends a watch. */
export type Until =
  /** Clients connect, without a warning. */
  | "healthy"
  /** Clients connect, with or without a warning. */
  | "degraded"
  /** They do not. */
  | "failing";

/** How to check. `Default` is what an administrator wants. */
export interface UsedCheckOptions {
  /**
   * How much is asked.
   *
   * @defaultValue `"standard"`
   */
  readonly depth: Depth;
  /** Longest waits. */
  readonly timeouts: UsedTimeouts;
  /**
   * Which addresses are tested.
   *
   * @defaultValue `"any"`
   */
  readonly family: AddressFamily;
  /**
   * The DNS server of the direct query, as `address` or `address:port`; absent = those of the system's
   * configuration.
   */
  readonly dns_server: string | null;
  /**
   * A second DNS server, as `address` or `address:port`, that is only compared with: split DNS, a stale or
   * missing record. Its addresses are tested only if no other source has any.
   */
  readonly second_dns: string | null;
  /**
   * Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well.
   *
   * @defaultValue `true`
   */
  readonly system_resolver: boolean;
  /**
   * Addresses for names that are not to be resolved. From depth standard the target's name is resolved
   * anyway, to compare, unless there is nothing to query: no system resolver, and no DNS server given.
   *
   * @defaultValue `[]`
   */
  readonly overrides: readonly UsedOverride[];
  /**
   * The RD Gateway through which the clients go, as `host` or `host:port`. It counts more than that of a
   * `.rdp` file.
   */
  readonly gateway: string | null;
  /**
   * The proxy through which the host, its gateway and its WebSocket ports are reached, as URL:
   * `socks5://[user:password@]host:port` or `http://[user:password@]host:port`. It resolves the names. JSON
   * that is written is without user and password.
   */
  readonly proxy: string | null;
  /** A STUN server that is asked from where it sees us, as `host` or `host:port`; none unless given. */
  readonly stun: string | null;
  /**
   * The port on which the host would listen for RDP in a WebSocket, in clear.
   *
   * @defaultValue `3387`
   */
  readonly websocket_port: number;
  /**
   * The port on which the host would listen for RDP in a WebSocket, inside TLS.
   *
   * @defaultValue `3392`
   */
  readonly websocket_tls_port: number;
  /**
   * Rest before the next connection to a host that did not answer the last one readily, and between the short
   * conversations that measure the path. One that answered is asked again a moment after it has closed its
   * end of the last connection, and no later than this.
   *
   * @defaultValue `200`
   */
  readonly pacing_ms: number;
  /**
   * Connections to one address at the same time while the TLS listing of depth full is made, 1 to 16. It
   * begins with one, has more while the answers stay as quick, and goes back to one for good at the first
   * that does not come. Everything else is asked over one connection at a time.
   *
   * @defaultValue `4`
   */
  readonly max_connections: number;
  /** A file of certificates to trust besides those of this system: PEM, or one certificate in DER. */
  readonly ca_file: string | null;
  /**
   * Other TCP ports of a host that stays silent or cuts every connection, asked one after the other until one
   * of them tells whether a host is there: ports that Windows hosts usually answer. 3389 is asked for Remote
   * Desktop where the target has another port. Empty = no other port is asked.
   *
   * @defaultValue `[3389,3390,445,135,5985,443,80,22]`
   */
  readonly also_ports: readonly number[];
  /**
   * An unused TCP port, tried where the RDP port is silent or mute: a host that refuses it hides nothing, so
   * that silence elsewhere is the work of a filter; what accepts it accepts everything. Absent = none is
   * asked.
   *
   * @defaultValue `4`
   */
  readonly unused_port: number | null;
  /**
   * How many short conversations measure the path at depth full. What the host answered to other questions
   * counts, yet six are made in any case. 0 = none.
   *
   * @defaultValue `10`
   */
  readonly path_attempts: number;
  /**
   * Fingerprints of which the certificate is expected to have one: SHA-1 (Windows calls it the thumbprint) or
   * SHA-256 of the certificate, or SHA-256 of its key, in hex, with or without colons or blanks. Empty = none
   * is expected.
   *
   * @defaultValue `[]`
   */
  readonly expect_fingerprints: readonly string[];
  /** What counts as bad. */
  readonly policy: UsedPolicy;
  /** What may be fetched because a certificate names it. */
  readonly fetch: UsedFetchPolicy;
  /**
   * Clients to judge besides the known ones; one with the id of a known one takes its place.
   *
   * @defaultValue `[]`
   */
  readonly clients: readonly UsedClientProfile[];
  /**
   * What the client shows: its message, its code, the text of its window, lines of a log. The report then
   * says which of its causes the check found, which it excluded, and which remain.
   */
  readonly client_error: string | null;
  /**
   * What the host is held to, such as `tls>=1.2`, `nla=required`, `cert.days>=30`, `cert.bits>=2048`,
   * `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`. The report then says whether the host
   * meets each; the verdict stays what it is.
   *
   * @defaultValue `[]`
   */
  readonly expect: readonly string[];
  /** The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check. */
  readonly judge_at: string | null;
}

/**
 * What one client asks for and accepts.
 *
 * An outcome that rests on a fact in `unverified`(Self::unverified) is unknown where the client would be
 * blocked, and at most likely where it connects.
 */
export interface UsedClientProfile {
  /** Its id, such as `mstsc-windows-11-24h2`. */
  readonly id: string;
  /** Its name, for people. */
  readonly name: string;
  /** What it asks for (`requestedProtocols`, MS-RDPBCGR 2.2.1.1.1); Standard RDP Security needs no asking. */
  readonly protocols: readonly SecurityProtocol[];
  /** The ciphers with which it accepts Standard RDP Security; none = it does not accept it. */
  readonly standard_rdp: readonly RdpCipher[];
  /** The TLS versions that it offers. */
  readonly tls: readonly OfferedTls[];
  /** The cipher suites that it offers, under their IANA names, in its order. */
  readonly suites: readonly string[];
  /** The key exchange groups that it offers, under the names of the registry; empty = not known. */
  readonly groups: readonly string[];
  /** The signature schemes that it takes, under the names of the registry; empty = not known. */
  readonly signature_schemes: readonly string[];
  /** How it takes a server that lacks the CredSSP update of 2018. */
  readonly credssp: CredsspPolicy;
  /** What it does with a certificate that it does not trust. */
  readonly bad_certificate: OnBadCertificate;
  /** Whose messages and codes its user sees. */
  readonly shows: Shows;
  /**
   * The security level of OpenSSL with which it comes, where it is built on OpenSSL: from 2 on it may refuse
   * a certificate with a short key or a signature with SHA-1; 0 = it is not, or comes with none.
   */
  readonly security_level: number;
  /** Whether it can reach a host through a SOCKS or HTTP proxy. */
  readonly proxy: boolean;
  /** The last day on which its maker supports it, as `2028-10-10`; empty = no end is known. */
  readonly supported_until: string;
  /** Since which version of the client, or build of its system, this holds; empty = not known. */
  readonly since: string;
  /** The day on which the sources were read last, as `2026-11-28`; empty = not known. */
  readonly sources_read: string;
  /** Programs that are this client under another name, such as those that embed mstscax. */
  readonly also_as: readonly string[];
  /** What of this is not confirmed. */
  readonly unverified: readonly ProfileFact[];
  /** Where this comes from. */
  readonly sources: readonly string[];
}

/**
 * What may be fetched because a certificate names it: revocation lists, OCSP responders, issuing
 * certificates. At depth full it also says which domain controllers of the host's domain a connection may be
 * opened to.
 *
 * A certificate is written by the operator of the host, so it does not get to choose where this computer
 * connects. Whatever the policy says, nothing is ever fetched from link-local, multicast, broadcast and
 * unspecified addresses, from the addresses where clouds keep the credentials of their machines, or by other
 * means than HTTP.
 */
export interface UsedFetchPolicy {
  /**
   * Whether anything is fetched at all.
   *
   * @defaultValue `true`
   */
  readonly enabled: boolean;
  /**
   * Ports to which a fetch may connect besides 80 and 443.
   *
   * @defaultValue `[]`
   */
  readonly ports: readonly number[];
  /**
   * Whether private addresses may be asked (RFC 1918, RFC 4193, RFC 6598): that is where the servers of an
   * enterprise's certification authority are.
   *
   * @defaultValue `true`
   */
  readonly private_addresses: boolean;
  /**
   * Whether this computer itself may be asked, at its loopback and its other addresses. For a certificate
   * that was seen on its loopback the loopback always may, and for one that was seen at another of its
   * addresses that one.
   *
   * @defaultValue `false`
   */
  readonly loopback: boolean;
  /**
   * Longest document, in bytes.
   *
   * @defaultValue `8388608`
   */
  readonly max_bytes: number;
  /**
   * Most documents for one host.
   *
   * @defaultValue `12`
   */
  readonly max_fetches: number;
  /**
   * Most redirects for one document; each is judged like the first address.
   *
   * @defaultValue `3`
   */
  readonly max_redirects: number;
  /**
   * Longest wait for one document.
   *
   * @defaultValue `3000`
   */
  readonly timeout_ms: number;
  /**
   * Longest time for all documents together.
   *
   * @defaultValue `6000`
   */
  readonly budget_ms: number;
}

/** An address to use for a name instead of resolving it. */
export interface UsedOverride {
  /** The name. */
  readonly name: string;
  /** The address. */
  readonly address: string;
}

/** Thresholds of the diagnosis. */
export interface UsedPolicy {
  /**
   * A certificate that expires within this many days is reported; one that is not valid for long, only in the
   * last third of its lifetime.
   *
   * @defaultValue `30`
   */
  readonly expiry_warning_days: number;
  /**
   * A server's certificate that is valid for more than this many days, from first to last, is reported;
   * absent = none is.
   */
  readonly maximum_validity_days: number | null;
  /**
   * RSA keys shorter than this many bits are weak.
   *
   * @defaultValue `2048`
   */
  readonly minimum_rsa_bits: number;
  /**
   * A name that takes longer than this to resolve is slow.
   *
   * @defaultValue `1000`
   */
  readonly slow_dns_ms: number;
  /**
   * A host's clock may be off from ours by so much; Kerberos tolerates five minutes.
   *
   * @defaultValue `300`
   */
  readonly clock_skew_s: number;
  /** Features that the host must offer. */
  readonly require: UsedRequirements;
}

/** What an organisation demands of its hosts: what is missing is a warning, where it would be information. */
export interface UsedRequirements {
  /**
   * Network Level Authentication, offered and enforced.
   *
   * @defaultValue `false`
   */
  readonly nla: boolean;
  /**
   * Restricted Admin mode.
   *
   * @defaultValue `false`
   */
  readonly restricted_admin: boolean;
  /**
   * Remote Credential Guard.
   *
   * @defaultValue `false`
   */
  readonly remote_credential_guard: boolean;
  /**
   * Sign-in with Entra ID.
   *
   * @defaultValue `false`
   */
  readonly entra: boolean;
}

/** Longest waits. Every single wait of a check is bounded by one of these and by the budget. */
export interface UsedTimeouts {
  /**
   * For names: the system's resolver and the direct query, each.
   *
   * @defaultValue `5000`
   */
  readonly resolve_ms: number;
  /**
   * For one TCP handshake, and for a proxy that makes one in our place. Windows itself repeats a refused one
   * and needs about two seconds to say so.
   *
   * @defaultValue `5000`
   */
  readonly connect_ms: number;
  /**
   * For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake).
   *
   * @defaultValue `5000`
   */
  readonly answer_ms: number;
  /**
   * For an answer that did not come in the time above: from depth standard the question is put once more, and
   * the answer waited for this long, before a host is said to give none. Windows and FreeRDP wait about as
   * long.
   *
   * @defaultValue `15000`
   */
  readonly patience_ms: number;
  /**
   * For the whole check of one host.
   *
   * @defaultValue `60000`
   */
  readonly budget_ms: number;
}

/** The place from which a host was checked. */
export interface Vantage {
  /** The machine's name. */
  readonly hostname: string;
  /** The operating system: `windows`, `linux`, `macos` … */
  readonly os: string;
  /** Our own addresses on the connections that were established. */
  readonly local_addresses: readonly string[];
  /** What the place is called, if it was given a name. */
  readonly place?: string | null | undefined;
  /**
   * Proxies that the environment names, as `VARIABLE=value` without user and password. A check uses none of
   * them.
   */
  readonly proxies?: readonly string[] | undefined;
}

/** The verdict on a host. */
export type Verdict =
  /** A default client of today gets to the credential prompt. */
  | "healthy"
  /** It does, but with a warning or a delay, or not every client does, or not for long. */
  | "degraded"
  /** It does not. */
  | "failing"
  /** What decides could not be observed. */
  | "inconclusive";

/** From where a cause can be seen. */
export type Visibility =
  /** Over the network, without credentials. */
  | "remote"
  /** Over the network, but only as a hint: other causes look alike. */
  | "partly"
  /** Only by comparing with another place, another address or another time. */
  | "second_vantage_point"
  /** On the client. */
  | "client"
  /** On the host. */
  | "host"
  /** Only by logging on, which a check never does. */
  | "after_logon"
  /** Nowhere: advice that is found everywhere and is wrong. */
  | "nowhere";

/** How to watch. `Default` checks every five seconds without end. */
export interface WatchOptions {
  /**
   * How long the watch goes on at most; a check that is under way is then broken off. Absent = without end.
   */
  readonly durationMs?: number | null | undefined;
  /**
   * Time from the beginning of one check to the beginning of the next. A check that takes longer is followed
   * by the next at once.
   *
   * @defaultValue `5000`
   */
  readonly intervalMs?: number | undefined;
  /** The state that ends the watch; absent = none does. */
  readonly until?: Until | null | undefined;
}

/** One check of a watch. */
export interface Watched {
  /** Its report. */
  readonly report: Report;
  /** What it ended, if the verdict or its cause is another than that of the check before. */
  readonly change: Change | null;
}

/** What changes would cost many hosts. */
export interface WhatIfAnswer {
  /** What was supposed, all of it at once. */
  readonly what_if: readonly string[];
  /** Each host, in the order of the reports. */
  readonly hosts: readonly HostLosses[];
  /** All of them together. */
  readonly fleet: FleetLosses;
}

/** Which Windows a host runs. */
export interface WindowsRelease {
  /** The name, such as `Windows Server 2019 Datacenter`. */
  readonly product: string;
  /** The edition, such as `Professional` or `Core`. */
  readonly edition: string;
  /** `Client`, `Server` or `Server Core`. */
  readonly installation: string;
  /** The build, such as 17763. */
  readonly build: number;
  /** The revision of the build, which each update raises. */
  readonly revision: number;
}
