//! `audit` and `check --inside`: what files of a host prove, alone and beside a check.

use insta::assert_snapshot;
use rdp_health::{Audit, CauseId, Report};

use crate::program::{HEALTHY, Host, file, run};

/// An export of a host on which Remote Desktop is off, on another port.
fn export(denies: u32) -> String {
    format!(
        "Windows Registry Editor Version 5.00\n\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server]\n\
         \"fDenyTSConnections\"=dword:0000000{denies}\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName]\n\
         \"ComputerName\"=\"SRV01\"\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp]\n\
         \"PortNumber\"=dword:00000d3e\n\"UserAuthentication\"=dword:00000001\n\"SecurityLayer\"=dword:00000002\n"
    )
}

#[test]
fn files_alone() {
    let saved = file("terminal-server.reg", export(1).as_bytes());
    let path = saved.to_str().unwrap();
    let ended = run(&["audit", path]);
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""), "{ended:?}");
    assert_snapshot!("audit", ended.stdout.replace(path, "terminal-server.reg"));
    let ended = run(&["audit", path, "--format", "json"]);
    let audit: Audit = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((audit.primary, audit.target.port), (Some(CauseId::HostRdpDisabled), 3390));
    // To share it: neither the computer's name nor the file's survives.
    for args in [&["--redact", "-vv"][..], &["--redact", "--format", "json"]] {
        let ended = run(&[&["audit", path], args].concat());
        assert!(ended.status == 1 && ended.stdout.contains("host-rdp-disabled"), "{ended:?}");
        let said = ended.stdout.to_lowercase();
        assert!(!said.contains("srv01") && !said.contains("terminal-server.reg"), "{said}");
        // The steps can still be followed.
        assert!(ended.stdout.contains("Terminal Server") && said.contains("host-1"), "{said}");
    }
    // A folder has other files, too, of which some cannot be read.
    let folder = saved.parent().unwrap();
    assert_eq!(run(&["audit", folder.to_str().unwrap()]).status, 1);
    let fine = file("fine.reg", export(0).as_bytes());
    assert_eq!(run(&["audit", fine.to_str().unwrap()]).status, 0);
}

#[test]
fn bad_input() {
    // On Windows it reads this computer.
    if !cfg!(windows) {
        for args in [&["audit"][..], &["audit", "--collect", "srv01.zip"]] {
            let ended = run(args);
            assert_eq!((ended.status, ended.stderr.lines().count()), (2, 1), "{ended:?}");
            assert!(ended.stderr.contains("does not run Windows"), "{ended:?}");
            assert!(ended.stderr.contains("rdp-health audit --script"), "{ended:?}");
        }
        assert!(!std::path::Path::new("srv01.zip").exists());
    }
    assert_eq!(run(&["audit", "a.reg", "--collect", "srv01.zip"]).status, 2);
    let other = file("hosts.txt", b"srv01\n");
    for args in [vec!["audit", other.to_str().unwrap()], vec!["audit", "no-such-file"]] {
        let ended = run(&args);
        assert_eq!((ended.status, ended.stderr.lines().count()), (2, 1), "{ended:?}");
    }
    let said = |path: &std::path::Path| {
        let ended = run(&["audit", path.to_str().unwrap()]);
        assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{ended:?}");
        ended.stderr
    };
    assert!(said(&file("empty.reg", b"")).contains("it is empty"));
    assert!(said(&file("other.zip", b"PK\x05\x06")).contains("the zip is refused"));
    assert!(said(&other).contains("rdp-health audit --script"));
    let folder = other.parent().unwrap().join("nothing");
    std::fs::create_dir_all(&folder).unwrap();
    assert!(said(&folder).contains("is empty"));
    std::fs::write(folder.join("trace.etl"), "x").unwrap();
    std::fs::write(folder.join("notes.txt"), "x").unwrap();
    assert!(said(&folder).contains("has no registry hive"));
    let saved = file("terminal-server.reg", export(1).as_bytes());
    let ended = run(&["check", "srv01", "srv02", "--inside", saved.to_str().unwrap()]);
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("single TARGET"), "{ended:?}");
}

#[test]
fn the_script_is_printed_as_it_is() {
    let ended = run(&["audit", "--script"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (0, rdp_health_evidence::SCRIPT));
    assert!(ended.stdout.contains("rdp-health/collection/1"));
}

#[test]
fn a_check_joined_with_files() {
    let host = Host::play(HEALTHY);
    let target = format!("127.0.0.1:{}", host.lab.port());
    // The host of the lab has a name of its own.
    let saved = file("off.reg", export(1).as_bytes());
    let ended = run(&["check", &target, "--inside", saved.to_str().unwrap(), "--format", "json"]);
    let report: Report = serde_json::from_str(&ended.stdout).unwrap();
    assert!(report.observations.inside.is_some());
    let json: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let evidence = report.findings.iter().flat_map(|finding| &finding.evidence);
    for one in evidence {
        assert!(json.pointer(&one.at).is_some(), "{}", one.at);
    }
    // It answered, so that the files cannot be right about it.
    assert_ne!(report.primary, Some(CauseId::HostRdpDisabled));
    let told = [CauseId::HostSettingsNotApplied, CauseId::DnsPointsElsewhere];
    assert!(report.findings.iter().any(|finding| told.contains(&finding.id)), "{:#?}", report.findings);
}
