//! Whether the logon that the gateway offers can reach it: NTLM belongs to one connection (MS-NTHT 1.7).

use super::{At, described};
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::front;
use crate::observe::{HttpAnswer, HttpRequest, Question, SSPI_NTLM};

impl At<'_> {
    /// A proxy that does not keep NTLM's connection. Where the logon can follow the upgrade, NTLM needs none.
    pub(super) fn ntlm(&mut self, asked: usize, answer: &HttpAnswer) {
        let needed = answer.status == 401
            && (answer.offers("NTLM") || answer.offers("Negotiate"))
            && !answer.offers(SSPI_NTLM);
        if !needed {
            return;
        }
        let name = self.name();
        let challenge = [HttpRequest::RdgNtlm, HttpRequest::RdgNegotiate].into_iter().find_map(|request| {
            let (index, conversation) = self.seen.last(Question::http(request))?;
            Some((index, conversation.http.done()?))
        });
        if let Some((index, _)) = challenge.filter(|(_, one)| one.ntlm.is_some() && one.closes) {
            return self.said.find(
                Finding::of(CauseId::GatewayNtlmBroken, Confidence::Likely)
                    .says(format!(
                        "The gateway {name} closes the connection after its NTLM challenge: a proxy in front of it \
                         probably does not keep the connection open, which NTLM needs."
                    ))
                    .evidence(self.at(index).http(), "an NTLM challenge, then the connection is closed"),
            );
        }
        // Who offers NTLM itself has to go on with it; inside of Negotiate it may be refused for Kerberos' sake.
        let ends = challenge.and_then(|(index, one)| match one.ntlm_damaged {
            true => Some((index, "sends an NTLM challenge that is cut off or damaged")),
            false if one.ntlm.is_none() && one.status == 401 && answer.offers("NTLM") => {
                Some((index, "asks for NTLM again instead of sending its challenge"))
            }
            false => None,
        });
        if let Some((index, says)) = ends {
            return self.said.find(
                Finding::of(CauseId::GatewayNtlmBroken, Confidence::Likely)
                    .says(format!("The gateway {name} {says}, so NTLM logons fail."))
                    .evidence(self.at(index).http(), format!("it {says}")),
            );
        }
        if let Some(product) = front::shares_connections(answer) {
            self.said.find(
                Finding::of(CauseId::GatewayNtlmBroken, Confidence::Possible)
                    .says(format!(
                        "{product} is in front of the gateway {name}, which offers only NTLM and Negotiate. Unless \
                         {product} is set up to keep one connection per client, NTLM logons fail."
                    ))
                    .evidence(self.at(asked).http(), described(answer)),
            );
        }
    }
}
