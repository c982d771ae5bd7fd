//! The suite of the renderer: one binary.

// `cfg(test)` is always set here; it tells clippy that the module is a test throughout.
#[cfg(test)]
mod rendered;
