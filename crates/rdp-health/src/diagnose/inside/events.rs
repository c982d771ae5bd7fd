//! What the event logs prove.
//!
//! INVARIANT: an event says what happened, not that it still does. It is *certain* only while it is recent beside the
//! newest event, and nothing shows that users got in after it.

use super::host::{Host, at, seconds};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::observe::InsideEvent;

const DAY: i64 = 86_400;
/// An event that is older than this, beside the newest fact, says nothing of today.
const RECENT: i64 = 7 * DAY;

/// What an event means.
struct Meaning {
    provider: &'static str,
    id: u32,
    /// The reason or status that it must have; empty = any.
    details: &'static [&'static str],
    cause: CauseId,
    severity: Severity,
    /// As sure as it is at most.
    confidence: Confidence,
    /// What the host logged: "{name} logged that …".
    says: &'static str,
}

/// A line of the table.
const fn event(
    provider: &'static str,
    id: u32,
    details: &'static [&'static str],
    cause: CauseId,
    severity: Severity,
    confidence: Confidence,
    says: &'static str,
) -> Meaning {
    Meaning { provider, id, details, cause, severity, confidence, says }
}

const MANAGER: &str = "RemoteConnectionManager";
const GATEWAY: &str = "TerminalServices-Gateway";
const SECURITY: &str = "Security-Auditing";

use Confidence::{Certain, Likely, Possible};
use Severity::{Error, Info, Warning};

const MEANINGS: &[Meaning] = &[
    event(
        MANAGER,
        1006,
        &[],
        CauseId::RdpListenerThrottled,
        Warning,
        Certain,
        "its listener received a large number of incomplete connections and stopped to listen",
    ),
    event(
        MANAGER,
        1022,
        &[],
        CauseId::BrokerRedirect,
        Warning,
        Certain,
        "a client could not be redirected to another host of the farm",
    ),
    event(
        MANAGER,
        1046,
        &[],
        CauseId::SessionProfileBroken,
        Warning,
        Certain,
        "a user's profile path could not be loaded",
    ),
    event(
        MANAGER,
        1051,
        &[],
        CauseId::CertConfiguredRejected,
        Warning,
        Certain,
        "the certificate chosen for Remote Desktop is missing; it uses its own instead",
    ),
    event(
        MANAGER,
        1052,
        &[],
        CauseId::CertExpiring,
        Warning,
        Certain,
        "the certificate of Remote Desktop expires soon",
    ),
    event(
        MANAGER,
        1053,
        &[],
        CauseId::CertExpired,
        Warning,
        Certain,
        "the certificate of Remote Desktop has expired",
    ),
    event(
        MANAGER,
        1054,
        &[],
        CauseId::CertWrongPurpose,
        Warning,
        Certain,
        "the certificate chosen for Remote Desktop lacks the purpose for it",
    ),
    event(
        MANAGER,
        1055,
        &[],
        CauseId::CertConfiguredRejected,
        Warning,
        Certain,
        "the private key of the chosen certificate cannot be read; it uses its own certificate instead",
    ),
    event(
        MANAGER,
        1057,
        &[],
        CauseId::CertNoneOnServer,
        Error,
        Certain,
        "it could not make a self-signed certificate",
    ),
    event(
        MANAGER,
        1058,
        &[],
        CauseId::CertNoneOnServer,
        Error,
        Certain,
        "it could not replace its expired self-signed certificate",
    ),
    event(
        MANAGER,
        1059,
        &[],
        CauseId::CertConfiguredRejected,
        Warning,
        Certain,
        "the certificate template of the policy cannot be used; it uses its own certificate instead",
    ),
    event(
        MANAGER,
        1062,
        &[],
        CauseId::CertConfiguredRejected,
        Warning,
        Certain,
        "the subject of the chosen certificate does not fit; it uses its own instead",
    ),
    event(
        "Schannel",
        36870,
        &["2148073485", "8009030D", "0x8009030d"],
        CauseId::TlsKeyUnusable,
        Error,
        Certain,
        "the private key of a server certificate cannot be used (0x8009030D)",
    ),
    event(
        "Schannel",
        36870,
        &[],
        CauseId::TlsKeyUnusable,
        Error,
        Likely,
        "the private key of a server certificate cannot be used",
    ),
    event(
        "Schannel",
        36871,
        &["server"],
        CauseId::TlsSchannelBroken,
        Error,
        Likely,
        "it could not make the TLS credentials of a server",
    ),
    event(
        "Schannel",
        36872,
        &[],
        CauseId::CertNoneOnServer,
        Error,
        Likely,
        "it has no certificate for a TLS server",
    ),
    event(
        "Schannel",
        36874,
        &[],
        CauseId::TlsNoSharedCipher,
        Info,
        Likely,
        "a client offered no cipher suite that it supports",
    ),
    event(
        "Schannel",
        36887,
        &[],
        CauseId::TlsHandshakeFailed,
        Info,
        Possible,
        "a client ended a TLS handshake with an alert",
    ),
    event(
        "Schannel",
        36888,
        &[],
        CauseId::TlsHandshakeFailed,
        Info,
        Possible,
        "it ended a TLS handshake with an alert",
    ),
    event(
        "LocalSessionManager",
        40,
        &["3", "4"],
        CauseId::SessionTimeLimit,
        Warning,
        Certain,
        "a time limit ended a session",
    ),
    event(
        "LocalSessionManager",
        40,
        &["5"],
        CauseId::SessionTakenOver,
        Info,
        Certain,
        "another connection took over a session",
    ),
    event(
        "LocalSessionManager",
        40,
        &["6"],
        CauseId::HostExhausted,
        Warning,
        Certain,
        "a session ended because memory ran out",
    ),
    event(
        "LocalSessionManager",
        40,
        &["9"],
        CauseId::LogonRightMissing,
        Warning,
        Certain,
        "a user lacked the right to log on through Remote Desktop",
    ),
    event(
        "RdpCoreTS",
        140,
        &[],
        CauseId::LogonCredentials,
        Info,
        Likely,
        "logons failed because the user name or password was wrong",
    ),
    event(
        GATEWAY,
        100,
        &[],
        CauseId::GatewayUnreachable,
        Error,
        Certain,
        "its RD Gateway service could not start",
    ),
    event(
        GATEWAY,
        102,
        &[],
        CauseId::GatewayCertificate,
        Error,
        Certain,
        "its RD Gateway has no valid certificate",
    ),
    event(
        GATEWAY,
        103,
        &[],
        CauseId::GatewayCertificate,
        Error,
        Certain,
        "its RD Gateway may not read its certificate",
    ),
    event(
        GATEWAY,
        201,
        &[],
        CauseId::GatewayPolicy,
        Warning,
        Certain,
        "the connection policy of its RD Gateway denied a user",
    ),
    event(
        GATEWAY,
        301,
        &[],
        CauseId::GatewayPolicy,
        Warning,
        Certain,
        "the resource policy of its RD Gateway denied a user the target",
    ),
    event(
        GATEWAY,
        203,
        &[],
        CauseId::SessionLimit,
        Warning,
        Certain,
        "its RD Gateway reached its maximum of connections",
    ),
    event(
        "SessionBroker-Client",
        1296,
        &[],
        CauseId::BrokerRedirect,
        Warning,
        Certain,
        "it could not reach the RD Connection Broker",
    ),
    event(
        "SessionBroker",
        2056,
        &[],
        CauseId::BrokerRedirect,
        Warning,
        Certain,
        "its RD Connection Broker could not reach its database or a host",
    ),
    event(
        "TermDD",
        50,
        &[],
        CauseId::LicenceServerCertificate,
        Info,
        Possible,
        "the protocol stream of a session had an error (TermDD 50)",
    ),
    event(
        "TermDD",
        56,
        &[],
        CauseId::TlsHandshakeFailed,
        Info,
        Possible,
        "the security layer found an error in the protocol stream (TermDD 56)",
    ),
    event(
        "TermService",
        1003,
        &[],
        CauseId::LicenceClientCache,
        Warning,
        Certain,
        "a client showed an invalid licence",
    ),
    event(
        "TermService",
        1004,
        &[],
        CauseId::LicenceServerMissing,
        Warning,
        Certain,
        "it could not issue a client licence",
    ),
    event(
        "TermService",
        1010,
        &[],
        CauseId::LicenceServerMissing,
        Error,
        Certain,
        "it found no licence server",
    ),
    event(
        "TermService",
        1028,
        &[],
        CauseId::LicenceServerMissing,
        Warning,
        Certain,
        "it could not renew a client's licence",
    ),
    event(
        "TermServLicensing",
        28,
        &[],
        CauseId::LicenceServerMissing,
        Warning,
        Certain,
        "its licence server could not issue a licence",
    ),
    event(
        "LsaSrv",
        6041,
        &[],
        CauseId::NlaCredsspUnpatched,
        Info,
        Likely,
        "CredSSP refused the version of another computer that it connected to",
    ),
    event(
        "NETLOGON",
        5719,
        &[],
        CauseId::NlaNoDomainController,
        Warning,
        Likely,
        "it could reach no domain controller",
    ),
    event(
        "GroupPolicy",
        1129,
        &[],
        CauseId::NlaNoDomainController,
        Warning,
        Likely,
        "Group Policy found no domain controller",
    ),
    event("Tcpip", 4227, &[], CauseId::HostExhausted, Warning, Certain, "it ran out of local TCP ports"),
    event("Tcpip", 4231, &[], CauseId::HostExhausted, Error, Certain, "no local TCP port was free"),
    event(
        "Resource-Exhaustion-Detector",
        2004,
        &[],
        CauseId::HostExhausted,
        Warning,
        Certain,
        "it ran low on virtual memory",
    ),
    event(
        "User Profiles Service",
        1511,
        &[],
        CauseId::SessionProfileBroken,
        Warning,
        Certain,
        "a user got a temporary profile because the real one could not be loaded",
    ),
    event(
        "User Profiles Service",
        1515,
        &[],
        CauseId::SessionProfileBroken,
        Warning,
        Certain,
        "it set a damaged user profile aside",
    ),
    event(
        "Microsoft-Windows-NTLM",
        4002,
        &[],
        CauseId::NlaNtlmRefused,
        Warning,
        Certain,
        "it blocked incoming NTLM",
    ),
    event(
        SECURITY,
        4625,
        &["0xc000015b"],
        CauseId::LogonRightMissing,
        Warning,
        Certain,
        "a user lacked the right to log on this way (0xC000015B)",
    ),
    event(
        SECURITY,
        4625,
        &["0xc000035b"],
        CauseId::GatewayChannelBinding,
        Warning,
        Certain,
        "the channel binding of a logon did not match (0xC000035B)",
    ),
    event(
        SECURITY,
        4625,
        &["0xc0000418"],
        CauseId::NlaNtlmRefused,
        Warning,
        Certain,
        "it blocked NTLM for a logon (0xC0000418)",
    ),
    event(
        SECURITY,
        4625,
        &["0xc0000133"],
        CauseId::ClockSkew,
        Warning,
        Certain,
        "a logon failed because the clocks differ too much (0xC0000133)",
    ),
    event(
        SECURITY,
        4625,
        &["0xc000005e"],
        CauseId::NlaNoDomainController,
        Warning,
        Certain,
        "no domain controller could check a logon (0xC000005E)",
    ),
    event(
        SECURITY,
        4625,
        &["0xc0000064", "0xc000006a", "0xc0000071", "0xc0000072", "0xc0000193", "0xc0000224", "0xc0000234"],
        CauseId::LogonCredentials,
        Info,
        Certain,
        "logons failed because of the account or its password",
    ),
];

/// Events that show that a user got in.
const GOT_IN: &[(&str, u32)] = &[("LocalSessionManager", 21), ("LocalSessionManager", 25)];

fn is(event: &InsideEvent, provider: &str, id: u32) -> bool {
    event.id == id && event.provider.to_ascii_lowercase().ends_with(&provider.to_ascii_lowercase())
}

fn last(host: &Host<'_>, provider: &str, id: u32) -> Option<(usize, i64)> {
    let events = host.facts.events.iter().enumerate().filter(|(_, event)| is(event, provider, id));
    events.filter_map(|(index, event)| Some((index, seconds(&event.last)?))).max_by_key(|(_, last)| *last)
}

pub(super) fn judge(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let got_in =
        GOT_IN.iter().filter_map(|(provider, id)| last(host, provider, *id)).map(|(_, last)| last).max();
    for (index, event) in host.facts.events.iter().enumerate() {
        let detail = event.detail.as_deref().unwrap_or_default();
        let meaning = MEANINGS.iter().find(|meaning| {
            let fits = meaning.details.is_empty()
                || meaning.details.iter().any(|one| one.eq_ignore_ascii_case(detail));
            fits && is(event, meaning.provider, meaning.id)
        });
        if let Some(meaning) = meaning
            && let Some(finding) = meant(host, index, event, meaning, got_in)
        {
            said.find(finding);
        }
    }
    said.findings.extend(stopped_listening(host));
    said.findings.extend(asleep(host));
    said.findings.extend(shutting_down(host));
    said
}

fn meant(
    host: &Host<'_>,
    index: usize,
    event: &InsideEvent,
    meaning: &Meaning,
    got_in: Option<i64>,
) -> Option<Finding> {
    let last = seconds(&event.last)?;
    if RECENT < host.as_of() - last {
        return None;
    }
    // Somebody got in since: it is over, or not everybody's.
    let over = got_in.is_some_and(|got_in| last < got_in);
    let times = if event.count == 1 { String::new() } else { format!(" ({} times)", event.count) };
    let finding = Finding::of(
        meaning.cause.clone(),
        if over { meaning.confidence.min(Possible) } else { meaning.confidence },
    )
    .severity(if over { meaning.severity.min(Info) } else { meaning.severity })
    .says(format!("{} logged that {}{times}, last on {}.", host.name(), meaning.says, event.last))
    .evidence(
        at().event(index),
        format!("event {} of {}{times}, last {}", event.id, event.provider, event.last),
    );
    Some(finding)
}

/// The listener stopped, and did not start again.
fn stopped_listening(host: &Host<'_>) -> Option<Finding> {
    let (index, stopped) = last(host, MANAGER, 259)?;
    let started =
        [258, 261, 1149].into_iter().filter_map(|id| last(host, MANAGER, id)).map(|(_, last)| last).max();
    if started.is_some_and(|started| stopped <= started) {
        return None;
    }
    let event = host.facts.events.get(index)?;
    Some(
        Finding::of(CauseId::HostListenerBroken, Certain)
            .says(format!(
                "The listener of {} stopped to listen on {} and has not started since.",
                host.name(),
                event.last
            ))
            .evidence(
                at().event(index),
                format!("RemoteConnectionManager event 259 on {}, no event 258 after it", event.last),
            ),
    )
}

/// It went to sleep, and did not wake.
fn asleep(host: &Host<'_>) -> Option<Finding> {
    let (index, slept) = last(host, "Kernel-Power", 42)?;
    let event = host.facts.events.get(index)?;
    let awake =
        last(host, "Kernel-Power", 107).is_some_and(|(_, woke)| slept <= woke) || slept < host.as_of() - 60;
    let times = event.count;
    if RECENT < host.as_of() - slept {
        return None;
    }
    let finding = Finding::of(CauseId::HostSleeps, Certain)
        .severity(if awake { Warning } else { Error })
        .says(format!(
            "{} goes to sleep ({times} times in its log, last on {}): no client can connect then.",
            host.name(),
            event.last
        ))
        .evidence(at().event(index), format!("event 42 of Kernel-Power, last {}", event.last));
    Some(finding)
}

/// Somebody asked for a restart, and the log ends there.
fn shutting_down(host: &Host<'_>) -> Option<Finding> {
    let (index, asked) = last(host, "User32", 1074)?;
    let started = last(host, "EventLog", 6005).map(|(_, started)| started);
    if started.is_none_or(|started| asked <= started) || 3600 < host.as_of() - asked {
        return None;
    }
    let event = host.facts.events.get(index)?;
    Some(
        Finding::of(CauseId::HostRestarting, Likely)
            .severity(Warning)
            .says(format!(
                "{} was asked to restart or shut down on {}, and its log ends soon after.",
                host.name(),
                event.last
            ))
            .evidence(
                at().event(index),
                format!("event 1074 on {}, no start of the event log after it", event.last),
            ),
    )
}
