//! Saved reports, wherever a command reads them: JSON, an array, NDJSON, the HTML page of reports, standard input.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::path::{Path, PathBuf};

use rdp_health::{Error, Report, Reports, inert};
use rdp_health_render::reports_in_html;

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

/// The largest page that is read, in bytes.
const LARGEST_PAGE: u64 = 256 << 20;

fn open(file: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let mut input: Box<dyn BufRead> = match file == Path::new("-") {
        true => Box::new(BufReader::new(std::io::stdin())),
        false => Box::new(BufReader::with_capacity(1 << 16, File::open(file)?)),
    };
    if input.fill_buf()?.first() != Some(&b'<') {
        return Ok(input);
    }
    // A page carries its reports, each as JSON.
    let mut page = String::new();
    input.take(LARGEST_PAGE).read_to_string(&mut page)?;
    let lines: Vec<&str> = reports_in_html(&page);
    Ok(Box::new(Cursor::new(lines.join("\n"))))
}
