//! What came back over UDP.

use std::net::SocketAddr;

use rdp_health::observe::{StunAnswer, TimelineEntry, UdpAnswer};
use rdp_health::{FailureKind, Outcome, Phase};

use super::Table;
use crate::page::Page;

impl Table<'_> {
    pub(super) fn udp(&self, page: &mut Page<'_>) {
        if let Outcome::Done(seen) = &self.report.observations.udp {
            let rdp = &seen.rdp;
            let name = format!("UDP {}", rdp.address.port());
            self.outcome(page, &name, self.asked(rdp.address), &rdp.answer, syn_ack);
            let shortpath = &seen.shortpath;
            let name = format!("UDP {}", shortpath.address.port());
            let entry = self.asked(shortpath.address);
            match shortpath.answer.failed() {
                // Nobody listens there unless somebody switched RDP Shortpath on.
                Some(failure) if failure.kind == FailureKind::Refused => {
                    let usual = entry.map(|entry| TimelineEntry { ok: true, ..entry.clone() });
                    let says = "closed, as on any host without RDP Shortpath".to_owned();
                    self.row(page, &name, usual.as_ref(), says);
                }
                _ => self.outcome(page, &name, entry, &shortpath.answer, syn_ack),
            }
        }
        if let Outcome::Done(seen) = &self.report.observations.stun {
            let entry = seen.address.and_then(|address| self.asked(address));
            self.outcome(page, "STUN", entry, &seen.answer, mapped);
        }
    }

    /// The time of a question over UDP.
    fn asked(&self, address: SocketAddr) -> Option<&TimelineEntry> {
        let mut entries = self.report.timeline.iter();
        entries.find(|entry| entry.phase == Phase::Udp && entry.address == Some(address))
    }
}

fn syn_ack(answer: &UdpAnswer) -> String {
    format!(
        "RDP over UDP answers, {}, packets of {} bytes",
        answer.version,
        answer.up_mtu.min(answer.down_mtu)
    )
}

fn mapped(answer: &StunAnswer) -> String {
    match answer.translated {
        true => format!("the server sees us as {} (NAT)", answer.mapped),
        false => format!("the server sees us as {}, as we are", answer.mapped),
    }
}
