//! Reads a saved report and judges its observations as of another day, without touching the network:
//! `cargo run -p rdp-health-examples --bin judge_again -- report.json 90` says what will be wrong in 90 days.

use std::time::{Duration, SystemTime};

use rdp_health::{CheckOptions, Report, diagnose};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the file of a report made with --format json")?;
    let days: u64 = arguments.next().unwrap_or("0".into()).parse()?;
    let report = Report::from_json(&std::fs::read_to_string(path)?)?;
    let then = SystemTime::now() + Duration::from_secs(days * 86_400);
    let report = diagnose(&report, &CheckOptions::default().judge_at(then));
    println!("{}: {}", report.verdict, report.summary);
    for finding in &report.findings {
        println!("- {} ({}): {}", finding.id, finding.confidence, finding.summary);
    }
    Ok(())
}
