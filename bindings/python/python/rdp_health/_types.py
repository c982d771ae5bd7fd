# Written by `cargo xtask codegen` from the library's JSON schemas; not to be edited.
"""What the library gives and takes. The fields are those of the JSON, with the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, ClassVar, Generic, Literal, Optional, TypedDict, TypeVar, Union

from ._model import Model, ReportMethods, read_moment
from ._options import Fields, Many, Moment, OneOf, OrNone, Span, Text, Truth, Whole

_T = TypeVar("_T")

__all__ = [
    "AddressFamily",
    "AddressObservations",
    "Answer",
    "AskingEvent",
    "Aspect",
    "Attempt",
    "Audit",
    "AuditObservations",
    "BareHelloQuestion",
    "Cause",
    "CauseId",
    "CertificateFacts",
    "CertificateRevocation",
    "Change",
    "CheckOptions",
    "ClientOutcome",
    "ClientProfile",
    "ClientSettings",
    "ClientVerdict",
    "ClosedBy",
    "CodeClient",
    "CodeConfidence",
    "CodeFamily",
    "ComparedAs",
    "ComparedSide",
    "Comparison",
    "Completion",
    "Confidence",
    "Connected",
    "Conversation",
    "ConverseQuestion",
    "CookieQuestion",
    "Course",
    "CredsspAnswer",
    "CredsspPolicy",
    "Decides",
    "Depth",
    "Detail",
    "Diagnosis",
    "Dialog",
    "Dialogs",
    "Difference",
    "DirectNextHop",
    "Done",
    "EarlierCertificate",
    "Effective",
    "Effort",
    "Endpoint",
    "Event",
    "Evidence",
    "ExcludedCause",
    "ExpectationOutcome",
    "ExpectationResult",
    "Explanation",
    "Failed",
    "Failure",
    "FailureKind",
    "FailureNegotiationAnswer",
    "Fetch",
    "FetchPolicy",
    "FetchedBody",
    "FetchedIssuer",
    "FetchingEvent",
    "FileKind",
    "FileSignature",
    "Finding",
    "FirewallProfile",
    "FirewallRule",
    "FleetLosses",
    "Format",
    "GatewayNextHop",
    "GreetPortQuestion",
    "Greeting",
    "Held",
    "HelloAnswer",
    "HelloKind",
    "HelloQuestion",
    "HoldPortQuestion",
    "Hop",
    "HostLosses",
    "HttpAnswer",
    "HttpHeader",
    "HttpProxyReply",
    "HttpQuestion",
    "HttpRequest",
    "IdentifyQuestion",
    "Implication",
    "ImplicationKind",
    "Inside",
    "InsideCertificate",
    "InsideEvent",
    "InsideFacts",
    "InsideListener",
    "InsidePort",
    "InsideService",
    "InsideSetting",
    "InsideSource",
    "Interface",
    "InterfaceKind",
    "IssuerCertificate",
    "IssuerFound",
    "Issuers",
    "KdcAnswer",
    "KdcPort",
    "KerberosNeed",
    "KerberosObservations",
    "KerberosPoint",
    "KerberosReadiness",
    "Key",
    "KeyKind",
    "KnockPortQuestion",
    "Labels",
    "Language",
    "LeftOut",
    "LeftOutBecause",
    "Lint",
    "LintOptions",
    "LossFix",
    "LostAtHosts",
    "LostClient",
    "MadeUp",
    "McsDisconnectNegotiationAnswer",
    "McsDisconnectSettingsAnswer",
    "Merged",
    "MergedHost",
    "MethodQuestion",
    "MissingIssuer",
    "Model",
    "Named",
    "Negotiated",
    "NegotiationAnswer",
    "NextHop",
    "NotChecked",
    "NotSeen",
    "Note",
    "NoteKind",
    "NtlmChallenge",
    "Observations",
    "OfferQuestion",
    "OfferedTls",
    "OnBadCertificate",
    "OsVersion",
    "OtherPort",
    "Outcome",
    "Override",
    "PathCertificate",
    "PathOrigin",
    "PathQuality",
    "Phase",
    "PhaseEndedEvent",
    "Place",
    "PlainNegotiationAnswer",
    "Policy",
    "PortQuestion",
    "ProfileEntry",
    "ProfileFact",
    "ProprietaryRdpCertificate",
    "ProxyAnswer",
    "ProxyHeaderQuestion",
    "ProxyObservations",
    "ProxyReply",
    "Question",
    "RdpCertificate",
    "RdpCipher",
    "RdpPortQuestion",
    "ReadOptions",
    "Reading",
    "RemainingCause",
    "Remark",
    "RemarkLevel",
    "Remedy",
    "Report",
    "Requirements",
    "Resolution",
    "ResolvingEvent",
    "ResponseSettingsAnswer",
    "Revocation",
    "RevocationAnswer",
    "RevocationMeans",
    "RevocationSource",
    "RevocationStatus",
    "Risk",
    "Role",
    "Route",
    "RuledOut",
    "SameFact",
    "ScanOptions",
    "Seconds",
    "SecurityProtocol",
    "SeenFrom",
    "SelectedNegotiationAnswer",
    "ServerAnswers",
    "ServerClock",
    "ServerSettings",
    "Service",
    "ServiceRecord",
    "SettingsAnswer",
    "Severity",
    "Shows",
    "SignatureState",
    "SignerTrust",
    "Skipped",
    "SocksCredentialsProxyReply",
    "SocksMethodProxyReply",
    "SocksProxyReply",
    "Spread",
    "StoreTrust",
    "StoreVerdict",
    "StunAnswer",
    "StunObservations",
    "Symptom",
    "SymptomFit",
    "SystemAnswer",
    "TargetSummary",
    "TcpFacts",
    "TextOptions",
    "Through",
    "TimelineEntry",
    "Timeouts",
    "TlsFirstQuestion",
    "TlsOffers",
    "TlsSession",
    "TlsSuiteOffer",
    "TlsVersionOffer",
    "Tool",
    "Tri",
    "TrustStore",
    "TrustStoreKind",
    "TrustedRoots",
    "UdpAnswer",
    "UdpObservations",
    "UdpQuestion",
    "UnknownNegotiationAnswer",
    "UnknownNextHop",
    "UnreadableRdpCertificate",
    "Until",
    "UnusedPortQuestion",
    "UsedCheckOptions",
    "UsedClientProfile",
    "UsedFetchPolicy",
    "UsedOverride",
    "UsedPolicy",
    "UsedRequirements",
    "UsedTimeouts",
    "Vantage",
    "Verdict",
    "Visibility",
    "WatchOptions",
    "Watched",
    "WhatIfAnswer",
    "WindowsRelease",
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

Aspect = Literal[
    "verdict",
    "primary",
    "reach",
    "addresses",
    "negotiation",
    "tls",
    "tls_versions",
    "credssp",
    "ntlm",
    "certificate",
    "issuer",
    "expiry",
    "key",
    "build",
    "computer",
    "domain",
    "udp",
    "findings",
    "clients_out",
]
"""Something that is compared.

- ``verdict``: The verdict.
- ``primary``: The cause.
- ``reach``: What becomes of a connection.
- ``addresses``: The addresses of the name.
- ``negotiation``: What the host answers to a client that offers everything.
- ``tls``: The version and suite of the handshake.
- ``tls_versions``: Which TLS versions the host accepts.
- ``credssp``: The version of CredSSP.
- ``ntlm``: Whether NTLM is answered with a challenge.
- ``certificate``: The certificate's fingerprint.
- ``issuer``: Who issued it.
- ``expiry``: Until when it is valid.
- ``key``: Its key.
- ``build``: The build of Windows.
- ``computer``: The computer's own name.
- ``domain``: Whether it has joined a domain.
- ``udp``: Whether RDP over UDP is answered.
- ``findings``: Findings besides the cause.
- ``clients_out``: Clients that are blocked.
"""

ClientOutcome = Literal[
    "connects",
    "blocked",
    "depends_on_address",
    "unknown",
]
"""Whether a client reaches its credentials.

- ``connects``: It does.
- ``blocked``: It does not.
- ``depends_on_address``: It does at one address of the host, and does not at another.
- ``unknown``: The observations do not show it.
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
- ``deadline``: No party: our deadline passed.
- ``network``: A message of the network (ICMP) or this computer's own network stack.
"""

CodeClient = Literal[
    "mstsc",
    "windows-app",
    "windows-app-mac",
    "windows-app-mobile",
    "avd",
    "rd-web",
    "mremoteng",
    "freerdp",
    "remmina",
    "rdesktop",
    "gnome",
    "guacamole",
    "xrdp",
    "ironrdp",
    "node",
    "windows-log",
    "openssl",
    "gnutls",
]
"""A program or a log that shows a code or a message.

- ``mstsc``: Remote Desktop Connection of Windows.
- ``windows-app``: Windows App and the Remote Desktop client (MSRDC) on Windows.
- ``windows-app-mac``: Windows App on macOS, earlier Microsoft Remote Desktop.
- ``windows-app-mobile``: Windows App on Android, iOS and iPadOS.
- ``avd``: Azure Virtual Desktop and Windows 365: their clients and their diagnostics.
- ``rd-web``: RD Web Access, RemoteApp and Desktop Connections, and the web client.
- ``mremoteng``: `mRemoteNG`, `RDCMan`, Royal TS and others that embed the control of Remote Desktop Connection.
- ``freerdp``: FreeRDP: `xfreerdp`, `sdl-freerdp`, `wfreerdp`, `wlfreerdp`.
- ``remmina``: Remmina.
- ``rdesktop``: rdesktop.
- ``gnome``: GNOME Connections and GNOME Remote Desktop.
- ``guacamole``: Apache Guacamole: its pages and guacd.
- ``xrdp``: The log of xrdp.
- ``ironrdp``: `IronRDP` and other clients on rustls.
- ``node``: Node.js programs.
- ``windows-log``: Windows event logs.
- ``openssl``: `openssl s_client` and programs that print OpenSSL's errors.
- ``gnutls``: Programs that print `GnuTLS`'s errors.
"""

CodeConfidence = Literal[
    "verified",
    "single_source",
    "unverified",
    "guess",
    "inferred",
]
"""How sure the meaning of a code is.

- ``verified``: Read in a specification or in the maker's documentation.
- ``single_source``: One secondary source says so.
- ``unverified``: Users report it; it is not confirmed.
- ``guess``: The meaning is known; that this number, or this table, is the one that was meant is a guess.
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
    "guacamole",
    "avd",
    "xfreerdp_exit",
    "errno",
    "errno_macos",
    "winsock",
    "macos_client",
    "openssl_verify",
    "openssl_reason",
    "http_status",
    "kerberos",
    "schannel_state",
    "event_termdd",
    "event_schannel",
    "event_rcm",
    "event_lsm",
    "event_rdp_core",
    "event_rdp_client",
    "event_gateway",
    "event_broker",
    "event_security",
    "event_ntlm",
    "rdp_neg_failure",
    "tls_alert",
    "tsgu_return",
    "rdsaad_result",
    "rdstls_result",
    "early_authz_result",
    "logon_error_data",
    "logon_error_type",
    "status_info",
    "rdp_protocol",
    "mcs_result",
    "mcs_disconnect_ultimatum",
    "mstsc_fatal",
    "message",
]
"""A table of codes: one number means different things in different tables.

The order is the order of likelihood: a bare number that is pasted most often comes from the first of
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
- ``guacamole``: The status codes of the Guacamole protocol, on Guacamole's pages and in the log of guacd.
- ``avd``: The error codes in the diagnostics of Azure Virtual Desktop.
- ``xfreerdp_exit``: The exit status of `xfreerdp`, `sdl-freerdp` and `wlfreerdp`.
- ``errno``: The error numbers of Linux.
- ``errno_macos``: The error numbers of macOS and the BSDs.
- ``winsock``: The error numbers of Windows sockets.
- ``macos_client``: Error codes of Microsoft's clients on macOS, iOS and Android, whose numbers mean other things than those of
Remote Desktop Connection.
- ``openssl_verify``: The results of OpenSSL's certificate check.
- ``openssl_reason``: The reasons of OpenSSL's TLS errors, which it packs with the library's number: `0A00010B`.
- ``http_status``: The status of an HTTP answer.
- ``kerberos``: The errors of MIT's Kerberos library.
- ``schannel_state``: The internal error state that Schannel's events print.
- ``event_termdd``: Events of the source TermDD in the System log.
- ``event_schannel``: Events of the source Schannel in the System log.
- ``event_rcm``: Events of TerminalServices-RemoteConnectionManager.
- ``event_lsm``: Events of TerminalServices-LocalSessionManager.
- ``event_rdp_core``: Events of RemoteDesktopServices-RdpCoreTS.
- ``event_rdp_client``: Events of TerminalServices-ClientActiveXCore, in the channel TerminalServices-RDPClient/Operational.
- ``event_gateway``: Events of TerminalServices-Gateway.
- ``event_broker``: Events of TerminalServices-SessionBroker and TerminalServices-SessionBroker-Client.
- ``event_security``: Logon events of the Security log.
- ``event_ntlm``: Events of Windows' NTLM.
- ``rdp_neg_failure``: The failure code of the security negotiation, MS-RDPBCGR 2.2.1.2.2.
- ``tls_alert``: TLS alert descriptions.
- ``tsgu_return``: Return codes of the RD Gateway protocol, MS-TSGU 2.2.6.
- ``rdsaad_result``: Results of a Microsoft Entra sign-in, MS-RDPBCGR 2.2.18.3.
- ``rdstls_result``: Results of an RDSTLS authentication, MS-RDPBCGR 2.2.17.4.
- ``early_authz_result``: The Early User Authorization Result PDU, MS-RDPBCGR 2.2.10.2.
- ``logon_error_data``: Logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1.
- ``logon_error_type``: The type in logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1.
- ``status_info``: The status that a connection broker reports, MS-RDPBCGR 2.2.5.2.
- ``rdp_protocol``: The security protocols of the negotiation, MS-RDPBCGR 2.2.1.1.1.
- ``mcs_result``: The result of an MCS Connect Response, T.125.
- ``mcs_disconnect_ultimatum``: The reason of an MCS Disconnect Provider Ultimatum, T.125.
- ``mstsc_fatal``: Fatal errors of Remote Desktop Connection itself.
- ``message``: A known message without a code; whose it is stands in `clients`(super.Reading.clients).
"""

ComparedAs = Literal[
    "times",
    "places",
    "hosts",
]
"""What two reports are of.

- ``times``: One host at two times.
- ``places``: One host, seen from two places.
- ``hosts``: Two hosts.
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

Course = Literal[
    "worse",
    "better",
    "changed",
    "same",
    "unclear",
]
"""Whether the second report is worse than the first.

- ``worse``: It is.
- ``better``: It is better.
- ``changed``: Something differs, and neither is worse.
- ``same``: Nothing differs.
- ``unclear``: One of the two has no verdict.
"""

CredsspPolicy = Literal[
    "unpatched",
    "vulnerable",
    "mitigated",
    "force_updated",
]
"""How a client takes a server that lacks the update for CVE-2018-0886 (AllowEncryptionOracle).

- ``unpatched``: It lacks the update itself: such a server is welcome, and an updated one may refuse the client.
- ``vulnerable``: Updated, and goes along with such a server all the same (2).
- ``mitigated``: Updated, and refuses such a server (1), which is the default of Windows.
- ``force_updated``: Updated, refuses such a server, and as a server such clients (0).
"""

Decides = Literal[
    "server",
    "client",
    "unknown",
]
"""Whose order of preference decides between two suites that both sides have.

- ``server``: The server's: it chose a suite although another that it takes stood before it.
- ``client``: The client's: of the same two suites the server chose the one that stood first.
- ``unknown``: Not seen: it has fewer than two suites, or the listing ended before.
"""

Depth = Literal[
    "quick",
    "standard",
    "full",
]
"""How much is asked of a host.

- ``quick``: One connection per address; silence and resets are repeated once, nothing else is followed up.
- ``standard``: Quick, the questions that prove the cause of whatever failed, and whether the certificate is revoked.
- ``full``: Everything this version knows how to ask.
"""

Detail = Literal[
    "brief",
    "full",
    "everything",
]
"""How much of a report is written as text. Nothing is lost by a shorter form: each has all of the one before.

- ``brief``: One screen: the verdict, the cause and its proof, the first steps, which clients connect.
- ``full``: Also what happened when, every step, what was ruled out and what was not checked.
- ``everything``: Also the place of every evidence in the report, every phase of every connection, and every client by name.
"""

Dialog = Literal[
    "unknown_publisher",
    "named_publisher",
    "changed",
]
"""What mstsc shows before it connects.

- ``unknown_publisher``: A warning that nothing proves who wrote the file.
- ``named_publisher``: A question whether the publisher, who is named, is trusted.
- ``changed``: The file was changed after it was signed: no publisher is shown, and mstsc may refuse the file.
"""

Effort = Literal[
    "setting",
    "renewal",
    "upgrade",
]
"""What a step costs.

- ``setting``: A setting, or another way to write the host's name.
- ``renewal``: A new certificate or an update.
- ``upgrade``: Another version of the host or of the client.
"""

ExpectationOutcome = Literal[
    "met",
    "missed",
    "not_seen",
]
"""Whether a host meets an expectation.

- ``met``: It does.
- ``missed``: It does not.
- ``not_seen``: The check did not see what decides it: another kind of miss, and never a pass.
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
    "truncated",
    "declined",
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
- ``host_unreachable``: No route to the host (ICMP host unreachable, or no device answers on the local network).
- ``network_unreachable``: No route to the network.
- ``prohibited``: A device on the path says that this traffic is forbidden (ICMP administratively prohibited).
- ``local_refusal``: This computer refused to send (local firewall, security product, exhausted ports).
- ``no_local_route``: This computer has no route to the address, or does not speak its IP version.
- ``out_of_resources``: This computer ran out of sockets, ports or memory: nothing was learned about the target.
- ``out_of_time``: The time for the whole host was up: nothing was learned about the target.
- ``not_found``: The name does not exist or has no such record.
- ``server_failed``: The name server answered that it will not or cannot say (SERVFAIL, REFUSED).
- ``truncated``: The name server's answer over UDP was cut short (TC), and over TCP, which the rest needs, none came.
- ``declined``: The server answered, but not the question: an HTTP or OCSP error, or an answer about something else.
- ``handshake``: The handshake ran and failed for its own reason, in `Failure.detail`.
- ``other``: The operating system said something else, in `Failure.errno`.
"""

FileKind = Literal[
    "rdp",
    "rdpw",
    "rdcman",
    "mremoteng",
    "remmina",
    "royal_ts",
    "mac_bookmarks",
    "ansible",
    "table",
    "list",
]
"""What a file that names hosts is.

- ``rdp``: A `.rdp` file.
- ``rdpw``: A file of Azure Virtual Desktop or Windows 365 (`.rdpw`), whose service chooses the host.
- ``rdcman``: Groups of Remote Desktop Connection Manager (`.rdg`).
- ``mremoteng``: Connections of mRemoteNG (`confCons.xml`).
- ``remmina``: A connection of Remmina (`.remmina`).
- ``royal_ts``: Connections of Royal TS, as JSON.
- ``mac_bookmarks``: Bookmarks of Microsoft Remote Desktop or Windows App on macOS.
- ``ansible``: An inventory of Ansible.
- ``table``: A table with a header (CSV).
- ``list``: A list of hosts, one per line.
"""

HelloKind = Literal[
    "wide",
    "tls13_only",
    "tls13_without_share",
    "tls10",
    "windows_current",
    "every_suite",
    "every_group",
    "every_scheme",
    "without_sha1",
    "without_tls13",
    "without_server_name",
    "without_server_name_and_tls13",
    "post_quantum",
]
"""The ClientHellos that show why TLS fails. Most differ from that of a current Windows client in one thing: a server
that answers one of the two and not the other lacks that thing, or minds it.

- ``wide``: Everything up to TLS 1.2: every curve and signature scheme, RC4 and 3DES included.
- ``tls13_only``: TLS 1.3 and nothing else, with every group and signature scheme.
- ``tls13_without_share``: The same without a key share, which a server that reads TLS 1.3 must refuse with the alert missing_extension.
- ``tls10``: TLS 1.0 with every suite of its time.
- ``windows_current``: What a current Windows client offers with its default settings.
- ``every_suite``: The same with every cipher suite.
- ``every_group``: The same with every key exchange group.
- ``every_scheme``: The same with every signature scheme.
- ``without_sha1``: The same without signatures over SHA-1.
- ``without_tls13``: The same without TLS 1.3.
- ``without_server_name``: The same without the server's name (SNI).
- ``without_server_name_and_tls13``: The same without the server's name and without TLS 1.3.
- ``post_quantum``: The same with a post-quantum key share: longer than one TCP segment.
"""

HttpRequest = Literal[
    "rdg_upgrade",
    "rdg",
    "rdg_get",
    "rdg_sspi_ntlm",
    "rdg_ntlm",
    "rdg_negotiate",
    "rpc_proxy",
    "kdc_proxy",
    "root",
    "listener",
]
"""An HTTP request. One request, one connection.

- ``rdg_upgrade``: `RDG_OUT_DATA /remoteDesktopGateway/` with a WebSocket upgrade: what a current client begins with.
- ``rdg``: The same without the upgrade: the HTTP transport with two channels.
- ``rdg_get``: The upgrade with `GET`, as browsers make it (MS-TSGU 2.2.3.3).
- ``rdg_sspi_ntlm``: The upgrade with `Authorization: SSPI_NTLM`, which puts the logon off until after it (MS-TSGU 3.3.5.3.1).
- ``rdg_ntlm``: `RDG_OUT_DATA` with the first message of NTLM, which contains no user name.
- ``rdg_negotiate``: The same, wrapped as `Negotiate` wants it.
- ``rpc_proxy``: `RPC_IN_DATA /rpc/rpcproxy.dll`: the transport of Server 2008.
- ``kdc_proxy``: `POST /KdcProxy` without a message (MS-KKDCP 2.1): it asks for no ticket, and tells a KDC proxy from a web server
that has none.
- ``root``: `GET /`, or of a web server that is the target the path in its address: what any web server answers.
- ``listener``: The upgrade of `/rdp/`, which a WebSocket listener of the host itself answers.
"""

ImplicationKind = Literal[
    "path",
    "allow_list",
    "name",
    "machine",
    "inspection",
    "renewed",
    "replaced",
    "patch",
    "policy",
]
"""The kinds of what a difference implies.

- ``path``: The path to the host, or its service.
- ``allow_list``: A firewall or an allow list lets one in and not the other.
- ``name``: The name leads elsewhere.
- ``machine``: Another machine answers.
- ``inspection``: A device on the path answers in the host's place.
- ``renewed``: The certificate was renewed.
- ``replaced``: The certificate is another one.
- ``patch``: Updates were installed, or are missing.
- ``policy``: A policy or setting.
"""

Inside = Literal[
    "nla",
    "negotiation",
]
"""What is said inside TLS that came first.

- ``nla``: Network Level Authentication, as at the console port of Hyper-V.
- ``negotiation``: X.224 negotiation, as behind a proxy that ends TLS.
"""

InterfaceKind = Literal[
    "loopback",
    "ethernet",
    "wireless",
    "mobile",
    "tunnel",
    "virtual",
    "unknown",
]
"""Kinds of network adapter.

- ``loopback``: This computer itself.
- ``ethernet``: A cable, or what looks like one to the system.
- ``wireless``: Wi-Fi.
- ``mobile``: A mobile network.
- ``tunnel``: A VPN or another tunnel.
- ``virtual``: A bridge, bond, VLAN or the end of a virtual cable.
- ``unknown``: The system does not tell, or tells what this version does not know.
"""

IssuerFound = Literal[
    "sent",
    "store",
    "fetched",
]
"""Where the certificate of an issuer was found.

- ``sent``: The server sent it.
- ``store``: It is in a store of trusted roots.
- ``fetched``: It was fetched from where the certificate says (authority information access, *CA issuers*).
"""

KerberosNeed = Literal[
    "domain",
    "name",
    "records",
    "port",
    "clock",
    "proxy",
]
"""What Kerberos needs.

- ``domain``: A domain that the host has joined.
- ``name``: A name with a service principal name (SPN): no address, and no alias without one.
- ``records``: DNS records that name domain controllers.
- ``port``: A domain controller that answers Kerberos over TCP, at port 88.
- ``clock``: Clocks that are no more than five minutes apart.
- ``proxy``: A KDC proxy, for clients that reach no domain controller.
"""

KeyKind = Literal[
    "rsa",
    "rsa_pss",
    "ec",
    "ed25519",
    "ed448",
    "other",
]
"""Kinds of public key.

- ``rsa``: RSA.
- ``rsa_pss``: RSA for RSASSA-PSS signatures alone (id-RSASSA-PSS, RFC 4055 3.1).
- ``ec``: Elliptic curve.
- ``ed25519``: Ed25519 (RFC 8410).
- ``ed448``: Ed448 (RFC 8410).
- ``other``: Anything else.
"""

Language = Literal[
    "http",
    "tls",
    "junk",
    "nothing",
]
"""Languages other than RDP in which a silent port is addressed.

- ``http``: `GET / HTTP/1.0`.
- ``tls``: A bare TLS ClientHello.
- ``junk``: A line that is of no protocol: who cuts RDP alone does not cut it.
- ``nothing``: None: nothing is said for two seconds, and what comes is read.
"""

LeftOutBecause = Literal[
    "other_family",
    "no_host",
    "link_local",
    "too_many",
]
"""Why an address is not tested.

- ``other_family``: The caller asked for the other IP version.
- ``no_host``: It is the address of no host (0.0.0.0, ::, multicast): DNS filters answer so.
- ``link_local``: It is link-local: good only on the link it came from, which an address alone does not name.
- ``too_many``: The name has more addresses than are tested (64).
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

OfferedTls = Literal[
    "1.0",
    "1.1",
    "1.2",
    "1.3",
]
"""A TLS version.

- ``1.0``: TLS 1.0.
- ``1.1``: TLS 1.1.
- ``1.2``: TLS 1.2.
- ``1.3``: TLS 1.3.
"""

OnBadCertificate = Literal[
    "ignore",
    "warn",
    "refuse",
]
"""What a client does with a certificate that it does not trust.

- ``ignore``: Nothing.
- ``warn``: It asks its user.
- ``refuse``: It ends the connection.
"""

PathOrigin = Literal[
    "sent",
    "fetched",
    "store",
]
"""Where a certificate comes from.

- ``sent``: The server sent it.
- ``fetched``: It was fetched from where the certificate below it says.
- ``store``: The store holds it.
"""

Phase = Literal[
    "resolve",
    "connect",
    "proxy",
    "negotiate",
    "standard_security",
    "tls",
    "certificate",
    "credssp",
    "udp",
    "gateway",
    "websocket",
    "web",
    "path",
]
"""A step of the conversation, in the order in which a connection meets them.

- ``resolve``: Name to addresses.
- ``connect``: TCP handshake with one address.
- ``proxy``: Asking a proxy for the way to the host: SOCKS 5 (RFC 1928) or HTTP `CONNECT` (RFC 9110 9.3.6).
- ``negotiate``: X.224 Connection Request and Confirm, MS-RDPBCGR 2.2.1.1 and 2.2.1.2.
- ``standard_security``: Standard RDP Security, MS-RDPBCGR 5.3.
- ``tls``: The TLS handshake, MS-RDPBCGR 5.4.
- ``certificate``: What the server's certificate says.
- ``credssp``: Network Level Authentication, MS-CSSP.
- ``udp``: RDP over UDP, MS-RDPEUDP.
- ``gateway``: RD Gateway, MS-TSGU.
- ``websocket``: The direct WebSocket listeners (3387, 3392).
- ``web``: The HTTP request to a web server that is the target itself.
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

ProfileFact = Literal[
    "protocols",
    "standard_rdp",
    "tls",
    "more_tls",
    "credssp",
]
"""A fact of a profile that may lack confirmation.

- ``protocols``: What it asks for.
- ``standard_rdp``: Whether, and with which ciphers, it accepts Standard RDP Security.
- ``tls``: Its TLS versions and cipher suites.
- ``more_tls``: Whether it offers more TLS versions and suites than are written: what is written is confirmed.
- ``credssp``: How it takes a server without the CredSSP update.
"""

RdpCipher = Literal[
    "40bit",
    "56bit",
    "128bit",
    "fips",
]
"""A cipher of Standard RDP Security, MS-RDPBCGR 5.3.2.

- ``40bit``: RC4 with 40 bits.
- ``56bit``: RC4 with 56 bits.
- ``128bit``: RC4 with 128 bits.
- ``fips``: 3DES, as FIPS 140-1 demands.
"""

RemarkLevel = Literal[
    "info",
    "warning",
    "error",
]
"""How much a remark matters.

- ``info``: Worth to know.
- ``warning``: A setting that weakens the connection, contradicts another one or has no effect.
- ``error``: A line that clients refuse, or that keeps the file from being used.
"""

RevocationMeans = Literal[
    "stapled_ocsp",
    "ocsp",
    "crl",
    "delta_crl",
]
"""Kinds of places where revocation can be asked.

- ``stapled_ocsp``: An OCSP response that the server sends in the TLS handshake, RFC 6066 8.
- ``ocsp``: An OCSP responder, RFC 6960.
- ``crl``: A certificate revocation list, RFC 5280 5.
- ``delta_crl``: The changes since the last whole list, RFC 5280 5.2.4.
"""

RevocationStatus = Literal[
    "good",
    "revoked",
    "unknown",
]
"""What is said of a certificate.

- ``good``: It is not revoked.
- ``revoked``: It is revoked.
- ``unknown``: The responder does not know the certificate.
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

Role = Literal[
    "host",
    "gateway",
    "websocket",
    "websocket_tls",
    "web_server",
]
"""What an endpoint is for the client that wants in.

- ``host``: The Remote Desktop host, MS-RDPBCGR.
- ``gateway``: The RD Gateway through which the client goes, MS-TSGU.
- ``websocket``: A port of the host for RDP in a WebSocket, in clear (`WebSocketURI`).
- ``websocket_tls``: The same inside TLS.
- ``web_server``: A web server that is the target itself: RD Web, a feed, a service that clients need besides the host.
"""

SecurityProtocol = Literal[
    "SSL",
    "HYBRID",
    "HYBRID_EX",
]
"""A security protocol that a client can ask for, MS-RDPBCGR 2.2.1.1.1.

- ``SSL``: TLS.
- ``HYBRID``: Network Level Authentication (CredSSP).
- ``HYBRID_EX``: Network Level Authentication with the result of early user authorization.
"""

Service = Literal[
    "rdp",
    "https",
]
"""What is expected to listen at a target.

- ``rdp``: Remote Desktop, MS-RDPBCGR.
- ``https``: A web server inside TLS: RD Web, a feed, a service that clients need besides the host.
"""

Severity = Literal[
    "info",
    "warning",
    "error",
]
"""How bad a finding is.

- ``info``: Worth knowing; nothing fails because of it.
- ``warning``: A default client of today connects, but with a warning or a delay, or not every client does, or not for long.
- ``error``: A default client of today does not connect.
"""

Shows = Literal[
    "mstsc",
    "freerdp",
    "other",
]
"""Whose messages and codes the user of a client sees.

- ``mstsc``: Those of mstsc.
- ``freerdp``: Those of FreeRDP.
- ``other``: Others, which are not known here.
"""

SignatureState = Literal[
    "valid",
    "changed",
    "damaged",
    "unverifiable",
]
"""What the signature of a `.rdp` file is worth.

- ``valid``: The signer's key made it over exactly these lines.
- ``changed``: It does not fit the lines: one of them was changed, added or removed after the file was signed.
- ``damaged``: It is no signature of the form that clients read.
- ``unverifiable``: This build cannot verify it: its algorithm is not known, or the signer's certificate is not with it.
"""

StoreTrust = Literal[
    "trusted",
    "trusted_if_fetched",
    "not_trusted",
    "unknown",
]
"""Whether a store trusts a chain.

- ``trusted``: What the server sends leads to a root of the store.
- ``trusted_if_fetched``: It does together with what was fetched, and not without.
- ``not_trusted``: It does not.
- ``unknown``: A signature on the path cannot be verified by this version, or a certificate cannot be read.
"""

SymptomFit = Literal[
    "unread",
    "found",
    "narrowed",
    "open",
    "check_got_further",
    "client_got_further",
]
"""How the text of a client and the check fit together.

- ``unread``: Nothing in the text is known: it says nothing.
- ``found``: The check found a cause that clients show so.
- ``narrowed``: The check excluded some of the causes, and others remain.
- ``open``: Nothing is excluded, or the text points at no cause.
- ``check_got_further``: The client fails at a step that works from this computer: it goes another way.
- ``client_got_further``: The client got past the step at which the check fails: it goes another way, or the host has changed.
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

TrustStoreKind = Literal[
    "system",
    "ca_file",
    "mozilla",
]
"""Kinds of store.

- ``system``: That of the operating system on which the check ran.
- ``ca_file``: A file of certificates that was given.
- ``mozilla``: Mozilla's, which programs bring along that do not ask the system: a second opinion, the same on every machine.
"""

Until = Literal[
    "healthy",
    "degraded",
    "failing",
]
"""What ends a watch.

- ``healthy``: Clients connect, without a warning.
- ``degraded``: Clients connect, with or without a warning.
- ``failing``: They do not.
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

Visibility = Literal[
    "remote",
    "partly",
    "second_vantage_point",
    "client",
    "host",
    "after_logon",
    "nowhere",
]
"""From where a cause can be seen.

- ``remote``: Over the network, without credentials.
- ``partly``: Over the network, but only as a hint: other causes look alike.
- ``second_vantage_point``: Only by comparing with another place, another address or another time.
- ``client``: On the client.
- ``host``: On the host.
- ``after_logon``: Only by logging on, which a check never does.
- ``nowhere``: Nowhere: advice that is found everywhere and is wrong.
"""

CauseId = Literal[
    "dns-not-found",
    "dns-server-failed",
    "dns-timeout",
    "dns-no-server",
    "dns-tcp-blocked",
    "dns-half-answered",
    "dns-local-name",
    "dns-rebind-protection",
    "dns-wildcard",
    "dns-alias-loop",
    "dns-no-common-family",
    "dns-slow",
    "dns-resolvers-disagree",
    "dns-short-name-ambiguous",
    "dns-points-elsewhere",
    "address-partly-dead",
    "address-ipv6-dead",
    "address-dns64-dead",
    "address-synthetic",
    "address-zone-missing",
    "tcp-connect-slow",
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
    "proxy-in-between",
    "web-service-unavailable",
    "web-not-https",
    "web-page-missing",
    "proxy-unreachable",
    "proxy-not-spoken",
    "proxy-refused",
    "rdp-cut-by-filter",
    "rdp-dead-backend",
    "rdp-not-spoken",
    "rdp-malformed-answer",
    "rdp-closed-without-answer",
    "rdp-tls-first",
    "rdp-inside-tls",
    "rdp-proxy-header",
    "rdp-answers-late",
    "rdp-listener-hung",
    "rdp-settings-unanswered",
    "rdp-settings-closed",
    "rdp-settings-refused",
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
    "tls-no-shared-group",
    "tls-no-shared-signature",
    "tls-version-intolerance",
    "tls-large-hello-refused",
    "tls-sni-refused",
    "tls-legacy-only",
    "tls-versions-narrow",
    "tls-suites-narrow",
    "tls-weak-offered",
    "tls-inspected",
    "tls-client-certificate-required",
    "tls-fips-restricted",
    "tls-stalled",
    "tls-handshake-failed",
    "cert-self-signed",
    "cert-expired",
    "cert-expiring",
    "cert-validity-too-long",
    "cert-not-yet-valid",
    "cert-name-mismatch",
    "cert-name-in-common-name",
    "cert-untrusted",
    "cert-test-ca",
    "cert-chain-incomplete",
    "cert-chain-order",
    "cert-wrong-purpose",
    "cert-weak",
    "cert-nonconforming",
    "cert-revoked",
    "cert-revocation-unreachable",
    "cert-revocation-stale",
    "cert-revocation-invalid",
    "cert-published-as-text",
    "cert-template-reissues",
    "cert-changed",
    "cert-configured-rejected",
    "clock-skew",
    "nla-credssp-unpatched",
    "nla-unanswered",
    "nla-ntlm-refused",
    "nla-delegation-policy",
    "client-credential-guard",
    "nla-no-domain-controller",
    "nla-kdc-proxy",
    "logon-credentials",
    "logon-protected-user",
    "logon-right-missing",
    "entra-sign-in-refused",
    "session-limit",
    "host-drain-mode",
    "session-time-limit",
    "session-taken-over",
    "session-stuck",
    "session-profile-broken",
    "session-audio-hang",
    "licence-server-missing",
    "licence-client-cache",
    "licence-server-certificate",
    "broker-redirect",
    "broker-tls-disabled",
    "client-settings",
    "client-rdp-file-warning",
    "client-update-regression",
    "udp-unavailable",
    "udp-known-defect",
    "gateway-unreachable",
    "gateway-not-a-gateway",
    "gateway-certificate",
    "gateway-authentication",
    "gateway-upgrade-stripped",
    "gateway-verb-refused",
    "gateway-web-firewall",
    "gateway-preauthentication",
    "gateway-ntlm-broken",
    "gateway-policy",
    "gateway-channel-binding",
    "path-mtu-black-hole",
    "path-lossy",
    "path-asymmetric",
    "path-tunnel-cuts",
    "path-idle-timeout",
    "host-rdp-disabled",
    "host-service-stopped",
    "host-listener-broken",
    "host-listener-one-adapter",
    "gnome-session-locked",
    "host-edition",
    "host-restarting",
    "host-network-public",
    "host-sleeps",
    "host-exhausted",
    "host-wrapper-broken",
    "host-dependency-stopped",
    "host-update-regression",
    "host-settings-not-applied",
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
    "html",
    "markdown",
    "csv",
    "junit",
    "sarif",
    "nagios",
    "checkmk",
    "prometheus",
    "zabbix",
    "prtg",
]
"""A form in which a report can be written."""

Seconds = Union[float, timedelta]
"""A span of time: seconds as a number, or a timedelta."""


class CheckOptions(TypedDict, total=False):
    """How to check. What is left out is what an administrator wants.

    - ``also_ports``: Other TCP ports of a host that stays silent or cuts every connection, asked one after the other until one of them tells whether a host is there: ports that Windows hosts usually answer
    - ``ca_file``: A file of certificates to trust besides those of this system: PEM, or one certificate in DER
    - ``client_error``: What the client shows: its message, its code, the text of its window, lines of a log
    - ``clients``: Clients to judge besides the known ones; one with the id of a known one takes its place
    - ``depth``: How much is asked
    - ``dns_server``: The DNS server of the direct query, as `address` or `address:port`; absent = those of the system's configuration
    - ``expect``: What the host is held to, such as `tls>=1.2`, `nla=required`, `cert.days>=30`, `cert.bits>=2048`, `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`
    - ``expect_fingerprints``: Fingerprints of which the certificate is expected to have one: SHA-1 (Windows calls it the thumbprint) or SHA-256 of the certificate, or SHA-256 of its key, in hex, with or without colons or blanks
    - ``family``: Which addresses are tested
    - ``fetch``: What may be fetched because a certificate names it
    - ``gateway``: The RD Gateway through which the clients go, as `host` or `host:port`
    - ``judge_at``: The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check
    - ``max_connections``: Connections to one address at the same time while the TLS listing of depth full is made, 1 to 16
    - ``overrides``: Addresses for names that are not to be resolved
    - ``pacing``: Rest before the next connection to a host that did not answer the last one readily, and between the short conversations that measure the path
    - ``path_attempts``: How many short conversations measure the path at depth full
    - ``policy``: What counts as bad
    - ``proxy``: The proxy through which the host, its gateway and its WebSocket ports are reached, as URL: `socks5://[user:password@]host:port` or `http://[user:password@]host:port`
    - ``second_dns``: A second DNS server, as `address` or `address:port`, that is only compared with: split DNS, a stale or missing record
    - ``stun``: A STUN server that is asked from where it sees us, as `host` or `host:port`; none unless given
    - ``system_resolver``: Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well
    - ``timeouts``: Longest waits
    - ``unused_port``: An unused TCP port, tried where the RDP port is silent or mute: a host that refuses it hides nothing, so that silence elsewhere is the work of a filter; what accepts it accepts everything
    - ``websocket_port``: The port on which the host would listen for RDP in a WebSocket, in clear
    - ``websocket_tls_port``: The port on which the host would listen for RDP in a WebSocket, inside TLS
    """

    also_ports: Sequence[int]
    """Other TCP ports of a host that stays silent or cuts every connection, asked one after the other until one of
    them tells whether a host is there: ports that Windows hosts usually answer. 3389 is asked for Remote Desktop
    where the target has another port. Empty = no other port is asked.
    """

    ca_file: Optional[str]
    """A file of certificates to trust besides those of this system: PEM, or one certificate in DER."""

    client_error: Optional[str]
    """What the client shows: its message, its code, the text of its window, lines of a log. The report then says which
    of its causes the check found, which it excluded, and which remain.
    """

    clients: Sequence[ClientProfile]
    """Clients to judge besides the known ones; one with the id of a known one takes its place."""

    depth: Depth
    """How much is asked.

    Default: ``"standard"``.
    """

    dns_server: Optional[str]
    """The DNS server of the direct query, as `address` or `address:port`; absent = those of the system's configuration."""

    expect: Sequence[str]
    """What the host is held to, such as `tls>=1.2`, `nla=required`, `cert.days>=30`, `cert.bits>=2048`,
    `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`. The report then says whether the host meets each; the
    verdict stays what it is.
    """

    expect_fingerprints: Sequence[str]
    """Fingerprints of which the certificate is expected to have one: SHA-1 (Windows calls it the thumbprint) or SHA-256
    of the certificate, or SHA-256 of its key, in hex, with or without colons or blanks. Empty = none is expected.
    """

    family: AddressFamily
    """Which addresses are tested.

    Default: ``"any"``.
    """

    fetch: FetchPolicy
    """What may be fetched because a certificate names it."""

    gateway: Optional[str]
    """The RD Gateway through which the clients go, as `host` or `host:port`. It counts more than that of a `.rdp` file."""

    judge_at: Optional[Union[str, datetime]]
    """The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check."""

    max_connections: int
    """Connections to one address at the same time while the TLS listing of depth full is made, 1 to 16. It begins with
    one, has more while the answers stay as quick, and goes back to one for good at the first that does not come.
    Everything else is asked over one connection at a time.

    Default: ``4``.
    """

    overrides: Sequence[Override]
    """Addresses for names that are not to be resolved. From depth standard the target's name is resolved anyway,
    to compare, unless there is nothing to query: no system resolver, and no DNS server given.
    """

    pacing: Seconds
    """Rest before the next connection to a host that did not answer the last one readily, and between the short
    conversations that measure the path. One that answered is asked again a moment after it has closed its end of the
    last connection, and no later than this.

    In seconds; default: 0.2.
    """

    path_attempts: int
    """How many short conversations measure the path at depth full. What the host answered to other questions counts,
    yet six are made in any case. 0 = none.

    Default: ``10``.
    """

    policy: Policy
    """What counts as bad."""

    proxy: Optional[str]
    """The proxy through which the host, its gateway and its WebSocket ports are reached, as URL:
    `socks5://[user:password@]host:port` or `http://[user:password@]host:port`. It resolves the names. JSON that is
    written is without user and password.
    """

    second_dns: Optional[str]
    """A second DNS server, as `address` or `address:port`, that is only compared with: split DNS, a stale or missing record. Its
    addresses are tested only if no other source has any.
    """

    stun: Optional[str]
    """A STUN server that is asked from where it sees us, as `host` or `host:port`; none unless given."""

    system_resolver: bool
    """Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well.

    Default: ``True``.
    """

    timeouts: Timeouts
    """Longest waits."""

    unused_port: Optional[int]
    """An unused TCP port, tried where the RDP port is silent or mute: a host that refuses it hides nothing, so
    that silence elsewhere is the work of a filter; what accepts it accepts everything. Absent = none is asked.

    Default: ``4``.
    """

    websocket_port: int
    """The port on which the host would listen for RDP in a WebSocket, in clear.

    Default: ``3387``.
    """

    websocket_tls_port: int
    """The port on which the host would listen for RDP in a WebSocket, inside TLS.

    Default: ``3392``.
    """


class ClientProfile(TypedDict):
    """What one client asks for and accepts.

    An outcome that rests on a fact in `unverified`(Self.unverified) is unknown where the client would be blocked, and at
    most likely where it connects.

    - ``id``: Its id, such as `mstsc-windows-11-24h2`
    - ``name``: Its name, for people
    - ``protocols``: What it asks for (`requestedProtocols`, MS-RDPBCGR 2.2.1.1.1); Standard RDP Security needs no asking
    - ``standard_rdp``: The ciphers with which it accepts Standard RDP Security; none = it does not accept it
    - ``tls``: The TLS versions that it offers
    - ``suites``: The cipher suites that it offers, under their IANA names, in its order
    - ``groups``: The key exchange groups that it offers, under the names of the registry; empty = not known
    - ``signature_schemes``: The signature schemes that it takes, under the names of the registry; empty = not known
    - ``credssp``: How it takes a server that lacks the CredSSP update of 2018
    - ``bad_certificate``: What it does with a certificate that it does not trust
    - ``shows``: Whose messages and codes its user sees
    - ``security_level``: The security level of OpenSSL with which it comes, where it is built on OpenSSL: from 2 on it may refuse a certificate with a short key or a signature with SHA-1; 0 = it is not, or comes with none
    - ``proxy``: Whether it can reach a host through a SOCKS or HTTP proxy
    - ``supported_until``: The last day on which its maker supports it, as `2028-10-10`; empty = no end is known
    - ``since``: Since which version of the client, or build of its system, this holds; empty = not known
    - ``sources_read``: The day on which the sources were read last, as `2026-11-28`; empty = not known
    - ``also_as``: Programs that are this client under another name, such as those that embed mstscax
    - ``unverified``: What of this is not confirmed
    - ``sources``: Where this comes from
    """

    id: str
    """Its id, such as `mstsc-windows-11-24h2`."""

    name: str
    """Its name, for people."""

    protocols: Sequence[SecurityProtocol]
    """What it asks for (`requestedProtocols`, MS-RDPBCGR 2.2.1.1.1); Standard RDP Security needs no asking."""

    standard_rdp: Sequence[RdpCipher]
    """The ciphers with which it accepts Standard RDP Security; none = it does not accept it."""

    tls: Sequence[OfferedTls]
    """The TLS versions that it offers."""

    suites: Sequence[str]
    """The cipher suites that it offers, under their IANA names, in its order."""

    groups: Sequence[str]
    """The key exchange groups that it offers, under the names of the registry; empty = not known."""

    signature_schemes: Sequence[str]
    """The signature schemes that it takes, under the names of the registry; empty = not known."""

    credssp: CredsspPolicy
    """How it takes a server that lacks the CredSSP update of 2018."""

    bad_certificate: OnBadCertificate
    """What it does with a certificate that it does not trust."""

    shows: Shows
    """Whose messages and codes its user sees."""

    security_level: int
    """The security level of OpenSSL with which it comes, where it is built on OpenSSL: from 2 on it may refuse a
    certificate with a short key or a signature with SHA-1; 0 = it is not, or comes with none.
    """

    proxy: bool
    """Whether it can reach a host through a SOCKS or HTTP proxy."""

    supported_until: str
    """The last day on which its maker supports it, as `2028-10-10`; empty = no end is known."""

    since: str
    """Since which version of the client, or build of its system, this holds; empty = not known."""

    sources_read: str
    """The day on which the sources were read last, as `2026-11-28`; empty = not known."""

    also_as: Sequence[str]
    """Programs that are this client under another name, such as those that embed mstscax."""

    unverified: Sequence[ProfileFact]
    """What of this is not confirmed."""

    sources: Sequence[str]
    """Where this comes from."""


class FetchPolicy(TypedDict, total=False):
    """What may be fetched because a certificate names it: revocation lists, OCSP responders, issuing certificates. At depth
    full it also says which domain controllers of the host's domain a connection may be opened to.

    A certificate is written by the operator of the host, so it does not get to choose where this computer connects.
    Whatever the policy says, nothing is ever fetched from link-local, multicast, broadcast and unspecified
    addresses, from the addresses where clouds keep the credentials of their machines, or by other means than HTTP.

    - ``budget``: Longest time for all documents together
    - ``enabled``: Whether anything is fetched at all
    - ``loopback``: Whether this computer itself may be asked, at its loopback and its other addresses
    - ``max_bytes``: Longest document, in bytes
    - ``max_fetches``: Most documents for one host
    - ``max_redirects``: Most redirects for one document; each is judged like the first address
    - ``ports``: Ports to which a fetch may connect besides 80 and 443
    - ``private_addresses``: Whether private addresses may be asked (RFC 1918, RFC 4193, RFC 6598): that is where the servers of an enterprise's certification authority are
    - ``timeout``: Longest wait for one document
    """

    budget: Seconds
    """Longest time for all documents together.

    In seconds; default: 6.
    """

    enabled: bool
    """Whether anything is fetched at all.

    Default: ``True``.
    """

    loopback: bool
    """Whether this computer itself may be asked, at its loopback and its other addresses. For a certificate that was
    seen on its loopback the loopback always may, and for one that was seen at another of its addresses that one.

    Default: ``False``.
    """

    max_bytes: int
    """Longest document, in bytes.

    Default: ``8388608``.
    """

    max_fetches: int
    """Most documents for one host.

    Default: ``12``.
    """

    max_redirects: int
    """Most redirects for one document; each is judged like the first address.

    Default: ``3``.
    """

    ports: Sequence[int]
    """Ports to which a fetch may connect besides 80 and 443."""

    private_addresses: bool
    """Whether private addresses may be asked (RFC 1918, RFC 4193, RFC 6598): that is where the servers of an
    enterprise's certification authority are.

    Default: ``True``.
    """

    timeout: Seconds
    """Longest wait for one document.

    In seconds; default: 3.
    """


class LintOptions(TypedDict, total=False):
    """How a file is judged.

    - ``ca_file``: A file of certificates to trust besides those of this system: PEM, or one certificate in DER
    - ``judge_at``: The moment for which dates are judged, RFC 3339 in JSON; absent = now
    """

    ca_file: Optional[str]
    """A file of certificates to trust besides those of this system: PEM, or one certificate in DER."""

    judge_at: Optional[Union[str, datetime]]
    """The moment for which dates are judged, RFC 3339 in JSON; absent = now."""


class Override(TypedDict):
    """An address to use for a name instead of resolving it.

    - ``name``: The name
    - ``address``: The address
    """

    name: str
    """The name."""

    address: str
    """The address."""


class Policy(TypedDict, total=False):
    """Thresholds of the diagnosis.

    - ``clock_skew``: A host's clock may be off from ours by so much; Kerberos tolerates five minutes
    - ``expiry_warning_days``: A certificate that expires within this many days is reported; one that is not valid for long, only in the last third of its lifetime
    - ``maximum_validity_days``: A server's certificate that is valid for more than this many days, from first to last, is reported; absent = none is
    - ``minimum_rsa_bits``: RSA keys shorter than this many bits are weak
    - ``require``: Features that the host must offer
    - ``slow_dns``: A name that takes longer than this to resolve is slow
    """

    clock_skew: Seconds
    """A host's clock may be off from ours by so much; Kerberos tolerates five minutes.

    In seconds; default: 300.
    """

    expiry_warning_days: int
    """A certificate that expires within this many days is reported; one that is not valid for long, only in the last
    third of its lifetime.

    Default: ``30``.
    """

    maximum_validity_days: Optional[int]
    """A server's certificate that is valid for more than this many days, from first to last, is reported; absent =
    none is.
    """

    minimum_rsa_bits: int
    """RSA keys shorter than this many bits are weak.

    Default: ``2048``.
    """

    require: Requirements
    """Features that the host must offer."""

    slow_dns: Seconds
    """A name that takes longer than this to resolve is slow.

    In seconds; default: 1.
    """


class ReadOptions(TypedDict, total=False):
    """How a file is read.

    - ``column``: The column of a table that has the hosts: its name, or its number from 1
    - ``only``: Only entries whose groups and name, with `/` between, match one of these patterns: `Berlin/*`
    - ``port``: The port of entries that name none; `None` = 3389
    """

    column: Optional[str]
    """The column of a table that has the hosts: its name, or its number from 1. `None` = it is told by its name."""

    only: Sequence[str]
    """Only entries whose groups and name, with `/` between, match one of these patterns: `Berlin/*`."""

    port: Optional[int]
    """The port of entries that name none; `None` = 3389."""


class Requirements(TypedDict, total=False):
    """What an organisation demands of its hosts: what is missing is a warning, where it would be information.

    - ``entra``: Sign-in with Entra ID
    - ``nla``: Network Level Authentication, offered and enforced
    - ``remote_credential_guard``: Remote Credential Guard
    - ``restricted_admin``: Restricted Admin mode
    """

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


class ScanOptions(TypedDict, total=False):
    """How to check many hosts. What is left out checks 64 at a time, as fast as they answer.

    What bounds connections (`per_subnet`, `rate`, `jitter`) lets checks wait: the time that they wait for their turn does
    not count against the budget of their host.

    - ``alive_first``: Whether an address is first asked for a TCP connection and nothing else
    - ``concurrency``: Hosts that are checked at the same time
    - ``jitter``: Each connection begins up to so much later, by chance
    - ``per_subnet``: Connections at the same time to the addresses of one /24, or one /64 of IPv6
    - ``rate``: TCP connections to hosts that are begun in a second, all together
    - ``shard``: The part of the targets to check, such as `1/4`
    """

    alive_first: Optional[bool]
    """Whether an address is first asked for a TCP connection and nothing else. One that does not answer is checked no
    further than by depth quick, without other ports. Absent = only addresses of a range are; names never are.
    """

    concurrency: int
    """Hosts that are checked at the same time.

    Default: ``64``.
    """

    jitter: Seconds
    """Each connection begins up to so much later, by chance.

    In seconds; default: 0.
    """

    per_subnet: Optional[int]
    """Connections at the same time to the addresses of one /24, or one /64 of IPv6. Absent = no separate bound."""

    rate: Optional[int]
    """TCP connections to hosts that are begun in a second, all together. Absent = as fast as hosts answer."""

    shard: Optional[str]
    """The part of the targets to check, such as `1/4`. Absent = all."""


class TextOptions(TypedDict, total=False):
    """How text is written. What is left out suits a pipe or a file: 100 columns, no colour.

    - ``ascii``: Whether to keep to ASCII: bars are drawn with other signs, and foreign letters are escaped
    - ``colour``: Whether to write ANSI styles
    - ``detail``: How much of a report is written
    - ``remedies``: Whether to write the remedies out, or only where they are to be read
    - ``width``: Longest line, in columns
    """

    ascii: bool
    """Whether to keep to ASCII: bars are drawn with other signs, and foreign letters are escaped.

    Default: ``False``.
    """

    colour: bool
    """Whether to write ANSI styles.

    Default: ``False``.
    """

    detail: Detail
    """How much of a report is written.

    Default: ``"brief"``.
    """

    remedies: bool
    """Whether to write the remedies out, or only where they are to be read.

    Default: ``True``.
    """

    width: int
    """Longest line, in columns. Only a command that is longer exceeds it, so that it can be pasted.

    Default: ``100``.
    """


class Timeouts(TypedDict, total=False):
    """Longest waits. Every single wait of a check is bounded by one of these and by the budget.

    - ``answer``: For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake)
    - ``budget``: For the whole check of one host
    - ``connect``: For one TCP handshake, and for a proxy that makes one in our place
    - ``patience``: For an answer that did not come in the time above: from depth standard the question is put once more, and the answer waited for this long, before a host is said to give none
    - ``resolve``: For names: the system's resolver and the direct query, each
    """

    answer: Seconds
    """For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake).

    In seconds; default: 5.
    """

    budget: Seconds
    """For the whole check of one host.

    In seconds; default: 60.
    """

    connect: Seconds
    """For one TCP handshake, and for a proxy that makes one in our place. Windows itself repeats a refused one and needs about two seconds to say so.

    In seconds; default: 5.
    """

    patience: Seconds
    """For an answer that did not come in the time above: from depth standard the question is put once more, and the
    answer waited for this long, before a host is said to give none. Windows and FreeRDP wait about as long.

    In seconds; default: 15.
    """

    resolve: Seconds
    """For names: the system's resolver and the direct query, each.

    In seconds; default: 5.
    """


class WatchOptions(TypedDict, total=False):
    """How to watch. What is left out checks every five seconds without end.

    - ``duration``: How long the watch goes on at most; a check that is under way is then broken off
    - ``interval``: Time from the beginning of one check to the beginning of the next
    - ``until``: The state that ends the watch; absent = none does
    """

    duration: Optional[Seconds]
    """How long the watch goes on at most; a check that is under way is then broken off. Absent = without end."""

    interval: Seconds
    """Time from the beginning of one check to the beginning of the next. A check that takes longer is followed by the
    next at once.

    In seconds; default: 5.
    """

    until: Optional[Until]
    """The state that ends the watch; absent = none does."""


OPTIONS: Mapping[str, Fields] = {
    "CheckOptions": Fields({
        "also_ports": ("also_ports", Many(Whole(65535))),
        "ca_file": ("ca_file", OrNone(Text())),
        "client_error": ("client_error", OrNone(Text())),
        "clients": ("clients", Many(Fields.named("ClientProfile"))),
        "depth": ("depth", OneOf(Depth)),
        "dns_server": ("dns_server", OrNone(Text())),
        "expect": ("expect", Many(Text())),
        "expect_fingerprints": ("expect_fingerprints", Many(Text())),
        "family": ("family", OneOf(AddressFamily)),
        "fetch": ("fetch", Fields.named("FetchPolicy")),
        "gateway": ("gateway", OrNone(Text())),
        "judge_at": ("judge_at", OrNone(Moment())),
        "max_connections": ("max_connections", Whole(65535)),
        "overrides": ("overrides", Many(Fields.named("Override"))),
        "pacing": ("pacing_ms", Span(timedelta(milliseconds=1))),
        "path_attempts": ("path_attempts", Whole(65535)),
        "policy": ("policy", Fields.named("Policy")),
        "proxy": ("proxy", OrNone(Text())),
        "second_dns": ("second_dns", OrNone(Text())),
        "stun": ("stun", OrNone(Text())),
        "system_resolver": ("system_resolver", Truth()),
        "timeouts": ("timeouts", Fields.named("Timeouts")),
        "unused_port": ("unused_port", OrNone(Whole(65535))),
        "websocket_port": ("websocket_port", Whole(65535)),
        "websocket_tls_port": ("websocket_tls_port", Whole(65535)),
    }),
    "ClientProfile": Fields({
        "id": ("id", Text()),
        "name": ("name", Text()),
        "protocols": ("protocols", Many(OneOf(SecurityProtocol))),
        "standard_rdp": ("standard_rdp", Many(OneOf(RdpCipher))),
        "tls": ("tls", Many(OneOf(OfferedTls))),
        "suites": ("suites", Many(Text())),
        "groups": ("groups", Many(Text())),
        "signature_schemes": ("signature_schemes", Many(Text())),
        "credssp": ("credssp", OneOf(CredsspPolicy)),
        "bad_certificate": ("bad_certificate", OneOf(OnBadCertificate)),
        "shows": ("shows", OneOf(Shows)),
        "security_level": ("security_level", Whole(255)),
        "proxy": ("proxy", Truth()),
        "supported_until": ("supported_until", Text()),
        "since": ("since", Text()),
        "sources_read": ("sources_read", Text()),
        "also_as": ("also_as", Many(Text())),
        "unverified": ("unverified", Many(OneOf(ProfileFact))),
        "sources": ("sources", Many(Text())),
    }, required=True),
    "FetchPolicy": Fields({
        "budget": ("budget_ms", Span(timedelta(milliseconds=1))),
        "enabled": ("enabled", Truth()),
        "loopback": ("loopback", Truth()),
        "max_bytes": ("max_bytes", Whole(4294967295)),
        "max_fetches": ("max_fetches", Whole(65535)),
        "max_redirects": ("max_redirects", Whole(65535)),
        "ports": ("ports", Many(Whole(65535))),
        "private_addresses": ("private_addresses", Truth()),
        "timeout": ("timeout_ms", Span(timedelta(milliseconds=1))),
    }),
    "LintOptions": Fields({
        "ca_file": ("ca_file", OrNone(Text())),
        "judge_at": ("judge_at", OrNone(Moment())),
    }),
    "Override": Fields({
        "name": ("name", Text()),
        "address": ("address", Text()),
    }, required=True),
    "Policy": Fields({
        "clock_skew": ("clock_skew_s", Span(timedelta(seconds=1))),
        "expiry_warning_days": ("expiry_warning_days", Whole(65535)),
        "maximum_validity_days": ("maximum_validity_days", OrNone(Whole(65535))),
        "minimum_rsa_bits": ("minimum_rsa_bits", Whole(65535)),
        "require": ("require", Fields.named("Requirements")),
        "slow_dns": ("slow_dns_ms", Span(timedelta(milliseconds=1))),
    }),
    "ReadOptions": Fields({
        "column": ("column", OrNone(Text())),
        "only": ("only", Many(Text())),
        "port": ("port", OrNone(Whole(65535))),
    }),
    "Requirements": Fields({
        "entra": ("entra", Truth()),
        "nla": ("nla", Truth()),
        "remote_credential_guard": ("remote_credential_guard", Truth()),
        "restricted_admin": ("restricted_admin", Truth()),
    }),
    "ScanOptions": Fields({
        "alive_first": ("alive_first", OrNone(Truth())),
        "concurrency": ("concurrency", Whole(4294967295)),
        "jitter": ("jitter_ms", Span(timedelta(milliseconds=1))),
        "per_subnet": ("per_subnet", OrNone(Whole(4294967295))),
        "rate": ("rate", OrNone(Whole(4294967295))),
        "shard": ("shard", OrNone(Text())),
    }),
    "TextOptions": Fields({
        "ascii": ("ascii", Truth()),
        "colour": ("colour", Truth()),
        "detail": ("detail", OneOf(Detail)),
        "remedies": ("remedies", Truth()),
        "width": ("width", Whole(4294967295)),
    }),
    "Timeouts": Fields({
        "answer": ("answer_ms", Span(timedelta(milliseconds=1))),
        "budget": ("budget_ms", Span(timedelta(milliseconds=1))),
        "connect": ("connect_ms", Span(timedelta(milliseconds=1))),
        "patience": ("patience_ms", Span(timedelta(milliseconds=1))),
        "resolve": ("resolve_ms", Span(timedelta(milliseconds=1))),
    }),
    "WatchOptions": Fields({
        "duration": ("duration_ms", OrNone(Span(timedelta(milliseconds=1)))),
        "interval": ("interval_ms", Span(timedelta(milliseconds=1))),
        "until": ("until", OrNone(OneOf(Until))),
    }),
}
"""By the name of a dictionary: its options, each with its name in JSON."""


@dataclass(frozen=True, repr=False)
class AddressObservations(Model):
    """What was seen of one address of an endpoint."""

    __slots__ = ("address", "conversations", "route", "reverse", "other_ports", "path", "tls_offers", "cut_short", "through",)
    _optional: ClassVar[frozenset[str]] = frozenset({"cut_short", "through"})

    address: str
    """The address, with its port. Where `through` is given it is the proxy's."""
    conversations: tuple[Conversation, ...]
    """One entry per TCP connection, in order."""
    route: Outcome[Route]
    """The way to it from this computer."""
    reverse: Outcome[tuple[str, ...]]
    """The names that DNS gives the address in reverse (PTR); none = it has none."""
    other_ports: Outcome[tuple[OtherPort, ...]]
    """Other ports of the address, asked where the RDP port leaves open whether a host is behind it."""
    path: Outcome[PathQuality]
    """How good the way is: several short conversations with the RDP port."""
    tls_offers: Outcome[TlsOffers]
    """Every TLS version and suite that the server accepts."""
    cut_short: Optional[str]
    """Why the questions ended before all were put, if they did."""
    through: Optional[Through]
    """Through which proxy it was asked, and by what name or address."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> AddressObservations:
        return cls(
            address=data["address"],
            conversations=tuple(map(Conversation._read, data["conversations"])),
            route=_read_outcome(data["route"], Route._read),
            reverse=_read_outcome(data["reverse"], tuple),
            other_ports=_read_outcome(data["other_ports"], lambda item: tuple(map(OtherPort._read, item))),
            path=_read_outcome(data["path"], PathQuality._read),
            tls_offers=_read_outcome(data["tls_offers"], TlsOffers._read),
            cut_short=data.get("cut_short"),
            through=None if data.get("through") is None else Through._read(data["through"]),
        )


@dataclass(frozen=True, repr=False)
class Answer(Model):
    """One DNS answer. An empty list of addresses with `NOERROR` means that the name has no such record."""

    __slots__ = ("rcode", "cname_chain", "addresses", "elapsed", "more", "ttl",)
    _optional: ClassVar[frozenset[str]] = frozenset({"more", "ttl"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1)), "ttl": ("ttl_s", timedelta(seconds=1))}

    rcode: str
    """The response code, RFC 1035 4.1.1: `NOERROR`, `NXDOMAIN` …"""
    cname_chain: tuple[str, ...]
    """The names that the question was led through (CNAME), the first one first."""
    addresses: tuple[str, ...]
    """The addresses, 256 at most."""
    elapsed: timedelta
    """Time it took; in JSON in microseconds."""
    more: Optional[int]
    """How many more came, which are not kept."""
    ttl: Optional[timedelta]
    """The smallest time to live of the records."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Answer:
        return cls(
            rcode=data["rcode"],
            cname_chain=tuple(data["cname_chain"]),
            addresses=tuple(data["addresses"]),
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            more=data.get("more"),
            ttl=None if data.get("ttl_s") is None else timedelta(seconds=data["ttl_s"]),
        )


@dataclass(frozen=True, repr=False)
class Attempt(Model):
    """One TCP handshake and one X.224 negotiation."""

    __slots__ = ("connection", "connect", "negotiate", "kernel",)

    connection: int
    """Number of the connection within the check, from 1."""
    connect: Outcome[Connected]
    """The TCP handshake."""
    negotiate: Outcome[Negotiated]
    """The X.224 negotiation."""
    kernel: Outcome[TcpFacts]
    """What the system's TCP knows about the connection at its end; skipped where it does not tell."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Attempt:
        return cls(
            connection=data["connection"],
            connect=_read_outcome(data["connect"], Connected._read),
            negotiate=_read_outcome(data["negotiate"], Negotiated._read),
            kernel=_read_outcome(data["kernel"], TcpFacts._read),
        )


@dataclass(frozen=True, repr=False)
class Audit(Model):
    """What the files of one host prove.

    It is never *healthy*: that clients can connect, only a client can see.
    """

    __slots__ = ("schema", "tool", "target", "judged_at", "verdict", "summary", "primary", "findings", "ruled_out", "observations", "redacted",)

    schema: str
    """`AUDIT_SCHEMA`."""
    tool: Tool
    """Which program made it."""
    target: TargetSummary
    """The host, by the name and port that its files give."""
    judged_at: datetime
    """The moment for which dates were judged; in JSON RFC 3339, UTC, to the millisecond."""
    verdict: Verdict
    """Failing, degraded, or inconclusive."""
    summary: str
    """The verdict in one sentence."""
    primary: Optional[CauseId]
    """The id of the one cause, if something is wrong."""
    findings: tuple[Finding, ...]
    """Everything found, the primary finding first."""
    ruled_out: tuple[RuledOut, ...]
    """Causes that the files exclude, and by what."""
    observations: AuditObservations
    """What the files say, at the place where a report has it."""
    redacted: bool
    """Names and addresses are placeholders, and what the files say is left out."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Audit:
        return cls(
            schema=data["schema"],
            tool=Tool._read(data["tool"]),
            target=TargetSummary._read(data["target"]),
            judged_at=read_moment(data["judged_at"]),
            verdict=data["verdict"],
            summary=data["summary"],
            primary=data.get("primary"),
            findings=tuple(map(Finding._read, data["findings"])),
            ruled_out=tuple(map(RuledOut._read, data["ruled_out"])),
            observations=AuditObservations._read(data["observations"]),
            redacted=data["redacted"],
        )


@dataclass(frozen=True, repr=False)
class AuditObservations(Model):
    """The observations of an audit."""

    __slots__ = ("inside",)

    inside: InsideFacts
    """What the host says of itself."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> AuditObservations:
        return cls(
            inside=InsideFacts._read(data["inside"]),
        )


@dataclass(frozen=True, repr=False)
class Cause(Model):
    """A cause with all that is known of it."""

    __slots__ = ("id", "title", "phase", "severity", "visible", "client_codes", "summary", "remedies", "page",)

    id: CauseId
    """The one name of the cause: its layer first."""
    title: str
    """One line, in the administrator's words, at most 70 characters."""
    phase: Phase
    """The phase that shows it; for what no phase shows, the last one before it strikes."""
    severity: Severity
    """How bad it is unless a rule or a policy says otherwise."""
    visible: Visibility
    """From where it can be seen."""
    client_codes: tuple[str, ...]
    """The codes that clients report for it: `0x904`, or code and extended code as `0x3/0x11`."""
    summary: str
    """What it means, in a sentence or two."""
    remedies: tuple[Remedy, ...]
    """What helps, the least invasive step first."""
    page: str
    """Its page, as markdown."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Cause:
        return cls(
            id=data["id"],
            title=data["title"],
            phase=data["phase"],
            severity=data["severity"],
            visible=data["visible"],
            client_codes=tuple(data["client_codes"]),
            summary=data["summary"],
            remedies=tuple(map(Remedy._read, data["remedies"])),
            page=data["page"],
        )


@dataclass(frozen=True, repr=False)
class CertificateFacts(Model):
    """Facts of one certificate. Times are Unix seconds, and the same moment as text."""

    __slots__ = ("subject", "common_names", "issuer", "serial", "not_before", "not_after", "not_before_unix", "not_after_unix", "dns_names", "ip_addresses", "version", "key", "key_sha256", "signature_algorithm", "extended_key_usage", "key_usage", "self_issued", "windows_default", "sha1", "sha256", "der", "is_ca", "issuer_key_id", "issuer_urls", "path_length", "subject_key_id", "unknown_critical", "unreadable",)
    _optional: ClassVar[frozenset[str]] = frozenset({"is_ca", "issuer_key_id", "issuer_urls", "path_length", "subject_key_id", "unknown_critical", "unreadable"})

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
    version: int
    """The version of X.509: 3 in every certificate of today; 0 = not known."""
    key: Key
    """The public key."""
    key_sha256: str
    """SHA-256 of the public key (SubjectPublicKeyInfo), in hex: stays the same when a certificate is renewed with
    its old key.
    """
    signature_algorithm: str
    """Signature algorithm, by its usual name or its object identifier."""
    extended_key_usage: tuple[str, ...]
    """Extended key usages, by their usual names or object identifiers; empty = no such extension."""
    key_usage: tuple[str, ...]
    """Key usages; empty = no such extension."""
    self_issued: bool
    """Subject and issuer are the same name."""
    windows_default: bool
    """It has every mark of the certificate that Windows generates for Remote Desktop."""
    sha1: str
    """SHA-1 of the certificate, in hex: the *thumbprint* that Windows shows."""
    sha256: str
    """SHA-256 of the certificate, in hex."""
    der: str
    """The certificate itself: DER in base64."""
    is_ca: Optional[bool]
    """Whether it may sign other certificates; `None` = no basic constraints."""
    issuer_key_id: Optional[str]
    """Authority key identifier, in hex: the subject key identifier that the issuer should have."""
    issuer_urls: tuple[str, ...]
    """Where it says that its issuer's certificate can be fetched (authority information access)."""
    path_length: Optional[int]
    """How many CAs may stand between it and a server's certificate; `None` = any number, or it is no CA."""
    subject_key_id: Optional[str]
    """Subject key identifier, in hex."""
    unknown_critical: tuple[str, ...]
    """Object identifiers of critical extensions that are not known here."""
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
            version=data["version"],
            key=Key._read(data["key"]),
            key_sha256=data["key_sha256"],
            signature_algorithm=data["signature_algorithm"],
            extended_key_usage=tuple(data["extended_key_usage"]),
            key_usage=tuple(data["key_usage"]),
            self_issued=data["self_issued"],
            windows_default=data["windows_default"],
            sha1=data["sha1"],
            sha256=data["sha256"],
            der=data["der"],
            is_ca=data.get("is_ca"),
            issuer_key_id=data.get("issuer_key_id"),
            issuer_urls=tuple(data.get("issuer_urls", ())),
            path_length=data.get("path_length"),
            subject_key_id=data.get("subject_key_id"),
            unknown_critical=tuple(data.get("unknown_critical", ())),
            unreadable=data.get("unreadable"),
        )


@dataclass(frozen=True, repr=False)
class CertificateRevocation(Model):
    """One certificate, and what its sources say about it."""

    __slots__ = ("subject", "sha256", "own", "issuer", "sources",)

    subject: str
    """Distinguished name of its subject."""
    sha256: str
    """SHA-256 of the certificate, in hex."""
    own: bool
    """Whether it is the server's own, and not one of a certification authority."""
    issuer: Outcome[IssuerCertificate]
    """The certificate that signed it: without that, OCSP cannot be asked and no answer can be believed."""
    sources: tuple[RevocationSource, ...]
    """Where its revocation can be asked, in the order in which the certificate names it; empty = nowhere."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> CertificateRevocation:
        return cls(
            subject=data["subject"],
            sha256=data["sha256"],
            own=data["own"],
            issuer=_read_outcome(data["issuer"], IssuerCertificate._read),
            sources=tuple(map(RevocationSource._read, data["sources"])),
        )


@dataclass(frozen=True, repr=False)
class Change(Model):
    """The state that a change ended."""

    __slots__ = ("before", "before_primary", "lasted",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"lasted": ("lasted_us", timedelta(microseconds=1))}

    before: Verdict
    """Its verdict."""
    before_primary: Optional[CauseId]
    """Its cause, if something was wrong."""
    lasted: timedelta
    """How long it had been seen in JSON."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Change:
        return cls(
            before=data["before"],
            before_primary=data.get("before_primary"),
            lasted=timedelta(microseconds=data["lasted_us"]),
        )


@dataclass(frozen=True, repr=False)
class ClientSettings(Model):
    """Security settings of a client, as far as a `.rdp` file gives them. `None` = the file does not say."""

    __slots__ = ("authentication_level", "credssp", "entra", "gateway_is_kdc_proxy", "gateway_usage", "kdc_proxy", "load_balance_info", "negotiate_security_layer", "not_followed", "preconnection_blob",)
    _optional: ClassVar[frozenset[str]] = frozenset({"authentication_level", "credssp", "entra", "gateway_is_kdc_proxy", "gateway_usage", "kdc_proxy", "load_balance_info", "negotiate_security_layer", "not_followed", "preconnection_blob"})

    authentication_level: Optional[int]
    """`authentication level`: 0 connects whatever the certificate is, 1 refuses a bad certificate, 2 warns,
    3 not specified.
    """
    credssp: Optional[bool]
    """`enablecredsspsupport`: whether the client offers NLA."""
    entra: Optional[bool]
    """`enablerdsaadauth`: whether the client signs in with Entra ID."""
    gateway_is_kdc_proxy: Optional[bool]
    """`rdgiskdcproxy`: whether the RD Gateway is the KDC proxy."""
    gateway_usage: Optional[int]
    """`gatewayusagemethod`: 0 and 4 never use the RD Gateway, 1 always, 2 where the direct way fails, 3 the default."""
    kdc_proxy: Optional[str]
    """`kdcproxyname`: the KDC proxy through which the client reaches its domain for Kerberos."""
    load_balance_info: Optional[str]
    """`loadbalanceinfo`: the routing token by which a broker or a load balancer finds the host."""
    negotiate_security_layer: Optional[bool]
    """`negotiate security layer`: whether the client negotiates at all."""
    not_followed: tuple[str, ...]
    """Settings that change what a client does and that a check does not follow, by their names in a `.rdp` file."""
    preconnection_blob: Optional[str]
    """`pcb`: what the client says before everything else, for instance the id of a virtual machine of Hyper-V."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ClientSettings:
        return cls(
            authentication_level=data.get("authentication_level"),
            credssp=data.get("credssp"),
            entra=data.get("entra"),
            gateway_is_kdc_proxy=data.get("gateway_is_kdc_proxy"),
            gateway_usage=data.get("gateway_usage"),
            kdc_proxy=data.get("kdc_proxy"),
            load_balance_info=data.get("load_balance_info"),
            negotiate_security_layer=data.get("negotiate_security_layer"),
            not_followed=tuple(data.get("not_followed", ())),
            preconnection_blob=data.get("preconnection_blob"),
        )


@dataclass(frozen=True, repr=False)
class ClientVerdict(Model):
    """How one client fares at a host, as far as the observations show it."""

    __slots__ = ("client", "name", "outcome", "confidence", "cause", "code", "message", "phase", "protocol", "suite", "tls", "why",)
    _optional: ClassVar[frozenset[str]] = frozenset({"cause", "code", "message", "phase", "protocol", "suite", "tls", "why"})

    client: str
    """Id of the client's profile, such as `mstsc-windows-11-24h2`."""
    name: str
    """Its name."""
    outcome: ClientOutcome
    """Whether it connects."""
    confidence: Confidence
    """How sure that is; of an unknown outcome *possible*."""
    cause: Optional[CauseId]
    """What blocks it: the id of a cause in the catalogue."""
    code: Optional[str]
    """The code that its user sees, where it is known."""
    message: Optional[str]
    """The message or symbol that its user sees, where it is known."""
    phase: Optional[Phase]
    """The phase in which it is blocked, or of which too little is known."""
    protocol: Optional[str]
    """The security protocol that it connects with: `HYBRID_EX`, `HYBRID`, `SSL` or `RDP`."""
    suite: Optional[str]
    """The cipher suite, where the observations prove which one the server chooses."""
    tls: Optional[str]
    """The TLS version that it connects with, such as `1.3`."""
    why: Optional[str]
    """Why nothing is known, why it is not sure, or which address decides."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ClientVerdict:
        return cls(
            client=data["client"],
            name=data["name"],
            outcome=data["outcome"],
            confidence=data["confidence"],
            cause=data.get("cause"),
            code=data.get("code"),
            message=data.get("message"),
            phase=data.get("phase"),
            protocol=data.get("protocol"),
            suite=data.get("suite"),
            tls=data.get("tls"),
            why=data.get("why"),
        )


@dataclass(frozen=True, repr=False)
class ComparedSide(Model):
    """One of two reports."""

    __slots__ = ("host", "vantage", "at", "verdict", "primary",)

    host: str
    """The host, as it is written."""
    vantage: str
    """The machine that looked."""
    at: str
    """When the check began, RFC 3339."""
    verdict: Verdict
    """Its verdict."""
    primary: Optional[CauseId]
    """Its cause, if something is wrong."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ComparedSide:
        return cls(
            host=data["host"],
            vantage=data["vantage"],
            at=data["at"],
            verdict=data["verdict"],
            primary=data.get("primary"),
        )


@dataclass(frozen=True, repr=False)
class Comparison(Model):
    """Two reports side by side."""

    __slots__ = ("compared_as", "first", "second", "course", "differences", "implies", "same", "not_comparable",)

    compared_as: ComparedAs
    """What the two are of."""
    first: ComparedSide
    """The first: the earlier of two times, otherwise the one that was given first."""
    second: ComparedSide
    """The second."""
    course: Course
    """Whether the second is worse than the first."""
    differences: tuple[Difference, ...]
    """What differs, the weightiest first."""
    implies: tuple[Implication, ...]
    """What the differences imply, the weightiest first."""
    same: tuple[SameFact, ...]
    """What is the same in both."""
    not_comparable: tuple[Aspect, ...]
    """What one of the two did not look at."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Comparison:
        return cls(
            compared_as=data["compared_as"],
            first=ComparedSide._read(data["first"]),
            second=ComparedSide._read(data["second"]),
            course=data["course"],
            differences=tuple(map(Difference._read, data["differences"])),
            implies=tuple(map(Implication._read, data["implies"])),
            same=tuple(map(SameFact._read, data["same"])),
            not_comparable=tuple(data["not_comparable"]),
        )


@dataclass(frozen=True, repr=False)
class Completion(Model):
    """One full name that a short name may stand for, and what a DNS server says of it."""

    __slots__ = ("name", "a", "aaaa",)

    name: str
    """The full name."""
    a: Outcome[Answer]
    """The A query."""
    aaaa: Outcome[Answer]
    """The AAAA query."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Completion:
        return cls(
            name=data["name"],
            a=_read_outcome(data["a"], Answer._read),
            aaaa=_read_outcome(data["aaaa"], Answer._read),
        )


@dataclass(frozen=True, repr=False)
class Connected(Model):
    """A TCP connection that was established."""

    __slots__ = ("local", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    local: str
    """Our end."""
    elapsed: timedelta
    """Time from SYN to established; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Connected:
        return cls(
            local=data["local"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class Conversation(Model):
    """One connection and what came of it."""

    __slots__ = ("connection", "question", "why", "patient", "connect", "proxy", "negotiate", "tls", "hello", "certificates", "credssp", "settings", "http", "greeting",)

    connection: int
    """Number of the connection within the check, from 1."""
    question: Question
    """What was asked."""
    why: str
    """Why it was worth asking."""
    patient: bool
    """Whether its answers were waited for so much longer than usual that one which is only late would have come."""
    connect: Outcome[Connected]
    """The TCP handshake: with the host, or with the proxy."""
    proxy: Outcome[ProxyAnswer]
    """What the proxy answered, where one was given."""
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
    """MCS Connect Initial, in clear or inside TLS."""
    http: Outcome[HttpAnswer]
    """The answer to an HTTP request."""
    greeting: Outcome[Greeting]
    """What a server says that speaks first, or a service that is not RDP."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Conversation:
        return cls(
            connection=data["connection"],
            question=_read_question(data["question"]),
            why=data["why"],
            patient=data["patient"],
            connect=_read_outcome(data["connect"], Connected._read),
            proxy=_read_outcome(data["proxy"], ProxyAnswer._read),
            negotiate=_read_outcome(data["negotiate"], Negotiated._read),
            tls=_read_outcome(data["tls"], TlsSession._read),
            hello=_read_outcome(data["hello"], HelloAnswer._read),
            certificates=_read_outcome(data["certificates"], lambda item: tuple(map(CertificateFacts._read, item))),
            credssp=_read_outcome(data["credssp"], CredsspAnswer._read),
            settings=_read_outcome(data["settings"], _read_settingsanswer),
            http=_read_outcome(data["http"], HttpAnswer._read),
            greeting=_read_outcome(data["greeting"], Greeting._read),
        )


@dataclass(frozen=True, repr=False)
class CredsspAnswer(Model):
    """The answer to a TSRequest with an NTLM NEGOTIATE, MS-CSSP 2.2.1. No user name was sent, and no proof."""

    __slots__ = ("version", "elapsed", "challenge", "error",)
    _optional: ClassVar[frozenset[str]] = frozenset({"challenge", "error"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    version: int
    """The CredSSP version that the server speaks: 5 and 6 carry the fix of CVE-2018-0886."""
    elapsed: timedelta
    """Time from question to complete answer; in JSON in microseconds."""
    challenge: Optional[NtlmChallenge]
    """NTLM CHALLENGE, where the server sent one."""
    error: Optional[Named]
    """Why the server ended the logon (`errorCode`, an NTSTATUS), where it says so."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> CredsspAnswer:
        return cls(
            version=data["version"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            challenge=None if data.get("challenge") is None else NtlmChallenge._read(data["challenge"]),
            error=None if data.get("error") is None else Named._read(data["error"]),
        )


@dataclass(frozen=True, repr=False)
class Diagnosis(Model):
    """What the rules make of the observations."""

    __slots__ = ("verdict", "summary", "primary", "findings", "ruled_out", "not_checked", "clients", "trust", "kerberos",)
    _optional: ClassVar[frozenset[str]] = frozenset({"kerberos"})

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
    """Phases that were not checked, and why."""
    clients: tuple[ClientVerdict, ...]
    """Who can connect."""
    trust: tuple[StoreVerdict, ...]
    """What each store of trusted roots makes of the certificates."""
    kerberos: Optional[KerberosReadiness]
    """Whether clients can be expected to use Kerberos, where the host spoke of its domain. It changes no verdict."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Diagnosis:
        return cls(
            verdict=data["verdict"],
            summary=data["summary"],
            primary=data.get("primary"),
            findings=tuple(map(Finding._read, data["findings"])),
            ruled_out=tuple(map(RuledOut._read, data["ruled_out"])),
            not_checked=tuple(map(NotChecked._read, data["not_checked"])),
            clients=tuple(map(ClientVerdict._read, data["clients"])),
            trust=tuple(map(StoreVerdict._read, data["trust"])),
            kerberos=None if data.get("kerberos") is None else KerberosReadiness._read(data["kerberos"]),
        )


@dataclass(frozen=True, repr=False)
class Dialogs(Model):
    """What mstsc shows a user who opens the file, with Windows' usual policies."""

    __slots__ = ("dialog", "before_april_2026", "since_april_2026", "off_since_april_2026",)

    dialog: Dialog
    """Which dialog."""
    before_april_2026: str
    """Its title before Windows' update of April 2026."""
    since_april_2026: str
    """Its title since then."""
    off_since_april_2026: tuple[str, ...]
    """What of this computer the file asks for, or mstsc gives where the file says nothing. Since April 2026 each of it
    stays off until the user turns it on in the dialog.
    """

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Dialogs:
        return cls(
            dialog=data["dialog"],
            before_april_2026=data["before_april_2026"],
            since_april_2026=data["since_april_2026"],
            off_since_april_2026=tuple(data["off_since_april_2026"]),
        )


@dataclass(frozen=True, repr=False)
class Difference(Model):
    """Something that differs."""

    __slots__ = ("what", "first", "second",)

    what: Aspect
    """What."""
    first: str
    """In the first report."""
    second: str
    """In the second report."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Difference:
        return cls(
            what=data["what"],
            first=data["first"],
            second=data["second"],
        )


@dataclass(frozen=True, repr=False)
class EarlierCertificate(Model):
    """A server's certificate as an earlier report saw it."""

    __slots__ = ("seen_at", "address", "certificate",)

    seen_at: str
    """When that check began, RFC 3339."""
    address: str
    """The address that showed it."""
    certificate: CertificateFacts
    """The certificate."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> EarlierCertificate:
        return cls(
            seen_at=data["seen_at"],
            address=data["address"],
            certificate=CertificateFacts._read(data["certificate"]),
        )


@dataclass(frozen=True, repr=False)
class Effective(Model):
    """A number that a setting or a policy gives."""

    __slots__ = ("value", "by_policy",)

    value: int
    """The number that counts."""
    by_policy: bool
    """Whether a policy gives it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Effective:
        return cls(
            value=data["value"],
            by_policy=data["by_policy"],
        )


@dataclass(frozen=True, repr=False)
class Endpoint(Model):
    """One endpoint, and what was seen of it."""

    __slots__ = ("role", "name", "port", "resolve", "addresses", "path",)
    _optional: ClassVar[frozenset[str]] = frozenset({"path"})

    role: Role
    """What it is for the client."""
    name: str
    """Its name or address, as it was asked for."""
    port: int
    """Its TCP port."""
    resolve: Outcome[Resolution]
    """How the name became addresses."""
    addresses: tuple[AddressObservations, ...]
    """Each address on its own, in the order in which they were tested."""
    path: Optional[str]
    """Path and query that are asked of a web server; `None` = `/`."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Endpoint:
        return cls(
            role=data["role"],
            name=data["name"],
            port=data["port"],
            resolve=_read_outcome(data["resolve"], Resolution._read),
            addresses=tuple(map(AddressObservations._read, data["addresses"])),
            path=data.get("path"),
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

    __slots__ = ("role", "address", "connection", "question", "why", "through",)
    _optional: ClassVar[frozenset[str]] = frozenset({"through"})
    _tag: ClassVar[Optional[str]] = "event"
    event: ClassVar[Literal["asking"]] = "asking"

    role: Role
    """Who is asked: the host, its gateway …"""
    address: str
    """The address: the host's, or the proxy's."""
    connection: int
    """Number of the connection within the check, from 1."""
    question: Question
    """The question."""
    why: str
    """Why it is worth asking."""
    through: Optional[Through]
    """Through which proxy it goes, and where to."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> AskingEvent:
        return cls(
            role=data["role"],
            address=data["address"],
            connection=data["connection"],
            question=_read_question(data["question"]),
            why=data["why"],
            through=None if data.get("through") is None else Through._read(data["through"]),
        )


@dataclass(frozen=True, repr=False)
class FetchingEvent(Model):
    """A document is being fetched that a certificate names and the fetch policy admits."""

    __slots__ = ("url",)
    _tag: ClassVar[Optional[str]] = "event"
    event: ClassVar[Literal["fetching"]] = "fetching"

    url: str
    """Its address."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FetchingEvent:
        return cls(
            url=data["url"],
        )


@dataclass(frozen=True, repr=False)
class PhaseEndedEvent(Model):
    """A phase came to its end, well or badly."""

    __slots__ = ("address", "phase", "ok", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}
    _tag: ClassVar[Optional[str]] = "event"
    event: ClassVar[Literal["phase_ended"]] = "phase_ended"

    address: Optional[str]
    """The address, where the phase belongs to one."""
    phase: Phase
    """The phase."""
    ok: bool
    """Whether it gave an answer."""
    elapsed: timedelta
    """Time it took; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> PhaseEndedEvent:
        return cls(
            address=data.get("address"),
            phase=data["phase"],
            ok=data["ok"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
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
class ExcludedCause(Model):
    """A cause that a client would show so, and that the check excluded."""

    __slots__ = ("id", "because", "at",)

    id: CauseId
    """The cause's id."""
    because: str
    """What excludes it."""
    at: str
    """Where that is seen: JSON Pointer (RFC 6901) into the report."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ExcludedCause:
        return cls(
            id=data["id"],
            because=data["because"],
            at=data["at"],
        )


@dataclass(frozen=True, repr=False)
class ExpectationResult(Model):
    """The result of one expectation at a host."""

    __slots__ = ("expectation", "outcome", "seen", "at",)
    _optional: ClassVar[frozenset[str]] = frozenset({"at"})

    expectation: str
    """The expectation as it was written, such as `tls>=1.2`."""
    outcome: ExpectationOutcome
    """Whether the host meets it."""
    seen: str
    """What was seen, or why it was not, in a sentence without a full stop."""
    at: Optional[str]
    """Where that is seen: JSON Pointer (RFC 6901) into the report; absent where nothing in it shows it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ExpectationResult:
        return cls(
            expectation=data["expectation"],
            outcome=data["outcome"],
            seen=data["seen"],
            at=data.get("at"),
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

    __slots__ = ("phase", "operation", "kind", "closed_by", "sent", "received", "elapsed", "alert", "detail", "errno", "first_bytes", "idle", "reported_by", "reported_ttl", "unacknowledged",)
    _optional: ClassVar[frozenset[str]] = frozenset({"alert", "detail", "errno", "first_bytes", "idle", "reported_by", "reported_ttl", "unacknowledged"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1)), "idle": ("idle_us", timedelta(microseconds=1))}

    phase: Phase
    """The phase in which it happened."""
    operation: str
    """What was being done, for example `connect` or `read connection confirm`."""
    kind: FailureKind
    """The kind of end."""
    closed_by: ClosedBy
    """Who ended it."""
    sent: int
    """Bytes sent on this connection so far; behind a proxy that opened the way, those to the host."""
    received: int
    """Bytes received on this connection so far; behind a proxy that opened the way, those from the host."""
    elapsed: timedelta
    """Time since the phase began; in JSON in microseconds."""
    alert: Optional[Named]
    """The TLS alert that ended it."""
    detail: Optional[str]
    """More, in words, where there is more to say."""
    errno: Optional[str]
    """The error's name as the operating system spells it, for example `ECONNREFUSED`."""
    first_bytes: Optional[str]
    """The first bytes of the answer that could not be used, in hex."""
    idle: Optional[timedelta]
    """Time since the last byte came, where our deadline ended an answer that had begun; in JSON in microseconds."""
    reported_by: Optional[str]
    """The machine that sent the ICMP message, where the system tells."""
    reported_ttl: Optional[int]
    """The hops that the ICMP message had left when it came (TTL, hop limit), where the system tells: one that is unlike
    that of the host's other packets comes from a device that speaks in its name.
    """
    unacknowledged: Optional[int]
    """Bytes that we sent and the other end's system never acknowledged, where ours tells (Linux) and our deadline
    ended the wait. A service that hangs leaves none: its system acknowledges for it.
    """

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Failure:
        return cls(
            phase=data["phase"],
            operation=data["operation"],
            kind=data["kind"],
            closed_by=data["closed_by"],
            sent=data["sent"],
            received=data["received"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            alert=None if data.get("alert") is None else Named._read(data["alert"]),
            detail=data.get("detail"),
            errno=data.get("errno"),
            first_bytes=data.get("first_bytes"),
            idle=None if data.get("idle_us") is None else timedelta(microseconds=data["idle_us"]),
            reported_by=data.get("reported_by"),
            reported_ttl=data.get("reported_ttl"),
            unacknowledged=data.get("unacknowledged"),
        )


@dataclass(frozen=True, repr=False)
class Fetch(Model):
    """One document that was fetched, or was not allowed to be."""

    __slots__ = ("url", "hops", "body", "sent", "received", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    url: str
    """The address as the certificate gives it."""
    hops: tuple[Hop, ...]
    """Each request that was made, redirects followed."""
    body: Outcome[FetchedBody]
    """What came; skipped = the fetch policy forbade it, and why."""
    sent: int
    """Bytes sent, over all the requests."""
    received: int
    """Bytes received, over all the requests."""
    elapsed: timedelta
    """Time of it all; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Fetch:
        return cls(
            url=data["url"],
            hops=tuple(map(Hop._read, data["hops"])),
            body=_read_outcome(data["body"], FetchedBody._read),
            sent=data["sent"],
            received=data["received"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class FetchedBody(Model):
    """A document that came. The document itself is not kept."""

    __slots__ = ("bytes", "sha256", "pem", "content_type",)
    _optional: ClassVar[frozenset[str]] = frozenset({"content_type"})

    bytes: int
    """Its length, in bytes."""
    sha256: str
    """Its SHA-256, in hex."""
    pem: bool
    """It is text (PEM), where RFC 5280 wants DER."""
    content_type: Optional[str]
    """Its media type, as the server names it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FetchedBody:
        return cls(
            bytes=data["bytes"],
            sha256=data["sha256"],
            pem=data["pem"],
            content_type=data.get("content_type"),
        )


@dataclass(frozen=True, repr=False)
class FetchedIssuer(Model):
    """The certificate of an issuer that was fetched: no more trustworthy than what the server sends."""

    __slots__ = ("url", "signed", "certificate",)

    url: str
    """Where it lies."""
    signed: Tri
    """Whether its key made the signature; unknown = not verifiable with this build."""
    certificate: CertificateFacts
    """The certificate."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FetchedIssuer:
        return cls(
            url=data["url"],
            signed=data["signed"],
            certificate=CertificateFacts._read(data["certificate"]),
        )


@dataclass(frozen=True, repr=False)
class FileSignature(Model):
    """The signature of a `.rdp` file."""

    __slots__ = ("state", "line", "covered", "uncovered", "missing", "certificates", "trust", "digest", "why",)
    _optional: ClassVar[frozenset[str]] = frozenset({"digest", "why"})

    state: SignatureState
    """What it is worth."""
    line: int
    """The line that has it, from 1."""
    covered: tuple[str, ...]
    """The settings that it covers, as the file names them."""
    uncovered: tuple[int, ...]
    """Lines of settings that signers cover and that this signature leaves out: anybody can change them."""
    missing: tuple[str, ...]
    """Settings that were signed and that the file does not have any more."""
    certificates: tuple[CertificateFacts, ...]
    """The certificates in it, the signer's first."""
    trust: tuple[SignerTrust, ...]
    """Which stores of trusted roots trust the signer; empty = none was asked."""
    digest: Optional[str]
    """The digest of what was signed, by its usual name or its object identifier."""
    why: Optional[str]
    """What is wrong with it, where something is."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FileSignature:
        return cls(
            state=data["state"],
            line=data["line"],
            covered=tuple(data["covered"]),
            uncovered=tuple(data["uncovered"]),
            missing=tuple(data["missing"]),
            certificates=tuple(map(CertificateFacts._read, data["certificates"])),
            trust=tuple(map(SignerTrust._read, data["trust"])),
            digest=data.get("digest"),
            why=data.get("why"),
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
class FirewallProfile(Model):
    """A profile of Windows Firewall."""

    __slots__ = ("name", "enabled", "blocks_all", "allows_by_default", "ignores_local_rules", "source",)

    name: str
    """`Domain`, `Private` or `Public`."""
    enabled: Effective
    """Whether the firewall is on in this profile."""
    blocks_all: bool
    """Whether it blocks everything, whatever the rules allow ("block all incoming connections")."""
    allows_by_default: bool
    """Whether it lets in what no rule is about (`DefaultInboundAction` = 0)."""
    ignores_local_rules: bool
    """Whether a policy makes it ignore local rules (`AllowLocalPolicyMerge` = 0)."""
    source: int
    """Which of the sources has it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FirewallProfile:
        return cls(
            name=data["name"],
            enabled=Effective._read(data["enabled"]),
            blocks_all=data["blocks_all"],
            allows_by_default=data["allows_by_default"],
            ignores_local_rules=data["ignores_local_rules"],
            source=data["source"],
        )


@dataclass(frozen=True, repr=False)
class FirewallRule(Model):
    """A rule of Windows Firewall."""

    __slots__ = ("id", "name", "active", "allows", "inbound", "protocol", "ports", "remote", "profiles", "by_policy", "source", "limits", "program",)
    _optional: ClassVar[frozenset[str]] = frozenset({"limits", "program"})

    id: str
    """Its id: `RemoteDesktop-UserMode-In-TCP`."""
    name: str
    """Its name, as the console shows it; `@FirewallAPI.dll,-28775` where Windows translates it."""
    active: bool
    """Whether it is on."""
    allows: bool
    """Whether it allows; otherwise it blocks."""
    inbound: bool
    """Whether it is about incoming connections."""
    protocol: int
    """6 = TCP, 17 = UDP, 256 = any."""
    ports: tuple[str, ...]
    """Ports of this computer, as they are written: `3389`, `3380-3400`; empty = any."""
    remote: tuple[str, ...]
    """Addresses that it is for, as they are written; empty = any."""
    profiles: tuple[str, ...]
    """Profiles in which it counts; empty = all."""
    by_policy: bool
    """Whether a policy has it."""
    source: int
    """Which of the sources has it."""
    limits: tuple[str, ...]
    """What else it is limited to, as it is written: `IFType=RemoteAccess`, `LA4=10.0.0.5`, `Security=Authenticate`."""
    program: Optional[str]
    """The program that it is for, where it is not the service's own."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FirewallRule:
        return cls(
            id=data["id"],
            name=data["name"],
            active=data["active"],
            allows=data["allows"],
            inbound=data["inbound"],
            protocol=data["protocol"],
            ports=tuple(data["ports"]),
            remote=tuple(data["remote"]),
            profiles=tuple(data["profiles"]),
            by_policy=data["by_policy"],
            source=data["source"],
            limits=tuple(data.get("limits", ())),
            program=data.get("program"),
        )


@dataclass(frozen=True, repr=False)
class FleetLosses(Model):
    """The losses of many hosts, added up. It stays small, however many hosts there are."""

    __slots__ = ("hosts", "losing", "unknown", "safe", "clients", "fixes",)

    hosts: int
    """Hosts that were judged."""
    losing: int
    """Hosts that would lose a client."""
    unknown: int
    """Hosts that would lose none, as far as is known, and of which the report does not show enough."""
    safe: int
    """Hosts that lose none, and nothing about them is unknown."""
    clients: tuple[LostAtHosts, ...]
    """Which clients would be lost, at how many hosts, most first."""
    fixes: tuple[LossFix, ...]
    """What would keep them, the cheapest first."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> FleetLosses:
        return cls(
            hosts=data["hosts"],
            losing=data["losing"],
            unknown=data["unknown"],
            safe=data["safe"],
            clients=tuple(map(LostAtHosts._read, data["clients"])),
            fixes=tuple(map(LossFix._read, data["fixes"])),
        )


@dataclass(frozen=True, repr=False)
class Greeting(Model):
    """What a service that is not RDP said."""

    __slots__ = ("service", "first_bytes", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    service: str
    """The service, in the administrator's words: `HTTP`, `SSH`, `TLS` …"""
    first_bytes: str
    """Its first bytes, in hex."""
    elapsed: timedelta
    """Time until they came; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Greeting:
        return cls(
            service=data["service"],
            first_bytes=data["first_bytes"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class Held(Model):
    """A connection that stayed open although nothing was said on it."""

    __slots__ = ("elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    elapsed: timedelta
    """How long it was watched; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Held:
        return cls(
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class HelloAnswer(Model):
    """What a server answered to a ClientHello written by hand, without a key exchange."""

    __slots__ = ("version", "suite", "client_certificate_requested", "elapsed", "broken_off", "compression", "dh_prime_bits", "group", "signature_scheme",)
    _optional: ClassVar[frozenset[str]] = frozenset({"broken_off", "compression", "dh_prime_bits", "group", "signature_scheme"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    version: Named
    """The version the server chose."""
    suite: Named
    """The cipher suite the server chose."""
    client_certificate_requested: Tri
    """Whether the server asks for a client certificate: unknown in TLS 1.3, where the question is encrypted."""
    elapsed: timedelta
    """Time from hello to the end of the server's flight; in JSON in microseconds."""
    broken_off: Optional[Failure]
    """How the flight ended early, if it did: the ServerHello came, the rest did not."""
    compression: Optional[Named]
    """The compression method, where the server chose one."""
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
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            broken_off=None if data.get("broken_off") is None else Failure._read(data["broken_off"]),
            compression=None if data.get("compression") is None else Named._read(data["compression"]),
            dh_prime_bits=data.get("dh_prime_bits"),
            group=None if data.get("group") is None else Named._read(data["group"]),
            signature_scheme=None if data.get("signature_scheme") is None else Named._read(data["signature_scheme"]),
        )


@dataclass(frozen=True, repr=False)
class Hop(Model):
    """One request."""

    __slots__ = ("url", "address", "status",)
    _optional: ClassVar[frozenset[str]] = frozenset({"status"})

    url: str
    """The address that was asked for."""
    address: str
    """The machine that was asked."""
    status: Optional[int]
    """The status of its answer; none = there was no answer."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Hop:
        return cls(
            url=data["url"],
            address=data["address"],
            status=data.get("status"),
        )


@dataclass(frozen=True, repr=False)
class HostLosses(Model):
    """What a change would do to the clients of one host."""

    __slots__ = ("host", "lost", "not_seen", "kept", "out_already", "unconfirmed", "new_findings", "fixes",)

    host: str
    """The host, as it is written."""
    lost: tuple[LostClient, ...]
    """Clients that connect today and would not any more, those that are surest first."""
    not_seen: tuple[NotSeen, ...]
    """What the report does not show, and of which clients: nothing is said of those."""
    kept: int
    """How many clients would still connect."""
    out_already: int
    """How many do not connect today either."""
    unconfirmed: int
    """How many have a profile too little of which is confirmed to say what becomes of them."""
    new_findings: tuple[CauseId, ...]
    """Findings that would be new at another date."""
    fixes: tuple[LossFix, ...]
    """What would keep the clients that are lost, the cheapest first."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HostLosses:
        return cls(
            host=data["host"],
            lost=tuple(map(LostClient._read, data["lost"])),
            not_seen=tuple(map(NotSeen._read, data["not_seen"])),
            kept=data["kept"],
            out_already=data["out_already"],
            unconfirmed=data["unconfirmed"],
            new_findings=tuple(data["new_findings"]),
            fixes=tuple(map(LossFix._read, data["fixes"])),
        )


@dataclass(frozen=True, repr=False)
class HttpAnswer(Model):
    """The head of an HTTP answer, as far as it tells who answers. Texts are cut to a length that fits a report."""

    __slots__ = ("status", "closes", "upgraded", "ntlm_damaged", "elapsed", "content_length", "content_type", "headers", "location", "ntlm", "page", "schemes", "server", "via",)
    _optional: ClassVar[frozenset[str]] = frozenset({"content_length", "content_type", "headers", "location", "ntlm", "page", "schemes", "server", "via"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    status: int
    """The status code."""
    closes: bool
    """The server ends the connection after this answer, RFC 9112 9.3."""
    upgraded: bool
    """The connection became a WebSocket: status 101 with the key's right answer, RFC 6455 4.1."""
    ntlm_damaged: bool
    """An NTLM challenge came that cannot be read, or names what lies beyond its end: clients refuse it."""
    elapsed: timedelta
    """Time from the request to the head of the answer; in JSON in microseconds."""
    content_length: Optional[int]
    """`Content-Length`, in bytes; `None` = the body ends with the connection, or comes in chunks."""
    content_type: Optional[str]
    """`Content-Type`."""
    headers: tuple[HttpHeader, ...]
    """The other headers, in the server's order. Proxies, CDNs and web firewalls show themselves by them."""
    location: Optional[str]
    """`Location` of a redirection."""
    ntlm: Optional[NtlmChallenge]
    """What the NTLM challenge in the answer says."""
    page: Optional[str]
    """The beginning of the page, where a text came with an answer that offers no authentication."""
    schemes: tuple[str, ...]
    """The names of the authentication schemes that are offered, without their parameters, in the server's order."""
    server: Optional[str]
    """`Server`."""
    via: Optional[str]
    """`Via`: the proxies that name themselves."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HttpAnswer:
        return cls(
            status=data["status"],
            closes=data["closes"],
            upgraded=data["upgraded"],
            ntlm_damaged=data["ntlm_damaged"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            content_length=data.get("content_length"),
            content_type=data.get("content_type"),
            headers=tuple(map(HttpHeader._read, data.get("headers", ()))),
            location=data.get("location"),
            ntlm=None if data.get("ntlm") is None else NtlmChallenge._read(data["ntlm"]),
            page=data.get("page"),
            schemes=tuple(data.get("schemes", ())),
            server=data.get("server"),
            via=data.get("via"),
        )


@dataclass(frozen=True, repr=False)
class HttpHeader(Model):
    """A header of an answer."""

    __slots__ = ("name", "value",)

    name: str
    """Its name, in lower case."""
    value: str
    """Its value. Of `Set-Cookie` the name of the cookie alone."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HttpHeader:
        return cls(
            name=data["name"],
            value=data["value"],
        )


@dataclass(frozen=True, repr=False)
class Implication(Model):
    """What a difference implies."""

    __slots__ = ("kind", "confidence", "says",)

    kind: ImplicationKind
    """Its kind, for programs."""
    confidence: Confidence
    """How sure it is."""
    says: str
    """The same in a sentence."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Implication:
        return cls(
            kind=data["kind"],
            confidence=data["confidence"],
            says=data["says"],
        )


@dataclass(frozen=True, repr=False)
class InsideCertificate(Model):
    """A certificate in one of the host's stores."""

    __slots__ = ("store", "certificate", "source", "has_key", "key_readable",)
    _optional: ClassVar[frozenset[str]] = frozenset({"has_key", "key_readable"})

    store: str
    """The store: `My` or `Remote Desktop`."""
    certificate: CertificateFacts
    """What it says."""
    source: int
    """Which of the sources has it."""
    has_key: Optional[bool]
    """Whether the store says that there is a private key for it."""
    key_readable: Optional[bool]
    """Whether NETWORK SERVICE, under which Remote Desktop runs, may read the key."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideCertificate:
        return cls(
            store=data["store"],
            certificate=CertificateFacts._read(data["certificate"]),
            source=data["source"],
            has_key=data.get("has_key"),
            key_readable=data.get("key_readable"),
        )


@dataclass(frozen=True, repr=False)
class InsideEvent(Model):
    """Events of one kind in one log."""

    __slots__ = ("log", "provider", "id", "count", "first", "last", "source", "detail",)
    _optional: ClassVar[frozenset[str]] = frozenset({"detail"})

    log: str
    """The log."""
    provider: str
    """Who wrote them."""
    id: int
    """Their id."""
    count: int
    """How many there are."""
    first: str
    """The first, RFC 3339."""
    last: str
    """The last, RFC 3339."""
    source: int
    """Which of the sources has them."""
    detail: Optional[str]
    """A number in them that makes them another kind: a reason, a status."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideEvent:
        return cls(
            log=data["log"],
            provider=data["provider"],
            id=data["id"],
            count=data["count"],
            first=data["first"],
            last=data["last"],
            source=data["source"],
            detail=data.get("detail"),
        )


@dataclass(frozen=True, repr=False)
class InsideFacts(Model):
    """The host from inside."""

    __slots__ = ("sources", "listeners", "settings", "services", "firewall_profiles", "firewall_rules", "certificates", "updates", "listening", "events", "left_out", "as_of", "computer", "domain", "licensing_grace_days", "unread", "windows",)
    _optional: ClassVar[frozenset[str]] = frozenset({"as_of", "computer", "domain", "licensing_grace_days", "unread", "windows"})

    sources: tuple[InsideSource, ...]
    """The files that were read."""
    listeners: tuple[InsideListener, ...]
    """Its listeners, with the settings that count: a policy beats a setting."""
    settings: tuple[InsideSetting, ...]
    """Values of the registry as they were found. A key without values of interest has one with an empty name."""
    services: tuple[InsideService, ...]
    """Services that Remote Desktop needs or that are a part of it."""
    firewall_profiles: tuple[FirewallProfile, ...]
    """The profiles of Windows Firewall."""
    firewall_rules: tuple[FirewallRule, ...]
    """The rules of Windows Firewall that let Remote Desktop in or keep it out."""
    certificates: tuple[InsideCertificate, ...]
    """The certificates that Remote Desktop can use."""
    updates: tuple[str, ...]
    """Installed updates: `KB5012170`."""
    listening: tuple[InsidePort, ...]
    """Who listens on which TCP port. Empty = not known."""
    events: tuple[InsideEvent, ...]
    """Events, those of one kind together."""
    left_out: int
    """How many other files were given, of which nothing is read."""
    as_of: Optional[str]
    """The moment of the newest fact, RFC 3339: what the host was like after it is not known."""
    computer: Optional[str]
    """The computer's name."""
    domain: Optional[str]
    """Its DNS domain."""
    licensing_grace_days: Optional[int]
    """Days that a session host still accepts clients without a licence server; 0 = they are over."""
    unread: tuple[str, ...]
    """Files that were given and could not be read, each with why."""
    windows: Optional[WindowsRelease]
    """Which Windows it is."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideFacts:
        return cls(
            sources=tuple(map(InsideSource._read, data["sources"])),
            listeners=tuple(map(InsideListener._read, data["listeners"])),
            settings=tuple(map(InsideSetting._read, data["settings"])),
            services=tuple(map(InsideService._read, data["services"])),
            firewall_profiles=tuple(map(FirewallProfile._read, data["firewall_profiles"])),
            firewall_rules=tuple(map(FirewallRule._read, data["firewall_rules"])),
            certificates=tuple(map(InsideCertificate._read, data["certificates"])),
            updates=tuple(data["updates"]),
            listening=tuple(map(InsidePort._read, data["listening"])),
            events=tuple(map(InsideEvent._read, data["events"])),
            left_out=data["left_out"],
            as_of=data.get("as_of"),
            computer=data.get("computer"),
            domain=data.get("domain"),
            licensing_grace_days=data.get("licensing_grace_days"),
            unread=tuple(data.get("unread", ())),
            windows=None if data.get("windows") is None else WindowsRelease._read(data["windows"]),
        )


@dataclass(frozen=True, repr=False)
class InsideListener(Model):
    """A listener of Remote Desktop (`WinStations\\…`)."""

    __slots__ = ("name", "adapter", "certificate_sha1", "enabled", "encryption_level", "max_connections", "nla", "port", "security_layer",)
    _optional: ClassVar[frozenset[str]] = frozenset({"adapter", "certificate_sha1", "enabled", "encryption_level", "max_connections", "nla", "port", "security_layer"})

    name: str
    """Its name: `RDP-Tcp`."""
    adapter: Optional[int]
    """`LanAdapter`: 0 = all network adapters."""
    certificate_sha1: Optional[str]
    """`SSLCertificateSHA1Hash`: the thumbprint of the certificate that was chosen, in lower-case hex."""
    enabled: Optional[bool]
    """Whether it is switched on."""
    encryption_level: Optional[Effective]
    """`MinEncryptionLevel`: 1 low, 2 client compatible, 3 high, 4 FIPS."""
    max_connections: Optional[Effective]
    """`MaxInstanceCount`: connections at the same time."""
    nla: Optional[Effective]
    """`UserAuthentication`: 1 = NLA is required."""
    port: Optional[int]
    """Its TCP port."""
    security_layer: Optional[Effective]
    """`SecurityLayer`: 0 RDP, 1 negotiated, 2 TLS."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideListener:
        return cls(
            name=data["name"],
            adapter=data.get("adapter"),
            certificate_sha1=data.get("certificate_sha1"),
            enabled=data.get("enabled"),
            encryption_level=None if data.get("encryption_level") is None else Effective._read(data["encryption_level"]),
            max_connections=None if data.get("max_connections") is None else Effective._read(data["max_connections"]),
            nla=None if data.get("nla") is None else Effective._read(data["nla"]),
            port=data.get("port"),
            security_layer=None if data.get("security_layer") is None else Effective._read(data["security_layer"]),
        )


@dataclass(frozen=True, repr=False)
class InsidePort(Model):
    """A TCP port on which a program listens."""

    __slots__ = ("port", "owner", "source",)

    port: int
    """The port."""
    owner: str
    """The services or the program that own it: `TermService`."""
    source: int
    """Which of the sources has it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsidePort:
        return cls(
            port=data["port"],
            owner=data["owner"],
            source=data["source"],
        )


@dataclass(frozen=True, repr=False)
class InsideService(Model):
    """A Windows service."""

    __slots__ = ("name", "source", "library", "start", "state",)
    _optional: ClassVar[frozenset[str]] = frozenset({"library", "start", "state"})

    name: str
    """Its name: `TermService`."""
    source: int
    """Which of the sources has it."""
    library: Optional[str]
    """The library that svchost loads."""
    start: Optional[int]
    """`Start`: 0 boot, 1 system, 2 automatic, 3 manual, 4 disabled."""
    state: Optional[str]
    """`running`, `stopped` …; files of a host that is off do not say."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideService:
        return cls(
            name=data["name"],
            source=data["source"],
            library=data.get("library"),
            start=data.get("start"),
            state=data.get("state"),
        )


@dataclass(frozen=True, repr=False)
class InsideSetting(Model):
    """A value of the registry."""

    __slots__ = ("key", "name", "value", "source", "number", "written_at",)
    _optional: ClassVar[frozenset[str]] = frozenset({"number", "written_at"})

    key: str
    """The key, from `HKLM\\` on; of an offline hive as a running Windows has it."""
    name: str
    """The value's name."""
    value: str
    """The value: numbers in decimal, bytes in hex, several texts with commas between."""
    source: int
    """Which of the sources has it."""
    number: Optional[int]
    """The value, if it is a number."""
    written_at: Optional[str]
    """When something in the key was last written, RFC 3339."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideSetting:
        return cls(
            key=data["key"],
            name=data["name"],
            value=data["value"],
            source=data["source"],
            number=data.get("number"),
            written_at=data.get("written_at"),
        )


@dataclass(frozen=True, repr=False)
class InsideSource(Model):
    """One file that was read."""

    __slots__ = ("name", "kind", "problems", "written_at",)
    _optional: ClassVar[frozenset[str]] = frozenset({"problems", "written_at"})

    name: str
    """Its name, within a collection the name there as well."""
    kind: str
    """What it is: `registry hive`, `registry export`, `event log`, `collection`, or a text of a support tool."""
    problems: tuple[str, ...]
    """What could not be read in it."""
    written_at: Optional[str]
    """When it was written, RFC 3339, where it says so."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> InsideSource:
        return cls(
            name=data["name"],
            kind=data["kind"],
            problems=tuple(data.get("problems", ())),
            written_at=data.get("written_at"),
        )


@dataclass(frozen=True, repr=False)
class Interface(Model):
    """A network adapter of this computer."""

    __slots__ = ("name", "index", "kind", "mtu", "product",)
    _optional: ClassVar[frozenset[str]] = frozenset({"mtu", "product"})

    name: str
    """Its name, as the system shows it: `eth0`, `Ethernet 2` …"""
    index: int
    """Its number in the system."""
    kind: InterfaceKind
    """What kind of adapter it is."""
    mtu: Optional[int]
    """The largest packet it takes, in bytes, where the system tells."""
    product: Optional[str]
    """What made it, where that can be recognised: `WireGuard`, `Tailscale` …"""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Interface:
        return cls(
            name=data["name"],
            index=data["index"],
            kind=data["kind"],
            mtu=data.get("mtu"),
            product=data.get("product"),
        )


@dataclass(frozen=True, repr=False)
class IssuerCertificate(Model):
    """A certificate that signed another."""

    __slots__ = ("subject", "sha256", "signed", "found", "fetched",)
    _optional: ClassVar[frozenset[str]] = frozenset({"fetched"})

    subject: str
    """Distinguished name of its subject."""
    sha256: str
    """SHA-256 of the certificate, in hex."""
    signed: Tri
    """Whether its key made the signature; unknown = not verifiable with this build."""
    found: IssuerFound
    """Where it was found."""
    fetched: Optional[CertificateFacts]
    """The certificate itself, where it was fetched."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> IssuerCertificate:
        return cls(
            subject=data["subject"],
            sha256=data["sha256"],
            signed=data["signed"],
            found=data["found"],
            fetched=None if data.get("fetched") is None else CertificateFacts._read(data["fetched"]),
        )


@dataclass(frozen=True, repr=False)
class Issuers(Model):
    """What is missing between the server's certificates and a root."""

    __slots__ = ("missing", "fetches",)

    missing: tuple[MissingIssuer, ...]
    """One entry per certificate whose issuer was neither sent nor is in a store of trusted roots; empty = none is."""
    fetches: tuple[Fetch, ...]
    """Everything that was fetched for them, each address once."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Issuers:
        return cls(
            missing=tuple(map(MissingIssuer._read, data["missing"])),
            fetches=tuple(map(Fetch._read, data["fetches"])),
        )


@dataclass(frozen=True, repr=False)
class KdcAnswer(Model):
    """A Kerberos server refused a request that names no user, as it has to, RFC 4120 5.9.1."""

    __slots__ = ("error", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    error: Named
    """Why."""
    elapsed: timedelta
    """Time from the request to the answer; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> KdcAnswer:
        return cls(
            error=Named._read(data["error"]),
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class KdcPort(Model):
    """A domain controller to which a connection was opened, and a request sent that names no user."""

    __slots__ = ("name", "connect", "answer", "address",)
    _optional: ClassVar[frozenset[str]] = frozenset({"address"})

    name: str
    """Its name."""
    connect: Outcome[Connected]
    """What came of it."""
    answer: Outcome[KdcAnswer]
    """What answered the request."""
    address: Optional[str]
    """The address that was tried; absent = the name has none that may be tried."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> KdcPort:
        return cls(
            name=data["name"],
            connect=_read_outcome(data["connect"], Connected._read),
            answer=_read_outcome(data["answer"], KdcAnswer._read),
            address=data.get("address"),
        )


@dataclass(frozen=True, repr=False)
class KerberosObservations(Model):
    """What this computer sees of the Kerberos service of the host's domain. No user is named, so no ticket can be given."""

    __slots__ = ("domain", "records", "dc_records", "ports",)

    domain: str
    """The DNS name of the domain, as the host gives it in its NTLM challenge."""
    records: Outcome[tuple[ServiceRecord, ...]]
    """The SRV records `_kerberos._tcp.DOMAIN`, the most preferred first; none = DNS has no such record."""
    dc_records: Outcome[tuple[ServiceRecord, ...]]
    """The SRV records `_kerberos._tcp.dc._msdcs.DOMAIN`, by which Windows finds a domain controller."""
    ports: Outcome[tuple[KdcPort, ...]]
    """Whether the most preferred of those that the records name accept TCP connections, and speak Kerberos there."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> KerberosObservations:
        return cls(
            domain=data["domain"],
            records=_read_outcome(data["records"], lambda item: tuple(map(ServiceRecord._read, item))),
            dc_records=_read_outcome(data["dc_records"], lambda item: tuple(map(ServiceRecord._read, item))),
            ports=_read_outcome(data["ports"], lambda item: tuple(map(KdcPort._read, item))),
        )


@dataclass(frozen=True, repr=False)
class KerberosPoint(Model):
    """One need of Kerberos."""

    __slots__ = ("kind", "met", "says",)

    kind: KerberosNeed
    """Which."""
    met: Tri
    """Whether it is met."""
    says: str
    """What was seen, in one sentence."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> KerberosPoint:
        return cls(
            kind=data["kind"],
            met=data["met"],
            says=data["says"],
        )


@dataclass(frozen=True, repr=False)
class KerberosReadiness(Model):
    """What was seen of what Kerberos needs."""

    __slots__ = ("ready", "points",)

    ready: Tri
    """Yes = every need is met as far as this computer sees; whether a user gets a ticket shows only with credentials.
    No = clients here use NTLM.
    """
    points: tuple[KerberosPoint, ...]
    """Each need."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> KerberosReadiness:
        return cls(
            ready=data["ready"],
            points=tuple(map(KerberosPoint._read, data["points"])),
        )


@dataclass(frozen=True, repr=False)
class Key(Model):
    """A public key."""

    __slots__ = ("kind", "bits", "explicit_curve",)

    kind: KeyKind
    """What kind of key."""
    bits: int
    """Length, in bits; 0 = not known."""
    explicit_curve: bool
    """An EC key that writes out the parameters of its curve instead of the curve's name, which RFC 5480 2.1.1 forbids."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Key:
        return cls(
            kind=data["kind"],
            bits=data["bits"],
            explicit_curve=data["explicit_curve"],
        )


@dataclass(frozen=True, repr=False)
class Labels(Model):
    """What the file says of a target besides its address. What it does not say is `None`."""

    __slots__ = ("file", "group", "line", "name", "range",)
    _optional: ClassVar[frozenset[str]] = frozenset({"file", "group", "line", "name", "range"})

    file: Optional[str]
    """The file, as it was named: `confCons.xml`, `standard input`."""
    group: Optional[str]
    """The groups it is in, the outermost first: `Berlin/Domain controllers`."""
    line: Optional[int]
    """The line of the file, from 1. Files without lines have none."""
    name: Optional[str]
    """What the file calls the connection."""
    range: Optional[str]
    """The range of addresses that has it: `192.0.2.0/24`. That there is a host nobody said."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Labels:
        return cls(
            file=data.get("file"),
            group=data.get("group"),
            line=data.get("line"),
            name=data.get("name"),
            range=data.get("range"),
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
class Lint(Model):
    """What is wrong with one file."""

    __slots__ = ("file", "kind", "remarks", "dialogs", "signature",)
    _optional: ClassVar[frozenset[str]] = frozenset({"dialogs", "signature"})

    file: str
    """The file, as it was named."""
    kind: FileKind
    """What the file is."""
    remarks: tuple[Remark, ...]
    """What there is to say of it, line by line."""
    dialogs: Optional[Dialogs]
    """What mstsc shows a user who opens the `.rdp` file; `None` = it opens no such file, or it depends on whom the client
    trusts and no store was asked.
    """
    signature: Optional[FileSignature]
    """The signature of a `.rdp` file; `None` = it has none."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Lint:
        return cls(
            file=data["file"],
            kind=data["kind"],
            remarks=tuple(map(Remark._read, data["remarks"])),
            dialogs=None if data.get("dialogs") is None else Dialogs._read(data["dialogs"]),
            signature=None if data.get("signature") is None else FileSignature._read(data["signature"]),
        )


@dataclass(frozen=True, repr=False)
class LossFix(Model):
    """A step that would keep clients that a change would cost."""

    __slots__ = ("step", "effort", "hosts", "clients",)

    step: str
    """What to do."""
    effort: Effort
    """What that costs."""
    hosts: int
    """At how many hosts."""
    clients: int
    """How many ways of a client to a host it keeps."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> LossFix:
        return cls(
            step=data["step"],
            effort=data["effort"],
            hosts=data["hosts"],
            clients=data["clients"],
        )


@dataclass(frozen=True, repr=False)
class LostAtHosts(Model):
    """A client, and at how many hosts it would be lost."""

    __slots__ = ("name", "cause", "hosts",)

    name: str
    """Its name."""
    cause: CauseId
    """What would keep it out."""
    hosts: int
    """At how many hosts."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> LostAtHosts:
        return cls(
            name=data["name"],
            cause=data["cause"],
            hosts=data["hosts"],
        )


@dataclass(frozen=True, repr=False)
class LostClient(Model):
    """A client that a change would block."""

    __slots__ = ("client", "name", "cause", "confidence", "why",)
    _optional: ClassVar[frozenset[str]] = frozenset({"why"})

    client: str
    """Id of its profile."""
    name: str
    """Its name."""
    cause: CauseId
    """What would keep it out."""
    confidence: Confidence
    """How sure that is."""
    why: Optional[str]
    """Why, where the cause alone does not say it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> LostClient:
        return cls(
            client=data["client"],
            name=data["name"],
            cause=data["cause"],
            confidence=data["confidence"],
            why=data.get("why"),
        )


@dataclass(frozen=True, repr=False)
class MadeUp(Model):
    """A name that does not exist, and what DNS says of it all the same."""

    __slots__ = ("name", "addresses",)

    name: str
    """The name."""
    addresses: tuple[str, ...]
    """The addresses that it leads to; none = as it should be."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> MadeUp:
        return cls(
            name=data["name"],
            addresses=tuple(data["addresses"]),
        )


@dataclass(frozen=True, repr=False)
class Merged(Model):
    """Reports put together: each host once, with what each place saw of it."""

    __slots__ = ("schema", "places", "hosts",)

    schema: str
    """`MERGED_SCHEMA`."""
    places: tuple[str, ...]
    """Every place, in the order in which they were given."""
    hosts: tuple[MergedHost, ...]
    """Every host, in the order in which they were first seen."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Merged:
        return cls(
            schema=data["schema"],
            places=tuple(data["places"]),
            hosts=tuple(map(MergedHost._read, data["hosts"])),
        )


@dataclass(frozen=True, repr=False)
class MergedHost(Model):
    """One host, as several places see it."""

    __slots__ = ("target", "agree", "summary", "findings", "seen",)

    target: TargetSummary
    """What was checked."""
    agree: bool
    """Whether all places come to the same verdict and the same cause."""
    summary: str
    """What the places say, in one sentence."""
    findings: tuple[Finding, ...]
    """What only the comparison of places shows. The evidence points into this host: `/seen/0/report/…`."""
    seen: tuple[SeenFrom, ...]
    """The last report of each place."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> MergedHost:
        return cls(
            target=TargetSummary._read(data["target"]),
            agree=data["agree"],
            summary=data["summary"],
            findings=tuple(map(Finding._read, data["findings"])),
            seen=tuple(map(SeenFrom._read, data["seen"])),
        )


@dataclass(frozen=True, repr=False)
class MissingIssuer(Model):
    """A certificate whose issuer is missing."""

    __slots__ = ("subject", "sha256", "issuer", "found",)

    subject: str
    """Distinguished name of its subject."""
    sha256: str
    """SHA-256 of the certificate, in hex."""
    issuer: str
    """Distinguished name of its issuer."""
    found: Outcome[tuple[FetchedIssuer, ...]]
    """The certificates of that issuer that lie where the certificate says (authority information access, *CA
    issuers*): several, where the issuer was certified by several authorities.
    """

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> MissingIssuer:
        return cls(
            subject=data["subject"],
            sha256=data["sha256"],
            issuer=data["issuer"],
            found=_read_outcome(data["found"], lambda item: tuple(map(FetchedIssuer._read, item))),
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

    __slots__ = ("requested", "answer", "bytes", "elapsed", "source_reference",)
    _optional: ClassVar[frozenset[str]] = frozenset({"source_reference"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    requested: Named
    """What was asked for."""
    answer: NegotiationAnswer
    """What came back."""
    bytes: str
    """The answer as it came, in hex."""
    elapsed: timedelta
    """Time from request to complete answer; in JSON in microseconds."""
    source_reference: Optional[int]
    """SRC-REF of the Connection Confirm: 0x1234 from Windows and xrdp, 0 from FreeRDP and others."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Negotiated:
        return cls(
            requested=Named._read(data["requested"]),
            answer=_read_negotiationanswer(data["answer"]),
            bytes=data["bytes"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
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
    """MCS Disconnect Provider Ultimatum instead of a Connection Confirm."""

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
class DirectNextHop(Model):
    """Straight to the address: it is on this computer's own link, at the other end of a tunnel, or this computer."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["direct"]] = "direct"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> DirectNextHop:
        return cls()


@dataclass(frozen=True, repr=False)
class GatewayNextHop(Model):
    """To a gateway."""

    __slots__ = ("address",)
    _optional: ClassVar[frozenset[str]] = frozenset({"address"})
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["gateway"]] = "gateway"

    address: Optional[str]
    """Its address, where the system tells."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> GatewayNextHop:
        return cls(
            address=data.get("address"),
        )


@dataclass(frozen=True, repr=False)
class UnknownNextHop(Model):
    """The system does not tell."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["unknown"]] = "unknown"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UnknownNextHop:
        return cls()


@dataclass(frozen=True, repr=False)
class NotChecked(Model):
    """A phase that was not checked."""

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
class NotSeen(Model):
    """Clients of which the report does not show enough."""

    __slots__ = ("why", "clients",)

    why: str
    """What was not seen."""
    clients: tuple[str, ...]
    """Ids of the clients; empty = it holds for the host as a whole."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> NotSeen:
        return cls(
            why=data["why"],
            clients=tuple(data["clients"]),
        )


@dataclass(frozen=True, repr=False)
class Note(Model):
    """Something to know besides the readings."""

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

    __slots__ = ("host", "proxy", "trust", "issuers", "udp", "websocket", "stun", "gateway", "kerberos", "kdc_proxy", "revocation", "earlier", "inside",)
    _optional: ClassVar[frozenset[str]] = frozenset({"earlier", "inside"})

    host: Endpoint
    """The host, or the web server that is the target itself."""
    proxy: Outcome[ProxyObservations]
    """The proxy through which the host was reached."""
    trust: Outcome[tuple[TrustStore, ...]]
    """What the stores of trusted roots hold that could have issued the host's certificates."""
    issuers: Outcome[Issuers]
    """The certificates that are missing on the path to a root, and what was fetched in their place."""
    udp: Outcome[UdpObservations]
    """RDP over UDP, at the first address that TCP reached."""
    websocket: Outcome[tuple[Endpoint, ...]]
    """The ports for RDP in a WebSocket, at the same address. A port that refuses is as it should be."""
    stun: Outcome[StunObservations]
    """What a STUN server said."""
    gateway: Outcome[Endpoint]
    """The RD Gateway through which the client goes."""
    kerberos: Outcome[KerberosObservations]
    """What Kerberos needs of DNS and the network, where the host named its domain."""
    kdc_proxy: Outcome[Endpoint]
    """The KDC proxy through which the client gets Kerberos tickets: one that its file names, or its RD Gateway."""
    revocation: Outcome[Revocation]
    """Whether the certificates of all the addresses have been revoked."""
    earlier: tuple[EarlierCertificate, ...]
    """What reports of the host saw with which this one is compared, the oldest first."""
    inside: Optional[InsideFacts]
    """What the host says of itself, where files of it were given."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Observations:
        return cls(
            host=Endpoint._read(data["host"]),
            proxy=_read_outcome(data["proxy"], ProxyObservations._read),
            trust=_read_outcome(data["trust"], lambda item: tuple(map(TrustStore._read, item))),
            issuers=_read_outcome(data["issuers"], Issuers._read),
            udp=_read_outcome(data["udp"], UdpObservations._read),
            websocket=_read_outcome(data["websocket"], lambda item: tuple(map(Endpoint._read, item))),
            stun=_read_outcome(data["stun"], StunObservations._read),
            gateway=_read_outcome(data["gateway"], Endpoint._read),
            kerberos=_read_outcome(data["kerberos"], KerberosObservations._read),
            kdc_proxy=_read_outcome(data["kdc_proxy"], Endpoint._read),
            revocation=_read_outcome(data["revocation"], Revocation._read),
            earlier=tuple(map(EarlierCertificate._read, data.get("earlier", ()))),
            inside=None if data.get("inside") is None else InsideFacts._read(data["inside"]),
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
class OtherPort(Model):
    """One connection to another port of the address."""

    __slots__ = ("connection", "port", "question", "why", "connect", "held", "greeting", "negotiate",)

    connection: int
    """Number of the connection within the check, from 1."""
    port: int
    """The TCP port."""
    question: PortQuestion
    """What was asked of it."""
    why: str
    """Why it was worth asking."""
    connect: Outcome[Connected]
    """The TCP handshake."""
    held: Outcome[Held]
    """The connection on which nothing was said: done = it was still open, or the other end spoke."""
    greeting: Outcome[Greeting]
    """What the service sent first, unasked."""
    negotiate: Outcome[Negotiated]
    """The X.224 negotiation."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> OtherPort:
        return cls(
            connection=data["connection"],
            port=data["port"],
            question=_read_portquestion(data["question"]),
            why=data["why"],
            connect=_read_outcome(data["connect"], Connected._read),
            held=_read_outcome(data["held"], Held._read),
            greeting=_read_outcome(data["greeting"], Greeting._read),
            negotiate=_read_outcome(data["negotiate"], Negotiated._read),
        )


@dataclass(frozen=True, repr=False)
class PathCertificate(Model):
    """A certificate on the path to a root."""

    __slots__ = ("subject", "origin", "at", "url",)
    _optional: ClassVar[frozenset[str]] = frozenset({"url"})

    subject: str
    """Distinguished name of its subject."""
    origin: PathOrigin
    """Where it comes from."""
    at: str
    """JSON pointer into the report."""
    url: Optional[str]
    """The address from which it was fetched, where it was."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> PathCertificate:
        return cls(
            subject=data["subject"],
            origin=data["origin"],
            at=data["at"],
            url=data.get("url"),
        )


@dataclass(frozen=True, repr=False)
class PathQuality(Model):
    """Several short conversations with the RDP port, and what they came to."""

    __slots__ = ("attempts", "connect", "answer",)

    attempts: tuple[Attempt, ...]
    """Each conversation, in order."""
    connect: Optional[Spread]
    """Times of the TCP handshakes that completed."""
    answer: Optional[Spread]
    """Times from request to answer of the X.224 negotiations that completed."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> PathQuality:
        return cls(
            attempts=tuple(map(Attempt._read, data["attempts"])),
            connect=None if data.get("connect") is None else Spread._read(data["connect"]),
            answer=None if data.get("answer") is None else Spread._read(data["answer"]),
        )


@dataclass(frozen=True, repr=False)
class KnockPortQuestion(Model):
    """Does anything answer at all? An acceptance and a refusal both say that the host is there."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["knock"]] = "knock"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> KnockPortQuestion:
        return cls()


@dataclass(frozen=True, repr=False)
class UnusedPortQuestion(Model):
    """How does the host treat an unused port? A host that refuses it hides nothing, so that silence elsewhere is the
    work of a filter; what accepts it accepts everything.
    """

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["unused"]] = "unused"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UnusedPortQuestion:
        return cls()


@dataclass(frozen=True, repr=False)
class GreetPortQuestion(Model):
    """What does a service say that speaks first? It may tell which system the host runs."""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["greet"]] = "greet"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> GreetPortQuestion:
        return cls()


@dataclass(frozen=True, repr=False)
class HoldPortQuestion(Model):
    """Does a connection on which nothing is said stay open for a moment?"""

    __slots__ = ()
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["hold"]] = "hold"


    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HoldPortQuestion:
        return cls()


@dataclass(frozen=True, repr=False)
class RdpPortQuestion(Model):
    """Does Remote Desktop answer there?"""

    __slots__ = ("protocols",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["rdp"]] = "rdp"

    protocols: Named
    """`requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> RdpPortQuestion:
        return cls(
            protocols=Named._read(data["protocols"]),
        )


@dataclass(frozen=True, repr=False)
class ProfileEntry(Model):
    """What a profile of endpoints says of one of them."""

    __slots__ = ("profile", "host", "port", "purpose", "required", "issuers", "path", "pattern", "source",)
    _optional: ClassVar[frozenset[str]] = frozenset({"issuers", "path", "pattern", "source"})

    profile: str
    """The profile: its id, or the name in the user's file."""
    host: str
    """The host: a name or an address."""
    port: int
    """The TCP port."""
    purpose: str
    """What clients need it for."""
    required: bool
    """Whether clients fail without it; what only some of them need is a warning."""
    issuers: tuple[str, ...]
    """How the organization (O) or the name (CN) of an issuer begins, one of which is in the chain unless a
    device on the path replaces the certificate. Empty = not known.
    """
    path: Optional[str]
    """Path and query that are asked; `None` = `/`."""
    pattern: Optional[str]
    """The pattern that documentation gives, where the host is one name of many: `*.wvd.microsoft.com`."""
    source: Optional[str]
    """Where this comes from."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ProfileEntry:
        return cls(
            profile=data["profile"],
            host=data["host"],
            port=data["port"],
            purpose=data["purpose"],
            required=data["required"],
            issuers=tuple(data.get("issuers", ())),
            path=data.get("path"),
            pattern=data.get("pattern"),
            source=data.get("source"),
        )


@dataclass(frozen=True, repr=False)
class ProxyAnswer(Model):
    """What the proxy answered when it was asked for the way to the host."""

    __slots__ = ("reply", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    reply: ProxyReply
    """Its answer."""
    elapsed: timedelta
    """Time from the first request to it, the proxy's own way to the host included; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ProxyAnswer:
        return cls(
            reply=_read_proxyreply(data["reply"]),
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class ProxyObservations(Model):
    """The proxy that was given."""

    __slots__ = ("proxy", "credentials", "resolve",)

    proxy: str
    """The proxy as URL, without user and password."""
    credentials: bool
    """Whether a user and a password were given for it."""
    resolve: Outcome[Resolution]
    """How its own name became addresses."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ProxyObservations:
        return cls(
            proxy=data["proxy"],
            credentials=data["credentials"],
            resolve=_read_outcome(data["resolve"], Resolution._read),
        )


@dataclass(frozen=True, repr=False)
class SocksMethodProxyReply(Model):
    """SOCKS: the proxy takes none of the ways to log on that it was offered, RFC 1928 3."""

    __slots__ = ("method",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["socks_method"]] = "socks_method"

    method: Named
    """What it chose: 0xff is none of them."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SocksMethodProxyReply:
        return cls(
            method=Named._read(data["method"]),
        )


@dataclass(frozen=True, repr=False)
class SocksCredentialsProxyReply(Model):
    """SOCKS: the proxy refuses user and password, RFC 1929 2."""

    __slots__ = ("status",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["socks_credentials"]] = "socks_credentials"

    status: int
    """Its status, which is not 0."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SocksCredentialsProxyReply:
        return cls(
            status=data["status"],
        )


@dataclass(frozen=True, repr=False)
class SocksProxyReply(Model):
    """SOCKS: the reply to the request, RFC 1928 6."""

    __slots__ = ("reply", "bound",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["socks"]] = "socks"

    reply: Named
    """`REP`: 0 = the way is open."""
    bound: str
    """`BND.ADDR` and `BND.PORT`: from where the proxy says that it connected."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SocksProxyReply:
        return cls(
            reply=Named._read(data["reply"]),
            bound=data["bound"],
        )


@dataclass(frozen=True, repr=False)
class HttpProxyReply(Model):
    """HTTP: the head of the answer to `CONNECT`."""

    __slots__ = ("status", "reason", "error", "schemes", "server",)
    _optional: ClassVar[frozenset[str]] = frozenset({"error", "schemes", "server"})
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["http"]] = "http"

    status: int
    """The status code: 2xx = the way is open."""
    reason: str
    """The reason that stands behind the code."""
    error: Optional[str]
    """Why it failed, in its own words: `Proxy-Status` (RFC 9209) or `X-Squid-Error`."""
    schemes: tuple[str, ...]
    """The names of the ways to log on that it offers (`Proxy-Authenticate`), without their parameters."""
    server: Optional[str]
    """`Server`, or `Via` where there is none."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HttpProxyReply:
        return cls(
            status=data["status"],
            reason=data["reason"],
            error=data.get("error"),
            schemes=tuple(data.get("schemes", ())),
            server=data.get("server"),
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

    protocols: Named
    """`requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1."""
    mss: Optional[int]
    """Maximum segment size forced on the connection, in bytes; `None` = the system's choice."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ConverseQuestion:
        return cls(
            protocols=Named._read(data["protocols"]),
            mss=data.get("mss"),
        )


@dataclass(frozen=True, repr=False)
class HelloQuestion(Model):
    """X.224 negotiation, then a ClientHello written by hand, answered up to the end of the server's flight."""

    __slots__ = ("protocols", "hello",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["hello"]] = "hello"

    protocols: Named
    """`requestedProtocols` of RDP_NEG_REQ."""
    hello: HelloKind
    """Which ClientHello."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HelloQuestion:
        return cls(
            protocols=Named._read(data["protocols"]),
            hello=data["hello"],
        )


@dataclass(frozen=True, repr=False)
class OfferQuestion(Model):
    """X.224 negotiation alone; where the server chooses this protocol, TLS and the server's first message follow."""

    __slots__ = ("protocols",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["offer"]] = "offer"

    protocols: Named
    """`requestedProtocols` of RDP_NEG_REQ: RDSTLS or RDSAAD, whose servers speak first."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> OfferQuestion:
        return cls(
            protocols=Named._read(data["protocols"]),
        )


@dataclass(frozen=True, repr=False)
class MethodQuestion(Model):
    """Standard RDP Security with one cipher: does the server take it?"""

    __slots__ = ("method",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["method"]] = "method"

    method: Named
    """`encryptionMethods` of CS_SECURITY, MS-RDPBCGR 2.2.1.3.3: one bit."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> MethodQuestion:
        return cls(
            method=Named._read(data["method"]),
        )


@dataclass(frozen=True, repr=False)
class CookieQuestion(Model):
    """X.224 negotiation with a cookie, as clients send it that know the user's name, and nothing after it. The name
    in it is made up.
    """

    __slots__ = ("protocols",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["cookie"]] = "cookie"

    protocols: Named
    """`requestedProtocols` of RDP_NEG_REQ."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> CookieQuestion:
        return cls(
            protocols=Named._read(data["protocols"]),
        )


@dataclass(frozen=True, repr=False)
class HttpQuestion(Model):
    """No RDP: an HTTP request, inside TLS or in clear. What is asked of gateways, listeners and web servers."""

    __slots__ = ("request", "tls", "mss",)
    _optional: ClassVar[frozenset[str]] = frozenset({"mss"})
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["http"]] = "http"

    request: HttpRequest
    """The request."""
    tls: bool
    """Whether the TLS handshake comes first."""
    mss: Optional[int]
    """Maximum segment size forced on the connection, in bytes; `None` = the system's choice."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> HttpQuestion:
        return cls(
            request=data["request"],
            tls=data["tls"],
            mss=data.get("mss"),
        )


@dataclass(frozen=True, repr=False)
class BareHelloQuestion(Model):
    """No RDP: a ClientHello written by hand, answered up to the end of the server's flight."""

    __slots__ = ("hello",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["bare_hello"]] = "bare_hello"

    hello: HelloKind
    """Which ClientHello."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> BareHelloQuestion:
        return cls(
            hello=data["hello"],
        )


@dataclass(frozen=True, repr=False)
class TlsFirstQuestion(Model):
    """TLS from the first byte, without a negotiation before it, MS-RDPBCGR 5.4.2.2."""

    __slots__ = ("then",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["tls_first"]] = "tls_first"

    then: Inside
    """What is said inside TLS."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TlsFirstQuestion:
        return cls(
            then=data["then"],
        )


@dataclass(frozen=True, repr=False)
class ProxyHeaderQuestion(Model):
    """X.224 negotiation behind the line with which a load balancer passes the client's address on: version 1 of
    HAProxy's PROXY protocol. The address in it is our own.
    """

    __slots__ = ("protocols",)
    _tag: ClassVar[Optional[str]] = "ask"
    ask: ClassVar[Literal["proxy_header"]] = "proxy_header"

    protocols: Named
    """`requestedProtocols` of RDP_NEG_REQ."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ProxyHeaderQuestion:
        return cls(
            protocols=Named._read(data["protocols"]),
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
    """A bare RSA key, signed with a key that is public knowledge: it proves no identity."""

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

    __slots__ = ("family", "family_title", "clients", "meaning", "causes", "confidence", "source", "code_dec", "code_hex", "phase", "symbol", "words",)
    _optional: ClassVar[frozenset[str]] = frozenset({"code_dec", "code_hex", "phase", "symbol", "words"})

    family: CodeFamily
    """The table that has the code."""
    family_title: str
    """What an administrator calls that table."""
    clients: tuple[CodeClient, ...]
    """The programs and logs that show it."""
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
    code_dec: Optional[int]
    """The code in decimal, without sign; a message has none."""
    code_hex: Optional[str]
    """The code in hexadecimal: `0x904`, `0x00000007`; a message has none."""
    phase: Optional[Phase]
    """The phase in which it arises, where it can only be one."""
    symbol: Optional[str]
    """The official name, where there is one."""
    words: Optional[str]
    """The words by which a known message was recognised."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Reading:
        return cls(
            family=data["family"],
            family_title=data["family_title"],
            clients=tuple(data["clients"]),
            meaning=data["meaning"],
            causes=tuple(data["causes"]),
            confidence=data["confidence"],
            source=data["source"],
            code_dec=data.get("code_dec"),
            code_hex=data.get("code_hex"),
            phase=data.get("phase"),
            symbol=data.get("symbol"),
            words=data.get("words"),
        )


@dataclass(frozen=True, repr=False)
class RemainingCause(Model):
    """What can still be behind a client's text."""

    __slots__ = ("title", "look", "id",)
    _optional: ClassVar[frozenset[str]] = frozenset({"id"})

    title: str
    """What it is."""
    look: str
    """The one look that settles it; commands stand in backquotes."""
    id: Optional[CauseId]
    """The cause's id, where the catalogue has it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> RemainingCause:
        return cls(
            title=data["title"],
            look=data["look"],
            id=data.get("id"),
        )


@dataclass(frozen=True, repr=False)
class Remark(Model):
    """One thing about a file: where, what, and what to write instead."""

    __slots__ = ("level", "text", "key", "line", "remedy",)
    _optional: ClassVar[frozenset[str]] = frozenset({"key", "line", "remedy"})

    level: RemarkLevel
    """How much it matters."""
    text: str
    """What there is to say."""
    key: Optional[str]
    """The setting."""
    line: Optional[int]
    """The line, from 1; `None` = it is about the file as a whole."""
    remedy: Optional[str]
    """What to write instead."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Remark:
        return cls(
            level=data["level"],
            text=data["text"],
            key=data.get("key"),
            line=data.get("line"),
            remedy=data.get("remedy"),
        )


@dataclass(frozen=True, repr=False)
class Remedy(Model):
    """One step against a cause."""

    __slots__ = ("action", "where", "risk", "back_up",)

    action: str
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
            action=data["action"],
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

    __slots__ = ("schema", "tool", "target", "options", "vantage", "started_at", "judged_at", "elapsed", "connections", "round_trips", "verdict", "summary", "primary", "findings", "ruled_out", "clients", "trust", "not_checked", "timeline", "observations", "redacted", "expectations", "kerberos", "symptom",)
    _optional: ClassVar[frozenset[str]] = frozenset({"expectations", "kerberos", "symptom"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

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
    started_at: datetime
    """When the check began; in JSON RFC 3339, UTC, to the millisecond."""
    judged_at: datetime
    """The moment for which dates were judged; in JSON RFC 3339, UTC, to the millisecond."""
    elapsed: timedelta
    """How long it took; in JSON in microseconds."""
    connections: int
    """TCP connections to the host, or to the proxy before it, that were attempted; what was fetched elsewhere is not counted."""
    round_trips: int
    """Round trips to the host that had to be waited for one after the other, name resolution not included."""
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
    clients: tuple[ClientVerdict, ...]
    """Who can connect: the known clients, and those of the options."""
    trust: tuple[StoreVerdict, ...]
    """What each store of trusted roots makes of the certificates."""
    not_checked: tuple[NotChecked, ...]
    """Phases that were not checked, and why."""
    timeline: tuple[TimelineEntry, ...]
    """When each phase of each connection happened."""
    observations: Observations
    """Everything that was seen."""
    redacted: bool
    """Names, addresses and certificates are placeholders: what the report says stands, and it cannot be judged again."""
    expectations: tuple[ExpectationResult, ...]
    """The result of each expectation, if hosts are held to any."""
    kerberos: Optional[KerberosReadiness]
    """Whether clients can be expected to use Kerberos, where the host spoke of its domain. It changes no verdict."""
    symptom: Optional[Symptom]
    """What the client's text means, compared with what was seen, if a text was given."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Report:
        return cls(
            schema=data["schema"],
            tool=Tool._read(data["tool"]),
            target=TargetSummary._read(data["target"]),
            options=UsedCheckOptions._read(data["options"]),
            vantage=Vantage._read(data["vantage"]),
            started_at=read_moment(data["started_at"]),
            judged_at=read_moment(data["judged_at"]),
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            connections=data["connections"],
            round_trips=data["round_trips"],
            verdict=data["verdict"],
            summary=data["summary"],
            primary=data.get("primary"),
            findings=tuple(map(Finding._read, data["findings"])),
            ruled_out=tuple(map(RuledOut._read, data["ruled_out"])),
            clients=tuple(map(ClientVerdict._read, data["clients"])),
            trust=tuple(map(StoreVerdict._read, data["trust"])),
            not_checked=tuple(map(NotChecked._read, data["not_checked"])),
            timeline=tuple(map(TimelineEntry._read, data["timeline"])),
            observations=Observations._read(data["observations"]),
            redacted=data["redacted"],
            expectations=tuple(map(ExpectationResult._read, data.get("expectations", ()))),
            kerberos=None if data.get("kerberos") is None else KerberosReadiness._read(data["kerberos"]),
            symptom=None if data.get("symptom") is None else Symptom._read(data["symptom"]),
        )


@dataclass(frozen=True, repr=False)
class Resolution(Model):
    """How the name of the target became addresses."""

    __slots__ = ("name", "system", "direct", "server_given", "addresses", "from_second", "given", "aliases", "hosts_file", "made_up", "left_out",)
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
    from_second: bool
    """Whether they are those of the second DNS server, because no other source has any."""
    given: bool
    """Whether they are those that the caller gave: then the name was asked for to compare, if at all."""
    aliases: Outcome[tuple[str, ...]]
    """The names that the name leads to, alias by alias (CNAME), each queried separately if no source has an address.
    Empty = the name is no alias; one that appears twice, or is the name itself, is a loop.
    """
    hosts_file: Outcome[tuple[str, ...]]
    """The addresses that this computer's hosts file has for the name, looked up where the system and DNS do not agree."""
    made_up: Outcome[tuple[MadeUp, ...]]
    """What made-up names lead to, which cannot be registered: one next to the name itself, and one in a zone that
    there is not. Asked for where nothing at the name's addresses speaks Remote Desktop.
    """
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
            from_second=data["from_second"],
            given=data["given"],
            aliases=_read_outcome(data["aliases"], tuple),
            hosts_file=_read_outcome(data["hosts_file"], tuple),
            made_up=_read_outcome(data["made_up"], lambda item: tuple(map(MadeUp._read, item))),
            left_out=tuple(map(LeftOut._read, data.get("left_out", ()))),
        )


@dataclass(frozen=True, repr=False)
class Revocation(Model):
    """What was learned about the revocation of the server's certificates."""

    __slots__ = ("certificates", "fetches",)

    certificates: tuple[CertificateRevocation, ...]
    """One entry per certificate that was asked about; what several addresses share stands here once."""
    fetches: tuple[Fetch, ...]
    """Everything that was fetched, each address once."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Revocation:
        return cls(
            certificates=tuple(map(CertificateRevocation._read, data["certificates"])),
            fetches=tuple(map(Fetch._read, data["fetches"])),
        )


@dataclass(frozen=True, repr=False)
class RevocationAnswer(Model):
    """What a source says of a certificate."""

    __slots__ = ("status", "this_update", "this_update_unix", "authentic", "authentic_because", "entries", "next_update", "next_update_unix", "reason", "responder", "revoked_at",)
    _optional: ClassVar[frozenset[str]] = frozenset({"entries", "next_update", "next_update_unix", "reason", "responder", "revoked_at"})

    status: RevocationStatus
    """The answer. What it is worth depends on `authentic`(Self.authentic) and on the dates."""
    this_update: str
    """The moment for which the answer is given, RFC 3339."""
    this_update_unix: int
    """The same in Unix seconds."""
    authentic: Tri
    """Whether it is signed by the certificate's issuer, or by a responder that the issuer appointed."""
    authentic_because: str
    """How that was found out, or why not."""
    entries: Optional[int]
    """How many certificates a list revokes."""
    next_update: Optional[str]
    """When the next answer is due, RFC 3339; clients reject an answer that is older."""
    next_update_unix: Optional[int]
    """The same in Unix seconds."""
    reason: Optional[Named]
    """Why, RFC 5280 5.3.1."""
    responder: Optional[CertificateFacts]
    """The certificate of an appointed OCSP responder."""
    revoked_at: Optional[str]
    """When it was revoked, RFC 3339."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> RevocationAnswer:
        return cls(
            status=data["status"],
            this_update=data["this_update"],
            this_update_unix=data["this_update_unix"],
            authentic=data["authentic"],
            authentic_because=data["authentic_because"],
            entries=data.get("entries"),
            next_update=data.get("next_update"),
            next_update_unix=data.get("next_update_unix"),
            reason=None if data.get("reason") is None else Named._read(data["reason"]),
            responder=None if data.get("responder") is None else CertificateFacts._read(data["responder"]),
            revoked_at=data.get("revoked_at"),
        )


@dataclass(frozen=True, repr=False)
class RevocationSource(Model):
    """One place where revocation can be asked, and its answer."""

    __slots__ = ("means", "answer", "fetch", "url",)
    _optional: ClassVar[frozenset[str]] = frozenset({"fetch", "url"})

    means: RevocationMeans
    """What kind of place."""
    answer: Outcome[RevocationAnswer]
    """What it says of the certificate."""
    fetch: Optional[int]
    """Index of the fetch among `Revocation.fetches`, where there was one."""
    url: Optional[str]
    """Its address; none where the server itself brought the answer."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> RevocationSource:
        return cls(
            means=data["means"],
            answer=_read_outcome(data["answer"], RevocationAnswer._read),
            fetch=data.get("fetch"),
            url=data.get("url"),
        )


@dataclass(frozen=True, repr=False)
class Route(Model):
    """Which way packets to the address take, as far as this computer's system tells. No packet is sent to learn it."""

    __slots__ = ("local", "next_hop", "interface",)

    local: str
    """This computer's address on the path."""
    next_hop: NextHop
    """Where packets go first."""
    interface: Outcome[Interface]
    """The network adapter they leave by; skipped where this version cannot ask the system."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Route:
        return cls(
            local=data["local"],
            next_hop=_read_nexthop(data["next_hop"]),
            interface=_read_outcome(data["interface"], Interface._read),
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
class SameFact(Model):
    """Something that is the same."""

    __slots__ = ("what", "value",)

    what: Aspect
    """What."""
    value: str
    """In both."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SameFact:
        return cls(
            what=data["what"],
            value=data["value"],
        )


@dataclass(frozen=True, repr=False)
class SeenFrom(Model):
    """What one place saw."""

    __slots__ = ("place", "report",)

    place: str
    """The name of the place."""
    report: Report
    """Its report."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SeenFrom:
        return cls(
            place=data["place"],
            report=Report._read(data["report"]),
        )


@dataclass(frozen=True, repr=False)
class ServerAnswers(Model):
    """One DNS server's answers to a direct query, one per record type."""

    __slots__ = ("server", "a", "aaaa", "second", "again", "completed", "completions",)
    _optional: ClassVar[frozenset[str]] = frozenset({"again", "completed", "completions"})

    server: str
    """The server, as `address:port`."""
    a: Outcome[Answer]
    """The A query."""
    aaaa: Outcome[Answer]
    """The AAAA query."""
    second: bool
    """Whether this is the second server, which is only compared with."""
    again: tuple[str, ...]
    """Other addresses that it gave when it was asked again, because its first ones were not those of another source."""
    completed: Optional[str]
    """The full name that both answers are for, where the name that was asked for is a short one."""
    completions: tuple[Completion, ...]
    """What a short name may stand for: with each suffix of this computer's search list, in its order, then as it is."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ServerAnswers:
        return cls(
            server=data["server"],
            a=_read_outcome(data["a"], Answer._read),
            aaaa=_read_outcome(data["aaaa"], Answer._read),
            second=data["second"],
            again=tuple(data.get("again", ())),
            completed=data.get("completed"),
            completions=tuple(map(Completion._read, data.get("completions", ()))),
        )


@dataclass(frozen=True, repr=False)
class ServerClock(Model):
    """A host's clock compared with this computer's."""

    __slots__ = ("time", "ahead", "uncertainty",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"ahead": ("ahead_us", timedelta(microseconds=1)), "uncertainty": ("uncertainty_us", timedelta(microseconds=1))}

    time: str
    """The host's time, RFC 3339, UTC."""
    ahead: timedelta
    """How far the host's clock is from ours; in JSON in microseconds, negative where it is behind."""
    uncertainty: timedelta
    """The difference is known to within this, half of the round trip; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ServerClock:
        return cls(
            time=data["time"],
            ahead=timedelta(microseconds=data["ahead_us"]),
            uncertainty=timedelta(microseconds=data["uncertainty_us"]),
        )


@dataclass(frozen=True, repr=False)
class ServerSettings(Model):
    """What a Connect Response says about its host, MS-RDPBCGR 2.2.1.4."""

    __slots__ = ("result", "elapsed", "certificate", "level", "method", "multitransport", "rdp_version", "requested_protocols",)
    _optional: ClassVar[frozenset[str]] = frozenset({"certificate", "level", "method", "multitransport", "rdp_version", "requested_protocols"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    result: Named
    """Whether the host goes along: 0 is yes, T.125."""
    elapsed: timedelta
    """Time from question to complete answer; in JSON in microseconds."""
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
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            certificate=None if data.get("certificate") is None else _read_rdpcertificate(data["certificate"]),
            level=None if data.get("level") is None else Named._read(data["level"]),
            method=None if data.get("method") is None else Named._read(data["method"]),
            multitransport=None if data.get("multitransport") is None else Named._read(data["multitransport"]),
            rdp_version=None if data.get("rdp_version") is None else Named._read(data["rdp_version"]),
            requested_protocols=None if data.get("requested_protocols") is None else Named._read(data["requested_protocols"]),
        )


@dataclass(frozen=True, repr=False)
class ServiceRecord(Model):
    """A DNS record of where a service is, RFC 2782."""

    __slots__ = ("priority", "name", "port",)

    priority: int
    """Lower is preferred."""
    name: str
    """The machine."""
    port: int
    """Its port: 88 for Kerberos."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ServiceRecord:
        return cls(
            priority=data["priority"],
            name=data["name"],
            port=data["port"],
        )


@dataclass(frozen=True, repr=False)
class ResponseSettingsAnswer(Model):
    """MCS Connect Response."""

    __slots__ = ("settings",)
    _tag: ClassVar[Optional[str]] = "kind"
    kind: ClassVar[Literal["response"]] = "response"

    settings: ServerSettings
    """What it says."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> ResponseSettingsAnswer:
        return cls(
            settings=ServerSettings._read(data["settings"]),
        )


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
class SignerTrust(Model):
    """What a store of trusted roots says of who signed a file."""

    __slots__ = ("store", "trusted", "chain", "file", "why",)
    _optional: ClassVar[frozenset[str]] = frozenset({"file", "why"})

    store: TrustStoreKind
    """Which store."""
    trusted: Tri
    """Whether the signer's chain leads to a root in it."""
    chain: tuple[str, ...]
    """The subjects of the chain, the signer's first, as far as it leads."""
    file: Optional[str]
    """The file of certificates that was given."""
    why: Optional[str]
    """Why not."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SignerTrust:
        return cls(
            store=data["store"],
            trusted=data["trusted"],
            chain=tuple(data["chain"]),
            file=data.get("file"),
            why=data.get("why"),
        )


@dataclass(frozen=True, repr=False)
class Spread(Model):
    """How times spread."""

    __slots__ = ("best", "median", "worst", "deviation",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"best": ("best_us", timedelta(microseconds=1)), "median": ("median_us", timedelta(microseconds=1)), "worst": ("worst_us", timedelta(microseconds=1)), "deviation": ("deviation_us", timedelta(microseconds=1))}

    best: timedelta
    """The shortest; in JSON in microseconds."""
    median: timedelta
    """The one in the middle; in JSON in microseconds."""
    worst: timedelta
    """The longest; in JSON in microseconds."""
    deviation: timedelta
    """Mean distance from the median; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Spread:
        return cls(
            best=timedelta(microseconds=data["best_us"]),
            median=timedelta(microseconds=data["median_us"]),
            worst=timedelta(microseconds=data["worst_us"]),
            deviation=timedelta(microseconds=data["deviation_us"]),
        )


@dataclass(frozen=True, repr=False)
class StoreVerdict(Model):
    """What one store of trusted roots makes of the certificates that a host shows. Dates, names, purpose and strength are
    other questions.
    """

    __slots__ = ("addresses", "store", "decides", "verdict", "says", "path", "evidence", "file",)
    _optional: ClassVar[frozenset[str]] = frozenset({"file"})

    addresses: tuple[str, ...]
    """The addresses that show these certificates."""
    store: TrustStoreKind
    """Which store."""
    decides: bool
    """Whether findings rest on it. They do not on Mozilla's roots, which Remote Desktop clients seldom ask."""
    verdict: StoreTrust
    """Its verdict."""
    says: str
    """The same in one sentence, with the reason."""
    path: tuple[PathCertificate, ...]
    """The way as far as it leads, the server's own certificate first."""
    evidence: tuple[Evidence, ...]
    """Where the way ends before a root: what was expected there, and what was presented."""
    file: Optional[str]
    """The file that was given as a store, where it is one."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> StoreVerdict:
        return cls(
            addresses=tuple(data["addresses"]),
            store=data["store"],
            decides=data["decides"],
            verdict=data["verdict"],
            says=data["says"],
            path=tuple(map(PathCertificate._read, data["path"])),
            evidence=tuple(map(Evidence._read, data["evidence"])),
            file=data.get("file"),
        )


@dataclass(frozen=True, repr=False)
class StunAnswer(Model):
    """A Binding success response."""

    __slots__ = ("mapped", "translated", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    mapped: str
    """From where our question came, as the server saw it."""
    translated: bool
    """Whether an address on the path was translated (NAT): it is not the one that we sent from."""
    elapsed: timedelta
    """Time from the first question to the answer; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> StunAnswer:
        return cls(
            mapped=data["mapped"],
            translated=data["translated"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class StunObservations(Model):
    """What a STUN server said, RFC 8489."""

    __slots__ = ("server", "answer", "address",)
    _optional: ClassVar[frozenset[str]] = frozenset({"address"})

    server: str
    """The server as it was asked for, with its port where one was given."""
    answer: Outcome[StunAnswer]
    """Its answer."""
    address: Optional[str]
    """The address that was asked."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> StunObservations:
        return cls(
            server=data["server"],
            answer=_read_outcome(data["answer"], StunAnswer._read),
            address=data.get("address"),
        )


@dataclass(frozen=True, repr=False)
class Symptom(Model):
    """What a client shows, and what is left of it after the check."""

    __slots__ = ("text", "fit", "says", "readings", "found", "excluded", "remains",)

    text: str
    """The text as it was given, cut where it is long."""
    fit: SymptomFit
    """How the text and the check fit together."""
    says: str
    """The same in a few sentences."""
    readings: tuple[Reading, ...]
    """What the text was read as, the most telling first; empty = nothing in it is known."""
    found: tuple[CauseId, ...]
    """The findings of this report that clients show so."""
    excluded: tuple[ExcludedCause, ...]
    """The causes of the text that the check excluded, as seen from this computer."""
    remains: tuple[RemainingCause, ...]
    """What can still be behind the text, each with the one look that settles it."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Symptom:
        return cls(
            text=data["text"],
            fit=data["fit"],
            says=data["says"],
            readings=tuple(map(Reading._read, data["readings"])),
            found=tuple(data["found"]),
            excluded=tuple(map(ExcludedCause._read, data["excluded"])),
            remains=tuple(map(RemainingCause._read, data["remains"])),
        )


@dataclass(frozen=True, repr=False)
class SystemAnswer(Model):
    """Addresses as the system's resolver gave them."""

    __slots__ = ("addresses", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    addresses: tuple[str, ...]
    """The addresses, in the system's order, without repetition, 256 at most."""
    elapsed: timedelta
    """Time it took; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> SystemAnswer:
        return cls(
            addresses=tuple(data["addresses"]),
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class TargetSummary(Model):
    """The target as it stands in a report."""

    __slots__ = ("host", "port", "service", "alternate_host", "client", "entry", "expected_fingerprints", "gateway", "labels", "path",)
    _optional: ClassVar[frozenset[str]] = frozenset({"alternate_host", "client", "entry", "expected_fingerprints", "gateway", "labels", "path"})

    host: str
    """The host as it was asked for: a name or an address."""
    port: int
    """The TCP port."""
    service: Service
    """What is asked for there."""
    alternate_host: Optional[str]
    """Another name by which the host may be known (`alternate full address`)."""
    client: ClientSettings
    """Security settings of the client that will connect, from a `.rdp` file."""
    entry: Optional[ProfileEntry]
    """What the profile says that names it."""
    expected_fingerprints: tuple[str, ...]
    """Fingerprints of which the certificate is expected to have one, in hex: SHA-1 or SHA-256 of the certificate, or
    SHA-256 of its key. Empty = none is expected.
    """
    gateway: Optional[str]
    """The RD Gateway that was named, with its port where one was given."""
    labels: Labels
    """Where the target was found: the file, and what the file calls it."""
    path: Optional[str]
    """Path and query of a web address, as they are asked; `None` = `/`."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TargetSummary:
        return cls(
            host=data["host"],
            port=data["port"],
            service=data["service"],
            alternate_host=data.get("alternate_host"),
            client=ClientSettings._read(data.get("client", {})),
            entry=None if data.get("entry") is None else ProfileEntry._read(data["entry"]),
            expected_fingerprints=tuple(data.get("expected_fingerprints", ())),
            gateway=data.get("gateway"),
            labels=Labels._read(data.get("labels", {})),
            path=data.get("path"),
        )


@dataclass(frozen=True, repr=False)
class TcpFacts(Model):
    """What the system's TCP knows about one connection."""

    __slots__ = ("rtt", "rtt_variation", "retransmits", "mss", "path_mtu", "unacknowledged",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"rtt": ("rtt_us", timedelta(microseconds=1)), "rtt_variation": ("rtt_variation_us", timedelta(microseconds=1))}

    rtt: timedelta
    """Smoothed round trip time; in JSON in microseconds."""
    rtt_variation: timedelta
    """Its mean deviation; in JSON in microseconds."""
    retransmits: int
    """Segments that were sent again, the first one (SYN) included."""
    mss: int
    """Largest segment that is sent, in bytes."""
    path_mtu: int
    """Largest packet that the way is taken to carry, in bytes."""
    unacknowledged: int
    """Bytes sent that the other end has not acknowledged."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TcpFacts:
        return cls(
            rtt=timedelta(microseconds=data["rtt_us"]),
            rtt_variation=timedelta(microseconds=data["rtt_variation_us"]),
            retransmits=data["retransmits"],
            mss=data["mss"],
            path_mtu=data["path_mtu"],
            unacknowledged=data["unacknowledged"],
        )


@dataclass(frozen=True, repr=False)
class Through(Model):
    """Through which proxy a connection goes, and where to."""

    __slots__ = ("proxy", "host", "port",)

    proxy: str
    """The proxy as URL, without user and password."""
    host: str
    """The name or address that it is asked for. It resolves names itself."""
    port: int
    """The port that it is asked for."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Through:
        return cls(
            proxy=data["proxy"],
            host=data["host"],
            port=data["port"],
        )


@dataclass(frozen=True, repr=False)
class TimelineEntry(Model):
    """One phase of one connection, for a waterfall."""

    __slots__ = ("connection", "phase", "ok", "start", "elapsed", "sent", "received", "address",)
    _optional: ClassVar[frozenset[str]] = frozenset({"address"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"start": ("start_us", timedelta(microseconds=1)), "elapsed": ("elapsed_us", timedelta(microseconds=1))}

    connection: int
    """Number of the connection within the check, from 1; 0 = no connection (resolution)."""
    phase: Phase
    """The phase."""
    ok: bool
    """Whether it gave an answer."""
    start: timedelta
    """Start since the check began; in JSON in microseconds."""
    elapsed: timedelta
    """How long it took; in JSON in microseconds."""
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
            start=timedelta(microseconds=data["start_us"]),
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            sent=data["sent"],
            received=data["received"],
            address=data.get("address"),
        )


@dataclass(frozen=True, repr=False)
class TlsOffers(Model):
    """What a host accepts in TLS, as far as it was asked.

    Each hello offers what the host has not chosen yet and is left as soon as the answer is there, so that no session
    begins. What was chosen is accepted; what was on offer when a hello was refused is not.
    """

    __slots__ = ("versions", "decides", "groups", "other_groups_refused", "signature_schemes", "compression", "connections", "incomplete",)
    _optional: ClassVar[frozenset[str]] = frozenset({"incomplete"})

    versions: tuple[TlsVersionOffer, ...]
    """TLS 1.3 to 1.0, the newest first. SSL 3.0 and older are not asked for."""
    decides: Decides
    """Whose order of preference decides between two suites that both sides have."""
    groups: tuple[Named, ...]
    """The key exchange groups that the server chose in any version."""
    other_groups_refused: Tri
    """Whether a suite that needs a group was refused with every other group that is asked for.

    TLS 1.3 is not asked again for what TLS 1.2 chose, and of the finite-field groups only for ffdhe2048.
    """
    signature_schemes: tuple[Named, ...]
    """The schemes with which the server signed its key exchange in TLS 1.2; it could choose from all that have a name."""
    compression: Tri
    """Whether the server chose to compress (up to TLS 1.2), which gives secrets away."""
    connections: int
    """TCP connections that the listing took."""
    incomplete: Optional[str]
    """Why the listing ended before all was asked, if it did. What is missing then is unknown, not refused."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TlsOffers:
        return cls(
            versions=tuple(map(TlsVersionOffer._read, data["versions"])),
            decides=data["decides"],
            groups=tuple(map(Named._read, data["groups"])),
            other_groups_refused=data["other_groups_refused"],
            signature_schemes=tuple(map(Named._read, data["signature_schemes"])),
            compression=data["compression"],
            connections=data["connections"],
            incomplete=data.get("incomplete"),
        )


@dataclass(frozen=True, repr=False)
class TlsSession(Model):
    """A completed TLS handshake. The server's signature over the handshake was not used to judge it."""

    __slots__ = ("version", "suite", "ocsp_stapled", "client_certificate_requested", "elapsed", "group", "ocsp_response", "signature_scheme",)
    _optional: ClassVar[frozenset[str]] = frozenset({"group", "ocsp_response", "signature_scheme"})
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    version: Named
    """The version."""
    suite: Named
    """The cipher suite."""
    ocsp_stapled: bool
    """Whether the server stapled an OCSP response."""
    client_certificate_requested: bool
    """Whether the server asked for a client certificate (and went on without one)."""
    elapsed: timedelta
    """Time of the handshake; in JSON in microseconds."""
    group: Optional[Named]
    """The key exchange group, where the library tells."""
    ocsp_response: Optional[str]
    """The stapled OCSP response: DER in base64."""
    signature_scheme: Optional[Named]
    """The scheme with which the server signed the handshake."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TlsSession:
        return cls(
            version=Named._read(data["version"]),
            suite=Named._read(data["suite"]),
            ocsp_stapled=data["ocsp_stapled"],
            client_certificate_requested=data["client_certificate_requested"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
            group=None if data.get("group") is None else Named._read(data["group"]),
            ocsp_response=data.get("ocsp_response"),
            signature_scheme=None if data.get("signature_scheme") is None else Named._read(data["signature_scheme"]),
        )


@dataclass(frozen=True, repr=False)
class TlsSuiteOffer(Model):
    """A suite that the server chose."""

    __slots__ = ("suite", "dh_prime_bits", "group",)
    _optional: ClassVar[frozenset[str]] = frozenset({"dh_prime_bits", "group"})

    suite: Named
    """The suite."""
    dh_prime_bits: Optional[int]
    """Length of the Diffie-Hellman prime, in bits, for a DHE suite."""
    group: Optional[Named]
    """The group that the server chose with it. Other suites may have been offered other groups."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TlsSuiteOffer:
        return cls(
            suite=Named._read(data["suite"]),
            dh_prime_bits=data.get("dh_prime_bits"),
            group=None if data.get("group") is None else Named._read(data["group"]),
        )


@dataclass(frozen=True, repr=False)
class TlsVersionOffer(Model):
    """One TLS version."""

    __slots__ = ("version", "accepted", "suites", "complete", "refusal",)
    _optional: ClassVar[frozenset[str]] = frozenset({"refusal"})

    version: Named
    """The version."""
    accepted: Tri
    """Whether the server speaks it with any of the suites that have a name."""
    suites: tuple[TlsSuiteOffer, ...]
    """The suites that the server chose: in its order where it decides, otherwise the strongest first."""
    complete: bool
    """Whether every other suite of this version that has a name was on offer and was not taken."""
    refusal: Optional[Failure]
    """How the hello ended that offered only what is not accepted, where one was put."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TlsVersionOffer:
        return cls(
            version=Named._read(data["version"]),
            accepted=data["accepted"],
            suites=tuple(map(TlsSuiteOffer._read, data["suites"])),
            complete=data["complete"],
            refusal=None if data.get("refusal") is None else Failure._read(data["refusal"]),
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
class TrustStore(Model):
    """A store of trusted roots."""

    __slots__ = ("kind", "roots", "file",)
    _optional: ClassVar[frozenset[str]] = frozenset({"file"})

    kind: TrustStoreKind
    """Which store."""
    roots: Outcome[TrustedRoots]
    """What it holds."""
    file: Optional[str]
    """The file that was read, where it is one that was given."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TrustStore:
        return cls(
            kind=data["kind"],
            roots=_read_outcome(data["roots"], TrustedRoots._read),
            file=data.get("file"),
        )


@dataclass(frozen=True, repr=False)
class TrustedRoots(Model):
    """The roots of one store."""

    __slots__ = ("held", "relevant", "unreadable",)
    _optional: ClassVar[frozenset[str]] = frozenset({"unreadable"})

    held: int
    """How many certificates the store holds."""
    relevant: tuple[CertificateFacts, ...]
    """Those that bear the name of an issuer in the host's chains, or are certificates of the chains themselves.
    The rest of the store has no say, and is not kept.
    """
    unreadable: tuple[str, ...]
    """Entries of the store that could not be read, in the system's words."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> TrustedRoots:
        return cls(
            held=data["held"],
            relevant=tuple(map(CertificateFacts._read, data["relevant"])),
            unreadable=tuple(data.get("unreadable", ())),
        )


@dataclass(frozen=True, repr=False)
class UdpAnswer(Model):
    """A SYN+ACK: an RDP-UDP listener answers."""

    __slots__ = ("version", "up_mtu", "down_mtu", "length", "elapsed",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"elapsed": ("elapsed_us", timedelta(microseconds=1))}

    version: Named
    """The version that the server chose (`uUdpVer`)."""
    up_mtu: int
    """The largest datagram that it wants to receive, in bytes."""
    down_mtu: int
    """The largest datagram that it wants to send, in bytes."""
    length: int
    """Length of the answer, in bytes."""
    elapsed: timedelta
    """Time from the first question to the answer; in JSON in microseconds."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UdpAnswer:
        return cls(
            version=Named._read(data["version"]),
            up_mtu=data["up_mtu"],
            down_mtu=data["down_mtu"],
            length=data["length"],
            elapsed=timedelta(microseconds=data["elapsed_us"]),
        )


@dataclass(frozen=True, repr=False)
class UdpObservations(Model):
    """What was seen of a host's UDP ports, at one of its addresses."""

    __slots__ = ("rdp", "shortpath",)

    rdp: UdpQuestion
    """The UDP port with the number of the TCP port."""
    shortpath: UdpQuestion
    """UDP 3390, on which a host listens for RDP Shortpath in managed networks, if it is switched on."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UdpObservations:
        return cls(
            rdp=UdpQuestion._read(data["rdp"]),
            shortpath=UdpQuestion._read(data["shortpath"]),
        )


@dataclass(frozen=True, repr=False)
class UdpQuestion(Model):
    """A SYN of RDP over UDP, repeated while nothing came."""

    __slots__ = ("address", "answer",)

    address: str
    """Whom it went to."""
    answer: Outcome[UdpAnswer]
    """What came back. Silence says nothing: a server may answer only clients that it expects."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UdpQuestion:
        return cls(
            address=data["address"],
            answer=_read_outcome(data["answer"], UdpAnswer._read),
        )


@dataclass(frozen=True, repr=False)
class UsedCheckOptions(Model):
    """How to check. `Default` is what an administrator wants."""

    __slots__ = ("depth", "timeouts", "family", "dns_server", "second_dns", "system_resolver", "overrides", "gateway", "proxy", "stun", "websocket_port", "websocket_tls_port", "pacing", "max_connections", "ca_file", "also_ports", "unused_port", "path_attempts", "expect_fingerprints", "policy", "fetch", "clients", "client_error", "expect", "judge_at",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"pacing": ("pacing_ms", timedelta(milliseconds=1))}

    depth: Depth
    """How much is asked."""
    timeouts: UsedTimeouts
    """Longest waits."""
    family: AddressFamily
    """Which addresses are tested."""
    dns_server: Optional[str]
    """The DNS server of the direct query, as `address` or `address:port`; absent = those of the system's configuration."""
    second_dns: Optional[str]
    """A second DNS server, as `address` or `address:port`, that is only compared with: split DNS, a stale or missing record. Its
    addresses are tested only if no other source has any.
    """
    system_resolver: bool
    """Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well."""
    overrides: tuple[UsedOverride, ...]
    """Addresses for names that are not to be resolved. From depth standard the target's name is resolved anyway,
    to compare, unless there is nothing to query: no system resolver, and no DNS server given.
    """
    gateway: Optional[str]
    """The RD Gateway through which the clients go, as `host` or `host:port`. It counts more than that of a `.rdp` file."""
    proxy: Optional[str]
    """The proxy through which the host, its gateway and its WebSocket ports are reached, as URL:
    `socks5://[user:password@]host:port` or `http://[user:password@]host:port`. It resolves the names. JSON that is
    written is without user and password.
    """
    stun: Optional[str]
    """A STUN server that is asked from where it sees us, as `host` or `host:port`; none unless given."""
    websocket_port: int
    """The port on which the host would listen for RDP in a WebSocket, in clear."""
    websocket_tls_port: int
    """The port on which the host would listen for RDP in a WebSocket, inside TLS."""
    pacing: timedelta
    """Rest before the next connection to a host that did not answer the last one readily, and between the short
    conversations that measure the path. One that answered is asked again a moment after it has closed its end of the
    last connection, and no later than this.
    """
    max_connections: int
    """Connections to one address at the same time while the TLS listing of depth full is made, 1 to 16. It begins with
    one, has more while the answers stay as quick, and goes back to one for good at the first that does not come.
    Everything else is asked over one connection at a time.
    """
    ca_file: Optional[str]
    """A file of certificates to trust besides those of this system: PEM, or one certificate in DER."""
    also_ports: tuple[int, ...]
    """Other TCP ports of a host that stays silent or cuts every connection, asked one after the other until one of
    them tells whether a host is there: ports that Windows hosts usually answer. 3389 is asked for Remote Desktop
    where the target has another port. Empty = no other port is asked.
    """
    unused_port: Optional[int]
    """An unused TCP port, tried where the RDP port is silent or mute: a host that refuses it hides nothing, so
    that silence elsewhere is the work of a filter; what accepts it accepts everything. Absent = none is asked.
    """
    path_attempts: int
    """How many short conversations measure the path at depth full. What the host answered to other questions counts,
    yet six are made in any case. 0 = none.
    """
    expect_fingerprints: tuple[str, ...]
    """Fingerprints of which the certificate is expected to have one: SHA-1 (Windows calls it the thumbprint) or SHA-256
    of the certificate, or SHA-256 of its key, in hex, with or without colons or blanks. Empty = none is expected.
    """
    policy: UsedPolicy
    """What counts as bad."""
    fetch: UsedFetchPolicy
    """What may be fetched because a certificate names it."""
    clients: tuple[UsedClientProfile, ...]
    """Clients to judge besides the known ones; one with the id of a known one takes its place."""
    client_error: Optional[str]
    """What the client shows: its message, its code, the text of its window, lines of a log. The report then says which
    of its causes the check found, which it excluded, and which remain.
    """
    expect: tuple[str, ...]
    """What the host is held to, such as `tls>=1.2`, `nla=required`, `cert.days>=30`, `cert.bits>=2048`,
    `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`. The report then says whether the host meets each; the
    verdict stays what it is.
    """
    judge_at: Optional[datetime]
    """The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedCheckOptions:
        return cls(
            depth=data["depth"],
            timeouts=UsedTimeouts._read(data["timeouts"]),
            family=data["family"],
            dns_server=data.get("dns_server"),
            second_dns=data.get("second_dns"),
            system_resolver=data["system_resolver"],
            overrides=tuple(map(UsedOverride._read, data["overrides"])),
            gateway=data.get("gateway"),
            proxy=data.get("proxy"),
            stun=data.get("stun"),
            websocket_port=data["websocket_port"],
            websocket_tls_port=data["websocket_tls_port"],
            pacing=timedelta(milliseconds=data["pacing_ms"]),
            max_connections=data["max_connections"],
            ca_file=data.get("ca_file"),
            also_ports=tuple(data["also_ports"]),
            unused_port=data.get("unused_port"),
            path_attempts=data["path_attempts"],
            expect_fingerprints=tuple(data["expect_fingerprints"]),
            policy=UsedPolicy._read(data["policy"]),
            fetch=UsedFetchPolicy._read(data["fetch"]),
            clients=tuple(map(UsedClientProfile._read, data["clients"])),
            client_error=data.get("client_error"),
            expect=tuple(data["expect"]),
            judge_at=None if data.get("judge_at") is None else read_moment(data["judge_at"]),
        )


@dataclass(frozen=True, repr=False)
class UsedClientProfile(Model):
    """What one client asks for and accepts.

    An outcome that rests on a fact in `unverified`(Self.unverified) is unknown where the client would be blocked, and at
    most likely where it connects.
    """

    __slots__ = ("id", "name", "protocols", "standard_rdp", "tls", "suites", "groups", "signature_schemes", "credssp", "bad_certificate", "shows", "security_level", "proxy", "supported_until", "since", "sources_read", "also_as", "unverified", "sources",)

    id: str
    """Its id, such as `mstsc-windows-11-24h2`."""
    name: str
    """Its name, for people."""
    protocols: tuple[SecurityProtocol, ...]
    """What it asks for (`requestedProtocols`, MS-RDPBCGR 2.2.1.1.1); Standard RDP Security needs no asking."""
    standard_rdp: tuple[RdpCipher, ...]
    """The ciphers with which it accepts Standard RDP Security; none = it does not accept it."""
    tls: tuple[OfferedTls, ...]
    """The TLS versions that it offers."""
    suites: tuple[str, ...]
    """The cipher suites that it offers, under their IANA names, in its order."""
    groups: tuple[str, ...]
    """The key exchange groups that it offers, under the names of the registry; empty = not known."""
    signature_schemes: tuple[str, ...]
    """The signature schemes that it takes, under the names of the registry; empty = not known."""
    credssp: CredsspPolicy
    """How it takes a server that lacks the CredSSP update of 2018."""
    bad_certificate: OnBadCertificate
    """What it does with a certificate that it does not trust."""
    shows: Shows
    """Whose messages and codes its user sees."""
    security_level: int
    """The security level of OpenSSL with which it comes, where it is built on OpenSSL: from 2 on it may refuse a
    certificate with a short key or a signature with SHA-1; 0 = it is not, or comes with none.
    """
    proxy: bool
    """Whether it can reach a host through a SOCKS or HTTP proxy."""
    supported_until: str
    """The last day on which its maker supports it, as `2028-10-10`; empty = no end is known."""
    since: str
    """Since which version of the client, or build of its system, this holds; empty = not known."""
    sources_read: str
    """The day on which the sources were read last, as `2026-11-28`; empty = not known."""
    also_as: tuple[str, ...]
    """Programs that are this client under another name, such as those that embed mstscax."""
    unverified: tuple[ProfileFact, ...]
    """What of this is not confirmed."""
    sources: tuple[str, ...]
    """Where this comes from."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedClientProfile:
        return cls(
            id=data["id"],
            name=data["name"],
            protocols=tuple(data["protocols"]),
            standard_rdp=tuple(data["standard_rdp"]),
            tls=tuple(data["tls"]),
            suites=tuple(data["suites"]),
            groups=tuple(data["groups"]),
            signature_schemes=tuple(data["signature_schemes"]),
            credssp=data["credssp"],
            bad_certificate=data["bad_certificate"],
            shows=data["shows"],
            security_level=data["security_level"],
            proxy=data["proxy"],
            supported_until=data["supported_until"],
            since=data["since"],
            sources_read=data["sources_read"],
            also_as=tuple(data["also_as"]),
            unverified=tuple(data["unverified"]),
            sources=tuple(data["sources"]),
        )


@dataclass(frozen=True, repr=False)
class UsedFetchPolicy(Model):
    """What may be fetched because a certificate names it: revocation lists, OCSP responders, issuing certificates. At depth
    full it also says which domain controllers of the host's domain a connection may be opened to.

    A certificate is written by the operator of the host, so it does not get to choose where this computer connects.
    Whatever the policy says, nothing is ever fetched from link-local, multicast, broadcast and unspecified
    addresses, from the addresses where clouds keep the credentials of their machines, or by other means than HTTP.
    """

    __slots__ = ("enabled", "ports", "private_addresses", "loopback", "max_bytes", "max_fetches", "max_redirects", "timeout", "budget",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"timeout": ("timeout_ms", timedelta(milliseconds=1)), "budget": ("budget_ms", timedelta(milliseconds=1))}

    enabled: bool
    """Whether anything is fetched at all."""
    ports: tuple[int, ...]
    """Ports to which a fetch may connect besides 80 and 443."""
    private_addresses: bool
    """Whether private addresses may be asked (RFC 1918, RFC 4193, RFC 6598): that is where the servers of an
    enterprise's certification authority are.
    """
    loopback: bool
    """Whether this computer itself may be asked, at its loopback and its other addresses. For a certificate that was
    seen on its loopback the loopback always may, and for one that was seen at another of its addresses that one.
    """
    max_bytes: int
    """Longest document, in bytes."""
    max_fetches: int
    """Most documents for one host."""
    max_redirects: int
    """Most redirects for one document; each is judged like the first address."""
    timeout: timedelta
    """Longest wait for one document."""
    budget: timedelta
    """Longest time for all documents together."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedFetchPolicy:
        return cls(
            enabled=data["enabled"],
            ports=tuple(data["ports"]),
            private_addresses=data["private_addresses"],
            loopback=data["loopback"],
            max_bytes=data["max_bytes"],
            max_fetches=data["max_fetches"],
            max_redirects=data["max_redirects"],
            timeout=timedelta(milliseconds=data["timeout_ms"]),
            budget=timedelta(milliseconds=data["budget_ms"]),
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

    __slots__ = ("expiry_warning_days", "maximum_validity_days", "minimum_rsa_bits", "slow_dns", "clock_skew", "require",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"slow_dns": ("slow_dns_ms", timedelta(milliseconds=1)), "clock_skew": ("clock_skew_s", timedelta(seconds=1))}

    expiry_warning_days: int
    """A certificate that expires within this many days is reported; one that is not valid for long, only in the last
    third of its lifetime.
    """
    maximum_validity_days: Optional[int]
    """A server's certificate that is valid for more than this many days, from first to last, is reported; absent =
    none is.
    """
    minimum_rsa_bits: int
    """RSA keys shorter than this many bits are weak."""
    slow_dns: timedelta
    """A name that takes longer than this to resolve is slow."""
    clock_skew: timedelta
    """A host's clock may be off from ours by so much; Kerberos tolerates five minutes."""
    require: UsedRequirements
    """Features that the host must offer."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedPolicy:
        return cls(
            expiry_warning_days=data["expiry_warning_days"],
            maximum_validity_days=data.get("maximum_validity_days"),
            minimum_rsa_bits=data["minimum_rsa_bits"],
            slow_dns=timedelta(milliseconds=data["slow_dns_ms"]),
            clock_skew=timedelta(seconds=data["clock_skew_s"]),
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

    __slots__ = ("resolve", "connect", "answer", "patience", "budget",)
    _spans: ClassVar[Mapping[str, tuple[str, timedelta]]] = {"resolve": ("resolve_ms", timedelta(milliseconds=1)), "connect": ("connect_ms", timedelta(milliseconds=1)), "answer": ("answer_ms", timedelta(milliseconds=1)), "patience": ("patience_ms", timedelta(milliseconds=1)), "budget": ("budget_ms", timedelta(milliseconds=1))}

    resolve: timedelta
    """For names: the system's resolver and the direct query, each."""
    connect: timedelta
    """For one TCP handshake, and for a proxy that makes one in our place. Windows itself repeats a refused one and needs about two seconds to say so."""
    answer: timedelta
    """For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake)."""
    patience: timedelta
    """For an answer that did not come in the time above: from depth standard the question is put once more, and the
    answer waited for this long, before a host is said to give none. Windows and FreeRDP wait about as long.
    """
    budget: timedelta
    """For the whole check of one host."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> UsedTimeouts:
        return cls(
            resolve=timedelta(milliseconds=data["resolve_ms"]),
            connect=timedelta(milliseconds=data["connect_ms"]),
            answer=timedelta(milliseconds=data["answer_ms"]),
            patience=timedelta(milliseconds=data["patience_ms"]),
            budget=timedelta(milliseconds=data["budget_ms"]),
        )


@dataclass(frozen=True, repr=False)
class Vantage(Model):
    """The place from which a host was checked."""

    __slots__ = ("hostname", "os", "local_addresses", "place", "proxies",)
    _optional: ClassVar[frozenset[str]] = frozenset({"place", "proxies"})

    hostname: str
    """The machine's name."""
    os: str
    """The operating system: `windows`, `linux`, `macos` …"""
    local_addresses: tuple[str, ...]
    """Our own addresses on the connections that were established."""
    place: Optional[str]
    """What the place is called, if it was given a name."""
    proxies: tuple[str, ...]
    """Proxies that the environment names, as `VARIABLE=value` without user and password. A check uses none of them."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Vantage:
        return cls(
            hostname=data["hostname"],
            os=data["os"],
            local_addresses=tuple(data["local_addresses"]),
            place=data.get("place"),
            proxies=tuple(data.get("proxies", ())),
        )


@dataclass(frozen=True, repr=False)
class Watched(Model):
    """One check of a watch."""

    __slots__ = ("report", "change",)

    report: Report
    """Its report."""
    change: Optional[Change]
    """What it ended, if the verdict or its cause is another than that of the check before."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Watched:
        return cls(
            report=Report._read(data["report"]),
            change=None if data.get("change") is None else Change._read(data["change"]),
        )


@dataclass(frozen=True, repr=False)
class WhatIfAnswer(Model):
    """What changes would cost many hosts."""

    __slots__ = ("what_if", "hosts", "fleet",)

    what_if: tuple[str, ...]
    """What was supposed, all of it at once."""
    hosts: tuple[HostLosses, ...]
    """Each host, in the order of the reports."""
    fleet: FleetLosses
    """All of them together."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> WhatIfAnswer:
        return cls(
            what_if=tuple(data["what_if"]),
            hosts=tuple(map(HostLosses._read, data["hosts"])),
            fleet=FleetLosses._read(data["fleet"]),
        )


@dataclass(frozen=True, repr=False)
class WindowsRelease(Model):
    """Which Windows a host runs."""

    __slots__ = ("product", "edition", "installation", "build", "revision",)

    product: str
    """The name, such as `Windows Server 2019 Datacenter`."""
    edition: str
    """The edition, such as `Professional` or `Core`."""
    installation: str
    """`Client`, `Server` or `Server Core`."""
    build: int
    """The build, such as 17763."""
    revision: int
    """The revision of the build, which each update raises."""

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> WindowsRelease:
        return cls(
            product=data["product"],
            edition=data["edition"],
            installation=data["installation"],
            build=data["build"],
            revision=data["revision"],
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

Event = Union[ResolvingEvent, AskingEvent, FetchingEvent, PhaseEndedEvent]
"""One step of a running check."""

_EVENT: Mapping[str, Callable[[Mapping[str, Any]], Event]] = {
    "resolving": ResolvingEvent._read,
    "asking": AskingEvent._read,
    "fetching": FetchingEvent._read,
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


NextHop = Union[DirectNextHop, GatewayNextHop, UnknownNextHop]
"""Where packets go first."""

_NEXTHOP: Mapping[str, Callable[[Mapping[str, Any]], NextHop]] = {
    "direct": DirectNextHop._read,
    "gateway": GatewayNextHop._read,
    "unknown": UnknownNextHop._read,
}


def _read_nexthop(data: Mapping[str, Any]) -> NextHop:
    return _NEXTHOP[data["kind"]](data)


PortQuestion = Union[KnockPortQuestion, UnusedPortQuestion, GreetPortQuestion, HoldPortQuestion, RdpPortQuestion]
"""What was asked of another port."""

_PORTQUESTION: Mapping[str, Callable[[Mapping[str, Any]], PortQuestion]] = {
    "knock": KnockPortQuestion._read,
    "unused": UnusedPortQuestion._read,
    "greet": GreetPortQuestion._read,
    "hold": HoldPortQuestion._read,
    "rdp": RdpPortQuestion._read,
}


def _read_portquestion(data: Mapping[str, Any]) -> PortQuestion:
    return _PORTQUESTION[data["ask"]](data)


ProxyReply = Union[SocksMethodProxyReply, SocksCredentialsProxyReply, SocksProxyReply, HttpProxyReply]
"""The kinds of answer. Texts are cut to a length that fits a report."""

_PROXYREPLY: Mapping[str, Callable[[Mapping[str, Any]], ProxyReply]] = {
    "socks_method": SocksMethodProxyReply._read,
    "socks_credentials": SocksCredentialsProxyReply._read,
    "socks": SocksProxyReply._read,
    "http": HttpProxyReply._read,
}


def _read_proxyreply(data: Mapping[str, Any]) -> ProxyReply:
    return _PROXYREPLY[data["kind"]](data)


Question = Union[ConverseQuestion, HelloQuestion, OfferQuestion, MethodQuestion, CookieQuestion, HttpQuestion, BareHelloQuestion, TlsFirstQuestion, ProxyHeaderQuestion, IdentifyQuestion]
"""A question. One question, one connection."""

_QUESTION: Mapping[str, Callable[[Mapping[str, Any]], Question]] = {
    "converse": ConverseQuestion._read,
    "hello": HelloQuestion._read,
    "offer": OfferQuestion._read,
    "method": MethodQuestion._read,
    "cookie": CookieQuestion._read,
    "http": HttpQuestion._read,
    "bare_hello": BareHelloQuestion._read,
    "tls_first": TlsFirstQuestion._read,
    "proxy_header": ProxyHeaderQuestion._read,
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

