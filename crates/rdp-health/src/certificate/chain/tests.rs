use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256,
};

use super::*;
use crate::certificate::read;

/// A CA by name, and what it issued.
struct Ca {
    facts: CertificateFacts,
    issuer: Issuer<'static, KeyPair>,
}

fn params(name: &str, ca: Option<BasicConstraints>) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) =
        (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2030, 1, 1));
    if let Some(constraints) = ca {
        params.is_ca = IsCa::Ca(constraints);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    }
    params
}

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

fn issue(params: CertificateParams, key: KeyPair, by: Option<&Ca>) -> Ca {
    let certificate = match by {
        Some(by) => params.signed_by(&key, &by.issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    Ca { facts: read(certificate.der()), issuer: Issuer::new(params, key) }
}

fn ca(name: &str, by: Option<&Ca>) -> Ca {
    issue(params(name, Some(BasicConstraints::Unconstrained)), key(), by)
}

fn leaf(by: &Ca) -> CertificateFacts {
    issue(params("srv01", None), key(), Some(by)).facts
}

/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

fn found(presented: &[&CertificateFacts], roots: &[&CertificateFacts]) -> Path {
    let owned = |facts: &[&CertificateFacts]| facts.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
    find_path(&owned(presented), &[], &owned(roots), NOW)
}

fn trusted(links: &[Link]) -> Path {
    Path::Trusted(links.to_vec())
}

use Link::{Fetched, Presented, Root};

#[test]
fn a_path_is_found_whatever_the_order() {
    let root = ca("root", None);
    let middle = ca("middle", Some(&root));
    let issuing = ca("issuing", Some(&middle));
    let leaf = leaf(&issuing);
    let (r, m, i) = (&root.facts, &middle.facts, &issuing.facts);
    assert_eq!(found(&[&leaf, i, m], &[r]), trusted(&[Presented(0), Presented(1), Presented(2), Root(0)]));
    assert_eq!(found(&[&leaf, m, i], &[r]), trusted(&[Presented(0), Presented(2), Presented(1), Root(0)]));
    // A store may hold an intermediate, and a server may send its root.
    assert_eq!(found(&[&leaf, i, m, r], &[m]), trusted(&[Presented(0), Presented(1), Root(0)]));
    // Where there is no name of an issuer there is no path, however much is trusted.
    assert_eq!(found(&[&leaf, m], &[r]), Path::Broken(vec![Presented(0)], Break::IssuerMissing));
    assert_eq!(
        found(&[&leaf, i, m], &[]),
        Path::Broken(vec![Presented(0), Presented(1), Presented(2)], Break::IssuerMissing)
    );
    assert_eq!(
        found(&[&leaf, i, m, r], &[]),
        Path::Broken(vec![Presented(0), Presented(1), Presented(2), Presented(3)], Break::UnknownRoot)
    );
}

#[test]
fn of_two_issuers_by_one_key_the_trusted_one_counts() {
    let (old, new) = (ca("old root", None), ca("new root", None));
    let issuing_key = key();
    let again = KeyPair::try_from(issuing_key.serialize_der()).unwrap();
    let constraints = || Some(BasicConstraints::Unconstrained);
    let by_old = issue(params("issuing", constraints()), issuing_key, Some(&old));
    let by_new = issue(params("issuing", constraints()), again, Some(&new));
    let leaf = leaf(&by_old);
    let sent = [&leaf, &by_old.facts, &by_new.facts];
    assert_eq!(found(&sent, &[&new.facts]), trusted(&[Presented(0), Presented(2), Root(0)]));
    assert_eq!(found(&sent, &[&old.facts]), trusted(&[Presented(0), Presented(1), Root(0)]));
}

#[test]
fn what_was_fetched_is_a_way_and_no_reason_to_trust() {
    let root = ca("root", None);
    let middle = ca("middle", Some(&root));
    let issuing = ca("issuing", Some(&middle));
    let leaf = leaf(&issuing);
    let (r, m, i) = (&root.facts, &middle.facts, &issuing.facts);
    let found = |sent: &[&CertificateFacts], fetched: &[&CertificateFacts], roots: &[&CertificateFacts]| {
        let owned = |facts: &[&CertificateFacts]| facts.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
        find_path(&owned(sent), fetched, &owned(roots), NOW)
    };
    let path = trusted(&[Presented(0), Fetched(1), Fetched(0), Root(0)]);
    assert_eq!(found(&[&leaf], &[m, i], &[r]), path);
    assert_eq!(found(&[&leaf, m], &[i], &[r]), trusted(&[Presented(0), Fetched(0), Presented(1), Root(0)]));
    // What was sent as well is the server's own.
    assert_eq!(
        found(&[&leaf, i, m], &[m, i], &[r]),
        trusted(&[Presented(0), Presented(1), Presented(2), Root(0)])
    );
    let all = vec![Presented(0), Fetched(2), Fetched(1), Fetched(0)];
    assert_eq!(found(&[&leaf], &[r, m, i], &[]), Path::Broken(all, Break::UnknownRoot));
    let no_ca = issue(params("no ca", None), key(), Some(&root));
    let forged = self::leaf(&no_ca);
    let Path::Broken(path, Break::Forbidden(rule)) = found(&[&forged], &[&no_ca.facts], &[r]) else {
        panic!("whoever is no CA must not issue");
    };
    assert_eq!((path.last(), rule.contains("is not a CA")), (Some(&Fetched(0)), true));
}

#[test]
fn a_self_signed_certificate_is_trusted_where_it_is_kept() {
    let own = issue(params("srv01", None), key(), None).facts;
    assert_eq!(found(&[&own], &[&own]), trusted(&[Root(0)]));
    assert_eq!(found(&[&own], &[]), Path::Broken(vec![Presented(0)], Break::UnknownRoot));
}

#[test]
fn two_authorities_of_one_name() {
    let (one, other) = (ca("root", None), ca("root", None));
    let leaf = leaf(&one);
    assert_eq!(
        found(&[&leaf], &[&other.facts]),
        Path::Broken(vec![Presented(0)], Break::BadSignature(Root(0)))
    );
    assert_eq!(found(&[&leaf], &[&other.facts, &one.facts]), trusted(&[Presented(0), Root(1)]));
}

#[test]
fn rules_that_a_path_must_keep() {
    let root = ca("root", None);
    let no_ca = issue(params("no ca", None), key(), Some(&root));
    let forged = leaf(&no_ca);
    let Path::Broken(path, Break::Forbidden(rule)) = found(&[&forged, &no_ca.facts], &[&root.facts]) else {
        panic!("whoever is no CA must not issue");
    };
    assert_eq!(path, [Presented(0), Presented(1)]);
    assert!(rule.contains("is not a CA"), "{rule}");

    // webpki alone would take it: it does not look at the key usage of authorities.
    let mut lists_only = params("lists only", Some(BasicConstraints::Unconstrained));
    lists_only.key_usages = vec![KeyUsagePurpose::CrlSign];
    let lists_only = issue(lists_only, key(), Some(&root));
    let below = leaf(&lists_only);
    let Path::Broken(path, Break::Forbidden(rule)) = found(&[&below, &lists_only.facts], &[&root.facts])
    else {
        panic!("its key may sign lists alone");
    };
    assert_eq!((path.as_slice(), rule.contains("is not a CA")), (&[Presented(0), Presented(1)][..], true));

    let last = issue(params("last", Some(BasicConstraints::Constrained(0))), key(), Some(&root));
    let too_many = ca("too many", Some(&last));
    let below = leaf(&too_many);
    let sent = [&below, &too_many.facts, &last.facts];
    let Path::Broken(path, Break::Forbidden(rule)) = found(&sent, &[&root.facts]) else {
        panic!("no CA may stand below it");
    };
    assert_eq!(path.last(), Some(&Presented(2)));
    assert_eq!(rule, "it allows at most 0 CAs below it, but there are 1");

    let mut odd = params("srv01", None);
    let mut extension = rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![5, 0]);
    extension.set_criticality(true);
    odd.custom_extensions.push(extension);
    let odd = issue(odd, key(), Some(&root)).facts;
    assert_eq!(odd.unknown_critical, ["1.3.6.1.4.1.99999.1"]);
    let Path::Broken(_, Break::Forbidden(rule)) = found(&[&odd], &[&root.facts]) else {
        panic!("what is critical must be understood");
    };
    assert!(rule.contains("1.3.6.1.4.1.99999.1"), "{rule}");
}

#[test]
fn dates_are_another_question() {
    let root = ca("root", None);
    let mut past = params("past", Some(BasicConstraints::Unconstrained));
    past.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let past = issue(past, key(), Some(&root));
    let mut future = params("srv01", None);
    future.not_before = rcgen::date_time_ymd(2028, 1, 1);
    // There is no moment at which both are valid, and still it is a path.
    let future = issue(future, key(), Some(&past)).facts;
    let path = trusted(&[Presented(0), Presented(1), Root(0)]);
    assert_eq!(found(&[&future, &past.facts], &[&root.facts]), path);
    assert_eq!(found(&[&leaf(&past), &past.facts], &[&root.facts]), path);
}

#[test]
fn a_server_certificate_that_is_a_ca_is_a_path_too() {
    let root = ca("root", None);
    let server = ca("srv01", Some(&root));
    assert_eq!(found(&[&server.facts], &[&root.facts]), trusted(&[Presented(0), Root(0)]));
}

#[test]
fn nothing_presented_and_nothing_readable() {
    assert_eq!(found(&[], &[]), Path::Broken(vec![Presented(0)], Break::Unreadable));
    let noise = read(b"\x30\x03\x02\x01\x01");
    assert_eq!(found(&[&noise], &[]), Path::Broken(vec![Presented(0)], Break::Unreadable));
}

/// Layers of certificates of one name and one key each, so that there are `wide` to the power of `layers` ways; every
/// one has another serial number, and the topmost are signed as `top` says.
fn bomb(layers: usize, wide: usize, dates: bool, top: &Ca) -> Vec<CertificateFacts> {
    let keys: Vec<KeyPair> = (0..layers).map(|_| key()).collect();
    let again = |key: &KeyPair| KeyPair::try_from(key.serialize_der()).unwrap();
    let mut all = Vec::new();
    let mut above = None;
    for layer in (0..layers).rev() {
        let mut last = None;
        for number in 0..wide {
            let mut params = params(&format!("layer {layer}"), Some(BasicConstraints::Unconstrained));
            params.serial_number =
                Some(vec![1, u8::try_from(layer).unwrap(), u8::try_from(number).unwrap()].into());
            if dates {
                // No two layers are valid at one moment.
                let year = 2000 + i32::try_from(layer).unwrap() * 2;
                let day = u8::try_from(number).unwrap() % 28 + 1;
                (params.not_before, params.not_after) =
                    (rcgen::date_time_ymd(year, 1, day), rcgen::date_time_ymd(year + 1, 1, day));
            }
            let made = issue(params, again(&keys[layer]), Some(above.as_ref().unwrap_or(top)));
            all.push(made.facts.clone());
            last = Some(made);
        }
        above = last;
    }
    all.push(leaf(&above.unwrap()));
    all.reverse();
    all
}

#[test]
fn ways_that_multiply_are_not_all_gone() {
    let root = ca("root", None);
    let forged = ca("root", None);
    for (layers, wide, dates, top) in [
        (4, 5, false, &forged),
        (6, 4, false, &forged),
        (5, 20, false, &forged),
        (2, 11, false, &forged),
        (1, 100, false, &forged),
        (4, 5, true, &root),
        (5, 20, true, &root),
    ] {
        let sent = bomb(layers, wide, dates, top);
        let mut effort = Effort::default();
        let look = || find_path(&sent, &[], std::slice::from_ref(&root.facts), NOW);
        let path = effort.within(look);
        let verified = effort.verified();
        assert!(verified <= 200, "{layers} layers of {wide}: {verified} signatures");
        // Within the bounds an answer is given, beyond them none that could be wrong.
        if layers * wide < MOST_CERTIFICATES && dates {
            assert!(matches!(path, Path::Trusted(_)), "{layers} layers of {wide}: {path:?}");
        } else if MOST_CERTIFICATES <= layers * wide {
            assert!(matches!(path, Path::Broken(_, Break::TooMany)), "{layers} layers of {wide}: {path:?}");
        } else {
            assert!(matches!(path, Path::Broken(..)), "{layers} layers of {wide}: {path:?}");
        }
        // The second look at the same certificates costs nothing.
        effort.within(look);
        assert_eq!(effort.verified(), verified, "{layers} layers of {wide}");
    }
}

#[test]
fn steps_are_bounded_by_themselves() {
    let root = ca("root", None);
    // Few certificates, all of them sound, and more than a thousand ways over them.
    let sent = bomb(6, 3, false, &root);
    assert!(sent.len() < MOST_CERTIFICATES);
    let path = find_path(&sent, &[], std::slice::from_ref(&root.facts), NOW);
    assert!(matches!(path, Path::Broken(_, Break::TooMany)), "{path:?}");
    // A layer less, and there is a path.
    let path = find_path(&bomb(5, 3, false, &root), &[], std::slice::from_ref(&root.facts), NOW);
    assert!(matches!(path, Path::Trusted(_)), "{path:?}");
}

#[test]
fn what_nobody_points_to_does_not_count() {
    let root = ca("root", None);
    let issuing = ca("issuing", Some(&root));
    let leaf = leaf(&issuing);
    let strangers: Vec<CertificateFacts> =
        (0..40).map(|number| ca(&format!("{number}"), None).facts).collect();
    let sent: Vec<&CertificateFacts> =
        [&leaf].into_iter().chain(&strangers).chain([&issuing.facts]).collect();
    assert_eq!(found(&sent, &[&root.facts]), trusted(&[Presented(0), Presented(41), Root(0)]));
}

#[test]
fn without_effort_nothing_is_said_of_a_signature() {
    let root = ca("root", None);
    let mut effort = Effort::default();
    let leaves: Vec<CertificateFacts> = (0..101).map(|_| leaf(&root)).collect();
    let paths = effort.within(|| {
        let look = |leaf: &CertificateFacts| found(&[leaf], &[&root.facts]);
        leaves.iter().map(look).collect::<Vec<_>>()
    });
    assert!(paths.iter().take(100).all(|path| matches!(path, Path::Trusted(_))));
    assert_eq!(paths.last(), Some(&Path::Broken(vec![Presented(0)], Break::TooMany)));
    assert_eq!(effort.verified(), 100);
}
