//! Which targets of a scan are to be checked: each once, without those that are done, and of one part alone.

use std::collections::HashSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::IpAddr;
use std::path::Path;

use rdp_health::{AddressRange, Endpoint, Shard, Target, TargetSummary};

use super::args::ScanArgs;
use super::done::Done;
use crate::args::CheckArgs;
use crate::error::Error;
use crate::targets::{self, Collected, Unusable};

/// Ranges of more addresses are confirmed.
const MANY: u64 = 1024;
/// Nobody means to ask more than a /8.
const MOST: u64 = 1 << 24;

/// The targets of a scan. Those of ranges are made when their turn comes.
pub(super) struct Plan {
    targets: Vec<Target>,
    ranges: Vec<AddressRange>,
    pub(super) unusable: Unusable,
    /// Addresses that are named one by one as well.
    named: HashSet<(IpAddr, u16)>,
    limit: usize,
    shard: Option<Shard>,
    gateway: Option<Endpoint>,
}

impl Plan {
    pub(super) fn read(check: &CheckArgs, args: &ScanArgs) -> Result<Self, Error> {
        let Collected { targets, ranges, unusable } = targets::all(check, true)?;
        let named = targets.iter().filter_map(|target| Some((target.host.address()?, target.port))).collect();
        let plan = Self {
            targets,
            ranges,
            unusable,
            named,
            limit: args.limit.unwrap_or(usize::MAX),
            shard: args.shard,
            gateway: check.gateway.clone(),
        };
        plan.confirm(check, args)?;
        Ok(plan)
    }

    /// Every target that is not done, in order.
    pub(super) fn targets<'a>(&'a self, done: &'a Done) -> impl Iterator<Item = Target> + 'a {
        let of_ranges = self.ranges.iter().enumerate().flat_map(move |(index, range)| {
            let earlier = self.ranges.get(..index).unwrap_or_default();
            range.targets().filter(move |target| {
                target.host.address().is_some_and(|address| {
                    let among = |range: &AddressRange| range.port() == target.port && range.contains(address);
                    !self.named.contains(&(address, target.port)) && !earlier.iter().any(among)
                })
            })
        });
        let all = self.targets.iter().cloned().chain(of_ranges).take(self.limit);
        let shard = self.shard;
        all.filter(move |target| shard.is_none_or(|shard| shard.has(target)))
            .filter(move |target| done.is_empty() || !done.has(&self.identity(target)))
    }

    /// What the report of a target will be found by.
    fn identity(&self, target: &Target) -> String {
        match &self.gateway {
            Some(gateway) => TargetSummary::from(&target.clone().through(gateway.clone())).identity(),
            None => TargetSummary::from(target).identity(),
        }
    }

    /// Sees that nobody asks ten thousand addresses by a slip.
    fn confirm(&self, check: &CheckArgs, args: &ScanArgs) -> Result<(), Error> {
        let room = u64::try_from(self.limit.saturating_sub(self.targets.len())).unwrap_or(u64::MAX);
        let all = self.ranges.iter().fold(0_u64, |all, range| all.saturating_add(range.len()));
        let addresses = all.min(room);
        if MOST < addresses {
            return Err(Error::usage(format!(
                "the ranges have {} addresses, more than {MOST}; give smaller ranges, or --limit N for the first N \
                 targets",
                if all == u64::MAX { "too many".to_owned() } else { all.to_string() }
            )));
        }
        if addresses <= MANY || args.yes {
            return Ok(());
        }
        let reads_input = check.from.iter().any(|file| file == Path::new("-"))
            || check.targets.iter().any(|text| text == "-");
        if reads_input || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Err(Error::usage(format!(
                "the ranges have {addresses} addresses, and there is no terminal to confirm that; give --yes to check \
                 them all, or --limit {MANY} for the first {MANY} targets"
            )));
        }
        let mut answer = String::new();
        anstream::eprint!("Check {addresses} addresses? [y/N] ");
        io::stderr().flush()?;
        io::stdin().read_line(&mut answer)?;
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Error::usage("nothing was checked; --limit N checks the first N targets")),
        }
    }
}
