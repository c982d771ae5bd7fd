//! Kerberos: MIT's KDC with a realm of its own, and kdcproxy before it; Samba as a domain controller.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;

use super::Server;
use crate::pki::Identity;
use crate::process::{Process, TempDir};
use crate::tools::tool;

/// The port of Kerberos, RFC 4120 7.2.
const KERBEROS: u16 = 88;

/// krb5kdc at TCP port 88.
#[derive(Debug)]
pub struct Kdc {
    process: Process,
    _dir: TempDir,
}

impl Kdc {
    /// Starts it for this realm at port 88 of this address.
    ///
    /// # Panics
    /// If it does not start: somebody else has the port, or this is not root.
    pub fn start(realm: &str, address: Ipv4Addr) -> Self {
        let dir = TempDir::new("kdc");
        let path = dir.path().display();
        let clients = dir.write("krb5.conf", &format!("[libdefaults]\n default_realm = {realm}\n"));
        let own = dir.write(
            "kdc.conf",
            &format!(
                "[kdcdefaults]\n kdc_listen = \"\"\n kdc_tcp_listen = {address}:{KERBEROS}\n\
                 [realms]\n {realm} = {{\n  database_name = {path}/principal\n  key_stash_file = {path}/stash\n \
                 supported_enctypes = aes256-cts:normal\n }}\n\
                 [logging]\n kdc = STDERR\n"
            ),
        );
        let command = |program: &str| {
            let mut command = Command::new(tool(program).expect("krb5-kdc is installed"));
            command.env("KRB5_CONFIG", &clients).env("KRB5_KDC_PROFILE", &own);
            command
        };
        let made = command("kdb5_util").args(["create", "-s", "-P", "master", "-r", realm]).output();
        let made = made.expect("kdb5_util runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut kdc = command("krb5kdc");
        // In the foreground, and without a file that others would look for.
        kdc.args(["-n", "-r", realm]);
        let mut process = Process::spawn(kdc, &dir).unwrap_or_else(|why| panic!("{why}"));
        process.wait_until_listening(KERBEROS).unwrap_or_else(|why| panic!("{why}"));
        Self { process, _dir: dir }
    }

    /// What it logged: a line for each request.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Stops it where it stands: its port still accepts, and nobody answers.
    pub fn freeze(&self) {
        self.process.freeze();
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }
}

/// Samba as the only domain controller of a domain, with Kerberos at port 88 of 127.0.0.1 in this namespace.
#[derive(Debug)]
pub struct DomainController {
    process: Process,
    _dir: TempDir,
}

impl DomainController {
    /// Makes the domain `realm` and starts its controller. Both take seconds.
    ///
    /// # Panics
    /// If it does not start: somebody else has a port, or this is not root.
    pub fn start(realm: &str) -> Self {
        let dir = TempDir::new("samba");
        let domain = realm.split('.').next().unwrap_or(realm);
        let mut provision = Command::new(tool("samba-tool").expect("samba-ad-dc is installed"));
        provision.args(["domain", "provision", "--server-role=dc", "--dns-backend=SAMBA_INTERNAL"]);
        provision.args(["--host-name=dc1", "--host-ip=127.0.0.1", "--adminpass=Passw0rd.of.a.test"]);
        provision.args(["--option=interfaces=lo", "--option=bind interfaces only=yes"]);
        provision.args([format!("--realm={realm}"), format!("--domain={domain}")]);
        let made = provision.arg(format!("--targetdir={}", dir.path().display())).output();
        let made = made.expect("samba-tool runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut samba = Command::new(tool("samba").expect("samba-ad-dc is installed"));
        // In the foreground, and in one process where it can.
        samba.args(["--interactive", "--model=single", "--debug-stdout"]);
        samba.arg(format!("--configfile={}", dir.path().join("etc/smb.conf").display()));
        let mut process = Process::spawn(samba, &dir).unwrap_or_else(|why| panic!("{why}"));
        process.wait_until_listening(KERBEROS).unwrap_or_else(|why| panic!("{why}"));
        Self { process, _dir: dir }
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }
}

/// kdcproxy, inside TLS, as a web server runs it.
const PROXY: &str = "
import ssl, sys
from wsgiref.simple_server import make_server
import kdcproxy
port, certificate, key = sys.argv[1:]
server = make_server('127.0.0.1', int(port), kdcproxy.Application())
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
";

/// Starts kdcproxy with this certificate, before the KDC of this realm.
pub fn kdcproxy(realm: &str, kdc: SocketAddr, identity: &Identity) -> Server {
    Server::start("kdcproxy", |dir, port| {
        let script = dir.write("proxy.py", PROXY);
        let configuration = format!("[global]\n\n[{realm}]\nkerberos = kerberos+tcp://{kdc}\n");
        // Debian's Python, for which the package is.
        let mut command = Command::new("/usr/bin/python3");
        command.arg(script).arg(port.to_string()).args([&identity.chain, &identity.key]);
        command.env("KDCPROXY_CONFIG", dir.write("kdcproxy.conf", &configuration));
        Ok(vec![Process::spawn(command, dir)?])
    })
}
