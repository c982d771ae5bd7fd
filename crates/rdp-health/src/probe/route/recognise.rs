//! Which product made a network adapter, read from what the system says of it.

use crate::observe::InterfaceKind;

/// A name, or the beginning of one, and what has such names.
struct Mark {
    says: &'static str,
    kind: InterfaceKind,
    product: Option<&'static str>,
}

const fn tunnel(says: &'static str, product: &'static str) -> Mark {
    Mark { says, kind: InterfaceKind::Tunnel, product: Some(product) }
}

const fn plain(says: &'static str, kind: InterfaceKind) -> Mark {
    Mark { says, kind, product: None }
}

/// Names of adapters on Unix: a word in lower case, followed by nothing or by a number.
#[cfg(any(target_os = "linux", test))]
const NAMES: &[Mark] = &[
    tunnel("wg", "WireGuard"),
    tunnel("tailscale", "Tailscale"),
    tunnel("nordlynx", "NordLynx"),
    tunnel("proton", "Proton VPN"),
    tunnel("zt", "ZeroTier"),
    tunnel("nebula", "Nebula"),
    tunnel("gpd", "GlobalProtect"),
    tunnel("cscotun", "Cisco Secure Client"),
    tunnel("ipsec", "IPsec"),
    tunnel("xfrm", "IPsec"),
    tunnel("vti", "IPsec"),
    tunnel("ppp", "PPP: a dial-up, PPTP, L2TP or SSTP connection"),
    tunnel("tun", "a VPN program, such as OpenVPN"),
    tunnel("tap", "a VPN program, such as OpenVPN"),
    tunnel("utun", "a VPN program"),
    tunnel("gre", "GRE"),
    tunnel("sit", "IPv6 in IPv4"),
    plain("lo", InterfaceKind::Loopback),
    plain("wlan", InterfaceKind::Wireless),
    plain("wlp", InterfaceKind::Wireless),
    plain("wlx", InterfaceKind::Wireless),
    plain("wwan", InterfaceKind::Mobile),
    plain("wwp", InterfaceKind::Mobile),
];

/// Words in the description of an adapter on Windows, in lower case.
#[cfg(any(windows, test))]
const DESCRIPTIONS: &[Mark] = &[
    tunnel("wireguard", "WireGuard"),
    tunnel("wintun", "Wintun: WireGuard or OpenVPN"),
    tunnel("tailscale", "Tailscale"),
    tunnel("zerotier", "ZeroTier"),
    tunnel("tap-windows", "OpenVPN"),
    tunnel("openvpn", "OpenVPN"),
    tunnel("pangp", "GlobalProtect"),
    tunnel("fortinet", "FortiClient"),
    tunnel("anyconnect", "Cisco Secure Client"),
    tunnel("cisco secure client", "Cisco Secure Client"),
    tunnel("juniper", "Ivanti or Pulse Secure"),
    tunnel("pulse secure", "Ivanti or Pulse Secure"),
    tunnel("check point virtual", "Check Point"),
    tunnel("sonicwall", "SonicWall"),
    tunnel("wan miniport (ikev2)", "IKEv2"),
    tunnel("wan miniport (l2tp)", "L2TP"),
    tunnel("wan miniport (pptp)", "PPTP"),
    tunnel("wan miniport (sstp)", "SSTP"),
    plain("loopback", InterfaceKind::Loopback),
    plain("hyper-v virtual", InterfaceKind::Virtual),
    plain("wi-fi", InterfaceKind::Wireless),
    plain("wireless", InterfaceKind::Wireless),
];

/// What an adapter of this name is.
#[cfg(any(target_os = "linux", test))]
pub(super) fn by_name(name: &str) -> Option<(InterfaceKind, Option<&'static str>)> {
    let lower = name.to_ascii_lowercase();
    let fits = |mark: &&Mark| {
        lower.strip_prefix(mark.says).is_some_and(|rest| match mark.says {
            // The system or the program makes up the rest of these.
            "zt" | "wlp" | "wlx" | "wwp" | "proton" | "gpd" => true,
            _ => rest.bytes().all(|byte| byte.is_ascii_digit()),
        })
    };
    NAMES.iter().find(fits).map(|mark| (mark.kind, mark.product))
}

/// What an adapter of this description is.
#[cfg(any(windows, test))]
pub(super) fn by_description(description: &str) -> Option<(InterfaceKind, Option<&'static str>)> {
    let lower = description.to_lowercase();
    let mark = DESCRIPTIONS.iter().find(|mark| lower.contains(mark.says))?;
    Some((mark.kind, mark.product))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adapters_are_known_by_their_names() {
        for (name, kind, product) in [
            ("wg0", InterfaceKind::Tunnel, Some("WireGuard")),
            ("tailscale0", InterfaceKind::Tunnel, Some("Tailscale")),
            ("ztabcdefgh", InterfaceKind::Tunnel, Some("ZeroTier")),
            ("utun4", InterfaceKind::Tunnel, Some("a VPN program")),
            ("lo", InterfaceKind::Loopback, None),
            ("wlp3s0", InterfaceKind::Wireless, None),
        ] {
            assert_eq!(by_name(name), Some((kind, product)), "{name}");
        }
        for name in ["eth0", "enp3s0", "tunnel-bridge", "lowpan", "wgx", ""] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }

    #[test]
    fn adapters_are_known_by_their_descriptions() {
        for (description, product) in [
            ("TAP-Windows Adapter V9", "OpenVPN"),
            ("WireGuard Tunnel", "WireGuard"),
            ("PANGP Virtual Ethernet Adapter Secure", "GlobalProtect"),
            ("WAN Miniport (SSTP)", "SSTP"),
        ] {
            assert_eq!(
                by_description(description),
                Some((InterfaceKind::Tunnel, Some(product))),
                "{description}"
            );
        }
        assert_eq!(by_description("Intel(R) Ethernet Connection I219-LM"), None);
    }
}
