//! What a number in running text is next to: only that makes it a code.

use super::family::{CodeFamily as Family, EVENTS};
use super::parse::{Form, Number, has_prefix, is_decimal, number};
use super::table::Table;
use super::tokens::{Token, is_joined, tokens};
use super::words::mentions;

/// What the words beside a number make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// A code, and nothing says of which table.
    Code,
    /// The extended code of Remote Desktop Connection.
    Extended,
    /// A number whose form or size tells its table.
    Plain,
    /// A code of one of these tables.
    Of(&'static [Family]),
}

/// A number that the text names as a code.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) number: Number,
    pub(super) hint: Hint,
    /// Where it stands.
    pub(super) at: usize,
}

/// How many words in front of a number are checked.
const REACH: usize = 7;

/// Words between a marker and its number that say nothing.
const FILLERS: &[&str] = &[
    "is", "was", "are", "of", "value", "with", "the", "a", "an", "has", "been", "received", "returned",
    "returns", "return", "id", "ids", "number", "num", "no", "nr", "und", "ist", "est", "es", "hex",
    "decimal", "e", "and", "sub", "by", "remote", "rdp", "out",
];

/// What `code` is called.
const CODES: &[&str] = &[
    "code",
    "codes",
    "errorcode",
    "error_code",
    "errcode",
    "fehlercode",
    "código",
    "codigo",
    "codice",
    "kod",
    "код",
    "rc",
    "hr",
    "hresult",
    "felkod",
    "foutcode",
    "fejlkode",
    "feilkode",
];

/// What `error` is called.
const ERRORS: &[&str] = &[
    "error",
    "errors",
    "err",
    "fehler",
    "erreur",
    "errore",
    "erro",
    "ошибки",
    "ошибка",
    "fout",
    "błąd",
    "błędu",
];

/// Words that make a number anything but a code, even as "session id 5" or "port number 3389".
const OTHERS: &[&str] = &[
    "session",
    "process",
    "thread",
    "pid",
    "tid",
    "logon",
    "activity",
    "correlation",
    "port",
    "ports",
    "handle",
    "handles",
    "flag",
    "flags",
    "protocol",
    "protocols",
    "requestedprotocols",
    "address",
    "addr",
    "channel",
    "channels",
    "cipher",
    "ciphers",
    "type",
    "length",
    "len",
    "size",
    "version",
    "versions",
    "cookie",
    "ptr",
    "pointer",
    "offset",
    "window",
    "key",
    "keycode",
    "scan",
    "scancode",
    "locale",
    "layout",
    "build",
    "keywords",
    "line",
    "lines",
    "zip",
    "postal",
    "country",
    "area",
    "language",
    "display",
    "socket",
    "monitor",
    "serial",
    "user",
    "job",
    "record",
    "eventrecordid",
    "task",
    "opcode",
    "level",
    "provider",
    "qualifiers",
    "vid",
    "ex",
    "connection",
    "step",
    "attempt",
    "attempts",
    "tls",
    "ssl",
    "index",
    "item",
    "page",
    "windows",
    "server",
    "mask",
    "bit",
    "bits",
    "stack",
    "exception",
    "group",
    "product",
    "from",
    "at",
    "on",
    "to",
    "for",
];

/// Every number of a running text that the text names as a code, in its order.
///
/// `words` is the text as [`super::words::words_of`] leaves it.
pub(super) fn named(table: &Table, text: &str, words: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let hexadecimal = has_prefix(token.text);
        if !hexadecimal && (!is_decimal(token.text) || is_joined(text, token)) {
            continue;
        }
        let Ok(number) = number(token.text) else { continue };
        let first = place.saturating_sub(REACH);
        let before = tokens.get(first..place).unwrap_or_default();
        let hint = beside(text, before, token, words).or_else(|| by_itself(table, &number));
        let others = hint.is_none() && hexadecimal && !is_other(before);
        if let Some(hint) = hint.or(others.then_some(Hint::Code)) {
            found.push(Named { number, hint, at: token.start });
        }
    }
    found
}

/// A number with `0x` that belongs to something else: `handle 0x1c4`, `flags: 0x3`.
fn is_other(before: &[Token<'_>]) -> bool {
    let mut back = before.iter().rev().map(|token| token.text.to_lowercase());
    back.find(|word| !FILLERS.contains(&word.as_str())).is_some_and(|word| OTHERS.contains(&word.as_str()))
}

/// What the words right before the number say, looking back over words that say nothing.
fn beside(text: &str, before: &[Token<'_>], token: &Token<'_>, words: &str) -> Option<Hint> {
    let mut next = token.start;
    let mut back: Vec<String> = Vec::new();
    for token in before.iter().rev() {
        let gap = text.get(token.end..next).unwrap_or_default();
        if gap.contains(". ") || gap.contains([';', '|']) || gap.matches('\n').count() > 1 {
            break;
        }
        next = token.start;
        back.push(token.text.to_lowercase());
    }
    let mut back = back.iter().map(String::as_str).peekable();
    let (mut coded, mut wrong, mut skipped) = (false, false, 0_u8);
    while let Some(word) = back.peek() {
        if CODES.contains(word) {
            coded = true;
        } else if ERRORS.contains(word) {
            // "error 516", but not "errors in session 516".
            wrong = wrong || coded || skipped == 0;
        } else if FILLERS.contains(word) {
            skipped = skipped.saturating_add(1);
        } else {
            break;
        }
        back.next();
    }
    let word = back.next().unwrap_or_default();
    let further = back.next().unwrap_or_default();
    let hexadecimal = has_prefix(token.text);
    let value = token.text.parse::<u32>().unwrap_or(0);
    if let Some(hint) = marker(word, further, value, coded || wrong, words) {
        return Some(hint);
    }
    if is_http(text, token, word, further, value) {
        return Some(Hint::Of(&[Family::HttpStatus]));
    }
    let other = OTHERS.contains(&word)
        && !(coded
            && matches!(
                word,
                "connection" | "tls" | "ssl" | "server" | "socket" | "windows" | "user" | "from"
            ));
    let told = coded || wrong || (hexadecimal && matches!(word, "status" | "failure"));
    (told && !other).then_some(Hint::Code)
}

/// The tables of which a word speaks.
fn marker(word: &str, further: &str, value: u32, coded: bool, words: &str) -> Option<Hint> {
    let socket = |linux: &'static [Family]| if 10_000 <= value { &[Family::Winsock][..] } else { linux };
    let errno: &'static [Family] = &[Family::Errno, Family::ErrnoMacos];
    Some(match word {
        "extended" | "erweiterter" | "extendido" | "étendu" | "esteso" | "estesa" | "расширенный" => {
            Hint::Extended
        }
        "alert" | "alerts" => Hint::Of(&[Family::TlsAlert]),
        "fatal" if coded => Hint::Of(&[Family::TlsAlert]),
        "event" | "events" | "eventid" | "ereignis" | "evento" | "événement" | "событие" => {
            Hint::Of(source(words))
        }
        "state" if ["error", "schannel"].contains(&further) || coded => Hint::Of(&[Family::SchannelState]),
        "errno" => Hint::Of(socket(errno)),
        "system" | "os" if coded => Hint::Of(socket(errno)),
        "socket" | "winsock" | "wsa" | "wsagetlasterror" | "wsaerror" if coded || word != "socket" => {
            Hint::Of(socket(errno))
        }
        "exit" | "exited" | "exitcode" | "exitstatus" => Hint::Of(&[Family::XfreerdpExit]),
        "status" if ["exit", "exited"].contains(&further) => Hint::Of(&[Family::XfreerdpExit]),
        "status" if mentions(words, "guacamole") || mentions(words, "guacd") => {
            Hint::Of(&[Family::Guacamole])
        }
        "reason" | "disconnectreason" | "grund" | "причина" if mentions(words, "guacd") => {
            Hint::Of(&[Family::Errinfo, Family::MstscExtended])
        }
        "reason" | "disconnectreason" | "grund" | "причина" => Hint::Of(if value < 0x100 {
            &[Family::MstscExtended, Family::MstscDisconnect, Family::Errinfo, Family::Hresult, Family::Avd]
        } else {
            &[
                Family::MstscDisconnect,
                Family::MstscExtended,
                Family::Errinfo,
                Family::Hresult,
                Family::Avd,
                Family::GatewayClient,
            ]
        }),
        "verify" => Hint::Of(&[Family::OpensslVerify]),
        "krb5" | "kerberos" => Hint::Of(&[Family::Kerberos]),
        // As mRemoteNG and RDCMan show the code of the control that they embed.
        "disconnect" | "disconnected" | "terminated" | "getrennt" => Hint::Of(&[
            Family::MstscDisconnect,
            Family::GatewayClient,
            Family::MstscExtended,
            Family::MacosClient,
            Family::Hresult,
        ]),
        _ => return None,
    })
}

/// Whether it is the status of an HTTP answer: `HTTP/1.1 403`, `status code 403`, `HTTP_STATUS_DENIED [401]`.
fn is_http(text: &str, token: &Token<'_>, word: &str, further: &str, value: u32) -> bool {
    if !(100..=599).contains(&value) {
        return false;
    }
    let head = text.get(..token.start).unwrap_or_default().trim_end();
    let near: String = head.chars().rev().take(9).collect();
    let protocol = ["1.1/ptth", "0.1/ptth", "2/ptth", "3/ptth"];
    protocol.iter().any(|p| near.to_ascii_lowercase().starts_with(p))
        || word.starts_with("http")
        || (further.starts_with("http") && ["status", "response", "answer", "server"].contains(&word))
        || (["status", "response"].contains(&word)
            && ["http", "gateway", "websocket", "proxy", "unexpected", "bad", "rpc"]
                .iter()
                .any(|w| text.to_ascii_lowercase().contains(w)))
}

/// The source of an event, where the text names it; else every source that is known.
fn source(words: &str) -> &'static [Family] {
    const SOURCES: &[(&str, &[Family])] = &[
        ("termdd", &[Family::EventTermdd]),
        ("schannel", &[Family::EventSchannel]),
        ("remoteconnectionmanager", &[Family::EventRcm]),
        ("terminalservices remoteconnectionmanager", &[Family::EventRcm]),
        ("localsessionmanager", &[Family::EventLsm]),
        ("rdpcorets", &[Family::EventRdpCore]),
        ("clientactivexcore", &[Family::EventRdpClient]),
        ("rdpclient", &[Family::EventRdpClient]),
        ("terminalservices gateway", &[Family::EventGateway]),
        ("rd gateway", &[Family::EventGateway]),
        ("security auditing", &[Family::EventSecurity]),
        ("ntlm", &[Family::EventNtlm]),
    ];
    let named = |name: &str| words.contains(&format!(" {name} "));
    SOURCES.iter().find(|(name, _)| named(name)).map_or(&EVENTS, |(_, families)| families)
}

/// Numbers that nothing else looks like: signed results, results above 2³¹, codes of the gateway.
fn by_itself(table: &Table, number: &Number) -> Option<Hint> {
    let known = || !table.find(number.value, false).is_empty();
    let telling = match number.form {
        Form::Hexadecimal => false,
        Form::Signed => number.value.cast_signed() < -1_000_000,
        Form::Bare => 0x8000_0000 <= number.value || (0x0200_0000..0x0400_0000).contains(&number.value),
    };
    (telling && known()).then_some(Hint::Plain)
}
