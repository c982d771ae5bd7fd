//! The codes of certificates, which are read elsewhere: they are here because every open code is named and written in
//! one way.

open_code! {
    /// [RFC 5280 § 5.3.1] CRLReason: why a certificate was revoked.
    pub struct RevocationReason(u8) {
        UNSPECIFIED = 0 => "unspecified",
        KEY_COMPROMISE = 1 => "keyCompromise",
        CA_COMPROMISE = 2 => "cACompromise",
        AFFILIATION_CHANGED = 3 => "affiliationChanged",
        SUPERSEDED = 4 => "superseded",
        CESSATION_OF_OPERATION = 5 => "cessationOfOperation",
        CERTIFICATE_HOLD = 6 => "certificateHold",
        REMOVE_FROM_CRL = 8 => "removeFromCRL",
        PRIVILEGE_WITHDRAWN = 9 => "privilegeWithdrawn",
        AA_COMPROMISE = 10 => "aACompromise",
    }
}
