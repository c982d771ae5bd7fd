//! The native half of the npm package: arguments in, JSON out. `lib/` is what people call.
//!
//! INVARIANT: only strings, numbers and byte arrays cross the border, and every report and event crosses as one
//! JSON text. So nothing here has to know their fields, and nothing points into memory of another owner, which
//! Electron forbids.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a JavaScript string is copied where it crosses; it cannot be lent"
)]

mod arguments;
mod error;
mod updates;

use std::ffi::OsString;
use std::num::NonZeroUsize;

use napi_derive::napi;
use rdp_health::{EndpointProfile, TargetSummary, check_many, check_with_progress};

use arguments::TargetArgument;
use error::{Code, Result};
use updates::Updates;

/// A check of one host, told as it happens: its events, then `{"report": …}`.
///
/// # Errors
/// The target or an option makes no sense; nothing has been probed.
#[napi(catch_unwind)]
pub fn check(target: TargetArgument, options: String) -> Result<Updates> {
    let target = arguments::target("target", target)?;
    let checking =
        check_with_progress(&target, &arguments::options(&options)?).map_err(|error| Code::option(&error))?;
    Ok(Updates::of_check(checking))
}

/// Checks of many hosts, `concurrency` at a time: their reports, in the order in which they end.
///
/// # Errors
/// A target or an option makes no sense; nothing has been probed.
#[napi(catch_unwind)]
pub fn scan(targets: Vec<TargetArgument>, options: String, concurrency: u32) -> Result<Updates> {
    let targets = targets
        .into_iter()
        .enumerate()
        .map(|(index, target)| arguments::target(&format!("targets[{index}]"), target))
        .collect::<Result<Vec<_>>>()?;
    let concurrency = usize::try_from(concurrency).ok().and_then(NonZeroUsize::new);
    let concurrency = concurrency.ok_or_else(|| {
        Code::InvalidOption.says("options.concurrency is 0; write a whole number from 1 on, or leave it out")
    })?;
    let checks = check_many(targets, &arguments::options(&options)?, concurrency)
        .map_err(|error| Code::option(&error))?;
    Ok(Updates::of_scan(checks))
}

/// What a target names, as JSON.
///
/// # Errors
/// The target makes no sense.
#[napi(catch_unwind)]
pub fn parse_target(target: TargetArgument) -> Result<String> {
    let target = TargetSummary::from(&arguments::target("target", target)?);
    serde_json::to_string(&target).map_err(Code::internal)
}

/// The endpoints of a known profile, as JSON.
///
/// # Errors
/// There is no such profile.
#[napi(catch_unwind)]
pub fn profile(id: String) -> Result<String> {
    let Some(profile) = EndpointProfile::find(&id) else {
        let known: Vec<String> =
            EndpointProfile::known().into_iter().map(|known| format!("'{}'", known.id)).collect();
        let remedy = format!("write {}, or {{ toml: text }} for a list of your own", known.join(" or "));
        return Err(Code::InvalidTarget.says(format!("name: there is no list '{id}'; {remedy}")));
    };
    serde_json::to_string(&profile.endpoints).map_err(Code::internal)
}

/// The endpoints of a user's own profile, as JSON.
///
/// # Errors
/// The text is no profile.
#[napi(catch_unwind)]
pub fn read_profile(toml: String) -> Result<String> {
    let profile = EndpointProfile::read_toml(&toml)
        .map_err(|error| Code::InvalidTarget.says(format!("name.toml: {error}")))?;
    serde_json::to_string(&profile.endpoints).map_err(Code::internal)
}

/// What is known about a code, a symbol or a cause, as JSON.
///
/// # Errors
/// Nothing is known of it, or it is nothing that could be known.
#[napi(catch_unwind)]
pub fn explain(code: String) -> Result<String> {
    let explanation =
        rdp_health::explain(&code).map_err(|error| Code::Unknown.says(format!("code: {error}")))?;
    serde_json::to_string(&explanation).map_err(Code::internal)
}

/// The report of the same observations, judged by the policy and for the moment in the options; a report made
/// by an older version is judged as this version would.
///
/// # Errors
/// The report is none, or an option makes no sense.
#[napi(catch_unwind)]
pub fn diagnose(report: String, options: String) -> Result<String> {
    let report = arguments::report(&report)?;
    let options = arguments::options(&options)?;
    let Some(judge_at) = options.judge_at else {
        return Err(
            Code::InvalidOption.says("options.judge_at is missing; write for example 2026-01-31T12:00:00Z")
        );
    };
    serde_json::to_string(&report.judged_again(&options.policy, judge_at)).map_err(Code::internal)
}

/// The report in another form.
///
/// # Errors
/// The report is none, or there is no such form.
#[napi(catch_unwind)]
pub fn render(report: String, format: String, options: String) -> Result<String> {
    let report = arguments::report(&report)?;
    let format = arguments::format(&format)?;
    format
        .write(&report, &arguments::parse("options", Code::InvalidOption, &options)?)
        .map_err(Code::internal)
}

/// The command line: `arguments`, the first of which is the program's name. Gives the exit status, and blocks until
/// then.
#[napi(catch_unwind)]
#[must_use]
pub fn run(arguments: Vec<String>) -> u8 {
    rdp_health_cli::run(arguments.into_iter().map(OsString::from))
}
