//! Settings that weaken a connection, and what a host gets to see of this computer.

use crate::files::rdp::Setting;
use crate::files::remark::{Remark, RemarkLevel};
use crate::files::secret::is_secret;

/// Setting, values that count (empty = any), how much it matters, what it does, what to write.
type Row = (&'static str, &'static [&'static str], RemarkLevel, &'static str, &'static str);

const ROWS: [Row; 17] = [
    (
        "authentication level",
        &["0"],
        RemarkLevel::Warning,
        "the client connects whatever the certificate is: another server in between goes unnoticed",
        "write authentication level:i:2",
    ),
    (
        "authentication level",
        &["3"],
        RemarkLevel::Info,
        "the file leaves open what becomes of a bad certificate",
        "write authentication level:i:2",
    ),
    (
        "enablecredsspsupport",
        &["0"],
        RemarkLevel::Warning,
        "the client does not offer NLA: hosts that require it refuse the connection, and the password goes to any server that answers",
        "write enablecredsspsupport:i:1",
    ),
    (
        "password 51",
        &[],
        RemarkLevel::Warning,
        "the file carries a password, which only the account that saved it can read",
        "delete the line",
    ),
    (
        "gatewayaccesstoken",
        &[],
        RemarkLevel::Warning,
        "the file carries a token for the gateway: anyone who has the file can use it while it is valid",
        "do not give the file to anyone else",
    ),
    ("redirectclipboard", &["1"], RemarkLevel::Info, "the host can read and write the clipboard", ""),
    ("drivestoredirect", &[], RemarkLevel::Info, "the host can read and write drives of this computer", ""),
    ("redirectdrives", &["1"], RemarkLevel::Info, "the host can read and write drives of this computer", ""),
    ("devicestoredirect", &[], RemarkLevel::Info, "the host can use devices of this computer", ""),
    ("usbdevicestoredirect", &[], RemarkLevel::Info, "the host can use USB devices of this computer", ""),
    ("camerastoredirect", &[], RemarkLevel::Info, "the host can use cameras of this computer", ""),
    ("audiocapturemode", &["1"], RemarkLevel::Info, "the host can listen to the microphone", ""),
    ("redirectlocation", &["1"], RemarkLevel::Info, "the host gets to know where this computer is", ""),
    ("redirectsmartcards", &["1"], RemarkLevel::Info, "the host can use smart cards of this computer", ""),
    ("redirectwebauthn", &["1"], RemarkLevel::Info, "the host can ask for security keys and passkeys", ""),
    ("redirectcomports", &["1"], RemarkLevel::Info, "the host can use serial ports of this computer", ""),
    (
        "redirectposdevices",
        &["1"],
        RemarkLevel::Info,
        "the host can use point-of-sale devices of this computer",
        "",
    ),
];

pub(super) fn of(number: usize, setting: &Setting<'_>) -> Option<Remark> {
    let row = ROWS.iter().find(|(name, values, ..)| {
        setting.is(name)
            && if values.is_empty() { !setting.value.is_empty() } else { values.contains(&setting.value) }
    });
    match row {
        Some((name, _, level, text, remedy)) => {
            Some(Remark::new(*level, Some(number), Some(name), *text, remedy))
        }
        // Of some program's own making: in clear, then. A number is a switch.
        None if is_secret(setting.name)
            && !setting.kind.eq_ignore_ascii_case("i")
            && super::known::find(setting.name).is_none()
            && !setting.value.is_empty() =>
        {
            let text = "the line carries a password or another secret, which mstsc does not use";
            Some(Remark::new(RemarkLevel::Warning, Some(number), None, text, "delete the line"))
        }
        None => None,
    }
}
