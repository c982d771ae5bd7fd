//! `rdp-health demo`: lab hosts with faults on loopback, checked for real.

use rdp_health::{CheckOptions, Target, Timeouts, check, inert};
use rdp_health_lab::{Lab, Scenario};
use rdp_health_render::text;

use crate::args::DemoArgs;
use crate::error::Error;
use crate::output::Output;
use crate::runtime::in_runtime;
use crate::status::Status;

/// A lab host: its name and its script.
struct Host {
    name: &'static str,
    script: &'static str,
}

macro_rules! hosts {
    ($($name:literal)*) => {
        &[$(Host { name: $name, script: include_str!(concat!("../demo/", $name, ".toml")) }),*]
    };
}

/// In the order in which a connection meets their faults.
const HOSTS: &[Host] = hosts! {
    "healthy"
    "name-not-found"
    "nothing-listens"
    "other-service"
    "unusable-key"
    "old-ciphers"
    "expired-certificate"
};

const INTRODUCTION: &str = "\
These are LAB HOSTS: small programs on this computer's loopback interface that behave like broken hosts.
Each one gets a real check, like any other host. Nothing else is contacted.
";

pub(crate) fn run(args: &DemoArgs, mut output: Output) -> Result<Status, Error> {
    let hosts = chosen(&args.names)?;
    if args.list {
        for host in &hosts {
            output.write(&format!("{:20}  {}\n", host.name, scenario(host)?.title))?;
        }
        return Ok(Status::Fine);
    }
    in_runtime(async {
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => Ok(Status::Interrupted),
            shown = show(&hosts, &mut output) => shown.map(|()| Status::Fine),
        }
    })
}

/// The hosts of these names, in their own order; without names, all.
fn chosen(names: &[String]) -> Result<Vec<&'static Host>, Error> {
    let unknown = names.iter().filter(|name| HOSTS.iter().all(|host| host.name != name.as_str()));
    let problems: Vec<String> = unknown
        .map(|name| {
            let known: Vec<&str> = HOSTS.iter().map(|host| host.name).collect();
            format!("'{}' is not a lab host; write one of {}", inert(name), known.join(", "))
        })
        .collect();
    match problems.is_empty() {
        true => Ok(HOSTS
            .iter()
            .filter(|host| names.is_empty() || names.iter().any(|name| name == host.name))
            .collect()),
        false => Err(Error::Usage(problems)),
    }
}

fn scenario(host: &Host) -> Result<Scenario, Error> {
    Scenario::parse(host.script).map_err(|error| Error::Lab { name: host.name, why: error.to_string() })
}

async fn show(hosts: &[&Host], output: &mut Output) -> Result<(), Error> {
    output.write(INTRODUCTION)?;
    for (index, host) in hosts.iter().enumerate() {
        let scenario = scenario(host)?;
        let title = format!("{} ({} of {})", host.name, index + 1, hosts.len());
        output.write(&format!("\n=== Lab host {title}: {}\n\n", scenario.title))?;
        let lab = Lab::start(&scenario)
            .await
            .map_err(|error| Error::Lab { name: host.name, why: error.to_string() })?;
        let target = Target::parse(lab.target()).map_err(|error| Error::usage(error.to_string()))?;
        let report = check(&target, &options(&scenario, &lab)).await?;
        output.write(&text(&report, &output.text))?;
    }
    output.write("\nThese were lab hosts. `rdp-health check HOST` checks yours.\n")?;
    Ok(())
}

/// Names go to the lab's DNS server; the lab's root is trusted; dates are judged as of the moment for which the lab's certificates are made.
fn options(scenario: &Scenario, lab: &Lab) -> CheckOptions {
    let mut options = CheckOptions::default()
        .timeouts(Timeouts::default().each(scenario.options.timeout).budget(scenario.options.budget))
        .pacing(scenario.options.pacing)
        .also_ports(lab.also_ports())
        .unused_port(lab.unused_port())
        .dns_server(lab.dns_address())
        .system_resolver(false)
        .judge_at(scenario.now);
    options.ca_file = lab.root_file().map(str::to_owned);
    options
}
