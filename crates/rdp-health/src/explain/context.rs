//! What a number in running text is next to: only that makes it a code.

use std::borrow::Cow;

use super::family::{CodeFamily as Family, EVENTS};
use super::foreign::is_ours;
use super::parse::{Form, Number, has_prefix, is_decimal, number};
use super::table::Table;
use super::tokens::{Token, is_cjk, is_joined, tokens};
use super::vocabulary::{CODES, ERRORS, FILLERS, NEGOTIATION, OTHERS};
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

/// A text of so few words is about the number in it.
const SHORT: usize = 6;

/// Every number of a running text that the text names as a code, in its order.
///
/// `words` is the text as [`super::words::words_of`] leaves it.
pub(super) fn named(table: &Table, text: &str, words: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let hexadecimal = has_prefix(token.text);
        let eight = is_eight_digits(token.text);
        if !hexadecimal && ((!eight && !is_decimal(token.text)) || is_joined(text, token)) {
            continue;
        }
        let written = if eight { Cow::Owned(format!("0x{}", token.text)) } else { token.text.into() };
        let Ok(number) = number(&written) else { continue };
        // What functions return when they fail.
        if number.form == Form::Signed && number.value == u32::MAX {
            continue;
        }
        let first = place.saturating_sub(REACH);
        let before = tokens.get(first..place).unwrap_or_default();
        let hint = beside(text, before, token, words)
            .or_else(|| heads_a_window(text, token))
            .or_else(|| by_itself(table, &number, words))
            .or_else(|| listed(text, found.last(), token.start));
        // In a sentence a small number that nothing calls a code is a flag, a count or a key.
        let telling = 0x100 <= number.value || (number.value != 0 && tokens.len() <= SHORT);
        // "error 3" in a text that is about neither Remote Desktop nor TLS is any program's.
        let small = hint == Some(Hint::Code) && number.form == Form::Bare && number.value < 0x100;
        let ours = || table.client.is_some() || is_ours(words) || mentions(words, "tls");
        if small && SHORT < tokens.len() && !ours() {
            continue;
        }
        let others = hint.is_none() && hexadecimal && telling && !is_other(before);
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

/// A result in hexadecimal without its `0x`: `0002000D`, `80090010`.
fn is_eight_digits(token: &str) -> bool {
    token.len() == 8
        && token.bytes().all(|byte| byte.is_ascii_hexdigit())
        && (token.starts_with("000") || token.starts_with("800") || token.starts_with(['C', 'c', 'D', 'd']))
        && token.bytes().any(|byte| byte.is_ascii_digit())
}

/// An event in a list of events: `events 36874, 36888`.
fn listed(text: &str, last: Option<&Named>, start: usize) -> Option<Hint> {
    let last = last?;
    let Hint::Of(families) = last.hint else { return None };
    let gap = text.get(last.at + last.number.written.len()..start)?.trim();
    (families.iter().all(|family| EVENTS.contains(family)) && [",", "and", ", and", "&"].contains(&gap))
        .then_some(last.hint)
}

/// What the words right before the number say, looking back over words that say nothing.
fn beside(text: &str, before: &[Token<'_>], token: &Token<'_>, words: &str) -> Option<Hint> {
    // FreeRDP's proxy prints a decimal number behind this 0x; the name stands beside it.
    if words.contains(" errorinfo pdu code ") {
        return None;
    }
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
        if is_called(word, CODES) {
            coded = true;
        } else if is_called(word, ERRORS) {
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
    let exits = |word: &str| ["exit", "exited", "exitcode", "exitstatus"].contains(&word);
    if !wrong && (exits(word) || (word == "status" && exits(further))) {
        return exit(words, value);
    }
    // "Channel error 800759da": what is called an error and looks like a result is no number of a channel.
    if wrong && is_eight_digits(token.text) && value_of(token.text).is_some_and(|value| 0x8000_0000 <= value)
    {
        return Some(Hint::Code);
    }
    // The Network Policy Server has reasons of its own, which messages know.
    let policy =
        || words.contains(" network policy server ") || mentions(words, "nps") || mentions(words, "6273");
    if word == "reason" && policy() {
        return None;
    }
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
    // An NTSTATUS; a small one is what a program returned.
    let status = hexadecimal && 5 < token.text.len() && matches!(word, "status" | "failure");
    let told = coded || wrong || status;
    // "return code 0" and "rc 0" say that all is well.
    let success = value == 0 && !wrong && coded && is_decimal(token.text);
    (told && !other && !success).then_some(Hint::Code)
}

/// Whether a word is one of these, or ends with one where words are written together: `连接错误代码是`.
pub(super) fn is_called(word: &str, names: &[&str]) -> bool {
    const PARTICLES: [char; 11] = ['为', '為', '是', 'は', 'が', 'の', 'で', '는', '은', '가', '이'];
    // What Windows calls the extended code ends like the code.
    const EXTENDED: [&str; 5] = ["扩展", "延伸", "擴充", "拡張", "확장"];
    if names.contains(&word) {
        return true;
    }
    // A product, a share and a postal district have a code, too.
    const OF_ERRORS: [&str; 10] =
        ["错误", "錯誤", "エラー", "오류", "原因", "切断", "切斷", "断开", "中斷", "故障"];
    const OF_ANYTHING: [&str; 4] = ["代码", "代碼", "コード", "코드"];
    let ends = |name: &&str| {
        name.starts_with(is_cjk)
            && word.trim_end_matches(PARTICLES).ends_with(*name)
            && (!OF_ANYTHING.contains(name) || OF_ERRORS.iter().any(|part| word.contains(part)))
    };
    word.starts_with(is_cjk) && !EXTENDED.iter().any(|part| word.contains(part)) && names.iter().any(ends)
}

/// The value of hexadecimal digits.
fn value_of(digits: &str) -> Option<u32> {
    u32::from_str_radix(digits, 16).ok()
}

/// Of the exit codes of all the programs, those of xfreerdp are known.
fn exit(words: &str, value: u32) -> Option<Hint> {
    // FreeRDP's last error, as wfreerdp returns it: no other program has such codes.
    if (0x0001_0000..0x0002_0100).contains(&value) {
        return Some(Hint::Plain);
    }
    const PROGRAMS: [&str; 7] =
        ["freerdp", "xfreerdp", "xfreerdp3", "wlfreerdp", "wlfreerdp3", "sdl", "remmina"];
    // What a line of its log calls so is the result of a function.
    let logged = words.contains(" com freerdp ") || words.contains(" freerdp connect error ");
    let named = PROGRAMS.iter().any(|program| mentions(words, program));
    let alone = words.split_ascii_whitespace().count() <= SHORT;
    (!logged && (named || alone)).then_some(Hint::Of(&[Family::XfreerdpExit])).filter(|_| value < 256)
}

/// What an event is called.
const EVENT: [&str; 8] =
    ["event", "events", "eventid", "eventids", "ereignis", "evento", "événement", "событие"];

/// The tables of which a word speaks.
fn marker(word: &str, further: &str, value: u32, coded: bool, words: &str) -> Option<Hint> {
    let socket = |linux: &'static [Family]| if 10_000 <= value { &[Family::Winsock][..] } else { linux };
    let errno: &'static [Family] = &[Family::Errno, Family::ErrnoMacos];
    Some(match word {
        "extended"
        | "erweiterter"
        | "extendido"
        | "étendu"
        | "esteso"
        | "estesa"
        | "расширенный"
        | "rozszerzony"
        | "uitgebreide"
        | "estendido"
        | "扩展错误代码"
        | "延伸錯誤碼"
        | "拡張エラー"
        | "확장" => Hint::Extended,
        "alert" | "alerts" => Hint::Of(&[Family::TlsAlert]),
        "fatal" if coded => Hint::Of(&[Family::TlsAlert]),
        _ if EVENT.contains(&word) => Hint::Of(source(words)),
        "state" if ["error", "schannel"].contains(&further) || coded => Hint::Of(&[Family::SchannelState]),
        "errno" => Hint::Of(socket(errno)),
        // Windows' own errors.
        "rpc" if coded => Hint::Of(&[Family::Hresult]),
        "winerror" if 10_000 <= value => Hint::Of(&[Family::Winsock]),
        "system" | "os" if coded => Hint::Of(socket(errno)),
        "socket" | "winsock" | "wsa" | "wsagetlasterror" | "wsaerror" if coded || word != "socket" => {
            Hint::Of(socket(errno))
        }
        "failure" | "failurecode" if coded || word != "failure" => {
            if !NEGOTIATION.iter().any(|name| mentions(words, name)) {
                return None;
            }
            Hint::Of(&[Family::RdpNegFailure])
        }
        _ if coded && word.ends_with("neg_failure") => Hint::Of(&[Family::RdpNegFailure]),
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
        "disconnect" | "disconnected" | "terminated" | "getrennt" if coded || word != "terminated" => {
            Hint::Of(&[
                Family::MstscDisconnect,
                Family::GatewayClient,
                Family::MstscExtended,
                Family::MacosClient,
                Family::Hresult,
            ])
        }
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
        || (word == "result" && further == "authorization" && 400 <= value)
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
        ("termservice", &[Family::EventRcm]),
        ("terminalservices remoteconnectionmanager", &[Family::EventRcm]),
        ("localsessionmanager", &[Family::EventLsm]),
        ("rdpcorets", &[Family::EventRdpCore]),
        ("clientactivexcore", &[Family::EventRdpClient]),
        ("rdpclient", &[Family::EventRdpClient]),
        ("terminalservices gateway", &[Family::EventGateway]),
        ("rd gateway", &[Family::EventGateway]),
        ("tsgateway", &[Family::EventGateway]),
        ("terminalservices sessionbroker", &[Family::EventBroker]),
        ("sessionbroker", &[Family::EventBroker]),
        ("sessionbroker client", &[Family::EventBroker]),
        ("connection broker", &[Family::EventBroker]),
        ("security auditing", &[Family::EventSecurity]),
        ("ntlm", &[Family::EventNtlm]),
    ];
    let named = |name: &str| words.contains(&format!(" {name} "));
    if let Some((_, families)) = SOURCES.iter().find(|(name, _)| named(name)) {
        return families;
    }
    // Every program of Windows logs events, and their numbers are the same.
    let says_no_more = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || EVENT.contains(&word)
            || FILLERS.contains(&word)
            || is_called(word, CODES)
            || is_called(word, ERRORS)
    };
    if is_ours(words) || words.split_ascii_whitespace().all(says_no_more) { &EVENTS } else { &[] }
}

/// The code that mRemoteNG writes before the text of the window, under a line such as `RDP disconnected!` in the
/// language of the client.
fn heads_a_window(text: &str, token: &Token<'_>) -> Option<Hint> {
    let above = text.get(..token.start)?.strip_suffix('\n')?.lines().next_back()?.trim_end();
    let sentence = text.get(token.end..)?.strip_prefix(' ')?.starts_with(char::is_alphabetic);
    (sentence && above.starts_with("RDP ") && above.ends_with('!')).then_some(Hint::Of(&[
        Family::MstscDisconnect,
        Family::GatewayClient,
        Family::MstscExtended,
    ]))
}

/// Numbers that nothing else looks like: signed results, results above 2³¹, codes of the gateway, and of FreeRDP
/// where a text names it.
fn by_itself(table: &Table, number: &Number, words: &str) -> Option<Hint> {
    let known = || !table.find(number.value, false).is_empty();
    let telling = match number.form {
        Form::Hexadecimal => false,
        Form::Signed => number.value.cast_signed() < -1_000_000,
        Form::Bare => {
            0x8000_0000 <= number.value
                || (0x0200_0000..0x0400_0000).contains(&number.value)
                || ((0x0001_0000..0x0002_0100).contains(&number.value) && words.contains("freerdp"))
        }
    };
    (telling && known()).then_some(Hint::Plain)
}
