//! Files built after real ones, and what is read from them; damage at every level; no password in any output.

mod broken;
mod mangled;
mod signed;

use std::fs;
use std::path::Path;

use super::*;

/// A file below `tests/files`.
fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/files/tests/files").join(name)).unwrap()
}

/// `group/name host:port via gateway`.
fn shown(target: &Target) -> String {
    let labels = &target.labels;
    let path: Vec<&str> = [&labels.group, &labels.name].into_iter().flatten().map(String::as_str).collect();
    let gateway = target.gateway.iter().map(|gateway| format!(" via {gateway}")).collect::<String>();
    format!("{} {target}{gateway}", path.join("/"))
}

fn read(name: &str, options: &ReadOptions) -> Targets {
    Targets::read(name, &file(name), options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_each_file_names() {
    use FileKind::*;
    let cases: &[(&str, FileKind, &[&str])] = &[
        ("mstsc.rdp", Rdp, &[" srv01.corp.example:3389 via gw.corp.example"]),
        ("without-mark.rdp", Rdp, &[" srv01.corp.example:3389 via gw.corp.example"]),
        ("big-endian.rdp", Rdp, &[" srv01.corp.example:3389 via gw.corp.example"]),
        ("cr.rdp", Rdp, &["Büro srv02.corp.example:3390"]),
        ("cloud.rdp", Rdp, &[" 192.0.2.7:33901"]),
        ("signed.rdp", Rdp, &["Signed srv04.corp.example:3390"]),
        ("console.rdp", Rdp, &[" hv01.corp.example:2179"]),
        ("gateway-address.rdp", Rdp, &[" srv03:3389 via gw.corp.example"]),
        ("avd.rdpw", Rdpw, &["Office desktop https://afdfp-rdgateway-r1.wvd.microsoft.com"]),
        ("cloud-pc.rdpw", Rdpw, &["Cloud PC https://rdgateway-r1.wvd.microsoft.com"]),
        ("no-gateway.rdpw", Rdpw, &[" https://arm-r0.wvd.azure.us"]),
        (
            "corp-2.7.rdg",
            Rdcman,
            &[
                "Corp/Domain controllers/First & oldest dc01.corp.example:3390 via gw.corp.example",
                "Corp/Domain controllers dc02.corp.example:3391",
                "Corp 192.0.2.20:3389 via gw.corp.example",
            ],
        ),
        ("old-2.2.rdg", Rdcman, &["Lab/Racks/Rack 1 rack01:3389"]),
        ("utf16.rdg", Rdcman, &["Büro/VM hv01:2179"]),
        (
            "confCons.xml",
            Mremoteng,
            &[
                "Berlin/Domain controller dc01.corp.example:3389",
                "Berlin/Moved srv02.corp.example:3395",
                "Berlin/Floor 2/Through 10.1.2.3:3389 via gw.corp.example",
            ],
        ),
        ("old-mremote.xml", Mremoteng, &["srv srv01:3390"]),
        ("hyperv-mremote.xml", Mremoteng, &["VM hv01:2179"]),
        ("office.remmina", Remmina, &["Berlin/Floor 2/Office srv01.corp.example:3390 via gw.corp.example"]),
        ("tunnel.remmina", Remmina, &["Behind 10.0.0.5:3389"]),
        ("flatpak.remmina", Remmina, &["Lab [2001:db8::5]:3391"]),
        (
            "royal.json",
            RoyalTs,
            &["Berlin/Domain controller dc01.corp.example:3390", "Lab/Racks/Alone 192.0.2.5:3389"],
        ),
        ("royal-export.json", RoyalTs, &["Sites/srv01 srv01.corp.example:3389 via gw.corp.example"]),
        ("royal-empty-folder.json", RoyalTs, &["srv09 srv09:3389"]),
        (
            "bookmarks.plist",
            MacBookmarks,
            &["Domain controller dc01.corp.example:3390", "Büro 192.0.2.9:3389"],
        ),
        (
            "bookmarks-binary.plist",
            MacBookmarks,
            &["Domain controller dc01.corp.example:3390", "Büro 192.0.2.9:3389"],
        ),
        ("bookmarks-one.plist", MacBookmarks, &[" srv01.corp.example:3389"]),
        (
            "inventory.ini",
            Ansible,
            &[
                "jump 192.0.2.30:3389",
                "berlin/dc01.corp.example dc01.corp.example:3389",
                "berlin/dc02.corp.example dc02.corp.example:3389",
                "berlin/dc03.corp.example dc03.corp.example:3389",
                "berlin/web/srv01 10.0.0.11:3389",
            ],
        ),
        (
            "inventory.yml",
            Ansible,
            &[
                "jump 192.0.2.30:3389",
                "berlin/dc01.corp.example dc01.corp.example:3389",
                "berlin/srv01 10.0.0.11:3390",
            ],
        ),
        (
            "inventory.json",
            Ansible,
            &["berlin/dc01.corp.example dc01.corp.example:3389", "berlin/srv01 10.0.0.11:3389"],
        ),
        ("export.csv", Table, &["DC01 dc01.corp.example:3389", " OLD01:3389"]),
        ("german.csv", Table, &["Berlin/Büro srv01:3390", "Berlin srv02:3389"]),
        ("mremote.csv", Table, &["Berlin/DC dc01:3389"]),
        ("one-column.csv", Table, &[" srv01:3389", " srv02:3390"]),
        (
            "hosts.txt",
            List,
            &[
                " srv01:3389",
                " srv02:3390",
                " srv03.corp.example:3389",
                " [2001:db8::5]:3391",
                " srv04:3389",
                " https://rdweb.corp.example/RDWeb",
            ],
        ),
        ("powershell.txt", List, &[" srv01:3389", " srv02:3389"]),
        (
            "hosts",
            List,
            &[
                "localhost 127.0.0.1:3389",
                "srv05.corp.example 10.0.0.5:3389",
                "srv06 10.0.0.6:3389",
                "localhost6 [fe80::1%lo0]:3389",
            ],
        ),
    ];
    for (name, kind, expected) in cases {
        let read = read(name, &ReadOptions::default());
        let targets: Vec<String> = read.targets.iter().map(shown).collect();
        assert_eq!(
            (read.kind, targets),
            (*kind, expected.iter().map(ToString::to_string).collect()),
            "{name}: {:?}",
            read.problems
        );
        assert!(read.problems.is_empty(), "{name}: {:?}", read.problems);
        assert!(read.targets.iter().all(|target| target.labels.file.as_deref() == Some(*name)));
    }
    let named = cases.iter().map(|(name, ..)| *name).chain(["encrypted-mremote.xml"]).count();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/files/tests/files");
    assert_eq!(fs::read_dir(folder).unwrap().count(), named, "a file that no case reads");
}

#[test]
fn settings_reach_the_target() {
    let conf = read("confCons.xml", &ReadOptions::default());
    let through = &conf.targets[2];
    assert_eq!(through.client.gateway_usage, Some(1));
    assert_eq!(through.client.authentication_level, Some(1));
    assert_eq!(through.client.credssp, Some(true));
    assert_eq!(through.labels.line, Some(8));
    assert!(!conf.targets[0].client.uses_gateway());
    let console = read("console.rdp", &ReadOptions::default());
    assert_eq!(console.targets[0].client.negotiate_security_layer, Some(false));
    assert!(console.targets[0].client.preconnection_blob.as_deref().unwrap().starts_with("6f2c1a0e"));
    let machine = read("utf16.rdg", &ReadOptions::default());
    assert!(machine.targets[0].client.preconnection_blob.is_some());
    let said: Vec<String> = conf.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["1 entry of SSH2 left out", "1 entry without a host left out"]);
}

#[test]
fn only_and_column_narrow() {
    let only = |pattern: &str| read("confCons.xml", &ReadOptions::default().only(pattern)).targets.len();
    assert_eq!([only("Berlin/*"), only("berlin/floor 2/*"), only("*/Moved"), only("Paris/*")], [3, 1, 1, 0]);
    assert_eq!(read("confCons.xml", &ReadOptions::default().only("Paris/*")).entries, 3);
    let saved = |pattern: &str| {
        let options = ReadOptions::default().only(pattern);
        Targets::read("Office/Terminal.rdp", b"full address:s:srv01.lab.test\r\n", &options)
            .unwrap()
            .targets
            .len()
    };
    assert_eq!([saved("Nope/*"), saved("Terminal"), saved("srv01*"), saved("*")], [0, 1, 1, 1]);
    let column = |column: &str| {
        Targets::read("export.csv", &file("export.csv"), &ReadOptions::default().column(column))
    };
    assert_eq!(column("name").unwrap().targets.len(), 2);
    assert_eq!(column("4").unwrap().targets[1].to_string(), "OLD01:3389");
    assert!(
        column("Host").unwrap_err().to_string().contains("write one of 'DistinguishedName', 'DNSHostName'")
    );
    let secret = Targets::read("german.csv", &file("german.csv"), &ReadOptions::default().column("Passwort"));
    assert!(!secret.unwrap_err().to_string().contains("S3cr3t"));
    let wrong = Targets::read("x", b"a", &ReadOptions::default().only("[")).unwrap_err().to_string();
    assert!(wrong.contains("'[' is not a pattern"), "{wrong}");
}

#[test]
fn the_port_of_entries_that_name_none() {
    let options = ReadOptions::default().port(3399);
    let ports = |name| read(name, &options).targets.iter().map(|target| target.port).collect::<Vec<_>>();
    assert_eq!(ports("hosts.txt"), [3399, 3390, 3399, 3391, 3399, 443]);
    assert_eq!(ports("mstsc.rdp"), [3399]);
    assert_eq!(ports("german.csv"), [3390, 3399]);
    assert_eq!(Targets::read("x", b"srv01:3389\n", &options).unwrap().targets[0].port, 3389);
}

#[test]
fn what_is_none_is_named_as_what_it_is() {
    for (bytes, part) in [
        (&b""[..], "names no target; write one per line"),
        (b"# nobody\n\n", "names no target"),
        (b"PK\x03\x04\x14\0", "is a zip archive"),
        (b"\x89PNG\r\n\x1a\n\0", "is a picture (PNG)"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"MZ\x90\0\x03", "is a program for Windows"),
        (b"SQLite format 3\0", "is an SQLite database"),
        (b"\xff\xfe\0\0s\0\0\0", "is UTF-32 text; save it as UTF-8 or UTF-16"),
        (b"s\0\0\0r\0\0\0v\0\0\0", "is UTF-32 text"),
        (b"\xff\xfes\0r", "is UTF-16 text that breaks off"),
        (b"srv01\x01\x02", "neither UTF-8 nor UTF-16"),
        (b"bplist00zzzz", "a property list that breaks off"),
        (b"<!DOCTYPE html>\n<html><body>Sign in<br></body></html>", "an HTML page"),
        (b"<html><body/></html>", "an HTML page"),
        (b"<Invoice><Total>3</Total></Invoice>", "XML whose root element is <Invoice>"),
        (
            b"<?xml version=\"1.0\"?>\n<plist><dict><key>a</key><string>b</string></dict></plist>",
            "a property list without bookmarks",
        ),
        (b"<RDCMan><file>\n<group>", "x:2: the XML breaks off"),
        (b"<RDCMan>\n</file>", "x:2: the XML is not well-formed"),
        (b"{\"hosts\": [\n", "x:2: the file is JSON that cannot be read"),
        (b"{\"hosts\": [\"srv01\"]}", "JSON, and no export of Royal TS or Ansible"),
        (b"[1, 2]", "JSON, and no export"),
        (b"{\"schema\": \"rdp-health/report/1\"}", "a report of rdp-health"),
        (b"[section]\npassword=S3cr3t!Pass\n", "settings in sections (INI)"),
        (b"[InternetShortcut]\nURL=rdp://srv01\n", "an internet shortcut"),
        (b"#!/bin/sh\nxfreerdp /v:srv01\n", "a script"),
        (b"Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\x]\n", "a registry file"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n", "a certificate or a key (PEM)"),
        (b"Dear all,\nthe server is down again.\nPlease see to it!\n", "not a list of hosts"),
        (b"srv01.lab.test;admin;S3cr3tPass\n", "the first line of the table is no header"),
        (
            b"Datum;Betrag;Text\n1.1.;5;x\n",
            "none of the table's columns is named after hosts; say with --column",
        ),
    ] {
        let error = Targets::read("x", bytes, &ReadOptions::default()).unwrap_err().to_string();
        assert!(error.starts_with("x") && error.contains(part), "{error}");
        assert!(!error.contains("S3cr3t") && !error.contains('\n'), "{error}");
    }
    let encrypted =
        Targets::read("c.xml", &file("encrypted-mremote.xml"), &ReadOptions::default()).unwrap_err();
    assert!(
        encrypted
            .to_string()
            .starts_with("c.xml:2: 'FullFileEncryption': the connections of mRemoteNG are encrypted")
    );
}

#[test]
fn an_entry_that_cannot_be_used_is_named_by_file_line_and_key() {
    for (text, expected) in [
        ("srv01\nsrv02:0\n", "x:2: '0' is not a TCP port; "),
        ("srv01\nsrv02:1\nsrv03\nb@d\n", "x:4: the value is not a host, an address or a port; "),
        ("full address:s:a\nserver port:i:70000", "x:2: 'server port': '70000' is not a TCP port; "),
        ("audiomode:i:1\nusername:s:a", "x: 'full address': the .rdp file names no host; "),
        (
            "full address:s:a b\naudiomode:i:1",
            "x:1: 'full address': the value is not a host, an address or a port; ",
        ),
        ("host,port\nsrv01,99999\n", "x:2: 'port': '99999' is not a TCP port; "),
        ("Connections", ""),
        (
            "<Connections ConfVersion='2.6'>\n<Node Name='a' Type='Connection' Hostname='a..b' Protocol='RDP'/></Connections>",
            "x:2: 'Hostname': 'a..b' is not a host name",
        ),
        (
            "<RDCMan><file>\n<server>\n<properties><name>256.1.1.1</name></properties></server></file></RDCMan>",
            "x:2: 'name': '256.1.1.1' looks like an IPv4 address",
        ),
        (
            "[remmina]\nprotocol=RDP\nserver=srv01:port\n",
            "x:3: 'server': what follows the ':' is not a TCP port; ",
        ),
        (
            "{\"Objects\":[{\"Type\":\"RemoteDesktopConnection\",\"ComputerName\":\"a..b\"}]}",
            "x:1: 'ComputerName': 'a..b'",
        ),
        ("[web]\nsrv01\nsrv02 ansible_host=a..b\n", "x:3: 'ansible_host': 'a..b' is not a host name"),
    ] {
        let read = Targets::read("x", text.as_bytes(), &ReadOptions::default()).unwrap();
        let problems: Vec<String> = read.problems.iter().map(ToString::to_string).collect();
        match expected {
            "" => assert!(problems.is_empty(), "{problems:?}"),
            expected => {
                assert!(problems.len() == 1 && problems[0].starts_with(expected), "{text}: {problems:?}");
            }
        }
    }
    let many = "a..b\nsrv01\n".repeat(50);
    let read = Targets::read("x", many.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!((read.problems.len(), read.targets.len()), (21, 50));
    assert!(read.problems[20].to_string().contains("30 more entries"));
}

#[test]
fn a_signature_over_the_lines_of_a_file() {
    let bytes = file("signed.rdp");
    let state = |bytes: &[u8]| Lint::read("x", bytes).unwrap().signature.unwrap().state;
    let lint = Lint::read("x", &bytes).unwrap();
    let signature = lint.signature.unwrap();
    assert_eq!((signature.state, signature.line), (SignatureState::Valid, 10));
    assert_eq!(signature.covered.len(), 5);
    assert_eq!(signature.certificates[0].subject, "O=Corp, CN=Corp publishing");
    // Every bit of what is signed counts, and of the rest none does.
    let (text, _) = text::decode(&bytes).unwrap();
    let end = text.find("signature:").unwrap();
    for (place, letter) in text[..end].char_indices().filter(|(_, letter)| letter.is_ascii_alphanumeric()) {
        let mut changed = text.clone();
        changed.replace_range(place..=place, if letter == 'x' { "y" } else { "x" });
        let line = text.lines().nth(text[..place].matches('\n').count()).unwrap();
        let name = line.split(':').next().unwrap();
        match Lint::read("x", changed.as_bytes()).unwrap().signature {
            // There is no scope any more.
            None => assert_eq!(name, "signscope"),
            Some(judged) => {
                let is_signed =
                    name == "signscope" || signature.covered.iter().any(|covered| covered == name);
                let expected = if is_signed { SignatureState::Changed } else { SignatureState::Valid };
                assert_eq!(judged.state, expected, "{letter} of {line}");
            }
        }
    }
    assert_eq!(state(&bytes), SignatureState::Valid);
}

/// What a scan of everything that an administrator has begins with. In a build for release it takes some 20 ms.
#[test]
fn thousands_of_connections_in_one_file() {
    let node = |number: usize| {
        format!(
            "<Node Name=\"srv{number}\" Type=\"Connection\" Hostname=\"srv{number}.corp.example\" \
             Protocol=\"RDP\" Port=\"3389\" Password=\"S3cr3t!Pass\"/>\n"
        )
    };
    let groups = (0..50).map(|group| {
        let nodes: String = (0..100).map(|one| node(group * 100 + one)).collect();
        format!("<Node Name=\"Group {group}\" Type=\"Container\">\n{nodes}</Node>\n")
    });
    let saved = format!("<Connections ConfVersion=\"2.6\">\n{}</Connections>", groups.collect::<String>());
    let began = std::time::Instant::now();
    let read = Targets::read("x", saved.as_bytes(), &ReadOptions::default()).unwrap();
    println!("{} targets in {} ms", read.targets.len(), began.elapsed().as_millis());
    assert_eq!((read.targets.len(), read.entries, read.problems.len()), (5000, 5000, 0));
    assert_eq!(shown(&read.targets[4999]), "Group 49/srv4999 srv4999.corp.example:3389");
}

/// A table whose columns moved: what stands where the protocol was is not repeated.
#[test]
fn what_is_no_kind_of_connection_is_not_repeated() {
    let moved = b"Name,Hostname,Protocol,Password\nsrv01,a,S3cr3t!Pass,RDP\nsrv02,b,ssh2,x\n";
    let read = Targets::read("x", moved, &ReadOptions::default()).unwrap();
    let said: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["1 entry of SSH2 left out", "1 entry of another kind left out"]);
}

#[test]
fn one_target_of_a_file() {
    let one = |bytes: &[u8]| Targets::one("x", bytes, &ReadOptions::default());
    assert_eq!(one(b"full address:s:a\n").unwrap().to_string(), "a:3389");
    assert!(one(b"a\nb\n").unwrap_err().to_string().contains("the file names 2 hosts"));
    assert!(one(b"[remmina]\nprotocol=VNC\nserver=a\n").unwrap_err().to_string().contains("names no host"));
}

#[test]
fn settings_and_text_survive_every_encoding() {
    let text = "full address:s:srv01\r\nremotedesktopname:s:Zürich\r\n";
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", le.as_slice()].concat(),
        [b"\xfe\xff", be.as_slice()].concat(),
        le,
        be,
        latin,
        [text.as_bytes(), b"\0\0"].concat(),
        [text.as_bytes(), b"\x1a"].concat(),
    ] {
        let read = Targets::read("x", &bytes, &ReadOptions::default()).unwrap();
        assert_eq!(shown(&read.targets[0]), "Zürich srv01:3389");
    }
    let declared = b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><RDCMan><file><server><name>srv01</name><displayName>\xc1\xe5\xf0\xeb\xe8\xed</displayName></server></file></RDCMan>";
    let read = Targets::read("x", declared, &ReadOptions::default()).unwrap();
    assert_eq!(shown(&read.targets[0]), "Берлин srv01:3389");
}
