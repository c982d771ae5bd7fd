//! How a command that did its work ended.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing as bad as was asked about.
    Fine,
    /// Findings, or no verdict.
    Findings,
    /// Ctrl-C.
    Interrupted,
    /// What whoever runs a program for the format of the output expects.
    OfFormat(u8),
}
