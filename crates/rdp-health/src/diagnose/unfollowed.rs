//! Settings of a `.rdp` file that a check does not follow, and what each would change.

use super::finding::NotChecked;
use crate::outcome::Phase;
use crate::target::TargetSummary;

/// Setting, where it would count, and what it changes.
const ROWS: [(&str, Phase, &str); 12] = [
    (
        "administrative session",
        Phase::StandardSecurity,
        "the client asks for the administrative session, which only administrators get: that shows after the logon",
    ),
    (
        "connect to console",
        Phase::StandardSecurity,
        "the client asks for the administrative session, which only administrators get: that shows after the logon",
    ),
    (
        "disableconnectionsharing",
        Phase::StandardSecurity,
        "the client opens another session for each program: whether the host allows it shows after the logon",
    ),
    (
        "gatewayaccesstoken",
        Phase::Gateway,
        "the client signs in to the gateway with the token in the file, which was not sent: it may have expired",
    ),
    (
        "gatewaycredentialssource",
        Phase::Gateway,
        "the client signs in to the gateway in another way than with a password (smart card, cookie): whether the \
         gateway accepts it was not tried",
    ),
    (
        "gatewayprofileusagemethod",
        Phase::Gateway,
        "the gateway that the administrator has set takes the place of the file's: Windows' policy was not read",
    ),
    (
        "networkautodetect",
        Phase::Path,
        "the client does not measure the network: pictures may be slow where 'connection type' names a faster one",
    ),
    (
        "prompt for credentials",
        Phase::Credssp,
        "the client asks for a password even where one is saved: what it sends then was not tried",
    ),
    (
        "remoteapplicationmode",
        Phase::StandardSecurity,
        "a program is started instead of the desktop: whether the host publishes it shows after the logon",
    ),
    (
        "require pre-authentication",
        Phase::Web,
        "the client first signs in at the web address of 'pre-authentication server address', which was not asked",
    ),
    (
        "targetisaadjoined",
        Phase::Credssp,
        "the client signs in with an account of Entra ID (PKU2U): whether the host knows it shows with the logon",
    ),
    (
        "use redirection server name",
        Phase::Certificate,
        "where a broker sends the client on, the certificate must be for the name that the broker gives: that host was \
         not seen",
    ),
];

pub(super) fn not_checked(target: &TargetSummary) -> Vec<NotChecked> {
    let client = &target.client;
    // mstsc writes what it would do at a gateway where there is none, too.
    let by_gateway = target.gateway.is_some() || matches!(client.gateway_usage, Some(1..=3));
    let rows = ROWS.iter().filter(|(name, ..)| {
        client.not_followed.iter().any(|known| known == name) && (by_gateway || !name.starts_with("gateway"))
    });
    let note = |phase: Phase, why: String| NotChecked { phase, why };
    let mut list: Vec<NotChecked> = rows
        .map(|(name, phase, changes)| note(*phase, format!("{changes} ('{name}' in the file)")))
        .collect();
    let other = target.alternate_host.as_deref().filter(|other| !other.eq_ignore_ascii_case(&target.host));
    list.extend(other.map(|other| {
        let why = format!(
            "clients may take {other} instead of {} ('alternate full address' in the file): check {other} as well",
            target.host
        );
        note(Phase::Resolve, why)
    }));
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Target;

    fn said(file: &str) -> Vec<(Phase, String)> {
        let target = Target::from_rdp_file(&format!("full address:s:srv01\n{file}")).unwrap();
        not_checked(&(&target).into()).into_iter().map(|one| (one.phase, one.why)).collect()
    }

    #[test]
    fn every_setting_that_changes_something_is_named() {
        for (name, phase, _) in ROWS {
            let (kind, value) = match name {
                "gatewayaccesstoken" => ("s", "S3cr3t!Pass"),
                "gatewayprofileusagemethod" | "networkautodetect" => ("i", "0"),
                "gatewaycredentialssource" => ("i", "5"),
                _ => ("i", "1"),
            };
            let gateway = if name.starts_with("gateway") { "gatewayhostname:s:gw\n" } else { "" };
            let said = said(&format!("{gateway}{}:{kind}:{value}\n", name.to_uppercase()));
            let [(at, why)] = &said[..] else { panic!("{name}: {said:?}") };
            assert_eq!(*at, phase);
            assert!(why.contains(&format!("('{name}' in the file)")) && !why.contains("S3cr3t"), "{why}");
        }
    }

    #[test]
    fn what_changes_nothing_is_not_worth_a_word() {
        for usual in [
            "prompt for credentials:i:0\n",
            "networkautodetect:i:1\ngatewayprofileusagemethod:i:1\n",
            "gatewaycredentialssource:i:4\ngatewayaccesstoken:s:\n",
            // As mstsc writes it where no gateway is used.
            "gatewayusagemethod:i:4\ngatewaycredentialssource:i:5\ngatewayprofileusagemethod:i:0\n",
            // The last one counts.
            "prompt for credentials:i:1\nprompt for credentials:i:0\n",
            "alternate full address:s:SRV01\n",
            // Followed.
            "server port:i:3390\nloadbalanceinfo:s:tsv://x\npcb:s:1\nenablecredsspsupport:i:0\n",
        ] {
            assert_eq!(said(usual), [], "{usual}");
        }
        let other = said("alternate full address:s:10.0.0.5\n");
        assert!(other[0].1.contains("clients may take 10.0.0.5 instead of srv01"), "{other:?}");
    }
}
