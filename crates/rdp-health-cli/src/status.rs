//! How a command that did its work ended.

pub(crate) const EXIT_FINE: u8 = 0;
/// A plugin that could not do its work.
pub(crate) const EXIT_UNKNOWN: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing as bad as was asked about.
    Fine,
    /// Findings, or no verdict.
    Findings,
    /// Something that was named could not be read; the rest was.
    Incomplete,
    /// Ctrl-C.
    Interrupted,
    /// What programs that read this format expect.
    OfFormat(u8),
}
