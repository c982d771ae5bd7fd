//! `rdp_health._native`: the library for the Python package, which is the only one to call it.
//!
//! Options, reports and explanations cross the border as JSON, so that a new field needs no line here; the package's
//! generated types give them their form. What a host does is never an exception.

mod error;
mod inside;
mod interpreter;
mod log;
mod process;
mod reports;
mod runtime;
mod stream;
mod target;

use std::ffi::OsString;

use pyo3::prelude::*;
use rdp_health::observe::Observations;
use rdp_health::{
    Audit, CheckOptions, EndpointProfile, Explainer, LintOptions, ReadOptions, Report, TargetSummary, Targets,
};
use rdp_health_render::{CausePage, Format, TextOptions};

use error::{from_json, misuse, options, raise, to_json};
use process::Process;
use runtime::Runtime;
use stream::Stream;
use target::TargetText;

/// See `_native.pyi` for what each item takes and gives.
#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    interpreter::only_the_main_one(module.py())?;
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Runtime>()?;
    module.add_class::<Stream>()?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add_function(wrap_pyfunction!(this_process, module)?)?;
    module.add_function(wrap_pyfunction!(forked, module)?)?;
    module.add_function(wrap_pyfunction!(parse_target, module)?)?;
    module.add_function(wrap_pyfunction!(read_targets, module)?)?;
    module.add_function(wrap_pyfunction!(lint, module)?)?;
    module.add_function(wrap_pyfunction!(profile, module)?)?;
    module.add_function(wrap_pyfunction!(read_profile, module)?)?;
    module.add_function(wrap_pyfunction!(explain, module)?)?;
    module.add_function(wrap_pyfunction!(causes, module)?)?;
    module.add_function(wrap_pyfunction!(read_certificate, module)?)?;
    module.add_function(wrap_pyfunction!(judge_beside, module)?)?;
    module.add_function(wrap_pyfunction!(reports::compare, module)?)?;
    module.add_function(wrap_pyfunction!(reports::what_if, module)?)?;
    module.add_function(wrap_pyfunction!(reports::redact, module)?)?;
    module.add_function(wrap_pyfunction!(inside::read_inside, module)?)?;
    module.add_function(wrap_pyfunction!(inside::audit, module)?)?;
    module.add_function(wrap_pyfunction!(inside::read_this_computer, module)?)?;
    module.add_function(wrap_pyfunction!(inside::join, module)?)?;
    module.add_function(wrap_pyfunction!(inside::audit_script, module)?)?;
    module.add_function(wrap_pyfunction!(merge, module)?)?;
    module.add_function(wrap_pyfunction!(read_report, module)?)?;
    module.add_function(wrap_pyfunction!(diagnose, module)?)?;
    module.add_function(wrap_pyfunction!(judge_again, module)?)?;
    module.add_function(wrap_pyfunction!(render, module)?)?;
    module.add_function(wrap_pyfunction!(render_all, module)?)?;
    Ok(())
}

/// The command line, with the GIL released.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| rdp_health_cli::run(arguments))
}

/// The process's id, and how often its memory was copied: no other process with this memory has both.
#[pyfunction]
fn this_process() -> (u32, u64) {
    let Process { id, forks } = Process::current();
    (id, forks)
}

/// Tells that the memory of this process was copied.
#[pyfunction]
fn forked() {
    Process::forked();
}

#[pyfunction]
fn parse_target(py: Python<'_>, target: TargetText) -> PyResult<String> {
    to_json(&TargetSummary::from(&target.parse(py)?))
}

/// The targets that a file names.
#[pyfunction]
fn read_targets(py: Python<'_>, name: &str, content: &[u8], options: &str) -> PyResult<String> {
    let options: ReadOptions = self::options(py, options)?;
    let read = Targets::read(name, content, &options).map_err(|error| misuse(py, error))?;
    if let Some(problem) = read.problems.first() {
        return Err(misuse(py, problem.clone()));
    }
    let targets = read.with_ranges().map_err(|error| misuse(py, error))?;
    to_json(&targets.iter().map(TargetSummary::from).collect::<Vec<_>>())
}

/// What is wrong with a file that names hosts, with what the report of its host adds.
#[pyfunction]
#[pyo3(signature = (name, content, options, report=None))]
fn lint(py: Python<'_>, name: &str, content: &[u8], options: &str, report: Option<&str>) -> PyResult<String> {
    let options: LintOptions = self::options(py, options)?;
    let lint = rdp_health::lint(name, content, &options).map_err(|error| misuse(py, error))?;
    match report {
        Some(report) => to_json(&lint.with_report(&from_json(py, report, error::INVALID_REPORT)?)),
        None => to_json(&lint),
    }
}

/// The endpoints of a known profile.
#[pyfunction]
fn profile(py: Python<'_>, id: &str) -> PyResult<String> {
    let Some(profile) = EndpointProfile::find(id) else {
        let known: Vec<String> = EndpointProfile::known().into_iter().map(|known| known.id).collect();
        let remedy = format!("write {}, or the Path of a list of your own", known.join(" or "));
        return Err(raise(py, error::INVALID_TARGET, (format!("there is no list '{id}'"), remedy)));
    };
    to_json(&profile.endpoints)
}

/// The endpoints of a user's own profile.
#[pyfunction]
fn read_profile(py: Python<'_>, toml: &str) -> PyResult<String> {
    let profile = EndpointProfile::read_toml(toml).map_err(|error| misuse(py, error))?;
    to_json(&profile.endpoints)
}

/// What a code or a text means, of one client alone where one is named.
#[pyfunction]
#[pyo3(signature = (query, client=None))]
fn explain(py: Python<'_>, query: &str, client: Option<&str>) -> PyResult<String> {
    let explanation = Explainer::new().client_named(client).and_then(|known| known.explain(query));
    to_json(&explanation.map_err(|error| misuse(py, error))?)
}

/// Every cause, with its page.
#[pyfunction]
fn causes() -> PyResult<String> {
    to_json(&rdp_health::causes().iter().map(CausePage::of).collect::<Vec<_>>())
}

/// The facts of a certificate in DER.
#[pyfunction]
fn read_certificate(der: &[u8]) -> PyResult<String> {
    to_json(&rdp_health::read_certificate(der))
}

/// The report, judged with an earlier one at hand.
#[pyfunction]
fn judge_beside(py: Python<'_>, report: &str, earlier: &str) -> PyResult<String> {
    let report: Report = from_json(py, report, error::INVALID_REPORT)?;
    to_json(&rdp_health::judge_beside(&report, &from_json(py, earlier, error::INVALID_REPORT)?))
}

/// Reports put together, each with its place.
#[pyfunction]
fn merge(py: Python<'_>, reports: Vec<(String, String)>) -> PyResult<String> {
    let read = |(place, report): (String, String)| {
        Ok((place, from_json::<Report>(py, &report, error::INVALID_REPORT)?))
    };
    to_json(&rdp_health::merge(reports.into_iter().map(read).collect::<PyResult<Vec<_>>>()?))
}

/// Reads a report strictly and writes it again, as this version writes it.
#[pyfunction]
fn read_report(py: Python<'_>, report: &str) -> PyResult<String> {
    to_json(&from_json::<Report>(py, report, error::INVALID_REPORT)?)
}

#[pyfunction]
fn diagnose(py: Python<'_>, observations: &str, target: &str, options: &str) -> PyResult<String> {
    let observations: Observations = from_json(py, observations, error::INVALID_REPORT)?;
    let target: TargetSummary = from_json(py, target, error::INVALID_REPORT)?;
    let options: CheckOptions = self::options(py, options)?;
    to_json(&rdp_health::diagnose((&observations, &target), &options))
}

#[pyfunction]
fn judge_again(py: Python<'_>, report: &str, options: &str) -> PyResult<String> {
    let report: Report = from_json(py, report, error::INVALID_REPORT)?;
    let options: CheckOptions = self::options(py, options)?;
    to_json(&rdp_health::diagnose(&report, &options))
}

#[pyfunction]
fn render(py: Python<'_>, report: &str, format: &str, options: &str) -> PyResult<String> {
    let (format, options) = manner(py, format, options)?;
    if Audit::reads(report) {
        let audit: Audit = from_json(py, report, error::INVALID_REPORT)?;
        let text = format.write_audit(&audit, &options).map_err(error::defect)?;
        return text.ok_or_else(|| {
            let names: Vec<String> =
                Format::OF_AUDITS.iter().map(|format| format!("{:?}", format.as_str())).collect();
            let problem =
                format!("an audit has no format {:?}; write {}", format.as_str(), names.join(" or "));
            raise(py, error::INVALID_OPTION, (problem,))
        });
    }
    let report: Report = from_json(py, report, error::INVALID_REPORT)?;
    format.write(&report, &options).map_err(error::defect)
}

#[pyfunction]
fn render_all(py: Python<'_>, reports: Vec<String>, format: &str, options: &str) -> PyResult<String> {
    let reports = reports.into_iter().map(|report| from_json(py, &report, error::INVALID_REPORT));
    let reports: Vec<Report> = reports.collect::<PyResult<_>>()?;
    let (format, options) = manner(py, format, options)?;
    format.write_all(&reports, &options).map_err(error::defect)
}

fn manner(py: Python<'_>, format: &str, options: &str) -> PyResult<(Format, TextOptions)> {
    let options: TextOptions = self::options(py, options)?;
    // The setter keeps the width within its bounds.
    let width = options.width;
    let Some(format) = Format::from_name(format) else {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        let problem = format!("there is no format {format:?}; write one of {}", names.join(", "));
        return Err(raise(py, error::INVALID_OPTION, (problem,)));
    };
    Ok((format, options.width(width)))
}
