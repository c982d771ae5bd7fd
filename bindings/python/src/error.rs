//! Exceptions. They are defined in Python, so that they have parents there and can be pickled.

use pyo3::call::PyCallArgs;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) const INVALID_TARGET: &str = "InvalidTarget";
pub(crate) const INVALID_OPTION: &str = "InvalidOption";
pub(crate) const INVALID_REPORT: &str = "InvalidReport";
pub(crate) const CANNOT_EXPLAIN: &str = "CannotExplain";

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
