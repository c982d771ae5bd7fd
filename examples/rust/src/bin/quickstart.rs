//! Checks one host and says what is wrong with it: `cargo run -p rdp-health-examples --bin quickstart -- HOST`.

use rdp_health::{CheckOptions, Target, check};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let target = Target::parse(&std::env::args().nth(1).unwrap_or("localhost".into()))?;
    let report = check(&target, &CheckOptions::default()).await?;
    println!("{}: {}", report.verdict, report.summary);
    for remedy in report.primary_finding().into_iter().flat_map(|finding| &finding.remedies) {
        println!("- {}", remedy.action);
    }
    Ok(())
}
