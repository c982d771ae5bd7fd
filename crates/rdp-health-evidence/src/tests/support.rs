//! What Microsoft's support scripts leave behind, in their layout.

use rdp_health::{CauseId, Confidence};

use super::build::{log, zip};
use super::{facts, is_sound, judged, sure};
use crate::Evidence;
use crate::reg_file::wide;

/// As `reg export` and PowerShell write texts.
fn utf16(text: &str) -> Vec<u8> {
    [vec![0xff, 0xfe], wide(&text.replace('\n', "\r\n"))].concat()
}

const TERMINAL_SERVER: &str = r#"Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server]
"fDenyTSConnections"=dword:00000000

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp]
"PortNumber"=dword:00000d3d
"UserAuthentication"=dword:00000001

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\Licensing Core]
"LicensingMode"=dword:00000005
"#;

const SYSTEM_INFO: &str = "\
Computer name               : SRV01
Model                       : Virtual Machine
Operating System            : Microsoft Windows Server 2019 Datacenter 64-bit
Build Number                : 10.0.17763.5458
Installation type           : Server
Time zone                   : (UTC+01:00) Amsterdam, Berlin
DNS Domain name             : corp.example
Domain role                 : Member Server
";

/// The columns are as wide as what is in them.
const SERVICES: &str = "
ProcessId DisplayName                     StartMode State   Name        PathName                       StartName
--------- -----------                     --------- -----   ----        --------                       ---------
     1044 Cryptographic Services          Auto      Running CryptSvc    C:\\Windows\\system32\\svchost.exe NT Authority\\NetworkService
        0 Remotedesktopdienste            Manual    Stopped TermService C:\\Windows\\System32\\svchost.exe NT Authority\\NetworkService
        0 Zeitgeber für Windows           Disabled  Stopped W32Time     C:\\Windows\\system32\\svchost.exe NT AUTHORITY\\LocalService
        0 Something else                  Manual    Stopped Spooler     C:\\Windows\\System32\\spoolsv.exe LocalSystem
";

const NETSTAT: &str = "
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       892
  RpcSs
 [svchost.exe]
  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4
 Can not obtain ownership information
  TCP    10.0.0.5:50100         0.0.0.0:0              BOUND           77
  TCP    10.0.0.5:3389          10.0.0.9:50000         ESTABLISHED     1044
  TermService
 [svchost.exe]
  TCP    [::]:3390              [::]:0                 LISTENING       999
 [other.exe]
  TCP    [::]:5985              [::]:0                 LISTENING       4
 [svchost.exe]
  UDP    0.0.0.0:123            *:*                                    5
";

const HISTORY: &str = "<table><tr><th>KB</th></tr>\
<tr><td>Install</td><td>Completed successfully</td><td><a href='#'>KB5034768</a></td></tr>\
<tr><td>Install</td><td>Failed to complete</td><td><a href='#'>KB5034123</a></td></tr>\
<tr><td width='6%'>Uninstall</td><td>Completed successfully</td><td>KB5033371</td></tr>\
<tr><td>Install</td><td>Completed successfully</td><td>KB5033371</td></tr>";

/// What MSRD-Collect makes of a session host.
pub(super) fn msrd() -> Vec<u8> {
    let system = log(&[&[(0, "TermDD", "System", 56, &[])]]);
    let root = "MSRD-Results-SRV01-20260102_040000/SRV01_";
    let files: Vec<(String, Vec<u8>)> = [
        ("RegistryKeys/SRV01_HKLM-System-CCS-Control-TerminalServer.txt", utf16(TERMINAL_SERVER)),
        ("EventLogs/SRV01_System.evtx", system),
        ("SystemInfo/SRV01_SystemInfo.txt", utf16(SYSTEM_INFO)),
        ("SystemInfo/SRV01_Services.txt", utf16(SERVICES)),
        ("SystemInfo/SRV01_UpdateHistory.html", HISTORY.as_bytes().to_vec()),
        ("SystemInfo/SRV01_DxDiag.txt", utf16("System Information\n")),
        ("SystemInfo/SRV01_Msinfo32.nfo", vec![0; 4 << 20]),
        ("Networking/SRV01_Netstat.txt", utf16(NETSTAT)),
        (
            "Technical/SRV01_rdsh_GracePeriod.txt",
            utf16("Out Parameters:\ninstance of __PARAMETERS\n{\n\tDaysLeft = 0;\n\tReturnValue = 0;\n};\n"),
        ),
        (
            "Certificates/SRV01_Certificates-My.txt",
            utf16("MY \"Personal\"\n================ Certificate 0 ================\n"),
        ),
        ("Tracing/SRV01_RDSTrace.etl", vec![0; 4 << 20]),
        ("Technical/SRV01_MDMDiagReport.zip", zip(&[("a.reg", b"REGEDIT4")])),
    ]
    .into_iter()
    .map(|(name, content)| (format!("{root}{name}"), content))
    .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zip(&files)
}

#[test]
fn what_msrd_collect_makes_is_read_and_the_rest_is_counted() {
    let audit = judged(&[("MSRD-Results.zip", &msrd())]);
    let inside = &audit.observations.inside;
    let kinds: Vec<&str> = inside.sources.iter().map(|source| source.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "registry export",
            "event log",
            "system information",
            "list of services",
            "list of updates",
            "list of ports",
            "licensing grace period"
        ]
    );
    assert!(inside.sources.iter().all(|source| source.problems.is_empty()), "{:#?}", inside.sources);
    // DxDiag, msinfo32, certutil's text, a trace, an archive.
    assert_eq!(inside.left_out, 5);
    assert_eq!((inside.computer.as_deref(), inside.domain.as_deref()), (Some("SRV01"), Some("corp.example")));
    let windows = inside.windows.as_ref().unwrap();
    assert_eq!(windows.product, "Windows Server 2019 Datacenter");
    assert_eq!((windows.build, windows.revision, windows.installation.as_str()), (17_763, 5458, "Server"));
    let services: Vec<_> = inside
        .services
        .iter()
        .map(|one| (one.name.as_str(), one.start.unwrap(), one.state.as_deref().unwrap()))
        .collect();
    assert_eq!(
        services,
        [("CryptSvc", 2, "running"), ("TermService", 3, "stopped"), ("W32Time", 4, "stopped")]
    );
    let ports: Vec<_> = inside.listening.iter().map(|one| (one.port, one.owner.as_str())).collect();
    assert_eq!(ports, [(135, "RpcSs"), (445, ""), (3390, "other.exe"), (5985, "")]);
    assert_eq!(inside.updates, ["KB5034768"]);
    assert_eq!(inside.licensing_grace_days, Some(0));
    assert_eq!(audit.primary, Some(CauseId::HostServiceStopped));
    assert_eq!(sure(&audit, &CauseId::HostServiceStopped), Some(Confidence::Certain));
    is_sound(&audit);
}

#[test]
fn what_reg_query_prints_is_read() {
    // As TSS writes it: a heading, a key in pieces, keys that are not of interest.
    let text = "\
========================================
2026/01/02 04:00:00.000 : REG QUERY \"HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\" /s
========================================

HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server
    fDenyTSConnections    REG_DWORD    0x1
    ProductVersion    REG_SZ    5.1

HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp
    (Standard)    REG_SZ    \n    SSLCertificateSHA1Hash    REG_BINARY    0102030405060708090A0B0C0D0E0F1011121314
    Password    REG_SZ    S3cr3t!Pass
HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp
    PortNumber    REG_DWORD    0xd3e

HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002
    EccCurves    REG_MULTI_SZ    NistP256\\0NistP384
HKEY_CURRENT_USER\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server
    fDenyTSConnections    REG_DWORD    0x0
";
    let audit = judged(&[("SRV01_260102-040000_Reg_TS_Stop_.txt", &utf16(text))]);
    let inside = &audit.observations.inside;
    assert_eq!(inside.sources[0].kind, "output of reg query");
    assert_eq!(sure(&audit, &CauseId::HostRdpDisabled), Some(Confidence::Certain));
    let listener = &inside.listeners[0];
    assert_eq!(listener.port, Some(3390));
    assert_eq!(listener.certificate_sha1.as_deref(), Some("0102030405060708090a0b0c0d0e0f1011121314"));
    let curves = inside.settings.iter().find(|setting| setting.name == "EccCurves").unwrap();
    assert_eq!(curves.value, "NistP256,NistP384");
    assert!(!serde_json::to_string(&audit).unwrap().contains("S3cr3t"));
    // One that only lists keys, or has none that is read, is no evidence.
    for text in
        ["HKEY_LOCAL_MACHINE\\SYSTEM\\Select\n", "HKEY_CURRENT_USER\\Software\n    a    REG_SZ    b\n"]
    {
        assert!(Evidence::new().take("Reg_x.txt", text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn a_list_of_updates_by_its_name() {
    let list = "Source  Description      HotFixID      InstalledBy\nSRV01   Security Update  KB5034768     NT AUTHORITY\\SYSTEM\nSRV01   Update KB12\n";
    assert_eq!(facts(&[("SRV01_Hotfixes.txt", list.as_bytes())]).updates, ["KB5034768"]);
    assert!(Evidence::new().take("SRV01_notes.txt", list.as_bytes()).is_err());
}

#[test]
fn a_table_that_says_nothing_is_left_alone() {
    for (name, text) in [
        ("SRV01_Services.txt", "Access denied\n"),
        ("SRV01_Netstat.txt", "The requested operation requires elevation.\n"),
        ("SRV01_SystemInfo.txt", "PowerShell Information:\n"),
        ("SRV01_rdsh_GracePeriod.txt", "DaysLeft = 4294967295;\nReturnValue = 2147749890;\n"),
    ] {
        assert!(Evidence::new().take(name, text.as_bytes()).is_err(), "{name}");
    }
}
