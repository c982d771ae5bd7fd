//! `rdp-health cert`.

use std::time::{Duration, SystemTime};

use rdp_health::{Report, check};
use rdp_health_render::{certificates_json, certificates_pem, certificates_text};

use crate::args::{CertArgs, CertFormat};
use crate::error::Error;
use crate::output::Output;
use crate::runtime::in_runtime;
use crate::status::Status;
use crate::targets;

pub(crate) fn run(args: &CertArgs, mut output: Output) -> Result<Status, Error> {
    let target = targets::one(&args.target, &args.reach)?;
    let options = args.reach.options();
    let report = in_runtime(async {
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => Ok(None),
            report = check(&target, &options) => Ok(Some(report?)),
        }
    })?;
    let Some(report) = report else { return Ok(Status::Interrupted) };
    if !args.quiet {
        output.write(&match args.format {
            CertFormat::Text => certificates_text(&report, &output.text),
            CertFormat::Json => certificates_json(&report)? + "\n",
            CertFormat::Pem => certificates_pem(&report),
        })?;
    }
    let seen = report.observations.chains().next().is_some();
    if !seen && (args.quiet || args.format == CertFormat::Pem) {
        // Nothing stands in the output that would say why.
        anstream::eprintln!("no certificate was received: {}", report.summary);
    }
    let expires = args.expires_within.is_some_and(|time| expires_within(&report, time, args.reach.at));
    let unexpected = !args.reach.expect_fingerprint.is_empty()
        && report.findings.iter().any(|finding| finding.id == "cert-changed");
    match seen && !expires && !unexpected {
        true => Ok(Status::Fine),
        false => Ok(Status::Findings),
    }
}

/// Whether a certificate that the host sends is not valid any more when this time has passed. One whose date cannot be
/// read may be.
fn expires_within(report: &Report, time: Duration, at: Option<SystemTime>) -> bool {
    let unix = match at.unwrap_or_else(SystemTime::now).duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i128::from(since.as_secs()),
        Err(before) => -i128::from(before.duration().as_secs()),
    };
    let end = unix + i128::from(time.as_secs());
    report.observations.chains().flatten().any(|one| i128::from(one.not_after_unix) < end)
}
