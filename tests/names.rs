//! What a second DNS server says beside the first: two labs, each with a DNS server of its own.

use std::time::Duration;

use rdp_health::{CauseId, CheckOptions, Report, Target, Timeouts, check};
use rdp_health_lab::{Lab, Scenario};

use crate::sound::assert_sound;

/// A host in order at 127.0.0.1, and this line about its name in DNS.
async fn lab(dns: &str) -> Lab {
    let script = format!(
        "title = \"names\"\n[target]\nname = \"rdp1.lab.test\"\n[[hosts]]\naddress = \"127.0.0.1\"\n\
         connections = [[{{ step = \"x224\", answer = {{ windows = {{ security_layer = \"tls\", nla = true }} }} }}, \
         {{ step = \"tls\", certificate = {{ kind = \"windows_default\" }} }}]]\n\
         [[dns]]\nname = \"rdp1.lab.test\"\n{dns}\n[expect]\nverdict = \"healthy\"\n"
    );
    Lab::start(&Scenario::parse(&script).unwrap()).await.unwrap()
}

const HERE: &str = "a = [\"127.0.0.1\"]";
const ELSEWHERE: &str = "a = [\"127.0.0.9\"]";
const UNKNOWN: &str = "fault = \"nxdomain\"";

async fn compared(first: &str, second: &str) -> Report {
    let (first, second) = (lab(first).await, lab(second).await);
    let target = Target::parse(first.target()).unwrap();
    let options = CheckOptions::default()
        .dns_server(first.dns_address())
        .second_dns(second.dns_address())
        .system_resolver(false)
        .pacing(Duration::ZERO)
        .timeouts(Timeouts::default().each(Duration::from_secs(2)))
        .judge_at(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
    let report = check(&target, &options).await.unwrap();
    assert_sound(&report);
    let disagree = report.primary == Some(CauseId::DnsResolversDisagree);
    let named = report.summary.contains(&second.dns_address().to_string());
    assert_eq!(disagree, named, "who disagrees is named: {}", report.summary);
    report
}

#[tokio::test]
async fn a_computer_that_is_too_busy_blames_no_dns_server() {
    let silent = std::net::UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    let options = CheckOptions::default()
        .dns_server(silent.local_addr().unwrap())
        .system_resolver(false)
        .timeouts(Timeouts::default().each(Duration::from_secs(2)));
    // As if the system gave the only thread to others.
    let others = tokio::spawn(async {
        for _ in 0..6 {
            std::thread::sleep(Duration::from_millis(700));
            tokio::task::yield_now().await;
        }
    });
    let report = check(&Target::parse("rdp1.lab.test").unwrap(), &options).await.unwrap();
    others.abort();
    assert_sound(&report);
    assert_eq!(report.verdict, rdp_health::Verdict::Inconclusive, "{}", report.summary);
    assert_eq!(report.findings, [], "{}", report.summary);
    assert!(report.summary.contains("this computer was too busy"), "{}", report.summary);
}

#[tokio::test]
async fn two_servers_that_agree_are_no_finding() {
    let report = compared(HERE, HERE).await;
    assert_eq!(report.primary, None, "{}", report.summary);
}

#[tokio::test]
async fn split_dns_is_named_and_the_first_server_counts() {
    let report = compared(HERE, ELSEWHERE).await;
    assert_eq!(report.primary, Some(CauseId::DnsResolversDisagree));
    let tested: Vec<_> = report.observations.host.addresses.iter().map(|seen| seen.address.ip()).collect();
    assert_eq!(tested, ["127.0.0.1".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(report.verdict, rdp_health::Verdict::Degraded);
}

#[tokio::test]
async fn a_record_that_the_second_server_lacks_is_named() {
    let report = compared(HERE, UNKNOWN).await;
    assert_eq!(report.primary, Some(CauseId::DnsResolversDisagree));
    assert!(report.summary.contains("has none"), "{}", report.summary);
}

#[tokio::test]
async fn by_name_it_fails_and_by_address_it_works() {
    let report = compared(UNKNOWN, HERE).await;
    assert_eq!(report.primary, Some(CauseId::DnsResolversDisagree));
    assert_eq!(report.verdict, rdp_health::Verdict::Failing);
    assert!(
        report.summary.starts_with("The connection fails by name but works by address (127.0.0.1)."),
        "{}",
        report.summary
    );
}

#[tokio::test]
async fn an_address_that_does_not_work_either_is_not_called_working() {
    let report = compared(UNKNOWN, ELSEWHERE).await;
    assert_eq!(report.primary, Some(CauseId::DnsResolversDisagree));
    assert!(report.summary.starts_with("None of this computer's resolvers"), "{}", report.summary);
    assert!(report.findings.iter().any(|finding| finding.id == "tcp-refused"));
}

#[tokio::test]
async fn a_name_that_neither_server_knows_is_not_found() {
    let report = compared(UNKNOWN, UNKNOWN).await;
    assert_eq!(report.primary, Some(CauseId::DnsNotFound));
}
