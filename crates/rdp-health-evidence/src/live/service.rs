//! A service, as Windows tells of it.

/// A service that Windows knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) name: String,
    /// `SERVICE_…_START`: 2 automatic, 3 manual, 4 disabled.
    pub(super) start: Option<u32>,
    /// In the words of WMI: `Running`.
    pub(super) state: &'static str,
    /// The process that it runs in.
    pub(super) process: Option<u32>,
}
