//! `rdp-health explain`.

use rdp_health_render::{explain_json, explain_text};

use crate::args::{ExplainArgs, PageFormat};
use crate::error::Error;
use crate::output::Output;

pub(crate) fn run(args: &ExplainArgs, output: &mut Output) -> Result<(), Error> {
    let explanation =
        rdp_health::explain(&args.query.join(" ")).map_err(|error| Error::usage(error.to_string()))?;
    let text = match args.format {
        PageFormat::Text => explain_text(&explanation, &output.text),
        PageFormat::Json => explain_json(&explanation)? + "\n",
    };
    Ok(output.write(&text)?)
}
