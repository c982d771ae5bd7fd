//! Which interpreter of the process this is.

use std::thread;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

/// Refuses every interpreter but the main one, before anything is made that interpreters would share.
///
/// The types of this module exist once in a process, and a thread that calls back belongs to the main interpreter.
/// CPython itself keeps out those with a lock of their own, and none of the others: pyo3 does not say that it should.
///
/// # Errors
/// `ImportError`: this is a sub-interpreter.
pub(crate) fn only_the_main_one(py: Python<'_>) -> PyResult<()> {
    // A thread that Python has not started is attached to the main interpreter. Without one nothing can be checked,
    // and nobody can say.
    let asking = || thread::Builder::new().spawn(|| Python::try_attach(identity)).ok()?.join().ok()?;
    let main = py.detach(asking).transpose()?;
    if main.is_none_or(|main| identity(py).is_ok_and(|here| here == main)) {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "rdp_health does not work in a sub-interpreter; import it in the main interpreter, or in its own process \
         (with mod_wsgi: WSGIApplicationGroup %{GLOBAL})",
    ))
}

/// Where the dictionary of modules lies, of which each interpreter has one, from its beginning to its end.
fn identity(py: Python<'_>) -> PyResult<usize> {
    Ok(py.import("sys")?.getattr("modules")?.as_ptr().addr())
}
