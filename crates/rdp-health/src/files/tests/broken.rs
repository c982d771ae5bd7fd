//! Files that are broken in part: what is good is read, what is not is named with its line.

use super::*;
use crate::error::ErrorKind;

fn of(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let read = Targets::read("x", text.as_bytes(), &ReadOptions::default())
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let lines = |problems: &[Error]| problems.iter().map(ToString::to_string).collect();
    (
        read.targets.iter().map(ToString::to_string).collect(),
        lines(&read.problems),
        read.remarks.iter().map(ToString::to_string).collect(),
    )
}

fn begin(found: &[String], expected: &[&str]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found:?}: {expected}");
    }
}

#[test]
fn columns_by_what_people_call_them() {
    for header in [
        "Rechnername",
        "Computername",
        "Adresse",
        "Serveur",
        "Node",
        "VM",
        "Device",
        "DNS name",
        "DNS-Name",
        "hostname",
        "FQDN",
        "IP address",
        "Adresse IP",
        "Nom",
        "Servidor",
        "Equipo",
        "Nom d'hôte",
        "IP-Adresse",
    ] {
        let (targets, problems, _) = of(&format!("Nr;{header}\n1;srv01\n"));
        assert_eq!((targets, problems.len()), (vec!["srv01:3389".to_owned()], 0), "{header}");
    }
}

#[test]
fn a_quote_that_is_not_closed_costs_one_line() {
    let (targets, problems, _) = of("host,note\nsrv01,x\nsrv02,\"S3cr3t\nsrv03,\"y\"\nsrv04,z\n");
    assert_eq!(targets, ["srv01:3389", "srv03:3389", "srv04:3389"]);
    begin(&problems, &["x:3: a quote is opened and not closed; "]);
    let read = Targets::read("x", b"host,\"note\nsrv01,x\n", &ReadOptions::default()).unwrap_err();
    assert!(read.to_string().starts_with("x:1: a quote is opened"), "{read}");
}

#[test]
fn entries_of_json_and_property_lists_have_lines() {
    let json = "{\"Objects\": [\n{\"Type\": \"RemoteDesktopConnection\", \"Name\": \"a..b\",\n\"ComputerName\": \"srv01\"},\n\
                {\"Type\": \"Folder\", \"Objects\": [{\"Type\": \"RoyalRDSConnection\",\n\"Properties\": {\"URI\": \"a..b\"}}]}]}";
    let read = Targets::read("x", json.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(read.targets[0].labels.line, Some(3));
    assert!(read.problems[0].to_string().starts_with("x:5: 'URI': 'a..b'"), "{:?}", read.problems);
    let plist =
        "<plist><dict>\n<key>bookmarks.bookmark.1.hostname</key>\n<string>a..b</string>\n</dict></plist>";
    begin(&of(plist).1, &["x:3: 'hostname': 'a..b' is not a host name"]);
    let json = "{\"_meta\": {\"hostvars\": {\n\"a\": {\"ansible_host\": \"b..c\"}}}}";
    begin(&of(json).1, &["x:2: 'ansible_host': 'b..c'"]);
}

#[test]
fn a_semicolon_in_a_line_is_no_part_of_a_host() {
    let (targets, problems, _) = of("127.0.0.8:1;x\nsrv01 ; office\nsrv02;srv03\n; nothing\nsrv04\n");
    assert_eq!(targets, ["srv01:3389", "srv04:3389"]);
    begin(&problems, &["x:1: there is a ';' in the middle", "x:3: there is a ';' in the middle"]);
}

#[test]
fn zeros_behind_the_text_say_nothing() {
    let text = b"full address:s:srv01\r\naudiomode:i:0\r\n";
    let wide: Vec<u8> = text.iter().flat_map(|byte| [*byte, 0]).collect();
    for zeros in [1, 2, 3, 4, 63, 64, 1001] {
        let zeros = vec![0; zeros];
        for bytes in [
            [text.as_slice(), &zeros].concat(),
            [text.as_slice(), &zeros, b"\r\n"].concat(),
            [b"\xef\xbb\xbf", text.as_slice(), &zeros].concat(),
            [b"\xff\xfe", wide.as_slice(), &zeros].concat(),
            [wide.as_slice(), &zeros].concat(),
        ] {
            let read = Targets::read("x", &bytes, &ReadOptions::default());
            assert_eq!(read.unwrap().targets[0].to_string(), "srv01:3389", "{bytes:?}");
            let lint = Lint::read("x", &bytes).unwrap();
            assert!(!lint.remarks.iter().any(|remark| remark.line == Some(3)), "{:?}", lint.remarks);
        }
    }
}

#[test]
fn inventories_in_yaml_name_what_they_leave_unread() {
    let (targets, problems, remarks) = of(
        "all: &all\n  vars: &defaults\n    ansible_connection: winrm\n  hosts:\n    srv01: *defaults\n    srv02:\n      \
         <<: *defaults\n      ansible_host: 10.0.0.2\n    srv03: &three\n      rdp_port: 3390\n  children:\n    berlin:\n      \
         hosts: *three\n",
    );
    assert_eq!(targets, ["srv01:3389", "10.0.0.2:3389", "srv03:3390"]);
    assert_eq!(problems, [""; 0]);
    begin(
        &remarks,
        &[
            "line 5: variables that an alias",
            "line 7: variables that an alias",
            "line 13: hosts that an alias",
        ],
    );
    let (targets, problems, _) = of(
        "all:\n  hosts:\n    srv01:\n\tsrv02:\n    srv03\n    srv04:\n       ansible_host: 10.0.0.4\n   srv05:\n    srv06: \"x\n    \
         srv07:\n      list:\n        - a\n      text: |\n        no: entry\n      - b\n    srv08: {ansible_host: 10.0.0.8}\n",
    );
    assert_eq!(targets, ["srv01:3389", "10.0.0.4:3389", "srv07:3389", "10.0.0.8:3389"]);
    begin(
        &problems,
        &[
            "x:4: the line is indented with a tab",
            "x:5: the line is neither 'key:' nor 'key: value'",
            "x:8: the line is indented as no other",
            "x:9: a quote is opened and not closed",
        ],
    );
    begin(&of("all:\n  hosts:\n  - srv01\n").1, &["x:3: the hosts are a list"]);
    begin(&of("all:\n  hosts: {srv01: , srv02: }\n").1, &["x:2: a map in braces"]);
}

#[test]
fn hosts_that_ansible_reaches_otherwise_are_no_windows() {
    let ini = "[win]\nwin01\nwin02 ansible_connection=psrp\nwin03 ansible_connection=ssh ansible_shell_type=powershell\n\
               [linux:children]\nweb\n[web]\nweb01\nweb02 ansible_connection=winrm\n[linux:vars]\n\
               ansible_connection=ansible.builtin.ssh\n[other]\nbox ansible_connection=local\n";
    let (targets, _, remarks) = of(ini);
    assert_eq!(targets, ["win01:3389", "win02:3389", "win03:3389", "web02:3389"]);
    begin(
        &remarks,
        &["1 entry with ansible_connection=local left out", "1 entry with ansible_connection=ssh left out"],
    );
    let yaml = "all:\n  vars:\n    ansible_connection: ssh\n  hosts:\n    web01:\n  children:\n    win:\n      hosts:\n        \
                win01:\n      vars:\n        ansible_connection: winrm\n";
    assert_eq!(of(yaml).0, ["win01:3389"]);
    let json = "{\"_meta\": {\"hostvars\": {\"a\": {\"ansible_connection\": \"ssh\"}, \"b\": {}}}, \"all\": {\"hosts\": [\"b\"]}}";
    assert_eq!(of(json).0, ["b:3389"]);
}

#[test]
fn lint_says_a_thing_once() {
    let said = |text: &str| -> Vec<String> {
        let remarks = Lint::read("x", text.as_bytes()).unwrap().remarks;
        remarks.iter().filter(|remark| remark.line == Some(2)).map(ToString::to_string).collect()
    };
    for (line, count, part) in [
        ("password 51:b:zz", 1, "is not pairs of hexadecimal digits"),
        ("enablecredsspsupport:s:0", 1, "so clients skip the line"),
        ("my password:s:S3cr3t", 1, "carries a password or another secret"),
        ("authentication level:i:x\nauthentication level:i:x", 1, "the value is not a number"),
        ("server port:i:70000", 1, ""),
        ("kdcproxyname:s:https://kdc.corp.example/KdcProxy", 1, "no web address; write kdcproxyname:s:"),
        ("kdcproxyname:s:kdc.corp.example:443", 0, ""),
        ("alternate full address:s:srv02.corp.example", 1, "another host than that of full address (line 1)"),
        ("alternate full address:s:SRV01.corp.example:3390", 0, ""),
        ("alternate full address:s:srv01", 0, ""),
        ("alternate full address:s:10.0.0.1", 0, ""),
    ] {
        let said = said(&format!("full address:s:srv01.corp.example\n{line}\n"));
        assert_eq!(said.len(), count, "{line}: {said:?}");
        assert!(said.iter().all(|text| text.contains(part)), "{said:?}");
    }
    let node = "<Connections ConfVersion='2.6'>\n<Node Name='a' Type='Connection' Hostname='srv01' Protocol='RDP' \
                UseCredSsp='false'/></Connections>";
    let said = said(node);
    assert!(said.len() == 1 && said[0].contains("does not offer NLA"), "{said:?}");
}

#[test]
fn the_address_counts_more_than_what_a_thing_is_called() {
    for (table, expected) in [
        ("Device,IP\nFront desk PC,192.0.2.7\n", "192.0.2.7:3389"),
        ("Asset,IP Address\nA1,192.0.2.8\n", "192.0.2.8:3389"),
        ("VM,Target\nvm1,srv01.corp\n", "srv01.corp:3389"),
    ] {
        let (targets, problems, _) = of(table);
        assert_eq!((targets, problems), (vec![expected.to_owned()], Vec::new()), "{table}");
    }
}

/// A folder has such files, too: they are of another kind, and nothing of them is repeated.
#[test]
fn files_of_other_kinds_are_told_from_broken_ones() {
    let kind = |text: &str, options: &ReadOptions| Targets::read("x", text.as_bytes(), options).unwrap_err();
    for text in [
        "Nom,Prenom,Ville\nDupont,Jean,Paris\n",
        "{\"schema\": \"rdp-health/report\"}\n{\"schema\": \"rdp-health/report\"}\n",
        "{ // a comment\n\"compilerOptions\": {} }",
        "<project><name>x</project>",
    ] {
        assert_eq!(kind(text, &ReadOptions::default()).kind, ErrorKind::OtherFile, "{text}");
    }
    for text in ["{\"Objects\": [", "<RDCMan><file>"] {
        assert_eq!(kind(text, &ReadOptions::default()).kind, ErrorKind::InvalidTarget, "{text}");
    }
    let options = ReadOptions::default().column("Server");
    let error = kind("Hunter2-Passw0rd\n", &options);
    assert!(error.option.is_some() && !error.to_string().contains("Hunter2"), "{error}");
}
