//! The tables that client codes come from.

use serde::{Deserialize, Serialize};

/// A table of codes: one number means different things in different tables.
///
/// The order is the order of likelihood: whoever pastes a bare number most often has it from the first of
/// them that knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum CodeFamily {
    /// The "Error code" of Remote Desktop Connection.
    #[doc(alias = "OnDisconnected")]
    MstscDisconnect,
    /// The "Extended error code" of Remote Desktop Connection.
    #[doc(alias = "ExtendedDisconnectReasonCode")]
    MstscExtended,
    /// The error codes of Remote Desktop Connection for its way through an RD Gateway, 0x300….
    GatewayClient,
    /// The server's own reason in a Set Error Info PDU, MS-RDPBCGR 2.2.5.1.1.
    #[doc(alias = "ERRINFO")]
    Errinfo,
    /// Errors of the Windows security packages, MS-ERREF 2.1.1.
    #[doc(alias = "Schannel")]
    Sspi,
    /// Errors of the Windows certificate check, MS-ERREF 2.1.1.
    CertHresult,
    /// The status of a Windows logon, as CredSSP carries it, MS-ERREF 2.3.1.
    NtstatusCredssp,
    /// Other Windows errors, MS-ERREF 2.1 and 2.2.
    Hresult,
    /// The connect errors of FreeRDP and of the clients built on it.
    FreerdpErrconnect,
    /// The failure code of the security negotiation, MS-RDPBCGR 2.2.1.2.2.
    #[doc(alias = "RDP_NEG_FAILURE")]
    RdpNegFailure,
    /// TLS alert descriptions.
    TlsAlert,
    /// Return codes of the RD Gateway protocol, MS-TSGU 2.2.6.
    TsguReturn,
    /// Results of a Microsoft Entra sign-in, MS-RDPBCGR 2.2.18.3.
    #[doc(alias = "RDSAAD")]
    RdsaadResult,
    /// Results of an RDSTLS authentication, MS-RDPBCGR 2.2.17.4.
    RdstlsResult,
    /// The Early User Authorization Result PDU, MS-RDPBCGR 2.2.10.2.
    EarlyAuthzResult,
    /// Logon errors info, MS-RDPBCGR 2.2.10.1.1.4.1.1.
    LogonErrorData,
    /// The status that a connection broker reports, MS-RDPBCGR 2.2.5.2.
    StatusInfo,
    /// The security protocols of the negotiation, MS-RDPBCGR 2.2.1.1.1.
    RdpProtocol,
    /// The result of an MCS Connect Response, T.125.
    McsResult,
    /// The reason of an MCS Disconnect Provider Ultimatum, T.125.
    McsDisconnectUltimatum,
    /// Fatal errors of Remote Desktop Connection itself.
    #[doc(alias = "OnFatalError")]
    MstscFatal,
}

impl CodeFamily {
    /// What an administrator calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::MstscDisconnect => "Remote Desktop Connection: error code",
            Self::MstscExtended => "Remote Desktop Connection: extended error code",
            Self::GatewayClient => "Remote Desktop Connection: RD Gateway error code",
            Self::Errinfo => "Reason sent by the server (ERRINFO)",
            Self::Sspi => "Windows security package error (SSPI, Schannel)",
            Self::CertHresult => "Windows certificate check error",
            Self::NtstatusCredssp => "Windows logon status (NTSTATUS)",
            Self::Hresult => "Windows error (HRESULT)",
            Self::FreerdpErrconnect => "FreeRDP connect error",
            Self::RdpNegFailure => "Security negotiation: failure code",
            Self::TlsAlert => "TLS alert",
            Self::TsguReturn => "RD Gateway protocol: return code",
            Self::RdsaadResult => "Microsoft Entra sign-in result",
            Self::RdstlsResult => "RDSTLS authentication result",
            Self::EarlyAuthzResult => "Early user authorization result",
            Self::LogonErrorData => "Logon notification",
            Self::StatusInfo => "Connection status of the RD Connection Broker",
            Self::RdpProtocol => "Security negotiation: protocol",
            Self::McsResult => "MCS Connect Response: result",
            Self::McsDisconnectUltimatum => "MCS Disconnect Provider Ultimatum: reason",
            Self::MstscFatal => "Remote Desktop Connection: fatal error of the client",
        }
    }

    /// Why a number that stands in several tables is most likely meant as one of this table.
    pub(super) fn why_first(self) -> &'static str {
        match self {
            Self::MstscDisconnect => "Remote Desktop Connection shows it as the error code",
            Self::MstscExtended => "Remote Desktop Connection shows it as the extended error code",
            Self::Sspi | Self::NtstatusCredssp | Self::Hresult | Self::CertHresult => {
                "Windows itself gives it this meaning, and the other tables borrow from it"
            }
            Self::Errinfo => "servers send it, and clients show and log it",
            Self::FreerdpErrconnect => "FreeRDP prints it when a connection fails",
            Self::TlsAlert => "event logs and TLS libraries print it",
            _ => "the others are seldom shown to anyone",
        }
    }

    /// What the symbols of this table begin with and people leave out, as [`super::table::normalize`] leaves
    /// it.
    pub(super) fn prefixes(self) -> &'static [&'static str] {
        match self {
            Self::MstscDisconnect => &["disconnectreason", "sslerr", "uierr"],
            Self::MstscExtended => &["exdiscreason"],
            Self::Errinfo => &["errinfo"],
            Self::Sspi | Self::RdsaadResult => &["sece", "status"],
            Self::CertHresult => &["crypte", "certe"],
            Self::NtstatusCredssp => &["status"],
            Self::Hresult => &["hresultfromwin32", "hresultfromnt", "status", "error"],
            Self::FreerdpErrconnect => &["errconnect"],
            Self::TsguReturn => &["hresultfromwin32", "hresultcode", "eproxy", "sece", "error"],
            Self::RdstlsResult => &["rdstlsresult"],
            Self::EarlyAuthzResult => &["authz"],
            Self::LogonErrorData => &["logonfailed"],
            Self::StatusInfo => &["tsstatus"],
            Self::RdpProtocol => &["protocol"],
            Self::McsResult => &["rt"],
            Self::McsDisconnectUltimatum => &["rn"],
            Self::GatewayClient | Self::RdpNegFailure | Self::TlsAlert | Self::MstscFatal => &[],
        }
    }
}
