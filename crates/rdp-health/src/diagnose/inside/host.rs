//! The host from inside, as the rules look at it.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::pointer::{InsideAt, report};
use crate::observe::{InsideFacts, InsideSetting};
use crate::policy::Policy;

/// The keys that rules name.
pub(super) const SERVER: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server";
pub(super) const LISTENER: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp";
pub(super) const POLICIES: &str = r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services";

/// The host from inside, and what it is judged by.
pub(super) struct Host<'a> {
    pub(super) facts: &'a InsideFacts,
    pub(super) policy: &'a Policy,
    /// Unix seconds.
    pub(super) now: i64,
}

/// The places of the facts.
pub(super) fn at() -> InsideAt {
    report().inside()
}

impl Host<'_> {
    /// The number of a setting, and where it stands.
    pub(super) fn number(&self, key: &str, name: &str) -> Option<(u32, String, String)> {
        let (index, setting) = self.facts.setting(key, name)?;
        Some((setting.number?, at().setting(index).into(), shown(setting)))
    }

    /// The number that counts: a policy's before that of the setting in `key`.
    pub(super) fn effective(&self, key: &str, name: &str) -> Option<(u32, String, String)> {
        self.number(POLICIES, name).or_else(|| self.number(key, name))
    }

    /// What the host is called in sentences.
    pub(super) fn name(&self) -> String {
        self.facts.computer.clone().unwrap_or_else(|| "the host".to_owned())
    }

    /// Unix seconds of the newest fact, or now.
    pub(super) fn as_of(&self) -> i64 {
        self.facts.as_of.as_deref().and_then(seconds).unwrap_or(self.now)
    }
}

/// `fDenyTSConnections = 1`, where it is, and when its key was written.
pub(super) fn shown(setting: &InsideSetting) -> String {
    let written = setting.written_at.as_ref().map(|at| format!(" (key written {at})")).unwrap_or_default();
    match setting.name.as_str() {
        "" => format!("{} exists{written}", setting.key),
        name => format!("{name} = {} in {}{written}", setting.value, setting.key),
    }
}

/// Unix seconds of a moment as text.
pub(super) fn seconds(moment: &str) -> Option<i64> {
    OffsetDateTime::parse(moment, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}

/// A finding that a value proves.
pub(super) fn proved(id: CauseId, says: impl Into<String>, (at, what): (String, String)) -> Finding {
    Finding::of(id, Confidence::Certain).says(says).evidence(at, what)
}
