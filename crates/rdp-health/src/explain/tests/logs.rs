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

/// What xfreerdp prints of a connection that works, with all its numbers.
const HEALTHY: &str = "\
[13:10:49:290] [2:00000004] [WARN][com.freerdp.core.nego] - [nego_enable_aad]: This build does not support AAD security, disabling.\n\
[13:10:49:300] [2:00000004] [DEBUG][com.freerdp.core] - [freerdp_connect_begin]: resetting error state\n\
[13:10:49:301] [2:00000004] [DEBUG][com.freerdp.client.common.cmdline] - [freerdp_client_load_static_channel_addin]: loading channelEx rdpdr\n\
[13:10:49:314] [2:00000004] [DEBUG][com.freerdp.core.rdp] - [rdp_client_transition_to_state][0x5570e0691170]: CONNECTION_STATE_INITIAL --> CONNECTION_STATE_NEGO\n\
[13:10:49:314] [2:00000004] [DEBUG][com.freerdp.core] - [log_connection_address]: resolved srv01.example: try to connect to 192.0.2.104\n\
[13:10:49:314] [2:00000004] [DEBUG][com.freerdp.core.nego] - [nego_attempt_nla]: Attempting NLA security\n\
[13:10:49:314] [2:00000004] [DEBUG][com.freerdp.core.nego] - [nego_send_negotiation_request]: RequestedProtocols: [SSL|HYBRID][0x00000003]\n\
[13:10:49:340] [2:00000004] [DEBUG][com.freerdp.core.nego] - RDP_NEG_RSP::flags = { [0x1f] |EXTENDED_CLIENT_DATA_SUPPORTED|DYNVC_GFX_PROTOCOL_SUPPORTED }\n\
[13:10:49:340] [2:00000004] [DEBUG][com.freerdp.core.nego] - selected_protocol: 2\n\
[13:10:49:360] [2:00000004] [DEBUG][com.freerdp.core.nla] - [nla_decode_ts_request]:    <<----- protocol version 6\n\
[13:10:49:361] [2:00000004] [TRACE][com.freerdp.core.nla] -  InitializeSecurityContext status SEC_I_CONTINUE_NEEDED [0x00090312]\n\
[13:10:49:370] [2:00000004] [DEBUG][com.freerdp.core.auth] - [credssp_auth_authenticate]: Authentication complete (output token size: 460 bytes)\n\
[13:10:49:371] [2:00000004] [DEBUG][com.freerdp.core.rdp] - [rdp_client_transition_to_state][0x5570e0691170]: CONNECTION_STATE_NLA --> CONNECTION_STATE_MCS_CREATE_REQUEST\n\
[13:10:49:380] [2:00000004] [DEBUG][com.freerdp.core.gcc] - Server rdp encryption method: NONE\n\
[13:10:49:390] [2:00000004] [WARN][com.freerdp.core.gcc] - [filterAndLogEarlyServerCapabilityFlags]: TS_UD_SC_CORE::EarlyCapabilityFlags [0x00000fad & 0xfffffff0 --> 0x00000fa0] filtering, feature not implemented\n\
[13:10:49:400] [2:00000004] [INFO][com.freerdp.client.x11] - Property 373 does not exist\n\
[13:10:49:410] [2:00000004] [WARN][com.freerdp.client.x11] - [load_map_from_xkbfile]: ZEHA: keycode: 0x5D -> no RDP scancode found\n\
[13:10:49:420] [2:00000004] [INFO][com.freerdp.gdi] - Local framebuffer format  PIXEL_FORMAT_BGRX32\n\
[13:10:49:430] [2:00000004] [INFO][com.freerdp.channels.rdpsnd.client] - Loaded pulse backend for rdpsnd, 516 bytes\n\
xfreerdp: exit code: 0\n";

#[test]
fn a_connection_that_works_says_nothing() {
    let known = Explainer::new();
    let mut reader = known.log();
    HEALTHY.lines().for_each(|line| reader.line(line));
    let log = reader.finish();
    let said: Vec<_> = log.groups.iter().map(|group| (&group.text, &group.reading.meaning)).collect();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn a_long_line_is_read_to_its_end_and_a_longer_one_is_said_to_be_cut() {
    let known = Explainer::new();
    let mut reader = known.log();
    reader.line(&format!("{} error code 0x904", "word ".repeat(4_000)));
    reader.line(&format!("error code 0x204 {}", "word ".repeat(20_000)));
    reader.line(&"中".repeat(9_000));
    let log = reader.finish();
    assert_eq!((log.lines, log.telling_lines, log.cut_lines), (3, 2, 1));
    let of = |line: u64| log.groups.iter().find(|group| group.first_line == line).unwrap();
    assert_eq!(of(1).reading.code_hex.as_deref(), Some("0x904"));
    assert_eq!(of(2).reading.code_hex.as_deref(), Some("0x204"));
}
