//! Real servers.
//!
//! Each test starts the servers it needs, in parallel with the other tests, and stops them.
//! A test whose server is not installed says so and passes; where `CI` is `true` it fails.

mod checks;
mod lab_facts;
mod legacy_tls;
mod peers;
mod signatures;
