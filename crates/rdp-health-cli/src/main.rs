//! The `rdp-health` command.
fn main() {}
