//! Codes that stand in no table: what their form says, and never more.

use super::family::CodeFamily;
use super::table::Table;
use super::{CodeConfidence, Note, NoteKind, Reading};

const SHAPE: &str = "inferred from the form of the known codes";
const ERREF: &str = "MS-ERREF 2.1 and 2.3 (the fields of a code)";

/// The known code that an unknown one contains, and the sentence that says how.
///
/// Windows wraps one kind of error in another, and FreeRDP puts a class in front.
pub(super) fn wrapped(table: &Table, code: u32) -> Option<(Reading, Note)> {
    let (inner, family, how, source) = match code >> 16 {
        0 => (
            0x8007_0000 | code,
            CodeFamily::Hresult,
            "is the number of a Windows (Win32) error; the table has it as the HRESULT",
            "MS-ERREF 2.1.2",
        ),
        0x8007 if 10_000 <= code & 0xFFFF => (
            code & 0xFFFF,
            CodeFamily::Winsock,
            "is an HRESULT that carries the Windows socket error",
            "MS-ERREF 2.1.2",
        ),
        1 => (
            code & 0xFFFF,
            CodeFamily::Errinfo,
            "is how FreeRDP writes the server's reason",
            "FreeRDP include/freerdp/error.h (class 1)",
        ),
        0xD000 => (
            code & 0xEFFF_FFFF,
            CodeFamily::NtstatusCredssp,
            "is an HRESULT that carries the NTSTATUS",
            "MS-ERREF 2.1 (the N bit)",
        ),
        _ => return None,
    };
    let row = table.row(family, inner)?;
    let inner = if family.is_decimal() { inner.to_string() } else { format!("0x{inner:X}") };
    let mut note = Note::new(NoteKind::Inference, format!("0x{code:X} {how} {inner}."));
    note.source = Some(source.to_owned());
    Some((table.reading(&row), note))
}

/// What the form of an unknown code says, once for each family whose form it has.
pub(super) fn by_form(code: u32) -> Vec<Reading> {
    let mut readings = Vec::new();
    let mut say = |family: CodeFamily, source: &str, meaning: String| {
        readings.push(Reading {
            family,
            family_title: family.title().to_owned(),
            clients: family.clients().to_vec(),
            code_hex: Some(format!("0x{code:X}")),
            code_dec: Some(code),
            symbol: None,
            words: None,
            meaning: format!("Not in any table. {meaning}"),
            phase: None,
            causes: Vec::new(),
            confidence: CodeConfidence::Inferred,
            source: source.to_owned(),
        });
    };
    match code {
        0x100..=0xFFFF => {
            if let Some(class) = class(code & 0xFF) {
                let byte = code & 0xFF;
                say(
                    CodeFamily::MstscDisconnect,
                    SHAPE,
                    format!(
                        "Its class byte, 0x{byte:02X}, belongs to errors of {class}; it says nothing more."
                    ),
                );
            }
            if code <= 0x1FF {
                say(
                    CodeFamily::MstscExtended,
                    SHAPE,
                    "The known codes from 0x100 to 0x1FF are about licensing.".to_owned(),
                );
            }
            if (0x1000..=0x7FFF).contains(&code) {
                say(
                    CodeFamily::MstscExtended,
                    "MicrosoftDocs/win32 desktop-src/TermServ/extendeddisconnectreasoncode.md",
                    "The range from 0x1000 to 0x7FFF is for errors of the protocol.".to_owned(),
                );
            }
        }
        0x0002_0000..=0x0002_FFFF => say(
            CodeFamily::FreerdpErrconnect,
            "FreeRDP include/freerdp/error.h (class 2)",
            "FreeRDP writes its connect errors in this form.".to_owned(),
        ),
        0x0300_0000..=0x0300_FFFF => {
            say(
                CodeFamily::GatewayClient,
                SHAPE,
                "Codes of this form come from connections through an RD Gateway.".to_owned(),
            );
        }
        0x8000_0000..=0xBFFF_FFFF | 0xD000_0000..=0xDFFF_FFFF => {
            say(CodeFamily::Hresult, ERREF, hresult(code));
        }
        0xC000_0000..=0xCFFF_FFFF | 0xE000_0000..=0xEFFF_FFFF => {
            say(CodeFamily::NtstatusCredssp, ERREF, ntstatus(code));
        }
        _ => {}
    }
    readings
}

/// What the low byte of a code of Remote Desktop Connection stands for.
fn class(byte: u32) -> Option<&'static str> {
    Some(match byte {
        4 => "the network",
        6 => "the security layer",
        7 => "TLS, Network Level Authentication (NLA) or the logon",
        8 => "the client itself or its windows",
        9 => "the negotiation, Network Level Authentication (NLA) or licensing",
        0xA => "smart cards",
        _ => return None,
    })
}

fn hresult(code: u32) -> String {
    if code & 0x1000_0000 != 0 {
        return format!("An HRESULT that carries an NTSTATUS: {}", ntstatus(code & 0xEFFF_FFFF));
    }
    let owner = owner(code);
    let facility = (code >> 16) & 0x7FF;
    let number = code & 0xFFFF;
    let from = match facility {
        1 => "remote procedure calls (RPC)",
        7 => return format!("A failure{owner}: the Windows (Win32) error {number}."),
        9 => "the security packages (SSPI, certificates, CryptoAPI)",
        11 => "certificates",
        12 => "WinINet",
        16 => "smart cards",
        25 => "HTTP",
        50 => "the Windows filtering platform (firewall)",
        _ => return format!("A failure{owner}, facility {facility}, number {number}."),
    };
    format!("A failure{owner} from {from} (facility {facility}), number {number}.")
}

fn ntstatus(code: u32) -> String {
    let owner = owner(code);
    let facility = (code >> 16) & 0xFFF;
    let number = code & 0xFFFF;
    let severity = match code >> 30 {
        0 => "A success",
        1 => "A message",
        2 => "A warning",
        _ => "An error",
    };
    format!("{severity}{owner}, facility {facility}, number {number} (0x{number:X}) of its NTSTATUS table.")
}

/// The C bit: set when the code is not Microsoft's.
fn owner(code: u32) -> &'static str {
    if code & 0x2000_0000 == 0 { " defined by Microsoft" } else { " defined by another vendor" }
}
