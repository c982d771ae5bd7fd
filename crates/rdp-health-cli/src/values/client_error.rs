//! What a client shows, as it was pasted or from standard input.

use std::io::{self, BufRead, BufReader, Read as _};

use rdp_health::Explainer;

use crate::lines::Lines;

/// A longer text is a log, of which the lines that say something are kept, in bytes.
const LONGEST: usize = 64 * 1024;

/// So many different things that a log says are kept.
const MOST_LINES: usize = 20;

/// What a client shows.
#[derive(Debug, Clone)]
pub(crate) struct ClientError {
    pub(crate) text: String,
    /// Whether standard input had it, which is then used up.
    pub(crate) from_input: bool,
}

pub(crate) fn client_error(text: &str) -> Result<ClientError, String> {
    let (text, from_input) = match text {
        "-" => {
            let mut input = BufReader::with_capacity(256 * 1024, io::stdin().lock());
            (read(&mut input).map_err(|error| format!("cannot read standard input: {error}"))?, true)
        }
        text => (text.to_owned(), false),
    };
    match text.trim().is_empty() {
        true => Err("the text is empty; write what the client shows, such as 0x904".to_owned()),
        false => Ok(ClientError { text, from_input }),
    }
}

/// A window as it is; of a log the first line of each thing that it says, the most telling first.
fn read(input: &mut impl BufRead) -> io::Result<String> {
    let mut head = Vec::new();
    input.by_ref().take(u64::try_from(LONGEST + 1).unwrap_or(u64::MAX)).read_to_end(&mut head)?;
    let whole = head.len() <= LONGEST;
    let mut lines = Lines::new(head.as_slice().chain(input));
    if whole {
        let mut text = String::new();
        while let Some(line) = lines.next()? {
            text.push_str(&line);
            text.push('\n');
        }
        return Ok(text);
    }
    let known = Explainer::new();
    let mut log = known.log();
    while let Some(line) = lines.next()? {
        log.line(&line);
    }
    let telling = log.finish().groups.into_iter().take(MOST_LINES).map(|group| group.text);
    let text = telling.collect::<Vec<_>>().join("\n");
    // What says nothing is said to be unread, by its beginning.
    Ok(match text.is_empty() {
        true => String::from_utf8_lossy(&head).chars().take(LONGEST / 8).collect(),
        false => text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_log_the_lines_that_say_something() {
        let noise = "[12:00:00] [INFO ] started worker 4711\n".repeat(4000);
        let log = format!("{noise}[12:00:01] ERRCONNECT_DNS_NAME_NOT_FOUND (0x00020005)\n{noise}");
        let text = read(&mut log.as_bytes()).unwrap();
        assert!(text.contains("ERRCONNECT_DNS_NAME_NOT_FOUND") && text.len() < 500, "{text}");
        let window = "Remote Desktop Connection\r\nError code: 0x904\r\n";
        assert_eq!(read(&mut window.as_bytes()).unwrap(), "Remote Desktop Connection\nError code: 0x904\n");
        assert!(read(&mut noise.repeat(2).as_bytes()).unwrap().len() <= LONGEST);
        assert!(client_error(" ").unwrap_err().contains("; write"));
    }
}
