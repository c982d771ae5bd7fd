//! The lab, seen through a raw socket: what it says must be what its scenario says, to the byte.

// `cfg(test)` is always set here; it tells clippy that these modules are tests throughout.
#[cfg(test)]
mod client;
#[cfg(test)]
mod dns;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod legacy_tls;
#[cfg(test)]
mod scenario;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod x224;
