//! Proxies: dante and microsocks for SOCKS 5, tinyproxy and squid for CONNECT.

use std::process::Command;

use super::Server;
use crate::process::Process;
use crate::tools::tool;

/// The user and the password that a proxy wants, where it wants any.
pub const PROXY_LOGON: (&str, &str) = ("lab", "secret");

/// Starts microsocks: SOCKS 5, for everybody or with a logon.
pub fn microsocks(logon: bool) -> Server {
    Server::start("microsocks", |dir, port| {
        let mut command = Command::new("microsocks");
        command.args(["-i", "127.0.0.1", "-p", &port.to_string()]);
        if logon {
            command.args(["-u", PROXY_LOGON.0, "-P", PROXY_LOGON.1]);
        }
        Ok(vec![Process::spawn(command, dir)?])
    })
}

/// Starts dante: SOCKS 5, with rules that forbid the ways to one port.
pub fn danted(forbidden: u16) -> Server {
    Server::start("danted", |dir, port| {
        let everywhere = "from: 0.0.0.0/0 to: 0.0.0.0/0";
        let configuration = format!(
            "logoutput: stderr\n\
             internal: 127.0.0.1 port = {port}\n\
             external: 127.0.0.1\n\
             clientmethod: none\n\
             socksmethod: none\n\
             user.privileged: root\n\
             user.unprivileged: nobody\n\
             client pass {{ {everywhere} }}\n\
             socks block {{ {everywhere} port = {forbidden} }}\n\
             socks pass {{ {everywhere} }}\n"
        );
        let configuration = dir.write("danted.conf", &configuration);
        let mut command = Command::new(tool("danted").ok_or("danted is not installed")?);
        command.arg("-f").arg(configuration);
        Ok(vec![Process::spawn(command, dir)?])
    })
}

/// Starts tinyproxy: CONNECT to these ports alone, for everybody or with a logon.
pub fn tinyproxy(connect_ports: &[u16], logon: bool) -> Server {
    Server::start("tinyproxy", |dir, port| {
        let mut configuration = format!("Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\n");
        for port in connect_ports {
            configuration += &format!("ConnectPort {port}\n");
        }
        if logon {
            configuration += &format!("BasicAuth {} {}\n", PROXY_LOGON.0, PROXY_LOGON.1);
        }
        let configuration = dir.write("tinyproxy.conf", &configuration);
        let mut command = Command::new(tool("tinyproxy").ok_or("tinyproxy is not installed")?);
        command.arg("-d").arg("-c").arg(configuration);
        Ok(vec![Process::spawn(command, dir)?])
    })
}

/// Starts squid: CONNECT to every port but one.
pub fn squid(forbidden: u16) -> Server {
    Server::start("squid", |dir, port| {
        let configuration = format!(
            "http_port 127.0.0.1:{port}\n\
             pid_filename none\n\
             cache_log /dev/null\n\
             access_log none\n\
             cache deny all\n\
             netdb_filename none\n\
             pinger_enable off\n\
             shutdown_lifetime 0 seconds\n\
             dns_timeout 1 second\n\
             visible_hostname proxy.lab.test\n\
             acl forbidden port {forbidden}\n\
             http_access deny CONNECT forbidden\n\
             http_access allow all\n"
        );
        let configuration = dir.write("squid.conf", &configuration);
        let mut command = Command::new(tool("squid").ok_or("squid is not installed")?);
        command.arg("-N").arg("-f").arg(configuration);
        Ok(vec![Process::spawn(command, dir)?])
    })
}
