//! Whether DNS is asked for the domain controllers of the host's domain, and whether their port is tried.
//!
//! INVARIANT: the host chooses its domain's name, and the domain's DNS those of the controllers. So the name has to look
//! like one, few controllers are tried, and the probe judges port and address by the fetch policy.

use super::task::Controllers;
use crate::observe::{AddressObservations, KerberosObservations, Observations};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Outcome, Skipped, Tri};
use crate::target::Target;

/// Domain controllers that are tried. Each is a machine that nobody named.
const MOST_TRIED: usize = 2;

/// The domain whose records are asked for, or why none are.
pub(super) fn domain(
    seen: &Observations,
    target: &Target,
    options: &CheckOptions,
) -> Result<String, Skipped> {
    if !target.service.is_rdp() {
        return Err(Skipped::NotOfThisRole);
    }
    if options.depth == Depth::Quick {
        return Err(Skipped::NotAtQuick);
    }
    if options.proxy.is_some() {
        return Err(Skipped::ProxyResolves);
    }
    let challenge = seen.ntlm_challenge().ok_or("no NTLM challenge was seen, which names the domain")?;
    match (&challenge.dns_domain, challenge.domain_joined) {
        (_, Tri::No) => Err("the host has joined no domain".into()),
        (None, _) => Err("the host does not name its domain".into()),
        (Some(domain), _) if is_domain(domain) => Ok(domain.trim_end_matches('.').to_ascii_lowercase()),
        (Some(_), _) => Err(Skipped::IsNoDnsName),
    }
}

/// Letters, digits, hyphens and underscores between dots, as in every Active Directory domain.
fn is_domain(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let is_label = |label: &str| {
        let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        (1..=63).contains(&label.len()) && letters
    };
    name.len() <= 220 && name.split('.').all(is_label) && name.parse::<std::net::IpAddr>().is_err()
}

/// The controllers to try, or why none is tried.
pub(super) fn controllers(
    seen: &KerberosObservations,
    host: &[AddressObservations],
    options: &CheckOptions,
) -> Result<Controllers, Skipped> {
    if options.depth < Depth::Full {
        return Err(Skipped::AtFull);
    }
    if !options.fetch.enabled {
        return Err(Skipped::SwitchedOff);
    }
    let records: Vec<_> = seen.controllers().into_iter().take(MOST_TRIED).cloned().collect();
    let challenged = |one: &&AddressObservations| {
        one.conversations.iter().any(|one| one.credssp.done().is_some_and(|it| it.challenge.is_some()))
    };
    match host.iter().find(challenged) {
        Some(host) if !records.is_empty() => {
            Ok(Controllers { domain: seen.domain.clone(), records, host: host.address })
        }
        _ => Err("DNS names no domain controller".into()),
    }
}

/// What has not come by the end of a check.
pub(crate) fn give_up_kerberos(seen: &mut Observations) {
    if seen.kerberos.is_pending() {
        seen.kerberos = Outcome::Skipped(Skipped::NotWaitedFor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::ServiceRecord;

    #[test]
    fn a_host_cannot_have_anything_asked_of_dns() {
        for (name, good) in [
            ("corp.example", true),
            ("CORP.example.", true),
            ("corp", true),
            ("my_corp-1.local", true),
            ("", false),
            (".", false),
            ("corp..example", false),
            ("corp.example/../x", false),
            ("192.0.2.1", false),
            ("a b.example", false),
            ("zürich.example", false),
        ] {
            assert_eq!(is_domain(name), good, "{name}");
        }
        assert!(!is_domain(&["a"; 200].join(".")));
        assert!(!is_domain(&"a".repeat(64)));
    }

    #[test]
    fn controllers_are_other_machines_and_few_are_tried_at_full_alone() {
        let mut seen = KerberosObservations::new("corp.example");
        let record = |n: u16| ServiceRecord::new(n, format!("dc{n}.corp.example"), 88);
        seen.records = Outcome::Done((1..=4).map(record).collect());
        seen.dc_records = Outcome::Done(vec![ServiceRecord::new(0, "DC1.corp.example", 88)]);
        assert_eq!(seen.controllers().len(), 4);
        let standard = controllers(&seen, &[], &CheckOptions::default());
        assert_eq!(standard, Err(Skipped::AtFull));
        let full = CheckOptions::default().depth(Depth::Full);
        assert!(controllers(&seen, &[], &full).is_err(), "nobody named them");
        let off = full.fetch(crate::options::FetchPolicy::off());
        assert_eq!(controllers(&seen, &[], &off), Err(Skipped::SwitchedOff));
    }
}
