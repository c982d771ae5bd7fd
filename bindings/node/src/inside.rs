//! What a host says of itself: its files read, judged, and joined with a report.

use std::path::PathBuf;
use std::sync::Arc;

use napi::Env;
use napi_derive::napi;
use rdp_health::observe::InsideFacts;
use rdp_health_evidence::{CannotCollect, DAYS, MOST_DAYS, SCRIPT, gather, this_computer};
use serde::Serialize;
use tokio::sync::{Semaphore, oneshot};

use crate::arguments;
use crate::error::{Code, Result};
use crate::tasks::Tasks;
use crate::updates::Updates;

/// So many threads read files at the same time; whoever comes later waits.
static READERS: Semaphore = Semaphore::const_new(2);

/// What became of reading.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Read {
    Facts(Box<InsideFacts>),
    Problems(Vec<String>),
}

/// Reads files of a host in its own thread, and tells once what they say, or what is wrong with them.
///
/// # Errors
/// A defect of this package.
#[napi(catch_unwind)]
pub fn read_inside(env: &Env, paths: Vec<String>) -> Result<Updates> {
    let paths: Arc<[PathBuf]> = paths.into_iter().map(PathBuf::from).collect();
    read(env, move || gather(&paths))
}

/// Reads this Windows computer, with so many days of its event logs, as `read_inside` reads files.
///
/// # Errors
/// So many days cannot be read, or a defect of this package.
#[napi(catch_unwind)]
pub fn read_this_computer(env: &Env, days: Option<u32>) -> Result<Updates> {
    let days = days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Code::InvalidOption.says(format!("options.days: {}", CannotCollect::Days(days))));
    }
    read(env, move || this_computer(days).map_err(|error| vec![error.to_string()]))
}

type Gathered = std::result::Result<InsideFacts, Vec<String>>;

fn read(env: &Env, gather: impl FnOnce() -> Gathered + Send + 'static) -> Result<Updates> {
    Ok(Updates::of_one(Tasks::of(env)?, async move {
        let Ok(permit) = READERS.acquire().await else { return Read::Problems(Vec::new()) };
        let (sender, answer) = oneshot::channel();
        // The permit goes with the thread: what nobody waits for any more still reads.
        let work = move || {
            sender.send(gather()).ok();
            drop(permit);
        };
        let thread = std::thread::Builder::new().name("rdp-health-files".to_owned()).spawn(work);
        match (thread, answer.await) {
            (Ok(_), Ok(Ok(facts))) => Read::Facts(Box::new(facts)),
            (Ok(_), Ok(Err(problems))) => Read::Problems(problems),
            (Ok(_), Err(_)) => Read::Problems(vec!["reading broke off; please report this bug".to_owned()]),
            (Err(error), _) => {
                Read::Problems(vec![format!("no thread can be started to read files: {error}")])
            }
        }
    }))
}

/// What facts prove, as JSON.
///
/// # Errors
/// The text is not that of facts, or an option makes no sense.
#[napi(catch_unwind)]
pub fn audit(facts: String, options: String) -> Result<String> {
    let facts: InsideFacts = arguments::parse("paths", Code::InvalidReport, &facts)?;
    let options = arguments::options(&options)?;
    serde_json::to_string(&rdp_health::audit(facts, &options)).map_err(Code::internal)
}

/// The report, joined with facts.
///
/// # Errors
/// The text is not a report, or not that of facts.
#[napi(catch_unwind)]
pub fn join(report: String, facts: String) -> Result<String> {
    let report = arguments::report("report", &report)?;
    let facts = arguments::parse("paths", Code::InvalidReport, &facts)?;
    serde_json::to_string(&rdp_health::join(&report, facts)).map_err(Code::internal)
}

/// The script that makes a collection.
#[napi]
#[must_use]
pub fn audit_script() -> String {
    SCRIPT.to_owned()
}
