//! Tells when a host is back: `cargo run -p rdp-health-examples --bin watch -- HOST`.

use std::time::Duration;

use rdp_health::{CheckOptions, Depth, Target, Until, WatchOptions, watch};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let target = Target::parse(&std::env::args().nth(1).unwrap_or("localhost".into()))?;
    let options = CheckOptions::default().depth(Depth::Quick);
    let watching = WatchOptions::default().interval(Duration::from_secs(10)).until(Until::Degraded);
    let mut checks = watch(&target, &options, watching)?;
    let mut first = true;
    while let Some(seen) = checks.next().await {
        if first || seen.change.is_some() {
            println!("{}: {}", seen.report.verdict, seen.report.summary);
        }
        first = false;
    }
    Ok(())
}
