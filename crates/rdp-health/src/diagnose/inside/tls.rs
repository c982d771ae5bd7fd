//! What Schannel is allowed to speak.

use super::host::{Host, at, proved, shown};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::said::Said;

const PROTOCOLS: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols";
const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002";
const LOCAL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002";
const FIPS: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy";
/// The first build with TLS 1.3 in Schannel.
const TLS13_BUILD: u32 = 20_348;

/// What the registry says of a version for servers: on, off or nothing, and where.
pub(super) fn version(host: &Host<'_>, name: &str) -> Option<(bool, String, String)> {
    let key = format!("{PROTOCOLS}\\{name}\\Server");
    let enabled = host.number(&key, "Enabled");
    match (enabled, host.number(&key, "DisabledByDefault")) {
        (Some((0, place, what)), _) => Some((false, place, what)),
        (_, Some((off @ 1.., place, what))) if off != 0 => Some((false, place, what)),
        (Some((_, place, what)), _) => Some((true, place, what)),
        _ => None,
    }
}

pub(super) fn versions(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    // Where the build is not known, TLS 1.3 may be there.
    let may_have_13 = host.facts.windows.as_ref().is_none_or(|windows| TLS13_BUILD <= windows.build);
    let off = |version_name: &str| {
        version(host, version_name).filter(|(on, ..)| !on).map(|(_, place, what)| (place, what))
    };
    let (tls12, tls13) = (off("TLS 1.2"), off("TLS 1.3"));
    let has_13 = may_have_13 && tls13.is_none();
    if let Some(evidence) = tls12 {
        let old: Vec<_> =
            ["TLS 1.0", "TLS 1.1"].into_iter().filter(|version| off(version).is_none()).collect();
        if old.is_empty() && !has_13 {
            let says = format!("Every TLS version is switched off for servers on {name}.");
            said.find(proved(CauseId::TlsSchannelBroken, says, evidence));
        } else if !has_13 {
            let says = format!("{name} has TLS 1.2 switched off, so only {} is left.", old.join(" and "));
            said.find(proved(CauseId::TlsLegacyOnly, says, evidence));
        } else if host.facts.windows.is_some() && old.is_empty() {
            let says = format!("{name} accepts TLS 1.3 only: clients of Windows 10 and older are refused.");
            said.find(proved(CauseId::TlsVersionsNarrow, says, evidence));
        }
    } else {
        said.rule_out(CauseId::TlsSchannelBroken, "TLS 1.2 is not switched off in the registry");
        // Without the keys of Schannel nothing is known.
        if host.facts.listeners.is_empty() {
            said.ruled_out.clear();
        }
    }
    for weak in ["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1"] {
        if let Some((true, place, what)) = version(host, weak) {
            let says = format!("{name} has {weak} switched on.");
            said.find(proved(CauseId::TlsWeakOffered, says, (place, what)));
            break;
        }
    }
    said
}

/// The list of a value, a policy's before the local one.
fn list<'a>(host: &'a Host<'_>, name: &str) -> Option<(Vec<&'a str>, usize)> {
    let (index, setting) = host.facts.setting(POLICY, name).or_else(|| host.facts.setting(LOCAL, name))?;
    let items: Vec<&str> = setting.value.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
    (!items.is_empty()).then_some((items, index))
}

pub(super) fn suites(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    if let Some((suites, index)) = list(host, "Functions") {
        let place = || String::from(at().setting(index));
        let has = |part: &str| suites.iter().any(|suite| suite.to_ascii_uppercase().contains(part));
        let modern = has("TLS_AES_") || has("TLS_CHACHA20") || has("ECDHE_") && has("_GCM_");
        let usable = modern || has("TLS_ECDHE_") || has("TLS_RSA_WITH_AES") || has("TLS_DHE_RSA_WITH_AES");
        let what = format!(
            "the list of suites begins with {}",
            suites.iter().take(3).copied().collect::<Vec<_>>().join(", ")
        );
        // Without TLS 1.3 the key of the certificate chooses.
        let only_ecdsa = suites.iter().all(|suite| suite.to_ascii_uppercase().contains("_ECDSA_"));
        let rsa = super::certificates::in_use(host)
            .is_some_and(|(_, one)| one.certificate.key.kind == crate::observe::KeyKind::Rsa);
        if !usable {
            let says = format!("The list of cipher suites on {name} has none that current clients offer.");
            said.find(proved(CauseId::TlsNoSharedCipher, says, (place(), what)));
        } else if only_ecdsa && rsa {
            let says = format!(
                "The list of cipher suites on {name} is for ECDSA certificates only, and its certificate has an RSA key."
            );
            said.find(proved(CauseId::TlsNoSharedCipher, says, (place(), what)));
        } else if !modern {
            let says = format!(
                "The list of cipher suites on {name} has only outdated ones, which some clients refuse."
            );
            said.find(proved(CauseId::TlsSuitesNarrow, says, (place(), what)));
        }
        if has("_RC4_") || has("_DES_") || has("EXPORT") {
            let says = format!("The list of cipher suites on {name} has weak ones (RC4 or DES).");
            said.find(proved(CauseId::TlsWeakOffered, says, (place(), "the list has RC4 or DES".to_owned())));
        }
    }
    if let Some((curves, index)) = list(host, "EccCurves") {
        let known = ["curve25519", "NistP256", "NistP384", "NistP521", "secP256r1", "secP384r1", "secP521r1"];
        let shared = curves.iter().any(|curve| known.iter().any(|one| curve.eq_ignore_ascii_case(one)));
        if !shared && let Some(setting) = host.facts.settings.get(index) {
            let says = format!("The list of curves on {name} has none that current clients offer.");
            said.find(proved(CauseId::TlsNoSharedGroup, says, (at().setting(index).into(), shown(setting))));
        }
    }
    said
}

pub(super) fn fips(host: &Host<'_>) -> Said {
    match host.number(FIPS, "Enabled") {
        Some((1.., place, what)) => {
            let says = format!("{} allows FIPS cryptography only, which some clients lack.", host.name());
            Some(proved(CauseId::TlsFipsRestricted, says, (place, what)).severity(Severity::Info)).into()
        }
        _ => Said::default(),
    }
}
