//! Every phase of a conversation, and every way to end it, to drag it out, and to lie about lengths in it.

use super::stage::{Behaviour, scenario};

const NLA: &str = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }";
const TLS_ALONE: &str =
    "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = false } } }";
const RDP: &str = "{ step = \"x224\", answer = { windows = { security_layer = \"rdp\", nla = false } } }";
const HANDSHAKE: &str = "{ step = \"tls\", certificate = { kind = \"good\" } }";
const READ: &str = "{ step = \"read\" }";

/// Where a host begins to misbehave: the steps before, and what is then true for certain if nothing comes, or nothing
/// of the protocol.
struct Stand {
    name: &'static str,
    steps: &'static [&'static str],
    certain: &'static [&'static str],
}

/// Where the first answer is nothing of the protocol.
const NOT_RDP: &[&str] = &["rdp-not-spoken", "rdp-malformed-answer"];

const STANDS: &[Stand] = &[
    Stand { name: "at-once", steps: &[], certain: NOT_RDP },
    Stand { name: "request", steps: &[READ], certain: NOT_RDP },
    Stand { name: "hello", steps: &[NLA, READ], certain: &[] },
    Stand { name: "nla", steps: &[NLA, HANDSHAKE, READ], certain: &[] },
    Stand { name: "tls-settings", steps: &[TLS_ALONE, HANDSHAKE, READ], certain: &[] },
    Stand { name: "rdp-settings", steps: &[RDP, READ], certain: &[] },
];

/// What it does then.
const DEEDS: &[(&str, &str)] = &[
    ("silence", "{ step = \"stall\" }"),
    ("close", "{ step = \"close\" }"),
    ("reset", "{ step = \"reset\" }"),
    ("flood-of-zeros", "{ step = \"flood\", bytes = { hex = \"00\" } }"),
    ("flood-of-ones", "{ step = \"flood\", bytes = { hex = \"ff\" } }"),
    ("flood-of-text", "{ step = \"flood\", bytes = { text = \"HTTP/1.1 200 \\u001b]0;\\u202e\\r\\n\" } }"),
    ("flood-of-frames", "{ step = \"flood\", bytes = { hex = \"0300000702f080\" } }"),
    ("flood-of-records", "{ step = \"flood\", bytes = { hex = \"17030300010016030300001503030002015a\" } }"),
];

/// Lies about lengths, by the stand at which they are told.
const LIES: &[(&str, &[(&str, &str)])] = &[
    (
        "request",
        &[
            ("tpkt-zero", "03000000"),
            ("tpkt-three", "0300000302"),
            ("tpkt-six", "0300000602f0"),
            ("tpkt-more-than-comes", "0300ffff0ed0000012340002"),
            ("x224-zero", "0300000b00d00000123400"),
            ("x224-beyond", "0300000bffd00000123400"),
            ("x224-short", "0300000b01d00000123400"),
            ("negotiation-length", "030000130ed000001234000200ff0002000000"),
            ("negotiation-length-zero", "030000130ed00000123400020000000200000000"),
            ("negotiation-failure-unknown", "030000130ed000001234000300080 0ffffffff"),
            ("negotiation-everything", "030000130ed00000123400020008 00ffffffff"),
            ("tpkt-version", "0400001 30ed000001234000200080002000000"),
        ],
    ),
    (
        "hello",
        &[
            ("record-length-most", "160303ffff0200"),
            ("record-length-zero", "1603030000160303000016030300001603030000"),
            ("handshake-length-most", "16030300050200ffffff"),
            (
                "hello-vectors",
                "160303002c0200002803030000000000000000000000000000000000000000000000000000000000000000ff00000000",
            ),
            (
                "hello-extensions",
                "160303002e0200002a0303000000000000000000000000000000000000000000000000000000000000000000c02f00ffff",
            ),
            ("certificate-before-hello", "160303000a0b0000060000030000ff"),
            (
                "certificate-list",
                "160303003a0200002603030101010101010101010101010101010101010101010101010101010101010100c02f000b00000cffffffffffffffffffffff",
            ),
            (
                "compressed-certificate",
                "16030300361900003200020fffff00002a2828282828282828282828282828282828282828282828282828282828282828282828282828282828",
            ),
            ("alert-length", "15030300ff0228"),
            ("alert-of-one-byte", "1503030001 02"),
            ("alert-unknown", "150303000202ff"),
            ("warnings", "15030300020170150303000201701503030002017015030300020170"),
            ("sslv2", "8080010002000000100000"),
            ("version-of-tomorrow", "160909000409000000"),
        ],
    ),
    (
        "nla",
        &[
            ("ber-length-most", "3084ffffffff"),
            ("ber-length-of-nine", "3089ffffffffffffffffff"),
            ("ber-indefinite", "3080a0030201060000"),
            ("ber-nested", "308030803080308030803080308030803080308030803080"),
            ("ber-negative-version", "3007a005020380000001"),
            (
                "version-of-100-bytes",
                "3069a067026580ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            ),
            ("tokens-beyond", "3012a003020106a18205003003a08204fc04"),
            ("ntlm-cut", "3021a003020106a11a3018301 6a0140412 4e544c4d5353500002000000ffffffffffff"),
            (
                "ntlm-offsets",
                "3049a003020106a142304030 3ea03c043a4e544c4d5353500002000000ffffffff000000f0058289e20102030405060708000000000000000 0ffffffff38000000 0a00 7c4f0000000f0000",
            ),
            (
                "av-pairs",
                "3053a003020106a14c304a3048a04604444e544c4d53535000020000000000000038000000058289e201020304050607080000000000000000 0c000c00380000000a007c4f0000000f 0200ffff41004200ffff0000",
            ),
            ("error-code-of-nine", "3012a003020106a40b0209ffffffffffffffffff"),
        ],
    ),
    (
        "tls-settings",
        &[
            ("mcs-length", "0300000d02f0807f6684ffffff"),
            ("mcs-nested", "0300001902f0807f66120a0100020100300a020100020100020100"),
            (
                "gcc-length",
                "0300002802f0807f66210a0100020100300602010002010004140005 00147c0001ffff2a14760a01010001c000",
            ),
            ("frame-most", "0300ffff02f0807f66"),
            ("frame-of-seven", "0300000702f080"),
        ],
    ),
    (
        "rdp-settings",
        &[
            ("mcs-length", "0300000d02f0807f6684ffffff"),
            (
                "gcc-length",
                "0300002802f0807f66210a0100020100300602010002010004140005 00147c0001ffff2a14760a01010001c000",
            ),
            ("frame-most", "0300ffff02f0807f66"),
            ("frame-of-four", "03000004"),
        ],
    ),
];

fn send(hex: &str) -> String {
    let mut digits: String = hex.split_whitespace().collect();
    if digits.len() % 2 == 1 {
        digits.push('0');
    }
    format!("{{ step = \"send\", bytes = {{ hex = \"{digits}\" }} }}")
}

fn script(stand: &Stand, then: &str) -> String {
    stand.steps.iter().copied().chain([then]).collect::<Vec<_>>().join(", ")
}

pub(super) fn all() -> Vec<Behaviour> {
    let mut all = Vec::new();
    for stand in STANDS {
        for (deed, step) in DEEDS {
            let name = format!("{}-{deed}", stand.name);
            all.push(Behaviour::lab(name, stand.certain, scenario(&script(stand, step), "")));
        }
        // One byte now and then, so that something always comes.
        let drop = format!("{}, {{ step = \"wait\", ms = 150 }}", send("30"));
        let dribble = vec![drop; 40].join(", ");
        let name = format!("{}-dribble", stand.name);
        all.push(Behaviour::lab(name, stand.certain, scenario(&script(stand, &dribble), "")));
    }
    for (at, lies) in LIES {
        let stand = STANDS.iter().find(|stand| stand.name == *at).expect("a stand");
        for (lie, hex) in *lies {
            let name = format!("{at}-lie-{lie}");
            all.push(Behaviour::lab(name, stand.certain, scenario(&script(stand, &send(hex)), "")));
        }
    }
    all
}
