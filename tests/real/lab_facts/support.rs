//! The suite's own machinery.

use std::net::TcpStream;
use std::process::Command;

use rdp_health_tests::process::{Process, TempDir, free_port};
use rdp_health_tests::require;
use rdp_health_tests::servers::{XrdpConfig, xrdp};

#[test]
fn a_dropped_server_is_gone() {
    require!("xrdp", "openssl");
    let mut server = xrdp(XrdpConfig::default());
    assert!(server.is_running());
    let address = server.address;
    drop(server);
    let error = TcpStream::connect(address).expect_err("nothing listens any more");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[test]
fn a_process_that_ignores_sigterm_goes_with_its_children() {
    let dir = TempDir::new("stubborn");
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' TERM; echo $$; sleep 600 & echo $!; wait; sleep 600"]);
    let mut process = Process::spawn(command, &dir).expect("sh starts");
    let log = process.log_file().to_owned();
    let lines = || std::fs::read_to_string(&log).unwrap_or_default().lines().count();
    process.wait_until("print two process ids", || lines() == 2).expect("it prints them");
    let ids: Vec<String> = process.log().lines().map(str::to_owned).collect();
    drop(process);
    for id in ids {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        assert!(stat.is_empty() || stat.contains(") Z "), "still there: {stat}");
    }
}

#[test]
fn a_server_that_ends_before_it_listens_is_reported_with_its_log() {
    let dir = TempDir::new("failing");
    let mut command = Command::new("sh");
    command.args(["-c", "echo no such option; exit 3"]);
    let mut process = Process::spawn(command, &dir).expect("sh starts");
    let error = process.wait_until_listening(free_port()).expect_err("it does not listen");
    assert!(error.contains("exit status: 3") && error.contains("no such option"), "{error}");
}
