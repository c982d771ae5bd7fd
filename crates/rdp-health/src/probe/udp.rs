//! RDP over UDP and STUN: one small question each, to an address that somebody named.

use std::net::SocketAddr;

use rdp_health_wire::stun::{Binding, MessageType};
use rdp_health_wire::udp::{SynDatagram, UdpVersion};

use tokio::time::Instant;

use super::net::datagram;
use super::{Probe, random};
use crate::observe::{StunAnswer, UdpAnswer, UdpQuestion};
use crate::outcome::{Failure, Outcome, Phase};

impl Probe<'_> {
    /// Asks a UDP port whether it speaks RDP. There is no answer to the answer: a half-open session ends by itself.
    pub(crate) async fn udp(&self, address: SocketAddr) -> UdpQuestion {
        let mut stage = self.stage(Phase::Udp, 0, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        let mut answer: Outcome<UdpAnswer> = syn(address, deadline).await.into();
        self.waited(1);
        self.not_the_peer(&mut answer);
        stage.ok = answer.done().is_some();
        self.close_stage(stage, None);
        UdpQuestion::new(address, answer)
    }

    /// Asks a STUN server from where it sees us.
    pub(crate) async fn stun(&self, address: SocketAddr) -> Outcome<StunAnswer> {
        let mut stage = self.stage(Phase::Udp, 0, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        let mut answer: Outcome<StunAnswer> = binding(address, deadline).await.into();
        self.waited(1);
        self.not_the_peer(&mut answer);
        stage.ok = answer.done().is_some();
        self.close_stage(stage, None);
        answer
    }
}

async fn syn(address: SocketAddr, deadline: Instant) -> Result<UdpAnswer, Failure> {
    let [a, b, c, d, ..] = random();
    let syn = SynDatagram::syn(u32::from_be_bytes([a, b, c, d]));
    let answered = datagram::ask(address, &syn.encode(), deadline).await?;
    let answer = SynDatagram::decode(&answered.datagram)
        .map_err(|error| datagram::unusable(&answered, error.to_string()))?;
    answer.answers(&syn).map_err(|why| datagram::unusable(&answered, why.to_string()))?;
    let version = answer.version.unwrap_or(UdpVersion::VERSION_1);
    let length = u32::try_from(answered.datagram.len()).unwrap_or(u32::MAX);
    Ok(UdpAnswer::new(version, answer.up_mtu, answer.down_mtu, length, answered.elapsed))
}

async fn binding(address: SocketAddr, deadline: Instant) -> Result<StunAnswer, Failure> {
    let random = random();
    let (transaction, _) = random.split_first_chunk::<12>().unwrap_or((&[0; 12], &[]));
    let transaction = *transaction;
    let answered = datagram::ask(address, &Binding::request(transaction).encode(), deadline).await?;
    let answer = Binding::decode(&answered.datagram)
        .map_err(|error| datagram::unusable(&answered, error.to_string()))?;
    if answer.transaction != transaction {
        return Err(datagram::unusable(&answered, "the answer belongs to another request".to_owned()));
    }
    let why = match (answer.message_type, answer.error, answer.mapped) {
        (MessageType::BINDING_SUCCESS, _, Some(mapped)) => {
            let translated = mapped.ip().to_canonical() != answered.local.ip().to_canonical();
            return Ok(StunAnswer::new(mapped, translated, answered.elapsed));
        }
        (MessageType::BINDING_SUCCESS, _, None) => {
            "the answer does not contain this computer's address".to_owned()
        }
        (_, Some(code), _) => format!("it answers error {code}"),
        (other, None, _) => format!("it answers {other}"),
    };
    Err(datagram::unusable(&answered, why))
}
