use rdp_health::observe::InsideFacts;

use super::programs::{Listening, owned};
use super::service::Service;
use super::{REGISTRY_RIGHTS, document};
use crate::Evidence;
use crate::facts;
use crate::pack::Archive;
use crate::reg_file;
use crate::registry::{Key, Registry};

/// `KEY_SET_VALUE`, `KEY_CREATE_SUB_KEY`, `KEY_CREATE_LINK`, `DELETE`, `WRITE_DAC`, `WRITE_OWNER`, `GENERIC_WRITE`,
/// `GENERIC_ALL`, `MAXIMUM_ALLOWED`.
const WRITES: [u32; 9] = [0x2, 0x4, 0x20, 0x1_0000, 0x4_0000, 0x8_0000, 0x4000_0000, 0x1000_0000, 0x200_0000];

#[test]
fn no_right_to_write_is_asked_for() {
    assert!(WRITES.iter().all(|right| REGISTRY_RIGHTS & right == 0));
    let source = include_str!("windows.rs");
    // One place opens keys, with these rights; services are asked for their status and nothing else.
    assert_eq!(source.matches(".open(").count(), 1);
    assert_eq!(source.matches("ServiceAccess::").count(), 1);
    assert_eq!(source.matches("ServiceManagerAccess::").count(), 1);
    assert!(source.contains(".access(REGISTRY_RIGHTS).open(path)"));
    assert!(
        source.contains("ServiceAccess::QUERY_STATUS") && source.contains("ServiceManagerAccess::CONNECT")
    );
    for writes in [".write()", ".create(", ".set_", ".remove_", ".rename(", "CURRENT_USER", "unsafe"] {
        assert!(!source.contains(writes), "{writes}");
    }
}

/// Windows itself refuses to set a value through what was opened.
#[cfg(windows)]
#[test]
fn windows_refuses_to_write_through_an_opened_key() {
    let key = super::system::open("SOFTWARE").unwrap();
    assert_eq!(key.set_u32("rdp-health test", 1).unwrap_err().code().0 & 0xffff, 5);
}

/// A host with a value of each kind, and some that no collection may have.
const HOST: &str = r#"Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName]
"ComputerName"="SRV01"

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server]
"fDenyTSConnections"=dword:00000001

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp]
"PortNumber"=dword:00000d3e
"MaxInstanceCount"=dword:ffffffff
"Password"="S3cr3t!Pass"
"WorkDirectory"="C:\\Users\\anna"
"SSLCertificateSHA1Hash"=hex:00,11,22,33,44,55,66,77,88,99,aa,bb,cc,dd,ee,ff,00,11,22,33

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\GracePeriod]
"L$RTMTIMEBOMB_1320153D"=hex:53,33,63,72

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager]
"PendingFileRenameOperations"=hex(7):61,00,6e,00,6e,00,61,00,00,00,00,00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\TermService]
"Start"=dword:00000003

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\TermService\Parameters]
"ServiceDll"=hex(2):74,00,2e,00,64,00,6c,00,6c,00,00,00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\PublicProfile]
"EnableFirewall"=dword:00000001

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules]
"RemoteDesktop-UserMode-In-TCP"="v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|App=%SystemRoot%\\system32\\svchost.exe|Svc=termservice|Name=RDP|"

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion]
"ProductName"="Windows Server 2022 Standard"
"EditionID"="ServerStandard"
"CurrentBuild"="20348"
"RegisteredOwner"="Anna"

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages\Package_for_KB5012170~31bf3856ad364e35~amd64~~1.0]
"CurrentState"=dword:00000070
"#;

/// The fields that do not depend on how the facts came.
fn told(mut facts: InsideFacts) -> InsideFacts {
    facts.sources.clear();
    facts.as_of = None;
    facts.settings.iter_mut().for_each(|setting| setting.written_at = None);
    facts
}

#[test]
fn a_collection_says_what_the_registry_says() {
    let mut registry = Registry::default();
    reg_file::read(HOST, 0, &mut registry);
    let mut evidence = Evidence::new();
    evidence.take("host.reg", HOST.as_bytes()).unwrap();
    let mut kept = Registry::default();
    for key in registry.keys() {
        let values = key.values.iter().cloned().filter_map(|value| facts::taken(&key.path, value)).collect();
        kept.take(Key { path: key.path.clone(), written_at: None, source: 0, values });
    }
    let document = document::write(&kept, &[], &[], &[]);
    let written = String::from_utf8_lossy(&document).to_lowercase();
    for private in ["s3cr3t", "53336372", "anna", "61006e00"] {
        assert!(!written.contains(private), "{private}: {written}");
    }
    let mut again = Evidence::new();
    again.take("collection.json", &document).unwrap();
    let (expected, seen) = (told(evidence.into_facts()), told(again.into_facts()));
    assert_eq!((expected.settings.len(), expected.firewall_rules.len(), expected.updates.len()), (8, 1, 1));
    assert_eq!(seen, expected);
}

#[test]
fn an_archive_is_read_back() {
    let long = vec![b'a'; 100_000];
    let mut bytes = Vec::new();
    let mut archive = Archive::new(&mut bytes);
    archive.add("notes.txt", &long).unwrap();
    archive
        .add("collection.json", &document::write(&Registry::default(), &[], &[], &["x".to_owned()]))
        .unwrap();
    archive.finish().unwrap();
    let mut evidence = Evidence::new();
    evidence.take("srv01.zip", &bytes).unwrap();
    let facts = evidence.into_facts();
    assert_eq!(facts.sources[0].problems, ["x"]);
    assert_eq!(facts.left_out, 1);
}

#[test]
fn ports_have_owners() {
    let ports = "\r\nActive Connections\r\n\r\n  Proto  Local Address  Foreign Address  State  PID\r\n\
        \x20 TCP    0.0.0.0:135      0.0.0.0:0       LISTENING     900\r\n\
        \x20 TCP    0.0.0.0:445      0.0.0.0:0       LISTENING     4\r\n\
        \x20 TCP    0.0.0.0:3389     0.0.0.0:0       ABHÖREN       1200\r\n\
        \x20 TCP    10.0.0.5:3389    10.0.0.9:51000  ESTABLISHED   1200\r\n\
        \x20 TCP    0.0.0.0:8080     0.0.0.0:0       LISTENING     77\r\n\
        \x20 TCP    [::]:9090        [::]:0          LISTENING     78\r\n\
        \x20 UDP    0.0.0.0:3389     *:*                           1200\r\n";
    let processes = "\"svchost.exe\",\"900\",\"Services\",\"0\",\"10,000 K\"\r\n\
        \"svchost.exe\",\"1200\",\"Services\",\"0\",\"1 K\"\r\n\"nginx.exe\",\"77\",\"Console\",\"1\",\"1 K\"\r\n";
    let service = |name: &str, process| Service {
        name: name.to_owned(),
        start: Some(3),
        state: "Running",
        process: Some(process),
    };
    let listening = owned(ports, processes, &[service("TermService", 1200), service("UmRdpService", 1201)]);
    let one = |port, owner: &str| Listening { port, owner: owner.to_owned() };
    assert_eq!(
        listening,
        [one(135, ""), one(445, "System"), one(3389, "TermService"), one(8080, "nginx"), one(9090, "")]
    );
}
