//! The suite of the renderer: one binary.

// `cfg(test)` is always set here; it tells clippy that the modules are tests throughout.
#[cfg(test)]
mod formats;
#[cfg(test)]
mod rendered;
