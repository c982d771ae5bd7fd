//! The `rdp-health` command; see the library of the same crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    rdp_health_cli::run(std::env::args_os()).into()
}
