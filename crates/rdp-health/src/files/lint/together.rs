//! Settings that contradict each other, or that need another one.

use crate::files::rdp::Setting;
use crate::files::remark::{Remark, RemarkLevel};
use crate::target::{Host, split_host_port};

/// The settings of a file, of which the last one of a name counts.
struct All<'a>(&'a [(usize, &'a Setting<'a>)]);

impl All<'_> {
    fn find(&self, name: &str) -> Option<(usize, &str)> {
        let found = self.0.iter().rfind(|(_, setting)| setting.is(name) && !setting.value.is_empty());
        found.map(|(number, setting)| (*number, setting.value))
    }

    fn is(&self, name: &str, values: &[&str]) -> Option<usize> {
        self.find(name).filter(|(_, value)| values.contains(value)).map(|(number, _)| number)
    }
}

pub(super) fn of(settings: &[(usize, &Setting<'_>)]) -> Vec<Remark> {
    let all = All(settings);
    let mut remarks = twice(settings);
    let rules = [
        no_address,
        ports,
        other_host,
        gateway,
        no_gateway,
        gateway_defaults,
        entra,
        negotiation,
        app,
        signature,
    ];
    remarks.extend(rules.iter().filter_map(|rule| rule(&all)));
    remarks
}

fn say(level: RemarkLevel, line: usize, key: &str, text: &str, remedy: &str) -> Option<Remark> {
    Some(Remark::new(level, Some(line), Some(key), text, remedy))
}

fn twice(settings: &[(usize, &Setting<'_>)]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut seen: std::collections::BTreeMap<String, (usize, &str)> = std::collections::BTreeMap::new();
    for (number, setting) in settings {
        let before = seen.insert(setting.name.to_ascii_lowercase(), (*number, setting.value));
        if let Some((before, value)) = before
            && super::known::find(setting.name).is_some()
        {
            let says = if value == setting.value { "the same" } else { "another value" };
            let text = format!("line {before} has {says} already; clients differ in which of them counts");
            remarks.extend(say(
                RemarkLevel::Warning,
                *number,
                setting.name,
                &text,
                "delete one of the two lines",
            ));
        }
    }
    remarks
}

fn no_address(all: &All<'_>) -> Option<Remark> {
    let is_named = all.0.iter().any(|(_, setting)| setting.is("full address"));
    (!is_named).then(|| {
        let remedy = "add full address:s:host or full address:s:host:port";
        Remark::new(
            RemarkLevel::Error,
            None,
            Some("full address"),
            "no host is named: mstsc cannot connect",
            remedy,
        )
    })
}

fn ports(all: &All<'_>) -> Option<Remark> {
    let (_, address) = all.find("full address")?;
    let (number, port) = all.find("server port")?;
    let (_, own) = split_host_port(address).ok()?;
    let own = own.filter(|own| port.parse() != Ok(*own))?;
    let text = format!("the address carries port {own}, which counts: this line has no effect");
    say(
        RemarkLevel::Warning,
        number,
        "server port",
        &text,
        "delete the line, or take the port from the address",
    )
}

/// A short name and the whole one are of one host; of a name and an address that is not known.
fn other_host(all: &All<'_>) -> Option<Remark> {
    let (line, address) = all.find("full address")?;
    let (number, other) = all.find("alternate full address")?;
    let host = |text| Some(split_host_port(text).ok()?.0);
    let (address, other) = (host(address)?, host(other)?);
    let name = |host: &Host| host.to_string().trim_end_matches('.').to_ascii_lowercase();
    let (one, two) = (name(&address), name(&other));
    let begins = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('.'));
    let addresses = [&address, &other].iter().filter(|host| host.address().is_some()).count();
    let names = addresses == 0 && !begins(&one, &two) && !begins(&two, &one);
    (one != two && (names || addresses == 2)).then_some(())?;
    let text = format!(
        "another host than that of full address (line {line}): clients may connect to this one instead"
    );
    say(
        RemarkLevel::Warning,
        number,
        "alternate full address",
        &text,
        "write the host of full address, or delete the line",
    )
}

fn gateway(all: &All<'_>) -> Option<Remark> {
    let number = all.is("gatewayusagemethod", &["1", "2"])?;
    all.find("gatewayhostname").is_none().then_some(())?;
    let text = "an RD Gateway is to be used, and gatewayhostname names none";
    say(
        RemarkLevel::Error,
        number,
        "gatewayusagemethod",
        text,
        "add gatewayhostname:s:gw.corp.example, or write gatewayusagemethod:i:0",
    )
}

fn no_gateway(all: &All<'_>) -> Option<Remark> {
    let (number, _) = all.find("gatewayhostname")?;
    let (_, usage) = all.find("gatewayusagemethod").unwrap_or((number, "0"));
    ["0", "4"].contains(&usage).then_some(())?;
    let text = "the gateway is named and never used (gatewayusagemethod is 0 or 4, or missing)";
    say(
        RemarkLevel::Warning,
        number,
        "gatewayhostname",
        text,
        "write gatewayusagemethod:i:1 to use it always, i:2 where the direct way fails",
    )
}

fn gateway_defaults(all: &All<'_>) -> Option<Remark> {
    all.find("gatewayhostname")?;
    all.is("gatewayusagemethod", &["1", "2"])?;
    let number = all.is("gatewayprofileusagemethod", &["0"])?;
    let text = "the administrator's default takes the place of the gateway that the file names";
    say(
        RemarkLevel::Warning,
        number,
        "gatewayprofileusagemethod",
        text,
        "write gatewayprofileusagemethod:i:1",
    )
}

fn entra(all: &All<'_>) -> Option<Remark> {
    let number = all.is("enablerdsaadauth", &["1"])?;
    let (_, address) = all.find("full address")?;
    split_host_port(address).ok()?.0.address()?;
    let text = "a sign-in with Entra ID needs the computer's name, and full address is an IP address";
    say(
        RemarkLevel::Error,
        number,
        "enablerdsaadauth",
        text,
        "write the host name that Entra ID knows into full address",
    )
}

fn negotiation(all: &All<'_>) -> Option<Remark> {
    let number = all.is("negotiate security layer", &["0"])?;
    // The console of a virtual machine is reached so.
    all.find("pcb").is_none().then_some(())?;
    let text = "the client negotiates nothing: most servers then speak Standard RDP Security or refuse";
    say(RemarkLevel::Warning, number, "negotiate security layer", text, "write negotiate security layer:i:1")
}

fn app(all: &All<'_>) -> Option<Remark> {
    let number = all.is("remoteapplicationmode", &["1"])?;
    all.find("remoteapplicationprogram").is_none().then_some(())?;
    let text = "a program is to be started instead of the desktop, and remoteapplicationprogram names none";
    say(
        RemarkLevel::Error,
        number,
        "remoteapplicationmode",
        text,
        "add remoteapplicationprogram:s:||alias, or write remoteapplicationmode:i:0",
    )
}

fn signature(all: &All<'_>) -> Option<Remark> {
    let (number, key, other) = match (all.find("signature"), all.find("signscope")) {
        (Some((number, _)), None) => (number, "signature", "signscope"),
        (None, Some((number, _))) => (number, "signscope", "signature"),
        _ => return None,
    };
    let text = format!("the file has no {other}, so that it counts as unsigned or changed");
    say(RemarkLevel::Error, number, key, &text, "sign the file again (rdpsign)")
}
