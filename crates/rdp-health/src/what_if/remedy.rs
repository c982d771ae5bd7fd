//! What would keep the clients that a change would cost, the cheapest first.

use super::fleet::{Effort, LossFix};
use super::suppose::{short_key, unpatched};
use super::{HostLosses, LostClient, WhatIf};
use crate::diagnose::{
    CauseId, ClientOutcome, ClientVerdict, KerberosNeed, KerberosReadiness, catalogue, kerberos_readiness,
};
use crate::observe::Observations;
use crate::target::TargetSummary;

/// The steps that help at this host, each with the number of clients that it keeps.
pub(super) fn fixes(
    losses: &HostLosses,
    after: &[ClientVerdict],
    observations: &Observations,
    target: &TargetSummary,
    changes: &[WhatIf],
) -> Vec<LossFix> {
    let here = Here {
        observations,
        target,
        changes,
        others_connect: after.iter().any(|client| {
            client.outcome == ClientOutcome::Connects
                && client.protocol.as_deref().is_some_and(|protocol| protocol != "RDP")
        }),
    };
    let mut fixes: Vec<LossFix> = Vec::new();
    for lost in &losses.lost {
        for (effort, step) in here.steps(lost) {
            match fixes.iter_mut().find(|fix| fix.step == step) {
                Some(fix) => fix.clients = fix.clients.saturating_add(1),
                None => fixes.push(LossFix { step, effort, hosts: 1, clients: 1 }),
            }
        }
    }
    LossFix::sort(&mut fixes);
    fixes
}

struct Here<'a> {
    observations: &'a Observations,
    target: &'a TargetSummary,
    changes: &'a [WhatIf],
    /// The host has what the change demands: it is the client that lacks it.
    others_connect: bool,
}

impl Here<'_> {
    fn steps(&self, lost: &LostClient) -> Vec<(Effort, String)> {
        let one = |effort, step: &str| vec![(effort, step.to_owned())];
        match &lost.cause {
            CauseId::NlaNtlmRefused => self.kerberos(),
            CauseId::CertWeak if short_key(self.observations).is_some() => {
                one(Effort::Renewal, "Replace the certificate by one with an RSA key of 2048 bits or more")
            }
            CauseId::NlaCredsspUnpatched if unpatched(self.observations) => {
                one(Effort::Renewal, "Install the CredSSP update of 2018 (CVE-2018-0886) on the host")
            }
            CauseId::CertExpired | CauseId::CertNotYetValid => {
                one(Effort::Renewal, "Renew the certificate before that day")
            }
            cause if cause.as_str().starts_with("tls-") => self.tls(lost),
            cause => {
                let title = catalogue::find(cause).map_or(cause.as_str(), |cause| cause.title);
                vec![(Effort::Upgrade, format!("Fix {cause}: {title}"))]
            }
        }
    }

    /// What Kerberos lacks here.
    fn kerberos(&self) -> Vec<(Effort, String)> {
        let kerberos = kerberos_readiness(self.observations, self.target);
        let domain = self.observations.kerberos.done().map_or("the domain", |seen| seen.domain.as_str());
        let proxy = "or let them use a KDC proxy".to_owned();
        match kerberos.as_ref().and_then(KerberosReadiness::missing).map(|missing| missing.kind) {
            Some(KerberosNeed::Domain) => vec![
                (
                    Effort::Setting,
                    "Refuse NTLM for domain accounts only (Restrict NTLM: Incoming NTLM traffic, Deny all domain \
                     accounts) on hosts that have joined no domain"
                        .to_owned(),
                ),
                (Effort::Upgrade, "Join the host to the domain, and connect by its full name".to_owned()),
            ],
            Some(KerberosNeed::Records) => {
                let step = format!("Let the DNS servers of clients resolve {domain} (conditional forwarder), {proxy}");
                vec![(Effort::Setting, step)]
            }
            Some(KerberosNeed::Port) => {
                let step = format!("Allow TCP port 88 from clients to the domain controllers of {domain}, {proxy}");
                vec![(Effort::Setting, step)]
            }
            _ => vec![(
                Effort::Setting,
                "Connect by the host's full name, not by its address".to_owned(),
            )],
        }
    }

    fn tls(&self, lost: &LostClient) -> Vec<(Effort, String)> {
        if self.others_connect {
            let lacks = match self.changes.contains(&WhatIf::Tls13Only) {
                true => "it has no TLS 1.3, or none that this host takes",
                false => "it has no AES-GCM or ChaCha20 suite that this host takes",
            };
            return vec![(Effort::Upgrade, format!("Update or replace the client {}: {lacks}", lost.name))];
        }
        let step = match self.changes.contains(&WhatIf::Tls13Only) {
            true if self.target.service.is_rdp() => {
                "Upgrade the host to one with TLS 1.3: Windows Server 2022, Windows 11, or a current OpenSSL on Linux"
            }
            _ => {
                "Let the host accept AES-GCM in TLS 1.2; Windows Server 2012 R2 has it with ECDHE only for an ECDSA \
                 certificate"
            }
        };
        vec![(Effort::Upgrade, step.to_owned())]
    }
}
