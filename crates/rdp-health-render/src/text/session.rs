//! What a host told of itself behind the negotiation: NLA, and the settings of the session.

use std::time::Duration;

use rdp_health::Tri;
use rdp_health::codes::{EncryptionLevel, EncryptionMethod, McsResult, MultitransportFlags};
use rdp_health::observe::{CredsspAnswer, OsVersion, RdpCertificate, ServerClock, SettingsAnswer};

/// SRC-REF of a Connection Confirm of Windows; servers that imitate its NTLM leave it zero.
const WINDOWS_SOURCE_REFERENCE: u16 = 0x1234;
/// A difference of clocks that is worth a word.
const NOTABLE_SKEW: Duration = Duration::from_secs(1);

pub(super) fn credssp(answer: &CredsspAnswer, source_reference: Option<u16>) -> String {
    let mut parts = vec![format!("CredSSP {}", answer.version)];
    if let Some(error) = answer.error {
        parts.push(format!("{error} ({:#010x})", error.0));
    }
    let Some(challenge) = &answer.challenge else {
        parts.push("no NTLM challenge".to_owned());
        return parts.join(", ");
    };
    let names = [&challenge.dns_computer, &challenge.netbios_computer];
    parts.extend(names.into_iter().flatten().next().map(|name| format!("the host is {name}")));
    match (challenge.domain_joined, &challenge.dns_domain) {
        (Tri::Yes, Some(domain)) => parts.push(format!("in the domain {domain}")),
        (Tri::No, _) => parts.push("in no domain".to_owned()),
        _ => {}
    }
    parts.extend(challenge.os.as_ref().map(|version| os(version, source_reference)));
    parts.extend(challenge.clock.as_ref().map(clock));
    parts.join(", ")
}

/// Servers on FreeRDP and others put a constant of Windows there.
pub(super) fn os(os: &OsVersion, source_reference: Option<u16>) -> String {
    let name = match &os.release {
        Some(release) => format!("{release} ({})", os.version),
        None => format!("version {}", os.version),
    };
    match source_reference {
        Some(WINDOWS_SOURCE_REFERENCE) => name,
        _ => format!("says {name}, but does not answer as Windows does"),
    }
}

pub(super) fn clock(clock: &ServerClock) -> String {
    let apart = clock.offset.apart();
    match apart <= clock.uncertainty.max(NOTABLE_SKEW) {
        true => "clocks agree".to_owned(),
        false => format!("its clock is {} s {} ours", apart.as_secs(), clock.offset),
    }
}

pub(super) fn settings(answer: &SettingsAnswer) -> String {
    let settings = match answer {
        SettingsAnswer::Response { settings } => settings,
        SettingsAnswer::McsDisconnect { reason } => {
            return format!("refused (MCS disconnect, {reason})");
        }
        _ => return "an answer that this version does not know".to_owned(),
    };
    if settings.result != McsResult::SUCCESSFUL {
        return format!("refused ({})", settings.result);
    }
    let mut parts = Vec::new();
    parts.extend(settings.rdp_version.map(|version| format!("RDP {version}")));
    if let (Some(method), Some(level)) = (settings.method, settings.level)
        && (method, level) != (EncryptionMethod::default(), EncryptionLevel::NONE)
    {
        parts.push(format!("{method}, {level}"));
    }
    parts.extend(settings.certificate.as_ref().map(|certificate| match certificate {
        RdpCertificate::Proprietary { bits } => format!("RSA key of {bits} bits"),
        RdpCertificate::X509 { chain } => format!("X.509 chain of {}", chain.len()),
        _ => "a damaged certificate".to_owned(),
    }));
    parts.extend(settings.multitransport.map(udp));
    match parts.is_empty() {
        true => "the host accepts the client".to_owned(),
        false => parts.join(", "),
    }
}

fn udp(flags: MultitransportFlags) -> String {
    let offers = if flags == MultitransportFlags::default() { "offers no UDP" } else { "offers UDP" };
    offers.to_owned()
}
