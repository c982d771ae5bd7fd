# Written by `cargo xtask codegen` from the library's JSON schemas; not to be edited.
"""What the library gives and takes. The fields are those of the JSON, with the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, ClassVar, Generic, Literal, Optional, TypedDict, TypeVar, Union

from ._model import Model, ReportMethods

_T = TypeVar("_T")

__all__ = [
    "AddressFamily",
    "AddressObservations",
    "Answer",
    "AskingEvent",
    "CauseId",
    "CertificateFacts",
    "CheckOptions",
    "ClientSettings",
    "ClosedBy",
    "CodeConfidence",
    "CodeFamily",
    "Confidence",
    "Connected",
    "Conversation",
    "ConverseQuestion",
    "CredsspAnswer",
    "Depth",
    "Diagnosis",
    "Done",
    "Event",
    "Evidence",
    "Explanation",
    "Failed",
    "Failure",
    "FailureKind",
    "FailureNegotiationAnswer",
    "Finding",
    "Format",
    "Greeting",
    "HelloAnswer",
    "HelloKind",
    "HelloQuestion",
    "IdentifyQuestion",
    "Key",
    "KeyKind",
    "Language",
    "LeftOut",
    "LeftOutBecause",
    "McsDisconnectNegotiationAnswer",
    "McsDisconnectSettingsAnswer",
    "MethodQuestion",
    "Model",
    "Named",
    "Negotiated",
    "NegotiationAnswer",
    "NotChecked",
    "Note",
    "NoteKind",
    "NtlmChallenge",
    "Observations",
    "OfferQuestion",
    "OsVersion",
    "Outcome",
    "Override",
    "Phase",
    "PhaseEndedEvent",
    "Place",
    "PlainNegotiationAnswer",
    "Policy",
    "ProprietaryRdpCertificate",
    "Question",
    "RdpCertificate",
    "Reading",
    "Remedy",
    "Report",
    "Requirements",
    "Resolution",
    "ResolvingEvent",
    "ResponseSettingsAnswer",
    "Risk",
    "RuledOut",
    "Seconds",
    "SelectedNegotiationAnswer",
    "ServerAnswers",
    "ServerClock",
    "ServerSettings",
    "SettingsAnswer",
    "Severity",
    "Skipped",
    "SystemAnswer",
    "TargetSummary",
    "TextOptions",
    "TimelineEntry",
    "Timeouts",
    "TlsSession",
    "Tool",
    "Tri",
    "UnknownNegotiationAnswer",
    "UnreadableRdpCertificate",
    "UsedCheckOptions",
    "UsedOverride",
    "UsedPolicy",
    "UsedRequirements",
    "UsedTimeouts",
    "Vantage",
    "Verdict",
    "X224RefusalNegotiationAnswer",
    "X509RdpCertificate",
]

AddressFamily = Literal[
    "any",
    "ipv4",
    "ipv6",
]
"""Which of a name's addresses are tested.

- ``any``: All of them.
- ``ipv4``: IPv4 only.
- ``ipv6``: IPv6 only.
"""

ClosedBy = Literal[
    "peer_fin",
    "peer_rst",
    "peer_alert",
    "us",
    "deadline",
    "network",
]
"""Who ended the conversation.

- ``peer_fin``: The peer, in order (TCP FIN).
- ``peer_rst``: The peer or something on the path, abruptly (TCP RST).
- ``peer_alert``: The peer, with a TLS alert.
- ``us``: We, because what came could not be used.
- ``deadline``: Nobody: our deadline passed.
- ``network``: A message of the network (ICMP) or this machine's own network stack.
"""

CodeConfidence = Literal[
    "verified",
    "single_source",
    "unverified",
    "inferred",
]
"""How sure the meaning of a code is.

- ``verified``: Read in a specification or in the maker's documentation.
- ``single_source``: One secondary source says so.
- ``unverified``: Users report it; nobody has confirmed it.
- ``inferred``: In no table: concluded from the form of the code.
"""

CodeFamily = Literal[
    "mstsc_disconnect",
    "mstsc_extended",
    "gateway_client",
    "errinfo",
    "sspi",
    "cert_hresult",
    "ntstatus_credssp",
    "hresult",
    "freerdp_errconnect",
    "rdp_neg_failure",
    "tls_alert",
    "tsgu_return",
    "rdsaad_result",
    "rdstls_result",
    "early_authz_result",
    "logon_error_data",
    "status_info",
    "rdp_protocol",
    "mcs_result",
    "mcs_disconnect_ultimatum",
    "mstsc_fatal",
]
"""A table of codes: one number means different things in different tables.

The order is the order of likelihood: whoever pastes a bare number most often has it from the first of
them that knows it.

- ``mstsc_disconnect``: The "Error code" of Remote Desktop Connection.
- ``mstsc_extended``: The "Extended error code" of Remote Desktop Connection.
- ``gateway_client``: The error codes of Remote Desktop Connection for its way through an RD Gateway, 0x300….
- ``errinfo``: The server's own reason in a Set Error Info PDU, MS-RDPBCGR 2.2.5.1.1.
- ``sspi``: Errors of the Windows security packages, MS-ERREF 2.1.1.
- ``cert_hresult``: Errors of the Windows certificate check, MS-ERREF 2.1.1.
- ``ntstatus_credssp``: The status of a Windows logon, as CredSSP carries it, MS-ERREF 2.3.1.
- ``hresult``: Other Windows errors, MS-ERREF 2.1 and 2.2.
- ``freerdp_errconnect``: The connect errors of FreeRDP and of the clients built on it.
- ``rdp_neg_failure``: The failure code of the security negotiation, MS-RDPBCGR 2.2.1.2.2.
- ``tls_alert``: TLS alert descriptions.
- ``tsgu_return``: Return codes of the RD Gateway protocol, MS-TSGU 2.2.6.
- ``rdsaad_result``: Results of a Microsoft Entra sign-in, MS-RDPBCGR 2.2.18.3.
- ``rdstls_result``: Results of an RDSTLS authentication, MS-RDPBCGR 2.2.17.4.
- ``early_authz_result``: The Early User Authorization Result PDU, MS-RDPBCGR 2.2.10.2.
- ``logon_error_data``: Logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1.
- ``status_info``: The status that a connection broker reports, MS-RDPBCGR 2.2.5.2.
- ``rdp_protocol``: The security protocols of the negotiation, MS-RDPBCGR 2.2.1.1.1.
- ``mcs_result``: The result of an MCS Connect Response, T.125.
- ``mcs_disconnect_ultimatum``: The reason of an MCS Disconnect Provider Ultimatum, T.125.
- ``mstsc_fatal``: Fatal errors of Remote Desktop Connection itself.
"""

Confidence = Literal[
    "possible",
    "likely",
    "certain",
]
"""How sure a finding is.

- ``possible``: It fits what was seen; so do others.
- ``likely``: It fits better than anything else.
- ``certain``: What was seen has no other explanation.
"""

Depth = Literal[
    "quick",
    "standard",
    "full",
]
"""How much is asked of a host.

- ``quick``: One connection per address; silence and resets are repeated once, nothing else is followed up.
- ``standard``: Quick, and the questions that prove the cause of whatever failed.
- ``full``: Everything this version knows how to ask.
"""

FailureKind = Literal[
    "refused",
    "reset",
    "closed",
    "silence",
    "timeout",
    "foreign_bytes",
    "malformed",
    "alert",
    "too_much",
    "host_unreachable",
    "network_unreachable",
    "prohibited",
    "local_refusal",
    "no_local_route",
    "out_of_resources",
    "out_of_time",
    "not_found",
    "server_failed",
    "handshake",
    "other",
]
"""What kind of end it was. Refused, reset, orderly close, silence, timeout and foreign bytes are six
different things.

- ``refused``: The SYN was answered with RST: nothing listens there, or a device says so.
- ``reset``: An established connection was cut with RST.
- ``closed``: An established connection was closed in order (FIN) before the answer was complete.
- ``silence``: Not one byte (or no SYN-ACK) came before the deadline.
- ``timeout``: An answer began and did not end before the deadline.
- ``foreign_bytes``: Something answered, but in another protocol.
- ``malformed``: The answer was of the right protocol and broke its rules.
- ``alert``: A TLS alert, which is in `Failure.alert`.
- ``too_much``: The peer sent more than any honest peer would.
- ``host_unreachable``: No route to the host (ICMP host unreachable, or nobody answers on the local network).
- ``network_unreachable``: No route to the network.
- ``prohibited``: A device on the path says that this traffic is forbidden (ICMP administratively prohibited).
- ``local_refusal``: This machine refused to send (local firewall, security product, exhausted ports).
- ``no_local_route``: This machine has no route to the address, or does not speak its IP version.
- ``out_of_resources``: This machine ran out of sockets, ports or memory: nothing was learned about the target.
- ``out_of_time``: The time for the whole host was up: nothing was learned about the target.
- ``not_found``: The name does not exist or has no such record.
- ``server_failed``: The name server answered that it will not or cannot say (SERVFAIL, REFUSED).
- ``handshake``: The handshake ran and failed for a reason of its own, in `Failure.detail`.
- ``other``: The operating system said something else, in `Failure.errno`.
"""

HelloKind = Literal[
    "wide",
    "tls13_only",
    "tls10",
    "windows_current",
]
"""The ClientHellos that tell TLS failures apart.

- ``wide``: Everything up to TLS 1.2, RC4 and 3DES included.
- ``tls13_only``: TLS 1.3 and nothing else.
- ``tls10``: TLS 1.0 with every suite of its time.
- ``windows_current``: What a current Windows client offers with its default settings.
"""

KeyKind = Literal[
    "rsa",
    "ec",
    "other",
]
"""Kinds of public key.

- ``rsa``: RSA.
- ``ec``: Elliptic curve.
- ``other``: Anything else.
"""

Language = Literal[
    "http",
    "tls",
]
"""Languages other than RDP in which a silent port is addressed.

- ``http``: `GET / HTTP/1.0`.
- ``tls``: A bare TLS ClientHello.
"""

LeftOutBecause = Literal[
    "other_family",
    "no_host",
    "link_local",
]
"""Why an address is not tested.

- ``other_family``: The caller asked for the other IP version.
- ``no_host``: It is the address of no host (0.0.0.0, ::, multicast): DNS filters answer so.
- ``link_local``: It is link-local: good only on the link it came from, which an address alone does not name.
"""

NoteKind = Literal[
    "ambiguity",
    "inference",
    "does_not_mean",
    "invention",
    "bad_advice",
    "contradiction",
    "context",
    "next_step",
]
"""The kinds of `Note`.

- ``ambiguity``: What was asked can mean more than one thing, and which comes first.
- ``inference``: Concluded from the form of a code, not read anywhere.
- ``does_not_mean``: What the code is often taken for and does not say.
- ``invention``: Said about the code in many places, and made up.
- ``bad_advice``: Advised in many places, and no help or a harm.
- ``contradiction``: The sources do not agree.
- ``context``: What else belongs to it.
- ``next_step``: What to do to learn more.
"""

Phase = Literal[
    "resolve",
    "connect",
    "negotiate",
    "standard_security",
    "tls",
    "certificate",
    "credssp",
    "udp",
    "gateway",
    "websocket",
    "path",
]
"""A step of the conversation, in the order in which a connection meets them.

- ``resolve``: Name to addresses.
- ``connect``: TCP handshake with one address.
- ``negotiate``: X.224 Connection Request and Confirm, MS-RDPBCGR 2.2.1.1 and 2.2.1.2.
- ``standard_security``: Standard RDP Security, MS-RDPBCGR 5.3.
- ``tls``: The TLS handshake, MS-RDPBCGR 5.4.
- ``certificate``: What the server's certificate says.
- ``credssp``: Network Level Authentication, MS-CSSP.
- ``udp``: RDP over UDP, MS-RDPEUDP.
- ``gateway``: RD Gateway, MS-TSGU.
- ``websocket``: The direct WebSocket listeners (3387, 3392).
- ``path``: Quality of the path: loss, delay, MTU.
"""

Place = Literal[
    "network",
    "server",
    "client",
]
"""Where a remedy is applied.

- ``network``: DNS, firewalls, routers, tunnels: anything between the two ends.
- ``server``: The host that is connected to.
- ``client``: The machine that connects.
"""

Risk = Literal[
    "look",
    "client",
    "service",
    "network",
    "certificate",
    "policy",
    "registry",
]
"""What a remedy touches, from the least invasive to the most.

- ``look``: Changes nothing.
- ``client``: Changes how one client connects.
- ``service``: Starts, stops or restarts a service, an update or a machine.
- ``network``: Changes DNS, firewalls or routing.
- ``certificate``: Changes a certificate or who may read its key.
- ``policy``: Changes a policy.
- ``registry``: Edits the registry.
"""

Severity = Literal[
    "info",
    "warning",
    "error",
]
"""How bad a finding is.

- ``info``: Worth knowing; nothing fails because of it.
- ``warning``: A default client of today gets in, but with a warning or a delay, or not every client does, or not for long.
- ``error``: A default client of today does not get in.
"""

Tri = Literal[
    "yes",
    "no",
    "unknown",
]
"""A fact that can be unknown. *Unknown* is never printed as *no*.

- ``yes``: Seen to be so.
- ``no``: Seen not to be so.
- ``unknown``: Not seen.
"""

Verdict = Literal[
    "healthy",
    "degraded",
    "failing",
    "inconclusive",
]
"""The verdict on a host.

- ``healthy``: A default client of today gets to the credential prompt.
- ``degraded``: It does, but with a warning or a delay, or not every client does, or not for long.
- ``failing``: It does not.
- ``inconclusive``: What decides could not be observed.
"""

CauseId = Literal[
    "dns-not-found",
    "dns-server-failed",
    "dns-timeout",
    "dns-no-common-family",
    "dns-slow",
    "dns-resolvers-disagree",
    "dns-points-elsewhere",
    "address-partly-dead",
    "address-ipv6-dead",
    "tcp-filtered",
    "tcp-refused",
    "tcp-prohibited",
    "tcp-unreachable",
    "host-silent",
    "source-blocked",
    "source-banned",
    "port-moved",
    "client-blocked-locally",
    "client-connects-to-itself",
    "proxy-refused",
    "rdp-cut-by-filter",
    "rdp-dead-backend",
    "rdp-not-spoken",
    "rdp-malformed-answer",
    "rdp-closed-without-answer",
    "rdp-listener-hung",
    "rdp-listener-throttled",
    "rdp-no-common-protocol",
    "negotiation-rdp-security-only",
    "negotiation-tls-required",
    "negotiation-nla-required",
    "negotiation-nla-missing",
    "negotiation-nla-not-enforced",
    "negotiation-tampered",
    "negotiation-restricted-admin-missing",
    "negotiation-entra-missing",
    "negotiation-encryption-level",
    "cert-none-on-server",
    "tls-key-unusable",
    "tls-schannel-broken",
    "tls-no-shared-version",
    "tls-no-shared-cipher",
    "tls-legacy-only",
    "tls-inspected",
    "tls-client-certificate-required",
    "tls-fips-restricted",
    "tls-stalled",
    "tls-handshake-failed",
    "cert-self-signed",
    "cert-expired",
    "cert-expiring",
    "cert-not-yet-valid",
    "cert-name-mismatch",
    "cert-untrusted",
    "cert-chain-incomplete",
    "cert-wrong-purpose",
    "cert-weak",
    "cert-revoked",
    "cert-revocation-unreachable",
    "cert-template-reissues",
    "cert-changed",
    "clock-skew",
    "nla-credssp-unpatched",
    "nla-ntlm-refused",
    "nla-delegation-policy",
    "nla-no-domain-controller",
    "logon-credentials",
    "logon-right-missing",
    "session-limit",
    "session-time-limit",
    "session-taken-over",
    "session-stuck",
    "session-profile-broken",
    "session-audio-hang",
    "licence-server-missing",
    "licence-client-cache",
    "licence-server-certificate",
    "broker-redirect",
    "client-settings",
    "udp-unavailable",
    "udp-known-defect",
    "gateway-unreachable",
    "gateway-not-a-gateway",
    "gateway-certificate",
    "gateway-authentication",
    "gateway-upgrade-stripped",
    "gateway-policy",
    "path-mtu-black-hole",
    "path-lossy",
    "path-asymmetric",
    "path-tunnel-cuts",
    "path-idle-timeout",
    "host-rdp-disabled",
    "host-service-stopped",
    "host-listener-broken",
    "host-listener-one-adapter",
    "host-edition",
    "host-restarting",
    "host-sleeps",
    "host-exhausted",
    "host-wrapper-broken",
    "host-dependency-stopped",
    "host-update-regression",
    "host-wmi-broken",
    "myth-websocket-rule",
    "myth-allow-cert-revocation-check",
    "myth-rename-machinekeys",
    "myth-delete-grace-period",
    "myth-error-tables",
]
"""The id of a cause. An id is never renamed and never reused."""

Format = Literal[
    "text",
    "json",
    "ndjson",
]
"""A form in which a report can be written."""

Seconds = Union[float, timedelta]
"""A span of time: seconds as a number, or a timedelta."""

WAITS = frozenset({
    "answer",
    "budget",
    "connect",
    "pacing",
    "resolve",
    "slow_dns",
})
"""Options that are spans of time. They travel in milliseconds, as ``…_ms``."""


class CheckOptions(TypedDict, total=False):
    """How to check. `Default` is what an administrator wants."""

    depth: Depth
    """How much is asked.

    Default: ``"standard"``.
    """

    dns_server: Optional[str]
    """The DNS server of the direct query, as `address:port`; absent = those of the system's configuration."""

    family: AddressFamily
    """Which addresses are tested.

    Default: ``"any"``.
    """

    judge_at: Optional[Union[str, datetime]]
    """The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check."""

    overrides: Sequence[Override]
    """Addresses for names that are not to be resolved at all."""

    pacing: Seconds
    """Rest between two connections to one host.

    In seconds; default: 0.2.
    """

    policy: Policy
    """What counts as bad."""

    system_resolver: bool
    """Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well.

    Default: ``True``.
    """

    timeouts: Timeouts
    """Longest waits."""


class Override(TypedDict):
    """An address to use for a name instead of resolving it."""

    name: str
    """The name."""

    address: str
    """The address."""


class Policy(TypedDict, total=False):
    """Thresholds of the diagnosis."""

    clock_skew_s: int
    """A host's clock may be off from ours by this many seconds; Kerberos tolerates five minutes.

    Default: ``300``.
    """

    expiry_warning_days: int
    """A certificate that expires within this many days is reported.

    Default: ``30``.
    """

    minimum_rsa_bits: int
    """RSA keys shorter than this many bits are weak.

    Default: ``2048``.
    """

    require: Requirements
    """What the host must offer beside working at all."""

    slow_dns: Seconds
    """A name that takes longer than this to resolve is slow, in milliseconds.

    In seconds; default: 1.
    """


class Requirements(TypedDict, total=False):
    """What an organisation demands of its hosts: what is missing is a warning, where it would be information."""

    entra: bool
    """Sign-in with Entra ID.

    Default: ``False``.
    """

    nla: bool
    """Network Level Authentication, offered and enforced.

    Default: ``False``.
    """

    remote_credential_guard: bool
    """Remote Credential Guard.

    Default: ``False``.
    """

    restricted_admin: bool
    """Restricted Admin mode.

    Default: ``False``.
    """


class TextOptions(TypedDict, total=False):
    """How text is written. `Default` suits a pipe or a file: 100 columns, no colour."""

    ascii: bool
    """Whether to keep to ASCII: bars are drawn with other signs, and foreign letters are escaped.

    Default: ``False``.
    """

    colour: bool
    """Whether to write ANSI styles.

    Default: ``False``.
    """

    remedies: bool
    """Whether to write the remedies out, or only where they are to be read.

    Default: ``True``.
    """

    verbose: bool
    """Whether to show the evidence of every finding and every phase of every connection.

    Default: ``False``.
    """

    width: int
    """Longest line, in columns. Only a command that is longer by itself exceeds it, so that it can be pasted.

    Default: ``100``.
    """


class Timeouts(TypedDict, total=False):
    """Longest waits. Every single wait of a check is bounded by one of these and by the budget."""

    answer: Seconds
    """For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake).

    In seconds; default: 5.
    """

    budget: Seconds
    """For the whole check of one host.

    In seconds; default: 60.
    """

    connect: Seconds
    """For one TCP handshake. Windows itself repeats a refused one and needs about two seconds to say so.

    In seconds; default: 5.
    """

    resolve: Seconds
    """For names: the system's resolver and the direct query, each.

    In seconds; default: 5.
    """


@dataclass(frozen=True, repr=False)
class AddressObservations(Model):
    """What was seen of one address of the host."""

    __slots__ = ("address", "conversations", "cut_short",)
    _optional: ClassVar[frozenset[str]] = frozenset({"cut_short"})

    address: str
    """The address, with its port."""
    conversations: tuple[Conversation, ...]
    """One entry per TCP connection, in order."""
    cut_short: Optional[str]
    """Why the questions ended before all were put, if they did."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> AddressObservations:
        return cls(
            address=data["address"],
            conversations=tuple(map(Conversation._read, data["conversations"])),
            cut_short=data.get("cut_short"),
        )


@dataclass(frozen=True, repr=False)
class Answer(Model):
    """One DNS answer. An empty list of addresses with `NOERROR` means that the name has no such record."""

    __slots__ = ("rcode", "cname_chain", "addresses", "elapsed_us", "ttl_s",)
    _optional: ClassVar[frozenset[str]] = frozenset({"ttl_s"})

    rcode: str
    """The response code, RFC 1035 4.1.1: `NOERROR`, `NXDOMAIN` …"""
    cname_chain: tuple[str, ...]
    """The names that the question was led through (CNAME), the first one first."""
    addresses: tuple[str, ...]
    """The addresses."""
    elapsed_us: int
    """Time it took, in microseconds."""
    ttl_s: Optional[int]
    """The smallest time to live of the records, in seconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Answer:
        return cls(
            rcode=data["rcode"],
            cname_chain=tuple(data["cname_chain"]),
            addresses=tuple(data["addresses"]),
            elapsed_us=data["elapsed_us"],
            ttl_s=data.get("ttl_s"),
        )


@dataclass(frozen=True, repr=False)
class CertificateFacts(Model):
    """Facts of one certificate. Times are Unix seconds, and the same moment as text."""

    __slots__ = ("subject", "common_names", "issuer", "serial", "not_before", "not_after", "not_before_unix", "not_after_unix", "dns_names", "ip_addresses", "key", "signature_algorithm", "extended_key_usage", "key_usage", "self_issued", "windows_default", "sha1", "sha256", "der", "is_ca", "unreadable",)
    _optional: ClassVar[frozenset[str]] = frozenset({"is_ca", "unreadable"})

    subject: str
    """Distinguished name of the subject."""
    common_names: tuple[str, ...]
    """The subject's common names, without the rest of the distinguished name."""
    issuer: str
    """Distinguished name of the issuer."""
    serial: str
    """Serial number, in hex."""
    not_before: str
    """Start of validity, RFC 3339."""
    not_after: str
    """End of validity, RFC 3339."""
    not_before_unix: int
    """Start of validity, Unix seconds."""
    not_after_unix: int
    """End of validity, Unix seconds."""
    dns_names: tuple[str, ...]
    """DNS names of the subject alternative name."""
    ip_addresses: tuple[str, ...]
    """IP addresses of the subject alternative name."""
    key: Key
    """The public key."""
    signature_algorithm: str
    """Signature algorithm, by its usual name or its object identifier."""
    extended_key_usage: tuple[str, ...]
    """Extended key usages, by their usual names or object identifiers; empty = no such extension."""
    key_usage: tuple[str, ...]
    """Key usages; empty = no such extension."""
    self_issued: bool
    """Subject and issuer are the same name."""
    windows_default: bool
    """It has every mark of the certificate that Windows makes by itself for Remote Desktop."""
    sha1: str
    """SHA-1 of the certificate, in hex: the *thumbprint* that Windows shows."""
    sha256: str
    """SHA-256 of the certificate, in hex."""
    der: str
    """The certificate itself: DER in base64."""
    is_ca: Optional[bool]
    """Whether it may sign other certificates; `None` = no basic constraints."""
    unreadable: Optional[str]
    """What could not be read, if the certificate could be read only in part or not at all."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> CertificateFacts:
        return cls(
            subject=data["subject"],
            common_names=tuple(data["common_names"]),
            issuer=data["issuer"],
            serial=data["serial"],
            not_before=data["not_before"],
            not_after=data["not_after"],
            not_before_unix=data["not_before_unix"],
            not_after_unix=data["not_after_unix"],
            dns_names=tuple(data["dns_names"]),
            ip_addresses=tuple(data["ip_addresses"]),
            key=Key._read(data["key"]),
            signature_algorithm=data["signature_algorithm"],
            extended_key_usage=tuple(data["extended_key_usage"]),
            key_usage=tuple(data["key_usage"]),
            self_issued=data["self_issued"],
            windows_default=data["windows_default"],
            sha1=data["sha1"],
            sha256=data["sha256"],
            der=data["der"],
            is_ca=data.get("is_ca"),
            unreadable=data.get("unreadable"),
        )


@dataclass(frozen=True, repr=False)
class ClientSettings(Model):
    """Security settings of a client, as far as a `.rdp` file gives them. `None` = the file does not say."""

    __slots__ = ("authentication_level", "credssp", "entra", "gateway_usage", "negotiate_security_layer",)
    _optional: ClassVar[frozenset[str]] = frozenset({"authentication_level", "credssp", "entra", "gateway_usage", "negotiate_security_layer"})

    authentication_level: Optional[int]
    """`authentication level`: 0 connects whatever the certificate is, 1 refuses a bad certificate, 2 warns,
    3 not specified.
    """
    credssp: Optional[bool]
    """`enablecredsspsupport`: whether the client offers NLA."""
    entra: Optional[bool]
    """`enablerdsaadauth`: whether the client signs in with Entra ID."""
    gateway_usage: Optional[int]
    """`gatewayusagemethod`: 0 and 4 never use the RD Gateway, 1 always, 2 where the direct way fails, 3 the default."""
    negotiate_security_layer: Optional[bool]
    """`negotiate security layer`: whether the client negotiates at all."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ClientSettings:
        return cls(
            authentication_level=data.get("authentication_level"),
            credssp=data.get("credssp"),
            entra=data.get("entra"),
            gateway_usage=data.get("gateway_usage"),
            negotiate_security_layer=data.get("negotiate_security_layer"),
        )


@dataclass(frozen=True, repr=False)
class Connected(Model):
    """A TCP connection that came about."""

    __slots__ = ("local", "elapsed_us",)

    local: str
    """Our end."""
    elapsed_us: int
    """Time from SYN to established, in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Connected:
        return cls(
            local=data["local"],
            elapsed_us=data["elapsed_us"],
        )


@dataclass(frozen=True, repr=False)
class Conversation(Model):
    """One connection and what came of it."""

    __slots__ = ("connection", "question", "why", "connect", "negotiate", "tls", "hello", "certificates", "credssp", "settings", "greeting",)

    connection: int
    """Number of the connection within the check, from 1."""
    question: Question
    """What was asked."""
    why: str
    """Why it was worth asking."""
    connect: Outcome[Connected]
    """The TCP handshake."""
    negotiate: Outcome[Negotiated]
    """The X.224 negotiation."""
    tls: Outcome[TlsSession]
    """The full TLS handshake."""
    hello: Outcome[HelloAnswer]
    """The answer to a ClientHello written by hand."""
    certificates: Outcome[tuple[CertificateFacts, ...]]
    """The server's certificates, its own first, even where the handshake failed later."""
    credssp: Outcome[CredsspAnswer]
    """The first message of Network Level Authentication."""
    settings: Outcome[SettingsAnswer]
    """MCS Connect Initial, in clear or inside of TLS."""
    greeting: Outcome[Greeting]
    """What a server says that speaks first, or a service that is not RDP."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Conversation:
        return cls(
            connection=data["connection"],
            question=_read_question(data["question"]),
            why=data["why"],
            connect=_read_outcome(data["connect"], Connected._read),
            negotiate=_read_outcome(data["negotiate"], Negotiated._read),
            tls=_read_outcome(data["tls"], TlsSession._read),
            hello=_read_outcome(data["hello"], HelloAnswer._read),
            certificates=_read_outcome(data["certificates"], lambda item: tuple(map(CertificateFacts._read, item))),
            credssp=_read_outcome(data["credssp"], CredsspAnswer._read),
            settings=_read_outcome(data["settings"], _read_settingsanswer),
            greeting=_read_outcome(data["greeting"], Greeting._read),
        )


@dataclass(frozen=True, repr=False)
class CredsspAnswer(Model):
    """The answer to a TSRequest with an NTLM NEGOTIATE, MS-CSSP 2.2.1. No user name was sent, and no proof."""

    __slots__ = ("version", "elapsed_us", "challenge", "error",)
    _optional: ClassVar[frozenset[str]] = frozenset({"challenge", "error"})

    version: int
    """The CredSSP version that the server speaks: 5 and 6 carry the fix of CVE-2018-0886."""
    elapsed_us: int
    """Time from question to complete answer, in microseconds."""
    challenge: Optional[NtlmChallenge]
    """NTLM CHALLENGE, where the server sent one."""
    error: Optional[Named]
    """Why the server ended the logon (`errorCode`, an NTSTATUS), where it says so."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> CredsspAnswer:
        return cls(
            version=data["version"],
            elapsed_us=data["elapsed_us"],
            challenge=None if data.get("challenge") is None else NtlmChallenge._read(data["challenge"]),
            error=None if data.get("error") is None else Named._read(data["error"]),
        )


@dataclass(frozen=True, repr=False)
class Diagnosis(Model):
    """What the rules make of the observations."""

    __slots__ = ("verdict", "summary", "primary", "findings", "ruled_out", "not_checked",)

    verdict: Verdict
    """The verdict."""
    summary: str
    """The verdict in one sentence."""
    primary: Optional[CauseId]
    """The one cause, if something is wrong."""
    findings: tuple[Finding, ...]
    """Everything found, the primary finding first."""
    ruled_out: tuple[RuledOut, ...]
    """Causes that look alike and were excluded."""
    not_checked: tuple[NotChecked, ...]
    """Phases that were not looked at, and why."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Diagnosis:
        return cls(
            verdict=data["verdict"],
            summary=data["summary"],
            primary=data.get("primary"),
            findings=tuple(map(Finding._read, data["findings"])),
            ruled_out=tuple(map(RuledOut._read, data["ruled_out"])),
            not_checked=tuple(map(NotChecked._read, data["not_checked"])),
        )


@dataclass(frozen=True, repr=False)
class ResolvingEvent(Model):
    """The name is being resolved."""

    __slots__ = ("name",)
    _tag: ClassVar[Optional[str]] = "event"
    event: ClassVar[Literal["resolving"]] = "resolving"

    name: str
    """The name."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ResolvingEvent:
        return cls(
            name=data["name"],
        )


@dataclass(frozen=True, repr=False)
class AskingEvent(Model):
    """A connection is being opened to ask a question."""

    __slots__ = ("address", "connection", "question", "why",)
    _tag: ClassVar[Optional[str]] = "event"
    event: ClassVar[Literal["asking"]] = "asking"

    address: str
    """The address."""
    connection: int
    """Number of the connection within the check, from 1."""
    question: Question
    """The question."""
    why: str
    """Why it is worth asking."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> AskingEvent:
        return cls(
            address=data["address"],
            connection=data["connection"],
            question=_read_question(data["question"]),
            why=data["why"],
        )


@dataclass(frozen=True, repr=False)
class PhaseEndedEvent(Model):
    """A phase came to its end, well or badly."""

    __slots__ = ("address", "phase", "ok", "elapsed_us",)
    _tag: ClassVar[Optional[str]] = "event"
    event: ClassVar[Literal["phase_ended"]] = "phase_ended"

    address: Optional[str]
    """The address, where the phase belongs to one."""
    phase: Phase
    """The phase."""
    ok: bool
    """Whether it gave an answer."""
    elapsed_us: int
    """Time it took, in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> PhaseEndedEvent:
        return cls(
            address=data.get("address"),
            phase=data["phase"],
            ok=data["ok"],
            elapsed_us=data["elapsed_us"],
        )


@dataclass(frozen=True, repr=False)
class Evidence(Model):
    """A pointer to an observation, and what it says."""

    __slots__ = ("at", "says",)

    at: str
    """JSON Pointer (RFC 6901) into the report."""
    says: str
    """What is to be seen there."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Evidence:
        return cls(
            at=data["at"],
            says=data["says"],
        )


@dataclass(frozen=True, repr=False)
class Explanation(Model):
    """What is known about a code, a symbol or a cause."""

    __slots__ = ("query", "readings", "notes", "cause",)
    _optional: ClassVar[frozenset[str]] = frozenset({"cause"})

    query: str
    """What was asked."""
    readings: tuple[Reading, ...]
    """What it can mean, the likeliest first. Code and extended code of a pair stand in that order."""
    notes: tuple[Note, ...]
    """What has to be known to read the readings right."""
    cause: Optional[CauseId]
    """The id of the cause that was asked for; the readings are then the codes that may come from it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Explanation:
        return cls(
            query=data["query"],
            readings=tuple(map(Reading._read, data["readings"])),
            notes=tuple(map(Note._read, data["notes"])),
            cause=data.get("cause"),
        )


@dataclass(frozen=True, repr=False)
class Failure(Model):
    """A question that got no usable answer: everything that is needed to argue about why."""

    __slots__ = ("phase", "operation", "kind", "closed_by", "sent", "received", "elapsed_us", "alert", "detail", "errno", "first_bytes", "idle_us", "reported_by",)
    _optional: ClassVar[frozenset[str]] = frozenset({"alert", "detail", "errno", "first_bytes", "idle_us", "reported_by"})

    phase: Phase
    """The phase in which it happened."""
    operation: str
    """What was being done, for example `connect` or `read connection confirm`."""
    kind: FailureKind
    """The kind of end."""
    closed_by: ClosedBy
    """Who ended it."""
    sent: int
    """Bytes sent on this connection so far."""
    received: int
    """Bytes received on this connection so far."""
    elapsed_us: int
    """Time since the phase began, in microseconds."""
    alert: Optional[Named]
    """The TLS alert that ended it."""
    detail: Optional[str]
    """More, in words, where there is more to say."""
    errno: Optional[str]
    """The error's name as the operating system spells it, for example `ECONNREFUSED`."""
    first_bytes: Optional[str]
    """The first bytes of the answer that could not be used, in hex."""
    idle_us: Optional[int]
    """Time since the last byte came, in microseconds, where our deadline ended an answer that had begun."""
    reported_by: Optional[str]
    """The machine that sent the ICMP message, where the system tells."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Failure:
        return cls(
            phase=data["phase"],
            operation=data["operation"],
            kind=data["kind"],
            closed_by=data["closed_by"],
            sent=data["sent"],
            received=data["received"],
            elapsed_us=data["elapsed_us"],
            alert=None if data.get("alert") is None else Named._read(data["alert"]),
            detail=data.get("detail"),
            errno=data.get("errno"),
            first_bytes=data.get("first_bytes"),
            idle_us=data.get("idle_us"),
            reported_by=data.get("reported_by"),
        )


@dataclass(frozen=True, repr=False)
class Finding(Model):
    """An opinion about facts: an instance of a cause, with its proof and its remedies."""

    __slots__ = ("id", "severity", "confidence", "because_of", "title", "summary", "evidence", "remedies", "client_codes",)

    id: CauseId
    """The cause's id in the catalogue."""
    severity: Severity
    """How bad it is here."""
    confidence: Confidence
    """How sure it is."""
    because_of: Optional[CauseId]
    """The finding of which this one is a consequence."""
    title: str
    """The cause's title."""
    summary: str
    """What it means for this host, in one sentence."""
    evidence: tuple[Evidence, ...]
    """The proof."""
    remedies: tuple[Remedy, ...]
    """What to do, the least invasive step first."""
    client_codes: tuple[str, ...]
    """The codes that clients show for it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Finding:
        return cls(
            id=data["id"],
            severity=data["severity"],
            confidence=data["confidence"],
            because_of=data.get("because_of"),
            title=data["title"],
            summary=data["summary"],
            evidence=tuple(map(Evidence._read, data["evidence"])),
            remedies=tuple(map(Remedy._read, data["remedies"])),
            client_codes=tuple(data["client_codes"]),
        )


@dataclass(frozen=True, repr=False)
class Greeting(Model):
    """What a service that is not RDP said."""

    __slots__ = ("service", "first_bytes", "elapsed_us",)

    service: str
    """The service, in the administrator's words: `HTTP`, `SSH`, `TLS` …"""
    first_bytes: str
    """Its first bytes, in hex."""
    elapsed_us: int
    """Time until they came, in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Greeting:
        return cls(
            service=data["service"],
            first_bytes=data["first_bytes"],
            elapsed_us=data["elapsed_us"],
        )


@dataclass(frozen=True, repr=False)
class HelloAnswer(Model):
    """What a server answered to a ClientHello written by hand, without a key exchange."""

    __slots__ = ("version", "suite", "client_certificate_requested", "elapsed_us", "broken_off", "dh_prime_bits", "group", "signature_scheme",)
    _optional: ClassVar[frozenset[str]] = frozenset({"broken_off", "dh_prime_bits", "group", "signature_scheme"})

    version: Named
    """The version the server chose."""
    suite: Named
    """The cipher suite the server chose."""
    client_certificate_requested: Tri
    """Whether the server asks for a client certificate: unknown in TLS 1.3, where the question is encrypted."""
    elapsed_us: int
    """Time from hello to the end of the server's flight, in microseconds."""
    broken_off: Optional[Failure]
    """How the flight ended early, if it did: the ServerHello came, the rest did not."""
    dh_prime_bits: Optional[int]
    """Length of the Diffie-Hellman prime, in bits, for a DHE suite."""
    group: Optional[Named]
    """The key exchange group, from ServerKeyExchange, `key_share` or HelloRetryRequest."""
    signature_scheme: Optional[Named]
    """The scheme of the server's signature over its key exchange (TLS 1.2)."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HelloAnswer:
        return cls(
            version=Named._read(data["version"]),
            suite=Named._read(data["suite"]),
            client_certificate_requested=data["client_certificate_requested"],
            elapsed_us=data["elapsed_us"],
            broken_off=None if data.get("broken_off") is None else Failure._read(data["broken_off"]),
            dh_prime_bits=data.get("dh_prime_bits"),
            group=None if data.get("group") is None else Named._read(data["group"]),
            signature_scheme=None if data.get("signature_scheme") is None else Named._read(data["signature_scheme"]),
        )


@dataclass(frozen=True, repr=False)
class Key(Model):
    """A public key."""

    __slots__ = ("kind", "bits",)

    kind: KeyKind
    """What kind of key."""
    bits: int
    """Length, in bits; 0 = not known."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Key:
        return cls(
            kind=data["kind"],
            bits=data["bits"],
        )


@dataclass(frozen=True, repr=False)
class LeftOut(Model):
    """An address of the name that is not tested."""

    __slots__ = ("address", "because",)

    address: str
    """The address."""
    because: LeftOutBecause
    """Why it is not tested."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> LeftOut:
        return cls(
            address=data["address"],
            because=data["because"],
        )


@dataclass(frozen=True, repr=False)
class Named(Model):
    """A code from the wire with its official name. Codes nobody knows are kept and named by their number."""

    __slots__ = ("code", "name",)

    code: int
    """The number."""
    name: str
    """The name."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Named:
        return cls(
            code=data["code"],
            name=data["name"],
        )


@dataclass(frozen=True, repr=False)
class Negotiated(Model):
    """What the server answered to the X.224 Connection Request."""

    __slots__ = ("requested", "answer", "bytes", "elapsed_us", "source_reference",)
    _optional: ClassVar[frozenset[str]] = frozenset({"source_reference"})

    requested: Named
    """What was asked for."""
    answer: NegotiationAnswer
    """What came back."""
    bytes: str
    """The answer as it came, in hex."""
    elapsed_us: int
    """Time from request to complete answer, in microseconds."""
    source_reference: Optional[int]
    """SRC-REF of the Connection Confirm: 0x1234 from Windows and xrdp, 0 from FreeRDP and others."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Negotiated:
        return cls(
            requested=Named._read(data["requested"]),
            answer=_read_negotiationanswer(data["answer"]),
            bytes=data["bytes"],
            elapsed_us=data["elapsed_us"],
            source_reference=data.get("source_reference"),
        )


@dataclass(frozen=True, repr=False)
class SelectedNegotiationAnswer(Model):
    """RDP_NEG_RSP: the server chose. It may have chosen something that was not asked for."""

    __slots__ = ("protocol", "flags",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["selected"]] = "selected"

    protocol: Named
    """`selectedProtocol`."""
    flags: Named
    """The flags, MS-RDPBCGR 2.2.1.2.1."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SelectedNegotiationAnswer:
        return cls(
            protocol=Named._read(data["protocol"]),
            flags=Named._read(data["flags"]),
        )


@dataclass(frozen=True, repr=False)
class FailureNegotiationAnswer(Model):
    """RDP_NEG_FAILURE: the server refused, and says why."""

    __slots__ = ("failure",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["failure"]] = "failure"

    failure: Named
    """`failureCode`."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FailureNegotiationAnswer:
        return cls(
            failure=Named._read(data["failure"]),
        )


@dataclass(frozen=True, repr=False)
class PlainNegotiationAnswer(Model):
    """A Connection Confirm without negotiation data: an old server, or one without TLS."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["plain"]] = "plain"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> PlainNegotiationAnswer:
        return cls()


@dataclass(frozen=True, repr=False)
class McsDisconnectNegotiationAnswer(Model):
    """MCS Disconnect Provider Ultimatum in place of a Connection Confirm."""

    __slots__ = ("reason",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["mcs_disconnect"]] = "mcs_disconnect"

    reason: Named
    """The reason, T.125."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> McsDisconnectNegotiationAnswer:
        return cls(
            reason=Named._read(data["reason"]),
        )


@dataclass(frozen=True, repr=False)
class X224RefusalNegotiationAnswer(Model):
    """X.224 Disconnect Request or Error: a legal refusal that Windows never sends."""

    __slots__ = ("code",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["x224_refusal"]] = "x224_refusal"

    code: Named
    """The TPDU code: 0x80 DR, 0x70 ER."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> X224RefusalNegotiationAnswer:
        return cls(
            code=Named._read(data["code"]),
        )


@dataclass(frozen=True, repr=False)
class UnknownNegotiationAnswer(Model):
    """Well framed, but nothing that MS-RDPBCGR knows."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["unknown"]] = "unknown"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UnknownNegotiationAnswer:
        return cls()


@dataclass(frozen=True, repr=False)
class NotChecked(Model):
    """A phase that was not looked at."""

    __slots__ = ("phase", "why",)

    phase: Phase
    """The phase."""
    why: str
    """Why."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> NotChecked:
        return cls(
            phase=data["phase"],
            why=data["why"],
        )


@dataclass(frozen=True, repr=False)
class Note(Model):
    """Something to know beside the readings."""

    __slots__ = ("kind", "text", "causes", "source",)
    _optional: ClassVar[frozenset[str]] = frozenset({"causes", "source"})

    kind: NoteKind
    """What kind of note it is."""
    text: str
    """The note itself, in full sentences."""
    causes: tuple[CauseId, ...]
    """The ids of causes that say more."""
    source: Optional[str]
    """Where it was read, where it was read anywhere."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Note:
        return cls(
            kind=data["kind"],
            text=data["text"],
            causes=tuple(data.get("causes", ())),
            source=data.get("source"),
        )


@dataclass(frozen=True, repr=False)
class NtlmChallenge(Model):
    """What a CHALLENGE_MESSAGE says about its host, MS-NLMP 2.2.1.2."""

    __slots__ = ("domain_joined", "clock", "dns_computer", "dns_domain", "dns_forest", "netbios_computer", "netbios_domain", "os",)
    _optional: ClassVar[frozenset[str]] = frozenset({"clock", "dns_computer", "dns_domain", "dns_forest", "netbios_computer", "netbios_domain", "os"})

    domain_joined: Tri
    """Whether the host has joined a domain."""
    clock: Optional[ServerClock]
    """The host's clock."""
    dns_computer: Optional[str]
    """Full DNS name of the computer."""
    dns_domain: Optional[str]
    """DNS name of its domain."""
    dns_forest: Optional[str]
    """DNS name of its forest."""
    netbios_computer: Optional[str]
    """NetBIOS name of the computer."""
    netbios_domain: Optional[str]
    """NetBIOS name of its domain; on a host that has joined none, its own."""
    os: Optional[OsVersion]
    """The operating system that the host says it is."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> NtlmChallenge:
        return cls(
            domain_joined=data["domain_joined"],
            clock=None if data.get("clock") is None else ServerClock._read(data["clock"]),
            dns_computer=data.get("dns_computer"),
            dns_domain=data.get("dns_domain"),
            dns_forest=data.get("dns_forest"),
            netbios_computer=data.get("netbios_computer"),
            netbios_domain=data.get("netbios_domain"),
            os=None if data.get("os") is None else OsVersion._read(data["os"]),
        )


@dataclass(frozen=True, repr=False)
class Observations(Model):
    """Everything that was seen of one host."""

    __slots__ = ("resolve", "addresses",)

    resolve: Outcome[Resolution]
    """How the name became addresses."""
    addresses: tuple[AddressObservations, ...]
    """Each address on its own, in the order in which they were tested."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Observations:
        return cls(
            resolve=_read_outcome(data["resolve"], Resolution._read),
            addresses=tuple(map(AddressObservations._read, data["addresses"])),
        )


@dataclass(frozen=True, repr=False)
class OsVersion(Model):
    """The version that a host gives in NTLM. Servers other than Windows put a constant there."""

    __slots__ = ("version", "release",)
    _optional: ClassVar[frozenset[str]] = frozenset({"release"})

    version: str
    """Major, minor and build, for example `10.0.20348`."""
    release: Optional[str]
    """The Windows releases that carry this build, where it is known."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> OsVersion:
        return cls(
            version=data["version"],
            release=data.get("release"),
        )


@dataclass(frozen=True, repr=False)
class ConverseQuestion(Model):
    """The conversation a client holds, as far as it goes without credentials: X.224 negotiation, the TLS handshake
    if TLS was chosen, then the first message of NLA if that was chosen, MCS Connect Initial otherwise.
    """

    __slots__ = ("protocols", "mss",)
    _optional: ClassVar[frozenset[str]] = frozenset({"mss"})
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["converse"]] = "converse"

    protocols: int
    """`requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1."""
    mss: Optional[int]
    """Maximum segment size forced on the connection, in bytes; `None` = the system's choice."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ConverseQuestion:
        return cls(
            protocols=data["protocols"],
            mss=data.get("mss"),
        )


@dataclass(frozen=True, repr=False)
class HelloQuestion(Model):
    """X.224 negotiation, then a ClientHello written by hand, answered up to the end of the server's flight."""

    __slots__ = ("protocols", "hello",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["hello"]] = "hello"

    protocols: int
    """`requestedProtocols` of RDP_NEG_REQ."""
    hello: HelloKind
    """Which ClientHello."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HelloQuestion:
        return cls(
            protocols=data["protocols"],
            hello=data["hello"],
        )


@dataclass(frozen=True, repr=False)
class OfferQuestion(Model):
    """X.224 negotiation alone; where the server chooses this protocol, TLS and the server's first message follow."""

    __slots__ = ("protocols",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["offer"]] = "offer"

    protocols: int
    """`requestedProtocols` of RDP_NEG_REQ: RDSTLS or RDSAAD, whose servers speak first."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> OfferQuestion:
        return cls(
            protocols=data["protocols"],
        )


@dataclass(frozen=True, repr=False)
class MethodQuestion(Model):
    """Standard RDP Security with one cipher: does the server take it?"""

    __slots__ = ("method",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["method"]] = "method"

    method: int
    """`encryptionMethods` of CS_SECURITY, MS-RDPBCGR 2.2.1.3.3: one bit."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> MethodQuestion:
        return cls(
            method=data["method"],
        )


@dataclass(frozen=True, repr=False)
class IdentifyQuestion(Model):
    """No RDP at all: which other service might own the port?"""

    __slots__ = ("language",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["identify"]] = "identify"

    language: Language
    """In which language it is addressed."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> IdentifyQuestion:
        return cls(
            language=data["language"],
        )


@dataclass(frozen=True, repr=False)
class ProprietaryRdpCertificate(Model):
    """A bare RSA key, signed with a key that is public knowledge: it proves nobody's identity."""

    __slots__ = ("bits",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["proprietary"]] = "proprietary"

    bits: int
    """Length of the key, in bits."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ProprietaryRdpCertificate:
        return cls(
            bits=data["bits"],
        )


@dataclass(frozen=True, repr=False)
class X509RdpCertificate(Model):
    """A chain that a licence server issued, the root first."""

    __slots__ = ("chain",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["x509"]] = "x509"

    chain: tuple[CertificateFacts, ...]
    """The certificates."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> X509RdpCertificate:
        return cls(
            chain=tuple(map(CertificateFacts._read, data["chain"])),
        )


@dataclass(frozen=True, repr=False)
class UnreadableRdpCertificate(Model):
    """Neither, or broken."""

    __slots__ = ("length",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["unreadable"]] = "unreadable"

    length: int
    """Its length in bytes."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UnreadableRdpCertificate:
        return cls(
            length=data["length"],
        )


@dataclass(frozen=True, repr=False)
class Reading(Model):
    """One meaning of a code."""

    __slots__ = ("family", "family_title", "code_hex", "code_dec", "meaning", "causes", "confidence", "source", "phase", "symbol",)
    _optional: ClassVar[frozenset[str]] = frozenset({"phase", "symbol"})

    family: CodeFamily
    """The table that has the code."""
    family_title: str
    """What an administrator calls that table."""
    code_hex: str
    """The code in hexadecimal, as its table writes it: `0x904`, `0x00000007`."""
    code_dec: int
    """The code in decimal, without sign."""
    meaning: str
    """What it means, in a sentence or two."""
    causes: tuple[CauseId, ...]
    """The ids of the causes that remain, those that a check sees from outside first; empty where the code
    points at none.
    """
    confidence: CodeConfidence
    """How sure the meaning is."""
    source: str
    """Where the meaning was read."""
    phase: Optional[Phase]
    """The phase in which it arises, where it can only be one."""
    symbol: Optional[str]
    """The official name, where there is one."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Reading:
        return cls(
            family=data["family"],
            family_title=data["family_title"],
            code_hex=data["code_hex"],
            code_dec=data["code_dec"],
            meaning=data["meaning"],
            causes=tuple(data["causes"]),
            confidence=data["confidence"],
            source=data["source"],
            phase=data.get("phase"),
            symbol=data.get("symbol"),
        )


@dataclass(frozen=True, repr=False)
class Remedy(Model):
    """One step against a cause."""

    __slots__ = ("do", "where", "risk", "back_up",)

    do: str
    """What to do, as one paragraph; commands and paths stand in backquotes."""
    where: Place
    """Where to do it."""
    risk: Risk
    """What the step touches."""
    back_up: Optional[str]
    """What to save before the step; always present where policy or registry is edited."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Remedy:
        return cls(
            do=data["do"],
            where=data["where"],
            risk=data["risk"],
            back_up=data.get("back_up"),
        )


@dataclass(frozen=True, repr=False)
class Report(ReportMethods):
    """What one check of one host found.

    INVARIANT: plain values only. No bytes but hex or base64 strings, no integer that a JavaScript number cannot
    hold, durations in microseconds with `_us` in the name.
    """

    __slots__ = ("schema", "tool", "target", "options", "vantage", "started_at", "judged_at", "elapsed_us", "connections", "round_trips", "verdict", "summary", "primary", "findings", "ruled_out", "not_checked", "timeline", "observations",)

    schema: str
    """`SCHEMA`."""
    tool: Tool
    """Which program made the report."""
    target: TargetSummary
    """What was checked."""
    options: UsedCheckOptions
    """How."""
    vantage: Vantage
    """From where."""
    started_at: str
    """When the check began, RFC 3339, UTC."""
    judged_at: str
    """The moment for which dates were judged, RFC 3339, UTC."""
    elapsed_us: int
    """How long it took, in microseconds."""
    connections: int
    """TCP connections that were attempted."""
    round_trips: int
    """Round trips that had to be waited for one after the other, name resolution not included."""
    verdict: Verdict
    """The verdict."""
    summary: str
    """The verdict in one sentence."""
    primary: Optional[CauseId]
    """The id of the one cause, if something is wrong."""
    findings: tuple[Finding, ...]
    """Everything found, the primary finding first."""
    ruled_out: tuple[RuledOut, ...]
    """Causes that look alike and were excluded, and by what."""
    not_checked: tuple[NotChecked, ...]
    """Phases that were not looked at, and why."""
    timeline: tuple[TimelineEntry, ...]
    """When each phase of each connection happened."""
    observations: Observations
    """Everything that was seen."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Report:
        return cls(
            schema=data["schema"],
            tool=Tool._read(data["tool"]),
            target=TargetSummary._read(data["target"]),
            options=UsedCheckOptions._read(data["options"]),
            vantage=Vantage._read(data["vantage"]),
            started_at=data["started_at"],
            judged_at=data["judged_at"],
            elapsed_us=data["elapsed_us"],
            connections=data["connections"],
            round_trips=data["round_trips"],
            verdict=data["verdict"],
            summary=data["summary"],
            primary=data.get("primary"),
            findings=tuple(map(Finding._read, data["findings"])),
            ruled_out=tuple(map(RuledOut._read, data["ruled_out"])),
            not_checked=tuple(map(NotChecked._read, data["not_checked"])),
            timeline=tuple(map(TimelineEntry._read, data["timeline"])),
            observations=Observations._read(data["observations"]),
        )


@dataclass(frozen=True, repr=False)
class Resolution(Model):
    """How the name of the target became addresses."""

    __slots__ = ("name", "system", "direct", "server_given", "addresses", "left_out",)
    _optional: ClassVar[frozenset[str]] = frozenset({"left_out"})

    name: str
    """The name that was asked for."""
    system: Outcome[SystemAnswer]
    """What the system's resolver said: hosts file, cache, search list, NRPT, mDNS and DNS together."""
    direct: Outcome[tuple[ServerAnswers, ...]]
    """What each DNS server said to a direct query."""
    server_given: bool
    """Whether the caller named the DNS server; otherwise they are those of the system's configuration."""
    addresses: tuple[str, ...]
    """The addresses that are tested, in this order."""
    left_out: tuple[LeftOut, ...]
    """Addresses that are not tested, and why."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Resolution:
        return cls(
            name=data["name"],
            system=_read_outcome(data["system"], SystemAnswer._read),
            direct=_read_outcome(data["direct"], lambda item: tuple(map(ServerAnswers._read, item))),
            server_given=data["server_given"],
            addresses=tuple(data["addresses"]),
            left_out=tuple(map(LeftOut._read, data.get("left_out", ()))),
        )


@dataclass(frozen=True, repr=False)
class RuledOut(Model):
    """A cause that looks alike and was excluded."""

    __slots__ = ("id", "because",)

    id: CauseId
    """The cause's id."""
    because: str
    """What excludes it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> RuledOut:
        return cls(
            id=data["id"],
            because=data["because"],
        )


@dataclass(frozen=True, repr=False)
class ServerAnswers(Model):
    """One DNS server's answers to a direct query, one per record type."""

    __slots__ = ("server", "a", "aaaa",)

    server: str
    """The server, as `address:port`."""
    a: Outcome[Answer]
    """The A query."""
    aaaa: Outcome[Answer]
    """The AAAA query."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ServerAnswers:
        return cls(
            server=data["server"],
            a=_read_outcome(data["a"], Answer._read),
            aaaa=_read_outcome(data["aaaa"], Answer._read),
        )


@dataclass(frozen=True, repr=False)
class ServerClock(Model):
    """A host's clock beside ours."""

    __slots__ = ("time", "ahead_us", "uncertainty_us",)

    time: str
    """The host's time, RFC 3339, UTC."""
    ahead_us: int
    """How far the host's clock is ahead of ours, in microseconds; negative where it is behind."""
    uncertainty_us: int
    """The difference is known to within this, in microseconds: half of the round trip."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ServerClock:
        return cls(
            time=data["time"],
            ahead_us=data["ahead_us"],
            uncertainty_us=data["uncertainty_us"],
        )


@dataclass(frozen=True, repr=False)
class ServerSettings(Model):
    """What a Connect Response says about its host, MS-RDPBCGR 2.2.1.4."""

    __slots__ = ("result", "elapsed_us", "certificate", "level", "method", "multitransport", "rdp_version", "requested_protocols",)
    _optional: ClassVar[frozenset[str]] = frozenset({"certificate", "level", "method", "multitransport", "rdp_version", "requested_protocols"})

    result: Named
    """Whether the host goes along: 0 is yes, T.125."""
    elapsed_us: int
    """Time from question to complete answer, in microseconds."""
    certificate: Optional[RdpCertificate]
    """The key of Standard RDP Security, which is not the certificate of TLS."""
    level: Optional[Named]
    """The encryption level that the host demands under Standard RDP Security."""
    method: Optional[Named]
    """The cipher of Standard RDP Security that the host chose (SC_SECURITY); none under TLS."""
    multitransport: Optional[Named]
    """What the host would do over UDP (SC_MULTITRANSPORT)."""
    rdp_version: Optional[Named]
    """The newest RDP version that the host speaks (SC_CORE): of the protocol, not of Windows."""
    requested_protocols: Optional[Named]
    """What the host says it was asked for (`clientRequestedProtocols`)."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ServerSettings:
        return cls(
            result=Named._read(data["result"]),
            elapsed_us=data["elapsed_us"],
            certificate=None if data.get("certificate") is None else _read_rdpcertificate(data["certificate"]),
            level=None if data.get("level") is None else Named._read(data["level"]),
            method=None if data.get("method") is None else Named._read(data["method"]),
            multitransport=None if data.get("multitransport") is None else Named._read(data["multitransport"]),
            rdp_version=None if data.get("rdp_version") is None else Named._read(data["rdp_version"]),
            requested_protocols=None if data.get("requested_protocols") is None else Named._read(data["requested_protocols"]),
        )


@dataclass(frozen=True, repr=False)
class ResponseSettingsAnswer(Model):
    """MCS Connect Response."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["response"]] = "response"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ResponseSettingsAnswer:
        return cls()


@dataclass(frozen=True, repr=False)
class McsDisconnectSettingsAnswer(Model):
    """MCS Disconnect Provider Ultimatum."""

    __slots__ = ("reason",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["mcs_disconnect"]] = "mcs_disconnect"

    reason: Named
    """The reason, T.125."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> McsDisconnectSettingsAnswer:
        return cls(
            reason=Named._read(data["reason"]),
        )


@dataclass(frozen=True, repr=False)
class SystemAnswer(Model):
    """Addresses as the system's resolver gave them."""

    __slots__ = ("addresses", "elapsed_us",)

    addresses: tuple[str, ...]
    """The addresses, in the system's order, without repetition."""
    elapsed_us: int
    """Time it took, in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SystemAnswer:
        return cls(
            addresses=tuple(data["addresses"]),
            elapsed_us=data["elapsed_us"],
        )


@dataclass(frozen=True, repr=False)
class TargetSummary(Model):
    """The target as it stands in a report."""

    __slots__ = ("host", "port", "alternate_host", "client", "gateway",)
    _optional: ClassVar[frozenset[str]] = frozenset({"alternate_host", "client", "gateway"})

    host: str
    """The host as it was asked for: a name or an address."""
    port: int
    """The TCP port."""
    alternate_host: Optional[str]
    """Another name by which the host may be known (`alternate full address`)."""
    client: ClientSettings
    """Security settings of the client that will connect, from a `.rdp` file."""
    gateway: Optional[str]
    """The RD Gateway that was named."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TargetSummary:
        return cls(
            host=data["host"],
            port=data["port"],
            alternate_host=data.get("alternate_host"),
            client=ClientSettings._read(data.get("client", {})),
            gateway=data.get("gateway"),
        )


@dataclass(frozen=True, repr=False)
class TimelineEntry(Model):
    """One phase of one connection, for a waterfall."""

    __slots__ = ("connection", "phase", "ok", "start_us", "elapsed_us", "sent", "received", "address",)
    _optional: ClassVar[frozenset[str]] = frozenset({"address"})

    connection: int
    """Number of the connection within the check, from 1; 0 = no connection (resolution)."""
    phase: Phase
    """The phase."""
    ok: bool
    """Whether it gave an answer."""
    start_us: int
    """Start, in microseconds since the check began."""
    elapsed_us: int
    """Duration, in microseconds."""
    sent: int
    """Bytes sent in this phase."""
    received: int
    """Bytes received in this phase."""
    address: Optional[str]
    """The address, where there is one."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TimelineEntry:
        return cls(
            connection=data["connection"],
            phase=data["phase"],
            ok=data["ok"],
            start_us=data["start_us"],
            elapsed_us=data["elapsed_us"],
            sent=data["sent"],
            received=data["received"],
            address=data.get("address"),
        )


@dataclass(frozen=True, repr=False)
class TlsSession(Model):
    """A completed TLS handshake. The server's signature over the handshake was not used to judge it."""

    __slots__ = ("version", "suite", "ocsp_stapled", "client_certificate_requested", "elapsed_us", "group", "signature_scheme",)
    _optional: ClassVar[frozenset[str]] = frozenset({"group", "signature_scheme"})

    version: Named
    """The version."""
    suite: Named
    """The cipher suite."""
    ocsp_stapled: bool
    """Whether the server stapled an OCSP response."""
    client_certificate_requested: bool
    """Whether the server asked for a client certificate (and went on without one)."""
    elapsed_us: int
    """Time of the handshake, in microseconds."""
    group: Optional[Named]
    """The key exchange group, where the library tells."""
    signature_scheme: Optional[Named]
    """The scheme with which the server signed the handshake."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TlsSession:
        return cls(
            version=Named._read(data["version"]),
            suite=Named._read(data["suite"]),
            ocsp_stapled=data["ocsp_stapled"],
            client_certificate_requested=data["client_certificate_requested"],
            elapsed_us=data["elapsed_us"],
            group=None if data.get("group") is None else Named._read(data["group"]),
            signature_scheme=None if data.get("signature_scheme") is None else Named._read(data["signature_scheme"]),
        )


@dataclass(frozen=True, repr=False)
class Tool(Model):
    """The program that made a report."""

    __slots__ = ("name", "version",)

    name: str
    """Its name."""
    version: str
    """Its version."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Tool:
        return cls(
            name=data["name"],
            version=data["version"],
        )


@dataclass(frozen=True, repr=False)
class UsedCheckOptions(Model):
    """How to check. `Default` is what an administrator wants."""

    __slots__ = ("depth", "timeouts", "family", "dns_server", "system_resolver", "overrides", "pacing_ms", "policy", "judge_at",)

    depth: Depth
    """How much is asked."""
    timeouts: UsedTimeouts
    """Longest waits."""
    family: AddressFamily
    """Which addresses are tested."""
    dns_server: Optional[str]
    """The DNS server of the direct query, as `address:port`; absent = those of the system's configuration."""
    system_resolver: bool
    """Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well."""
    overrides: tuple[UsedOverride, ...]
    """Addresses for names that are not to be resolved at all."""
    pacing_ms: int
    """Rest between two connections to one host."""
    policy: UsedPolicy
    """What counts as bad."""
    judge_at: Optional[str]
    """The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedCheckOptions:
        return cls(
            depth=data["depth"],
            timeouts=UsedTimeouts._read(data["timeouts"]),
            family=data["family"],
            dns_server=data.get("dns_server"),
            system_resolver=data["system_resolver"],
            overrides=tuple(map(UsedOverride._read, data["overrides"])),
            pacing_ms=data["pacing_ms"],
            policy=UsedPolicy._read(data["policy"]),
            judge_at=data.get("judge_at"),
        )


@dataclass(frozen=True, repr=False)
class UsedOverride(Model):
    """An address to use for a name instead of resolving it."""

    __slots__ = ("name", "address",)

    name: str
    """The name."""
    address: str
    """The address."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedOverride:
        return cls(
            name=data["name"],
            address=data["address"],
        )


@dataclass(frozen=True, repr=False)
class UsedPolicy(Model):
    """Thresholds of the diagnosis."""

    __slots__ = ("expiry_warning_days", "minimum_rsa_bits", "slow_dns_ms", "clock_skew_s", "require",)

    expiry_warning_days: int
    """A certificate that expires within this many days is reported."""
    minimum_rsa_bits: int
    """RSA keys shorter than this many bits are weak."""
    slow_dns_ms: int
    """A name that takes longer than this to resolve is slow, in milliseconds."""
    clock_skew_s: int
    """A host's clock may be off from ours by this many seconds; Kerberos tolerates five minutes."""
    require: UsedRequirements
    """What the host must offer beside working at all."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedPolicy:
        return cls(
            expiry_warning_days=data["expiry_warning_days"],
            minimum_rsa_bits=data["minimum_rsa_bits"],
            slow_dns_ms=data["slow_dns_ms"],
            clock_skew_s=data["clock_skew_s"],
            require=UsedRequirements._read(data["require"]),
        )


@dataclass(frozen=True, repr=False)
class UsedRequirements(Model):
    """What an organisation demands of its hosts: what is missing is a warning, where it would be information."""

    __slots__ = ("nla", "restricted_admin", "remote_credential_guard", "entra",)

    nla: bool
    """Network Level Authentication, offered and enforced."""
    restricted_admin: bool
    """Restricted Admin mode."""
    remote_credential_guard: bool
    """Remote Credential Guard."""
    entra: bool
    """Sign-in with Entra ID."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedRequirements:
        return cls(
            nla=data["nla"],
            restricted_admin=data["restricted_admin"],
            remote_credential_guard=data["remote_credential_guard"],
            entra=data["entra"],
        )


@dataclass(frozen=True, repr=False)
class UsedTimeouts(Model):
    """Longest waits. Every single wait of a check is bounded by one of these and by the budget."""

    __slots__ = ("resolve_ms", "connect_ms", "answer_ms", "budget_ms",)

    resolve_ms: int
    """For names: the system's resolver and the direct query, each."""
    connect_ms: int
    """For one TCP handshake. Windows itself repeats a refused one and needs about two seconds to say so."""
    answer_ms: int
    """For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake)."""
    budget_ms: int
    """For the whole check of one host."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedTimeouts:
        return cls(
            resolve_ms=data["resolve_ms"],
            connect_ms=data["connect_ms"],
            answer_ms=data["answer_ms"],
            budget_ms=data["budget_ms"],
        )


@dataclass(frozen=True, repr=False)
class Vantage(Model):
    """The place from which a host was looked at."""

    __slots__ = ("hostname", "os", "local_addresses",)

    hostname: str
    """The machine's name."""
    os: str
    """The operating system: `windows`, `linux`, `macos` …"""
    local_addresses: tuple[str, ...]
    """Our own addresses on the connections that came about."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Vantage:
        return cls(
            hostname=data["hostname"],
            os=data["os"],
            local_addresses=tuple(data["local_addresses"]),
        )


@dataclass(frozen=True, repr=False)
class Done(Model, Generic[_T]):
    """The answer came and could be read."""

    __slots__ = ("value",)
    _tag: ClassVar[Optional[str]] = "state"
    state: ClassVar[Literal["done"]] = "done"

    value: _T


@dataclass(frozen=True, repr=False)
class Failed(Model):
    """The question was put and no usable answer came."""

    __slots__ = ("value",)
    _tag: ClassVar[Optional[str]] = "state"
    state: ClassVar[Literal["failed"]] = "failed"

    value: Failure

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Failed:
        return cls(
            value=Failure._read(data["value"]),
        )


@dataclass(frozen=True, repr=False)
class Skipped(Model):
    """The question was not put, and why."""

    __slots__ = ("value",)
    _tag: ClassVar[Optional[str]] = "state"
    state: ClassVar[Literal["skipped"]] = "skipped"

    value: str

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Skipped:
        return cls(
            value=data["value"],
        )


def _read_outcome(data: Mapping[str, Any], read: Callable[[Any], _T]) -> Outcome[_T]:
    state = data["state"]
    if state == "done":
        return Done(read(data["value"]))
    if state == "failed":
        return Failed(Failure._read(data["value"]))
    if state == "skipped":
        return Skipped(data["value"])
    raise KeyError(state)


Outcome = Union[Done[_T], Failed, Skipped]
"""How one question ended. A question that was not put is skipped, and says why: an absent answer never reads as "no"."""

Event = Union[ResolvingEvent, AskingEvent, PhaseEndedEvent]
"""One step of a running check."""

_EVENT: Mapping[str, Callable[[Mapping[str, Any]], Event]] = {
    "resolving": ResolvingEvent._read,
    "asking": AskingEvent._read,
    "phase_ended": PhaseEndedEvent._read,
}


def _read_event(data: Mapping[str, Any]) -> Event:
    return _EVENT[data["event"]](data)


NegotiationAnswer = Union[SelectedNegotiationAnswer, FailureNegotiationAnswer, PlainNegotiationAnswer, McsDisconnectNegotiationAnswer, X224RefusalNegotiationAnswer, UnknownNegotiationAnswer]
"""The kinds of answer to a Connection Request."""

_NEGOTIATIONANSWER: Mapping[str, Callable[[Mapping[str, Any]], NegotiationAnswer]] = {
    "selected": SelectedNegotiationAnswer._read,
    "failure": FailureNegotiationAnswer._read,
    "plain": PlainNegotiationAnswer._read,
    "mcs_disconnect": McsDisconnectNegotiationAnswer._read,
    "x224_refusal": X224RefusalNegotiationAnswer._read,
    "unknown": UnknownNegotiationAnswer._read,
}


def _read_negotiationanswer(data: Mapping[str, Any]) -> NegotiationAnswer:
    return _NEGOTIATIONANSWER[data["kind"]](data)


Question = Union[ConverseQuestion, HelloQuestion, OfferQuestion, MethodQuestion, IdentifyQuestion]
"""A question. One question, one connection."""

_QUESTION: Mapping[str, Callable[[Mapping[str, Any]], Question]] = {
    "converse": ConverseQuestion._read,
    "hello": HelloQuestion._read,
    "offer": OfferQuestion._read,
    "method": MethodQuestion._read,
    "identify": IdentifyQuestion._read,
}


def _read_question(data: Mapping[str, Any]) -> Question:
    return _QUESTION[data["ask"]](data)


RdpCertificate = Union[ProprietaryRdpCertificate, X509RdpCertificate, UnreadableRdpCertificate]
"""SERVER_CERTIFICATE of Standard RDP Security, MS-RDPBCGR 2.2.1.4.3.1."""

_RDPCERTIFICATE: Mapping[str, Callable[[Mapping[str, Any]], RdpCertificate]] = {
    "proprietary": ProprietaryRdpCertificate._read,
    "x509": X509RdpCertificate._read,
    "unreadable": UnreadableRdpCertificate._read,
}


def _read_rdpcertificate(data: Mapping[str, Any]) -> RdpCertificate:
    return _RDPCERTIFICATE[data["kind"]](data)


SettingsAnswer = Union[ResponseSettingsAnswer, McsDisconnectSettingsAnswer]
"""The answer to an MCS Connect Initial. A host that sends a Connect Response takes the client in: a Connection
Confirm alone is not yet acceptance.
"""

_SETTINGSANSWER: Mapping[str, Callable[[Mapping[str, Any]], SettingsAnswer]] = {
    "response": ResponseSettingsAnswer._read,
    "mcs_disconnect": McsDisconnectSettingsAnswer._read,
}


def _read_settingsanswer(data: Mapping[str, Any]) -> SettingsAnswer:
    return _SETTINGSANSWER[data["kind"]](data)

