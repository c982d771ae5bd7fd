//! Why does this Remote Desktop connection fail? One verdict, one cause, with proof and remedies.
//!
//! rdp-health looks at a host from where its clients stand, without credentials: name, TCP, RDP negotiation, TLS,
//! certificate. It returns a [`Report`] with one [`Verdict`], at most one primary cause, the evidence for it, the
//! causes that look alike and were excluded, and remedies, the least invasive first.
//!
//! ```no_run
//! use rdp_health::{CheckOptions, Target, check};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let target = Target::parse("srv01.corp.example")?;
//! let report = check(&target, &CheckOptions::default()).await?;
//! println!("{}: {}", report.verdict, report.summary);
//! for remedy in report.primary_finding().into_iter().flat_map(|finding| &finding.remedies) {
//!     println!("- {}", remedy.action);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What the host does is data, never an error: [`check`] returns a report even if nothing answered.
//! [`check_with_progress`] tells each step as it happens, [`check_many`] checks a fleet, [`check_blocking`] serves
//! programs without an asynchronous runtime, and [`explain`] says what a client's error code means, and what it
//! does not. Dropping a future or stream stops its work.
//!
//! A check never logs in and never sends a user name. It opens few connections, one after the other, and the
//! report counts them.

mod certificate;
mod check;
mod clients;
mod diagnose;
mod event;
mod explain;
mod hex;
pub mod observe;
mod options;
mod outcome;
mod plan;
mod policy;
mod probe;
mod profiles;
mod report;
mod target;

#[cfg(fuzzing)]
pub use certificate::fuzzing;
pub use certificate::read as read_certificate;
pub use check::{
    CheckError, Checking, Checks, Update, check, check_blocking, check_many, check_with_progress,
};
pub use clients::{
    ClientProfile, CredsspPolicy, InvalidProfile, OfferedTls, OnBadCertificate, ProfileFact, RdpCipher,
    SecurityProtocol, Shows,
};
pub use diagnose::catalogue::{all as causes, find as cause};
pub use diagnose::{
    Cause, CauseId, ClientOutcome, ClientVerdict, Confidence, Diagnosis, Evidence, Finding, NotChecked,
    PathCertificate, PathOrigin, Place, Remedy, Risk, RuledOut, Severity, StoreTrust, StoreVerdict,
    UnknownCause, Verdict, Visibility, diagnose,
};
pub use event::Event;
pub use explain::{CodeConfidence, CodeFamily, ExplainError, Explanation, Note, NoteKind, Reading, explain};
pub use options::{
    AddressFamily, CheckOptions, Depth, FetchPolicy, InvalidProxy, Override, Proxy, ProxyScheme, Timeouts,
};
pub use outcome::{ClosedBy, Failure, FailureKind, Named, Outcome, Phase, Skipped, Tri};
pub use policy::{Policy, Requirements};
pub use profiles::{EndpointProfile, NamePattern};
pub use report::{Report, SCHEMA, Tool, Vantage};
pub use target::{
    ClientSettings, DEFAULT_PORT, Endpoint, Host, InvalidTarget, ProfileEntry, Service, Target, TargetSummary,
};
