//! `rdp-health audit`.

pub(crate) mod args;
mod live;

use rdp_health::{CheckOptions, Redactor, Severity, audit};
use rdp_health_evidence::SCRIPT;
use rdp_health_render::{Detail, Format};

use crate::args::PageFormat;
use crate::error::Error;
use crate::inside;
use crate::output::Output;
use crate::status::Status;
use args::AuditArgs;

pub(crate) fn run(args: &AuditArgs, mut output: Output) -> Result<Status, Error> {
    if args.script {
        output.write(SCRIPT)?;
        return Ok(Status::Fine);
    }
    if let Some(to) = &args.collect {
        live::write(to, args.days)?;
        output.write(&format!("Written: {}\n", to.display()))?;
        return Ok(Status::Fine);
    }
    let facts = match args.paths.as_slice() {
        [] => live::facts(args.days)?,
        paths => inside::facts(paths)?,
    };
    let mut options = CheckOptions::default();
    options.judge_at = args.at;
    let mut audit = audit(facts, &options);
    if args.redact {
        audit = Redactor::new().audit(&audit)?;
    }
    let detail = match args.verbose {
        0 => Detail::Brief,
        1 => Detail::Full,
        _ => Detail::Everything,
    };
    let (format, end) = match args.format {
        PageFormat::Text => (Format::Text, ""),
        PageFormat::Json => (Format::Json, "\n"),
    };
    let text = format.write_audit(&audit, &output.text.clone().detail(detail))?;
    output.write(&(text.unwrap_or_default() + end))?;
    match audit.findings.iter().any(|finding| Severity::Info < finding.severity) {
        true => Ok(Status::Findings),
        false => Ok(Status::Fine),
    }
}
