//! `rdp-health causes`.

use rdp_health::{cause, causes};
use rdp_health_render::{cause_json, cause_text, causes_json, causes_text};

use crate::args::{CausesArgs, PageFormat};
use crate::error::Error;
use crate::output::Output;

pub(crate) fn run(args: &CausesArgs, output: &mut Output) -> Result<(), Error> {
    let text = match (&args.id, args.format) {
        (None, PageFormat::Text) => causes_text(causes(), &output.text),
        (None, PageFormat::Json) => causes_json(causes())? + "\n",
        (Some(id), format) => {
            let cause = cause(id.to_ascii_lowercase()).ok_or_else(|| unknown(id))?;
            match format {
                PageFormat::Text => cause_text(cause, &output.text),
                PageFormat::Json => cause_json(cause)? + "\n",
            }
        }
    };
    Ok(output.write(&text)?)
}

/// A question that `explain` understands better is sent there.
fn unknown(id: &str) -> Error {
    let shown = rdp_health::inert(id);
    let remedy = match rdp_health::explain(id) {
        Ok(_) => format!("for codes and symbols write rdp-health explain {shown}"),
        Err(error) => match error.nearest.filter(|nearest| cause(nearest).is_some()) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "rdp-health causes lists all ids".to_owned(),
        },
    };
    Error::usage(format!("'{shown}' is not the id of a cause; {remedy}"))
}
