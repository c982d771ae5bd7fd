//! The one step that settles whether a cause is the one that nobody could see from outside.

use std::time::SystemTime;

use super::catalogue::{self, CauseId, Risk, Server};
use super::scene::{Address, Scene};
use super::{filled, host};
use crate::certificate::Effort;
use crate::observe::Observations;
use crate::policy::Policy;
use crate::target::TargetSummary;

/// The steps for one target: with its name in the commands, and for the server that it runs.
pub(crate) struct Looks<'a> {
    target: &'a TargetSummary,
    server: Option<Server>,
}

impl<'a> Looks<'a> {
    pub(crate) fn at(
        observations: &Observations,
        target: &'a TargetSummary,
        policy: &Policy,
        now: SystemTime,
    ) -> Self {
        let scene = Scene { observations, target, policy, now };
        let mut addresses = observations.host.addresses.iter().enumerate();
        let server = Effort::default().within(|| {
            addresses.find_map(|(index, seen)| {
                host::server(&Address::new(&scene, &observations.host, index, seen))
            })
        });
        Self { target, server }
    }

    /// The first step that changes nothing.
    pub(crate) fn first(&self, id: &CauseId) -> Option<String> {
        let cause = catalogue::find(id)?;
        let steps = self.server.map_or_else(|| cause.remedies(), |server| cause.remedies_on(server));
        let look = steps.into_iter().find(|step| step.risk == Risk::Look)?;
        Some(self.fill(&look.action))
    }

    /// The commands of a step with what was checked in them.
    pub(crate) fn fill(&self, step: &str) -> String {
        filled::filled(self.target, step)
    }

    /// The server that the host runs, where its answers show that it is not Windows.
    pub(crate) fn not_windows(&self) -> Option<&'static str> {
        match self.server? {
            Server::HyperV => None,
            Server::Xrdp => Some("xrdp"),
            Server::FreeRdp => Some("a FreeRDP server"),
            Server::Linux => Some("a Linux server"),
        }
    }
}
