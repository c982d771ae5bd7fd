//! The suite of the command: one binary that runs the built program.

// `cfg(test)` is always set here; it tells clippy that these modules are tests throughout.
#[cfg(test)]
mod audit;
mod bad_input;
#[cfg(test)]
mod cert;
#[cfg(test)]
mod check;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod expect;
#[cfg(test)]
mod files;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod inert;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod merge;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod powershell;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod program;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod unread;
#[cfg(test)]
mod watch;
