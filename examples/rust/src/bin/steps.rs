//! Shows what a check does while it does it: `cargo run -p rdp-health-examples --bin steps -- HOST`.

use rdp_health::{CheckOptions, Event, Target, Update, check_with_progress};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let target = Target::parse(&std::env::args().nth(1).unwrap_or("localhost".into()))?;
    let mut checking = check_with_progress(&target, &CheckOptions::default())?;
    while let Some(update) = checking.next().await {
        match update {
            Update::Progress(Event::Resolving { name }) => println!("resolving {name}"),
            Update::Progress(Event::Asking { address, connection, why, .. }) => {
                println!("connection {connection} to {address}: {why}");
            }
            Update::Progress(Event::PhaseEnded { phase, ok, elapsed, .. }) => {
                println!("  {phase}: {} after {} ms", if ok { "ok" } else { "no" }, elapsed.as_millis());
            }
            Update::Finished(report) => println!("{}: {}", report.verdict, report.summary),
            _ => {}
        }
    }
    Ok(())
}
