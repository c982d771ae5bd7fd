//! Files that name hosts: what they lead to, what is said of them, and what never is.

use rdp_health::Report;

use crate::program::{HEALTHY, Host, file, run, run_with_input};

/// Connections of mRemoteNG: a group of two that lead to this port, and one of another protocol.
fn connections(port: u16) -> String {
    let node = |name: &str, protocol: &str| {
        format!(
            "<Node Name=\"{name}\" Type=\"Connection\" Hostname=\"127.0.0.1\" Protocol=\"{protocol}\" Port=\"{port}\" Password=\"S3cr3t!Pass\"/>\n"
        )
    };
    format!(
        "<Connections ConfVersion=\"2.6\" Protected=\"S3cr3t!Pass\">\n<Node Name=\"Berlin\" Type=\"Container\">\n{}{}{}</Node>\n{}</Connections>",
        node("First", "RDP"),
        node("Second", "RDP"),
        node("Web", "SSH2"),
        node("Alone", "RDP"),
    )
}

#[test]
fn entries_of_saved_connections_are_checked_once_and_found_again() {
    let host = Host::play(HEALTHY);
    let saved = file("confCons.xml", connections(host.lab.port()).as_bytes());
    let path = saved.to_str().unwrap();
    let ended = run(&["check", "--from", path, "--only", "Berlin/*", "--format", "json"]);
    let reports: Vec<Report> = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(reports.len(), 1, "{ended:?}");
    let labels = &reports[0].target.labels;
    assert_eq!((labels.group.as_deref(), labels.name.as_deref()), (Some("Berlin"), Some("First")));
    assert_eq!((labels.file.as_deref(), labels.line), (Some(path), Some(3)));
    assert_eq!(
        ended.stderr.lines().collect::<Vec<_>>(),
        [
            format!("note: {path}: 1 entry of SSH2 left out"),
            format!("note: 2 of 3 in {path} (mRemoteNG connections) match --only"),
            "note: 1 target is named twice and checked once".to_owned(),
        ]
    );
    assert!(!ended.stdout.contains("S3cr3t"));

    // Every format for people and tables says where it was found.
    for (format, expected) in [
        ("text", "Berlin/First".to_owned()),
        ("csv", format!(",Berlin,First,{path},3\r\n")),
        ("junit", "      <property name=\"group\" value=\"Berlin\"/>\n".to_owned()),
    ] {
        let ended = run(&["check", "--from", path, "--only", "Berlin/First", "--format", format]);
        assert!(ended.stdout.contains(&expected), "{format}: {ended:?}");
    }
    let alone = run(&["check", path, "--only", "Berlin/First"]).stdout.replace("\n             ", " ");
    assert!(alone.contains("\nFound in     Berlin/First (") && alone.contains("confCons.xml:3)"), "{alone}");

    // A file is known by its name, and --quiet says nothing of where a target is from.
    let ended = run(&["check", path, "-q"]);
    assert_eq!((ended.stdout.lines().count(), ended.stderr.as_str()), (1, ""), "{ended:?}");

    let ended = run(&["check", "--from", path, "--only", "Paris/*"]);
    assert_eq!((ended.status, ended.stderr.lines().count()), (2, 1), "{ended:?}");
    assert!(ended.stderr.contains("no entry matches --only"), "{ended:?}");
    assert_eq!(host.lab.visits().len(), 12);
}

#[test]
fn folders_patterns_and_standard_input() {
    let host = Host::play(HEALTHY);
    let address = format!("127.0.0.1:{}", host.lab.port());
    let saved = file("office.rdp", format!("full address:s:{address}\n").as_bytes());
    let folder = saved.parent().unwrap();
    std::fs::write(folder.join("readme.txt"), "This folder has the files of the office.\n").unwrap();
    std::fs::write(folder.join("logo.png"), b"\x89PNG\r\n\x1a\n\0").unwrap();
    std::fs::create_dir_all(folder.join("more")).unwrap();
    std::fs::write(folder.join("more/hosts.csv"), format!("Name;FQDN\nsrv;{address}\n")).unwrap();
    let pattern = folder.join("*.rdp");
    for (from, sources) in [(folder, 2), (pattern.as_path(), 1)] {
        let ended = run(&["check", "--from", from.to_str().unwrap(), "--format", "ndjson"]);
        let lines: Vec<&str> = ended.stderr.lines().filter(|line| line.contains("1 target from")).collect();
        assert_eq!((ended.stdout.lines().count(), lines.len()), (1, sources), "{ended:?}");
        assert_eq!(ended.stderr.contains("2 files without hosts left out"), sources == 2, "{ended:?}");
    }
    let ended = run_with_input(
        &["check", "--from", "-", "--column", "Ort"],
        format!("Nr,Ort\n1,{address}\n").as_bytes(),
    );
    assert!(ended.stderr.contains("1 target from standard input (table)"), "{ended:?}");
    assert_eq!(host.lab.visits().len(), 6);
}

#[test]
fn lint_says_what_is_wrong_and_repeats_no_value() {
    let office = "full address:s:srv01:3390\nserver port:i:3389\nauthentication level:i:0\npassword 51:b:\n\
                  keyboard layout:s:en-us-qwerty\nusername:s:S3cr3t!Pass\nredirectclipboard:i:1\nsrever port:i:1\n";
    let saved = file("office.rdp", office.as_bytes());
    let path = saved.to_str().unwrap();
    let ended = run(&["lint", path]);
    let text = ended.stdout.replace(path, "office.rdp").replace("\n           ", " ");
    assert_eq!((ended.status, ended.stderr.as_str()), (1, ""));
    for line in [
        "office.rdp (.rdp file): 2 errors, 3 warnings, 3 remarks",
        "warning  line 2: 'server port': the address carries port 3390, which counts",
        "warning  line 3: 'authentication level': the client connects whatever the certificate is",
        "error    line 4: 'password 51': the blob is empty: mstsc refuses such a file as invalid; delete the line",
        "error    line 5: 'keyboard layout': the value is not a number: mstsc refuses such a file as invalid; write",
        "info     line 7: 'redirectclipboard': the host can read and write the clipboard",
        "warning  line 8: 'srever port': the name is not one that mstsc knows",
        "did you mean 'server port'?",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("S3cr3t") && !text.contains("qwerty"));
    let json: serde_json::Value =
        serde_json::from_str(&run(&["lint", path, "--format", "json"]).stdout).unwrap();
    let lines = json[0]["remarks"].as_array().unwrap().iter().map(|remark| remark["line"].as_u64());
    assert_eq!(lines.collect::<Vec<_>>(), [None, None, Some(2), Some(3), Some(4), Some(5), Some(7), Some(8)]);
    let sound = run_with_input(&["lint", "-"], b"full address:s:srv01\nauthentication level:i:2\n");
    assert_eq!(
        (sound.status, sound.stdout.lines().next()),
        (0, Some("standard input (.rdp file): 2 remarks"))
    );
    assert!(sound.stdout.contains("Caution: Unknown remote connection"), "{}", sound.stdout);
    // A check says what mstsc refuses, and goes on.
    let ended =
        run(&["check", path, "--resolve", "srv01:127.0.0.1", "--no-system-resolver", "--budget", "1"]);
    let warnings = ended.stderr.lines().filter(|line| line.starts_with("warning: ")).count();
    assert_eq!((ended.status, warnings), (1, 2), "{ended:?}");
}

#[test]
fn lint_beside_the_host_that_the_file_names() {
    let host = Host::play(
        r#"
title = "NLA, and a certificate for another name"
target = { name = "rdp1.lab.test" }
expect = { verdict = "failing" }

[[hosts]]
address = "127.0.0.1"
connections = [[
    { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
    { step = "tls", certificate = { kind = "wrong_name" } },
]]
"#,
    );
    let (dns, address) = (host.lab.dns_address().to_string(), host.lab.target());
    let checked = |text: String, more: &[&str]| {
        let saved = file("office.rdp", text.as_bytes());
        let path = saved.to_str().unwrap();
        let mut args =
            vec!["lint", path, "--dns", &dns, "--no-system-resolver", "--at", "2026-01-01T00:00:00Z"];
        args.extend(["--ca-file", host.lab.root_file().unwrap()]);
        args.extend(more);
        let ended = run(&args);
        assert_eq!((ended.status, ended.stderr.as_str()), (1, ""), "{ended:?}");
        ended.stdout.replace("\n           ", " ")
    };
    let file = format!(
        "audiomode:i:0\nfull address:s:{address}\nenablecredsspsupport:i:0\nauthentication level:i:1\n\
         username:s:S3cr3t!Pass\n"
    );
    let alone = checked(file.clone(), &[]);
    assert!(!alone.contains("certificate of") && host.lab.visits().is_empty(), "{alone}");
    let text = checked(file, &["--check"]);
    for part in [
        "error    line 2: 'full address': rdp1.lab.test:",
        "clients cannot connect",
        "warning  line 2: 'full address': the certificate of rdp1.lab.test does not have this name but ",
        "; write full address:s:",
        "error    line 3: 'enablecredsspsupport': ",
        "requires NLA, but the .rdp file switches it off",
        "; write enablecredsspsupport:i:1",
        "error    line 4: 'authentication level': the client refuses a certificate that it cannot verify",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("S3cr3t"));

    // Of a list of hosts, each by its line.
    let listed = checked(format!("# office\n{address}\n"), &["--check"]);
    assert!(listed.contains("warning  line 2: rdp1.lab.test:"), "{listed}");
}

#[test]
fn lint_beside_a_host_that_is_as_it_should_be() {
    let host = Host::play(HEALTHY);
    let dns = host.lab.dns_address().to_string();
    let saved = file("office.rdp", format!("full address:s:{}\n", host.lab.target()).as_bytes());
    let mut args = vec!["lint", "--check", saved.to_str().unwrap(), "--dns", &dns, "--no-system-resolver"];
    args.extend(["--at", "2026-01-01T00:00:00Z"]);
    if let Some(root) = host.lab.root_file() {
        args.extend(["--ca-file", root]);
    }
    let ended = run(&args);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{ended:?}");
    assert!(ended.stdout.contains("clients can connect"), "{ended:?}");
}
