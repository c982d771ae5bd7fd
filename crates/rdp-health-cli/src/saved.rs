//! Saved reports, wherever a command reads them: JSON, an array, NDJSON, standard input.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use rdp_health::{Error, Report, Reports, inert};

/// The reports of these files, each with the name of its file.
pub(crate) fn reports(files: &[PathBuf]) -> impl Iterator<Item = (String, Result<Report, Error>)> {
    files.iter().flat_map(|file| {
        let name = inert(&file.to_string_lossy()).into_owned();
        let opened: Box<dyn Iterator<Item = Result<Report, Error>>> = match open(file) {
            Ok(input) => Box::new(Reports::new(input)),
            Err(error) => Box::new(std::iter::once(Err(Error::unreadable(&error)))),
        };
        opened.map(move |report| (name.clone(), report))
    })
}

fn open(file: &Path) -> std::io::Result<Box<dyn BufRead>> {
    match file == Path::new("-") {
        true => Ok(Box::new(BufReader::new(std::io::stdin()))),
        false => Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(file)?))),
    }
}
