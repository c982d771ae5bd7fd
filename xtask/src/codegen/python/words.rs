//! The words of the schemas as Python writes them.

pub(super) fn docstring(doc: &str, indent: &str) -> String {
    let doc = paths_with_dots(doc).replace('\\', "\\\\");
    let mut lines = doc.trim().lines();
    let mut text = format!("{indent}\"\"\"{}", lines.next().unwrap_or_default());
    let mut several = false;
    for line in lines {
        several = true;
        text += "\n";
        if !line.is_empty() {
            text += indent;
            text += line;
        }
    }
    if several {
        text += "\n";
        text += indent;
    } else if text.ends_with('"') {
        text += " ";
    }
    text + "\"\"\"\n"
}

/// `Failure::errno` is `Failure.errno`; the address `::` stays what it is.
fn paths_with_dots(doc: &str) -> String {
    let mut parts = doc.split("::").peekable();
    let mut text = String::new();
    while let Some(part) = parts.next() {
        text += part;
        if let Some(next) = parts.peek() {
            let path = part.ends_with(char::is_alphanumeric) && next.starts_with(char::is_alphabetic);
            text += if path { "." } else { "::" };
        }
    }
    text
}

pub(super) fn pascal(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_in_python() {
        assert_eq!(paths_with_dots("see `Failure::errno`"), "see `Failure.errno`");
        assert_eq!(paths_with_dots("an address (0.0.0.0, ::, fe80::1)"), "an address (0.0.0.0, ::, fe80::1)");
    }
}
