//! What an earlier scan has done: its lines, of which the last one may have been cut.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rdp_health::{CauseId, Report, Severity, TargetSummary, Verdict, inert};
use serde::Deserialize;

use super::progress::Tally;
use crate::error::Error;

/// What is read of a line: the rest of it has to be JSON and no more.
#[derive(Deserialize)]
struct Line {
    target: TargetSummary,
    verdict: Verdict,
    primary: Option<CauseId>,
    findings: Vec<FindingLine>,
}

#[derive(Deserialize)]
struct FindingLine {
    severity: Severity,
}

/// The hosts of an earlier scan.
#[derive(Default)]
pub(super) struct Done {
    targets: HashSet<String>,
    /// What it found.
    pub(super) tally: Tally,
    /// Whether something as bad as was asked about is among it.
    pub(super) has_findings: bool,
    /// Lines that are no report.
    broken: u64,
    /// Where the last whole line ends.
    ends: u64,
    /// The last line is whole but for its end.
    lacks_end: bool,
}

impl Done {
    /// Reads the output of an earlier scan. Where it is to be continued it need not be there yet.
    pub(super) fn read(file: &Path, may_be_missing: bool, fail_on: Severity) -> Result<Self, Error> {
        let problem = |problem: String| {
            let name = inert(&file.to_string_lossy()).into_owned();
            Error::usage(format!(
                "the earlier scan '{name}': {problem}; write the path of a file that rdp-health scan has written"
            ))
        };
        let opened = match File::open(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && may_be_missing => {
                return Ok(Self::default());
            }
            opened => opened.map_err(|error| problem(error.to_string()))?,
        };
        let mut input = BufReader::with_capacity(1 << 16, opened);
        let mut done = Self::default();
        let (mut line, mut at) = (Vec::new(), 0_u64);
        loop {
            line.clear();
            let read = input.read_until(b'\n', &mut line).map_err(|error| problem(error.to_string()))?;
            if read == 0 {
                break;
            }
            at = at.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            let is_whole = line.ends_with(b"\n");
            let is_report = line.trim_ascii().is_empty() || done.take(&line, fail_on);
            if is_whole || is_report {
                done.ends = at;
            }
            done.lacks_end = !is_whole && is_report;
            done.broken += u64::from(is_whole && !is_report);
        }
        if done.targets.is_empty() && 0 < done.broken {
            return Err(problem("it has no report".to_owned()));
        }
        Ok(done)
    }

    fn take(&mut self, line: &[u8], fail_on: Severity) -> bool {
        let Ok(read) = serde_json::from_slice::<Line>(line) else { return false };
        if self.targets.insert(read.target.identity()) {
            // Of ranges most addresses are silent, and their reports are short.
            let is_silent = read.target.labels.range.is_some()
                && read.verdict != Verdict::Healthy
                && serde_json::from_slice::<Report>(line).is_ok_and(|report| report.is_silent());
            self.tally.add(read.verdict, read.primary.as_ref(), is_silent);
            let found = read.findings.iter().any(|finding| fail_on <= finding.severity);
            self.has_findings |= !is_silent && (found || read.verdict == Verdict::Inconclusive);
        }
        true
    }

    pub(super) fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    pub(super) fn has(&self, identity: &str) -> bool {
        self.targets.contains(identity)
    }

    /// What people are told of it.
    pub(super) fn note(&self) -> String {
        let hosts = self.targets.len();
        let s = if hosts == 1 { "" } else { "s" };
        let broken = match self.broken {
            0 => String::new(),
            1 => "; 1 line of it is no report".to_owned(),
            more => format!("; {more} lines of it are no reports"),
        };
        format!("note: {hosts} host{s} already checked{broken}")
    }

    /// Opens the file to write on behind its last whole line.
    pub(super) fn continued(&self, file: &Path) -> io::Result<File> {
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(file)?;
        file.set_len(self.ends)?;
        file.seek(SeekFrom::End(0))?;
        if self.lacks_end {
            file.write_all(b"\n")?;
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(target: &str, verdict: &str) -> String {
        format!(
            r#"{{"schema":"x","target":{{"host":"{target}","port":3389}},"verdict":"{verdict}","primary":null,"findings":[],"more":[1,2]}}"#
        )
    }

    fn read(content: &str) -> (std::path::PathBuf, Done) {
        let name = format!("rdp-health-done-{}-{}", std::process::id(), content.len());
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, content).unwrap();
        let done = Done::read(&file, false, Severity::Warning).unwrap();
        (file, done)
    }

    #[test]
    fn a_cut_line_is_written_over() {
        let (one, two) = (line("Srv01", "healthy"), line("srv02", "failing"));
        for (end, kept) in [("", 1), (&two[..60], 1), (&two[..two.len() - 1], 1), (two.as_str(), 2)] {
            let (file, done) = read(&format!("{one}\n{end}"));
            assert!(done.has("srv01:3389") && done.targets.len() == kept, "{end}");
            writeln!(done.continued(&file).unwrap(), "next").unwrap();
            let whole = std::fs::read_to_string(&file).unwrap();
            let lines: Vec<&str> = whole.lines().collect();
            assert_eq!(lines.len(), kept + 1, "{whole}");
            assert!(lines[0] == one && lines.last() == Some(&"next"), "{whole}");
            std::fs::remove_file(file).unwrap();
        }
    }

    #[test]
    fn a_broken_line_within_costs_its_host_alone() {
        let (file, done) =
            read(&format!("{}\n{{\"schema\":\n\n{}\n", line("a", "healthy"), line("b", "healthy")));
        assert_eq!((done.targets.len(), done.broken), (2, 1));
        assert_eq!(done.note(), "note: 2 hosts already checked; 1 line of it is no report");
        std::fs::remove_file(file).unwrap();
    }
}
