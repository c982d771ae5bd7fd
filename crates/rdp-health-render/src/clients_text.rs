//! The known clients as text.

use rdp_health::{ClientProfile, CredsspPolicy, OfferedTls};

use crate::options::TextOptions;
use crate::page::{Page, marked, plain, styled};
use crate::style::{BOLD, DIM};

/// Every client on a line: its id, its name, and what it asks for and accepts, in short.
#[must_use]
pub fn clients_text(clients: &[ClientProfile], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let column = clients.iter().map(|client| client.id.len()).max().unwrap_or(0) + 2;
    for client in clients {
        let id = format!("{:column$}", client.id);
        page.line(&[styled(BOLD, id)], column, &[plain(&client.name)]);
        page.item(4, "", &[styled(DIM, facts(client))]);
        if let Some(holds) = holds(client) {
            page.item(4, "", &[styled(DIM, holds)]);
        }
        if !client.also_as.is_empty() {
            page.item(4, "", &[styled(DIM, format!("also as {}", client.also_as.join(", ")))]);
        }
    }
    page.blank();
    page.line(&[], 0, &[plain("Not judged, because too little is known about them:")]);
    for left_out in ClientProfile::left_out() {
        page.item(4, "", &[plain(format!("{}: {}", left_out.name, left_out.why))]);
    }
    page.blank();
    let advice = "`rdp-health clients --format toml` shows them in full, with their sources, in the format that \
        --clients reads.";
    page.line(&[], 0, &[plain(format!("{} clients. ", clients.len())), marked(advice)]);
    page.finish()
}

/// Since when and until when it is worth something.
fn holds(client: &ClientProfile) -> Option<String> {
    let each = [
        ("since ", &client.since),
        ("in support until ", &client.supported_until),
        ("sources read on ", &client.sources_read),
    ];
    let said = each.iter().filter(|(_, what)| !what.is_empty()).map(|(how, what)| format!("{how}{what}"));
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn facts(client: &ClientProfile) -> String {
    let nla = match client.asks_for_nla() {
        false => "no NLA".to_owned(),
        true => {
            let policy = match client.credssp {
                CredsspPolicy::Unpatched => "CredSSP not updated",
                CredsspPolicy::Vulnerable => "CredSSP policy Vulnerable",
                CredsspPolicy::Mitigated => "CredSSP policy Mitigated",
                CredsspPolicy::ForceUpdated => "CredSSP policy Force Updated Clients",
            };
            format!("NLA ({policy})")
        }
    };
    let versions: Vec<&str> = client.tls.iter().copied().map(OfferedTls::as_str).collect();
    let standard =
        if client.standard_rdp.is_empty() { "no Standard RDP Security" } else { "Standard RDP Security" };
    format!("{nla}, TLS {} with {} suites, {standard}", versions.join(" "), client.suites.len())
}
