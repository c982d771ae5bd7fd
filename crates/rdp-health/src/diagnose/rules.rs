//! Every rule, once. Their order means nothing: a test shuffles them and gets the same report.

use super::said::Said;
use super::scene::{About, Address, Scene};
use super::{
    certificate, connect, credssp, dates, gateway, identity, inside, ladder, negotiate, path, ports, proxy,
    resolve, revocation, settings, silence, strength, tls, tls_offers, trust, udp, web, websocket,
};
use crate::observe::Role;

/// A rule about one address, and the endpoints about which it speaks.
#[derive(Clone, Copy)]
pub(super) struct OfAddress {
    pub(super) of: fn(Role) -> bool,
    pub(super) speaks: fn(&Address<'_>) -> Said,
}

/// A rule about the target as a whole, and what it is about.
#[derive(Clone, Copy)]
pub(super) struct OfTarget {
    pub(super) about: About,
    pub(super) speaks: fn(&Scene<'_>) -> Said,
}

/// The rules in some order.
#[derive(Clone)]
pub(super) struct Rules {
    pub(super) of_address: Vec<OfAddress>,
    pub(super) of_target: Vec<OfTarget>,
}

impl Rules {
    /// As they are written.
    pub(super) fn all() -> Self {
        Self { of_address: OF_ADDRESS.to_vec(), of_target: OF_TARGET.to_vec() }
    }
}

/// The order is a chance of its own for each seed.
#[cfg(feature = "shuffle")]
impl Rules {
    pub(super) fn shuffled(seed: u64) -> Self {
        let mut rules = Self::all();
        let mut random = seed;
        shuffle(&mut rules.of_address, &mut random);
        shuffle(&mut rules.of_target, &mut random);
        rules
    }
}

/// Fisher and Yates, with the random numbers of splitmix64.
#[cfg(any(test, feature = "shuffle"))]
fn shuffle<T>(list: &mut [T], random: &mut u64) {
    for last in (1..list.len()).rev() {
        *random = random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*random ^ (*random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let of = u64::try_from(last).unwrap_or(0).saturating_add(1);
        list.swap(last, usize::try_from(mixed.checked_rem(of).unwrap_or(0)).unwrap_or(0));
    }
}

const OF_TARGET: &[OfTarget] = &[
    OfTarget { about: About::Proxy, speaks: proxy::name },
    OfTarget { about: About::Gateway(0), speaks: gateway::name },
    OfTarget { about: About::Target, speaks: resolve::judge },
    OfTarget { about: About::Target, speaks: revocation::of_host },
    OfTarget { about: About::Gateway(0), speaks: revocation::of_gateway },
    OfTarget { about: About::Target, speaks: revocation::published_as_text },
    OfTarget { about: About::Target, speaks: udp::judge },
    OfTarget { about: About::Target, speaks: websocket::judge },
    OfTarget { about: About::Target, speaks: inside::judge },
];

const OF_ADDRESS: &[OfAddress] = &[
    OfAddress { of: is_target, speaks: proxy::judge },
    OfAddress { of: is_target, speaks: connect::judge },
    OfAddress { of: is_target, speaks: connect::opens_late },
    OfAddress { of: is_host, speaks: silence::dropped_later },
    OfAddress { of: is_host, speaks: negotiate::judge },
    OfAddress { of: is_host, speaks: ladder::judge },
    OfAddress { of: is_web_server, speaks: web::no_tls },
    OfAddress { of: any, speaks: tls::judge },
    OfAddress { of: any, speaks: tls::tolerance::judge },
    OfAddress { of: any, speaks: certificate::unreadable },
    OfAddress { of: any, speaks: certificate::name },
    OfAddress { of: any, speaks: certificate::self_signed },
    OfAddress { of: any, speaks: dates::judge },
    OfAddress { of: any, speaks: strength::purpose },
    OfAddress { of: any, speaks: strength::strength },
    OfAddress { of: any, speaks: strength::form },
    OfAddress { of: any, speaks: trust::judge },
    OfAddress { of: is_target, speaks: identity::expected },
    OfAddress { of: is_target, speaks: identity::changed },
    OfAddress { of: any, speaks: identity::varies },
    OfAddress { of: any, speaks: identity::inspected },
    OfAddress { of: any, speaks: identity::of_a_test_authority },
    OfAddress { of: is_host, speaks: credssp::judge },
    OfAddress { of: is_host, speaks: settings::judge },
    OfAddress { of: any, speaks: tls_offers::judge },
    OfAddress { of: is_host, speaks: ports::moved },
    OfAddress { of: is_host, speaks: ports::made_up },
    OfAddress { of: is_host, speaks: path::judge },
    OfAddress { of: is_web_server, speaks: web::judge },
    OfAddress { of: is_gateway, speaks: gateway::judge },
    OfAddress { of: is_gateway, speaks: connect::gateway_is_late },
];

/// TLS and certificates are everybody's.
fn any(_: Role) -> bool {
    true
}

fn is_host(role: Role) -> bool {
    role == Role::Host
}

fn is_web_server(role: Role) -> bool {
    role == Role::WebServer
}

fn is_gateway(role: Role) -> bool {
    role == Role::Gateway
}

fn is_target(role: Role) -> bool {
    is_host(role) || is_web_server(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_changes_the_order_and_nothing_else() {
        let (mut one, mut other) = ((0..20).collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
        shuffle(&mut one, &mut 1);
        shuffle(&mut other, &mut 2);
        assert!(one != other && !one.is_sorted());
        one.sort_unstable();
        assert_eq!(one, (0..20).collect::<Vec<_>>());
    }
}
