//! What a proxy is asked for.

use std::net::IpAddr;

use crate::observe::Through;
use crate::options::CheckOptions;
use crate::target::Host;

/// What the proxy is asked for: the name as it is, since it resolves names itself, or the addresses that the caller gave
/// for it, or why there is nothing to ask for.
pub(crate) fn destinations(
    host: &Host,
    port: u16,
    proxy: &str,
    options: &CheckOptions,
) -> Result<Vec<Through>, String> {
    let given: Vec<IpAddr> = match host {
        Host::Address(address) => vec![*address],
        Host::Zoned(zoned) => vec![zoned.address.into()],
        Host::Name(name) => {
            let same = |given: &str| given.trim_end_matches('.').eq_ignore_ascii_case(name);
            options.overrides.iter().filter(|given| same(&given.name)).map(|given| given.address).collect()
        }
    };
    if let (Host::Name(name), []) = (host, given.as_slice()) {
        return Ok(vec![Through::new(proxy, name, port)]);
    }
    let admitted: Vec<Through> = given
        .iter()
        .filter(|address| options.family.admits(**address))
        .map(|address| Through::new(proxy, address.to_string(), port))
        .collect();
    match admitted.is_empty() {
        true => Err(format!("{host} is an IP address, but only the other IP version was requested")),
        false => Ok(admitted),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::observe::{AddressObservations, Conversation, Question, Role};
    use crate::options::Depth;
    use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase, Skipped};
    use crate::plan::names::reverse;
    use crate::plan::path::path;
    use crate::plan::{ports, table};
    use crate::target::Target;

    #[test]
    fn what_cannot_go_through_is_left_out() {
        let stalled = || {
            let mut conversation = Conversation::new(1, Question::FIRST, "test");
            let kind = FailureKind::Silence;
            let failure =
                Failure::new(Phase::Tls, "test", kind, ClosedBy::Deadline, Duration::from_micros(1));
            conversation.tls = Outcome::Failed(failure.clone());
            conversation.connect = Outcome::Failed(failure);
            conversation
        };
        let mut seen = AddressObservations::new(([127, 0, 0, 1], 1080).into());
        seen.through = Some(Through::new("socks5://127.0.0.1:1080", "srv01", 3389));
        seen.conversations = vec![stalled(), stalled()];
        let full = CheckOptions::default().depth(Depth::Full);
        assert_eq!(path(Role::Host, &seen, &full), Err(Skipped::NotThroughProxy));
        assert_eq!(reverse(Role::Host, &seen, &full), Err(Skipped::NotThroughProxy));
        let target = Target::parse("srv01").unwrap();
        assert_eq!(ports::next(Role::Host, &seen, &target, &full).unwrap_err(), Skipped::NotThroughProxy);
        let step = table::next(Role::Host, &seen, &target, &full).unwrap();
        let small = matches!(step.question, Question::Converse { mss: Some(_), .. });
        assert!(!small, "it would be the size of the way to the proxy");
    }

    #[test]
    fn names_are_left_to_the_proxy_unless_the_caller_knows_better() {
        let ask = |host: Host, options: &CheckOptions| {
            let destinations = destinations(&host, 3389, "socks5://proxy:1080", options)?;
            Ok::<_, String>(destinations.iter().map(Through::destination).collect::<Vec<_>>())
        };
        let name = || Host::Name("srv01".to_owned());
        let options = CheckOptions::default().resolve_as("SRV01.", "192.0.2.7".parse().unwrap());
        assert_eq!(ask(name(), &CheckOptions::default()).unwrap(), ["srv01:3389"]);
        assert_eq!(ask(name(), &options).unwrap(), ["192.0.2.7:3389"]);
        let six = options.family(crate::options::AddressFamily::Ipv6);
        assert!(ask(name(), &six).unwrap_err().contains("other IP version"));
        assert_eq!(ask(Host::Address("2001:db8::7".parse().unwrap()), &six).unwrap(), ["[2001:db8::7]:3389"]);
    }
}
