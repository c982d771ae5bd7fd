//! Which settings signers sign, and what exactly is signed of a file.

use crate::files::rdp::Line;

/// The settings that decide where a client goes and what it gives away. rdpsign.exe signs each of them that the file has,
/// and names them in `signscope`, in whatever case. Sources as in `signature.rs`; the last three since April 2026.
const SECURE: [&str; 47] = [
    "full address",
    "alternate full address",
    "pcb",
    "use redirection server name",
    "server port",
    "negotiate security layer",
    "enablecredsspsupport",
    "disableconnectionsharing",
    "autoreconnection enabled",
    "gatewayhostname",
    "gatewayusagemethod",
    "gatewayprofileusagemethod",
    "gatewaycredentialssource",
    "support url",
    "promptcredentialonce",
    "require pre-authentication",
    "pre-authentication server address",
    "alternate shell",
    "shell working directory",
    "remoteapplicationprogram",
    "remoteapplicationexpandworkingdir",
    "remoteapplicationmode",
    "remoteapplicationguid",
    "remoteapplicationname",
    "remoteapplicationicon",
    "remoteapplicationfile",
    "remoteapplicationfileextensions",
    "remoteapplicationcmdline",
    "remoteapplicationexpandcmdline",
    "prompt for credentials",
    "authentication level",
    "audiomode",
    "redirectdrives",
    "redirectprinters",
    "redirectcomports",
    "redirectsmartcards",
    "redirectposdevices",
    "redirectclipboard",
    "devicestoredirect",
    "drivestoredirect",
    "loadbalanceinfo",
    "redirectdirectx",
    "rdgiskdcproxy",
    "kdcproxyname",
    "eventloguploadaddress",
    "redirectwebauthn",
    "enablerdsaadauth",
];

/// What a `signscope` covers of a file.
pub(super) struct Cover {
    /// The settings, as the file names them.
    pub(super) covered: Vec<String>,
    /// Lines of secure settings that are not named.
    pub(super) uncovered: Vec<usize>,
    /// Settings that are named, and that the file does not have.
    pub(super) missing: Vec<String>,
    /// What was signed, if nothing was changed.
    pub(super) message: Vec<u8>,
}

impl Cover {
    /// `scope` is the line of `signscope` with its value.
    pub(super) fn read(lines: &[Line<'_>], (line, scope): (&str, &str)) -> Self {
        let mut cover = Self { covered: vec![], uncovered: vec![], missing: vec![], message: vec![] };
        let mut signed = String::new();
        let mut taken: Vec<usize> = Vec::new();
        for name in scope.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let is_it = |line: &&Line<'_>| {
                line.setting.as_ref().is_some_and(|setting| setting.is(name)) && !taken.contains(&line.number)
            };
            let known = SECURE.iter().find(|known| known.eq_ignore_ascii_case(name));
            match lines.iter().find(is_it) {
                Some(one) => {
                    signed += one.text;
                    signed += "\r\n";
                    taken.push(one.number);
                    cover.covered.extend(known.map(|known| (*known).to_owned()));
                }
                // What is no known name may be anything, and is not repeated.
                None => cover.missing.push(known.map_or("an unknown setting", |known| known).to_owned()),
            }
        }
        signed += line;
        signed += "\r\n\0";
        cover.message = signed.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let open = lines.iter().filter(|line| {
            let is_secure = |known: &&str| line.setting.as_ref().is_some_and(|one| one.is(known));
            !taken.contains(&line.number) && SECURE.iter().any(is_secure)
        });
        cover.uncovered = open.map(|line| line.number).collect();
        cover
    }
}
