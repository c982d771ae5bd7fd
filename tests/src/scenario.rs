//! How a scenario is checked.

use rdp_health::{
    AddressFamily, CheckOptions, Depth, Error, FetchPolicy, Policy, ProfileEntry, Requirements, Target,
    Timeouts,
};
use rdp_health_lab::{Family, Lab, Requirement, Scenario};

/// The scenario's target while the lab plays it.
///
/// # Errors
/// The scenario names what is no target.
pub fn target(scenario: &Scenario, lab: &Lab) -> Result<Target, Error> {
    match entry(scenario, lab) {
        Some(entry) => entry.target(),
        None => Target::from_rdp_file(lab.rdp_file()),
    }
}

/// What a profile of endpoints says of the target, if it is a web server.
#[must_use]
pub fn entry(scenario: &Scenario, lab: &Lab) -> Option<ProfileEntry> {
    let web = scenario.target.web.as_ref()?;
    let mut entry = ProfileEntry::new("lab", &scenario.target.name, lab.port(), "a scenario");
    entry.required = web.required;
    entry.issuers.clone_from(&web.issuers);
    entry.path.clone_from(&web.path);
    Some(entry)
}

/// The options with which the scenario's target is checked while the lab plays it.
#[must_use]
pub fn options(scenario: &Scenario, lab: &Lab) -> CheckOptions {
    let wanted = &scenario.options;
    let require = wanted.require.iter().fold(Requirements::default(), |require, one| match one {
        Requirement::Nla => require.nla(),
        Requirement::RestrictedAdmin => require.restricted_admin(),
        Requirement::RemoteCredentialGuard => require.remote_credential_guard(),
        Requirement::Entra => require.entra(),
        other => panic!("nothing is known of {other:?}"),
    });
    let mut policy = Policy::default().require(require);
    policy.maximum_validity_days = wanted.maximum_validity_days;
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
        .policy(policy)
        .also_ports(lab.also_ports())
        .unused_port(lab.unused_port())
        .path_attempts(wanted.path_attempts)
        // What is endless reaches the limit soon, on the slowest machine too.
        .fetch(
            FetchPolicy::default()
                .port(lab.web_address().port())
                .timeout(wanted.timeout)
                .max_bytes(256 * 1024),
        )
        .dns_server(lab.dns_address())
        .system_resolver(false)
        .judge_at(scenario.now);
    // How many connections it takes depends on how quickly the lab answers where several are open.
    if scenario.expect.connections.is_some() && scenario.target.web.is_none() {
        options.max_connections = 1;
    }
    options.second_dns = lab.second_dns_address();
    [options.websocket_port, options.websocket_tls_port] = lab.websocket_ports();
    options.proxy = proxy(scenario, lab).map(|url| url.parse().expect("a proxy"));
    options.stun = wanted.stun_at(lab.port()).and_then(|server| server.parse().ok());
    options.expect_fingerprints.clone_from(&wanted.expect_fingerprints);
    options.client_error.clone_from(&wanted.client_error);
    options.ca_file = lab.root_file().map(str::to_owned);
    options
}

/// The proxy of the scenario as URL, with user and password, which options that are written as JSON leave out.
#[must_use]
pub fn proxy(scenario: &Scenario, lab: &Lab) -> Option<String> {
    scenario.options.proxy.as_ref().map(|proxy| proxy.url(lab.port()))
}
