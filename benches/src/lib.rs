//! What the benches share: lab hosts in a process of their own, and what a process uses.
//!
//! Nothing here judges a time. What a bench insists on is a bound or an answer, never a duration.

mod fleet;
mod usage;

pub use fleet::{Fleet, HostProcess};
pub use usage::{cpu_time, limit_descriptors, open_descriptors, peak_memory};

/// Whether `cargo bench` started this program. `cargo test --benches` starts it as well, and must not wait for it.
#[must_use]
pub fn started_by_cargo_bench(arguments: &[&str]) -> bool {
    arguments.contains(&"--bench")
}
