//! What each event means.

use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::Confidence;

/// What an event means.
pub(super) struct Meaning {
    pub(super) provider: &'static str,
    pub(super) id: u32,
    /// The reason or status that it must have; empty = any.
    pub(super) details: &'static [&'static str],
    pub(super) cause: CauseId,
    pub(super) severity: Severity,
    /// As sure as it is at most.
    pub(super) confidence: Confidence,
    /// What the host logged: "{name} logged that …".
    pub(super) says: &'static str,
}

/// Writes the table: `"provider" id ["detail" …] Cause Severity Confidence "what it says";`
macro_rules! meanings {
    ($($provider:literal $id:literal [$($detail:literal)*] $cause:ident $severity:ident $confidence:ident $says:literal;)*) => {
        pub(super) const MEANINGS: &[Meaning] = &[$(Meaning {
            provider: $provider,
            id: $id,
            details: &[$($detail),*],
            cause: CauseId::$cause,
            severity: Severity::$severity,
            confidence: Confidence::$confidence,
            says: $says,
        }),*];
    };
}

meanings! {
    "RemoteConnectionManager" 1006 [] RdpListenerThrottled Warning Certain
        "its listener received a large number of incomplete connections and stopped listening";
    "RemoteConnectionManager" 1022 [] BrokerRedirect Warning Certain
        "a client could not be redirected to another host of the farm";
    "RemoteConnectionManager" 1046 [] SessionProfileBroken Warning Certain
        "a user's profile path could not be loaded";
    "RemoteConnectionManager" 1051 [] CertConfiguredRejected Warning Certain
        "the certificate chosen for Remote Desktop is missing; it uses its own instead";
    "RemoteConnectionManager" 1052 [] CertExpiring Warning Certain
        "the certificate of Remote Desktop expires soon";
    "RemoteConnectionManager" 1053 [] CertExpired Warning Certain
        "the certificate of Remote Desktop has expired";
    "RemoteConnectionManager" 1054 [] CertWrongPurpose Warning Certain
        "the certificate chosen for Remote Desktop lacks the purpose for it";
    "RemoteConnectionManager" 1055 [] CertConfiguredRejected Warning Certain
        "the private key of the chosen certificate cannot be read; it uses its own certificate instead";
    "RemoteConnectionManager" 1057 [] CertNoneOnServer Error Certain
        "it could not make a self-signed certificate";
    "RemoteConnectionManager" 1058 [] CertNoneOnServer Error Certain
        "it could not replace its expired self-signed certificate";
    "RemoteConnectionManager" 1059 [] CertConfiguredRejected Warning Certain
        "the setting for its certificate was invalid and was reset; it uses its own certificate instead";
    "RemoteConnectionManager" 1062 [] CertConfiguredRejected Warning Certain
        "the subject of the chosen certificate does not fit; it uses its own instead";
    "Schannel" 36870 ["2148073485" "8009030D" "0x8009030d"] TlsKeyUnusable Error Certain
        "the private key of a server certificate cannot be used (0x8009030D)";
    "Schannel" 36870 [] TlsKeyUnusable Error Likely
        "the private key of a server certificate cannot be used";
    "Schannel" 36871 ["server"] TlsSchannelBroken Error Likely
        "it could not make the TLS credentials of a server";
    "Schannel" 36872 [] CertNoneOnServer Error Likely
        "it has no certificate for a TLS server";
    "Schannel" 36874 [] TlsNoSharedCipher Info Likely
        "a client offered no cipher suite that it supports";
    "Schannel" 36887 [] TlsHandshakeFailed Info Possible
        "a client ended a TLS handshake with an alert";
    "Schannel" 36888 [] TlsHandshakeFailed Info Possible
        "it ended a TLS handshake with an alert";
    "LocalSessionManager" 40 ["3" "4"] SessionTimeLimit Warning Certain
        "a time limit ended a session";
    "LocalSessionManager" 40 ["5"] SessionTakenOver Info Certain
        "another connection took over a session";
    "LocalSessionManager" 40 ["6"] HostExhausted Warning Certain
        "a session ended because memory ran out";
    "LocalSessionManager" 40 ["9"] LogonRightMissing Warning Certain
        "a user lacked the right to log on through Remote Desktop";
    "RdpCoreTS" 140 [] LogonCredentials Info Likely
        "logons failed because the user name or password was wrong";
    "TerminalServices-Gateway" 100 [] GatewayUnreachable Error Certain
        "its RD Gateway service could not start";
    "TerminalServices-Gateway" 102 [] GatewayCertificate Error Certain
        "its RD Gateway has no valid certificate";
    "TerminalServices-Gateway" 103 [] GatewayCertificate Error Certain
        "its RD Gateway may not read its certificate";
    "TerminalServices-Gateway" 201 [] GatewayPolicy Warning Certain
        "the connection policy of its RD Gateway denied a user";
    "TerminalServices-Gateway" 301 [] GatewayPolicy Warning Certain
        "the resource policy of its RD Gateway denied a user the target";
    "TerminalServices-Gateway" 203 [] SessionLimit Warning Certain
        "its RD Gateway reached its maximum of connections";
    "SessionBroker-Client" 1296 [] BrokerRedirect Warning Certain
        "it could not reach the RD Connection Broker";
    "SessionBroker" 2056 [] BrokerRedirect Warning Certain
        "its RD Connection Broker could not reach its database or a host";
    "TermDD" 50 [] LicenceServerCertificate Info Possible
        "the protocol stream of a session had an error (TermDD 50)";
    "TermDD" 56 [] TlsHandshakeFailed Info Possible
        "the security layer found an error in the protocol stream (TermDD 56)";
    "TermService" 1003 [] LicenceClientCache Warning Certain
        "a client showed an invalid licence";
    "TermService" 1004 [] LicenceServerMissing Warning Certain
        "it could not issue a client licence";
    "TermService" 1010 [] LicenceServerMissing Error Certain
        "it found no licence server";
    "TermService" 1028 [] LicenceServerMissing Warning Certain
        "it could not renew a client's licence";
    "TermServLicensing" 28 [] LicenceServerMissing Warning Certain
        "its licence server could not issue a licence";
    "LsaSrv" 6041 [] NlaCredsspUnpatched Info Likely
        "CredSSP refused the version of another computer that it connected to";
    "NETLOGON" 5719 [] NlaNoDomainController Warning Likely
        "it could reach no domain controller";
    "GroupPolicy" 1129 [] NlaNoDomainController Warning Likely
        "Group Policy found no domain controller";
    "Tcpip" 4227 [] HostExhausted Warning Certain
        "it ran out of local TCP ports";
    "Tcpip" 4231 [] HostExhausted Error Certain
        "no local TCP port was free";
    "Resource-Exhaustion-Detector" 2004 [] HostExhausted Warning Certain
        "it ran low on virtual memory";
    "User Profiles Service" 1511 [] SessionProfileBroken Warning Certain
        "a user got a temporary profile because the real one could not be loaded";
    "User Profiles Service" 1515 [] SessionProfileBroken Warning Certain
        "it set a damaged user profile aside";
    "Microsoft-Windows-NTLM" 4002 [] NlaNtlmRefused Warning Certain
        "it blocked incoming NTLM";
    "Security-Auditing" 4625 ["0xc000015b"] LogonRightMissing Warning Certain
        "a user lacked the right to log on this way (0xC000015B)";
    "Security-Auditing" 4625 ["0xc000035b"] GatewayChannelBinding Warning Certain
        "the channel binding of a logon did not match (0xC000035B)";
    "Security-Auditing" 4625 ["0xc0000418"] NlaNtlmRefused Warning Certain
        "it blocked NTLM for a logon (0xC0000418)";
    "Security-Auditing" 4625 ["0xc0000133"] ClockSkew Warning Certain
        "a logon failed because the clocks differ too much (0xC0000133)";
    "Security-Auditing" 4625 ["0xc000005e"] NlaNoDomainController Warning Certain
        "no domain controller could check a logon (0xC000005E)";
    "Security-Auditing" 4625 ["0xc0000064" "0xc000006a" "0xc0000071" "0xc0000072" "0xc0000193" "0xc0000224" "0xc0000234"] LogonCredentials Info Certain
        "logons failed because of the account or its password";
}
