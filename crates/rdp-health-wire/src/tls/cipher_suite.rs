//! Cipher suites, under the names that IANA gives them.
//!
//! <https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-4>

#![expect(non_upper_case_globals, reason = "a constant is spelled as IANA spells it, `_anon_` included")]

use super::TlsVersion;

open_code! {
    /// [RFC 8446 § B.4] CipherSuite.
    pub struct CipherSuite(u16) {
        TLS_NULL_WITH_NULL_NULL = 0x0000,
        TLS_RSA_WITH_NULL_MD5 = 0x0001,
        TLS_RSA_WITH_NULL_SHA = 0x0002,
        TLS_RSA_EXPORT_WITH_RC4_40_MD5 = 0x0003,
        TLS_RSA_WITH_RC4_128_MD5 = 0x0004,
        TLS_RSA_WITH_RC4_128_SHA = 0x0005,
        TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5 = 0x0006,
        TLS_RSA_WITH_IDEA_CBC_SHA = 0x0007,
        TLS_RSA_EXPORT_WITH_DES40_CBC_SHA = 0x0008,
        TLS_RSA_WITH_DES_CBC_SHA = 0x0009,
        TLS_RSA_WITH_3DES_EDE_CBC_SHA = 0x000a,
        TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA = 0x0011,
        TLS_DHE_DSS_WITH_DES_CBC_SHA = 0x0012,
        TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA = 0x0013,
        TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA = 0x0014,
        TLS_DHE_RSA_WITH_DES_CBC_SHA = 0x0015,
        TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA = 0x0016,
        TLS_DH_anon_EXPORT_WITH_RC4_40_MD5 = 0x0017,
        TLS_DH_anon_WITH_RC4_128_MD5 = 0x0018,
        TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA = 0x0019,
        TLS_DH_anon_WITH_DES_CBC_SHA = 0x001a,
        TLS_DH_anon_WITH_3DES_EDE_CBC_SHA = 0x001b,
        TLS_RSA_WITH_AES_128_CBC_SHA = 0x002f,
        TLS_DHE_DSS_WITH_AES_128_CBC_SHA = 0x0032,
        TLS_DHE_RSA_WITH_AES_128_CBC_SHA = 0x0033,
        TLS_DH_anon_WITH_AES_128_CBC_SHA = 0x0034,
        TLS_RSA_WITH_AES_256_CBC_SHA = 0x0035,
        TLS_DHE_DSS_WITH_AES_256_CBC_SHA = 0x0038,
        TLS_DHE_RSA_WITH_AES_256_CBC_SHA = 0x0039,
        TLS_DH_anon_WITH_AES_256_CBC_SHA = 0x003a,
        TLS_RSA_WITH_NULL_SHA256 = 0x003b,
        TLS_RSA_WITH_AES_128_CBC_SHA256 = 0x003c,
        TLS_RSA_WITH_AES_256_CBC_SHA256 = 0x003d,
        TLS_DHE_DSS_WITH_AES_128_CBC_SHA256 = 0x0040,
        TLS_RSA_WITH_CAMELLIA_128_CBC_SHA = 0x0041,
        TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA = 0x0044,
        TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA = 0x0045,
        TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA = 0x0046,
        TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA = 0x0062,
        TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA = 0x0063,
        TLS_RSA_EXPORT1024_WITH_RC4_56_SHA = 0x0064,
        TLS_DHE_RSA_WITH_AES_128_CBC_SHA256 = 0x0067,
        TLS_DHE_DSS_WITH_AES_256_CBC_SHA256 = 0x006a,
        TLS_DHE_RSA_WITH_AES_256_CBC_SHA256 = 0x006b,
        TLS_DH_anon_WITH_AES_128_CBC_SHA256 = 0x006c,
        TLS_DH_anon_WITH_AES_256_CBC_SHA256 = 0x006d,
        TLS_RSA_WITH_CAMELLIA_256_CBC_SHA = 0x0084,
        TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA = 0x0087,
        TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA = 0x0088,
        TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA = 0x0089,
        TLS_RSA_WITH_SEED_CBC_SHA = 0x0096,
        TLS_RSA_WITH_AES_128_GCM_SHA256 = 0x009c,
        TLS_RSA_WITH_AES_256_GCM_SHA384 = 0x009d,
        TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 = 0x009e,
        TLS_DHE_RSA_WITH_AES_256_GCM_SHA384 = 0x009f,
        TLS_DHE_DSS_WITH_AES_128_GCM_SHA256 = 0x00a2,
        TLS_DHE_DSS_WITH_AES_256_GCM_SHA384 = 0x00a3,
        TLS_DH_anon_WITH_AES_128_GCM_SHA256 = 0x00a6,
        TLS_DH_anon_WITH_AES_256_GCM_SHA384 = 0x00a7,
        TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256 = 0x00ba,
        TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256 = 0x00bd,
        TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256 = 0x00be,
        TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256 = 0x00bf,
        TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256 = 0x00c0,
        TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256 = 0x00c3,
        TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256 = 0x00c4,
        TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256 = 0x00c5,
        TLS_EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff,
        TLS_AES_128_GCM_SHA256 = 0x1301,
        TLS_AES_256_GCM_SHA384 = 0x1302,
        TLS_CHACHA20_POLY1305_SHA256 = 0x1303,
        TLS_AES_128_CCM_SHA256 = 0x1304,
        TLS_AES_128_CCM_8_SHA256 = 0x1305,
        TLS_FALLBACK_SCSV = 0x5600,
        TLS_ECDHE_ECDSA_WITH_NULL_SHA = 0xc006,
        TLS_ECDHE_ECDSA_WITH_RC4_128_SHA = 0xc007,
        TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA = 0xc008,
        TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA = 0xc009,
        TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA = 0xc00a,
        TLS_ECDHE_RSA_WITH_NULL_SHA = 0xc010,
        TLS_ECDHE_RSA_WITH_RC4_128_SHA = 0xc011,
        TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA = 0xc012,
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA = 0xc013,
        TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA = 0xc014,
        TLS_ECDH_anon_WITH_NULL_SHA = 0xc015,
        TLS_ECDH_anon_WITH_RC4_128_SHA = 0xc016,
        TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA = 0xc017,
        TLS_ECDH_anon_WITH_AES_128_CBC_SHA = 0xc018,
        TLS_ECDH_anon_WITH_AES_256_CBC_SHA = 0xc019,
        TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 = 0xc023,
        TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 = 0xc024,
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 = 0xc027,
        TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 = 0xc028,
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b,
        TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c,
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f,
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030,
        TLS_RSA_WITH_ARIA_128_GCM_SHA256 = 0xc050,
        TLS_RSA_WITH_ARIA_256_GCM_SHA384 = 0xc051,
        TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256 = 0xc052,
        TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384 = 0xc053,
        TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256 = 0xc056,
        TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384 = 0xc057,
        TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256 = 0xc05c,
        TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384 = 0xc05d,
        TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256 = 0xc060,
        TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384 = 0xc061,
        TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256 = 0xc072,
        TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384 = 0xc073,
        TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256 = 0xc076,
        TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384 = 0xc077,
        TLS_RSA_WITH_AES_128_CCM = 0xc09c,
        TLS_RSA_WITH_AES_256_CCM = 0xc09d,
        TLS_DHE_RSA_WITH_AES_128_CCM = 0xc09e,
        TLS_DHE_RSA_WITH_AES_256_CCM = 0xc09f,
        TLS_RSA_WITH_AES_128_CCM_8 = 0xc0a0,
        TLS_RSA_WITH_AES_256_CCM_8 = 0xc0a1,
        TLS_DHE_RSA_WITH_AES_128_CCM_8 = 0xc0a2,
        TLS_DHE_RSA_WITH_AES_256_CCM_8 = 0xc0a3,
        TLS_ECDHE_ECDSA_WITH_AES_128_CCM = 0xc0ac,
        TLS_ECDHE_ECDSA_WITH_AES_256_CCM = 0xc0ad,
        TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 = 0xc0ae,
        TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8 = 0xc0af,
        TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8,
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9,
        TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xccaa,
    }
}

/// What the name says. Every answer is `None` for a suite without a name here, and for the two values that only
/// signal something (TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_FALLBACK_SCSV).
impl CipherSuite {
    /// Whether it belongs to TLS 1.3, which names neither key exchange nor signature.
    #[must_use]
    pub fn is_tls13(self) -> Option<bool> {
        self.suite_name().map(|name| !name.contains("_WITH_"))
    }

    /// Whether a version of TLS knows it. Suites with an AEAD cipher or a digest of SHA-2 need TLS 1.2.
    #[must_use]
    pub fn belongs_to(self, version: TlsVersion) -> bool {
        let Some(tls13) = self.is_tls13() else { return false };
        let since_tls12 = self.is_aead() == Some(true)
            || self.suite_name().is_some_and(|name| name.ends_with("_SHA256") || name.ends_with("_SHA384"));
        match version {
            TlsVersion::TLS13 => tls13,
            TlsVersion::TLS12 => !tls13 && self != Self::TLS_NULL_WITH_NULL_NULL,
            _ => !tls13 && !since_tls12 && self != Self::TLS_NULL_WITH_NULL_NULL,
        }
    }

    /// Whether a key stolen later leaves recorded conversations closed: an ephemeral key exchange.
    #[must_use]
    pub fn forward_secrecy(self) -> Option<bool> {
        self.suite_name().map(|name| {
            !name.contains("_WITH_")
                || ["TLS_ECDHE_", "TLS_DHE_", "TLS_ECDH_anon_", "TLS_DH_anon_"]
                    .iter()
                    .any(|prefix| name.starts_with(prefix))
        })
    }

    /// Whether the server proves nothing about itself (`DH_anon`, `ECDH_anon`).
    #[must_use]
    pub fn is_anonymous(self) -> Option<bool> {
        self.suite_name_contains("_anon_")
    }

    /// Whether cipher and integrity are one operation (GCM, CCM, ChaCha20-Poly1305).
    #[must_use]
    pub fn is_aead(self) -> Option<bool> {
        self.suite_name().map(|name| ["_GCM_", "_CCM", "_CHACHA20_"].iter().any(|part| name.contains(part)))
    }

    /// Whether it is a block cipher in CBC mode with a separate MAC.
    #[must_use]
    pub fn uses_cbc(self) -> Option<bool> {
        self.suite_name_contains("_CBC_")
    }

    /// Whether the cipher is RC4, at any key length (RFC 7465 forbids it).
    #[must_use]
    pub fn uses_rc4(self) -> Option<bool> {
        self.suite_name_contains("_RC4_")
    }

    /// Whether the cipher is Triple DES.
    #[must_use]
    pub fn uses_3des(self) -> Option<bool> {
        self.suite_name_contains("_3DES_")
    }

    /// Whether nothing is encrypted.
    #[must_use]
    pub fn is_null(self) -> Option<bool> {
        self.suite_name_contains("_WITH_NULL_")
    }

    /// Whether the key was shortened for export.
    #[must_use]
    pub fn is_export(self) -> Option<bool> {
        self.suite_name_contains("_EXPORT")
    }

    fn suite_name(self) -> Option<&'static str> {
        self.name().filter(|name| !name.ends_with("_SCSV"))
    }

    fn suite_name_contains(self, part: &str) -> Option<bool> {
        self.suite_name().map(|name| name.contains(part))
    }
}
