//! What users give us: targets, `.rdp` files, profiles of clients and endpoints, options, codes and messages. The first
//! byte chooses the reader.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rdp_health::{
    CheckOptions, ClientProfile, Endpoint, EndpointProfile, Proxy, Target, TargetSummary, explain,
};
use rdp_health_fuzz::outputs::inert;
use rdp_health_render::{TextOptions, clients_text, explain_json, explain_text, profiles_text};

fn said(error: &impl std::fmt::Display) {
    let said = error.to_string();
    assert!(!said.trim().is_empty());
    inert(&said);
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&reader, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let wide = TextOptions::default();
    match reader % 8 {
        0 => match Target::parse(&text) {
            Ok(target) => {
                let summary = TargetSummary::from(&target);
                let shown = summary.to_string();
                inert(&shown);
            }
            Err(error) => said(&error),
        },
        1 => match Target::from_rdp_bytes(bytes) {
            Ok(target) => inert(&TargetSummary::from(&target).to_string()),
            Err(error) => said(&error),
        },
        2 => match Endpoint::parse(&text) {
            Ok(endpoint) => {
                let again = Endpoint::parse(&endpoint.to_string());
                assert_eq!(again.ok(), Some(endpoint), "an endpoint reads back");
            }
            Err(error) => said(&error),
        },
        3 => match Proxy::parse(&text) {
            Ok(proxy) => inert(&format!("{proxy:?}")),
            Err(error) => said(&error),
        },
        4 => match ClientProfile::read_toml(&text) {
            Ok(profiles) => inert(&clients_text(&profiles, &wide)),
            Err(error) => said(&error),
        },
        5 => match EndpointProfile::read_toml(&text) {
            Ok(profile) => inert(&profiles_text(&[profile], &wide)),
            Err(error) => said(&error),
        },
        6 => match serde_json::from_slice::<CheckOptions>(bytes) {
            Ok(options) => {
                let json = serde_json::to_string(&options).expect("options are JSON");
                let again: CheckOptions = serde_json::from_str(&json).expect("options read back");
                assert_eq!(serde_json::to_string(&again).ok(), Some(json));
            }
            Err(error) => {
                let _ = error.to_string();
            }
        },
        _ => match explain(&text) {
            Ok(explanation) => {
                inert(&explain_text(&explanation, &wide));
                inert(&explain_json(&explanation).expect("an explanation is JSON"));
            }
            Err(error) => said(&error),
        },
    }
});
