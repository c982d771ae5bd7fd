//! Which hosts: the arguments, files that name hosts, lists of endpoints.
//!
//! INVARIANT: every bad target is reported. Nothing is probed if one of the command line is bad; of files the good entries
//! are checked, and the exit status says that there were others.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;
use std::path::Path;

use rdp_health::{
    AddressFamily, AddressRange, DEFAULT_PORT, EndpointProfile, Host, Labels, ReadOptions, Target, inert,
    known_zone,
};

use crate::args::CheckArgs;
use crate::error::Error;
use crate::reach::Reach;
use crate::sources;
use crate::status::{EXIT_FINE, EXIT_UNKNOWN, Status};
use crate::typed;

/// What a command line names, each target once, in order.
pub(crate) struct Collected {
    pub(crate) targets: Vec<Target>,
    pub(crate) ranges: Vec<AddressRange>,
    pub(crate) unusable: Unusable,
}

/// How many entries and files were named and cannot be used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unusable(usize);

impl Unusable {
    /// How a command ends that has done the rest.
    pub(crate) fn ended(self, status: Status) -> Status {
        let (entries, were) =
            if self.0 == 1 { ("entry or file", "was") } else { ("entries or files", "were") };
        match status {
            status if self.0 == 0 || status == Status::Interrupted => return status,
            _ => anstream::eprintln!("error: {} {entries} {were} not checked, as said above", self.0),
        }
        match status {
            Status::OfFormat(EXIT_FINE) => Status::OfFormat(EXIT_UNKNOWN),
            Status::OfFormat(worse) => Status::OfFormat(worse),
            _ => Status::Incomplete,
        }
    }
}

/// The targets of a command line that takes no ranges of addresses.
pub(crate) fn collect(args: &CheckArgs) -> Result<(Vec<Target>, Unusable), Error> {
    all(args, false).map(|Collected { targets, unusable, .. }| (targets, unusable))
}

/// The targets and the ranges of a command line.
pub(crate) fn all(args: &CheckArgs, takes_ranges: bool) -> Result<Collected, Error> {
    let typed = typed::targets(&args.targets);
    let reads_input =
        typed.iter().any(|text| text == "-") || args.from.iter().any(|file| file == Path::new("-"));
    if reads_input && args.client_error.as_ref().is_some_and(|shown| shown.from_input) {
        let why = "the targets and --client-error both read standard input; name a file for one of them";
        return Err(Error::usage(why));
    }
    let mut options = ReadOptions::default();
    options.port = args.reach.port;
    options.column.clone_from(&args.column);
    options.only.clone_from(&args.only);
    let mut targets = Targets::default();
    let mut problems = Vec::new();
    let mut found = sources::Found::default();
    let mut ranges = Vec::new();
    for text in &typed {
        if let Some(range) = AddressRange::parse(text, args.reach.port.unwrap_or(DEFAULT_PORT)) {
            match range {
                Ok(range) => ranges.push(range),
                Err(problem) => problems.push(format!("target '{}': {problem}", named(text))),
            }
            continue;
        }
        // As with --from.
        if text == "-" || sources::is_file(text) {
            let known = found.problems.len();
            sources::read(Path::new(text.trim()), &options, &mut found);
            if sources::is_there(text) {
                let port = args.reach.port.unwrap_or(DEFAULT_PORT);
                let host = format!(" (for a host of this name write {}:{port})", named(text));
                found.problems.iter_mut().skip(known).for_each(|problem| *problem += &host);
            }
            continue;
        }
        match target(text, &args.reach) {
            Ok(target) => targets.add(target),
            Err(problem) => problems.push(format!("target '{}': {problem}", named(text))),
        }
    }
    for file in &args.from {
        sources::read(file, &options, &mut found);
    }
    problems.append(&mut found.refused);
    let mut unusable = std::mem::take(&mut found.problems);
    let mut suiting = Vec::new();
    for target in std::mem::take(&mut found.targets) {
        match suits(&target, &args.reach) {
            Ok(()) => targets.add(target),
            Err(problem) => {
                let place = place(&target.labels).unwrap_or_else(|| format!("target '{target}'"));
                unusable.push(format!("{place}: {problem}"));
            }
        }
    }
    // Those of files are entries among others.
    for (range, is_typed) in ranges
        .into_iter()
        .map(|range| (range, true))
        .chain(found.ranges.drain(..).map(|range| (range, false)))
    {
        // All addresses of a range are of one family.
        let problem = match range.targets().next().map(|target| suits(&target, &args.reach)) {
            _ if !takes_ranges => format!("{range} is a range of addresses; rdp-health scan checks ranges"),
            Some(Err(problem)) => problem,
            _ => {
                suiting.push(range);
                continue;
            }
        };
        let place = place(&range.labels).unwrap_or_else(|| format!("target '{range}'"));
        let problem = format!("{place}: {problem}");
        if is_typed { problems.push(problem) } else { unusable.push(problem) }
    }
    for target in args.profile.iter().flat_map(EndpointProfile::targets) {
        targets.put_instead(target);
    }
    let doubles = targets.doubles;
    let targets = targets.in_order();
    if !problems.is_empty() || (targets.is_empty() && suiting.is_empty() && !unusable.is_empty()) {
        problems.append(&mut unusable);
        return Err(Error::Usage(problems));
    }
    if targets.is_empty() && suiting.is_empty() {
        return Err(Error::usage(
            "no entry matches --only; write for example --only 'Berlin/*', or leave it out",
        ));
    }
    for problem in &unusable {
        anstream::eprintln!("error: {}", inert(problem));
    }
    tell(args, &found, doubles);
    Ok(Collected { targets, ranges: suiting, unusable: Unusable(unusable.len()) })
}

/// Tells people where the targets are from, and what else the files say.
fn tell(args: &CheckArgs, found: &sources::Found, doubles: usize) {
    let doubles = match doubles {
        0 => None,
        1 => Some("note: 1 target is named twice and checked once".to_owned()),
        more => Some(format!("note: {more} targets are named twice and checked once")),
    };
    if args.quiet {
        return;
    }
    // What concerns one file that was named needs no count.
    let counts = found.counts.iter().cloned().chain(doubles).filter(|_| !args.from.is_empty());
    for line in found.remarks.iter().cloned().chain(found.passed()).chain(counts) {
        anstream::eprintln!("{line}");
    }
}

/// Where a target was found.
fn place(labels: &Labels) -> Option<String> {
    let file = labels.file.as_ref()?;
    Some(labels.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}")))
}

/// Targets in order, each once, found by what they are called: lists have a hundred thousand.
#[derive(Default)]
struct Targets {
    in_order: Vec<Option<Target>>,
    by_name: HashMap<String, Vec<usize>>,
    doubles: usize,
}

impl Targets {
    /// Adds a target, unless it is there.
    fn add(&mut self, target: Target) {
        let places = self.by_name.entry(target.to_string()).or_default();
        let mut known = places.iter().filter_map(|place| self.in_order.get(*place)?.as_ref());
        if known.any(|known| is_same_check(known, &target)) {
            self.doubles += 1;
            return;
        }
        places.push(self.in_order.len());
        self.in_order.push(Some(target));
    }

    /// What a list says of a target counts more than that it was named.
    fn put_instead(&mut self, target: Target) {
        let places = self.by_name.entry(target.to_string()).or_default();
        for place in places.drain(..) {
            if let Some(named) = self.in_order.get_mut(place) {
                *named = None;
            }
        }
        places.push(self.in_order.len());
        self.in_order.push(Some(target));
    }

    fn in_order(self) -> Vec<Target> {
        self.in_order.into_iter().flatten().collect()
    }
}

/// Whether two targets would be checked alike, wherever they were found.
fn is_same_check(one: &Target, other: &Target) -> bool {
    let unlabelled = |target: &Target| {
        let mut target = target.clone();
        target.labels = Labels::default();
        target
    };
    unlabelled(one) == unlabelled(other)
}

/// The target of a command that takes one.
pub(crate) fn one(text: &str, reach: &Reach) -> Result<Target, Error> {
    target(text, reach).map_err(|problem| Error::usage(format!("target '{}': {problem}", named(text))))
}

/// What a message repeats of a target: neither the options of a command line nor who logs in, with a password perhaps.
fn named(text: &str) -> Cow<'_, str> {
    let first = text.split_whitespace().next().unwrap_or_default();
    inert(first.rsplit('@').next().unwrap_or_default())
}

fn target(text: &str, reach: &Reach) -> Result<Target, String> {
    let port = reach.port.unwrap_or(DEFAULT_PORT);
    let target = match sources::is_file(text) {
        true => sources::one(text, &ReadOptions::default().port(port))?,
        false => Target::parse_or(text, port).map_err(|error| error.to_string())?,
    };
    suits(&target, reach).map(|()| target)
}

/// Whether this computer and the options let the target be checked.
pub(crate) fn suits(target: &Target, reach: &Reach) -> Result<(), String> {
    known_zone(target).map_err(|error| error.to_string())?;
    match (&target.host, reach.family()) {
        (Host::Address(IpAddr::V6(_)) | Host::Zoned(_), AddressFamily::Ipv4) => {
            Err("an IPv6 address, but --ipv4 allows only IPv4; leave out one of them".to_owned())
        }
        (Host::Address(IpAddr::V4(_)), AddressFamily::Ipv6) => {
            Err("an IPv4 address, but --ipv6 allows only IPv6; leave out one of them".to_owned())
        }
        _ => Ok(()),
    }
}
