//! What was seen, judged again: here, since without a moment in the options it is judged for now.

use std::time::SystemTime;

use crate::diagnose::{self, Diagnosis};
use crate::observe::Observations;
use crate::options::CheckOptions;
use crate::report::Report;
use crate::target::TargetSummary;

/// What [`diagnose`] judges: a report, or observations and the target that they are of.
pub trait Seen: sealed::Sealed {
    /// What becomes of it: a report stays a report.
    type Judged;

    #[doc(hidden)]
    fn judge(self, options: &CheckOptions, now: SystemTime) -> Self::Judged;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for &super::Report {}
    impl Sealed for (&super::Observations, &super::TargetSummary) {}
}

impl Seen for &Report {
    type Judged = Report;

    fn judge(self, options: &CheckOptions, now: SystemTime) -> Report {
        self.judged(options, now)
    }
}

impl Seen for (&Observations, &TargetSummary) {
    type Judged = Diagnosis;

    fn judge(self, options: &CheckOptions, now: SystemTime) -> Diagnosis {
        let (observations, target) = self;
        diagnose::diagnose(observations, target, &options.policy, &options.client_profiles(), now)
    }
}

/// Judges again what was seen: by another policy, at another moment, by a newer version. Nothing is probed.
///
/// Of the options, the policy and [`judge_at`](CheckOptions::judge_at) count: absent, dates are judged for now. What a
/// client shows ([`client_error`](CheckOptions::client_error)) and what is [expected](CheckOptions::expect) is held against
/// a report, which keeps its own where none is given, and one that is redacted stays as it is. A report keeps its own clients; observations are judged for those of the options. The target belongs to the judgement:
/// whether a name matches, and what a `.rdp` file makes of a warning, depend on what was asked for.
///
/// ```
/// # use rdp_health::{Policy, Report, diagnose};
/// # fn strictly(report: &Report) -> Report {
/// let options = report.options.clone().policy(Policy::default().expiry_warning_days(90));
/// diagnose(report, &options)
/// # }
/// ```
#[must_use]
pub fn diagnose<S: Seen>(seen: S, options: &CheckOptions) -> S::Judged {
    seen.judge(options, options.judge_at.unwrap_or_else(SystemTime::now))
}
