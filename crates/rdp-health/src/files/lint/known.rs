//! The settings of `.rdp` files that Microsoft documents, and those that mstsc writes beside them.
//!
//! Sources: "Supported RDP properties" (learn.microsoft.com/azure/virtual-desktop/rdp-properties), "Supported Remote
//! Desktop RDP file settings", and files that mstsc wrote.

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `i`: a number in these bounds.
    Number { least: i64, most: i64 },
    /// `s`.
    Text,
    /// `b`: pairs of hexadecimal digits.
    Blob,
}

impl Kind {
    /// As the file has it.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Number { .. } => "i",
            Self::Text => "s",
            Self::Blob => "b",
        }
    }
}

pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

impl Known {
    /// The line as it may be written.
    pub(super) fn example(&self) -> String {
        match (self.name, self.kind) {
            ("full address" | "alternate full address", _) => format!("{}:s:srv01.corp.example", self.name),
            ("gatewayhostname", _) => "gatewayhostname:s:gw.corp.example".to_owned(),
            ("kdcproxyname", _) => "kdcproxyname:s:kdcproxy.corp.example".to_owned(),
            ("server port", _) => "server port:i:3389".to_owned(),
            (name, Kind::Number { least, most }) => format!("{name}:i:{}", 1.clamp(least, most)),
            (name, kind) => format!("{name}:{}:…", kind.letter()),
        }
    }
}

const fn number(name: &'static str, least: i64, most: i64) -> Known {
    Known { name, kind: Kind::Number { least, most } }
}

const fn flag(name: &'static str) -> Known {
    number(name, 0, 1)
}

const fn any(name: &'static str) -> Known {
    number(name, 0, u32::MAX as i64)
}

const fn text(name: &'static str) -> Known {
    Known { name, kind: Kind::Text }
}

const KNOWN: &[Known] = &[
    flag("administrative session"),
    flag("allow desktop composition"),
    flag("allow font smoothing"),
    text("alternate full address"),
    text("alternate shell"),
    flag("audiocapturemode"),
    number("audiomode", 0, 2),
    number("audioqualitymode", 0, 2),
    number("authentication level", 0, 3),
    flag("autoreconnection enabled"),
    flag("bandwidthautodetect"),
    flag("bitmapcachepersistenable"),
    any("bitmapcachesize"),
    text("camerastoredirect"),
    flag("compression"),
    flag("connect to console"),
    number("connection type", 1, 7),
    any("desktopheight"),
    any("desktopscalefactor"),
    number("desktop size id", 0, 9),
    any("desktopwidth"),
    text("devicestoredirect"),
    flag("disable ctrl+alt+del"),
    flag("disable cursor setting"),
    flag("disable full window drag"),
    flag("disable menu anims"),
    flag("disable themes"),
    flag("disable wallpaper"),
    flag("disableconnectionsharing"),
    flag("disableprinterredirection"),
    flag("disableclipboardredirection"),
    flag("displayconnectionbar"),
    text("domain"),
    text("drivestoredirect"),
    flag("dynamic resolution"),
    flag("enablecredsspsupport"),
    flag("enablerdsaadauth"),
    flag("enablesuperpan"),
    any("superpanaccelerationfactor"),
    flag("enableworkspacereconnect"),
    flag("encode redirected video capture"),
    text("eventloguploadaddress"),
    text("full address"),
    number("gatewaybrokeringtype", 0, 1),
    number("gatewaycredentialssource", 0, 5),
    text("gatewayaccesstoken"),
    text("gatewayhostname"),
    flag("gatewayprofileusagemethod"),
    number("gatewayusagemethod", 0, 4),
    any("keyboard layout"),
    number("keyboardhook", 0, 2),
    text("kdcproxyname"),
    text("loadbalanceinfo"),
    flag("maximizetocurrentdisplays"),
    number("maximizeshell", 0, 1),
    flag("negotiate security layer"),
    flag("networkautodetect"),
    Known { name: "password 51", kind: Kind::Blob },
    text("winposstr"),
    text("pcb"),
    any("pinconnectionbar"),
    number("prompt for credentials", 0, 1),
    flag("prompt for credentials on client"),
    flag("promptcredentialonce"),
    flag("public mode"),
    number("rdgiskdcproxy", 0, 1),
    number("redirectclipboard", 0, 1),
    flag("redirectcomports"),
    flag("redirectdirectx"),
    flag("redirectdrives"),
    flag("redirectlocation"),
    number("redirected video capture encoding quality", 0, 2),
    flag("redirectposdevices"),
    flag("redirectprinters"),
    flag("redirectsmartcards"),
    flag("redirectwebauthn"),
    flag("remoteappmousemoveinject"),
    text("remoteapplicationcmdline"),
    flag("remoteapplicationexpandcmdline"),
    flag("remoteapplicationexpandworkingdir"),
    text("remoteapplicationfile"),
    text("remoteapplicationfileextensions"),
    text("remoteapplicationguid"),
    text("remoteapplicationicon"),
    flag("remoteapplicationmode"),
    text("remoteapplicationname"),
    text("remoteapplicationprogram"),
    text("remotedesktopname"),
    number("screen mode id", 1, 2),
    text("selectedmonitors"),
    number("server port", 1, 65535),
    number("session bpp", 8, 32),
    text("shell working directory"),
    text("signature"),
    text("signscope"),
    flag("singlemoninwindowedmode"),
    flag("smart sizing"),
    flag("span monitors"),
    flag("targetisaadjoined"),
    text("usbdevicestoredirect"),
    flag("use multimon"),
    flag("use redirection server name"),
    text("username"),
    flag("videoplaybackmode"),
    text("wvd endpoint pool"),
    text("workspace id"),
    text("workspaceid"),
    text("armpath"),
    text("aadtenantid"),
    text("geo"),
    text("activityhint"),
    text("resourceprovider"),
    text("hubdiscoverygeourl"),
    text("diagnosticserviceurl"),
    flag("vmenableprivilegedmode"),
];

/// The setting of this name, in whatever case.
pub(super) fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(name))
}

/// The setting that is meant where one letter is missing, too many, another one, or two are swapped.
pub(super) fn nearest(name: &str) -> Option<&'static Known> {
    let name = name.to_ascii_lowercase();
    let plain = |name: &str| name.replace([' ', '_', '-'], "");
    KNOWN.iter().find(|known| {
        plain(known.name) == plain(&name) || (5 < name.len() && differs_by_one(known.name, &name))
    })
}

fn differs_by_one(known: &str, name: &str) -> bool {
    let (known, name) = (known.as_bytes(), name.as_bytes());
    let same = known.iter().zip(name).take_while(|(a, b)| a == b).count();
    let rest = |bytes: &[u8], from: usize| bytes.get(same + from..).unwrap_or_default().to_vec();
    let swapped = {
        let mut rest = rest(name, 0);
        if 1 < rest.len() {
            rest.swap(0, 1);
        }
        rest
    };
    rest(known, 1) == rest(name, 1)
        || rest(known, 1) == rest(name, 0)
        || rest(known, 0) == rest(name, 1)
        || rest(known, 0) == swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_one() {
        for (name, meant) in [
            ("full adress", Some("full address")),
            ("Full_Address", Some("full address")),
            ("gatewayhostnmae", Some("gatewayhostname")),
            ("authenticationlevel", Some("authentication level")),
            ("server prot", Some("server port")),
            ("something else", None),
            ("geos", None),
        ] {
            assert_eq!(nearest(name).map(|known| known.name), meant, "{name}");
        }
    }
}
