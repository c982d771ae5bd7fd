//! What is still worth asking, of whom, and why: pure, read by the check loop and by tests.
//!
//! INVARIANT: nothing here does I/O or judges; it only looks at what was seen.

mod agenda;
mod beside;
mod candidates;
mod certificates;
mod gateway;
mod hellos;
mod kdc_proxy;
mod kerberos;
mod names;
pub(crate) mod offers;
mod path;
mod ports;
mod proxy;
mod seen;
mod table;
mod task;

pub(crate) use agenda::{Now, agenda, at_port};
pub(crate) use beside::is_one_host;
pub(crate) use certificates::{distinct_chains, revocation};
pub(crate) use gateway::gateway;
pub(crate) use kerberos::give_up_kerberos;
pub(crate) use names::{compare_given, give_up_names};
pub(crate) use path::{measures_path, path_of_listing, suffered};
pub(crate) use task::{Ask, At, KdcProxy, Party, Task};
