//! The suite: one binary, so that it links once and its tests share the machine's cores.

// `cfg(test)` is always set here; it tells clippy that these modules are tests throughout.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod real;

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod captures;
#[cfg(test)]
mod fleet;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod kerberos;
#[cfg(test)]
mod library;
#[cfg(test)]
mod names;
#[cfg(test)]
mod observations;
#[cfg(test)]
mod redacted;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod sound;
#[cfg(test)]
mod symptom;
