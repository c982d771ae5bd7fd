//! What JavaScript hands over. Every error names the argument and says what to write instead.

use napi::bindgen_prelude::{Either3, Uint8Array};
use napi_derive::napi;
use rdp_health::{
    CheckOptions, ProfileEntry, Report, ScanOptions, Target, TargetSummary, WatchOptions, known_zone,
};
use rdp_health_render::Format;
use serde::de::DeserializeOwned;

use crate::error::{Code, Result};

/// Text in any of the forms of a target, the bytes of a `.rdp` file, or an endpoint of a profile.
pub(crate) type TargetArgument = Either3<String, Uint8Array, EntryArgument>;

/// An endpoint of a profile, or a target that a file named, as JSON.
#[napi(object)]
pub struct EntryArgument {
    /// The JSON of a `ProfileEntry`.
    pub entry: Option<String>,
    /// The JSON of a `TargetSummary`.
    pub named: Option<String>,
}

pub(crate) fn target(argument: &str, target: TargetArgument) -> Result<Target> {
    let target = match target {
        Either3::A(text) => Target::parse(&text),
        Either3::B(bytes) => Target::from_rdp_bytes(&bytes),
        Either3::C(EntryArgument { named: Some(named), .. }) => {
            Target::try_from(&parse::<TargetSummary>(argument, Code::InvalidTarget, &named)?)
        }
        Either3::C(EntryArgument { entry, .. }) => {
            parse::<ProfileEntry>(argument, Code::InvalidTarget, &entry.unwrap_or_default())?.target()
        }
    };
    let here = target.and_then(|target| known_zone(&target).map(|()| target));
    here.map_err(|error| Code::misuse(argument, &error))
}

pub(crate) fn options(json: &str) -> Result<CheckOptions> {
    parse("options", Code::InvalidOption, json)
}

pub(crate) fn scanning(json: &str) -> Result<ScanOptions> {
    parse("options", Code::InvalidOption, json)
}

pub(crate) fn watching(json: &str) -> Result<WatchOptions> {
    parse("options", Code::InvalidOption, json)
}

pub(crate) fn report(argument: &str, json: &str) -> Result<Report> {
    parse(argument, Code::InvalidReport, json).map_err(|error: napi::Error<Code>| {
        error.status.says(format!("{}; hand over what check, scan or diagnose gave", error.reason))
    })
}

pub(crate) fn format(name: &str) -> Result<Format> {
    Format::from_name(name).ok_or_else(|| {
        let names: Vec<String> = Format::ALL.iter().map(|format| format!("'{format}'")).collect();
        Code::InvalidOption.says(format!("format: there is no '{name}'; write one of {}", names.join(", ")))
    })
}

/// Reads a value; an error names the place in it, as in `options.timeouts.connect_ms`.
pub(crate) fn parse<T: DeserializeOwned>(argument: &str, code: Code, json: &str) -> Result<T> {
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(json)).map_err(|error| {
        let place = match error.path().to_string() {
            path if path == "." => argument.to_owned(),
            path => format!("{argument}.{path}"),
        };
        // Nobody sees the text that serde counts lines and columns in.
        let problem = error.inner().to_string();
        let problem = problem.rsplit_once(" at line ").map_or(problem.as_str(), |(problem, _)| problem);
        code.says(format!("{place}: {problem}"))
    })
}
