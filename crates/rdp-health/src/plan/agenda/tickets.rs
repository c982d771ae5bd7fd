//! What can be asked about Kerberos: of DNS, of domain controllers, of a KDC proxy.

use super::{Now, Tasks};
use crate::observe::Observations;
use crate::outcome::{Outcome, Skipped};
use crate::plan::task::{Ask, Party, Which};
use crate::plan::{kdc_proxy, kerberos};

impl Tasks<'_> {
    /// Where tickets for the host come from, as soon as it has named its domain.
    pub(super) fn kerberos(&mut self, seen: &mut Observations, finished: bool) {
        let Now { target, options, out_of_time, .. } = *self.now;
        if self.is_busy(Party::Kerberos) {
            return;
        }
        if seen.kerberos.is_pending() {
            match kerberos::domain(seen, target, options) {
                Ok(_) if out_of_time => seen.kerberos = Outcome::Skipped(Skipped::OutOfTime),
                Ok(domain) => {
                    let why = "which domain controllers does DNS name?";
                    self.ask(Party::Kerberos, Ask::DomainControllers(domain), why);
                }
                Err(why) if finished => seen.kerberos = Outcome::Skipped(why),
                // The host may still say it.
                Err(_) => {}
            }
            return;
        }
        let Outcome::Done(known) = &mut seen.kerberos else { return };
        if known.ports.is_pending() {
            match kerberos::controllers(known, &seen.host.addresses, options) {
                Ok(_) if out_of_time => known.ports = Outcome::Skipped(Skipped::OutOfTime),
                Ok(controllers) => {
                    let why = "does a domain controller answer Kerberos over TCP?";
                    self.ask(Party::Kerberos, Ask::KdcPorts(controllers), why);
                }
                Err(why) => known.ports = Outcome::Skipped(why),
            }
        }
    }

    /// It may be the gateway, or stand on the host under another name: so it comes last.
    pub(super) fn kdc_proxy(&mut self, seen: &mut Observations, finished: bool) {
        let Now { target, options, out_of_time, .. } = *self.now;
        if !seen.kdc_proxy.is_pending() {
            return;
        }
        match kdc_proxy::wanted(target, options) {
            Ok(_) if out_of_time => seen.kdc_proxy = Outcome::Skipped(Skipped::OutOfTime),
            Ok(proxy) if finished => {
                let why = "is this the KDC proxy, through which clients outside get Kerberos tickets?";
                self.ask(self.party(Which::Gateway, seen), Ask::KdcProxy(proxy), why);
            }
            Ok(_) => {}
            Err(why) => seen.kdc_proxy = Outcome::Skipped(why),
        }
    }
}
