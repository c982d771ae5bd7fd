//! How a scenario is checked.

use rdp_health::{AddressFamily, CheckOptions, Depth, Timeouts};
use rdp_health_lab::{Family, Lab, Scenario};

/// The options with which the scenario's target is checked while the lab plays it.
#[must_use]
pub fn options(scenario: &Scenario, lab: &Lab) -> CheckOptions {
    let wanted = &scenario.options;
    let mut options = CheckOptions::default()
        .depth(match wanted.depth {
            rdp_health_lab::Depth::Quick => Depth::Quick,
            rdp_health_lab::Depth::Standard => Depth::Standard,
            rdp_health_lab::Depth::Full => Depth::Full,
        })
        .family(match wanted.family {
            Family::Any => AddressFamily::Any,
            Family::Ipv4 => AddressFamily::Ipv4,
            Family::Ipv6 => AddressFamily::Ipv6,
        })
        .timeouts(Timeouts::default().each(wanted.timeout).budget(wanted.budget))
        .pacing(wanted.pacing)
        .dns_server(lab.dns_address())
        .system_resolver(false)
        .judge_at(scenario.now);
    options.ca_file = lab.root_file().map(str::to_owned);
    options
}
