//! Records the reports that the tests render: `cargo run -p rdp-health-render --example record`.
//!
//! Each is what a check says of a lab host that plays one of the suite's scenarios. Ports, names and short times differ
//! from run to run and are made alike.

use std::error::Error;
use std::fs;
use std::path::Path;

use rdp_health::{CheckOptions, Depth, Target, Timeouts, check};
use rdp_health_lab::{Lab, Scenario};
use serde_json::{Map, Value};

const SCENARIOS: [&str; 10] = [
    "address-partly-dead",
    "cert-expired-self-signed",
    "dns-not-found",
    "healthy-alias",
    "healthy-nla-windows-default",
    "rdp-listener-hung",
    "rdp-not-spoken-ssh",
    "tcp-refused",
    "tls-key-unusable-quick",
    "tls-no-shared-cipher",
];

/// Times below this are the machine's mood; times above it are waits that the scenario asked for.
const SHORT_US: u64 = 100_000;
/// Rest between two connections.
const PACING_US: u64 = 200_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in SCENARIOS {
        let script = fs::read_to_string(here.join(format!("../../tests/scenarios/{name}.toml")))?;
        let scenario = Scenario::parse(&script)?;
        let lab = Lab::start(&scenario).await?;
        let depth = match scenario.options.depth {
            rdp_health_lab::Depth::Quick => Depth::Quick,
            _ => Depth::Standard,
        };
        let mut options = CheckOptions::default()
            .depth(depth)
            .timeouts(Timeouts::default().each(scenario.options.timeout).budget(scenario.options.budget))
            .pacing(scenario.options.pacing)
            .also_ports(lab.also_ports())
            .unused_port(lab.unused_port())
            .dns_server(lab.dns_address())
            .system_resolver(false)
            .judge_at(scenario.now);
        options.ca_file = lab.root_file().map(str::to_owned);
        let report = check(&Target::from_rdp_file(lab.rdp_file())?, &options).await?;
        let mut json = serde_json::to_value(&report)?;
        make_alike(&mut json, lab.port(), lab.dns_address().port());
        let file = here.join(format!("tests/reports/{name}.json"));
        let mut text = serde_json::to_string_pretty(&json)? + "\n";
        if let Some(root) = lab.root_file() {
            let quoted = serde_json::to_string(root)?;
            text = text.replace(quoted.trim_matches('"'), "lab-root.pem");
        }
        fs::write(file, text)?;
        println!("{name}: {}", report.summary);
    }
    Ok(())
}

fn make_alike(report: &mut Value, port: u16, dns_port: u16) {
    plain_numbers(report, &[(port, 3389), (dns_port, 53)]);
    if let Some(report) = report.as_object_mut() {
        let moment = report.get("judged_at").cloned().unwrap_or_default();
        report.insert("started_at".to_owned(), moment);
        if let Some(Value::Object(vantage)) = report.get_mut("vantage") {
            vantage.insert("hostname".to_owned(), "client01".into());
        }
        let end =
            report.get_mut("timeline").and_then(Value::as_array_mut).map_or(0, |entries| retime(entries));
        report.insert("elapsed_us".to_owned(), end.into());
    }
}

/// Puts one port for another wherever a value names it, and evens out the short times.
fn plain_numbers(value: &mut Value, ports: &[(u16, u16)]) {
    match value {
        Value::String(text) => {
            for (from, to) in ports {
                *text = text.replace(&format!(":{from}"), &format!(":{to}"));
                *text = text.replace(&format!("port {from}"), &format!("port {to}"));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| plain_numbers(value, ports)),
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match (key.as_str(), value.as_u64()) {
                    ("port", Some(_)) => *value = 3389.into(),
                    ("elapsed_us", Some(us)) if SHORT_US <= us => *value = (us / SHORT_US * SHORT_US).into(),
                    ("elapsed_us", Some(_)) => *value = 0.into(),
                    // A connection's own end; that of a route has no port.
                    ("local", _) if value.as_str().is_some_and(|end| end.contains(':')) => {
                        *value = "127.0.0.1:50000".into();
                    }
                    _ => plain_numbers(value, ports),
                }
            }
        }
        _ => {}
    }
}

/// Lays the phases end to end, with times as on a real network. Gives the end of the last.
fn retime(entries: &mut [Value]) -> u64 {
    let mut now = 0;
    let mut last = 0;
    for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
        let number =
            |entry: &Map<String, Value>, key: &str| entry.get(key).and_then(Value::as_u64).unwrap_or(0);
        let connection = number(entry, "connection");
        if 1 < connection && connection != last {
            now += PACING_US;
        }
        last = connection;
        let elapsed = match (number(entry, "elapsed_us"), entry.get("phase").and_then(Value::as_str)) {
            (long, _) if 0 < long => long,
            (_, Some("resolve")) => 12_400,
            (_, Some("connect")) => 18_200,
            (_, Some("negotiate")) => 21_700,
            _ => 64_900,
        };
        entry.insert("start_us".to_owned(), now.into());
        entry.insert("elapsed_us".to_owned(), elapsed.into());
        now += elapsed;
    }
    now
}
