//! The programs and logs that show codes and messages.

use serde::{Deserialize, Serialize};

/// A program or a log that shows a code or a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum CodeClient {
    /// Remote Desktop Connection of Windows.
    Mstsc,
    /// Windows App and the Remote Desktop client (MSRDC) on Windows.
    WindowsApp,
    /// Windows App on macOS, earlier Microsoft Remote Desktop.
    WindowsAppMac,
    /// Windows App on Android, iOS and iPadOS.
    WindowsAppMobile,
    /// Azure Virtual Desktop and Windows 365: their clients and their diagnostics.
    Avd,
    /// RD Web Access, RemoteApp and Desktop Connections, and the web client.
    RdWeb,
    /// `mRemoteNG`, `RDCMan`, Royal TS and others that embed the control of Remote Desktop Connection.
    Mremoteng,
    /// FreeRDP: `xfreerdp`, `sdl-freerdp`, `wfreerdp`, `wlfreerdp`.
    Freerdp,
    /// Remmina.
    Remmina,
    /// rdesktop.
    Rdesktop,
    /// GNOME Connections and GNOME Remote Desktop.
    Gnome,
    /// Apache Guacamole: its pages and guacd.
    Guacamole,
    /// The log of xrdp.
    Xrdp,
    /// `IronRDP` and other clients on rustls.
    Ironrdp,
    /// Node.js programs.
    Node,
    /// Windows event logs.
    WindowsLog,
    /// `openssl s_client` and programs that print OpenSSL's errors.
    Openssl,
    /// Programs that print `GnuTLS`'s errors.
    Gnutls,
}

impl CodeClient {
    /// Every one of them.
    pub const ALL: [Self; 18] = [
        Self::Mstsc,
        Self::WindowsApp,
        Self::WindowsAppMac,
        Self::WindowsAppMobile,
        Self::Avd,
        Self::RdWeb,
        Self::Mremoteng,
        Self::Freerdp,
        Self::Remmina,
        Self::Rdesktop,
        Self::Gnome,
        Self::Guacamole,
        Self::Xrdp,
        Self::Ironrdp,
        Self::Node,
        Self::WindowsLog,
        Self::Openssl,
        Self::Gnutls,
    ];

    /// Its name in options and in JSON: `windows-app-mac`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mstsc => "mstsc",
            Self::WindowsApp => "windows-app",
            Self::WindowsAppMac => "windows-app-mac",
            Self::WindowsAppMobile => "windows-app-mobile",
            Self::Avd => "avd",
            Self::RdWeb => "rd-web",
            Self::Mremoteng => "mremoteng",
            Self::Freerdp => "freerdp",
            Self::Remmina => "remmina",
            Self::Rdesktop => "rdesktop",
            Self::Gnome => "gnome",
            Self::Guacamole => "guacamole",
            Self::Xrdp => "xrdp",
            Self::Ironrdp => "ironrdp",
            Self::Node => "node",
            Self::WindowsLog => "windows-log",
            Self::Openssl => "openssl",
            Self::Gnutls => "gnutls",
        }
    }

    /// What an administrator calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Mstsc => "Remote Desktop Connection (mstsc)",
            Self::WindowsApp => "Windows App",
            Self::WindowsAppMac => "Windows App on macOS",
            Self::WindowsAppMobile => "Windows App on Android and iOS",
            Self::Avd => "Azure Virtual Desktop",
            Self::RdWeb => "RD Web and RemoteApp",
            Self::Mremoteng => "mRemoteNG, RDCMan and others that embed mstscax",
            Self::Freerdp => "FreeRDP",
            Self::Remmina => "Remmina",
            Self::Rdesktop => "rdesktop",
            Self::Gnome => "GNOME Connections and GNOME Remote Desktop",
            Self::Guacamole => "Guacamole",
            Self::Xrdp => "xrdp's log",
            Self::Ironrdp => "IronRDP and rustls",
            Self::Node => "Node.js",
            Self::WindowsLog => "Windows event log",
            Self::Openssl => "OpenSSL",
            Self::Gnutls => "GnuTLS",
        }
    }

    /// The one with this name, as [`as_str`](Self::as_str) writes it.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|client| client.as_str().eq_ignore_ascii_case(name))
    }
}

impl std::fmt::Display for CodeClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
