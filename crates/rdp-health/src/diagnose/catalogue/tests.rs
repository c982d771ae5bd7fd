//! What holds the catalogue and the pages together.

use std::collections::BTreeSet;
use std::path::Path;

use super::remedies::{FOR_RDP, Server, is_for_the_listener, is_for_windows, parse, step_start};
use super::{Cause, CauseId, Place, Remedy, Risk, Severity, all, find};
use crate::error::ErrorKind;

/// The sections of a page, in their order, and whether every page has them.
const SECTIONS: [(&str, bool); 14] = [
    ("## What the check saw", true),
    ("## What it means", true),
    ("## Fix on the network", false),
    ("## Fix on the server", false),
    ("## Fix on xrdp", false),
    ("## Fix on a FreeRDP server", false),
    ("## Fix on a Linux server", false),
    ("## Fix on a Hyper-V host", false),
    ("## Work around on the client", false),
    ("## Fix on the path to a web server", false),
    ("## Fix on a web server", false),
    ("## Work around on the client of a web server", false),
    ("## How to confirm", true),
    ("## Sources", true),
];

/// The lines of one section, without its heading.
fn section<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    page.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .collect()
}

fn is_kebab(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn pages() -> impl Iterator<Item = (&'static Cause, &'static str)> {
    all().iter().map(|cause| (cause, cause.page()))
}

/// For a Remote Desktop host, whatever it runs, and for a web server.
fn every_step(cause: &Cause) -> impl Iterator<Item = Remedy> {
    SERVERS
        .into_iter()
        .chain([Server::HyperV])
        .flat_map(|server| cause.remedies_on(server))
        .chain(cause.remedies())
        .chain(cause.web_remedies())
}

/// What is not Windows.
const SERVERS: [Server; 3] = [Server::Xrdp, Server::FreeRdp, Server::Linux];

#[test]
fn no_step_for_another_server_is_for_windows() {
    let mut own = 0;
    for cause in all() {
        for step in SERVERS.into_iter().flat_map(|server| cause.remedies_on(server)) {
            assert!(!is_for_windows(&step), "{}: {}", cause.id, step.action);
        }
        own += SERVERS.into_iter().filter(|server| cause.remedies_on(*server) != cause.remedies()).count();
    }
    assert!(100 < own, "the pages could not be read");
    let expired = find("cert-expired").unwrap();
    let named =
        |server, word: &str| expired.remedies_on(server).iter().any(|step| step.action.contains(word));
    assert!(named(Server::Xrdp, "xrdp.ini") && named(Server::FreeRdp, "grdctl"));
    assert!(!named(Server::Xrdp, "grdctl") && !named(Server::FreeRdp, "xrdp.ini"));
    // What a client can do stays.
    assert!(named(Server::Xrdp, "Accept the warning"));
}

#[test]
fn no_step_for_a_console_of_hyper_v_is_for_the_listener_of_remote_desktop() {
    for cause in all() {
        for step in cause.remedies_on(Server::HyperV) {
            assert!(!is_for_the_listener(&step), "{}: {}", cause.id, step.action);
        }
    }
    for id in ["tcp-refused", "tcp-filtered", "cert-expired", "rdp-listener-hung", "nla-unanswered"] {
        let steps = find(id).unwrap().remedies_on(Server::HyperV);
        assert!(steps.iter().any(|step| step.action.contains("vmms")), "{id}: {steps:?}");
    }
}

#[test]
fn a_step_for_one_product_says_so_at_its_beginning() {
    let steps = find("gateway-unreachable").unwrap().remedies();
    for product in ["nginx", "HAProxy", "Cloudflare"] {
        assert!(steps.iter().any(|step| step.action.starts_with(&format!("On {product}: "))), "{product}");
    }
}

/// What only Remote Desktop hosts have.
const OF_RDP_ALONE: [&str; 6] = ["TermService", "Terminal Server", "qwinsta", "TSGeneral", "mstsc", ".rdp"];

#[test]
fn steps_for_a_web_server_speak_of_none_of_remote_desktop() {
    let web = all().iter().filter(|cause| cause.page().contains("web server\n"));
    assert!(20 < web.clone().count(), "the pages could not be read");
    for cause in web {
        for step in cause.web_remedies() {
            let foreign = OF_RDP_ALONE.iter().find(|word| step.action.contains(**word));
            assert_eq!(foreign, None, "{}: {}", cause.id, step.action);
        }
    }
}

#[test]
fn ids_are_unique_and_kebab_case() {
    let ids: BTreeSet<_> = all().iter().map(|cause| cause.id.as_str()).collect();
    assert_eq!(ids.len(), all().len(), "an id stands twice");
    for id in ids {
        assert!(is_kebab(id), "{id}");
        assert_eq!(find(id).map(|cause| cause.id.as_str()), Some(id));
    }
    assert_eq!(find("no-such-cause"), None);
}

#[test]
fn a_variant_is_its_id_in_camel_case() {
    for cause in all() {
        let kebab = format!("{:?}", cause.id).chars().fold(String::new(), |mut kebab, letter| {
            if letter.is_ascii_uppercase() && !kebab.is_empty() {
                kebab.push('-');
            }
            kebab.push(letter.to_ascii_lowercase());
            kebab
        });
        assert_eq!(cause.id, kebab.as_str());
        assert_eq!(kebab.parse().as_ref(), Ok(&cause.id));
    }
    assert_eq!("no-such-cause".parse::<CauseId>().unwrap_err().kind, ErrorKind::UnknownCause);
}

#[test]
fn the_id_of_a_newer_report_is_kept() {
    for json in [r#""tcp-refused""#, r#""cause-of-tomorrow""#] {
        let id: CauseId = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), json);
        assert_eq!(format!("\"{id}\""), json);
        assert_eq!(find(&id).is_some(), id == CauseId::TcpRefused);
    }
}

#[test]
fn titles_fit_on_a_line_and_differ() {
    let titles: BTreeSet<_> = all().iter().map(|cause| cause.title).collect();
    assert_eq!(titles.len(), all().len(), "two causes share a title");
    for title in titles {
        assert!(title.chars().count() < 71, "too long: {title}");
        assert!(!title.ends_with('.'), "{title}");
    }
}

#[test]
fn client_codes_are_well_formed() {
    let is_code = |code: &str| {
        code.strip_prefix("0x").is_some_and(|digits| {
            digits == digits.to_ascii_uppercase()
                && u32::from_str_radix(digits, 16).is_ok_and(|value| format!("{value:X}") == digits)
        })
    };
    for cause in all() {
        for code in cause.client_codes {
            assert!(code.split('/').all(is_code) && code.split('/').count() < 3, "{}: {code}", cause.id);
        }
        let once: BTreeSet<_> = cause.client_codes.iter().collect();
        assert_eq!(once.len(), cause.client_codes.len(), "{} repeats a code", cause.id);
    }
}

#[test]
fn the_worst_severity_is_the_greatest() {
    assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
    assert!(Risk::Look < Risk::Client && Risk::Policy < Risk::Registry);
}

#[test]
fn every_cause_of_the_shared_list_is_here() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/CAUSES.md");
    let Ok(text) = std::fs::read_to_string(list) else {
        println!("skipped: ../shared/CAUSES.md is not here");
        return;
    };
    let rows =
        text.lines().filter_map(|line| line.strip_prefix("| ")).filter_map(|row| row.split(" | ").next());
    let ids: Vec<_> = rows.flat_map(|cell| cell.split(", ")).filter(|id| *id != "id").collect();
    assert!(ids.len() > 100, "the list could not be read: {ids:?}");
    for id in ids {
        assert!(find(id).is_some(), "{id} is missing");
    }
}

#[test]
fn the_pages_are_those_of_the_catalogue() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/causes");
    let files: BTreeSet<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".md").unwrap_or(&name).to_owned())
        .collect();
    let ids: BTreeSet<_> = all().iter().map(|cause| cause.id.to_string()).collect();
    assert_eq!(files, ids);
}

#[test]
fn a_page_has_its_title_and_sections_in_order() {
    for (cause, page) in pages() {
        assert_eq!(page.lines().next(), Some(format!("# {}", cause.title).as_str()), "{}", cause.id);
        let headings: Vec<_> = page.lines().skip(1).filter(|line| line.starts_with('#')).collect();
        let expected: Vec<_> = SECTIONS
            .iter()
            .filter(|(heading, required)| *required || headings.contains(heading))
            .map(|(heading, _)| *heading)
            .collect();
        assert_eq!(headings, expected, "{}", cause.id);
        for heading in headings {
            assert!(
                section(page, heading).iter().any(|line| !line.is_empty()),
                "{}: {heading} is empty",
                cause.id
            );
        }
        assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{} does not end in one newline", cause.id);
        assert!(!cause.summary().is_empty(), "{} has no summary", cause.id);
        let confirm = section(page, "## How to confirm").join(" ");
        let again = ["`rdp-health check HOST", "`rdp-health check https://HOST"];
        let asks = again.iter().any(|check| confirm.contains(check));
        assert!(asks, "{} does not end in another check", cause.id);
        for line in section(page, "## Sources") {
            assert!(line.is_empty() || line.starts_with("- "), "{}: {line}", cause.id);
        }
    }
}

#[test]
fn prose_has_one_sentence_per_line() {
    for (cause, page) in pages() {
        for line in page.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let prose: String = line.split('`').step_by(2).collect();
            let two = prose.match_indices(". ").any(|(at, _)| {
                let numbered = prose[..at].bytes().all(|byte| byte.is_ascii_digit());
                !numbered && prose[at + 2..].starts_with(|next: char| next.is_ascii_uppercase())
            });
            assert!(!two, "{}: two sentences on a line: {line}", cause.id);
            assert!(!line.ends_with(' '), "{}: trailing space: {line}", cause.id);
        }
    }
}

#[test]
fn every_step_is_understood() {
    for (cause, page) in pages() {
        for (heading, _) in &SECTIONS[2..12] {
            let mut number = 0;
            for line in section(page, heading) {
                if step_start(line).is_some() {
                    number += 1;
                    assert!(line.starts_with(&format!("{number}. ")), "{}: wrong number: {line}", cause.id);
                } else {
                    let continued = number > 0 && line.starts_with("   ");
                    assert!(line.is_empty() || continued, "{}: not a step: {line}", cause.id);
                }
            }
        }
        for remedy in every_step(cause) {
            assert!(!remedy.action.contains("Back up first"), "{}: {}", cause.id, remedy.action);
            assert!(remedy.action.ends_with(['.', '?', '`']), "{}: {}", cause.id, remedy.action);
        }
    }
}

#[test]
fn steps_go_from_the_least_invasive_to_the_most() {
    for cause in all() {
        let on_servers = SERVERS.map(|server| cause.remedies_on(server));
        for remedies in [cause.remedies(), cause.web_remedies()].into_iter().chain(on_servers) {
            for place in [Place::Network, Place::Server, Place::Client] {
                let risks: Vec<_> =
                    remedies.iter().filter(|step| step.r#where == place).map(|step| step.risk).collect();
                assert!(risks.is_sorted(), "{}: {place:?}: {risks:?}", cause.id);
            }
        }
    }
}

#[test]
fn policy_and_registry_are_backed_up_first() {
    for cause in all() {
        for remedy in every_step(cause) {
            let edits = matches!(remedy.risk, Risk::Policy | Risk::Registry);
            assert!(!edits || remedy.back_up.is_some(), "{}: {}", cause.id, remedy.action);
        }
    }
}

#[test]
fn myths_give_no_advice_that_changes_anything() {
    for cause in all().iter().filter(|cause| cause.id.as_str().starts_with("myth-")) {
        assert!(every_step(cause).all(|step| step.risk == Risk::Look), "{}", cause.id);
    }
}

#[test]
fn steps_are_read_with_their_place_risk_and_back_up() {
    let page = "# T\n\n## Fix on the server\n1. **look** — Look at `a. b`.\n   Then again.\n\
                2. **registry** — Set it.\n   Back up first: `reg export \"HKLM\\X\" x.reg /y`\n\n\
                ## Work around on the client\n1. **client** — Use the name.\n\n## How to confirm\n1. **look** — No step.\n";
    let steps = parse(page, &FOR_RDP);
    let seen: Vec<_> =
        steps.iter().map(|s| (s.r#where, s.risk, s.action.as_str(), s.back_up.as_deref())).collect();
    assert_eq!(
        seen,
        [
            (Place::Server, Risk::Look, "Look at `a. b`. Then again.", None),
            (Place::Server, Risk::Registry, "Set it.", Some("reg export \"HKLM\\X\" x.reg /y")),
            (Place::Client, Risk::Client, "Use the name.", None),
        ]
    );
    let json = serde_json::to_value(&steps[1]).unwrap();
    assert_eq!(json["action"], "Set it.");
    assert_eq!(json["where"], "server");
    assert_eq!(json["risk"], "registry");
}
