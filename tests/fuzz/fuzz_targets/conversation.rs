//! A whole check against a peer that follows a script, on a stopped clock: plan, probe and diagnosis. The first byte
//! chooses the check; `src/script.rs` has the language of the rest.
#![no_main]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;
use rdp_health::{CheckOptions, Checker, Depth, Endpoint, Proxy, Target, Timeouts, fuzzing};
use rdp_health_fuzz::peer::Scripted;
use rdp_health_fuzz::script::Script;
use rdp_health_fuzz::{outputs, sound};

const BUDGET: Duration = Duration::from_secs(30);
/// How far a check may go beyond its budget.
const GRACE: Duration = Duration::from_millis(500);

fn prepared() -> Vec<(Target, Checker)> {
    let options = || {
        CheckOptions::default()
            .system_resolver(false)
            .dns_server(SocketAddr::from(([192, 0, 2, 53], 53)))
            .timeouts(Timeouts::default().budget(BUDGET))
            .judge_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))
    };
    let known = || options().resolve_as("srv01.corp.example", IpAddr::V4(Ipv4Addr::new(192, 0, 2, 10)));
    let gateway = |text: &str| Endpoint::parse(text).expect("a gateway");
    let proxy = |text: &str| Proxy::parse(text).expect("a proxy");
    let checks = [
        ("192.0.2.10", options()),
        ("192.0.2.10", options().depth(Depth::Quick)),
        ("192.0.2.10", options().depth(Depth::Full)),
        ("srv01.corp.example", known()),
        ("srv01.corp.example", known().depth(Depth::Full)),
        ("srv01.corp.example", options()),
        ("[2001:db8::10]:3390", options()),
        ("srv01.corp.example", known().gateway(gateway("192.0.2.20"))),
        ("srv01.corp.example", known().gateway(gateway("192.0.2.20")).depth(Depth::Full)),
        ("https://192.0.2.30", options()),
        ("192.0.2.10", options().proxy(proxy("http://192.0.2.40:8080"))),
        ("192.0.2.10", options().proxy(proxy("socks5://user:secret@192.0.2.40:1080"))),
        ("192.0.2.10", options().stun(gateway("192.0.2.50:3478")).depth(Depth::Full)),
    ];
    let prepare = |(target, options): (&str, CheckOptions)| {
        (Target::parse(target).expect("a target"), Checker::new(&options).expect("options"))
    };
    checks.into_iter().map(prepare).collect()
}

thread_local! {
    static PREPARED: Vec<(Target, Checker)> = prepared();
}

fuzz_target!(|bytes: &[u8]| {
    let script = Script::read(bytes);
    PREPARED.with(|prepared| {
        let (target, checker) = &prepared[usize::from(script.setup) % prepared.len()];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let report = runtime.expect("a runtime").block_on(async {
            fuzzing::enter(Scripted::new(script));
            let began = tokio::time::Instant::now();
            let report = checker.check(target).await;
            let took = began.elapsed();
            assert!(took <= BUDGET + GRACE, "{took:?}: {:?}", report.summary);
            report
        });
        sound::assert_sound(&report);
        outputs::hold(&report);
        let json = report.to_json().expect("a report is JSON");
        assert!(!json.contains("secret"), "the proxy's password stays with us");
    });
});
