//! Checks every host named on standard input, 50 at a time, and prints one JSON report per line:
//! `cargo run -p rdp-health-examples --bin fleet < hosts.txt`.

use std::io::BufRead as _;

use rdp_health::{CheckOptions, Depth, ScanOptions, Target, scan};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut targets = Vec::new();
    for (index, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        if !line.trim().is_empty() {
            targets.push(Target::parse(&line).map_err(|error| format!("line {}: {error}", index + 1))?);
        }
    }
    let options = CheckOptions::default().depth(Depth::Quick);
    let mut reports = scan(targets, &options, ScanOptions::default().concurrency(50))?;
    while let Some(report) = reports.next().await {
        println!("{}", serde_json::to_string(&report)?);
        eprintln!("{:<12} {}", report.verdict.to_string(), report.target);
    }
    Ok(())
}
