//! Exceptions. They are defined in Python, so that they have parents there and can be pickled.

use pyo3::call::PyCallArgs;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rdp_health::{Error, ErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) const INVALID_TARGET: &str = "InvalidTarget";
pub(crate) const INVALID_OPTION: &str = "InvalidOption";
pub(crate) const INVALID_REPORT: &str = "InvalidReport";
const CANNOT_EXPLAIN: &str = "CannotExplain";

/// An exception of `rdp_health._errors`, made of these arguments.
pub(crate) fn raise<'py>(py: Python<'py>, class: &str, arguments: impl PyCallArgs<'py>) -> PyErr {
    let made = py
        .import("rdp_health._errors")
        .and_then(|module| module.getattr(class))
        .and_then(|class| class.call1(arguments));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// What the library says of misuse, as the exception of its kind.
pub(crate) fn misuse(py: Python<'_>, error: Error) -> PyErr {
    match error.kind {
        ErrorKind::InvalidTarget | ErrorKind::OtherFile => {
            // The place of a file belongs to what is wrong there.
            let said = error.to_string();
            let problem = said.strip_suffix(&format!("; {}", error.remedy)).unwrap_or(&said).to_owned();
            raise(py, INVALID_TARGET, (problem, error.remedy))
        }
        ErrorKind::InvalidProfile => {
            let problem = match error.line {
                Some(line) => format!("line {line}: {}", error.problem),
                None => error.problem,
            };
            raise(py, INVALID_TARGET, (problem, error.remedy))
        }
        ErrorKind::InvalidOption => raise(py, INVALID_OPTION, (error.to_string(),)),
        ErrorKind::InvalidReport => raise(py, INVALID_REPORT, (error.to_string(),)),
        ErrorKind::UnknownCode => raise(py, CANNOT_EXPLAIN, (error.to_string(),)),
        _ => PyRuntimeError::new_err(error.to_string()),
    }
}

/// Reads options; what is wrong with one names it as it is written in Python, where spans of time have no `_ms`.
pub(crate) fn options<T: DeserializeOwned>(py: Python<'_>, json: &str) -> PyResult<T> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(json)).map_err(|error| {
        let path = error.path().to_string();
        let path: Vec<&str> = path.split('.').map(|name| name.strip_suffix("_ms").unwrap_or(name)).collect();
        // Nobody sees the text that serde counts lines and columns in.
        let problem = error.inner().to_string();
        let problem = problem.rsplit_once(" at line ").map_or(problem.as_str(), |(problem, _)| problem);
        raise(py, INVALID_OPTION, (format!("{}: {problem}", path.join(".")),))
    })
}

/// Reads JSON; what is wrong with it becomes an exception of this class.
pub(crate) fn from_json<T: DeserializeOwned>(py: Python<'_>, json: &str, class: &str) -> PyResult<T> {
    serde_json::from_str(json).map_err(|error| raise(py, class, (error.to_string(),)))
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> PyResult<String> {
    serde_json::to_string(value).map_err(defect)
}

/// What cannot happen, said instead of hidden.
pub(crate) fn defect(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(format!("rdp-health has a defect, please report it: {error}"))
}
