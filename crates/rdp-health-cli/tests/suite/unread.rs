//! Files and entries that cannot be read: each is named, the others count, and the exit status says it.

use crate::program::{Ended, HEALTHY, Host, command, file, run, run_with_input};

const BROKEN: &[u8] = b"<RDCMan>\n<file>\n<group>";

fn ends_incomplete(ended: &Ended) {
    assert_eq!(ended.status, 2, "{ended:?}");
}

#[test]
fn what_of_a_folder_cannot_be_read_is_named() {
    let host = Host::play(HEALTHY);
    let address = format!("127.0.0.1:{}", host.lab.port());
    let good = file("good.rdp", format!("full address:s:{address}\n").as_bytes());
    let folder = good.parent().unwrap();
    std::fs::write(folder.join("broken.rdg"), BROKEN).unwrap();
    std::fs::write(folder.join("page.rdp"), "<html><body>Sign in</body></html>").unwrap();
    std::fs::write(folder.join("logo.png"), b"\x89PNG\r\n\x1a\n\0").unwrap();
    let mut named = vec![("broken.rdg:3: ", "breaks off"), ("page.rdp: ", "an HTML page")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.join("absent"), folder.join("lost.rdp")).unwrap();
        named.push(("lost.rdp': ", "No such file"));
    }
    let errors = |ended: &Ended| -> Vec<String> {
        ended.stderr.lines().filter(|line| line.starts_with("error: ")).map(str::to_owned).collect()
    };
    let (folder, pattern) = (folder.to_str().unwrap(), folder.join("*.r*"));
    for path in [folder, pattern.to_str().unwrap()] {
        let linted = run(&["lint", path]);
        let checked = run(&["check", "--from", path]);
        for (ended, more) in [(linted, 0), (checked, 1)] {
            ends_incomplete(&ended);
            assert!(ended.stdout.contains("good.rdp") || ended.stdout.contains(&address), "{ended:?}");
            let errors = errors(&ended);
            assert_eq!(errors.len(), named.len() + more, "{ended:?}");
            for (place, why) in &named {
                assert!(errors.iter().any(|line| line.contains(place) && line.contains(why)), "{errors:?}");
            }
            let picture = "1 file without hosts left out";
            assert_eq!(ended.stderr.contains(picture), path == folder, "{ended:?}");
        }
    }
}

#[test]
fn one_bad_entry_stops_no_other() {
    let host = Host::play(HEALTHY);
    let address = format!("127.0.0.1:{}", host.lab.port());
    let list = file("hosts.txt", format!("{address}\nsrv01:0\n127.0.0.0/30\n").as_bytes());
    let path = list.to_str().unwrap();
    let ended = run(&["check", "--from", path, "--format", "json"]);
    ends_incomplete(&ended);
    let reports: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(reports.as_array().unwrap().len(), 1);
    for part in [
        "hosts.txt:2: '0' is not a TCP port; write",
        "hosts.txt:3: 127.0.0.0/30 is a range of addresses; rdp-health scan checks ranges",
        "error: 2 entries or files were not checked",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    let ended = run_with_input(&["scan", "--from", "-"], format!("{address}\nsrv01:0\n").as_bytes());
    ends_incomplete(&ended);
    assert_eq!(ended.stdout.lines().count(), 1, "{ended:?}");
    assert!(ended.stderr.contains("standard input:2: "), "{}", ended.stderr);
    // A list that a folder has among other files is read as well.
    let folder = list.parent().unwrap().to_str().unwrap();
    std::fs::write(list.parent().unwrap().join("hosts.txt"), format!("{address}\nsrv02\nsrv01:0\n")).unwrap();
    let ended = run(&["check", "--from", folder, "--resolve", "srv02:127.0.0.1", "--port", "1"]);
    assert!(ended.stderr.contains("hosts.txt:3: '0' is not a TCP port"), "{}", ended.stderr);
    // Where nothing is left, nothing is checked.
    let ended = run_with_input(&["check", "--from", "-"], b"srv01:0\n");
    assert_eq!((ended.status, ended.stderr.lines().count()), (2, 1), "{ended:?}");
}

#[test]
fn a_file_in_the_current_folder_is_no_host() {
    let host = Host::play(HEALTHY);
    let address = format!("127.0.0.1:{}\n", host.lab.port());
    let page = file("page.html", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>");
    let folder = page.parent().unwrap();
    std::fs::write(folder.join("office.corp"), format!("full address:s:{}", address.trim())).unwrap();
    std::fs::write(folder.join("fleet"), &address).unwrap();
    std::fs::write(folder.join("127.0.0.9"), &address).unwrap();
    std::fs::write(folder.join("srv01"), "done\n").unwrap();
    std::fs::write(folder.join("srv02.corp"), "").unwrap();
    let here = |name: &str| -> Ended {
        command(&["check", name, "--no-system-resolver"]).current_dir(folder).output().unwrap().into()
    };
    let ended = here("page.html");
    assert_eq!((ended.status, ended.stdout.as_str()), (2, ""), "{ended:?}");
    assert!(ended.stderr.contains("error: page.html: the file is an HTML page"), "{ended:?}");
    assert!(ended.stderr.contains("for a host of this name write page.html:3389"), "{ended:?}");
    assert!(here("office.corp").stdout.contains(address.trim()));
    // What a redirection made, and a list with the name of a host, are not read as files.
    for name in ["fleet", "127.0.0.9", "srv01", "srv02.corp"] {
        assert!(here(name).stdout.contains(&format!("{name}:3389")), "{name}");
    }
}

/// What a folder has beside files of hosts is named, and no run fails for it.
#[test]
fn other_files_of_a_folder_are_passed_over() {
    let host = Host::play(HEALTHY);
    let table = format!("Server,Port\n127.0.0.1,{}\n", host.lab.port());
    let table = file("fleet.csv", table.as_bytes());
    let folder = table.parent().unwrap();
    std::fs::write(folder.join("README.txt"), "how this folder is used\n").unwrap();
    std::fs::write(folder.join("linux.ini"), "[web]\nweb1 ansible_connection=ssh\n").unwrap();
    for more in [&[][..], &["--column", "Server"]] {
        let args = [&["check", "--from", folder.to_str().unwrap()], more].concat();
        let ended = run(&args);
        assert!(ended.status != 2 && ended.stdout.contains("127.0.0.1:"), "{ended:?}");
        assert!(ended.stderr.contains("2 files without hosts left out: "), "{ended:?}");
    }
    // Also where they were named by a pattern.
    std::fs::write(folder.join("hosts.txt"), format!("127.0.0.1:{}\n", host.lab.port())).unwrap();
    let ended = run(&["check", folder.join("*.txt").to_str().unwrap()]);
    assert!(ended.stderr.contains("1 file without hosts left out: "), "{ended:?}");
}

/// A pipe waits for ever.
#[cfg(unix)]
#[test]
fn a_pipe_is_not_read() {
    let list = file("hosts.rdp", b"full address:s:127.0.0.1:1");
    let folder = list.parent().unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe.rdp")).status().unwrap();
    assert!(made.success());
    let ended = run(&["lint", folder.join("*.rdp").to_str().unwrap()]);
    assert!(ended.stdout.contains("hosts.rdp") && !ended.stdout.contains("pipe.rdp"), "{ended:?}");
}
