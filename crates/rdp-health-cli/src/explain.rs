//! `rdp-health explain`.

use std::io::{self, BufRead, BufReader, Read as _};

use rdp_health::{Explainer, Redactor, inert};
use rdp_health_render::{Detail, explain_json, explain_text, found_json, found_text, log_json, log_text};

use crate::args::{ExplainArgs, PageFormat};
use crate::error::Error;
use crate::lines::Lines;
use crate::output::Output;

/// A longer text is a log, in bytes.
const LONGEST_WINDOW: usize = 8 * 1024;

/// A text of more lines is a log.
const LINES_OF_A_WINDOW: usize = 20;

pub(crate) fn run(args: &ExplainArgs, output: &mut Output) -> Result<(), Error> {
    let known = Explainer::new().client(args.client);
    if args.verbose {
        output.text.detail = Detail::Full;
    }
    let text = match &args.search {
        Some(words) => search(&known, words, args.format, output)?,
        None if args.query == ["-"] => {
            let mut input = BufReader::with_capacity(256 * 1024, io::stdin().lock());
            from_input(&known, &mut input, args, output)?
        }
        None => one(&known, &args.query.join(" "), args, output)?,
    };
    Ok(output.write(&text)?)
}

fn search(known: &Explainer, words: &str, format: PageFormat, output: &Output) -> Result<String, Error> {
    let found = known.search(words);
    if found.is_empty() {
        let shown = inert(words);
        return Err(Error::usage(format!(
            "nothing contains the words '{shown}'; write fewer words, or parts of words"
        )));
    }
    Ok(match format {
        PageFormat::Text => found_text(&found, &output.text),
        PageFormat::Json => found_json(&found)? + "\n",
    })
}

fn one(known: &Explainer, query: &str, args: &ExplainArgs, output: &Output) -> Result<String, Error> {
    let mut explanation = known.explain(query).map_err(|error| Error::usage(error.to_string()))?;
    if args.redact {
        explanation = Redactor::new().explanation(&explanation);
    }
    Ok(match args.format {
        PageFormat::Text => explain_text(&explanation, &output.text),
        PageFormat::Json => explain_json(&explanation)? + "\n",
    })
}

/// A short text is one question, such as the client's window; a longer one is a log, read line by line.
fn from_input(
    known: &Explainer,
    input: &mut impl BufRead,
    args: &ExplainArgs,
    output: &Output,
) -> Result<String, Error> {
    let mut head = Vec::new();
    let most = u64::try_from(LONGEST_WINDOW + 1).unwrap_or(u64::MAX);
    input.by_ref().take(most).read_to_end(&mut head)?;
    let whole = head.len() <= LONGEST_WINDOW;
    let mut lines = Lines::new(head.as_slice().chain(input));
    let mut begun = Vec::new();
    while begun.len() <= LINES_OF_A_WINDOW {
        let Some(line) = lines.next()? else { break };
        begun.push(line);
    }
    if whole && begun.len() <= LINES_OF_A_WINDOW {
        return one(known, &begun.join("\n"), args, output);
    }
    let mut log = known.log();
    begun.iter().for_each(|line| log.line(line));
    while let Some(line) = lines.next()? {
        log.line(&line);
    }
    let mut log = log.finish();
    if args.redact {
        log = Redactor::new().log(&log);
    }
    Ok(match args.format {
        PageFormat::Text => log_text(&log, &output.text),
        PageFormat::Json => log_json(&log)? + "\n",
    })
}
