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
pub mod inside;
pub mod reports;
mod tasks;
mod updates;

use std::ffi::OsString;

use napi::Env;
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use rdp_health::observe::Observations;
use rdp_health::{
    Audit, EndpointProfile, LintOptions, ReadOptions, Report, TargetSummary, Targets, check_with_progress,
};
use rdp_health_render::{CausePage, Format};
use serde::Deserialize;

use arguments::TargetArgument;
use error::{Code, Result};
use tasks::Tasks;
use updates::Updates;

/// A check of one host, told as it happens: its events, then `{"report": …}`.
///
/// # Errors
/// The target or an option makes no sense; nothing has been probed.
#[napi(catch_unwind)]
pub fn check(env: &Env, target: TargetArgument, options: String) -> Result<Updates> {
    let target = arguments::target("target", target)?;
    let checking = check_with_progress(&target, &arguments::options(&options)?)
        .map_err(|error| Code::misuse("options", &error))?;
    Ok(Updates::of_check(Tasks::of(env)?, checking))
}

/// Checks of many hosts, at the pace of `scanning`: their reports, in the order in which they end.
///
/// # Errors
/// A target or an option makes no sense; nothing has been probed.
#[napi(catch_unwind)]
pub fn scan(env: &Env, targets: Vec<TargetArgument>, options: String, scanning: String) -> Result<Updates> {
    let targets = targets
        .into_iter()
        .enumerate()
        .map(|(index, target)| arguments::target(&format!("targets[{index}]"), target))
        .collect::<Result<Vec<_>>>()?;
    let scanning = arguments::scanning(&scanning)?;
    let checks = rdp_health::scan(targets, &arguments::options(&options)?, scanning)
        .map_err(|error| Code::misuse("options", &error))?;
    Ok(Updates::of_scan(Tasks::of(env)?, checks))
}

/// Checks of one host, again and again: each with its report and what changed.
///
/// # Errors
/// The target or an option makes no sense; nothing has been probed.
#[napi(catch_unwind)]
pub fn watch(env: &Env, target: TargetArgument, options: String, watching: String) -> Result<Updates> {
    let target = arguments::target("target", target)?;
    let watching = arguments::watching(&watching)?;
    let checks = rdp_health::watch(&target, &arguments::options(&options)?, watching)
        .map_err(|error| Code::misuse("options", &error))?;
    Ok(Updates::of_watch(Tasks::of(env)?, checks))
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

/// The targets that a file names, as JSON.
///
/// # Errors
/// The file names none, one cannot be used, or an option makes no sense.
#[napi(catch_unwind)]
pub fn read_targets(name: String, content: Uint8Array, options: String) -> Result<String> {
    let options: ReadOptions = arguments::parse("options", Code::InvalidOption, &options)?;
    let read = Targets::read(&name, &content, &options).map_err(|error| Code::misuse("file", &error))?;
    if let Some(problem) = read.problems.first() {
        return Err(Code::misuse("file", problem));
    }
    let targets = read.with_ranges().map_err(|error| Code::misuse("file", &error))?;
    let targets: Vec<_> = targets.iter().map(TargetSummary::from).collect();
    serde_json::to_string(&targets).map_err(Code::internal)
}

/// What is wrong with a file that names hosts, as JSON, with the report of one where there is one.
///
/// # Errors
/// The file names none, an option makes no sense, or the report cannot be read.
#[napi(catch_unwind)]
pub fn lint(name: String, content: Uint8Array, options: String, report: Option<String>) -> Result<String> {
    let options: LintOptions = arguments::parse("options", Code::InvalidOption, &options)?;
    let mut lint =
        rdp_health::lint(&name, &content, &options).map_err(|error| Code::misuse("file", &error))?;
    if let Some(report) = report {
        lint = lint.with_report(&arguments::report("report", &report)?);
    }
    serde_json::to_string(&lint).map_err(Code::internal)
}

/// The endpoints of a known profile, as JSON.
///
/// # Errors
/// The profile does not exist.
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
    let profile = EndpointProfile::read_toml(&toml).map_err(|error| Code::misuse("name.toml", &error))?;
    serde_json::to_string(&profile.endpoints).map_err(Code::internal)
}

/// What is known about a code, a symbol, a message or a cause, as JSON; of one client alone where one is named.
///
/// # Errors
/// Nothing is known of it, or it is nothing that could be known.
#[napi(catch_unwind)]
pub fn explain(code: String, client: Option<String>) -> Result<String> {
    let explanation = rdp_health::Explainer::new()
        .client_named(client.as_deref())
        .and_then(|known| known.explain(&code))
        .map_err(|error| Code::misuse("code", &error))?;
    serde_json::to_string(&explanation).map_err(Code::internal)
}

/// Every cause with its page, as JSON.
///
/// # Errors
/// A defect of this package.
#[napi(catch_unwind)]
pub fn causes() -> Result<String> {
    let causes: Vec<_> = rdp_health::causes().iter().map(CausePage::of).collect();
    serde_json::to_string(&causes).map_err(Code::internal)
}

/// The facts of a certificate in DER, as JSON.
///
/// # Errors
/// A defect of this package.
#[napi(catch_unwind)]
pub fn read_certificate(der: Uint8Array) -> Result<String> {
    serde_json::to_string(&rdp_health::read_certificate(&der)).map_err(Code::internal)
}

/// The report, judged with an earlier one at hand.
///
/// # Errors
/// One of the texts is not a report.
#[napi(catch_unwind)]
pub fn judge_beside(report: String, earlier: String) -> Result<String> {
    let report = arguments::report("report", &report)?;
    let earlier = arguments::report("earlier", &earlier)?;
    serde_json::to_string(&rdp_health::judge_beside(&report, &earlier)).map_err(Code::internal)
}

/// Reports put together, each with its place: `[[place, report], …]` as JSON.
///
/// # Errors
/// One of them is not a report.
#[napi(catch_unwind)]
pub fn merge(reports: String) -> Result<String> {
    let reports: Vec<(String, Report)> = arguments::parse("places", Code::InvalidReport, &reports)?;
    serde_json::to_string(&rdp_health::merge(reports)).map_err(Code::internal)
}

/// The report of the same observations, judged by the policy and for the moment in the options; a report made
/// by an older version is judged as this version would.
///
/// # Errors
/// The text is not a report, or an option makes no sense.
#[napi(catch_unwind)]
pub fn judge_again(report: String, options: String) -> Result<String> {
    let report = arguments::report("report", &report)?;
    let options = arguments::options(&options)?;
    serde_json::to_string(&rdp_health::diagnose(&report, &options)).map_err(Code::internal)
}

/// What was seen of a host.
#[derive(Deserialize)]
struct Seen {
    observations: Observations,
    target: TargetSummary,
}

/// The diagnosis of observations and their target, as JSON.
///
/// # Errors
/// The text does not contain them, or an option makes no sense.
#[napi(catch_unwind)]
pub fn diagnose(seen: String, options: String) -> Result<String> {
    let seen: Seen = arguments::parse("seen", Code::InvalidReport, &seen)?;
    let options = arguments::options(&options)?;
    let diagnosis = rdp_health::diagnose((&seen.observations, &seen.target), &options);
    serde_json::to_string(&diagnosis).map_err(Code::internal)
}

/// The report or the audit in another form.
///
/// # Errors
/// The text is neither, or the form does not exist.
#[napi(catch_unwind)]
pub fn render(report: String, format: String, options: String) -> Result<String> {
    if Audit::reads(&report) {
        let audit: Audit = arguments::parse("report", Code::InvalidReport, &report)?;
        let format = arguments::format(&format)?;
        let options = arguments::parse("options", Code::InvalidOption, &options)?;
        let text = format.write_audit(&audit, &options).map_err(Code::internal)?;
        return text.ok_or_else(|| {
            let names: Vec<String> = Format::OF_AUDITS.iter().map(|format| format!("'{format}'")).collect();
            Code::InvalidOption
                .says(format!("format: an audit has no '{format}'; write {}", names.join(" or ")))
        });
    }
    let report = arguments::report("report", &report)?;
    let format = arguments::format(&format)?;
    format
        .write(&report, &arguments::parse("options", Code::InvalidOption, &options)?)
        .map_err(Code::internal)
}

/// The reports, a JSON array, as one document.
///
/// # Errors
/// The text is not an array of reports, or the form does not exist.
#[napi(catch_unwind)]
pub fn render_all(reports: String, format: String, options: String) -> Result<String> {
    let reports: Vec<Report> = arguments::parse("reports", Code::InvalidReport, &reports)?;
    let format = arguments::format(&format)?;
    let options = arguments::parse("options", Code::InvalidOption, &options)?;
    format.write_all(&reports, &options).map_err(Code::internal)
}

/// The command line: `arguments`, the first of which is the program's name. Gives the exit status, and blocks until
/// then.
#[napi(catch_unwind)]
#[must_use]
pub fn run(arguments: Vec<String>) -> u8 {
    rdp_health_cli::run(arguments.into_iter().map(OsString::from))
}
