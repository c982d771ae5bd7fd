#![doc = include_str!("../README.md")]
//!
//! ## Where to begin here
//!
//! [`check`] and its [`CheckOptions`]; the [`Report`] with its [`Verdict`], [`Finding`]s and [`observe::Observations`];
//! [`check_with_progress`], [`check_many`], [`check_blocking`]; [`explain`], [`causes`] and [`diagnose`].

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
pub use outcome::{ClosedBy, Failure, FailureKind, Named, Outcome, Phase, Tri};
pub use policy::{Policy, Requirements};
pub use profiles::{EndpointProfile, NamePattern};
pub use report::{Report, SCHEMA, Tool, Vantage};
pub use target::{
    ClientSettings, DEFAULT_PORT, Endpoint, Host, InvalidTarget, ProfileEntry, Service, Target, TargetSummary,
};
