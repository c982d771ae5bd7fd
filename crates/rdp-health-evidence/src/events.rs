//! Which events are of interest, and what becomes of them: one line for all of a kind.

use std::collections::BTreeMap;

use rdp_health::observe::InsideEvent;

use crate::evtx::Record;

/// Providers by a part of their name that no other has, the ids of interest, and the value that makes a kind of its own.
const OF_INTEREST: &[(&str, &[u32], Option<&str>)] = &[
    (
        "TerminalServices-RemoteConnectionManager",
        &[
            258, 259, 261, 1006, 1022, 1041, 1046, 1050, 1051, 1052, 1053, 1054, 1055, 1057, 1058, 1059,
            1062, 1063, 1136, 1149,
        ],
        None,
    ),
    ("TerminalServices-LocalSessionManager", &[21, 23, 24, 25], None),
    ("TerminalServices-LocalSessionManager", &[40], Some("Reason")),
    ("RemoteDesktopServices-RdpCoreTS", &[131, 140, 226, 227], None),
    ("RemoteDesktopServices-RdpCoreTS", &[103], Some("ReasonCode")),
    ("TerminalServices-Gateway", &[100, 102, 103, 200, 201, 203, 204, 300, 301, 302, 304], None),
    ("TerminalServices-SessionBroker-Client", &[1296], None),
    ("TerminalServices-SessionBroker", &[2056], None),
    ("TermDD", &[50, 56], None),
    ("TermService", &[1003, 1004, 1010, 1028, 1088], None),
    ("TermServLicensing", &[28], None),
    ("Schannel", &[36870], Some("ErrorCode")),
    ("Schannel", &[36871], Some("Type")),
    ("Schannel", &[36887, 36888], Some("AlertDesc")),
    ("Schannel", &[36872, 36874], None),
    ("LsaSrv", &[6041], None),
    ("LSA", &[6041], None),
    ("NETLOGON", &[5719], None),
    ("GroupPolicy", &[1129], None),
    ("Tcpip", &[4227, 4231], None),
    ("Resource-Exhaustion-Detector", &[2004], None),
    ("Kernel-Power", &[42, 107], None),
    ("User32", &[1074], None),
    ("User Profiles Service", &[1511, 1515], None),
    ("Microsoft-Windows-NTLM", &[4002], None),
    ("Security-Auditing", &[4624], None),
    ("Security-Auditing", &[4625], Some("SubStatus")),
    ("EventLog", &[6005, 6006], None),
];

/// So many kinds are kept.
const MOST_KINDS: usize = 500;
/// So long may the value be that makes a kind of its own: a number.
const LONGEST_DETAIL: usize = 20;

/// The events of all logs.
#[derive(Debug, Default)]
pub(crate) struct Events {
    kinds: BTreeMap<(String, String, u32, Option<String>), InsideEvent>,
    /// The moment of the newest event, of interest or not.
    pub(crate) newest: Option<String>,
    /// The computer that the newest record names.
    pub(crate) computer: Option<String>,
}

impl Events {
    pub(crate) fn take(&mut self, record: Record, source: u16) {
        if self.newest.as_ref().is_none_or(|newest| *newest < record.at) {
            self.newest = Some(record.at.clone());
            self.computer = Some(record.computer.clone()).filter(|name| !name.is_empty());
        }
        let kind = OF_INTEREST
            .iter()
            .find(|(provider, ids, _)| ids.contains(&record.id) && is_of(&record.provider, provider));
        let Some((_, _, detail)) = kind else { return };
        let detail = detail.and_then(|wanted| {
            let value =
                record.data.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())?;
            (value.len() <= LONGEST_DETAIL && value.chars().all(|c| c.is_ascii_alphanumeric()))
                .then_some(value)
        });
        let key = (record.log, record.provider, record.id, detail);
        if MOST_KINDS <= self.kinds.len() && !self.kinds.contains_key(&key) {
            return;
        }
        let (log, provider, id, detail) = key.clone();
        let at = record.at;
        let event = self.kinds.entry(key).or_insert_with(|| {
            let mut event = InsideEvent::default();
            (event.log, event.provider, event.id, event.detail) = (log, provider, id, detail);
            (event.first, event.last, event.source) = (at.clone(), at.clone(), source);
            event
        });
        event.count = event.count.saturating_add(1);
        if at < event.first {
            event.first.clone_from(&at);
        }
        if event.last < at {
            event.last = at;
        }
    }

    pub(crate) fn into_facts(self) -> Vec<InsideEvent> {
        self.kinds.into_values().collect()
    }
}

/// `TermService` is not in `TermServiceX`, and `TerminalServices-SessionBroker` not in its client.
fn is_of(provider: &str, part: &str) -> bool {
    let provider = provider.to_ascii_lowercase();
    provider.ends_with(&part.to_ascii_lowercase())
}
