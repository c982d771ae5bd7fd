//! From a registry to facts: which value counts, a policy's or a setting's.

use rdp_health::observe::{
    Effective, InsideFacts, InsideListener, InsideService, InsideSetting, WindowsRelease,
};

use crate::bytes::hex;
use crate::firewall;
use crate::registry::{Key, Registry, Value};
use crate::store;
use crate::wanted;

const STATIONS: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations";
const POLICIES: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services";
const WINDOWS: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
const TCPIP: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
const NAME: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName";
const PACKAGES: &str = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages";

/// The values that are kept as settings, by their names, of whichever of the keys of interest.
const SETTINGS: &[&str] = &[
    "fDenyTSConnections",
    "TSServerDrainMode",
    "fSingleSessionPerUser",
    "MaxOutstandingConnections",
    "SelfSignedCertStore",
    "fUseUdpPortRedirector",
    "UdpPortNumber",
    "fEnableWinStation",
    "PortNumber",
    "SecurityLayer",
    "UserAuthentication",
    "MinEncryptionLevel",
    "fAllowSecProtocolNegotiation",
    "SSLCertificateSHA1Hash",
    "LanAdapter",
    "MaxInstanceCount",
    "LoadableProtocol_Object",
    "WdName",
    "MaxIdleTime",
    "MaxDisconnectionTime",
    "MaxConnectionTime",
    "SelectTransport",
    "fLogonDisabled",
    "fResetBroken",
    "LicensingMode",
    "LicenseServers",
    "SessionDirectoryActive",
    "SessionDirectoryLocation",
    "SessionDirectoryClusterName",
    "CertTemplateName",
    "fEncryptRPCTraffic",
    "fPromptForPassword",
    "fInheritMaxIdleTime",
    "fInheritMaxSessionTime",
    "fInheritMaxDisconnectionTime",
    "AllowCertRevocationCheck",
    "fClientDisableUDP",
    "AuthenticationLevel",
    "DisableRestrictedAdmin",
    "disabledomaincreds",
    "LsaCfgFlags",
    "LmCompatibilityLevel",
    "RestrictReceivingNTLMTraffic",
    "RestrictSendingNTLMTraffic",
    "Enabled",
    "DisabledByDefault",
    "AllowEncryptionOracle",
    "RestrictedRemoteAdministration",
    "Functions",
    "EccCurves",
    "ProductType",
    "Type",
    "CsEnabled",
    "HibernateEnabled",
    "ProgramData",
    "MaxUserPort",
    "Category",
    "KeepAliveEnable",
    "AllowDefaultCredentials",
    "AllowSavedCredentials",
    "WebSocketURI",
];
/// The values that become something other than settings.
const OTHERS: &[&str] = &[
    "ComputerName",
    "Hostname",
    "Domain",
    "NV Domain",
    "ProductName",
    "EditionID",
    "CurrentBuild",
    "InstallationType",
    "UBR",
    "Start",
    "ServiceDll",
    "CurrentState",
    "Blob",
    "EnableFirewall",
    "DoNotAllowExceptions",
    "DefaultInboundAction",
    "AllowLocalPolicyMerge",
];
/// Values of which it matters that they are there.
const PENDING: &str = "PendingFileRenameOperations";
/// Keys of which it matters that they are there.
const PRESENT: &[&str] = &["\\RebootPending", "\\RebootRequired", "\\RDP-Tcp", "\\RCM\\GracePeriod"];
/// Keys of which nothing becomes a setting, since it becomes something else.
const ELSEWHERE: &[&str] = &[
    "\\SystemCertificates\\",
    "\\CurrentControlSet\\Services\\",
    "\\Packages\\",
    "\\FirewallPolicy\\",
    "\\WindowsFirewall\\",
];
/// A licensing period that runs out is a value with this in its name.
const TIMEBOMB: &str = "timebomb";

/// What a collection takes of a value: nothing of one that no fact is made of, and the bare name of one of which it matters
/// that it is there.
pub(crate) fn taken(path: &str, mut value: Value) -> Option<Value> {
    let is = |name: &&str| value.name.eq_ignore_ascii_case(name);
    if is(&PENDING) || value.name.to_ascii_lowercase().contains(TIMEBOMB) {
        value.data.clear();
        return Some(value);
    }
    let is_rule = path.to_ascii_lowercase().ends_with("\\firewallrules");
    (is_rule || SETTINGS.iter().any(is) || OTHERS.iter().any(is)).then_some(value)
}

/// Whether a key is that of an installed package.
pub(crate) fn is_package(path: &str) -> bool {
    path.get(..PACKAGES.len()).is_some_and(|head| head.eq_ignore_ascii_case(PACKAGES))
}

/// Fills in what the registry says.
pub(crate) fn fill(registry: &Registry, facts: &mut InsideFacts) {
    facts.computer = registry.text(NAME, "ComputerName").or_else(|| registry.text(TCPIP, "Hostname"));
    facts.domain = registry.text(TCPIP, "Domain").or_else(|| registry.text(TCPIP, "NV Domain"));
    facts.windows = windows(registry);
    facts.settings = settings(registry);
    facts.listeners = listeners(registry);
    services(registry, facts);
    let port =
        facts.listeners.iter().find(|one| one.name.eq_ignore_ascii_case("RDP-Tcp")).and_then(|one| one.port);
    facts.firewall_profiles = firewall::profiles(registry);
    facts.firewall_rules = firewall::rules(registry, port.unwrap_or(3389));
    facts.certificates.extend(store::certificates(registry));
    facts.updates.extend(updates(registry));
}

fn windows(registry: &Registry) -> Option<WindowsRelease> {
    let product = registry.text(WINDOWS, "ProductName")?;
    let mut release = WindowsRelease::default();
    release.build = registry.text(WINDOWS, "CurrentBuild").and_then(|build| build.parse().ok()).unwrap_or(0);
    // Windows 11 still calls itself 10 there.
    release.product = match 22_000 <= release.build {
        true => product.replace("Windows 10", "Windows 11"),
        false => product,
    };
    release.edition = registry.text(WINDOWS, "EditionID").unwrap_or_default();
    release.installation = registry.text(WINDOWS, "InstallationType").unwrap_or_default();
    release.revision = registry.number(WINDOWS, "UBR").unwrap_or(0);
    Some(release)
}

fn settings(registry: &Registry) -> Vec<InsideSetting> {
    let mut settings = Vec::new();
    for key in registry.keys() {
        let path = key.path.to_ascii_lowercase();
        let is = |parts: &[&str]| parts.iter().any(|part| path.contains(&part.to_ascii_lowercase()));
        if is(ELSEWHERE) && !path.ends_with("w32time\\parameters") && !path.ends_with("tcpip\\parameters") {
            continue;
        }
        for value in &key.values {
            let is_named = SETTINGS.iter().any(|name| value.name.eq_ignore_ascii_case(name));
            if is_named || value.name.to_ascii_lowercase().contains(TIMEBOMB) {
                settings.push(setting(key, Some(value)));
            }
        }
        let restarts = path.ends_with("\\session manager") && key.value(PENDING).is_some();
        if PRESENT.iter().any(|end| path.ends_with(&end.to_ascii_lowercase())) {
            settings.push(setting(key, None));
        } else if restarts {
            let mut pending = setting(key, None);
            PENDING.clone_into(&mut pending.name);
            settings.push(pending);
        }
    }
    settings
}

fn setting(key: &Key, value: Option<&Value>) -> InsideSetting {
    let mut setting = InsideSetting::default();
    setting.key.clone_from(&key.path);
    setting.written_at.clone_from(&key.written_at);
    setting.source = key.source;
    if let Some(value) = value {
        setting.name.clone_from(&value.name);
        // How long a licensing period still runs is encrypted.
        if !value.name.to_ascii_lowercase().contains(TIMEBOMB) {
            setting.value = value.shown();
        }
        setting.number = value.number();
    }
    setting
}

fn listeners(registry: &Registry) -> Vec<InsideListener> {
    let mut listeners = Vec::new();
    for (name, key) in registry.below(STATIONS) {
        if key.value("PortNumber").is_none() && !name.eq_ignore_ascii_case("RDP-Tcp") {
            continue;
        }
        let number = |name: &str| key.value(name).and_then(Value::number);
        let effective = |name: &str| {
            let mut effective = Effective::default();
            let by_policy = registry.number(POLICIES, name);
            (effective.value, effective.by_policy) =
                (by_policy.or_else(|| number(name))?, by_policy.is_some());
            Some(effective)
        };
        let mut listener = InsideListener::default();
        name.clone_into(&mut listener.name);
        listener.enabled = number("fEnableWinStation").map(|on| on != 0);
        listener.port = number("PortNumber").and_then(|port| u16::try_from(port).ok());
        listener.security_layer = effective("SecurityLayer");
        listener.nla = effective("UserAuthentication");
        listener.encryption_level = effective("MinEncryptionLevel");
        listener.max_connections = effective("MaxInstanceCount");
        listener.certificate_sha1 =
            key.value("SSLCertificateSHA1Hash").map(|hash| hex(&hash.data)).filter(|hash| hash.len() == 40);
        listener.adapter = number("LanAdapter");
        listeners.push(listener);
    }
    listeners
}

/// The registry's services, beside those of which a collection knows whether they run.
fn services(registry: &Registry, facts: &mut InsideFacts) {
    for name in wanted::SERVICE_NAMES {
        let path = format!(r"HKLM\SYSTEM\CurrentControlSet\Services\{name}");
        let Some(key) = registry.key(&path) else { continue };
        let library = registry.text(&format!("{path}\\Parameters"), "ServiceDll");
        let start = key.value("Start").and_then(Value::number);
        match facts.services.iter_mut().find(|one| one.name.eq_ignore_ascii_case(name)) {
            Some(service) => {
                service.library = library;
                service.start = service.start.or(start);
            }
            None => {
                let mut service = InsideService::default();
                (*name).clone_into(&mut service.name);
                (service.start, service.library, service.source) = (start, library, key.source);
                facts.services.push(service);
            }
        }
    }
}

/// `Package_for_KB5012170~31bf3856ad364e35~amd64~~…` that is installed (112).
pub(crate) fn updates(registry: &Registry) -> Vec<String> {
    let mut updates: Vec<String> = registry
        .below(PACKAGES)
        .filter(|(_, key)| key.value("CurrentState").and_then(Value::number) == Some(112))
        .filter_map(|(name, _)| {
            let number = name.split("KB").nth(1)?;
            let number: String = number.chars().take_while(char::is_ascii_digit).collect();
            (6..=8).contains(&number.len()).then(|| format!("KB{number}"))
        })
        .collect();
    updates.sort();
    updates.dedup();
    updates
}
