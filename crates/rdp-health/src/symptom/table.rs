//! Which step that worked excludes which cause, and what a check would have to be asked to see the others.

use super::seen::{Seen, Worked};
use super::{Step, catalogue};
use crate::diagnose::CauseId::{self, *};
use crate::diagnose::Looks;
use crate::outcome::Phase;
use crate::target::TargetSummary;

/// What must have worked.
#[derive(Clone, Copy)]
enum If {
    Resolves,
    Connects,
    Negotiates,
    Tls,
    /// TLS works, and the host blocks no known client.
    TlsForEveryClient,
    /// The certificate was read, and no finding names the cause.
    Certificate,
    Issued,
    Trusted,
    Nla,
    Clock,
    Settings,
    Path,
    Gateway,
    Web,
}

/// INVARIANT: a cause stands here only where the step could not have worked with it. What comes and goes, what another
/// place would see and what strikes after the logon is excluded by nothing here.
const EXCLUDED: &[(If, &[CauseId])] = &[
    (
        If::Resolves,
        &[
            DnsNotFound,
            DnsServerFailed,
            DnsTimeout,
            DnsNoServer,
            DnsTcpBlocked,
            DnsLocalName,
            DnsRebindProtection,
            DnsAliasLoop,
            DnsNoCommonFamily,
            AddressZoneMissing,
        ],
    ),
    (
        If::Connects,
        &[
            TcpFiltered,
            TcpRefused,
            TcpProhibited,
            TcpUnreachable,
            HostSilent,
            AddressPartlyDead,
            AddressIpv6Dead,
            AddressDns64Dead,
            AddressZoneMissing,
        ],
    ),
    (
        If::Negotiates,
        &[
            DnsWildcard,
            AddressSynthetic,
            PortMoved,
            RdpCutByFilter,
            RdpDeadBackend,
            RdpNotSpoken,
            RdpMalformedAnswer,
            RdpClosedWithoutAnswer,
            RdpTlsFirst,
            RdpInsideTls,
            RdpProxyHeader,
            RdpListenerHung,
            RdpAnswersLate,
            RdpNoCommonProtocol,
            HostRdpDisabled,
            HostServiceStopped,
            HostListenerBroken,
            HostListenerOneAdapter,
            HostEdition,
            HostNetworkPublic,
            GnomeSessionLocked,
        ],
    ),
    (
        If::Tls,
        &[
            CertNoneOnServer,
            TlsKeyUnusable,
            TlsSchannelBroken,
            TlsVersionIntolerance,
            TlsSniRefused,
            TlsClientCertificateRequired,
            TlsStalled,
            TlsHandshakeFailed,
            NegotiationTampered,
            NegotiationRdpSecurityOnly,
            // It is that of Standard RDP Security.
            NegotiationEncryptionLevel,
            PathMtuBlackHole,
            PathAsymmetric,
            HostDependencyStopped,
        ],
    ),
    (If::TlsForEveryClient, &[TlsNoSharedVersion, TlsNoSharedCipher, TlsNoSharedGroup, TlsNoSharedSignature]),
    (
        If::Certificate,
        &[CertExpired, CertNotYetValid, CertNameMismatch, CertWrongPurpose, CertWeak, CertTestCa],
    ),
    (If::Issued, &[CertSelfSigned]),
    (If::Trusted, &[CertUntrusted, CertChainIncomplete]),
    (If::Nla, &[NlaUnanswered, NlaCredsspUnpatched, NlaNtlmRefused]),
    (If::Clock, &[ClockSkew]),
    (If::Settings, &[RdpSettingsUnanswered, RdpSettingsClosed, RdpSettingsRefused]),
    (If::Path, &[PathLossy]),
    (
        If::Gateway,
        &[
            GatewayUnreachable,
            GatewayNotAGateway,
            GatewayCertificate,
            GatewayUpgradeStripped,
            GatewayVerbRefused,
            GatewayWebFirewall,
            GatewayPreauthentication,
        ],
    ),
    (If::Web, &[ProxyInBetween, WebServiceUnavailable, WebNotHttps, WebPageMissing]),
];

/// What Windows alone can have.
const OF_WINDOWS: [CauseId; 7] = [
    LicenceServerMissing,
    LicenceServerCertificate,
    LicenceClientCache,
    HostEdition,
    HostWrapperBroken,
    HostWmiBroken,
    UdpKnownDefect,
];

/// What excludes a cause that no finding names: the reason, and where it is seen.
pub(super) fn excluded_by(id: &CauseId, seen: &Seen, looks: &Looks<'_>) -> Option<(String, String)> {
    if let Some(server) = looks.not_windows().filter(|_| OF_WINDOWS.contains(id)) {
        let at = seen.negotiate.as_ref()?.at.clone();
        return Some((format!("the host answers like {server}, and this is a fault of Windows"), at));
    }
    let conditions =
        EXCLUDED.iter().filter(|(_, causes)| causes.contains(id)).map(|(condition, _)| condition);
    let worked = conditions.filter_map(|condition| shows(*condition, seen)).next()?;
    Some((worked.says.clone(), worked.at.clone()))
}

/// What shows that a condition holds.
fn shows(condition: If, seen: &Seen) -> Option<&Worked> {
    let worked = match condition {
        If::Resolves => &seen.resolve,
        If::Connects => &seen.connect,
        If::Negotiates => &seen.negotiate,
        If::Tls => &seen.tls,
        If::TlsForEveryClient if seen.blocks_a_client => return None,
        If::TlsForEveryClient => &seen.tls,
        If::Certificate => &seen.certificate,
        If::Issued => &seen.issued,
        If::Trusted => &seen.trusted,
        If::Nla => &seen.nla,
        If::Clock => &seen.clock,
        If::Settings => &seen.settings,
        If::Path => &seen.path,
        If::Gateway => &seen.gateway,
        If::Web => &seen.web,
    };
    worked.as_ref()
}

/// The look at what this check was not asked for, or cannot tell from one look.
pub(super) fn not_asked(id: &CauseId, seen: &Seen, target: &TargetSummary) -> Option<&'static str> {
    let phase = catalogue::find(id)?.phase;
    let by_address = target.address().is_some();
    match id {
        PathLossy | TlsLargeHelloRefused | UdpUnavailable if seen.left_for_full => {
            Some("Ask for more: `rdp-health check HOST --depth full`.")
        }
        RdpListenerThrottled | HostRestarting => {
            Some("See whether it comes and goes: `rdp-health watch HOST`.")
        }
        TlsNoSharedVersion | TlsNoSharedCipher | TlsNoSharedGroup | TlsNoSharedSignature
            if seen.tls.is_some() =>
        {
            Some("See whether this host blocks the client: `rdp-health check HOST -v` lists the clients.")
        }
        _ if phase == Phase::Gateway && !seen.has_gateway => {
            Some("Check the gateway as well: `rdp-health check HOST --gateway GATEWAY`.")
        }
        _ if Step::of(phase) == Some(Step::Resolve) && by_address && seen.connect.is_some() => Some(
            "This check was given an address: check the name that the client uses, `rdp-health check NAME`.",
        ),
        _ => None,
    }
}
