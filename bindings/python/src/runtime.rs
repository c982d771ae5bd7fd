//! The threads that do the network work.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use rdp_health::{
    CheckOptions, ScanOptions, Target, WatchOptions, check_with_progress, scan, spare_threads, watch,
};

use crate::error::{misuse, options};
use crate::log::{Log, Record};
use crate::stream::{Stream, Work};
use crate::target::TargetText;

/// Two threads wait for all the sockets; more would not make a network faster.
const THREADS: usize = 2;

/// The runtime of one process: `fork` copies no threads, so the package keeps one of these per process.
#[pyclass(frozen, module = "rdp_health._native")]
pub(crate) struct Runtime {
    // INVARIANT: never dropped. Dropping it would wait for its threads, which a forked child does not have.
    tokio: OnceLock<&'static tokio::runtime::Runtime>,
    log: Arc<Log>,
}

#[pymethods]
impl Runtime {
    /// Starts nothing yet.
    #[new]
    fn new() -> Self {
        Self { tokio: OnceLock::new(), log: Arc::default() }
    }

    fn check(&self, py: Python<'_>, target: TargetText, options: &str, events: bool) -> PyResult<Stream> {
        let target = target.parse(py)?;
        let options: CheckOptions = self::options(py, options)?;
        let checking = check_with_progress(&target, &options).map_err(|error| misuse(py, error))?;
        let runtime = self.tokio()?;
        Ok(Stream::new(runtime, Work::one(runtime, checking, events)))
    }

    fn scan(
        &self,
        py: Python<'_>,
        targets: Vec<TargetText>,
        options: &str,
        scanning: &str,
    ) -> PyResult<Stream> {
        let targets: Vec<Target> =
            targets.into_iter().map(|target| target.parse(py)).collect::<PyResult<_>>()?;
        let options: CheckOptions = self::options(py, options)?;
        let scanning: ScanOptions = self::options(py, scanning)?;
        let checks = scan(targets, &options, scanning).map_err(|error| misuse(py, error))?;
        Ok(Stream::new(self.tokio()?, Work::Many(checks)))
    }

    fn watch(&self, py: Python<'_>, target: TargetText, options: &str, watching: &str) -> PyResult<Stream> {
        let target = target.parse(py)?;
        let options: CheckOptions = self::options(py, options)?;
        let watching: WatchOptions = self::options(py, watching)?;
        let checks = watch(&target, &options, watching).map_err(|error| misuse(py, error))?;
        Ok(Stream::new(self.tokio()?, Work::Again(checks)))
    }

    fn set_log_level(&self, level: u8) {
        self.log.set_level(level);
    }

    /// Waits a tenth of a second for something to log, with the GIL released.
    fn next_log_record(&self, py: Python<'_>) -> Option<Record> {
        py.detach(|| self.log.next())
    }
}

impl Runtime {
    fn tokio(&self) -> PyResult<&'static tokio::runtime::Runtime> {
        if let Some(runtime) = self.tokio.get() {
            return Ok(runtime);
        }
        if !spare_threads(2 * THREADS) {
            return Err(PyOSError::new_err(
                "the system gives this process no more threads, and a check needs four; see `ulimit -u`, or the limit \
                 on processes of the container",
            ));
        }
        let log = Arc::clone(&self.log);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("rdp-health")
            .enable_all()
            .on_thread_start(move || Log::listen_on_this_thread(&log))
            .build()?;
        Ok(self.tokio.get_or_init(|| Box::leak(Box::new(runtime))))
    }
}
