//! The listing against servers that exist only as their settings.

use std::collections::BTreeSet;
use std::time::Duration;

use rdp_health_wire::tls::AlertDescription;

use super::*;
use crate::observe::{Conversation, HelloKind};
use crate::outcome::ClosedBy;

/// A TLS server: how it chooses, how it refuses.
struct Host {
    /// Per version, its favourite first.
    suites: Vec<(TlsVersion, Vec<CipherSuite>)>,
    groups: Vec<NamedGroup>,
    decides: Decides,
    refuses: FailureKind,
    /// Stops answering at this hello, counted from 1, for good.
    dies_at: Option<u32>,
    /// Drops this one hello.
    drops: Option<u32>,
}

impl Host {
    fn new(decides: Decides, suites: Vec<(TlsVersion, Vec<CipherSuite>)>) -> Self {
        let groups = vec![NamedGroup::X25519, NamedGroup::SECP256R1, NamedGroup::SECP384R1];
        Self { suites, groups, decides, refuses: FailureKind::Alert, dies_at: None, drops: None }
    }

    fn choose<T: Copy + PartialEq>(&self, mine: &[T], offered: &[T]) -> Option<T> {
        let (order, other) = match self.decides {
            Decides::Server => (mine, offered),
            _ => (offered, mine),
        };
        order.iter().copied().find(|one| other.contains(one))
    }

    fn answer(&self, hello: &ClientHello, number: u32) -> Outcome<HelloAnswer> {
        if self.dies_at.is_some_and(|at| at <= number) || self.drops == Some(number) {
            return Outcome::Failed(failure(FailureKind::Reset));
        }
        let ceiling = hello.supported_versions().first().copied().unwrap_or(hello.version);
        let version = self.suites.iter().find(|(version, _)| match ceiling {
            TlsVersion::TLS13 => *version == ceiling,
            _ => *version <= ceiling,
        });
        let Some((version, suites)) = version else { return Outcome::Failed(failure(self.refuses)) };
        let group = self.choose(&self.groups, &hello.groups());
        let usable: Vec<CipherSuite> =
            suites.iter().copied().filter(|suite| group.is_some() || !needs_group(*suite)).collect();
        let Some(suite) = self.choose(&usable, &hello.suites) else {
            return Outcome::Failed(failure(self.refuses));
        };
        let mut answer = HelloAnswer::new(*version, suite);
        answer.group = group.filter(|_| needs_group(suite));
        Outcome::Done(answer)
    }
}

fn failure(kind: FailureKind) -> Failure {
    let mut failure = Failure::new(Phase::Tls, "test", kind, ClosedBy::PeerFin, Duration::ZERO);
    failure.alert = (kind == FailureKind::Alert).then_some(AlertDescription::HANDSHAKE_FAILURE);
    failure
}

/// An address whose first conversation ended like this.
fn seen(version: TlsVersion, suite: CipherSuite) -> AddressObservations {
    let mut seen = AddressObservations::new(([127, 0, 0, 1], 3389).into());
    let mut conversation = Conversation::new(1, Question::FIRST, "test");
    let mut session = TlsSession::new(version, suite, Duration::from_micros(1));
    session.group = Some(NamedGroup::X25519);
    conversation.tls = Outcome::Done(session);
    seen.conversations.push(conversation);
    seen
}

/// So long every answer takes.
const USUAL: Duration = Duration::from_millis(30);

fn list(host: &Host, seen: &AddressObservations) -> TlsOffers {
    list_in(host, seen, 1, 0, false).0
}

/// The listing with so many lanes, where of the hellos under way the one at `turn` is answered first; and how many were
/// under way at the same time at most.
fn list_in(
    host: &Host,
    seen: &AddressObservations,
    most: u16,
    turn: usize,
    in_company: bool,
) -> (TlsOffers, usize) {
    let mut listing = Listing::new(seen, most, in_company);
    let (mut under_way, mut beside) = (Vec::new(), 0);
    loop {
        while let Some(put) = listing.next() {
            assert!(put.number <= MOST_HELLOS, "the listing goes on");
            under_way.push(put);
        }
        beside = beside.max(under_way.len());
        if under_way.is_empty() {
            return (listing.finish(), beside);
        }
        let put = under_way.remove(turn % under_way.len());
        listing.heard(put.number, host.answer(&put.hello, put.number), USUAL);
        if listing.was_disturbed() && under_way.is_empty() {
            listing.alone();
        }
    }
}

fn found(offers: &TlsOffers, version: TlsVersion) -> Vec<CipherSuite> {
    let listed = offers.versions.iter().find(|offer| offer.version == version).unwrap();
    listed.suites.iter().map(|found| found.suite).collect()
}

fn accepted(offers: &TlsOffers) -> Vec<(String, Tri, bool)> {
    offers.versions.iter().map(|offer| (offer.version.to_string(), offer.accepted, offer.complete)).collect()
}

const AES: [CipherSuite; 2] = [CipherSuite::TLS_AES_256_GCM_SHA384, CipherSuite::TLS_AES_128_GCM_SHA256];

/// Server 2022 as installed.
fn windows() -> Host {
    use CipherSuite as C;
    let tls12 = vec![
        C::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        C::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        C::TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
        C::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,
        C::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        C::TLS_RSA_WITH_AES_256_GCM_SHA384,
        C::TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    ];
    let old = vec![C::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, C::TLS_RSA_WITH_3DES_EDE_CBC_SHA];
    let suites = vec![
        (TlsVersion::TLS13, AES.to_vec()),
        (TlsVersion::TLS12, tls12),
        (TlsVersion::TLS11, old.clone()),
        (TlsVersion::TLS10, old),
    ];
    Host::new(Decides::Server, suites)
}

#[test]
fn a_server_that_decides_is_listed_in_its_order() {
    for refuses in [FailureKind::Alert, FailureKind::Closed, FailureKind::Reset] {
        let host = Host { refuses, ..windows() };
        let offers = list(&host, &seen(TlsVersion::TLS13, AES[0]));
        assert_eq!(offers.decides, Decides::Server);
        for (version, suites) in &host.suites {
            assert_eq!(found(&offers, *version), *suites, "{version} {refuses:?}");
        }
        assert!(accepted(&offers).iter().all(|(_, accepted, complete)| *accepted == Tri::Yes && *complete));
        let groups: Vec<&str> = offers.groups.iter().map(|group| group.name().unwrap()).collect();
        assert_eq!(groups, ["x25519", "secp256r1", "secp384r1"], "{refuses:?}");
        assert_eq!((offers.other_groups_refused, &offers.incomplete), (Tri::Yes, &None), "{refuses:?}");
        // One for each of the 13 suites but the one that the handshake had shown, one per version for what is left,
        // five for the groups; a refusal without an alert is repeated, and has its control.
        let refusals = 6;
        let expected = if refuses == FailureKind::Alert { 21 } else { 21 + 2 * refusals };
        assert_eq!(offers.connections, expected, "{refuses:?}");
    }
}

#[test]
fn where_the_client_decides_nothing_is_left_to_refuse() {
    let host = Host { decides: Decides::Client, ..windows() };
    let offers = list(&host, &seen(TlsVersion::TLS13, AES[0]));
    assert_eq!(offers.decides, Decides::Client);
    for (version, suites) in &host.suites {
        let (listed, all): (BTreeSet<_>, BTreeSet<_>) =
            (found(&offers, *version).into_iter().collect(), suites.iter().copied().collect());
        assert_eq!(listed, all, "{version}");
        assert!(offers.versions.iter().all(|offer| offer.complete));
    }
    assert_eq!(found(&offers, TlsVersion::TLS13), AES, "the strongest first");
    assert_eq!(offers.groups.len(), 3);
    assert_eq!(offers.other_groups_refused, Tri::Yes);
}

/// A listing without what is a matter of the connections that it took.
fn what_is_accepted(mut offers: TlsOffers) -> TlsOffers {
    offers.connections = 0;
    for version in &mut offers.versions {
        version.suites.iter_mut().for_each(|found| found.group = None);
        // Whether a hello was needed for what is not accepted beside what is.
        version.refusal.take_if(|_| version.accepted == Tri::Yes);
    }
    offers
}

#[test]
fn what_is_listed_does_not_depend_on_the_lanes() {
    let every = [TlsVersion::TLS13, TlsVersion::TLS12, TlsVersion::TLS11, TlsVersion::TLS10];
    let few = |version| suites(version).into_iter().step_by(9).collect::<Vec<_>>();
    let spread = |versions: &[TlsVersion]| versions.iter().map(|one| (*one, few(*one))).collect::<Vec<_>>();
    let mut hosts = vec![windows(), Host { decides: Decides::Client, ..windows() }];
    for decides in [Decides::Server, Decides::Client] {
        for versions in [&every[..], &every[1..], &every[..2], &every[2..], &every[..1], &every[3..]] {
            hosts.push(Host::new(decides, spread(versions)));
        }
        let newest = [AES[0], AES[1], CipherSuite::TLS_CHACHA20_POLY1305_SHA256].to_vec();
        hosts.push(Host::new(decides, vec![(TlsVersion::TLS13, newest)]));
        // What needs no group at all, and a group that only TLS 1.3 knows.
        let plain = few(TlsVersion::TLS12).into_iter().filter(|suite| !needs_group(*suite)).collect();
        let mut host =
            Host::new(decides, vec![(TlsVersion::TLS13, AES.to_vec()), (TlsVersion::TLS12, plain)]);
        host.groups.push(NamedGroup::X25519MLKEM768);
        hosts.push(host);
    }
    for mut host in hosts {
        for refuses in [FailureKind::Alert, FailureKind::Reset] {
            host.refuses = refuses;
            let (version, suites) = &host.suites[0];
            let seen = seen(*version, suites[0]);
            let alone = list(&host, &seen);
            assert_eq!(alone.incomplete, None);
            for (most, turn) in [(2, 0), (4, 0), (4, 1), (4, 3), (16, 5)] {
                for in_company in [false, true] {
                    let (together, beside) = list_in(&host, &seen, most, turn, in_company);
                    assert!(beside <= usize::from(most), "{beside}");
                    // A refusal for each part beside the first, of each version; and each may be put both ways round.
                    let more = 4 * u32::from(most);
                    let connections = (together.connections, alone.connections);
                    assert!(connections.0 <= connections.1 + more, "{connections:?} {most} {turn}");
                    let (together, alone) = (what_is_accepted(together), what_is_accepted(alone.clone()));
                    assert_eq!(together, alone, "{most} {turn} {in_company}");
                }
            }
        }
    }
}

#[test]
fn four_lanes_are_used_where_the_client_decides() {
    let host = Host { decides: Decides::Client, ..windows() };
    let (_, beside) = list_in(&host, &seen(TlsVersion::TLS13, AES[0]), 4, 0, false);
    assert_eq!(beside, 4);
}

#[test]
fn a_server_that_likes_the_weak_best_still_decides() {
    let mut host = windows();
    host.suites.iter_mut().for_each(|(_, suites)| suites.reverse());
    let offers = list(&host, &seen(TlsVersion::TLS13, AES[1]));
    assert_eq!(offers.decides, Decides::Server);
    for (version, suites) in &host.suites {
        assert_eq!(found(&offers, *version), *suites, "{version}");
    }
}

#[test]
fn two_suites_tell_who_decides() {
    use CipherSuite as C;
    let two = [C::TLS_RSA_WITH_AES_256_CBC_SHA, C::TLS_RSA_WITH_AES_128_CBC_SHA];
    for (decides, weak_first) in [(Decides::Server, false), (Decides::Server, true), (Decides::Client, false)]
    {
        let mut suites = two.to_vec();
        if weak_first {
            suites.reverse();
        }
        let host = Host::new(decides, vec![(TlsVersion::TLS12, suites.clone())]);
        let offers = list(&host, &seen(TlsVersion::TLS12, suites[0]));
        assert_eq!(offers.decides, decides);
        assert_eq!(found(&offers, TlsVersion::TLS12), suites);
        assert!(accepted(&offers)[1].2, "nothing is left");
    }
}

#[test]
fn one_suite_has_no_order() {
    let host = Host::new(
        Decides::Server,
        vec![(TlsVersion::TLS12, vec![CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA])],
    );
    let mut old = AddressObservations::new(([127, 0, 0, 1], 3389).into());
    let mut wide = Conversation::new(
        1,
        Question::Hello { protocols: SecurityProtocols::HYBRID_OR_SSL, hello: HelloKind::Wide },
        "test",
    );
    wide.hello =
        Outcome::Done(HelloAnswer::new(TlsVersion::TLS12, CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA));
    old.conversations.push(wide);
    assert_eq!(
        wanted(&old, &CheckOptions::default().depth(Depth::Full)),
        Ok(Some(SecurityProtocols::HYBRID_OR_SSL))
    );
    let offers = list(&host, &old);
    assert_eq!(offers.decides, Decides::Unknown);
    assert_eq!(found(&offers, TlsVersion::TLS12), [CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA]);
    assert_eq!((offers.groups.len(), offers.other_groups_refused), (0, Tri::Unknown));
    let yes_or_no: Vec<Tri> = offers.versions.iter().map(|offer| offer.accepted).collect();
    assert_eq!(yes_or_no, [Tri::No, Tri::Yes, Tri::No, Tri::No]);
}

#[test]
fn an_old_server_answers_for_the_versions_above_it() {
    let host =
        Host::new(Decides::Server, vec![(TlsVersion::TLS10, vec![CipherSuite::TLS_RSA_WITH_RC4_128_MD5])]);
    let offers = list(&host, &seen(TlsVersion::TLS10, CipherSuite::TLS_RSA_WITH_RC4_128_MD5));
    let yes_or_no: Vec<Tri> = offers.versions.iter().map(|offer| offer.accepted).collect();
    assert_eq!(yes_or_no, [Tri::No, Tri::No, Tri::No, Tri::Yes]);
}

#[test]
fn a_passing_disturbance_changes_nothing() {
    let undisturbed = list(&windows(), &seen(TlsVersion::TLS13, AES[0]));
    for number in 1..=21 {
        let host = Host { drops: Some(number), ..windows() };
        let offers = list(&host, &seen(TlsVersion::TLS13, AES[0]));
        assert_eq!(offers.connections, undisturbed.connections + 1);
        assert_eq!(offers.versions, undisturbed.versions, "hello {number} was dropped");
        assert_eq!(offers.groups, undisturbed.groups, "hello {number} was dropped");
        for turn in 0..4 {
            for in_company in [false, true] {
                let (offers, _) = list_in(&host, &seen(TlsVersion::TLS13, AES[0]), 4, turn, in_company);
                let (offers, undisturbed) = (what_is_accepted(offers), what_is_accepted(undisturbed.clone()));
                assert_eq!(offers, undisturbed, "hello {number} was dropped among others");
            }
        }
    }
}

#[test]
fn a_host_that_stops_answering_refuses_nothing() {
    let whole = list(&windows(), &seen(TlsVersion::TLS13, AES[0]));
    for number in 1..=21 {
        let host = Host { dies_at: Some(number), ..windows() };
        let offers = list(&host, &seen(TlsVersion::TLS13, AES[0]));
        let why = offers.incomplete.clone().unwrap();
        assert_eq!(why, "the host stopped answering: connection reset", "from hello {number}");
        assert_eq!(offers.connections, number + 2, "once more, and one that was answered before");
        assert_ne!(offers.other_groups_refused, Tri::No);
        for (part, all) in offers.versions.iter().zip(&whole.versions) {
            assert_ne!(part.accepted, Tri::No, "{} from hello {number}", part.version);
            let known: BTreeSet<CipherSuite> = all.suites.iter().map(|found| found.suite).collect();
            assert!(part.suites.iter().all(|found| known.contains(&found.suite)));
            assert!(!part.complete || part.suites.len() == all.suites.len(), "{} {number}", part.version);
        }
    }
}

#[test]
fn something_that_takes_everything_is_left() {
    let everything = [TlsVersion::TLS13, TlsVersion::TLS12, TlsVersion::TLS11, TlsVersion::TLS10];
    let host = Host::new(Decides::Server, everything.map(|version| (version, suites(version))).to_vec());
    let offers = list(&host, &seen(TlsVersion::TLS13, AES[0]));
    assert_eq!(offers.connections, MOST_HELLOS);
    assert!(offers.incomplete.unwrap().contains("incomplete"));
}

#[test]
fn the_budget_and_the_depth_end_it() {
    let known = seen(TlsVersion::TLS13, AES[0]);
    assert!(wanted(&known, &CheckOptions::default()).is_err());
    let options = CheckOptions::default().depth(Depth::Full);
    assert_eq!(wanted(&known, &options), Ok(Some(SecurityProtocols::MSTSC)));
    let silent = AddressObservations::new(([127, 0, 0, 1], 3389).into());
    assert_eq!(wanted(&silent, &options), Err("no TLS ClientHello was answered".into()));
    let mut listing = Listing::new(&known, 1, false);
    let put = listing.next().unwrap();
    listing.heard(put.number, windows().answer(&put.hello, 1), USUAL);
    let put = listing.next().unwrap();
    listing.heard(put.number, Outcome::Failed(failure(FailureKind::OutOfTime)), USUAL);
    assert!(listing.next().is_none());
    let offers = listing.finish();
    assert_eq!(offers.incomplete.as_deref(), Some(OUT_OF_TIME));
    let yes: Vec<(String, Tri, bool)> = accepted(&offers);
    assert_eq!(yes[1], ("TLS 1.2".to_owned(), Tri::Yes, false));
    assert!(yes.iter().all(|(_, accepted, _)| *accepted != Tri::No));
}

#[test]
fn a_hello_is_small_and_old_servers_can_count_its_suites() {
    for version in [TlsVersion::TLS10, TlsVersion::TLS11, TlsVersion::TLS12, TlsVersion::TLS13] {
        let hello = ClientHello::offering(version, &suites(version), &groups(version));
        assert!(hello.encode_record().len() < 1000, "{version} fits in a segment");
        // Server 2003 reads no more than 64.
        assert!(TlsVersion::TLS12 <= version || hello.suites.len() <= 64, "{version}");
    }
}

#[test]
fn the_weakest_stand_first_and_those_with_groups_last() {
    let order = suites(TlsVersion::TLS12);
    assert_eq!(order.last(), Some(&CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384));
    let weak = |suite: &CipherSuite| suite.uses_rc4() == Some(true) || suite.is_null() == Some(true);
    let place = |test: &dyn Fn(&CipherSuite) -> bool| order.iter().position(test).unwrap();
    let old = |suite: &CipherSuite| suite.name() == Some("TLS_RSA_WITH_3DES_EDE_CBC_SHA");
    assert!(place(&weak) < place(&old));
    let sound = order.iter().rev().take_while(|suite| needs_group(**suite)).count();
    assert!(20 < sound, "the suites that need a group stand together");
}
