//! The guard over what certificates may make us fetch, beside its second formulation. 16 bytes of address, then: flags,
//! and two more addresses, of which the first is where the certificate was seen and both are this machine's.
#![no_main]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use libfuzzer_sys::fuzz_target;
use rdp_health::{FetchPolicy, fuzzing};

fn address(bytes: [u8; 16], v4: bool) -> IpAddr {
    let [.., a, b, c, d] = bytes;
    match v4 {
        true => Ipv4Addr::new(a, b, c, d).into(),
        false => Ipv6Addr::from(bytes).into(),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((asked, rest)) = bytes.split_first_chunk::<16>() else { return };
    let Some((&flags, rest)) = rest.split_first() else { return };
    let (origin, rest) = rest.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    let own = rest.first_chunk::<16>().unwrap_or(asked);
    let flag = |bit: u8| flags & (1 << bit) != 0;
    let (origin, own) = (address(*origin, flag(0)), address(*own, flag(1)));
    let policy = FetchPolicy::default().loopback(flag(2)).private_addresses(flag(3));
    let asked = address(*asked, flag(4));
    let seen_here = flag(5).then_some(origin);
    let ours = if flag(6) { vec![origin, own] } else { vec![origin] };
    let (judged, again) = fuzzing::guard(asked, &policy, seen_here, &ours);
    assert_eq!(judged.is_some(), again, "{asked} seen at {seen_here:?}, ours {ours:?}, {policy:?}: {judged:?}");
});
