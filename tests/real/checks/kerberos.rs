//! What a check says of Kerberos where a real KDC, a real KDC proxy, and what is neither answer. The host is the lab's,
//! since no server here joins a domain.

use std::net::Ipv4Addr;

use rdp_health::observe::KdcAnswer;
use rdp_health::{CheckOptions, Depth, KerberosNeed, KerberosPoint, Report, Target, Tri, check_blocking};
use rdp_health_lab::{Lab, Scenario};
use rdp_health_tests::netns::in_new_namespace;
use rdp_health_tests::pki::{HOST, pki};
use rdp_health_tests::scenario::options;
use rdp_health_tests::servers::{DnsServer, DomainController, Kdc, kdcproxy, openssl_www, squid, tinyproxy};
use rdp_health_tests::{require, require_root};
use tokio::runtime::{Builder, Runtime};

const REALM: &str = "LAB.TEST";
const MEMBER: &str = include_str!("../../scenarios/healthy-kerberos-no-records.toml");

/// A member of the domain lab.test.
struct Member {
    scenario: Scenario,
    lab: Lab,
    _runtime: Runtime,
}

impl Member {
    fn start() -> Self {
        let scenario = Scenario::parse(MEMBER).expect("a scenario");
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let lab = runtime.block_on(Lab::start(&scenario)).expect("the lab starts");
        Self { scenario, lab, _runtime: runtime }
    }

    fn options(&self) -> CheckOptions {
        options(&self.scenario, &self.lab).depth(Depth::Full)
    }

    /// Checks it at depth full; `more` are lines of the `.rdp` file.
    fn check(&self, more: &str, options: &CheckOptions) -> Report {
        let file = format!("{}\r\n{more}", self.lab.rdp_file());
        let report = check_blocking(&Target::from_rdp_file(&file).unwrap(), options).unwrap();
        assert_eq!(report.verdict.to_string(), "healthy", "{}", report.summary);
        report
    }
}

/// Whether a need is met, and what was seen.
fn need(report: &Report, kind: KerberosNeed) -> (Tri, &str) {
    let points = report.kerberos.as_ref().map(|kerberos| kerberos.points.as_slice()).unwrap_or_default();
    let of = |point: &&KerberosPoint| point.kind == kind;
    points.iter().find(of).map_or((Tri::Unknown, ""), |point| (point.met, point.says.as_str()))
}

/// What the domain controllers answered that were asked.
fn answers(report: &Report) -> Vec<Option<&KdcAnswer>> {
    let kerberos = report.observations.kerberos.done().expect("DNS was asked");
    kerberos.ports.done().into_iter().flatten().map(|one| one.answer.done()).collect()
}

/// The domain controllers at these ports of loopback addresses.
fn records(ports: &[(&str, u16)]) -> String {
    let mut records = "rdp1 A 127.0.0.1\n".to_owned();
    for (index, (address, port)) in ports.iter().enumerate() {
        records +=
            &format!("_kerberos._tcp SRV {index} 100 {port} dc{index}.lab.test.\ndc{index} A {address}\n");
    }
    records
}

#[test]
fn a_real_kdc_is_told_from_what_only_has_its_port() {
    require!("unbound", "dnsmasq", "krb5kdc", "kdb5_util", "squid", "tinyproxy", "openssl");
    require_root!();
    in_new_namespace(|| {
        let member = Member::start();
        let kdc_address = Ipv4Addr::new(127, 0, 0, 88);
        let mut kdc = Kdc::start(REALM, kdc_address);
        let servers = [squid(1), tinyproxy(&[1], false), openssl_www("-tls1_3", &pki().good)];
        let [web, mute, tls] = servers.each_ref().map(|server| server.address.port());
        let check = |controllers: &[(&str, u16)]| {
            let dns = DnsServer::with(&records(controllers));
            let mut options = member.options().dns_server(dns.address);
            options.fetch = options.fetch.port(web).port(mute).port(tls);
            member.check("", &options)
        };

        let report = check(&[("127.0.0.88", 88)]);
        assert_eq!(need(&report, KerberosNeed::Records).0, Tri::Yes);
        assert_eq!(need(&report, KerberosNeed::Port), (Tri::Yes, "dc0.lab.test answers Kerberos over TCP"));
        assert_eq!(report.kerberos.as_ref().map(|kerberos| kerberos.ready), Some(Tri::Yes));
        let [Some(answer)] = answers(&report)[..] else { panic!("{:?}", report.observations.kerberos) };
        assert_eq!(answer.error.name(), Some("KDC_ERR_C_PRINCIPAL_UNKNOWN"));
        // It saw a request in nobody's name, and no other.
        let log = kdc.log();
        let requests: Vec<&str> = log.lines().filter(|line| line.contains("_REQ")).collect();
        assert!(requests.len() == 1 && requests[0].contains("NULL_CLIENT"), "{log}");

        for (controllers, met, says) in [
            (vec![("127.0.0.1", web)], Tri::No, "dc0.lab.test (another service answers there: HTTP)"),
            // It waits for the end of a line that never comes.
            (vec![("127.0.0.1", mute)], Tri::Unknown, "dc0.lab.test (accepts TCP, but did not answer"),
            // It hangs up without an alert.
            (vec![("127.0.0.1", tls)], Tri::Unknown, "dc0.lab.test (accepts TCP, but did not answer"),
            (vec![("127.0.0.88", 89), ("127.0.0.1", web)], Tri::Unknown, "port 89 is not Kerberos' (88)"),
            (vec![("127.0.0.89", 88)], Tri::No, "dc0.lab.test (connection refused"),
            (vec![("127.0.0.1", web), ("127.0.0.88", 88)], Tri::Yes, "dc1.lab.test answers Kerberos"),
        ] {
            let report = check(&controllers);
            let seen = need(&report, KerberosNeed::Port);
            assert!(seen.0 == met && seen.1.contains(says), "{controllers:?}: {seen:?}");
        }
        assert!(kdc.is_running());
    });
}

#[test]
fn a_domain_controller_of_samba_answers() {
    require!("unbound", "dnsmasq", "samba", "samba-tool");
    require_root!();
    in_new_namespace(|| {
        let member = Member::start();
        let mut controller = DomainController::start(REALM);
        let dns = DnsServer::with(&records(&[("127.0.0.1", 88)]));
        let report = member.check("", &member.options().dns_server(dns.address));
        assert_eq!(need(&report, KerberosNeed::Port), (Tri::Yes, "dc0.lab.test answers Kerberos over TCP"));
        assert_eq!(report.kerberos.as_ref().map(|kerberos| kerberos.ready), Some(Tri::Yes));
        assert!(controller.is_running());
    });
}

#[test]
fn a_kdc_without_a_word_is_no_kdc_yet() {
    require!("unbound", "dnsmasq", "krb5kdc", "kdb5_util");
    require_root!();
    in_new_namespace(|| {
        let member = Member::start();
        let kdc = Kdc::start(REALM, Ipv4Addr::LOCALHOST);
        let dns = DnsServer::with(&records(&[("127.0.0.1", 88)]));
        kdc.freeze();
        let report = member.check("", &member.options().dns_server(dns.address));
        let seen = need(&report, KerberosNeed::Port);
        let says = "dc0.lab.test (accepts TCP, but did not answer a Kerberos request: no answer)";
        assert!(seen.0 == Tri::Unknown && seen.1.contains(says), "{seen:?}");
    });
}

#[test]
fn a_real_kdc_proxy_looks_like_one() {
    require!("krb5kdc", "kdb5_util", "openssl", "/usr/lib/python3/dist-packages/kdcproxy/__init__.py");
    require_root!();
    in_new_namespace(|| {
        let member = Member::start();
        let kdc = Kdc::start(REALM, Ipv4Addr::LOCALHOST);
        let mut proxy = kdcproxy(REALM, (Ipv4Addr::LOCALHOST, 88).into(), &pki().good);
        let port = proxy.address.port();
        let options = member.options().resolve_as(HOST, Ipv4Addr::LOCALHOST.into());
        let named = format!("kdcproxyname:s:{HOST}:{port}");
        let seen = |report: &Report| {
            let (met, says) = need(report, KerberosNeed::Proxy);
            (met, says.to_owned())
        };
        let report = member.check(&named, &options);
        // kdcproxy means to say 400, and stumbles over its own error.
        let answer = format!("{HOST}:{port} answers an empty request as a KDC proxy may (HTTP 500)");
        let it = seen(&report);
        assert!(it.0 == Tri::Unknown && it.1.starts_with(&answer), "{it:?}");
        // Nothing of it reached the KDC.
        assert!(!kdc.log().contains("_REQ"), "{}", kdc.log());
        assert!(proxy.is_running());
    });
}
