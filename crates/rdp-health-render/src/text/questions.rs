//! Questions in the administrator's words.

use rdp_health::codes::{EncryptionMethod, SecurityProtocols};
use rdp_health::observe::{HelloKind, HttpRequest, Inside, Language, Question};

/// A follow-up in the administrator's words.
pub(super) fn question(question: Question, repeated: bool) -> String {
    match question {
        _ if repeated => "again".to_owned(),
        Question::Converse { mss: Some(bytes), .. } => format!("in segments of {bytes} bytes"),
        Question::Converse { protocols: SecurityProtocols::RDP, .. } => {
            "asking for Standard RDP Security".to_owned()
        }
        Question::Converse { protocols: SecurityProtocols::SSL, .. } => {
            "asking for TLS without NLA".to_owned()
        }
        Question::Converse { protocols: SecurityProtocols::HYBRID_OR_SSL, .. } => {
            "asking like clients before Windows 8".to_owned()
        }
        Question::Converse { protocols, .. } => format!("asking for protocols {protocols}"),
        Question::Http { mss: Some(bytes), .. } => format!("in segments of {bytes} bytes"),
        Question::Http { request, .. } => http_request(request).to_owned(),
        Question::Hello { hello, .. } | Question::BareHello { hello } => match hello {
            HelloKind::Wide => "hello with every suite up to TLS 1.2".to_owned(),
            HelloKind::Tls13Only => "hello of TLS 1.3 alone".to_owned(),
            HelloKind::Tls10 => "hello of TLS 1.0".to_owned(),
            HelloKind::WindowsCurrent => "hello of a current Windows client".to_owned(),
            HelloKind::EveryGroup => "the same hello with every group".to_owned(),
            HelloKind::EveryScheme => "the same hello with every signature scheme".to_owned(),
            HelloKind::EverySuite => "the same hello with every suite".to_owned(),
            HelloKind::WithoutTls13 => "hello of Windows without TLS 1.3".to_owned(),
            HelloKind::WithoutServerName => "hello without the server's name".to_owned(),
            HelloKind::WithoutServerNameAndTls13 => "hello without the server's name and TLS 1.3".to_owned(),
            HelloKind::WithoutSha1 => "hello without SHA-1".to_owned(),
            HelloKind::PostQuantum => "hello with a post-quantum key share".to_owned(),
            HelloKind::Tls13WithoutShare => "hello of TLS 1.3 without a key share".to_owned(),
            _ => "another hello".to_owned(),
        },
        Question::Offer { protocols: SecurityProtocols::RDSAAD } => "asking for Entra ID sign-in".to_owned(),
        Question::Offer { protocols } if protocols.contains(SecurityProtocols::RDSTLS) => {
            "asking for RDSTLS".to_owned()
        }
        Question::Offer { protocols } => format!("asking for protocols {protocols}"),
        Question::Method { method } => format!("Standard RDP Security with {} alone", cipher(method)),
        Question::Identify { language: Language::Http } => "over HTTP".to_owned(),
        Question::Cookie { .. } => "with a cookie".to_owned(),
        Question::ProxyHeader { .. } => "with the PROXY header of a load balancer".to_owned(),
        Question::TlsFirst { then: Inside::Nla } => "TLS first, then NLA".to_owned(),
        Question::TlsFirst { .. } => "TLS first, then the negotiation".to_owned(),
        Question::Identify { language: Language::Nothing } => "nothing said".to_owned(),
        Question::Identify { language: Language::Junk } => "a meaningless line".to_owned(),
        Question::Identify { language: Language::Tls } => "over TLS".to_owned(),
        _ => "another question".to_owned(),
    }
}

fn http_request(request: HttpRequest) -> &'static str {
    match request {
        HttpRequest::RdgUpgrade => "the upgrade",
        HttpRequest::Rdg => "without the upgrade",
        HttpRequest::RdgGet => "with GET",
        HttpRequest::RdgSspiNtlm => "upgrade, logon after it",
        HttpRequest::RdgNtlm | HttpRequest::RdgNegotiate => "names and clock",
        HttpRequest::RpcProxy => "the older RPC transport",
        HttpRequest::KdcProxy => "as KDC proxy",
        HttpRequest::Root => "GET",
        _ => "another request",
    }
}

/// A cipher of Standard RDP Security.
fn cipher(method: EncryptionMethod) -> String {
    let name = match method {
        EncryptionMethod::ENCRYPTION_METHOD_40BIT => "40-bit RC4",
        EncryptionMethod::ENCRYPTION_METHOD_128BIT => "128-bit RC4",
        EncryptionMethod::ENCRYPTION_METHOD_56BIT => "56-bit RC4",
        EncryptionMethod::ENCRYPTION_METHOD_FIPS => "FIPS",
        other => return other.to_string(),
    };
    name.to_owned()
}
