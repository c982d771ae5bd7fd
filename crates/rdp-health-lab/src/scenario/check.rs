//! Does a scenario make sense as a whole?

use std::net::IpAddr;

use super::{Answer, Certificate};
use super::{
    CertificateKind, Hindrance, Host, Http, KeyKind, LegacyTls, PortState, Scenario, SecurityLayer, Step,
    Tls, TlsVersion,
};
use crate::error::ScenarioError;

type Checked = Result<(), ScenarioError>;

fn wrong(problem: impl Into<String>, remedy: impl Into<String>) -> Checked {
    Err(ScenarioError::contradiction(problem, remedy))
}

pub(super) fn check(scenario: &Scenario) -> Checked {
    if scenario.hosts.is_empty() {
        return wrong("the scenario has no host", "add [[hosts]] with address = \"127.0.0.1\"");
    }
    for (index, host) in scenario.hosts.iter().enumerate() {
        let address = host.address;
        if !address.is_loopback() {
            return wrong(
                format!("{address} is no loopback address"),
                "write 127.0.0.1, another of 127.x, or ::1",
            );
        }
        if scenario.hosts.iter().take(index).any(|other| other.address == address) {
            return wrong(format!("two hosts have the address {address}"), "give each an address of its own");
        }
        check_host(host, scenario)?;
    }
    if let Some(proxy) = &scenario.options.proxy
        && !["socks5", "http"].contains(&proxy.scheme.as_str())
    {
        return wrong(
            format!("'{}' is no kind of proxy", proxy.scheme),
            "write scheme = \"socks5\" or \"http\"",
        );
    }
    for page in &scenario.web {
        if !page.path.starts_with('/') {
            return wrong(format!("'{}' is no path", page.path), "begin it with /");
        }
    }
    if let Some(address) = scenario.target.address()
        && !scenario.hosts.iter().any(|host| host.address == address)
    {
        return wrong(format!("no host has the target's address {address}"), "ask for one of the hosts");
    }
    for entry in scenario.dns.iter().chain(&scenario.second_dns) {
        let records = !entry.a.is_empty() || !entry.aaaa.is_empty() || !entry.srv.is_empty();
        let said = [records, entry.cname.is_some(), entry.fault.is_some()];
        if said.into_iter().filter(|said| *said).count() > 1 {
            let problem = format!("the DNS entry '{}' says several things at once", entry.name);
            return wrong(problem, "give it addresses, a cname, or a fault");
        }
    }
    Ok(())
}

fn check_host(host: &Host, scenario: &Scenario) -> Checked {
    check_port(host.address, host.port, &host.connections, scenario)?;
    host.also.iter().try_for_each(|other| check_port(host.address, other.port, &other.connections, scenario))
}

fn check_port(address: IpAddr, port: PortState, connections: &[Vec<Step>], scenario: &Scenario) -> Checked {
    match (port, connections.is_empty()) {
        (PortState::Open, true) => {
            return wrong(
                format!("nothing says what the host {address} does"),
                "add connections = [[{ step = … }]], or port = \"closed\"",
            );
        }
        (PortState::Closed | PortState::Filtered, false) => {
            return wrong(
                format!("the host {address} has connections, but no open port"),
                "leave out either connections or port",
            );
        }
        _ => {}
    }
    for script in connections {
        let all_but_last = script.len().saturating_sub(1);
        if let Some(step) = script.iter().take(all_but_last).find(|step| step.is_last()) {
            return wrong(
                format!("a step of the host {address} stands behind '{}', which is never over", step.name()),
                "leave it out, or put it last",
            );
        }
        for step in script {
            check_step(step)?;
            check_places(step, scenario)?;
        }
    }
    Ok(())
}

fn check_step(step: &Step) -> Checked {
    match step {
        Step::Flood { bytes } if bytes.bytes().is_empty() => {
            wrong("a flood of no bytes", "write for example bytes = { hex = \"00\" }")
        }
        Step::X224(x224) => match x224.answer {
            Answer::Windows(windows) if windows.security_layer == SecurityLayer::Rdp && windows.nla => wrong(
                "security_layer = \"rdp\" with nla = true is inconsistent, and nobody has seen what Windows answers",
                "write nla = false",
            ),
            _ => Ok(()),
        },
        Step::Tls(tls) => check_tls(tls),
        Step::LegacyTls(tls) => check_legacy_tls(tls),
        _ => Ok(()),
    }
}

/// What a certificate names on the lab's own web server must be there.
fn check_places(step: &Step, scenario: &Scenario) -> Checked {
    let (Step::Tls(Tls { certificate, .. }) | Step::LegacyTls(LegacyTls { certificate, .. })) = step else {
        return Ok(());
    };
    let served = |path: &String| scenario.web.iter().any(|page| page.path == *path);
    let mut places = certificate.crl.iter().chain(&certificate.aia).chain(&certificate.ocsp);
    match places.find(|place| place.starts_with('/') && !served(place)) {
        Some(path) => wrong(
            format!("the certificate names {path}, which the web server does not have"),
            "add [[web]] with this path, and with an answer",
        ),
        None => Ok(()),
    }
}

fn check_tls(tls: &Tls) -> Checked {
    if tls.certificate.kind == CertificateKind::WeakKey {
        return wrong("a 'tls' step cannot use an RSA 1024 key", "serve 'weak_key' with a 'legacy_tls' step");
    }
    if tls.certificate.kind == CertificateKind::RsaPss {
        return wrong("a 'tls' step has no RSASSA-PSS key", "serve 'rsa_pss' with a 'legacy_tls' step");
    }
    let modern = |version: &TlsVersion| matches!(version, TlsVersion::Tls12 | TlsVersion::Tls13);
    if tls.versions.is_empty() || !tls.versions.iter().all(modern) {
        return wrong("a 'tls' step speaks 1.2 and 1.3 only", "use 'legacy_tls' for older versions");
    }
    if let Some(http) = &tls.http {
        check_http(http)?;
    }
    check_certificate(&tls.certificate)
}

fn check_http(http: &Http) -> Checked {
    if http.verbs == Some(Hindrance::Strip) {
        return wrong("a verb cannot be stripped", "write verbs = \"close\" or verbs = { status = 405 }");
    }
    if http.endless && http.raw.as_ref().is_none_or(|raw| raw.bytes().is_empty()) {
        return wrong("nothing is to be said without end", "write for example raw = { text = \"X: y\" }");
    }
    Ok(())
}

fn check_legacy_tls(tls: &LegacyTls) -> Checked {
    if tls.versions.is_empty() {
        return wrong(
            "a 'legacy_tls' step has no versions",
            "leave out versions, or write some of 1.0 to 1.3",
        );
    }
    if tls.certificate.stapled.is_some() {
        return wrong("a 'legacy_tls' step staples nothing", "use 'tls', or leave out stapled");
    }
    check_certificate(&tls.certificate)
}

fn check_certificate(certificate: &Certificate) -> Checked {
    use CertificateKind as K;
    let (kind, dated) = (certificate.kind, [K::Expired, K::Expiring, K::NotYetValid, K::WindowsExpired]);
    if certificate.days.is_some() && !dated.contains(&kind) {
        return wrong(
            format!("a certificate of the kind '{}' has no date wrong", kind.name()),
            "leave out days, or write expired, expiring, not_yet_valid or windows_expired",
        );
    }
    if (kind == K::Files) != certificate.files.is_some() {
        return wrong(
            "a certificate from files needs the kind 'files' and the key files, both",
            "write kind = \"files\", files = { chain = \"chain.pem\", key = \"key.pem\" }",
        );
    }
    let recorded = [K::WeakKey, K::WeakHash, K::RsaPss, K::Files].contains(&kind);
    let own = [K::WindowsDefault, K::WindowsExpired].contains(&kind);
    let places = [&certificate.crl, &certificate.aia, &certificate.ocsp];
    let asks = certificate.stapled.is_some() || places.iter().any(|places| !places.is_empty());
    if asks && (recorded || own) {
        return wrong(
            format!("no authority issued the certificate '{}'", kind.name()),
            "leave out crl, aia, ocsp and stapled, or write for example kind = \"good\"",
        );
    }
    if certificate.fresh && recorded {
        return wrong(
            format!("the certificate '{}' is a recorded one", kind.name()),
            "leave out fresh, or write for example kind = \"good\"",
        );
    }
    if recorded && (certificate.name.is_some() || certificate.key != KeyKind::Rsa && kind != K::Files) {
        return wrong(
            format!("the certificate '{}' is a recorded one", kind.name()),
            "leave out name and key: it has both",
        );
    }
    if own && certificate.key != KeyKind::Rsa {
        return wrong("Windows makes RSA keys for itself", "leave out key");
    }
    Ok(())
}
