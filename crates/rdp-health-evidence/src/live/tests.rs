use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::time::Duration;

use rdp_health::observe::InsideFacts;

use super::programs::{Listening, owned};
use super::run::{Failed, exported, left_for_a_log};
use super::service::Service;
use super::{CannotCollect, Collection, Folder, REGISTRY_RIGHTS, collect, document, keys, note};
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
    let document = document::write(&kept, &[], &[], &BTreeMap::new(), &[]);
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
        .add(
            "collection.json",
            &document::write(&Registry::default(), &[], &[], &BTreeMap::new(), &["x".to_owned()]),
        )
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

#[test]
fn what_becomes_of_an_exported_log() {
    let status = |code, said: &str| Err(Failed::Status(code, said.to_owned()));
    let late = Failed::Late(Duration::from_secs(60));
    for (ended, wrote_a_file, expected) in [
        (Ok(String::new()), true, Ok(true)),
        (Ok(String::new()), false, Err("wevtutil.exe wrote no file")),
        // ERROR_EVT_CHANNEL_NOT_FOUND: no such role, no such log.
        (status(Some(15007), "The specified channel could not be found."), false, Ok(false)),
        (
            status(Some(5), "Zugriff verweigert"),
            false,
            Err("wevtutil.exe: access is denied; run it as administrator"),
        ),
        (
            status(Some(15001), "The specified query is invalid."),
            false,
            Err("wevtutil.exe: The specified query is invalid."),
        ),
        (status(Some(15001), ""), true, Err("wevtutil.exe: it failed with status 15001")),
        (status(None, ""), true, Err("wevtutil.exe: it was stopped by something else")),
        (Err(late), true, Err("wevtutil.exe: it did not end within 60 seconds, and was stopped")),
        (
            Err(Failed::NotStarted(io::ErrorKind::NotFound.into())),
            false,
            Err("wevtutil.exe: it cannot be started: entity not found"),
        ),
    ] {
        assert_eq!(exported(ended, wrote_a_file), expected.map_err(str::to_owned));
    }
}

#[test]
fn logs_have_an_end_together() {
    let left = |spent| left_for_a_log(Duration::from_secs(spent)).map(|left| left.as_secs());
    assert_eq!(
        [left(0), left(119), left(150), left(180), left(1000)],
        [Some(60), Some(60), Some(30), None, None]
    );
}

#[cfg(unix)]
#[test]
fn a_program_that_does_not_end_is_stopped() {
    use super::run::said;
    use std::process::Command;

    let long = Duration::from_secs(3600);
    let program = |line: &str, longest| said(Command::new("sh").args(["-c", line]), longest);
    assert_eq!(program("echo all; echo more >&2", long).unwrap(), "all\n");
    let failed = program("printf 'a\\r\\nb\\n' >&2; exit 3", long).unwrap_err();
    assert!(matches!(&failed, Failed::Status(Some(3), said) if said == "a  b"), "{failed:?}");
    assert!(matches!(said(&mut Command::new("/no/such/program"), long), Err(Failed::NotStarted(_))));
    let hung = program("exec sleep 3600", Duration::from_millis(50)).unwrap_err();
    assert!(matches!(hung, Failed::Late(_)), "{hung:?}");
    // More than a pipe holds.
    assert_eq!(program("head -c 300000 /dev/zero", long).unwrap().len(), 300_000);
}

#[test]
fn a_log_that_cannot_be_read_back_is_named() {
    let folder = Folder::make().unwrap();
    fs::write(folder.0.join("System.evtx"), "no log").unwrap();
    let logs = vec!["System.evtx".to_owned(), "Security.evtx".to_owned()];
    let document = document::write(&Registry::default(), &[], &[], &BTreeMap::new(), &[]);
    let facts = Collection { document, folder, logs, problems: Vec::new() }.facts().unwrap();
    let names: Vec<_> = facts.unread.iter().map(|why| why.split(':').next().unwrap()).collect();
    assert_eq!(names, ["System.evtx", "Security.evtx"]);
}

#[test]
fn what_may_not_be_read_is_a_problem_with_a_way_out() {
    let denied = io::Error::from(io::ErrorKind::PermissionDenied);
    let mut problems = Vec::new();
    note(&mut problems, r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\GracePeriod", &denied);
    note(&mut problems, "service KeyIso", &denied);
    note(&mut problems, "service KeyIso", &denied);
    note(&mut problems, "service Tssdis", &io::ErrorKind::NotFound.into());
    let [grace, service] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(
        grace.contains("only SYSTEM") && grace.contains("audit --script") && !grace.contains("run it as"),
        "{grace}"
    );
    assert!(service.ends_with("access is denied; run it as administrator"), "{service}");
}

#[test]
fn days_are_some() {
    assert!(matches!(collect(0), Err(CannotCollect::Days(0))));
    assert!(matches!(collect(3651), Err(CannotCollect::Days(3651))));
    if !cfg!(windows) {
        assert!(matches!(collect(3650), Err(CannotCollect::NotWindows)));
    }
}

#[test]
fn permissions_of_keys_are_told_by_certificate() {
    let sha1 = "8B2A4F1C0D9E7B6A5C4D3E2F1A0B9C8D7E6F5A4B";
    let text = format!(
        "{sha1} D:PAI(A;;FA;;;SY)(A;;FA;;;BA)\r\n\
         {} ! Access to the path is denied.\r\nWARNING: nothing\r\n{sha1}\r\n",
        sha1.replace('8', "9")
    );
    let mut problems = Vec::new();
    let told = keys::read(&text, &mut problems);
    assert_eq!(told, BTreeMap::from([(sha1.to_lowercase(), "D:PAI(A;;FA;;;SY)(A;;FA;;;BA)".to_owned())]));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].contains("9b2a4f1c") && problems[0].ends_with("Access to the path is denied."),
        "{problems:?}"
    );
    // What PowerShell is given is a part of the script, with its call.
    let asking = keys::asking();
    assert!(asking.contains("function Get-KeyAcl(") && asking.ends_with("\nGet-KeyAcls\n"), "{asking}");
    assert!(!asking.contains("netstat") && asking.is_ascii());
    // Nothing else starts a program for it, and no certificate with a key means no program at all.
    assert!(keys::permissions(&Registry::default(), &mut problems).is_empty() && problems.len() == 1);
}
