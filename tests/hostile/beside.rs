//! What stands beside a host or before it: gateways, proxies, UDP and STUN.

use super::stage::{Behaviour, scenario, scenario_with};

const HOST: &str = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }, \
                    { step = \"tls\", certificate = { kind = \"windows_default\" } }";

/// A host whose NLA never answers, so that it is never healthy.
const MUTE: &str = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }, \
                    { step = \"tls\", certificate = { kind = \"windows_default\" } }, { step = \"read\" }, { step = \"stall\" }";

/// What an HTTP server inside of TLS says to everything.
const PAGES: &[(&str, &str)] = &[
    (
        "redirect-to-itself",
        "status = 302, headers = [\"Location: https://gw.lab.test/remoteDesktopGateway/\"]",
    ),
    (
        "demands-for-ever",
        "status = 401, headers = [\"WWW-Authenticate: Negotiate\", \"WWW-Authenticate: NTLM TlRMTVNTUAACAAAA\"]",
    ),
    ("ten-thousand-headers", "raw = { text = \"HTTP/1.1 200 OK\\r\\nX: y\\r\\n\" }, endless = true"),
    (
        "body-without-end",
        "raw = { text = \"HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n\" }, endless = true",
    ),
    (
        "length-that-lies",
        "raw = { text = \"HTTP/1.1 200 OK\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n\" }",
    ),
    ("length-below-nothing", "raw = { text = \"HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n\" }"),
    (
        "switches-to-nothing",
        "raw = { text = \"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n\" }",
    ),
    ("continues-for-ever", "raw = { text = \"HTTP/1.1 100 Continue\\r\\n\\r\\n\" }, endless = true"),
    ("status-of-nine", "raw = { text = \"HTTP/1.1 999999999 \\u001b]0;x\\u0007\\r\\n\\r\\n\" }"),
    ("escapes", "status = 200, server = \"\\u001b[2J\", body = \"\\u202e\\u0000\""),
];

const DEEDS: &[(&str, &str)] = &[
    ("silence", "{ step = \"stall\" }"),
    ("close", "{ step = \"close\" }"),
    ("reset", "{ step = \"reset\" }"),
    ("flood-of-zeros", "{ step = \"flood\", bytes = { hex = \"00\" } }"),
    (
        "flood-of-text",
        "{ step = \"flood\", bytes = { text = \"HTTP/1.1 200 OK\\r\\nX: \\u001b[2J\\r\\n\" } }",
    ),
    (
        "dribble",
        "{ step = \"dribble\", every_ms = 120 }, { step = \"flood\", bytes = { text = \"HTTP/1.1 200 OK\\r\\n\" } }",
    ),
    (
        "redirect",
        "{ step = \"send\", bytes = { text = \"HTTP/1.1 302 Found\\r\\nLocation: http://127.0.0.1/\\r\\n\\r\\n\" } }",
    ),
    ("socks-reply-that-lies", "{ step = \"send\", bytes = { hex = \"050005000003ff\" } }"),
    ("socks-method-of-nobody", "{ step = \"send\", bytes = { hex = \"05fe\" } }"),
];

/// Datagrams that lie.
const DATAGRAMS: &[(&str, &str)] = &[
    ("cut", "ffffffff"),
    ("version-of-tomorrow", "0000000000400006 0001ffffffff04d004d0ffff"),
    ("mtu-zero", "00000000004000050001000000000000"),
    ("stun-length", "0101ffff2112a442000000000000000000000000"),
    ("stun-attributes", "010100142112a4420000000000000000000000000020ffff0001a147e112a643"),
    ("dtls", "16feff0000000000000000ffff02"),
];

pub(super) fn all() -> Vec<Behaviour> {
    let mut all = Vec::new();
    for (name, page) in PAGES {
        let script = format!(
            "{{ step = \"tls\", certificate = {{ kind = \"good\", name = \"gw.lab.test\" }}, http = {{ {page} }} }}"
        );
        // What only demands is what a gateway does before a logon.
        let host = if *name == "demands-for-ever" { MUTE } else { HOST };
        all.push(gateway(format!("gateway-{name}"), host, &script));
    }
    for (name, deed) in DEEDS {
        all.push(gateway(format!("gateway-clear-{name}"), HOST, &format!("{{ step = \"read\" }}, {deed}")));
        for scheme in ["socks5", "http"] {
            let keys = format!("proxy = {{ scheme = \"{scheme}\", host = \"127.0.0.1\" }}");
            let script = format!("{{ step = \"read\" }}, {deed}");
            let certain: &[&str] = &["proxy-not-spoken", "proxy-refused", "proxy-unreachable"];
            all.push(Behaviour::lab(
                format!("proxy-{scheme}-{name}"),
                certain,
                scenario_with("", &keys, &script, ""),
            ));
        }
    }
    for (name, hex) in DATAGRAMS {
        let hex: String = hex.split_whitespace().collect();
        let udp = format!("udp = {{ answer = {{ hex = \"{hex}\" }} }}");
        all.push(Behaviour::lab(format!("udp-{name}"), &[], scenario(MUTE, &udp)));
        let stun = "stun = \"127.0.0.2\"";
        let more = format!(
            "[[hosts]]\naddress = \"127.0.0.2\"\nport = \"closed\"\n{udp}\n[[dns]]\nname = \"rdp1.lab.test\"\na = [\"127.0.0.1\"]\n"
        );
        all.push(Behaviour::lab(format!("stun-{name}"), &[], scenario_with("", stun, MUTE, &more)));
    }
    all
}

fn gateway(name: String, host: &str, script: &str) -> Behaviour {
    let target = "gatewayhostname = \"gw.lab.test\"\ngatewayusagemethod = 1";
    let more = format!(
        "[[hosts]]\naddress = \"127.0.0.2\"\nconnections = [[{script}]]\n\
         [[dns]]\nname = \"rdp1.lab.test\"\na = [\"127.0.0.1\"]\n[[dns]]\nname = \"gw.lab.test\"\na = [\"127.0.0.2\"]\n"
    );
    let certain: &[&str] = &["gateway-not-a-gateway", "gateway-unreachable"];
    Behaviour::lab(name, certain, scenario_with(target, "", host, &more))
}
