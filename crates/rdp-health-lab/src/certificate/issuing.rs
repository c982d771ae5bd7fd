//! What the documents of the issuing authority have in common.

use time::Duration;

/// Its name.
pub(super) const ISSUING: &str = "Lab Issuing";
/// How long a revocation list or an OCSP response is valid.
pub(super) const LIST_FOR: Duration = Duration::days(7);
/// The serial number of every certificate whose revocation can be asked.
pub(super) const LISTED: u64 = 0x4711;
