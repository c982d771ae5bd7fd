#![doc = include_str!("../README.md")]
//!
//! ## Where to begin here
//!
//! [`check`] with its [`CheckOptions`], and the [`Report`] with its [`Verdict`], [`Finding`]s and
//! [`observe::Observations`]. Options have setters, since `..Default::default()` is not for structs that grow. An [`Error`]
//! tells of misuse alone.
//!
//! ## A fleet
//!
//! [`scan`] checks many hosts, so many at a time, and gives the reports in the order in which the checks end.
//! [`ScanOptions`] say how many and how gently, [`AddressRange`] makes targets of `192.0.2.0/24`, and a [`Shard`] is the
//! part that one of several machines checks.
//!
//! ```no_run
//! # use rdp_health::{CheckOptions, ScanOptions, Target, scan};
//! # async fn example(targets: Vec<Target>) -> Result<(), rdp_health::Error> {
//! let scanning = ScanOptions::default().concurrency(50).rate(200);
//! let mut reports = scan(targets, &CheckOptions::default(), scanning)?;
//! while let Some(report) = reports.next().await {
//!     println!("{:<12} {}", report.verdict, report.target);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Progress
//!
//! [`check_with_progress`] tells each step of one check as it happens.
//!
//! ```no_run
//! # use rdp_health::{CheckOptions, Target, Update, check_with_progress};
//! # async fn example(target: Target) -> Result<(), rdp_health::Error> {
//! let mut checking = check_with_progress(&target, &CheckOptions::default())?;
//! while let Some(update) = checking.next().await {
//!     match update {
//!         Update::Progress(event) => println!("{event:?}"),
//!         Update::Finished(report) => println!("{}", report.verdict),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## A watch
//!
//! [`watch`] checks one host again and again, tells what changed, and ends when the host is as it should be.
//!
//! ```no_run
//! # use rdp_health::{CheckOptions, Depth, Target, Until, WatchOptions, watch};
//! # async fn example(target: Target) -> Result<(), rdp_health::Error> {
//! let options = CheckOptions::default().depth(Depth::Quick);
//! let mut checks = watch(&target, &options, WatchOptions::default().until(Until::Healthy))?;
//! while let Some(seen) = checks.next().await {
//!     if let Some(change) = seen.change {
//!         println!("{} for {:?}, now {}", change.before, change.lasted, seen.report.verdict);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Many checks
//!
//! A [`Checker`] reads what checks share once, the stores of trusted roots first of all, and gives the same verbs.
//!
//! ## And
//!
//! [`check_blocking`] serves programs without an asynchronous runtime, and [`explain`] says what a client's error code
//! means, and what it does not. [`diagnose`] judges a report or observations again, [`judge_beside`] a report beside an
//! earlier one. [`compare`] says what differs between two reports, and [`what_if`] which clients a change would cost. [`merge`] puts reports of
//! several machines and places together. [`causes`] lists every cause, and [`read_certificate`] gives the facts
//! of a certificate.

// Whatever these compute, they compute from what a peer or a report said.
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod certificate;
mod check;
mod clients;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod comparison;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod diagnose;
mod error;
mod event;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod expect;
mod explain;
mod files;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hex;
mod inert;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod json;
mod merge;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
pub mod observe;
mod options;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod outcome;
mod plan;
mod policy;
mod probe;
mod profiles;
mod redact;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod report;
mod symptom;
mod target;
mod threads;
#[cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]
mod what_if;

/// The codes of the protocols as observations hold them: what is unknown is kept, and prints as a number.
pub mod codes {
    pub use rdp_health_wire::credssp::{CredsspVersion, NtStatus};
    pub use rdp_health_wire::gcc::{EncryptionLevel, EncryptionMethod, MultitransportFlags, RdpVersion};
    pub use rdp_health_wire::mcs::{DisconnectReason, McsResult};
    pub use rdp_health_wire::negotiation::{FailureCode, ResponseFlags, SecurityProtocols};
    pub use rdp_health_wire::socks::{SocksMethod, SocksReply};
    pub use rdp_health_wire::tls::{
        AlertDescription, CipherSuite, CompressionMethod, NamedGroup, SignatureScheme, TlsVersion,
    };
    pub use rdp_health_wire::udp::UdpVersion;
    pub use rdp_health_wire::x224::TpduCode;
    pub use rdp_health_wire::x509::RevocationReason;
}

pub use certificate::read as read_certificate;
pub use check::{
    Change, Checker, Checking, Checks, LintOptions, ScanOptions, Seen, Until, Update, Watch, WatchOptions,
    Watched, audit, check, check_blocking, check_with_progress, diagnose, join, known_zone, lint, scan,
    watch,
};
pub use clients::{
    ClientProfile, CredsspPolicy, LeftOut, OfferedTls, OnBadCertificate, ProfileFact, RdpCipher,
    SecurityProtocol, Shows,
};
pub use comparison::{
    Aspect, ComparedAs, ComparedSide, Comparison, Course, Difference, Implication, ImplicationKind, SameFact,
    compare,
};
pub use diagnose::catalogue::{all as causes, find as cause};
pub use diagnose::{
    Cause, CauseId, ClientOutcome, ClientVerdict, Confidence, Diagnosis, Evidence, Finding, KerberosNeed,
    KerberosPoint, KerberosReadiness, NotChecked, PathCertificate, PathOrigin, Place, Remedy, Risk, RuledOut,
    Severity, StoreTrust, StoreVerdict, Verdict, Visibility,
};
pub use error::{Error, ErrorKind, FilePlace};
pub use event::Event;
pub use expect::{Expectation, ExpectationOutcome, ExpectationResult};
pub use explain::{
    CodeClient, CodeConfidence, CodeFamily, Explainer, Explanation, LogExplanation, LogGroup, LogReader,
    Note, NoteKind, Reading, explain,
};
pub use files::{
    Dialog, Dialogs, FileKind, FileSignature, Lint, ReadOptions, Remark, RemarkLevel, SignatureState,
    SignerTrust, Targets,
};
pub use inert::{inert, is_inert};
pub use json::rfc3339;
pub use merge::{MERGED_SCHEMA, Merged, MergedHost, SeenFrom, merge};
pub use options::{
    AddressFamily, CheckOptions, Depth, FetchPolicy, Override, Proxy, ProxyScheme, Timeouts, parse_dns_server,
};
pub use outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase, Skipped, Tri};
pub use policy::{Policy, Requirements};
pub use profiles::{EndpointProfile, NamePattern};
pub use redact::Redactor;
pub use report::{
    AUDIT_SCHEMA, Audit, AuditObservations, Report, Reports, SCHEMA, Tool, Vantage, judge_beside,
};
pub use symptom::{ExcludedCause, RemainingCause, Symptom, SymptomFit};
pub use target::{
    AddressRange, ClientSettings, DEFAULT_PORT, Endpoint, Host, Labels, ProfileEntry, Service, Shard, Target,
    TargetSummary, ZonedAddress,
};
pub use threads::spare_threads;
pub use what_if::{
    Effort, FleetLosses, HostLosses, LossFix, LostAtHosts, LostClient, NotSeen, WhatIf, WhatIfAnswer, what_if,
};
