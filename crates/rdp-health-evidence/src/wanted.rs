//! Which keys of a registry are of interest. `*` is any one name. What is not here is never read.

/// Keys, of which the values and the bare presence are of interest.
pub(crate) const KEYS: &[&str] = &[
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\*",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\Licensing Core",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\GracePeriod",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\ClusterSettings",
    r"HKLM\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName",
    r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy",
    r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\*\Server",
    r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\*",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager",
    r"HKLM\SYSTEM\CurrentControlSet\Control\Power",
    r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters",
    r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters",
    r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\*",
    r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Mdm\*",
    r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall\*",
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services",
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services\Client",
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation",
    r"HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002",
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters",
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion",
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles\*",
    r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList",
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages\*",
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired",
    r"HKLM\SOFTWARE\Microsoft\SystemCertificates\MY\Certificates\*",
    r"HKLM\SOFTWARE\Microsoft\SystemCertificates\Remote Desktop\Certificates\*",
];

const SERVICES: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\";

/// The services whose start type and library are of interest.
pub(crate) const SERVICE_NAMES: &[&str] = &[
    "TermService",
    "SessionEnv",
    "UmRdpService",
    "RpcSs",
    "DcomLaunch",
    "KeyIso",
    "CertPropSvc",
    "CryptSvc",
    "Netlogon",
    "W32Time",
    "MpsSvc",
    "BFE",
    "SamSs",
    "Dnscache",
    "LanmanWorkstation",
    "gpsvc",
    "Winmgmt",
    "Tssdis",
    "TSGateway",
    "RDMS",
    "TermServLicensing",
    "AudioSrv",
    "ProfSvc",
    "LSM",
    "Termdd",
    "rdpdr",
];

/// Every pattern, that of a service with its parameters.
pub(crate) fn patterns() -> impl Iterator<Item = String> {
    let keys = KEYS.iter().map(|key| (*key).to_owned());
    let services = SERVICE_NAMES
        .iter()
        .flat_map(|name| [format!("{SERVICES}{name}"), format!("{SERVICES}{name}\\Parameters")]);
    keys.chain(services)
}

/// Whether a key is of interest.
pub(crate) fn is_wanted(path: &str) -> bool {
    if let Some(service) = path.get(..SERVICES.len()).filter(|head| head.eq_ignore_ascii_case(SERVICES)) {
        let rest = path.get(service.len()..).unwrap_or("");
        let (name, rest) = rest.split_once('\\').unwrap_or((rest, ""));
        let is_known = SERVICE_NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is_known && (rest.is_empty() || rest.eq_ignore_ascii_case("Parameters")) {
            return true;
        }
    }
    KEYS.iter().any(|pattern| matches(pattern, path))
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut of_pattern, mut of_path) = (pattern.split('\\'), path.split('\\'));
    loop {
        match (of_pattern.next(), of_path.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => {}
            _ => return false,
        }
    }
}
