//! Whole logs.

use super::super::{CodeFamily, Explainer};
use super::symbol;

const LOG: &str = "\
[11:22:10:675] [21598:21599] [INFO][com.freerdp.client.common.cmdline] - loading channelEx cliprdr\n\
[11:22:11:699] [21598:21599] [ERROR][com.freerdp.core.transport] - BIO_read returned a system error 104: Connection reset by peer\n\
[11:22:11:699] [21598:21599] [ERROR][com.freerdp.core.nego] - Protocol Security Negotiation Failure\n\
[11:22:11:699] [21598:21599] [ERROR][com.freerdp.core] - freerdp_set_last_error ERRCONNECT_SECURITY_NEGO_CONNECT_FAILED [0x0002000C]\n\
[11:22:11:700] [21598:21599] [WARN][com.freerdp.core.nego] - Error: HYBRID_REQUIRED_BY_SERVER\n\
[11:22:12:699] [21598:21599] [ERROR][com.freerdp.core.transport] - BIO_read returned a system error 104: Connection reset by peer\n";

#[test]
fn every_line_that_says_something_in_groups_the_telling_one_first() {
    let known = Explainer::new();
    let mut reader = known.log();
    LOG.lines().for_each(|line| reader.line(line));
    let log = reader.finish();
    assert_eq!((log.lines, log.telling_lines), (6, 5));
    let first = &log.groups[0];
    assert_eq!(first.reading.causes, ["negotiation-nla-required"]);
    assert_eq!(first.first_line, 5);
    let reset = log.groups.iter().find(|group| group.reading.family == CodeFamily::Errno).unwrap();
    assert_eq!(symbol(&reset.reading), "ECONNRESET");
    assert_eq!((reset.lines, reset.first_line, reset.last_line), (2, 2, 6));
    assert!(log.groups.iter().all(|group| group.reading.family != CodeFamily::MstscDisconnect));
}

#[test]
fn a_sentence_may_go_over_lines() {
    let known = Explainer::new();
    let mut reader = known.log();
    for line in [
        "The remote computer requires Network",
        "Level Authentication, which your computer does",
        "not support.",
    ] {
        reader.line(line);
    }
    let log = reader.finish();
    assert_eq!(log.groups.len(), 1, "{log:?}");
    assert_eq!(log.groups[0].reading.causes, ["negotiation-nla-required"]);
}

#[test]
fn a_log_does_not_grow_in_memory_and_a_long_line_is_cut() {
    let known = Explainer::new();
    let mut reader = known.log();
    for number in 0..2_000_u32 {
        reader.line(&format!(
            "2026-11-27 22:10:{:02} worker[{number}] nothing to see at 10.0.0.{}",
            number % 60,
            number % 250
        ));
    }
    reader.line(&"€".repeat(100_000));
    let log = reader.finish();
    assert_eq!((log.lines, log.telling_lines, log.groups.len()), (2_001, 0, 0));
}
