//! What a file is, by its content.

/// What bytes that are no text are, by how they begin.
const BEGINNINGS: [(&[u8], &str); 22] = [
    (b"PK\x03\x04", "a zip archive (documents of Office are such, too)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"MSCF", "a cabinet archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"RIFF", "a picture or a sound (RIFF)"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old document of Office, a mail of Outlook or a Windows installer"),
    (b"SQLite format 3", "an SQLite database"),
    (b"MZ", "a program for Windows"),
    (b"\x7fELF", "a program for Linux"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut of Windows (.lnk)"),
    (b"ElfFile\x00", "a Windows event log (.evtx)"),
    (b"regf", "a registry hive"),
    (b"\xd4\xc3\xb2\xa1", "a packet capture"),
    (b"\x0a\x0d\x0d\x0a", "a packet capture"),
    (b"-----BEGIN ", "a certificate or a key (PEM)"),
];

/// What bytes are that nobody takes for a list of hosts.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<&'static str> {
    let text_like = |beginning: &[u8]| beginning.iter().all(u8::is_ascii_alphabetic);
    let found = BEGINNINGS.iter().find(|(beginning, _)| {
        // Two letters begin a host name as well: then the rest has what no text has.
        bytes.starts_with(beginning) && (!text_like(beginning) || bytes.contains(&0))
    });
    found.map(|(_, what)| *what).or_else(|| {
        let der = matches!(bytes, [0x30, 0x82, ..]) && bytes.contains(&0);
        der.then_some("a certificate or a key (DER)")
    })
}

/// What a document of XML is that has this root element.
pub(super) fn of_root(name: &str) -> String {
    let known = match name.to_ascii_lowercase().as_str() {
        "html" => "an HTML page: a sign-in page may have been saved instead of the file",
        "rtszdocument" | "royaldocument" => "a document of Royal TS (.rtsz): export it as JSON",
        "resourcecollection" => "the feed of RD Web",
        "user-mapping" => "the user-mapping.xml of Guacamole",
        "dataentry" | "arrayofconnection" => "an export of Remote Desktop Manager: export it as CSV",
        "svg" => "a picture (SVG)",
        "rss" | "feed" => "a web feed",
        "event" | "events" => "events of Windows",
        "objs" => "objects of PowerShell (Export-Clixml)",
        "project" => "a project file",
        _ => "",
    };
    match known {
        "" if name.len() <= 40
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) =>
        {
            format!("XML whose root element is <{name}>")
        }
        "" => "XML of an unknown kind".to_owned(),
        known => known.to_owned(),
    }
}

/// What a text is that begins like a program or a document, and no list.
pub(super) fn of_text(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    match () {
        () if begins("#!") => Some("a script"),
        () if begins("windows registry editor") || begins("regedit4") => Some("a registry file (.reg)"),
        () if begins("[internetshortcut]") => Some("an internet shortcut (.url)"),
        () if begins("[desktop entry]") => Some("a desktop entry of Linux"),
        () if begins("from: ") || begins("received: ") || begins("mime-version:") => Some("a mail"),
        () if begins("{\\rtf") => Some("a document in RTF"),
        () if begins("-----begin ") => Some("a certificate or a key (PEM)"),
        () => None,
    }
}
