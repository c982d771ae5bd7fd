//! Who is asked at the same time, and who only after somebody else has answered.

use std::time::Duration;

use super::*;
use crate::observe::Question;
use crate::observe::{CertificateFacts, Connected, Conversation, ProxyObservations, Resolution};
use crate::outcome::{ClosedBy, Failure, Phase};

fn resolved(addresses: &[&str]) -> Outcome<Resolution> {
    let mut resolution = Resolution::new("srv01");
    resolution.addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
    Outcome::Done(resolution)
}

fn nothing_seen(target: &Target) -> Observations {
    let mut seen = Observations::new(Endpoint::new(Role::Host, target.host.to_string(), target.port));
    seen.gateway = match &target.gateway {
        Some(gateway) => Outcome::Done(Endpoint::new(Role::Gateway, gateway.host.to_string(), 443)),
        None => Outcome::Skipped(Skipped::NoGateway),
    };
    seen
}

/// The parties that are asked next.
fn parties(seen: &mut Observations, now: &Now<'_>) -> Vec<Party> {
    agenda(seen, now).into_iter().map(|task| task.party).collect()
}

fn now<'a>(target: &'a Target, options: &'a CheckOptions, busy: &'a [Party]) -> Now<'a> {
    Now {
        target,
        options,
        busy,
        disturbed: false,
        out_of_time: false,
        stores_read: false,
        chains_examined: 0,
        zones: &[],
    }
}

fn showed_a_certificate(connection: u32) -> Conversation {
    let mut conversation = Conversation::new(connection, Question::FIRST, "test");
    conversation.connect =
        Outcome::Done(Connected::new(([127, 0, 0, 1], 1).into(), Duration::from_micros(1)));
    let certificate: CertificateFacts = crate::certificate::read(&[]);
    conversation.certificates = Outcome::Done(vec![certificate]);
    conversation
}

const HOST: Party = Party::Endpoint(Which::Host);
const GATEWAY: Party = Party::Endpoint(Which::Gateway);

#[test]
fn names_and_stores_are_asked_at_once() {
    let target = Target::parse("srv01").unwrap().through("gw".parse().unwrap());
    let options = CheckOptions::default();
    let mut seen = nothing_seen(&target);
    let all = [Party::DnsOf(Which::Host), Party::DnsOf(Which::Gateway), Party::Stores];
    assert_eq!(parties(&mut seen, &now(&target, &options, &[])), all);
    // While they are being asked, nobody is asked twice.
    assert_eq!(parties(&mut seen, &now(&target, &options, &all)), []);
}

#[test]
fn the_host_waits_for_nobody_but_its_name() {
    let target = Target::parse("srv01").unwrap().through("gw".parse().unwrap());
    let options = CheckOptions::default();
    let mut seen = nothing_seen(&target);
    seen.host.resolve = resolved(&["192.0.2.7", "192.0.2.8"]);
    let busy = [Party::DnsOf(Which::Gateway), Party::Stores];
    let reverse = Party::DnsReverse(At { of: Which::Host, address: 0 });
    assert_eq!(parties(&mut seen, &now(&target, &options, &busy)), [Party::Routes, reverse, HOST]);
    assert_eq!(seen.host.addresses.len(), 1, "one address after the other");
    assert_eq!(
        parties(&mut seen, &now(&target, &options, &[HOST, reverse, Party::Routes])),
        [Party::DnsOf(Which::Gateway), Party::Stores]
    );
}

#[test]
fn certificates_do_not_wait_for_the_end_of_the_host() {
    let target = Target::parse("192.0.2.7").unwrap();
    let options = CheckOptions::default();
    let mut seen = nothing_seen(&target);
    agenda(&mut seen, &now(&target, &options, &[]));
    seen.host.addresses[0].conversations.push(showed_a_certificate(1));
    let read = Now { stores_read: true, ..now(&target, &options, &[HOST]) };
    assert!(parties(&mut seen, &read).contains(&Party::Authorities));
    // Nothing new to ask about while the host goes on.
    let examined = Now { chains_examined: 1, ..read };
    assert!(!parties(&mut seen, &examined).contains(&Party::Authorities));
}

#[test]
fn behind_a_proxy_everybody_is_the_proxy() {
    let target = Target::parse("srv01").unwrap().through("gw".parse().unwrap());
    let options = CheckOptions::default().proxy("socks5://192.0.2.1:1080".parse().unwrap());
    let mut seen = nothing_seen(&target);
    seen.proxy = Outcome::Done(ProxyObservations::new("socks5://192.0.2.1:1080", false));
    let asked = parties(&mut seen, &now(&target, &options, &[]));
    assert!(asked.contains(&HOST) && !asked.contains(&GATEWAY), "{asked:?}");
    assert_eq!(seen.host.resolve, Outcome::Skipped(Skipped::ProxyResolves));
    assert_eq!(seen.host.addresses[0].route, Outcome::Skipped(Skipped::NotThroughProxy));
}

#[test]
fn when_the_time_is_up_nothing_is_asked_and_everything_says_so() {
    let target = Target::parse("192.0.2.7").unwrap();
    let options = CheckOptions::default().depth(Depth::Full);
    let mut seen = nothing_seen(&target);
    let late = Now { out_of_time: true, ..now(&target, &options, &[]) };
    // The routing table takes no time.
    assert_eq!(parties(&mut seen, &late), [Party::Routes]);
    let address = &seen.host.addresses[0];
    assert!(address.cut_short.is_some());
    assert_eq!(address.tls_offers, Outcome::Skipped(Skipped::OutOfTime));
    assert_eq!(seen.trust, Outcome::Skipped(Skipped::NoCertificate));
    assert_eq!(seen.stun, Outcome::Skipped(Skipped::NoStunServer));
}

#[test]
fn a_wait_that_the_budget_ended_cuts_the_address_short() {
    let target = Target::parse("192.0.2.7").unwrap();
    let options = CheckOptions::default();
    let mut seen = nothing_seen(&target);
    agenda(&mut seen, &now(&target, &options, &[]));
    let mut conversation = Conversation::new(1, Question::FIRST, "test");
    let failure =
        Failure::new(Phase::Connect, "test", FailureKind::OutOfTime, ClosedBy::Us, Duration::from_micros(1));
    conversation.connect = Outcome::Failed(failure);
    seen.host.addresses[0].conversations.push(conversation);
    assert!(!parties(&mut seen, &now(&target, &options, &[])).contains(&HOST));
    assert!(seen.host.addresses[0].cut_short.is_some());
}

#[test]
fn a_gateway_on_the_host_waits_until_the_host_is_done() {
    let target = Target::parse("srv01").unwrap().through("gw".parse().unwrap());
    let options = CheckOptions::default().depth(Depth::Quick);
    for (gateway, at_once) in [("192.0.2.7", false), ("192.0.2.8", true)] {
        let mut seen = nothing_seen(&target);
        seen.host.resolve = resolved(&["192.0.2.7"]);
        seen.endpoint_mut(Which::Gateway).unwrap().resolve = resolved(&[gateway]);
        let asked = parties(&mut seen, &now(&target, &options, &[]));
        assert!(asked.contains(&HOST), "{asked:?}");
        assert_eq!(asked.contains(&GATEWAY), at_once, "{asked:?}");
    }
}

#[test]
fn a_gateway_that_turns_out_to_be_on_the_host_is_waited_for() {
    let target = Target::parse("srv01").unwrap().through("192.0.2.7".parse().unwrap());
    let options = CheckOptions::default().depth(Depth::Quick);
    let mut seen = nothing_seen(&target);
    let asked = parties(&mut seen, &now(&target, &options, &[]));
    assert!(asked.contains(&GATEWAY), "{asked:?}");
    seen.host.resolve = resolved(&["192.0.2.7"]);
    let asked = parties(&mut seen, &now(&target, &options, &[GATEWAY]));
    assert!(!asked.contains(&HOST) && !asked.contains(&GATEWAY), "{asked:?}");
    let asked = parties(&mut seen, &now(&target, &options, &[]));
    assert!(asked.contains(&HOST) && !asked.contains(&GATEWAY), "{asked:?}");
}

#[test]
fn chains_that_were_seen_late_are_asked_about_even_without_time() {
    let target = Target::parse("192.0.2.7").unwrap();
    let options = CheckOptions::default();
    let mut seen = nothing_seen(&target);
    agenda(&mut seen, &now(&target, &options, &[]));
    for (connection, chain) in [(1, vec![]), (2, vec![crate::certificate::read(&[])])] {
        let mut conversation = showed_a_certificate(connection);
        conversation.certificates = Outcome::Done(chain);
        seen.host.addresses[0].conversations.push(conversation);
    }
    seen.host.addresses[0].cut_short = Some("test".to_owned());
    let late =
        Now { out_of_time: true, stores_read: true, chains_examined: 1, ..now(&target, &options, &[]) };
    assert!(parties(&mut seen, &late).contains(&Party::Authorities));
}
