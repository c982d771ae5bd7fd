//! What a host accepts in TLS, a line per version.

use rdp_health::Tri;
use rdp_health::observe::{Decides, TlsOffers, TlsSuiteOffer, TlsVersionOffer};

/// Lines of a label and what it says.
pub(super) fn lines(offers: &TlsOffers) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let accepted = |wanted: Tri| offers.versions.iter().filter(move |version| version.accepted == wanted);
    for version in accepted(Tri::Yes) {
        lines.push((version.version.to_string(), suites(version)));
    }
    let named = |versions: Vec<&TlsVersionOffer>| {
        versions.iter().map(|version| version.version.to_string()).collect::<Vec<_>>().join(", ")
    };
    let (refused, unknown) = (named(accepted(Tri::No).collect()), named(accepted(Tri::Unknown).collect()));
    if !refused.is_empty() {
        lines.push(("not accepted".to_owned(), refused));
    }
    if !unknown.is_empty() {
        lines.push(("not known".to_owned(), unknown));
    }
    if !offers.groups.is_empty() {
        let names: Vec<String> = offers.groups.iter().map(ToString::to_string).collect();
        let end = if offers.other_groups_refused == Tri::Yes { "" } else { "; others were not asked for" };
        lines.push(("groups".to_owned(), format!("{}{end}", names.join(", "))));
    }
    match offers.decides {
        Decides::Server => lines.push(("order".to_owned(), "the server decides".to_owned())),
        Decides::Client => lines.push(("order".to_owned(), "the client decides".to_owned())),
        Decides::Unknown => {}
    }
    lines.extend(offers.incomplete.as_ref().map(|why| ("incomplete".to_owned(), why.clone())));
    lines
}

/// The suites in their order; neighbours with the same key exchange share its name.
fn suites(version: &TlsVersionOffer) -> String {
    let mut runs: Vec<(String, Vec<String>)> = Vec::new();
    for found in &version.suites {
        let (exchange, cipher) = parts(found);
        match runs.last_mut().filter(|(last, _)| *last == exchange) {
            Some((_, ciphers)) => ciphers.push(cipher),
            None => runs.push((exchange, vec![cipher])),
        }
    }
    let each = runs.into_iter().map(|(exchange, ciphers)| match exchange.is_empty() {
        true => ciphers.join(", "),
        false => format!("{exchange}: {}", ciphers.join(", ")),
    });
    let mut words = each.collect::<Vec<_>>().join("; ");
    if !version.complete {
        words.push_str(", perhaps more");
    }
    words
}

/// Key exchange and cipher of `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`; TLS 1.3 names the cipher alone.
fn parts(found: &TlsSuiteOffer) -> (String, String) {
    let name = found.suite.to_string();
    let name = name.strip_prefix("TLS_").unwrap_or(&name);
    let (exchange, cipher) = name.split_once("_WITH_").unwrap_or(("", name));
    match found.dh_prime_bits {
        Some(bits) => (format!("{exchange} of {bits} bits"), cipher.to_owned()),
        None => (exchange.to_owned(), cipher.to_owned()),
    }
}
