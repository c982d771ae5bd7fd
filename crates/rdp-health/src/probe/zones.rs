//! The network adapters of this computer, by name and number: what the zone of a link-local address means here.

/// The number of the adapter that a zone names.
pub(crate) fn index_of(zone: &str) -> Option<u32> {
    match zone.parse() {
        Ok(number) => Some(number).filter(|number| 0 < *number && exists(*number)),
        Err(_) => by_name(zone),
    }
}

/// Whether an adapter has this number.
#[cfg(target_os = "linux")]
fn exists(number: u32) -> bool {
    nix::net::if_::if_nameindex()
        .map_or(true, |adapters| adapters.iter().any(|adapter| adapter.index() == number))
}

/// Whether an adapter has this number.
#[cfg(windows)]
fn exists(number: u32) -> bool {
    let adapters = netdev::get_interfaces();
    adapters.is_empty() || adapters.iter().any(|adapter| adapter.index == number)
}

/// The system says it when it is asked to connect.
#[cfg(not(any(target_os = "linux", windows)))]
fn exists(_: u32) -> bool {
    true
}

#[cfg(target_os = "linux")]
fn by_name(zone: &str) -> Option<u32> {
    nix::net::if_::if_nametoindex(zone).ok()
}

/// The system reads a zone of its own where it reads an address.
#[cfg(not(target_os = "linux"))]
fn by_name(zone: &str) -> Option<u32> {
    use std::net::{SocketAddr, ToSocketAddrs as _};

    let mut found = (format!("fe80::1%{zone}").as_str(), 0).to_socket_addrs().ok()?;
    found.find_map(|address| match address {
        SocketAddr::V6(address) if address.scope_id() != 0 => Some(address.scope_id()),
        _ => None,
    })
}

/// The zones that there are, as one writes them. Empty = the system does not say.
#[cfg(target_os = "linux")]
pub(crate) fn all() -> Vec<String> {
    let Ok(adapters) = nix::net::if_::if_nameindex() else { return Vec::new() };
    adapters.iter().map(|adapter| adapter.name().to_string_lossy().into_owned()).collect()
}

/// Windows goes by numbers; the names are for people.
#[cfg(windows)]
pub(crate) fn all() -> Vec<String> {
    let name =
        |adapter: &netdev::Interface| adapter.friendly_name.clone().unwrap_or_else(|| adapter.name.clone());
    let adapters = netdev::get_interfaces();
    adapters.iter().map(|adapter| format!("{} ({})", adapter.index, name(adapter))).collect()
}

/// The zones that there are.
#[cfg(not(any(target_os = "linux", windows)))]
pub(crate) fn all() -> Vec<String> {
    Vec::new()
}
