//! `rdp-health lint`.

use rdp_health::{Lint, RemarkLevel};
use rdp_health_render::{lint_json, lint_text};

use crate::args::{LintArgs, PageFormat};
use crate::error::Error;
use crate::output::Output;
use crate::sources;
use crate::status::Status;

pub(crate) fn run(args: &LintArgs, mut output: Output) -> Result<Status, Error> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for file in &args.files {
        let read = sources::named(file, &mut |name, bytes, is_one_of_many| match Lint::read(name, bytes) {
            Ok(lint) => files.push(lint),
            // A folder has other files, too.
            Err(_) if is_one_of_many => {}
            Err(error) => problems.push(error.to_string()),
        });
        problems.extend(read.err());
    }
    if !problems.is_empty() {
        return Err(Error::Usage(problems));
    }
    output.write(&match args.format {
        PageFormat::Text => lint_text(&files, &output.text),
        PageFormat::Json => lint_json(&files)? + "\n",
    })?;
    let remarks = files.iter().flat_map(|file| &file.remarks);
    match remarks.into_iter().any(|remark| remark.level != RemarkLevel::Info) {
        true => Ok(Status::Findings),
        false => Ok(Status::Fine),
    }
}
