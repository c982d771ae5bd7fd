//! xrdp, without its session manager: nothing that needs no password reaches it.

use std::path::Path;
use std::process::Command;

use super::Server;
use crate::pki::pki;
use crate::process::Process;
use crate::tools::tool;

/// What differs from one xrdp to the next; the names and values are those of xrdp.ini.
#[derive(Debug, Clone, Copy)]
pub struct XrdpConfig<'a> {
    /// `tls`, `rdp` or `negotiate`.
    pub security_layer: &'a str,
    /// `none`, `low`, `medium`, `high` or `fips`: Standard RDP Security only.
    pub crypt_level: &'a str,
    /// Such as `TLSv1.2, TLSv1.3`.
    pub ssl_protocols: &'a str,
    /// An OpenSSL cipher string. `DEFAULT@SECLEVEL=0` is what it takes to serve TLS 1.0 or a weak certificate.
    pub tls_ciphers: &'a str,
    /// PEM, the chain in order.
    pub certificate: &'a Path,
    /// PEM.
    pub key: &'a Path,
}

impl Default for XrdpConfig<'_> {
    /// Debian's defaults, with the good certificate.
    fn default() -> Self {
        Self {
            security_layer: "negotiate",
            crypt_level: "high",
            ssl_protocols: "TLSv1.2, TLSv1.3",
            tls_ciphers: "DEFAULT",
            certificate: &pki().good.chain,
            key: &pki().good.key,
        }
    }
}

/// Starts xrdp.
pub fn xrdp(config: XrdpConfig<'_>) -> Server {
    Server::start("xrdp", |dir, port| {
        let XrdpConfig { security_layer, crypt_level, ssl_protocols, tls_ciphers, certificate, key } = config;
        let (certificate, key, log) = (certificate.display(), key.display(), dir.path().join("server.log"));
        // LogLevel DEBUG would make every answer 20 ms later.
        let ini = format!(
            "[Globals]\n\
             ini_version=1\n\
             fork=true\n\
             port=tcp://127.0.0.1:{port}\n\
             tcp_nodelay=true\n\
             security_layer={security_layer}\n\
             crypt_level={crypt_level}\n\
             certificate={certificate}\n\
             key_file={key}\n\
             ssl_protocols={ssl_protocols}\n\
             tls_ciphers={tls_ciphers}\n\
             max_bpp=32\n\
             [Logging]\n\
             LogFile={}\n\
             LogLevel=ERROR\n\
             EnableSyslog=false\n\
             [Xorg]\n\
             name=Xorg\n\
             lib=libxup.so\n\
             ip=127.0.0.1\n\
             port=-1\n",
            log.display()
        );
        let ini = dir.write("xrdp.ini", &ini);
        let mut command = Command::new(tool("xrdp").ok_or("xrdp is not installed")?);
        command.arg("--nodaemon").arg("--config").arg(ini);
        Ok(vec![Process::spawn(command, dir)?])
    })
}
