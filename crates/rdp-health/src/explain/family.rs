//! The tables that client codes come from.

use serde::{Deserialize, Serialize};

use super::client::CodeClient;

/// How the numbers of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// Both ways are seen.
    Either,
    /// In decimal alone: `0x68` is never errno 104.
    Decimal,
    /// Not by numbers.
    Name,
}

/// Writes the families: doc comment, `Variant "title" Notation [clients] [prefixes];`
///
/// Prefixes are what the symbols of a table begin with and people leave out, as [`super::table::normalize`]
/// leaves it.
macro_rules! families {
    ($($(#[$doc:meta])* $variant:ident $title:literal $notation:ident [$($client:ident)*] [$($prefix:literal)*];)*) => {
        /// A table of codes: one number means different things in different tables.
        ///
        /// The order is the order of likelihood: a bare number that is pasted most often comes from the first of
        /// them that knows it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum CodeFamily {
            $($(#[$doc])* $variant,)*
        }

        impl CodeFamily {
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            /// What an administrator calls it.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            pub(super) fn notation(self) -> Notation {
                match self { $(Self::$variant => Notation::$notation,)* }
            }

            /// The programs and logs that show its codes.
            #[must_use]
            pub fn clients(self) -> &'static [CodeClient] {
                match self { $(Self::$variant => &[$(CodeClient::$client),*],)* }
            }

            pub(super) fn prefixes(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($prefix),*],)* }
            }
        }
    };
}

families! {
    /// The "Error code" of Remote Desktop Connection.
    #[doc(alias = "OnDisconnected")]
    MstscDisconnect "Remote Desktop Connection: error code" Either [Mstsc Mremoteng WindowsApp WindowsAppMac WindowsAppMobile] ["disconnectreason" "sslerr" "uierr"];
    /// The "Extended error code" of Remote Desktop Connection.
    #[doc(alias = "ExtendedDisconnectReasonCode")]
    MstscExtended "Remote Desktop Connection: extended error code" Either [Mstsc Mremoteng WindowsApp WindowsAppMac WindowsLog] ["exdiscreason"];
    /// The error codes of Remote Desktop Connection for its way through an RD Gateway, 0x300….
    GatewayClient "Remote Desktop Connection: RD Gateway error code" Either [Mstsc Mremoteng WindowsApp WindowsAppMac] [];
    /// The server's own reason in a Set Error Info PDU, MS-RDPBCGR 2.2.5.1.1.
    #[doc(alias = "ERRINFO")]
    Errinfo "Reason sent by the server (ERRINFO)" Either [Freerdp Remmina Guacamole Gnome Xrdp Mstsc Ironrdp] ["errinfo"];
    /// Errors of the Windows security packages, MS-ERREF 2.1.1.
    #[doc(alias = "Schannel")]
    Sspi "Windows security package error (SSPI, Schannel)" Either [Mstsc WindowsLog Freerdp Remmina Gnome Ironrdp Mremoteng] ["sece" "status"];
    /// Errors of the Windows certificate check, MS-ERREF 2.1.1.
    CertHresult "Windows certificate check error" Either [Mstsc WindowsLog Mremoteng] ["crypte" "certe"];
    /// The status of a Windows logon, as CredSSP carries it, MS-ERREF 2.3.1.
    NtstatusCredssp "Windows logon status (NTSTATUS)" Either [WindowsLog Freerdp Remmina Mstsc Gnome] ["status"];
    /// Other Windows errors, MS-ERREF 2.1 and 2.2.
    Hresult "Windows error (HRESULT)" Either [WindowsLog Mstsc WindowsApp Mremoteng] ["hresultfromwin32" "hresultfromnt" "status" "error"];
    /// The connect errors of FreeRDP and of the clients built on it.
    FreerdpErrconnect "FreeRDP connect error" Either [Freerdp Remmina Gnome Guacamole] ["errconnect"];
    /// The status codes of the Guacamole protocol, on Guacamole's pages and in the log of guacd.
    #[doc(alias = "GUAC_PROTOCOL_STATUS")]
    Guacamole "Guacamole: status code" Decimal [Guacamole] ["guacprotocolstatus" "guacamolestatus"];
    /// The error codes in the diagnostics of Azure Virtual Desktop.
    #[doc(alias = "WVDErrors")]
    Avd "Azure Virtual Desktop: error code" Decimal [Avd WindowsApp] [];
    /// The exit status of `xfreerdp`, `sdl-freerdp` and `wlfreerdp`.
    #[doc(alias = "XF_EXIT_CODE")]
    XfreerdpExit "FreeRDP (xfreerdp): exit status" Decimal [Freerdp] [];
    /// The error numbers of Linux.
    Errno "System error (errno) of Linux" Decimal [Freerdp Remmina Rdesktop Guacamole Gnome Xrdp Ironrdp Node Openssl] [];
    /// The error numbers of macOS and the BSDs.
    ErrnoMacos "System error (errno) of macOS and BSD" Decimal [WindowsAppMac Freerdp Node Ironrdp] [];
    /// The error numbers of Windows sockets.
    #[doc(alias = "WSAGetLastError")]
    Winsock "Windows socket error (Winsock)" Decimal [Mstsc Mremoteng Freerdp Rdesktop Node Ironrdp WindowsLog] [];
    /// Error codes of Microsoft's clients on macOS, iOS and Android, whose numbers mean other things than those of
    /// Remote Desktop Connection.
    MacosClient "Windows App on macOS and mobile devices: error code" Either [WindowsAppMac WindowsAppMobile] [];
    /// The results of OpenSSL's certificate check.
    #[doc(alias = "X509_V_ERR")]
    OpensslVerify "OpenSSL: result of the certificate check" Decimal [Openssl Freerdp Remmina Rdesktop Guacamole Node] ["x509verr"];
    /// The reasons of OpenSSL's TLS errors, which it packs with the library's number: `0A00010B`.
    #[doc(alias = "SSL_R")]
    OpensslReason "OpenSSL: TLS error" Decimal [Openssl Freerdp Remmina Guacamole Gnome Xrdp Node] ["sslr"];
    /// The status of an HTTP answer.
    HttpStatus "HTTP status of a gateway, proxy or web server" Decimal [Freerdp Remmina Mstsc WindowsApp RdWeb Avd Node] ["httpstatus"];
    /// The errors of MIT's Kerberos library.
    Kerberos "Kerberos library error (MIT krb5)" Decimal [Freerdp Remmina Gnome Xrdp] ["krb5kdcerr" "krb5krbaperr" "krb5"];
    /// The internal error state that Schannel's events print.
    SchannelState "Schannel: internal error state" Decimal [WindowsLog] [];
    /// Events of the source TermDD in the System log.
    EventTermdd "Event of TermDD (System log)" Decimal [WindowsLog] [];
    /// Events of the source Schannel in the System log.
    EventSchannel "Event of Schannel (System log)" Decimal [WindowsLog] [];
    /// Events of TerminalServices-RemoteConnectionManager.
    EventRcm "Event of RemoteConnectionManager" Decimal [WindowsLog] [];
    /// Events of TerminalServices-LocalSessionManager.
    EventLsm "Event of LocalSessionManager" Decimal [WindowsLog] [];
    /// Events of RemoteDesktopServices-RdpCoreTS.
    EventRdpCore "Event of RdpCoreTS" Decimal [WindowsLog] [];
    /// Events of TerminalServices-ClientActiveXCore, in the channel TerminalServices-RDPClient/Operational.
    EventRdpClient "Event of the client (TerminalServices-RDPClient)" Decimal [WindowsLog Mstsc] [];
    /// Events of TerminalServices-Gateway.
    EventGateway "Event of the RD Gateway (TerminalServices-Gateway)" Decimal [WindowsLog] [];
    /// Events of TerminalServices-SessionBroker and TerminalServices-SessionBroker-Client.
    EventBroker "Event of the RD Connection Broker (SessionBroker, SessionBroker-Client)" Decimal [WindowsLog] [];
    /// Logon events of the Security log.
    EventSecurity "Event of the Security log" Decimal [WindowsLog] [];
    /// Events of Windows' NTLM.
    EventNtlm "Event of NTLM (NTLM/Operational)" Decimal [WindowsLog] [];
    /// The failure code of the security negotiation, MS-RDPBCGR 2.2.1.2.2.
    #[doc(alias = "RDP_NEG_FAILURE")]
    RdpNegFailure "Security negotiation: failure code" Either [Freerdp Remmina Rdesktop Gnome Guacamole Ironrdp Node Xrdp] [];
    /// TLS alert descriptions.
    TlsAlert "TLS alert" Either [WindowsLog Openssl Gnutls Freerdp Remmina Guacamole Gnome Xrdp Ironrdp Node] [];
    /// Return codes of the RD Gateway protocol, MS-TSGU 2.2.6.
    TsguReturn "RD Gateway protocol: return code" Either [Freerdp Remmina WindowsLog Mstsc] ["hresultfromwin32" "hresultcode" "eproxy" "sece" "error"];
    /// Results of a Microsoft Entra sign-in, MS-RDPBCGR 2.2.18.3.
    #[doc(alias = "RDSAAD")]
    RdsaadResult "Microsoft Entra sign-in result" Either [Freerdp WindowsApp] ["sece" "status"];
    /// Results of an RDSTLS authentication, MS-RDPBCGR 2.2.17.4.
    RdstlsResult "RDSTLS authentication result" Either [Freerdp] ["rdstlsresult"];
    /// The Early User Authorization Result PDU, MS-RDPBCGR 2.2.10.2.
    EarlyAuthzResult "Early user authorization result" Either [Freerdp] ["authz"];
    /// Logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1.
    LogonErrorData "Logon notification" Either [Freerdp Remmina] ["logonfailed"];
    /// The type in logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1.
    #[doc(alias = "LOGON_MSG")]
    LogonErrorType "Logon notification: type" Either [Freerdp Remmina Guacamole] ["logonmsg"];
    /// The status that a connection broker reports, MS-RDPBCGR 2.2.5.2.
    StatusInfo "Connection status of the RD Connection Broker" Either [Freerdp Mstsc] ["tsstatus"];
    /// The security protocols of the negotiation, MS-RDPBCGR 2.2.1.1.1.
    RdpProtocol "Security negotiation: protocol" Either [Freerdp Remmina Rdesktop Xrdp] ["protocol"];
    /// The result of an MCS Connect Response, T.125.
    McsResult "MCS Connect Response: result" Either [Freerdp Rdesktop] ["rt"];
    /// The reason of an MCS Disconnect Provider Ultimatum, T.125.
    McsDisconnectUltimatum "MCS Disconnect Provider Ultimatum: reason" Either [Freerdp] ["rn"];
    /// Fatal errors of Remote Desktop Connection itself.
    #[doc(alias = "OnFatalError")]
    MstscFatal "Remote Desktop Connection: fatal error of the client" Either [Mstsc Mremoteng] [];
    /// A known message without a code; whose it is stands in [`clients`](super::Reading::clients).
    Message "Message" Name [] [];
}

/// The families of Windows events: an id means something only together with its source.
pub(super) const EVENTS: [CodeFamily; 10] = [
    CodeFamily::EventTermdd,
    CodeFamily::EventSchannel,
    CodeFamily::EventRcm,
    CodeFamily::EventLsm,
    CodeFamily::EventRdpCore,
    CodeFamily::EventRdpClient,
    CodeFamily::EventGateway,
    CodeFamily::EventBroker,
    CodeFamily::EventSecurity,
    CodeFamily::EventNtlm,
];

impl CodeFamily {
    /// Whether its numbers are written in decimal alone.
    #[must_use]
    pub fn is_decimal(self) -> bool {
        self.notation() == Notation::Decimal
    }

    /// Why a number that stands in several tables is most likely meant as one of this table.
    pub(super) fn why_first(self) -> &'static str {
        match self {
            Self::MstscDisconnect => "Remote Desktop Connection shows it as the error code",
            Self::MstscExtended => "Remote Desktop Connection shows it as the extended error code",
            Self::Sspi | Self::NtstatusCredssp | Self::Hresult | Self::CertHresult => {
                "Windows itself gives it this meaning, and the other tables borrow it"
            }
            Self::Errinfo => "servers send it, and clients show and log it",
            Self::FreerdpErrconnect => "FreeRDP prints it when a connection fails",
            Self::TlsAlert => "event logs and TLS libraries print it",
            Self::Guacamole => "Guacamole shows it on its pages",
            Self::Errno => "programs on Linux print it",
            _ => "the others are seldom shown to anyone",
        }
    }
}
